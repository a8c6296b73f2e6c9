//! What a variant of a union may be called: the document's own words for it, the best first; and what is called so that is
//! in a list or map.
//!
//! It looks at the variant's schema and at the variants before it, and never at those behind: one more variant renames
//! none. Making an identifier of the words is the business of `names`.

use std::borrow::Borrow;
use std::collections::HashSet;

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};
use serde_json::Value as Json;

use super::facets::{Facets, is_null_only};
use super::merge::{Link, Part};
use super::union::last_segment;
use crate::model::NameHint;

/// The name of what may be anything.
pub(super) const UNTYPED: &str = "Any";

/// The name of an object that has nothing of its own.
const OBJECT: &str = "Object";

/// The name of a choice within the choice.
const OTHER: &str = "Other";

/// How deep lists, maps, parts and choices are looked into for a word.
const MAX_DEPTH: usize = 8;

/// The hints of the variants so far.
#[derive(Default)]
pub(super) struct Hints(HashSet<String>);

impl Hints {
    /// The best name that no earlier variant has.
    pub(super) fn next(&mut self, variant: &Part<'_>, discriminator: Option<&str>) -> String {
        let mut all = match variant.link {
            Link::Reference(reference) => vec![Word::Own(last_segment(reference))],
            Link::Schema(schema) => words(schema, discriminator, 0),
        };
        let is_free = |word: &Word| !self.0.contains(&key(&word.alone()));
        // A choice is another one than what stands before it only where it has no alternative to be called after.
        let says_more = |word: &Word| is_free(word) && !matches!(word, Word::Vague(OTHER, _));
        let free = all.iter().position(says_more).or_else(|| all.iter().position(is_free));
        // Only now, since it takes a look at everything below.
        let nested = match variant.link {
            Link::Schema(schema) if free.is_none_or(|at| matches!(all[at], Word::Vague(OBJECT, _))) => nested(schema),
            _ => Vec::new(),
        };
        let nested = nested.into_iter().find(is_free);
        let hint = nested.unwrap_or_else(|| all.swap_remove(free.unwrap_or(0))).alone();
        self.0.insert(key(&hint));
        hint
    }
}

/// What makes two hints the same name, spaces and case aside.
fn key(hint: &str) -> String {
    let letters: String = hint.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if letters.is_empty() { hint.to_owned() } else { letters }
}

/// A word for a schema.
enum Word {
    /// What it is.
    Own(String),
    /// A property that it has.
    With(String),
    /// What kind of thing it is, where nothing better is left; and the same for the items of a list.
    Vague(&'static str, Option<&'static str>),
}

impl Word {
    fn alone(&self) -> String {
        match self {
            Word::Own(text) => text.clone(),
            Word::With(property) => format!("With {property}"),
            Word::Vague(text, _) => (*text).to_owned(),
        }
    }
}

/// Title, constants, components that it is made of, properties, its type. Never empty.
fn words(schema: &Schema, discriminator: Option<&str>, depth: usize) -> Vec<Word> {
    let facets = Facets::of(schema);
    let mut parts = Vec::new();
    inline_parts(&facets, depth, &mut parts);
    let mut all: Vec<Word> = title(schema, &facets).into_iter().map(Word::Own).collect();
    // What it adds to components says more than what they are: others may add something else to the same ones.
    all.extend(constants(&facets, discriminator));
    for (part, of_part) in &parts {
        all.extend(title(part, of_part).map(Word::Own));
        all.extend(constants(of_part, discriminator));
    }
    let each = || std::iter::once(&facets).chain(parts.iter().map(|(_, part)| part));
    let bases: Vec<String> = each().flat_map(bases).collect();
    let properties: Vec<&String> = each().flat_map(properties).collect();
    if let Some(base) = bases.first() {
        all.extend(properties.iter().map(|property| Word::Own(format!("{base} with {property}"))));
    }
    all.extend(bases.into_iter().map(Word::Own));
    all.extend(properties.into_iter().map(|property| Word::With(property.clone())));
    // An inline part says what the whole is, where nothing else does.
    for (_, part) in &parts {
        if part.ty.is_some() {
            all.extend(of_kind(part, depth));
        }
    }
    all.extend(of_kind(&facets, depth));
    all
}

