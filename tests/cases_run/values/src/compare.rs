//! When two JSON values are the same: whatever the spelling of numbers and the order of keys.

use serde_json::{Number, Value};

/// Whether the values are the same.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    part_of(a, b, false) && part_of(b, a, false)
}

/// Whether everything that the first says, the second says too: what it lacks are properties and items at the end.
/// `roughly` is up to the precision of 32 bits.
pub(crate) fn part_of(part: &Value, whole: &Value, roughly: bool) -> bool {
    match (part, whole) {
        (Value::Number(a), Value::Number(b)) => same_number(a, b) || roughly && single(a) == single(b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() <= b.len() && a.iter().zip(b).all(|(a, b)| part_of(a, b, roughly))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.iter().all(|(name, value)| b.get(name).is_some_and(|other| part_of(value, other, roughly)))
        }
        (a, b) => a == b,
    }
}

fn same_number(a: &Number, b: &Number) -> bool {
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.as_f64() == b.as_f64(),
    }
}

fn single(number: &Number) -> Option<f32> {
    number.as_f64().map(|n| n as f32)
}

fn whole(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}
