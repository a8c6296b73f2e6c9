// SPDX-License-Identifier: MIT-0
//! Values of other crates that travel as text.

use super::codec::{Decode, Event, Place};
use super::error::{Cx, Mode, Result};
use super::limits::Format;

/// Reads a value out of its text. Libraries take more than the format says, which strict readers do not.
pub(super) fn put<T: Place>(
    place: &mut T,
    event: Event<'_>,
    format: &Format,
    parse: impl FnOnce(&str) -> Option<T>,
    cx: &mut Cx,
) -> Result {
    match event {
        Event::Str(text) | Event::Text(text) => {
            let allowed = !cx.is_strict() || (format.test)(text);
            match parse(text).filter(|_| allowed) {
                Some(value) => {
                    *place = value;
                    Ok(())
                }
                None => cx.violation(format!("must be {}", format.name)),
            }
        }
        Event::Untyped(untyped) => untyped.text(place, cx),
        other => other.reject(format.name, cx),
    }
}

/// The value of a text that is known to be one.
pub fn known<T: Decode>(text: &str) -> T {
    let mut value = T::blank();
    let result = value.put(Event::Str(text), &mut Cx::new(Mode::Lenient));
    debug_assert!(result.is_ok(), "{text} is no value of its type");
    value
}

/// The codec of a type: its format, the value that decoding starts from, how it is read, how it is written.
macro_rules! typed {
    ($type:ty, $format:expr, $blank:expr, $parse:expr, $text:expr) => {
        impl $crate::support::codec::Place for $type {
            fn put(
                &mut self,
                event: $crate::support::codec::Event<'_>,
                cx: &mut $crate::support::error::Cx,
            ) -> $crate::support::error::Result {
                $crate::support::typed::put(self, event, &$format, $parse, cx)
            }

            fn reset(&mut self) {
                *self = $blank;
            }
        }

        impl $crate::support::codec::Decode for $type {
            fn blank() -> Self {
                $blank
            }
        }

        impl $crate::support::codec::View for $type {
            fn look(&self) -> $crate::support::codec::Look<'_> {
                let text: fn(&$type) -> String = $text;
                $crate::support::codec::Look::Text(text(self))
            }
        }
    };
}

pub(super) use typed;
