//! `cratewright explain`: the table of codes as text. It knows no code by name.

use crate::diagnostics::codes::{self, CODES};

/// How wide the text is.
const WIDTH: usize = 80;

/// The long text of a code, or the list of all codes.
pub(super) fn explain(code: Option<&str>) -> Result<String, String> {
    let Some(code) = code else { return Ok(list()) };
    // As it is copied from a message: `error[unresolved-ref]`.
    let bare = code.rsplit_once('[').map_or(code, |(_, rest)| rest).trim_end_matches(']').trim();
    match codes::find(bare) {
        Some(entry) => Ok(format!("{}: {}\n\n{}", entry.code, entry.title, wrapped(entry.text))),
        None => Err(match codes::nearest(bare) {
            Some(near) => format!("there is no code `{bare}`; did you mean `{near}`?"),
            None => format!("there is no code `{bare}`; `cratewright explain` lists all of them"),
        }),
    }
}

fn list() -> String {
    let width = CODES.iter().map(|entry| entry.code.len()).max().unwrap_or_default();
    CODES.iter().map(|entry| format!("{:width$}  {}\n", entry.code, entry.title)).collect()
}

/// Breaks a paragraph into lines.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
    out
}
