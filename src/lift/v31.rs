//! OpenAPI 3.1 and 3.2 to the shape of 3.0: mostly JSON Schema to the older schema object.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::dialect::Dialect;
use super::grammar::{Kind, walk};
use super::item_schema;
use super::null_variants::types_but_null;
use super::property_names::Names;
use super::shape::has_type;
use super::v32;
use crate::diagnostics::Diagnostic;
use crate::model::Pointer;

/// The places of schemas inside a schema where `true` and `false` may stand for one.
const SINGLE: [&str; 3] = ["items", "not", "additionalItems"];
const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
const MAPS: [&str; 2] = ["properties", "patternProperties"];

/// Keywords without an effect on types or checks that are generated; each is named wherever it stands.
const IGNORED: [&str; 10] = [
    "if",
    "dependencies",
    "dependentSchemas",
    "contains",
    "unevaluatedItems",
    "$dynamicRef",
    "$recursiveRef",
    "minContains",
    "maxContains",
    "contentSchema",
];

/// Keywords that belong to one JSON type: they go along when a schema of several types is split.
const OF_TYPE: [(&str, &[&str]); 5] = [
    ("string", &["minLength", "maxLength", "pattern", "format", "contentEncoding", "contentMediaType"]),
    ("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"]),
    ("integer", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"]),
    ("array", &["items", "x-cratewright-tuple", "minItems", "maxItems", "uniqueItems"]),
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "x-cratewright-unevaluated",
            "x-cratewright-names",
            "x-cratewright-other-names",
            "x-cratewright-dependent",
            "minProperties",
            "maxProperties",
        ],
    ),
];

/// Converts a document of 3.1; gives the moves.
pub(super) fn convert(document: &mut Value, diagnostics: &mut Vec<Diagnostic>) -> HashMap<String, String> {
    convert_from(document, Dialect::V31, diagnostics)
}

/// Converts a document of 3.2; gives the moves.
pub(super) fn convert_3_2(document: &mut Value, diagnostics: &mut Vec<Diagnostic>) -> HashMap<String, String> {
    convert_from(document, Dialect::V32, diagnostics)
}

fn convert_from(document: &mut Value, dialect: Dialect, diagnostics: &mut Vec<Diagnostic>) -> HashMap<String, String> {
    let mut moves = HashMap::new();
    item_schema::take_events(document, &mut moves);
    let mut conversion = Conversion { diagnostics, moves, said: Vec::new(), stray: false };
    walk(document, Kind::Document, &mut String::new(), &mut |value, kind, at| {
        let Value::Object(members) = value else { return };
        match kind {
            Kind::Schema => conversion.schema(members, at),
            Kind::MediaType | Kind::Parameter | Kind::Header => {
                if kind == Kind::MediaType {
                    item_schema::keep(members, at, &mut conversion.moves, conversion.diagnostics);
                }
                members.get_mut("schema").into_iter().for_each(boolean);
            }
            Kind::Each(element) if element.kind() == Kind::Schema => members.values_mut().for_each(boolean),
            // An answer without a description is right from 3.2 on.
            Kind::Response if dialect == Dialect::V31 => return,
            _ => {}
        }
        v32::part(members, kind, at, &mut conversion.moves, conversion.diagnostics);
    });
    conversion.dialect(document.get("jsonSchemaDialect"), "/jsonSchemaDialect");
    let moves = conversion.moves;
    if let Some(root) = document.as_object_mut() {
        root.insert("openapi".to_owned(), "3.0.3".into());
        root.entry("paths").or_insert_with(|| json!({}));
        root.shift_remove("jsonSchemaDialect");
    }
    moves
}