/// The schemas that stand in an `allOf` themselves, and in theirs.
fn inline_parts<'a>(facets: &Facets<'a>, depth: usize, parts: &mut Vec<(&'a Schema, Facets<'a>)>) {
    for part in facets.all_of {
        let ReferenceOr::Item(part) = part else { continue };
        let of_part = Facets::of(part);
        let at = parts.len();
        if depth < MAX_DEPTH {
            inline_parts(&of_part, depth + 1, parts);
        }
        parts.insert(at, (part, of_part));
    }
}

/// The title, unless it says no more than that a list is one.
fn title(schema: &Schema, facets: &Facets<'_>) -> Option<String> {
    let title = schema.schema_data.title.as_ref()?;
    let is_vague = facets.ty == Some("array") && ["array", "list"].contains(&title.trim().to_lowercase().as_str());
    (!is_vague && !title.trim().is_empty()).then(|| title.clone())
}

/// The texts that properties always have. The one that tells the variants apart comes first.
fn constants(facets: &Facets<'_>, discriminator: Option<&str>) -> Vec<Word> {
    let mut all: Vec<(bool, String)> = Vec::new();
    for (name, property) in facets.properties.into_iter().flatten() {
        let ReferenceOr::Item(property) = property else { continue };
        if let [Json::String(only)] = Facets::of(property).values.as_slice()
            && !only.is_empty()
        {
            all.push((discriminator != Some(name), only.clone()));
        }
    }
    all.sort_by_key(|(is_other, _)| *is_other);
    all.into_iter().map(|(_, only)| Word::Own(only)).collect()
}

/// The components that it is made of.
fn bases(facets: &Facets<'_>) -> Vec<String> {
    let references = facets.all_of.iter().filter_map(|part| match part {
        ReferenceOr::Reference { reference } => Some(last_segment(reference)),
        ReferenceOr::Item(_) => None,
    });
    references.collect()
}

/// The properties of an object, required ones first.
fn properties<'a>(facets: &Facets<'a>) -> Vec<&'a String> {
    if facets.ty.is_some_and(|ty| ty != "object") {
        return Vec::new();
    }
    facets.required.iter().chain(facets.properties.into_iter().flatten().map(|(name, _)| name)).collect()
}

/// What kind of thing it is, and of what.
fn of_kind(facets: &Facets<'_>, depth: usize) -> Vec<Word> {
    let own = |text: &str| Word::Own(text.to_owned());
    match facets.ty {
        Some("object") => {
            let is_bare = facets.properties.is_none() && facets.required.is_empty() && !facets.is_composed();
            let empty = || vec![own("Empty"), own("Empty object")];
            let mut all = match facets.additional {
                Some(AdditionalProperties::Schema(held)) if is_bare => holding("Map", held, depth),
                Some(AdditionalProperties::Any(false)) if is_bare => empty(),
                _ if is_bare && facets.limits.max_properties == Some(0) => empty(),
                _ => Vec::new(),
            };
            all.push(Word::Vague(OBJECT, Some("object")));
            all
        }
        Some("array") => match facets.items {
            Some(_) if facets.tuple.is_some() => vec![Word::Vague("List", Some("list")), own("Tuple")],
            Some(held) => holding("List", held, depth),
            None => vec![Word::Vague("List", Some("list")), own("List of any")],
        },
        Some("string") => match facets.values.as_slice() {
            [] => vec![Word::Own(facets.format.clone().unwrap_or_else(|| "String".to_owned()))],
            [Json::String(only)] if only.is_empty() => vec![own("Empty"), own("Empty string")],
            [Json::String(only)] => vec![own(only)],
            [_] => vec![own("String")],
            _ => vec![Word::Vague("Known", Some("string"))],
        },
        Some(other) => {
            let only = match facets.values.as_slice() {
                [only] => Some(Word::Own(format!("{other} {only}"))),
                _ => None,
            };
            std::iter::once(own(other)).chain(only).collect()
        }
        None if facets.is_composed() => choice(facets, depth),
        None => {
            let excluded = facets.not.filter(|_| depth < MAX_DEPTH).map(|not| excluded(not, depth));
            let mut all = excluded.unwrap_or_default();
            all.push(Word::Vague(UNTYPED, Some("any")));
            all
        }
    }
}

