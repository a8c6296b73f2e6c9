//! Enums: which of several schemas is the enum that all of them mean, and whether its values keep to what stands beside
//! them.
//!
//! It decides on the values only. That there is an enum, and of which kind, is `schema`'s business.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::Lower;
use super::facets::Facets;
use super::merge::{Link, Part, Parts, Whole};
use super::schema::{needs_name, text_format};
use crate::example::broken_limits;
use crate::model::{EnumValue, Limits, TypeId, TypeRef, Value};
use crate::pointer::child;

impl<'a> Lower<'a> {
    /// The referenced enum that is meant: it has the values of the whole and no other.
    pub(super) fn known_enum(&mut self, leaves: &Parts<'a>, whole: &Whole<'a>) -> Option<Value> {
        self.enum_in(leaves, whole).filter(|value| value.limits.values.is_empty())
    }

    /// The referenced enum that is meant, or that what stands beside it leaves some values of: these are limits of the
    /// place then. A type for each of them would call the same things by as many names, and compile as often.
    pub(super) fn enum_in(&mut self, leaves: &Parts<'a>, whole: &Whole<'a>) -> Option<Value> {
        let values = whole.values.as_ref().filter(|values| !values.is_empty())?;
        references(leaves).into_iter().find_map(|(reference, part)| {
            let alone = self.gather(&Parts::one(part), None);
            let known: HashSet<&EnumValue<Json>> = alone.values.iter().flatten().collect();
            let same = values.iter().all(|one| known.contains(one))
                && alone.ty == whole.ty
                && alone.alternatives.len() == whole.alternatives.len();
            let (name, _) = self.component(reference).filter(|_| same && needs_name(&alone))?;
            // Limits beside it leave less of them; its own are a mistake, of which the list says what was meant.
            let keeps = |one: &&EnumValue<Json>| {
                alone.limits == whole.limits || broken_limits(&whole.limits, &one.value).is_none()
            };
            let left: Vec<Json> = values.iter().filter(keeps).map(|one| one.value.clone()).collect();
            let left = match left.len() {
                0 => return None,
                count if count == known.len() => Vec::new(),
                // Of mixed values a place cannot say which it takes.
                _ if whole.ty.is_none() => return None,
                _ => left,
            };
            let limits = Limits { values: left, ..Limits::default() };
            Some(Value { limits, ..Value::plain(TypeRef::Named(*self.components.get(name)?)) })
        })
    }

    /// An enum has no place for limits; they should say the same. Where they do not, examples keep to both. Gives which limit
    /// each value breaks.
    pub(super) fn check_enum(&mut self, id: TypeId, whole: &Whole<'a>, pointer: &str) -> Vec<Option<String>> {
        let format = whole.format.as_deref();
        let mut text_format = format.filter(|_| whole.ty == Some("string")).and_then(text_format);
        let values = || whole.values.iter().flatten().map(|value| &value.value);
        let of_format = Limits { format: text_format, ..Limits::default() };
        let odd: Option<Vec<String>> = values().map(|value| broken_limits(&of_format, value)).collect();
        if let (Some([first, ..]), Some(format)) = (odd.as_deref(), format) {
            let message = format!("no value of this enum is of the format `{format}` ({first}); the list counts");
            self.warn("enum-type", pointer, message, "leave out the format, or correct the values");
            text_format = None;
        }
        let limits = Limits { format: text_format, ..whole.limits.clone() };
        let outside = |value: &Json| format.and_then(|format| no_room(value, format));
        let broken = values().map(|value| broken_limits(&limits, value).or_else(|| outside(value)));
        let broken: Vec<Option<String>> = broken.collect();
        if broken.iter().any(Option::is_some) {
            self.types[id.0].limits = limits.clone();
        }
        if let Some(Some(first)) = broken.first()
            && broken.iter().all(Option::is_some)
        {
            let message =
                format!("no value satisfies this schema: none of the values of the enum keeps to its limits ({first})");
            self.warn("no-value", pointer, message, "correct the enum or the limits");
        }
        broken
    }
}

/// The references among the parts and those that a part is composed of.
pub(super) fn references<'a>(parts: &Parts<'a>) -> Vec<(&'a str, Part<'a>)> {
    let of = |part: &Part<'a>| match part.link {
        Link::Reference(reference) => vec![(reference, part.clone())],
        Link::Schema(schema) => {
            let inner = Facets::of(schema).all_of.iter().enumerate();
            let inner =
                inner.map(|(index, one)| Part::new(one, child(&child(&part.pointer, "allOf"), &index.to_string())));
            let named = inner.filter_map(|one| match one.link {
                Link::Reference(reference) => Some((reference, one)),
                Link::Schema(_) => None,
            });
            named.collect()
        }
    };
    parts.list.iter().flat_map(of).collect()
}

/// The values of an enum that are of its type.
pub(super) fn values_of<T>(values: &[EnumValue<Json>], read: impl Fn(&Json) -> Option<T>) -> Vec<EnumValue<T>> {
    let one = |value: &EnumValue<Json>| {
        Some(EnumValue {
            value: read(&value.value)?,
            name: value.name.clone(),
            description: value.description.clone(),
            deprecated: value.deprecated,
        })
    };
    values.iter().filter_map(one).collect()
}

/// Why an integer is none of its format.
fn no_room(value: &Json, format: &str) -> Option<String> {
    let number = value.as_i64()?;
    let fits = match format {
        "int8" => i8::try_from(number).is_ok(),
        "int16" => i16::try_from(number).is_ok(),
        "int32" => i32::try_from(number).is_ok(),
        "uint8" => u8::try_from(number).is_ok(),
        "uint16" => u16::try_from(number).is_ok(),
        "uint32" => u32::try_from(number).is_ok(),
        "uint64" => number >= 0,
        _ => true,
    };
    (!fits).then(|| format!("{number} does not fit into `{format}`"))
}
