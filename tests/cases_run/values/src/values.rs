//! From a schema to values that keep to it.
//!
//! A schema is first spread out into alternatives without `$ref`, `allOf`, `oneOf` and `anyOf`; each of them is a flat
//! list of keywords that a strategy is made of. What no strategy is made for (several patterns, a `oneOf` of which two
//! fit) is left to the judge: `check` allows for few values that it turns down.

use proptest::collection::{btree_map, vec};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::strategy::{BoxedStrategy, Union};
use proptest::string::string_regex;
use serde_json::{Map, Value, json};

use crate::schema::Schemas;

type Flat = Map<String, Value>;
type Values = BoxedStrategy<Value>;

/// Values of a schema. `None` if they would have to be deeper than that.
pub(crate) fn values(schemas: &Schemas, schema: &Value, depth: usize) -> Option<Values> {
    let depth = depth.checked_sub(1)?;
    let each = alternatives(schemas, schema, 0).into_iter().filter_map(|flat| of_flat(schemas, &flat, depth));
    one_of(each.collect())
}

fn one_of(mut strategies: Vec<Values>) -> Option<Values> {
    match strategies.len() {
        0 => None,
        1 => strategies.pop(),
        _ => Some(Union::new(strategies).boxed()),
    }
}

/// How many references are followed, one after the other: unions may be variants of each other.
const MAX_FOLLOWED: usize = 8;

/// A schema as a choice of flat ones.
fn alternatives(schemas: &Schemas, schema: &Value, followed: usize) -> Vec<Flat> {
    let Some(schema) = schema.as_object() else {
        return if *schema == json!(false) { Vec::new() } else { vec![Flat::new()] };
    };
    let mut own = schema.clone();
    let mut found = vec![Flat::new()];
    let cross = |found: &[Flat], more: &[Flat]| -> Vec<Flat> {
        found.iter().flat_map(|a| more.iter().filter_map(|b| merged(a, b))).collect()
    };
    if let Some(Value::String(reference)) = own.remove("$ref") {
        if followed == MAX_FOLLOWED {
            return Vec::new();
        }
        found = cross(&found, &alternatives(schemas, schemas.target(&reference), followed + 1));
    }
    if let Some(Value::Array(parts)) = own.remove("allOf") {
        for part in &parts {
            found = cross(&found, &alternatives(schemas, part, followed));
        }
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(Value::Array(variants)) = own.remove(key) {
            let variants: Vec<_> = variants.iter().map(|variant| alternatives(schemas, variant, followed)).collect();
            let mut any: Vec<_> = variants.iter().flatten().cloned().collect();
            if key == "anyOf" {
                // All of them at once, where that can be.
                any.extend(variants.iter().fold(vec![Flat::new()], |found, variant| cross(&found, variant)));
            }
            found = cross(&found, &any);
        }
    }
    cross(&found, &[own])
}

/// Both lists of keywords as one. `None` if no value keeps to both.
fn merged(a: &Flat, b: &Flat) -> Option<Flat> {
    let mut out = a.clone();
    for (key, new) in b {
        let Some(old) = out.get(key).cloned() else {
            out.insert(key.clone(), new.clone());
            continue;
        };
        let smaller = new.as_f64() < old.as_f64();
        let both = match &**key {
            "type" => {
                let types: Vec<_> = types(&old).iter().flat_map(|old| narrower(old, &types(new))).collect();
                (!types.is_empty()).then(|| json!(types))?
            }
            "enum" => {
                let values: Vec<_> = list(&old).into_iter().filter(|value| list(new).contains(value)).collect();
                (!values.is_empty()).then(|| json!(values))?
            }
            "const" if old != *new => return None,
            "required" => json!([list(&old), list(new)].concat()),
            "properties" => {
                let mut all = old.as_object().cloned().unwrap_or_default();
                for (name, schema) in new.as_object().into_iter().flatten() {
                    let both = all.get(name).map(|old| json!({"allOf": [old, schema]}));
                    all.insert(name.clone(), both.unwrap_or_else(|| schema.clone()));
                }
                Value::Object(all)
            }
            "items" | "additionalProperties" => json!({"allOf": [as_object(old), as_object(new.clone())]}),
            "uniqueItems" => json!(old == true || *new == true),
            key if key.starts_with("min") || key == "exclusiveMinimum" => {
                if smaller {
                    old
                } else {
                    new.clone()
                }
            }
            key if key.starts_with("max") || key == "exclusiveMaximum" => {
                if smaller {
                    new.clone()
                } else {
                    old
                }
            }
            _ => new.clone(),
        };
        out.insert(key.clone(), both);
    }
    let is_listed = |only: &Value| out.get("enum").is_none_or(|values| list(values).contains(only));
    out.get("const").is_none_or(is_listed).then_some(out)
}

