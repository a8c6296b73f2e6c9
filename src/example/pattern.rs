//! Texts that match a regular expression: the plainest one, or one of a wanted length.
//!
//! Expressions are searched for, as everywhere in JSON Schema: where one is not held by `^` or `$`, anything may stand
//! around the match. What comes out is a proposal; whoever takes it checks it.

use std::collections::HashSet;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::ecma;

/// How long a text gets.
const MAX_LENGTH: usize = 20_000;

/// How much text is proposed: of long ones few are tried.
const MAX_PROPOSED: usize = 20_000;

/// How many texts are listed where an expression has few, how often a part of them is repeated at most, and how long they
/// get.
const MAX_LISTED: usize = 1_000;
const MAX_REPEATED: u32 = 64;
const MAX_LISTED_LENGTH: usize = 256;

/// Signs that read well, the best first.
pub(super) const LIKED: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_. ";

/// An expression that was taken apart.
pub(super) struct Pattern {
    hir: Hir,
}

impl Pattern {
    /// `None` for an expression that the regex crate cannot read.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        Some(Pattern { hir: regex_syntax::parse(&ecma::written(pattern)).ok()? })
    }

    /// How many parts the expression has with its repetitions written out.
    pub(super) fn size(&self) -> usize {
        size(&self.hir)
    }

    /// What the expression is made of.
    pub(super) fn hir(&self) -> &Hir {
        &self.hir
    }

    /// Texts that most likely match, of at least this many characters where that is possible. `nth` asks for other signs and
    /// other branches.
    pub(super) fn proposals(&self, length: usize, nth: usize) -> Vec<String> {
        // The plainest first, then each branch, then longer ones.
        let mut all: Vec<String> = Vec::new();
        for branch in 0..6 {
            if all.iter().map(String::len).sum::<usize>() > MAX_PROPOSED {
                break;
            }
            let mut plain = Walk { out: String::new(), length: 0, spare: 0, branch, nth };
            plain.write(&self.hir);
            let missing = length.saturating_sub(plain.length);
            let short = plain.out;
            let mut long = Walk { out: String::new(), length: 0, spare: missing, branch, nth };
            long.write(&self.hir);
            let missing = length.saturating_sub(long.length);
            let padded = format!("{}{}", long.out, "x".repeat(missing.min(MAX_LENGTH)));
            let before = format!("{}{}", "x".repeat(missing.min(MAX_LENGTH)), long.out);
            // Where anything may follow, a number does.
            let numbered = (nth > 0).then(|| {
                let number = (nth + 1).to_string();
                format!("{}{}{number}", long.out, "x".repeat(missing.min(MAX_LENGTH).saturating_sub(number.len())))
            });
            all.extend([Some(short), Some(long.out), Some(padded), Some(before), numbered].into_iter().flatten());
        }
        all
    }

    /// Texts of which all that match are some, where they are few.
    pub(super) fn all(&self) -> Option<HashSet<String>> {
        self.is_held().then(|| all(&self.hir)).flatten()
    }

    /// Whether a match is a whole text.
    fn is_held(&self) -> bool {
        let properties = self.hir.properties();
        properties.look_set_prefix().contains(Look::Start) && properties.look_set_suffix().contains(Look::End)
    }

    /// The length that no match stays below, in bytes, and that no text exceeds; `None` where there is no bound.
    pub(super) fn bounds(&self) -> (Option<usize>, Option<usize>) {
        let properties = self.hir.properties();
        (properties.minimum_len(), properties.maximum_len().filter(|_| self.is_held()))
    }
}

/// What a part of an expression stands for, whatever it looks at: more than match, never fewer.
fn all(hir: &Hir) -> Option<HashSet<String>> {
    let joined = |first: &HashSet<String>, second: &HashSet<String>| {
        let small = first.len().saturating_mul(second.len()) <= MAX_LISTED;
        let texts = || first.iter().flat_map(|a| second.iter().map(move |b| format!("{a}{b}")));
        (small && texts().all(|text| text.len() <= MAX_LISTED_LENGTH)).then(|| texts().collect::<HashSet<String>>())
    };
    let none = || HashSet::from([String::new()]);
    let all = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => none(),
        HirKind::Literal(literal) => HashSet::from([String::from_utf8(literal.0.to_vec()).ok()?]),
        HirKind::Class(Class::Unicode(class)) => {
            let signs = class.ranges().iter().flat_map(|range| range.start()..=range.end());
            signs.take(MAX_LISTED + 1).map(String::from).collect()
        }
        HirKind::Class(Class::Bytes(_)) => return None,
        HirKind::Capture(capture) => all(&capture.sub)?,
        HirKind::Concat(parts) => parts.iter().try_fold(none(), |before, part| joined(&before, &all(part)?))?,
        HirKind::Alternation(parts) => {
            parts.iter().map(all).collect::<Option<Vec<_>>>()?.into_iter().flatten().collect()
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.filter(|most| *most <= MAX_REPEATED)?;
            let once = all(&repetition.sub)?;
            let (mut texts, mut found) = (none(), HashSet::new());
            for times in 0..=most {
                if times > 0 {
                    texts = joined(&texts, &once)?;
                }
                if times >= repetition.min {
                    found.extend(texts.iter().cloned());
                }
            }
            found
        }
    };
    (all.len() <= MAX_LISTED).then_some(all)
}

