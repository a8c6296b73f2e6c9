//! What stands where Swagger 2.0 has it, in a document that says it is OpenAPI 3: it is put where OpenAPI 3 has it.
//!
//! A walk of its own before the others, so that what was moved is mended like everything else.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::super::grammar::{Kind, walk};
use super::super::origins::Origins;
use super::super::v2_parts::{SCHEMA_KEYS, form_body, split_schema};
use crate::diagnostics::Diagnostic;
use crate::pointer::push;

/// Moves what stands in the wrong place; gives the moves.
pub(in super::super) fn place(
    document: &mut Value,
    origins: &Origins,
    diagnostics: &mut Vec<Diagnostic>,
) -> HashMap<String, String> {
    let mut movers = Movers { origins, diagnostics, moves: HashMap::new() };
    walk(document, Kind::Document, &mut String::new(), &mut |value, kind, at| {
        let Some(members) = value.as_object_mut().filter(|members| !members.contains_key("$ref")) else { return };
        match kind {
            Kind::Parameter | Kind::Header => movers.parameter(members, at),
            Kind::Response | Kind::RequestBody => movers.body(members, at),
            Kind::Operation => movers.operation(members, at),
            _ => {}
        }
    });
    movers.moves
}

struct Movers<'a> {
    origins: &'a Origins,
    diagnostics: &'a mut Vec<Diagnostic>,
    moves: HashMap<String, String>,
}

impl Movers<'_> {
    fn warn(&mut self, code: &'static str, at: &str, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::warning(code, self.origins.resolve(at), message).help(help));
    }

    /// A parameter or header with `type` and its like beside its name.
    fn parameter(&mut self, members: &mut Map<String, Value>, at: &str) {
        let in_body = location(members).is_some_and(|location| location == "body" || location == "formData");
        let bare = ["type", "items", "enum"].iter().any(|key| members.contains_key(*key));
        if in_body || !bare || members.contains_key("schema") || members.contains_key("content") {
            return;
        }
        let message = "`type` and its like stand beside the name, as in Swagger 2.0; they are read as the schema";
        self.warn("misplaced-schema", at, message, "put them under `schema`");
        for key in SCHEMA_KEYS.iter().filter(|key| members.contains_key(**key)) {
            self.moves.insert(format!("{at}/schema/{key}"), format!("{at}/{key}"));
        }
        self.moves.insert(format!("{at}/schema"), at.to_owned());
        let mut found = Vec::new();
        let schema = split_schema(members, at, &mut found);
        let place = |found: Diagnostic| Diagnostic { pointer: self.origins.resolve(&found.pointer.path), ..found };
        self.diagnostics.extend(found.into_iter().map(place));
        members.insert("schema".to_owned(), schema);
    }

    /// An answer or a request body with a schema and no media type.
    fn body(&mut self, members: &mut Map<String, Value>, at: &str) {
        if members.contains_key("content") || !members.get("schema").is_some_and(Value::is_object) {
            return;
        }
        let Some(schema) = members.shift_remove("schema") else { return };
        let message = "`schema` stands here as in Swagger 2.0, without a media type; the body is read as JSON";
        self.warn("misplaced-schema", &format!("{at}/schema"), message, "put it under `content: application/json:`");
        self.moves.insert(format!("{at}/content/application~1json"), at.to_owned());
        self.moves.insert(format!("{at}/content"), at.to_owned());
        members.insert("content".to_owned(), json!({ "application/json": { "schema": schema } }));
    }

    /// An operation with parameters that are its body.
    fn operation(&mut self, operation: &mut Map<String, Value>, at: &str) {
        let Some(Value::Array(parameters)) = operation.get_mut("parameters") else { return };
        let is_body = |parameter: &Value| {
            parameter.as_object().and_then(location).is_some_and(|location| matches!(location, "body" | "formData"))
        };
        if !parameters.iter().any(is_body) {
            return;
        }
        let (mut body, mut form, mut kept) = (None, Vec::new(), Vec::new());
        for (index, parameter) in std::mem::take(parameters).into_iter().enumerate() {
            let from = format!("{at}/parameters/{index}");
            if !is_body(&parameter) {
                if kept.len() != index {
                    self.moves.insert(format!("{at}/parameters/{}", kept.len()), from);
                }
                kept.push(parameter);
                continue;
            }
            let help = "describe it in the `requestBody` of the operation";
            let whole = parameter.get("in").is_some_and(|location| location == "body");
            if operation.contains_key("requestBody") || (whole && body.is_some()) {
                let message = "the body is no place for a parameter, and there is a body already; it is left out";
                self.warn("unknown-location", &from, message, help);
                continue;
            }
            let message = "the body is no place for a parameter; it is read as the request body";
            self.warn("unknown-location", &from, message, help);
            match whole {
                true => body = Some((parameter, from)),
                false => form.push((parameter, from)),
            }
        }
        operation.insert("parameters".to_owned(), kept.into());
        let to = format!("{at}/requestBody");
        if let Some((parameter, from)) = body {
            operation.insert("requestBody".to_owned(), self.whole_body(parameter, &to, from));
        } else if !form.is_empty() {
            form.iter_mut().for_each(|(parameter, _)| file(parameter));
            let made = form_body(form, &[], &to, &mut Vec::new(), &mut self.moves);
            operation.insert("requestBody".to_owned(), made);
        }
    }

    /// The request body that a parameter `in: body` is.
    fn whole_body(&mut self, mut parameter: Value, to: &str, from: String) -> Value {
        let mut media = format!("{to}/content");
        push(&mut media, "application/json");
        self.moves.insert(media, from.clone());
        self.moves.insert(to.to_owned(), from);
        let mut body = json!({});
        for key in ["description", "required"] {
            if let Some(value) = parameter.get_mut(key) {
                body[key] = value.take();
            }
        }
        let schema = parameter.get_mut("schema").map_or_else(|| json!({}), Value::take);
        body["content"] = json!({ "application/json": { "schema": schema } });
        body
    }
}

/// Where a parameter is.
fn location(parameter: &Map<String, Value>) -> Option<&str> {
    parameter.get("in").and_then(Value::as_str)
}

/// Swagger 2.0's type for files.
fn file(parameter: &mut Value) {
    if parameter.get("type").is_some_and(|name| name == "file") {
        parameter["type"] = "string".into();
        parameter["format"] = "binary".into();
    }
}