/// Converts the schemas of an older document that are written as in 3.1, which happens: openapiv3 would drop what it
/// does not know.
pub(super) fn convert_strays(document: &mut Value, diagnostics: &mut Vec<Diagnostic>) -> HashMap<String, String> {
    let mut conversion = Conversion { diagnostics, moves: HashMap::new(), said: Vec::new(), stray: true };
    let mut named: Vec<&str> = Vec::new();
    walk(document, Kind::Document, &mut String::new(), &mut |value, kind, at| {
        let (Kind::Schema, Value::Object(members)) = (kind, value) else { return };
        // Nearly no schema has one, and has fewer keywords than there are newer ones.
        if !members.iter().any(|(key, value)| is_newer(key, value)) {
            return;
        }
        let is_stray = |key: &&str| members.get(*key).is_some_and(|value| is_newer(key, value));
        let strays: Vec<&str> = NEWER.iter().copied().filter(is_stray).collect();
        for key in strays.iter().filter(|key| !IGNORED.contains(key)) {
            if !named.contains(key) {
                named.push(key);
                let message = format!("`{key}` is not written like this before OpenAPI 3.1; it is read as there");
                let at = Pointer { file: 0, path: at.to_owned() }.child(key);
                conversion.diagnostics.push(Diagnostic::warning("newer-keyword", at, message));
            }
        }
        conversion.schema(members, at);
    });
    conversion.moves
}

/// Keywords that 3.1 has and 3.0 has not, or has in another form.
const NEWER: [&str; 25] = [
    "type",
    "const",
    "examples",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "prefixItems",
    "patternProperties",
    "contentEncoding",
    "contentMediaType",
    "$defs",
    "unevaluatedProperties",
    "properties",
    "allOf",
    "anyOf",
    "oneOf",
    "items",
    "if",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "contentSchema",
    "$dynamicRef",
];

/// Whether a keyword with this value has the form that it has since 3.1.
fn is_newer(key: &str, value: &Value) -> bool {
    match key {
        "type" => value.is_array(),
        "examples" => value.is_array(),
        "exclusiveMinimum" | "exclusiveMaximum" => value.is_number(),
        "properties" => value.as_object().is_some_and(|members| members.values().any(Value::is_boolean)),
        "allOf" | "anyOf" | "oneOf" => value.as_array().is_some_and(|items| items.iter().any(Value::is_boolean)),
        "items" => value.is_boolean(),
        key => NEWER.contains(&key),
    }
}

/// `true` is any value, `false` none.
fn boolean(value: &mut Value) {
    match value {
        Value::Bool(true) => *value = json!({}),
        Value::Bool(false) => *value = json!({ "not": {} }),
        _ => {}
    }
}

/// Converts schemas; `given` has what it does with the values that they give, `null_variants` what with null.
pub(super) struct Conversion<'a> {
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    pub(super) moves: HashMap<String, String>,
    /// The keywords that were named already.
    said: Vec<&'static str>,
    /// Whether the document is an older one.
    pub(super) stray: bool,
}

