// SPDX-License-Identifier: MIT-0
//! Parameters of operations: every location and style of OpenAPI in one table row.

use std::fmt;

use super::limits::Limits;

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
    /// Swagger 2.0's `tsv`: tabs between the parts.
    TabDelimited,
    /// `name[key]=a`
    DeepObject,
    /// JSON text.
    Json,
    /// Cookies as `Form` has them, but nothing is percent-encoded.
    Cookie,
    /// The whole query, without a name: JSON text.
    Whole,
    /// The whole query, without a name: text as it is.
    WholeText,
}

impl Style {
    /// Whether the value is JSON text.
    pub const fn is_json(self) -> bool {
        matches!(self, Style::Json | Style::Whole)
    }

    /// Whether the value is the whole query, without a name.
    pub const fn is_whole(self) -> bool {
        matches!(self, Style::Whole | Style::WholeText)
    }
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
    pub limits: &'static Limits,
    /// Whether reserved characters are left as they are.
    pub allow_reserved: bool,
    /// Whether `name=` without a value is fine: the empty text, the empty list, and otherwise no value.
    pub allow_empty: bool,
    /// Where the members of an exploded object stand in a query or cookie.
    pub members: Members,
}

/// The names under which the members of an exploded object stand beside other parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// It is no exploded object.
    None,
    /// Under these names; others are somebody else's.
    Named(&'static [&'static str]),
    /// Under every name but these: the object has properties of any name.
    Except(&'static [&'static str]),
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
            limits: &Limits::NONE,
            allow_reserved: false,
            allow_empty: false,
            members: Members::None,
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
    pub const fn limits(mut self, limits: &'static Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Reserved characters are left as they are.
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    /// `name=` without a value is fine.
    pub const fn allow_empty(mut self) -> Self {
        self.allow_empty = true;
        self
    }

    /// The parameter is an exploded object with these members.
    pub const fn properties(mut self, names: &'static [&'static str]) -> Self {
        self.members = Members::Named(names);
        self
    }

    /// The parameter is an exploded object with members of any name but these.
    pub const fn all_but(mut self, names: &'static [&'static str]) -> Self {
        self.members = Members::Except(names);
        self
    }
}

/// A value that cannot be written in the form that the document asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidParam {
    /// The parameter.
    pub name: &'static str,
    /// Where it travels.
    pub location: In,
    /// What is wrong with it.
    pub why: &'static str,
}

impl fmt::Display for InvalidParam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match self.location {
            In::Path => "path parameter",
            In::Query => "query parameter",
            In::Header => "header",
            In::Cookie => "cookie",
        };
        write!(f, "the {place} `{}` {}", self.name, self.why)
    }
}

impl std::error::Error for InvalidParam {}
