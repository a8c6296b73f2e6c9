// SPDX-License-Identifier: MIT-0
//! JSON.

use std::io::Write;

use serde::de::DeserializeSeed;

use super::bridge::Driver;
use super::codec::{Decode, ListView, Look, Place, View};
use super::error::{Cx, DecodeError, Mode};
use super::object::Object;

/// Reads a JSON text into a place.
pub fn decode_json(place: &mut dyn Place, bytes: &[u8], mode: Mode) -> Result<(), DecodeError> {
    let mut cx = Cx::new(mode);
    // UTF-8 is checked once for the whole text.
    let text = std::str::from_utf8(bytes).map_err(|_| DecodeError::malformed("the text is not UTF-8"))?;
    let error = feed(text, place, &mut cx).err();
    // An error of ours stands in the context already.
    let malformed = error.filter(|error| !error.is_data() || cx.violations().is_empty());
    cx.finish(malformed.map(DecodeError::malformed))
}

/// Reads a JSON text into a place, in a context that is there.
pub(super) fn feed(text: &str, place: &mut dyn Place, cx: &mut Cx) -> Result<(), serde_json::Error> {
    let mut source = serde_json::Deserializer::from_str(text);
    Driver { place, cx }.deserialize(&mut source)?;
    source.end()
}

/// Reads a JSON text.
pub fn from_json<T: Decode>(bytes: &[u8], mode: Mode) -> Result<T, DecodeError> {
    let mut value = T::blank();
    decode_json(&mut value, bytes, mode)?;
    Ok(value)
}

/// Writes a value as JSON text.
pub fn to_json(value: &dyn View) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    write(value.look(), &mut out);
    out
}

/// Shows the members of an object: fields in the order of the shape, then the others. Nothing for what is no object.
pub fn each(look: &Look<'_>, visit: &mut dyn FnMut(&str, &dyn View)) {
    match look {
        Look::Map(map) => map.each(visit),
        Look::Object(object) => each_member(*object, "", visit),
        Look::Tagged(name, tag, object) => {
            visit(name, tag);
            each_member(*object, name, visit);
        }
        _ => {}
    }
}

fn each_member(object: &dyn Object, without: &str, visit: &mut dyn FnMut(&str, &dyn View)) {
    for (index, field) in object.shape().fields.iter().enumerate() {
        let view = object.view(index);
        let left_out = !field.required && matches!(view.look(), Look::Absent);
        if !left_out && (without.is_empty() || field.name != without) {
            visit(field.name, view);
        }
    }
    if let Some(others) = object.others_view() {
        others.each(visit);
    }
}

/// Nearly every value is one of these, which are written where they are met: a call costs as much as they do.
#[inline]
fn write(look: Look<'_>, out: &mut Vec<u8>) {
    match look {
        Look::Absent | Look::Null => out.extend_from_slice(b"null"),
        Look::Str(text) => write_str(text, out),
        Look::I64(n) => write_integer(n < 0, n.unsigned_abs(), out),
        Look::F64(n) => write_float(&n, n.is_finite(), out),
        other => write_other(other, out),
    }
}

fn write_other(look: Look<'_>, out: &mut Vec<u8>) {
    match look {
        Look::Absent | Look::Null | Look::Str(_) | Look::I64(_) | Look::F64(_) => write(look, out),
        Look::Bool(true) => out.extend_from_slice(b"true"),
        Look::Bool(false) => out.extend_from_slice(b"false"),
        Look::U64(n) => write_integer(false, n, out),
        Look::F32(n) => write_float(&n, n.is_finite(), out),
        Look::Digits(text) => out.extend_from_slice(text.as_bytes()),
        Look::Text(text) => write_str(&text, out),
        Look::List(list) => write_list(list, out),
        Look::Map(map) => {
            out.push(b'{');
            map.each(&mut |name, value| write_member(name, value, out));
            out.push(b'}');
        }
        Look::Object(object) => {
            out.push(b'{');
            write_members(object, "", out);
            out.push(b'}');
        }
        Look::Tagged(name, tag, object) => {
            out.push(b'{');
            write_str(name, out);
            out.push(b':');
            write_str(tag, out);
            write_members(object, name, out);
            out.push(b'}');
        }
    }
}

