//! Which OpenAPI a document speaks.

use serde_json::Value;

use crate::diagnostics::Diagnostic;
use crate::model::Pointer;

/// The dialects that can be lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Swagger 2.0
    V2,
    /// OpenAPI 3.0
    V30,
    /// OpenAPI 3.1, whose schemas are JSON Schema.
    V31,
    /// OpenAPI 3.2, which has the same schemas.
    V32,
}

/// What is read.
const READ: &str = "cratewright reads Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2";

/// Members at the top of documents that are no OpenAPI, with what such a document is and what to do with it.
const OTHERS: [(&str, &str, &str); 8] = [
    ("swaggerVersion", "this is Swagger 1", "convert it to Swagger 2.0 or OpenAPI 3 first"),
    ("asyncapi", "this is an AsyncAPI document, which describes messages", "there is no API over HTTP in it"),
    ("overlay", "this is an overlay, which changes another document", "name it as an overlay of that document"),
    (
        "arazzo",
        "this is an Arazzo document, which describes calls that follow each other",
        "name the document of the API",
    ),
    ("openrpc", "this is an OpenRPC document", "there is no API over HTTP in it"),
    ("discoveryVersion", "this is a document of Google's discovery service", "convert it to OpenAPI first"),
    ("smithy", "this is a Smithy model", "let Smithy write it as OpenAPI first"),
    ("$schema", "this is a JSON Schema", "name the document of an API that refers to it"),
];

/// Reads the dialect off a document; a version that is newer than those that are known is read as the newest.
pub(super) fn detect(document: &Value, diagnostics: &mut Vec<Diagnostic>) -> Option<Dialect> {
    let root = Pointer::default();
    let Some(members) = document.as_object() else {
        let what = match document {
            Value::Null => "this file is empty",
            _ => "an OpenAPI document is a map of keys to values, and this is none",
        };
        diagnostics.push(Diagnostic::error("not-openapi", root, what).help(READ));
        return None;
    };
    // YAML reads an unquoted 3.0 as a number.
    let version = |key: &str| {
        let value = members.get(key)?;
        Some(value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned()))
    };
    for (key, name, other) in [("openapi", "OpenAPI", "swagger"), ("swagger", "Swagger", "openapi")] {
        let Some(version) = version(key) else { continue };
        let mut parts = version.split('.');
        let (major, minor) = (parts.next().unwrap_or_default(), parts.next());
        let at = root.child(key);
        let known = match (major, minor, minor.and_then(|minor| minor.parse::<u32>().ok())) {
            ("2", Some("0") | None, _) => Some(Dialect::V2),
            ("3", Some("0") | None, _) => Some(Dialect::V30),
            ("3", Some("1"), _) => Some(Dialect::V31),
            ("3", Some("2"), _) => Some(Dialect::V32),
            ("3", _, Some(_)) => {
                let message = format!("the {name} version `{version}` is newer than what is known; it is read as 3.2");
                diagnostics.push(Diagnostic::warning("unknown-version", at.clone(), message).help(READ));
                Some(Dialect::V32)
            }
            _ => {
                let message = format!("the {name} version `{version}` is not known");
                diagnostics.push(Diagnostic::error("unknown-version", at.clone(), message).help(READ));
                None
            }
        };
        if known.is_some_and(|dialect| (dialect == Dialect::V2) != (key == "swagger")) {
            let message = format!("there is no {name} {version}; it is read as if it were the version of `{other}`");
            let help = format!("write `{other}: {version}`");
            diagnostics.push(Diagnostic::warning("unknown-version", at, message).help(help));
        }
        return known;
    }
    diagnostics.push(match OTHERS.iter().find(|(key, ..)| members.contains_key(*key)) {
        Some((key, what, help)) => Diagnostic::error("not-openapi", root.child(key), format!("{what}, and no OpenAPI"))
            .help(format!("{help}; {READ}")),
        None => Diagnostic::error(
            "not-openapi",
            root,
            "this is no OpenAPI document: it has neither `openapi` nor `swagger`",
        )
        .help(format!("begin with `openapi: 3.0.3`; {READ}")),
    });
    None
}

/// Says the version where its dialect has it.
pub(super) fn settle(dialect: Dialect, document: &mut Value) {
    let Some(root) = document.as_object_mut() else { return };
    let (right, wrong) = if dialect == Dialect::V2 { ("swagger", "openapi") } else { ("openapi", "swagger") };
    if let Some(version) = root.shift_remove(wrong) {
        root.entry(right).or_insert(version);
    }
}
