//! Unions: told apart by discriminator, type, required properties and trying.

use serde_json::json;

use crate::types::{Closed, Mixed, Open, Tagged};
use crate::{lenient, strict, written};

#[test]
fn the_discriminator_decides() {
    let value: Tagged = strict(r#"{"kind":"shut","size":1}"#).unwrap();
    assert_eq!(value, Tagged::Closed(Closed { kind: Some("shut".to_owned()), size: 1, more: Default::default() }));
    assert_eq!(written(&value), r#"{"kind":"shut","size":1}"#);
    assert_eq!(serde_json::to_value(&value).unwrap(), json!({"kind": "shut", "size": 1}));
    assert_eq!(
        strict::<Tagged>(r#"{"kind":"open","size":"x"}"#).unwrap_err(),
        "/size: expected an integer of 64 bits, found a string"
    );
    assert_eq!(strict::<Vec<Tagged>>(r#"[{"size":1}]"#).unwrap_err(), "/0/kind: is required");
    assert_eq!(strict::<Tagged>(r#"{"kind":1}"#).unwrap_err(), "/kind: expected a string");
    assert!(matches!(lenient::<Tagged>(r#"{"size":1}"#), Ok(Tagged::Closed(_))));
}

#[test]
fn the_discriminator_is_written_where_the_value_lacks_it() {
    let open = Open { kind: None, size: 2, more: [("x".to_owned(), 1)].into() };
    assert_eq!(written(&Tagged::Open(Box::new(open.clone()))), r#"{"kind":"open","size":2,"x":1}"#);
    let wrong = Open { kind: Some("closed".to_owned()), ..open };
    assert_eq!(written(&Tagged::Open(Box::new(wrong))), r#"{"kind":"open","size":2,"x":1}"#);
}

#[test]
fn an_unknown_discriminator_survives_in_clients() {
    let text = r#"{"kind":"new","size":[1,{"a":null}]}"#;
    let value: Tagged = lenient(text).unwrap();
    assert_eq!(value, Tagged::Unknown { tag: "new".to_owned(), value: serde_json::from_str(text).unwrap() });
    assert_eq!(written(&value), text);
    assert_eq!(strict::<Tagged>(text).unwrap_err(), "/kind: must be one of \"closed\", \"shut\", \"open\"");
}

#[test]
fn types_and_required_properties_decide() {
    assert_eq!(strict::<Mixed>("1"), Ok(Mixed::Number(1)));
    assert!(matches!(strict(r#"{"size":1}"#), Ok(Mixed::Closed(_))));
    assert!(matches!(strict(r#"{"id":1,"nick":null}"#), Ok(Mixed::Pet(_))));
    let list: Mixed = strict(r#"[1,[{"size":2}],"x"]"#).unwrap();
    assert_eq!(written(&list), r#"[1,[{"size":2}],"x"]"#);
    // With one candidate left, what is wrong is wrong with it.
    assert_eq!(
        strict::<Mixed>(r#"[1,{"size":"x"}]"#).unwrap_err(),
        "/1/size: expected an integer of 64 bits, found a string"
    );
}

#[test]
fn at_last_they_are_tried_in_order() {
    assert_eq!(strict::<Mixed>("\"ab\""), Ok(Mixed::Short("ab".to_owned())));
    assert_eq!(strict::<Mixed>("\"abc\""), Ok(Mixed::Text("abc".to_owned())));
    assert_eq!(
        strict::<Mixed>("\"abcdef\"").unwrap_err(),
        "fits no variant (Number: the type differs; Short: must have at most 2 characters; \
         Text: must have at most 5 characters; Closed: the type differs; Pet: the type differs; List: the type differs)"
    );
    assert_eq!(
        strict::<Mixed>(r#"{"x":1}"#).unwrap_err(),
        "fits no variant (Number: the type differs; Short: the type differs; Text: the type differs; \
         Closed: /size is required; Pet: /id is required; List: the type differs)"
    );
}

#[test]
fn deep_unions_end() {
    let text = "[".repeat(100_000);
    assert!(strict::<Mixed>(&text).is_err());
    let text = format!("{}{}", "[".repeat(100), "]".repeat(100));
    assert!(strict::<Mixed>(&text).is_ok());
}
