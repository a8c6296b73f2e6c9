//! JSON text to values.

use serde::de::DeserializeSeed;
use serde_json::Value;

use super::parse::{Budget, Reader, Stopped};
use crate::diagnostics::{Diagnostic, locate};
use crate::model::Pointer;

/// Why a text was not read.
pub(super) enum Failure {
    /// It is no JSON; it may be something else.
    Syntax(Vec<Diagnostic>),
    /// It is JSON, but not one that can be used.
    Final(Vec<Diagnostic>),
}

/// Reads a JSON text.
pub(super) fn parse(text: &str, file: usize) -> Result<(Value, Vec<Diagnostic>), Failure> {
    let budget = Budget::of(text);
    let reader = Reader { budget: &budget, depth: 0, merge_keys: false };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let result = reader.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    let error = match result {
        Ok(value) => return Ok((value, super::yaml::duplicates(text, file, &budget))),
        Err(error) => error,
    };
    let offset = locate::offset_of(text, error.line(), error.column());
    let at = Pointer { file, path: String::new() };
    let stopped = *budget.stopped.borrow();
    let message = error.to_string();
    if stopped == Some(Stopped::Depth) || message.starts_with("recursion limit") {
        return Err(Failure::Final(vec![super::yaml::too_deep(file, offset)]));
    }
    // serde_json ends with the position, which is shown in another way.
    let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
    let diagnostic = Diagnostic::error("broken-json", at, format!("this is no JSON: {what}"))
        .help("mend the text here or shortly before");
    Err(Failure::Syntax(vec![Diagnostic { offset: Some(offset), ..diagnostic }]))
}
