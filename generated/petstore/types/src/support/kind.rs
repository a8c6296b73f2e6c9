// SPDX-License-Identifier: MIT-0
//! What the document's types have in common: each names its kind, and the kind knows how such values are filled and
//! looked at. The compiler checks that once for a kind, not for each type, which is what crates of many types wait for.

use std::mem::discriminant;

use super::codec::{Decode, Event, Look, Place, View};
use super::error::{Cx, Result};

/// A type that the document describes.
pub trait Described: Sized {
    /// How its values are filled and looked at.
    type Kind: Kind<Self>;

    /// The value that decoding starts from. It is seen by nobody when decoding fails.
    fn blank() -> Self;

    /// What null stands for, where it stands for something.
    fn null() -> Option<Self> {
        None
    }
}

/// A kind of types.
pub trait Kind<T> {
    /// Takes what a source has found. What was there before is gone.
    fn put(value: &mut T, event: Event<'_>, cx: &mut Cx) -> Result;

    /// Back to the value that decoding starts from, where `put` would leave something of what was there before.
    fn reset(_: &mut T) {}

    /// What a value looks like.
    fn look(value: &T) -> Look<'_>;
}

/// Whether a value is of the variant that decoding starts from, which in enums is the one for what they do not list.
pub fn is_unlisted<T: Described>(value: &T) -> bool {
    discriminant(value) == discriminant(&T::blank())
}

impl<T: Described> Place for T {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        T::Kind::put(self, event, cx)
    }

    fn reset(&mut self) {
        T::Kind::reset(self);
    }
}

impl<T: Described> Decode for T {
    fn blank() -> Self {
        <T as Described>::blank()
    }

    fn null() -> Option<Self> {
        <T as Described>::null()
    }
}

impl<T: Described> View for T {
    fn look(&self) -> Look<'_> {
        T::Kind::look(self)
    }
}

/// Values behind a pointer: types that lead back to themselves have them.
pub struct Boxes;

impl<T: Described> Described for Box<T> {
    type Kind = Boxes;

    fn blank() -> Self {
        Box::new(T::blank())
    }

    fn null() -> Option<Self> {
        T::null().map(Box::new)
    }
}

impl<T: Described> Kind<Box<T>> for Boxes {
    fn put(value: &mut Box<T>, event: Event<'_>, cx: &mut Cx) -> Result {
        T::Kind::put(value, event, cx)
    }

    fn reset(value: &mut Box<T>) {
        T::Kind::reset(value);
    }

    fn look(value: &Box<T>) -> Look<'_> {
        T::Kind::look(value)
    }
}
