// SPDX-License-Identifier: MIT-0
//! Parameters of operations: every location and style of OpenAPI, written and read by one table row.

use std::fmt;

use super::codec::{Event, Look, Place, Untyped, View};
use super::error::{Cx, DecodeError, Mode, Result, Violation};
use super::form::{Entry, pairs};
use super::limits::Limits;
use super::node::Node;
use super::percent::{encode_except, percent_decode, percent_encode};
use super::text::{flat_text, look_text};

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum In {
    /// In the path.
    Path,
    /// After the `?`.
    Query,
    /// In a header of its name.
    Header,
    /// In the `Cookie` header.
    Cookie,
}

/// How a value is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b`
    Simple,
    /// `.a.b`
    Label,
    /// `;name=a,b`
    Matrix,
    /// `name=a&name=b`
    Form,
    /// `a b`
    SpaceDelimited,
    /// `a|b`
    PipeDelimited,
    /// `name[key]=a`
    DeepObject,
    /// JSON text.
    Json,
}

/// A parameter, as the document describes it.
#[derive(Clone, Copy)]
pub struct Param {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it travels.
    pub location: In,
    /// How it is written.
    pub style: Style,
    /// Whether parts are written one by one.
    pub explode: bool,
    /// Whether it must be there.
    pub required: bool,
    /// What absence means, as JSON.
    pub default: Option<&'static str>,
    /// The limits of the value.
    pub limits: Limits,
    /// Whether reserved characters are left as they are.
    pub allow_reserved: bool,
    /// Whether `name=` means that there is no value.
    pub allow_empty: bool,
    /// The names under which the members of an exploded object stand in a query or cookie.
    pub properties: &'static [&'static str],
}

impl fmt::Debug for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Param { name, location, style, explode, .. } = self;
        write!(f, "Param({name:?}, {location:?}, {style:?}, explode: {explode})")
    }
}

impl Param {
    const fn new(name: &'static str, location: In, style: Style, explode: bool) -> Self {
        Param {
            name,
            location,
            style,
            explode,
            required: matches!(location, In::Path),
            default: None,
            limits: Limits::NONE,
            allow_reserved: false,
            allow_empty: false,
            properties: &[],
        }
    }

    /// In the path, style `simple`.
    pub const fn path(name: &'static str) -> Self {
        Param::new(name, In::Path, Style::Simple, false)
    }

    /// In the query, style `form`, exploded.
    pub const fn query(name: &'static str) -> Self {
        Param::new(name, In::Query, Style::Form, true)
    }

    /// In a header, style `simple`.
    pub const fn header(name: &'static str) -> Self {
        Param::new(name, In::Header, Style::Simple, false)
    }

    /// In the `Cookie` header, style `form`, exploded.
    pub const fn cookie(name: &'static str) -> Self {
        Param::new(name, In::Cookie, Style::Form, true)
    }

    /// Another style.
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Whether parts are written one by one.
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = explode;
        self
    }

    /// It must be there.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// What absence means, as JSON text.
    pub const fn default(mut self, json: &'static str) -> Self {
        self.default = Some(json);
        self
    }

    /// The limits of the value.
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Reserved characters are left as they are.
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    /// `name=` means that there is no value.
    pub const fn allow_empty(mut self) -> Self {
        self.allow_empty = true;
        self
    }

    /// The parameter is an exploded object with these members.
    pub const fn properties(mut self, names: &'static [&'static str]) -> Self {
        self.properties = names;
        self
    }

    fn encode(&self, text: &str, out: &mut String) {
        match (self.location, self.allow_reserved) {
            (In::Header, _) => out.push_str(text),
            // Signs that would end the value or change it stay encoded.
            (In::Query, true) => encode_except(text, ":/?@!$'()*,;", out),
            _ => percent_encode(text, out),
        }
    }

    /// What stands between the items of a list.
    fn separator(&self) -> &'static str {
        match self.style {
            Style::Label if self.explode => ".",
            Style::SpaceDelimited => "%20",
            Style::PipeDelimited => "%7C",
            _ => ",",
        }
    }
}

/// A value that a path cannot hold: a URL would lose or collapse it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPath {
    /// The parameter.
    pub name: &'static str,
}

impl fmt::Display for InvalidPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the path parameter `{}` must not be empty, `.` or `..`", self.name)
    }
}

impl std::error::Error for InvalidPath {}

/// A value, flat enough for a parameter.
enum Flat {
    Nothing,
    Text(String),
    List(Vec<String>),
    Map(Vec<(String, String)>),
}

fn flatten(value: &dyn View) -> Flat {
    match value.look() {
        Look::Absent | Look::Null => Flat::Nothing,
        Look::List(list) => Flat::List((0..list.len()).filter_map(|i| list.item(i)).map(flat_text).collect()),
        look => match look_text(&look) {
            Some(text) => Flat::Text(text),
            None => {
                let mut members = Vec::new();
                super::json::each(&look, &mut |name, value| {
                    if !matches!(value.look(), Look::Absent | Look::Null) {
                        members.push((name.to_owned(), flat_text(value)));
                    }
                });
                Flat::Map(members)
            }
        },
    }
}

