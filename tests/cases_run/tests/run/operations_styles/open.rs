//! What the table of styles leaves open: objects beside other parameters, nesting, JSON, empty values, headers of answers.

use operations_styles_client::Client;
use operations_styles_client::default_api::QueryOthers;
use operations_styles_client::types as sent;
use serde_json::{Value, json};
use wire_tests::of;

use super::{Ends, rgb};

/// A call of `query_others`, its query, and what the handler gets.
type Other = (fn(QueryOthers) -> QueryOthers, &'static str, Value);

#[tokio::test]
async fn what_the_table_leaves_open() {
    let ends = Ends::start().await;
    let table: Vec<Other> = vec![
        (|call| call, "", json!({})),
        // Exploded objects beside each other and beside plain parameters; the one of any names gets what is left.
        (
            |call| call.page(3).range(&of(json!({ "from": 1, "tags": ["a", "b&c"] }))).color(&of(rgb())),
            "page=3&from=1&tags=a&tags=b%26c&R=100&G=200&B=150",
            json!({ "page": 3, "range": { "from": 1, "tags": ["a", "b&c"] }, "color": rgb() }),
        ),
        (
            |call| call.rest(&[("x y".to_owned(), "1".to_owned()), ("ä".to_owned(), String::new())].into()),
            "x%20y=1&%C3%A4=",
            json!({ "rest": { "x y": "1", "ä": "" } }),
        ),
        (
            |call| {
                call.nested(&of(json!({
                    "tags": ["a", "b c"],
                    "range": { "from": 1, "tags": ["x"] },
                    "ranges": [{ "from": 1, "to": 2 }, { "to": 3 }],
                })))
            },
            "nested%5Btags%5D%5B%5D=a&nested%5Btags%5D%5B%5D=b%20c&nested%5Brange%5D%5Bfrom%5D=1\
             &nested%5Brange%5D%5Btags%5D%5B%5D=x&nested%5Branges%5D%5B0%5D%5Bfrom%5D=1\
             &nested%5Branges%5D%5B0%5D%5Bto%5D=2&nested%5Branges%5D%5B1%5D%5Bto%5D=3",
            json!({ "nested": {
                "tags": ["a", "b c"],
                "range": { "from": 1, "tags": ["x"] },
                "ranges": [{ "from": 1, "to": 2 }, { "to": 3 }],
            } }),
        ),
        (
            |call| call.json(&of(json!({ "tags": ["a&b"], "range": { "to": 2 } }))),
            "json=%7B%22tags%22%3A%5B%22a%26b%22%5D%2C%22range%22%3A%7B%22to%22%3A2%7D%7D",
            json!({ "json": { "tags": ["a&b"], "range": { "to": 2 } } }),
        ),
        // Where reserved signs are allowed, those stay that change nothing: not `&`, `+`, `#`, `[`, `]`.
        (
            |call| call.url("https://a.b/c?d=e&f=g+h#i[j] k;l,m"),
            "url=https://a.b/c?d=e%26f=g%2Bh%23i%5Bj%5D%20k;l,m",
            json!({ "url": "https://a.b/c?d=e&f=g+h#i[j] k;l,m" }),
        ),
        (|call| call.flag(""), "flag=", json!({ "flag": "" })),
        (|call| call.words(Vec::<String>::new()), "words=", json!({ "words": [] })),
        (|call| call.kind(sent::default_api::QueryOthersKind::CD), "kind=c%2Cd", json!({ "kind": "c,d" })),
        (|call| call.day("2024-02-29"), "day=2024-02-29", json!({ "day": "2024-02-29" })),
        (|call| call.either(&true.into()), "either=true", json!({ "either": true })),
        (|call| call.either(&(-7).into()), "either=-7", json!({ "either": -7 })),
        (|call| call.either(&sent::Word::All.into()), "either=all", json!({ "either": "all" })),
    ];
    for (fill, query, value) in table {
        fill(ends.client.query_others()).await.expect("an answer");
        let target = if query.is_empty() { "/query/others".to_owned() } else { format!("/query/others?{query}") };
        assert_eq!(ends.recorder.head().expect("a request").target(), target);
        assert_eq!(ends.ask(&target, "").await, Ok(value), "{query}");
    }
    for (query, value) in [
        ("nested[tags]=a&nested[tags]=b", json!({ "nested": { "tags": ["a", "b"] } })),
        ("nested[tags][1]=b&nested[tags][0]=a", json!({ "nested": { "tags": ["a", "b"] } })),
        (
            "nested[range][to]=2&page=1&nested[range][from]=1",
            json!({ "page": 1, "nested": { "range": { "from": 1, "to": 2 } } }),
        ),
        (
            "nested[ranges][][from]=1&nested[ranges][][to]=2&nested[ranges][][from]=3",
            json!({ "nested": { "ranges": [{ "from": 1, "to": 2 }, { "from": 3 }] } }),
        ),
        ("tags[]=a&tags[]=b", json!({ "range": { "tags": ["a", "b"] } })),
        ("json=%7b+%22tags%22:[]}", json!({ "json": { "tags": [] } })),
        ("flag&words", json!({ "flag": "", "words": [] })),
        // Allowed to be empty, a number is absent then.
        ("count=", json!({})),
        ("count=3&words=a&words=", json!({ "count": 3, "words": ["a", ""] })),
        ("url=https%3A%2F%2Fa.b", json!({ "url": "https://a.b" })),
    ] {
        assert_eq!(ends.ask(&format!("/query/others?{query}"), "").await, Ok(value), "{query}");
    }
    for (query, error) in [
        ("page=", "expected an integer of 64 bits, found text"),
        ("json={}x", "is not JSON"),
        ("json={%22tags%22:[1]}", "/tags/0 expected a string, found an integer"),
        ("day=2023-02-29", "must be a date (YYYY-MM-DD)"),
        ("kind=a", "must be one of \"a b\", \"c,d\""),
        ("nested[ranges][x][from]=1", "/ranges expected an array, found an object"),
        ("nested[range][from]=1&nested[range][from]=2", "/range/from must not be there twice"),
    ] {
        assert_eq!(ends.ask(&format!("/query/others?{query}"), "").await, Err(error.to_owned()), "{query}");
    }
}

#[tokio::test]
async fn json_and_text_in_paths_headers_and_cookies() {
    let ends = Ends::start().await;
    let rgb: sent::Rgb = of(rgb());
    // No header of an answer is needed to look at the request.
    let _ = ends.client.headers(&rgb, "a/b {c}").x_json(&rgb).crumb("ä;b").await;
    let head = ends.recorder.head().expect("a request");
    let target = "/headers/%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D/a%2Fb%20%7Bc%7D";
    assert_eq!(head.target(), target);
    assert_eq!(head.header("x-json"), Some(r#"{"R":100,"G":200,"B":150}"#));
    assert_eq!(head.header("cookie"), Some("crumb=%C3%A4%3Bb"));
    let headers = "x-json: {\"B\":150, \"R\":100,\"G\":200}\r\ncookie: crumb=%c3%a4;x=y\r\n";
    assert_eq!(
        ends.ask(target, headers).await,
        Ok(json!({ "json": super::rgb(), "text": "a/b {c}", "x_json": super::rgb(), "crumb": "ä" }))
    );
    let told = ends.ask("/headers/%7B%22R%22%3A1%7D/x", "x-json: [\r\n").await;
    assert_eq!(told, Err("/G is required; /B is required; expected an object, found an array".to_owned()));
}

#[tokio::test]
async fn headers_of_answers() {
    let ends = Ends::start().await;
    let client = Client::builder(&ends.server.origin).build().expect("a client");
    let rgb: sent::Rgb = of(rgb());
    let headers = client.headers(&rgb, "x").send().await.expect("an answer").headers;
    assert_eq!(headers.x_list, Some(vec![1, -2, 3]));
    for object in [headers.x_object, headers.x_exploded, headers.x_json] {
        assert_eq!(object.as_ref(), Some(&rgb));
    }
    let answer = ends.server.last();
    assert_eq!(answer.answer_header("x-list"), "1,-2,3");
    assert_eq!(answer.answer_header("x-object"), "R,100,G,200,B,150");
    assert_eq!(answer.answer_header("x-exploded"), "R=100,G=200,B=150");
    assert_eq!(answer.answer_header("x-json"), r#"{"R":100,"G":200,"B":150}"#);
}

#[tokio::test]
async fn several_parameters_in_a_segment() {
    let ends = Ends::start().await;
    ends.client.segments("a/b", "c.d", 7, sent::default_api::SegmentsVerb::Stop).await.expect("an answer");
    let target = "/segments/a%2Fb.c%2Ed/7:stop";
    assert_eq!(ends.recorder.head().expect("a request").target(), target);
    // A segment parts at its last dot.
    for (target, value) in [
        (target, json!({ "a": "a/b", "b": "c.d", "x": 7, "verb": "stop" })),
        ("/segments/a%2Fb.c.d/7:stop", json!({ "a": "a/b.c", "b": "d", "x": 7, "verb": "stop" })),
        ("/segments/a.%2e/-7:%73tart", json!({ "a": "a", "b": ".", "x": -7, "verb": "start" })),
    ] {
        assert_eq!(ends.ask(target, "").await, Ok(value), "{target}");
    }
    assert_eq!(ends.ask("/segments/a.b/7:run", "").await, Err("must be one of \"start\", \"stop\"".to_owned()));
    assert_eq!(ends.ask("/segments/ab/7:stop", "").await, Err("404".to_owned()));
}
