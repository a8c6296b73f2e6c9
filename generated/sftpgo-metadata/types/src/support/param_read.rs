// SPDX-License-Identifier: MIT-0
//! How parameters of operations are read.

use std::borrow::Cow;

use super::codec::{Event, Place, Untyped};
use super::error::{Cx, DecodeError, Mode, Result, Violation};
use super::node::Node;
use super::pairs::{Entry, Pair, Text, put_json};
use super::param::{In, Members, Param, Style};
use super::percent::percent_decode;
use super::places::Lists;

/// The parameters of a request, as they came.
pub struct RawParams<'a> {
    /// Path parameters: name and text, still percent-encoded.
    pub path: &'a [(&'static str, &'a str)],
    /// The query.
    pub query: Query<'a>,
    /// A header's text.
    pub header: &'a dyn Fn(&str) -> Option<String>,
}

/// A query, without its `?`.
pub struct Query<'a> {
    text: &'a str,
    /// The texts by their names, where going through the whole query for each parameter would take too long.
    named: Option<Lists<&'a str>>,
}

/// The most bytes of a query that are gone through for all parameters together.
const MOST_STEPS: usize = 16 << 10;

impl<'a> Query<'a> {
    /// A query out of which so many parameters are read.
    pub fn new(text: &'a str, params: usize) -> Self {
        let named = (text.len().saturating_mul(params) > MOST_STEPS).then(|| {
            let mut named = Lists::new();
            for (name, text) in pairs(text, b'&').map(cut) {
                if let Some(name) = percent_decode(name, true) {
                    named.push(name.as_bytes(), text);
                }
            }
            named
        });
        Query { text, named }
    }

    /// What it says about a parameter.
    pub(super) fn gather(&self, param: &Param) -> Found<'a> {
        match &self.named {
            Some(named) if !param.style.is_whole() && !has_members(param) => {
                Found::texts(named.get(param.name.as_bytes()).iter().copied())
            }
            _ => gather_pairs(param, self.text, b'&'),
        }
    }
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
    let result = match gather(param, raw) {
        Found::Nothing => missing(param, place, &mut cx),
        found if param.allow_empty && found.is_empty() => {
            // Limits are for values: that an empty one is fine is said apart from them.
            if place.put(Event::Untyped(&Empty), &mut cx).is_ok() && cx.violations().is_empty() {
                return;
            }
            place.reset();
            cx = Cx::new(mode);
            missing(param, place, &mut cx)
        }
        found => found.put(param, place, &mut cx),
    };
    if result.is_ok() && cx.violations().is_empty() && cx.is_strict() {
        // A stop leaves its reason in the context.
        let _ = param.limits.check(place.look(), &mut cx);
    }
    if !cx.violations().is_empty() {
        violations.extend(cx.into_violations());
    }
}

/// Reads a header of an answer, leniently.
pub fn decode_header(param: &Param, text: &str, place: &mut dyn Place) -> std::result::Result<(), DecodeError> {
    let mut cx = Cx::new(Mode::Lenient);
    let _ = read_texts(param, &[text.trim().into()], place, &mut cx);
    cx.finish(None)
}