/// Writes a path parameter. Every sign that would part the path is encoded: `a/b` is one segment.
pub fn write_path(param: &Param, value: &dyn View, out: &mut String) -> std::result::Result<(), InvalidPath> {
    let start = out.len();
    match param.style {
        Style::Json => param.encode(&flat_text(value), out),
        Style::Matrix => write_matrix(param, flatten(value), out),
        Style::Label => {
            out.push('.');
            write_joined(param, flatten(value), out);
        }
        _ => write_joined(param, flatten(value), out),
    }
    match &out[start..] {
        "" | "." | ".." => Err(InvalidPath { name: param.name }),
        _ => Ok(()),
    }
}

fn write_matrix(param: &Param, flat: Flat, out: &mut String) {
    let mut pair = |name: &str, text: &str| {
        out.push(';');
        percent_encode(name, out);
        if !text.is_empty() {
            out.push('=');
            percent_encode(text, out);
        }
    };
    match flat {
        Flat::Nothing => {}
        Flat::Text(text) => pair(param.name, &text),
        Flat::List(items) if param.explode => items.iter().for_each(|item| pair(param.name, item)),
        Flat::Map(members) if param.explode => members.iter().for_each(|(name, text)| pair(name, text)),
        flat => {
            out.push(';');
            percent_encode(param.name, out);
            out.push('=');
            write_joined(param, flat, out);
        }
    }
}

/// Items with their separator between them; members as `a=b` when exploded, else `a,b`.
fn write_joined(param: &Param, flat: Flat, out: &mut String) {
    let separator = param.separator();
    match flat {
        Flat::Nothing => {}
        Flat::Text(text) => param.encode(&text, out),
        Flat::List(items) => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(separator);
                }
                param.encode(item, out);
            }
        }
        Flat::Map(members) => {
            for (index, (name, text)) in members.iter().enumerate() {
                if index > 0 {
                    out.push_str(separator);
                }
                param.encode(name, out);
                out.push_str(if param.explode { "=" } else { separator });
                param.encode(text, out);
            }
        }
    }
}

/// Writes a query parameter behind those that are there. Nothing for a value that is absent.
pub fn write_query(param: &Param, value: &dyn View, out: &mut String) {
    write_pairs(param, value, "&", out);
}

/// Writes a cookie behind those that are there. Nothing for a value that is absent.
pub fn write_cookie(param: &Param, value: &dyn View, out: &mut String) {
    write_pairs(param, value, "; ", out);
}

fn write_pairs(param: &Param, value: &dyn View, separator: &str, out: &mut String) {
    let mut pair = |name: &str, write: &mut dyn FnMut(&mut String)| {
        if !out.is_empty() {
            out.push_str(separator);
        }
        percent_encode(name, out);
        out.push('=');
        write(out);
    };
    if param.style == Style::Json {
        if !matches!(value.look(), Look::Absent) {
            let text = String::from_utf8_lossy(&super::json::to_json(value)).into_owned();
            pair(param.name, &mut |out| param.encode(&text, out));
        }
        return;
    }
    if param.style == Style::DeepObject {
        return deep(param.name, value, &mut |name, text| pair(name, &mut |out| param.encode(text, out)));
    }
    match flatten(value) {
        Flat::Nothing => {}
        Flat::Text(text) => pair(param.name, &mut |out| param.encode(&text, out)),
        Flat::List(items) if items.is_empty() => {}
        Flat::List(items) if param.explode => {
            items.iter().for_each(|item| pair(param.name, &mut |out| param.encode(item, out)));
        }
        Flat::Map(members) if param.explode => {
            members.iter().for_each(|(name, text)| pair(name, &mut |out| param.encode(text, out)));
        }
        flat => {
            let mut text = String::new();
            write_joined(param, flat, &mut text);
            pair(param.name, &mut |out| out.push_str(&text));
        }
    }
}

/// `name[a][b]=c`; a list repeats the name.
fn deep(name: &str, value: &dyn View, pair: &mut dyn FnMut(&str, &str)) {
    match value.look() {
        Look::Absent | Look::Null => {}
        Look::List(list) => (0..list.len()).filter_map(|i| list.item(i)).for_each(|item| pair(name, &flat_text(item))),
        look => match look_text(&look) {
            Some(text) => pair(name, &text),
            None => super::json::each(&look, &mut |member, value| deep(&format!("{name}[{member}]"), value, pair)),
        },
    }
}

/// The text of a header.
pub fn header_value(param: &Param, value: &dyn View) -> String {
    let mut out = String::new();
    match param.style {
        Style::Json => out = flat_text(value),
        _ => write_joined(param, flatten(value), &mut out),
    }
    out
}

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
            Style::SpaceDelimited => split(&one.replace("%20", ",").replace(['+', ' '], ",")),
            Style::PipeDelimited => split(&one.replace("%7C", ",").replace("%7c", ",").replace('|', ",")),
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
