// SPDX-License-Identifier: MIT-0
//! Text that must not be shown.

use std::fmt;

use super::codec::{Decode, Event, Look, Place, View};
use super::error::{Cx, Result};

/// Text that `Debug` does not show.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl AsRef<str> for Secret {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Secret(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Secret(text.to_owned())
    }
}

impl Place for Secret {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        self.0.put(event, cx)
    }

    fn reset(&mut self) {
        self.0.clear();
    }
}

impl Decode for Secret {
    fn blank() -> Self {
        Secret(String::new())
    }
}

impl View for Secret {
    fn look(&self) -> Look<'_> {
        Look::Str(&self.0)
    }
}
