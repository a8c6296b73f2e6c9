//! Names that no person would have given: what there is to do better. It changes nothing.

use super::ident::snake_text;
use super::{Names, OperationNames, TypeNames};
use crate::model::{Api, NameHint, Operation, TypeDef, TypeKind, TypeRef, Union};

/// From this length on a name is long.
const LONG: usize = 60;

/// A name that no person would have given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OddName {
    /// What is odd about it.
    pub oddity: Oddity,
    /// The name, with what it is in.
    pub name: String,
    /// What the document has for it.
    pub from: String,
}

/// What is odd about a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddity {
    /// It ends with a number that the document does not have.
    Numbered,
    /// The same words twice in a row, which the document does not have.
    Stutter,
    /// So long that nobody reads it, and longer than what the document has.
    Long,
    /// It says no more than what kind of JSON its values are.
    Vague,
}

/// The odd ones among the names of types, fields, variants, methods and parameters.
pub fn odd(api: &Api, names: &Names) -> Vec<OddName> {
    let mut found = Vec::new();
    for (def, named) in api.types.iter().zip(names.types.iter()) {
        // The form that clients send is called like the type, with a word behind it.
        if def.input_of.is_none() {
            of_type(api, def, named, names, &mut found);
        }
    }
    for (operation, named) in api.operations.iter().zip(&names.operations) {
        of_operation(operation, named, &mut found);
    }
    found
}

fn of_type(api: &Api, def: &TypeDef, named: &TypeNames, names: &Names, found: &mut Vec<OddName>) {
    let path: Vec<&str> = std::iter::once(&named.module).chain(&named.inner).map(|module| module.plain()).collect();
    let at = format!("{}::{}", path.join("::"), named.name.plain());
    match &def.name_hint {
        NameHint::Component(name) | NameHint::Pinned(name) => look(named.name.plain(), name, &at, found),
        NameHint::Shared(shared) => {
            let from = format!("{} {:?} {}", shared.key, shared.kind, shared.role);
            look(named.name.plain(), &from, &at, found);
        }
        // A position is a number of ours.
        NameHint::Within { owner, role } => {
            let is_position = matches!(api.ty(*owner).kind, TypeKind::Tuple(_)) && role.starts_with("item ");
            look(named.name.plain(), if is_position { "item" } else { role }, &at, found);
        }
        NameHint::Operation { operation, role } => {
            let of = format!("{} {role:?}", names.operations[operation.0].method.plain());
            look(named.name.plain(), &of, &at, found);
        }
    }
    let mut parts: Vec<(&str, String)> = Vec::new();
    match &def.kind {
        TypeKind::Struct(object) => {
            let wires = object.fields.iter().map(|field| field.wire.clone());
            parts.extend(named.fields.iter().map(|name| name.plain()).zip(wires));
        }
        TypeKind::StringEnum(values) => {
            let texts = values.iter().map(|value| format!("{} {}", value.value, value.name.as_deref().unwrap_or("")));
            parts.extend(named.variants.iter().map(|name| name.plain()).zip(texts));
        }
        TypeKind::Union(union) => {
            let hints = union.variants.iter().map(|variant| variant.name_hint.clone());
            parts.extend(named.variants.iter().map(|name| name.plain()).zip(hints));
        }
        TypeKind::AnyOf(all) => {
            let hints = all.iter().map(|part| part.name_hint.clone());
            parts.extend(named.fields.iter().map(|name| name.plain()).zip(hints));
        }
        _ => {}
    }
    for (name, from) in parts {
        look(name, &from, &format!("{at}::{name}"), found);
    }
    let (TypeKind::Union(Union { variants, .. }) | TypeKind::AnyOf(variants)) = &def.kind else { return };
    let parts = if matches!(def.kind, TypeKind::AnyOf(_)) {
        named.fields.iter().map(|name| name.plain()).collect::<Vec<_>>()
    } else {
        named.variants.iter().map(|name| name.plain()).collect()
    };
    for (variant, name) in variants.iter().zip(parts) {
        if matches!(api.resolve(&variant.value.ty), TypeRef::Named(_) | TypeRef::Boxed(_))
            && ["any", "object", "enum", "other"].contains(&snake_text(&variant.name_hint).as_str())
        {
            let name = format!("{at}::{name}");
            found.push(OddName { oddity: Oddity::Vague, name, from: variant.name_hint.clone() });
        }
    }
}

fn of_operation(operation: &Operation, named: &OperationNames, found: &mut Vec<OddName>) {
    let own = format!("{} {}", operation.name_hint, operation.long_name_hint.as_deref().unwrap_or(""));
    let method = named.method.plain();
    look(method, &own, method, found);
    if named.pascal.plain().len() > method.len() {
        look(named.pascal.plain(), method, named.pascal.plain(), found);
    }
    for (param, name) in operation.params.iter().zip(&named.params) {
        look(name.plain(), &param.wire, &format!("{method}({})", name.plain()), found);
    }
}

fn look(name: &str, from: &str, at: &str, found: &mut Vec<OddName>) {
    let mut say = |oddity| found.push(OddName { oddity, name: at.to_owned(), from: from.to_owned() });
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &name[letters.len()..];
    let digits: String = from.chars().filter(char::is_ascii_alphanumeric).collect();
    let code_points = !from.is_ascii();
    if !number.is_empty()
        && letters.ends_with(|c: char| c.is_alphabetic() || c == '_')
        && !digits.contains(number)
        && !code_points
    {
        say(Oddity::Numbered);
    }
    if stutters(name) && !stutters(from) {
        say(Oddity::Stutter);
    }
    if name.len() > LONG && name.len() > from.len() + 8 {
        say(Oddity::Long);
    }
}

/// Whether words are there twice in a row.
fn stutters(text: &str) -> bool {
    let text = snake_text(text);
    let words: Vec<&str> = text.split('_').filter(|word| !word.is_empty()).collect();
    (1..=words.len() / 2).any(|size| {
        words.windows(size * 2).any(|window| {
            let (first, second) = window.split_at(size);
            // `x_x` and `00_00` are nothing that somebody stumbles over.
            first == second
                && first.iter().any(|word| word.len() > 2 && !word.starts_with(|c: char| c.is_ascii_digit()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oddities(name: &str, from: &str) -> Vec<Oddity> {
        let mut found = Vec::new();
        look(name, from, name, &mut found);
        found.into_iter().map(|one| one.oddity).collect()
    }

    #[test]
    fn a_number_counts_unless_it_is_the_documents() {
        assert_eq!(oddities("Value2", "value"), [Oddity::Numbered]);
        assert_eq!(oddities("value_2", "value"), [Oddity::Numbered]);
        assert_eq!(oddities("ApiV2", "api-v2"), []);
        assert_eq!(oddities("V2", "2"), []);
    }

    #[test]
    fn words_twice_in_a_row_count_unless_they_are_the_documents() {
        assert_eq!(oddities("PullRequestPullRequest", "pull request"), [Oddity::Stutter]);
        assert_eq!(oddities("UserUser", "UserUser"), []);
        assert_eq!(oddities("UserIdUser", "user"), []);
    }
}
