//! Values that differ from others in one part: another value of a property, one item more, another variant.
//!
//! Where counting through the values of all parts at once comes to an end, this finds what is left: from each value that
//! is known the others are a few such steps away. What it makes is counted.

use std::collections::HashSet;

use serde_json::{Map, Value as Json, json};

use super::{Examples, MAX_DEPTH, TRIES, fit, unboxed};
use crate::model::{Additional, Scalar, Struct, Tuple, TypeId, TypeKind, TypeRef, Value};

/// How many parts are made for this, for one example.
pub(super) const SPARE: usize = 6_000;

/// How many of them to find a value that is of one variant alone.
const NEAR: usize = 200;

/// How many steps are taken to see whether a value fits.
const STEPS: usize = 1_000;

/// Whether a value is one of those that are looked for.
type Takes<'t> = dyn Fn(&Json) -> bool + 't;

impl Examples<'_> {
    /// A value that is none of those that were seen, made of one that is known.
    pub(super) fn other(
        &self,
        value: &Value,
        name: &str,
        known: &[Json],
        seen: &HashSet<String>,
        depth: usize,
    ) -> Option<Json> {
        let is_new = |json: &Json| !seen.contains(&fit::sorted(json));
        self.near_within(SPARE, value, name, known, depth, &is_new)
    }

    /// A value like those that are known for which this is true.
    pub(super) fn near(
        &self,
        value: &Value,
        name: &str,
        known: &[Json],
        depth: usize,
        takes: &Takes<'_>,
    ) -> Option<Json> {
        self.near_within(NEAR, value, name, known, depth, takes)
    }

    fn near_within(
        &self,
        room: usize,
        value: &Value,
        name: &str,
        known: &[Json],
        depth: usize,
        takes: &Takes<'_>,
    ) -> Option<Json> {
        let parts = self.parts.get();
        let room = room.min(parts).min(self.spare.get());
        self.parts.set(room);
        let takes = |json: &Json| {
            self.parts.set(self.parts.get().saturating_sub(1));
            let mut look = fit::Look { examples: self, strict: true, steps: STEPS };
            self.parts.get() > 0 && takes(json) && look.fits(value, json, 0).is_ok()
        };
        let found = known.iter().find_map(|base| self.varied(value, name, base, depth, &takes));
        let used = room.saturating_sub(self.parts.get());
        self.spare.set(self.spare.get().saturating_sub(used));
        self.parts.set(parts);
        found
    }

    fn varied(&self, value: &Value, name: &str, base: &Json, depth: usize, takes: &Takes<'_>) -> Option<Json> {
        self.parts.set(self.parts.get().checked_sub(1)?);
        if depth > MAX_DEPTH {
            return None;
        }
        if value.nullable && takes(&Json::Null) {
            return Some(Json::Null);
        }
        match unboxed(&value.ty) {
            TypeRef::List(item) => {
                let list = base.as_array()?;
                let place = (0..list.len()).find_map(|at| self.replaced(item, name, list, at, depth, takes));
                place
                    .or_else(|| self.replaced(item, name, list, list.len(), depth, takes))
                    .or_else(|| list.split_last().map(|(_, rest)| rest.into()).filter(takes))
            }
            TypeRef::Map(item) => {
                let map = base.as_object()?;
                let mut keys: Vec<String> = map.keys().cloned().collect();
                keys.extend(self.key(value.limits.names.as_deref(), map, &mut 0));
                keys.iter().find_map(|key| self.changed(item, map, key, depth, true, takes))
            }
            TypeRef::Named(id) => self.varied_type(*id, name, base, depth, takes),
            _ => self.each(value, name, depth).find(takes),
        }
    }

    fn varied_type(&self, id: TypeId, name: &str, base: &Json, depth: usize, takes: &Takes<'_>) -> Option<Json> {
        let one_of = |values: &[&Value]| {
            let made = values.iter().find_map(|value| self.each(value, name, depth + 1).find(takes));
            made.or_else(|| values.iter().find_map(|value| self.varied(value, name, base, depth + 1, takes)))
        };
        match &self.api.ty(id).kind {
            TypeKind::Alias(value) | TypeKind::Newtype(value) => self.varied(value, name, base, depth + 1, takes),
            TypeKind::Struct(object) => self.varied_object(object, base.as_object()?, depth, takes),
            TypeKind::Tuple(tuple) => self.varied_tuple(tuple, name, base.as_array()?, depth, takes),
            TypeKind::Union(union) => one_of(&union.variants.iter().map(|variant| &variant.value).collect::<Vec<_>>()),
            TypeKind::AnyOf(parts) => one_of(&parts.iter().map(|part| &part.value).collect::<Vec<_>>()),
            TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => {
                self.enum_values(id)?.into_iter().find(takes)
            }
        }
    }

    fn varied_object(&self, object: &Struct, map: &Map<String, Json>, depth: usize, takes: &Takes<'_>) -> Option<Json> {
        let fields = object.fields.iter().filter(|field| self.end(&field.value).is_some());
        let mut fields = fields.map(|field| (&field.value, &field.wire, field.presence.is_optional()));
        let found = fields.find_map(|(value, wire, optional)| self.changed(value, map, wire, depth, optional, takes));
        found.or_else(|| {
            let Additional::Kept(rest) = &object.additional else { return None };
            let key = self.key(object.limits.names.as_deref(), map, &mut 0)?;
            self.changed(rest, map, &key, depth, true, takes)
        })
    }

    fn varied_tuple(&self, tuple: &Tuple, name: &str, list: &[Json], depth: usize, takes: &Takes<'_>) -> Option<Json> {
        let items = tuple.items.iter().take(list.len() + 1).enumerate();
        let mut made = items.map(|(at, item)| self.replaced(item, name, list, at, depth, takes));
        made.find_map(|made| made)
    }

    /// The first values, one after another, then numbers that are far away.
    pub(super) fn each(&self, value: &Value, name: &str, depth: usize) -> impl Iterator<Item = Json> {
        let is_number = match self.api.resolve(unboxed(&value.ty)) {
            TypeRef::Scalar(scalar) => scalar.is_plain() && *scalar != Scalar::Bool,
            _ => false,
        };
        let far = if is_number { vec![json!(-1), json!(1_000_000)] } else { Vec::new() };
        (0..TRIES).map_while(move |nth| self.make(value, name, nth, depth + 1)).chain(far)
    }

    /// A list with another item in one place, or behind the last.
    fn replaced(
        &self,
        item: &Value,
        name: &str,
        list: &[Json],
        at: usize,
        depth: usize,
        takes: &Takes<'_>,
    ) -> Option<Json> {
        let with = |made: Json| {
            let mut list = list.to_vec();
            match list.get_mut(at) {
                Some(place) => *place = made,
                None => list.push(made),
            }
            Json::from(list)
        };
        self.each(item, name, depth).map(with).find(takes)
    }

    /// An object with another value of a property, or without it.
    fn changed(
        &self,
        value: &Value,
        map: &Map<String, Json>,
        wire: &str,
        depth: usize,
        optional: bool,
        takes: &Takes<'_>,
    ) -> Option<Json> {
        let with = |made: Json| {
            let mut map = map.clone();
            map.insert(wire.to_owned(), made);
            Json::Object(map)
        };
        let without = || {
            let mut map = map.clone();
            map.shift_remove(wire)?;
            Some(Json::Object(map)).filter(takes)
        };
        let made = self.each(value, wire, depth).map(with).find(takes);
        made.or_else(|| if optional { without() } else { None })
    }
}
