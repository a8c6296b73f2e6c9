// SPDX-License-Identifier: MIT-0
//! One of several types: the value is read into a [`Node`] first, and then told apart by the discriminator, by
//! constants, by its JSON type, by required properties, and at last by trying.

use std::borrow::Cow;

use super::codec::{Decode, Event, Look, Place, Untyped, View};
use super::constant::Const;
use super::error::{Cx, Mode, Result, listed};
use super::kind::{Described, Kind};
use super::limits::Limits;
use super::node::Node;

/// JSON types, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// No type.
    pub const NONE: Types = Types(0);
    /// null
    pub const NULL: Types = Types(1);
    /// true and false
    pub const BOOLEAN: Types = Types(2);
    /// Numbers without a fraction.
    pub const INTEGER: Types = Types(4);
    /// Numbers.
    pub const NUMBER: Types = Types(8);
    /// Strings.
    pub const STRING: Types = Types(16);
    /// Lists.
    pub const ARRAY: Types = Types(32);
    /// Objects.
    pub const OBJECT: Types = Types(64);

    /// All of them.
    pub const ANY: Types = Types(127);

    /// Both sets.
    pub const fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    fn has(self, node: &Node) -> bool {
        let types = match node {
            Node::Null => Types::NULL,
            Node::Bool(_) => Types::BOOLEAN,
            Node::I64(_) | Node::U64(_) => Types::INTEGER.or(Types::NUMBER),
            Node::F64(n) if n.fract() == 0.0 => Types::INTEGER.or(Types::NUMBER),
            Node::F64(_) => Types::NUMBER,
            Node::Digits(text) if super::digits::whole(text).is_some() => Types::INTEGER.or(Types::NUMBER),
            Node::Digits(_) => Types::NUMBER,
            Node::Str(_) => Types::STRING,
            // Whether text is a number is found out by trying.
            Node::Text(_) => Types::STRING.or(Types::BOOLEAN).or(Types::INTEGER).or(Types::NUMBER),
            Node::List(_) => Types::ARRAY,
            Node::Map(_) => Types::OBJECT,
        };
        self.0 & types.0 != 0
    }
}

/// A variant of a union.
pub struct Variant {
    /// Its name, for messages.
    pub name: &'static str,
    /// The discriminator's values that mean it.
    pub tags: &'static [&'static str],
    /// The JSON types of its values.
    pub types: Types,
    /// Properties that each of its values has.
    pub required: &'static [&'static str],
    /// Properties that have few possible values.
    pub constants: &'static [(&'static str, &'static [Const])],
    /// Such properties that may be absent, and properties of properties, by the names that lead there.
    pub stated: &'static [(&'static [&'static str], &'static [Const])],
    /// The later variants of which a value cannot be one too.
    pub alike: &'static [usize],
    /// The limits of its values.
    pub limits: &'static Limits,
}

impl Variant {
    /// A variant whose values have these JSON types.
    pub const fn new(name: &'static str, types: Types) -> Self {
        Variant {
            name,
            tags: &[],
            types,
            required: &[],
            constants: &[],
            stated: &[],
            alike: &[],
            limits: &Limits::NONE,
        }
    }

    /// The discriminator's values that mean this variant.
    pub const fn tags(mut self, tags: &'static [&'static str]) -> Self {
        self.tags = tags;
        self
    }

    /// Properties that each of its values has.
    pub const fn required(mut self, names: &'static [&'static str]) -> Self {
        self.required = names;
        self
    }

    /// Properties with one possible value.
    pub const fn constants(mut self, constants: &'static [(&'static str, &'static [Const])]) -> Self {
        self.constants = constants;
        self
    }

    /// Properties that have few possible values and may be absent, and such properties of properties, by the names that
    /// lead there.
    pub const fn stated(mut self, stated: &'static [(&'static [&'static str], &'static [Const])]) -> Self {
        self.stated = stated;
        self
    }

    /// The later variants of which a value cannot be one too: a server takes none that fits them.
    pub const fn alike(mut self, variants: &'static [usize]) -> Self {
        self.alike = variants;
        self
    }

    /// The limits of its values.
    pub const fn limits(mut self, limits: &'static Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Why a value cannot be of this variant of these, as far as that can be seen from outside.
    pub(super) fn refuses(&self, variants: &[Variant], node: &Node) -> Option<String> {
        let differs = |(name, values): &&(&str, &[Const])| {
            node.get(name).is_none_or(|node| !values.iter().any(|value| value.is(node)))
        };
        if let Some((name, values)) = self.constants.iter().find(differs) {
            let values: Vec<String> = values.iter().map(Const::to_string).collect();
            return Some(format!("/{name} must be {}", values.join(" or ")));
        }
        if !self.types.has(node) {
            return Some("the type differs".to_owned());
        }
        // A value that nobody knows may be new.
        let means_another = |(path, values): &&(&[&str], &[Const])| {
            let Some(node) = path.iter().try_fold(node, |node, name| node.get(name)) else { return false };
            let is_among = |values: &[Const]| values.iter().any(|value| value.is(node));
            let known = |variant: &Variant| {
                let constants = variant.constants.iter().any(|(name, values)| [*name] == **path && is_among(values));
                constants || variant.stated.iter().any(|(other, values)| other == path && is_among(values))
            };
            !is_among(values) && variants.iter().any(known)
        };
        if let Some((path, _)) = self.stated.iter().find(means_another) {
            return Some(format!("/{} is that of another one", path.join("/")));
        }
        let missing = self.required.iter().find(|name| node.get(name).is_none())?;
        Some(format!("/{missing} is required"))
    }
}

