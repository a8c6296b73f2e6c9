// SPDX-License-Identifier: MIT-0
//! How parameters of operations are written, after RFC 6570 as OpenAPI refers to it.
//!
//! null and what is absent is not written, nor is an empty list or object in a query or cookie. A sign inside of a
//! value that would part it is encoded; where no encoding tells it from the delimiter, the value is an error.

use super::codec::{Look, View};
use super::param::{In, InvalidParam, Members, Param, Style};
use super::param_read::owns;
use super::percent::{encode_also, encode_except, percent_encode};
use super::text::{flat_text, look_text};

/// What writing comes to.
type Written = std::result::Result<(), InvalidParam>;

/// A value, flat enough for a parameter.
enum Flat {
    Nothing,
    Text(String),
    List(Vec<String>),
    Map(Vec<(String, String)>),
}

fn is_nothing(value: &dyn View) -> bool {
    matches!(value.look(), Look::Absent | Look::Null)
}

fn flatten(value: &dyn View) -> Flat {
    match value.look() {
        Look::Absent | Look::Null => Flat::Nothing,
        Look::List(list) => {
            let items = (0..list.len()).filter_map(|index| list.item(index));
            Flat::List(items.filter(|item| !is_nothing(*item)).map(flat_text).collect())
        }
        look => match look_text(&look) {
            Some(text) => Flat::Text(text),
            None => {
                let mut members = Vec::new();
                super::json::each(&look, &mut |name, value| {
                    if !is_nothing(value) {
                        members.push((name.to_owned(), flat_text(value)));
                    }
                });
                Flat::Map(members)
            }
        },
    }
}

impl Param {
    fn invalid(&self, why: &'static str) -> InvalidParam {
        InvalidParam { name: self.name, location: self.location, why }
    }

    /// What stands between the parts of a list or object: as it is written, and as a sign inside of a value.
    fn delimiter(&self) -> (&'static str, char) {
        match self.style {
            Style::Label if self.explode => (".", '.'),
            Style::SpaceDelimited => ("%20", ' '),
            Style::PipeDelimited => ("%7C", '|'),
            Style::TabDelimited => ("%09", '\t'),
            _ => (",", ','),
        }
    }

    /// Writes text that stands alone.
    fn encode(&self, text: &str, out: &mut String) {
        match (self.location, self.allow_reserved) {
            (In::Header, _) => out.push_str(text),
            (In::Cookie, _) if self.style == Style::Cookie => out.push_str(text),
            // Signs that would end the value or change it stay encoded.
            (In::Query, true) => encode_except(text, ":/?@!$'()*,;=", out),
            _ => percent_encode(text, out),
        }
    }

    /// Writes a part of a list or object, so that nothing in it parts it.
    fn encode_part(&self, text: &str, is_name: bool, out: &mut String) -> Written {
        let (_, delimiter) = self.delimiter();
        let parts = |text: &str| text.contains(delimiter) || (is_name && self.explode && text.contains('='));
        match (self.location, self.style) {
            (In::Header, _) | (_, Style::Cookie) if parts(text) => {
                return Err(self.invalid("holds a part with a delimiter in it"));
            }
            (In::Header, _) if is_padded(text) => return Err(self.invalid(PADDED)),
            (In::Header, _) | (_, Style::Cookie) => out.push_str(text),
            (_, Style::SpaceDelimited | Style::PipeDelimited | Style::TabDelimited) if parts(text) => {
                return Err(self.invalid("holds a part with a delimiter in it"));
            }
            (_, Style::Label) if delimiter == '.' => encode_also(text, '.', out),
            (In::Query, _) if self.allow_reserved && !is_name => encode_except(text, ":/?@!$'()*;=", out),
            _ => percent_encode(text, out),
        }
        Ok(())
    }

