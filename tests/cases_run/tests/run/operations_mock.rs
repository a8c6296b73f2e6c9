//! `operations/mock`: the mock in this process, without a socket.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use operations_mock_server::mock::{Mock, ROUTES};
use operations_mock_server::{Denied, router};
use serde_json::{Value, json};
use tower::ServiceExt;

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }
}

async fn ask(mock: Mock, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    send(mock, method, path, headers, String::new()).await
}

async fn send(mock: Mock, method: Method, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
    let request = headers
        .iter()
        .fold(Request::builder().method(method).uri(path), |request, (name, value)| request.header(*name, *value));
    let request = request.body(Body::from(body)).expect("a request");
    let response = router(Arc::new(mock)).oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body");
    let body = String::from_utf8(body.to_vec()).expect("text");
    Answer { status: parts.status, headers: parts.headers, body }
}

async fn get(path: &str, headers: &[(&str, &str)]) -> Answer {
    ask(Mock::new(), Method::GET, path, headers).await
}

#[tokio::test]
async fn the_first_success_comes_with_its_headers() {
    let answer = get("/cats/tom", &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("x-lives"), "7");
    assert_eq!(answer.header("etag"), "\"v1\"");
    assert_eq!(answer.json(), json!({ "name": "Tom", "lives": 9 }));
}

#[tokio::test]
async fn the_media_type_is_negotiated() {
    for (accept, media, body) in [
        ("application/xml", "application/xml", "<Cat><name>Tom</name><lives>9</lives></Cat>"),
        ("text/plain", "text/plain; charset=utf-8", "It is Tom."),
        ("image/png", "image/png", "content"),
        ("application/json;q=0.1, text/plain", "text/plain; charset=utf-8", "It is Tom."),
    ] {
        let answer = get("/cats/tom", &[("accept", accept)]).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, media), "{accept}");
        assert!(answer.body.ends_with(body), "{accept}: {}", answer.body);
    }
    // Another success has what is asked for.
    let answer = get("/cats/tom", &[("accept", "text/csv")]).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::ACCEPTED, "text/csv; charset=utf-8"));
    assert_eq!(get("/cats/tom", &[("accept", "video/mp4")]).await.status, StatusCode::NOT_ACCEPTABLE);
}

#[tokio::test]
async fn examples_of_inline_schemas_count() {
    let answer = get("/inline", &[]).await;
    assert_eq!((answer.json(), answer.header("x-best")), (json!(["mouse", "mouse"]), "7"));
    assert_eq!(get("/inline", &[("prefer", "code=404")]).await.json(), json!({ "key": 55 }));
}

#[tokio::test]
async fn a_media_type_has_its_own_example() {
    assert_eq!(get("/media", &[]).await.json()["name"], "Json");
    let answer = get("/media", &[("accept", "application/xml")]).await;
    assert!(answer.body.contains("<name>Xml</name>"), "{}", answer.body);
}

#[tokio::test]
async fn texts_keep_to_their_schemas() {
    let word = |prefer: &'static str| async move { get("/words/any", &[("prefer", prefer)]).await };
    for (prefer, text) in [
        ("code=200", "ABC-45"),
        ("code=400", "2024-05-06"),
        ("code=404", "please"),
        ("code=409", "wrong"),
        ("code=422", "short"),
    ] {
        assert_eq!(word(prefer).await.body, text, "{prefer}");
    }
    assert_eq!(word("code=410").await.status, StatusCode::NOT_IMPLEMENTED);
    for (accept, text) in [("text/html", "<p>"), ("text/csv", "a,b"), ("text/plain", "tex")] {
        let answer = get("/pages", &[("accept", accept)]).await;
        assert_eq!((answer.header("content-type").starts_with(accept), answer.body.as_str()), (true, text));
    }
    assert_eq!(get("/pages", &[]).await.body, "tex");
    for (text, status) in [("please", StatusCode::NO_CONTENT), ("too long", StatusCode::UNPROCESSABLE_ENTITY)] {
        let headers = [("content-type", "text/plain")];
        assert_eq!(send(Mock::new(), Method::PUT, "/words/any", &headers, text.to_owned()).await.status, status);
    }
}

