//! The table of `tests/cases_run/values`: every component of every case, every inline schema of its operations, and their
//! Rust types, so that none is forgotten; and the examples that the document gives of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use cratewright::model::{Api, NameHint, TypeId, TypeKind};
use cratewright::settings::Settings;
use serde_json::{Map, Value, json};

/// Writes the documents, the table and the dependencies of the package, which stands in `folder`.
pub(crate) fn write(folder: &Path, cases: &[(Settings, std::path::PathBuf)]) {
    let documents = folder.join("tests/values/documents");
    fs::create_dir_all(&documents).expect("a folder");
    let manifest = folder.join("Cargo.toml");
    let mut dependencies = fs::read_to_string(&manifest).expect("a manifest");
    let mut examples = 0;
    let mut table = String::from("//! Written by `tests/cases.rs`.\n\nuse cases_values::{check, codec};\n");
    for (settings, spec) in cases {
        let name = &settings.name;
        let understood = cratewright::understand(spec, &settings.reading);
        let (api, names) = understood.api.as_ref().expect("a case is understood");
        let document = &understood.sources.files[0].value;
        let library = settings.library("types");
        let mut codecs = String::new();
        // By pointer into the document: what the judge and the table call it.
        let mut known = BTreeMap::new();
        let given = document.pointer("/components/schemas").and_then(Value::as_object);
        let mut schemas = given.cloned().unwrap_or_default();
        for (index, def) in api.types.iter().enumerate() {
            let origin = api.ty(def.input_of.unwrap_or(TypeId(index)));
            let (module, ty) = (&names.types[index].module, &names.types[index].name);
            let (schema, path) = match &origin.name_hint {
                NameHint::Component(component) => (component.clone(), ty.to_string()),
                hint @ (NameHint::Operation { .. } | NameHint::Shared(_)) => {
                    let Some(schema) = described(document, &origin.origin.path) else { continue };
                    let name = format!("{module}.{ty}");
                    schemas.insert(name.clone(), schema);
                    let is_at_root = matches!(hint, NameHint::Shared(_));
                    (name, if is_at_root { ty.to_string() } else { format!("{module}::{ty}") })
                }
                NameHint::Pinned(_) | NameHint::Within { .. } => continue,
            };
            let direction = direction(api, TypeId(index), document);
            let kind = if matches!(def.kind, TypeKind::Alias(_)) { "Alias" } else { "Type" };
            writeln!(codecs, "        codec!({direction}, {kind}, {schema:?}, {library}, {path}),").expect("text");
            known.insert(origin.origin.path.clone(), schema);
        }
        if codecs.is_empty() {
            continue;
        }
        let mut given = Examples { document, known: &known, found: Map::new() };
        given.walk(document, String::new());
        examples += given.found.len();
        let given = given.found;
        let mut document = document.clone();
        document["components"]["schemas"] = Value::Object(schemas);
        document["x-examples"] = Value::Object(given);
        fs::write(documents.join(format!("{name}.json")), document.to_string()).expect("a document");
        writeln!(dependencies, "{name}-types = {{ path = \"../../{name}/types\" }}").expect("text");
        let test = name.replace('-', "_");
        writeln!(table, "\n#[test]\nfn {test}() {{\n    let document = include_str!(\"documents/{name}.json\");")
            .expect("text");
        writeln!(table, "    check(\"{name}\", document, &[\n{codecs}    ]);\n}}").expect("text");
    }
    assert!(examples > 0, "no case has examples any more, or they are not found");
    fs::write(folder.join("tests/values/table.rs"), table).expect("a table");
    fs::write(manifest, dependencies).expect("a manifest");
}

/// The schema at a place; where it describes events of several kinds, what their data may be: that is what has a type.
fn described(document: &Value, pointer: &str) -> Option<Value> {
    let schema = document.pointer(pointer)?;
    if !pointer.ends_with("/text~1event-stream/itemSchema") {
        return Some(schema.clone());
    }
    let kinds = schema["oneOf"].as_array().into_iter().flatten();
    let data: Vec<_> = kinds.filter_map(|kind| kind.pointer("/properties/data/contentSchema").cloned()).collect();
    Some(json!({ "oneOf": data }))
}

/// The examples of a document, by the name of the schema that they are examples of.
struct Examples<'a> {
    document: &'a Value,
    known: &'a BTreeMap<String, String>,
    found: Map<String, Value>,
}

impl Examples<'_> {
    /// Those of everything that has some: schemas, and what has a schema beside them (media types, parameters, headers).
    fn walk(&mut self, value: &Value, pointer: String) {
        let below = |key: &str| format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
        match value {
            Value::Object(members) => {
                if let Some(schema) = members.get("schema") {
                    let at = below("schema");
                    self.given(members).iter().for_each(|example| self.add(schema, &at, example));
                } else if self.known.contains_key(&pointer) {
                    self.given(members).iter().for_each(|example| self.add(value, &pointer, example));
                }
                members.iter().for_each(|(key, value)| self.walk(value, below(key)));
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| self.walk(item, format!("{pointer}/{index}")));
            }
            _ => {}
        }
    }

    /// What stands in `example` and `examples`: a list of values, or objects with a value by name.
    fn given(&self, owner: &Map<String, Value>) -> Vec<Value> {
        let mut found: Vec<_> = owner.get("example").cloned().into_iter().collect();
        match owner.get("examples") {
            Some(Value::Array(values)) => found.extend(values.iter().cloned()),
            Some(Value::Object(named)) => {
                let targets = named.values().map(|example| self.target(example).map_or(example, |(_, target)| target));
                found.extend(targets.filter_map(|example| example.get("value").cloned()));
            }
            _ => {}
        }
        found
    }

    /// Where a reference leads, and what is there.
    fn target<'v>(&'v self, value: &'v Value) -> Option<(&'v str, &'v Value)> {
        let pointer = value.get("$ref")?.as_str()?.strip_prefix('#')?;
        Some((pointer, self.document.pointer(pointer)?))
    }

    /// An example of the schema at a place; of a list without a name, of its items.
    fn add(&mut self, schema: &Value, pointer: &str, example: &Value) {
        let (pointer, schema) = self.target(schema).unwrap_or((pointer, schema));
        if let Some(name) = self.known.get(pointer) {
            let examples = self.found.entry(name.clone()).or_insert_with(|| Value::Array(Vec::new()));
            examples.as_array_mut().expect("a list").push(example.clone());
        } else if let (Some(items), Some(list)) = (schema.get("items").cloned(), example.as_array()) {
            let pointer = format!("{pointer}/items");
            list.iter().for_each(|item| self.add(&items, &pointer, item));
        }
    }
}

/// Which way a type travels, where that makes a difference.
fn direction(api: &Api, id: TypeId, document: &Value) -> &'static str {
    if api.ty(id).input_of.is_some() {
        return "Sent";
    }
    if api.types.iter().any(|def| def.input_of == Some(id)) {
        return "Received";
    }
    // One form, without what does not travel.
    let TypeKind::Struct(object) = &api.ty(id).kind else { return "Any" };
    let mark = |name: &String| document.pointer(&format!("{}/properties/{name}/readOnly", api.ty(id).origin.path));
    match object.withheld.first().map(mark) {
        Some(Some(Value::Bool(true))) => "Sent",
        Some(_) => "Received",
        None => "Any",
    }
}
