//! A schema to a type: what needs a name gets a place in the table, everything else is a reference to a type.

use std::borrow::Borrow;
use std::sync::Arc;

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value as Json;

use super::Lower;
use super::enums::{references, values_of};
use super::examples::{is_null, only};
use super::facets::Facets;
use super::merge::{Link, Others, Part, Parts, Whole};
use super::object::open;
use super::variant_hint::part_hint;
use crate::model::{
    Additional, Beside, EnumValue, Limits, NameHint, Scalar, TextFormat, Tuple, TypeId, TypeKind, TypeRef, Value, Why,
};
use crate::pointer::child;

/// How many types may come out of parts that stand together: alternatives of alternatives multiply.
const MAX_MERGED: usize = 4096;

/// How many types there may be: the largest documents have some ten thousand.
const MAX_TYPES: usize = 200_000;

/// From this depth on, types that were put together are defined later, so that the stack stays short.
const MAX_NESTING: usize = 32;

/// How far references that wrap one another are followed to a default.
const MAX_WRAPPED: usize = 32;

/// A value that is being made and has no name, or one already because it was met inside itself.
pub(super) enum Unfinished {
    /// What it is called if that happens.
    Nameless(NameHint),
    Named(TypeId),
}

/// A default, and the component that it is of where it is not stated in place.
pub(super) struct Stated<'a> {
    pub(super) value: Json,
    pub(super) component: Option<&'a str>,
}

/// A type whose definition waits.
pub(super) struct Waiting<'a> {
    id: TypeId,
    parts: Parts<'a>,
}

impl<'a> Lower<'a> {
    /// The value that a schema describes where it is used. An inline schema that needs a name gets `hint`.
    pub(super) fn value(&mut self, schema: &'a ReferenceOr<Schema>, pointer: &str, hint: NameHint) -> Value {
        self.value_of(&Parts::one(Part::new(schema, pointer.to_owned())), hint)
    }

    /// The value that keeps to all parts.
    pub(super) fn value_of(&mut self, parts: &Parts<'a>, hint: NameHint) -> Value {
        let nullable = self.all_allow_null(parts, self.nullable());
        let mut value = self.typed(parts, hint);
        value.nullable |= nullable;
        let example = parts.own_parts().find_map(|(schema, pointer)| self.example(&schema.schema_data, pointer));
        // A type that was made of this schema has it.
        let known = match value.ty {
            TypeRef::Named(id) => self.types[id.0].example.as_ref().map(|known| &known.origin),
            _ => None,
        };
        let example = example.and_then(|example| {
            let has_it = only(example.clone(), |one| Some(&one.origin) == known).is_some();
            only(example, |one| !has_it || one.value.is_null())
        });
        value.example = Beside(example.map(Arc::new));
        value
    }

    fn typed(&mut self, parts: &Parts<'a>, hint: NameHint) -> Value {
        let leaves = self.leaves(parts);
        let Some(first) = leaves.list.first() else { return Value::any(Why::SaysNothing) };
        if let (Link::Reference(reference), 1) = (first.link, leaves.list.len()) {
            // Alternatives that were chosen from already lie in the referenced component only if it has them.
            let whole = self.gather(&Parts::one(first.clone()), None);
            if !whole.alternatives.iter().any(|list| leaves.chosen.contains(&list.at)) {
                return self.reference(reference, &first.pointer);
            }
        }
        let whole = self.gather(&leaves, None);
        if !needs_name(&whole) {
            match whole.ty {
                Some("array" | "object") if self.nesting < MAX_NESTING => return self.once(&whole, &leaves, hint),
                Some("array" | "object") => {}
                _ => return self.unnamed(&whole, leaves.pointer(), &hint),
            }
        }
        if let Some(known) = self.enum_in(&leaves, &whole) {
            return known;
        }
        let key = leaves.key();
        let home = self.home(parts, &hint);
        let known = home.as_ref().and_then(|_| self.at_home.get(parts.pointer())).or_else(|| self.merged.get(&key));
        if let Some(id) = known {
            return Value::plain(TypeRef::Named(*id));
        }
        let is_merged = leaves.list.len() > 1 || !leaves.chosen.is_empty();
        if is_merged && self.merged.len() >= MAX_MERGED || self.types.len() >= MAX_TYPES {
            self.warn(
                "too-many-parts",
                leaves.pointer(),
                "schemas multiply to too many types, so the value is taken as any JSON",
                "write fewer `oneOf` and `anyOf` beside each other",
            );
            return Value::any(Why::GivenUp);
        }
        let is_at_home = home.is_some();
        let id = self.reserve(home.unwrap_or(hint), parts.pointer());
        if is_at_home {
            self.at_home.insert(parts.pointer().to_owned(), id);
        }
        if let Some((schema, pointer)) = parts.own_parts().next() {
            self.describe(id, schema, pointer);
            // Whether null is allowed is said where the type is used.
            let example = &mut self.types[id.0].example;
            *example = example.take().and_then(|example| only(example, |one| !one.value.is_null()));
        }
        // What is made of components may lead back to itself.
        if is_merged || whole.has_components() {
            self.merged.insert(key, id);
        }
        if self.nesting < MAX_NESTING {
            self.nesting += 1;
            let kind = self.kind(id, &whole, &leaves);
            self.types[id.0].kind = kind;
            self.nesting -= 1;
        } else {
            self.waiting.push(Waiting { id, parts: leaves });
        }
        Value::plain(TypeRef::Named(id))
    }

