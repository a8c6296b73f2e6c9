//! What the crates of the cases do. It has nothing but tests.

#![forbid(unsafe_code)]

/// Reads text as a server does and writes it again: a value, or the violations.
///
/// `read!(unions, Party, text)`; the first is the crate of types, because each has a codec of its own.
#[macro_export]
macro_rules! strict {
    ($types:ident, $name:ty, $text:expr) => {{
        use $types::support::{Mode, from_json, to_json};
        from_json::<$name>($text.as_bytes(), Mode::Strict)
            .map(|value| String::from_utf8(to_json(&value)).expect("JSON is UTF-8"))
            .map_err(|error| error.to_string())
    }};
}

/// Reads text as a client does and writes it again.
#[macro_export]
macro_rules! lenient {
    ($types:ident, $name:ty, $text:expr) => {{
        use $types::support::{Mode, from_json, to_json};
        from_json::<$name>($text.as_bytes(), Mode::Lenient)
            .map(|value| String::from_utf8(to_json(&value)).expect("JSON is UTF-8"))
            .map_err(|error| error.to_string())
    }};
}

/// The text comes back as it was, from a server and from a client.
#[macro_export]
macro_rules! same {
    ($types:ident, $name:ty, $($text:expr),+ $(,)?) => {$(
        assert_eq!($crate::strict!($types, $name, $text), Ok($text.to_owned()), "strict");
        assert_eq!($crate::lenient!($types, $name, $text), Ok($text.to_owned()), "lenient");
    )+};
}

/// Servers reject the text, and say this.
#[macro_export]
macro_rules! rejected {
    ($types:ident, $name:ty, $($text:expr => $says:expr),+ $(,)?) => {$(
        match $crate::strict!($types, $name, $text) {
            Ok(text) => panic!("{} is accepted as {text}", $text),
            Err(error) => assert!(error.contains($says), "{}: {error}", $text),
        }
    )+};
}

/// Values of `types/formats` in JSON: the property, some that servers take, some that they refuse.
pub const FORMATS: &[(&str, &[&str], &[&str])] = &[
    ("int8", &["-128", "127"], &["-129", "128"]),
    ("int16", &["-32768", "32767"], &["-32769", "32768"]),
    ("int32", &["-2147483648", "2147483647"], &["2147483648"]),
    ("int64", &["-9223372036854775808", "9223372036854775807"], &["9223372036854775808"]),
    ("uint8", &["0", "255"], &["-1", "256"]),
    ("uint16", &["0", "65535"], &["-1", "65536"]),
    ("uint32", &["0", "4294967295"], &["-1", "4294967296"]),
    ("uint64", &["0", "18446744073709551615"], &["-1"]),
    // Its example and default are beyond 64 bits with a sign.
    ("beyond", &["0", "18446744073709551615"], &["-1"]),
    ("float", &["1.5"], &["1e39", "\"1\""]),
    ("double", &["1.5", "0.30000000000000004", "999999.9999999999"], &["\"1\""]),
    ("decimal", &["\"-12.50\""], &["\"1,5\"", "\"\"", "\"1.\""]),
    ("date", &["\"2024-02-29\""], &["\"2023-02-29\"", "\"2024-13-01\"", "\"24-01-01\"", "\"2024-02-29T00:00:00Z\""]),
    (
        "date_time",
        &["\"2024-02-29T12:30:00Z\"", "\"2024-02-29T12:30:00.123+02:00\""],
        &["\"2024-02-29\"", "\"2024-02-29T12:30:00\"", "\"2024-02-29T24:30:00Z\"", "\"2024-02-29T12:30:00.Z\""],
    ),
    ("time", &["\"12:30:00Z\"", "\"23:59:60+01:00\""], &["\"12:30\"", "\"25:00:00Z\""]),
    (
        "duration",
        &["\"P1DT2H\"", "\"PT0.5S\"", "\"P3W\"", "\"P1Y2M3D\""],
        &["\"P\"", "\"PT\"", "\"1D\"", "\"P1H\"", "\"PT1S1M\"", "\"P1\""],
    ),
    ("uuid", &["\"1b4e28ba-2fa1-41d2-883f-0016d3cca427\""], &["\"1b4e28ba2fa141d2883f0016d3cca427\"", "\"x\""]),
    (
        "uri",
        &["\"https://a.example/b?c=%20#d\"", "\"urn:a:b\""],
        &["\"/a\"", "\"a b:c\"", "\"http://a/%2\"", "\"1a:b\""],
    ),
    ("uri_or_nothing", &["\"urn:a:b\"", "\"\""], &["\"/a\""]),
    ("uri_reference", &["\"/a?b\"", "\"\"", "\"a/b:c\""], &["\"a b\"", "\"{a}\"", "\"1:b\""]),
    (
        "email",
        &["\"a.b+c@d.example\"", "\"a@[192.0.2.1]\""],
        &["\"a\"", "\"@d\"", "\"a@\"", "\"a b@c\"", "\"a@-c\"", "\"a:b@c\""],
    ),
    ("hostname", &["\"a-b.example\"", "\"localhost\""], &["\"a_b\"", "\"-a\"", "\"a..b\"", "\"\""]),
    ("ipv4", &["\"192.0.2.1\""], &["\"192.0.2\"", "\"256.0.0.1\"", "\"::1\""]),
    ("ipv6", &["\"2001:db8::1\""], &["\"192.0.2.1\"", "\"2001:::1\""]),
    ("byte", &["\"aGVsbG8=\""], &["\"a\"", "\"%%%%\""]),
    ("password", &["\"secret\""], &["1"]),
    ("unknown", &["\"anything\""], &["1"]),
    ("unknown_integer", &["1"], &["\"1\""]),
    ("list", &["[\"a@b\"]"], &["[\"a\"]", "[\"a@b\",\"b\"]"]),
];
