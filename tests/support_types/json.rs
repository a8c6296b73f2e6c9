//! JSON: objects, presence, repeated and unknown properties, pointers, depth, escapes.

use serde_json::json;

use crate::support::{self, ErrorKind, Mode, from_json};
use crate::types::{Closed, Open, Pet};
use crate::{lenient, strict, written};

#[test]
fn absent_null_and_a_value_are_three_things() {
    for text in [
        r#"{"id":1,"nick":null}"#,
        r#"{"id":1,"nick":"x","born":null}"#,
        r#"{"id":1,"nick":null,"born":"today"}"#,
        r#"{"id":1,"nick":null,"extra":null}"#,
        r#"{"id":1,"nick":null,"extra":{"a":[1,-2,0.5,true,"x",null]}}"#,
    ] {
        let pet: Pet = strict(text).unwrap();
        assert_eq!(written(&pet), text);
        let by_serde: Pet = serde_json::from_str(text).unwrap();
        assert_eq!(by_serde, pet);
        assert_eq!(serde_json::to_string(&pet).unwrap(), text);
    }
    let pet: Pet = strict(r#"{"id":1,"nick":null,"born":null}"#).unwrap();
    assert_eq!(pet.born, Some(None));
    assert_eq!(strict::<Pet>(r#"{"id":1,"nick":null}"#).unwrap().born, None);
}

#[test]
fn null_where_it_is_not_allowed() {
    let text = r#"{"id":null,"nick":null,"name":null,"friends":null,"labels":{"a":null}}"#;
    assert_eq!(
        strict::<Pet>(text).unwrap_err(),
        "/id: expected an integer of 64 bits, found null\n/name: must not be null\n/friends: must not be null\n\
         /labels/a: expected a string, found null"
    );
    // A client takes null for absence.
    let pet: Pet = lenient(r#"{"id":1,"nick":null,"name":null,"friends":null}"#).unwrap();
    assert_eq!((pet.name, pet.friends), (None, None));
}

#[test]
fn every_violation_has_its_pointer() {
    let text = r#"{"id":0,"friends":[{"id":1,"nick":"a"},{"id":"x","nick":null,"labels":{"a/b":"abc","c~":7}},
        {"nick":3}],"name":"","mother":[],"mo\"od":"so so"}"#;
    assert_eq!(
        strict::<Pet>(text).unwrap_err(),
        "/id: must be at least 1\n/friends/1/id: expected an integer of 64 bits, found a string\n\
         /friends/1/labels/c~0: expected a string, found an integer\n\
         /friends/2/nick: expected a string, found an integer\n/friends/2/id: is required\n\
         /name: must have at least 1 character\n/mother: expected an object, found an array\n\
         /mo\"od: must be one of \"good\", \"bad\"\n/nick: is required"
    );
    // A client stops at the first thing that it cannot understand.
    assert_eq!(lenient::<Pet>(text).unwrap_err(), "/friends/1/id: expected an integer of 64 bits, found a string");
}

#[test]
fn map_values_keep_to_their_limits() {
    assert_eq!(
        strict::<Pet>(r#"{"id":1,"nick":null,"labels":{"a/b":"abc","c":"de"}}"#).unwrap_err(),
        "/labels/a~1b: must have at most 2 characters"
    );
}

#[test]
fn repeated_properties() {
    let text = r#"{"id":1,"nick":null,"friends":[{"id":2,"nick":null,"name":"a"}],"id":3,
        "friends":[{"id":4,"nick":null}],"labels":{"a":"b","a":"c"}}"#;
    assert_eq!(
        strict::<Pet>(text).unwrap_err(),
        "/id: must not be there twice\n/friends: must not be there twice\n/labels/a: must not be there twice"
    );
    let pet: Pet = lenient(text).unwrap();
    assert_eq!(pet.id, 3);
    assert_eq!(pet.friends.unwrap(), [Pet { id: 4, ..Pet::default() }]);
    assert_eq!(pet.labels.unwrap()["a"], "c");
}

#[test]
fn other_properties() {
    let pet: Pet = strict(r#"{"id":1,"nick":null,"new":{"a":[1,{}]}}"#).unwrap();
    assert_eq!(written(&pet), r#"{"id":1,"nick":null}"#);
    assert_eq!(
        strict::<Closed>(r#"{"size":1,"new":{"a":[1,{}]},"newer":1}"#).unwrap_err(),
        "/new: is not a property of this object\n/newer: is not a property of this object"
    );
    assert_eq!(lenient::<Closed>(r#"{"size":1,"new":{"a":[1,{}]}}"#).unwrap().size, 1);
    let open: Open = strict(r#"{"size":1,"new":9}"#).unwrap();
    assert_eq!(open.more["new"], 9);
    assert_eq!(written(&open), r#"{"size":1,"new":9}"#);
    assert_eq!(
        strict::<Open>(r#"{"size":1,"new":10,"newer":"x","third":1}"#).unwrap_err(),
        "/newer: expected an integer of 64 bits, found a string\n/new: must be at most 9\nmust have at most 3 properties"
    );
}

#[test]
fn malformed_is_not_invalid() {
    for text in ["", "{", r#"{"id":1,}"#, r#"{"id":1}x"#, r#"{"id":01}"#, "[1", "\u{1}", r#"{"id":"a}"#] {
        let error = from_json::<Pet>(text.as_bytes(), Mode::Strict).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Malformed, "{text}: {error}");
        assert!(!error.to_string().is_empty());
    }
    assert_eq!(from_json::<Pet>(b"{\"id\":\xff}", Mode::Strict).unwrap_err().kind, ErrorKind::Malformed);
    assert_eq!(from_json::<Pet>(b"[]", Mode::Strict).unwrap_err().kind, ErrorKind::Invalid);
    assert_eq!(serde_json::from_str::<Pet>("[]").unwrap_err().to_string(), "expected an object, found an array");
}

#[test]
fn depth_is_bounded() {
    let deep = |depth: usize| {
        let open = r#"{"id":1,"nick":null,"mother":"#.repeat(depth);
        format!("{open}{{\"id\":1,\"nick\":null}}{}", "}".repeat(depth))
    };
    assert!(strict::<Pet>(&deep(100)).is_ok());
    assert!(strict::<Pet>(&deep(100_000)).is_err());
    let value = serde_json::from_str::<serde_json::Value>(&deep(100)).unwrap();
    assert_eq!(serde_json::from_value::<Pet>(value).unwrap(), strict(&deep(100)).unwrap());
}

#[test]
fn violations_are_bounded() {
    let text = format!("[{}]", vec!["\"x\""; 10_000].join(","));
    let error = from_json::<Vec<i64>>(text.as_bytes(), Mode::Strict).unwrap_err();
    assert_eq!(error.violations.len(), 64);
    assert_eq!(error.violations[63].pointer, "/63");
}

#[test]
fn strings_are_escaped_as_json_wants() {
    for text in ["", "plain", "a\"b", "\\", "\u{0}\u{1f}\n\r\t", "é漢😀", "\u{7f}\u{2028}"] {
        assert_eq!(written(&text.to_owned()), serde_json::to_string(&json!(text)).unwrap().replace("\\b", "\\u0008"));
        assert_eq!(strict::<String>(&written(&text.to_owned())).unwrap(), text);
    }
}

#[test]
fn numbers_are_written_as_they_are_read() {
    assert_eq!(written(&vec![0, i64::MAX, i64::MIN, -1]), "[0,9223372036854775807,-9223372036854775808,-1]");
    assert_eq!(written(&u64::MAX), "18446744073709551615");
    assert_eq!(written(&vec![0.5, -0.0, 1e300, f64::NAN]), "[0.5,-0.0,1e+300,null]");
    assert_eq!(written(&0.1_f32), "0.1");
    let value: support::Node = strict("[1,-2,0.5,null,true,{\"a\":\"b\"}]").unwrap();
    assert_eq!(written(&value), "[1,-2,0.5,null,true,{\"a\":\"b\"}]");
}

#[test]
fn broken_text_is_malformed_whatever_was_wrong_before() {
    for text in ["[1", "[1,", r#"{"id":"x""#, r#"{"id":"x","nick":3,"#, r#"{"id":"x"} {"#, r#"[{"id":1}"#] {
        let list = from_json::<Vec<String>>(text.as_bytes(), Mode::Strict).unwrap_err();
        assert_eq!(list.kind, ErrorKind::Malformed, "{text} as a list: {list}");
        let pet = from_json::<Pet>(text.as_bytes(), Mode::Strict).unwrap_err();
        assert_eq!(pet.kind, ErrorKind::Malformed, "{text} as an object: {pet}");
    }
}

/// Texts and names are looked at in words of eight bytes: every length, with every kind of byte at every place.
#[test]
fn texts_of_every_length_are_written_as_serde_json_does() {
    let mut texts = vec![String::new()];
    for length in 1..=26 {
        for at in 0..length {
            for sign in ['"', '\\', '\n', '\u{1f}', '\0', ' ', '!', '#', '[', ']', '\u{7f}', 'é', '\u{ff}', '€'] {
                let mut text: String = "abcdefghijklmnopqrstuvwxyz"[..length].to_owned();
                text.replace_range(at..at + 1, sign.encode_utf8(&mut [0; 4]));
                texts.push(text);
            }
        }
    }
    let all: Vec<_> = texts.iter().map(|text| serde_json::to_string(text).unwrap()).collect();
    for (text, json) in texts.iter().zip(&all) {
        assert_eq!(written(text), *json);
    }
    assert_eq!(written(&texts), format!("[{}]", all.join(",")), "a list of them at once");
    for number in [i64::MIN, i64::MIN + 1, -10, -1, 0, 9, 10, i64::MAX] {
        assert_eq!(written(&number), number.to_string());
    }
    assert_eq!(written(&u64::MAX), u64::MAX.to_string());
}

#[test]
fn a_name_is_no_other_of_its_length() {
    let alphabet = "abcdefghijklmnopqrstuvwxyz";
    for length in 0..=alphabet.len() {
        let name = &alphabet[..length];
        let fields = Box::leak(Box::new([support::required(name)]));
        let shape = Box::leak(Box::new(support::Shape::object(fields)));
        assert_eq!(shape.position_near(0, name), Some(0));
        for at in 0..length {
            let mut other = name.to_owned();
            other.replace_range(at..=at, "_");
            assert_eq!(shape.position_near(0, &other), None, "{other}");
            assert_eq!(shape.position_near(0, &name[..at]), None, "{at} of {name}");
        }
    }
}
