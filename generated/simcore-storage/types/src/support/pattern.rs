// SPDX-License-Identifier: MIT-0
//! Regular expressions, compiled when they are first used.

use std::sync::OnceLock;

use regex::Regex;

use super::limits::Matches;

/// A regular expression.
pub struct Pattern {
    source: &'static str,
    written: &'static str,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// An expression that the regex crate can run.
    pub const fn new(source: &'static str) -> Self {
        Pattern { source, written: source, regex: OnceLock::new() }
    }

    /// The same for the regex crate, which reads some signs of the expression in another way than ECMA does.
    pub const fn written(mut self, written: &'static str) -> Self {
        self.written = written;
        self
    }
}

impl Matches for Pattern {
    fn matches(&self, text: &str) -> bool {
        let regex = self.regex.get_or_init(|| Regex::new(self.written).ok());
        regex.as_ref().is_none_or(|regex| regex.is_match(text))
    }

    fn source(&self) -> &str {
        self.source
    }
}
