//! From the clean document to `openapiv3`'s types.
//!
//! After the repairs nothing should be refused here. If something is, the part is found by reading the parts one by
//! one: operations and paths are left out with a warning, a component that cannot be read is an error.

use openapiv3::{
    Header, OpenAPI, Operation, Parameter, PathItem, ReferenceOr, RequestBody, Response, Schema, SecurityScheme,
};
use serde::Deserialize;
use serde_json::Value;

use super::Webhook;
use super::grammar::METHODS;
use super::origins::Origins;
use crate::diagnostics::Diagnostic;
use crate::pointer::push;

/// Takes the webhooks, which openapiv3 does not know, out of a document.
pub(super) fn webhooks(document: &mut Value, origins: &Origins, diagnostics: &mut Vec<Diagnostic>) -> Vec<Webhook> {
    let mut webhooks = Vec::new();
    let Value::Object(root) = document else { return webhooks };
    for section in ["webhooks", "x-webhooks"] {
        let Some(Value::Object(items)) = root.shift_remove(section) else { continue };
        for (name, item) in items.into_iter().filter(|(name, _)| !name.starts_with("x-")) {
            let mut pointer = format!("/{section}");
            push(&mut pointer, &name);
            match PathItem::deserialize(item) {
                Ok(item) => webhooks.push(Webhook { name, pointer, item }),
                Err(problem) => diagnostics.push(refused(Diagnostic::warning, &pointer, origins, &problem)),
            }
        }
    }
    webhooks
}

/// Reads a document, without the parts that are refused.
pub(super) fn read(mut value: Value, origins: &Origins, diagnostics: &mut Vec<Diagnostic>) -> Option<OpenAPI> {
    let problem = match OpenAPI::deserialize(&value) {
        Ok(document) => return Some(document),
        Err(problem) => problem,
    };
    let before = diagnostics.len();
    operations(&mut value, origins, diagnostics);
    let good = components(&value, origins, diagnostics);
    if good
        && diagnostics.len() > before
        && let Ok(document) = OpenAPI::deserialize(&value)
    {
        return Some(document);
    }
    if diagnostics.len() == before {
        diagnostics.push(refused(Diagnostic::error, "", origins, &problem));
    }
    None
}

/// The message about a part; `make` is the severity.
pub(super) fn refused(
    make: fn(&'static str, crate::model::Pointer, String) -> Diagnostic,
    at: &str,
    origins: &Origins,
    problem: &serde_json::Error,
) -> Diagnostic {
    make("unreadable-document", origins.resolve(at), format!("this part cannot be read: {problem}"))
        .help("compare it with the OpenAPI specification; if it is right, this is worth a bug report")
}

/// Whether a part can be read.
fn check<T: for<'de> Deserialize<'de>>(value: &Value) -> Result<(), serde_json::Error> {
    T::deserialize(value).map(drop)
}

/// Leaves out the operations and paths that are refused.
fn operations(value: &mut Value, origins: &Origins, diagnostics: &mut Vec<Diagnostic>) {
    let Some(Value::Object(paths)) = value.get_mut("paths") else { return };
    paths.retain(|path, item| {
        if path.starts_with("x-") {
            return true;
        }
        let mut at = "/paths".to_owned();
        push(&mut at, path);
        if let Value::Object(members) = item {
            for method in METHODS {
                let Some(Err(problem)) = members.get(method).map(check::<Operation>) else { continue };
                members.shift_remove(method);
                let at = format!("{at}/{method}");
                diagnostics.push(refused(Diagnostic::warning, &at, origins, &problem));
            }
        }
        match check::<PathItem>(item) {
            Ok(()) => true,
            Err(problem) => {
                diagnostics.push(refused(Diagnostic::warning, &at, origins, &problem));
                false
            }
        }
    });
}

/// Names the components that are refused; whether there are none.
fn components(value: &Value, origins: &Origins, diagnostics: &mut Vec<Diagnostic>) -> bool {
    type Check = fn(&Value) -> Result<(), serde_json::Error>;
    let sections: [(&str, Check); 6] = [
        ("schemas", check::<ReferenceOr<Schema>>),
        ("responses", check::<ReferenceOr<Response>>),
        ("parameters", check::<ReferenceOr<Parameter>>),
        ("requestBodies", check::<ReferenceOr<RequestBody>>),
        ("headers", check::<ReferenceOr<Header>>),
        ("securitySchemes", check::<ReferenceOr<SecurityScheme>>),
    ];
    let mut good = true;
    for (section, check) in sections {
        let members = value.pointer(&format!("/components/{section}")).and_then(Value::as_object);
        for (name, member) in members.into_iter().flatten() {
            if let Err(problem) = check(member) {
                let mut at = format!("/components/{section}");
                push(&mut at, name);
                diagnostics.push(refused(Diagnostic::error, &at, origins, &problem));
                good = false;
            }
        }
    }
    good
}
