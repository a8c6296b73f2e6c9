//! Texts that cannot be: patterns, lengths and formats that have none in common, as far as that is certain.

use regex_syntax::hir::Hir;

use super::pattern::Pattern;
use super::words::{Lengths, Words};
use super::{Examples, impossible, shapes};
use crate::formats;
use crate::model::{Limits, Scalar, TextFormat};

/// How many steps are taken to see that there is none.
const STEPS: usize = 50_000;

/// Longer ones are not looked for.
const MAX_LENGTH: u64 = 2_000;

/// What texts have to be, in words and as expressions.
struct Asked<'l> {
    patterns: Vec<(&'l str, Hir)>,
    /// The format's name, and the shape of all its texts.
    format: Option<(&'static str, Hir)>,
    lengths: Lengths,
}

const ANY_LENGTH: Lengths = Lengths { least: 0, most: None };

/// Why no text keeps to the limits.
pub(super) fn why(examples: &Examples<'_>, scalar: Scalar, limits: &Limits) -> Option<String> {
    if let Some(why) = impossible::crossed(["minLength", "maxLength"], limits.min_length, limits.max_length) {
        return Some(why);
    }
    let format = if let Scalar::Formatted(format) = scalar { Some(format) } else { limits.format };
    // Who states that no character is needed means that the text may be empty instead.
    let may_be_empty = limits.min_length == Some(0);
    if let Some(format) = format.filter(|_| !may_be_empty)
        && let Some(why) = length(format, limits)
    {
        return Some(why);
    }
    limits.patterns.iter().find_map(|source| too_short_or_long(source, limits)).or_else(|| {
        let asks = !limits.patterns.is_empty() || limits.min_length.or(limits.max_length).is_some();
        let is_plain = limits.patterns.is_empty() && format.is_none() && scalar != Scalar::Base64;
        if !asks || is_plain || examples.text(scalar, limits, "text", 0).is_some() {
            return None;
        }
        let shape = shapes::wide(scalar, format, may_be_empty);
        let name = format.map_or("base64", formats::name);
        let hir = |source: &'_ String| Some(Pattern::new(source)?.hir().clone());
        let lengths = Lengths {
            least: usize::try_from(limits.min_length.unwrap_or(0).min(MAX_LENGTH)).ok()?,
            most: limits.max_length.filter(|most| *most <= MAX_LENGTH).and_then(|most| usize::try_from(most).ok()),
        };
        Asked {
            patterns: limits.patterns.iter().filter_map(|source| Some((source.as_str(), hir(source)?))).collect(),
            format: shape.map(|shape| (name, shape)),
            lengths,
        }
        .why(examples)
    })
}

impl Asked<'_> {
    /// Why there is no text: of what cannot be together as little as possible.
    fn why(&self, examples: &Examples<'_>) -> Option<String> {
        let hirs = self.patterns.iter().map(|(_, hir)| hir).chain(self.format.iter().map(|(_, hir)| hir));
        let none = |hirs: &[&Hir], lengths: Lengths| is_empty(examples, hirs, lengths);
        if !none(&hirs.collect::<Vec<_>>(), self.lengths) {
            return None;
        }
        let alone = || self.patterns.iter().find(|(_, hir)| none(&[hir], ANY_LENGTH));
        if let Some((source, _)) = alone() {
            return Some(format!("no text matches the pattern {source}"));
        }
        if let Some((source, _)) = self.patterns.iter().find(|(_, hir)| none(&[hir], self.lengths)) {
            return Some(format!("no text that matches the pattern {source} has a length that is allowed"));
        }
        if let Some((name, shape)) = &self.format {
            if none(&[shape], self.lengths) {
                return Some(format!("no text of a length that is allowed is {name}"));
            }
            if let Some((source, _)) = self.patterns.iter().find(|(_, hir)| none(&[hir, shape], ANY_LENGTH)) {
                return Some(format!("no text that matches the pattern {source} is {name}"));
            }
        }
        for (index, (first, hir)) in self.patterns.iter().enumerate() {
            let other = self.patterns[index + 1..].iter().find(|(_, other)| none(&[hir, other], ANY_LENGTH));
            if let Some((second, _)) = other {
                return Some(format!("no text matches both the pattern {first} and the pattern {second}"));
            }
        }
        Some("no text keeps to all that is said of it at once".to_owned())
    }
}

/// Whether these expressions certainly have no text in common.
fn is_empty(examples: &Examples<'_>, hirs: &[&Hir], lengths: Lengths) -> bool {
    let hirs: Vec<Hir> = hirs.iter().map(|hir| (*hir).clone()).collect();
    let words = if hirs.is_empty() { None } else { Words::with_every_sign(&hirs) };
    words.is_some_and(|mut words| examples.counted(&mut words, STEPS, |words| words.have_none(lengths)))
}

/// How many characters the texts of a format have at least and at most.
fn lengths(format: TextFormat) -> (u64, Option<u64>) {
    match format {
        TextFormat::Date => (10, Some(10)),
        TextFormat::DateTime => (20, None),
        TextFormat::Time => (9, None),
        TextFormat::Duration | TextFormat::Email => (3, None),
        TextFormat::Uuid => (36, Some(36)),
        TextFormat::Uri => (2, None),
        TextFormat::UriReference => (0, None),
        TextFormat::Hostname => (1, Some(254)),
        TextFormat::Ipv4 => (7, Some(15)),
        TextFormat::Ipv6 => (2, Some(45)),
        TextFormat::Decimal => (1, None),
    }
}

/// Why no text of a format has the length that is asked for.
fn length(format: TextFormat, limits: &Limits) -> Option<String> {
    let (least, most) = lengths(format);
    let is_short = limits.max_length.is_some_and(|length| length < least);
    let is_long = most.is_some_and(|most| limits.min_length.is_some_and(|length| length > most));
    let name = formats::name(format);
    let characters = |count: u64| if count == 1 { "1 character".to_owned() } else { format!("{count} characters") };
    match most {
        Some(most) if most == least => (is_short || is_long).then(|| format!("{name} has {}", characters(least))),
        _ if is_short => Some(format!("{name} has at least {}", characters(least))),
        Some(most) if is_long => Some(format!("{name} has at most {}", characters(most))),
        _ => None,
    }
}

/// Whether a pattern rules the lengths out by how long it is written.
fn too_short_or_long(source: &str, limits: &Limits) -> Option<String> {
    let (least, most) = Pattern::new(source)?.bounds();
    // Counted in bytes, of which a character has one to four.
    let short = limits.min_length.is_some_and(|length| most.is_some_and(|most| (most as u64) < length));
    let beyond = |length: u64| least.is_some_and(|least| least as u64 > length.saturating_mul(4));
    if short {
        return Some(format!("no text that matches the pattern {source} is as long as `minLength` says"));
    }
    let long = limits.max_length.is_some_and(beyond);
    long.then(|| format!("no text that matches the pattern {source} is as short as `maxLength` says"))
}
