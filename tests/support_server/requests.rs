//! Parameters, bodies and credentials.

use axum::http::StatusCode;

use crate::server::security::{Access, Requirement, Scheme};
use crate::{call, content_type, get, post_json};

#[tokio::test]
async fn parameters_and_defaults() {
    let answer = call("GET", "/things/5:find", &[("cookie", "a=b; mood=fine")], "").await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "5 20 None fine"));
    let headers = [("cookie", "mood=fine"), ("x-trace", "t")];
    let answer = call("GET", "/things/-5:find?limit=7&other=1", &headers, "").await;
    assert_eq!(answer.text, "-5 7 Some(\"t\") fine");
    assert_eq!(answer.header("x-length"), "19");
}

#[tokio::test]
async fn all_violations_of_the_parameters_at_once() {
    let answer = get("/things/secret:find?limit=900").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = answer.errors();
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert!(errors[0].starts_with("path id: expected an integer"), "{errors:?}");
    assert!(errors[1].starts_with("query limit: "), "{errors:?}");
    assert_eq!(errors[2], "cookie mood: is required");
    assert!(!answer.text.contains("secret") && !answer.text.contains("900"), "values stay out: {}", answer.text);
}

#[tokio::test]
async fn a_body_in_three_forms() {
    assert_eq!(post_json("/things/1:tag", r#"{"a":["x","y"]}"#).await.text, r#"["a=x+y"]"#);
    let form = [(content_type(), "application/x-www-form-urlencoded; charset=UTF-8")];
    assert_eq!(call("POST", "/things/1:tag", &form, "a=x&b=z&a=y").await.text, r#"["a=x+y","b=z"]"#);
    let parts = [(content_type(), "multipart/form-data; boundary=\"-\"")];
    let body = "---\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nx&y\r\n-----\r\n";
    assert_eq!(call("POST", "/things/1:tag", &parts, body).await.text, r#"["a=x&y"]"#);
    assert_eq!(call("POST", "/things/1:tag", &[], "").await.text, "[]", "no body is fine here");
}

#[tokio::test]
async fn compressed_bodies_are_not_taken() {
    let coded = |coding| [(content_type(), "application/json"), ("content-encoding", coding)];
    let answer = call("POST", "/things/1:tag", &coded("gzip"), "{}").await;
    assert_eq!((answer.status, answer.header("accept-encoding")), (StatusCode::UNSUPPORTED_MEDIA_TYPE, "identity"));
    assert_eq!(call("POST", "/things/1:tag", &coded("Identity"), "{}").await.status, StatusCode::OK);
}

#[tokio::test]
async fn limits_of_the_body_as_a_whole() {
    assert_eq!(post_json("/things/1:tag", r#"{"a":["x"],"b":["y"]}"#).await.status, StatusCode::OK);
    let empty = post_json("/things/1:tag", r#"{"a":[]}"#).await;
    assert_eq!(empty.errors(), ["body /a: must have at least 1 item"]);
    let many = post_json("/things/1:tag", r#"{"a":["x"],"b":["y"],"c":["z"]}"#).await;
    assert_eq!(many.errors(), ["body : must have at most 2 entries"]);
}

#[tokio::test]
async fn parameters_and_body_are_judged_together() {
    let both = post_json("/things/1:tag?depth=x", r#"{"a":["x",1]}"#).await;
    assert_eq!(both.status, StatusCode::UNPROCESSABLE_ENTITY);
    let parameter = "query depth: expected an integer of 64 bits, found text";
    assert_eq!(both.errors(), [parameter, "body /a/1: expected a string, found an integer"]);
    assert_eq!(post_json("/things/1:tag?depth=x", r#"{"a":"#).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(post_json("/things/1:tag?depth=x", r#"{"a":["x"]}"#).await.errors(), [parameter]);
}

#[tokio::test]
async fn bodies_that_are_not_taken() {
    assert_eq!(post_json("/fail", "{\"a\":").await.status, StatusCode::BAD_REQUEST);
    let wrong = post_json("/fail", r#"{"a":["x",1]}"#).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.errors(), ["body /a/1: expected a string, found an integer"]);
    assert_eq!(call("POST", "/fail", &[], "").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(post_json("/fail", "").await.status, StatusCode::BAD_REQUEST);
    let text = [(content_type(), "text/plain")];
    assert_eq!(call("POST", "/fail", &text, "x").await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let latin = [(content_type(), "application/json; charset=latin1")];
    assert_eq!(call("POST", "/fail", &latin, "{}").await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let long: &'static str = Box::leak(format!(r#"{{"a":["{}"]}}"#, "x".repeat(2000)).into_boxed_str());
    assert_eq!(post_json("/fail", long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn credentials() {
    let answer = get("/secured/").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let challenges: Vec<_> = answer.headers.get_all("www-authenticate").iter().map(|v| v.to_str().unwrap()).collect();
    let wanted = [r#"ApiKey in="query", name="key""#, "Bearer", r#"Basic realm="api", charset="UTF-8""#];
    assert_eq!(challenges, wanted);
    assert_eq!(get("/secured/?key=k%20k").await.text, r#"Some("k k") None None "#);
    let token = |token| [("authorization", token)];
    assert_eq!(call("GET", "/secured/", &token("bearer t"), "").await.text, r#"None Some("t") None read"#);
    assert_eq!(call("GET", "/secured/", &token("Basic dTpwOnE="), "").await.text, r#"None None Some("u") "#);
    assert_eq!(call("GET", "/secured/", &token("Basic !"), "").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(get("/secured/?key=bad").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(get("/secured/?key=weak").await.status, StatusCode::FORBIDDEN);
    let second = call("GET", "/secured/?key=bad", &token("Bearer t"), "").await;
    assert_eq!(second.status, StatusCode::OK, "the next alternative is tried");
}

#[tokio::test]
async fn xml_is_malformed_or_wrong() {
    let post = |body| call("POST", "/things/1:tag", &[("content-type", "application/xml; charset=utf-8")], body);
    assert_eq!(post("<tags><a>x</a><a>y</a></tags>").await.status, 200);
    for malformed in
        ["<tags><a>x</tags>", "<tags/><tags/>", " ", "<!DOCTYPE t [<!ENTITY e 'x'>]><tags><a>&e;</a></tags>"]
    {
        let answer = post(malformed).await;
        assert_eq!(answer.status, 400, "{malformed}: {}", answer.text);
        assert!(!answer.text.contains("ENTITY"), "{}", answer.text);
    }
    let answer = post("<tags><a/><b/><c/></tags>").await;
    assert_eq!((answer.status.as_u16(), answer.errors().len()), (422, 1), "{}", answer.text);
    assert_eq!(answer.errors(), ["body : must have at most 2 entries"]);
}

#[test]
fn credentials_do_not_show_in_debug() {
    static KEY: Scheme = Scheme::header("key", "x-key");
    static BASIC: Scheme = Scheme::basic("basic");
    static BOTH: &[&[Requirement]] = &[&[Requirement::new(&KEY), Requirement::new(&BASIC)]];
    let request = axum::http::Request::builder().header("x-key", "hush").header("authorization", "Basic dTpodXNo");
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let mut access = Access::new(BOTH, &parts);
    assert!(!format!("{access:?}").contains("hush") && !format!("{access:?}").contains("dTpodXNo"), "{access:?}");
    let attempts = access.attempts();
    assert_eq!(attempts[0].secret(&KEY).unwrap().expose(), "hush");
    let basic = attempts[0].basic(&BASIC).unwrap();
    assert_eq!(basic.password.expose(), "hush");
    assert!(!format!("{attempts:?}{basic:?}").contains("hush"));
}
