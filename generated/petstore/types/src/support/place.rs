// SPDX-License-Identifier: MIT-0
//! What types of most kinds have in common as somewhere that values go.

/// Makes a type somewhere that values of its kind go: a function takes them, and before there is one it is blank.
macro_rules! place {
    ($name:ty, $put:path) => {
        impl $crate::support::Place for $name {
            fn put(
                &mut self,
                event: $crate::support::Event<'_>,
                cx: &mut $crate::support::Cx,
            ) -> $crate::support::Result {
                $put(self, event, cx)
            }

            fn reset(&mut self) {
                *self = $crate::support::Decode::blank();
            }
        }
    };
}

pub(crate) use place;
