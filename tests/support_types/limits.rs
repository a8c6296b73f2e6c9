//! Limits of numbers, texts and lists.

use crate::support::{Limits, Pattern, View, check};

fn says(limits: Limits, value: &dyn View) -> String {
    check(&limits, value).map_or_else(crate::lines, |()| String::new())
}

#[test]
fn numbers() {
    let limits = Limits::NONE.minimum(1).maximum(10);
    assert_eq!(says(limits, &0), "must be at least 1");
    assert_eq!(says(limits, &10), "");
    assert_eq!(says(limits.below(), &10), "must be less than 10");
    assert_eq!(says(limits.above(), &1.0), "must be more than 1");
    assert_eq!(says(limits, &10.5), "must be at most 10");
    assert_eq!(says(limits, &u64::MAX), "must be at most 10");
    assert_eq!(says(Limits::NONE.maximum_f64(0.5), &1), "must be at most 0.5");
    assert_eq!(says(Limits::NONE.minimum(i64::MIN), &i64::MIN), "");
}

#[test]
fn multiples() {
    assert_eq!(says(Limits::NONE.multiple_of(3), &9), "");
    assert_eq!(says(Limits::NONE.multiple_of(3), &-10), "must be a multiple of 3");
    assert_eq!(says(Limits::NONE.multiple_of_f64(0.1), &0.3), "");
    assert_eq!(says(Limits::NONE.multiple_of_f64(0.01), &19.99), "");
    assert_eq!(says(Limits::NONE.multiple_of_f64(0.1), &0.35), "must be a multiple of 0.1");
}

#[test]
fn texts() {
    let text = |text: &str| text.to_owned();
    // Characters, not bytes.
    assert_eq!(says(Limits::NONE.max_size(2), &text("äö")), "");
    assert_eq!(says(Limits::NONE.max_size(2), &text("äöü")), "must have at most 2 characters");
    assert_eq!(says(Limits::NONE.min_size(1), &text("")), "must have at least 1 character");
    static DIGITS: Pattern = Pattern::new("^[0-9]+$");
    static NUMBER: Limits = Limits::NONE.patterns(&[&DIGITS]);
    assert_eq!(says(NUMBER, &text("12")), "");
    assert_eq!(says(NUMBER, &text("1x")), "must match the regular expression ^[0-9]+$");
    // Every one of several.
    static SHORT: Pattern = Pattern::new("^.?$");
    static BOTH: Limits = Limits::NONE.patterns(&[&DIGITS, &SHORT]);
    assert_eq!(says(BOTH, &text("1")), "");
    assert_eq!(says(BOTH, &text("12")), "must match the regular expression ^.?$");
    assert_eq!(
        says(BOTH, &text("1x")),
        "must match the regular expression ^[0-9]+$\nmust match the regular expression ^.?$"
    );
}

#[test]
fn lists() {
    static ITEM: Limits = Limits::NONE.maximum(3);
    let limits = Limits::NONE.min_size(1).max_size(3).unique().parts(&ITEM);
    assert_eq!(says(limits, &Vec::<i64>::new()), "must have at least 1 item");
    assert_eq!(says(limits, &vec![1, 2, 3]), "");
    assert_eq!(
        says(limits, &vec![1, 1, 4, 5]),
        "must have at most 3 items\n/2: must be at most 3\n/3: must be at most 3\nmust not have an item twice"
    );
    assert_eq!(says(limits, &None::<Vec<i64>>), "");
}
