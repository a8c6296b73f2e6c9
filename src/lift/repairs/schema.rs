//! Repairs of schemas: types, numbers, values, and references with siblings.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::super::given::OTHER_EXAMPLES;
use super::super::shape::{brief, has_type, whole};
use super::{Repairs, nulls, pattern};
use crate::multiples::common_multiple;
use crate::pointer::{child, unescape};

/// Mends one schema; those inside it are mended already.
pub(super) fn schema(repairs: &mut Repairs<'_>, schema: &mut Map<String, Value>, at: &str) {
    type_name(repairs, schema, at);
    if schema.get("multipleOf").and_then(Value::as_f64).is_some_and(|step| step <= 0.0) {
        let message = "`multipleOf` must be above 0; it is left out";
        repairs.warn("wrong-type", &child(at, "multipleOf"), message);
        schema.shift_remove("multipleOf");
    }
    pattern::delimiters(repairs, schema, at);
    if schema.get("type").and_then(Value::as_str) == Some("integer") {
        integer_bounds(repairs, schema, at);
    }
    extension_of_v2(repairs, schema, at);
    values(repairs, schema, at);
    discriminator(repairs, schema, at);
    nulls(schema);
    // openapiv3 has no place for it.
    if let Some(xml @ Value::Object(_)) = schema.shift_remove("xml") {
        schema.insert("x-cratewright-xml".to_owned(), xml);
    }
    if let Some(Value::Object(docs)) = schema.get_mut("externalDocs") {
        docs.retain(|key, value| value.is_string() || key.starts_with("x-"));
        if !docs.contains_key("url") {
            schema.shift_remove("externalDocs");
        }
    }
}

/// Tools that convert documents of 2.0 leave this behind, where it is the only word for null.
fn extension_of_v2(repairs: &mut Repairs<'_>, schema: &mut Map<String, Value>, at: &str) {
    if schema.get("x-nullable") == Some(&Value::Bool(true)) && !schema.contains_key("nullable") {
        let message = "`x-nullable` is an extension of Swagger 2.0; it is read as `nullable`";
        repairs.warn("older-keyword", &child(at, "x-nullable"), message);
        schema.insert("nullable".to_owned(), true.into());
    }
}

/// Words that people write for a type, with the type and format that they mean.
const TYPE_WORDS: [(&str, Option<&str>, Option<&str>); 19] = [
    ("any", None, None),
    ("bool", Some("boolean"), None),
    ("byte", Some("string"), Some("byte")),
    ("date", Some("string"), Some("date")),
    ("date-time", Some("string"), Some("date-time")),
    ("datetime", Some("string"), Some("date-time")),
    ("dict", Some("object"), None),
    ("double", Some("number"), Some("double")),
    ("file", Some("string"), Some("binary")),
    ("float", Some("number"), Some("float")),
    ("int", Some("integer"), None),
    ("int32", Some("integer"), Some("int32")),
    ("int64", Some("integer"), Some("int64")),
    ("list", Some("array"), None),
    ("long", Some("integer"), Some("int64")),
    ("map", Some("object"), None),
    ("str", Some("string"), None),
    ("text", Some("string"), None),
    ("uuid", Some("string"), Some("uuid")),
];

fn type_name(repairs: &mut Repairs<'_>, schema: &mut Map<String, Value>, at: &str) {
    let Some(Value::String(name)) = schema.get("type") else { return };
    if ["string", "number", "integer", "boolean", "array", "object"].contains(&name.as_str()) {
        return;
    }
    let lower = name.to_lowercase();
    let place = format!("{at}/type");
    if lower == "null" {
        schema.shift_remove("type");
        schema.insert("nullable".to_owned(), true.into());
        schema.insert("enum".to_owned(), json!([null]));
        return;
    }
    let known = ["string", "number", "integer", "boolean", "array", "object"].iter().find(|known| **known == lower);
    let word = TYPE_WORDS.iter().find(|(word, _, _)| *word == lower);
    let (meant, format) = match (known, word) {
        (Some(known), _) => (Some(*known), None),
        (None, Some((_, meant, format))) => (*meant, *format),
        (None, None) => (None, None),
    };
    let message = match meant {
        Some(meant) => format!("`{name}` is no type; it is read as `{meant}`"),
        None => format!("`{name}` is no type; any value is allowed"),
    };
    repairs.warn("unknown-type", &place, message);
    match meant {
        Some(meant) => {
            schema.insert("type".to_owned(), meant.into());
        }
        None => drop(schema.shift_remove("type")),
    }
    if let Some(format) = format {
        schema.entry("format").or_insert_with(|| format.into());
    }
}

