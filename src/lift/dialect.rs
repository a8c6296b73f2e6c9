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
    /// OpenAPI 3.1 and 3.2, whose schemas are JSON Schema.
    V31,
}

/// Reads the dialect off a document.
pub(super) fn detect(document: &Value) -> Result<Dialect, Box<Diagnostic>> {
    let root = Pointer::default();
    let help = "cratewright reads Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2";
    let Some(members) = document.as_object() else {
        let what = match document {
            Value::Null => "this file is empty",
            _ => "an OpenAPI document is a map of keys to values, and this is none",
        };
        return Err(Box::new(Diagnostic::error("not-openapi", root, what).help(help)));
    };
    // YAML reads an unquoted 3.0 as a number.
    let version =
        |key: &str| members.get(key).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    if let Some(version) = version("openapi") {
        let mut parts = version.split('.');
        return match (parts.next(), parts.next()) {
            (Some("3"), Some("0") | None) => Ok(Dialect::V30),
            (Some("3"), Some("1" | "2")) => Ok(Dialect::V31),
            _ => {
                let message = format!("the OpenAPI version `{version}` is not known");
                Err(Box::new(Diagnostic::error("unknown-version", root.child("openapi"), message).help(help)))
            }
        };
    }
    if let Some(version) = version("swagger") {
        if matches!(version.as_str(), "2.0" | "2") {
            return Ok(Dialect::V2);
        }
        let message = format!("the Swagger version `{version}` is not known");
        return Err(Box::new(Diagnostic::error("unknown-version", root.child("swagger"), message).help(help)));
    }
    let message = "this is no OpenAPI document: it has neither `openapi` nor `swagger`";
    let diagnostic = Diagnostic::error("not-openapi", root, message);
    Err(Box::new(diagnostic.help(format!("begin with `openapi: 3.0.3`; {help}"))))
}