impl Conversion<'_> {
    /// Converts one schema; those inside it are converted already.
    fn schema(&mut self, schema: &mut Map<String, Value>, at: &str) {
        booleans(schema);
        let beside = if self.stray { Vec::new() } else { types_but_null(schema) };
        if !self.stray {
            self.older(schema, at);
        }
        self.names().dependent(schema, at);
        for keyword in IGNORED {
            if schema.contains_key(keyword) {
                let message = format!("`{keyword}` is not supported and not checked");
                let at = Pointer { file: 0, path: at.to_owned() }.child(keyword);
                self.diagnostics.push(Diagnostic::warning("unsupported-keyword", at, message));
            }
        }
        self.dialect(schema.get("$schema"), &format!("{at}/$schema"));
        for keyword in [
            "$schema",
            "$id",
            "$anchor",
            "$dynamicAnchor",
            "$recursiveAnchor",
            "$comment",
            "$defs",
            "definitions",
            "then",
            "else",
        ] {
            schema.shift_remove(keyword);
        }
        IGNORED.iter().for_each(|keyword| drop(schema.shift_remove(*keyword)));
        self.constant(schema, at);
        bound(schema, "minimum", "exclusiveMinimum", |new, old| new >= old);
        bound(schema, "maximum", "exclusiveMaximum", |new, old| new <= old);
        self.content(schema, at);
        self.tuple(schema, at);
        self.names().convert(schema, at);
        self.examples(schema, at);
        self.types(schema, at);
        self.null_variants(schema, &beside, at);
    }

    fn names(&mut self) -> Names<'_> {
        Names { moves: &mut self.moves, diagnostics: self.diagnostics }
    }

    /// Says once that schemas are in a dialect that is not known.
    fn dialect(&mut self, dialect: Option<&Value>, at: &str) {
        let Some(name) = dialect.and_then(Value::as_str) else { return };
        let known = ["https://json-schema.org/draft/", "http://json-schema.org/", "https://spec.openapis.org/oas/3."];
        if !known.iter().any(|known| name.starts_with(known)) && !self.said.contains(&"$schema") {
            self.said.push("$schema");
            let message = format!("the dialect `{name}` is not known; schemas are read as JSON Schema 2020-12");
            let at = Pointer { file: 0, path: at.to_owned() };
            self.diagnostics.push(Diagnostic::warning("unknown-dialect", at, message));
        }
    }

    /// The names in a list of types.
    fn names_of_types(&mut self, list: Vec<Value>, at: &str) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        if list.is_empty() {
            self.warn("wrong-type", &format!("{at}/type"), "this list of types is empty; any value is allowed");
        }
        for (index, name) in list.into_iter().enumerate() {
            let place = format!("{at}/type/{index}");
            match name {
                Value::String(name) if names.contains(&name) => {}
                Value::String(name) => names.push(name),
                // YAML's null where a text is needed.
                Value::Null => {
                    self.warn("unquoted-null", &place, "this is the value null; the type `null` is meant");
                    names.push("null".to_owned());
                }
                other => {
                    self.warn("wrong-type", &place, &format!("`{other}` is no name of a type; it is left out"));
                }
            }
        }
        names
    }

    pub(super) fn warn(&mut self, code: &'static str, at: &str, message: &str) {
        self.diagnostics.push(Diagnostic::warning(code, Pointer { file: 0, path: at.to_owned() }, message));
    }

    /// What OpenAPI 3.0 wrote in another way, which many documents kept.
    fn older(&mut self, schema: &Map<String, Value>, at: &str) {
        for (keyword, instead) in [
            ("nullable", "`null` is one of the types of a schema since OpenAPI 3.1"),
            ("exclusiveMinimum", "it is a number of its own since OpenAPI 3.1"),
            ("exclusiveMaximum", "it is a number of its own since OpenAPI 3.1"),
        ] {
            if schema.get(keyword).is_some_and(Value::is_boolean) {
                let message = format!("`{keyword}` is written as in OpenAPI 3.0, and read as there; {instead}");
                self.warn("older-keyword", &format!("{at}/{keyword}"), &message);
            }
        }
    }

    /// Says what the document says in another keyword, unless it says this one, too.
    pub(super) fn infer(
        &mut self,
        schema: &mut Map<String, Value>,
        keyword: &str,
        value: &str,
        from: String,
        at: &str,
    ) {
        if !schema.contains_key(keyword) {
            schema.insert(keyword.to_owned(), value.into());
            self.moves.insert(format!("{at}/{keyword}"), from);
        }
    }

    /// What a string holds: encoded bytes, or bytes as they are.
    fn content(&mut self, schema: &mut Map<String, Value>, at: &str) {
        let encoding = schema.shift_remove("contentEncoding");
        let media = schema.shift_remove("contentMediaType");
        let (format, from) = match (encoding.as_ref().and_then(Value::as_str), media.as_ref().and_then(Value::as_str)) {
            (Some(encoding), _) if encoding.eq_ignore_ascii_case("base64") => ("byte", "contentEncoding"),
            (None, Some(media)) if !media.starts_with("text/") && !media.ends_with("json") => {
                ("binary", "contentMediaType")
            }
            _ => return,
        };
        self.infer(schema, "type", "string", format!("{at}/{from}"), at);
        self.infer(schema, "format", format, format!("{at}/{from}"), at);
    }

    /// `type` as a list: null becomes `nullable`; several others become variants.
    fn types(&mut self, schema: &mut Map<String, Value>, at: &str) {
        let types: Vec<String> = match schema.get("type") {
            Some(Value::String(one)) if one == "null" => vec![one.clone()],
            Some(Value::Null) if !self.stray => {
                self.warn("unquoted-null", &format!("{at}/type"), "this is the value null; the type `null` is meant");
                vec!["null".to_owned()]
            }
            Some(Value::Array(list)) => self.names_of_types(list.clone(), at),
            _ => return,
        };
        let nullable = types.iter().any(|name| name == "null");
        // An enum says what its values are; where they are of several types, no type need be said.
        if types.len() > 1 && schema.get("enum").is_some_and(Value::is_array) {
            if !self.enum_of_types(schema, &types, at) {
                return;
            }
            if types.iter().filter(|name| *name != "null").count() > 1 {
                schema.shift_remove("type");
                if nullable {
                    schema.insert("nullable".to_owned(), true.into());
                }
                return;
            }
        }
        let mut types: Vec<String> = types.into_iter().filter(|name| name != "null").collect();
        if types.iter().any(|name| name == "number") {
            types.retain(|name| name != "integer");
        }
        if nullable {
            schema.insert("nullable".to_owned(), true.into());
        }
        match types.as_slice() {
            [] if nullable => {
                schema.shift_remove("type");
                schema.insert("enum".to_owned(), json!([null]));
            }
            [] => drop(schema.shift_remove("type")),
            [one] => {
                let one = one.clone();
                schema.insert("type".to_owned(), one.into());
            }
            // Every type: nothing is said.
            all if ["string", "number", "boolean", "array", "object"]
                .iter()
                .all(|name| all.iter().any(|own| own == name)) =>
            {
                schema.shift_remove("type");
            }
            several => {
                schema.shift_remove("type");
                let variants = several.iter().map(|name| variant(schema, name)).collect::<Vec<_>>();
                let keyword = if schema.contains_key("anyOf") { "oneOf" } else { "anyOf" };
                for (name, keywords) in OF_TYPE {
                    if several.iter().any(|own| own == name) {
                        keywords.iter().for_each(|keyword| drop(schema.shift_remove(*keyword)));
                    }
                }
                schema.shift_remove("enum");
                self.moves.insert(format!("{at}/{keyword}"), format!("{at}/type"));
                for index in 0..variants.len() {
                    self.moves.insert(format!("{at}/{keyword}/{index}"), at.to_owned());
                }
                schema.insert(keyword.to_owned(), variants.into());
            }
        }
    }

    /// 3.0 has no tuples: the items become the alternatives of a list, and an extension says that they are positions.
    fn tuple(&mut self, schema: &mut Map<String, Value>, at: &str) {
        let (keyword, parts) = match (schema.shift_remove("prefixItems"), schema.get("items")) {
            (Some(Value::Array(parts)), _) => ("prefixItems", parts),
            (None, Some(Value::Array(parts))) => ("items", parts.clone()),
            (Some(_), _) => {
                let message = "`prefixItems` must be a list of schemas; it is left out";
                return self.warn("wrong-type", &format!("{at}/prefixItems"), message);
            }
            (None, items) => {
                // No item is any: the list is empty.
                if items.is_some_and(|items| *items == json!({ "not": {} })) {
                    schema.insert("items".to_owned(), json!({}));
                    schema.insert("maxItems".to_owned(), 0.into());
                }
                return;
            }
        };
        let (rest, rest_at) = match (schema.shift_remove("items"), schema.shift_remove("additionalItems")) {
            (Some(Value::Object(rest)), _) => (Some(rest), "items"),
            (_, Some(Value::Object(rest))) => (Some(rest), "additionalItems"),
            _ => (None, "items"),
        };
        let open = rest.as_ref().is_none_or(|rest| rest.get("not").is_none_or(|not| *not != json!({})));
        let length = parts.len();
        let mut variants = parts;
        for index in 0..length {
            self.moves.insert(format!("{at}/items/oneOf/{index}"), format!("{at}/{keyword}/{index}"));
        }
        if let Some(rest) = rest.filter(|_| open) {
            self.moves.insert(format!("{at}/items/oneOf/{length}"), format!("{at}/{rest_at}"));
            variants.push(rest.into());
        }
        self.moves.insert(format!("{at}/items"), format!("{at}/{keyword}"));
        self.infer(schema, "type", "array", format!("{at}/{keyword}"), at);
        schema.insert("items".to_owned(), json!({ "oneOf": variants }));
        schema.insert("x-cratewright-tuple".to_owned(), json!({ "length": length, "open": open }));
    }
}

