//! A schema to a type: what needs a name gets a place in the table, everything else is a reference to a type.

use std::borrow::Borrow;

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};
use serde_json::Value as Json;

use super::facets::Facets;
use super::{Lower, child};
use crate::model::{EnumValue, Limits, NameHint, Scalar, TypeId, TypeKind, TypeRef, Value};

/// The variants of a union, each with its index in the document, and the keyword that lists them.
type Variants<'a> = (Vec<(usize, &'a ReferenceOr<Schema>)>, &'static str);

impl<'a> Lower<'a> {
    /// The value that a schema describes where it is used. An inline schema that needs a name gets `hint`.
    pub(super) fn value(&mut self, schema: &'a ReferenceOr<Schema>, pointer: &str, hint: NameHint) -> Value {
        match schema {
            ReferenceOr::Reference { reference } => self.reference(reference, pointer),
            ReferenceOr::Item(schema) => self.inline(schema, pointer, hint),
        }
    }

    /// A schema as openapiv3 keeps it below another one.
    pub(super) fn boxed_value(&mut self, schema: &'a ReferenceOr<Box<Schema>>, pointer: &str, hint: NameHint) -> Value {
        match schema {
            ReferenceOr::Reference { reference } => self.reference(reference, pointer),
            ReferenceOr::Item(schema) => self.inline(schema, pointer, hint),
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
            return Value::plain(TypeRef::AnyJson);
        };
        let nullable = self.is_nullable(reference);
        Value { nullable, ..Value::plain(TypeRef::Named(self.components[name])) }
    }

    /// Whether a component allows null, references followed.
    fn is_nullable(&self, reference: &str) -> bool {
        let mut reference = reference.to_owned();
        // A chain of references is no longer than there are components.
        for _ in 0..=self.components.len() {
            match self.component(&reference) {
                Some((_, ReferenceOr::Reference { reference: next })) => reference = next.clone(),
                Some((_, ReferenceOr::Item(schema))) => return self.allows_null(schema),
                None => return false,
            }
        }
        false
    }

    /// The default that a schema states, references followed. Null is what absence means anyway.
    pub(super) fn default_of(&self, schema: &ReferenceOr<impl Borrow<Schema>>) -> Option<Json> {
        let schema = match schema {
            ReferenceOr::Item(schema) => schema.borrow(),
            ReferenceOr::Reference { reference } => {
                let mut found = self.component(reference);
                // A chain of references is no longer than there are components.
                for _ in 0..self.components.len() {
                    match found {
                        Some((_, ReferenceOr::Reference { reference })) => found = self.component(reference),
                        _ => break,
                    }
                }
                match found {
                    Some((_, ReferenceOr::Item(schema))) => schema,
                    _ => return None,
                }
            }
        };
        schema.schema_data.default.clone().filter(|default| !default.is_null())
    }

    /// Whether a schema says itself that null is allowed (`nullable`, null in its enum, a null-only variant).
    pub(super) fn allows_null(&self, schema: &Schema) -> bool {
        let facets = Facets::of(schema);
        facets.nullable() || facets.one_of.iter().chain(facets.any_of).any(is_null_only)
    }

    fn inline(&mut self, schema: &'a Schema, pointer: &str, hint: NameHint) -> Value {
        let facets = Facets::of(schema);
        let nullable = self.allows_null(schema);
        if self.needs_name(&facets) {
            let id = self.reserve(hint, pointer);
            self.describe(id, schema);
            let kind = self.define(id, schema, pointer);
            self.types[id.0].kind = kind;
            return Value { nullable, ..Value::plain(TypeRef::Named(id)) };
        }
        let mut value = self.unnamed(&facets, pointer, &hint);
        value.nullable |= nullable;
        value
    }

    /// Whether a schema becomes a type of its own rather than a use of others.
    pub(super) fn needs_name(&self, facets: &Facets<'a>) -> bool {
        if !facets.all_of.is_empty() {
            return self.sole_part(facets).is_none();
        }
        if self.variants(facets).is_some_and(|(variants, _)| variants.len() > 1) {
            return true;
        }
        match facets.ty {
            Some("object") => facets.properties.is_some() || is_closed(facets) || !facets.required.is_empty(),
            Some("string") => facets.values.iter().any(Json::is_string),
            Some("integer") => facets.values.iter().any(Json::is_i64),
            _ => false,
        }
    }

