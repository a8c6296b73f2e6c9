//! Numbers exactly as they are written, in decimal: integers beyond 53 bits and fractions of tens differ where floating
//! point numbers do not. What is asked of numbers is said elsewhere.

use std::cmp::Ordering;

use serde_json::Number;

/// More digits behind the point than any limit in use.
const MAX_SCALE: u32 = 24;

/// `units` times ten to the power of `-scale`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal {
    pub(crate) units: i128,
    pub(crate) scale: u32,
}

impl Decimal {
    /// A whole number.
    pub(crate) const fn whole(n: i128) -> Self {
        Decimal { units: n, scale: 0 }
    }

    /// `None` for what has more digits than anybody counts with.
    pub(crate) fn of(number: &Number) -> Option<Self> {
        let text = number.to_string();
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.trim_start_matches('+').parse::<i32>().ok()?),
            None => (text.as_str(), 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction = fraction.trim_end_matches('0');
        let units: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        match u32::try_from(scale) {
            Ok(scale) => (scale <= MAX_SCALE).then_some(Decimal { units, scale }),
            Err(_) => {
                let power = 10_i128.checked_pow(scale.unsigned_abs())?;
                Some(Decimal::whole(units.checked_mul(power)?))
            }
        }
    }

    /// The units at a scale that is no smaller.
    pub(crate) fn at(self, scale: u32) -> Option<i128> {
        self.units.checked_mul(10_i128.checked_pow(scale.checked_sub(self.scale)?)?)
    }
}

/// How two numbers compare.
pub(crate) fn order(a: &Number, b: &Number) -> Option<Ordering> {
    let exact = || {
        let (a, b) = (Decimal::of(a)?, Decimal::of(b)?);
        let scale = a.scale.max(b.scale);
        Some(a.at(scale)?.cmp(&b.at(scale)?))
    };
    exact().or_else(|| a.as_f64()?.partial_cmp(&b.as_f64()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_as_they_are_written() {
        let number = |text: &str| serde_json::from_str::<Number>(text).unwrap();
        for (a, b, expected) in [
            ("9007199254740992", "9007199254740993", Some(Ordering::Less)),
            ("18446744073709551615", "18446744073709551614", Some(Ordering::Greater)),
            ("-9007199254740993", "-9007199254740992", Some(Ordering::Less)),
            ("2.0", "2", Some(Ordering::Equal)),
            ("0.1", "1e-1", Some(Ordering::Equal)),
            ("1e300", "1e299", Some(Ordering::Greater)),
        ] {
            assert_eq!(order(&number(a), &number(b)), expected, "{a} {b}");
        }
    }
}