/// How a union's variants are told apart.
pub struct Variants {
    /// The discriminator's property.
    pub tag: Option<&'static str>,
    /// The variants, in the order to try.
    pub variants: &'static [Variant],
    /// The variant of values whose tag is absent or means no other one.
    pub fallback: Option<usize>,
}

impl Variants {
    /// Variants that their values tell apart.
    pub const fn new(variants: &'static [Variant]) -> Self {
        Variants { tag: None, variants, fallback: None }
    }

    /// Variants that a property tells apart.
    pub const fn tagged(tag: &'static str, variants: &'static [Variant]) -> Self {
        Variants { tag: Some(tag), variants, fallback: None }
    }

    /// The variant of values whose tag is absent or means no other one.
    pub const fn fallback(mut self, variant: usize) -> Self {
        self.fallback = Some(variant);
        self
    }
}

/// A type that is one of several.
pub trait Union: Place {
    /// The variants.
    fn variants(&self) -> &'static Variants;

    /// Becomes the variant, and gives the place of its value.
    fn start(&mut self, variant: usize) -> &mut dyn Place;

    /// The variant, and its value.
    fn view(&self) -> (usize, &dyn View);

    /// Becomes a variant that the document does not name. Returns whether there is a place for that.
    fn unknown(&mut self, tag: &str, value: &Node) -> bool {
        let _ = (tag, value);
        false
    }
}

/// What is to be told apart.
pub(super) struct Found<'a> {
    node: Node,
    /// Where it depends on the variant what the value is: its source.
    untyped: Option<&'a dyn Untyped>,
}

impl<'a> Found<'a> {
    pub(super) fn of(event: Event<'a>, variants: &[Variant], cx: &mut Cx) -> Result<Self> {
        let mut node = Node::blank();
        match event {
            Event::Untyped(untyped) => match untyped.like(&Look::Absent) {
                Some(node) => return Ok(Found { node, untyped: Some(untyped) }),
                None => node = untyped.node(),
            },
            event => node.put(event, cx)?,
        }
        // A form or query may hold an object as JSON.
        if let Node::Text(text) = &node
            && text.starts_with('{')
            && !variants.iter().any(|variant| variant.types.has(&node))
        {
            let mut object = Node::blank();
            if super::json::feed(text, &mut object, &mut Cx::new(Mode::Lenient)).is_ok() {
                node = object;
            }
        }
        Ok(Found { node, untyped: None })
    }

    /// What it is for such a place.
    pub(super) fn like(&self, place: &dyn Place) -> Cow<'_, Node> {
        let node = self.untyped.and_then(|untyped| untyped.like(&place.look()));
        node.map_or(Cow::Borrowed(&self.node), Cow::Owned)
    }

    pub(super) fn feed(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.untyped {
            Some(_) if self.node == Node::Null => place.put(Event::Null, cx),
            Some(untyped) => place.put(Event::Untyped(untyped), cx),
            None => self.node.feed(place, cx),
        }
    }
}

/// The kind of types that are one of several.
pub struct Unions;

impl<T: Union + Described> Kind<T> for Unions {
    fn put(value: &mut T, event: Event<'_>, cx: &mut Cx) -> Result {
        put_union(value, event, cx)
    }

    fn look(value: &T) -> Look<'_> {
        look_union(value)
    }
}

/// Fills a union.
fn put_union(union: &mut dyn Union, event: Event<'_>, cx: &mut Cx) -> Result {
    let found = Found::of(event, union.variants().variants, cx)?;
    cx.enter()?;
    let result = choose(union, &found, cx);
    cx.leave();
    result
}

