//! Whether a JSON value is one of a type's values, and if not, why.

use serde_json::{Map, Value as Json};

use super::{Examples, number, unboxed};
use crate::formats;
use crate::model::{Additional, Limits, Scalar, Struct, Together, Tuple, TypeDef, TypeKind, TypeRef, Union, Value};
use crate::pointer;
use crate::regexes;

/// Why a value is none of its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    /// The pointer to the part that does not fit.
    pub at: String,
    /// What is wrong with it; `None` where the value is too large to be looked at as a whole.
    pub why: Option<String>,
}

impl Misfit {
    fn new(why: impl Into<String>) -> Self {
        Misfit { at: String::new(), why: Some(why.into()) }
    }

    fn inside(mut self, segment: &str) -> Self {
        self.at.insert_str(0, &pointer::child("", segment));
        self
    }
}

type Fit = Result<(), Misfit>;

/// How deep values are looked at.
const MAX_DEPTH: usize = 64;

/// One look at a value.
pub(super) struct Look<'e, 'a> {
    pub(super) examples: &'e Examples<'a>,
    /// Whether limits count, and what else only servers check.
    pub(super) strict: bool,
    /// How many steps may still be taken: unions in unions multiply.
    pub(super) steps: usize,
}

impl Look<'_, '_> {
    pub(super) fn fits(&mut self, value: &Value, json: &Json, depth: usize) -> Fit {
        self.steps = self.steps.saturating_sub(1);
        if depth > MAX_DEPTH || self.steps == 0 {
            return Err(Misfit { at: String::new(), why: None });
        }
        let api = self.examples.api;
        if json.is_null() && value.nullable {
            return Ok(());
        }
        let allowed = &value.limits.values;
        if self.strict && !allowed.is_empty() && !allowed.iter().any(|one| is_same(one, json)) {
            return Err(Misfit::new("it is none of the values that are allowed"));
        }
        match unboxed(&value.ty) {
            TypeRef::AnyJson(_) | TypeRef::Boxed(_) => Ok(()),
            TypeRef::List(item) => {
                let list = json.as_array().ok_or_else(|| Misfit::new("it is no list"))?;
                self.list(&value.limits, list)?;
                for (index, one) in list.iter().enumerate() {
                    self.fits(item, one, depth + 1).map_err(|misfit| misfit.inside(&index.to_string()))?;
                }
                Ok(())
            }
            TypeRef::Map(item) => {
                let map = json.as_object().ok_or_else(|| Misfit::new("it is no object"))?;
                self.count(map.len(), value.limits.min_properties, value.limits.max_properties, "properties")?;
                for (key, one) in map {
                    self.name(value.limits.names.as_deref(), key)?;
                    self.fits(item, one, depth + 1).map_err(|misfit| misfit.inside(key))?;
                }
                Ok(())
            }
            TypeRef::Scalar(scalar) => self.scalar(*scalar, &value.limits, json),
            TypeRef::Named(id) => {
                if self.strict {
                    self.limits(&value.limits, json)?;
                }
                self.named(api.ty(*id), json, depth)
            }
        }
    }

    fn named(&mut self, def: &TypeDef, json: &Json, depth: usize) -> Fit {
        let one_of = |is_listed: bool| match is_listed {
            false => Err(Misfit::new("it is none of the enum's values")),
            true if self.strict => self.limits(&def.limits, json),
            true => Ok(()),
        };
        match &def.kind {
            TypeKind::StringEnum(values) => {
                one_of(json.as_str().is_some_and(|text| values.iter().any(|value| value.value == text)))
            }
            TypeKind::IntEnum(values) => {
                one_of(self.integer(json).is_some_and(|n| values.iter().any(|value| i128::from(value.value) == n)))
            }
            TypeKind::ValueEnum(values) => {
                one_of(values.iter().any(|value| value.value == *json || self.strict && is_same(&value.value, json)))
            }
            TypeKind::Union(union) => self.union(union, json, depth),
            TypeKind::AnyOf(parts) => self.any(parts.iter().map(|part| &part.value), json, depth),
            TypeKind::Struct(object) => {
                let map = json.as_object().ok_or_else(|| Misfit::new("it is no object"))?;
                self.object(object, map, depth)
            }
            TypeKind::Tuple(tuple) => {
                let list = json.as_array().ok_or_else(|| Misfit::new("it is no list"))?;
                self.tuple(tuple, list, depth)
            }
            TypeKind::Newtype(value) | TypeKind::Alias(value) => self.fits(value, json, depth + 1),
        }
    }