    /// Items with their delimiter between them; members as `a=b` when exploded, else `a,b`.
    fn join(&self, flat: &Flat, out: &mut String) -> Written {
        let (delimiter, _) = self.delimiter();
        match flat {
            Flat::Nothing => {}
            Flat::Text(text) => self.encode(text, out),
            Flat::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push_str(delimiter);
                    }
                    self.encode_part(item, false, out)?;
                }
            }
            Flat::Map(members) => {
                for (index, (name, text)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push_str(delimiter);
                    }
                    self.encode_part(name, true, out)?;
                    out.push_str(if self.explode { "=" } else { delimiter });
                    self.encode_part(text, false, out)?;
                }
            }
        }
        Ok(())
    }
}

/// Writes a path parameter. Every sign that would part the path is encoded: `a/b` is one segment. Nothing at all is
/// an error, because the path would be another one; whether the whole segment is `.` or `..` is seen later.
pub fn write_path(param: &Param, value: &dyn View, out: &mut String) -> Written {
    let start = out.len();
    let flat = match param.style {
        Style::Json => Flat::Text(json(value)),
        _ => flatten(value),
    };
    match (&flat, param.style) {
        (Flat::Nothing, _) => {}
        (Flat::List(items), _) if items.is_empty() => {}
        (Flat::Map(members), _) if members.is_empty() => {}
        (_, Style::Matrix) => write_matrix(param, &flat, out)?,
        (_, Style::Label) => {
            out.push('.');
            param.join(&flat, out)?;
        }
        _ => param.join(&flat, out)?,
    }
    if out.len() == start { Err(param.invalid("must not be empty")) } else { Ok(()) }
}

fn write_matrix(param: &Param, flat: &Flat, out: &mut String) -> Written {
    let mut pair = |name: &str, text: &str| {
        out.push(';');
        percent_encode(name, out);
        if !text.is_empty() {
            out.push('=');
            percent_encode(text, out);
        }
    };
    match flat {
        Flat::Text(text) => pair(param.name, text),
        Flat::List(items) if param.explode => items.iter().for_each(|item| pair(param.name, item)),
        Flat::Map(members) if param.explode => members.iter().for_each(|(name, text)| pair(name, text)),
        flat => {
            out.push(';');
            percent_encode(param.name, out);
            out.push('=');
            param.join(flat, out)?;
        }
    }
    Ok(())
}

/// Writes a query parameter behind those that are there. Nothing for a value that is absent.
pub fn write_query(param: &Param, value: &dyn View, out: &mut String) -> Written {
    write_needed(param, value, "&", out)
}

/// Writes a cookie behind those that are there. Nothing for a value that is absent.
pub fn write_cookie(param: &Param, value: &dyn View, out: &mut String) -> Written {
    if param.style == Style::Cookie && ends_cookie(value) {
        return Err(param.invalid("holds a `;`, which ends a cookie"));
    }
    write_needed(param, value, "; ", out)
}

/// Whether a text somewhere in the value has the sign that ends a cookie, which nothing encodes.
fn ends_cookie(value: &dyn View) -> bool {
    match flatten(value) {
        Flat::Nothing => false,
        Flat::Text(text) => text.contains(';'),
        Flat::List(items) => items.iter().any(|item| item.contains(';')),
        Flat::Map(members) => members.iter().any(|(name, text)| name.contains([';', '=']) || text.contains(';')),
    }
}

/// What must be there and leaves nothing, as an exploded list without items does, would be taken for missing.
fn write_needed(param: &Param, value: &dyn View, separator: &str, out: &mut String) -> Written {
    let start = out.len();
    write_pairs(param, value, separator, out)?;
    if param.required && out.len() == start { Err(param.invalid("is required and must not be empty")) } else { Ok(()) }
}

