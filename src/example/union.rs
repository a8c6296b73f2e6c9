//! Values of one of several types.

use serde_json::{Value as Json, json};

use super::{DEPTH, Examples, TRIES, outside, unboxed};
use crate::model::{TypeKind, TypeRef, Union, Value};

/// How many values are tried that break limits of the others.
const APART: usize = 24;

/// Of how many variants more than the first value is tried.
const WIDTH: usize = 8;

impl Examples<'_> {
    /// The first value that can be made. Where it is deep already, what surely ends comes first.
    pub(super) fn first_of(
        &self,
        values: &[&Value],
        depth: usize,
        make: impl Fn(&Value) -> Option<Json>,
    ) -> Option<Json> {
        let mut ordered = values.to_vec();
        if depth + 1 >= DEPTH {
            ordered.sort_by_key(|value| self.end(value).unwrap_or(usize::MAX));
        }
        ordered.retain(|value| self.end(value).is_some());
        ordered.into_iter().find_map(make)
    }

    /// Where a type stands in the order in which every type has a value made of those before it.
    pub(super) fn end(&self, value: &Value) -> Option<usize> {
        match unboxed(&value.ty) {
            TypeRef::Named(id) => self.api.ty(*id).end,
            _ => Some(0),
        }
    }

    pub(super) fn union(&self, union: &Union, name: &str, nth: usize, depth: usize) -> Option<Json> {
        let make = |value: &Value, nth: usize, depth: usize| {
            let variant = union.variants.iter().find(|variant| std::ptr::eq(&variant.value, value))?;
            let made = self.make(value, name, nth, depth + 1)?;
            let tagged = || {
                let (property, tag) = (union.discriminator.as_ref()?, variant.tags.first()?);
                let mut tagged = made.as_object()?.clone();
                let told = tagged.get(property).is_some_and(|told| variant.tags.iter().any(|tag| told == tag));
                if !told {
                    tagged.insert(property.clone(), json!(tag));
                }
                // The property itself may allow other values only.
                Some(Json::Object(tagged)).filter(|tagged| self.check(value, tagged).is_ok())
            };
            Some(tagged().unwrap_or(made))
        };
        let fits = |made: &Json| self.look(true).union(union, made, depth).is_ok();
        // A value of `oneOf` is of one variant only, whatever else tells them apart.
        let single = |made: &Json| {
            union.variants.iter().filter(|one| self.check(&one.value, made).is_ok()).count() == 1 && fits(made)
        };
        let values: Vec<&Value> = union.variants.iter().map(|variant| &variant.value).collect();
        let only = self.first_of(&values, depth, |value| make(value, nth, depth).filter(single));
        // With what must be there alone it is often of one variant.
        let short = || self.first_of(&values, depth, |value| make(value, nth, depth.max(DEPTH)).filter(single));
        // Limits that cross leave others. Objects are told apart by what they have, and trying would multiply.
        let other = || {
            let small: Vec<&Value> = values.iter().copied().filter(|value| self.is_small(value)).take(WIDTH).collect();
            let make = |value: &Value| (1..TRIES).find_map(|more| make(value, nth + more, depth).filter(single));
            self.first_of(&small, depth, make)
        };
        // Where a base has variants that add to it, each of their values is one of the base's by its schema alone.
        let told = || self.first_of(&values, depth, |value| make(value, nth, depth).filter(fits));
        let any = || self.first_of(&values, depth, |value| make(value, nth, depth));
        let apart = || {
            let small: Vec<&Value> = values.iter().copied().filter(|value| self.is_plain(value)).take(WIDTH).collect();
            self.apart(&small, name, depth, &single)
        };
        // An object without a property shows nothing.
        let shown = |made: &Json| made.as_object().is_none_or(|made| !made.is_empty()) && single(made);
        let near = || {
            let known: Vec<Json> =
                values.iter().take(WIDTH).filter_map(|value| make(value, 0, depth.max(DEPTH))).collect();
            values.iter().take(WIDTH).find_map(|value| self.near(value, name, &known, depth, &shown))
        };
        let found = only.or_else(short).or_else(other);
        // These are the same whichever is asked for. Where a tag decides, nobody asks for more.
        let found = if nth == 0 && union.discriminator.is_none() { found.or_else(apart).or_else(near) } else { found };
        found.or_else(told).or_else(any)
    }

    /// A value of one variant that breaks a limit of each of the others.
    fn apart(&self, values: &[&Value], name: &str, depth: usize, single: &dyn Fn(&Json) -> bool) -> Option<Json> {
        let values: Vec<Value> = values.iter().map(|value| self.bare(value)).collect();
        for (index, value) in values.iter().enumerate() {
            let mut tries = vec![(value.clone(), 0)];
            for _ in 0..APART {
                let Some((value, next)) = tries.pop() else { break };
                if let Some(made) = self.make(&value, name, 0, depth + 1).filter(|made| single(made)) {
                    return Some(made);
                }
                let others = values.iter().enumerate().skip(next).filter(|(other, _)| *other != index);
                // The last is taken first.
                let narrower = others.flat_map(|(other, limits)| {
                    let broken = outside::of(&limits.limits).into_iter();
                    broken.map(move |limits| (limits, other + 1))
                });
                let narrower: Vec<(Value, usize)> = narrower
                    .map(|(limits, next)| {
                        let mut narrower = value.clone();
                        // Only bounds are added, of which there is always a stricter one.
                        let _ = narrower.limits.keep_to(limits);
                        (narrower, next)
                    })
                    .collect();
                tries.extend(narrower.into_iter().rev());
            }
        }
        None
    }

    /// What a value is by its names, with the limits of the last.
    fn bare(&self, value: &Value) -> Value {
        let mut value = value;
        for _ in 0..=self.api.types.len() {
            match unboxed(&value.ty) {
                TypeRef::Named(id) => match &self.api.ty(*id).kind {
                    TypeKind::Alias(inner) => value = inner,
                    _ => break,
                },
                _ => break,
            }
        }
        value.clone()
    }

    /// Whether limits are all that there is to break: numbers, texts, lists and maps.
    fn is_plain(&self, value: &Value) -> bool {
        matches!(self.api.resolve(unboxed(&value.ty)), TypeRef::Scalar(_) | TypeRef::List(_) | TypeRef::Map(_))
    }

    /// Whether a value is one part, of which many can be made.
    fn is_small(&self, value: &Value) -> bool {
        match self.api.resolve(unboxed(&value.ty)) {
            TypeRef::Scalar(_) => true,
            TypeRef::Named(id) => {
                matches!(self.api.ty(*id).kind, TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_))
            }
            _ => false,
        }
    }
}
