// SPDX-License-Identifier: MIT-0
//! The tables in which types state their shapes.

use super::index::Index;
use super::limits::Limits;

/// Up to so many names are compared one after the other, which is as quick as an index.
const FEW: usize = 16;

/// So many names behind the last one are tried before others.
const NEAR: usize = 4;

/// A property of an object.
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// Whether the value may be anything.
    pub anything: bool,
    /// Whether the name stands in JSON as it is.
    pub plain: bool,
    /// The limits of its value.
    pub limits: &'static Limits,
    /// How it stands in XML; `None` for a plain element of its name.
    pub xml: Option<&'static Xml>,
}

/// A property that must be there.
pub const fn required(name: &'static str) -> Field {
    Field { name, required: true, nullable: false, anything: false, plain: true, limits: &Limits::NONE, xml: None }
}

/// A property that may be absent.
pub const fn optional(name: &'static str) -> Field {
    Field { name, required: false, nullable: false, anything: false, plain: true, limits: &Limits::NONE, xml: None }
}

impl Field {
    /// Whether this is its name. Names are short: calling `memcmp` takes longer than a few words do.
    #[inline]
    pub(super) fn is(&self, name: &str) -> bool {
        let (own, name) = (self.name.as_bytes(), name.as_bytes());
        if own.len() != name.len() {
            return false;
        }
        match (own.last_chunk::<8>(), name.last_chunk::<8>()) {
            (Some(own_end), Some(end)) => {
                let words = own.as_chunks::<8>().0.iter().zip(name.as_chunks::<8>().0);
                own_end == end && words.into_iter().all(|(one, other)| one == other)
            }
            _ => match (own.first_chunk::<4>(), own.last_chunk::<4>(), name.first_chunk::<4>(), name.last_chunk::<4>())
            {
                (Some(own_start), Some(own_end), Some(start), Some(end)) => own_start == start && own_end == end,
                _ => own.iter().zip(name).all(|(one, other)| one == other),
            },
        }
    }

    /// The property may be null.
    pub const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// The value may be anything.
    pub const fn anything(mut self) -> Self {
        self.anything = true;
        self
    }

    /// The name does not stand in JSON as it is: it has a quote, a backslash or a control character.
    pub const fn escaped(mut self) -> Self {
        self.plain = false;
        self
    }

    /// The limits of the property's value.
    pub const fn limits(mut self, limits: &'static Limits) -> Self {
        self.limits = limits;
        self
    }

    /// How the property stands in XML.
    pub const fn xml(mut self, xml: &'static Xml) -> Self {
        self.xml = Some(xml);
        self
    }
}

/// How a value stands in XML.
#[derive(Clone, Copy, Debug)]
pub struct Xml {
    /// The name, without a prefix.
    pub name: &'static str,
    /// What it is.
    pub kind: XmlKind,
    /// The prefix of its name, or nothing.
    pub prefix: &'static str,
    /// The URI of its namespace, or nothing.
    pub namespace: &'static str,
    /// How each item of a list stands.
    pub items: Option<&'static Xml>,
    /// Whether the items of a list stand in an element of their own.
    pub wrapped: bool,
}

/// What a value is in XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlKind {
    /// An element.
    Element,
    /// An attribute of the element around it.
    Attribute,
    /// The text of the element around it.
    Text,
}

impl Xml {
    /// An element.
    pub const fn element(name: &'static str) -> Self {
        Xml { name, kind: XmlKind::Element, prefix: "", namespace: "", items: None, wrapped: false }
    }

    /// An attribute.
    pub const fn attribute(name: &'static str) -> Self {
        Xml { kind: XmlKind::Attribute, ..Xml::element(name) }
    }

    /// The text of the element around it.
    pub const fn text() -> Self {
        Xml { kind: XmlKind::Text, ..Xml::element("") }
    }

    /// The name gets a prefix.
    pub const fn prefix(self, prefix: &'static str) -> Self {
        Xml { prefix, ..self }
    }

    /// The element declares its namespace.
    pub const fn namespace(self, namespace: &'static str) -> Self {
        Xml { namespace, ..self }
    }

    /// A list whose items stand one after the other, without an element around them.
    pub const fn items(self, items: &'static Xml) -> Self {
        Xml { items: Some(items), ..self }
    }

    /// A list whose items stand in this element.
    pub const fn wraps(self, items: &'static Xml) -> Self {
        Xml { items: Some(items), wrapped: true, ..self }
    }
}

