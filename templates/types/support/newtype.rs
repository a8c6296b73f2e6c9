// SPDX-License-Identifier: MIT-0
//! Types around one value: what a list or map of itself is called.

use super::limits::Limits;

/// A type around one value.
pub trait Newtype {
    /// The limits of the value.
    fn limits() -> &'static Limits;
}

/// What follows from `Newtype`.
macro_rules! newtype {
    ($name:ty) => {
        impl $crate::support::Place for $name {
            #[inline]
            fn put(
                &mut self,
                event: $crate::support::Event<'_>,
                cx: &mut $crate::support::Cx,
            ) -> $crate::support::Result {
                let mark = cx.mark();
                $crate::support::Place::put(&mut self.0, event, cx)?;
                let limits = <$name as $crate::support::Newtype>::limits();
                if cx.is_strict() && cx.clean_since(mark) {
                    limits.check($crate::support::View::look(&self.0), cx)
                } else {
                    Ok(())
                }
            }

            #[inline]
            fn reset(&mut self) {
                $crate::support::Place::reset(&mut self.0);
            }
        }

        impl $crate::support::Decode for $name {
            #[inline]
            fn blank() -> Self {
                Self($crate::support::Decode::blank())
            }
        }

        impl $crate::support::View for $name {
            #[inline]
            fn look(&self) -> $crate::support::Look<'_> {
                $crate::support::View::look(&self.0)
            }
        }

        $crate::support::bridge!($name);
    };
}

pub(crate) use newtype;