#[tokio::test]
async fn an_open_media_type_is_what_the_caller_names() {
    for (code, accept, media, body) in [
        ("200", "text/html", "text/html; charset=utf-8", "<p>"),
        ("200", "text/csv", "text/csv; charset=utf-8", "any"),
        ("200", "text/*", "text/plain; charset=utf-8", "any"),
        ("200", "text/html;q=0.5, text/csv", "text/csv; charset=utf-8", "any"),
        ("200", "*/*", "text/plain; charset=utf-8", "any"),
        ("404", "text/plain", "text/plain", "plain"),
        ("404", "text/plain; charset=US-ASCII", "text/plain; charset=us-ascii", "ascii"),
    ] {
        let answer = get("/notes", &[("accept", accept), ("prefer", &format!("code={code}"))]).await;
        assert_eq!((answer.header("content-type"), answer.body.as_str()), (media, body), "{code} for {accept}");
    }
    for (accept, media) in [("image/jpeg", "image/jpeg"), ("image/*", "image/png"), ("*/*", "image/png")] {
        let answer = ask(Mock::new(), Method::POST, "/notes", &[("accept", accept)]).await;
        assert_eq!((answer.header("content-type"), answer.body.as_str()), (media, "content"), "{accept}");
    }
    for (media, text, status) in [
        ("text/plain", "abc", StatusCode::NO_CONTENT),
        ("text/plain", "abcde", StatusCode::UNPROCESSABLE_ENTITY),
        ("text/plain; charset=UTF-8", "abcde", StatusCode::NO_CONTENT),
        ("text/plain; charset=UTF-8", "abc", StatusCode::UNPROCESSABLE_ENTITY),
        ("text/plain; charset=us-ascii", "abc", StatusCode::NO_CONTENT),
    ] {
        let answer = send(Mock::new(), Method::PUT, "/notes", &[("content-type", media)], text.to_owned()).await;
        assert_eq!(answer.status, status, "{media}: {text}");
    }
}

#[tokio::test]
async fn a_request_says_what_it_prefers() {
    for (prefer, status, body) in [
        ("code=404", 404, json!({ "code": "none" })),
        ("code=418", 418, json!({ "code": "none" })),
        ("example=tom", 200, json!({ "name": "Tom", "lives": 9 })),
        ("example=\"old cat\"", 200, json!({ "name": "Felix", "lives": 1 })),
        ("respond-async, code=200; example=\"old cat\"", 200, json!({ "name": "Felix", "lives": 1 })),
        ("Example=tom, CODE = 200, code=404", 200, json!({ "name": "Tom", "lives": 9 })),
    ] {
        let answer = get("/cats/tom", &[("prefer", prefer)]).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (status, body), "{prefer}");
    }
    let answer = get("/cats/tom", &[("prefer", "code=503")]).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::SERVICE_UNAVAILABLE, ""));
    assert_eq!(answer.header("retry-after"), "1");
    let answer = get("/cats/tom", &[("prefer", "code=200"), ("prefer", "example=\"old cat\"")]).await;
    assert_eq!(answer.json(), json!({ "name": "Felix", "lives": 1 }));
}

