//! Numbers as they are written, in decimal: what keeps to bounds and steps, without the rounding of binary fractions.

use std::cmp::Ordering;

use serde_json::{Number, Value as Json, json};

use crate::decimal::{Decimal, order};
use crate::model::{Limits, Scalar};

/// Whether two numbers are one: 2.0 is 2.
pub(super) fn is_equal(a: &Number, b: &Number) -> bool {
    a == b || order(a, b) == Some(Ordering::Equal)
}

fn is_multiple(number: &Number, step: &Number) -> bool {
    let exact = || {
        let (number, step) = (Decimal::of(number)?, Decimal::of(step)?);
        let scale = number.scale.max(step.scale);
        Some(number.at(scale)?.checked_rem(step.at(scale)?).is_none_or(|rest| rest == 0))
    };
    // Numbers of that size have no fraction that could be told.
    exact().unwrap_or(true)
}

/// Which limit a number breaks.
pub(super) fn broken(number: &Number, limits: &Limits) -> Option<String> {
    if let Some((bound, excluded)) = &limits.minimum
        && (order(number, bound) == Some(Ordering::Less) || *excluded && order(number, bound) == Some(Ordering::Equal))
    {
        return Some(format!("{number} is below the minimum"));
    }
    if let Some((bound, excluded)) = &limits.maximum
        && (order(number, bound) == Some(Ordering::Greater)
            || *excluded && order(number, bound) == Some(Ordering::Equal))
    {
        return Some(format!("{number} is above the maximum"));
    }
    match &limits.multiple_of {
        Some(step) if !is_multiple(number, step) => Some(format!("{number} is not a multiple of {step}")),
        _ => None,
    }
}

/// The numbers of a type that keep to the limits, as far as they lie on a grid.
struct Grid {
    /// Times ten to the power of `-scale`.
    step: i128,
    scale: u32,
    low: Option<i128>,
    high: Option<i128>,
}

impl Grid {
    /// `None` where somebody counts with more digits than fit.
    fn new(step: Decimal, low: Option<(Decimal, bool)>, high: Option<(Decimal, bool)>) -> Option<Self> {
        let scales = [Some(step.scale), low.map(|(low, _)| low.scale), high.map(|(high, _)| high.scale)];
        let scale = scales.into_iter().flatten().max()?;
        let step = step.at(scale).filter(|step| *step > 0)?;
        let low = match low {
            Some((low, excluded)) => {
                let low = low.at(scale)?;
                // Up to the grid, and one further where that is the bound itself.
                let at = -(-low).div_euclid(step);
                Some(if excluded && at.checked_mul(step) == Some(low) { at + 1 } else { at })
            }
            None => None,
        };
        let high = match high {
            Some((high, excluded)) => {
                let high = high.at(scale)?;
                let at = high.div_euclid(step);
                Some(if excluded && at.checked_mul(step) == Some(high) { at - 1 } else { at })
            }
            None => None,
        };
        Some(Grid { step, scale, low, high })
    }

    fn is_empty(&self) -> bool {
        matches!((self.low, self.high), (Some(low), Some(high)) if low > high)
    }

    /// The nth number, counted from the one that is nearest to `from`: up as far as it goes, then down.
    fn nth(&self, from: Decimal, nth: usize) -> Option<i128> {
        if self.is_empty() {
            return None;
        }
        let start =
            from.at(self.scale.max(from.scale))? / 10_i128.checked_pow(from.scale.saturating_sub(self.scale))?;
        let mut start = -(-start).div_euclid(self.step);
        start = self.low.map_or(start, |low| start.max(low));
        start = self.high.map_or(start, |high| start.min(high));
        let nth = i128::try_from(nth).ok()?;
        let up = start.checked_add(nth)?;
        let at = match self.high {
            Some(high) if up > high => start.checked_sub(up - high)?,
            _ => up,
        };
        if self.low.is_some_and(|low| at < low) { None } else { at.checked_mul(self.step) }
    }
}

/// What an integer type can hold.
fn range(scalar: Scalar) -> Option<(i128, i128)> {
    match scalar {
        Scalar::I32 => Some((i32::MIN.into(), i32::MAX.into())),
        Scalar::U32 => Some((0, u32::MAX.into())),
        Scalar::U64 => Some((0, u64::MAX.into())),
        Scalar::I64 => Some((i64::MIN.into(), i64::MAX.into())),
        _ => None,
    }
}

/// The grids to look for numbers on, the best first; and whether there are no numbers but those on the first.
fn grids(scalar: Scalar, limits: &Limits) -> (Vec<Grid>, bool) {
    let bound = |bound: &Option<(Number, bool)>| {
        bound.as_ref().and_then(|(number, excluded)| Some((Decimal::of(number)?, *excluded)))
    };
    let (mut low, mut high) = (bound(&limits.minimum), bound(&limits.maximum));
    let step = limits.multiple_of.as_ref().and_then(Decimal::of).filter(|step| step.units > 0);
    let steps = match (range(scalar), step) {
        (Some((least, most)), step) => {
            let inside = |bound: &(Decimal, bool)| {
                let (bound, _) = bound;
                let whole = bound.units.checked_div(10_i128.pow(bound.scale)).unwrap_or_default();
                (least..=most).contains(&whole)
            };
            low = low
                .filter(inside)
                .or_else(|| low.filter(|(low, _)| low.units > 0))
                .or(Some((Decimal::whole(least), false)));
            high = high
                .filter(inside)
                .or_else(|| high.filter(|(high, _)| high.units < 0))
                .or(Some((Decimal::whole(most), false)));
            // The whole ones among the multiples.
            let step = step.map_or(1, |step| step.units / common_divisor(step.units, 10_i128.pow(step.scale)));
            vec![Decimal::whole(step)]
        }
        (None, Some(step)) => vec![step],
        (None, None) => {
            let tenths = [1, 2, 3, 6, 9, 12].map(|scale| Decimal { units: 1, scale });
            std::iter::once(Decimal { units: 5, scale: 1 }).chain(tenths).collect()
        }
    };
    let all = range(scalar).is_some() || step.is_some();
    (steps.into_iter().filter_map(|step| Grid::new(step, low, high)).collect(), all)
}

