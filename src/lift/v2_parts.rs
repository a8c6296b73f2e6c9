//! Swagger 2.0 to the shape of 3.0: parameters, bodies, answers, schemas and security schemes.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::grammar::{Kind, walk};
use super::v2::{Moves, strings};
use crate::diagnostics::Diagnostic;
use crate::model::{Pointer, essence};
use crate::pointer::child;

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// The members of a parameter or header that belong to its schema in 3.0.
pub(super) const SCHEMA_KEYS: [&str; 23] = [
    "type",
    "format",
    "items",
    "default",
    "enum",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "multipleOf",
    "nullable",
    "x-enum-varnames",
    "x-enumNames",
    "x-enum-descriptions",
    "x-enumDescriptions",
    "x-enum-elements",
    "x-ms-enum",
];

/// Converts what schemas say differently, and every reference to a section that has moved.
pub(super) fn schemas(root: &mut Map<String, Value>, diagnostics: &mut Vec<Diagnostic>) {
    let mut document = Value::Object(std::mem::take(root));
    walk(&mut document, Kind::Document, &mut String::new(), &mut |value, kind, at| {
        let Some(members) = value.as_object_mut() else { return };
        if let Some(Value::String(reference)) = members.get_mut("$ref") {
            for (old, new) in [
                ("#/definitions/", "#/components/schemas/"),
                ("#/responses/", "#/components/responses/"),
                ("#/securityDefinitions/", "#/components/securitySchemes/"),
            ] {
                if let Some(name) = reference.strip_prefix(old) {
                    *reference = format!("{new}{name}");
                    return;
                }
            }
        }
        if kind == Kind::Schema || kind == Kind::Parameter || kind == Kind::Header {
            schema(members, at, diagnostics);
        }
    });
    if let Value::Object(members) = document {
        *root = members;
    }
}

/// The example that extensions give, and where it stands below the thing; of several, by name or by media type, the first.
fn example(members: &mut Map<String, Value>) -> Option<(Value, String)> {
    let several = members.shift_remove("x-examples");
    if let Some(one) = members.shift_remove("x-example") {
        return Some((one, "/x-example".to_owned()));
    }
    let (key, first) = match several? {
        Value::Object(named) => named.into_iter().next()?,
        Value::Array(list) => ("0".to_owned(), list.into_iter().next()?),
        _ => return None,
    };
    Some((first, child("/x-examples", &key)))
}

/// Puts the example that extensions give where 3.0 has it.
fn take_example(members: &mut Map<String, Value>, to: &str, from: &str, moves: &mut Moves) {
    if let Some((value, place)) = example(members)
        && !members.contains_key("example")
    {
        moves.insert(child(to, "example"), format!("{from}{place}"));
        members.insert("example".to_owned(), value);
    }
}

/// Converts one schema, not those inside it.
fn schema(members: &mut Map<String, Value>, at: &str, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(nullable) = members.shift_remove("x-nullable").or_else(|| members.shift_remove("x-isnullable")) {
        members.insert("nullable".to_owned(), nullable);
    }
    if let Some(deprecated) = members.shift_remove("x-deprecated") {
        members.entry("deprecated").or_insert(deprecated);
    }
    if members.get("type").and_then(Value::as_str) == Some("file") {
        members.insert("type".to_owned(), "string".into());
        members.insert("format".to_owned(), "binary".into());
    }
    if let Some(Value::String(name)) = members.get("discriminator") {
        let name = name.clone();
        members.insert("discriminator".to_owned(), json!({ "propertyName": name }));
    }
    if let Some(Value::Array(items)) = members.get("items") {
        let first = items.first().cloned().unwrap_or_else(|| json!({}));
        let at = Pointer { file: 0, path: child(at, "items") };
        let message = "a list of schemas for the items is not part of OpenAPI; only the first is used";
        diagnostics.push(Diagnostic::warning("tuple-items", at, message));
        members.insert("items".to_owned(), first);
    }
}

