//! Every small change of a value: a member or item less or more, another type, a number or text on the other side of a
//! limit, a value that no enum has. Whether the changed value is wrong, the judge says.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::values::samples;

/// What the schemas of a document say in numbers and words: where limits lie.
pub(crate) struct Pool {
    numbers: Vec<Value>,
    lengths: BTreeSet<usize>,
    texts: BTreeSet<String>,
}

/// Formats have texts that are none; in which corner, each of these tells.
const NO_SAMPLES: [&str; 22] = [
    "2023-02-29",
    "24-01-01",
    "2024-02-29T12:30:00",
    "2024-02-29T24:30:00Z",
    "2024-02-29T12:30:00.Z",
    "12:30",
    "25:00:00Z",
    "P",
    "PT",
    "P1H",
    "PT1S1M",
    "1b4e28ba2fa141d2883f0016d3cca427",
    "http://a/%2",
    "a b",
    "1a:b",
    "@d",
    "a@",
    "-a",
    "a..b",
    "256.0.0.1",
    "2001:::1",
    "%%%%",
];

impl Pool {
    pub(crate) fn new(document: &Value) -> Pool {
        let mut pool = Pool {
            numbers: vec![json!(0), json!(-1), json!(0.5), json!(1e300)],
            lengths: BTreeSet::new(),
            texts: BTreeSet::new(),
        };
        pool.numbers.extend([json!(i64::MAX), json!(u64::MAX), json!(i64::from(i32::MAX) + 1), json!(1.0)]);
        pool.texts.extend(["", "?", "1", "true", "null"].map(str::to_owned));
        pool.gather(document);
        pool
    }

    fn gather(&mut self, schema: &Value) {
        match schema {
            Value::Object(members) => members.iter().for_each(|(key, value)| self.keyword(key, value)),
            Value::Array(items) => items.iter().for_each(|item| self.gather(item)),
            _ => {}
        }
    }

    fn keyword(&mut self, key: &str, value: &Value) {
        match (key, value) {
            ("minLength" | "maxLength", Value::Number(length)) => {
                let length = length.as_u64().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
                self.lengths.extend([length.saturating_sub(1), length, length + 1]);
            }
            ("enum", Value::Array(values)) => values.iter().for_each(|value| self.value(value)),
            ("const", value) => self.value(value),
            ("format", Value::String(format)) => {
                self.texts.extend(samples(format).unwrap_or_default().iter().map(|&text| text.to_owned()));
                self.texts.extend(NO_SAMPLES.map(str::to_owned));
            }
            (_, Value::Number(number)) => {
                if let Some(n) = number.as_i64() {
                    self.numbers.extend([json!(n - 1), json!(n), json!(n + 1)]);
                }
                // Numbers that 32 bits hold, as they are written.
                let single = |n: f64| json!((n as f32).to_string().parse::<f64>().unwrap_or_default());
                let n = number.as_f64().unwrap_or_default();
                self.numbers.extend([single(n - 0.25), json!(n), single(n + 0.25), single(n / 2.0)]);
            }
            (_, value) => self.gather(value),
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                self.texts.insert(text.clone());
            }
            value => self.numbers.push(value.clone()),
        }
    }
}

/// A change: where, and what stands there instead.
pub(crate) type Change = (String, Value);

/// Every change of a value, wherever it can be made.
pub(crate) fn changes(value: &Value, pool: &Pool) -> Vec<Change> {
    let mut found = Vec::new();
    at(value, String::new(), pool, &mut found);
    found
}

/// The value with the change.
pub(crate) fn changed(value: &Value, (pointer, instead): &Change) -> Value {
    let mut value = value.clone();
    if let Some(place) = value.pointer_mut(pointer) {
        *place = instead.clone();
    }
    value
}

fn at(value: &Value, pointer: String, pool: &Pool, found: &mut Vec<Change>) {
    let others = [Value::Null, json!(true), json!(7), json!(1.5), json!("x"), json!([]), json!({})];
    let mut instead = others.to_vec();
    match value {
        Value::Number(_) => instead.extend(pool.numbers.iter().cloned()),
        Value::String(text) => {
            instead.extend(pool.texts.iter().map(|text| json!(text)));
            // Characters are counted, not bytes.
            instead.extend(
                pool.lengths.iter().map(|&length| {
                    json!(text.chars().chain("ä".repeat(length).chars()).take(length).collect::<String>())
                }),
            );
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                at(item, format!("{pointer}/{index}"), pool, found);
                instead.push(json!([items, &vec![item.clone()][..]].concat()));
                instead.push(json!([&items[..index], &items[index + 1..]].concat()));
            }
            instead.push(json!([&items[..], &others[..1]].concat()));
        }
        Value::Object(members) => {
            for (name, member) in members {
                at(member, format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), pool, found);
                let mut fewer: Map<_, _> = members.clone();
                fewer.remove(name);
                instead.push(Value::Object(fewer));
            }
            for other in others {
                let mut more = members.clone();
                more.insert("not declared".to_owned(), other);
                instead.push(Value::Object(more));
            }
        }
        Value::Null | Value::Bool(_) => instead.push(json!(false)),
    }
    found.extend(instead.into_iter().map(|instead| (pointer.clone(), instead)));
}