/// Reads the lines of a header that are never joined, because they hold commas: the items of a list.
pub fn decode_header_lines(
    param: &Param,
    lines: Vec<String>,
    place: &mut dyn Place,
) -> std::result::Result<(), DecodeError> {
    let mut cx = Cx::new(Mode::Lenient);
    let lines: Vec<_> = lines.into_iter().map(Cow::Owned).collect();
    let _ = read_texts(&param.style(Style::Form).explode(true), &lines, place, &mut cx);
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
pub(super) enum Found<'a> {
    /// Nothing.
    Nothing,
    /// Not UTF-8.
    Garbled,
    /// A text, still percent-encoded, but for headers.
    Text(Cow<'a, str>),
    /// Several of them.
    Texts(Vec<Cow<'a, str>>),
    /// Members under names of their own, decoded.
    Entry(Entry),
}

impl<'a> Found<'a> {
    fn texts(mut texts: impl Iterator<Item = &'a str>) -> Self {
        match (texts.next(), texts.next()) {
            (None, _) => Found::Nothing,
            (Some(text), None) => Found::Text(text.into()),
            (Some(first), Some(second)) => {
                Found::Texts([first, second].into_iter().chain(texts).map(Cow::Borrowed).collect())
            }
        }
    }

    /// Whether it is nothing but names.
    fn is_empty(&self) -> bool {
        match self {
            Found::Text(text) => text.is_empty(),
            Found::Texts(texts) => texts.iter().all(|text| text.is_empty()),
            Found::Nothing | Found::Garbled | Found::Entry(_) => false,
        }
    }

    fn into_owned(self) -> Found<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Found::Nothing => Found::Nothing,
            Found::Garbled => Found::Garbled,
            Found::Text(text) => Found::Text(owned(text)),
            Found::Texts(texts) => Found::Texts(texts.into_iter().map(owned).collect()),
            Found::Entry(entry) => Found::Entry(entry),
        }
    }

    /// Puts what was found into the place.
    pub(super) fn put(self, param: &Param, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self {
            Found::Nothing => Ok(()),
            Found::Garbled => cx.violation("is not UTF-8"),
            Found::Text(text) => read_texts(param, &[text], place, cx),
            Found::Texts(texts) => read_texts(param, &texts, place, cx),
            Found::Entry(entry) => place.put(Event::Untyped(&entry), cx),
        }
    }
}

fn gather<'a>(param: &Param, raw: &RawParams<'a>) -> Found<'a> {
    match param.location {
        In::Path => {
            let named = raw.path.iter().filter(|(name, _)| *name == param.name);
            Found::texts(named.map(|(_, text)| *text))
        }
        In::Header => {
            (raw.header)(param.name).map_or(Found::Nothing, |text| Found::Text(text.trim().to_owned().into()))
        }
        In::Query => raw.query.gather(param),
        In::Cookie => {
            let cookies = (raw.header)("cookie").unwrap_or_default();
            gather_pairs(param, &cookies, b';').into_owned()
        }
    }
}

/// Whether members of an object stand beside other parameters.
fn has_members(param: &Param) -> bool {
    param.style == Style::DeepObject || param.members != Members::None
}

/// The pairs of a query or of cookies, still encoded.
fn pairs(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    let next = move || {
        let (pair, behind) = cut_at(rest?, separator);
        rest = behind;
        Some(pair.trim_ascii_start())
    };
    std::iter::from_fn(next).filter(|pair| !pair.is_empty())
}

/// Out of a query or of cookies.
fn gather_pairs<'a>(param: &Param, text: &'a str, separator: u8) -> Found<'a> {
    if param.style.is_whole() {
        return if text.is_empty() { Found::Nothing } else { Found::Text(text.into()) };
    }
    let pairs = || pairs(text, separator);
    // A `+` is a space in queries only.
    let decode = |text: &str| match param.style {
        Style::Cookie => Some(text.to_owned()),
        _ => percent_decode(text, separator == b'&').map(Cow::into_owned),
    };
    if has_members(param) {
        let all: Option<Vec<Pair>> =
            pairs().map(cut).map(|(name, text)| Some((decode(name)?, Text::Plain(decode(text)?)))).collect();
        let Some(all) = all else { return Found::Garbled };
        let entry = match param.members {
            Members::None => Entry::of(param.name, all),
            members => Entry::object(all.into_iter().filter(|(name, _)| owns(members, name)).collect()),
        };
        if !entry.is_empty() {
            return Found::Entry(entry);
        }
    }
    Found::texts(pairs().filter_map(|pair| own_text(param.name, pair, decode)))
}

/// The text of a pair that has this name, which hardly any pair writes with codes.
fn own_text<'a>(own: &str, pair: &'a str, decode: impl Fn(&str) -> Option<String>) -> Option<&'a str> {
    // A name with signs that mean something else in a query is there with codes only.
    let is_plain = !own.bytes().any(|byte| matches!(byte, b'%' | b'+' | b'='));
    match pair.strip_prefix(own).filter(|_| is_plain).map(|behind| (behind.as_bytes().first(), behind)) {
        Some((None, behind)) => return Some(behind),
        Some((Some(b'='), behind)) => return Some(&behind[1..]),
        _ => {}
    }
    // A name is no longer without its codes.
    if pair.len() < own.len() || !pair.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return None;
    }
    let (name, text) = cut(pair);
    (decode(name).as_deref() == Some(own)).then_some(text)
}

