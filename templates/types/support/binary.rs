// SPDX-License-Identifier: MIT-0
//! Bytes that travel as they are.

pub use bytes::Bytes;

use super::codec::{Decode, Event, Look, Place, View};
use super::error::{Cx, Result};

impl Place for Bytes {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        match event {
            Event::Str(text) | Event::Text(text) => *self = Bytes::copy_from_slice(text.as_bytes()),
            Event::Untyped(untyped) => return untyped.text(self, cx),
            other => return other.reject("a string", cx),
        }
        Ok(())
    }

    fn reset(&mut self) {
        *self = Bytes::new();
    }
}

impl Decode for Bytes {
    fn blank() -> Self {
        Bytes::new()
    }
}

impl View for Bytes {
    fn look(&self) -> Look<'_> {
        Look::Text(String::from_utf8_lossy(self).into_owned())
    }
}
