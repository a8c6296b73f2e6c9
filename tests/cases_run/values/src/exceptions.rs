//! Where a server means to judge otherwise than JSON Schema, and why. An exception that is no longer needed fails the test.

use serde_json::Value;

use self::Verdict::{TooLittle, TooMuch};

/// What is accepted although it is invalid, or rejected although it is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    TooMuch,
    TooLittle,
}

pub(crate) struct Exception {
    /// The case and the schema: `types-unions/Lists`.
    schema: &'static str,
    pub(crate) verdict: Verdict,
    /// Which values it is about.
    about: fn(&Value) -> bool,
    /// One of them.
    pub(crate) example: &'static str,
    pub(crate) reason: &'static str,
}

const NULL: &str = "whether null is allowed is said where a type is used: `Option<Mixed>`";
const BASE64: &str = "base64 is read with or without padding, in both alphabets";

static EXCEPTIONS: &[Exception] = &[
    exception("types-lists-enums/Mixed", TooLittle, Value::is_null, "null", NULL),
    exception("types-lists-enums/MixedTyped", TooLittle, Value::is_null, "null", NULL),
    exception("types-unions/Nullable", TooLittle, Value::is_null, "null", NULL),
    exception("types-formats/Formats", TooMuch, |value| value["byte"].is_string(), r#"{"byte":"_w"}"#, BASE64),
    exception("types-lists-enums/Defaults", TooMuch, |value| value["bytes"].is_string(), r#"{"bytes":"_w"}"#, BASE64),
    exception(
        "types-formats/Formats",
        TooMuch,
        |value| !(value["email"].to_string() + &value["list"].to_string()).is_ascii(),
        r#"{"email":"a@\u00e4.example"}"#,
        "addresses may be in any script",
    ),
    exception(
        "types-formats/Formats",
        TooMuch,
        |value| ["uri", "uri_or_nothing", "uri_reference"].iter().any(|name| !value[name].to_string().is_ascii()),
        r#"{"uri":"urn:a:\u00e4"}"#,
        "many send addresses of the web with letters beyond ASCII",
    ),
    exception(
        "types-formats/Formats",
        TooMuch,
        |value| value["uri_or_nothing"] == "",
        r#"{"uri_or_nothing":""}"#,
        "who says that a text with a format may be empty means it",
    ),
    exception(
        "types-formats/Formats",
        TooLittle,
        |value| value["beyond"].as_i64().is_some_and(i64::is_negative),
        r#"{"beyond":-1}"#,
        "what is shown as more than 64 bits with a sign can hold is read without one, as the warning says",
    ),
    exception(
        "types-unions/Formats",
        TooMuch,
        |value| value.as_str().is_some_and(|text| text.len() == 36),
        "\"1b4e28ba-2fa1-41d2-883f-0016d3cca427\"",
        "a format is no limit that would make a text several variants at once",
    ),
    exception(
        "types-unions/Lists",
        TooMuch,
        |value| value.as_array().is_some_and(Vec::is_empty),
        "[]",
        "an empty list has no items that would tell which list it is",
    ),
    exception(
        "dialects-v3-2/Animal",
        TooMuch,
        Value::is_object,
        r#"{"kind":"spider"}"#,
        "the discriminator decides, whatever other variants would take; one that means none is the fallback's",
    ),
    exception(
        "types-unions/Properties",
        TooMuch,
        |value| !value["id"].is_null() && !value["name"].is_null(),
        r#"{"id":1,"name":"n"}"#,
        "a required property that no other variant has tells its variant, even if the others do not forbid it",
    ),
    exception(
        "types-unions/Stated",
        TooMuch,
        |value| value.get("action").is_none(),
        "{}",
        "what says nothing is the first variant's",
    ),
];

const fn exception(
    schema: &'static str,
    verdict: Verdict,
    about: fn(&Value) -> bool,
    example: &'static str,
    reason: &'static str,
) -> Exception {
    Exception { schema, verdict, about, example, reason }
}

/// The exceptions of a schema.
pub(crate) fn of<'a>(case: &'a str, schema: &'a str) -> impl Iterator<Item = &'static Exception> + 'a {
    EXCEPTIONS.iter().filter(move |exception| exception.schema.split_once('/') == Some((case, schema)))
}

/// Whether that is meant to be so.
pub(crate) fn meant(case: &str, schema: &str, verdict: Verdict, value: &Value) -> bool {
    of(case, schema).any(|exception| exception.verdict == verdict && (exception.about)(value))
}
