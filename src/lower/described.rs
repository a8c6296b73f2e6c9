//! Enums whose values are described one by one: a `oneOf` of constants, each with a title or a description of its own.
//!
//! It only finds them. By the letter they are choices, but what a reader sees is an enum with words for its values, and a
//! type for each value would say everything twice.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use super::facets::Facets;
use super::merge::{Link, Part};
use crate::model::EnumValue;

/// The longest title that is a name and no sentence.
const LONGEST_NAME: usize = 48;

/// Whether a variant may be called by a title.
fn is_name(title: &str) -> bool {
    title.len() <= LONGEST_NAME && title.chars().any(char::is_alphanumeric)
}

/// The values of a choice between texts or between integers, called by their titles; and what JSON they are.
pub(super) fn described(variants: &[Part<'_>]) -> Option<(&'static str, Vec<EnumValue<Json>>)> {
    let mut kind = None;
    let mut all: Vec<EnumValue<Json>> = Vec::new();
    let mut seen = HashSet::new();
    for variant in variants {
        let Link::Schema(schema) = variant.link else { return None };
        let facets = Facets::of(schema);
        let (ty, fits): (_, fn(&Json) -> bool) = match facets.ty {
            Some("string") => ("string", Json::is_string),
            Some("integer") => ("integer", Json::is_i64),
            _ => return None,
        };
        let says_more = facets.is_composed() || facets.not.is_some() || !facets.limits.is_empty() || facets.nullable();
        let mut values = facets.enum_values();
        if *kind.get_or_insert(ty) != ty || says_more || values.is_empty() || !values.iter().all(|one| fits(&one.value))
        {
            return None;
        }
        let data = &schema.schema_data;
        match (values.as_mut_slice(), &data.title) {
            ([only], title) => {
                let title = title.as_ref().map(|title| title.trim()).filter(|title| !title.is_empty());
                let (names, others) = (title.filter(|title| is_name(title)), title.filter(|title| !is_name(title)));
                only.name = only.name.take().or_else(|| names.map(str::to_owned));
                let described = only.description.take().or_else(|| data.description.clone());
                only.description = described.or_else(|| others.map(str::to_owned));
            }
            // Several values that are described together are a type of their own.
            _ if data.title.is_some() || data.description.is_some() => return None,
            _ => {}
        }
        // By the letter a value of two variants is none of a `oneOf`.
        if !values.iter().all(|one| seen.insert(one.value.to_string())) {
            return None;
        }
        values.iter_mut().for_each(|one| one.deprecated = data.deprecated);
        all.append(&mut values);
    }
    // A title that several have is no name for any of them.
    let mut titles: HashMap<String, usize> = HashMap::new();
    all.iter().filter_map(|one| one.name.clone()).for_each(|title| *titles.entry(title).or_default() += 1);
    for one in &mut all {
        one.name = one.name.take().filter(|title| titles.get(title) == Some(&1));
    }
    Some((kind?, all))
}