/// A schema that stands in an `allOf`.
fn as_object(schema: Value) -> Value {
    match schema {
        Value::Bool(false) => json!({"enum": []}),
        Value::Bool(true) => json!({}),
        schema => schema,
    }
}

fn narrower(old: &str, new: &[String]) -> Option<String> {
    match old {
        "number" if new.iter().any(|ty| ty == "integer") => Some("integer".to_owned()),
        "integer" if new.iter().any(|ty| ty == "number") => Some("integer".to_owned()),
        old => new.iter().any(|ty| ty == old).then(|| old.to_owned()),
    }
}

fn types(value: &Value) -> Vec<String> {
    let one = value.as_str().map(str::to_owned);
    one.into_iter().chain(list(value).iter().filter_map(|ty| ty.as_str().map(str::to_owned))).collect()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn of_flat(schemas: &Schemas, flat: &Flat, depth: usize) -> Option<Values> {
    if let Some(value) = flat.get("const") {
        return Some(Just(value.clone()).boxed());
    }
    if let Some(values) = flat.get("enum") {
        let values = list(values);
        return (!values.is_empty()).then(|| select(values).boxed());
    }
    let Some(ty) = flat.get("type") else { return Some(anything()) };
    let of_type = |ty: &str| match ty {
        "null" => Some(Just(Value::Null).boxed()),
        "boolean" => Some(any::<bool>().prop_map(Value::from).boxed()),
        "integer" => Some(integers(flat)),
        "number" => Some(numbers(flat)),
        "string" => strings(flat),
        "array" => arrays(schemas, flat, depth),
        "object" => objects(schemas, flat, depth),
        ty => panic!("{ty} is no type"),
    };
    one_of(types(ty).iter().filter_map(|ty| of_type(ty)).collect())
}

/// Where the schema says nothing.
fn anything() -> Values {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e6..1e6).prop_map(Value::from),
        text(0, 8),
    ];
    scalar
        .prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..3).prop_map(Value::from),
                btree_map(key(), inner, 0..3).prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
        .boxed()
}

fn integers(flat: &Flat) -> Values {
    let bound = |key: &str, step: i128| {
        flat.get(key).and_then(Value::as_f64).map(|bound| {
            let exact = flat[key].as_i64().map(i128::from).or(flat[key].as_u64().map(i128::from));
            exact.unwrap_or(if step > 0 { bound.floor() as i128 } else { bound.ceil() as i128 })
        })
    };
    let excluded = |key: &str, step: i128| bound(key, step).map(|bound| bound + step);
    let low = bound("minimum", -1).max(excluded("exclusiveMinimum", 1)).unwrap_or(i64::MIN.into());
    let highs = [bound("maximum", 1), excluded("exclusiveMaximum", -1)];
    let high = highs.into_iter().flatten().min().unwrap_or(i64::MAX.into()).max(low);
    let step = flat.get("multipleOf").and_then(Value::as_i64).map_or(1, i128::from);
    let on_step = move |n: i128| {
        let below = n - n.rem_euclid(step);
        if below < low { below + step } else { below }
    };
    prop_oneof![Just(low), Just(high), (-9..=9i128).prop_map(move |n| n.clamp(low, high)), low..=high]
        .prop_map(on_step)
        .prop_map(|n| i64::try_from(n).map(Value::from).unwrap_or_else(|_| Value::from(n as u64)))
        .boxed()
}

fn numbers(flat: &Flat) -> Values {
    // A format may have bounds beside the schema's own.
    let bound = |key: &str| flat.get(key).and_then(Value::as_f64);
    let (above, below) = (bound("exclusiveMinimum"), bound("exclusiveMaximum"));
    let low = [bound("minimum"), above].into_iter().flatten().reduce(f64::max);
    let high = [bound("maximum"), below].into_iter().flatten().reduce(f64::min);
    let high = high.unwrap_or(low.unwrap_or(0.0).max(0.0) + 1e9);
    let low = low.unwrap_or(high.min(0.0) - 1e9);
    let step = flat.get("multipleOf").and_then(Value::as_f64);
    let single = flat.get("format").is_some_and(|format| format == "float");
    let around = move |n: f64| n.clamp(low, high);
    prop_oneof![
        low..=high,
        (-9..=9i32).prop_map(move |n| around(n.into())),
        (-9.0..9.0).prop_map(around),
        Just(low),
        Just(high)
    ]
    .prop_map(move |n| match step {
        // As a quotient, because 3 * 0.01 is not 0.03.
        Some(step) if step < 1.0 => (n / step).trunc() / (1.0 / step).round(),
        Some(step) => (n / step).trunc() * step,
        // The shortest text of a number of 32 bits: what is written again.
        None if single => (n as f32).to_string().parse().unwrap_or(0.0),
        None => n,
    })
    .prop_filter("excluded", move |n| above.is_none_or(|above| *n > above) && below.is_none_or(|below| *n < below))
    .prop_map(Value::from)
    .boxed()
}