    /// A value that several variants take is none of a `oneOf` where limits are all that tells them apart.
    pub(super) fn union(&mut self, union: &Union, json: &Json, depth: usize) -> Fit {
        let mut first = None;
        let tag = union.discriminator.as_ref().and_then(|property| json.get(property)?.as_str());
        // One that nobody knows is none.
        let known = |tag: &&str| union.variants.iter().any(|variant| variant.tags.iter().any(|known| known == tag));
        let tag = tag.filter(known);
        for (index, variant) in union.variants.iter().enumerate() {
            if tag.is_some_and(|tag| !variant.tags.is_empty() && !variant.tags.iter().any(|known| known == tag)) {
                continue;
            }
            match self.fits(&variant.value, json, depth + 1) {
                Ok(()) => {
                    let twin = |other: &&usize| {
                        let other = union.variants.get(**other);
                        other.is_some_and(|other| self.fits(&other.value, json, depth + 1).is_ok())
                    };
                    return match variant.alike.iter().find(twin).filter(|_| self.strict) {
                        Some(other) => Err(Misfit::new(format!("it fits the variants {} and {other} at once", index))),
                        None => Ok(()),
                    };
                }
                Err(misfit) => {
                    first.get_or_insert(misfit);
                }
            }
        }
        // With one candidate, what is wrong with it is the reason.
        match first {
            Some(misfit) if tag.is_some() || union.variants.len() == 1 || misfit.why.is_none() => Err(misfit),
            _ => Err(Misfit::new("it fits none of the variants")),
        }
    }

