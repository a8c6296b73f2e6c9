//! Values of small documents.

use serde_json::{Value as Json, json};

use super::Examples;
use crate::model::{NameHint, TypeId};

/// What is made of the component `A`, and the codes of what is said about the document.
fn made(schemas: &str) -> (Option<Json>, Vec<&'static str>) {
    let text = format!("openapi: 3.1.0\ninfo: {{ title: t, version: '1' }}\ncomponents:\n  schemas:\n{schemas}\n");
    let (api, said) = crate::testing::understood(text);
    let is_a = |hint: &NameHint| matches!(hint, NameHint::Component(name) if name == "A");
    let id = api.types.iter().position(|def| is_a(&def.name_hint)).expect("the component A");
    let value = Examples::new(&api).of(TypeId(id));
    (value, said.into_iter().map(|diagnostic| diagnostic.code).collect())
}

#[track_caller]
fn is(schemas: &str, value: Json, said: &[&str]) {
    assert_eq!(made(schemas), (Some(value), said.to_vec()), "{schemas}");
}

#[track_caller]
fn is_none(schemas: &str, said: &[&str]) {
    assert_eq!(made(schemas), (None, said.to_vec()), "{schemas}");
}

#[test]
fn enums_keep_to_the_limits_beside_them() {
    is("    A: { type: string, enum: [a, xa], pattern: '^x' }", json!("xa"), &[]);
    is("    A: { type: string, enum: [a, abc], minLength: 3 }", json!("abc"), &[]);
    is("    A: { type: integer, enum: [1, 2, 3], multipleOf: 2 }", json!(2), &[]);
    is("    A: { enum: [1, a, 5], minimum: 2, minLength: 2 }", json!(5), &[]);
    is("    A: { type: string, enum: [a, xa], pattern: '^x', example: a }", json!("xa"), &["misfit-example"]);
    is("    A: { type: string, enum: [a, xa, xb], pattern: '^x', example: xb }", json!("xb"), &[]);
    is_none("    A: { type: string, enum: [a, b], pattern: '^x' }", &["no-value"]);
    let few = "    A: { type: array, minItems: 2, uniqueItems: true, items: { $ref: '#/components/schemas/B' } }\n";
    is(&format!("{few}    B: {{ type: string, enum: [a, xa, xb], pattern: '^x' }}"), json!(["xa", "xb"]), &[]);
    is_none(&format!("{few}    B: {{ type: string, enum: [a, b, xa], pattern: '^x' }}"), &["no-value"]);
}

#[test]
fn null_ends_what_holds_itself() {
    let chain = "    A: { type: object, required: [a], properties: { a: { oneOf: [{ $ref: '#/components/schemas/A' }, { type: 'null' }] } } }";
    is(chain, json!({ "a": { "a": null } }), &[]);
    let tree = |name: &str, ty: &str| format!("{name}: {{ anyOf: [{ty}, {{ type: 'null' }}] }}");
    let own = "{ $ref: '#/components/schemas/A' }";
    let tree = format!(
        "    A: {{ type: object, required: [l, r], properties: {{ {}, {} }} }}",
        tree("l", own),
        tree("r", own)
    );
    let leaf = json!({ "l": null, "r": null });
    is(&tree, json!({ "l": leaf, "r": leaf }), &[]);
    let list = "    A: { type: object, required: [a], properties: { a: { type: [array, 'null'], minItems: 2, items: { $ref: '#/components/schemas/A' } } } }";
    is(list, json!({ "a": [{ "a": null }, { "a": null }] }), &[]);
    // Through a union, and in a list.
    let union = "    A: { type: object, required: [a], properties: { a: { type: array, minItems: 1, items: { oneOf: [{ $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/C' }, { type: 'null' }] } } } }
    B: { type: object, required: [b], properties: { b: { $ref: '#/components/schemas/A' } } }
    C: { type: object, required: [c], properties: { c: { $ref: '#/components/schemas/A' } } }";
    is(union, json!({ "a": [{ "b": { "a": [{ "c": { "a": [null] } }] } }] }), &[]);
}