/// Writes a value as pairs behind those that are there.
pub(super) fn write_pairs(param: &Param, value: &dyn View, separator: &str, out: &mut String) -> Written {
    let start = |name: &str, out: &mut String| {
        if !out.is_empty() {
            out.push_str(separator);
        }
        match param.style {
            Style::Whole | Style::WholeText => return,
            Style::Cookie => out.push_str(name),
            _ => percent_encode(name, out),
        }
        out.push('=');
    };
    let flat = match param.style {
        style if style.is_json() && matches!(value.look(), Look::Absent) => Flat::Nothing,
        style if style.is_json() => Flat::Text(json(value)),
        Style::DeepObject => {
            deep_pairs(param.name, value, &mut |name, text| {
                start(name, out);
                param.encode(text, out);
            });
            return Ok(());
        }
        _ => flatten(value),
    };
    match &flat {
        Flat::Nothing => {}
        Flat::Text(text) => {
            start(param.name, out);
            param.encode(text, out);
        }
        // `name=` is the empty list where an empty value is allowed, or where the list is one text and must be there.
        Flat::List(items) if items.is_empty() => {
            if param.allow_empty || (param.required && !param.explode) {
                start(param.name, out);
            }
        }
        Flat::Map(members) if members.is_empty() => {}
        Flat::List(items) if param.explode => {
            for item in items {
                start(param.name, out);
                param.encode(item, out);
            }
        }
        // The members have names of their own, and may be lists or objects again.
        Flat::Map(members) if param.explode => {
            let others = matches!(param.members, Members::Except(_));
            if others && members.iter().any(|(name, _)| !owns(param.members, name)) {
                return Err(param.invalid("holds a member that is named like another parameter"));
            }
            super::json::each(&value.look(), &mut |name, value| {
                property_pairs(name, value, &mut |name, text| {
                    start(name, out);
                    param.encode(text, out);
                });
            });
        }
        flat => {
            start(param.name, out);
            param.join(flat, out)?;
        }
    }
    Ok(())
}

/// A property as pairs: a list of plain values repeats its name; what is nested deeper stands in brackets.
pub(super) fn property_pairs(name: &str, value: &dyn View, pair: &mut dyn FnMut(&str, &str)) {
    if let Look::List(list) = value.look() {
        let items = || (0..list.len()).filter_map(|index| list.item(index)).filter(|item| !is_nothing(*item));
        if items().all(|item| look_text(&item.look()).is_some()) {
            items().for_each(|item| pair(name, &flat_text(item)));
            return;
        }
    }
    deep_pairs(name, value, pair);
}

/// A value as pairs: `name[a][b]=c`. A list is `name[]=a`, as most servers read it, and one of lists or objects is
/// `name[0][a]=b`.
fn deep_pairs(name: &str, value: &dyn View, pair: &mut dyn FnMut(&str, &str)) {
    match value.look() {
        Look::Absent | Look::Null => {}
        Look::List(list) => {
            let items: Vec<_> =
                (0..list.len()).filter_map(|i| list.item(i)).filter(|item| !is_nothing(*item)).collect();
            let plain = items.iter().all(|item| look_text(&item.look()).is_some());
            for (index, item) in items.into_iter().enumerate() {
                let index = if plain { String::new() } else { index.to_string() };
                deep_pairs(&format!("{name}[{index}]"), item, pair);
            }
        }
        look => match look_text(&look) {
            Some(text) => pair(name, &text),
            None => super::json::each(&look, &mut |member, value| {
                deep_pairs(&format!("{name}[{member}]"), value, pair);
            }),
        },
    }
}

/// The text of a header.
pub fn header_value(param: &Param, value: &dyn View) -> std::result::Result<String, InvalidParam> {
    if param.style == Style::Json {
        return Ok(json(value));
    }
    let mut out = String::new();
    param.join(&flatten(value), &mut out)?;
    if is_padded(&out) { Err(param.invalid(PADDED)) } else { Ok(out) }
}

/// Spaces around a header's text, and around the parts of it, are none of it: whoever reads it drops them.
fn is_padded(text: &str) -> bool {
    text.starts_with([' ', '\t']) || text.ends_with([' ', '\t'])
}

const PADDED: &str = "begins or ends with a space, which no header keeps";

/// JSON text.
fn json(value: &dyn View) -> String {
    String::from_utf8_lossy(&super::json::to_json(value)).into_owned()
}
