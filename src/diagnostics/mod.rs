//! What went wrong, in two kinds that never mix: a [`Diagnostic`] is about the user's document, a [`Bug`] is ours.

pub mod codes;
pub mod locate;
mod located;
mod render;
mod stored;
mod tokens;

use std::fmt;

use crate::model::Pointer;

pub use located::{Located, locate};
pub use render::{Format, render};
pub use stored::Stored;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something was left out or repaired; everything else is generated.
    Warning,
    /// Nothing is written.
    Error,
}

/// Something about the user's document.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Stable, for scripts and searches: `unresolved-ref`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, one sentence.
    pub message: String,
    /// Where.
    pub pointer: Pointer,
    /// A second place (the first of two duplicates), with what it is.
    pub related: Option<(Pointer, String)>,
    /// What to do, or what it means for the generated code.
    pub help: Option<String>,
    /// An exact position (byte offset) where the pointer cannot say it: broken YAML or JSON.
    pub offset: Option<usize>,
    /// Where all that is in the texts, once somebody has looked: see [`locate()`].
    pub located: Option<Located>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: &'static str, pointer: Pointer, message: impl Into<String>) -> Self {
        debug_assert!(codes::find(code).is_some(), "`{code}` has no entry in the table of codes");
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            pointer,
            related: None,
            help: None,
            offset: None,
            located: None,
        }
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, pointer: Pointer, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, pointer, message) }
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Names a second place.
    pub fn related(mut self, pointer: Pointer, label: impl Into<String>) -> Self {
        self.related = Some((pointer, label.into()));
        self
    }
}

/// A mistake of the generator: names the page, keeps the text that could not be formatted.
#[derive(Clone, Debug, PartialEq)]
pub struct Bug {
    /// The page that could not be made.
    pub page: String,
    /// What happened.
    pub what: String,
    /// The unformatted text, where there is one.
    pub text: String,
}

impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a bug in cratewright, not in your document: {}: {}", self.page, self.what)
    }
}

impl std::error::Error for Bug {}
