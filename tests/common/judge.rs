//! The schemas of a lifted document as JSON Schema 2020-12, for a validator that nobody here wrote.
#![allow(dead_code, reason = "each test binary uses its own part of this module")]

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::{Map, Value as Json, json};

/// The schemas of a document, as the validator takes them: with what discriminators say of the variants, and without.
pub(crate) struct Schemas {
    components: Map<String, Json>,
    tags: bool,
}

impl Schemas {
    pub(crate) fn new(document: &Json, tags: bool) -> Self {
        let components = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
        let components = components.into_iter().map(|(name, schema)| (name, modern(&schema, tags)));
        Schemas { components: components.collect(), tags }
    }

    /// A component, as the validator takes it.
    pub(crate) fn component(&self, name: &str) -> Option<&Json> {
        self.components.get(&name.replace("~1", "/").replace("~0", "~"))
    }

    /// What is wrong with a value; `None` where the schema itself is at fault.
    pub(crate) fn judge(&self, schema: &Json, value: &Json) -> Option<Vec<String>> {
        let validator = self.validator(schema)?;
        Some(validator.iter_errors(value).map(|error| format!("{error} at {}", error.instance_path())).collect())
    }

    /// What judges values of a schema; `None` where the schema itself is at fault.
    pub(crate) fn validator(&self, schema: &Json) -> Option<Validator> {
        let mut schema = modern(schema, self.tags);
        let mut needed = BTreeSet::new();
        let mut open = vec![schema.clone()];
        while let Some(next) = open.pop() {
            references(&next, &mut |name| {
                if needed.insert(name.to_owned()) {
                    open.extend(self.components.get(name).cloned());
                }
            });
        }
        let components: Map<String, Json> =
            needed.iter().filter_map(|name| Some((name.clone(), self.components.get(name)?.clone()))).collect();
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("components".to_owned(), json!({ "schemas": components }));
        }
        jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .build(&schema)
            .ok()
    }
}

fn references(schema: &Json, found: &mut dyn FnMut(&str)) {
    match schema {
        Json::Object(members) => {
            if let Some(name) = members.get("$ref").and_then(Json::as_str).and_then(component) {
                found(name);
            }
            members.values().for_each(|member| references(member, found));
        }
        Json::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

pub(crate) fn component(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/")
}

/// A schema of OpenAPI 3.0 as JSON Schema has it.
fn modern(schema: &Json, tags: bool) -> Json {
    let Json::Object(members) = schema else { return schema.clone() };
    let mut out = Map::new();
    for (key, member) in members {
        let member = match (key.as_str(), member) {
            ("properties", Json::Object(all)) => {
                Json::Object(all.iter().map(|(name, schema)| (name.clone(), modern(schema, tags))).collect())
            }
            ("oneOf" | "anyOf", Json::Array(all)) => {
                let discriminator = members.get("discriminator").filter(|_| tags).unwrap_or(&Json::Null);
                all.iter().map(|variant| tagged(modern(variant, tags), variant, discriminator)).collect()
            }
            ("allOf", Json::Array(all)) => all.iter().map(|schema| modern(schema, tags)).collect(),
            ("items" | "additionalProperties" | "not", schema) => modern(schema, tags),
            ("required", Json::Array(names)) => {
                // What travels in one direction only is required there.
                let one_way = |name: &Json| {
                    let property = &schema["properties"][name.as_str().unwrap_or_default()];
                    property["readOnly"] == true || property["writeOnly"] == true
                };
                if members.contains_key("properties") {
                    names.iter().filter(|name| !one_way(name)).cloned().collect()
                } else {
                    member.clone()
                }
            }
            // Never looked at by a validator.
            ("example" | "default" | "discriminator" | "xml" | "nullable", _) => continue,
            ("exclusiveMinimum" | "exclusiveMaximum", Json::Bool(_)) => continue,
            (key, _) if key.starts_with("x-") => continue,
            ("format", Json::String(format)) if !FORMATS.contains(&format.as_str()) => continue,
            _ => member.clone(),
        };
        out.insert(key.clone(), member);
    }
    // Who describes properties means an object, which JSON Schema does not take for granted.
    if out.contains_key("properties") && !out.contains_key("type") {
        out.insert("type".to_owned(), json!("object"));
    }
    for (bound, flag) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if members.get(flag) == Some(&Json::Bool(true))
            && let Some(bound) = out.remove(bound)
        {
            out.insert(flag.to_owned(), bound);
        }
    }
    if members.contains_key("x-cratewright-unevaluated")
        && let Some(others) = out.remove("additionalProperties")
    {
        out.insert("unevaluatedProperties".to_owned(), others);
    }
    if let Some(tuple) = members.get("x-cratewright-tuple") {
        let mut all = match members.get("items").unwrap_or(&Json::Null) {
            Json::Object(items) if items.contains_key("oneOf") => {
                items["oneOf"].as_array().cloned().unwrap_or_default()
            }
            other => vec![other.clone()],
        };
        let rest = all.split_off(tuple["length"].as_u64().map_or(0, |length| length as usize).min(all.len()));
        out.insert("prefixItems".to_owned(), all.iter().map(|schema| modern(schema, tags)).collect());
        out.insert("items".to_owned(), rest.first().map_or(tuple["open"].clone(), |schema| modern(schema, tags)));
    }
    if members.get("nullable") == Some(&Json::Bool(true)) {
        json!({ "anyOf": [out, { "type": "null" }] })
    } else {
        out.into()
    }
}

/// A variant, with what the discriminator says of it.
fn tagged(schema: Json, variant: &Json, discriminator: &Json) -> Json {
    let (Some(property), Some(reference)) = (discriminator["propertyName"].as_str(), variant["$ref"].as_str()) else {
        return schema;
    };
    let name = component(reference).unwrap_or_default();
    let mapping = discriminator["mapping"].as_object().into_iter().flatten();
    let means = |to: &Json| to == reference || to == name;
    let mut tags: Vec<&str> = mapping.filter(|(_, to)| means(to)).map(|(tag, _)| tag.as_str()).collect();
    if tags.is_empty() {
        tags.push(name);
    }
    json!({ "allOf": [schema, { "properties": { property: { "enum": tags } }, "required": [property] }] })
}

/// The formats that a server checks.
const FORMATS: &[&str] =
    &["date", "date-time", "time", "duration", "uuid", "uri", "uri-reference", "email", "hostname", "ipv4", "ipv6"];
