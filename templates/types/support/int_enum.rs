// SPDX-License-Identifier: MIT-0
//! Integers out of a list.

use super::codec::{Event, Look};
use super::error::{Cx, Result};
use super::kind::{Described, Kind, is_unlisted};
use super::scalar::{Integer, integer};

/// An integer out of a list; others survive as unknown.
pub trait IntEnum: From<i64> {
    /// The integers of the list.
    const VALUES: &'static [i64];

    /// The integer.
    fn value(&self) -> i64;
}

/// The kind of types that are an integer out of a list.
pub struct IntEnums;

impl<T: IntEnum + Described> Kind<T> for IntEnums {
    fn put(value: &mut T, event: Event<'_>, cx: &mut Cx) -> Result {
        put_int_enum(value, event, cx)
    }

    fn look(value: &T) -> Look<'_> {
        Look::I64(value.value())
    }
}

/// Takes the number of an integer enum.
fn put_int_enum<T: IntEnum + Described>(place: &mut T, event: Event<'_>, cx: &mut Cx) -> Result {
    let n = match (integer(&event), event) {
        (Integer::Again, Event::Untyped(untyped)) => return untyped.text(place, cx),
        (Integer::Is(n), event) => match i64::try_from(n) {
            Ok(n) => n,
            Err(_) => return event.reject("an integer of 64 bits", cx),
        },
        (_, event) => return event.reject("an integer", cx),
    };
    *place = T::from(n);
    if cx.is_strict() && is_unlisted(place) { unknown(T::VALUES, cx) } else { Ok(()) }
}

#[cold]
fn unknown(values: &[i64], cx: &mut Cx) -> Result {
    let values: Vec<String> = values.iter().map(i64::to_string).collect();
    cx.violation(format!("must be one of {}", values.join(", ")))
}

/// An integer out of this list: each variant with its integer.
macro_rules! int_enum {
    ($name:ty { $($variant:ident = $number:literal,)* }) => {
        impl $name {
            /// The integer.
            #[inline]
            pub fn value(&self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Unknown(number) => *number,
                }
            }
        }

        impl From<i64> for $name {
            #[inline]
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    _ => Self::Unknown(number),
                }
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.value().fmt(f)
            }
        }

        impl $crate::support::IntEnum for $name {
            const VALUES: &'static [i64] = &[$($number),*];

            #[inline]
            fn value(&self) -> i64 {
                self.value()
            }
        }

        impl $crate::support::Described for $name {
            type Kind = $crate::support::IntEnums;

            #[inline]
            fn blank() -> Self {
                Self::Unknown(0)
            }
        }

        $crate::support::bridge!($name);
    };
}

pub(crate) use int_enum;
