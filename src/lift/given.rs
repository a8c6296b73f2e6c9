//! The values that schemas of 3.1 give, in the form of 3.0: `const`, an `enum` beside several types, `examples`. What stands
//! beside them may rule all of them out, which is said here where 3.0 has no way to show it later. What is wrong with a value
//! of one type is `repairs`' to say, and limits are `lower`'s.

use serde_json::{Map, Value};

use super::shape::{brief, has_type};
use super::v31::Conversion;
use crate::example::is_same;

/// Where `lower` looks for the examples of a schema behind the first.
pub(super) const OTHER_EXAMPLES: &str = "x-cratewright-examples";

impl Conversion<'_> {
    /// 3.0 has room for one example; the others go on in an extension, so that they are looked at, too.
    pub(super) fn examples(&mut self, schema: &mut Map<String, Value>, at: &str) {
        let examples = match schema.shift_remove("examples") {
            Some(Value::Array(examples)) => examples,
            Some(other) => {
                if !self.stray && !other.is_null() {
                    let message = "the `examples` of a schema must be a list; they are left out";
                    self.warn("wrong-type", &format!("{at}/examples"), message);
                }
                return;
            }
            None => return,
        };
        let mut others = Vec::new();
        for (index, example) in examples.into_iter().enumerate() {
            let to = match schema.contains_key("example") {
                true => format!("{at}/{OTHER_EXAMPLES}/{}", others.len()),
                false => format!("{at}/example"),
            };
            self.moves.insert(to, format!("{at}/examples/{index}"));
            match schema.contains_key("example") {
                true => others.push(example),
                false => drop(schema.insert("example".to_owned(), example)),
            }
        }
        if !others.is_empty() {
            schema.insert(OTHER_EXAMPLES.to_owned(), others.into());
        }
    }

    /// `const` becomes an enum of one, with its type.
    pub(super) fn constant(&mut self, schema: &mut Map<String, Value>, at: &str) {
        let Some(value) = schema.shift_remove("const") else { return };
        let place = format!("{at}/const");
        if let Some(Value::Array(values)) = schema.get("enum")
            && !values.is_empty()
            && !values.iter().any(|one| is_same(one, &value))
        {
            let message = format!(
                "no value satisfies this schema: `const` is {}, which `enum` does not list; it is read as if only \
                 the `const` were there",
                brief(&value)
            );
            self.warn("no-value", &place, &message);
        }
        let name = match &value {
            Value::String(_) => Some("string"),
            Value::Bool(_) => Some("boolean"),
            Value::Number(number) if number.is_f64() => Some("number"),
            Value::Number(_) => Some("integer"),
            Value::Null => {
                let allows = |types: &Value| match types {
                    Value::Array(names) => names.iter().any(|name| name.is_null() || name == "null"),
                    one => one.is_null() || one == "null",
                };
                if let Some(types) = schema.get("type").filter(|types| !allows(types))
                    && schema.get("nullable") != Some(&Value::Bool(true))
                {
                    let message = format!(
                        "no value satisfies this schema: `const` is null, and `type` is {types}; it is read as null"
                    );
                    self.warn("no-value", &place, &message);
                }
                schema.insert("nullable".to_owned(), true.into());
                None
            }
            _ => None,
        };
        if let Some(name) = name {
            self.infer(schema, "type", name, place.clone(), at);
        }
        self.moves.insert(format!("{at}/enum"), place);
        schema.insert("enum".to_owned(), Value::Array(vec![value]));
    }

    /// An enum beside several types: what is of none of them is no value. Whether there is one.
    pub(super) fn enum_of_types(&mut self, schema: &mut Map<String, Value>, types: &[String], at: &str) -> bool {
        let Some(Value::Array(values)) = schema.get_mut("enum") else { return true };
        let fits = |value: &Value| types.iter().any(|name| has_type(value, name) || value.is_null() && name == "null");
        let Some(odd) = values.iter().find(|value| !fits(value)).cloned() else { return true };
        let all = values.clone();
        values.retain(fits);
        let to = format!("{at}/enum");
        let place = self.moves.get(&to).cloned().unwrap_or(to);
        let listed = types.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        if !values.is_empty() {
            let message = format!("{} is of none of the types {listed}, so it is left out", brief(&odd));
            self.warn("enum-type", &place, &message);
            return true;
        }
        // An enum without values would be none: any value of the types.
        *values = all;
        let message = format!(
            "no value satisfies this schema: its types are {listed}, and {} is of none of them; it is read as if it had \
             no type",
            brief(&odd)
        );
        self.warn("no-value", &place, &message);
        schema.shift_remove("type");
        false
    }
}
