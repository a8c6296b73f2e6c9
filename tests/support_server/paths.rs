//! Which operation a request is for.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get as on_get;

use crate::server::path::Template;
use crate::{call, get, things};

fn values(template: &'static str, path: &str) -> Option<String> {
    let values = Template::new(template).matches(path)?;
    Some(values.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "))
}

#[test]
fn templates() {
    let cases = [
        ("/", "/", Some("")),
        ("/a", "/a/", None),
        ("/a/", "/a/", Some("")),
        ("/a/", "/a", None),
        ("/a/{x}", "/a/b", Some("x=b")),
        ("/a/{x}", "/a/", None),
        ("/a/{x}", "/a/b%2Fc", Some("x=b%2Fc")),
        ("/a/{x}:go", "/a/1:go", Some("x=1")),
        ("/a/{x}:go", "/a/:go", None),
        ("/a/{x}:go", "/a/1:stop", None),
        ("/a/{x}.{y}", "/a/b.tar.gz", Some("x=b.tar y=gz")),
        ("/a/{x}.{y}", "/a/b", None),
        ("/a/v{x}", "/a/v2", Some("x=2")),
        ("/a b", "/a%20b", Some("")),
        ("/{a}/b/{c}", "/1/b/3", Some("a=1 c=3")),
    ];
    for (template, path, wanted) in cases {
        assert_eq!(values(template, path).as_deref(), wanted, "{template} {path}");
    }
}

#[test]
fn patterns_that_axum_takes() {
    assert_eq!(Template::new("/a/{x}:go/{y}").pattern(), "/a/{p1}/{p2}");
    assert_eq!(Template::new("/:a/*").pattern(), "/{p0}/{p1}");
    assert_eq!(Template::new("/a/").pattern(), "/a/");
    assert_eq!(Template::new("/").pattern(), "/");
}

#[tokio::test]
async fn literal_text_goes_first_and_methods_are_looked_for_everywhere() {
    assert_eq!(get("/things/mine").await.status, StatusCode::NO_CONTENT);
    assert_eq!(call("DELETE", "/things/mine", &[], "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(get("/things/other").await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(get("/secured").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get("/nowhere").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let answer = call("PUT", "/things/mine", &[], "").await;
    assert_eq!((answer.status, answer.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "DELETE, GET"));
    let answer = call("HEAD", "/things/mine", &[], "").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn the_router_can_be_merged_and_nested() {
    let other: Router = Router::new().route("/other", on_get(async || "other"));
    let _: Router = things::router(Default::default()).merge(other).fallback(async || "nothing");
    let _: Router = Router::new().nest("/api/v1", things::router(Default::default()));
}
