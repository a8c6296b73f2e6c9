//! What goes back: media types, failures.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::server::media::Accept;
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
    assert!(accept("image/png").allows("image/*"));
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
