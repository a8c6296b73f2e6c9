//! What breaks limits, as other limits: a value of one variant is not to be one of another.

use serde_json::Number;

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