    /// A value that needs no name of its own, unless it holds itself: then it has one where it comes again.
    fn once(&mut self, whole: &Whole<'a>, leaves: &Parts<'a>, hint: NameHint) -> Value {
        let key = leaves.key();
        match self.unfinished.get(&key) {
            Some(Unfinished::Named(id)) => return Value::plain(TypeRef::Named(*id)),
            Some(Unfinished::Nameless(first)) => {
                let id = self.reserve(first.clone(), leaves.pointer());
                self.unfinished.insert(key, Unfinished::Named(id));
                return Value::plain(TypeRef::Named(id));
            }
            None => {}
        }
        self.unfinished.insert(key.clone(), Unfinished::Nameless(hint.clone()));
        self.nesting += 1;
        let value = self.unnamed(whole, leaves.pointer(), &hint);
        self.nesting -= 1;
        let Some(Unfinished::Named(id)) = self.unfinished.remove(&key) else { return value };
        self.types[id.0].kind = TypeKind::Alias(value);
        Value::plain(TypeRef::Named(id))
    }

    /// Defines what waits.
    pub(super) fn finish(&mut self) {
        while let Some(Waiting { id, parts }) = self.waiting.pop() {
            let whole = self.gather(&parts, None);
            let kind = self.kind(id, &whole, &parts);
            self.types[id.0].kind = kind;
        }
    }

    fn reference(&mut self, reference: &str, pointer: &str) -> Value {
        let Some((name, _)) = self.component(reference) else {
            self.warn(
                "unresolved-ref",
                pointer,
                format!("`{reference}` leads nowhere, so the value is taken as any JSON"),
                "add the component or correct the reference",
            );
            return Value::any(Why::GivenUp);
        };
        Value::plain(TypeRef::Named(self.components[name]))
    }

