//! What a stage made of a document, for people who want to see it.

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use crate::generator::Understood;
use crate::lift::{Lifted, METHODS};
use crate::pointer;

/// The stages whose value can be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Stage {
    /// The files as they were read
    Load,
    /// The one clean document
    Lift,
    /// The intermediate model
    Lower,
    /// Every identifier
    Names,
}

/// The text; `None` when the document did not get that far.
pub(super) fn dump(understood: &Understood, stage: Stage, effective: bool) -> Option<String> {
    if effective {
        return understood.lifted.as_ref().map(|lifted| pretty(&with_built_in_answers(lifted)));
    }
    match stage {
        Stage::Load => {
            let files = understood.sources.files.iter().map(|file| (file.path.clone(), file.value.clone()));
            let files: Map<String, Value> = files.collect();
            (!files.is_empty()).then(|| pretty(&Value::Object(files)))
        }
        Stage::Lift => understood.lifted.as_ref().map(|lifted| pretty(&document(lifted))),
        Stage::Lower => understood.api.as_ref().map(|(api, _)| format!("{api:#?}\n")),
        Stage::Names => understood.api.as_ref().map(|(_, names)| format!("{names:#?}\n")),
    }
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

fn document(lifted: &Lifted) -> Value {
    let mut document = serde_json::to_value(&lifted.document).unwrap_or_default();
    let webhooks = lifted.webhooks.iter();
    let webhooks: Map<String, Value> =
        webhooks.map(|hook| (hook.name.clone(), serde_json::to_value(&hook.item).unwrap_or_default())).collect();
    if let (false, Some(document)) = (webhooks.is_empty(), document.as_object_mut()) {
        document.insert("x-webhooks".to_owned(), webhooks.into());
    }
    // Those inside of others come after these: what is longer stands deeper.
    let mut others: Vec<_> = lifted.methods.all().collect();
    others.sort_by_key(|(pointer, _)| (pointer.len(), *pointer));
    for (pointer, operation) in others {
        let pointer =
            pointer.strip_prefix("/webhooks/").map_or(pointer.to_owned(), |rest| format!("/x-webhooks/{rest}"));
        put(&mut document, &pointer, serde_json::to_value(operation).unwrap_or_default());
    }
    document
}

/// Puts a value at a pointer that leads through maps; those that are missing are made.
fn put(document: &mut Value, pointer: &str, value: Value) {
    let mut place = document;
    for key in pointer::keys(pointer) {
        let Value::Object(members) = place else { return };
        place = members.entry(key).or_insert_with(|| json!({}));
    }
    *place = value;
}

/// Puts the `xml` objects back where lift found them.
fn restore_xml(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(restore_xml),
        Value::Object(members) => {
            members.values_mut().for_each(restore_xml);
            if let Some(xml) = members.shift_remove("x-cratewright-xml") {
                members.insert("xml".to_owned(), xml);
            }
        }
        _ => {}
    }
}

/// Integers without a format have 64 bits: a server takes no others.
fn state_integers(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(state_integers),
        Value::Object(members) => {
            let schemas = members
                .iter_mut()
                .filter(|(key, _)| !["example", "examples", "default", "enum"].contains(&key.as_str()));
            schemas.for_each(|(_, member)| state_integers(member));
            if members.get("type").is_some_and(|ty| ty == "integer") && !members.contains_key("enum") {
                members.entry("format").or_insert_with(|| "int64".into());
            }
        }
        _ => {}
    }
}

/// The document together with the answers that every generated server gives by itself: what a foreign tester of the
/// server has to know.
fn with_built_in_answers(lifted: &Lifted) -> Value {
    let mut document = document(lifted);
    restore_xml(&mut document);
    state_integers(&mut document);
    let known = document.clone();
    let secured = !document["security"].as_array().is_none_or(Vec::is_empty);
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (_, item) in paths.into_iter().flatten() {
        let shared = item.get("parameters").and_then(Value::as_array).is_some_and(|list| !list.is_empty());
        let members = item.as_object_mut().into_iter().flatten();
        let operations = members.flat_map(|(key, value)| match (key.as_str(), value) {
            ("additionalOperations", Value::Object(others)) => others.values_mut().collect(),
            (method, operation) if METHODS.contains(&method) => vec![operation],
            _ => Vec::new(),
        });
        for operation in operations {
            let has_params = shared || operation["parameters"].as_array().is_some_and(|list| !list.is_empty());
            let has_body = operation.get("requestBody").is_some();
            let own = operation.get("security").and_then(Value::as_array);
            let secured = own.map_or(secured, |list| !list.is_empty());
            let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { continue };
            let has_content =
                responses.values().any(|response| response.get("content").is_some() || response.get("$ref").is_some());
            let mut add = |code: &str, needed: bool, description: &str| {
                if !needed {
                    return;
                }
                let described =
                    responses.entry(code.to_owned()).or_insert_with(|| json!({ "description": description }));
                // The server's own answer comes beside the one that the document describes.
                if let Some(shared) = described["$ref"].as_str().and_then(|at| known.pointer(at.strip_prefix('#')?)) {
                    *described = shared.clone();
                }
                if let Some(described) = described.as_object_mut() {
                    let content = described.entry("content").or_insert_with(|| json!({}));
                    content["application/problem+json"] = problem();
                }
            };
            add("400", has_params || has_body, "The request is malformed.");
            add("401", secured, "Credentials are missing or not accepted.");
            add("403", secured, "The credentials do not allow this.");
            add("406", has_content, "No media type that the client accepts.");
            add("413", has_body, "The body is too large.");
            add("415", has_body, "The body's media type is not supported.");
            add("422", has_params || has_body, "The request does not fit its schema.");
            add("500", true, "The server failed.");
        }
    }
    document
}

/// What the server's own answers look like.
fn problem() -> Value {
    json!({
        "schema": {
            "type": "object",
            "required": ["title", "status"],
            "properties": {
                "type": { "type": "string" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "detail": { "type": "string" },
                "errors": { "type": "array", "items": {
                    "type": "object",
                    "required": ["in", "pointer", "detail"],
                    "properties": {
                        "in": { "type": "string", "enum": ["path", "query", "header", "cookie", "body"] },
                        "name": { "type": "string" },
                        "pointer": { "type": "string" },
                        "detail": { "type": "string" },
                    },
                } },
            },
        },
    })
}
