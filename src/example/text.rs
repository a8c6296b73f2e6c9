//! Texts that keep to lengths, patterns and formats.

use indexmap::IndexSet;
use regex_syntax::hir::Hir;

use crate::formats;
use crate::model::{Limits, Scalar, TextFormat};

use super::pattern::Pattern;
use super::words::{Lengths, Words};
use super::{Examples, fit, shapes};

/// Longer texts are no examples.
const MAX_LENGTH: usize = 20_000;

/// How many steps one search for a text takes, and how many all searches together.
const STEPS: usize = 100_000;
pub(super) const ALL_STEPS: usize = 2_000_000;

/// How many parts of a pattern and signs of a text meet in one of these steps. That costs nothing where they are ordinary.
const MATCHED_AT_ONCE: usize = 100;
const ORDINARY: usize = 100_000;

/// How much text is kept for later.
const MAX_SPARE: usize = 100_000;

/// What texts have to be.
struct Wanted<'l> {
    scalar: Scalar,
    limits: &'l Limits,
    name: &'l str,
    format: Option<TextFormat>,
    least: usize,
    most: usize,
}

/// The texts that keep to the same limits, as far as they were made.
#[derive(Default)]
pub(super) struct Texts {
    made: IndexSet<String>,
    /// Others that keep to the limits, for later.
    spare: IndexSet<String>,
    /// There are no more.
    ended: bool,
}

impl Examples<'_> {
    /// The nth text that keeps to the limits, for something called `name`. No text comes twice.
    pub(super) fn text(&self, scalar: Scalar, limits: &Limits, name: &str, nth: usize) -> Option<String> {
        let least = usize::try_from(limits.min_length.unwrap_or(0)).ok().filter(|least| *least <= MAX_LENGTH)?;
        let most = limits.max_length.map_or(MAX_LENGTH, |most| usize::try_from(most).unwrap_or(MAX_LENGTH));
        let format = match scalar {
            Scalar::Formatted(format) => Some(format),
            _ => limits.format,
        };
        let wanted = Wanted { scalar, limits, name, format, least, most };
        if limits.patterns.is_empty()
            && let Some(plain) = wanted.plain(nth).into_iter().find(|text| self.is_text(&wanted, text))
        {
            return Some(plain);
        }
        let key = format!("{scalar:?} {name:?} {limits:?}");
        let mut texts = self.texts.borrow_mut().remove(&key).unwrap_or_default();
        while texts.made.len() <= nth && !texts.ended {
            match self.another(&wanted, &mut texts) {
                Some(text) => drop(texts.made.insert(text)),
                None => texts.ended = true,
            }
        }
        let text = texts.made.get_index(nth).cloned();
        self.texts.borrow_mut().insert(key, texts);
        text
    }

    fn is_text(&self, wanted: &Wanted<'_>, text: &str) -> bool {
        let steps = wanted.limits.patterns.iter().map(|pattern| self.matching(pattern, text));
        let cost = steps
            .filter(|steps| *steps > ORDINARY)
            .fold(0, |all: usize, steps| all.saturating_add(steps / MATCHED_AT_ONCE));
        let Some(left) = self.steps.get().checked_sub(cost) else { return false };
        self.steps.set(left);
        fit::text(text, wanted.scalar, wanted.limits).is_ok()
    }

    /// One that was not made before: the plainest that keeps to the limits.
    fn another(&self, wanted: &Wanted<'_>, texts: &mut Texts) -> Option<String> {
        let nth = texts.made.len();
        let plain = wanted.plain(nth);
        if let Some(text) = plain.iter().find(|text| !texts.made.contains(*text) && self.is_text(wanted, text)) {
            return Some(text.clone());
        }
        let patterns: Vec<Pattern> = wanted.limits.patterns.iter().filter_map(|one| Pattern::new(one)).collect();
        let proposals: Vec<Vec<String>> = patterns.iter().map(|one| one.proposals(wanted.least, nth)).collect();
        let shape = shapes::shape(wanted.scalar, wanted.format);
        let proposed = |texts: &mut Texts| {
            let mut fitting = proposals.iter().flatten().filter(|text| self.is_text(wanted, text));
            let first = fitting.next()?;
            let is_new = !texts.made.contains(first);
            texts.spare(fitting.cloned());
            if is_new { Some(first.clone()) } else { texts.spared() }
        };
        // Of a text without a format the expression says what it looks like.
        if shape.is_none()
            && let Some(text) = proposed(texts)
        {
            return Some(text);
        }
        let first = proposals.iter().filter_map(|all| all.first()).cloned();
        let near = if shape.is_none() { first.chain(plain).collect() } else { wanted.near(plain, nth) };
        if shape.is_some()
            && let Some(text) = self.joined(wanted, &proposals, &near, texts)
        {
            return Some(text);
        }
        let hirs: Vec<Hir> = patterns.iter().map(|one| one.hir().clone()).chain(shape).collect();
        let found = self.searched(wanted, &hirs, &near, texts);
        found.or_else(|| proposed(texts)).or_else(|| texts.spared())
    }

    /// A plain text of the format with what a pattern asks for before or behind it.
    fn joined(&self, wanted: &Wanted<'_>, proposals: &[Vec<String>], near: &[String], texts: &Texts) -> Option<String> {
        let is_link = matches!(wanted.format, Some(TextFormat::Uri | TextFormat::UriReference));
        // Of two links in one the second is only a path.
        let parts = proposals.iter().filter_map(|all| all.first()).filter(|part| !(is_link && part.contains("://")));
        let mut all = parts.flat_map(|part| {
            let before = near.first().filter(|_| !is_link).map(|near| format!("{part}{near}"));
            near.first().map(|near| format!("{near}{part}")).into_iter().chain(before)
        });
        all.find(|text| !texts.made.contains(text) && self.is_text(wanted, text))
    }

    /// The same, looked for among all texts.
    fn searched(&self, wanted: &Wanted<'_>, hirs: &[Hir], near: &[String], texts: &mut Texts) -> Option<String> {
        let mut words = Words::new(hirs, near)?;
        let is_new = |texts: &Texts, text: &String| !texts.made.contains(text) && self.is_text(wanted, text);
        let most = wanted.limits.max_length.map(|_| wanted.most);
        let lengths = |least, most| Lengths { least, most };
        // Lengths cost steps, and most texts keep to them anyway.
        let mut tries = vec![lengths(0, None), lengths(wanted.least, None), lengths(wanted.least, most)];
        tries.dedup();
        for lengths in tries {
            let nearest =
                near.iter().filter_map(|text| self.counted(&mut words, STEPS, |words| words.nearest(text, lengths)));
            let mut nearest: Vec<(usize, String)> = nearest.collect();
            nearest.sort_by_key(|(cost, _)| *cost);
            if let Some((_, text)) = nearest.into_iter().find(|(_, text)| is_new(texts, text)) {
                return Some(text);
            }
        }
        if let Some(text) = texts.spared() {
            return Some(text);
        }
        let count = 2 * texts.made.len() + 8;
        let all = self.counted(&mut words, STEPS, |words| words.list(lengths(wanted.least, most), count));
        texts.spare(all.into_iter().filter(|text| self.is_text(wanted, text)));
        texts.spared()
    }

    /// What a search finds in so many steps, as far as they are left.
    pub(super) fn counted<T>(&self, words: &mut Words, steps: usize, search: impl FnOnce(&mut Words) -> T) -> T {
        let steps = self.steps.get().min(steps);
        words.allow(steps);
        let found = search(words);
        self.steps.set(self.steps.get() - (steps - words.left()));
        found
    }
}