    /// The default that a schema states, references followed.
    pub(super) fn default_of(&self, schema: &ReferenceOr<impl Borrow<Schema>>) -> Option<Stated<'a>> {
        match schema {
            ReferenceOr::Item(schema) => self.default_in(schema.borrow(), None, 0),
            ReferenceOr::Reference { reference } => self.default_behind(reference, 0),
        }
    }

    /// The default of the part that states one, the last word first.
    pub(super) fn default_of_parts(&self, parts: &Parts<'a>) -> Option<Stated<'a>> {
        parts.list.iter().rev().find_map(|part| match part.link {
            Link::Schema(schema) => self.default_in(schema, None, 0),
            Link::Reference(reference) => self.default_behind(reference, 0),
        })
    }

    fn default_behind(&self, reference: &str, depth: usize) -> Option<Stated<'a>> {
        let (name, schema) = self.follow(reference)?;
        self.default_in(schema, Some(name), depth)
    }

    /// `component` is the one that the schema is, or is a part of.
    pub(super) fn default_in(&self, schema: &Schema, component: Option<&'a str>, depth: usize) -> Option<Stated<'a>> {
        let data = &schema.schema_data;
        let null = || is_null(&data.extensions, "default").then_some(Json::Null);
        let own = data.default.clone().or_else(null);
        own.map(|value| Stated { value, component }).or_else(|| {
            // An object's default is not made of its parts' defaults; a wrapped reference keeps its own.
            let [only] = Facets::of(schema).all_of else { return None };
            match only {
                _ if depth > MAX_WRAPPED => None,
                ReferenceOr::Item(schema) => self.default_in(schema, component, depth + 1),
                ReferenceOr::Reference { reference } => self.default_behind(reference, depth + 1),
            }
        })
    }

    /// What a named type is.
    pub(super) fn define(&mut self, id: TypeId, name: &'a str, schema: &'a ReferenceOr<Schema>) -> TypeKind {
        let parts = Parts::one(Part::new(schema, child("/components/schemas", name)));
        let leaves = self.leaves(&parts);
        match leaves.list.as_slice() {
            [] => return TypeKind::Alias(Value::any(Why::SaysNothing)),
            [Part { link: Link::Reference(reference), pointer }] if !self.is_heir(name) => {
                return TypeKind::Alias(self.reference(reference, pointer));
            }
            _ => {}
        }
        let whole = self.gather(&leaves, Some(name));
        // An heir that adds nothing is a type of its own, which the union of all heirs holds; any other is a name.
        if let [Part { link: Link::Reference(reference), pointer }] = leaves.list.as_slice()
            && (!whole.alternatives.is_empty() || whole.properties.is_empty())
        {
            return TypeKind::Alias(self.reference(reference, pointer));
        }
        if leaves.list.len() > 1
            && let Some(same) = self.known_enum(&leaves, &whole)
        {
            return TypeKind::Alias(same);
        }
        if let Some(kind) = self.inheritance(id, name, &whole) {
            return kind;
        }
        self.kind(id, &whole, &leaves)
    }

    /// What a type is that has these parts.
    fn kind(&mut self, id: TypeId, whole: &Whole<'a>, parts: &Parts<'a>) -> TypeKind {
        if !needs_name(whole) {
            let hint = NameHint::Within { owner: id, role: String::new() };
            return TypeKind::Alias(self.unnamed(whole, parts.pointer(), &hint));
        }
        if !whole.alternatives.is_empty() {
            return self.union(id, whole, parts);
        }
        let broken = self.check_enum(id, whole, parts.pointer());
        // What stands beside a referenced enum is there to leave less of it; a list with limits of its own is a mistake.
        let is_beside = parts.list.len() > 1 || !references(parts).is_empty();
        let narrowed = (is_beside && broken.iter().any(Option::is_none)).then(|| {
            let values = whole.values.iter().flatten().zip(&broken);
            values.filter(|(_, broken)| broken.is_none()).map(|(value, _)| value.clone()).collect::<Vec<_>>()
        });
        match (whole.ty, &narrowed.or_else(|| whole.values.clone())) {
            (Some("string"), Some(values)) => {
                TypeKind::StringEnum(values_of(values, |value| value.as_str().map(str::to_owned)))
            }
            (Some("integer"), Some(values)) => TypeKind::IntEnum(values_of(values, Json::as_i64)),
            (None, Some(values)) => TypeKind::ValueEnum(values.clone()),
            (Some("array"), _) => TypeKind::Tuple(self.tuple(id, whole)),
            _ => TypeKind::Struct(self.structure(id, whole, parts.pointer())),
        }
    }

    /// A list whose items differ by position.
    fn tuple(&mut self, id: TypeId, whole: &Whole<'a>) -> Tuple {
        let within = |role: String| NameHint::Within { owner: id, role };
        let (positions, rest) = match &whole.positions {
            Some((positions, rest)) => (positions.as_slice(), rest),
            None => (&[][..], &Others::Unsaid),
        };
        let items: Vec<Value> = positions
            .iter()
            .enumerate()
            .map(|(index, parts)| self.value_of(parts, within(format!("item {index}"))))
            .collect();
        let rest = match rest {
            Others::Unsaid | Others::Open => Additional::Ignored,
            Others::Closed => Additional::Forbidden,
            Others::Typed(parts) => Additional::Kept(Box::new(self.value_of(parts, within("further item".to_owned())))),
        };
        let length = items.len();
        let required = whole.limits.min_items.map_or(0, |least| usize::try_from(least).unwrap_or(length).min(length));
        let limits = Limits {
            min_items: whole.limits.min_items.filter(|least| *least > length as u64),
            max_items: whole.limits.max_items,
            unique_items: whole.limits.unique_items,
            ..Limits::default()
        };
        Tuple { items, required, rest, limits }
    }

    /// A value that needs no name of its own.
    fn unnamed(&mut self, whole: &Whole<'a>, pointer: &str, hint: &NameHint) -> Value {
        if matches!(whole.ty, None | Some("array" | "object")) && whole.values.as_ref().is_some_and(|v| !v.is_empty()) {
            self.warn(
                "unsupported-enum",
                pointer,
                "an enum of arrays or objects is not expressed in Rust, so its values are not checked",
                "describe the arrays or objects by their items and properties",
            );
        }
        let format = whole.format.as_deref();
        let ty = match whole.ty {
            Some("string") => TypeRef::Scalar(string_scalar(format, whole.limits.min_length == Some(0))),
            Some("integer") => TypeRef::Scalar(match format {
                Some("int8" | "int16" | "int32" | "uint8" | "uint16") => Scalar::I32,
                Some("uint32") => Scalar::U32,
                Some("uint64") => Scalar::U64,
                _ => Scalar::I64,
            }),
            Some("number") => TypeRef::Scalar(match format {
                Some("float") => Scalar::F32,
                Some("decimal") => Scalar::Decimal,
                _ => Scalar::F64,
            }),
            Some("boolean") => TypeRef::Scalar(Scalar::Bool),
            Some("array") => TypeRef::List(Box::new(match whole.items.list.as_slice() {
                [] => Value::any(Why::FreeList),
                _ => self.value_of(&whole.items, part_hint(hint, "item")),
            })),
            Some("object") => TypeRef::Map(Box::new(match &whole.others {
                Others::Typed(parts) => open(self.value_of(parts, part_hint(hint, "value"))),
                Others::Open => Value::any(Why::Open),
                Others::Unsaid | Others::Closed => Value::any(Why::FreeObject),
            })),
            _ if whole.format.is_none() && whole.limits.is_empty() && whole.values.is_none() => {
                TypeRef::AnyJson(Why::SaysNothing)
            }
            _ => TypeRef::AnyJson(Why::Untyped),
        };

        Value { ty, limits: limits_of_type(whole), nullable: false, example: Beside::default() }
    }

    /// The limits that stand in one place, patterns that cannot be run left out with a warning.
    pub(super) fn limits(&mut self, facets: &Facets<'_>, pointer: &str) -> Limits {
        let mut limits = facets.limits.clone();
        limits.patterns.retain(|pattern| {
            let Err(reason) = crate::regexes::ready(pattern) else { return true };
            self.warn(
                "unsupported-pattern",
                &child(pointer, "pattern"),
                format!("the regex crate cannot run this pattern, so it is not checked ({reason})"),
                "rewrite the pattern without look-around and back-references if servers are to check it",
            );
            false
        });
        limits
    }
}

