// SPDX-License-Identifier: MIT-0
//! `application/x-www-form-urlencoded`: lists repeat their name, members of objects stand as `name[member]`. An
//! object is read as JSON text, too.

use super::codec::{Key, Look, MapSource, Place, Untyped, View};
use super::error::{Cx, DecodeError, Mode, Result};
use super::node::Node;
use super::percent::{encode_except, percent_decode};
use super::shape::Field;
use super::text::look_text;

/// Reads a form into a place.
pub fn decode_form(place: &mut dyn Place, bytes: &[u8], mode: Mode) -> std::result::Result<(), DecodeError> {
    let text = std::str::from_utf8(bytes).map_err(|_| DecodeError::malformed("the form is not UTF-8"))?;
    let pairs = pairs(text).ok_or_else(|| DecodeError::malformed("the form is not UTF-8"))?;
    let mut cx = Cx::new(mode);
    let _ = Entry { texts: Vec::new(), nested: pairs }.map(place, &mut cx);
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
    super::json::each(&value.look(), &mut |name, value| write_pairs(name, value, &mut out));
    out
}

fn write_pairs(name: &str, value: &dyn View, out: &mut String) {
    match value.look() {
        Look::Absent | Look::Null => {}
        Look::List(list) => {
            for index in 0..list.len() {
                if let Some(item) = list.item(index) {
                    write_pair(name, &super::text::flat_text(item), out);
                }
            }
        }
        look => match look_text(&look) {
            Some(text) => write_pair(name, &text, out),
            None => super::json::each(&look, &mut |member, value| {
                write_pairs(&format!("{name}[{member}]"), value, out);
            }),
        },
    }
}

fn write_pair(name: &str, text: &str, out: &mut String) {
    if !out.is_empty() {
        out.push('&');
    }
    encode_except(name, "", out);
    out.push('=');
    // The media type writes a space as `+`.
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push('+');
        }
        encode_except(word, "", out);
    }
}

/// What stands under one name: texts, and members that are written as `[member]` behind the name.
pub(super) struct Entry {
    pub(super) texts: Vec<String>,
    pub(super) nested: Vec<(String, String)>,
}

impl Entry {
    /// What stands under a name, taken out of pairs.
    pub(super) fn take(name: &str, pairs: &mut Vec<(String, String)>) -> Self {
        let mut entry = Entry { texts: Vec::new(), nested: Vec::new() };
        pairs.retain_mut(|(key, value)| {
            if key == name {
                entry.texts.push(std::mem::take(value));
                return false;
            }
            match member(key, name) {
                Some(member) if member.is_empty() => entry.texts.push(std::mem::take(value)),
                Some(member) => entry.nested.push((member, std::mem::take(value))),
                None => return true,
            }
            false
        });
        entry
    }

    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.nested.is_empty()
    }
}

/// `b[c]` for the key `a[b][c]` of the name `a`; empty for `a[]`.
fn member(key: &str, name: &str) -> Option<String> {
    let (member, rest) = key.strip_prefix(name)?.strip_prefix('[')?.split_once(']')?;
    (rest.is_empty() || rest.starts_with('[')).then(|| format!("{member}{rest}"))
}

impl Untyped for Entry {
    fn text(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.texts.as_slice() {
            [] => cx.violation("expected text, found an object"),
            [_, _, ..] if cx.is_strict() => cx.violation("must not be there twice"),
            [.., last] => place.put(super::codec::Event::Text(last), cx),
        }
    }

    fn list(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        let items = if self.texts.is_empty() {
            self.nested.iter().map(|(_, text)| Node::Text(text.clone())).collect()
        } else {
            self.texts.iter().cloned().map(Node::Text).collect()
        };
        Node::List(items).feed(place, cx)
    }

    fn map(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        if !self.texts.is_empty() {
            return self.text(place, cx);
        }
        let mut source = Pairs { rest: self.nested.clone(), name: String::new(), entry: None };
        place.put(super::codec::Event::Map(&mut source), cx)
    }

    fn any(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.texts.len() {
            0 => self.map(place, cx),
            1 => self.text(place, cx),
            _ => self.list(place, cx),
        }
    }

    fn node(&self) -> Node {
        let mut node = Node::Null;
        // A node takes everything.
        let _ = self.any(&mut node, &mut Cx::new(Mode::Lenient));
        node
    }
}

/// Pairs as an object. A name in full (`user[id]`) comes before the reading as a member of `user`.
struct Pairs {
    rest: Vec<(String, String)>,
    name: String,
    entry: Option<Entry>,
}

impl MapSource for Pairs {
    fn key(&mut self, fields: &'static [Field]) -> Result<Key> {
        let Some((first, _)) = self.rest.first() else { return Ok(Key::End) };
        let index = |name: &str| fields.iter().position(|field| field.name == name);
        let found = index(first);
        self.name = match (found, first.split_once('[')) {
            (None, Some((name, _))) if member(first, name).is_some() => name.to_owned(),
            _ => first.clone(),
        };
        let found = found.or_else(|| index(&self.name));
        if found.is_some_and(|field| fields[field].name.contains('[')) {
            // The name stands for itself: members of its own are not looked for.
            let name = &self.name;
            let mut texts = Vec::new();
            self.rest.retain_mut(|(key, value)| {
                let same = key == name;
                if same {
                    texts.push(std::mem::take(value));
                }
                !same
            });
            self.entry = Some(Entry { texts, nested: Vec::new() });
        } else {
            self.entry = Some(Entry::take(&self.name, &mut self.rest));
        }
        Ok(found.map_or(Key::Other, Key::Field))
    }

    fn name(&mut self) -> String {
        self.name.clone()
    }

    fn value(&mut self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.entry.take() {
            Some(entry) => place.put(super::codec::Event::Untyped(&entry), cx),
            None => Ok(()),
        }
    }

    fn skip(&mut self) -> Result {
        Ok(())
    }
}