impl Texts {
    /// Keeps texts for later, as many as there is room for.
    fn spare(&mut self, texts: impl Iterator<Item = String>) {
        let mut room = MAX_SPARE.saturating_sub(self.spare.iter().map(String::len).sum());
        for text in texts {
            room = room.saturating_sub(text.len());
            if room > 0 || self.spare.is_empty() {
                self.spare.insert(text);
            }
        }
    }

    /// The first of those that was not made meanwhile.
    fn spared(&mut self) -> Option<String> {
        let mut spare = std::mem::take(&mut self.spare).into_iter();
        let first = spare.find(|text| !self.made.contains(text));
        self.spare = spare.collect();
        first
    }
}

impl Wanted<'_> {
    /// The plainest, which may break the limits.
    fn plain(&self, nth: usize) -> Vec<String> {
        let Wanted { least, most, .. } = *self;
        let mut plain = match (self.scalar, self.format) {
            (Scalar::Base64, _) if least.next_multiple_of(4) > most => vec![unpadded(nth, least)],
            (Scalar::Base64, _) => vec![base64(nth, least)],
            (_, Some(format)) => formatted(format, nth, least),
            (Scalar::Binary, None) => vec![named("content", nth, least, most)],
            (_, None) => vec![named(self.name, nth, least, most)],
        };
        if self.format.is_some() && least == 0 && nth == 0 {
            // Such a text may be empty instead.
            plain.push(String::new());
        }
        plain
    }

    /// Texts of the format that others are to look like.
    fn near(&self, plain: Vec<String>, nth: usize) -> Vec<String> {
        let long = plain.last().filter(|_| self.least > 0).cloned();
        let other = match self.format {
            Some(TextFormat::Uri) => Some(format!("urn:example:{}", nth + 1)),
            Some(TextFormat::UriReference) => Some("/".to_owned()),
            _ => None,
        };
        // Where a pattern holds what makes the difference, another one further on differs elsewhere.
        let further = (nth > 0).then(|| self.plain(17 * nth).into_iter().next()).flatten();
        plain.into_iter().take(1).chain(long).chain(other).chain(further).collect()
    }
}

