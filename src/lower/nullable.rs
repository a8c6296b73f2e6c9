//! Which schemas allow null: they say so, or they are made of schemas that do.

use std::collections::HashSet;

use openapiv3::{ReferenceOr, Schema};

use super::Lower;
use super::facets::{Facets, is_null_only, says_nothing};
use super::merge::{Link, Part, Parts};

impl<'a> Lower<'a> {
    /// The components that allow null, found together: each may lead to any other, along more ways than can be tried.
    pub(super) fn nullable(&self) -> &HashSet<&'a str> {
        self.nullable.get_or_init(|| {
            let mut known = HashSet::new();
            let Some(components) = &self.document.components else { return known };
            loop {
                let before = known.len();
                for (name, schema) in &components.schemas {
                    if let ReferenceOr::Item(schema) = schema
                        && !known.contains(name.as_str())
                        && self.allows_null(schema, &known)
                    {
                        known.insert(name.as_str());
                    }
                }
                if known.len() == before {
                    return known;
                }
            }
        })
    }

    /// Whether null keeps to all parts.
    pub(super) fn all_allow_null(&self, parts: &Parts<'a>, known: &HashSet<&'a str>) -> bool {
        let mut telling = parts
            .list
            .iter()
            .filter(|part| match part.link {
                Link::Schema(schema) => !says_nothing(schema) || schema.schema_data.nullable || parts.list.len() == 1,
                Link::Reference(_) => true,
            })
            .peekable();
        telling.peek().is_some()
            && telling.all(|part| match part.link {
                Link::Schema(schema) => self.allows_null(schema, known),
                Link::Reference(reference) => self.follow(reference).is_some_and(|(name, _)| known.contains(name)),
            })
    }

    /// Whether a schema allows null: it says so, or it is made of schemas that do.
    fn allows_null(&self, schema: &'a Schema, known: &HashSet<&'a str>) -> bool {
        let facets = Facets::of(schema);
        if facets.nullable() {
            return true;
        }
        if !facets.is_composed() {
            return false;
        }
        let parts = |list: &'a [ReferenceOr<Schema>]| {
            let list = list.iter().map(|part| Part::new(part, String::new()));
            list.filter(|part| !matches!(part.link, Link::Schema(schema) if says_nothing(schema) && !schema.schema_data.nullable))
        };
        let one = |part: Part<'a>| self.all_allow_null(&Parts::one(part), known);
        let any =
            |list: &'a [ReferenceOr<Schema>]| list.is_empty() || list.iter().any(is_null_only) || parts(list).any(one);
        facets.ty.is_none() && parts(facets.all_of).all(one) && any(facets.one_of) && any(facets.any_of)
    }
}
