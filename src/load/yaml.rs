//! YAML text to values. The only file that names `serde_yaml`.

use serde::de::DeserializeSeed;
use serde_json::Value;

use super::limits::{MAX_DEPTH, MAX_OPEN_BRACKETS};
use super::parse::{Budget, Reader, Stopped};
use crate::diagnostics::{Diagnostic, locate};
use crate::model::Pointer;

/// Reads a YAML text that holds one document.
pub(super) fn parse(text: &str, file: usize) -> Result<(Value, Vec<Diagnostic>), Vec<Diagnostic>> {
    if let Some(offset) = too_many_brackets(text) {
        return Err(vec![too_deep(file, offset)]);
    }
    let budget = Budget::of(text);
    let reader = Reader { budget: &budget, depth: 0, merge_keys: true };
    let mut documents = serde_yaml::Deserializer::from_str(text);
    let value = match documents.next() {
        Some(document) => reader.deserialize(document).map_err(|error| vec![failure(text, file, &budget, &error)])?,
        None => Value::Null,
    };
    match documents.next() {
        None => Ok((value, duplicates(text, file, &budget))),
        Some(second) => {
            let offset = locate::second_document(text);
            // What cannot be read behind the first one is no document.
            if offset.is_none()
                && let Err(error) = reader.deserialize(second)
            {
                return Err(vec![failure(text, file, &budget, &error)]);
            }
            let at = Pointer { file, path: String::new() };
            let diagnostic = Diagnostic::error("several-documents", at, "a second YAML document starts here")
                .help("keep one document per file");
            Err(vec![Diagnostic { offset: Some(offset.unwrap_or(0)), ..diagnostic }])
        }
    }
}

/// Where more brackets are open than any document has.
fn too_many_brackets(text: &str) -> Option<usize> {
    let mut open = 0usize;
    text.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > MAX_OPEN_BRACKETS
    })
}

/// Whether a text of YAML may have this character.
fn is_printable(sign: char) -> bool {
    matches!(sign, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

/// What serde_yaml stumbled over.
fn failure(text: &str, file: usize, budget: &Budget, error: &serde_yaml::Error) -> Diagnostic {
    let offset = error.location().map_or(0, |place| locate::offset_of(text, place.line(), place.column()));
    let at = Pointer { file, path: String::new() };
    let message = error.to_string();
    let stopped = *budget.stopped.borrow();
    if message.contains("control characters")
        && let Some((offset, sign)) = text.char_indices().find(|(_, sign)| !is_printable(*sign))
    {
        let message = format!("U+{:04X} is a control character, which YAML does not allow", u32::from(sign));
        let diagnostic = Diagnostic::error("broken-yaml", at, message).help("remove it, or write an escape in quotes");
        return Diagnostic { offset: Some(offset), ..diagnostic };
    }
    let diagnostic = if stopped == Some(Stopped::Depth) || message.starts_with("recursion limit") {
        return too_deep(file, offset);
    } else if stopped == Some(Stopped::Size) || message.starts_with("repetition limit") {
        Diagnostic::error("alias-bomb", at, "the aliases of this document make it too large to read")
            .help("write the repeated parts as components and refer to them with `$ref`")
    } else if message.contains("invalid type") {
        // Nothing but keys has to be of a type.
        Diagnostic::error("broken-yaml", at, "a map or a list stands where a key is needed")
            .help("put the key in quotes; braces and brackets begin maps and lists")
    } else {
        // serde_yaml ends with the position, which is shown in another way.
        let what = message.split(" at line ").next().unwrap_or(&message);
        Diagnostic::error("broken-yaml", at, format!("this is no YAML: {what}"))
            .help("mend the text here or shortly before; indentation and unquoted `:` or `#` are the usual reasons")
    };
    Diagnostic { offset: Some(offset), ..diagnostic }
}

/// The message about a text that is nested deeper than any document.
pub(super) fn too_deep(file: usize, offset: usize) -> Diagnostic {
    let at = Pointer { file, path: String::new() };
    let message = format!("the document is nested more than {MAX_DEPTH} levels deep");
    let diagnostic = Diagnostic::error("too-deep", at, message).help("give the inner schemas names under `components`");
    Diagnostic { offset: Some(offset), ..diagnostic }
}

/// The warnings about every key that stands twice in its map.
pub(super) fn duplicates(text: &str, file: usize, budget: &Budget) -> Vec<Diagnostic> {
    if !budget.twice.get() {
        return Vec::new();
    }
    let warning = |duplicate: locate::Duplicate| {
        let at = Pointer { file, path: duplicate.path };
        let message = format!("the key `{}` stands twice in this map; the last one counts", duplicate.key);
        let diagnostic = Diagnostic::warning("duplicate-key", at.clone(), message)
            .related(at, "this one counts")
            .help("remove or rename one of them");
        Diagnostic { offset: Some(duplicate.offset), ..diagnostic }
    };
    locate::duplicate_keys(text).into_iter().map(warning).collect()
}
