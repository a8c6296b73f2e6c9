//! Operations whose methods 3.0 does not know (`query`, `additionalOperations` of 3.2): openapiv3's path items have no
//! place for them, so they are taken out of the document before it is read.

use std::collections::HashMap;

use openapiv3::{Operation, PathItem};
use serde_json::Value;

use super::grammar::{Kind, METHODS, walk};
use super::origins::Origins;
use super::read::refused;
use crate::diagnostics::Diagnostic;
use crate::pointer::push;

/// The methods that a path item has members for, besides those that openapiv3 knows.
const OWN_MEMBER: [(&str, &str); 1] = [("query", "QUERY")];
/// Where the others stand, under the names that are sent.
const OTHERS: &str = "additionalOperations";

/// The operations with such methods, by the pointer of their path item.
#[derive(Clone, Debug, Default)]
pub struct Methods(HashMap<String, Vec<Other>>);

#[derive(Clone, Debug)]
struct Other {
    method: String,
    pointer: String,
    operation: Operation,
}

/// An operation, whatever its method is.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// As it is sent.
    pub method: String,
    /// Where it stands in the lifted document, or stood before it was taken out of it.
    pub pointer: String,
    /// The operation.
    pub operation: &'a Operation,
}

impl Methods {
    /// All operations of the path item at a pointer.
    pub fn of<'a>(&'a self, item: &'a PathItem, at: &str) -> Vec<Found<'a>> {
        let known = item.iter().map(|(method, operation)| Found {
            method: method.to_ascii_uppercase(),
            pointer: format!("{at}/{method}"),
            operation,
        });
        let others = self.0.get(at).into_iter().flatten().map(|other| Found {
            method: other.method.clone(),
            pointer: other.pointer.clone(),
            operation: &other.operation,
        });
        known.chain(others).collect()
    }

    /// Every operation that was taken out, with its pointer.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Operation)> {
        self.0.values().flatten().map(|other| (other.pointer.as_str(), &other.operation))
    }
}

/// Takes the operations out of a document.
pub(super) fn take(document: &mut Value, origins: &Origins, diagnostics: &mut Vec<Diagnostic>) -> Methods {
    let mut methods = Methods::default();
    walk(document, Kind::Document, &mut String::new(), &mut |value, kind, at| {
        let (Kind::PathItem, Value::Object(item)) = (kind, value) else { return };
        let mut found: Vec<(String, String, Value)> = Vec::new();
        for (member, method) in OWN_MEMBER {
            found.extend(
                item.shift_remove(member).map(|operation| (method.to_owned(), format!("{at}/{member}"), operation)),
            );
        }
        if let Some(Value::Object(others)) = item.shift_remove(OTHERS) {
            for (method, operation) in others {
                let mut pointer = format!("{at}/{OTHERS}");
                push(&mut pointer, &method);
                match misfit(&method) {
                    Some(problem) => {
                        let message = format!("`{method}` {problem}; its operation is left out");
                        diagnostics.push(Diagnostic::warning("unsupported-method", origins.resolve(&pointer), message));
                    }
                    None => found.push((method, pointer, operation)),
                }
            }
        }
        let mut kept = Vec::new();
        for (method, pointer, operation) in found {
            match serde_json::from_value(operation) {
                Ok(operation) => kept.push(Other { method, pointer, operation }),
                Err(problem) => diagnostics.push(refused(Diagnostic::warning, &pointer, origins, &problem)),
            }
        }
        if !kept.is_empty() {
            methods.0.insert(at.to_owned(), kept);
        }
    });
    methods
}

/// What is wrong with a name under `additionalOperations`, in words that follow it.
fn misfit(method: &str) -> Option<&'static str> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if method.is_empty() || !method.bytes().all(is_token) {
        return Some("is no method of HTTP");
    }
    if METHODS.iter().any(|own| own.eq_ignore_ascii_case(method)) {
        return Some("has a member of its own in the path item");
    }
    method.eq_ignore_ascii_case("connect").then_some("is about connections and names no path")
}
