//! `operations/limits`: every limit in every place, and a value on either side of it sent to a generated server.
//!
//! The server is the stub, which answers 501 to whatever keeps to the limits.

use std::sync::Arc;

use operations_limits_client::{Client, Error, types as sent};
use operations_limits_server::{Stub, router};
use serde_json::{Value, json};
use wire_tests::{Served, of, raw, serve};

/// A limit, values that keep to it and values that do not, and what is said about those: pointer and words.
struct Limit {
    name: &'static str,
    kept: Vec<Value>,
    broken: Vec<(Value, &'static str, &'static str)>,
}

fn limits() -> Vec<Limit> {
    let limit = |name, kept: &[Value], broken: &[(Value, &'static str, &'static str)]| Limit {
        name,
        kept: kept.to_vec(),
        broken: broken.to_vec(),
    };
    let of_three = |n: i64| json!({ "a": n, "b": 1, "c": 2 });
    vec![
        limit("minimum", &[json!(3)], &[(json!(2), "", "must be at least 3")]),
        limit("maximum", &[json!(5)], &[(json!(6), "", "must be at most 5")]),
        limit("above", &[json!(4)], &[(json!(3), "", "must be more than 3")]),
        limit("below", &[json!(4)], &[(json!(5), "", "must be less than 5")]),
        limit("low", &[json!(0.5), json!(7)], &[(json!(0.499), "", "must be at least 0.5")]),
        limit("high", &[json!(1.09), json!(-7)], &[(json!(1.1), "", "must be less than 1.1")]),
        limit("triple", &[json!(-9), json!(0)], &[(json!(10), "", "must be a multiple of 3")]),
        limit(
            "cents",
            &[json!(19.99), json!(4.35), json!(7), json!(1234567890123.45)],
            &[
                (json!(19.995), "", "must be a multiple of 0.01"),
                (json!(1234567890123.455), "", "must be a multiple of 0.01"),
            ],
        ),
        // Characters count, not bytes.
        limit("long", &[json!("ab"), json!("☃☃")], &[(json!("☃"), "", "must have at least 2 characters")]),
        limit("short", &[json!("ab"), json!("☃☃")], &[(json!("abc"), "", "must have at most 2 characters")]),
        limit("matching", &[json!("ää")], &[(json!("äb"), "", "must match the regular expression ^ä+$")]),
        // The digits of ECMA are those of ASCII.
        limit("digits", &[json!("1-2")], &[(json!("١"), "", "must match the regular expression ^[\\d-]+$")]),
        limit("many", &[json!([1, 2])], &[(json!([1]), "", "must have at least 2 items")]),
        limit("few", &[json!([1, 2])], &[(json!([1, 2, 3]), "", "must have at most 2 items")]),
        limit("unique", &[json!(["a", "b"])], &[(json!(["a", "b", "a"]), "", "must not have an item twice")]),
        limit("each", &[json!([4, 5])], &[(json!([5, 6]), "/1", "must be at most 5")]),
        limit("least", &[json!({ "x": 1, "y": 2 })], &[(json!({ "x": 1 }), "", "must have at least 2 entries")]),
        limit("most", &[json!({ "x": 1, "y": 2 })], &[(of_three(1), "", "must have at most 2 entries")]),
        limit(
            "pair",
            &[of_three(5), json!({ "a": 5, "c": 2 })],
            &[(json!({ "a": 5 }), "", "must have at least 2 properties"), (of_three(6), "/a", "must be at most 5")],
        ),
        limit(
            "named",
            &[json!({ "abc": 1, "d": 2 })],
            &[
                (json!({ "A": 1 }), "/A", "its name must match the regular expression ^[a-z]+$"),
                (json!({ "abcd": 1 }), "/abcd", "its name must have at most 3 characters"),
            ],
        ),
        limit(
            "known",
            &[json!({ "a": 1, "b": 2 })],
            &[(json!({ "c": 1 }), "/c", "its name must be one of \"a\", \"b\"")],
        ),
        limit(
            "patterns",
            &[json!({ "x-a": 5, "y": 2 })],
            &[
                (json!({ "z": 1 }), "/z", "its name must match the regular expression (?:^x-)|(?:^y$)"),
                (json!({ "x-a": 6 }), "/x-a", "must be at most 5"),
            ],
        ),
        limit(
            "needs",
            &[json!({ "a": 1, "b": 2 }), json!({ "b": 2, "c": 3 })],
            &[
                (json!({ "a": 1 }), "", "must have b where it has a"),
                (json!({ "b": 1, "C": 2 }), "/C", "its name must match the regular expression ^[a-z]$"),
            ],
        ),
    ]
}

/// A place where a value can stand: the request that carries the value there, and the value's pointer.
struct Place {
    name: &'static str,
    request: fn(&str, &Value) -> Request,
    pointer: fn(&str) -> String,
}

struct Request {
    method: &'static str,
    target: String,
    headers: String,
    body: String,
}

fn get(target: String, headers: String) -> Request {
    Request { method: "GET", target, headers, body: String::new() }
}

