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
    /// It is JSON, with a number that this reader has no room for.
    Number(Vec<Diagnostic>),
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
    let diagnostic = Diagnostic::error("broken-json", at, format!("this is no JSON: {}", words(what)))
        .help("mend the text here or shortly before");
    let diagnostics = vec![Diagnostic { offset: Some(offset), ..diagnostic }];
    Err(if what == "number out of range" { Failure::Number(diagnostics) } else { Failure::Syntax(diagnostics) })
}

/// What serde_json says, in words for people who do not program.
fn words(what: &str) -> &str {
    match what {
        "EOF while parsing a list" => "the text ends inside a list",
        "EOF while parsing an object" => "the text ends inside an object",
        "EOF while parsing a string" => "the text ends inside quotes",
        "EOF while parsing a value" => "the text ends where a value is needed",
        "expected `:`" => "a colon is missing between a key and its value",
        "expected `,` or `]`" => "a comma or the end of the list is missing",
        "expected `,` or `}`" => "a comma or the end of the object is missing",
        "expected ident" => "only `true`, `false` and `null` stand without quotes",
        "expected value" => "a value is needed here",
        "key must be a string" => "a key in double quotes is needed here",
        "control character (\\u0000-\\u001F) found while parsing a string" => {
            "a line break, a tab or another control character stands inside quotes"
        }
        "invalid escape" => "this escape means nothing; a backslash is written as two",
        "invalid number" => "this is no number",
        "number out of range" => "this number is too large",
        "invalid unicode code point" | "lone leading surrogate in hex escape" | "unexpected end of hex escape" => {
            "this escape is no character"
        }
        "trailing comma" => "a comma stands before a closing bracket",
        "trailing characters" => "something follows behind the end of the document",
        other => other,
    }
}
