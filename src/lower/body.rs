//! Bodies of requests and answers: which media types carry which Rust type, and in which form.

use openapiv3::{Content as ContentMap, MediaType, Operation as OperationObject, ReferenceOr, RequestBody, Schema};

use super::facets::Facets;
use super::operation::follow;
use super::{Lower, child};
use crate::model::{Content, Format, Media, NameHint, OperationId, Part, PartKind, Payload, Role, TypeRef, Value};

/// How a body is to be read, by its media type alone.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Json,
    Xml,
    Form,
    Multipart,
    Text,
    Other,
}

impl<'a> Lower<'a> {
    /// The request bodies of an operation, and the object that describes them.
    pub(super) fn request_bodies(
        &mut self,
        id: OperationId,
        operation: &'a OperationObject,
        pointer: &str,
    ) -> (Vec<Payload>, Option<&'a RequestBody>) {
        let Some(body) = &operation.request_body else { return (Vec::new(), None) };
        let known = &self.document.components.as_ref().map(|components| &components.request_bodies);
        let at = child(pointer, "requestBody");
        let found = follow(body, at, "requestBodies", |key| known.and_then(|known| known.get(key)));
        let Some((body, at)) = found else { return (Vec::new(), None) };
        (self.payloads(&body.content, &at, id, Role::Body), Some(body))
    }