#[test]
fn numbers_are_the_same_however_they_are_written() {
    is("    A: { type: integer, enum: [1, 2], example: 2.0 }", json!(2.0), &[]);
    is("    A: { type: number, enum: [1, 2.5], example: 1.0 }", json!(1.0), &[]);
    is("    A: { enum: [a, 2], example: 2.0 }", json!(2.0), &[]);
    is("    A: { type: integer, enum: [1, 2], example: 2.5 }", json!(1), &["misfit-example"]);
    is(
        "    A: { type: array, items: { type: integer }, const: [1, 2], example: [1.0, 2.0] }",
        json!([1.0, 2.0]),
        &["unsupported-enum"],
    );
}

#[test]
fn what_asks_for_more_than_there_is_room_for_goes() {
    let needs = "dependentRequired: { a: [b] }, properties: { a: { type: integer }, b: { type: integer } }";
    is(&format!("    A: {{ type: object, maxProperties: 1, {needs} }}"), json!({}), &[]);
    is(&format!("    A: {{ type: object, maxProperties: 2, {needs} }}"), json!({ "a": 1, "b": 1 }), &[]);
}

#[test]
fn values_of_one_variant_are_looked_for() {
    is("    A: { oneOf: [{ type: integer, minimum: 0 }, { type: integer, maximum: 10 }] }", json!(11), &[]);
    is("    A: { oneOf: [{ type: string, enum: [a, b] }, { type: string, enum: [c, a, b] }] }", json!("c"), &[]);
}

#[test]
fn what_has_no_value_is_said() {
    let own = "{ $ref: '#/components/schemas/A' }";
    is_none(&format!("    A: {{ type: array, minItems: 1, items: {own} }}"), &["no-value"]);
    is_none(&format!("    A: {{ type: object, minProperties: 1, additionalProperties: {own} }}"), &["no-value"]);
    let list = format!("{{ type: array, minItems: 1, items: {own} }}");
    is_none(&format!("    A: {{ type: object, required: [a], properties: {{ a: {list} }} }}"), &["no-value"]);
    is(&format!("    A: {{ type: object, properties: {{ a: {list} }} }}"), json!({ "a": [{}] }), &[]);
    // Null is one, which is said where the type is used.
    let null = "    A: { type: array, minItems: 1, items: { $ref: '#/components/schemas/B' } }\n";
    is(&format!("{null}    B: {{ type: [string, 'null'], minLength: 5, maxLength: 3 }}"), json!([null]), &[]);
    is_none(&format!("{null}    B: {{ type: string, minLength: 5, maxLength: 3 }}"), &["no-value"]);
}

#[test]
fn only_lists_that_ask_for_too_many_items_have_no_value() {
    let list = |least: usize, item: &str| {
        format!("    A: {{ type: array, uniqueItems: true, minItems: {least}, items: {{ {item} }} }}")
    };
    let closed = "type: object, additionalProperties: false, properties";
    for (most, item) in [
        (6, format!("{closed}: {{ a: {{ type: boolean }}, b: {{ type: 'null' }} }}")),
        (2, "type: string, pattern: '^[ab]$'".to_owned()),
        (2, "type: string, pattern: '^[ab]{1,2}$', minLength: 2, allOf: [{ pattern: '^a' }]".to_owned()),
        (3, "type: [string, 'null'], pattern: '^[ab]$'".to_owned()),
        (3, "type: integer, minimum: 1, maximum: 3".to_owned()),
        (2, "type: integer, minimum: 1, exclusiveMaximum: 7, multipleOf: 3".to_owned()),
        (3, "type: number, minimum: 0, maximum: 0.2, multipleOf: 0.1".to_owned()),
        (1, "type: string, maxLength: 0".to_owned()),
        (1, "type: 'null'".to_owned()),
        (2, "enum: [null, 1]".to_owned()),
        (3, "anyOf: [{ type: boolean }, { const: a }]".to_owned()),
        (1, "type: array, items: { type: string }, maxItems: 0".to_owned()),
        (7, "type: array, items: { type: boolean }, maxItems: 2".to_owned()),
    ] {
        let (value, said) = made(&list(most, &item));
        assert_eq!(value.and_then(|all| all.as_array().map(Vec::len)), Some(most), "{item}");
        assert_eq!(said, [""; 0], "{item}");
        is_none(&list(most + 1, &item), &["no-value"]);
    }
}

