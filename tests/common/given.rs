//! The examples that a document gives, with the Rust types of their places; and what a reader may lose of a value.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cratewright::Understood;
use cratewright::model::{Content, Format, NameHint, Payload, Pointer, TypeId, TypeRef};
use cratewright::settings::Settings;
use cratewright::view::rust_type::RustTypes;
use serde_json::{Map, Value};

use crate::judge::{Schemas, component};

/// An example.
pub(crate) struct Given {
    /// Where it stands, in the lifted document.
    pub(crate) place: String,
    /// The Rust type of its schema.
    pub(crate) ty: String,
    pub(crate) schema: Value,
    pub(crate) value: Value,
}

/// The examples of a document's schemas, parameters, headers and JSON bodies, as far as their places have types.
pub(crate) fn examples(understood: &Understood, document: &Value, settings: &Settings) -> Vec<Given> {
    let (api, names) = understood.api.as_ref().expect("a model");
    let rust = RustTypes::outside(api, names, settings);
    let mut types: BTreeMap<Pointer, String> = BTreeMap::new();
    let mut at = |origin: &Pointer, ty: String| {
        types.entry(origin.clone()).or_insert(ty);
    };
    for (index, def) in api.types.iter().enumerate() {
        // The base of heirs stands where the union of them does, which comes first.
        let is_base = matches!(&def.name_hint, NameHint::Within { role, .. } if role == "base");
        if def.input_of.is_none() && !is_base {
            at(&def.origin, rust.of(&TypeRef::Named(TypeId(index))).to_string());
        }
        if let cratewright::model::TypeKind::Struct(object) = &def.kind {
            object.fields.iter().for_each(|field| at(&field.origin, rust.value(&field.value).to_string()));
        }
    }
    let mut body = |payload: &Payload| {
        if let (Content::Value(value), Format::Json) = (&payload.content, &payload.media[0].format) {
            at(&payload.origin, rust.value(value).to_string());
        }
    };
    for operation in &api.operations {
        operation.bodies.iter().for_each(&mut body);
        operation.responses.iter().flat_map(|response| &response.payloads).for_each(&mut body);
    }
    for operation in &api.operations {
        for param in &operation.params {
            types.entry(param.origin.clone()).or_insert(rust.value(&param.value).to_string());
        }
        for header in operation.responses.iter().flat_map(|response| &response.headers) {
            types.entry(header.origin.clone()).or_insert(rust.value(&header.value).to_string());
        }
    }
    let mut walk = Walk { understood, document, types, found: Vec::new(), known: BTreeSet::new() };
    walk.walk(document, &mut String::new(), false);
    walk.found
}

struct Walk<'a> {
    understood: &'a Understood,
    document: &'a Value,
    types: BTreeMap<Pointer, String>,
    found: Vec<Given>,
    /// Places of the user's document that were looked at: a component is lifted once, what is inlined more often.
    known: BTreeSet<Pointer>,
}

impl Walk<'_> {
    /// Looks for examples. `names` says that the keys here are names of the document's.
    fn walk(&mut self, value: &Value, pointer: &mut String, names: bool) {
        match value {
            Value::Object(members) => {
                if !names {
                    self.look(members, pointer);
                }
                for (key, member) in members {
                    let is_data =
                        ["example", "examples", "default", "enum", "const", "mapping"].contains(&key.as_str());
                    if !names && (is_data || key.starts_with("x-")) {
                        continue;
                    }
                    let maps =
                        ["properties", "schemas", "responses", "parameters", "headers", "requestBodies", "paths"];
                    let length = pointer.len();
                    pointer.push('/');
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                    self.walk(member, pointer, !names && (maps.contains(&key.as_str()) || key == "content"));
                    pointer.truncate(length);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let length = pointer.len();
                    pointer.push_str(&format!("/{index}"));
                    self.walk(item, pointer, false);
                    pointer.truncate(length);
                }
            }
            _ => {}
        }
    }

    fn look(&mut self, members: &Map<String, Value>, pointer: &str) {
        let lifted = self.understood.lifted.as_ref().expect("lifted");
        let origin = lifted.origins.resolve(pointer);
        let mut values: Vec<Value> = members.get("example").cloned().into_iter().collect();
        for example in members.get("examples").and_then(Value::as_object).into_iter().flatten().map(|(_, one)| one) {
            let reference = example.get("$ref").and_then(Value::as_str).and_then(|at| at.strip_prefix('#'));
            let example = reference.and_then(|at| self.document.pointer(at)).unwrap_or(example);
            values.extend(example.get("value").cloned());
        }
        // The lifted document keeps the first of those that 3.1 has.
        let user = self.understood.sources.files.get(origin.file).and_then(|file| file.value.pointer(&origin.path));
        values.extend(
            user.and_then(|user| user.get("examples")).and_then(Value::as_array).into_iter().flatten().cloned(),
        );
        let Some(ty) = self.types.get(&origin).filter(|_| !values.is_empty()) else { return };
        if !self.known.insert(origin) {
            return;
        }
        let schema = members.get("schema").cloned().unwrap_or_else(|| Value::Object(members.clone()));
        let mut seen: Vec<Value> = Vec::new();
        for value in values {
            if seen.contains(&value) {
                continue;
            }
            // Whether null is allowed is said where a type is used.
            let ty = if value.is_null() && !ty.starts_with("Option ") { format!("Option<{ty}>") } else { ty.clone() };
            self.found.push(Given { place: pointer.to_owned(), ty, schema: schema.clone(), value: value.clone() });
            seen.push(value);
        }
    }
}

