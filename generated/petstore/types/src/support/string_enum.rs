// SPDX-License-Identifier: MIT-0
//! Strings out of a list.

use super::codec::{Event, Look};
use super::error::{Cx, Result};
use super::kind::{Described, Kind, is_unlisted};

/// A string out of a list; other strings survive as unknown.
pub trait StringEnum: for<'a> From<&'a str> {
    /// The strings of the list.
    const VALUES: &'static [&'static str];

    /// The string.
    fn text(&self) -> &str;
}

/// The kind of types that are a string out of a list.
pub struct StringEnums;

impl<T: StringEnum + Described> Kind<T> for StringEnums {
    fn put(value: &mut T, event: Event<'_>, cx: &mut Cx) -> Result {
        match event {
            Event::Str(text) | Event::Text(text) => {
                *value = T::from(text);
                if cx.is_strict() && is_unlisted(value) { unknown(T::VALUES, cx) } else { Ok(()) }
            }
            Event::Untyped(untyped) => untyped.text(value, cx),
            other => other.reject("a string", cx),
        }
    }

    fn look(value: &T) -> Look<'_> {
        Look::Str(value.text())
    }
}

#[cold]
fn unknown(values: &[&str], cx: &mut Cx) -> Result {
    cx.violation(format!("must be one of {}", super::error::listed(values)))
}

/// A string out of this list: each variant with its string. A long list is looked through by an index.
macro_rules! string_enum {
    (long $name:ty { $($variant:ident = $text:literal,)* }) => {
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                static INDEX: $crate::support::Index = $crate::support::Index::new();
                static KNOWN: &[$name] = &[$(<$name>::$variant),*];
                let known = <Self as $crate::support::StringEnum>::VALUES;
                match INDEX.find(known.len(), &|place| known[place], text) {
                    Some(place) => KNOWN[place].clone(),
                    None => Self::Unknown(text.to_owned()),
                }
            }
        }

        $crate::support::string_enum! { of $name { $($variant = $text,)* } }
    };
    (of $name:ty { $($variant:ident = $text:literal,)* }) => {
        impl $name {
            /// The string.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
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

        impl $crate::support::StringEnum for $name {
            const VALUES: &'static [&'static str] = &[$($text),*];

            #[inline]
            fn text(&self) -> &str {
                self.as_str()
            }
        }

        impl $crate::support::Described for $name {
            type Kind = $crate::support::StringEnums;

            #[inline]
            fn blank() -> Self {
                Self::Unknown(String::new())
            }
        }

        $crate::support::bridge!($name);
    };
    ($name:ty { $($variant:ident = $text:literal,)* }) => {
        impl From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Unknown(text.to_owned()),
                }
            }
        }

        $crate::support::string_enum! { of $name { $($variant = $text,)* } }
    };
}

pub(crate) use string_enum;
