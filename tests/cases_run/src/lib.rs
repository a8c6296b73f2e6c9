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
