// SPDX-License-Identifier: MIT-0
//! Lists whose items differ by position.

use super::codec::{Decode, Event, Items, ListView, Look, Place, View};
use super::error::{Cx, Result};
use super::kind::{Described, Kind};
use super::limits::Limits;
use super::node::Node;

/// What a tuple says about its items.
pub struct Positions {
    /// How many items there must be.
    pub required: usize,
    /// The limits of the items by position.
    pub items: &'static [Limits],
    /// The limits of the items behind those.
    pub rest: Limits,
    /// Whether more items are violations.
    pub closed: bool,
    /// The limits of the whole list.
    pub limits: Limits,
}

/// A type with an item for each position.
pub trait Tuple: Place + ListView {
    /// What it says about its items.
    fn positions(&self) -> &'static Positions;

    /// The place of an item that has a position of its own.
    fn place(&mut self, index: usize) -> Option<&mut dyn Place>;

    /// Where the items behind those go, if they are kept.
    fn rest(&mut self) -> Option<&mut dyn Items> {
        None
    }
}

/// Hands out the places one by one.
struct Filler<'a> {
    tuple: &'a mut dyn Tuple,
    next: usize,
    /// Where items go that have no place.
    spare: Node,
}

impl Items for Filler<'_> {
    fn push(&mut self) -> &mut dyn Place {
        let index = self.next;
        self.next += 1;
        if index < self.tuple.positions().items.len() {
            match self.tuple.place(index) {
                Some(place) => place,
                None => &mut self.spare,
            }
        } else {
            match self.tuple.rest() {
                Some(rest) => rest.push(),
                None => &mut self.spare,
            }
        }
    }
}

/// The kind of types with an item for each position.
pub struct Tuples;

impl<T: Tuple + Described> Kind<T> for Tuples {
    fn put(value: &mut T, event: Event<'_>, cx: &mut Cx) -> Result {
        put_tuple(value, event, cx)
    }

    fn reset(value: &mut T) {
        *value = T::blank();
    }

    fn look(value: &T) -> Look<'_> {
        Look::List(value)
    }
}

/// Fills a tuple.
fn put_tuple(tuple: &mut dyn Tuple, event: Event<'_>, cx: &mut Cx) -> Result {
    let list = match event {
        Event::List(list) => list,
        Event::Untyped(untyped) => return untyped.list(tuple, cx),
        other => return other.reject("an array", cx),
    };
    tuple.reset();
    let positions = tuple.positions();
    let mark = cx.mark();
    cx.enter()?;
    let mut filler = Filler { tuple, next: 0, spare: Node::blank() };
    let result = list.fill(&mut filler, cx);
    let count = filler.next;
    cx.leave();
    result?;
    if count < positions.required {
        return cx.violation(format!("must have at least {} items", positions.required));
    }
    if !cx.is_strict() {
        return Ok(());
    }
    if positions.closed && count > positions.items.len() {
        cx.violation(format!("must have at most {} items", positions.items.len()))?;
    }
    if cx.clean_since(mark) {
        for index in 0..count {
            let limits = positions.items.get(index).unwrap_or(&positions.rest);
            let mark = cx.mark();
            let result = match tuple.item(index).map(View::look) {
                // An item that may be missing, and is not: there was a null.
                Some(Look::Absent) if (positions.required..positions.items.len()).contains(&index) => {
                    cx.violation("must not be null")
                }
                Some(look) => limits.check(look, cx),
                None => Ok(()),
            };
            cx.inside_item(mark, index);
            result?;
        }
        positions.limits.check(Look::List(tuple), cx)?;
    }
    Ok(())
}

/// How many items there are: those that must be there, and the others up to the last that is.
pub fn count_items(items: &[&dyn View], required: usize) -> usize {
    let last = items.iter().rposition(|item| !matches!(item.look(), Look::Absent));
    last.map_or(0, |last| last + 1).max(required.min(items.len()))
}
