//! What the names of an object's properties keep to, and which properties ask for others: three extensions of lifted
//! schemas.

use std::collections::{HashMap, HashSet};

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value as Json;

use super::Lower;
use super::facets::Facets;
use super::schema::text_format;
use crate::model::{Limits, PropertySets, Together};
use crate::pointer::child;

impl Lower<'_> {
    /// What the names of all properties keep to.
    pub(super) fn all_name_limits(&mut self, facets: &Facets<'_>, pointer: &str) -> Option<Box<Limits>> {
        let mut limits = Limits::default();
        self.names_at(facets.names, child(pointer, "x-cratewright-names"), &mut limits);
        (!limits.is_empty()).then(|| Box::new(limits))
    }

    /// What the names of those keep to that are not described, once that of all is known.
    pub(super) fn name_limits(
        &mut self,
        facets: &Facets<'_>,
        pointer: &str,
        all: Option<&Limits>,
    ) -> Option<Box<Limits>> {
        let mut limits = all.cloned().unwrap_or_default();
        self.names_at(facets.other_names, child(pointer, "x-cratewright-other-names"), &mut limits);
        (!limits.is_empty()).then(|| Box::new(limits))
    }

    fn names_at(&mut self, names: Option<&Json>, at: String, limits: &mut Limits) {
        let Some(names) = names else { return };
        match serde_json::from_value::<ReferenceOr<Schema>>(names.clone()) {
            Ok(names) => self.add_names(&names, &at, limits, &mut HashSet::new()),
            Err(_) => self.unsupported_names(&at, "this cannot be said of names"),
        }
    }

    /// Adds what one schema says, and those that it is made of.
    fn add_names(&mut self, names: &ReferenceOr<Schema>, at: &str, limits: &mut Limits, seen: &mut HashSet<String>) {
        let schema = match names {
            ReferenceOr::Item(schema) => schema,
            ReferenceOr::Reference { reference } => match self.follow(reference) {
                Some((name, schema)) if seen.insert(name.to_owned()) => {
                    return self.add_name_schema(schema, &child("/components/schemas", name), limits, seen);
                }
                _ => return,
            },
        };
        self.add_name_schema(schema, at, limits, seen);
    }

    fn add_name_schema(&mut self, schema: &Schema, at: &str, limits: &mut Limits, seen: &mut HashSet<String>) {
        let facets = Facets::of(schema);
        for (index, part) in facets.all_of.iter().enumerate() {
            self.add_names(part, &child(&child(at, "allOf"), &index.to_string()), limits, seen);
        }
        if !matches!(facets.ty, None | Some("string")) {
            return self.unsupported_names(at, "names are texts, and no other type can be asked of them");
        }
        let listed =
            [(facets.one_of, true), (facets.any_of, false)].map(|(variants, once)| self.listed(variants, once));
        if listed.iter().any(Option::is_none) || facets.not.is_some() {
            self.unsupported_names(
                at,
                "names are checked against `anyOf` and `oneOf` of constants only, and not against `not`",
            );
        }
        for values in listed.into_iter().flatten().filter(|values| !values.is_empty()) {
            if let Some(message) = limits.keep_to(Limits { values, ..Limits::default() }) {
                self.contradiction(at, message);
            }
        }
        let own = self.limits(&facets, at);
        let own = Limits {
            min_length: own.min_length,
            max_length: own.max_length,
            patterns: own.patterns,
            format: facets.format.as_deref().and_then(text_format),
            values: facets.values.iter().filter(|value| value.is_string()).cloned().collect(),
            ..Limits::default()
        };
        if let Some(message) = limits.keep_to(own) {
            self.contradiction(at, message);
        }
    }

    /// The names that a choice between constants lists: what only describes each of them is no limit. `once` tells that a
    /// name fits no more than one of the variants. `None` for any other choice.
    fn listed(&self, variants: &[ReferenceOr<Schema>], once: bool) -> Option<Vec<Json>> {
        let mut all: Vec<Json> = Vec::new();
        for variant in variants {
            let schema = match variant {
                ReferenceOr::Item(schema) => schema,
                ReferenceOr::Reference { reference } => self.follow(reference)?.1,
            };
            let facets = Facets::of(schema);
            let says_more = facets.is_composed() || facets.not.is_some() || !facets.limits.is_empty();
            if says_more || facets.format.is_some() || !facets.values.iter().any(Json::is_string) {
                return None;
            }
            all.extend(facets.values.iter().filter(|value| value.is_string()).cloned());
        }
        let mut counts: HashMap<&Json, usize> = HashMap::new();
        all.iter().for_each(|value| *counts.entry(value).or_default() += 1);
        let singles: Vec<Json> = all.iter().filter(|value| !once || counts[value] == 1).cloned().collect();
        (singles.is_empty() == variants.is_empty()).then_some(singles)
    }

    fn unsupported_names(&mut self, at: &str, message: &str) {
        self.warn("unsupported-keyword", at, message, "describe names by `pattern`, `enum`, `format` and their length");
    }
}

/// The properties that others ask for.
pub(super) fn dependent(facets: &Facets<'_>) -> Vec<PropertySets> {
    let texts = |names: &Json| {
        let names = names.as_array().into_iter().flatten();
        names.filter_map(Json::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    let groups = facets
        .dependent
        .into_iter()
        .flatten()
        .map(|(name, wanted)| PropertySets { rule: Together::Needs, sets: vec![vec![name.clone()], texts(wanted)] });
    groups.filter(|group| group.sets.iter().all(|set| !set.is_empty())).collect()
}
