//! `itemSchema` of OpenAPI 3.2, which openapiv3 does not know: it takes the place of `schema`, with a mark. That of
//! server-sent events describes the event around the data; what is kept is the data, whose other fields are always the
//! same.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::grammar::{Kind, walk};
use crate::diagnostics::Diagnostic;
use crate::model::{Framing, Pointer};
use crate::pointer::{push, unescape};

/// Says that the schema is about one item of the body.
const MARK: &str = "x-cratewright-item-schema";
/// Says that the data of events is JSON.
const IS_JSON: &str = "x-cratewright-json-data";
/// How many schemas are looked at for an event's data: they may go round in circles, and lead deep.
const MAX_SCHEMAS: usize = 256;

/// Moves the `itemSchema` of a media type to where it is read. It says more than a `schema` beside it, which is about
/// all items together.
pub(super) fn keep(
    media_type: &mut Map<String, Value>,
    at: &str,
    moves: &mut HashMap<String, String>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(schema) = media_type.shift_remove("itemSchema") else { return };
    let media = unescape(at.rsplit('/').next().unwrap_or_default());
    if Framing::of(&media).is_none() {
        let at = Pointer { file: 0, path: at.to_owned() }.child("itemSchema");
        let message = format!("`itemSchema` is not known for `{media}`, so the items are not typed");
        let help = "it is read for newline-delimited JSON, JSON text sequences and server-sent events";
        diagnostics.push(Diagnostic::warning("unsupported-keyword", at, message).help(help));
        return;
    }
    media_type.insert("schema".to_owned(), schema);
    media_type.insert(MARK.to_owned(), true.into());
    moves.entry(format!("{at}/schema")).or_insert_with(|| format!("{at}/itemSchema"));
}

/// Puts the data's schema in the place of the event's, before anything is converted: `contentSchema` would be gone
/// then.
pub(super) fn take_events(document: &mut Value, moves: &mut HashMap<String, String>) {
    let mut found = Vec::new();
    walk(document, Kind::Document, &mut String::new(), &mut |value, kind, at| {
        let media = at.rsplit('/').next().map(unescape).unwrap_or_default();
        let is_events = || matches!(Framing::of(&media), Some(Framing::Events(_)));
        let is_schema = |schema: &Value| schema.is_object() || schema.is_boolean();
        if kind == Kind::MediaType && value.get("itemSchema").is_some_and(is_schema) && is_events() {
            found.push(at.to_owned());
        }
    });
    let mut read = Vec::new();
    for at in found {
        let mut data = Vec::new();
        event_data(document, &format!("{at}/itemSchema"), &mut HashSet::new(), &mut data);
        let is_json = data.iter().any(|(_, is_json)| *is_json);
        let schemas: Vec<Value> = data.iter().filter_map(|(from, _)| document.pointer(from)).cloned().collect();
        let (schema, from) = match (schemas.as_slice(), data.as_slice()) {
            ([], _) => (json!({ "type": "string" }), None),
            ([one], [(from, _), ..]) => (one.clone(), Some(from.clone())),
            // Events of several kinds: their data is told apart by what it is.
            _ => (json!({ "oneOf": schemas }), None),
        };
        if let Some(from) = from {
            moves.insert(format!("{at}/schema"), from);
        } else {
            for (index, (from, _)) in data.iter().enumerate() {
                moves.insert(format!("{at}/schema/oneOf/{index}"), from.clone());
            }
        }
        if let Some(Value::Object(media_type)) = document.pointer_mut(&at) {
            media_type.insert("itemSchema".to_owned(), schema);
            if is_json {
                media_type.insert(IS_JSON.to_owned(), true.into());
            }
        }
        read.extend(data.into_iter().filter(|(_, is_json)| *is_json).map(|(at, _)| at));
    }
    // What was read is not to be named as unknown.
    for at in read {
        if let Some(Value::Object(data)) = at.strip_suffix("/contentSchema").and_then(|at| document.pointer_mut(at)) {
            data.shift_remove("contentSchema");
        }
    }
}

/// Where the schemas of an event's data stand, each once, and whether it is JSON inside of text.
fn event_data(document: &Value, at: &str, seen: &mut HashSet<String>, found: &mut Vec<(String, bool)>) {
    let Some(schema) = document.pointer(at) else { return };
    if seen.len() >= MAX_SCHEMAS || !seen.insert(at.to_owned()) {
        return;
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#')) {
        event_data(document, reference, seen, found);
    }
    // A variant that says nothing about its data has what the event around it says.
    let before = found.len();
    for keyword in ["oneOf", "anyOf", "allOf"] {
        for index in 0..schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len) {
            event_data(document, &format!("{at}/{keyword}/{index}"), seen, found);
        }
    }
    let Some(mut data) = schema.pointer("/properties/data") else { return };
    let mut at = at.to_owned();
    push(&mut at, "properties");
    push(&mut at, "data");
    // A component of text that says what is in it.
    if let Some(target) = data.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'))
        && let Some(component) = document.pointer(target)
        && component.get("contentSchema").is_some()
    {
        (data, at) = (component, target.to_owned());
    }
    let media = data.get("contentMediaType").and_then(Value::as_str).unwrap_or_default();
    let is_json = media.ends_with("json") && data.get("contentSchema").is_some();
    if is_json {
        push(&mut at, "contentSchema");
    }
    // Plain text around variants that say more is no variant itself.
    let says_more = found.len() > before && !is_json;
    let is_new = found.iter().all(|(known, _)| document.pointer(known) != document.pointer(&at));
    if is_new && !says_more {
        found.push((at, is_json));
    }
}
