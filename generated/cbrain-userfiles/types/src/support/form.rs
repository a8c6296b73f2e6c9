// SPDX-License-Identifier: MIT-0
//! Forms: `application/x-www-form-urlencoded`, and the values of `multipart/form-data`.
//!
//! Lists repeat their name; members of objects stand as `name[member]` in an urlencoded form and are JSON in a multipart
//! one. Where the document says otherwise, a table does. null, absent, and an empty list or object are not written.

use super::codec::{Event, Key, MapSource, Place, View};
use super::error::{Cx, DecodeError, Mode, Result};
use super::pairs::{EntryMap, Pair, Text};
use super::param::{InvalidParam, Param};
use super::param_read::{Found, Query, is_about};
use super::param_write::{property_pairs, write_pairs};
use super::percent::{percent_decode, percent_encode};
use super::shape::Shape;

/// Reads an urlencoded form into a place.
pub fn decode_form(place: &mut dyn Place, bytes: &[u8], mode: Mode) -> std::result::Result<(), DecodeError> {
    decode_form_as(&[], place, bytes, mode)
}

/// Reads an urlencoded form of which some properties are written like query parameters.
pub fn decode_form_as(
    styled: &'static [Param],
    place: &mut dyn Place,
    bytes: &[u8],
    mode: Mode,
) -> std::result::Result<(), DecodeError> {
    let malformed = || DecodeError::malformed("the form is not UTF-8");
    let text = std::str::from_utf8(bytes).map_err(|_| malformed())?;
    let mut pairs = pairs(text).ok_or_else(malformed)?;
    pairs.retain(|(name, _)| !styled.iter().any(|param| is_about(param, name)));
    let query = Query::new(text, styled.len());
    let found = styled.iter().map(|param| (param, query.gather(param)));
    let found: Vec<_> = found.filter(|(_, found)| !matches!(found, Found::Nothing)).collect();
    let mut form = FormMap { styled: found.into_iter(), value: None, name: "", rest: EntryMap::new(pairs) };
    finish(&mut form, place, mode)
}

fn finish(form: &mut FormMap<'_>, place: &mut dyn Place, mode: Mode) -> std::result::Result<(), DecodeError> {
    let mut cx = Cx::new(mode);
    // A stop leaves its reason in the context.
    let _ = place.put(Event::Map(form), &mut cx);
    cx.finish(None)
}

/// Names and values, decoded. `None` when one of them is not UTF-8.
fn pairs(text: &str) -> Option<Vec<Pair>> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((percent_decode(name, true)?.into_owned(), Text::Plain(percent_decode(value, true)?.into_owned())))
    });
    pairs.collect()
}

/// A form that is being read: first what has a style of its own.
struct FormMap<'a> {
    styled: std::vec::IntoIter<(&'static Param, Found<'a>)>,
    value: Option<(&'static Param, Found<'a>)>,
    name: &'static str,
    rest: EntryMap,
}

impl MapSource for FormMap<'_> {
    fn key(&mut self, shape: &'static Shape) -> Result<Key> {
        self.value = self.styled.next();
        let Some((param, _)) = &self.value else { return self.rest.key(shape) };
        self.name = param.name;
        let field = shape.position(param.name);
        Ok(field.map_or(Key::Other, |field| {
            self.rest.mark(field);
            Key::Field(field)
        }))
    }

    fn name(&mut self) -> String {
        if self.value.is_some() { self.name.to_owned() } else { self.rest.name() }
    }

    fn value(&mut self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.value.take() {
            Some((param, found)) => found.put(param, place, cx),
            None => self.rest.value(place, cx),
        }
    }

    fn skip(&mut self) -> Result {
        if self.value.take().is_none() {
            self.rest.skip()?;
        }
        Ok(())
    }
}

/// Writes an object as an urlencoded form.
pub fn to_form(value: &dyn View) -> String {
    let mut out = String::new();
    super::json::each(&value.look(), &mut |name, value| write_property(name, value, &mut out));
    out
}

/// Writes an object as an urlencoded form of which some properties are written like query parameters.
pub fn to_form_as(styled: &[Param], value: &dyn View) -> std::result::Result<String, InvalidParam> {
    let mut out = String::new();
    let mut problem = None;
    super::json::each(&value.look(), &mut |name, value| match styled.iter().find(|param| param.name == name) {
        Some(param) => problem = problem.take().or(write_pairs(param, value, "&", &mut out).err()),
        None => write_property(name, value, &mut out),
    });
    match problem {
        Some(problem) => Err(problem),
        None => Ok(out),
    }
}

fn write_property(name: &str, value: &dyn View, out: &mut String) {
    property_pairs(name, value, &mut |name, text| write_pair(name, text, out));
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
