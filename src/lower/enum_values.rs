//! The values of an enum, with the names and descriptions that extensions give them. What type they make stands in `enums`.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::facets::Facets;
use crate::model::EnumValue;

/// What extensions say of the values, by place or by value.
struct Said<'a> {
    names: Option<&'a [Value]>,
    descriptions: Option<&'a [Value]>,
    /// By the value as a text: its name and its description.
    by_value: HashMap<String, (Option<&'a Value>, Option<&'a Value>)>,
}

impl<'a> Said<'a> {
    fn of(facets: &Facets<'a>) -> Self {
        let extension = |key: &str| facets.data.and_then(|data| data.extensions.get(key));
        let first = |keys: [&str; 2]| keys.into_iter().find_map(extension);
        let list = |value: Option<&'a Value>| value.and_then(Value::as_array).map(Vec::as_slice);
        let descriptions = first(["x-enum-descriptions", "x-enumDescriptions"]);
        let mut by_value = HashMap::new();
        for (value, description) in descriptions.and_then(Value::as_object).into_iter().flatten() {
            by_value.insert(value.clone(), (None, Some(description)));
        }
        // Its names are the values themselves.
        for entry in list(extension("x-enum-elements")).into_iter().flatten() {
            if let Some(value) = entry.get("name") {
                by_value.entry(text(value)).or_insert((None, entry.get("description")));
            }
        }
        // Microsoft's lists the values again, with what is said about each.
        for entry in list(extension("x-ms-enum").and_then(|said| said.get("values"))).into_iter().flatten() {
            if let Some(value) = entry.get("value") {
                by_value.entry(text(value)).or_insert((entry.get("name"), entry.get("description")));
            }
        }
        Said { names: list(first(["x-enum-varnames", "x-enumNames"])), descriptions: list(descriptions), by_value }
    }

    /// The name and the description of the value at a place.
    fn about(&self, index: usize, value: &Value) -> (Option<String>, Option<String>) {
        let (name, description) = self.by_value.get(&text(value)).copied().unwrap_or_default();
        let at = |list: Option<&'a [Value]>| list.and_then(|list| list.get(index)).filter(|said| said.is_string());
        let words = |said: Option<&Value>| said.and_then(Value::as_str).map(str::to_owned);
        (words(at(self.names).or(name)), words(at(self.descriptions).or(description)))
    }
}

/// A text as it is, anything else as JSON.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Facets<'_> {
    /// The values of the enum, each once. Null is not among them.
    pub(super) fn enum_values(&self) -> Vec<EnumValue<Value>> {
        let said = Said::of(self);
        let mut known: HashSet<&Value> = HashSet::new();
        let new = self.values.iter().enumerate().filter(|(_, value)| !value.is_null() && known.insert(value));
        new.map(|(index, value)| {
            let (name, description) = said.about(index, value);
            let name = name.filter(|name| !name.is_empty());
            EnumValue { value: value.clone(), name, description, deprecated: false }
        })
        .collect()
    }
}
