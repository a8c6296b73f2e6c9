//! The schemas of a document as JSON Schema 2020-12, which the judge understands.
//!
//! Said in other words: `nullable`, `exclusiveMinimum: true`, the ranges of number formats, `discriminator`, and which
//! properties travel. The rest is the document's.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From client to server: without what is `readOnly`.
    Sent,
    /// From server to client: without what is `writeOnly`.
    Received,
    /// No matter.
    Any,
}

const SCHEMAS: &str = "#/components/schemas/";
/// What a schema with heirs says of itself, as opposed to what stands where it is used.
const OWN: &str = ".itself";
/// Where a schema holds one schema, several in a list, several by name.
const ONE: [&str; 3] = ["items", "additionalProperties", "not"];
const LISTS: [&str; 3] = ["prefixItems", "oneOf", "anyOf"];
/// What the judge is not to see.
const SILENT: [&str; 8] =
    ["nullable", "discriminator", "readOnly", "writeOnly", "default", "example", "examples", "exclusiveMinimum"];

/// The schemas of a document, for one direction.
pub(crate) struct Schemas {
    root: Value,
}

impl Schemas {
    pub(crate) fn new(document: &Value, direction: Direction) -> Schemas {
        let given = document.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default();
        let converter = Converter { given: &given, direction };
        let mut schemas = Map::new();
        for (name, schema) in &given {
            if !converter.heirs(name).is_empty() {
                schemas.insert(format!("{name}{OWN}"), converter.own(schema));
            }
            schemas.insert(name.clone(), converter.union(name, schema));
        }
        Schemas { root: json!({"components": {"schemas": schemas}}) }
    }

    /// What a reference points to.
    pub(crate) fn target(&self, reference: &str) -> &Value {
        self.root.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }

    /// A schema of the document, by reference.
    pub(crate) fn schema(name: &str) -> Value {
        json!({"$ref": reference(name)})
    }

    /// The judge.
    pub(crate) fn validator(&self, name: &str) -> Validator {
        let mut root = self.root.clone();
        root["$ref"] = json!(reference(name));
        jsonschema::draft202012::options()
            .should_validate_formats(true)
            .with_format("byte", |text: &str| is_base64(text))
            .with_format("decimal", |text: &str| is_decimal(text))
            .build(&root)
            .unwrap_or_else(|error| panic!("{name} is no schema: {error}"))
    }
}

fn reference(name: &str) -> String {
    format!("{SCHEMAS}{}", name.replace('~', "~0").replace('/', "~1"))
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(fraction)
}

struct Converter<'a> {
    given: &'a Map<String, Value>,
    direction: Direction,
}

