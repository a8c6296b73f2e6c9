//! Objects: properties, what else there may be, and `allOf` merged into one.

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ReferenceOr, Schema};

use super::facets::Facets;
use super::{Lower, child};
use crate::model::{Additional, Field, Limits, NameHint, Presence, Struct, TypeId, TypeKind, TypeRef, Value};

/// How deep `allOf` may nest: a document that goes deeper refers to itself.
const MAX_PARTS: usize = 64;

/// A property as it was found, before anything is lowered.
struct Found<'a> {
    schema: &'a ReferenceOr<Box<Schema>>,
    pointer: String,
}

/// What the parts of an `allOf` say together.
#[derive(Default)]
struct Parts<'a> {
    properties: IndexMap<&'a str, Found<'a>>,
    required: Vec<&'a str>,
    additional: Option<(&'a AdditionalProperties, String)>,
    limits: Limits,
    unions: usize,
    foreign: Option<&'static str>,
}

impl<'a> Lower<'a> {
    /// An object with everything that it inherits.
    pub(super) fn merged(&mut self, id: TypeId, schema: &'a Schema, pointer: &str) -> TypeKind {
        let mut parts = Parts::default();
        self.gather(schema, pointer, &mut parts, &mut Vec::new());
        if let Some(other) = parts.foreign
            && parts.properties.is_empty()
        {
            self.warn(
                "unsupported-all-of",
                pointer,
                format!("`allOf` of several schemas of type {other} is not merged, so the value is taken as any JSON"),
                "merge the parts in the document",
            );
            return TypeKind::Alias(Value::plain(TypeRef::AnyJson));
        }
        if parts.unions > 0 {
            self.warn(
                "unsupported-union-part",
                pointer,
                "alternatives beside properties are not supported yet: the properties that differ between them are kept as additional ones",
                "move the common properties into each alternative",
            );
        }
        let open = parts.unions > 0;
        let additional = match parts.additional {
            _ if open => Additional::Kept(Box::new(Value { nullable: true, ..Value::plain(TypeRef::AnyJson) })),
            None => Additional::Ignored,
            Some((AdditionalProperties::Any(false), _)) => Additional::Forbidden,
            Some((AdditionalProperties::Any(true), _)) => {
                Additional::Kept(Box::new(Value { nullable: true, ..Value::plain(TypeRef::AnyJson) }))
            }
            Some((AdditionalProperties::Schema(schema), pointer)) => {
                let hint = NameHint::Within { owner: id, role: "additional property".to_owned() };
                Additional::Kept(Box::new(self.value(schema.as_ref(), &pointer, hint)))
            }
        };
        let mut fields = Vec::with_capacity(parts.properties.len());
        for (wire, found) in &parts.properties {
            let required = parts.required.contains(wire);
            fields.push(self.field(id, wire, found, required));
        }
        for wire in parts.required {
            if !parts.properties.contains_key(wire) {
                fields.push(self.undeclared(wire, pointer));
            }
        }
        TypeKind::Struct(Struct { fields, additional, limits: parts.limits })
    }