#[test]
fn objects_differ_in_every_way_they_can() {
    let list = |least: usize, item: &str| {
        format!("    A: {{ type: array, uniqueItems: true, minItems: {least}, items: {{ type: object, {item} }} }}")
    };
    let flags = |count: usize| {
        let names: Vec<String> = (0..count).map(|n| format!("f{n}")).collect();
        let all: Vec<String> = names.iter().map(|name| format!("{name}: {{ type: boolean }}")).collect();
        format!("required: [{}], properties: {{ {} }}", names.join(", "), all.join(", "))
    };
    for (least, item) in [
        (2000, format!("{}, additionalProperties: false", flags(11))),
        (2048, format!("{}, additionalProperties: false", flags(11))),
        (2000, flags(12)),
        (2000, flags(1)),
        (
            300,
            "properties: { a: { type: string, enum: [a, b, c] }, b: { type: integer, minimum: 1, maximum: 200 } }"
                .to_owned(),
        ),
    ] {
        let (value, said) = made(&list(least, &item));
        assert_eq!(value.and_then(|all| all.as_array().map(Vec::len)), Some(least), "{item}");
        assert_eq!(said, [""; 0], "{item}");
    }
    is_none(&list(2049, &format!("{}, additionalProperties: false", flags(11))), &["no-value"]);
    // Types of types of one value each, which nobody counts through.
    let deep: String = (0..8)
        .map(|depth| {
            let fields: Vec<String> =
                (0..40).map(|n| format!("f{n}: {{ $ref: '#/components/schemas/T{}' }}", depth + 1)).collect();
            let fields = fields.join(", ");
            format!("\n    T{depth}: {{ type: object, additionalProperties: false, maxProperties: 1, properties: {{ {fields} }} }}")
        })
        .collect();
    let (_, said) =
        made(&format!("{}{deep}\n    T8: {{ type: 'null' }}", list(3, "allOf: [{ $ref: '#/components/schemas/T0' }]")));
    assert_eq!(said, [""; 0]);
    // Described properties come first, and then one that is not.
    let one = "required: [a], properties: { a: { type: boolean } }";
    let [first, second] = [json!({ "a": true }), json!({ "a": false })];
    is(&list(4, one), json!([first, second, { "a": true, "key": "value 1" }, { "a": false, "key": "value 1" }]), &[]);
    is(
        &list(3, &format!("{one}, additionalProperties: {{ type: integer }}, propertyNames: {{ maxLength: 2 }}")),
        json!([first, second, { "a": true, "ke": 1 }]),
        &[],
    );
}

#[test]
fn properties_that_allow_nothing_are_not_there() {
    let said = ["unsupported-not"];
    let object =
        |more: &str| format!("    A: {{ type: object, properties: {{ a: {{ type: boolean }}, b: false }}, {more} }}");
    is(&object(""), json!({ "a": true }), &said);
    is(&object("minProperties: 2"), json!({ "a": true, "key": { "key": "value" } }), &said);
    is(&object("example: { a: false, b: 1 }"), json!({ "a": true }), &["unsupported-not", "misfit-example"]);
    is_none(&object("required: [b]"), &["unsupported-not", "no-value"]);
    is(&object("dependentRequired: { a: [b] }"), json!({}), &said);
    let narrowed = |more: &str| {
        format!(
            "    A: {{ allOf: [{{ $ref: '#/components/schemas/C' }}, {{ properties: {{ b: false }} }}] }}\n    C: {{ type: object, properties: {{ b: {{ type: string }} }}, {more} }}"
        )
    };
    is(&narrowed(""), json!({}), &said);
    is_none(&narrowed("required: [b]"), &["unsupported-not", "no-value"]);
}

