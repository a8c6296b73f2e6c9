//! Documents that are small and mean to be large: whatever leads to a part along many ways is looked at once, or not
//! longer than a bounded time.

#[path = "common/cpu.rs"]
mod cpu;

use std::time::Duration;

use cpu::timed;
use cratewright::settings::Settings;
use cratewright::{Generator, Mode};
use serde_json::{Map, Value, json};

const LEVELS: usize = 40;

/// Generates crates from schemas of which each refers to the one before it, many times.
fn generate(level: impl Fn(usize, &Value) -> Value) {
    let mut schemas = Map::from_iter([("L0".to_owned(), json!({ "type": "string" }))]);
    for index in 1..LEVELS {
        let below = json!({ "$ref": format!("#/components/schemas/L{}", index - 1) });
        schemas.insert(format!("L{index}"), level(index, &below));
    }
    generate_from(schemas, &format!("L{}", LEVELS - 1));
}

/// Generates crates from schemas of which one is sent and answered with. The codes of the warnings.
fn generate_from(schemas: Map<String, Value>, sent: &str) -> Vec<&'static str> {
    let media = json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{sent}") } } });
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Many ways", "version": "1" },
        "paths": { "/x": { "post": {
            "operationId": "x",
            "requestBody": { "required": true, "content": media },
            "responses": { "200": { "description": "Fine", "content": media } },
        } } },
        "components": { "schemas": schemas },
    });
    let folder = tempfile::tempdir().expect("a folder");
    let spec = folder.path().join("spec.json");
    std::fs::write(&spec, document.to_string()).expect("a document");
    let generator = Generator::new().api(spec, folder.path().join("out"), Settings::new("ways"));
    let (report, taken) = timed(|| generator.run(Mode::Write));
    let report = report.expect("crates");
    assert!(taken < Duration::from_secs(60), "{taken:?}");
    report.apis.iter().flat_map(|api| &api.diagnostics).map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn required_properties_multiply() {
    generate(|_, below| {
        let names: Vec<String> = (0..9).map(|index| format!("p{index}")).collect();
        let properties: Map<String, Value> = names.iter().map(|name| (name.clone(), below.clone())).collect();
        json!({ "type": "object", "required": names, "properties": properties })
    });
}

#[test]
fn alternatives_multiply() {
    generate(|index, below| {
        let name = format!("q{index}");
        let object = json!({ "type": "object", "required": [name], "properties": { name: below } });
        json!({ "oneOf": [below, object, below, object, below, object] })
    });
}

#[test]
fn parts_multiply() {
    generate(|_, below| json!({ "allOf": vec![below; 9] }));
}

/// A union whose variants all have one component with many constants, which tell none of them from another.
fn shared_constants(count: usize, variant: impl Fn(Value) -> Value) {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let kind = json!({ "type": "string", "enum": ["a", "b"] });
    let properties: Map<String, Value> = (0..count).map(|index| (format!("p{index}"), kind.clone())).collect();
    let required: Vec<String> = properties.keys().cloned().collect();
    let mut schemas = Map::new();
    schemas.insert("Shared".to_owned(), json!({ "type": "object", "required": required, "properties": properties }));
    let variants: Vec<String> = (0..300).map(|index| format!("V{index}")).collect();
    schemas.extend(variants.iter().map(|name| (name.clone(), variant(reference("Shared")))));
    let each: Vec<Value> = variants.iter().map(|name| reference(name)).collect();
    schemas.insert("One".to_owned(), json!({ "oneOf": each }));
    generate_from(schemas, "One");
}

#[test]
fn shared_constants_within_multiply() {
    shared_constants(450, |shared| json!({ "type": "object", "properties": { "data": shared } }));
}

#[test]
fn shared_constants_multiply() {
    shared_constants(
        90,
        |shared| json!({ "type": "object", "properties": { "a": { "type": "string" } }, "allOf": [shared] }),
    );
}

/// Each needs a property that no other one knows, so that a value may fit any two: pairs are more than can be listed.
#[test]
fn variants_pair() {
    let variant = |index: usize| {
        let name = format!("p{index}");
        json!({ "type": "object", "required": [name], "properties": { name: { "type": "string" } } })
    };
    let one = json!({ "oneOf": (0..2000).map(variant).collect::<Vec<_>>() });
    let codes = generate_from(Map::from_iter([("One".to_owned(), one)]), "One");
    assert_eq!(codes, ["many-variants"]);
}

#[test]
fn unions_in_a_circle() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let others = [json!({ "type": "string" }), json!({ "type": "boolean" }), json!({ "type": "integer" })];
    let schemas = others.iter().enumerate().map(|(index, other)| {
        let next = reference(&format!("R{}", (index + 1) % others.len()));
        (format!("R{index}"), json!({ "oneOf": [next, other, { "type": "array", "items": next }] }))
    });
    generate_from(schemas.collect(), "R0");
}

#[test]
fn many_long_texts_differ() {
    let texts = [
        json!({ "type": "array", "uniqueItems": true, "minItems": 50, "items": { "type": "string", "minLength": 10000, "pattern": "^[a-z]+$" } }),
        json!({ "type": "object", "minProperties": 1000, "propertyNames": { "pattern": "^[ab]{11}$" }, "additionalProperties": { "type": "integer" } }),
    ];
    let schemas = texts.into_iter().enumerate().map(|(index, schema)| (format!("P{index}"), schema));
    let mut schemas: Map<String, Value> = schemas.collect();
    let each = schemas.keys().map(|name| (name.clone(), json!({ "$ref": format!("#/components/schemas/{name}") })));
    let properties: Map<String, Value> = each.collect();
    let required: Vec<String> = properties.keys().cloned().collect();
    schemas.insert("All".to_owned(), json!({ "type": "object", "required": required, "properties": properties }));
    generate_from(schemas, "All");
}
