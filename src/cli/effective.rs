//! The document as a generated server keeps to it: with the answers that it gives by itself, and what it takes said in words
//! that every reader of OpenAPI 3.0 knows. A foreign tester of the server reads it.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value, json};

use crate::lift::METHODS;
use crate::model::{Api, Content, NameHint, TypeKind, TypeRef, UnionVariant, address};
use crate::pointer;
use crate::regexes;

/// The lifted document, made to say what a server does.
pub(super) fn document(mut document: Value, api: Option<&Api>) -> Value {
    restate(&mut document);
    let unions = api.map(unions).unwrap_or_default();
    state_unions(&unions, &mut document);
    let components = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    let components = components.into_iter().flatten().filter(|(name, _)| unions.ordered.contains(*name));
    components.filter_map(|(_, schema)| schema.as_object_mut()).for_each(take_first);
    let known = document.clone();
    state_tags(&known, &mut document);
    if let Some(api) = api {
        state_bodies(api, &mut document);
        state_bases(api, &mut document);
        state_routes(&mut document);
    }
    let secured = !document["security"].as_array().is_none_or(Vec::is_empty);
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        let Some(item) = item.as_object_mut() else { continue };
        let shared = item.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
        for (method, operation) in operations(item) {
            state_path(&known, path, &shared, operation);
            let has_params =
                !shared.is_empty() || operation["parameters"].as_array().is_some_and(|list| !list.is_empty());
            let own = operation.get("security").and_then(Value::as_array);
            let secured = own.map_or(secured, |list| !list.is_empty());
            state_answers(
                &known,
                operation,
                has_params,
                secured,
                path.contains('{'),
                method.eq_ignore_ascii_case("head"),
            );
        }
    }
    document
}

/// What a server makes of unions.
#[derive(Default)]
struct Unions {
    /// By their discriminator and the references to what they are of, in alphabetical order.
    alternatives: HashMap<(Option<String>, Vec<String>), Told>,
    /// Components that take the first variant that fits.
    ordered: HashSet<String>,
}

/// How a union's variants are told apart.
struct Told {
    /// The discriminator's values, and the references that they mean.
    mapping: Map<String, Value>,
    /// Whether a value that fits several is refused.
    exclusive: bool,
}

fn unions(api: &Api) -> Unions {
    let reference = |variant: &UnionVariant| {
        let ty = if let TypeRef::Boxed(inner) = &variant.value.ty { inner } else { &variant.value.ty };
        let TypeRef::Named(id) = ty else { return None };
        match &api.ty(*id).name_hint {
            NameHint::Component(name) => Some(pointer::child("#/components/schemas", name)),
            _ => None,
        }
    };
    let mut unions = Unions::default();
    for ty in api.types.iter() {
        let TypeKind::Union(union) = &ty.kind else { continue };
        let exclusive = union.variants.iter().any(|variant| !variant.alike.is_empty());
        if let (NameHint::Component(name), false, None) = (&ty.name_hint, exclusive, &union.discriminator) {
            unions.ordered.insert(name.clone());
        }
        let references = union.variants.iter().map(reference).collect::<Option<_>>();
        let Some(mut references): Option<Vec<String>> = references else { continue };
        let means = references.iter().zip(&union.variants);
        let values = means.flat_map(|(reference, variant)| {
            variant.tags.iter().map(|tag| (tag.clone(), Value::from(reference.as_str())))
        });
        let mapping = values.collect();
        references.sort();
        unions.alternatives.insert((union.discriminator.clone(), references), Told { mapping, exclusive });
    }
    unions
}

/// A discriminator without a mapping follows what the variants state. Without a discriminator the first variant that fits
/// is taken, unless it is sure that no other one may.
fn state_unions(unions: &Unions, value: &mut Value) {
    match value {
        Value::Object(members) => members.values_mut().for_each(|member| state_unions(unions, member)),
        Value::Array(items) => items.iter_mut().for_each(|item| state_unions(unions, item)),
        _ => {}
    }
    let Some(variants) = ["anyOf", "oneOf"].iter().find_map(|key| value.get(*key)?.as_array()) else { return };
    let references = variants.iter().map(|variant| variant["$ref"].as_str().map(str::to_owned));
    let Some(mut references) = references.collect::<Option<Vec<_>>>() else { return };
    references.sort();
    let tag = value.pointer("/discriminator/propertyName").and_then(Value::as_str).map(str::to_owned);
    let Some((told, members)) = unions.alternatives.get(&(tag, references)).zip(value.as_object_mut()) else { return };
    if let Some(discriminator) = members.get_mut("discriminator").and_then(Value::as_object_mut) {
        discriminator.entry("mapping").or_insert_with(|| told.mapping.clone().into());
    } else if !told.exclusive {
        take_first(members);
    }
}