/// The bounds of integers: whole, and within 64 bits.
fn integer_bounds(repairs: &mut Repairs<'_>, schema: &mut Map<String, Value>, at: &str) {
    unsigned(repairs, schema, at);
    for key in ["minimum", "maximum", "multipleOf"] {
        let Some(Value::Number(number)) = schema.get(key) else { continue };
        if number.is_i64() {
            continue;
        }
        if key == "multipleOf"
            && let Some(step) = common_multiple(&1.into(), number)
        {
            schema.insert(key.to_owned(), step.into());
            continue;
        }
        let place = format!("{at}/{key}");
        let float = number.as_f64().unwrap_or_default();
        let rounded = match key {
            "minimum" => float.ceil(),
            "maximum" => float.floor(),
            _ => float,
        };
        let bound =
            serde_json::Number::from_f64(rounded).and_then(|number| whole(&number)).filter(|_| !number.is_u64());
        match bound {
            Some(bound) => {
                if float.fract() != 0.0 {
                    repairs.warn(
                        "integer-bound",
                        &place,
                        format!("`{key}` of an integer is no integer; {bound} is used"),
                    );
                    let exclusive = if key == "minimum" { "exclusiveMinimum" } else { "exclusiveMaximum" };
                    schema.shift_remove(exclusive);
                }
                schema.insert(key.to_owned(), bound.into());
            }
            None => {
                let message = match key {
                    "multipleOf" => "no 64-bit integer is a multiple of this but 0; it is not checked".to_owned(),
                    _ => format!("`{key}` does not fit into 64 bits, so that it excludes nothing; it is not checked"),
                };
                repairs.warn("integer-bound", &place, message);
                schema.shift_remove(key);
            }
        }
    }
}

/// Integers from 0 to beyond the signed ones are unsigned, and so are those of which an example or the default is beyond
/// them and no bound says otherwise; that the last of these is the largest need not be said.
fn unsigned(repairs: &mut Repairs<'_>, schema: &mut Map<String, Value>, at: &str) {
    let is_beyond = |value: &Value| value.as_u64().is_some_and(|number| i64::try_from(number).is_err());
    let most = schema.get("maximum").filter(|most| is_beyond(most)).and_then(Value::as_u64);
    if most.is_some() && schema.get("minimum").is_some_and(Value::is_u64) {
        schema.entry("format").or_insert_with(|| "uint64".into());
    }
    let shows = |value: &Value| is_beyond(value) || value.as_array().is_some_and(|list| list.iter().any(is_beyond));
    let shown = ["default", "example", OTHER_EXAMPLES].into_iter().find(|key| schema.get(*key).is_some_and(shows));
    let says_otherwise = schema.contains_key("format")
        || schema.contains_key("minimum")
        || schema.get("maximum").is_some_and(|most| !is_beyond(most));
    if let Some(key) = shown.filter(|_| !says_otherwise) {
        let message = "this does not fit into 64 bits with a sign; such integers are read without one, from 0 on";
        repairs.warn("integer-bound", &format!("{at}/{key}"), message);
        schema.insert("format".to_owned(), "uint64".into());
        schema.insert("minimum".to_owned(), 0.into());
    }
    if most == Some(u64::MAX) && schema.get("format").is_some_and(|format| format == "uint64") {
        let exclusive = schema.get("exclusiveMaximum").is_some_and(|flag| *flag == Value::Bool(true));
        if !exclusive {
            schema.shift_remove("maximum");
        }
    }
}

/// Enum values and defaults in another type than the schema's: most often a matter of quotes.
fn values(repairs: &mut Repairs<'_>, schema: &mut Map<String, Value>, at: &str) {
    if schema.get("enum").and_then(Value::as_array).is_some_and(Vec::is_empty) {
        repairs.warn("empty-enum", &format!("{at}/enum"), "this enum has no values; it is left out");
        schema.shift_remove("enum");
    }
    let Some(Value::String(name)) = schema.get("type") else { return };
    let name = name.clone();
    let nullable = schema.get("nullable") == Some(&Value::Bool(true));
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        let mut odd = false;
        for value in values.iter_mut() {
            if let Some(mended) = retype(value, &name) {
                // 1.0 is an integer, written in another way.
                odd |= !(value.is_number() && mended.is_number());
                *value = mended;
            }
        }
        if odd {
            let message =
                format!("some values of the enum are not of the type `{name}`; they are read as if they were");
            repairs.warn("enum-type", &format!("{at}/enum"), message);
        }
        let wrong: Vec<&Value> = values.iter().filter(|value| !value.is_null() && !has_type(value, &name)).collect();
        if let Some(first) = wrong.first() {
            let may_be_null = nullable || values.iter().any(Value::is_null);
            if wrong.len() < values.len() || may_be_null {
                let message = format!("`{}` is not of the type `{name}`, so no value is ever that", brief(first));
                repairs.warn("enum-type", &format!("{at}/enum"), message);
            } else if !wrong.iter().all(|value| name == "integer" && value.is_number()) {
                // That of an integer with a fraction is seen where the limits are.
                let message = format!(
                    "no value satisfies this schema: its type is `{name}`, and `{}` is of another one",
                    brief(first)
                );
                repairs.mend("no-value", &format!("{at}/enum"), message, "correct the type or the values");
            }
        }
        // Twice the same value says nothing more.
        let all = values.len();
        let mut seen = HashSet::with_capacity(all);
        let mut new = values.iter().map(|value| seen.insert(value)).collect::<Vec<bool>>().into_iter();
        values.retain(|_| new.next().unwrap_or(true));
        if values.len() < all {
            repairs.warn("enum-twice", &format!("{at}/enum"), "a value stands twice in this enum; it is used once");
        }
    }
    if let Some(default) = schema.get_mut("default")
        && let Some(mended) = retype(default, &name)
    {
        let message = format!("the default is not of the type `{name}`; it is read as `{mended}`");
        repairs.warn("default-type", &format!("{at}/default"), message);
        *default = mended;
    }
}