fn common_divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The nth of the numbers that keep to the limits; `None` where there are not so many.
pub(super) fn nth(scalar: Scalar, limits: &Limits, nth: usize) -> Option<Json> {
    let whole = range(scalar).is_some();
    let from = if whole { Decimal::whole(1) } else { Decimal { units: 15, scale: 1 } };
    for grid in grids(scalar, limits).0 {
        let Some(units) = grid.nth(from, nth) else { continue };
        let power = 10_i128.checked_pow(grid.scale)?;
        if whole {
            let n = units / power;
            return i64::try_from(n).map(|n| json!(n)).or_else(|_| u64::try_from(n).map(|n| json!(n))).ok();
        }
        let (sign, magnitude, power) = (if units < 0 { "-" } else { "" }, units.unsigned_abs(), power.unsigned_abs());
        let width = usize::try_from(grid.scale).unwrap_or_default();
        let text = format!("{sign}{}.{:0width$}", magnitude / power, magnitude % power);
        return text.parse().ok().and_then(Number::from_f64).map(Json::Number);
    }
    // Bounds that are counted with by nobody: one of them is in reach, unless it is excluded.
    let bounds = [&limits.minimum, &limits.maximum].into_iter().flatten();
    let mut kept =
        bounds.filter(|(number, _)| broken(number, limits).is_none()).map(|(number, _)| number.clone().into());
    kept.next().filter(|_| nth == 0 && !whole)
}

/// How many numbers keep to the limits at most, where there are bounds on both sides.
pub(super) fn count(scalar: Scalar, limits: &Limits) -> Option<u64> {
    (limits.minimum.is_some() && limits.maximum.is_some()).then_some(())?;
    let (grids, all) = grids(scalar, limits);
    let grid = grids.first().filter(|_| all)?;
    let count = grid.high?.checked_sub(grid.low?)?.checked_add(1)?;
    u64::try_from(count.max(0)).ok()
}

/// Whether it is certain that no number keeps to the limits.
pub(super) fn none_fits(scalar: Scalar, limits: &Limits) -> bool {
    let (grids, all) = grids(scalar, limits);
    let empty = all && grids.first().is_some_and(Grid::is_empty);
    let crossed = match (&limits.minimum, &limits.maximum) {
        (Some((low, no_low)), Some((high, no_high))) => match order(low, high) {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => *no_low || *no_high,
            _ => false,
        },
        _ => false,
    };
    empty || crossed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(minimum: Json, maximum: Json, step: Json) -> Limits {
        let number = |json: Json| if let Json::Number(number) = json { Some(number) } else { None };
        Limits {
            minimum: number(minimum).map(|n| (n, true)),
            maximum: number(maximum).map(|n| (n, false)),
            multiple_of: number(step),
            ..Limits::default()
        }
    }

    #[test]
    fn numbers_keep_to_bounds_and_steps() {
        for (scalar, minimum, maximum, step, expected) in [
            (Scalar::I64, json!(null), json!(null), json!(null), vec![json!(1), json!(2)]),
            (Scalar::I64, json!(1), json!(3), json!(null), vec![json!(2), json!(3)]),
            (Scalar::I32, json!(-7), json!(-4), json!(null), vec![json!(-4), json!(-5), json!(-6)]),
            (Scalar::I64, json!(10), json!(30), json!(7), vec![json!(14), json!(21), json!(28)]),
            (Scalar::U32, json!(0), json!(4), json!(1.5), vec![json!(3)]),
            (Scalar::F64, json!(null), json!(null), json!(null), vec![json!(1.5), json!(2.0)]),
            (Scalar::F64, json!(0), json!(0.3), json!(0.1), vec![json!(0.3), json!(0.2), json!(0.1)]),
            (Scalar::F64, json!(0.001), json!(0.002), json!(null), vec![json!(0.002)]),
            (Scalar::I64, json!(1), json!(1), json!(null), vec![]),
        ] {
            let limits = limits(minimum, maximum, step);
            let made: Vec<Json> = (0..expected.len()).filter_map(|at| nth(scalar, &limits, at)).collect();
            assert_eq!(made, expected, "{limits:?}");
            for json in &made {
                let Json::Number(number) = json else { panic!("{json} is no number") };
                assert_eq!(broken(number, &limits), None);
            }
            assert_eq!(none_fits(scalar, &limits), expected.is_empty(), "{limits:?}");
        }
    }

    #[test]
    fn what_is_broken_is_said() {
        let limits = limits(json!(0), json!(1.0), json!(0.01));
        for (number, fine) in [(json!(0.29), true), (json!(1), true), (json!(0), false), (json!(1.01), false)] {
            let Json::Number(number) = number else { continue };
            assert_eq!(broken(&number, &limits).is_none(), fine, "{number}");
        }
        let Json::Number(number) = json!(0.295) else { return };
        assert_eq!(broken(&number, &limits).as_deref(), Some("0.295 is not a multiple of 0.01"));
    }
}