/// Whether a schema becomes a type of its own rather than a use of others.
pub(super) fn needs_name(whole: &Whole<'_>) -> bool {
    if !whole.alternatives.is_empty() {
        return true;
    }
    if is_null_alone(whole) {
        return false;
    }
    let has = |is: fn(&Json) -> bool| whole.values.iter().flatten().any(|one| is(&one.value));
    match whole.ty {
        Some("object") => {
            !whole.properties.is_empty()
                || matches!(whole.others, Others::Closed)
                || !whole.required.is_empty()
                || !whole.groups.is_empty()
        }
        Some("string") => has(Json::is_string),
        Some("integer") => has(Json::is_i64),
        Some("array") => whole.positions.as_ref().is_some_and(|(positions, _)| !positions.is_empty()),
        None => whole.values.as_ref().is_some_and(|values| !values.is_empty() && values.iter().all(is_scalar)),
        _ => false,
    }
}

/// Whether null is the only value, whatever the type that it is said of.
fn is_null_alone(whole: &Whole<'_>) -> bool {
    whole.values.as_ref().is_some_and(Vec::is_empty) && !whole.impossible
}

/// Whether the value of an enum has no parts.
fn is_scalar(value: &EnumValue<Json>) -> bool {
    !value.value.is_object() && !value.value.is_array()
}