/// Converts a parameter that is not in the body.
pub(super) fn parameter(
    mut value: Value,
    to: &str,
    from: &str,
    diagnostics: &mut Vec<Diagnostic>,
    moves: &mut Moves,
) -> Value {
    moves.insert(to.to_owned(), from.to_owned());
    let Some(members) = value.as_object_mut() else { return value };
    if let Some(Value::String(reference)) = members.get_mut("$ref") {
        if let Some(name) = reference.strip_prefix("#/parameters/") {
            *reference = format!("#/components/parameters/{name}");
        }
        return value;
    }
    let in_query = members.get("in").and_then(Value::as_str) == Some("query");
    let format = members.shift_remove("collectionFormat");
    if members.get("type").and_then(Value::as_str) == Some("array") {
        let format = format.as_ref().and_then(Value::as_str).unwrap_or("csv");
        if in_query {
            let (style, explode) = query_style(format, from, diagnostics);
            members.insert("style".to_owned(), style.into());
            members.insert("explode".to_owned(), explode.into());
            if format == "tsv" {
                // 3.0 has no such style.
                members.insert("x-cratewright-style".to_owned(), "tabDelimited".into());
            }
        } else {
            if format != "csv" {
                commas(format, from, diagnostics);
            }
            members.insert("style".to_owned(), "simple".into());
            members.insert("explode".to_owned(), false.into());
        }
    }
    take_example(members, to, from, moves);
    let schema = split_schema(members, from, diagnostics);
    members.insert("schema".to_owned(), schema);
    moves.insert(child(to, "schema"), from.to_owned());
    value
}

/// Style and explode of a collection format.
fn query_style(format: &str, from: &str, diagnostics: &mut Vec<Diagnostic>) -> (&'static str, bool) {
    match format {
        "multi" => ("form", true),
        "ssv" | "tsv" => ("spaceDelimited", false),
        "pipes" => ("pipeDelimited", false),
        "csv" => ("form", false),
        other => {
            commas(other, from, diagnostics);
            ("form", false)
        }
    }
}

/// Says that a collection format cannot be honoured.
fn commas(format: &str, from: &str, diagnostics: &mut Vec<Diagnostic>) {
    let at = Pointer { file: 0, path: child(from, "collectionFormat") };
    let message = format!("the collection format `{format}` is not supported here; commas are used");
    diagnostics.push(Diagnostic::warning("collection-format", at, message));
}

/// Takes the schema out of a parameter or header.
pub(super) fn split_schema(members: &mut Map<String, Value>, from: &str, diagnostics: &mut Vec<Diagnostic>) -> Value {
    if let Some(schema) = members.shift_remove("schema") {
        return schema;
    }
    let mut schema = Map::new();
    for key in SCHEMA_KEYS {
        if let Some(value) = members.shift_remove(key) {
            schema.insert(key.to_owned(), value);
        }
    }
    inner_items(&mut schema, from, diagnostics);
    schema.into()
}

/// Drops what 3.0 cannot say of items: how lists inside lists are written.
fn inner_items(schema: &mut Map<String, Value>, from: &str, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(Value::Object(items)) = schema.get_mut("items") {
        let from = child(from, "items");
        if items.shift_remove("collectionFormat").is_some() {
            let at = Pointer { file: 0, path: child(&from, "collectionFormat") };
            let message = "a collection format says how a whole list is written, not its items; it is left out";
            diagnostics.push(Diagnostic::warning("collection-format", at, message));
        }
        inner_items(items, &from, diagnostics);
    }
}

/// The request body that a body parameter is.
pub(super) fn request_body(
    mut parameter: Value,
    consumes: &[String],
    to: &str,
    from: &str,
    diagnostics: &mut Vec<Diagnostic>,
    moves: &mut Moves,
) -> Value {
    moves.insert(to.to_owned(), from.to_owned());
    let mut body = Map::new();
    let Some(members) = parameter.as_object_mut() else { return Value::Object(body) };
    members.shift_remove("name");
    members.shift_remove("in");
    let by_media = by_media(members);
    let example = example(members);
    let schema = members.shift_remove("schema").unwrap_or_else(|| json!({}));
    body.append(members);
    let mut content = content(consumes, "application/json", &schema, to, &child(from, "schema"), moves);
    if let Value::Object(content) = &mut content {
        let at = child(to, "content");
        match by_media {
            Some(examples) => {
                examples_by_media(examples, content, &at, &child(from, "x-examples"), "consumes", diagnostics, moves);
            }
            None => {
                for (media, value) in content.iter_mut() {
                    if let Some((example, place)) = &example {
                        moves.insert(child(&child(&at, media), "example"), format!("{from}{place}"));
                        value["example"] = example.clone();
                    }
                }
            }
        }
    }
    body.insert("content".to_owned(), content);
    body.into()
}

/// The examples of a body by media type, where all the names are such.
fn by_media(members: &mut Map<String, Value>) -> Option<Map<String, Value>> {
    let is_media = |several: &Value| {
        several.as_object().is_some_and(|named| !named.is_empty() && named.keys().all(|name| name.contains('/')))
    };
    if members.contains_key("x-example") || !members.get("x-examples").is_some_and(is_media) {
        return None;
    }
    match members.shift_remove("x-examples") {
        Some(Value::Object(examples)) => Some(examples),
        _ => None,
    }
}

