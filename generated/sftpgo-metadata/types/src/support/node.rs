// SPDX-License-Identifier: MIT-0
//! A value before its type is known: what a union is told apart by, and what sources without types come down to.

use super::codec::{Decode, Event, Items, Key, ListSource, ListView, Look, MapSource, MapView, Place, View};
use super::error::{Cx, Result};
use super::places::{Places, are_distinct};
use super::shape::{NO_PROPERTIES, Shape};

/// A value of any kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Node {
    /// null
    #[default]
    Null,
    /// true or false
    Bool(bool),
    /// A whole number.
    I64(i64),
    /// A whole number; above `i64::MAX`.
    U64(u64),
    /// A number.
    F64(f64),
    /// A number as it is written.
    Digits(String),
    /// A string.
    Str(String),
    /// Text without a type of its own.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// An object, in the order in which it came.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The member of an object; the last one of this name.
    pub fn get(&self, name: &str) -> Option<&Node> {
        match self {
            Node::Map(entries) => entries.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Node::Str(text) | Node::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Puts the value into a place.
    pub fn feed(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        let event = match self {
            Node::Null => Event::Null,
            Node::Bool(value) => Event::Bool(*value),
            Node::I64(n) => Event::I64(*n),
            Node::U64(n) => Event::U64(*n),
            Node::F64(n) => Event::F64(*n),
            Node::Digits(text) => Event::Digits(text),
            Node::Str(text) => Event::Str(text),
            Node::Text(text) => Event::Text(text),
            Node::List(items) => return place.put(Event::List(&mut NodeList(items)), cx),
            Node::Map(entries) => return place.put(Event::Map(&mut NodeMap { rest: entries, value: None }), cx),
        };
        place.put(event, cx)
    }
}

struct NodeList<'a>(&'a [Node]);

impl ListSource for NodeList<'_> {
    fn fill(&mut self, items: &mut dyn Items, cx: &mut Cx) -> Result {
        for (index, item) in self.0.iter().enumerate() {
            let mark = cx.mark();
            let result = item.feed(items.push(), cx);
            cx.inside_item(mark, index);
            result?;
        }
        Ok(())
    }

    fn skip(&mut self) -> Result {
        Ok(())
    }
}

struct NodeMap<'a> {
    rest: &'a [(String, Node)],
    value: Option<&'a (String, Node)>,
}

impl MapSource for NodeMap<'_> {
    fn key(&mut self, shape: &'static Shape) -> Result<Key> {
        let Some((first, rest)) = self.rest.split_first() else { return Ok(Key::End) };
        self.rest = rest;
        self.value = Some(first);
        Ok(shape.position(&first.0).map_or(Key::Other, Key::Field))
    }

    fn name(&mut self) -> String {
        self.value.map(|(name, _)| name.clone()).unwrap_or_default()
    }

    fn value(&mut self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        self.value.map_or(Ok(()), |(_, value)| value.feed(place, cx))
    }

    fn skip(&mut self) -> Result {
        Ok(())
    }
}

impl Place for Node {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        *self = match event {
            Event::Null => Node::Null,
            Event::Bool(value) => Node::Bool(value),
            Event::I64(n) => Node::I64(n),
            Event::U64(n) => Node::U64(n),
            Event::F64(n) => Node::F64(n),
            Event::Digits(text) => Node::Digits(text.to_owned()),
            Event::Str(text) => Node::Str(text.to_owned()),
            Event::Text(text) => Node::Text(text.to_owned()),
            Event::List(list) => {
                cx.enter()?;
                let mut items = Vec::<Node>::new();
                list.fill(&mut items, cx)?;
                cx.leave();
                Node::List(items)
            }
            Event::Map(map) => {
                cx.enter()?;
                let mut members = Members(Vec::new());
                while map.key(&NO_PROPERTIES)? != Key::End {
                    let name = map.name();
                    let mark = cx.mark();
                    let result = map.value(members.entry(name.clone()), cx);
                    cx.inside(mark, &name);
                    result?;
                }
                cx.leave();
                if cx.is_strict() {
                    members.refuse_repeated(cx)?;
                }
                Node::Map(members.0)
            }
            Event::Untyped(untyped) => untyped.node(),
        };
        Ok(())
    }

    fn reset(&mut self) {
        *self = Node::Null;
    }
}

impl Decode for Node {
    fn blank() -> Self {
        Node::Null
    }
}

/// Members in order.
struct Members(Vec<(String, Node)>);

impl Members {
    /// What comes twice is said here: a variant that does not know the member would read over it.
    fn refuse_repeated(&mut self, cx: &mut Cx) -> Result {
        if are_distinct(self.0.iter().map(|(name, _)| name.as_str())) {
            return Ok(());
        }
        let mut known = Places::default();
        // Where each name stands last, and whether it was refused.
        let mut lasts: Vec<(usize, bool)> = Vec::new();
        for (index, (name, _)) in self.0.iter().enumerate() {
            match lasts.get_mut(known.place(name.as_bytes())) {
                None => lasts.push((index, false)),
                Some(last) => {
                    if !last.1 {
                        cx.violation_at(name, "must not be there twice")?;
                    }
                    *last = (index, true);
                }
            }
        }
        // The variant that fits would say it again.
        let mut index = 0..;
        self.0.retain(|(name, _)| known.find(name.as_bytes()).map(|place| lasts[place].0) == index.next());
        Ok(())
    }

    fn entry(&mut self, key: String) -> &mut dyn Place {
        let index = self.0.len();
        self.0.push((key, Node::Null));
        &mut self.0[index].1
    }
}

impl View for Node {
    fn look(&self) -> Look<'_> {
        match self {
            Node::Null => Look::Null,
            Node::Bool(value) => Look::Bool(*value),
            Node::I64(n) => Look::I64(*n),
            Node::U64(n) => Look::U64(*n),
            Node::F64(n) => Look::F64(*n),
            Node::Digits(text) => Look::Digits(text.clone()),
            Node::Str(text) | Node::Text(text) => Look::Str(text),
            Node::List(items) => Look::List(items as &dyn ListView),
            Node::Map(entries) => Look::Map(entries),
        }
    }
}

impl MapView for Vec<(String, Node)> {
    fn len(&self) -> usize {
        self.len()
    }

    fn each(&self, visit: &mut dyn FnMut(&str, &dyn View)) {
        self.iter().for_each(|(key, value)| visit(key, value));
    }
}
