//! What breaks limits, as other limits: a value of one variant is not to be one of another.

use std::cmp::Ordering;

use serde_json::Number;

use super::number::order;
use crate::model::Limits;

/// Limits of values that break one of these limits, whatever else; the last are texts of other lengths, which may have
/// another form.
pub(super) fn of(limits: &Limits) -> Vec<Limits> {
    let mut all = Vec::new();
    let none = Limits::default;
    let reversed =
        |bound: &Option<(Number, bool)>| bound.as_ref().map(|(number, excluded)| (number.clone(), !excluded));
    let below = |least: Option<u64>| least.and_then(|least| least.checked_sub(1));
    let above = |most: Option<u64>| most.and_then(|most| most.checked_add(1));
    if limits.maximum.is_some() {
        all.push(Limits { minimum: reversed(&limits.maximum), ..none() });
    }
    if limits.minimum.is_some() {
        all.push(Limits { maximum: reversed(&limits.minimum), ..none() });
    }
    for (bound, to) in [
        (above(limits.max_length), Limits { min_length: above(limits.max_length), ..none() }),
        (below(limits.min_length), Limits { max_length: below(limits.min_length), ..none() }),
        (above(limits.max_items), Limits { min_items: above(limits.max_items), ..none() }),
        (below(limits.min_items), Limits { max_items: below(limits.min_items), ..none() }),
        (above(limits.max_properties), Limits { min_properties: above(limits.max_properties), ..none() }),
        (below(limits.min_properties), Limits { max_properties: below(limits.min_properties), ..none() }),
    ] {
        if bound.is_some() {
            all.push(to);
        }
    }
    all.push(Limits { max_length: Some(1), ..none() });
    all
}

/// Both limits, as far as these limit the same.
pub(super) fn narrowed(limits: &Limits, more: &Limits) -> Limits {
    let tighter = |a: &Option<(Number, bool)>, b: &Option<(Number, bool)>, tight: Ordering| match (a, b) {
        (Some((a, a_excluded)), Some((b, b_excluded))) => match order(a, b) {
            Some(Ordering::Equal) => Some((a.clone(), *a_excluded || *b_excluded)),
            Some(found) if found == tight => Some((a.clone(), *a_excluded)),
            _ => Some((b.clone(), *b_excluded)),
        },
        (a, b) => a.clone().or_else(|| b.clone()),
    };
    let least = |a: Option<u64>, b: Option<u64>| a.max(b);
    let most = |a: Option<u64>, b: Option<u64>| a.map_or(b, |a| Some(b.map_or(a, |b| a.min(b))));
    Limits {
        minimum: tighter(&limits.minimum, &more.minimum, Ordering::Greater),
        maximum: tighter(&limits.maximum, &more.maximum, Ordering::Less),
        min_length: least(limits.min_length, more.min_length),
        max_length: most(limits.max_length, more.max_length),
        min_items: least(limits.min_items, more.min_items),
        max_items: most(limits.max_items, more.max_items),
        min_properties: least(limits.min_properties, more.min_properties),
        max_properties: most(limits.max_properties, more.max_properties),
        ..limits.clone()
    }
}
