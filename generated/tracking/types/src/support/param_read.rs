// SPDX-License-Identifier: MIT-0
//! How parameters of operations are read.

use super::codec::{Event, Place, Untyped};
use super::error::{Cx, DecodeError, Mode, Result, Violation};
use super::form::{Entry, pairs};
use super::node::Node;
use super::param::{In, Param, Style};
use super::percent::percent_decode;

/// The parameters of a request, as they came.
pub struct RawParams<'a> {
    /// Path parameters: name and text, still percent-encoded.
    pub path: &'a [(&'static str, String)],
    /// The query, without `?`.
    pub query: &'a str,
    /// A header's text.
    pub header: &'a dyn Fn(&str) -> Option<String>,
}

/// Reads a parameter into its place. What is wrong is added to the violations; their pointers start at the
/// parameter's value. A parameter that is absent gets its default.
pub fn read_param(
    param: &Param,
    raw: &RawParams<'_>,
    place: &mut dyn Place,
    mode: Mode,
    violations: &mut Vec<Violation>,
) {
    let mut cx = Cx::new(mode);
    let found = gather(param, raw);
    let result = match found {
        Found::Garbled => cx.violation("is not UTF-8"),
        Found::Nothing => missing(param, place, &mut cx),
        Found::Texts(texts) if param.allow_empty && texts.iter().all(String::is_empty) => {
            missing(param, place, &mut cx)
        }
        Found::Texts(texts) => read_texts(param, texts, place, &mut cx),
        Found::Entry(entry) => place.put(Event::Untyped(&entry), &mut cx),
    };
    if result.is_ok() && cx.violations().is_empty() && cx.is_strict() {
        // A stop leaves its reason in the context.
        let _ = param.limits.check(place.look(), &mut cx);
    }
    violations.extend(cx.into_violations());
}

/// Reads a header of an answer, leniently.
pub fn decode_header(param: &Param, text: &str, place: &mut dyn Place) -> std::result::Result<(), DecodeError> {
    let mut cx = Cx::new(Mode::Lenient);
    let _ = read_texts(param, vec![text.trim().to_owned()], place, &mut cx);
    cx.finish(None)
}

fn missing(param: &Param, place: &mut dyn Place, cx: &mut Cx) -> Result {
    match param.default {
        _ if param.required => cx.violation("is required"),
        None => Ok(()),
        Some(json) => match super::json::feed(json, place, cx) {
            Ok(()) => Ok(()),
            Err(_) => cx.violation("has a default that does not fit"),
        },
    }
}

/// What a request says about a parameter.
enum Found {
    Nothing,
    /// Not UTF-8.
    Garbled,
    /// Still percent-encoded, but for headers.
    Texts(Vec<String>),
    /// Members under names of their own, decoded.
    Entry(Entry),
}

fn gather(param: &Param, raw: &RawParams<'_>) -> Found {
    let texts: Vec<String> = match param.location {
        In::Path => raw.path.iter().filter(|(name, _)| *name == param.name).map(|(_, text)| text.clone()).collect(),
        In::Header => (raw.header)(param.name).map(|text| text.trim().to_owned()).into_iter().collect(),
        In::Query if param.style == Style::DeepObject || !param.properties.is_empty() => {
            return members(param, raw.query);
        }
        In::Query => named(param.name, raw.query.split('&')),
        In::Cookie => {
            let cookies = (raw.header)("cookie").unwrap_or_default();
            if !param.properties.is_empty() {
                return members(param, &cookies.replace("; ", "&").replace(';', "&"));
            }
            named(param.name, cookies.split(';').map(str::trim))
        }
    };
    if texts.is_empty() { Found::Nothing } else { Found::Texts(texts) }
}

fn named<'a>(name: &str, pairs: impl Iterator<Item = &'a str>) -> Vec<String> {
    let pairs = pairs.filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs
        .filter(|(key, _)| percent_decode(key, true).as_deref() == Some(name))
        .map(|(_, value)| value.to_owned())
        .collect()
}

fn members(param: &Param, query: &str) -> Found {
    let Some(mut pairs) = pairs(query) else { return Found::Garbled };
    let entry = if param.style == Style::DeepObject {
        Entry::take(param.name, &mut pairs)
    } else {
        pairs.retain(|(name, _)| param.properties.contains(&name.as_str()));
        Entry { texts: Vec::new(), nested: pairs }
    };
    if entry.is_empty() { Found::Nothing } else { Found::Entry(entry) }
}