/// Whether a name of a query is about the parameter.
pub(super) fn is_about(param: &Param, name: &str) -> bool {
    let deep = param.style == Style::DeepObject;
    owns(param.members, name)
        || name.strip_prefix(param.name).is_some_and(|rest| rest.is_empty() || (deep && rest.starts_with('[')))
}

/// Whether a name is one of an object's members; `tags[]` belongs to the member `tags`.
pub(super) fn owns(members: Members, name: &str) -> bool {
    let head = name.split_once('[').map_or(name, |(head, _)| head);
    match members {
        Members::None => false,
        Members::Named(names) => names.contains(&name) || names.contains(&head),
        Members::Except(names) => !names.contains(&name) && !names.contains(&head),
    }
}

/// A pair's name and text.
fn cut(pair: &str) -> (&str, &str) {
    let (name, text) = cut_at(pair, b'=');
    (name, text.unwrap_or_default())
}

/// What stands before an ASCII sign, and what behind. Names and texts are short, which is what this is quick for.
fn cut_at(text: &str, sign: u8) -> (&str, Option<&str>) {
    match text.bytes().position(|byte| byte == sign) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

fn read_texts(param: &Param, texts: &[Cow<'_, str>], place: &mut dyn Place, cx: &mut Cx) -> Result {
    let texts = Texts { param, texts };
    if !param.style.is_json() {
        return place.put(Event::Untyped(&texts), cx);
    }
    let Some(text) = texts.single(cx)? else { return Ok(()) };
    match texts.decode(text, cx)? {
        Some(text) => put_json(&text, place, cx),
        None => Ok(()),
    }
}

/// The texts of a parameter, which become what the place likes.
struct Texts<'a> {
    param: &'a Param,
    texts: &'a [Cow<'a, str>],
}

impl Texts<'_> {
    fn decode<'t>(&self, text: &'t str, cx: &mut Cx) -> Result<Option<Cow<'t, str>>> {
        let decoded = match self.param.location {
            In::Header => Some(text.trim().into()),
            In::Cookie if self.param.style == Style::Cookie => Some(text.into()),
            // A `+` is a space between pairs only.
            location => percent_decode(text, location == In::Query && !self.param.style.is_whole()),
        };
        if decoded.is_none() {
            cx.violation("is not UTF-8")?;
        }
        Ok(decoded)
    }

    /// The one text, as it came.
    fn single(&self, cx: &mut Cx) -> Result<Option<&str>> {
        match self.texts {
            [_, _, ..] if cx.is_strict() => cx.violation("must not be there twice").map(|()| None),
            texts => Ok(texts.last().map(|text| &**text)),
        }
    }

    /// The one text without what the style puts before it.
    fn bare(&self, cx: &mut Cx) -> Result<Option<&str>> {
        let Some(text) = self.single(cx)? else { return Ok(None) };
        let bare = match self.param.style {
            Style::Label => text.strip_prefix('.'),
            Style::Matrix => text.strip_prefix(';').and_then(|pair| self.own(pair)),
            _ => Some(text),
        };
        if bare.is_none() {
            self.wrong_style(cx)?;
        }
        Ok(bare)
    }

    /// The text of a pair that has the parameter's name.
    fn own<'p>(&self, pair: &'p str) -> Option<&'p str> {
        let (name, text) = cut(pair);
        (percent_decode(name, false)? == self.param.name).then_some(text)
    }

    #[cold]
    fn wrong_style(&self, cx: &mut Cx) -> Result {
        match self.param.style {
            Style::Matrix => cx.violation(format!("must be written as `;{}=...`", self.param.name)),
            _ => cx.violation("must start with `.`"),
        }
    }

    /// The pairs of an exploded matrix.
    fn matrix(&self, cx: &mut Cx) -> Result<Vec<&str>> {
        let Some(text) = self.single(cx)? else { return Ok(Vec::new()) };
        match text.strip_prefix(';') {
            Some(pairs) => Ok(pairs.split(';').collect()),
            None => self.wrong_style(cx).map(|()| Vec::new()),
        }
    }

    /// The texts of the parts in one text, still encoded.
    fn parts(&self, cx: &mut Cx) -> Result<Vec<&str>> {
        let Some(text) = self.bare(cx)? else { return Ok(Vec::new()) };
        let delimiters: &[&str] = match self.param.style {
            Style::Label if self.param.explode => &["."],
            Style::SpaceDelimited => &["%20", "+", " "],
            Style::PipeDelimited => &["%7C", "%7c", "|"],
            Style::TabDelimited => &["%09", "\t"],
            _ => &[","],
        };
        // An empty list has no text in a path, so this is a list of one empty text there.
        if text.is_empty() && self.param.location != In::Path {
            return Ok(Vec::new());
        }
        Ok(split(text, delimiters))
    }

    /// The items of a list, still encoded.
    fn items(&self, cx: &mut Cx) -> Result<Vec<&str>> {
        match self.param.style {
            Style::Form | Style::Cookie | Style::SpaceDelimited | Style::PipeDelimited | Style::TabDelimited
                if self.param.explode =>
            {
                Ok(self.texts.iter().map(|text| &**text).collect())
            }
            Style::Matrix if self.param.explode => {
                let pairs = self.matrix(cx)?;
                let items: Option<Vec<&str>> = pairs.into_iter().map(|pair| self.own(pair)).collect();
                match items {
                    Some(items) => Ok(items),
                    None => self.wrong_style(cx).map(|()| Vec::new()),
                }
            }
            _ => self.parts(cx),
        }
    }
}