fn strings(flat: &Flat) -> Option<Values> {
    let limit = |key: &str| flat.get(key).and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    let (least, most) = (limit("minLength").unwrap_or(0), limit("maxLength"));
    let pattern = flat.get("pattern").and_then(Value::as_str).map(|pattern| {
        // Anchors are what a strategy has anyway; without them anything may stand around.
        let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
        let pattern = pattern.strip_suffix('$').unwrap_or(pattern);
        // What the classes of ECMA mean is less than what those of the regex crate do.
        let pattern = pattern.replace(r"[\d", "[0-9").replace(r"\d", "[0-9]").replace(r"\w", "[A-Za-z0-9_]");
        // Of which texts are none, the judge says.
        pattern.replace(r"\B", "")
    });
    Some(
        match (
            flat.get("format").and_then(Value::as_str).and_then(samples),
            pattern.map(|pattern| string_regex(&pattern).ok()),
        ) {
            (Some(samples), _) => select(samples).prop_map(Value::from).boxed(),
            (None, Some(Some(strings))) => strings
                .prop_filter("length", move |text| {
                    let count = text.chars().count();
                    count >= least && most.is_none_or(|most| count <= most)
                })
                .prop_map(Value::from)
                .boxed(),
            // Nothing is known that would fit.
            (None, Some(None)) => return None,
            (None, None) => text(least, most.unwrap_or(least + 8)),
        },
    )
}

/// Texts with so many characters, of every kind.
fn text(least: usize, most: usize) -> Values {
    let odd = vec![
        '"',
        '\\',
        '/',
        '\n',
        '\u{0}',
        '\u{1f}',
        '\u{7f}',
        '\u{2028}',
        'é',
        'ß',
        '\u{301}',
        '🦀',
        '\u{10ffff}',
        '&',
        '+',
        '%',
    ];
    let character =
        prop_oneof![4 => proptest::char::range('a', 'z'), 1 => proptest::char::range(' ', '~'), 1 => select(odd)];
    vec(character, least..=most).prop_map(|text| Value::from(text.into_iter().collect::<String>())).boxed()
}

/// Texts of a format, each in the spelling in which it is written again.
pub(crate) fn samples(format: &str) -> Option<&'static [&'static str]> {
    Some(match format {
        "date" => &["2024-02-29", "0001-01-01", "9999-12-31"],
        "date-time" => {
            &["2024-02-29T12:30:00Z", "1999-12-31T23:59:59.123+02:00", "2024-01-01T00:00:00.000000001-11:30"]
        }
        "time" => &["12:30:00Z", "00:00:00.5+01:00"],
        "duration" => &["P1DT2H", "P3W", "P1Y2M3D", "PT1S"],
        "uuid" => &["1b4e28ba-2fa1-41d2-883f-0016d3cca427", "00000000-0000-0000-0000-000000000000"],
        "uri" => &["https://a.example/b?c=%20#d", "urn:a:b", "mailto:a@b.example"],
        "uri-reference" => &["/a?b", "", "#x", "https://a.example"],
        "email" => &["a.b+c@d.example"],
        "hostname" => &["a-b.example", "localhost"],
        "ipv4" => &["192.0.2.1", "0.0.0.0"],
        "ipv6" => &["2001:db8::1", "::"],
        "byte" => &["", "aA==", "aGk=", "aGVs", "+/+/"],
        "decimal" => &["-12.50", "0", "123456789012345678901234567890.1"],
        _ => return None,
    })
}

