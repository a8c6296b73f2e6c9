// SPDX-License-Identifier: MIT-0
//! What can be wrong with a value, and the context that decoding carries along.

use std::fmt;

/// How strictly a value is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// What a client does: what can be understood is taken, and the first thing that cannot be ends the work.
    #[default]
    Lenient,
    /// What a server does: limits, unknown enum values, forbidden and repeated properties are violations, and
    /// all violations are gathered.
    Strict,
}

/// Something that is wrong with a value. It never holds the value itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where: a JSON pointer, empty for the whole value.
    pub pointer: String,
    /// What, in words.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "{}: ", self.pointer)?;
        }
        f.write_str(&self.message)
    }
}

/// Why a value could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text is no JSON, XML or the like.
    Malformed,
    /// The text can be read, but the value is not what it should be.
    Invalid,
}

/// A value could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// Whether the text or the value is at fault.
    pub kind: ErrorKind,
    /// What is wrong; never empty.
    pub violations: Vec<Violation>,
}

impl DecodeError {
    /// The text cannot be read at all.
    #[cold]
    pub fn malformed(message: impl fmt::Display) -> Self {
        let violation = Violation { pointer: String::new(), message: message.to_string() };
        DecodeError { kind: ErrorKind::Malformed, violations: vec![violation] }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.violations.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for DecodeError {}

/// Decoding cannot go on. What is wrong stands in the [`Cx`], or with the source when its text is malformed.
#[derive(Debug)]
pub struct Stop;

/// The result of a step of decoding.
pub type Result<T = ()> = std::result::Result<T, Stop>;

/// How deep values may be nested.
const MAX_DEPTH: u32 = 256;
/// How often variants of unions are tried while trying others: without a bound, nested values would cost
/// exponential time.
const MAX_ATTEMPTS: u32 = 100_000;
/// So many violations are enough.
const MAX_VIOLATIONS: usize = 64;

/// What goes along with a value while it is decoded.
#[derive(Debug)]
pub struct Cx {
    mode: Mode,
    depth: u32,
    /// Set just before the value of a field that may be absent but not null.
    pub(super) deny_null: bool,
    violations: Vec<Violation>,
    attempting: bool,
    attempts_left: u32,
}

impl Cx {
    /// The context for a whole value.
    pub fn new(mode: Mode) -> Self {
        Cx { mode, depth: 0, deny_null: false, violations: Vec::new(), attempting: false, attempts_left: MAX_ATTEMPTS }
    }

    /// The mode.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Whether limits and the like count.
    pub fn is_strict(&self) -> bool {
        self.mode == Mode::Strict
    }

    /// Notes that the value at hand is wrong. In strict mode decoding goes on behind it.
    #[cold]
    pub fn violation(&mut self, message: impl Into<String>) -> Result {
        self.violations.push(Violation { pointer: String::new(), message: message.into() });
        if self.is_strict() && self.violations.len() < MAX_VIOLATIONS { Ok(()) } else { Err(Stop) }
    }

    /// Like [`Cx::violation`], for a part of the value at hand.
    #[cold]
    pub fn violation_at(&mut self, segment: &str, message: impl Into<String>) -> Result {
        let mark = self.mark();
        let result = self.violation(message);
        self.inside(mark, segment);
        result
    }

    /// How many violations there are: to be handed to [`Cx::inside`] and [`Cx::clean_since`].
    pub fn mark(&self) -> usize {
        self.violations.len()
    }

    /// Whether nothing was noted since the mark.
    pub fn clean_since(&self, mark: usize) -> bool {
        self.violations.len() == mark
    }

    /// Says that what was noted since the mark is about a part of the value at hand. Costs nothing when
    /// nothing was noted, which is why the path is written on the way out and not on the way in.
    #[inline]
    pub fn inside(&mut self, mark: usize, segment: &str) {
        if self.violations.len() > mark {
            prefix(&mut self.violations[mark..], segment);
        }
    }

    /// Like [`Cx::inside`], for what was noted about the name of the part.
    pub fn inside_name(&mut self, mark: usize, name: &str) {
        for violation in &mut self.violations[mark..] {
            violation.message.insert_str(0, "its name ");
        }
        self.inside(mark, name);
    }

    /// Like [`Cx::inside`], for an item of a list.
    #[inline]
    pub fn inside_item(&mut self, mark: usize, index: usize) {
        if self.violations.len() > mark {
            prefix_item(&mut self.violations[mark..], index);
        }
    }

    /// Goes one level down; [`Cx::leave`] comes back.
    pub fn enter(&mut self) -> Result {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.violations.push(Violation { pointer: String::new(), message: "nested too deeply".to_owned() });
            return Err(Stop);
        }
        Ok(())
    }

    /// Comes back from one level down.
    pub fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Tries something in a context of its own, as strict and as deep, and gives what was noted there: nothing when
    /// it worked.
    pub fn attempt(&mut self, try_out: impl FnOnce(&mut Cx) -> Result) -> Result<Vec<Violation>> {
        self.attempt_in(self.mode, try_out)
    }

    /// The same in another mode.
    pub fn attempt_in(&mut self, mode: Mode, try_out: impl FnOnce(&mut Cx) -> Result) -> Result<Vec<Violation>> {
        if self.attempting {
            self.attempts_left = self.attempts_left.saturating_sub(1);
            if self.attempts_left == 0 {
                self.violation("has too many readings")?;
                return Err(Stop);
            }
        }
        let mut cx = Cx { mode, violations: Vec::new(), attempting: true, deny_null: false, ..*self };
        let result = try_out(&mut cx);
        self.attempts_left = cx.attempts_left;
        match (result, cx.attempts_left) {
            (Err(Stop), 0) => {
                self.violations.append(&mut cx.violations);
                Err(Stop)
            }
            _ => Ok(cx.violations),
        }
    }

    /// What was noted so far.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Takes what was noted.
    pub fn into_violations(self) -> Vec<Violation> {
        self.violations
    }

    /// What decoding came to. `stopped` is what the source says where its text is malformed.
    pub fn finish(self, stopped: Option<DecodeError>) -> std::result::Result<(), DecodeError> {
        match stopped {
            Some(error) => Err(error),
            None if self.violations.is_empty() => Ok(()),
            None => Err(DecodeError { kind: ErrorKind::Invalid, violations: self.violations }),
        }
    }
}

#[cold]
fn prefix(violations: &mut [Violation], segment: &str) {
    let segment = segment.replace('~', "~0").replace('/', "~1");
    for violation in violations {
        violation.pointer.insert_str(0, &segment);
        violation.pointer.insert(0, '/');
    }
}

#[cold]
fn prefix_item(violations: &mut [Violation], index: usize) {
    prefix(violations, &index.to_string());
}

/// Words for a list of allowed texts; a long list is cut.
pub fn listed(values: &[&str]) -> String {
    let mut text = String::new();
    for (index, value) in values.iter().take(20).enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        text.push_str(&format!("{value:?}"));
    }
    if values.len() > 20 {
        text.push_str(", ...");
    }
    text
}