/// Cuts a text at every delimiter.
fn split<'t>(text: &'t str, delimiters: &[&str]) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let found = delimiters.iter().filter_map(|delimiter| Some((rest.find(delimiter)?, delimiter.len()))).min();
        let Some((at, length)) = found else { break };
        parts.push(&rest[..at]);
        rest = &rest[at + length..];
    }
    parts.push(rest);
    parts
}

impl Untyped for Texts<'_> {
    fn text(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        let Some(text) = self.bare(cx)? else { return Ok(()) };
        match self.decode(text, cx)? {
            Some(text) => place.put(Event::Text(&text), cx),
            None => Ok(()),
        }
    }

    fn list(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        let mut items = Vec::new();
        for text in self.items(cx)? {
            items.extend(self.decode(text, cx)?.map(|text| Node::Text(text.into_owned())));
        }
        Node::List(items).feed(place, cx)
    }

    fn map(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        let mark = cx.mark();
        let pairs: Vec<(&str, &str)> = match self.param.style {
            // The members have names of their own: a text under the parameter's name can be JSON at most.
            Style::Form | Style::Cookie | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject
                if self.param.explode =>
            {
                return self.text(place, cx);
            }
            Style::Matrix if self.param.explode => self.matrix(cx)?.into_iter().map(cut).collect(),
            _ if self.param.explode => self.parts(cx)?.into_iter().map(cut).collect(),
            _ => {
                let parts = self.parts(cx)?;
                let pairs = parts.chunks_exact(2);
                if !pairs.remainder().is_empty() {
                    return cx.violation("has a name without a value");
                }
                pairs.map(|pair| (pair[0], pair[1])).collect()
            }
        };
        if !cx.clean_since(mark) {
            return Ok(());
        }
        let mut members = Vec::new();
        for (name, text) in pairs {
            if let Some((name, text)) = self.decode(name, cx)?.zip(self.decode(text, cx)?) {
                members.push((name.into_owned(), Node::Text(text.into_owned())));
            }
        }
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

/// A value of which nothing is there but its name.
struct Empty;

impl Untyped for Empty {
    fn text(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        place.put(Event::Text(""), cx)
    }

    fn list(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        Node::List(Vec::new()).feed(place, cx)
    }

    fn map(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        Node::Map(Vec::new()).feed(place, cx)
    }

    fn any(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        self.text(place, cx)
    }

    fn node(&self) -> Node {
        Node::Text(String::new())
    }
}