#[tokio::test]
async fn what_is_not_documented_is_said() {
    // The third example of the document is none.
    for (path, prefer, detail) in [
        ("/cats/tom", "example=none", "there are tom, old cat"),
        ("/cats/tom", "code=404, example=tom", "there are none"),
        ("/cats/tom", "code=99", "there are 200, 202, 404, 4XX, default"),
        ("/rows", "code=404", "there are 200"),
        ("/rows", "code=two", "there are 200"),
    ] {
        let answer = get(path, &[("prefer", prefer)]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{prefer}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let said = answer.json()["detail"].as_str().unwrap_or_default().to_owned();
        assert!(said.ends_with(detail), "{prefer}: {said}");
    }
    let answer = ask(Mock::new(), Method::DELETE, "/cats/tom", &[("x-key", "k"), ("prefer", "code=409")]).await;
    assert_eq!(answer.status, StatusCode::NOT_IMPLEMENTED);
}

#[tokio::test]
async fn requests_and_callers_are_checked_first() {
    let answer = get("/cats/to", &[("prefer", "code=404")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let remove = |mock: Mock, headers: &'static [(&str, &str)]| ask(mock, Method::DELETE, "/cats/tom", headers);
    assert_eq!(remove(Mock::new(), &[]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(remove(Mock::new(), &[("x-key", "any")]).await.status, StatusCode::NO_CONTENT);
    let known = Mock::new().secret("k");
    assert_eq!(remove(known.clone(), &[("x-key", "k")]).await.status, StatusCode::NO_CONTENT);
    let unknown = remove(known, &[("x-key", "any")]).await;
    assert_eq!(unknown.status, StatusCode::UNAUTHORIZED);
    assert_eq!(unknown.header("www-authenticate"), "ApiKey in=\"header\", name=\"X-Key\"");
    let forbidden = Mock::new().deny(Denied::Forbidden);
    assert_eq!(remove(forbidden, &[("x-key", "any")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn streams_and_parts_come_whole() {
    let rows = get("/rows", &[]).await;
    assert_eq!(rows.header("content-type"), "application/x-ndjson");
    assert_eq!(rows.body, "{\"name\":\"Tom\",\"lives\":9}\n{\"name\":\"Ida\",\"lives\":2}\n");
    let rows = get("/rows", &[("accept", "application/json-seq")]).await;
    assert!(rows.body.starts_with('\u{1e}') && rows.body.ends_with('\n'), "{}", rows.body);
    let events = get("/events", &[]).await;
    assert_eq!(events.header("content-type"), "text/event-stream");
    let data = events.body.strip_prefix("data: ").or(events.body.strip_prefix("data:")).expect("an event").trim();
    assert!(serde_json::from_str::<Value>(data).expect("JSON")["name"].is_string());
    let parts = get("/parts", &[]).await;
    assert_eq!(parts.header("content-type"), "multipart/mixed; boundary=boundary");
    assert!(parts.body.starts_with("--boundary\r\n") && parts.body.ends_with("--boundary--\r\n"));
}

#[tokio::test]
async fn null_is_an_example_like_any_other() {
    for (prefer, body) in [("code=200", r#"{"name":"Tom","lives":9}"#), ("example=none", "null"), ("code=404", "null")]
    {
        assert_eq!(get("/maybe", &[("prefer", prefer)]).await.body, body, "{prefer}");
    }
}

#[tokio::test]
async fn examples_that_are_text_of_a_sequence_are_read() {
    let (tom, ida) = (r#"{"name":"Tom","lives":9}"#, r#"{"name":"Ida","lives":2}"#);
    let events = get("/told", &[]).await;
    let data: Vec<&str> = events.body.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim).collect();
    assert_eq!(data, [tom, ida]);
    for (prefer, rows) in [("example=lines", format!("{tom}\n{ida}\n")), ("example=one", format!("{ida}\n"))] {
        let answer = get("/told", &[("accept", "application/x-ndjson"), ("prefer", prefer)]).await;
        assert_eq!(answer.body, rows, "{prefer}");
    }
}

#[tokio::test]
async fn a_body_that_is_written_once_is_answered_wherever_it_belongs() {
    let [first, second] =
        [get("/parts", &[("prefer", "code=404")]).await, get("/parts", &[("prefer", "code=410")]).await];
    assert!(first.body.starts_with("A text that is so long"), "{}", first.body);
    assert_eq!((first.status, second.status, &first.body), (StatusCode::NOT_FOUND, StatusCode::GONE, &second.body));
}

#[tokio::test]
async fn a_request_that_is_right_is_not_called_wrong() {
    assert_eq!(get("/session", &[]).await.status, StatusCode::NOT_IMPLEMENTED);
    assert_eq!(get("/session", &[("prefer", "code=400")]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_comes_piece_by_piece_is_checked_to_its_end() {
    let of = |media| [("content-type", media)];
    let tom = r#"{"name":"Tom","lives":9}"#;
    let form = |rest: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"rows\"; filename=\"r\"\r\n\r\n1\r\n{rest}--b--\r\n")
    };
    let many = |value: &str| form(&format!("--b\r\nContent-Disposition: form-data; name=\"many\"\r\n\r\n{value}\r\n"));
    for (method, media, body, wrong) in [
        (Method::POST, "application/x-ndjson", format!("{tom}\n{tom}\n"), None),
        (Method::POST, "application/x-ndjson", format!("{tom}\n{{\"name\":\"Tom\",\"lives\":10}}\n"), Some("/1/lives")),
        (Method::PUT, "application/json-seq", format!("\x1e{tom}\n"), None),
        (Method::PUT, "application/json-seq", format!("\x1e{tom}\n\x1e{{\"lives\":1}}\n"), Some("/1/name")),
        (Method::PUT, "application/json", format!("[{tom}]"), None),
        (Method::PUT, "multipart/form-data; boundary=b", form(""), None),
        (Method::PUT, "multipart/form-data; boundary=b", many("7"), None),
        (Method::PUT, "multipart/form-data; boundary=b", many("few"), Some("/many")),
    ] {
        let answer = send(Mock::new(), method, "/rows", &of(media), body.clone()).await;
        let pointer = answer.status.is_client_error().then(|| answer.json()["errors"][0]["pointer"].clone());
        let expected = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::NO_CONTENT };
        assert_eq!((answer.status, pointer), (expected, wrong.map(Value::from)), "{media}: {body}");
    }
    // A body that may be absent.
    assert_eq!(ask(Mock::new(), Method::PUT, "/rows", &[]).await.status, StatusCode::NO_CONTENT);
}

#[test]
fn routes_are_listed() {
    assert_eq!(ROUTES[0], ("GET", "/v1/cats/{name}", "get_cat"));
    assert_eq!(ROUTES.len(), 19);
}
