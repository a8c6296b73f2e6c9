//! Patterns of documents, ready to be run. The ones that were asked for last are remembered: the same few stand at many
//! places, and making one ready takes up to some milliseconds.
//!
//! What is remembered is bounded, since documents decide how many patterns there are and how large: a kilobyte of text
//! can be megabytes of automaton. Whoever asks holds a pattern no longer than it takes.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use regex::{Error, Regex, RegexBuilder};

use crate::ecma;

/// A pattern, or why the regex crate cannot run it.
type Ready = Result<Arc<Regex>, String>;

/// Up to which size an automaton counts as small, in bytes.
const SMALL: usize = 1 << 17;

static REMEMBERED: LazyLock<Mutex<Remembered>> = LazyLock::new(Mutex::default);

/// The pattern as the regex crate runs it.
///
/// # Errors
/// Why the crate cannot run it.
pub(crate) fn ready(pattern: &str) -> Ready {
    // Nothing is left half done where another thread panics.
    let lock = || REMEMBERED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = lock().find(pattern) {
        return known;
    }
    let written = ecma::written(pattern);
    let (is_small, built) = match RegexBuilder::new(&written).size_limit(SMALL).build() {
        Err(Error::CompiledTooBig(_)) => (false, Regex::new(&written)),
        built => (true, built),
    };
    let reason = |error: Error| error.to_string().lines().last().unwrap_or_default().trim().to_owned();
    let ready = built.map(Arc::new).map_err(reason);
    lock().keep(pattern, is_small, &ready);
    ready
}

struct Remembered {
    small: Shelf,
    large: Shelf,
    /// Counts what was asked for.
    now: u64,
}

impl Default for Remembered {
    /// Some sixty megabytes of the one at most, and of the other as a rule; ten for each of these at most.
    fn default() -> Self {
        Remembered { small: Shelf::new(512), large: Shelf::new(16), now: 0 }
    }
}

impl Remembered {
    fn find(&mut self, pattern: &str) -> Option<Ready> {
        self.now += 1;
        [&mut self.small, &mut self.large].into_iter().find_map(|shelf| shelf.find(pattern, self.now))
    }

    fn keep(&mut self, pattern: &str, is_small: bool, ready: &Ready) {
        let shelf = if is_small { &mut self.small } else { &mut self.large };
        shelf.keep(pattern, ready.clone(), self.now);
    }
}

/// Patterns, and when each was asked for last.
struct Shelf {
    most: usize,
    patterns: HashMap<String, (Ready, u64)>,
}

impl Shelf {
    fn new(most: usize) -> Self {
        Shelf { most, patterns: HashMap::new() }
    }

    fn find(&mut self, pattern: &str, now: u64) -> Option<Ready> {
        let (ready, last) = self.patterns.get_mut(pattern)?;
        *last = now;
        Some(ready.clone())
    }

    fn keep(&mut self, pattern: &str, ready: Ready, now: u64) {
        if self.patterns.len() >= self.most {
            let oldest = self.patterns.iter().min_by_key(|(_, (_, last))| *last).map(|(oldest, _)| oldest.clone());
            oldest.and_then(|oldest| self.patterns.remove(&oldest));
        }
        self.patterns.insert(pattern.to_owned(), (ready, now));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Remembered, Shelf, ready};

    #[test]
    fn patterns_are_run_as_ecma_means_them() {
        assert!(ready(r"^\d$").unwrap().is_match("7"));
        assert!(!ready(r"^\d$").unwrap().is_match("\u{664}"));
        assert!(ready("(?!a)").unwrap_err().contains("look-around"));
    }

    #[test]
    fn what_is_asked_for_again_is_the_same() {
        let pattern = "^once and again$";
        assert!(Arc::ptr_eq(&ready(pattern).unwrap(), &ready(pattern).unwrap()));
        // Large ones too.
        let pattern = r"^\S{0,900}$";
        assert!(Arc::ptr_eq(&ready(pattern).unwrap(), &ready(pattern).unwrap()));
    }

    #[test]
    fn the_one_that_was_not_asked_for_longest_goes() {
        let mut remembered = Remembered { small: Shelf::new(2), large: Shelf::new(1), now: 0 };
        let one = ready("a");
        remembered.keep("a", true, &one);
        remembered.find("a");
        remembered.keep("b", true, &one);
        remembered.keep("large", false, &one);
        remembered.find("a");
        remembered.keep("c", true, &one);
        let known = ["a", "b", "c", "large"].map(|pattern| remembered.find(pattern).is_some());
        assert_eq!(known, [true, false, true, true]);
    }
}
