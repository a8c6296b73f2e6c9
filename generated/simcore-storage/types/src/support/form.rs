// SPDX-License-Identifier: MIT-0
//! `application/x-www-form-urlencoded`: lists repeat their name, members of objects stand as `name[member]`. An
//! object is read as JSON text, too.

use super::codec::{Place, Untyped, View};
use super::error::{Cx, DecodeError, Mode};
use super::pairs::Entry;
use super::param_write::property_pairs;
use super::percent::{percent_decode, percent_encode};

/// Reads a form into a place.
pub fn decode_form(place: &mut dyn Place, bytes: &[u8], mode: Mode) -> std::result::Result<(), DecodeError> {
    let text = std::str::from_utf8(bytes).map_err(|_| DecodeError::malformed("the form is not UTF-8"))?;
    let pairs = pairs(text).ok_or_else(|| DecodeError::malformed("the form is not UTF-8"))?;
    let mut cx = Cx::new(mode);
    // A stop leaves its reason in the context.
    let _ = Entry::object(pairs).map(place, &mut cx);
    cx.finish(None)
}

/// Names and values, decoded. `None` when one of them is not UTF-8.
pub(super) fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((percent_decode(name, true)?, percent_decode(value, true)?))
    });
    pairs.collect()
}

/// Writes an object as a form.
pub fn to_form(value: &dyn View) -> String {
    let mut out = String::new();
    super::json::each(&value.look(), &mut |name, value| {
        property_pairs(name, value, &mut |name, text| write_pair(name, text, &mut out));
    });
    out
}

fn write_pair(name: &str, text: &str, out: &mut String) {
    if !out.is_empty() {
        out.push('&');
    }
    percent_encode(name, out);
    out.push('=');
    // The media type writes a space as `+`.
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push('+');
        }
        percent_encode(word, out);
    }
}