/// A value in the type that it should have, where that is clear and it has another.
fn retype(value: &Value, name: &str) -> Option<Value> {
    match (name, value) {
        ("string", Value::Number(_) | Value::Bool(_)) => Some(value.to_string().into()),
        ("integer", Value::String(text)) => text.parse::<i64>().ok().map(Value::from),
        ("integer", Value::Number(number)) if number.is_f64() => whole(number).map(Value::from),
        ("number", Value::String(text)) => serde_json::Number::from_f64(text.parse().ok()?).map(Value::Number),
        ("boolean", Value::String(text)) => text.to_lowercase().parse::<bool>().ok().map(Value::Bool),
        _ => None,
    }
}

fn discriminator(repairs: &mut Repairs<'_>, schema: &mut Map<String, Value>, at: &str) {
    let Some(Value::Object(discriminator)) = schema.get_mut("discriminator") else { return };
    if !discriminator.get("propertyName").is_some_and(Value::is_string) {
        let message = "the discriminator has no `propertyName`; it is left out";
        repairs.warn("missing-member", &format!("{at}/discriminator"), message);
        schema.shift_remove("discriminator");
        return;
    }
    if let Some(Value::Object(mapping)) = discriminator.get_mut("mapping") {
        mapping.retain(|_, target| target.is_string());
    } else {
        discriminator.shift_remove("mapping");
    }
    // openapiv3 has no place for it.
    if let Some(target @ Value::String(_)) = discriminator.shift_remove("defaultMapping") {
        discriminator.insert("x-cratewright-default".to_owned(), target);
    }
}

/// A reference with siblings becomes an `allOf`, because openapiv3 drops what stands beside a reference.
pub(super) fn siblings(repairs: &mut Repairs<'_>, schema: &mut Map<String, Value>, at: &str) {
    const PLAIN: [&str; 12] = [
        "description",
        "title",
        "example",
        "examples",
        "nullable",
        "readOnly",
        "writeOnly",
        "deprecated",
        "default",
        "externalDocs",
        "summary",
        "xml",
    ];
    let Some(reference) = schema.shift_remove("$ref") else { return };
    schema.shift_remove("summary");
    // A type beside a reference repeats what the target says.
    if schema.get("type").is_some() && schema.keys().all(|key| key == "type" || PLAIN.contains(&key.as_str())) {
        schema.shift_remove("type");
    }
    if schema.is_empty() {
        schema.insert("$ref".to_owned(), reference);
        return;
    }
    let odd = schema.keys().find(|key| !PLAIN.contains(&key.as_str()) && !key.starts_with("x-")).cloned();
    if let Some(key) = odd {
        // A conversion may have put it in the place of what the document says.
        let place = repairs.origins.resolve(&child(at, &key)).path;
        let key = place.rsplit_once('/').map_or(key, |(_, said)| unescape(said));
        let message = format!("`{key}` stands beside a `$ref`; both are used, as with `allOf`");
        repairs.warn("ref-siblings", &format!("{at}/$ref"), message);
    }
    let mut all = match schema.shift_remove("allOf") {
        Some(Value::Array(all)) => all,
        _ => Vec::new(),
    };
    for index in (0..all.len()).rev() {
        repairs.moves.insert(format!("{at}/allOf/{}", index + 1), format!("{at}/allOf/{index}"));
    }
    repairs.moves.insert(format!("{at}/allOf/0"), at.to_owned());
    all.insert(0, json!({ "$ref": reference }));
    schema.insert("allOf".to_owned(), all.into());
}
