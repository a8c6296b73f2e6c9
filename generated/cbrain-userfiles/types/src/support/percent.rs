// SPDX-License-Identifier: MIT-0
//! Percent-encoding after RFC 3986, exactly: unreserved characters stand for themselves, everything else is encoded.

use std::borrow::Cow;
use std::fmt::Write;

/// Writes text so that no sign of it means anything in a URL.
pub fn percent_encode(text: &str, out: &mut String) {
    encode_except(text, "", out);
}

/// Like [`percent_encode`], with characters that are left as they are.
pub(super) fn encode_except(text: &str, kept: &str, out: &mut String) {
    out.reserve(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ if kept.as_bytes().contains(&byte) => out.push(byte as char),
            _ => {
                // A String takes everything.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

/// Like [`percent_encode`], and one more character is encoded that would not have to be.
pub(super) fn encode_also(text: &str, also: char, out: &mut String) {
    for (index, part) in text.split(also).enumerate() {
        if index > 0 {
            // A String takes everything.
            let _ = write!(out, "%{:02X}", u32::from(also));
        }
        percent_encode(part, out);
    }
}

/// Reads encoded text; a `%` that is no code stands for itself. `plus` is a space where it is one (queries and
/// forms). `None` when the bytes are not UTF-8.
pub fn percent_decode(text: &str, plus: bool) -> Option<Cow<'_, str>> {
    if !text.bytes().any(|byte| byte == b'%' || (plus && byte == b'+')) {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = match (first, tail) {
            (b'%', [high, low, ..]) => digit(*high).zip(digit(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        match code {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(if plus && *first == b'+' { b' ' } else { *first });
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}
