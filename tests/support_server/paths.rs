//! Which operation a request is for.

use std::cmp::Reverse;

use axum::Router;
use axum::http::{Method, StatusCode};
use axum::routing::get as on_get;

use crate::server::path::Template;
use crate::server::table::Table;
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

#[test]
fn the_tree_finds_what_a_look_at_every_template_finds() {
    // As many texts as there are ways to put three segments together, and what requests may have in their place.
    let segments = ["a", "b%20c", "b c", "", "{x}", "{y}", "{x}:go", "a-{x}", "{x}-a", "{x}.{y}", "{x"];
    let found = ["a", "b c", "b%20c", "%61", "%FF", "", "z", "z:go", "a-a", "a-", "z.tar.gz", "%7Bx", "{x"];
    let texts = |parts: &[&'static str]| -> Vec<&'static str> {
        let mut texts = vec!["/".to_owned()];
        for first in parts {
            texts.push(format!("/{first}"));
            for second in parts {
                texts.push(format!("/{first}/{second}"));
                texts.extend(["a", "z", "{x}"].map(|third| format!("/{first}/{second}/{third}")));
            }
        }
        texts.into_iter().map(|text| &*text.leak()).collect()
    };
    let methods = ["GET", "PUT"];
    // Not each with both methods, so that another template has to step in.
    let with_method = |(index, text): (usize, &'static str)| (text, methods[index * index % 3 % 2]);
    let templates: Vec<_> = texts(&segments).into_iter().enumerate().map(with_method).collect();
    let table = Table::new(templates.iter().map(|(text, method)| (Template::new(text), *method)).collect());
    // What is meant, in the plainest way: of all that match, the one with the most literal text.
    let mut sorted: Vec<_> =
        templates.iter().enumerate().map(|(index, (text, method))| (index, Template::new(text), *method)).collect();
    sorted.sort_by_cached_key(|(_, template, _)| Reverse(template.rank()));
    let mut hits = 0;
    for path in texts(&found).into_iter().chain(["", "a", "/a/a/a/a", "//", "/a/"]) {
        let matching =
            sorted.iter().filter_map(|(index, template, takes)| Some((*takes, (*index, template.matches(path)?))));
        let matching: Vec<_> = matching.collect();
        for method in ["GET", "PUT", "DELETE"] {
            let wanted = matching.iter().find(|(takes, _)| *takes == method).map(|(_, found)| found);
            let found = table.find(&Method::from_bytes(method.as_bytes()).expect("a method"), path);
            let found = found.ok().map(|(entry, operation)| (operation, table.values(entry, path)));
            assert_eq!(found.as_ref(), wanted, "{method} {path}");
            hits += usize::from(wanted.is_some());
        }
    }
    assert!(hits > 500, "{hits}");
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
