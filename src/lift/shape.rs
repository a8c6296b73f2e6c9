//! Which JSON type each member of a 3.0 document has to have. What does not fit is mended where its meaning is clear,
//! and else left out with a warning, so that `openapiv3` is never asked to read something that it refuses.

use serde_json::{Map, Number, Value};

use super::grammar::Kind;

/// What a member must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Text.
    Text,
    /// true or false.
    Flag,
    /// A number.
    Number,
    /// A number of characters, items or properties.
    Count,
    /// A map.
    Map,
    /// A list.
    List,
    /// A list of texts.
    Texts,
    /// A map of texts.
    TextMap,
    /// A map, true or false.
    MapOrFlag,
    /// Whatever: data.
    Any,
}

impl Shape {
    /// In the words of a message.
    pub(super) fn words(self) -> &'static str {
        match self {
            Shape::Text => "text",
            Shape::Flag => "true or false",
            Shape::Number => "a number",
            Shape::Count => "a whole number that is not negative",
            Shape::Map => "a map",
            Shape::List => "a list",
            Shape::Texts => "a list of texts",
            Shape::TextMap => "a map of texts",
            Shape::MapOrFlag => "a map, true or false",
            Shape::Any => "any value",
        }
    }

    /// Whether a value is of this shape.
    pub(super) fn fits(self, value: &Value) -> bool {
        match self {
            Shape::Text => value.is_string(),
            Shape::Flag => value.is_boolean(),
            Shape::Number => value.is_number(),
            Shape::Count => value.as_u64().is_some_and(|count| usize::try_from(count).is_ok()),
            Shape::Map => value.is_object(),
            Shape::List => value.is_array(),
            Shape::Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
            Shape::TextMap => value.as_object().is_some_and(|members| members.values().all(Value::is_string)),
            Shape::MapOrFlag => value.is_object() || value.is_boolean(),
            Shape::Any => true,
        }
    }

    /// The value that was most likely meant; `raw` is the text in the user's file where it is known.
    pub(super) fn mend(self, value: &Value, raw: impl Fn() -> Option<String>) -> Option<Value> {
        match (self, value) {
            (Shape::Text, Value::Number(_) | Value::Bool(_)) => Some(raw().unwrap_or_else(|| value.to_string()).into()),
            (Shape::Text, Value::Array(items)) => {
                let lines: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
                Some(lines?.join("\n").into())
            }
            (Shape::Flag | Shape::MapOrFlag, Value::String(text)) => flag(text).map(Value::Bool),
            (Shape::Flag, Value::Number(number)) => match number.as_i64() {
                Some(0) => Some(Value::Bool(false)),
                Some(1) => Some(Value::Bool(true)),
                _ => None,
            },
            (Shape::Number, Value::String(text)) => number(text),
            (Shape::Count, Value::String(text)) => text.parse::<u32>().ok().map(Value::from),
            (Shape::Count, Value::Number(number)) => {
                whole(number).and_then(|count| u32::try_from(count).ok()).map(Value::from)
            }
            (Shape::Texts, Value::String(text)) => Some(Value::Array(vec![text.as_str().into()])),
            (Shape::Texts, Value::Array(items)) => {
                let text = |item: &Value| match item {
                    Value::String(text) => Some(text.clone()),
                    Value::Number(_) | Value::Bool(_) => Some(item.to_string()),
                    Value::Object(members) => members.get("name").and_then(Value::as_str).map(str::to_owned),
                    _ => None,
                };
                Some(items.iter().filter_map(text).collect())
            }
            (Shape::TextMap, Value::Object(members)) => {
                let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                Some(
                    members
                        .iter()
                        .map(|(key, value)| (key.clone(), Value::String(text(value))))
                        .collect::<Map<_, _>>()
                        .into(),
                )
            }
            (Shape::List, Value::Object(members)) if members.is_empty() => Some(Value::Array(Vec::new())),
            _ => None,
        }
    }
}

/// Yes or no, in the words that older YAML has for it too.
fn flag(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "on" => Some(true),
        "false" | "no" | "n" | "off" => Some(false),
        _ => None,
    }
}

