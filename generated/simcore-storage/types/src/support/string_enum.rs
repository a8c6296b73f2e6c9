// SPDX-License-Identifier: MIT-0
//! Strings out of a list.

use super::codec::Event;
use super::error::{Cx, Result};

/// A string out of a list; other strings survive as unknown.
pub trait StringEnum: for<'a> From<&'a str> {
    /// The strings of the list.
    const VALUES: &'static [&'static str];

    /// The string.
    fn as_str(&self) -> &str;

    /// Whether the string is in the list.
    fn is_known(&self) -> bool;
}

/// Takes the text of a string enum.
pub fn put_string_enum<T: StringEnum + super::codec::Place>(place: &mut T, event: Event<'_>, cx: &mut Cx) -> Result {
    match event {
        Event::Str(text) | Event::Text(text) => *place = T::from(text),
        Event::Untyped(untyped) => return untyped.text(place, cx),
        other => return other.reject("a string", cx),
    }
    if cx.is_strict() && !place.is_known() { unknown(T::VALUES, cx) } else { Ok(()) }
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
            fn blank() -> Self {
                <$name>::Unknown(String::new())
            }
        }

        impl $crate::support::View for $name {
            fn look(&self) -> $crate::support::Look<'_> {
                $crate::support::Look::Str(self.as_str())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                text.as_str().into()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        $crate::support::bridge!($name);
    };
}

pub(crate) use string_enum;
