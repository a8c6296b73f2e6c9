//! One value into another, by the rules of the specification.

use serde_json::Value;

use super::trail::{Origin, Trail};
use crate::diagnostics::Diagnostic;
use crate::model::Pointer;
use crate::pointer::push;

/// What a value is to these rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Map,
    List,
    Primitive,
}

impl Kind {
    pub(super) fn of(value: &Value) -> Kind {
        match value {
            Value::Object(_) => Kind::Map,
            Value::Array(_) => Kind::List,
            _ => Kind::Primitive,
        }
    }

    /// In words.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Map => "a map",
            Kind::List => "a list",
            Kind::Primitive => "a single value",
        }
    }
}

/// Merges into a target; `at` is its pointer.
pub(super) fn target(
    value: &mut Value,
    update: &Value,
    at: &mut String,
    origin: &Origin,
    trail: &mut Trail,
    diagnostics: &mut Vec<Diagnostic>,
) {
    match value {
        // A list takes an item as well as a list of them.
        Value::Array(items) if !update.is_array() => {
            trail.put(format!("{at}/{}", items.len()), origin.clone());
            items.push(update.clone());
        }
        _ => merge(value, update, at, origin, trail, diagnostics),
    }
}

fn merge(
    value: &mut Value,
    update: &Value,
    at: &mut String,
    origin: &Origin,
    trail: &mut Trail,
    diagnostics: &mut Vec<Diagnostic>,
) {
    match (value, update) {
        (Value::Object(members), Value::Object(update)) => {
            let base = at.len();
            for (key, update) in update {
                push(at, key);
                match members.get_mut(key) {
                    Some(value) => merge(value, update, at, &origin.child(key), trail, diagnostics),
                    None => {
                        trail.put(at.clone(), origin.child(key));
                        members.insert(key.clone(), update.clone());
                    }
                }
                at.truncate(base);
            }
        }
        (Value::Array(items), Value::Array(update)) => {
            for (index, item) in update.iter().enumerate() {
                trail.put(format!("{at}/{}", items.len()), origin.child(&index.to_string()));
                items.push(item.clone());
            }
        }
        (value, update) if Kind::of(value) == Kind::Primitive && Kind::of(update) == Kind::Primitive => {
            trail.put(at.clone(), origin.clone());
            *value = update.clone();
        }
        (value, update) => {
            let (new, old) = (Kind::of(update).word(), Kind::of(value).word());
            let message = format!("{new} cannot be merged into {old}");
            let place = trail.resolve(&Pointer { file: 0, path: at.clone() });
            let diagnostic = Diagnostic::error("overlay-mismatch", origin.pointer().clone(), message)
                .related(place, format!("this is {old}"))
                .help("to put something else in its place, remove it with an action of its own before this one");
            diagnostics.push(diagnostic);
        }
    }
}
