// SPDX-License-Identifier: MIT-0
//! What types of most kinds have in common as somewhere that values go.

/// Makes a type somewhere that values of its kind go: a function takes them. Another one makes it blank again, where the
/// first would leave something of what was there before.
macro_rules! place {
    ($name:ty, $put:path $(, $reset:path)?) => {
        impl $crate::support::Place for $name {
            #[inline]
            fn put(
                &mut self,
                event: $crate::support::Event<'_>,
                cx: &mut $crate::support::Cx,
            ) -> $crate::support::Result {
                $put(self, event, cx)
            }
            $(
                #[inline]
                fn reset(&mut self) {
                    $reset(self)
                }
            )?
        }
    };
}

/// Back to the value that decoding starts from.
pub fn reset<T: super::codec::Decode>(place: &mut T) {
    *place = T::blank();
}

pub(crate) use place;
