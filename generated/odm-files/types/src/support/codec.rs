// SPDX-License-Identifier: MIT-0
//! The two sides of every value: sources push events into a [`Place`], sinks look at a [`View`].
//!
//! Nothing here is generic over the types that are carried; a type states its parts as trait objects.
//! What is written for one type is `#[inline]`: only programs that use the type compile it.

use super::error::{Cx, Result};
use super::node::Node;
use super::object::Object;
use super::shape::{NO_PROPERTIES, Shape, Xml};

/// What a source has found.
pub enum Event<'a> {
    /// null
    Null,
    /// true or false
    Bool(bool),
    /// A whole number.
    I64(i64),
    /// A whole number; above `i64::MAX`.
    U64(u64),
    /// A number.
    F64(f64),
    /// A number as it is written, from sources that tell it.
    Digits(&'a str),
    /// A string.
    Str(&'a str),
    /// Text without a type of its own: a query, header, path or form value.
    Text(&'a str),
    /// A list.
    List(&'a mut dyn ListSource),
    /// An object.
    Map(&'a mut dyn MapSource),
    /// Something that is a list, an object or text as the place likes it (XML).
    Untyped(&'a dyn Untyped),
}

impl Event<'_> {
    /// Notes that something else was wanted, and reads over what there is.
    #[cold]
    pub fn reject(self, wanted: &str, cx: &mut Cx) -> Result {
        let found = match self {
            Event::Null => "null",
            Event::Bool(_) => "a boolean",
            Event::I64(_) | Event::U64(_) => "an integer",
            Event::F64(_) | Event::Digits(_) => "a number",
            Event::Str(_) => "a string",
            Event::Text(_) => "text",
            Event::List(_) => "an array",
            Event::Map(_) => "an object",
            Event::Untyped(_) => "an element",
        };
        cx.violation(format!("expected {wanted}, found {found}"))?;
        match self {
            Event::List(list) => list.skip(),
            Event::Map(map) => map.skip_rest(),
            _ => Ok(()),
        }
    }
}

/// Somewhere a value goes.
pub trait Place: View {
    /// Takes what a source has found. What was there before is gone.
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result;

    /// Back to the value that decoding starts from, where `put` would leave something of what was there before.
    fn reset(&mut self) {}

    /// Whether a number should come as it is written, where the source can tell.
    fn wants_digits(&self) -> bool {
        false
    }
}

/// A type that can be decoded.
pub trait Decode: Place + Sized {
    /// [`Place::wants_digits`] of every value.
    const DIGITS: bool = false;

    /// The value that decoding starts from. It is seen by nobody when decoding fails.
    fn blank() -> Self;

    /// What null stands for, where it stands for something.
    fn null() -> Option<Self> {
        None
    }
}

/// The items of a list that is being filled.
pub trait Items {
    /// A place for the next item.
    fn push(&mut self) -> &mut dyn Place;
}

/// The entries of a map that is being filled.
pub trait Entries {
    /// Whether there is an entry of this name.
    fn has(&self, key: &str) -> bool;

    /// The place of the entry, which is made where there is none.
    fn entry(&mut self, key: String) -> &mut dyn Place;

    /// Forgets all entries.
    fn clear(&mut self);
}

/// A list that a source has found.
pub trait ListSource {
    /// Fills in all items.
    fn fill(&mut self, items: &mut dyn Items, cx: &mut Cx) -> Result;

    /// Reads over what is left.
    fn skip(&mut self) -> Result;
}

/// The next key of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The field with this index.
    Field(usize),
    /// Another key: [`MapSource::name`] tells which.
    Other,
    /// There are no more.
    End,
}

/// An object that a source has found.
pub trait MapSource {
    /// The next key of an object of this shape.
    fn key(&mut self, shape: &'static Shape) -> Result<Key>;

    /// The name of the last key, where it was [`Key::Other`].
    fn name(&mut self) -> String;

    /// The value behind the last key.
    fn value(&mut self, place: &mut dyn Place, cx: &mut Cx) -> Result;

    /// Reads over the value behind the last key.
    fn skip(&mut self) -> Result;

    /// Reads over what is left.
    fn skip_rest(&mut self) -> Result {
        while self.key(&NO_PROPERTIES)? != Key::End {
            self.skip()?;
        }
        Ok(())
    }
}

/// Something that takes the form that a place likes. Each method comes back to the place with another event.
pub trait Untyped {
    /// As text.
    fn text(&self, place: &mut dyn Place, cx: &mut Cx) -> Result;
    /// As a list.
    fn list(&self, place: &mut dyn Place, cx: &mut Cx) -> Result;
    /// As an object.
    fn map(&self, place: &mut dyn Place, cx: &mut Cx) -> Result;
    /// As what it looks like most.
    fn any(&self, place: &mut dyn Place, cx: &mut Cx) -> Result;
    /// To be looked at later.
    fn node(&self) -> Node;

    /// What it would be for a place that looks like this, with its names; `None` where that makes no difference.
    fn like(&self, look: &Look<'_>) -> Option<Node> {
        let _ = look;
        None
    }
}

/// What a value looks like to a sink.
pub enum Look<'a> {
    /// Not there: left out of an object, null elsewhere.
    Absent,
    /// null
    Null,
    /// true or false
    Bool(bool),
    /// A whole number.
    I64(i64),
    /// A whole number.
    U64(u64),
    /// A number of 32 bits.
    F32(f32),
    /// A number of 64 bits.
    F64(f64),
    /// A number as it is written.
    Digits(String),
    /// A string.
    Str(&'a str),
    /// A string that was made for this look.
    Text(String),
    /// A list.
    List(&'a dyn ListView),
    /// A map.
    Map(&'a dyn MapView),
    /// An object with known fields.
    Object(&'a dyn Object),
    /// An object that gets a property more: the discriminator's name and value.
    Tagged(&'static str, &'a str, &'a dyn Object),
}

/// A value that can be written.
pub trait View {
    /// What it looks like.
    fn look(&self) -> Look<'_>;

    /// A list of these as texts, where they are nothing else.
    fn texts(_: &[Self]) -> Option<&[String]>
    where
        Self: Sized,
    {
        None
    }
}

/// A list that can be written.
pub trait ListView {
    /// How many items there are.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An item; `None` behind the last.
    fn item(&self, index: usize) -> Option<&dyn View>;

    /// All items, where they are texts: looking at each would take longer than writing it.
    fn texts(&self) -> Option<&[String]> {
        None
    }
}

/// Sees a member of an object: its name, how it stands in XML, and the value.
pub type VisitMember<'a> = dyn FnMut(&str, Option<&'static Xml>, &dyn View) + 'a;

/// A map that can be written.
pub trait MapView {
    /// How many entries there are.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows every entry.
    fn each(&self, visit: &mut dyn FnMut(&str, &dyn View));

    /// Shows every entry, with how it stands in XML where a table says so.
    fn each_member(&self, visit: &mut VisitMember<'_>) {
        self.each(&mut |name, value| visit(name, None, value));
    }
}
