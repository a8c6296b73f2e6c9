//! One thing where a list of things is needed: `allOf: { $ref: .. }`, `servers: { url: .. }`.
//!
//! From the outside in, before anything else is mended: without its list the one thing would be taken for a map of many.

use std::collections::HashMap;

use serde_json::Value;

use super::super::grammar::{Kind, each_child};
use super::super::origins::Origins;
use crate::diagnostics::Diagnostic;
use crate::pointer::push;

/// Puts single things into lists; gives the moves.
pub(in super::super) fn lists(
    document: &mut Value,
    origins: &Origins,
    diagnostics: &mut Vec<Diagnostic>,
) -> HashMap<String, String> {
    let mut moves = HashMap::new();
    visit(document, Kind::Document, &mut String::new(), &mut |value, kind, path| {
        let Value::Object(members) = value else { return };
        let single = |value: &Value| value.as_object().is_some_and(|one| !one.is_empty());
        let singles = members.iter_mut().filter(|(key, value)| is_list(kind, key) && single(value));
        for (key, value) in singles {
            let mut at = path.to_owned();
            push(&mut at, key);
            let message = format!("`{key}` must be a list; it is read as a list of one");
            let place = origins.resolve(&at);
            diagnostics.push(Diagnostic::warning("wrong-type", place, message).help("put it into a list"));
            moves.insert(format!("{at}/0"), at);
            *value = Value::Array(vec![value.take()]);
        }
    });
    moves
}

/// The members that are lists of maps.
fn is_list(kind: Kind, key: &str) -> bool {
    match kind {
        Kind::Document => matches!(key, "servers" | "security" | "tags"),
        Kind::Operation => matches!(key, "servers" | "security" | "parameters"),
        Kind::PathItem => matches!(key, "servers" | "parameters"),
        Kind::Schema => matches!(key, "allOf" | "anyOf" | "oneOf"),
        _ => false,
    }
}

/// Visits every part, parents before children.
fn visit(value: &mut Value, kind: Kind, path: &mut String, call: &mut dyn FnMut(&mut Value, Kind, &str)) {
    call(value, kind, path);
    each_child(value, kind, path, &mut |child, kind, path| visit(child, kind, path, call));
}