fn read_texts(param: &Param, texts: Vec<String>, place: &mut dyn Place, cx: &mut Cx) -> Result {
    let texts = Texts { param, texts };
    if param.style != Style::Json {
        return place.put(Event::Untyped(&texts), cx);
    }
    match texts.single(cx)? {
        None => Ok(()),
        Some(text) => match super::json::feed(&text, place, cx) {
            Err(_) if cx.violations().is_empty() => cx.violation("is not JSON"),
            _ => Ok(()),
        },
    }
}

/// The texts of a parameter, which become what the place likes.
struct Texts<'a> {
    param: &'a Param,
    texts: Vec<String>,
}

impl Texts<'_> {
    fn decode(&self, text: &str, cx: &mut Cx) -> Result<Option<String>> {
        let decoded = match self.param.location {
            In::Header => Some(text.trim().to_owned()),
            In::Query | In::Cookie => percent_decode(text, self.param.location == In::Query),
            In::Path => percent_decode(text, false),
        };
        if decoded.is_none() {
            cx.violation("is not UTF-8")?;
        }
        Ok(decoded)
    }

    /// The one text, decoded.
    fn single(&self, cx: &mut Cx) -> Result<Option<String>> {
        match self.texts.as_slice() {
            [_, _, ..] if cx.is_strict() => cx.violation("must not be there twice").map(|()| None),
            [.., last] => {
                let text = match self.param.style {
                    Style::Label => last.strip_prefix('.').unwrap_or(last),
                    Style::Matrix => last.split_once('=').map_or("", |(_, text)| text),
                    _ => last,
                };
                self.decode(text, cx)
            }
            [] => Ok(None),
        }
    }

    /// The texts of the parts, still encoded.
    fn parts(&self) -> Vec<String> {
        let param = self.param;
        let one = self.texts.last().map(String::as_str).unwrap_or_default();
        let split = |text: &str| -> Vec<String> {
            if text.is_empty() { Vec::new() } else { text.split(',').map(str::to_owned).collect() }
        };
        match param.style {
            Style::Form | Style::SpaceDelimited | Style::PipeDelimited if param.explode => self.texts.clone(),
            Style::Label => {
                let text = one.strip_prefix('.').unwrap_or(one);
                if param.explode && !text.is_empty() {
                    text.split('.').map(str::to_owned).collect()
                } else {
                    split(text)
                }
            }
            Style::Matrix => {
                let pairs = one.split(';').filter(|pair| !pair.is_empty());
                if param.explode {
                    pairs.map(str::to_owned).collect()
                } else {
                    pairs
                        .map(|pair| split(pair.split_once('=').map_or("", |(_, text)| text)))
                        .next()
                        .unwrap_or_default()
                }
            }
            Style::SpaceDelimited => split(&one.replace(',', "%2C").replace("%20", ",").replace(['+', ' '], ",")),
            Style::PipeDelimited => {
                split(&one.replace(',', "%2C").replace("%7C", ",").replace("%7c", ",").replace('|', ","))
            }
            _ => split(one),
        }
    }
}

impl Untyped for Texts<'_> {
    fn text(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.single(cx)? {
            Some(text) => place.put(Event::Text(&text), cx),
            None => Ok(()),
        }
    }

    fn list(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        let mut items = Vec::new();
        for part in self.parts() {
            // An exploded matrix repeats the name.
            let text = match self.param.style {
                Style::Matrix if self.param.explode => part.split_once('=').map_or("", |(_, text)| text),
                _ => &part,
            };
            items.extend(self.decode(text, cx)?.map(Node::Text));
        }
        Node::List(items).feed(place, cx)
    }

    fn map(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        let parts = self.parts();
        let mut members = Vec::new();
        if self.param.explode {
            for part in &parts {
                let (name, text) = part.split_once('=').unwrap_or((part, ""));
                members.extend(self.decode(name, cx)?.zip(self.decode(text, cx)?));
            }
        } else {
            for pair in parts.chunks(2) {
                let text = pair.get(1).map(String::as_str).unwrap_or_default();
                members.extend(self.decode(&pair[0], cx)?.zip(self.decode(text, cx)?));
            }
        }
        let members = members.into_iter().map(|(name, text)| (name, Node::Text(text))).collect();
        Node::Map(members).feed(place, cx)
    }

    fn any(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        if self.texts.len() > 1 { self.list(place, cx) } else { self.text(place, cx) }
    }

    fn node(&self) -> Node {
        let mut node = Node::Null;
        // A node takes everything.
        let _ = self.any(&mut node, &mut Cx::new(Mode::Lenient));
        node
    }
}