/// Turns the boolean schemas inside a schema into objects; `additionalProperties` may stay one.
fn booleans(schema: &mut Map<String, Value>) {
    for key in SINGLE {
        if let Some(value) = schema.get_mut(key) {
            boolean(value);
        }
    }
    for key in LISTS {
        if let Some(Value::Array(items)) = schema.get_mut(key) {
            items.iter_mut().for_each(boolean);
        }
    }
    for key in MAPS {
        if let Some(Value::Object(members)) = schema.get_mut(key) {
            members.values_mut().for_each(boolean);
        }
    }
    if let Some(value) = schema.shift_remove("unevaluatedProperties")
        && !schema.contains_key("additionalProperties")
    {
        // Unlike `additionalProperties` it is about all parts together.
        schema.insert("x-cratewright-unevaluated".to_owned(), true.into());
        schema.insert("additionalProperties".to_owned(), value);
    }
    let is_list = schema.contains_key("prefixItems") || schema.get("type").is_some_and(|name| name == "array");
    let composed = ["allOf", "anyOf", "oneOf", "$ref"].iter().any(|key| schema.contains_key(*key));
    if is_list
        && !composed
        && let Some(mut value) = schema.shift_remove("unevaluatedItems")
    {
        boolean(&mut value);
        schema.entry("items").or_insert(value);
    }
}