/// Puts examples into the media types that they are for, and names those for which there is none; `list` is where the
/// document lists them.
fn examples_by_media(
    examples: Map<String, Value>,
    content: &mut Map<String, Value>,
    to: &str,
    from: &str,
    list: &str,
    diagnostics: &mut Vec<Diagnostic>,
    moves: &mut Moves,
) {
    // Of several that are alike the first counts.
    let by_essence: HashMap<String, String> =
        content.keys().rev().map(|known| (essence(known), known.clone())).collect();
    for (media, example) in examples.into_iter().filter(|(media, _)| !media.starts_with("x-")) {
        let place = child(from, &media);
        // Parameters of media types are often left out here.
        let alike = || by_essence.get(&essence(&media)).cloned();
        let known = if content.contains_key(&media) { Some(media.clone()) } else { alike() };
        match known.as_ref().and_then(|known| Some((known, content.get_mut(known)?.as_object_mut()?))) {
            Some((known, value)) if !value.contains_key("example") => {
                moves.insert(child(&child(to, known), "example"), place);
                value.insert("example".to_owned(), example);
            }
            Some(_) => {}
            None => {
                let known: Vec<String> = content.keys().map(|known| format!("`{known}`")).collect();
                let message = format!("this example is not used: the body is {}, and not `{media}`", known.join(", "));
                let place = Pointer { file: 0, path: place };
                let help = format!("examples stand under media types that `{list}` lists");
                diagnostics.push(Diagnostic::warning("unused-example", place, message).help(help));
            }
        }
    }
}

/// The same schema in several media types.
fn content(types: &[String], default: &str, schema: &Value, to: &str, from: &str, moves: &mut Moves) -> Value {
    let default = [default.to_owned()];
    let types = if types.is_empty() { &default } else { types };
    let at = child(to, "content");
    let mut content = Map::new();
    for media in types {
        moves.insert(child(&at, media), from.to_owned());
        moves.insert(child(&child(&at, media), "schema"), from.to_owned());
        content.insert(media.clone(), json!({ "schema": schema }));
    }
    content.into()
}

/// The request body that form parameters make together.
pub(super) fn form_body(
    parameters: Vec<(Value, String)>,
    consumes: &[String],
    to: &str,
    diagnostics: &mut Vec<Diagnostic>,
    moves: &mut Moves,
) -> Value {
    let mut properties = Map::new();
    let mut encoding = Map::new();
    let mut required = Vec::new();
    let mut has_file = false;
    let mut origins = Vec::new();
    for (mut value, from) in parameters {
        let Some(members) = value.as_object_mut() else { continue };
        let Some(Value::String(name)) = members.shift_remove("name") else { continue };
        let description = members.shift_remove("description");
        if members.shift_remove("required") == Some(Value::Bool(true)) {
            required.push(Value::String(name.clone()));
        }
        let format = members.shift_remove("collectionFormat");
        let is_list = members.get("type").and_then(Value::as_str) == Some("array");
        // 2.0 has no `example` here, but that is what people write.
        let own = members.shift_remove("example").map(|own| (own, "/example".to_owned()));
        let given = own.or_else(|| example(members));
        let deprecated = members.shift_remove("deprecated");
        let mut schema = split_schema(members, &from, diagnostics);
        let binary = |schema: &Value| schema.get("format").and_then(Value::as_str) == Some("binary");
        has_file |= binary(&schema) || schema.get("items").is_some_and(binary);
        if is_list {
            let format = format.as_ref().and_then(Value::as_str).unwrap_or("csv");
            if format == "tsv" {
                commas(format, &from, diagnostics);
            }
            let (style, explode) = query_style(if format == "tsv" { "csv" } else { format }, &from, diagnostics);
            encoding.insert(name.clone(), json!({ "style": style, "explode": explode }));
        }
        if let (Some(description), Value::Object(schema)) = (description, &mut schema) {
            schema.insert("description".to_owned(), description);
        }
        if let Value::Object(schema) = &mut schema {
            schema.extend(deprecated.map(|deprecated| ("deprecated".to_owned(), deprecated)));
            schema.extend(given.iter().map(|(example, _)| ("example".to_owned(), example.clone())));
            schema.extend(
                members
                    .iter()
                    .filter(|(key, _)| key.starts_with("x-"))
                    .map(|(key, value)| (key.clone(), value.clone())),
            );
        }
        origins.push((name.clone(), from, given.map(|(_, place)| place)));
        properties.insert(name, schema);
    }
    let mut types: Vec<&str> =
        consumes.iter().map(String::as_str).filter(|media| [URLENCODED, MULTIPART].contains(media)).collect();
    if has_file {
        types.retain(|media| *media == MULTIPART);
    }
    if types.is_empty() {
        types.push(if has_file { MULTIPART } else { URLENCODED });
    }
    let any_required = !required.is_empty();
    let mut schema = json!({ "type": "object", "properties": properties });
    if any_required {
        schema["required"] = required.into();
    }
    let mut content = Map::new();
    // The body as a whole stands where the list of parameters does.
    let operation = to.rsplit_once('/').map_or(to, |(operation, _)| operation);
    let parent = origins.first().and_then(|(_, from, _)| from.rsplit_once('/')).map_or(operation, |(parent, _)| parent);
    let parent = parent.to_owned();
    moves.insert(to.to_owned(), parent.clone());
    let at = child(to, "content");
    for media in types {
        let mut at = child(&at, media);
        for key in ["schema", "properties"] {
            moves.insert(at.clone(), parent.clone());
            at = child(&at, key);
        }
        moves.insert(at.clone(), parent.clone());
        for (name, from, example) in &origins {
            let at = child(&at, name);
            if let Some(place) = example {
                moves.insert(child(&at, "example"), format!("{from}{place}"));
            }
            moves.insert(at, from.clone());
        }
        let mut value = json!({ "schema": schema });
        if !encoding.is_empty() {
            value["encoding"] = encoding.clone().into();
        }
        content.insert(media.to_owned(), value);
    }
    json!({ "required": any_required, "content": content })
}

