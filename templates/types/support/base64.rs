// SPDX-License-Identifier: MIT-0
//! Bytes that travel as base64 text.

use super::codec::{Decode, Event, Look, Place, View};
use super::error::{Cx, Result};

/// Bytes that travel as base64 text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Base64(pub Vec<u8>);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Base64(bytes)
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Writes bytes as base64 with padding.
pub fn encode_base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            let sign = ALPHABET[(bits >> (18 - 6 * digit)) as usize & 63];
            text.push(if digit > chunk.len() { '=' } else { char::from(sign) });
        }
    }
    text
}

/// Reads base64, with or without padding, in the standard or the URL-safe alphabet.
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').as_bytes();
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for chunk in text.chunks(4) {
        let mut bits = 0;
        for sign in chunk {
            bits = bits << 6 | value(*sign)?;
        }
        bits <<= 6 * (4 - chunk.len());
        let count = match chunk.len() {
            1 => return None,
            length => length - 1,
        };
        bytes.extend_from_slice(&bits.to_be_bytes()[1..=count]);
    }
    Some(bytes)
}

fn value(sign: u8) -> Option<u32> {
    Some(u32::from(match sign {
        b'A'..=b'Z' => sign - b'A',
        b'a'..=b'z' => sign - b'a' + 26,
        b'0'..=b'9' => sign - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    }))
}

impl Place for Base64 {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        match event {
            Event::Str(text) | Event::Text(text) => match decode_base64(text) {
                Some(bytes) => {
                    self.0 = bytes;
                    Ok(())
                }
                None => cx.violation("expected base64 text"),
            },
            Event::Untyped(untyped) => untyped.text(self, cx),
            other => other.reject("base64 text", cx),
        }
    }

    fn reset(&mut self) {
        self.0.clear();
    }
}

impl Decode for Base64 {
    fn blank() -> Self {
        Base64(Vec::new())
    }
}

impl View for Base64 {
    fn look(&self) -> Look<'_> {
        Look::Text(encode_base64(&self.0))
    }
}