    /// What a named type is.
    pub(super) fn define(&mut self, id: TypeId, schema: &'a Schema, pointer: &str) -> TypeKind {
        let facets = Facets::of(schema);
        if facets.not {
            self.warn(
                "unsupported-not",
                pointer,
                "`not` cannot be expressed as a Rust type, so it is not checked",
                "describe what is allowed instead of what is not",
            );
        }
        if !self.needs_name(&facets) {
            let hint = NameHint::Within { owner: id, role: "value".to_owned() };
            let mut value = self.unnamed(&facets, pointer, &hint);
            value.nullable |= self.allows_null(schema);
            return TypeKind::Alias(value);
        }
        if !facets.all_of.is_empty() {
            return self.merged(id, schema, pointer);
        }
        if let Some((variants, keyword)) = self.variants(&facets).filter(|(variants, _)| variants.len() > 1) {
            return self.union(id, schema, &facets, &variants, keyword, pointer);
        }
        match facets.ty {
            Some("string") => TypeKind::StringEnum(string_values(&facets)),
            Some("integer") => TypeKind::IntEnum(integer_values(&facets)),
            _ => self.merged(id, schema, pointer),
        }
    }

    /// A value that needs no name of its own.
    fn unnamed(&mut self, facets: &Facets<'a>, pointer: &str, hint: &NameHint) -> Value {
        if let Some((part, index)) = self.sole_part(facets) {
            return self.value(part, &child(&child(pointer, "allOf"), &index.to_string()), hint.clone());
        }
        if let Some((variants, keyword)) = self.variants(facets)
            && let [(index, variant)] = variants.as_slice()
        {
            return self.value(variant, &child(&child(pointer, keyword), &index.to_string()), hint.clone());
        }
        let limits = self.limits(facets, pointer);
        let ty = match facets.ty {
            Some("string") => TypeRef::Scalar(string_scalar(facets)),
            Some("integer") => TypeRef::Scalar(match facets.format.as_deref() {
                Some("int8" | "int16" | "int32" | "uint8" | "uint16") => Scalar::I32,
                Some("uint32") => Scalar::U32,
                Some("uint64") => Scalar::U64,
                _ => Scalar::I64,
            }),
            Some("number") => TypeRef::Scalar(match facets.format.as_deref() {
                Some("float") => Scalar::F32,
                _ => Scalar::F64,
            }),
            Some("boolean") => TypeRef::Scalar(Scalar::Bool),
            Some("array") => TypeRef::List(Box::new(match facets.items {
                Some(items) => self.boxed_value(items, &child(pointer, "items"), part_hint(hint, "item")),
                None => Value { nullable: true, ..Value::plain(TypeRef::AnyJson) },
            })),
            Some("object") => TypeRef::Map(Box::new(match facets.additional {
                Some(AdditionalProperties::Schema(schema)) => {
                    self.value(schema, &child(pointer, "additionalProperties"), part_hint(hint, "value"))
                }
                _ => Value { nullable: true, ..Value::plain(TypeRef::AnyJson) },
            })),
            _ => TypeRef::AnyJson,
        };
        Value { ty, limits, nullable: false }
    }

    /// The limits of a schema that apply to its type, patterns that cannot be run left out with a warning.
    pub(super) fn limits(&mut self, facets: &Facets<'_>, pointer: &str) -> Limits {
        let all = facets.limits.clone();
        let mut limits = match facets.ty {
            Some("string") => Limits {
                min_length: all.min_length,
                max_length: all.max_length,
                pattern: all.pattern,
                ..Limits::default()
            },
            Some("integer" | "number") => {
                Limits { minimum: all.minimum, maximum: all.maximum, multiple_of: all.multiple_of, ..Limits::default() }
            }
            Some("array") => Limits {
                min_items: all.min_items,
                max_items: all.max_items,
                unique_items: all.unique_items,
                ..Limits::default()
            },
            Some("object") => {
                Limits { min_properties: all.min_properties, max_properties: all.max_properties, ..Limits::default() }
            }
            _ => Limits::default(),
        };
        let narrow = match facets.format.as_deref() {
            Some("int8") => Some((i64::from(i8::MIN), i64::from(i8::MAX))),
            Some("int16") => Some((i64::from(i16::MIN), i64::from(i16::MAX))),
            Some("uint8") => Some((0, i64::from(u8::MAX))),
            Some("uint16") => Some((0, i64::from(u16::MAX))),
            _ => None,
        };
        if facets.ty == Some("integer")
            && let Some((low, high)) = narrow
        {
            limits.minimum.get_or_insert((low.into(), false));
            limits.maximum.get_or_insert((high.into(), false));
        }
        if let Some(pattern) = &limits.pattern
            && let Err(error) = regex_syntax::parse(pattern)
        {
            let reason = error.to_string().lines().last().unwrap_or_default().trim().to_owned();
            self.warn(
                "unsupported-pattern",
                &child(pointer, "pattern"),
                format!("the regex crate cannot run this pattern, so it is not checked ({reason})"),
                "rewrite the pattern without look-around and back-references if servers are to check it",
            );
            limits.pattern = None;
        }
        limits
    }

