//! JSON as people write it: with comments, and with a comma behind the last member or element.
//!
//! What JSON does not have becomes blanks, so that whatever is said about the rest stands where it stood.

use crate::diagnostics::Diagnostic;
use crate::model::Pointer;

/// Something that JSON does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extra {
    /// A comma before a closing bracket.
    Comma,
    /// `//` or `/* */`
    Comment,
    /// `#`, which YAML has too.
    Hash,
}

/// A text without what JSON does not have.
pub(super) struct Relaxed {
    /// As long as the text was, line by line.
    pub(super) text: String,
    extras: Vec<(Extra, usize)>,
}

impl Relaxed {
    /// `None` where there is nothing of the kind.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut bytes = text.as_bytes().to_vec();
        let mut extras = Vec::new();
        let mut comma = None;
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            let start = at;
            at += 1;
            match (byte, bytes.get(at)) {
                (b' ' | b'\t' | b'\r' | b'\n', _) => continue,
                (b'#', _) | (b'/', Some(b'/')) => {
                    at = start + bytes[start..].iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len() - start);
                    blank(&mut bytes[start..at]);
                    extras.push((if byte == b'#' { Extra::Hash } else { Extra::Comment }, start));
                    continue;
                }
                (b'/', Some(b'*')) => {
                    let end = bytes[at + 1..].windows(2).position(|pair| pair == b"*/").map(|end| at + 1 + end + 2);
                    at = end?;
                    blank(&mut bytes[start..at]);
                    extras.push((Extra::Comment, start));
                    continue;
                }
                (b'"', _) => {
                    while *bytes.get(at)? != b'"' {
                        at += if bytes[at] == b'\\' { 2 } else { 1 };
                    }
                    at += 1;
                }
                (b'}' | b']', _) => {
                    if let Some(comma) = comma.take() {
                        blank(&mut bytes[comma..=comma]);
                        extras.push((Extra::Comma, comma));
                    }
                }
                _ => {}
            }
            comma = (byte == b',').then_some(start);
        }
        extras.sort_by_key(|(_, at)| *at);
        let text = String::from_utf8(bytes).ok().filter(|_| !extras.is_empty())?;
        Some(Relaxed { text, extras })
    }

    /// A warning for each. In a file that is called YAML, what YAML has too is no mistake.
    pub(super) fn warnings(&self, is_yaml: bool, file: usize) -> Vec<Diagnostic> {
        let extras = self.extras.iter().filter(|(extra, _)| !is_yaml || *extra == Extra::Comment);
        let warning = |(extra, offset): &(Extra, usize)| {
            let (message, help) = match extra {
                Extra::Comma => ("JSON has no comma before a closing bracket; it is read over", "remove the comma"),
                Extra::Comment | Extra::Hash => {
                    ("JSON has no comments; this one is read over", "remove it, or put its text into a `description`")
                }
            };
            let at = Pointer { file, path: String::new() };
            Diagnostic { offset: Some(*offset), ..Diagnostic::warning("relaxed-json", at, message).help(help) }
        };
        extras.map(warning).collect()
    }
}

/// Lines stay lines.
fn blank(bytes: &mut [u8]) {
    bytes.iter_mut().filter(|byte| !matches!(**byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relaxed(text: &str) -> Option<String> {
        Relaxed::of(text).map(|relaxed| relaxed.text)
    }

    #[test]
    fn commas_and_comments_become_blanks() {
        assert_eq!(relaxed(r#"{"a": [1, 2,], }"#).as_deref(), Some(r#"{"a": [1, 2 ]  }"#));
        assert_eq!(relaxed("{ // ä\n\"a\": 1, /* b\n */ }").as_deref(), Some("{      \n\"a\": 1      \n    }"));
        assert_eq!(relaxed("[1, # one\r\n]").as_deref(), Some("[1       \r\n]"));
    }

    #[test]
    fn texts_stay() {
        assert_eq!(relaxed(r#"{"a": "http://x # /* \" ,]"}"#), None);
        assert_eq!(relaxed("[1, 2]"), None);
        // Nothing that is broken anyway is made whole.
        assert_eq!(relaxed("[1, /* "), None);
        assert_eq!(relaxed("[1, \"\\"), None);
        assert_eq!(relaxed("[,]").as_deref(), Some("[ ]"));
    }
}
