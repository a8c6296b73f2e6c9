// SPDX-License-Identifier: MIT-0
//! Parameters of operations: every location and style of OpenAPI in one table row, and how they are written.

use std::fmt;

use super::codec::{Look, View};
use super::limits::Limits;
use super::percent::{encode_except, percent_encode};
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