#[test]
fn base64_goes_without_padding_where_that_has_the_length() {
    let bytes = |limits: &str| format!("    A: {{ type: string, format: byte, {limits} }}");
    is(&bytes("minLength: 10, maxLength: 10"), json!("aGVsaGVsaA"), &[]);
    is(&bytes("minLength: 5, maxLength: 7"), json!("aGVsaA"), &[]);
    is(&bytes("minLength: 3, maxLength: 3"), json!("aGA"), &[]);
    is(&bytes("minLength: 5, maxLength: 8"), json!("aGVsbG8="), &[]);
    is_none(&bytes("minLength: 9, maxLength: 9"), &["no-value"]);
    let two = "type: array, uniqueItems: true, minItems: 2, items";
    is(
        &format!("    A: {{ {two}: {{ type: string, format: byte, minLength: 10, maxLength: 10 }} }}"),
        json!(["aGVsaGVsaA", "00000001aA"]),
        &[],
    );
}

#[test]
fn texts_with_an_open_pattern_differ() {
    let list = |least: usize, item: &str| {
        format!("    A: {{ type: array, uniqueItems: true, minItems: {least}, items: {{ type: string, {item} }} }}")
    };
    is(&list(3, "pattern: '^id-'"), json!(["id-", "id-2", "id-3"]), &[]);
    is(&list(2, "pattern: '^id-', minLength: 5"), json!(["id-xx", "id-x2"]), &[]);
}

#[test]
fn described_properties_have_names_too() {
    let object = |more: &str| {
        format!(
            "    A: {{ type: object, properties: {{ alpha: {{ type: integer }}, b: {{ type: integer }} }}, {more} }}"
        )
    };
    is(&object("propertyNames: { maxLength: 2 }"), json!({ "b": 1 }), &[]);
    is(&object("propertyNames: { enum: [b, c] }, example: { alpha: 1 }"), json!({ "b": 1 }), &["misfit-example"]);
    is(&object("propertyNames: { maxLength: 2 }, dependentRequired: { b: [alpha] }"), json!({}), &[]);
    is_none(&object("required: [alpha], propertyNames: { maxLength: 2 }"), &["no-value"]);
    // Patterns are about the others.
    let patterns = "patternProperties: { '^x-': { type: integer } }, additionalProperties: false";
    is(&object(&format!("minProperties: 3, {patterns}")), json!({ "alpha": 1, "b": 1, "x-": 1 }), &[]);
    is(
        &object(&format!("propertyNames: {{ maxLength: 2 }}, minProperties: 2, {patterns}")),
        json!({ "b": 1, "x-": 1 }),
        &[],
    );
}

#[test]
fn texts_keep_to_a_pattern_and_a_format() {
    for (limits, expected) in [
        ("format: date, pattern: '^2023-'", "2023-02-20"),
        ("format: date, pattern: '-31$'", "2024-01-31"),
        ("format: date-time, pattern: '[+]02:00$'", "2024-02-29T12:30:00+02:00"),
        ("format: duration, pattern: '^PT'", "PT2H"),
        ("format: uuid, pattern: '^00000000-'", "00000000-2fa1-41d2-883f-0016d3cca427"),
        ("format: email, pattern: '@example[.]org$'", "name@example.org"),
        ("format: email, pattern: '^admin'", "adminname@example.com"),
        ("format: uri, pattern: '^ftp://'", "ftp://example.com/"),
        ("format: uri, pattern: '#part'", "https://example.com/#part"),
        ("format: hostname, pattern: '^api[.]'", "api.example.com"),
        ("format: ipv4, pattern: '^10[.]'", "10.0.2.1"),
        ("format: ipv6, pattern: '^fe80'", "fe80:db8::1"),
        ("format: ipv4, minLength: 15", "192.100.200.100"),
    ] {
        is(&format!("    A: {{ type: string, {limits} }}"), json!(expected), &[]);
    }
}