/// What a string's format asks for, where the Rust type may not say it.
pub(super) fn text_format(format: &str) -> Option<TextFormat> {
    Some(match format {
        "date" => TextFormat::Date,
        "date-time" => TextFormat::DateTime,
        "time" => TextFormat::Time,
        "duration" => TextFormat::Duration,
        "uuid" => TextFormat::Uuid,
        "uri" | "url" | "iri" => TextFormat::Uri,
        "uri-reference" | "iri-reference" => TextFormat::UriReference,
        "email" | "idn-email" => TextFormat::Email,
        "hostname" => TextFormat::Hostname,
        "ipv4" => TextFormat::Ipv4,
        "ipv6" => TextFormat::Ipv6,
        "decimal" => TextFormat::Decimal,
        _ => return None,
    })
}

/// The limits that apply to the type, those of its format included.
pub(super) fn limits_of_type(whole: &Whole<'_>) -> Limits {
    if is_null_alone(whole) {
        return Limits { values: vec![Json::Null], ..Limits::default() };
    }
    let all = whole.limits.clone();
    let values = |is: fn(&Json) -> bool| {
        let values = whole.values.iter().flatten().map(|value| &value.value);
        values.filter(|value| is(value)).cloned().collect()
    };
    let mut limits = match whole.ty {
        Some("string") => Limits {
            min_length: all.min_length,
            max_length: all.max_length,
            patterns: all.patterns,
            format: whole.format.as_deref().and_then(text_format),
            ..Limits::default()
        },
        Some("integer" | "number") => Limits {
            minimum: all.minimum,
            maximum: all.maximum,
            multiple_of: all.multiple_of,
            values: values(Json::is_number),
            ..Limits::default()
        },
        Some("boolean") => Limits { values: values(Json::is_boolean), ..Limits::default() },
        Some("array") => Limits {
            min_items: all.min_items,
            max_items: all.max_items,
            unique_items: all.unique_items,
            // For examples: a table cannot state them.
            values: values(Json::is_array),
            ..Limits::default()
        },
        Some("object") => Limits {
            min_properties: all.min_properties,
            max_properties: all.max_properties,
            names: all.names,
            values: values(Json::is_object),
            ..Limits::default()
        },
        None => Limits {
            // One that is no list and no object alone becomes a type of its own.
            values: if whole.values.iter().flatten().all(is_scalar) { Vec::new() } else { values(|_| true) },
            ..Limits::default()
        },
        _ => Limits::default(),
    };
    let narrow = match whole.format.as_deref() {
        Some("int8") => Some((i64::from(i8::MIN), i64::from(i8::MAX))),
        Some("int16") => Some((i64::from(i16::MIN), i64::from(i16::MAX))),
        Some("uint8") => Some((0, i64::from(u8::MAX))),
        Some("uint16") => Some((0, i64::from(u16::MAX))),
        _ => None,
    };
    if whole.ty == Some("integer")
        && let Some((low, high)) = narrow
    {
        limits.minimum.get_or_insert((low.into(), false));
        limits.maximum.get_or_insert((high.into(), false));
    }
    limits
}

/// Who states that no character is needed means that the text may be empty instead, which no typed value is.
fn string_scalar(format: Option<&str>, may_be_empty: bool) -> Scalar {
    match format {
        Some("password") => Scalar::Secret,
        Some("byte" | "base64") => Scalar::Base64,
        Some("binary") => Scalar::Binary,
        Some(_) if may_be_empty => Scalar::String,
        other => other.and_then(text_format).map_or(Scalar::String, Scalar::Formatted),
    }
}
