// SPDX-License-Identifier: MIT-0
//! JSON.

use std::io::Write;

use serde::de::DeserializeSeed;

use super::bridge::Driver;
use super::codec::{Decode, Look, Place, View};
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

fn write(look: Look<'_>, out: &mut Vec<u8>) {
    match look {
        Look::Absent | Look::Null => out.extend_from_slice(b"null"),
        Look::Bool(true) => out.extend_from_slice(b"true"),
        Look::Bool(false) => out.extend_from_slice(b"false"),
        Look::I64(n) => {
            if n < 0 {
                out.push(b'-');
            }
            write_integer(n.unsigned_abs(), out);
        }
        Look::U64(n) => write_integer(n, out),
        Look::F32(n) => write_float(&n, n.is_finite(), out),
        Look::F64(n) => write_float(&n, n.is_finite(), out),
        Look::Digits(text) => out.extend_from_slice(text.as_bytes()),
        Look::Str(text) => write_str(text, out),
        Look::Text(text) => write_str(&text, out),
        Look::List(list) => {
            out.push(b'[');
            for index in 0..list.len() {
                if index > 0 {
                    out.push(b',');
                }
                match list.item(index) {
                    Some(item) => write(item.look(), out),
                    None => out.extend_from_slice(b"null"),
                }
            }
            out.push(b']');
        }
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

fn write_integer(mut n: u64, out: &mut Vec<u8>) {
    let mut digits = [0u8; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[start..]);
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
    // Without a branch in the loop, so that it becomes a few wide instructions.
    let special = bytes.iter().fold(false, |special, &b| special | (b < 0x20) | (b == b'"') | (b == b'\\'));
    if special {
        write_escaped(bytes, out);
    } else {
        out.extend_from_slice(bytes);
    }
    out.push(b'"');
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
