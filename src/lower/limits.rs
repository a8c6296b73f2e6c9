//! Limits and formats that hold together: the stricter of each.

use serde_json::Number;

use crate::model::Limits;
use crate::multiples::common_multiple;

/// The format whose values all have the other one too.
pub(super) fn narrower(old: &str, new: &str) -> Option<String> {
    const ORDERS: [&[&str]; 3] =
        [&["int8", "int16", "int32", "int64"], &["uint8", "uint16", "uint32", "uint64"], &["float", "double"]];
    ORDERS.iter().find_map(|order| {
        let rank = |name: &str| order.iter().position(|known| *known == name);
        let rank = rank(old)?.min(rank(new)?);
        Some(order[rank].to_owned())
    })
}

/// Both limits hold. Says what cannot be expressed.
pub(super) fn both(limits: &mut Limits, other: Limits) -> Option<String> {
    let stricter = |old: Option<(Number, bool)>, new: Option<(Number, bool)>, upper: bool| match (old, new) {
        (Some(old), Some(new)) => {
            let (a, b) = (old.0.as_f64().unwrap_or_default(), new.0.as_f64().unwrap_or_default());
            let new_wins = if upper { b < a } else { b > a } || (a == b && new.1);
            Some(if new_wins { new } else { old })
        }
        (old, new) => old.or(new),
    };
    limits.minimum = stricter(limits.minimum.take(), other.minimum, false);
    limits.maximum = stricter(limits.maximum.take(), other.maximum, true);
    limits.min_length = limits.min_length.max(other.min_length);
    limits.min_items = limits.min_items.max(other.min_items);
    limits.min_properties = limits.min_properties.max(other.min_properties);
    let least = |old: Option<u64>, new: Option<u64>| match (old, new) {
        (Some(old), Some(new)) => Some(old.min(new)),
        (old, new) => old.or(new),
    };
    limits.max_length = least(limits.max_length, other.max_length);
    limits.max_items = least(limits.max_items, other.max_items);
    limits.max_properties = least(limits.max_properties, other.max_properties);
    limits.unique_items |= other.unique_items;
    let mut trouble = None;
    match (&mut limits.names, other.names) {
        (_, None) => {}
        (names @ None, other) => *names = other,
        (Some(names), Some(other)) => trouble = both(names, *other),
    }
    match (&mut limits.all_names, other.all_names) {
        (_, None) => {}
        (names @ None, other) => *names = other,
        // What is wrong with them was said.
        (Some(names), Some(other)) => drop(both(names, *other)),
    }
    if limits.values.is_empty() {
        limits.values = other.values;
    } else if !other.values.is_empty() {
        let common: Vec<_> = limits.values.iter().filter(|value| other.values.contains(value)).cloned().collect();
        match common.is_empty() {
            true => trouble = Some("the enums have no value in common: only the first is checked".to_owned()),
            false => limits.values = common,
        }
    }
    match (limits.format, other.format) {
        (None, format) => limits.format = format,
        (Some(old), Some(new)) if old != new => {
            trouble = Some("two formats at once: only the first is checked".to_owned());
        }
        _ => {}
    }
    limits.multiple_of = match (limits.multiple_of.take(), other.multiple_of) {
        (Some(old), Some(new)) => Some(match common_multiple(&old, &new) {
            Some(multiple) => multiple,
            None => {
                trouble = Some(format!("multiples of {old} and of {new} at once: only {old} is checked"));
                old
            }
        }),
        (old, new) => old.or(new),
    };
    for pattern in other.patterns {
        if !limits.patterns.contains(&pattern) {
            limits.patterns.push(pattern);
        }
    }
    trouble
}
