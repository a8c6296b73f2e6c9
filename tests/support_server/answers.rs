//! What goes back: media types, failures.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use tower::ServiceExt;

use crate::server::media::Accept;
use crate::things::{App, router};
use crate::{call, content_type, post_json};

fn accept(text: &'static str) -> Accept {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static(text));
    Accept::of(&headers)
}

#[test]
fn weights() {
    let offers = ["application/json", "application/xml"];
    for (text, wanted) in [
        ("*/*", Some("application/json")),
        ("application/xml", Some("application/xml")),
        ("application/json;q=0.5, application/xml;q=0.6", Some("application/xml")),
        ("application/*;q=0.5, application/xml;q=0.1", Some("application/json")),
        ("application/json;q=0, */*;q=0.1", Some("application/xml")),
        ("text/html", None),
        ("Application/JSON; charset=utf-8", Some("application/json")),
    ] {
        assert_eq!(accept(text).best(offers), wanted, "{text}");
    }
    let mut lines = HeaderMap::new();
    for line in ["text/html", "*/*"] {
        lines.append(header::ACCEPT, HeaderValue::from_static(line));
    }
    assert_eq!(Accept::of(&lines).best(offers), Some("application/json"), "what each line allows");
    assert!(accept("image/png").allows("image/*"));
    for (text, offers, wanted) in [
        // Of equals the one that is named most exactly.
        ("text/html", ["text/*", "text/html"], "text/html"),
        ("text/*", ["image/*", "text/html"], "text/html"),
        ("application/*, text/html", ["application/json", "text/html"], "text/html"),
        ("application/*, text/html;q=0.9", ["application/json", "text/html"], "application/json"),
        // The charset tells apart what nothing else does.
        ("text/plain;charset=UTF-8", ["text/plain", "text/plain; charset=utf-8"], "text/plain; charset=utf-8"),
        ("text/plain", ["text/plain; charset=utf-8", "text/plain"], "text/plain; charset=utf-8"),
        ("text/plain;charset=utf-8", ["text/plain;charset=latin1", "text/html"], "text/plain;charset=latin1"),
    ] {
        assert_eq!(accept(text).best(offers), Some(wanted), "{text} of {offers:?}");
    }
    for (text, range, wanted) in [
        ("text/html;level=1, text/plain;q=0.5", "text/*", Some("text/html")),
        ("text/plain;q=0.5, text/html", "text/*", Some("text/html")),
        ("text/*, image/png", "text/*", None),
        ("text/html;q=0", "text/*", None),
        ("image/png", "*/*", Some("image/png")),
    ] {
        assert_eq!(accept(text).named(range), wanted, "{text} for {range}");
    }
    assert!(Accept::default().allows("anything/at-all"));
}

#[tokio::test]
async fn a_caller_that_wants_something_else() {
    let headers = [("cookie", "mood=x"), ("accept", "image/png")];
    assert_eq!(call("GET", "/things/5:find", &headers, "").await.status, StatusCode::NOT_ACCEPTABLE);
}

#[tokio::test]
async fn failures_tell_nothing_but_problems_do() {
    for how in [r#"{"panic":[]}"#, r#"{"other":[]}"#, r#"{"status":[]}"#] {
        let answer = post_json("/fail", how).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{how}");
        assert!(!answer.text.contains("secret"), "{how}: {}", answer.text);
    }
    let answer = post_json("/fail", r#"{"problem":[]}"#).await;
    assert_eq!((answer.status, &answer.json()["detail"]), (StatusCode::CONFLICT, &"taken".into()));
    assert_eq!(post_json("/fail", r#"{"wrapped":[]}"#).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn streams_keep_to_the_described_media_types() {
    let octets = [(content_type(), "application/octet-stream")];
    let answer = call("PUT", "/files/a.tar.gz", &octets, "abc").await;
    assert_eq!((answer.text.as_str(), answer.header("content-type")), ("abc", "text/csv"));
    let answer = call("PUT", "/files/a.tar.gz?as=image/png", &[], "").await;
    assert_eq!((answer.text.as_str(), answer.header("content-type")), ("a.tar gz", "image/png"));
    assert_eq!(answer.header("content-length"), "8");
    let answer = call("PUT", "/files/a.b?as=audio/ogg", &[], "").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
}

/// A wrong length would take the next answer on the connection for a part of this one, or leave the caller waiting.
#[tokio::test]
async fn the_length_of_an_answer_is_the_true_one() {
    for (body, said, length) in [
        ("json", "7", "5"),
        ("text", "1", "3"),
        ("stated", "x", "3"),
        ("none", "4", "0"),
        // Nobody but the handler can know this one.
        ("stream", "3", "3"),
        ("stream", "three", ""),
    ] {
        let answer = call("GET", &format!("/framed?body={body}&length={said}"), &[], "").await;
        assert_eq!((answer.status, answer.header("content-length")), (StatusCode::OK, length), "{body} {said}");
        assert!(!answer.headers.contains_key("transfer-encoding"), "{body}");
    }
    // Here it is the length of what GET would be answered.
    let answer = call("HEAD", "/framed?length=3", &[], "").await;
    assert_eq!((answer.header("content-length"), answer.text.as_str()), ("3", ""));
    let (head, get) =
        (call("HEAD", "/framed?body=json", &[], "").await, call("GET", "/framed?body=json", &[], "").await);
    assert_eq!((head.header("content-length"), head.text.as_str()), (get.text.len().to_string().as_str(), ""));
    let problem = call("HEAD", "/framed?length=3&unknown", &[("accept", "font/woff")], "").await;
    assert_eq!(problem.text, "", "{}", problem.status);
}

#[tokio::test]
async fn a_status_without_a_body_has_none() {
    for status in ["204", "205", "304"] {
        for body in ["json", "text", "stream", "stated"] {
            let answer = call("GET", &format!("/framed?status={status}&body={body}&length=3"), &[], "").await;
            assert_eq!((answer.status.as_str(), answer.text.as_str()), (status, ""), "{body}");
            assert_eq!(answer.headers.len(), 0, "{status} {body}");
        }
    }
    let answer = call("GET", "/framed?status=410&body=json", &[], "").await;
    assert_eq!((answer.text.as_str(), answer.header("content-type")), ("\"abc\"", "application/json"));
}

/// An answer that has begun can only be broken off, so the service is told.
#[tokio::test]
async fn answers_that_break_off_are_told() {
    let rows = [
        ("broken", vec![("fail", "secret words")]),
        ("broken by a panic", vec![("fail", "the body of the answer panicked")]),
        ("broken by the caller", vec![]),
        ("other", vec![("fail", "secret words")]),
        ("panic", vec![("fail", "the handler panicked")]),
        ("problem", vec![]),
    ];
    for (how, told) in rows {
        let app = Arc::new(App::default());
        let request = Request::post("/fail").header(content_type(), "application/json");
        let request = request.body(Body::from(format!("{{\"{how}\":[]}}"))).unwrap();
        let response = router(app.clone()).oneshot(request).await.unwrap();
        let streamed = response.status() == StatusCode::OK;
        let body = to_bytes(response.into_body(), usize::MAX).await;
        assert_eq!((streamed, body.is_err()), (how.starts_with("broken"), how.starts_with("broken")), "{how}");
        let failures = app.failures.lock().unwrap();
        let failures: Vec<(&str, &str)> =
            failures.iter().map(|(operation, what)| (*operation, what.as_str())).collect();
        assert_eq!(failures, told, "{how}");
    }
}