/// `oneOf` asks for one that fits and no other one, `anyOf` does not.
fn take_first(schema: &mut Map<String, Value>) {
    if !schema.contains_key("anyOf")
        && let Some(variants) = schema.shift_remove("oneOf")
    {
        schema.insert("anyOf".to_owned(), variants);
    }
}

/// The property of a discriminator goes both ways, whatever a variant says of it: without it no variant is known.
fn state_tags(value: &Value, document: &mut Value) {
    let Value::Object(members) = value else {
        if let Value::Array(items) = value {
            items.iter().for_each(|item| state_tags(item, document));
        }
        return;
    };
    members.values().for_each(|member| state_tags(member, document));
    let Some(tag) = value.pointer("/discriminator/propertyName").and_then(Value::as_str) else { return };
    let variants = value["anyOf"].as_array().into_iter().flatten();
    for variant in variants.filter_map(|variant| variant["$ref"].as_str()?.strip_prefix('#')) {
        let properties = document.pointer_mut(&format!("{variant}/properties"));
        if let Some(tag) = properties.and_then(|properties| properties.get_mut(tag)).and_then(Value::as_object_mut) {
            tag.shift_remove("readOnly");
            tag.shift_remove("writeOnly");
        }
    }
}

/// What is handed over as bytes is of no schema, and what is only taken for JSON is not asked for under its own name where
/// there is something else.
fn state_bodies(api: &Api, document: &mut Value) {
    let called = api.operations.iter().filter(|operation| operation.hook.is_none());
    for (operation, payload) in called.flat_map(|operation| operation.bodies.iter().map(move |body| (operation, body)))
    {
        let keys = ["paths", &operation.path.text, &operation.method.to_ascii_lowercase(), "requestBody", "content"];
        let content = keys.iter().try_fold(&mut *document, |value, key| value.get_mut(*key));
        let Some(content) = content.and_then(Value::as_object_mut) else { continue };
        for media in &payload.media {
            if media.is_foreign() && content.len() > 1 {
                content.shift_remove(&media.text);
            } else if payload.content == Content::Bytes
                && let Some(described) = content.get_mut(&media.text)
                && described["schema"]["type"] != "string"
            {
                described["schema"] = json!({ "type": "string", "format": "binary" });
            }
        }
    }
}

/// A server has what is elsewhere in the document, too, below another path. Where there is such an operation all paths are
/// whole.
fn state_bases(api: &Api, document: &mut Value) {
    let called = api.operations.iter().filter(|operation| operation.hook.is_none());
    let own: HashMap<_, _> = called
        .filter_map(|operation| {
            Some(((operation.path.text.as_str(), operation.method.clone()), api.own_base(operation)?))
        })
        .collect();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for item in paths.values_mut().filter_map(Value::as_object_mut) {
        item.shift_remove("servers");
        for (_, operation) in operations(item) {
            if let Some(operation) = operation.as_object_mut() {
                operation.shift_remove("servers");
            }
        }
    }
    if own.is_empty() {
        return;
    }
    let general = api.base();
    let mut whole = Map::new();
    for (path, item) in std::mem::take(paths) {
        let Value::Object(mut item) = item else { continue };
        let base = |key: &str| {
            let method = if METHODS.contains(&key) { key.to_ascii_uppercase() } else { key.to_owned() };
            own.get(&(path.as_str(), method)).unwrap_or(&general)
        };
        let bases: BTreeSet<&String> = operations(&mut item).iter().map(|(method, _)| base(method)).collect();
        for at in bases {
            let mut part = item.clone();
            part.retain(|key, _| !METHODS.contains(&key.as_str()) || base(key) == at);
            if let Some(others) = part.get_mut("additionalOperations").and_then(Value::as_object_mut) {
                others.retain(|method, _| base(method) == at);
            }
            let there = whole.entry(format!("{at}{path}")).or_insert_with(|| json!({}));
            if let Some(there) = there.as_object_mut() {
                there.extend(part);
            }
        }
    }
    *paths = whole;
    document["servers"] = json!([{ "url": "/" }]);
}

/// A server finds operations by the path alone; of those that only a query or a fragment tells apart the one
/// without either has the requests, else the first.
fn state_routes(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let mut all: Vec<_> = std::mem::take(paths).into_iter().collect();
    // The one whose path ends there comes first.
    all.sort_by_key(|(path, _)| address(path).0 != path);
    for (path, mut item) in all {
        let route = address(&path).0;
        let Some(there) = paths.get_mut(route).and_then(Value::as_object_mut) else {
            paths.insert(route.to_owned(), item);
            continue;
        };
        // What one of them says for all its operations is not said of the other's.
        own_parameters(there);
        let Some(item) = item.as_object_mut() else { continue };
        own_parameters(item);
        for (method, operation) in operations(item) {
            if METHODS.contains(&method.as_str()) && !there.contains_key(&method) {
                there.insert(method, operation.take());
            }
        }
    }
}

