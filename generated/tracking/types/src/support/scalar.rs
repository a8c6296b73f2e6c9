// SPDX-License-Identifier: MIT-0
//! Values without parts.

use super::codec::{Decode, Event, Look, Place, View};
use super::error::{Cx, Result};

impl Place for String {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        match event {
            Event::Str(text) | Event::Text(text) => {
                *self = text.to_owned();
                Ok(())
            }
            Event::Untyped(untyped) => untyped.text(self, cx),
            other => other.reject("a string", cx),
        }
    }

    fn reset(&mut self) {
        self.clear();
    }
}

impl Decode for String {
    fn blank() -> Self {
        String::new()
    }
}

impl View for String {
    fn look(&self) -> Look<'_> {
        Look::Str(self)
    }

    fn texts(list: &[String]) -> Option<&[String]> {
        Some(list)
    }
}

impl View for &str {
    fn look(&self) -> Look<'_> {
        Look::Str(self)
    }
}

impl Place for bool {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        match event {
            Event::Bool(value) => *self = value,
            Event::Text("true") => *self = true,
            Event::Text("false") => *self = false,
            Event::Untyped(untyped) => return untyped.text(self, cx),
            other => return other.reject("a boolean", cx),
        }
        Ok(())
    }

    fn reset(&mut self) {
        *self = false;
    }
}

impl Decode for bool {
    fn blank() -> Self {
        false
    }
}

impl View for bool {
    fn look(&self) -> Look<'_> {
        Look::Bool(*self)
    }
}

/// What an event says about an integer.
pub(super) enum Integer {
    /// This one.
    Is(i128),
    /// None; what was wrong is noted already.
    Not,
    /// The event has to come again as text.
    Again,
}

/// Where the numbers of 64 bits end.
const END: f64 = 18_446_744_073_709_551_616.0;

/// Reads an integer of any width. JSON knows one kind of number: 1.0 is an integer.
pub(super) fn integer(event: &Event<'_>) -> Integer {
    match event {
        Event::I64(n) => Integer::Is((*n).into()),
        Event::U64(n) => Integer::Is((*n).into()),
        // At the lower end of 64 bits a smaller integer would be rounded to one that is none.
        Event::F64(n) if n.fract() == 0.0 && *n > i64::MIN as f64 && *n < END => Integer::Is(*n as i128),
        Event::Digits(text) => super::digits::whole(text).map_or(Integer::Not, Integer::Is),
        Event::Text(text) => text.trim().parse().map_or(Integer::Not, Integer::Is),
        Event::Untyped(_) => Integer::Again,
        _ => Integer::Not,
    }
}

macro_rules! integers {
    ($($name:ident $wide:ident $variant:ident $what:literal)*) => {$(
        impl Place for $name {
            fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
                // The common case first.
                if let Event::$variant(n) = event && let Ok(n) = n.try_into() {
                    *self = n;
                    return Ok(());
                }
                match (integer(&event), event) {
                    (Integer::Again, Event::Untyped(untyped)) => untyped.text(self, cx),
                    (Integer::Is(n), event) => match n.try_into() {
                        Ok(n) => {
                            *self = n;
                            Ok(())
                        }
                        Err(_) => event.reject($what, cx),
                    },
                    (_, event) => event.reject($what, cx),
                }
            }

            fn reset(&mut self) {
                *self = 0;
            }
        }

        impl Decode for $name {
            fn blank() -> Self {
                0
            }
        }

        impl View for $name {
            fn look(&self) -> Look<'_> {
                Look::$variant($wide::from(*self))
            }
        }
    )*};
}

integers! {
    i64 i64 I64 "an integer of 64 bits"
    i32 i64 I64 "an integer of 32 bits"
    u32 u64 U64 "a non-negative integer of 32 bits"
    u64 u64 U64 "a non-negative integer of 64 bits"
}

/// Reads a number.
fn number(event: &Event<'_>) -> Option<f64> {
    match event {
        Event::F64(n) => Some(*n),
        Event::I64(n) => Some(*n as f64),
        Event::U64(n) => Some(*n as f64),
        Event::Text(text) => text.trim().parse().ok().filter(|n: &f64| n.is_finite()),
        Event::Digits(text) => text.parse().ok().filter(|n: &f64| n.is_finite()),
        _ => None,
    }
}

impl Place for f64 {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        match (number(&event), event) {
            (Some(n), _) => {
                *self = n;
                Ok(())
            }
            (None, Event::Untyped(untyped)) => untyped.text(self, cx),
            (None, other) => other.reject("a number", cx),
        }
    }

    fn reset(&mut self) {
        *self = 0.0;
    }
}

impl Decode for f64 {
    fn blank() -> Self {
        0.0
    }
}

impl View for f64 {
    fn look(&self) -> Look<'_> {
        Look::F64(*self)
    }
}

impl Place for f32 {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        match (number(&event), event) {
            (Some(n), other) => {
                let n = n as f32;
                if n.is_infinite() {
                    return other.reject("a number of 32 bits", cx);
                }
                *self = n;
                Ok(())
            }
            (None, Event::Untyped(untyped)) => untyped.text(self, cx),
            (None, other) => other.reject("a number", cx),
        }
    }

    fn reset(&mut self) {
        *self = 0.0;
    }
}

impl Decode for f32 {
    fn blank() -> Self {
        0.0
    }
}

impl View for f32 {
    fn look(&self) -> Look<'_> {
        Look::F32(*self)
    }
}