fn write_list(list: &dyn ListView, out: &mut Vec<u8>) {
    /// What is made room for before it is there, at most.
    const GUESS: usize = 1 << 16;
    let (start, length) = (out.len(), list.len());
    out.push(b'[');
    if let Some(texts) = list.texts() {
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            write_str(text, out);
        }
        out.push(b']');
        return;
    }
    for index in 0..length {
        match index {
            0 => {}
            1 => {
                // Items are alike: the others take about as much as the first one.
                let first = out.len() - start;
                out.reserve(first.saturating_mul(length).min(GUESS));
                out.push(b',');
            }
            _ => out.push(b','),
        }
        match list.item(index) {
            Some(item) => write(item.look(), out),
            None => out.extend_from_slice(b"null"),
        }
    }
    out.push(b']');
}

fn write_members(object: &dyn Object, without: &str, out: &mut Vec<u8>) {
    for (index, field) in object.shape().fields.iter().enumerate() {
        let look = object.view(index).look();
        if (matches!(look, Look::Absent) && !field.required) || (!without.is_empty() && field.name == without) {
            continue;
        }
        separate(out);
        if field.plain {
            out.push(b'"');
            out.extend_from_slice(field.name.as_bytes());
            out.extend_from_slice(b"\":");
        } else {
            write_str(field.name, out);
            out.push(b':');
        }
        write(look, out);
    }
    if let Some(others) = object.others_view() {
        others.each(&mut |name, value| write_member(name, value, out));
    }
}

fn write_member(name: &str, value: &dyn View, out: &mut Vec<u8>) {
    separate(out);
    write_str(name, out);
    out.push(b':');
    write(value.look(), out);
}

/// A comma, unless the object was just opened.
fn separate(out: &mut Vec<u8>) {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
}

fn write_integer(is_negative: bool, mut n: u64, out: &mut Vec<u8>) {
    let mut digits = [b'-'; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break;
        }
    }
    // The longest number below 0 has 19 digits.
    out.extend_from_slice(&digits[start - usize::from(is_negative)..]);
}

fn write_float<T: serde::Serialize>(n: &T, finite: bool, out: &mut Vec<u8>) {
    // A Vec takes everything, and JSON has no sign for what is no number.
    if !finite || serde_json::to_writer(&mut *out, n).is_err() {
        out.extend_from_slice(b"null");
    }
}

fn write_str(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 3);
    out.push(b'"');
    if needs_escapes(bytes) {
        write_escaped(bytes, out);
    } else {
        out.extend_from_slice(bytes);
    }
    out.push(b'"');
}

/// Whether there is a control character, a quote or a backslash. Eight bytes are looked at as one number, and what is left
/// of a longer text as its last eight.
fn needs_escapes(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk() else {
        return match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(first), Some(last)) => {
                let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
                special(u64::from(first) << 32 | u64::from(last)) != 0
            }
            _ => bytes.iter().any(|byte| matches!(byte, 0..0x20 | b'"' | b'\\')),
        };
    };
    let (words, _) = bytes.as_chunks();
    words.iter().fold(special(u64::from_le_bytes(*last)), |found, word| found | special(u64::from_le_bytes(*word))) != 0
}

/// Not 0 where one of the bytes needs an escape ("hasless" and "haszero" of Anderson's Bit Twiddling Hacks).
fn special(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xff;
    let less = |word: u64, than: u8| word.wrapping_sub(ONES * u64::from(than)) & !word;
    let is = |byte: u8| less(word ^ (ONES * u64::from(byte)), 1);
    (less(word, 0x20) | is(b'"') | is(b'\\')) & (ONES * 0x80)
}

#[cold]
fn write_escaped(bytes: &[u8], out: &mut Vec<u8>) {
    for &byte in bytes {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..0x20 => {
                let _ = write!(out, "\\u{byte:04x}");
            }
            _ => out.push(byte),
        }
    }
}