impl Converter<'_> {
    /// A component where it is used: with heirs, any of them.
    fn union(&self, name: &str, schema: &Value) -> Value {
        let heirs = self.heirs(name);
        if heirs.is_empty() || schema.get("oneOf").is_some() {
            return self.convert(schema);
        }
        let mut variants = vec![self.tagged(schema, name, json!({"$ref": reference(&format!("{name}{OWN}"))}))];
        variants.extend(heirs.iter().map(|heir| self.tagged(schema, heir, Schemas::schema(heir))));
        json!({"oneOf": variants})
    }

    /// A component where its heirs build on it.
    fn own(&self, schema: &Value) -> Value {
        let mut schema = schema.clone();
        if let Some(schema) = schema.as_object_mut() {
            schema.remove("oneOf");
            schema.remove("discriminator");
        }
        self.convert(&schema)
    }

    /// The components that have the one with a discriminator as a part; where it lists them, those.
    fn heirs(&self, base: &str) -> Vec<String> {
        let schema = &self.given[base];
        if schema.get("discriminator").is_none() {
            return Vec::new();
        }
        let listed = |name: &str| match schema.get("oneOf") {
            Some(variants) => list(variants).any(|variant| variant["$ref"] == reference(name)),
            None => true,
        };
        self.given.keys().filter(|name| listed(name) && self.builds_on(name, base, 9)).cloned().collect()
    }

    fn builds_on(&self, name: &str, base: &str, depth: usize) -> bool {
        depth > 0
            && list(&self.given[name]["allOf"]).any(|part| {
                let target = part["$ref"].as_str().and_then(|part| part.strip_prefix(SCHEMAS)).unwrap_or_default();
                target == base || (self.given.contains_key(target) && self.builds_on(target, base, depth - 1))
            })
    }

    fn convert(&self, schema: &Value) -> Value {
        let Some(given) = schema.as_object() else { return schema.clone() };
        let mut out = Map::new();
        for (key, value) in given {
            let value = match &**key {
                "exclusiveMaximum" if value.is_boolean() => continue,
                "exclusiveMinimum" if !value.is_boolean() => value.clone(),
                key if SILENT.contains(&key) => continue,
                "minimum" if given.get("exclusiveMinimum") == Some(&json!(true)) => {
                    out.insert("exclusiveMinimum".to_owned(), value.clone());
                    continue;
                }
                "maximum" if given.get("exclusiveMaximum") == Some(&json!(true)) => {
                    out.insert("exclusiveMaximum".to_owned(), value.clone());
                    continue;
                }
                "properties" => self.properties(given, value),
                "required" => list(value).filter(|name| !self.unasked(given, name)).cloned().collect(),
                "allOf" => list(value).map(|part| self.part(part)).collect(),
                key if ONE.contains(&key) => self.convert(value),
                key if LISTS.contains(&key) => list(value).map(|schema| self.variant(given, schema)).collect(),
                _ => value.clone(),
            };
            out.insert(key.clone(), value);
        }
        if !out.contains_key("type") && ["properties", "required"].iter().any(|key| out.contains_key(*key)) {
            out.insert("type".to_owned(), json!("object"));
        }
        let mut out = Value::Object(out);
        if let Some((low, high)) = range(given) {
            out = json!({"allOf": [out, {"minimum": low, "maximum": high}]});
        }
        if given.get("nullable") == Some(&json!(true)) {
            out = json!({"anyOf": [{"type": "null"}, out]});
        }
        out
    }

    fn properties(&self, owner: &Map<String, Value>, properties: &Value) -> Value {
        let each = properties.as_object().into_iter().flatten().map(|(name, schema)| {
            let travels = !self.unasked(owner, &json!(name)) || self.described_again(name);
            (name.clone(), if travels { self.convert(schema) } else { json!(false) })
        });
        Value::Object(each.collect())
    }

    /// Whether a property does not travel this way, or need not. What tells variants apart always does.
    fn unasked(&self, owner: &Map<String, Value>, name: &Value) -> bool {
        let name = name.as_str().unwrap_or_default();
        let Some(mark) = self.mark() else { return false };
        let tag = |schema: &Value| schema["discriminator"]["propertyName"] == name;
        let Some(property) = owner.get("properties").and_then(|properties| properties.get(name)) else { return false };
        property[mark] == true && !self.given.values().any(tag)
    }

    /// Whether a part of an `allOf` describes a property that another part marks, without the mark: it may travel then.
    fn described_again(&self, name: &str) -> bool {
        let Some(mark) = self.mark() else { return false };
        self.given.values().any(|schema| {
            let parts = list(&schema["allOf"]).map(|part| {
                let target = part["$ref"].as_str().and_then(|part| part.strip_prefix(SCHEMAS));
                target.map_or(part, |target| &self.given[target])
            });
            let marked: Vec<bool> =
                parts.filter_map(|part| Some(part["properties"].get(name)?[mark] == true)).collect();
            marked.contains(&true) && marked.contains(&false)
        })
    }

    /// The word that keeps a property from travelling this way.
    fn mark(&self) -> Option<&'static str> {
        match self.direction {
            Direction::Sent => Some("readOnly"),
            Direction::Received => Some("writeOnly"),
            Direction::Any => None,
        }
    }

    /// A part of an `allOf`: of what has heirs, what it says of itself.
    fn part(&self, part: &Value) -> Value {
        let target = part["$ref"].as_str().and_then(|part| part.strip_prefix(SCHEMAS)).unwrap_or_default();
        if self.given.contains_key(target) && !self.heirs(target).is_empty() {
            return json!({"$ref": reference(&format!("{target}{OWN}"))});
        }
        self.convert(part)
    }

    fn variant(&self, owner: &Map<String, Value>, variant: &Value) -> Value {
        match variant["$ref"].as_str().and_then(|target| target.strip_prefix(SCHEMAS)) {
            Some(name) if owner.contains_key("discriminator") => {
                self.tagged(&Value::Object(owner.clone()), name, self.convert(variant))
            }
            _ => self.convert(variant),
        }
    }

    /// A variant with the values of the discriminator that stand for it.
    fn tagged(&self, owner: &Value, name: &str, variant: Value) -> Value {
        let property = &owner["discriminator"]["propertyName"];
        let mapping = owner["discriminator"]["mapping"].as_object().into_iter().flatten();
        let means = |target: &Value| *target == name || *target == reference(name);
        let mut tags: Vec<_> = mapping.filter(|(_, target)| means(target)).map(|(tag, _)| tag.as_str()).collect();
        let property = property.as_str().unwrap_or_default();
        let stated = self.given.get(name).and_then(|variant| variant["x-ms-discriminator-value"].as_str());
        if tags.is_empty() {
            tags.extend(stated);
        }
        if tags.is_empty() {
            // Without a mapping it is the name, unless the variant allows others only.
            let allowed = self.given.get(name).and_then(|variant| variant["properties"][property]["enum"].as_array());
            let allowed: Vec<_> = allowed.into_iter().flatten().filter_map(Value::as_str).collect();
            if allowed.is_empty() || allowed.contains(&name) { tags.push(name) } else { tags = allowed }
        }
        json!({"allOf": [{"type": "object", "required": [property], "properties": {property: {"enum": tags}}}, variant]})
    }
}

