//! What JSON Schema says about the names of properties: `patternProperties`, `propertyNames` and which properties ask
//! for others. 3.0 has no words for it, so it goes on in extensions that `lower` reads: `x-cratewright-names`, a schema that
//! every name keeps to, `x-cratewright-other-names`, one for those of properties that are not described, and
//! `x-cratewright-dependent`, the properties that another one asks for.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::diagnostics::Diagnostic;
use crate::model::Pointer;
use crate::pointer::child;

/// The extension with the schema of names.
const NAMES: &str = "x-cratewright-names";

/// The extension with the schema of the names that `properties` does not list.
const OTHER_NAMES: &str = "x-cratewright-other-names";

/// The extension with the properties that others ask for.
const DEPENDENT: &str = "x-cratewright-dependent";

/// Expressions that match any name.
const ANYTHING: [&str; 12] =
    ["", "^", ".*", "^.*", ".*$", "^.*$", ".+", "^.+", ".+$", "^.+$", "[\\s\\S]*", "^[\\s\\S]*$"];

/// Converts one schema, and says what cannot be said otherwise.
pub(super) struct Names<'a> {
    pub(super) moves: &'a mut HashMap<String, String>,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl Names<'_> {
    /// `dependentRequired`, the lists of `dependencies` (which it was called before), and what says the same in
    /// `dependentSchemas`. Whatever else stands in these stays.
    pub(super) fn dependent(&mut self, schema: &mut Map<String, Value>, at: &str) {
        let mut all = Map::new();
        for keyword in ["dependentRequired", "dependencies", "dependentSchemas"] {
            let Some(value) = schema.shift_remove(keyword) else { continue };
            let Value::Object(members) = value else {
                let message = format!("`{keyword}` must be a map; it is left out");
                self.warn("wrong-type", &format!("{at}/{keyword}"), message);
                continue;
            };
            let mut left = Map::new();
            for (name, wanted) in members {
                match asked_for(keyword, &wanted) {
                    Some(names) => {
                        let known = all.entry(name).or_insert_with(|| json!([]));
                        known.as_array_mut().into_iter().for_each(|known| known.extend(names.iter().cloned()));
                    }
                    None if keyword == "dependentRequired" => {
                        let place = child(&format!("{at}/{keyword}"), &name);
                        let message = format!("`{name}` must be a list of the names of properties; it is left out");
                        self.warn("wrong-type", &place, message);
                    }
                    None => drop(left.insert(name, wanted)),
                }
            }
            if !left.is_empty() {
                schema.insert(keyword.to_owned(), left.into());
            }
        }
        if !all.is_empty() {
            schema.insert(DEPENDENT.to_owned(), all.into());
        }
    }

    /// `propertyNames` and `patternProperties`.
    pub(super) fn convert(&mut self, schema: &mut Map<String, Value>, at: &str) {
        let from = format!("{at}/propertyNames");
        let own = match schema.shift_remove("propertyNames") {
            // Every name is a text.
            Some(names) if names == json!({ "type": "string" }) || names == json!({}) => None,
            Some(Value::Bool(false)) => {
                schema.insert("maxProperties".to_owned(), 0.into());
                self.moves.insert(format!("{at}/maxProperties"), from.clone());
                None
            }
            Some(Value::Bool(true)) | None => None,
            Some(names @ Value::Object(_)) => Some(names),
            Some(_) => {
                self.warn("wrong-type", &from, "`propertyNames` must be a schema; it is left out");
                None
            }
        };
        if let Some(own) = own {
            self.moves.insert(format!("{at}/{NAMES}"), from);
            schema.insert(NAMES.to_owned(), own);
        }
        if let Some(pattern) = self.patterns(schema, at) {
            let (to, from) = (format!("{at}/{OTHER_NAMES}"), format!("{at}/patternProperties"));
            self.moves.insert(format!("{to}/pattern"), from.clone());
            self.moves.insert(to, from);
            schema.insert(OTHER_NAMES.to_owned(), json!({ "type": "string", "pattern": pattern }));
        }
    }

    /// Properties whose names match a pattern become the additional ones. Gives the expression of which every other name
    /// has to be.
    fn patterns(&mut self, schema: &mut Map<String, Value>, at: &str) -> Option<String> {
        let from = format!("{at}/patternProperties");
        let patterns = match schema.shift_remove("patternProperties")? {
            Value::Object(patterns) if patterns.is_empty() => return None,
            Value::Object(patterns) => patterns,
            _ => {
                self.warn("wrong-type", &from, "`patternProperties` must be a map; it is left out");
                return None;
            }
        };
        let expressions: Vec<String> = patterns.keys().cloned().collect();
        let is_total = expressions.iter().any(|pattern| ANYTHING.contains(&pattern.as_str()));
        let to = format!("{at}/additionalProperties");
        let mut values: Vec<(String, Value)> = Vec::new();
        for (pattern, value) in patterns {
            let from = child(&from, &pattern);
            // Several patterns with one schema are one kind of values.
            if !values.iter().any(|(_, known)| *known == value) {
                values.push((from, value));
            }
        }
        let others = schema.get("additionalProperties");
        let is_closed = match others {
            // Other names have a schema of their own.
            Some(Value::Object(others)) => {
                values.push((to.clone(), others.clone().into()));
                false
            }
            Some(Value::Bool(closed)) => !closed,
            // Who names nothing but patterns means that there is nothing else.
            _ => !schema.contains_key("properties"),
        };
        let is_any = matches!(others, Some(Value::Bool(true)));
        if is_closed && others.is_none() && !is_total {
            self.warn(
                "open-patterns",
                &from,
                "by the letter, properties whose names match no pattern may be anything; servers refuse them, as with \
                 `additionalProperties: false`",
            );
        }
        if values.len() > 1 || !is_closed && !is_total {
            self.warn(
                "unsupported-keyword",
                &from,
                "which of these kinds a value is does not depend on its name: under any name it may be of each of them",
            );
        }
        if is_any && !is_total {
            return None;
        }
        let merged = if values.len() == 1 {
            let (from, value) = values.swap_remove(0);
            self.moves.insert(to, from);
            value
        } else {
            for (index, (from, _)) in values.iter().enumerate() {
                self.moves.insert(format!("{to}/anyOf/{index}"), from.clone());
            }
            json!({ "anyOf": values.into_iter().map(|(_, value)| value).collect::<Vec<_>>() })
        };
        schema.insert("additionalProperties".to_owned(), merged);
        (is_closed && !is_total).then(|| match expressions.as_slice() {
            [one] => one.clone(),
            several => several.iter().map(|one| format!("(?:{one})")).collect::<Vec<_>>().join("|"),
        })
    }

    fn warn(&mut self, code: &'static str, at: &str, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::warning(code, Pointer { file: 0, path: at.to_owned() }, message));
    }
}

/// The names that are asked for, where nothing else is.
fn asked_for<'a>(keyword: &str, wanted: &'a Value) -> Option<&'a Vec<Value>> {
    let names = match wanted {
        Value::Array(names) if keyword != "dependentSchemas" => names,
        Value::Object(schema) if keyword != "dependentRequired" => {
            let is_plain = schema.iter().all(|(key, value)| key == "required" || (key == "type" && value == "object"));
            schema.get("required").and_then(Value::as_array).filter(|_| is_plain)?
        }
        _ => return None,
    };
    names.iter().all(Value::is_string).then_some(names)
}