/// A number out of a text.
fn number(text: &str) -> Option<Value> {
    match text.parse::<i64>() {
        Ok(whole) => Some(whole.into()),
        Err(_) => Number::from_f64(text.parse().ok()?).map(Value::Number),
    }
}

/// A number without a fraction, as an integer.
pub(super) fn whole(number: &Number) -> Option<i64> {
    if let Some(whole) = number.as_i64() {
        return Some(whole);
    }
    let float = number.as_f64().filter(|_| number.is_f64())?;
    // The bounds are the powers of two themselves, so that the cast is exact.
    let fits = float.fract() == 0.0 && (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&float);
    fits.then_some(float as i64)
}

/// Whether a value has a type of JSON Schema, null aside: a number without a fraction is an integer, however it is written.
pub(super) fn has_type(value: &Value, name: &str) -> bool {
    match value {
        Value::String(_) => name == "string",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => name == "number" || name == "integer" && (!number.is_f64() || whole(number).is_some()),
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
        Value::Null => false,
    }
}

/// A value for a message, cut where it is long.
pub(super) fn brief(value: &Value) -> String {
    const MOST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// The shape of a member; `None` for members that nobody reads.
pub(super) fn member(kind: Kind, key: &str) -> Option<Shape> {
    use Shape::{Any, Count, Flag, List, Map, MapOrFlag, Number, Text, Texts};
    Some(match (kind, key) {
        (Kind::Data | Kind::Each(_) | Kind::Callback, _) => return None,
        (Kind::Fields(_), key) => return (!key.starts_with("x-")).then_some(Map),
        (_, "description" | "summary" | "title" | "$ref") => Text,
        (_, "externalDocs" | "content" | "headers" | "links" | "callbacks" | "encoding") => Map,
        (_, "servers") => List,
        (Kind::Document, "openapi") => Text,
        (Kind::Document, "info" | "paths" | "components" | "webhooks" | "x-webhooks") => Map,
        (Kind::Document, "tags") => List,
        (Kind::Document | Kind::Operation, "security") => List,
        (Kind::Components, key) if !key.starts_with("x-") => Map,
        (Kind::PathItem | Kind::Operation, "parameters") => List,
        (Kind::PathItem, key) if super::grammar::METHODS.contains(&key) => Map,
        (Kind::Operation, "tags") => Texts,
        (Kind::Operation, "operationId") => Text,
        (Kind::Operation, "requestBody" | "responses") => Map,
        (Kind::Parameter, "name" | "in") => Text,
        (Kind::Parameter | Kind::Header, "style") | (Kind::Encoding, "style" | "contentType") => Text,
        (Kind::RequestBody, "required") => Flag,
        (
            Kind::Parameter | Kind::Header | Kind::Encoding,
            "required" | "deprecated" | "explode" | "allowReserved" | "allowEmptyValue",
        ) => Flag,
        (Kind::Operation, "deprecated") => Flag,
        (Kind::Parameter | Kind::Header | Kind::MediaType, "schema" | "examples") => Map,
        (Kind::Schema, key) => match key {
            "type" | "format" | "pattern" => Text,
            "nullable" | "readOnly" | "writeOnly" | "deprecated" | "exclusiveMinimum" | "exclusiveMaximum"
            | "uniqueItems" => Flag,
            "multipleOf" | "minimum" | "maximum" => Number,
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => Count,
            "properties" | "items" | "not" | "discriminator" => Map,
            "allOf" | "anyOf" | "oneOf" | "enum" => List,
            "required" => Texts,
            "additionalProperties" => MapOrFlag,
            _ => Any,
        },
        (Kind::SecurityScheme, "type" | "name" | "in" | "scheme" | "bearerFormat" | "openIdConnectUrl") => Text,
        (Kind::SecurityScheme, "flows") => Map,
        (Kind::Example, "externalValue") => Text,
        (Kind::Link, "operationId" | "operationRef") => Text,
        (Kind::Link, "parameters") => Map,
        _ => Any,
    })
}