    fn any<'v>(&mut self, mut parts: impl Iterator<Item = &'v Value>, json: &Json, depth: usize) -> Fit {
        if parts.any(|part| self.fits(part, json, depth + 1).is_ok()) {
            return Ok(());
        }
        Err(Misfit::new("it fits none of the parts"))
    }

    fn object(&mut self, object: &Struct, map: &Map<String, Json>, depth: usize) -> Fit {
        for field in &object.fields {
            let fits = match map.get(&field.wire) {
                None if field.presence.is_optional() => Ok(()),
                None => return Err(Misfit::new(format!("it lacks the property `{}`", field.wire))),
                Some(_) if field.never && self.strict => Err(Misfit::new("no value is allowed here")),
                Some(Json::Null) if field.presence.is_nullable() => Ok(()),
                Some(one) => self.fits(&field.value, one, depth + 1),
            };
            fits.map_err(|misfit| misfit.inside(&field.wire))?;
        }
        if !self.strict {
            return Ok(());
        }
        self.count(map.len(), object.limits.min_properties, object.limits.max_properties, "properties")?;
        for group in &object.groups {
            let has = |sets: &[Vec<String>]| sets.iter().flatten().all(|name| map.contains_key(name));
            let whole = group.sets.iter().filter(|set| has(std::slice::from_ref(set))).count();
            let fits = match group.rule {
                Together::AtLeastOne => whole > 0,
                Together::ExactlyOne => whole == 1,
                Together::None => whole == 0,
                Together::Needs => whole == group.sets.len() || !has(&group.sets[..1]),
            };
            if !fits {
                return Err(Misfit::new("these properties cannot be there together, or another one has to be"));
            }
        }
        for (key, one) in map {
            if object.withheld.contains(key) || object.fields.iter().any(|field| field.wire == *key) {
                self.name(object.limits.all_names.as_deref(), key)?;
                continue;
            }
            self.name(object.limits.names.as_deref(), key)?;
            match &object.additional {
                Additional::Ignored => {}
                Additional::Forbidden => return Err(Misfit::new(format!("the property `{key}` is not allowed"))),
                Additional::Kept(value) => self.fits(value, one, depth + 1).map_err(|misfit| misfit.inside(key))?,
            }
        }
        Ok(())
    }

    fn tuple(&mut self, tuple: &Tuple, list: &[Json], depth: usize) -> Fit {
        if list.len() < tuple.required {
            return Err(Misfit::new(format!("it has fewer than {} items", tuple.required)));
        }
        self.list(&tuple.limits, list)?;
        for (index, one) in list.iter().enumerate() {
            let fits = match (tuple.items.get(index), &tuple.rest) {
                (Some(item), _) => self.fits(item, one, depth + 1),
                (None, Additional::Kept(rest)) => self.fits(rest, one, depth + 1),
                (None, Additional::Ignored) => Ok(()),
                (None, Additional::Forbidden) => Err(Misfit::new("it is an item too many")),
            };
            fits.map_err(|misfit| misfit.inside(&index.to_string()))?;
        }
        Ok(())
    }

    fn list(&self, limits: &Limits, list: &[Json]) -> Fit {
        self.count(list.len(), limits.min_items, limits.max_items, "items")?;
        if self.strict && limits.unique_items && has_twins(list) {
            return Err(Misfit::new("an item comes twice"));
        }
        Ok(())
    }

    fn count(&self, count: usize, least: Option<u64>, most: Option<u64>, what: &str) -> Fit {
        let count = count as u64;
        if self.strict && least.is_some_and(|least| count < least) {
            return Err(Misfit::new(format!("it has too few {what}: {count}")));
        }
        if self.strict && most.is_some_and(|most| count > most) {
            return Err(Misfit::new(format!("it has too many {what}: {count}")));
        }
        Ok(())
    }

    /// Whether a property may be called so.
    pub(super) fn name(&self, names: Option<&Limits>, name: &str) -> Fit {
        match names.filter(|_| self.strict) {
            Some(names) if !names.values.is_empty() && !names.values.iter().any(|known| known == name) => {
                Err(Misfit::new(format!("no property may be called `{name}`")))
            }
            Some(names) => self.text(name, Scalar::String, names).map_err(|misfit| {
                Misfit::new(format!("the name `{name}` is not allowed: {}", misfit.why.unwrap_or_default()))
            }),
            None => Ok(()),
        }
    }

    fn scalar(&mut self, scalar: Scalar, limits: &Limits, json: &Json) -> Fit {
        let integer = |json: &Json| self.integer(json);
        let (fits, what) = match scalar {
            Scalar::Bool => (json.is_boolean(), "boolean"),
            Scalar::I32 => (integer(json).is_some_and(|n| i32::try_from(n).is_ok()), "integer of 32 bits"),
            Scalar::I64 => (integer(json).is_some_and(|n| i64::try_from(n).is_ok()), "integer"),
            Scalar::U32 => (integer(json).is_some_and(|n| u32::try_from(n).is_ok()), "positive integer of 32 bits"),
            Scalar::U64 => (integer(json).is_some_and(|n| u64::try_from(n).is_ok()), "positive integer"),
            Scalar::F32 | Scalar::F64 | Scalar::Decimal => (json.is_number(), "number"),
            Scalar::String | Scalar::Secret | Scalar::Base64 | Scalar::Formatted(_) => (json.is_string(), "text"),
            Scalar::Binary => (self.strict && json.is_string(), "text"),
        };
        if !fits {
            return Err(Misfit::new(format!("it is no {what}")));
        }
        match (json, scalar) {
            (Json::String(text), Scalar::Formatted(format)) if !formats::fits(format, text) => {
                Err(Misfit::new(format!("it is not {}", formats::name(format))))
            }
            (Json::String(text), _) if self.strict => self.text(text, scalar, limits),
            _ if self.strict => self.limits(limits, json),
            _ => Ok(()),
        }
    }

    /// What is no example becomes a literal, which is written as it stands.
    fn integer(&self, json: &Json) -> Option<i128> {
        integer(json).filter(|_| self.strict || !json.is_f64())
    }

    fn text(&self, text: &str, scalar: Scalar, limits: &Limits) -> Fit {
        self::text(text, scalar, limits)
    }

    /// The limits of whatever it is.
    pub(super) fn limits(&self, limits: &Limits, json: &Json) -> Fit {
        match json {
            Json::Number(n) => number::broken(n, limits).map_or(Ok(()), |why| Err(Misfit::new(why))),
            Json::String(text) => self.text(text, Scalar::String, limits),
            _ => Ok(()),
        }
    }
}