/// Converts an answer in place.
pub(super) fn response(
    value: &mut Value,
    produces: &[String],
    to: &str,
    from: &str,
    diagnostics: &mut Vec<Diagnostic>,
    moves: &mut Moves,
) {
    let Some(members) = value.as_object_mut() else { return };
    if members.contains_key("$ref") {
        return;
    }
    if let Some(Value::Object(headers)) = members.get_mut("headers") {
        for (name, header) in headers {
            if let Value::Object(header) = header {
                let path = |base: &str| child(&child(base, "headers"), name);
                let format = header.shift_remove("collectionFormat");
                if let Some(format) = format.as_ref().and_then(Value::as_str).filter(|format| *format != "csv") {
                    commas(format, &path(from), diagnostics);
                }
                take_example(header, &path(to), &path(from), moves);
                let schema = split_schema(header, &path(from), diagnostics);
                header.insert("schema".to_owned(), schema);
                moves.insert(child(&path(to), "schema"), path(from));
            }
        }
    }
    let examples = match members.shift_remove("examples") {
        Some(Value::Object(examples)) => examples,
        _ => Map::new(),
    };
    let examples_at = child(from, "examples");
    let Some(schema) = members.shift_remove("schema") else {
        if !examples.is_empty() {
            let message = "these examples are not used: an answer without a schema has no body";
            let place = Pointer { file: 0, path: examples_at };
            diagnostics.push(Diagnostic::warning("unused-example", place, message).help("add the schema of the body"));
        }
        return;
    };
    let file = schema.get("format").and_then(Value::as_str) == Some("binary");
    let default = if file { "application/octet-stream" } else { "application/json" };
    let mut content = content(produces, default, &schema, to, &child(from, "schema"), moves);
    if let Value::Object(content) = &mut content {
        let at = child(to, "content");
        examples_by_media(examples, content, &at, &examples_at, "produces", diagnostics, moves);
    }
    members.insert("content".to_owned(), content);
}

/// Converts a security scheme in place.
pub(super) fn security_scheme(value: &mut Value) {
    let Some(members) = value.as_object_mut() else { return };
    match members.get("type").and_then(Value::as_str) {
        Some("basic") => {
            members.insert("type".to_owned(), "http".into());
            members.insert("scheme".to_owned(), "basic".into());
        }
        Some("oauth2") => {
            let mut flow = Map::new();
            for key in ["authorizationUrl", "tokenUrl", "scopes"] {
                if let Some(value) = members.shift_remove(key) {
                    flow.insert(key.to_owned(), value);
                }
            }
            let name = match strings(members.shift_remove("flow").map(|flow| Value::Array(vec![flow]))).first() {
                Some(name) if name == "application" => "clientCredentials".to_owned(),
                Some(name) if name == "accessCode" => "authorizationCode".to_owned(),
                Some(name) => name.clone(),
                None => "implicit".to_owned(),
            };
            members.insert("flows".to_owned(), json!({ name: flow }));
        }
        _ => {}
    }
}