fn post(target: &str, media: &str, body: String) -> Request {
    let (target, headers) = (target.to_owned(), format!("content-type: {media}\r\n"));
    Request { method: "POST", target, headers, body }
}

fn post_json(target: &str, body: &Value) -> Request {
    post(target, "application/json", body.to_string())
}

const PLACES: &[Place] = &[
    Place {
        name: "the body as a whole",
        request: |name, value| post_json(&format!("/whole/{name}"), value),
        pointer: |_| String::new(),
    },
    Place {
        name: "a property",
        request: |name, value| post_json("/property", &json!({ name: value })),
        pointer: |name| format!("/{name}"),
    },
    Place {
        name: "an item",
        request: |name, value| post_json("/item", &json!({ name: [value] })),
        pointer: |name| format!("/{name}/0"),
    },
    Place {
        name: "a map's value",
        request: |name, value| post_json("/value", &json!({ name: { "k/y": value } })),
        pointer: |name| format!("/{name}/k~1y"),
    },
    Place {
        name: "beside declared properties",
        request: |name, value| post_json("/beside", &json!({ name: { "id": "i", "k": value } })),
        pointer: |name| format!("/{name}/k"),
    },
    Place {
        name: "an alias",
        request: |name, value| post_json("/alias", &json!({ name: value })),
        pointer: |name| format!("/{name}"),
    },
    Place {
        name: "a form's field",
        request: |name, value| post("/property", "application/x-www-form-urlencoded", fields(name, value)),
        pointer: |name| format!("/{name}"),
    },
    Place {
        name: "path",
        request: |name, value| get(format!("/path/{name}/{}", encoded(&flat(value))), String::new()),
        pointer: |_| String::new(),
    },
    Place {
        name: "query",
        request: |name, value| get(format!("/query?{name}={}", encoded(&flat(value))), String::new()),
        pointer: |_| String::new(),
    },
    Place {
        name: "header",
        request: |name, value| get("/header".to_owned(), format!("{name}: {}\r\n", flat(value))),
        pointer: |_| String::new(),
    },
    Place {
        name: "cookie",
        request: |name, value| get("/cookie".to_owned(), format!("cookie: {name}={}\r\n", encoded(&flat(value)))),
        pointer: |_| String::new(),
    },
];

/// A value as the text of a parameter that is not exploded.
fn flat(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(flat).collect::<Vec<_>>().join(","),
        Value::Object(members) => {
            members.iter().map(|(name, value)| format!("{name},{}", flat(value))).collect::<Vec<_>>().join(",")
        }
        other => other.to_string(),
    }
}

/// A value as pairs of a form.
fn fields(name: &str, value: &Value) -> String {
    let pairs: Vec<String> = match value {
        Value::Array(items) => items.iter().map(|item| format!("{name}={}", encoded(&flat(item)))).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| format!("{name}[{key}]={value}")).collect(),
        other => vec![format!("{name}={}", encoded(&flat(other)))],
    };
    pairs.join("&")
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(byte).collect()
}

async fn start() -> Served {
    serve(router(Arc::new(Stub)), "").await
}

/// Sends a request. Nothing, or what the server says: where, the parameter's name, the pointer, the words.
async fn ask(server: &Served, request: &Request) -> Result<(), Vec<[String; 4]>> {
    let Request { method, target, headers, body } = request;
    let (status, answer) = raw::send(&server.origin, method, target, headers, body.as_bytes()).await;
    match status {
        501 => Ok(()),
        422 => Err(said(&answer)),
        status => panic!("{status} for {method} {target} {headers} {body}: {answer}"),
    }
}

fn said(answer: &str) -> Vec<[String; 4]> {
    let answer: Value = serde_json::from_str(answer).expect("JSON");
    let errors = answer["errors"].as_array().expect("errors").iter();
    let text = |error: &Value, key: &str| error[key].as_str().unwrap_or_default().to_owned();
    errors.map(|error| ["in", "name", "pointer", "detail"].map(|key| text(error, key))).collect()
}

