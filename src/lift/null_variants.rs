//! Null among the variants of a choice in 3.1: 3.0 says so of the whole.

use serde_json::{Map, Value, json};

use super::v31::Conversion;
use crate::diagnostics::Diagnostic;
use crate::model::Pointer;

impl Conversion<'_> {
    /// Null among the variants becomes `nullable`, or goes where `beside` are the types that stand beside them; a single other
    /// variant becomes the schema's own.
    pub(super) fn null_variants(&mut self, schema: &mut Map<String, Value>, beside: &[String], at: &str) {
        for keyword in ["anyOf", "oneOf"] {
            let Some(Value::Array(variants)) = schema.get_mut(keyword) else { continue };
            if !variants.iter().any(only_null) {
                continue;
            }
            let all = std::mem::take(variants);
            // Where no other variant is of the types either, the list says what was meant.
            if all.iter().any(|variant| !only_null(variant) && may_be(variant, beside)) && !beside.is_empty() {
                for (index, _) in all.iter().enumerate().filter(|(_, variant)| only_null(variant)) {
                    self.never_null(beside, format!("{at}/{keyword}/{index}"));
                }
            } else {
                schema.insert("nullable".to_owned(), true.into());
            }
            let left: Vec<(usize, Value)> =
                all.into_iter().enumerate().filter(|(_, variant)| !only_null(variant)).collect();
            schema.shift_remove(keyword);
            let target = match left.len() {
                0 => {
                    schema.insert("enum".to_owned(), json!([null]));
                    continue;
                }
                1 if !schema.contains_key("allOf") => "allOf",
                _ => keyword,
            };
            for (index, (before, _)) in left.iter().enumerate() {
                if target != keyword || index != *before {
                    self.moves.insert(format!("{at}/{target}/{index}"), format!("{at}/{keyword}/{before}"));
                }
            }
            schema.insert(target.to_owned(), left.into_iter().map(|(_, variant)| variant).collect());
        }
    }

    /// Says that null is none of the types that stand beside it, in the words of `lower` for all other variants.
    fn never_null(&mut self, beside: &[String], path: String) {
        let types = beside.join(" or ");
        let message = format!("this alternative is not of type {types}, which stands beside it; it is left out");
        let help = "correct one of the schemas; as it stands, no value keeps to all of them";
        let at = Pointer { file: 0, path };
        self.diagnostics.push(Diagnostic::warning("contradicting-parts", at, message).help(help));
    }
}

/// Whether a converted schema allows null and nothing else.
fn only_null(schema: &Value) -> bool {
    schema.get("enum").and_then(Value::as_array).is_some_and(|values| values.as_slice() == [Value::Null])
}

/// The types that a schema says it has, if null is none of them.
pub(super) fn types_but_null(schema: &Map<String, Value>) -> Vec<String> {
    let names = match schema.get("type") {
        Some(Value::Array(names)) => names.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let has_null = names.iter().any(|name| name.is_null() || name == "null");
    let may_be_null = has_null || schema.get("nullable") == Some(&Value::Bool(true));
    if may_be_null { Vec::new() } else { names.iter().filter_map(Value::as_str).map(str::to_owned).collect() }
}

/// Whether a converted variant may be of one of the types, as far as it says itself.
fn may_be(variant: &Value, types: &[String]) -> bool {
    let Some(own) = variant.get("type").and_then(Value::as_str) else { return true };
    let is_number = |name: &str| matches!(name, "number" | "integer");
    types.iter().any(|name| name == own || is_number(name) && is_number(own))
}