/// Whether two values are one, as JSON Schema counts.
pub fn is_same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => number::is_equal(a, b),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| is_same(a, b)))
        }
        (a, b) => a == b,
    }
}

/// JSON knows one kind of number: 1.0 is an integer.
pub fn integer(json: &Json) -> Option<i128> {
    let whole = || json.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < 9e18).map(|n| n as i128);
    json.as_i64().map(i128::from).or_else(|| json.as_u64().map(i128::from)).or_else(whole)
}

/// Whether a text keeps to its limits and is what it has to be. A pattern that cannot be run asks for nothing.
pub(super) fn text(text: &str, scalar: Scalar, limits: &Limits) -> Fit {
    let count = text.chars().count() as u64;
    if limits.min_length.is_some_and(|least| count < least) {
        return Err(Misfit::new(format!("it is too short, with {count} characters")));
    }
    if limits.max_length.is_some_and(|most| count > most) {
        return Err(Misfit::new(format!("it is too long, with {count} characters")));
    }
    if let Scalar::Formatted(format) = scalar
        && !formats::fits(format, text)
    {
        return Err(Misfit::new(format!("it is not {}", formats::name(format))));
    }
    let may_be_empty = limits.min_length == Some(0) && text.is_empty();
    if let Some(format) = limits.format
        && !may_be_empty
        && !formats::fits(format, text)
    {
        return Err(Misfit::new(format!("it is not {}", formats::name(format))));
    }
    if scalar == Scalar::Base64 && formats::base64(text).is_none() {
        return Err(Misfit::new("it is not base64"));
    }
    let differs = |pattern: &&String| regexes::ready(pattern).is_ok_and(|regex| !regex.is_match(text));
    match limits.patterns.iter().find(differs) {
        Some(pattern) => Err(Misfit::new(format!("it does not match the pattern {pattern}"))),
        None => Ok(()),
    }
}

/// Whether an item comes twice, as JSON Schema counts: 1 and 1.0 are one number.
pub(super) fn has_twins(list: &[Json]) -> bool {
    let mut seen = std::collections::BTreeSet::new();
    list.iter().any(|item| !seen.insert(sorted(item)))
}

/// A text that is the same for values that are equal.
pub(super) fn sorted(json: &Json) -> String {
    match json {
        Json::Array(items) => format!("[{}]", items.iter().map(sorted).collect::<Vec<_>>().join(",")),
        Json::Object(map) => {
            let mut entries: Vec<String> =
                map.iter().map(|(key, value)| format!("{}:{}", Json::from(key.as_str()), sorted(value))).collect();
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
        Json::Number(n) => match n.as_f64() {
            Some(n) if n.fract() == 0.0 && n.abs() < 9e15 => format!("{n:.0}"),
            _ => n.to_string(),
        },
        json => json.to_string(),
    }
}