/// What a number format can hold. An integer without a format, or with an unknown one, is an `i64` in Rust.
fn range(schema: &Map<String, Value>) -> Option<(Value, Value)> {
    let holds = |name: &str| match &schema.get("type")? {
        Value::Array(types) => types.iter().any(|ty| ty == name).then_some(()),
        ty => (*ty == name).then_some(()),
    };
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    if holds("integer").is_some() {
        return Some(match format {
            "int8" => (json!(i8::MIN), json!(i8::MAX)),
            "int16" => (json!(i16::MIN), json!(i16::MAX)),
            "int32" => (json!(i32::MIN), json!(i32::MAX)),
            "uint8" => (json!(0), json!(u8::MAX)),
            "uint16" => (json!(0), json!(u16::MAX)),
            "uint32" => (json!(0), json!(u32::MAX)),
            "uint64" => (json!(0), json!(u64::MAX)),
            // Integers from 0 that may be larger than an `i64` are unsigned.
            "" if is(schema, "minimum", |_| true) && is(schema, "maximum", |most| i64::try_from(most).is_err()) => {
                (json!(0), json!(u64::MAX))
            }
            _ => (json!(i64::MIN), json!(i64::MAX)),
        });
    }
    holds("number").filter(|()| format == "float").map(|()| {
        // As it is written.
        let most: f64 = f32::MAX.to_string().parse().unwrap_or_default();
        (json!(-most), json!(most))
    })
}

/// Whether a bound is a number that is not negative, and such a one.
fn is(schema: &Map<String, Value>, bound: &str, such: impl Fn(u64) -> bool) -> bool {
    schema.get(bound).and_then(Value::as_u64).is_some_and(such)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