/// A part of a value that was not written as it was read.
pub(crate) struct Lost {
    pointer: String,
    why: String,
}

impl Lost {
    pub(crate) fn new(pointer: &str, why: String) -> Self {
        Lost { pointer: pointer.to_owned(), why }
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.why)
    }
}

/// What was written otherwise than it was read, but for properties that the schema does not name, and those that
/// travel in one direction only.
pub(crate) fn lost<'a>(schemas: &'a Schemas, schema: &'a Value, read: &Value, written: &Value) -> Vec<Lost> {
    let mut found = Vec::new();
    Compare { schemas }.compare(&[schema], read, written, "", &mut found);
    found
}

struct Compare<'a> {
    schemas: &'a Schemas,
}

impl<'a> Compare<'a> {
    fn compare(&self, schemas: &[&'a Value], read: &Value, written: &Value, at: &str, found: &mut Vec<Lost>) {
        match (read, written) {
            (Value::Object(before), Value::Object(after)) => {
                for name in after.keys().filter(|name| !before.contains_key(*name)) {
                    found.push(Lost::new(&format!("{at}/{name}"), "was not there".to_owned()));
                }
                let all = self.all(schemas, read);
                for (name, value) in before {
                    let (described, ignored) = property(&all, name);
                    let at = format!("{at}/{name}");
                    match after.get(name) {
                        Some(after) => self.compare(&described, value, after, &at, found),
                        None if described.is_empty() || ignored => {}
                        None => found.push(Lost::new(&at, format!("{value} is lost"))),
                    }
                }
            }
            (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
                let all = self.all(schemas, read);
                let items: Vec<&Value> = all.iter().filter_map(|schema| schema.get("items")).collect();
                for (index, (before, after)) in before.iter().zip(after).enumerate() {
                    self.compare(&items, before, after, &format!("{at}/{index}"), found);
                }
            }
            (Value::Number(before), Value::Number(after)) if same(before, after) => {}
            (before, after) if before == after => {}
            (before, after) => found.push(Lost::new(at, format!("{before} is written {after}"))),
        }
    }

    /// The schemas that a value keeps to: parts of them too, and of alternatives those that it is one of.
    fn all(&self, schemas: &[&'a Value], value: &Value) -> Vec<&'a Value> {
        let mut open: Vec<&'a Value> = schemas.to_vec();
        let mut all: Vec<&'a Value> = Vec::new();
        while let Some(schema) = open.pop() {
            if all.len() > 500 {
                break;
            }
            if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(component) {
                open.extend(self.schemas.component(name));
                continue;
            }
            all.push(schema);
            let list = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
            open.extend(list("allOf"));
            let fits = |schema: &&Value| self.schemas.judge(schema, value).is_some_and(|wrong| wrong.is_empty());
            open.extend(list("oneOf").chain(list("anyOf")).filter(fits));
        }
        all
    }
}

/// The schemas of a property, and whether it travels in one direction only.
fn property<'s>(all: &[&'s Value], name: &str) -> (Vec<&'s Value>, bool) {
    let own: Vec<&Value> = all.iter().filter_map(|schema| schema.get("properties")?.get(name)).collect();
    let marked = |schema: &&Value| schema.get("readOnly").or(schema.get("writeOnly")) == Some(&Value::Bool(true));
    let ignored = own.iter().any(marked);
    if !own.is_empty() {
        return (own, ignored);
    }
    (all.iter().filter_map(|schema| schema.get("additionalProperties").filter(|one| **one != false)).collect(), false)
}

fn same(a: &serde_json::Number, b: &serde_json::Number) -> bool {
    // Up to the precision of 32 bits, which a schema may ask for.
    a == b || a.as_f64() == b.as_f64() || a.as_f64().map(|a| a as f32) == b.as_f64().map(|b| b as f32)
}