    /// The bodies of a content map, grouped by what they hold.
    pub(super) fn payloads(
        &mut self,
        content: &'a ContentMap,
        pointer: &str,
        id: OperationId,
        role: impl Fn(Option<String>) -> Role,
    ) -> Vec<Payload> {
        let mut payloads: Vec<Payload> = Vec::new();
        // The same inline schema under several media types is one type.
        let mut seen: Vec<(&'a MediaType, Value)> = Vec::new();
        let different =
            content.values().any(|entry| Some(&entry.schema) != content.first().map(|(_, first)| &first.schema));
        for (text, entry) in content {
            let at = child(&child(pointer, "content"), text);
            let mut role = Some(role(different.then(|| text.clone())));
            let (content, format) = self.content(id, text, entry, &at, &mut seen, || NameHint::Operation {
                operation: id,
                role: role.take().unwrap_or(Role::Body(None)),
            });
            let media = Media { text: text.clone(), format };
            match payloads.iter_mut().find(|payload| payload.content == content) {
                Some(payload) => payload.media.push(media),
                None => payloads.push(Payload {
                    content,
                    media: vec![media],
                    example: example(entry),
                    origin: self.at(&at),
                }),
            }
        }
        payloads
    }

    fn content(
        &mut self,
        id: OperationId,
        text: &str,
        entry: &'a MediaType,
        pointer: &str,
        seen: &mut Vec<(&'a MediaType, Value)>,
        hint: impl FnOnce() -> NameHint,
    ) -> (Content, Format) {
        let kind = kind(text);
        let schema = entry.schema.as_ref().and_then(|schema| self.schema_of(schema));
        let facets = schema.map(Facets::of);
        let is_text = facets
            .as_ref()
            .is_none_or(|facets| facets.ty == Some("string") || (facets.ty.is_none() && !facets.is_composed()));
        let binary = facets.as_ref().is_some_and(|facets| facets.format.as_deref() == Some("binary"));
        match kind {
            Kind::Text if is_text && !binary => return (Content::Text, Format::Text),
            Kind::Text | Kind::Other if is_text => return (Content::Bytes, Format::Bytes),
            // An object under `*/*` or `application/*` is what everybody sends there.
            Kind::Json | Kind::Text | Kind::Other => {}
            Kind::Multipart => {
                if let Some(parts) = schema.and_then(|schema| self.file_parts(id, schema, pointer)) {
                    return (Content::Multipart(parts), Format::Multipart);
                }
            }
            Kind::Xml | Kind::Form => {
                if binary {
                    return (Content::Bytes, Format::Bytes);
                }
            }
        }
        let value = match &entry.schema {
            None => Value { nullable: true, ..Value::plain(TypeRef::AnyJson) },
            Some(schema) => match seen.iter().find(|(known, _)| known.schema == entry.schema) {
                Some((_, value)) => value.clone(),
                None => {
                    let value = self.value(schema, &child(pointer, "schema"), hint());
                    seen.push((entry, value.clone()));
                    value
                }
            },
        };
        let format = match kind {
            Kind::Xml => Format::Xml { root: self.xml_root(entry.schema.as_ref(), &child(pointer, "schema")) },
            Kind::Form => Format::Form { encoding: self.form_encoding(entry, pointer) },
            Kind::Multipart => Format::Multipart,
            Kind::Json | Kind::Text | Kind::Other => Format::Json,
        };
        (Content::Value(value), format)
    }

    /// The schema behind a reference, references followed.
    fn schema_of(&self, schema: &'a ReferenceOr<Schema>) -> Option<&'a Schema> {
        let mut schema = schema;
        for _ in 0..=self.components.len() {
            match schema {
                ReferenceOr::Item(schema) => return Some(schema),
                ReferenceOr::Reference { reference } => schema = self.component(reference)?.1,
            }
        }
        None
    }

    /// The parts of a form that has files; `None` for one that has none.
    fn file_parts(&mut self, id: OperationId, schema: &'a Schema, pointer: &str) -> Option<Vec<Part>> {
        let facets = Facets::of(schema);
        let properties = facets.properties?;
        let file = |schema: &'a ReferenceOr<Box<Schema>>, this: &Self| -> Option<PartKind> {
            let is_file =
                |facets: &Facets<'_>| facets.ty == Some("string") && facets.format.as_deref() == Some("binary");
            let facets = Facets::of(this.boxed_schema_of(schema)?);
            if is_file(&facets) {
                return Some(PartKind::File);
            }
            let items = Facets::of(this.boxed_schema_of(facets.items?)?);
            is_file(&items).then_some(PartKind::Files)
        };
        if !properties.values().any(|property| file(property, self).is_some()) {
            return None;
        }
        let at = child(&child(pointer, "schema"), "properties");
        let mut parts = Vec::new();
        for (wire, property) in properties {
            let at = child(&at, wire);
            let data = match property {
                ReferenceOr::Item(schema) => Some(&schema.schema_data),
                ReferenceOr::Reference { .. } => None,
            };
            // Forms are sent only.
            if data.is_some_and(|data| data.read_only) {
                continue;
            }
            let kind = match file(property, self) {
                Some(kind) => kind,
                None => {
                    let hint = NameHint::Operation { operation: id, role: Role::Parameter(wire.clone()) };
                    PartKind::Value(Box::new(self.boxed_value(property, &at, hint)))
                }
            };
            parts.push(Part {
                wire: wire.clone(),
                kind,
                required: facets.required.contains(wire),
                default: self.default_of(property),
                description: data.and_then(|data| data.description.clone()),
                origin: self.at(&at),
            });
        }
        Some(parts)
    }

    fn boxed_schema_of(&self, schema: &'a ReferenceOr<Box<Schema>>) -> Option<&'a Schema> {
        match schema {
            ReferenceOr::Item(schema) => Some(schema),
            ReferenceOr::Reference { reference } => self.schema_of(self.component(reference)?.1),
        }
    }
}

fn kind(media: &str) -> Kind {
    let essence = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" | "text/json" => Kind::Json,
        "application/xml" | "text/xml" => Kind::Xml,
        "application/x-www-form-urlencoded" => Kind::Form,
        text if text.starts_with("multipart/") => Kind::Multipart,
        text if text.ends_with("+json") => Kind::Json,
        text if text.ends_with("+xml") => Kind::Xml,
        text if text.starts_with("text/") => Kind::Text,
        _ => Kind::Other,
    }
}

/// The example of a body: its own, else the first of its named ones.
fn example(entry: &MediaType) -> Option<serde_json::Value> {
    entry.example.clone().or_else(|| {
        entry.examples.values().find_map(|example| match example {
            ReferenceOr::Item(example) => example.value.clone(),
            ReferenceOr::Reference { .. } => None,
        })
    })
}
