//! Multiples of two numbers at once, exactly as the numbers are written.

use serde_json::Number;

/// The least number that is a multiple of both, as they are written: of 0.5 and 0.2 it is 1. `None` where it is too large.
pub(crate) fn common_multiple(a: &Number, b: &Number) -> Option<Number> {
    let ((a, a_places), (b, b_places)) = (parts(a)?, parts(b)?);
    let places = a_places.max(b_places);
    let scale = |n: u64, own: u32| n.checked_mul(10u64.checked_pow(places - own)?);
    let (a, b) = (scale(a, a_places)?, scale(b, b_places)?);
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    let multiple = a.checked_div(x)?.checked_mul(b)?;
    let unit = 10u64.checked_pow(places)?;
    if multiple % unit == 0 {
        return Some((multiple / unit).into());
    }
    let (whole, rest) = (multiple / unit, multiple % unit);
    Number::from_f64(format!("{whole}.{rest:0width$}", width = places as usize).parse().ok()?)
}

/// The digits of a positive number without the point, and how many stand behind it.
fn parts(number: &Number) -> Option<(u64, u32)> {
    let text = number.to_string();
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let rest = rest.trim_end_matches('0');
    Some((format!("{whole}{rest}").parse().ok()?, u32::try_from(rest.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_of_both() {
        let number = |text: &str| serde_json::from_str::<Number>(text).unwrap();
        for (a, b, both) in
            [("4", "6", "12"), ("0.5", "0.2", "1"), ("0.25", "0.1", "0.5"), ("1.5", "2", "6"), ("0.01", "0.01", "0.01")]
        {
            assert_eq!(common_multiple(&number(a), &number(b)), Some(number(both)), "{a} {b}");
        }
        for (a, b) in [("18446744073709551615", "2"), ("1e-9", "3"), ("1e300", "7")] {
            assert_eq!(common_multiple(&number(a), &number(b)), None, "{a} {b}");
        }
    }
}