/// What becomes of properties that a shape does not name.
#[derive(Clone, Copy)]
pub enum Others {
    /// They are read over.
    Ignored,
    /// They are violations in strict mode, and read over in lenient mode.
    Forbidden,
    /// They are kept in a map; the values keep to the limits.
    Kept(&'static Limits),
}

/// Sets of properties, of which so many have to be there whole.
pub struct PropertySets {
    rule: Together,
    sets: &'static [&'static [&'static str]],
}

#[derive(Clone, Copy)]
enum Together {
    AtLeastOne,
    ExactlyOne,
    None,
    Needs,
}

impl PropertySets {
    /// One set or more is there.
    pub const fn at_least_one(sets: &'static [&'static [&'static str]]) -> Self {
        PropertySets { rule: Together::AtLeastOne, sets }
    }

    /// One set is there and no other.
    pub const fn exactly_one(sets: &'static [&'static [&'static str]]) -> Self {
        PropertySets { rule: Together::ExactlyOne, sets }
    }

    /// No set is there.
    pub const fn none(sets: &'static [&'static [&'static str]]) -> Self {
        PropertySets { rule: Together::None, sets }
    }

    /// The second set is there where the first is.
    pub const fn needs(sets: &'static [&'static [&'static str]]) -> Self {
        PropertySets { rule: Together::Needs, sets }
    }

    /// What is wrong with an object that has these properties.
    pub(super) fn refuses(&self, has: impl Fn(&str) -> bool) -> Option<String> {
        let whole = self.sets.iter().filter(|set| set.iter().all(|name| has(name))).count();
        if let (Together::Needs, [first, second, ..]) = (self.rule, self.sets) {
            let is_there = |set: &&[&str]| set.iter().all(|name| has(name));
            let message = || format!("must have {} where it has {}", second.join(" with "), first.join(" with "));
            return (is_there(first) && !is_there(second)).then(message);
        }
        let (fits, start) = match self.rule {
            Together::AtLeastOne => (whole > 0, "must have at least one of"),
            Together::ExactlyOne => (whole == 1, "must have exactly one of"),
            Together::None | Together::Needs => (whole == 0, "must not have"),
        };
        let sets: Vec<String> = self.sets.iter().map(|set| set.join(" with ")).collect();
        (!fits).then(|| format!("{start} {}", sets.join(", ")))
    }
}

/// The shape of an object.
pub struct Shape {
    /// The properties.
    pub fields: &'static [Field],
    /// Other properties.
    pub others: Others,
    /// Properties that travel in the other direction only.
    pub withheld: &'static [&'static str],
    /// How many properties there may be, and what the names of other ones keep to.
    pub limits: &'static Limits,
    /// Which properties go together.
    pub groups: &'static [PropertySets],
    /// Where the properties stand.
    pub(super) index: Index,
}

/// The shape of an object without properties.
pub(super) static NO_PROPERTIES: Shape = Shape::object(&[]);

impl Shape {
    /// An object with these properties; others are read over.
    pub const fn object(fields: &'static [Field]) -> Self {
        Shape {
            fields,
            others: Others::Ignored,
            withheld: &[],
            limits: &Limits::NONE,
            groups: &[],
            index: Index::new(),
        }
    }

    /// Where the property of this name stands, which is likely to be soon behind this place: others may be absent.
    pub fn position_near(&self, place: usize, name: &str) -> Option<usize> {
        let mut near = self.fields.iter().enumerate().skip(place).take(NEAR);
        let found = near.find(|(_, field)| field.is(name)).map(|(index, _)| index);
        found.or_else(|| self.position(name))
    }

    /// Where the property of this name stands.
    pub fn position(&self, name: &str) -> Option<usize> {
        match self.fields.len() {
            0..=FEW => self.fields.iter().position(|field| field.name == name),
            count => self.index.find(count, &|field| self.fields[field].name, name),
        }
    }

    /// Other properties are violations.
    pub const fn forbid_others(mut self) -> Self {
        self.others = Others::Forbidden;
        self
    }

    /// Other properties are kept.
    pub const fn keep_others(mut self, limits: &'static Limits) -> Self {
        self.others = Others::Kept(limits);
        self
    }

    /// Properties that travel in the other direction only: violations in strict mode, else read over.
    pub const fn withhold(mut self, names: &'static [&'static str]) -> Self {
        self.withheld = names;
        self
    }

    /// How many properties there may be, and what the names of other ones keep to.
    pub const fn limits(mut self, limits: &'static Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Which properties go together.
    pub const fn groups(mut self, groups: &'static [PropertySets]) -> Self {
        self.groups = groups;
        self
    }
}
