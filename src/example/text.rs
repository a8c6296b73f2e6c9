//! Texts that keep to lengths, patterns and formats.

use indexmap::IndexSet;

use crate::formats;
use crate::model::{Limits, Scalar, TextFormat};

use super::pattern::Pattern;
use super::{Examples, fit};

/// Longer texts are no examples.
const MAX_LENGTH: usize = 20_000;

impl Examples<'_> {
    /// The nth text that keeps to the limits, for something called `name`.
    pub(super) fn text(&self, scalar: Scalar, limits: &Limits, name: &str, nth: usize) -> Option<String> {
        let least = usize::try_from(limits.min_length.unwrap_or(0)).ok().filter(|least| *least <= MAX_LENGTH)?;
        let most = limits.max_length.map_or(MAX_LENGTH, |most| usize::try_from(most).unwrap_or(MAX_LENGTH));
        let format = match scalar {
            Scalar::Formatted(format) => Some(format),
            _ => limits.format,
        };
        let keeps =
            |text: &String| fit::text(&|pattern, text| self.matches(pattern, text), text, scalar, limits).is_ok();
        let mut plain = match (scalar, format) {
            (Scalar::Base64, _) => vec![base64(nth, least)],
            (_, Some(format)) => formatted(format, nth, least),
            (Scalar::Binary, None) => vec![named("content", nth, least, most)],
            (_, None) => vec![named(name, nth, least, most)],
        };
        if format.is_some() && least == 0 && nth == 0 {
            // Such a text may be empty instead.
            plain.push(String::new());
        }
        plain.into_iter().find(keeps).or_else(|| {
            let patterns: Vec<Pattern> = limits.patterns.iter().filter_map(|pattern| Pattern::new(pattern)).collect();
            let proposals = |nth| patterns.iter().flat_map(move |one| one.proposals(least, nth));
            let first = |nth| proposals(nth).find(keeps);
            let text = first(nth)?;
            let earlier: Vec<String> = (0..nth).filter_map(first).collect();
            if !earlier.contains(&text) {
                return Some(text);
            }
            // Other signs make no difference there (`0|[1-9]`): as many of the others are passed over as were needed before.
            let again = (1..nth).filter(|nth| earlier[..*nth].contains(&earlier[*nth])).count();
            let others: IndexSet<String> = (0..=nth).flat_map(proposals).filter(keeps).collect();
            others.into_iter().filter(|other| !earlier.contains(other)).nth(again).or(Some(text))
        })
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
