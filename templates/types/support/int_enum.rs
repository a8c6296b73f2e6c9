// SPDX-License-Identifier: MIT-0
//! Integers out of a list.

use super::codec::{Event, Place};
use super::error::{Cx, Result};
use super::scalar::{Integer, integer};

/// An integer out of a list; others survive as unknown.
pub trait IntEnum: From<i64> {
    /// The integers of the list.
    const VALUES: &'static [i64];

    /// The integer.
    fn value(&self) -> i64;

    /// Whether the integer is in the list.
    fn is_known(&self) -> bool;
}

/// Takes the number of an integer enum.
pub fn put_int_enum<T: IntEnum + Place>(place: &mut T, event: Event<'_>, cx: &mut Cx) -> Result {
    let n = match (integer(&event), event) {
        (Integer::Again, Event::Untyped(untyped)) => return untyped.text(place, cx),
        (Integer::Is(n), event) => match i64::try_from(n) {
            Ok(n) => n,
            Err(_) => return event.reject("an integer of 64 bits", cx),
        },
        (_, event) => return event.reject("an integer", cx),
    };
    *place = T::from(n);
    if cx.is_strict() && !place.is_known() { unknown(T::VALUES, cx) } else { Ok(()) }
}

#[cold]
fn unknown(values: &[i64], cx: &mut Cx) -> Result {
    let values: Vec<String> = values.iter().map(i64::to_string).collect();
    cx.violation(format!("must be one of {}", values.join(", ")))
}

/// What follows from `From<i64>` and `value`.
macro_rules! int_enum {
    ($name:ty) => {
        $crate::support::place!($name, $crate::support::put_int_enum);

        impl $crate::support::Decode for $name {
            #[inline]
            fn blank() -> Self {
                <$name>::Unknown(0)
            }
        }

        impl $crate::support::View for $name {
            #[inline]
            fn look(&self) -> $crate::support::Look<'_> {
                $crate::support::Look::I64(self.value())
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.value().fmt(f)
            }
        }

        $crate::support::bridge!($name);
    };
}

pub(crate) use int_enum;
