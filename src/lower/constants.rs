//! By which properties the variants of a union differ: constants, enums that share no value with another variant's, and
//! such properties of properties. What becomes of that is the union's business.

use std::collections::{HashMap, HashSet};

use indexmap::IndexSet;
use serde_json::Value as Json;

use super::union::{structure, unboxed};
use crate::model::{Api, Field, Presence, Struct, TypeKind, TypeRef, Union, UnionVariant};

/// How deep in an object the values are looked for that tell it from others.
const MAX_DEPTH: usize = 4;

/// How many properties are looked at for that, so that what is wide and deep takes no time.
const MAX_LOOKED_AT: usize = 500;

/// How many of them are taken: a reader looks at each for every value.
const MAX_WITHIN: usize = 4;

/// Properties that have few possible values each, by the names that lead there.
type Known = Vec<(Vec<String>, Vec<Json>)>;

/// Finds the properties by whose values variants differ. An enum that two variants share says nothing, and its unknown
/// values are to survive.
pub(super) fn find(api: &Api, union: &mut Union) {
    let few = |variant: &UnionVariant, wanted: fn(&Presence) -> bool| -> Known {
        let fields = structure(api, variant).map(|object| object.fields.as_slice()).unwrap_or_default();
        let fields = fields.iter().filter(|field| wanted(&field.presence));
        fields.filter_map(|field| Some((vec![field.wire.clone()], values_of(api, field)?))).collect()
    };
    let required: Vec<Known> =
        union.variants.iter().map(|variant| few(variant, |presence| *presence == Presence::Required)).collect();
    let optional: Vec<Known> = union.variants.iter().map(|variant| few(variant, Presence::is_optional)).collect();
    let (asked, all) = (Met::of(required.iter()), Met::of(required.iter().chain(&optional)));
    for ((variant, required), optional) in union.variants.iter_mut().zip(&required).zip(&optional) {
        let tells = required.iter().filter(|(path, values)| values.len() == 1 || asked.differs(path, values));
        variant.constants = tells.map(|(path, values)| (path.concat(), values.clone())).collect();
        variant.stated = optional.iter().filter(|(path, values)| all.differs(path, values)).cloned().collect();
    }
    let says_nothing = |variant: &UnionVariant| variant.constants.is_empty() && variant.stated.is_empty();
    if union.discriminator.is_none() && union.variants.iter().any(says_nothing) {
        find_within(api, union);
    }
}

/// The same of properties of properties, where the variants' own tell nothing: `data.type`.
fn find_within(api: &Api, union: &mut Union) {
    let look = |variant: &UnionVariant| {
        let mut within = Within { api, path: Vec::new(), looked_at: 0, found: Vec::new() };
        structure(api, variant).into_iter().for_each(|object| within.look(object));
        within.found
    };
    let within: Vec<Known> = union.variants.iter().map(look).collect();
    let met = Met::of(within.iter());
    let differ = within.iter().flatten().filter(|(path, values)| met.differs(path, values));
    // What stands higher is what the document's author tells them apart by.
    let mut paths: Vec<&Vec<String>> = differ.map(|(path, _)| path).collect::<IndexSet<_>>().into_iter().collect();
    paths.sort_by_key(|path| path.len());
    paths.truncate(MAX_WITHIN);
    for (variant, found) in union.variants.iter_mut().zip(&within) {
        let tells = found.iter().filter(|(path, values)| paths.contains(&path) && met.differs(path, values));
        variant.stated.extend(tells.cloned());
    }
}

/// How many variants have a property, and how many of them allow each value. Counted once, because comparing each with
/// each takes too long where many variants share many properties.
struct Met<'a>(HashMap<&'a [String], (usize, HashMap<&'a Json, usize>)>);

impl<'a> Met<'a> {
    fn of(variants: impl Iterator<Item = &'a Known>) -> Self {
        let mut met: HashMap<&[String], (usize, HashMap<&Json, usize>)> = HashMap::new();
        for (path, values) in variants.flatten() {
            let (variants, allowed) = met.entry(path).or_default();
            *variants += 1;
            values.iter().collect::<HashSet<_>>().into_iter().for_each(|value| *allowed.entry(value).or_default() += 1);
        }
        Met(met)
    }

    /// Whether other variants have the property too, and none of them allows one of these values.
    fn differs(&self, path: &[String], values: &[Json]) -> bool {
        self.0.get(path).is_some_and(|(variants, allowed)| {
            *variants > 1 && values.iter().all(|value| allowed.get(value).is_some_and(|count| *count == 1))
        })
    }
}

/// The properties below those of an object that have few possible values each.
struct Within<'a> {
    api: &'a Api,
    path: Vec<String>,
    looked_at: usize,
    found: Vec<(Vec<String>, Vec<Json>)>,
}

impl<'a> Within<'a> {
    fn look(&mut self, object: &'a Struct) {
        for field in &object.fields {
            self.looked_at += 1;
            if self.looked_at > MAX_LOOKED_AT {
                return;
            }
            self.path.push(field.wire.clone());
            if let Some(values) = values_of(self.api, field).filter(|_| self.path.len() > 1) {
                self.found.push((self.path.clone(), values));
            }
            if let TypeRef::Named(id) = unboxed(self.api, &field.value.ty)
                && let TypeKind::Struct(inner) = &self.api.ty(*id).kind
                && self.path.len() < MAX_DEPTH
            {
                self.look(inner);
            }
            self.path.pop();
        }
    }
}

/// The values that a property of an object can have, where they are few.
pub(super) fn values_of(api: &Api, field: &Field) -> Option<Vec<Json>> {
    let allowed = &field.value.limits.values;
    match unboxed(api, &field.value.ty) {
        TypeRef::Named(_) | TypeRef::Scalar(_) if !allowed.is_empty() => Some(allowed.clone()),
        TypeRef::Named(id) => api.ty(*id).kind.enum_values().map(Iterator::collect),
        _ => None,
    }
}