/// The name itself, as long as it may be, with a number where it is not the first.
fn named(name: &str, nth: usize, least: usize, most: usize) -> String {
    let name = if name.is_empty() { "text" } else { name };
    let number = if nth == 0 { String::new() } else { (nth + 1).to_string() };
    let room = most.saturating_sub(number.len());
    let mut text: String = name.chars().take(room).collect();
    let missing = least.saturating_sub(text.chars().count() + number.len());
    text.extend(std::iter::repeat_n('x', missing));
    text.push_str(&number);
    text
}

/// Text of the alphabet of base64.
fn base64(nth: usize, least: usize) -> String {
    let mut text = if nth == 0 { "aGVsbG8=".to_owned() } else { format!("{nth:04}aGVs").chars().take(8).collect() };
    while text.chars().count() < least {
        text.insert_str(0, "aGVs");
    }
    text
}

/// The same without padding, which is as long as it has to be.
fn unpadded(nth: usize, least: usize) -> String {
    let length = if least % 4 == 1 { least + 1 } else { least };
    // The bits of the last sign that count for nothing are not set.
    let end = if length % 4 == 2 { "aA" } else { "aGA" };
    let mut text = match nth {
        0 => String::new(),
        _ if length > 8 => format!("{nth:08}").chars().take(8).collect(),
        // There is no room for a number.
        _ => return String::new(),
    };
    while text.len() + end.len() < length {
        text.push_str("aGVs");
    }
    text.push_str(end);
    text
}

/// The nth texts of a format: a plain one, then shorter and longer ones.
fn formatted(format: TextFormat, nth: usize, least: usize) -> Vec<String> {
    // Small enough for days, minutes and addresses.
    let (low, high) = (nth % 28, nth / 28);
    let number = if nth == 0 { String::new() } else { (nth + 1).to_string() };
    let date = match nth {
        0 => "2024-02-29".to_owned(),
        _ => format!("{:04}-03-{:02}", 2024 + high % 1000, low + 1),
    };
    let pad = |length: usize| "x".repeat(least.saturating_sub(length));
    match format {
        TextFormat::Date => vec![date],
        TextFormat::DateTime => vec![format!("{date}T12:30:00Z"), format!("{date}T12:30:00.000+00:00")],
        TextFormat::Time => vec![format!("12:30:{low:02}Z"), format!("{:02}:{:02}:00Z", nth / 60 % 24, nth % 60)],
        TextFormat::Duration => vec![format!("P{}DT2H", nth + 1), format!("P{}D", nth + 1)],
        TextFormat::Uuid => vec![format!("1b4e28ba-2fa1-41d2-883f-{:012x}", 0x0016_d3cc_a427_usize + nth)],
        TextFormat::Uri => vec![
            format!("https://example.com/{number}"),
            format!("http://a.b/{number}"),
            format!("https://example.com/{number}{}", pad(20 + number.len())),
        ],
        TextFormat::UriReference => vec![
            format!("https://example.com/{number}"),
            format!("/{number}"),
            format!("/{number}{}", pad(1 + number.len())),
        ],
        TextFormat::Email => vec![
            format!("name{number}@example.com"),
            format!("a{number}@b.co"),
            format!("name{number}{}@example.com", pad(16 + number.len())),
        ],
        TextFormat::Hostname => vec![
            format!("example{number}.com"),
            format!("a{number}.b"),
            format!("example{number}.com{}", ".example".repeat(pad(11 + number.len()).len().div_ceil(8))),
        ],
        TextFormat::Ipv4 => vec![format!("192.0.{}.{}", 2 + high % 200, low + 1)],
        TextFormat::Ipv6 => vec![format!("2001:db8::{:x}", nth + 1)],
        TextFormat::Decimal => {
            let decimal = format!("{}.50", nth + 1);
            vec![format!("{decimal}{}", "0".repeat(pad(decimal.len()).len())), (nth + 1).to_string()]
        }
    }
    .into_iter()
    .filter(|text| formats::is_sure(format, text))
    .collect()
}
