//! What a mock makes of `Prefer`.

use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode};

use crate::send;
use crate::server::call::Context;
use crate::server::media::Accept;
use crate::server::mock::{Answers, Example, Mocked};

static ANSWERS: Answers = Answers::new(
    r#"{"get": [
        {"variant": "Ok", "status": "200", "code": 200, "success": true, "examples": [
            {"name": "plain", "body": "plain"}, {"name": "  spaced ", "body": "spaced"}, {"name": "ünï", "body": "ünï"},
            {"name": "in, \"two\" parts", "body": "parts"}, {"name": "", "body": "empty"}
        ]},
        {"variant": "NotFound", "status": "404", "code": 404, "success": false, "examples": [{"body": "none"}]},
        {"variant": "Default", "status": "default", "code": 500, "success": false, "examples": [{"body": "other"}]}
    ]}"#,
);

/// Status and body.
struct Told(u16, String);

impl Mocked for Told {
    fn mocked(example: &mut Example) -> Self {
        Told(example.status().as_u16(), example.text())
    }
}

/// What is answered to who prefers this; nothing is 400.
fn answer(prefer: &str) -> Option<Told> {
    let prefer = Some(prefer.to_owned());
    let cx = Context { principal: (), accept: Accept::default(), content_type: None, prefer };
    let answer = ANSWERS.answer::<Told, ()>("get", &cx);
    answer.map_err(|problem| assert_eq!(problem.status(), StatusCode::BAD_REQUEST)).ok()
}

#[test]
fn a_code_is_three_digits() {
    for (code, told) in [
        ("200", Some((200, "plain"))),
        ("404", Some((404, "none"))),
        ("\"404\"", Some((404, "none"))),
        ("503", Some((503, "other"))),
        ("+404", None),
        ("0404", None),
        ("4٠4", None),
        ("4", None),
        ("4XX", None),
        ("default", None),
        ("100", None),
        ("600", None),
        ("", None),
    ] {
        let answer = answer(&format!("code={code}"));
        let answer = answer.as_ref().map(|Told(status, text)| (*status, text.as_str()));
        assert_eq!(answer, told, "{code}");
    }
}

/// A header that must be there, and one that need not.
struct Headers(String, Option<i64>);

impl Mocked for Headers {
    fn mocked(example: &mut Example) -> Self {
        Headers(example.header("X-Must"), example.header("X-May"))
    }
}

#[test]
fn a_header_without_a_value_is_absent_or_not_implemented() {
    static ANSWERS: Answers = Answers::new(
        r#"{
            "both": [{"status": "200", "code": 200, "success": true, "headers": {"X-Must": "a", "X-May": 1}, "examples": [{}]}],
            "must": [{"status": "200", "code": 200, "success": true, "headers": {"X-Must": "a"}, "examples": [{}]}],
            "may": [{"status": "200", "code": 200, "success": true, "headers": {"X-May": 1}, "examples": [{}]}],
            "other": [{"status": "200", "code": 200, "success": true, "headers": {"X-Must": 1}, "examples": [{}]}]
        }"#,
    );
    let answer = |operation| {
        let cx = Context { principal: (), accept: Accept::default(), content_type: None, prefer: None };
        let answer = ANSWERS.answer::<Headers, ()>(operation, &cx).map(|Headers(must, may)| (must, may));
        answer.map_err(|problem| (problem.status(), problem.to_string()))
    };
    assert_eq!(answer("both"), Ok(("a".to_owned(), Some(1))));
    assert_eq!(answer("must"), Ok(("a".to_owned(), None)));
    for (operation, told) in [
        ("may", "there is no value for the header X-Must that can be sent"),
        ("other", "the example of the header X-Must cannot be read"),
    ] {
        let (status, detail) = answer(operation).unwrap_err();
        assert_eq!(status, StatusCode::NOT_IMPLEMENTED);
        assert!(detail.contains(told), "{detail}");
    }
}

#[test]
fn space_counts_in_quotes_only() {
    for (name, told) in [
        (r#""  spaced ""#, Some("spaced")),
        (r#"  "  spaced "  , code=200"#, Some("spaced")),
        ("  spaced ", None),
        ("\t plain \t;x", Some("plain")),
        (r#""plain ""#, None),
        (r#""in, \"two\" parts""#, Some("parts")),
        (r#"in", \"two\" "parts"#, Some("parts")),
        (r#""""#, Some("empty")),
        ("ünï", Some("ünï")),
        ("\"ünï\"", Some("ünï")),
    ] {
        let answer = answer(&format!("x , example ={name}"));
        assert_eq!(answer.as_ref().map(|Told(_, text)| text.as_str()), told, "{name}");
    }
}

#[tokio::test]
async fn preferences_are_read_as_utf8() {
    for (bytes, read) in
        [("example=ünï".as_bytes(), "example=ünï"), (b"example=\xfcn\xef", "example=\u{fffd}n\u{fffd}")]
    {
        let request = Request::get("/prefers").header("prefer", HeaderValue::from_bytes(bytes).unwrap());
        let request = request.header("prefer", "wait=1").body(Body::empty()).unwrap();
        assert_eq!(send(request).await.text, format!("{read}, wait=1"));
    }
    assert!(answer("example=\u{fffd}n\u{fffd}").is_none());
}
