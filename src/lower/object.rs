//! Objects: properties, and what else there may be.

use openapiv3::{ReferenceOr, Schema, SchemaData, SchemaKind};

use super::Lower;
use super::facets::says_nothing;
use super::merge::{Link, Others, Parts, Whole};
use crate::model::{
    Additional, Beside, Field, Limits, Marked, NameHint, Presence, Struct, TypeId, TypeRef, Value, Why,
};

/// Whether a schema is `false`, or says the same in the words of 3.0.
fn allows_nothing(schema: &Schema) -> bool {
    let not = match &schema.schema_kind {
        SchemaKind::Not { not } => Some(&**not),
        SchemaKind::Any(any) => any.not.as_deref(),
        _ => None,
    };
    matches!(not, Some(ReferenceOr::Item(not)) if says_nothing(not))
}

/// The values under names that nothing is said of: `additionalProperties: {}` is `true`.
pub(super) fn open(mut value: Value) -> Value {
    if matches!(value.ty, TypeRef::AnyJson(Why::SaysNothing)) {
        value.ty = TypeRef::AnyJson(Why::Open);
    }
    value
}

impl<'a> Lower<'a> {
    /// An object with all the properties of its parts.
    pub(super) fn structure(&mut self, id: TypeId, whole: &Whole<'a>, pointer: &str) -> Struct {
        let additional = match &whole.others {
            Others::Unsaid => Additional::Ignored,
            Others::Closed => Additional::Forbidden,
            Others::Open => Additional::Kept(Box::new(Value::any(Why::Open))),
            Others::Typed(parts) => {
                let hint = NameHint::Within { owner: id, role: "additional property".to_owned() };
                Additional::Kept(Box::new(open(self.value_of(parts, hint))))
            }
        };
        let mut fields = Vec::with_capacity(whole.properties.len());
        for (wire, parts) in &whole.properties {
            let required = whole.required.contains(wire);
            fields.push(self.field(id, wire, parts, required));
        }
        let mut named: Vec<(&str, Presence)> = whole.required.iter().map(|wire| (*wire, Presence::Required)).collect();
        let grouped = whole.groups.iter().flat_map(|group| &group.sets).flatten();
        named.extend(grouped.map(|wire| (wire.as_str(), Presence::Optional)));
        for (wire, presence) in named {
            if !fields.iter().any(|field| field.wire == wire) {
                if matches!(whole.others, Others::Closed) && presence == Presence::Required {
                    let message = format!("`{wire}` is required, and no property of that name is allowed; it is taken");
                    self.contradiction(pointer, message);
                }
                fields.push(self.undeclared(id, wire, presence, &whole.others, pointer));
            }
        }
        self.xml_apart(&mut fields);
        let limits = Limits {
            min_properties: whole.limits.min_properties,
            max_properties: whole.limits.max_properties,
            names: whole.limits.names.clone(),
            all_names: whole.limits.all_names.clone(),
            ..Limits::default()
        };
        Struct { fields, additional, limits, groups: whole.groups.clone(), withheld: Vec::new() }
    }

    fn field(&mut self, owner: TypeId, wire: &str, parts: &Parts<'a>, required: bool) -> Field {
        let hint = NameHint::Within { owner, role: wire.to_owned() };
        let value = self.value_of(parts, hint);
        let xml = self.xml_property(wire, parts);
        let origin = self.at(parts.list.last().map_or("", |part| &part.pointer));
        let default = self.default_of_parts(parts).map(|stated| self.defaults.take(stated, &origin));
        let presence = match (required, value.nullable, default) {
            (true, false, _) => Presence::Required,
            (true, true, _) => Presence::Nullable,
            (false, false, None) => Presence::Optional,
            (false, true, None) => Presence::OptionalNullable,
            (false, false, Some(default)) => Presence::Defaulted(default),
            (false, true, Some(default)) => Presence::DefaultedNullable(default),
        };
        // What several parts say about one property: the last word counts, a flag counts wherever it stands.
        let data: Vec<&SchemaData> = parts.own().map(|schema| &schema.schema_data).collect();
        Field {
            wire: wire.to_owned(),
            // What may be null is the presence's to say, and the example is the field's.
            value: Value { nullable: false, example: Beside::default(), ..value },
            presence,
            description: data.iter().find_map(|data| super::about(data)),
            title: data.iter().find_map(|data| data.title.clone()),
            deprecated: data.iter().any(|data| data.deprecated),
            read_only: parts.marked(|data| data.read_only),
            write_only: parts.marked(|data| data.write_only),
            example: parts.own_parts().find_map(|(schema, pointer)| self.example(&schema.schema_data, pointer)),
            xml,
            never: self.is_never(parts),
            origin,
        }
    }

    /// Whether some part, or a part of its `allOf`, allows no value at all.
    fn is_never(&self, parts: &Parts<'a>) -> bool {
        parts.list.iter().any(|part| {
            let schema = match part.link {
                Link::Schema(schema) => Some(schema),
                Link::Reference(reference) => self.follow(reference).map(|(_, schema)| schema),
            };
            schema.is_some_and(|schema| match &schema.schema_kind {
                SchemaKind::AllOf { all_of } => all_of.iter().any(|one| match one {
                    ReferenceOr::Item(schema) => allows_nothing(schema),
                    ReferenceOr::Reference { reference } => {
                        self.follow(reference).is_some_and(|(_, schema)| allows_nothing(schema))
                    }
                }),
                _ => allows_nothing(schema),
            })
        })
    }

    /// A property that is asked for and described nowhere: what any other property is.
    fn undeclared(
        &mut self,
        owner: TypeId,
        wire: &str,
        presence: Presence,
        others: &Others<'a>,
        pointer: &str,
    ) -> Field {
        let value = match others {
            Others::Typed(parts) => self.value_of(parts, NameHint::Within { owner, role: wire.to_owned() }),
            _ => Value::any(Why::Undescribed),
        };
        let presence = match presence {
            Presence::Required if value.nullable => Presence::Nullable,
            Presence::Optional if value.nullable => Presence::OptionalNullable,
            presence => presence,
        };
        Field {
            wire: wire.to_owned(),
            value: Value { nullable: false, ..value },
            presence,
            description: None,
            title: None,
            deprecated: false,
            read_only: Marked::No,
            write_only: Marked::No,
            example: None,
            xml: None,
            never: false,
            origin: self.at(pointer),
        }
    }
}