#[test]
fn texts_keep_to_patterns_and_lengths() {
    for (limits, expected) in [
        ("pattern: '^(ab|abc)+$', minLength: 7, maxLength: 7", "abababc"),
        ("pattern: '^([a-z]{5}|[0-9]{3})+$', minLength: 11, maxLength: 11", "abcde567890"),
        ("pattern: '^(aa|bbb)(cc|dddd)(ee|fffff)$', minLength: 9, maxLength: 9", "aaccfffff"),
        ("pattern: '^(v1|v2|v3|v4|v5|v6|v7|release)$', minLength: 7", "release"),
        ("pattern: '^(x(y(z(w)?)?)?)?$', minLength: 3, maxLength: 3", "xyz"),
        ("allOf: [{ pattern: '^foo' }, { pattern: 'bar$' }]", "foobar"),
        ("allOf: [{ pattern: '^[a-z]{2}-[0-9]{2}$' }, { pattern: '^xy' }, { pattern: '99$' }]", "xy-99"),
        (
            "allOf: [{ pattern: '[A-Z]' }, { pattern: '[0-9]' }, { pattern: '[!@]' }], minLength: 4, maxLength: 4",
            "Ab2!",
        ),
    ] {
        let (value, said) = made(&format!("    A: {{ type: string, {limits} }}"));
        assert_eq!((value, said), (Some(json!(expected)), vec![]), "{limits}");
    }
    // Too many ways to go through all of them, and none.
    let hard = "allOf: [{ pattern: '^(a|b)*a(a|b){300}$' }, { pattern: '^(a|b)*b(a|b){299}$' }, { pattern: 'c' }]";
    is_none(&format!("    A: {{ type: string, {hard} }}"), &[]);
}

#[test]
fn items_differ_as_long_as_there_are_others() {
    let list = |least: usize, item: &str| {
        format!("    A: {{ type: array, uniqueItems: true, minItems: {least}, items: {{ {item} }} }}")
    };
    let two = "type: object, required: [a, b], properties: { a: { type: boolean }, b: { type: boolean } }, additionalProperties: false";
    let all = json!([{ "a": true, "b": true }, { "a": false, "b": false }, { "a": false, "b": true }, { "a": true, "b": false }]);
    is(&list(4, two), all, &[]);
    is_none(&list(5, two), &["no-value"]);
    is(
        &list(4, "type: array, minItems: 1, maxItems: 2, items: { type: boolean }"),
        json!([[true], [false], [true, true], [true, false]]),
        &[],
    );
    is(&list(3, "type: [boolean, 'null']"), json!([true, false, null]), &[]);
    is(
        &list(4, "oneOf: [{ type: boolean }, { type: string, enum: [x] }, { type: integer, minimum: 1, maximum: 1 }]"),
        json!([true, false, "x", 1]),
        &[],
    );
    is(
        &list(3, "type: object, properties: { a: { type: boolean } }, additionalProperties: false"),
        json!([{ "a": true }, { "a": false }, {}]),
        &[],
    );
    is(&list(7, "type: string, pattern: '^(a|bb|ccc)+$'"), json!(["a", "bb", "ccc", "aa", "aaa", "abb", "bba"]), &[]);
    let (ends, _) = made(&list(3, "type: string, format: uuid, pattern: '7$'"));
    let ends = ends.as_ref().and_then(Json::as_array).expect("three");
    assert!(ends.iter().all(|one| one.as_str().is_some_and(|one| one.starts_with("1b4e28ba-"))), "{ends:?}");
    let (many, _) = made(&list(200, "type: string, maxLength: 2"));
    assert_eq!(many.and_then(|many| many.as_array().map(Vec::len)), Some(200));
}

#[test]
fn values_of_one_variant_lie_beyond_the_others() {
    is("    A: { oneOf: [{ type: integer, maximum: 100 }, { type: integer, minimum: 0 }] }", json!(-1), &[]);
    is("    A: { oneOf: [{ type: number, minimum: 0 }, { type: number, maximum: 100 }] }", json!(100.5), &[]);
    is("    A: { oneOf: [{ type: string, format: uri }, { type: string, format: uri-reference }] }", json!("/"), &[]);
    let lists = "oneOf: [{ type: array, items: { type: integer }, minItems: 1, maxItems: 2 }, { type: array, items: { type: integer }, minItems: 1 }]";
    is(&format!("    A: {{ {lists} }}"), json!([1, 1, 1]), &[]);
    let object =
        |limit: &str| format!("{{ type: object, required: [n], properties: {{ n: {{ type: integer, {limit} }} }} }}");
    is(&format!("    A: {{ oneOf: [{}, {}] }}", object("maximum: 100"), object("minimum: 0")), json!({ "n": -1 }), &[]);
}

