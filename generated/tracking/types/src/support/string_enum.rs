// SPDX-License-Identifier: MIT-0
//! Strings out of a list.

use super::codec::{Event, Place};
use super::error::{Cx, Result};

/// A string out of a list; other strings survive as unknown.
pub trait StringEnum: Place {
    /// The strings of the list.
    fn values(&self) -> &'static [&'static str];

    /// Becomes what the string means. Returns whether it is in the list.
    fn set(&mut self, text: &str) -> bool;
}

/// Takes the text of a string enum.
pub fn put_string_enum(place: &mut dyn StringEnum, event: Event<'_>, cx: &mut Cx) -> Result {
    match event {
        Event::Str(text) | Event::Text(text) => {
            let known = place.set(text);
            if cx.is_strict() && !known { unknown(place.values(), cx) } else { Ok(()) }
        }
        Event::Untyped(untyped) => untyped.text(place, cx),
        other => other.reject("a string", cx),
    }
}

#[cold]
fn unknown(values: &[&str], cx: &mut Cx) -> Result {
    cx.violation(format!("must be one of {}", super::error::listed(values)))
}

/// What follows from `From<&str>` and `as_str`.
macro_rules! string_enum {
    ($name:ty) => {
        $crate::support::place!($name, $crate::support::put_string_enum);

        impl $crate::support::Decode for $name {
            #[inline]
            fn blank() -> Self {
                <$name>::Unknown(String::new())
            }
        }

        impl $crate::support::View for $name {
            #[inline]
            fn look(&self) -> $crate::support::Look<'_> {
                $crate::support::Look::Str(self.as_str())
            }
        }

        impl From<String> for $name {
            #[inline]
            fn from(text: String) -> Self {
                text.as_str().into()
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        $crate::support::bridge!($name);
    };
}

pub(crate) use string_enum;
