//! Objects that differ in their properties: every combination of a few values of each, one after another. Where more
//! members are allowed than described, one more makes the rest of the difference.

use std::collections::HashSet;

use serde_json::{Map, Value as Json, json};

use super::{Examples, fit, unboxed};
use crate::model::{Additional, Struct, TypeKind, TypeRef, Value};

/// How many members all of them have together.
const MAX_MEMBERS: usize = 50_000;

/// After so many combinations in a row that are none of the values, no more are tried.
const MAX_MISSES: usize = 200;

/// How many steps are taken to see whether one fits.
const STEPS: usize = 1_000;

/// Combinations of values of properties.
pub(super) struct Combinations<'v> {
    value: &'v Value,
    base: Map<String, Json>,
    /// What may stand in each place, absent included, and which of these is next.
    places: Vec<(String, Vec<Option<Json>>, usize)>,
    /// The name of a member that may have any value, of which there are as many as anybody wants.
    more: Option<(String, usize)>,
    misses: usize,
    members: usize,
}

impl Examples<'_> {
    /// Objects like one that is known; `None` for what is no object.
    pub(super) fn combinations<'v>(&self, value: &'v Value, known: &[Json], depth: usize) -> Option<Combinations<'v>> {
        let base = known.first()?.as_object()?;
        let object = self.object_of(value)?;
        let left = self.parts.replace(self.spare.get());
        let mut places = Vec::new();
        for field in object.fields.iter().filter(|field| self.may_have(object, field)) {
            let mut options = vec![base.get(&field.wire).cloned()];
            if self.end(&field.value).is_some() {
                options.extend(self.each(&field.value, &field.wire, depth + 1).map(Some));
            }
            options.extend(field.presence.is_nullable().then_some(Some(Json::Null)));
            options.extend(field.presence.is_optional().then_some(None));
            let mut seen = HashSet::new();
            options.retain(|option| seen.insert(option.as_ref().map(fit::sorted)));
            places.push((field.wire.clone(), options, 0));
        }
        let key = || self.key(object.limits.names.as_deref(), base, &mut 0);
        let more = match &object.additional {
            Additional::Forbidden => None,
            Additional::Kept(rest) if !matches!(rest.ty, TypeRef::AnyJson(_)) => {
                if let Some(key) = key() {
                    let values = self.each(rest, &key, depth + 1).map(Some);
                    let options = std::iter::once(None).chain(values).collect();
                    places.push((key, options, 0));
                }
                None
            }
            Additional::Ignored | Additional::Kept(_) => key().map(|key| (key, 0)),
        };
        self.spare.set(self.parts.replace(left));
        Some(Combinations { value, base: base.clone(), places, more, misses: 0, members: 0 })
    }

    /// The object that a value is, whatever it is called.
    fn object_of(&self, value: &Value) -> Option<&Struct> {
        let mut value = value;
        // A name that stands for itself would go around for ever.
        for _ in 0..=self.api.types.len() {
            let TypeRef::Named(id) = unboxed(&value.ty) else { return None };
            match &self.api.ty(*id).kind {
                TypeKind::Alias(inner) => value = inner,
                TypeKind::Struct(object) => return Some(object),
                _ => return None,
            }
        }
        None
    }

    /// The next combination that is a value and none of those that were seen.
    pub(super) fn combined(&self, all: &mut Combinations<'_>, seen: &HashSet<String>) -> Option<Json> {
        while all.misses < MAX_MISSES && all.members < MAX_MEMBERS && all.step() {
            self.spare.set(self.spare.get().checked_sub(1)?);
            let made = all.current();
            let mut look = fit::Look { examples: self, strict: true, steps: STEPS };
            if !seen.contains(&fit::sorted(&made)) && look.fits(all.value, &made, 0).is_ok() {
                all.misses = 0;
                all.members += made.as_object().map_or(0, Map::len) + 1;
                return Some(made);
            }
            all.misses += 1;
        }
        None
    }
}

impl Combinations<'_> {
    /// Whether they are of this value.
    pub(super) fn are_of(&self, value: &Value) -> bool {
        std::ptr::eq(self.value, value)
    }

    /// Goes on to the next one, counting like digits: the first property is the lowest.
    fn step(&mut self) -> bool {
        for (_, options, at) in &mut self.places {
            *at += 1;
            if *at < options.len() {
                return true;
            }
            *at = 0;
        }
        match &mut self.more {
            Some((_, number)) => {
                *number += 1;
                true
            }
            None => false,
        }
    }

    fn current(&self) -> Json {
        let mut made = self.base.clone();
        for (wire, options, at) in &self.places {
            match options.get(*at).cloned().flatten() {
                Some(value) => drop(made.insert(wire.clone(), value)),
                None => drop(made.shift_remove(wire)),
            }
        }
        if let Some((key, number)) = self.more.as_ref().filter(|(_, number)| *number > 0) {
            made.insert(key.clone(), json!(format!("value {number}")));
        }
        Json::Object(made)
    }
}