/// How many parts an expression has with its repetitions written out.
fn size(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(_) => 1,
        HirKind::Capture(capture) => size(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().fold(0, |all, part| all.saturating_add(size(part)))
        }
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1);
            size(&repetition.sub).saturating_mul(usize::try_from(times).unwrap_or(usize::MAX))
        }
    }
}

struct Walk {
    out: String,
    /// How many characters that is.
    length: usize,
    /// How many characters repetitions may still add.
    spare: usize,
    branch: usize,
    nth: usize,
}

impl Walk {
    fn write(&mut self, hir: &Hir) {
        if self.out.len() > MAX_LENGTH {
            return;
        }
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => {
                let text = String::from_utf8_lossy(&literal.0);
                self.length += text.chars().count();
                self.out.push_str(&text);
            }
            HirKind::Class(class) => self.sign(class),
            HirKind::Capture(capture) => self.write(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.write(part)),
            HirKind::Alternation(parts) => {
                if let Some(part) = parts.get(self.branch % parts.len().max(1)) {
                    self.write(part);
                }
            }
            HirKind::Repetition(repetition) => {
                let least = usize::try_from(repetition.min).unwrap_or(MAX_LENGTH);
                let most = repetition.max.map_or(MAX_LENGTH, |most| usize::try_from(most).unwrap_or(MAX_LENGTH));
                let mut times = 0;
                // One where none would do reads better, as long as that is not asked for otherwise.
                let wanted = if least == 0 && self.branch % 2 == 1 { 1 } else { least };
                while times < most && (times < wanted || self.spare > 0) && self.out.len() <= MAX_LENGTH {
                    let before = self.length;
                    self.write(&repetition.sub);
                    let added = self.length - before;
                    if times >= least {
                        self.spare = self.spare.saturating_sub(added);
                    }
                    if added == 0 {
                        break;
                    }
                    times += 1;
                }
            }
        }
    }

    /// A sign of a class. Where several stand in a row they differ, so that the text does not look like a slip.
    fn sign(&mut self, class: &Class) {
        let Class::Unicode(class) = class else {
            self.out.push('a');
            self.length += 1;
            return;
        };
        let has = |c: char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&c));
        let liked: Vec<char> = LIKED.chars().filter(|c| has(*c)).collect();
        let at = self.length;
        let sign = match liked.as_slice() {
            [] => class.ranges().first().map(|range| range.start()),
            liked => {
                // Counted like digits, the first sign being the lowest.
                let count = liked.len();
                let carried = self.nth.checked_div(count.saturating_pow(u32::try_from(at).unwrap_or(u32::MAX)));
                Some(liked[(at + carried.unwrap_or(0)) % count])
            }
        };
        self.length += usize::from(sign.is_some());
        self.out.extend(sign);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposals_match() {
        for (pattern, length, expected) in [
            ("^[a-z]+$", 0, "a"),
            ("^[a-z]{3}$", 0, "abc"),
            (r"^\d{3}-\d{4}$", 0, "012-4567"),
            ("^(cat|dog)s?$", 0, "cat"),
            ("^[a-f0-9]*$", 8, "abcdef01"),
            ("GSF", 5, "GSF"),
            (r"^arn:aws:[^:]+:\w{2,5}$", 0, "arn:aws:i:kl"),
            ("^$", 0, ""),
        ] {
            let made: Vec<String> = Pattern::new(pattern).expect("an expression").proposals(length, 0);
            let regex = regex::Regex::new(&ecma::written(pattern)).expect("an expression");
            assert!(regex.is_match(&made[0]), "{pattern}: {made:?}");
            assert!(
                made.iter().any(|text| regex.is_match(text) && text.chars().count() >= length),
                "{pattern}: {made:?}"
            );
            assert!(made.contains(&expected.to_owned()), "{pattern}: {made:?}");
        }
    }

    #[test]
    fn few_texts_are_listed() {
        for (pattern, expected) in [
            ("^[ab]$", Some(2)),
            ("^(a|b|ab?)$", Some(3)),
            ("^[ab]{1,2}$", Some(6)),
            ("^$", Some(1)),
            // More than match, which is no harm.
            ("^a\\Bb$", Some(1)),
            ("^[ab]", None),
            ("^a|b$", None),
            ("^a*$", None),
            ("^.$", None),
        ] {
            let all = Pattern::new(pattern).expect("an expression").all();
            assert_eq!(all.map(|all| all.len()), expected, "{pattern}");
        }
    }

    #[test]
    fn others_differ() {
        let pattern = Pattern::new("^[a-z]{2}$").expect("an expression");
        let all: std::collections::HashSet<String> =
            (0..100).filter_map(|nth| pattern.proposals(0, nth).into_iter().next()).collect();
        assert_eq!(all.len(), 100);
    }
}