/// What it is not, or has not.
fn excluded(not: &ReferenceOr<Schema>, depth: usize) -> Vec<Word> {
    let not = match not {
        ReferenceOr::Reference { reference } => return vec![Word::Own(format!("Not {}", last_segment(reference)))],
        ReferenceOr::Item(not) => words(not, None, depth + 1),
    };
    let not = not.into_iter().filter_map(|word| match word {
        Word::Own(text) => Some(Word::Own(format!("Not {text}"))),
        Word::With(property) => Some(Word::Own(format!("Without {property}"))),
        Word::Vague(..) => None,
    });
    not.collect()
}

/// What the properties have, where others have properties of the same names; and that one is all there is.
fn nested(schema: &Schema) -> Vec<Word> {
    let facets = Facets::of(schema);
    let properties = || facets.properties.into_iter().flatten();
    let mut all: Vec<Word> = Vec::new();
    for (name, property) in properties() {
        let ReferenceOr::Item(property) = property else { continue };
        for word in words(property, None, 1) {
            match word {
                Word::With(inner) => all.push(Word::Own(format!("With {name} with {inner}"))),
                Word::Own(text) => {
                    all.extend(
                        held_by(&text)
                            .filter(|held| held.starts_with("with "))
                            .map(|held| Word::Own(format!("With {name} {held}"))),
                    );
                }
                Word::Vague(..) => {}
            }
        }
    }
    if let (Some((only, _)), 1) = (properties().next(), properties().count())
        && matches!(facets.additional, Some(AdditionalProperties::Any(false)))
    {
        all.push(Word::Own(format!("Only {only}")));
    }
    all
}

/// A choice within the choice: called after its first alternative, so that one more of them changes nothing.
fn choice(facets: &Facets<'_>, depth: usize) -> Vec<Word> {
    let mut alternatives = facets.one_of.iter().chain(facets.any_of).filter(|one| !is_null_only(one));
    let first = alternatives.next().filter(|_| depth < MAX_DEPTH).map(|first| match first {
        ReferenceOr::Reference { reference } => vec![Word::Own(last_segment(reference))],
        ReferenceOr::Item(first) => words(first, None, depth + 1),
    });
    let is_only = alternatives.next().is_none() && facets.all_of.is_empty();
    match first {
        Some(words) if is_only => words,
        Some(words) => {
            let first = words.iter().find(|word| !matches!(word, Word::Vague(OTHER, _))).map(|first| match first {
                Word::With(property) => Word::With(or_other(property)),
                other => Word::Own(or_other(&other.alone())),
            });
            std::iter::once(Word::Vague(OTHER, None)).chain(first).collect()
        }
        None => vec![Word::Vague(OTHER, None)],
    }
}

/// A choice among choices is still one between the first alternative and others.
fn or_other(first: &str) -> String {
    format!("{} or other", first.trim_end_matches(" or other"))
}