    /// The one part of an `allOf` that says anything, where nothing stands beside it: the value is that part.
    fn sole_part(&self, facets: &Facets<'a>) -> Option<(&'a ReferenceOr<Schema>, usize)> {
        let says_more = facets.properties.is_some() || !facets.required.is_empty() || facets.additional.is_some();
        if facets.all_of.is_empty() || says_more || !facets.one_of.is_empty() || !facets.any_of.is_empty() {
            return None;
        }
        let mut telling = facets.all_of.iter().enumerate().filter(|(_, part)| !says_nothing(part));
        match (telling.next(), telling.next()) {
            (Some((index, part)), None) => Some((part, index)),
            (None, _) => facets.all_of.first().map(|part| (part, 0)),
            _ => None,
        }
    }

    /// The variants of a `oneOf` or `anyOf` that are not null, with their index, and the keyword.
    pub(super) fn variants(&self, facets: &Facets<'a>) -> Option<Variants<'a>> {
        let (list, keyword) = match (facets.one_of, facets.any_of) {
            ([], []) => return None,
            ([], any_of) => (any_of, "anyOf"),
            (one_of, _) => (one_of, "oneOf"),
        };
        // Lists of `required` alone say which properties go together: no variants, a limit of the object around.
        let only_required = |schema: &ReferenceOr<Schema>| match schema {
            ReferenceOr::Item(schema) => {
                let facets = Facets::of(schema);
                !facets.required.is_empty() && facets.properties.is_none() && !facets.is_composed()
            }
            ReferenceOr::Reference { .. } => false,
        };
        if list.iter().all(only_required) {
            return None;
        }
        let variants = list.iter().enumerate().filter(|(_, schema)| !is_null_only(schema)).collect::<Vec<_>>();
        Some((variants, keyword))
    }
}

/// Where an inline schema below another one hangs: its owner's role plus a word.
fn part_hint(hint: &NameHint, word: &str) -> NameHint {
    match hint {
        NameHint::Within { owner, role } if role == "value" && word == "item" => {
            NameHint::Within { owner: *owner, role: word.to_owned() }
        }
        NameHint::Within { owner, role } => NameHint::Within { owner: *owner, role: format!("{role} {word}") },
        other => other.clone(),
    }
}

fn is_closed(facets: &Facets<'_>) -> bool {
    matches!(facets.additional, Some(AdditionalProperties::Any(false)))
}

/// Whether a variant is there only to allow null: `{nullable: true}` alone, or `enum: [null]`.
fn is_null_only(schema: &ReferenceOr<Schema>) -> bool {
    let ReferenceOr::Item(schema) = schema else { return false };
    let facets = Facets::of(schema);
    let only_null_values = !facets.values.is_empty() && facets.values.iter().all(Json::is_null);
    only_null_values || (schema.schema_data.nullable && facets.ty.is_none() && !facets.is_composed())
}

/// Whether a part of an `allOf` has annotations only.
fn says_nothing(schema: &ReferenceOr<Schema>) -> bool {
    let ReferenceOr::Item(schema) = schema else { return false };
    let facets = Facets::of(schema);
    facets.ty.is_none() && !facets.is_composed() && facets.required.is_empty() && facets.values.is_empty()
}

fn string_scalar(facets: &Facets<'_>) -> Scalar {
    match facets.format.as_deref() {
        Some("date") => Scalar::Date,
        Some("date-time") => Scalar::DateTime,
        Some("uuid") => Scalar::Uuid,
        Some("password") => Scalar::Secret,
        Some("byte" | "base64") => Scalar::Base64,
        Some("binary") => Scalar::Binary,
        _ => Scalar::String,
    }
}

fn string_values(facets: &Facets<'_>) -> Vec<EnumValue<String>> {
    enum_values(facets, |value| value.as_str().map(str::to_owned))
}

fn integer_values(facets: &Facets<'_>) -> Vec<EnumValue<i64>> {
    enum_values(facets, Json::as_i64)
}

/// The values of an enum, each once, with the names and descriptions that extensions give them.
fn enum_values<T: PartialEq>(facets: &Facets<'_>, read: impl Fn(&Json) -> Option<T>) -> Vec<EnumValue<T>> {
    let extension = |names: [&str; 2], index: usize| {
        let extensions = &facets.data?.extensions;
        let list = names.iter().find_map(|name| extensions.get(*name)?.as_array())?;
        list.get(index)?.as_str().map(str::to_owned)
    };
    let mut values: Vec<EnumValue<T>> = Vec::new();
    for (index, value) in facets.values.iter().enumerate() {
        if let Some(value) = read(value)
            && !values.iter().any(|known| known.value == value)
        {
            let name = extension(["x-enum-varnames", "x-enumNames"], index).filter(|name| !name.is_empty());
            values.push(EnumValue {
                value,
                name,
                description: extension(["x-enum-descriptions", "x-enumDescriptions"], index),
            });
        }
    }
    values
}
