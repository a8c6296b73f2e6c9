//! Whether expressions have no text in common, for certain.

use std::collections::HashSet;

use regex_syntax::hir::Hir;

use super::{Lengths, Words};

/// How many borders of classes are looked at.
const MAX_BORDERS: usize = 2_000;

impl Words {
    /// Expressions with a sign of every kind that they tell apart. `None` for those that are too large for that.
    pub(in crate::example) fn with_every_sign(expressions: &[Hir]) -> Option<Self> {
        let mut words = Words::of(expressions)?;
        // Between two borders no expression tells signs apart.
        let mut borders = vec!['\0'];
        for (first, last) in words.sets.iter().flatten() {
            borders.push(*first);
            borders.extend((*last..=char::MAX).nth(1));
        }
        borders.sort_unstable();
        borders.dedup();
        (borders.len() <= MAX_BORDERS).then_some(())?;
        words.signs(borders.into_iter());
        Some(words)
    }

    /// Whether no text of these lengths matches. Where the steps end before that is certain, it is not so.
    pub(in crate::example) fn have_none(&mut self, lengths: Lengths) -> bool {
        // The length counts as far as it is asked for.
        let counted = |length: usize| match lengths.most {
            Some(_) => length,
            None => length.min(lengths.least),
        };
        let mut seen = HashSet::from([(0, 0)]);
        let mut open = vec![(0, 0)];
        while let Some((state, length)) = open.pop() {
            if length >= lengths.least && self.is_end(state) || self.spend(self.classes.len() + 1).is_none() {
                return false;
            }
            if lengths.most.is_some_and(|most| length >= most) {
                continue;
            }
            for class in 0..self.classes.len() {
                let to = self.follow(state, class).map(|to| (to, counted(length + 1)));
                open.extend(to.filter(|to| seen.insert(*to)));
            }
        }
        self.steps > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::pattern::Pattern;

    fn none(patterns: &[&str], least: usize, most: Option<usize>) -> bool {
        let hirs: Vec<Hir> =
            patterns.iter().map(|one| Pattern::new(one).expect("an expression").hir().clone()).collect();
        let mut words = Words::with_every_sign(&hirs).expect("small expressions");
        words.allow(100_000);
        words.have_none(Lengths { least, most })
    }

    #[test]
    fn only_what_is_certain_is_said() {
        for (patterns, least, most, expected) in [
            (&["^a", "^b"][..], 0, None, true),
            (&["^a", "b"], 0, None, false),
            (&["^[a-z]+$", "^[0-9]*$"], 0, None, true),
            (&["^[a-z]*$", "^[0-9]*$"], 0, None, false),
            (&["^[a-z]*$", "^[0-9]*$"], 1, None, true),
            (&["^(ab)+$"], 3, Some(3), true),
            (&["^(ab)+$"], 3, Some(4), false),
            (&["x^"], 0, None, true),
            // Signs that nobody writes in examples.
            (&["^[\\u0400-\\u04ff]$", "^[^\\u0401-\\u04ff]$"], 0, None, false),
            (&["^[\\u0400-\\u04ff]$", "^[^\\u0400-\\u04ff]$"], 0, None, true),
            (&["^[\\x00-\\x1f]$", "[^\\n]"], 0, None, false),
            (&["^\\b"], 0, Some(0), true),
        ] {
            assert_eq!(none(patterns, least, most), expected, "{patterns:?} {least} {most:?}");
        }
        // More steps than are taken.
        assert!(!none(&["^(a|b)*a(a|b){300}$", "^(a|b)*b(a|b){299}$", "c"], 0, None));
    }
}
