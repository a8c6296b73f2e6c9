//! The table of `tests/cases_run/values`: every component of every case, and its Rust type, so that none is forgotten.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use cratewright::model::{Api, NameHint, TypeId, TypeKind};
use cratewright::settings::Settings;
use serde_json::Value;

/// Writes the documents, the table and the dependencies of the package, which stands in `folder`.
pub(crate) fn write(folder: &Path, cases: &[(Settings, std::path::PathBuf)]) {
    let documents = folder.join("tests/values/documents");
    fs::create_dir_all(&documents).expect("a folder");
    let manifest = folder.join("Cargo.toml");
    let mut dependencies = fs::read_to_string(&manifest).expect("a manifest");
    let mut table = String::from("//! Written by `tests/cases.rs`.\n\nuse cases_values::{check, codec};\n");
    for (settings, spec) in cases {
        let name = &settings.name;
        let understood = cratewright::understand(spec, &settings.reading);
        let (api, names) = understood.api.as_ref().expect("a case is understood");
        let document = &understood.sources.files[0].value;
        if document.pointer("/components/schemas").is_none() {
            continue;
        }
        fs::write(documents.join(format!("{name}.json")), document.to_string()).expect("a document");
        let library = settings.library("types");
        writeln!(dependencies, "{name}-types = {{ path = \"../../{name}/types\" }}").expect("text");
        let test = name.replace('-', "_");
        writeln!(table, "\n#[test]\nfn {test}() {{\n    let document = include_str!(\"documents/{name}.json\");")
            .expect("text");
        writeln!(table, "    check(\"{name}\", document, &[").expect("text");
        for (index, def) in api.types.iter().enumerate() {
            let NameHint::Component(component) = &api.ty(def.input_of.unwrap_or(TypeId(index))).name_hint else {
                continue;
            };
            let direction = direction(api, TypeId(index), document);
            let kind = if matches!(def.kind, TypeKind::Alias(_)) { "Alias" } else { "Type" };
            let ty = names.types[index].name.as_str();
            writeln!(table, "        codec!({direction}, {kind}, {component:?}, {library}, {ty}),").expect("text");
        }
        table.push_str("    ]);\n}\n");
    }
    fs::write(folder.join("tests/values/table.rs"), table).expect("a table");
    fs::write(manifest, dependencies).expect("a manifest");
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