/// A bound that is excluded: a number of its own in JSON Schema, a flag in 3.0.
fn bound(schema: &mut Map<String, Value>, inclusive: &str, exclusive: &str, stricter: fn(f64, f64) -> bool) {
    let Some(Value::Number(excluded)) = schema.get(exclusive) else { return };
    let excluded = excluded.clone();
    let old = schema.get(inclusive).and_then(Value::as_f64);
    if old.is_none_or(|old| excluded.as_f64().is_some_and(|new| stricter(new, old))) {
        schema.insert(inclusive.to_owned(), Value::Number(excluded));
        schema.insert(exclusive.to_owned(), true.into());
    } else {
        schema.shift_remove(exclusive);
    }
}

/// The part of a schema of several types that is about one of them.
fn variant(schema: &Map<String, Value>, name: &str) -> Value {
    let mut variant = Map::new();
    variant.insert("type".to_owned(), name.into());
    let keywords = OF_TYPE.iter().find(|(own, _)| *own == name).map_or(&[][..], |(_, keywords)| keywords);
    for keyword in keywords {
        if let Some(value) = schema.get(*keyword) {
            variant.insert((*keyword).to_owned(), value.clone());
        }
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        let own: Vec<Value> = values.iter().filter(|value| has_type(value, name)).cloned().collect();
        if !own.is_empty() {
            variant.insert("enum".to_owned(), own.into());
        }
    }
    variant.into()
}