#[tokio::test]
async fn every_limit_in_every_place() {
    let server = start().await;
    let mut wrong = Vec::new();
    for place in PLACES {
        let is_parameter = ["path", "query", "header", "cookie"].contains(&place.name);
        for Limit { name, kept, broken } in limits() {
            for value in kept {
                let told = ask(&server, &(place.request)(name, &value)).await;
                if told.is_err() {
                    wrong.push(format!("{name} as {}: {value} is turned down: {told:?}", place.name));
                }
            }
            for (value, inner, words) in broken {
                let told = ask(&server, &(place.request)(name, &value)).await;
                let (location, parameter) = if is_parameter { (place.name, name) } else { ("body", "") };
                let pointer = (place.pointer)(name) + inner;
                if told != Err(vec![[location, parameter, &pointer, words].map(str::to_owned)]) {
                    wrong.push(format!("{name} as {}: {value} at {pointer} gives {told:?}", place.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn texts_have_the_limits_of_values() {
    let server = start().await;
    let send = |target: String, media: &'static str, body: String| {
        let origin = server.origin.clone();
        async move {
            let media = format!("content-type: {media}\r\n");
            raw::send(&origin, "POST", &target, &media, body.as_bytes()).await
        }
    };
    for (name, kept, broken, words) in [
        ("long", "☃☃", "☃", "must have at least 2 characters"),
        ("long", "ab", "", "must have at least 2 characters"),
        ("short", "☃☃", "abc", "must have at most 2 characters"),
        ("short", "", "a\r\n", "must have at most 2 characters"),
        ("matching", "ää", "äb", "must match the regular expression ^ä+$"),
        ("digits", "1-2", "١", "must match the regular expression ^[\\d-]+$"),
        ("name", "b", "c", "must be one of \"a\", \"b\""),
        ("date", "2024-02-29", "2023-02-29", "must be a date (YYYY-MM-DD)"),
    ] {
        let (status, answer) = send(format!("/text/{name}"), "text/plain", kept.to_owned()).await;
        assert_eq!(status, 501, "{name}: {kept}: {answer}");
        let text = send(format!("/text/{name}"), "text/plain", broken.to_owned()).await;
        assert_eq!(said(&text.1), [["body", "", "", words].map(str::to_owned)], "{name}: {broken}");
        // The problem is that of the value in JSON.
        let value = send(format!("/whole/{name}"), "application/json", json!(broken).to_string()).await;
        assert_eq!((text.0, text.1), (422, value.1), "{name}: {broken}");
    }
}

#[tokio::test]
async fn a_text_has_the_limits_of_its_media_type() {
    let server = start().await;
    for (target, media, text, expected) in [
        ("/text/several", "text/plain", "ab", 501),
        ("/text/several", "text/plain", "ääää", 422),
        ("/text/several", "text/html", "ääää", 501),
        ("/text/several", "text/html", "ab", 422),
        ("/text/several", "text/markdown", "anything", 501),
        ("/text/or", "text/plain", "a", 501),
        ("/text/or", "text/plain", "abc", 422),
        ("/text/or", "application/json", "\"abc\"", 501),
        // All parts of an `allOf` count, those of components too.
        ("/text/both", "text/plain", "1-", 501),
        ("/text/both", "text/plain", "1", 422),
        ("/text/both", "text/plain", "1-2", 422),
        ("/text/both", "text/plain", "ab", 422),
        ("/text/both", "text/plain", "", 422),
    ] {
        let headers = format!("content-type: {media}\r\n");
        let (status, answer) = raw::send(&server.origin, "POST", target, &headers, text.as_bytes()).await;
        assert_eq!(status, expected, "{target} {media} {text}: {answer}");
    }
    // A body that may be absent has no limits where it is.
    assert_eq!(raw::send(&server.origin, "POST", "/text/both", "", b"").await.0, 501);
    // The client sends what it is given.
    let client = Client::builder(&server.origin).build().expect("a client");
    assert!(client.text_short("too long").send().await.is_err());
    assert_eq!(server.last().body(), "too long");
    assert!(client.text_several("<p>").content_type("text/html").send().await.is_err());
    assert_eq!(server.last().body(), "<p>");
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_in_one_answer() {
    let server = start().await;
    let mut request = post_json("/all/6", &json!({ "minimum": 2, "few": [1, 2, 3], "pair": { "a": 6 }, "low": "x" }));
    request.target.push_str("?cents=0.001&each=5,6,7");
    request.headers.push_str("x-short: abc\r\ncookie: pair=a,6,b,x\r\n");
    let told = ask(&server, &request).await.expect_err("much is wrong");
    let told: Vec<String> = told.iter().map(|error| error.join(" ")).collect();
    assert_eq!(
        told,
        [
            "path maximum  must be at most 5",
            "query cents  must be a multiple of 0.01",
            "query each /1 must be at most 5",
            "query each /2 must be at most 5",
            "header X-Short  must have at most 2 characters",
            "cookie pair /a must be at most 5",
            "cookie pair /b expected an integer of 64 bits, found text",
            "body  /few must have at most 2 items",
            "body  /low expected a number, found a string",
            "body  /minimum must be at least 3",
            "body  /pair/a must be at most 5",
            "body  /pair must have at least 2 properties",
        ]
    );
}

#[tokio::test]
async fn clients_do_not_enforce() {
    let server = start().await;
    let client = Client::builder(&server.origin).build().expect("a client");
    // Neither what is sent,
    let property: sent::Property = of(json!({ "minimum": 2, "short": "abc", "many": [] }));
    let told = match client.property(&property).await {
        Err(Error::Unexpected(answer)) => said(&String::from_utf8_lossy(&answer.body)),
        other => panic!("{other:?}"),
    };
    assert_eq!(server.last().body(), r#"{"minimum":2,"short":"abc","many":[]}"#);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(client.query().minimum(2).send().await.is_err());
    assert_eq!(server.last().line(), "GET /query?minimum=2");
    // nor what is read.
    let property: sent::Property =
        of(json!({ "minimum": 2, "cents": 0.001, "matching": "x", "unique": ["a", "a"], "pair": {} }));
    assert_eq!(
        (property.minimum, property.cents, property.unique.map(|items| items.len())),
        (Some(2), Some(0.001), Some(2))
    );
}
