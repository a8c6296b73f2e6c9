// SPDX-License-Identifier: MIT-0
//! Values as plain text: path, query, header and form values, text bodies.

use super::codec::{Event, Look, Place, View};
use super::error::{Cx, DecodeError, Mode};

/// Reads one value out of its text.
pub fn decode_text(place: &mut dyn Place, text: &str, mode: Mode) -> Result<(), DecodeError> {
    let mut cx = Cx::new(mode);
    // A stop leaves its reason in the context.
    let _ = place.put(Event::Text(text), &mut cx);
    cx.finish(None)
}

/// The text of a value without parts; `None` for a list, an object, and what is not there.
pub fn to_text(value: &dyn View) -> Option<String> {
    look_text(&value.look())
}

/// The text of what a value looks like.
pub(super) fn look_text(look: &Look<'_>) -> Option<String> {
    match look {
        Look::Bool(value) => Some(value.to_string()),
        Look::I64(n) => Some(n.to_string()),
        Look::U64(n) => Some(n.to_string()),
        Look::F32(n) => Some(n.to_string()),
        Look::F64(n) => Some(n.to_string()),
        Look::Str(text) => Some((*text).to_owned()),
        Look::Text(text) | Look::Digits(text) => Some(text.clone()),
        Look::Absent | Look::Null | Look::List(_) | Look::Map(_) | Look::Object(_) | Look::Tagged(..) => None,
    }
}

/// The text of any value: parts as JSON, nothing for what is not there.
pub(super) fn flat_text(value: &dyn View) -> String {
    match value.look() {
        Look::Absent | Look::Null => String::new(),
        look => look_text(&look).unwrap_or_else(|| String::from_utf8_lossy(&super::json::to_json(value)).into_owned()),
    }
}

/// Checks a value against limits, as a reader does in strict mode.
pub fn check(limits: &super::limits::Limits, value: &dyn View) -> Result<(), DecodeError> {
    let mut cx = Cx::new(Mode::Strict);
    let _ = limits.check(value.look(), &mut cx);
    cx.finish(None)
}
