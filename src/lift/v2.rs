//! Swagger 2.0 to the shape of 3.0: the document and its operations. Parameters and schemas are in `v2_parts`.

use std::collections::HashMap;

use indexmap::IndexSet;
use serde_json::{Map, Value, json};

use super::grammar::METHODS;
use super::v2_parts::{form_body, parameter, request_body, response, schemas, security_scheme};
use crate::diagnostics::Diagnostic;
use crate::model::Pointer;
use crate::pointer::{child, unescape};

/// Where things stood before: from new pointers to old ones.
pub(super) type Moves = HashMap<String, String>;

/// Where the name of a body parameter goes, which 3.0 has no place for.
const BODY_NAME: &str = "x-codegen-request-body-name";

/// What holds for all operations unless they say otherwise.
pub(super) struct Defaults {
    consumes: Vec<String>,
    produces: Vec<String>,
    /// The transfer protocols.
    schemes: Vec<String>,
    /// Host and base path.
    root: Map<String, Value>,
    /// The shared parameters, which become request bodies, parts of them, or parameters.
    parameters: Map<String, Value>,
}

/// Converts a document.
pub(super) fn convert(document: &mut Value, diagnostics: &mut Vec<Diagnostic>) -> Moves {
    let mut moves = Moves::new();
    let Some(root) = document.as_object_mut() else { return moves };
    schemas(root, diagnostics);
    root.shift_remove("swagger");
    let mut new = Map::new();
    new.insert("openapi".to_owned(), "3.0.3".into());
    let schemes = strings(root.get("schemes").cloned());
    new.insert("servers".to_owned(), servers(root, &schemes, "", diagnostics));
    let defaults = Defaults {
        schemes,
        root: root
            .iter()
            .filter(|(key, _)| ["host", "basePath"].contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
        consumes: strings(root.shift_remove("consumes")),
        produces: strings(root.shift_remove("produces")),
        parameters: object(root.shift_remove("parameters")),
    };
    let mut components = Map::new();
    components.insert("schemas".to_owned(), object(root.shift_remove("definitions")).into());
    moves.insert("/components/schemas".to_owned(), "/definitions".to_owned());
    moves.insert("/components/parameters".to_owned(), "/parameters".to_owned());
    moves.insert("/components/responses".to_owned(), "/responses".to_owned());
    moves.insert("/components/securitySchemes".to_owned(), "/securityDefinitions".to_owned());
    let mut shared = Map::new();
    for (name, value) in &defaults.parameters {
        if !in_body(value) {
            let (to, from) = (child("/components/parameters", name), child("/parameters", name));
            shared.insert(name.clone(), parameter(value.clone(), &to, &from, diagnostics, &mut moves));
        }
    }
    components.insert("parameters".to_owned(), shared.into());
    let mut responses = object(root.shift_remove("responses"));
    for (name, value) in &mut responses {
        let (to, from) = (child("/components/responses", name), child("/responses", name));
        response(value, &defaults.produces, &to, &from, diagnostics, &mut moves);
    }
    components.insert("responses".to_owned(), responses.into());
    let mut schemes = object(root.shift_remove("securityDefinitions"));
    schemes.values_mut().for_each(security_scheme);
    components.insert("securitySchemes".to_owned(), schemes.into());
    if let Some(Value::Object(paths)) = root.get_mut("paths") {
        for (path, item) in paths.iter_mut().filter(|(path, _)| !path.starts_with("x-")) {
            path_item(item, &child("/paths", path), &defaults, diagnostics, &mut moves);
        }
    }
    for key in ["host", "basePath", "schemes"] {
        root.shift_remove(key);
    }
    new.append(root);
    new.insert("components".to_owned(), components.into());
    *root = new;
    moves
}

/// The servers that host, base path and schemes stand for; `at` is where the schemes stand.
fn servers(root: &Map<String, Value>, schemes: &[String], at: &str, diagnostics: &mut Vec<Diagnostic>) -> Value {
    let text = |key: &str| root.get(key).and_then(Value::as_str).unwrap_or_default();
    let base = text("basePath").trim_end_matches('/');
    let base = if base.is_empty() || base.starts_with('/') { base.to_owned() } else { format!("/{base}") };
    let host = text("host");
    if host.is_empty() {
        return json!([{ "url": if base.is_empty() { "/" } else { &base } }]);
    }
    let mut schemes = schemes.to_vec();
    if let Some(other) = schemes.iter().find(|scheme| !scheme.starts_with("http")) {
        let at = Pointer { file: 0, path: child(at, "schemes") };
        let message = format!("`{other}` is no protocol of requests and answers; it is left out");
        diagnostics.push(Diagnostic::warning("unsupported-scheme", at, message));
    }
    schemes.retain(|scheme| scheme.starts_with("http"));
    if schemes.is_empty() {
        schemes.push("https".to_owned());
    }
    // The first server is the one that clients use: the safe one where there is a choice.
    schemes.sort_by_key(|scheme| scheme != "https");
    schemes.iter().map(|scheme| json!({ "url": format!("{scheme}://{host}{base}") })).collect()
}

/// Converts the operations of a path.
fn path_item(item: &mut Value, at: &str, defaults: &Defaults, diagnostics: &mut Vec<Diagnostic>, moves: &mut Moves) {
    let Some(members) = item.as_object_mut() else { return };
    let common = list(members.shift_remove("parameters"));
    let common: Vec<(Value, String)> = located(common, &child(at, "parameters"), defaults);
    let (body, plain): (Vec<_>, Vec<_>) = common.into_iter().partition(|(parameter, _)| in_body(parameter));
    if !plain.is_empty() {
        let list = parameters(plain, &child(at, "parameters"), diagnostics, moves);
        members.insert("parameters".to_owned(), list);
    }
    for (method, value) in members.iter_mut() {
        if METHODS.contains(&method.as_str())
            && let Some(operation) = value.as_object_mut()
        {
            convert_operation(operation, &body, &child(at, method), defaults, diagnostics, moves);
        }
    }
}

/// Converts an operation; `common` are the path's own body parameters.
fn convert_operation(
    operation: &mut Map<String, Value>,
    common: &[(Value, String)],
    at: &str,
    defaults: &Defaults,
    diagnostics: &mut Vec<Diagnostic>,
    moves: &mut Moves,
) {
    let own = |value: Option<Value>, default: &[String]| match value {
        Some(value) => strings(Some(value)),
        None => default.to_vec(),
    };
    let consumes = own(operation.shift_remove("consumes"), &defaults.consumes);
    let produces = own(operation.shift_remove("produces"), &defaults.produces);
    if let Some(schemes) = operation.shift_remove("schemes").map(|schemes| strings(Some(schemes)))
        && schemes != defaults.schemes
        && defaults.root.contains_key("host")
    {
        moves.insert(child(at, "servers"), child(at, "schemes"));
        operation.insert("servers".to_owned(), servers(&defaults.root, &schemes, at, diagnostics));
    }
    let all = located(list(operation.shift_remove("parameters")), &child(at, "parameters"), defaults);
    let (mut body, plain): (Vec<_>, Vec<_>) = all.into_iter().partition(|(parameter, _)| in_body(parameter));
    let stated = plain.iter().flat_map(|(parameter, _)| stated_media(parameter));
    let consumes: Vec<String> = stated.chain(consumes).collect::<IndexSet<_>>().into_iter().collect();
    for (parameter, from) in common {
        let same = |(other, _): &(Value, String)| {
            other.get("in") == parameter.get("in") && other.get("name") == parameter.get("name")
        };
        if !body.iter().any(same) {
            body.push((parameter.clone(), from.clone()));
        }
    }
    if !plain.is_empty() {
        let list = parameters(plain, &child(at, "parameters"), diagnostics, moves);
        operation.insert("parameters".to_owned(), list);
    }
    let to = child(at, "requestBody");
    let whole = body.iter().position(|(parameter, _)| parameter.get("in").and_then(Value::as_str) == Some("body"));
    let made = match whole {
        Some(index) => {
            let (mut parameter, from) = body.swap_remove(index);
            let name = parameter.as_object_mut().and_then(|parameter| parameter.shift_remove("name"));
            // What everybody calls it says nothing.
            if let Some(name @ Value::String(_)) = name.filter(|name| name != "body") {
                operation.entry(BODY_NAME).or_insert(name);
            }
            Some(request_body(parameter, &consumes, &to, &from, diagnostics, moves))
        }
        None if body.is_empty() => None,
        None => Some(form_body(body, &consumes, &to, diagnostics, moves)),
    };
    if let Some(made) = made {
        operation.insert("requestBody".to_owned(), made);
    }
    if let Some(Value::Object(responses)) = operation.get_mut("responses") {
        let at = child(at, "responses");
        for (status, value) in responses.iter_mut().filter(|(status, _)| !status.starts_with("x-")) {
            let at = child(&at, status);
            response(value, &produces, &at, &at, diagnostics, moves);
        }
    }
}

/// Parameters with where they stand; a reference to a body parameter is replaced by what it points to, because 3.0
/// has no such parameters.
fn located(parameters: Vec<Value>, at: &str, defaults: &Defaults) -> Vec<(Value, String)> {
    parameters
        .into_iter()
        .enumerate()
        .map(|(index, parameter)| {
            let name =
                parameter.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix("#/parameters/"));
            let shared = name.and_then(|name| {
                let shared = defaults.parameters.get(&unescape(name))?;
                in_body(shared).then(|| (shared.clone(), format!("/parameters/{name}")))
            });
            shared.unwrap_or_else(|| (parameter, child(at, &index.to_string())))
        })
        .collect()
}

