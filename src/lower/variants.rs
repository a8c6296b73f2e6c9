//! Which variants of a choice count: those that go with the type that stands beside it, and of a `oneOf` each once.
//!
//! It only judges them. What becomes of the variants is `union`'s business.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use super::Lower;
use super::facets::is_type;
use super::merge::{Alternatives, Link, Part, Parts, Whole};

/// What of a schema tells a reader about values and not which values there are.
const WORDS: [&str; 7] =
    ["title", "description", "deprecated", "default", "example", "externalDocs", "x-cratewright-examples"];

/// What holds values or names, and no schemas.
const VALUES: [&str; 3] = ["enum", "discriminator", "x-cratewright-dependent"];

/// How many of the values of a schema are of a type that stands beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kept {
    /// All of them, so that the type says nothing new.
    All,
    Some,
    None,
}

impl<'a> Lower<'a> {
    /// The variants of a whole's first alternatives that count, with whether what stands beside them has more to say of
    /// each. Those left out are named.
    pub(super) fn variants(
        &mut self,
        whole: &Whole<'a>,
        list: &Alternatives<'a>,
        parts: &Parts<'a>,
    ) -> Vec<(Part<'a>, bool)> {
        let is_certain = self.is_certain(whole, parts);
        let beside = whole.says_more();
        let kept: Vec<Kept> = match whole.ty {
            Some(ty) => {
                let kept = |variant| self.kept(variant, ty, &mut HashSet::new()).unwrap_or(Kept::Some);
                list.variants.iter().map(kept).collect()
            }
            None => vec![Kept::All; list.variants.len()],
        };
        // A list of variants says more than one word beside it.
        let is_mistaken = !beside && kept.iter().all(|kept| *kept == Kept::None);
        if let (true, true, Some(ty)) = (is_certain, is_mistaken, whole.ty) {
            let message =
                format!("none of the alternatives is of type {ty}, which stands beside them; it is not asked for");
            self.contradiction(&list.at, message);
        }
        let mut variants = Vec::new();
        // Where a discriminator decides, equal schemas are told apart by it.
        let is_exclusive = !list.any && list.discriminator.is_none();
        let mut met: HashMap<Json, String> = HashMap::new();
        for (variant, kept) in list.variants.iter().zip(kept) {
            if let (Kept::None, false, Some(ty)) = (kept, is_mistaken, whole.ty) {
                let message = format!("this alternative is not of type {ty}, which stands beside it; it is left out");
                if is_certain {
                    self.contradiction(&variant.pointer, message);
                }
                continue;
            }
            if let Some(ty) = self.never_meets(variant, &whole.alternatives[1..]) {
                let message =
                    format!("this alternative is of type {ty}, and none of those beside it is; it is left out");
                self.contradiction(&variant.pointer, message);
                continue;
            }
            if is_exclusive && let Some(meaning) = self.meaning(variant) {
                let place = self.place(variant);
                if let Some(first) = met.get(&meaning) {
                    // A component may have to be built as what it is called.
                    let is_one = *first == place || matches!(variant.link, Link::Schema(_));
                    let taken =
                        if is_one { "the two are taken as one" } else { "what fits both is taken as the first" };
                    self.warn(
                        "equal-variants",
                        &variant.pointer,
                        format!(
                            "an earlier variant of this `oneOf` says the same, so that by the letter no value is of \
                             exactly one of them; {taken}"
                        ),
                        "leave one of them out, or say what tells them apart",
                    );
                    if is_one {
                        continue;
                    }
                }
                met.entry(meaning).or_insert(place);
            }
            variants.push((variant.clone(), beside || kept == Kept::Some && !is_mistaken));
        }
        variants
    }

    /// Whether the type stands beside all choices. Of several choices at once each combination is looked at: what does not
    /// go with a variant of one of them may go with another one.
    fn is_certain(&mut self, whole: &Whole<'a>, parts: &Parts<'a>) -> bool {
        if parts.chosen.is_empty() {
            return true;
        }
        let is_chosen = |part: &&Part<'a>| {
            parts
                .chosen
                .iter()
                .any(|at| part.pointer.strip_prefix(at.as_str()).is_some_and(|rest| rest.starts_with('/')))
        };
        let fixed = parts.list.iter().filter(|part| !is_chosen(part)).cloned().collect();
        self.gather(&Parts { list: fixed, chosen: parts.chosen.clone() }, None).ty == whole.ty
    }

    /// The type of a variant, where a choice that stands beside its own has nothing of that type.
    fn never_meets(&mut self, variant: &Part<'a>, others: &[Alternatives<'a>]) -> Option<&'a str> {
        if others.is_empty() {
            return None;
        }
        let ty = self.gather(&Parts::one(variant.clone()), None).ty?;
        let mut is_never = |list: &Alternatives<'a>| {
            let mut kept = list.variants.iter().map(|other| self.kept(other, ty, &mut HashSet::new()));
            kept.all(|kept| kept == Some(Kept::None))
        };
        others.iter().any(&mut is_never).then_some(ty)
    }

    /// How many values of a part are of a type. `seen` are the parts that were looked at already: they add nothing.
    fn kept(&mut self, part: &Part<'a>, ty: &str, seen: &mut HashSet<String>) -> Option<Kept> {
        if !seen.insert(self.place(part)) {
            return None;
        }
        let whole = self.gather(&Parts::one(part.clone()), None);
        Some(match (whole.ty, ty, whole.alternatives.first()) {
            (Some(own), _, _) if own == ty => Kept::All,
            (Some("integer"), "number", _) => Kept::All,
            (Some("number"), "integer", _) => Kept::Some,
            (Some(_), _, _) => Kept::None,
            (None, _, Some(list)) => {
                let mut all = list.variants.iter().filter_map(|variant| self.kept(variant, ty, seen));
                let first = all.next()?;
                if all.all(|other| other == first) { first } else { Kept::Some }
            }
            (None, _, None) => match &whole.values {
                Some(values) if !values.is_empty() && !values.iter().any(|one| is_type(&one.value, ty)) => Kept::None,
                _ => Kept::Some,
            },
        })
    }

    /// What a variant says of its values, references followed.
    fn meaning(&self, variant: &Part<'a>) -> Option<Json> {
        let schema = match variant.link {
            Link::Schema(schema) => schema,
            Link::Reference(reference) => self.follow(reference)?.1,
        };
        let mut meaning = serde_json::to_value(schema).ok()?;
        if let Json::Object(members) = &mut meaning {
            members.retain(|key, _| !WORDS.contains(&key.as_str()));
        }
        without_words(&mut meaning);
        Some(meaning)
    }
}

/// Leaves out the words of what is inside of a schema, too. A property may be called like one of them: its schema is no text.
fn without_words(json: &mut Json) {
    match json {
        Json::Object(members) => {
            members.retain(|key, value| value.is_object() || value.is_array() || !WORDS.contains(&key.as_str()));
            let inside = members.iter_mut().filter(|(key, _)| !VALUES.contains(&key.as_str()));
            inside.for_each(|(_, value)| without_words(value));
        }
        Json::Array(items) => items.iter_mut().for_each(without_words),
        _ => {}
    }
}