/// Gives each operation of a path the parameters that all of them have, but for those that it describes itself.
fn own_parameters(item: &mut Map<String, Value>) {
    let Some(Value::Array(shared)) = item.shift_remove("parameters") else { return };
    for (_, operation) in operations(item) {
        let own = operation["parameters"].as_array().cloned().unwrap_or_default();
        let is_own = |one: &&Value| own.iter().any(|own| own["name"] == one["name"] && own["in"] == one["in"]);
        operation["parameters"] = shared.iter().filter(|one| !is_own(one)).chain(&own).cloned().collect();
    }
}

/// The operations of a path, by method.
fn operations(item: &mut Map<String, Value>) -> Vec<(String, &mut Value)> {
    let mut found = Vec::new();
    for (key, value) in item {
        if METHODS.contains(&key.as_str()) {
            found.push((key.clone(), value));
        } else if key == "additionalOperations"
            && let Value::Object(others) = value
        {
            found.extend(others.iter_mut().map(|(method, operation)| (method.clone(), operation)));
        }
    }
    found
}

/// What a reference leads to.
fn target<'a>(known: &'a Value, value: &'a Value) -> &'a Value {
    value["$ref"].as_str().and_then(|at| known.pointer(at.strip_prefix('#')?)).unwrap_or(value)
}

/// Parameters that only the path has are texts.
fn state_path(known: &Value, path: &str, shared: &[Value], operation: &mut Value) {
    let own = operation["parameters"].as_array().cloned().unwrap_or_default();
    let described = |name: &str| {
        let mut all = shared.iter().chain(&own).map(|parameter| target(known, parameter));
        all.any(|parameter| parameter["in"] == "path" && parameter["name"] == name)
    };
    let names = path.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0));
    let missing = names.filter(|name| !described(name));
    let missing =
        missing.map(|name| json!({ "in": "path", "name": name, "required": true, "schema": { "type": "string" } }));
    let all: Vec<Value> = own.iter().cloned().chain(missing).collect();
    if all.len() > own.len() {
        operation["parameters"] = all.into();
    }
}

/// The answers that a server gives by itself, beside those that are described.
fn state_answers(known: &Value, operation: &mut Value, has_params: bool, secured: bool, has_path: bool, head: bool) {
    let has_body = operation.get("requestBody").is_some();
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    let has_content = responses.values().any(|response| target(known, response).get("content").is_some());
    // 404 may come without a body, from the router.
    let not_found = has_path && !responses.contains_key("404");
    if not_found {
        responses.insert("404".to_owned(), json!({ "description": "There is nothing of this path." }));
    }
    let mut add = |code: &str, needed: bool, description: &str| {
        if !needed {
            return;
        }
        let described = responses.entry(code.to_owned()).or_insert_with(|| json!({ "description": description }));
        // The server's own answer comes beside the one that the document describes.
        *described = target(known, described).clone();
        if let Some(described) = described.as_object_mut() {
            let content = described.entry("content").or_insert_with(|| json!({}));
            content["application/problem+json"] = problem();
        }
    };
    add("400", has_params || has_body, "The request is malformed.");
    add("401", secured, "Credentials are missing or not accepted.");
    add("403", secured, "The credentials do not allow this.");
    add("404", has_path && !not_found, "There is nothing of this path.");
    add("406", has_content, "No media type that the client accepts.");
    add("413", has_body, "The body is too large.");
    add("415", has_body, "The body's media type is not supported.");
    add("422", has_params || has_body, "The request does not fit its schema.");
    add("500", true, "The server failed.");
    for response in responses.values_mut() {
        *response = target(known, response).clone();
        let Some(response) = response.as_object_mut() else { continue };
        if head {
            // Whatever an answer to HEAD could have, it comes without.
            response.shift_remove("content");
        }
        let content = response.get_mut("content").and_then(Value::as_object_mut);
        for (media, described) in content.into_iter().flatten() {
            if media.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("text/event-stream")) {
                state_event(described);
            }
        }
    }
}

/// The schema of an event stream is that of the events' data; what everybody else means by it is the event.
fn state_event(media: &mut Value) {
    let Some(data) = media.get("schema").cloned() else { return };
    let data = if media["x-cratewright-json-data"] == true || data["type"] != "string" {
        json!({ "type": "string", "contentMediaType": "application/json", "contentSchema": data })
    } else {
        data
    };
    media["schema"] = json!({ "type": "object", "required": ["data"], "properties": { "data": data } });
}

