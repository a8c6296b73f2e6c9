//! Numbers of all widths, enums, secrets, base64, dates and UUIDs.

use crate::support::chrono::{DateTime, NaiveDate};
use crate::support::uuid::Uuid;
use crate::support::{Base64, Decode, Mode, Secret, View, decode_base64, decode_text, encode_base64, to_text};
use crate::types::{Level, Mood};
use crate::{lenient, strict, written};

fn text<T: Decode>(text: &str) -> Result<T, String> {
    let mut value = T::blank();
    decode_text(&mut value, text, Mode::Strict).map_err(crate::lines)?;
    Ok(value)
}

#[test]
fn integers_of_every_width() {
    assert_eq!(strict::<i32>("2147483647"), Ok(i32::MAX));
    assert_eq!(strict::<i32>("2147483648").unwrap_err(), "expected an integer of 32 bits, found an integer");
    assert_eq!(strict::<u32>("-1").unwrap_err(), "expected a non-negative integer of 32 bits, found an integer");
    assert_eq!(strict::<u64>("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(strict::<i64>("9223372036854775808").unwrap_err(), "expected an integer of 64 bits, found an integer");
    // JSON has one kind of number.
    assert_eq!(strict::<i64>("1.0"), Ok(1));
    assert_eq!(strict::<u32>("1e3"), Ok(1000));
    assert_eq!(strict::<u64>("1.8446744073709549e19"), Ok(18_446_744_073_709_549_568));
    for bad in ["1.8446744073709552e19", "-1e3", "1e300"] {
        assert!(strict::<u64>(bad).is_err(), "{bad}");
    }
    assert_eq!(strict::<i64>("1.5").unwrap_err(), "expected an integer of 64 bits, found a number");
    assert_eq!(text::<i64>("-12"), Ok(-12));
    for bad in ["", "1.5", "x", "99999999999999999999"] {
        assert!(text::<i64>(bad).is_err(), "{bad}");
    }
}

#[test]
fn floats_and_booleans() {
    assert_eq!(strict::<f64>("3"), Ok(3.0));
    assert_eq!(strict::<f32>("0.1"), Ok(0.1));
    assert!(strict::<f32>("1e300").is_err());
    assert_eq!(text::<f64>("1e3"), Ok(1000.0));
    assert!(text::<f64>("NaN").is_err() && text::<f64>("inf").is_err());
    assert_eq!(text::<bool>("true"), Ok(true));
    assert!(text::<bool>("1").is_err());
    assert_eq!(strict::<bool>("\"true\"").unwrap_err(), "expected a boolean, found a string");
}

#[test]
fn string_enums() {
    assert_eq!(strict::<Mood>("\"good\""), Ok(Mood::Good));
    assert_eq!(lenient::<Mood>("\"odd\""), Ok(Mood::Unknown("odd".to_owned())));
    assert_eq!(strict::<Mood>("\"odd\"").unwrap_err(), "must be one of \"good\", \"bad\"");
    assert_eq!(strict::<Mood>("1").unwrap_err(), "expected a string, found an integer");
    assert_eq!(Mood::from("bad".to_owned()).to_string(), "bad");
    assert_eq!(text::<Mood>("bad"), Ok(Mood::Bad));
    assert_eq!(written(&Mood::Unknown("x".to_owned())), "\"x\"");
}

#[test]
fn integer_enums() {
    assert_eq!(strict::<Level>("-1"), Ok(Level::Low));
    assert_eq!(lenient::<Level>("3"), Ok(Level::Unknown(3)));
    assert_eq!(strict::<Level>("3").unwrap_err(), "must be one of -1, 7");
    assert_eq!(text::<Level>("7"), Ok(Level::High));
    assert_eq!(Level::High.to_string(), "7");
    assert_eq!(written(&Level::Low), "-1");
}

#[test]
fn secrets_are_not_shown() {
    let secret: Secret = strict("\"hunter2\"").unwrap();
    assert_eq!(format!("{secret:?}"), "Secret(..)");
    assert_eq!(secret.expose(), "hunter2");
    assert_eq!(written(&secret), "\"hunter2\"");
}

#[test]
fn base64_both_ways() {
    for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
        assert_eq!(encode_base64(bytes.as_bytes()), text);
        assert_eq!(decode_base64(text).unwrap(), bytes.as_bytes());
        assert_eq!(decode_base64(text.trim_end_matches('=')).unwrap(), bytes.as_bytes());
    }
    let all: Vec<u8> = (0..=255).collect();
    assert_eq!(decode_base64(&encode_base64(&all)).unwrap(), all);
    assert_eq!(decode_base64("-_-_"), decode_base64("+/+/"));
    for bad in ["Z", "Zm9v!", "Z=m9", "ä"] {
        assert_eq!(decode_base64(bad), None, "{bad}");
    }
    assert_eq!(strict::<Base64>("\"Zm9v\"").unwrap().0, b"foo");
    assert_eq!(strict::<Base64>("\"?\"").unwrap_err(), "expected base64 text");
}

#[test]
fn dates_times_and_uuids() {
    let time: DateTime = strict("\"2024-02-29T12:00:00.5+02:00\"").unwrap();
    assert_eq!(written(&time), "\"2024-02-29T12:00:00.500+02:00\"");
    assert!(strict::<DateTime>("\"yesterday\"").is_err());
    let date: NaiveDate = strict("\"2024-02-29\"").unwrap();
    assert_eq!(to_text(&date).unwrap(), "2024-02-29");
    assert!(strict::<NaiveDate>("\"2023-02-29\"").is_err());
    let id: Uuid = strict("\"1b4e28ba-2fa1-41d2-883f-0016d3cca427\"").unwrap();
    assert_eq!(written(&id), "\"1b4e28ba-2fa1-41d2-883f-0016d3cca427\"");
    assert_eq!(strict::<Uuid>("\"x\"").unwrap_err(), "must be a UUID");
}

#[test]
fn text_of_values() {
    assert_eq!(to_text(&true).unwrap(), "true");
    assert_eq!(to_text(&-1.5).unwrap(), "-1.5");
    assert_eq!(to_text(&vec![1]), None);
    assert_eq!(to_text(&None::<String>), None);
    let view: &dyn View = &Some("x".to_owned());
    assert_eq!(to_text(view).unwrap(), "x");
}
