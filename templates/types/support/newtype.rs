// SPDX-License-Identifier: MIT-0
//! Types around one value: what a list or map of itself is called.

use super::codec::{Event, Look, Place, View};
use super::error::{Cx, Result};
use super::kind::{Described, Kind};
use super::limits::Limits;

/// A type around one value.
pub trait Newtype {
    /// The limits of the value.
    fn limits() -> &'static Limits;

    /// The value.
    fn inner(&self) -> &dyn View;

    /// Where the value goes.
    fn inner_mut(&mut self) -> &mut dyn Place;
}

/// The kind of types around one value.
pub struct Newtypes;

impl<T: Newtype + Described> Kind<T> for Newtypes {
    fn put(value: &mut T, event: Event<'_>, cx: &mut Cx) -> Result {
        let mark = cx.mark();
        value.inner_mut().put(event, cx)?;
        if cx.is_strict() && cx.clean_since(mark) { T::limits().check(value.inner().look(), cx) } else { Ok(()) }
    }

    fn reset(value: &mut T) {
        value.inner_mut().reset();
    }

    fn look(value: &T) -> Look<'_> {
        value.inner().look()
    }
}

/// What follows from `Newtype`.
macro_rules! newtype {
    ($name:ty) => {
        impl $crate::support::Described for $name {
            type Kind = $crate::support::Newtypes;

            #[inline]
            fn blank() -> Self {
                Self($crate::support::Decode::blank())
            }
        }

        $crate::support::bridge!($name);
    };
}

pub(crate) use newtype;