/// Says in plain 3.0 what a server makes of schemas and headers.
fn restate(value: &mut Value) {
    let Value::Object(members) = value else {
        if let Value::Array(items) = value {
            items.iter_mut().for_each(restate);
        }
        return;
    };
    let schemas =
        members.iter_mut().filter(|(key, _)| !["example", "examples", "default", "enum"].contains(&key.as_str()));
    schemas.for_each(|(_, member)| restate(member));
    // What is named has a value, which may be null.
    let named = members.get_mut("examples").and_then(Value::as_object_mut);
    for example in named.into_iter().flat_map(|named| named.values_mut()).filter_map(Value::as_object_mut) {
        if example.shift_remove("x-cratewright-null").is_some() {
            example.insert("value".to_owned(), Value::Null);
        }
    }
    // What lift keeps because openapiv3 would drop it.
    let kept = [
        ("x-cratewright-xml", "xml"),
        ("x-cratewright-explode", "explode"),
        // Names that others have not heard of in 3.0 do no harm there.
        ("x-cratewright-names", "propertyNames"),
        ("x-cratewright-dependent", "dependencies"),
    ];
    for (kept, key) in kept {
        if let Some(kept) = members.shift_remove(kept) {
            members.insert(key.to_owned(), kept);
        }
    }
    if let Some(Value::Array(nulls)) = members.shift_remove("x-cratewright-null") {
        members.extend(nulls.iter().filter_map(Value::as_str).map(|key| (key.to_owned(), Value::Null)));
    }
    // There is no room for more than one example.
    members.shift_remove("x-cratewright-examples");
    if let Some(other) = members.shift_remove("x-cratewright-other-names") {
        let described = members.get("properties").and_then(Value::as_object).into_iter().flat_map(|known| known.keys());
        let described: Vec<&str> = described.map(String::as_str).collect();
        let other = if described.is_empty() { other } else { json!({ "anyOf": [{ "enum": described }, other] }) };
        let names = match members.shift_remove("propertyNames") {
            Some(all) => json!({ "allOf": [all, other] }),
            None => other,
        };
        members.insert("propertyNames".to_owned(), names);
    }
    let ty = members.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    // Integers without a format have 64 bits: a server takes no others.
    if ty == "integer" && !members.contains_key("enum") {
        members.entry("format").or_insert_with(|| "int64".into());
    }
    // Nor numbers that their format has no room for.
    if let Some((least, most)) = members.get("format").and_then(Value::as_str).and_then(|format| room(&ty, format)) {
        members.entry("minimum").or_insert(least);
        members.entry("maximum").or_insert(most);
    }
    // An expression that cannot be run is not asked for.
    if members.get("pattern").and_then(Value::as_str).is_some_and(|pattern| regexes::ready(pattern).is_err()) {
        members.shift_remove("pattern");
    }
    // A discriminator decides; that another variant would fit, too, is no fault.
    if members.contains_key("discriminator") {
        take_first(members);
    }
    // Who says that a value may be null means it, whatever the values are.
    if members.get("nullable") == Some(&Value::Bool(true))
        && let Some(values) = members.get_mut("enum").and_then(Value::as_array_mut)
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    if !members.contains_key("anyOf") {
        return;
    }
    match members.get("discriminator").map(|it| (it["propertyName"].clone(), it.get("x-cratewright-default"))) {
        // A fallback is something that nobody knows before 3.2.
        Some((_, Some(_))) => drop(members.shift_remove("discriminator")),
        // Without its property it decides nothing.
        Some((needed, None)) => {
            let required = members.entry("required").or_insert_with(|| json!([]));
            if let Some(required) = required.as_array_mut().filter(|required| !required.contains(&needed)) {
                required.push(needed);
            }
        }
        None => {}
    }
}

/// The least and the greatest number of a format that JSON Schema sets no limits for.
fn room(ty: &str, format: &str) -> Option<(Value, Value)> {
    Some(match (ty, format) {
        ("number", "float") => (f64::from(f32::MIN).into(), f64::from(f32::MAX).into()),
        ("integer", "int8") => (i8::MIN.into(), i8::MAX.into()),
        ("integer", "int16") => (i16::MIN.into(), i16::MAX.into()),
        ("integer", "uint8") => (0.into(), u8::MAX.into()),
        ("integer", "uint16") => (0.into(), u16::MAX.into()),
        ("integer", "uint32") => (0.into(), u32::MAX.into()),
        ("integer", "uint64") => (0.into(), u64::MAX.into()),
        _ => return None,
    })
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
