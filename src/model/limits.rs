//! What values keep to beyond their type.

use std::cmp::Ordering;

use serde_json::Number;

use super::TextFormat;
use crate::decimal::order;
use crate::multiples::common_multiple;

/// The limits of a value. A limit that does not apply to the type is not here.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Limits {
    /// Smallest number, and whether it is itself excluded.
    pub minimum: Option<(Number, bool)>,
    /// Largest number, and whether it is itself excluded.
    pub maximum: Option<(Number, bool)>,
    /// The number is a multiple of this.
    pub multiple_of: Option<Number>,
    /// In characters, not bytes.
    pub min_length: Option<u64>,
    /// In characters, not bytes.
    pub max_length: Option<u64>,
    /// Regular expressions that the regex crate can run; a text matches all of them.
    pub patterns: Vec<String>,
    /// Fewest items.
    pub min_items: Option<u64>,
    /// Most items.
    pub max_items: Option<u64>,
    /// No item twice.
    pub unique_items: bool,
    /// Fewest properties.
    pub min_properties: Option<u64>,
    /// Most properties.
    pub max_properties: Option<u64>,
    /// What the names of properties that are not described keep to.
    pub names: Option<Box<Limits>>,
    /// What the names of all properties keep to, described or not. For examples: a described property's name is no surprise.
    pub all_names: Option<Box<Limits>>,
    /// The numbers or booleans that are allowed, or the names; empty means any.
    pub values: Vec<serde_json::Value>,
    /// What a text is to be, where that is checked.
    pub format: Option<TextFormat>,
}

impl Limits {
    /// Whether there is nothing to check.
    pub fn is_empty(&self) -> bool {
        *self == Limits::default()
    }

    /// Whether the allowed values, if there are some, have this one.
    pub fn list(&self, json: &serde_json::Value) -> bool {
        self.values.is_empty() || self.values.contains(json)
    }

    /// Adds others, so that what keeps to both is left: of each the stricter. Says what cannot be expressed.
    pub fn keep_to(&mut self, other: Limits) -> Option<String> {
        let stricter = |old: Option<(Number, bool)>, new: Option<(Number, bool)>, upper: bool| match (old, new) {
            (Some(old), Some(new)) => {
                let new_wins = match order(&new.0, &old.0) {
                    Some(Ordering::Equal) => new.1,
                    Some(Ordering::Less) => upper,
                    Some(Ordering::Greater) => !upper,
                    None => false,
                };
                Some(if new_wins { new } else { old })
            }
            (old, new) => old.or(new),
        };
        self.minimum = stricter(self.minimum.take(), other.minimum, false);
        self.maximum = stricter(self.maximum.take(), other.maximum, true);
        self.min_length = self.min_length.max(other.min_length);
        self.min_items = self.min_items.max(other.min_items);
        self.min_properties = self.min_properties.max(other.min_properties);
        let least = |old: Option<u64>, new: Option<u64>| match (old, new) {
            (Some(old), Some(new)) => Some(old.min(new)),
            (old, new) => old.or(new),
        };
        self.max_length = least(self.max_length, other.max_length);
        self.max_items = least(self.max_items, other.max_items);
        self.max_properties = least(self.max_properties, other.max_properties);
        self.unique_items |= other.unique_items;
        let mut trouble = None;
        match (&mut self.names, other.names) {
            (_, None) => {}
            (names @ None, other) => *names = other,
            (Some(names), Some(other)) => trouble = names.keep_to(*other),
        }
        match (&mut self.all_names, other.all_names) {
            (_, None) => {}
            (names @ None, other) => *names = other,
            // What is wrong with them was said.
            (Some(names), Some(other)) => drop(names.keep_to(*other)),
        }
        if self.values.is_empty() {
            self.values = other.values;
        } else if !other.values.is_empty() {
            let common: Vec<_> = self.values.iter().filter(|value| other.values.contains(value)).cloned().collect();
            match common.is_empty() {
                true => trouble = Some("the enums have no value in common: only the first is checked".to_owned()),
                false => self.values = common,
            }
        }
        match (self.format, other.format) {
            (None, format) => self.format = format,
            (Some(old), Some(new)) if old != new => {
                trouble = Some("two formats at once: only the first is checked".to_owned());
            }
            _ => {}
        }
        self.multiple_of = match (self.multiple_of.take(), other.multiple_of) {
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
            if !self.patterns.contains(&pattern) {
                self.patterns.push(pattern);
            }
        }
        trouble
    }
}