/// A list or a map, by what is in it.
fn holding(kind: &'static str, held: &ReferenceOr<impl Borrow<Schema>>, depth: usize) -> Vec<Word> {
    let itself = Word::Vague(kind, None);
    let of = |text: &str| Word::Own(format!("{kind} of {text}"));
    let held = match held {
        ReferenceOr::Reference { reference } => return vec![of(&last_segment(reference)), itself],
        ReferenceOr::Item(_) if depth >= MAX_DEPTH => return vec![itself],
        ReferenceOr::Item(held) => held.borrow(),
    };
    // An enum is not called after its only value here: it may get more of them.
    let is_enum = Facets::of(held).ty == Some("string") && !Facets::of(held).values.is_empty();
    let mut all = Vec::new();
    for word in words(held, None, depth + 1) {
        match word {
            Word::Own(_) if is_enum && held.schema_data.title.is_none() => {
                all.extend([Word::Vague(kind, None), of("string")]);
            }
            Word::Own(text) => all.push(of(&text)),
            Word::With(property) => all.push(Word::Own(format!("{kind} with {property}"))),
            Word::Vague(_, held) => {
                all.push(Word::Vague(kind, None));
                all.extend(held.map(of));
            }
        }
    }
    all.push(itself);
    all
}

/// Where an inline schema below a list or map hangs: its owner's role plus a word. An empty role is that of the owner
/// itself. No word is added twice: between a list and what its lists hold, nothing has a name.
pub(super) fn part_hint(hint: &NameHint, word: &str) -> NameHint {
    let (owner, role) = match hint {
        NameHint::Within { owner, role } => (owner, role),
        NameHint::Shared(shared) => return NameHint::Shared(shared.part(word)),
        _ => return hint.clone(),
    };
    let role = match held_by(role) {
        Some(held) => held.to_owned(),
        None if role.is_empty() => word.to_owned(),
        None if role == word || role.strip_suffix(word).is_some_and(|before| before.ends_with(' ')) => role.clone(),
        None => format!("{role} {word}"),
    };
    NameHint::Within { owner: *owner, role }
}