/// Converts parameters that are not in the body.
fn parameters(plain: Vec<(Value, String)>, at: &str, diagnostics: &mut Vec<Diagnostic>, moves: &mut Moves) -> Value {
    plain
        .into_iter()
        .enumerate()
        .map(|(index, (value, from))| {
            let to = child(at, &index.to_string());
            parameter(value, &to, &from, diagnostics, moves)
        })
        .collect()
}

/// The media types that a parameter for the header `Content-Type` lists. As a parameter 3.0 does not know it any more, and
/// they come before what is consumed: Docker's document says `application/x-tar` there, and sends nothing else.
fn stated_media(parameter: &Value) -> Vec<String> {
    let is = |key: &str, text: &str| {
        parameter.get(key).and_then(Value::as_str).is_some_and(|given| given.eq_ignore_ascii_case(text))
    };
    if !is("in", "header") || !is("name", "content-type") {
        return Vec::new();
    }
    let mut media = strings(parameter.get("enum").cloned());
    media.retain(|media| media.contains('/'));
    media
}

/// Whether a parameter is the body or a part of it.
fn in_body(parameter: &Value) -> bool {
    matches!(parameter.get("in").and_then(Value::as_str), Some("body" | "formData"))
}

/// The strings of a list.
pub(super) fn strings(value: Option<Value>) -> Vec<String> {
    list(value).into_iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

fn object(value: Option<Value>) -> Map<String, Value> {
    match value {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    }
}
