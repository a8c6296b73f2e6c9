//! Values of one of several types.

use serde_json::{Value as Json, json};

use super::{DEPTH, Examples, TRIES, unboxed};
use crate::model::{TypeKind, TypeRef, Union, Value};

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
        // A value of `oneOf` is of one variant only, whatever else tells them apart.
        let single =
            |made: &Json| union.variants.iter().filter(|one| self.check(&one.value, made).is_ok()).count() == 1;
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
        let any = || self.first_of(&values, depth, |value| make(value, nth, depth));
        only.or_else(short).or_else(other).or_else(any)
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