#[test]
fn enums_keep_to_the_limits_beside_a_reference() {
    let listed = |more: &str| {
        format!(
            "    A: {{ allOf: [{{ $ref: '#/components/schemas/B' }}, {{ {more} }}] }}\n    B: {{ type: string, enum: [a, b, xa, xyz] }}"
        )
    };
    is(&listed("pattern: '^x'"), json!("xa"), &[]);
    is(&listed("minLength: 3"), json!("xyz"), &[]);
    is(&listed("oneOf: [{ enum: [b] }, { enum: [xa] }]"), json!("b"), &[]);
    is("    A: { type: string, format: date, enum: [x, '2024-01-01'] }", json!("2024-01-01"), &[]);
    is("    A: { type: string, format: date, enum: [x, y] }", json!("x"), &["enum-type"]);
}

#[test]
fn names_are_found_as_long_as_there_are_others() {
    let names = |least: usize, names: &str| {
        format!(
            "    A: {{ type: object, minProperties: {least}, propertyNames: {{ {names} }}, additionalProperties: {{ type: integer }} }}"
        )
    };
    is(&names(4, "pattern: '^(foo|bar|ba[zx])$'"), json!({ "foo": 1, "bar": 1, "bax": 1, "baz": 1 }), &[]);
    is_none(&names(5, "pattern: '^(foo|bar|ba[zx])$'"), &[]);
    is(&names(2, "format: date, pattern: '^2023-'"), json!({ "2023-02-20": 1, "2023-03-02": 1 }), &[]);
}

#[test]
fn lists_end_before_what_has_no_value() {
    let never = "{ type: string, minLength: 3, maxLength: 1 }";
    is(&format!("    A: {{ type: array, items: {never} }}"), json!([]), &[]);
    is(&format!("    A: {{ type: array, prefixItems: [{{ type: boolean }}, {never}] }}"), json!([true]), &[]);
    is(&format!("    A: {{ type: array, prefixItems: [{never}], items: false }}"), json!([]), &[]);
    is_none(
        &format!("    A: {{ type: array, prefixItems: [{{ type: boolean }}, {never}], minItems: 2 }}"),
        &["no-value"],
    );
    is_none(
        &format!("    A: {{ type: array, prefixItems: [{{ type: boolean }}], minItems: 2, items: {never} }}"),
        &["no-value"],
    );
}

#[test]
fn variants_keep_to_the_type_beside_them() {
    let said = ["contradicting-parts"];
    is("    A: { type: string, anyOf: [{ type: integer }, { type: string, enum: [a] }] }", json!("a"), &said);
    is(
        "    A: { type: [string, 'null'], oneOf: [{ type: integer }, { const: a }, { const: 5 }] }",
        json!("a"),
        &["contradicting-parts"; 2],
    );
    // Null goes like the others, and is no example then.
    let null = |types: &str| {
        format!("    A: {{ type: {types}, oneOf: [{{ enum: [a, b] }}, {{ type: 'null' }}], example: null }}")
    };
    is(&null("string"), json!("a"), &["misfit-example"]);
    is(&null("[string, 'null']"), json!("a"), &[]);
    // A variant without a type has that one, and a wider one is narrowed.
    is("    A: { type: integer, anyOf: [{ minimum: 1.5 }, { type: string }] }", json!(2), &said);
    is("    A: { type: string, anyOf: [{ description: Any }, { maxLength: 2 }] }", json!("value"), &[]);
    is(
        "    A: { type: integer, oneOf: [{ type: number, minimum: 1.5 }, { type: number, maximum: -1 }] }",
        json!(2),
        &[],
    );
    // Choices in choices.
    let inner = "{ anyOf: [{ type: integer }, { type: boolean }] }";
    is(&format!("    A: {{ type: boolean, anyOf: [{inner}, {{ type: boolean }}] }}"), json!(true), &said);
    is("    A: { type: [boolean, string], anyOf: [{ type: integer }, { type: boolean }] }", json!(true), &said);
    // What goes with none of several types of the choice beside it goes with another one.
    let both = "oneOf: [{ type: string, enum: [a] }, { type: integer, enum: [1] }]";
    is(&format!("    A: {{ type: [string, integer], {both} }}"), json!("a"), &[]);
    // Whoever lists kinds and another one beside them means the list.
    is("    A: { type: object, anyOf: [{ type: integer }, { type: boolean }] }", json!(1), &said);
}