fn choose(union: &mut dyn Union, found: &Found<'_>, cx: &mut Cx) -> Result {
    let Variants { tag, variants, fallback } = union.variants();
    if let Some(tag) = tag {
        match (tagged(union, tag, found), *fallback) {
            (Tag::Means(index), _) | (Tag::Unknown(_) | Tag::Missing, Some(index)) => {
                return fill(union, index, found, cx);
            }
            (Tag::Unknown(value), None) => return unknown(union, tag, &value, found, cx),
            (Tag::NoText, _) => return cx.violation_at(tag, "expected a string"),
            (Tag::Missing, None) if cx.is_strict() => return cx.violation_at(tag, "is required"),
            (Tag::Missing | Tag::NoObject, _) => {}
        }
    }
    let mut refusals = Vec::new();
    for (index, variant) in variants.iter().enumerate() {
        refusals.push(variant.refuses(variants, &found.like(union.start(index))));
    }
    let mut candidates = (0..variants.len()).filter(|index| refusals[*index].is_none());
    if let (Some(only), None) = (candidates.next(), candidates.next()) {
        // What is wrong is then wrong with this one.
        return fill(union, only, found, cx);
    }
    if !cx.is_strict() {
        // What one variant lists is no unknown value of an earlier one.
        for index in (0..variants.len()).filter(|index| refusals[*index].is_none()) {
            if cx.attempt_in(Mode::Strict, |cx| fill(union, index, found, cx))?.is_empty() {
                return Ok(());
            }
        }
    }
    let mut reasons = Vec::new();
    for (index, (variant, refusal)) in variants.iter().zip(refusals).enumerate() {
        let reason = match refusal {
            Some(reason) => reason,
            None => {
                let violations = cx.attempt(|cx| fill(union, index, found, cx))?;
                match violations.first() {
                    None if cx.is_strict() => return only_one(union, index, found, cx),
                    None => return Ok(()),
                    Some(violation) => violation.to_string(),
                }
            }
        };
        reasons.push(format!("{}: {reason}", variant.name));
    }
    cx.violation(format!("fits no variant ({})", reasons.join("; ")))
}

/// The value fits a variant; it must fit none that it cannot be as well.
fn only_one(union: &mut dyn Union, index: usize, found: &Found<'_>, cx: &mut Cx) -> Result {
    let variants = union.variants().variants;
    for other in variants[index].alike {
        if cx.attempt(|cx| fill(union, *other, found, cx))?.is_empty() {
            let names = [variants[index].name, variants[*other].name];
            return cx.violation(format!("fits several variants ({})", names.join(", ")));
        }
    }
    if variants[index].alike.is_empty() { Ok(()) } else { fill(union, index, found, cx) }
}

/// What the discriminator says.
enum Tag {
    Means(usize),
    Unknown(String),
    NoText,
    Missing,
    NoObject,
}

fn tagged(union: &mut dyn Union, tag: &str, found: &Found<'_>) -> Tag {
    let variants = union.variants().variants;
    let read = |node: &Node| match (node.get(tag), node) {
        (Some(value), _) => value.as_str().map_or(Tag::NoText, |value| {
            let meant = variants.iter().position(|variant| variant.tags.contains(&value));
            meant.map_or_else(|| Tag::Unknown(value.to_owned()), Tag::Means)
        }),
        (None, Node::Map(_)) => Tag::Missing,
        (None, _) => Tag::NoObject,
    };
    if found.untyped.is_none() {
        return read(&found.node);
    }
    // Each variant may have a name of its own for the discriminator.
    let mut best = Tag::NoObject;
    for index in 0..variants.len() {
        match read(&found.like(union.start(index))) {
            Tag::Means(meant) if meant == index => return Tag::Means(index),
            Tag::NoObject => {}
            // Said where another variant has something else.
            Tag::Means(_) | Tag::Missing => {
                if matches!(best, Tag::NoObject) {
                    best = Tag::Missing;
                }
            }
            other => best = other,
        }
    }
    best
}

/// The discriminator's value means no variant.
fn unknown(union: &mut dyn Union, tag: &str, value: &str, found: &Found<'_>, cx: &mut Cx) -> Result {
    if !cx.is_strict() && union.unknown(value, &found.node) {
        return Ok(());
    }
    let variants = union.variants().variants;
    let tags: Vec<&str> = variants.iter().flat_map(|variant| variant.tags).copied().collect();
    cx.violation_at(tag, format!("must be one of {}", listed(&tags)))
}

fn fill(union: &mut dyn Union, index: usize, found: &Found<'_>, cx: &mut Cx) -> Result {
    let variant = &union.variants().variants[index];
    let mark = cx.mark();
    let place = union.start(index);
    found.feed(place, cx)?;
    if cx.is_strict() && cx.clean_since(mark) { variant.limits.check(place.look(), cx) } else { Ok(()) }
}

/// What a union looks like: its value, with the discriminator where the value does not state it.
fn look_union<T: Union>(union: &T) -> Look<'_> {
    let (index, view) = union.view();
    let Variants { tag, variants, fallback } = union.variants();
    match (view.look(), *tag, variants.get(index)) {
        // It needs no discriminator to be read as this variant again.
        (look, ..) if *fallback == Some(index) => look,
        (Look::Object(object), Some(tag), Some(variant)) => {
            let own = object.shape().position(tag);
            let stated = own.is_some_and(|field| match object.view(field).look() {
                Look::Str(text) => variant.tags.contains(&text),
                _ => false,
            });
            match variant.tags.first() {
                Some(value) if !stated => Look::Tagged(tag, value, object),
                _ => Look::Object(object),
            }
        }
        (look, ..) => look,
    }
}

/// Any JSON out of a node, for what the document does not name.
pub fn to_value(node: &Node) -> serde_json::Value {
    let mut value = serde_json::Value::Null;
    // JSON takes everything.
    let _ = node.feed(&mut value, &mut Cx::new(Mode::Lenient));
    value
}
