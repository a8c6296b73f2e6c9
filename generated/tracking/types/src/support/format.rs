// SPDX-License-Identifier: MIT-0
//! What texts can be, where the Rust type is a string: dates, addresses, identifiers.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::limits::Format;

/// RFC 3339: 2024-02-29
pub static DATE: Format = Format { name: "a date (YYYY-MM-DD)", test: is_date };
/// RFC 3339: 2024-02-29T12:30:00Z
pub static DATE_TIME: Format = Format { name: "a date and time (RFC 3339)", test: is_date_time };
/// RFC 3339: 12:30:00Z
pub static TIME: Format = Format { name: "a time of day (RFC 3339)", test: is_time };
/// ISO 8601: P1DT2H
pub static DURATION: Format = Format { name: "a duration (ISO 8601)", test: is_duration };
/// RFC 4122
pub static UUID: Format = Format { name: "a UUID", test: is_uuid };
/// RFC 3986, with a scheme
pub static URI: Format = Format { name: "a URI with a scheme", test: is_uri };
/// RFC 3986
pub static URI_REFERENCE: Format = Format { name: "a URI", test: is_uri_reference };
/// RFC 5321, as far as everybody agrees
pub static EMAIL: Format = Format { name: "an e-mail address", test: is_email };
/// RFC 1123
pub static HOSTNAME: Format = Format { name: "a host name", test: is_hostname };
/// 192.0.2.1
pub static IPV4: Format = Format { name: "an IPv4 address", test: is_ipv4 };
/// 2001:db8::1
pub static IPV6: Format = Format { name: "an IPv6 address", test: is_ipv6 };
/// A number in decimal notation
pub static DECIMAL: Format = Format { name: "a decimal number", test: is_decimal };

/// A number of so many digits in front, within bounds, and what follows it.
fn digits(text: &str, count: usize, range: std::ops::RangeInclusive<u32>) -> Option<(u32, &str)> {
    let (head, rest) = text.split_at_checked(count)?;
    let all = head.bytes().all(|byte| byte.is_ascii_digit());
    let n = if all { head.parse().ok()? } else { return None };
    range.contains(&n).then_some((n, rest))
}

fn is_leap(year: u32) -> bool {
    (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400)
}

fn date(text: &str) -> Option<&str> {
    let (year, rest) = digits(text, 4, 0..=9999)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2, 1..=12)?;
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    };
    Some(digits(rest.strip_prefix('-')?, 2, 1..=days)?.1)
}

fn time(text: &str) -> Option<&str> {
    let (_, rest) = digits(text, 2, 0..=23)?;
    let (_, rest) = digits(rest.strip_prefix(':')?, 2, 0..=59)?;
    // 60 is a leap second.
    let (_, rest) = digits(rest.strip_prefix(':')?, 2, 0..=60)?;
    let rest = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => {
            let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if rest.len() == fraction.len() {
                return None;
            }
            rest
        }
    };
    if let Some(rest) = rest.strip_prefix(['Z', 'z']) {
        return Some(rest);
    }
    let (_, rest) = digits(rest.strip_prefix(['+', '-'])?, 2, 0..=23)?;
    Some(digits(rest.strip_prefix(':')?, 2, 0..=59)?.1)
}

fn is_date(text: &str) -> bool {
    date(text) == Some("")
}

fn is_time(text: &str) -> bool {
    time(text) == Some("")
}

fn is_date_time(text: &str) -> bool {
    let rest = date(text).and_then(|rest| rest.strip_prefix(['T', 't', ' ']));
    rest.and_then(time) == Some("")
}

fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (days, time) = match rest.split_once('T') {
        Some((days, time)) => (days, Some(time)),
        None => (rest, None),
    };
    let parts = |mut text: &str, units: &str| {
        let mut units = units.chars();
        while !text.is_empty() {
            let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            let mut rest = rest.chars();
            let Some(unit) = rest.next() else { return false };
            let number = text.trim_end_matches(rest.as_str()).trim_end_matches(unit);
            // Larger units come first, each once.
            if !is_decimal(number) || !units.any(|known| known == unit) {
                return false;
            }
            text = rest.as_str();
        }
        true
    };
    let some = !days.is_empty() || time.is_some();
    some && parts(days, "YMWD") && time.is_none_or(|time| !time.is_empty() && parts(time, "HMS"))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Whether a URI may hold all the characters. Letters beyond ASCII are let through: many send them.
fn is_uri_text(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fine = match byte {
            b'%' => {
                let hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
                hex(bytes.next()) && hex(bytes.next())
            }
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => false,
            other => !other.is_ascii_control() && other != b' ',
        };
        if !fine {
            return false;
        }
    }
    true
}

fn is_uri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    }) && is_uri_text(text)
}

/// Before a colon stands a scheme, unless the colon is in a later segment.
fn is_uri_reference(text: &str) -> bool {
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    if first.contains(':') { is_uri(text) } else { is_uri_text(text) }
}

fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else { return false };
    let special = ['"', '(', ')', ',', ':', ';', '<', '>', '@', '[', '\\', ']'];
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !special.contains(&c);
    let quoted = name.len() > 2 && name.starts_with('"') && name.ends_with('"');
    let is_name = quoted
        || (!name.is_empty()
            && !name.starts_with('.')
            && !name.ends_with('.')
            && !name.contains("..")
            && name.chars().all(plain));
    let literal = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let is_address = |text: &str| is_ipv4(text) || text.strip_prefix("IPv6:").is_some_and(is_ipv6);
    is_name && literal.map_or_else(|| is_domain(domain), is_address)
}

/// A host name, in whatever script it is written.
fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

fn is_hostname(text: &str) -> bool {
    text.is_ascii() && is_domain(text.strip_suffix('.').unwrap_or(text))
}

fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(fraction)
}
