//! Formats of text: whether a text is what its format says, and which Rust types it can have.
//!
//! What it checks is what generated servers check: it is the same code.

pub mod choices;

use crate::model::TextFormat;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// What the support code has around the checks.
#[allow(unreachable_pub, reason = "as in the support code")]
mod limits {
    /// What a text can be.
    pub struct Format {
        /// What it is called, with its article.
        pub name: &'static str,
        /// Whether a text is one.
        pub test: fn(&str) -> bool,
    }
}

#[allow(unreachable_pub, reason = "the file is made for another crate")]
#[path = "../../templates/types/support/format.rs"]
mod text;

fn check(format: TextFormat) -> &'static limits::Format {
    match format {
        TextFormat::Date => &text::DATE,
        TextFormat::DateTime => &text::DATE_TIME,
        TextFormat::Time => &text::TIME,
        TextFormat::Duration => &text::DURATION,
        TextFormat::Uuid => &text::UUID,
        TextFormat::Uri => &text::URI,
        TextFormat::UriReference => &text::URI_REFERENCE,
        TextFormat::Email => &text::EMAIL,
        TextFormat::Hostname => &text::HOSTNAME,
        TextFormat::Ipv4 => &text::IPV4,
        TextFormat::Ipv6 => &text::IPV6,
        TextFormat::Decimal => &text::DECIMAL,
    }
}

/// Whether a text is what its format says.
pub fn fits(format: TextFormat, text: &str) -> bool {
    (check(format).test)(text)
}

/// What the format is called, with its article.
pub fn name(format: TextFormat) -> &'static str {
    check(format).name
}

/// Whether every library can hold the text's value without changing it: stricter than [`fits`], since libraries have
/// bounds. What is written into generated code as a typed value has to pass.
pub fn is_sure(format: TextFormat, text: &str) -> bool {
    fits(format, text)
        && match format {
            TextFormat::Date => has_usual_year(text),
            TextFormat::DateTime => has_usual_year(text) && has_usual_seconds(text),
            TextFormat::Time => has_usual_seconds(text),
            // Numbers of up to four digits, none with a fraction.
            TextFormat::Duration => {
                text.split(|c: char| !c.is_ascii_digit()).all(|n| n.len() <= 4) && !text.contains('.')
            }
            TextFormat::Uri => is_usual_url(text),
            TextFormat::Decimal => text.len() <= 28,
            TextFormat::Uuid
            | TextFormat::UriReference
            | TextFormat::Email
            | TextFormat::Hostname
            | TextFormat::Ipv4
            | TextFormat::Ipv6 => true,
        }
}

/// Whether every library of decimals can hold the number as it is written.
pub fn is_sure_number(number: &serde_json::Number) -> bool {
    let text = number.to_string();
    text.len() <= 28 && !text.contains(['e', 'E'])
}

/// The bytes of base64 text, in either alphabet, with or without padding: what the support code reads.
pub fn base64(text: &str) -> Option<Vec<u8>> {
    let padding = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let alphabet = if text.contains(['-', '_']) { &alphabet::URL_SAFE } else { &alphabet::STANDARD };
    GeneralPurpose::new(alphabet, padding).decode(text).ok()
}

/// Not at the end of what libraries can count.
fn has_usual_year(text: &str) -> bool {
    text.get(..4).and_then(|year| year.parse().ok()).is_some_and(|year: u16| (1..=9998).contains(&year))
}

/// No leap second, nothing smaller than a nanosecond.
fn has_usual_seconds(text: &str) -> bool {
    let fraction = text.split_once('.').map_or("", |(_, rest)| rest);
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    digits <= 9 && !text.contains(":60")
}

/// An address of the web, written plainly.
fn is_usual_url(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let label = |label: &str| {
        label.starts_with(|c: char| c.is_ascii_lowercase())
            && !label.starts_with("xn--")
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    host.len() <= 253 && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_library_may_not_hold_is_not_sure() {
        for (format, sure, unsure) in [
            (TextFormat::Date, "2024-02-29", "9999-12-31"),
            (TextFormat::DateTime, "2024-02-29T12:30:00.123456789+02:00", "2016-12-31T23:59:60Z"),
            (TextFormat::DateTime, "0001-01-01T00:00:00Z", "2024-02-29T12:30:00.1234567890Z"),
            (TextFormat::Duration, "P1Y2M3DT4H5M6S", "PT0.5H"),
            (TextFormat::Uri, "https://example.org/a?b#c", "urn:isbn:1"),
            (TextFormat::Decimal, "1.50", "12345678901234567890123456789"),
            (TextFormat::Uuid, "1B4E28BA-2FA1-41D2-883F-0016D3CCA427", "1b4e28ba2fa141d2883f0016d3cca427"),
        ] {
            assert!(is_sure(format, sure), "{sure}");
            assert!(!is_sure(format, unsure), "{unsure}");
        }
    }
}