/// What is called so inside of a list or map that is called `hint`; `None` where the hint says nothing about that.
fn held_by(hint: &str) -> Option<&str> {
    let inside = hint.strip_prefix("List ").or_else(|| hint.strip_prefix("Map "))?;
    match inside.strip_prefix("of ") {
        Some(held) => Some(held),
        None => Some(inside).filter(|inside| inside.starts_with("with ")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn hints(variants: &Json, discriminator: Option<&str>) -> Vec<String> {
        let variants: Vec<ReferenceOr<Schema>> = serde_json::from_value(variants.clone()).expect("schemas");
        let mut hints = Hints::default();
        variants.iter().map(|one| hints.next(&Part::new(one, String::new()), discriminator)).collect()
    }

    #[test]
    fn lists_and_maps_say_what_they_hold() {
        let list = |items: Json| json!({ "type": "array", "items": items });
        let map = |values: Json| json!({ "type": "object", "additionalProperties": values });
        let with = |property: &str| json!({ "type": "object", "properties": { property: { "type": "string" } } });
        let cat = json!({ "$ref": "#/components/schemas/Cat" });
        let schemas = json!([
            list(cat.clone()),
            list(json!({ "type": "integer" })),
            list(list(json!({ "type": "string", "format": "uuid" }))),
            list(with("bark")),
            list(json!({ "title": "Meow", "type": "object" })),
            map(cat.clone()),
            map(list(cat.clone())),
            json!({ "title": "array", "type": "array", "items": { "type": "boolean" } }),
            list(json!({ "oneOf": [with("a"), with("b")] })),
            list(json!({ "oneOf": [cat, with("b")] })),
        ]);
        let expected = [
            "List of Cat",
            "List of integer",
            "List of List of uuid",
            "List with bark",
            "List of Meow",
            "Map of Cat",
            "Map of List of Cat",
            "List of boolean",
            "List",
            "List of Cat or other",
        ];
        assert_eq!(hints(&schemas, None), expected);
    }

    #[test]
    fn what_is_in_them_is_called_by_itself() {
        let held = ["List of Cat", "List with bark", "Map of List of Cat", "List", "List price", "Cat"].map(held_by);
        assert_eq!(held, [Some("Cat"), Some("with bark"), Some("List of Cat"), None, None, None]);
    }

    #[test]
    fn what_is_added_to_a_component_names_the_whole() {
        let base = json!({ "$ref": "#/components/schemas/Base" });
        let one = |part: Json| json!({ "allOf": [base.clone(), part] });
        let schemas = json!([
            one(json!({ "properties": { "kind": { "type": "string", "enum": ["cat"] } } })),
            one(json!({ "title": "Dog", "properties": { "bark": { "type": "string" } } })),
            one(json!({ "required": ["size"], "properties": { "bark": { "type": "string" } } })),
            one(json!({ "required": ["size"], "properties": { "bark": { "type": "string" } } })),
            one(json!({ "description": "The same" })),
        ]);
        assert_eq!(hints(&schemas, None), ["cat", "Dog", "Base with size", "Base with bark", "Base"]);
    }

    #[test]
    fn the_constant_that_tells_apart_comes_first_and_nothing_is_an_empty_name() {
        let one = |kind: &str| {
            let only = |text: &str| json!({ "type": "string", "enum": [text] });
            json!({ "type": "object", "properties": { "object": only("event"), "kind": only(kind) } })
        };
        assert_eq!(hints(&json!([one("made"), one("gone")]), Some("kind")), ["made", "gone"]);
        let empty = json!([
            { "type": "string", "enum": [""] },
            { "type": "object", "additionalProperties": false },
            { "title": " ", "type": "integer", "enum": [1] },
            { "type": "integer", "enum": [2] },
        ]);
        assert_eq!(hints(&empty, None), ["Empty", "Empty object", "integer", "integer 2"]);
    }

    #[test]
    fn what_properties_have_names_objects_that_have_nothing_of_their_own() {
        let object = |properties: Json| json!({ "type": "object", "properties": properties });
        let labels = |items: Json| object(json!({ "labels": { "type": "array", "items": items } }));
        let text = json!({ "type": "string" });
        let variants = json!([
            labels(text.clone()),
            labels(object(json!({ "name": text }))),
            object(json!({ "labels": object(json!({ "color": text })) })),
            { "type": "object", "properties": { "labels": text }, "additionalProperties": false },
            labels(json!({ "type": "integer" })),
        ]);
        let expected = ["With labels", "With labels with name", "With labels with color", "Only labels", "Object"];
        assert_eq!(hints(&variants, None), expected);
    }

    #[test]
    fn choices_are_called_after_their_first_alternative() {
        let choice = |first: Json| json!({ "oneOf": [first, { "type": "object" }] });
        let cat = json!({ "$ref": "#/components/schemas/Cat" });
        let with = json!({ "type": "object", "required": ["bark"] });
        let variants = json!([choice(choice(cat)), choice(with.clone()), choice(with)]);
        let expected = ["Cat or other", "With bark or other", "Other"];
        assert_eq!(hints(&variants, None), expected);
    }

    #[test]
    fn what_is_excluded_names_what_may_be_anything_else() {
        let variants = json!([
            { "not": { "required": ["size"] } },
            { "not": { "$ref": "#/components/schemas/Cat" } },
            { "not": { "required": ["kind"], "properties": { "kind": { "type": "string", "enum": ["dog"] } } } },
            { "not": {} },
        ]);
        assert_eq!(hints(&variants, None), ["Without size", "Not Cat", "Not dog", "Any"]);
    }

    #[test]
    fn one_more_variant_renames_none() {
        let schemas = json!([
            { "title": "Foo bar", "type": "string" },
            { "title": "foo_bar", "type": "integer" },
            { "type": "array", "items": { "type": "string" } },
        ]);
        let all = hints(&schemas, None);
        assert_eq!(all, ["Foo bar", "integer", "List of String"]);
        for count in 0..=all.len() {
            let first = schemas.as_array().expect("a list")[..count].to_vec();
            assert_eq!(hints(&Json::Array(first), None), all[..count]);
        }
    }
}
