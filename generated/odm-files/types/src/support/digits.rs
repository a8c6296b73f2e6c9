// SPDX-License-Identifier: MIT-0
//! Numbers as they are written, for types that keep more digits than an `f64`.
//!
//! serde has no word for them. serde_json hands them over under names of its own: for whoever asks (its feature
//! `raw_value`), and for everybody in a program of which some part turned its feature `arbitrary_precision` on.

use std::sync::OnceLock;

/// The name under which serde_json gives the text of a value.
pub(super) const RAW: &str = "$serde_json::private::RawValue";

/// The name under which it gives the text of a number.
pub(super) const NUMBER: &str = "$serde_json::private::Number";

/// Whether serde_json keeps every number as it is written.
pub(super) fn are_kept() -> bool {
    static KEPT: OnceLock<bool> = OnceLock::new();
    *KEPT.get_or_init(|| {
        let number = serde_json::from_str::<serde_json::Number>("1.10");
        number.is_ok_and(|number| number.to_string() == "1.10")
    })
}

/// Whether a text is a number of JSON: others could bring anything into what is written.
pub(super) fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (number, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(number, rest)| (number, Some(rest)));
    let number = number.strip_prefix('-').unwrap_or(number);
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// A number without an exponent: `1.5e3` is `1500`. `None` where that is very long.
pub(super) fn plain(text: &str) -> Option<String> {
    let Some((number, exponent)) = text.split_once(['e', 'E']) else { return Some(text.to_owned()) };
    let shift: i32 = exponent.parse().ok().filter(|shift| (-99..=99).contains(shift))?;
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |number| ("-", number));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()? + shift;
    let count = i32::try_from(digits.len()).ok()?;
    Some(if point <= 0 {
        format!("{sign}0.{}{digits}", "0".repeat(usize::try_from(-point).ok()?))
    } else if point >= count {
        format!("{sign}{digits}{}", "0".repeat(usize::try_from(point - count).ok()?))
    } else {
        let (whole, fraction) = digits.split_at(usize::try_from(point).ok()?);
        format!("{sign}{whole}.{fraction}")
    })
}

/// The whole number that a text is: 1.0 and 1e3 are.
pub(super) fn whole(text: &str) -> Option<i128> {
    let plain = plain(text)?;
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    fraction.bytes().all(|byte| byte == b'0').then(|| whole.parse().ok())?
}