    fn gather(&mut self, schema: &'a Schema, pointer: &str, parts: &mut Parts<'a>, open: &mut Vec<&'a str>) {
        let facets = Facets::of(schema);
        for (index, part) in facets.all_of.iter().enumerate() {
            match part {
                ReferenceOr::Item(part) => {
                    if open.len() < MAX_PARTS {
                        self.gather(part, &child(&child(pointer, "allOf"), &index.to_string()), parts, open);
                    }
                }
                ReferenceOr::Reference { reference } => self.gather_reference(reference, parts, open),
            }
        }
        for (wire, property) in facets.properties.into_iter().flatten() {
            let pointer = child(&child(pointer, "properties"), wire);
            match parts.properties.get_mut(wire.as_str()) {
                // The child's word counts, unless it only repeats the name.
                Some(known) => {
                    if !is_bare(property) {
                        *known = Found { schema: property, pointer };
                    }
                }
                None => {
                    parts.properties.insert(wire, Found { schema: property, pointer });
                }
            }
        }
        for name in facets.required {
            if !parts.required.contains(&name.as_str()) {
                parts.required.push(name);
            }
        }
        if let Some(additional) = facets.additional {
            let closes = matches!(additional, AdditionalProperties::Any(false));
            // A closed part among several would reject the other parts' properties; what is open stays open.
            if parts.additional.is_none() || !closes {
                parts.additional = Some((additional, child(pointer, "additionalProperties")));
            }
        }
        let own = self.limits(&facets, pointer);
        parts.limits.min_properties = parts.limits.min_properties.max(own.min_properties);
        parts.limits.max_properties = match (parts.limits.max_properties, own.max_properties) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        if self.variants(&facets).is_some_and(|(variants, _)| variants.len() > 1) {
            parts.unions += 1;
        }
        match facets.ty {
            Some("string") => parts.foreign = Some("string"),
            Some("integer") => parts.foreign = Some("integer"),
            Some("number") => parts.foreign = Some("number"),
            Some("boolean") => parts.foreign = Some("boolean"),
            Some("array") => parts.foreign = Some("array"),
            _ => {}
        }
    }

    fn gather_reference(&mut self, reference: &str, parts: &mut Parts<'a>, open: &mut Vec<&'a str>) {
        let mut next = reference.to_owned();
        for _ in 0..MAX_PARTS {
            match self.component(&next) {
                Some((_, ReferenceOr::Reference { reference })) => next = reference.clone(),
                Some((name, ReferenceOr::Item(schema))) => {
                    let pointer = child("/components/schemas", name);
                    if open.contains(&name) || open.len() >= MAX_PARTS {
                        self.warn(
                            "cyclic-all-of",
                            &pointer,
                            format!("`{name}` is a part of itself"),
                            "break the cycle of `allOf`",
                        );
                        return;
                    }
                    open.push(name);
                    self.gather(schema, &pointer, parts, open);
                    open.pop();
                    return;
                }
                None => return,
            }
        }
    }

    fn field(&mut self, owner: TypeId, wire: &str, found: &Found<'a>, required: bool) -> Field {
        let hint = NameHint::Within { owner, role: wire.to_owned() };
        let value = self.boxed_value(found.schema, &found.pointer, hint);
        let data = match found.schema {
            ReferenceOr::Item(schema) => Some(&schema.schema_data),
            ReferenceOr::Reference { .. } => None,
        };
        let default = self.default_of(found.schema);
        let presence = match (required, value.nullable, default) {
            (true, false, _) => Presence::Required,
            (true, true, _) => Presence::Nullable,
            (false, false, None) => Presence::Optional,
            (false, true, None) => Presence::OptionalNullable,
            (false, false, Some(default)) => Presence::Defaulted(default),
            (false, true, Some(default)) => Presence::DefaultedNullable(default),
        };
        Field {
            wire: wire.to_owned(),
            // What may be null is the presence's to say.
            value: Value { nullable: false, ..value },
            presence,
            description: data.and_then(|data| data.description.clone()),
            title: data.and_then(|data| data.title.clone()),
            deprecated: data.is_some_and(|data| data.deprecated),
            read_only: data.is_some_and(|data| data.read_only),
            write_only: data.is_some_and(|data| data.write_only),
            example: data.and_then(|data| data.example.clone()),
            origin: self.at(&found.pointer),
        }
    }

    /// A property that is required and described nowhere: anything, but it has to be there.
    fn undeclared(&mut self, wire: &str, pointer: &str) -> Field {
        Field {
            wire: wire.to_owned(),
            value: Value::plain(TypeRef::AnyJson),
            presence: Presence::Required,
            description: None,
            title: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            example: None,
            origin: self.at(pointer),
        }
    }
}

/// Whether a property says nothing but its name.
fn is_bare(schema: &ReferenceOr<Box<Schema>>) -> bool {
    let ReferenceOr::Item(schema) = schema else { return false };
    let facets = Facets::of(schema);
    facets.ty.is_none() && !facets.is_composed() && facets.values.is_empty()
}