fn arrays(schemas: &Schemas, flat: &Flat, depth: usize) -> Option<Values> {
    let limit = |key: &str| flat.get(key).and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    let (least, most) = (limit("minItems").unwrap_or(0), limit("maxItems").unwrap_or(usize::MAX));
    let first = flat.get("prefixItems").map(list).unwrap_or_default();
    // Items that nothing is said of, behind a tuple's, are read over.
    let rest = match flat.get("items") {
        Some(items) => values(schemas, items, depth),
        None if first.is_empty() => Some(anything()),
        None => None,
    };
    let mut positions = Vec::new();
    for schema in first.iter().take(most) {
        match values(schemas, schema, depth) {
            Some(values) => positions.push(values),
            None => break,
        }
    }
    let fixed = positions.len();
    if fixed < least && (rest.is_none() || fixed < first.len()) {
        return None;
    }
    let unique = flat.get("uniqueItems").is_some_and(|unique| *unique == true);
    let more = match rest {
        Some(rest) if fixed == first.len() => {
            let least = least.saturating_sub(fixed);
            vec(rest, least..=(least + 3).min(most - fixed)).boxed()
        }
        _ => Just(Vec::new()).boxed(),
    };
    let shortest = least.min(fixed);
    let strategy = (positions, shortest..=fixed, more).prop_map(move |(mut items, length, more)| {
        // Either the first items end early, or there may be others behind them.
        if length < fixed {
            items.truncate(length);
        } else {
            items.extend(more);
        }
        if unique {
            let mut seen = Vec::new();
            items.retain(|item| {
                !seen.contains(item) && {
                    seen.push(item.clone());
                    true
                }
            });
        }
        Value::from(items)
    });
    Some(strategy.boxed())
}

fn objects(schemas: &Schemas, flat: &Flat, depth: usize) -> Option<Values> {
    let required = flat.get("required").map(list).unwrap_or_default();
    let mut properties = flat.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    // What is required and not described is what any other property is.
    for name in required.iter().filter_map(Value::as_str) {
        let other = || flat.get("additionalProperties").cloned().map_or_else(|| json!({}), as_object);
        properties.entry(name.to_owned()).or_insert_with(other);
    }
    let properties = &properties;
    let mut names = Vec::new();
    let mut members = Vec::new();
    for (name, schema) in properties {
        let needed = required.contains(&json!(name));
        match values(schemas, schema, depth) {
            Some(values) => members.push(values),
            None if needed => return None,
            None => continue,
        }
        names.push((name.clone(), needed));
    }
    // Properties that nothing is said of are read over, unless nothing is said of any.
    let others = match flat.get("additionalProperties") {
        Some(Value::Bool(false)) => None,
        Some(schema) => values(schemas, schema, depth),
        None => properties.is_empty().then(anything),
    };
    let limit = |key: &str, other: u64| flat.get(key).and_then(Value::as_u64).unwrap_or(other) as usize;
    let (least, most) = (limit("minProperties", 0), limit("maxProperties", 99));
    let fewest = least.saturating_sub(members.len());
    let others = match others {
        Some(values) => btree_map(keys(schemas, flat, depth)?, values, fewest..=most.min(fewest + 3)).boxed(),
        None => Just(Default::default()).boxed(),
    };
    let declared: Vec<_> = properties.keys().cloned().collect();
    let chosen = vec(any::<bool>(), members.len());
    let strategy = (members, chosen, others).prop_map(move |(members, mut chosen, mut others)| {
        others.retain(|name, _| !declared.contains(name));
        for index in 0..chosen.len() {
            let count = others.len() + chosen.iter().filter(|chosen| **chosen).count();
            chosen[index] |= names[index].1 || count < least;
            chosen[index] &= names[index].1 || count <= most;
        }
        let members = names.iter().zip(members).zip(chosen).filter(|(_, chosen)| *chosen);
        let present = members.map(|(((name, _), member), _)| (name.clone(), member));
        Value::Object(present.chain(others).collect())
    });
    Some(strategy.boxed())
}

/// The names that other properties may have.
fn keys(schemas: &Schemas, flat: &Flat, depth: usize) -> Option<BoxedStrategy<String>> {
    let Some(names) = flat.get("propertyNames") else { return Some(key()) };
    let names = values(schemas, &json!({"allOf": [{"type": "string"}, names]}), depth)?;
    Some(names.prop_filter_map("a name is a text", |name| name.as_str().map(str::to_owned)).boxed())
}

fn key() -> BoxedStrategy<String> {
    prop_oneof![4 => string_regex("[a-z]{1,4}").expect("a pattern"), 1 => select(vec!["", " ", "é", "\"", "a/b", "~0", "\n"]).prop_map(str::to_owned)].boxed()
}
