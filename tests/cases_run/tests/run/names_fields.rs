//! `names/fields`: names that are no identifiers, are keywords or collide travel as the document writes them.

use std::sync::Arc;

use names_fields_client::{Client, types as sent};
use names_fields_server::default_api as answers;
use names_fields_server::types::Course;
use names_fields_server::{Api, BASE_PATH, Context, DefaultApi, Failure, router};
use serde_json::{Map, Value, json};
use wire_tests::raw::Recorder;
use wire_tests::{Script, Wire, of, scripted};

struct Handler(Arc<Script>);

impl Api for Handler {
    type Error = Failure;
}

scripted! { Handler: DefaultApi {
    course(answers::CourseRequest, ()) -> answers::CourseResponse;
    names(answers::NamesRequest, ()) -> answers::NamesResponse;
} }

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

/// Every property, with its own name for a value.
fn course() -> Value {
    let texts = [
        "type",
        "self",
        "Self",
        "super",
        "crate",
        "gen",
        "_",
        "",
        "$",
        "$ref_",
        "a.b",
        "a b",
        "a_b",
        "aB",
        "🦀",
        "größe",
        "1st",
        "r#try",
        "default",
        "group[id]",
    ];
    let mut course: Map<String, Value> =
        texts.iter().map(|name| ((*name).to_owned(), json!(format!("<{name}>")))).collect();
    course.insert("new".to_owned(), json!(7));
    course.insert("async".to_owned(), json!(true));
    Value::Object(course)
}

#[tokio::test]
async fn properties_travel_under_their_own_names_in_every_format() {
    let wire = start().await;
    let (client, server): (sent::Course, Course) = (of(course()), of(course()));
    // Nothing was dropped on the way into the fields, and each has its own.
    assert_eq!(serde_json::to_value(&client).expect("JSON"), course());
    assert_eq!((client.r#type.as_str(), client.self_.as_str(), client.new), ("<type>", "<self>", 7));
    assert_eq!((client.self_2.as_deref(), client.r_try.as_deref()), (Some("<Self>"), Some("<r#try>")));
    assert_eq!((client.field_3.as_deref(), client.r#async), (Some("<🦀>"), Some(true)));
    for (media, answered) in [
        ("application/json", "application/json"),
        ("application/x-www-form-urlencoded", "application/json"),
        ("multipart/form-data", "application/json"),
        ("application/xml", "application/xml"),
    ] {
        wire.script.answer(answers::CourseResponse::Ok(server.clone()));
        let call = wire.client.course(&client).accept(answered);
        let call = match media {
            "application/x-www-form-urlencoded" => call.as_form(),
            "multipart/form-data" => call.as_multipart(),
            "application/xml" => call.as_xml(),
            _ => call.as_json(),
        };
        assert_eq!(call.await.expect("an answer"), client, "{media}");
        assert_eq!(wire.request::<answers::CourseRequest>().course, server, "{media}");
        assert!(wire.served.last().header("content-type").starts_with(media));
    }
}

#[tokio::test]
async fn parameters_travel_under_their_own_names() {
    let wire = start().await;
    let recorder = Recorder::start().await;
    let recorded = Client::builder(&recorder.origin).build().expect("a client");
    for client in [&recorded, &wire.client] {
        let call = client.names("p1", "p2", "p3").type_query("q1").self_("q2").query("q3").dollar("q4").a_b_query("q5");
        let call = call.a_b("q6").a_b_query_2("q7").a_and_b_equal_c("q8").group_id("q9").grosse("q10");
        wire.script.answer(answers::NamesResponse::NoContent);
        call.x_type_header("h1").x_type("h2").crumb_1("c1").await.expect("an answer");
    }
    let head = recorder.head().expect("a request");
    assert_eq!(
        head.target(),
        "/query/p1/p2/p3?type=q1&self=q2&=q3&%24=q4&a%20b=q5&a_b=q6&aB=q7&a%26b%3Dc=q8&group%5Bid%5D=q9&gr%C3%B6%C3%9Fe=q10"
    );
    assert_eq!((head.header("x-type"), head.header("x_type")), (Some("h1"), Some("h2")));
    assert_eq!(head.header("cookie"), Some("crumb.1=c1"));
    let seen = wire.request::<answers::NamesRequest>();
    assert_eq!([seen.r#type, seen.a_b_path, seen.param], ["p1", "p2", "p3"]);
    let query = [
        seen.type_query,
        seen.self_,
        seen.query,
        seen.dollar,
        seen.a_b_query,
        seen.a_b,
        seen.a_b_query_2,
        seen.a_and_b_equal_c,
        seen.group_id,
        seen.grosse,
    ];
    let query: Vec<String> = query.into_iter().flatten().collect();
    assert_eq!(query, ["q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9", "q10"]);
    assert_eq!([seen.x_type_header, seen.x_type, seen.crumb_1].map(Option::unwrap_or_default), ["h1", "h2", "c1"]);
}

#[test]
fn variants_keep_their_texts() {
    for text in ["", "*", "+", "-", "1", "asc", "ASC", "Unknown", "Self", "self", "a b", "a-b", "🦀", "not described"]
    {
        let variant: sent::Variants = of(json!(text));
        assert_eq!(serde_json::to_value(&variant).expect("JSON"), json!(text));
    }
}
