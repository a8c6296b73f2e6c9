// SPDX-License-Identifier: MIT-0
//! UUIDs.

pub use uuid::Uuid;

use super::codec::{Decode, Event, Look, Place, View};
use super::error::{Cx, Result};

impl Place for Uuid {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        match event {
            Event::Str(text) | Event::Text(text) => match text.parse() {
                Ok(uuid) => {
                    *self = uuid;
                    Ok(())
                }
                Err(_) => cx.violation("expected a UUID"),
            },
            Event::Untyped(untyped) => untyped.text(self, cx),
            other => other.reject("a UUID", cx),
        }
    }

    fn reset(&mut self) {
        *self = Uuid::nil();
    }
}

impl Decode for Uuid {
    fn blank() -> Self {
        Uuid::nil()
    }
}

impl View for Uuid {
    fn look(&self) -> Look<'_> {
        Look::Text(self.to_string())
    }
}
