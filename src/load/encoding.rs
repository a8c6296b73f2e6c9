//! The bytes of a file to its text: UTF-8, or UTF-16 where that is plain to see; no byte order mark, and lines that end
//! as everything behind this expects.

use super::files::Problem;
use crate::diagnostics::locate;

/// The text of a file's bytes.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, Problem> {
    let unit: Option<fn([u8; 2]) -> u16> = match bytes.as_slice() {
        [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
        // Every document begins with a sign of ASCII.
        [1..=255, 0, 1..=255, 0, ..] => Some(u16::from_le_bytes),
        [0, 1..=255, 0, 1..=255, ..] => Some(u16::from_be_bytes),
        _ => None,
    };
    let decoded = match unit {
        Some(unit) => utf16(&bytes, unit),
        None => String::from_utf8(bytes).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned()
        }),
    };
    decoded.map(plain).map_err(|before| {
        let before = before.strip_prefix('\u{feff}').unwrap_or(&before);
        let (line, column) = locate::line_column(before, before.len());
        let name = if unit.is_some() { "UTF-16" } else { "UTF-8" };
        let reason = format!("is not {name}: what stands at line {line}, column {column} is no character");
        Problem::new("not-utf8", reason, "save the file as UTF-8")
    })
}

/// The text; as an error what stands before something that is none.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match c {
            Ok(c) => text.push(c),
            Err(_) => return Err(text),
        }
    }
    if rest.is_empty() { Ok(text) } else { Err(text) }
}

/// A text without a byte order mark. A carriage return alone ends a line in YAML and is nothing but space in JSON: it
/// becomes the end of a line that everybody counts.
pub(super) fn plain(text: String) -> String {
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    if !text.contains('\r') {
        return text;
    }
    let mut signs = text.chars().peekable();
    let mut plain = String::with_capacity(text.len());
    while let Some(sign) = signs.next() {
        plain.push(if sign == '\r' && signs.peek() != Some(&'\n') { '\n' } else { sign });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Result<String, String> {
        decode(bytes.to_vec()).map_err(|problem| problem.reason)
    }

    #[test]
    fn texts_come_in_several_encodings() {
        let le = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let be = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let document = "openapi: ä\u{1f600}\n";
        for bytes in [
            document.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", document.as_bytes()].concat(),
            le(document),
            be(document),
            le(&format!("\u{feff}{document}")),
            be(&format!("\u{feff}{document}")),
        ] {
            assert_eq!(text(&bytes).as_deref(), Ok(document));
        }
        assert_eq!(text(b""), Ok(String::new()));
        assert_eq!(text(b"a\rb\r\nc\r").as_deref(), Ok("a\nb\r\nc\n"));
    }

    #[test]
    fn what_is_no_text_is_shown() {
        let told = |bytes: &[u8]| text(bytes).expect_err("no text");
        assert_eq!(told(b"a: b\nc: \xff"), "is not UTF-8: what stands at line 2, column 4 is no character");
        assert_eq!(told(b"\xff\xfea\0\n\0\0\xd8"), "is not UTF-16: what stands at line 2, column 1 is no character");
        assert_eq!(told(b"\xfe\xff\0a\0"), "is not UTF-16: what stands at line 1, column 2 is no character");
    }
}
