//! Texts: what a body that is one text may be. It is a `String` whatever its schema says of it, so that the limits, the
//! values of an enum and the example are all that is taken from there.

use std::sync::Arc;

use openapiv3::MediaType;
use serde_json::Value as Json;

use super::Lower;
use super::merge::{Link, Part, Parts};
use super::schema::limits_of_type;
use crate::model::{Beside, Content, Format, Scalar, TypeRef, Value};
use crate::pointer::child;

/// A text of which nothing is said.
pub(super) fn plain_text() -> (Content, Format) {
    (Content::Text, Format::Text(Box::new(Value::plain(TypeRef::Scalar(Scalar::String)))))
}

impl<'a> Lower<'a> {
    /// A body of `text/*`; `None` if its schema describes no text. `is_text` says that the schema says so itself.
    pub(super) fn text(&mut self, entry: &'a MediaType, is_text: bool, pointer: &str) -> Option<(Content, Format)> {
        let Some(schema) = &entry.schema else { return Some(plain_text()) };
        let parts = Parts::one(Part::new(schema, child(pointer, "schema")));
        let mut whole = self.gather(&parts, None);
        if !is_text && (!matches!(whole.ty, None | Some("string")) || !whole.alternatives.is_empty()) {
            return None;
        }
        if whole.format.as_deref() == Some("binary") {
            return Some((Content::Bytes, Format::Bytes));
        }
        let mut values: Vec<Json> = whole.values.iter().flatten().map(|value| value.value.clone()).collect();
        // Without a type a text may stand for a value of any of theirs.
        if whole.ty.is_none() && !values.iter().all(Json::is_string) {
            (whole.values, values) = (None, Vec::new());
        }
        values.retain(Json::is_string);
        whole.ty = Some("string");
        let mut limits = limits_of_type(&whole);
        if !values.is_empty() {
            limits.values = values;
        }
        let scalar = match whole.format.as_deref() {
            Some("byte" | "base64") => Scalar::Base64,
            _ => Scalar::String,
        };
        let example = self.text_example(&parts);
        let value = Value { limits, example, ..Value::plain(TypeRef::Scalar(scalar)) };
        Some((Content::Text, Format::Text(Box::new(value))))
    }

    /// The example of the schema, or of the component that it refers to.
    fn text_example(&self, parts: &Parts<'a>) -> Beside {
        let leaves = self.leaves(parts);
        let example = parts.list.iter().chain(&leaves.list).find_map(|part| match part.link {
            Link::Schema(schema) => self.example(&schema.schema_data, &part.pointer),
            Link::Reference(reference) => {
                let (name, schema) = self.follow(reference)?;
                self.example(&schema.schema_data, &child("/components/schemas", name))
            }
        });
        Beside(example.map(Arc::new))
    }
}