#[test]
fn equal_variants_are_one() {
    let said = ["equal-variants"];
    is("    A: { oneOf: [{ type: boolean }, { type: boolean, title: Again }] }", json!(true), &said);
    is("    A: { anyOf: [{ type: boolean }, { type: boolean }] }", json!(true), &[]);
    let object = "{ type: object, required: [a], properties: { a: { type: boolean } } }";
    is(&format!("    A: {{ oneOf: [{object}, {object}] }}"), json!({ "a": true }), &said);
    // Components stay what they are called, and the first that fits is one.
    let components = "    A: { oneOf: [{ $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/C' }] }";
    is(&format!("{components}\n    B: {object}\n    C: {object}"), json!({ "a": true }), &said);
    let limited = object.replace("boolean", "integer, minimum: 0");
    let apart = limited.replace("minimum: 0", "maximum: 6");
    is(&format!("{components}\n    B: {limited}\n    C: {apart}"), json!({ "a": 7 }), &[]);
    is(
        &format!("{components}\n    B: {{ type: integer, minimum: 0 }}\n    C: {{ type: integer, maximum: 6 }}"),
        json!(7),
        &[],
    );
    // Words inside of them are no difference, properties that are called so are.
    let told = object.replace("boolean", "boolean, title: Told, default: true");
    is(&format!("    A: {{ oneOf: [{object}, {told}] }}"), json!({ "a": true }), &said);
    let other = object.replace("a: ", "a: { type: boolean }, title: ");
    assert!(made(&format!("    A: {{ oneOf: [{object}, {other}] }}")).1.is_empty());
    let named = "{ $ref: '#/components/schemas/B' }";
    is(
        &format!("    A: {{ oneOf: [{named}, {object}, {named}] }}\n    B: {object}"),
        json!({ "a": true }),
        &["equal-variants"; 2],
    );
}

#[test]
fn names_are_of_a_choice_of_constants() {
    let map = |names: &str| {
        format!("    A: {{ type: object, additionalProperties: {{ type: boolean }}, propertyNames: {names} }}")
    };
    is(&map("{ oneOf: [{ const: a, title: First }, { const: b }] }"), json!({ "a": true }), &[]);
    is(&map("{ oneOf: [{ const: a }, { enum: [a, b] }] }"), json!({ "b": true }), &[]);
    is(&map("{ anyOf: [{ const: xa }, { const: b }], maxLength: 1 }"), json!({ "b": true }), &[]);
    is(&map("{ anyOf: [{ const: a }, { pattern: '^x' }] }"), json!({ "key": true }), &["unsupported-keyword"]);
}

#[test]
fn bounds_are_compared_to_the_last_digit() {
    let parts = |one: &str, other: &str| {
        format!("    A: {{ allOf: [{{ type: integer, {one} }}, {{ type: integer, {other} }}] }}")
    };
    is(&parts("minimum: 9007199254740992", "minimum: 9007199254740993"), json!(9_007_199_254_740_993_i64), &[]);
    is(&parts("minimum: 9007199254740993", "minimum: 9007199254740992"), json!(9_007_199_254_740_993_i64), &[]);
    is(&parts("maximum: -9007199254740992", "maximum: -9007199254740993"), json!(-9_007_199_254_740_993_i64), &[]);
}

/// By its own schema a value of a base is whatever an heir is called, which asks for more.
#[test]
fn values_of_a_base_are_those_that_their_tag_means() {
    let schemas = "
    A: { type: object, required: [kind], properties: { kind: { type: string, enum: [One, two] } }, discriminator: { propertyName: kind } }
    One: { allOf: [{ $ref: '#/components/schemas/A' }, { type: object, required: [a], properties: { a: { type: string } } }] }
    Two: { allOf: [{ $ref: '#/components/schemas/A' }, { type: object, required: [b], properties: { b: { type: string } } }], x-ms-discriminator-value: two }";
    is(schemas, json!({ "kind": "One", "a": "a" }), &[]);
}
