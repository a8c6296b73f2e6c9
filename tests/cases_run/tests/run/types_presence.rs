//! `types/presence`: absent, null and a value are three things, in a client and in a server; what absence means.

use std::sync::Arc;

use serde_json::{Value, json};
use types_presence_client::{Client, types as sent};
use types_presence_server::default_api as answers;
use types_presence_server::types::Presence;
use types_presence_server::{Api, BASE_PATH, Context, DefaultApi, Failure, router};
use wire_tests::{Script, Wire, of, raw, scripted};

struct Handler(Arc<Script>);

impl Api for Handler {
    type Error = Failure;
}

scripted! { Handler: DefaultApi {
    exchange(answers::ExchangeRequest, ()) -> answers::ExchangeResponse;
    maybe(answers::MaybeRequest, ()) -> answers::MaybeResponse;
    needed(answers::NeededRequest, ()) -> answers::NeededResponse;
    undescribed(answers::UndescribedRequest, ()) -> answers::UndescribedResponse;
    parameters(answers::ParametersRequest, ()) -> answers::ParametersResponse;
} }

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

/// Every combination of `nullable` (null, a value), `optional` (absent, a value) and `both` (absent, null, a value).
fn combinations() -> Vec<Value> {
    let mut all = Vec::new();
    for nullable in [Value::Null, json!("n")] {
        for optional in [None, Some("o")] {
            for both in [None, Some(Value::Null), Some(json!("b"))] {
                let mut value = json!({ "required": "r", "nullable": nullable });
                let members = value.as_object_mut().expect("an object");
                members.extend(optional.map(|text| ("optional".to_owned(), json!(text))));
                members.extend(both.map(|both| ("both".to_owned(), both)));
                all.push(value);
            }
        }
    }
    all
}

#[tokio::test]
async fn absent_null_and_a_value_are_kept_apart() {
    let wire = start().await;
    for value in combinations() {
        let [client, server] = [of::<sent::Presence>(value.clone()), of(value.clone())];
        // What the fields say.
        let member = |name: &str| value.get(name).map(|member| member.as_str().map(str::to_owned));
        assert_eq!(client.nullable, member("nullable").flatten());
        assert_eq!(client.optional, member("optional").flatten());
        assert_eq!(client.both, member("both"));
        for media in ["application/json", "application/xml"] {
            wire.script.answer(answers::ExchangeResponse::Ok(server.clone()));
            let call = wire.client.exchange(&client).accept(media);
            let call = if media == "application/xml" { call.as_xml() } else { call };
            assert_eq!(call.await.expect("an answer"), client, "{media}");
            assert_eq!(wire.request::<answers::ExchangeRequest>().presence, server, "{media}");
            let exchange = wire.served.last();
            assert_eq!((exchange.header("content-type"), exchange.answer_header("content-type")), (media, media));
            if media == "application/json" {
                for text in [exchange.body(), exchange.answer()] {
                    assert_eq!(wire_tests::json(&text), value);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_form_has_no_null() {
    let wire = start().await;
    for (value, body) in [
        (json!({ "required": "r", "nullable": null, "both": null }), "required=r"),
        (json!({ "required": "r", "nullable": "n", "both": "b" }), "required=r&nullable=n&both=b"),
    ] {
        wire.script.answer(answers::ExchangeResponse::Ok(of(value.clone())));
        let read = wire.client.exchange(&of(value.clone())).as_form().await.expect("an answer");
        assert_eq!(wire.served.last().body(), body);
        assert_eq!(wire.request::<answers::ExchangeRequest>().presence.nullable, read.nullable);
    }
}

#[tokio::test]
async fn a_server_tells_what_must_be_there_and_what_must_not_be_null() {
    let wire = start().await;
    for (body, errors) in [
        (r#"{"required":"r"}"#, json!([["/nullable", "is required"]])),
        (r#"{"nullable":null}"#, json!([["/required", "is required"]])),
        (
            r#"{"required":null,"nullable":null,"optional":null}"#,
            json!([["/required", "expected a string, found null"], ["/optional", "must not be null"]]),
        ),
    ] {
        let headers = "content-type: application/json\r\n";
        let (status, answer) = raw::send(&wire.served.origin, "POST", "/presence", headers, body.as_bytes()).await;
        let answer = wire_tests::json(&answer);
        let told: Vec<_> =
            answer["errors"].as_array().expect("errors").iter().map(|e| [&e["pointer"], &e["detail"]]).collect();
        assert_eq!((status, json!(told)), (422, errors), "{body}");
    }
    // A client reads over a null where none should be.
    let read: sent::Presence = of(json!({ "required": "r", "nullable": null, "optional": null }));
    assert_eq!(read.optional, None);
}

#[tokio::test]
async fn what_the_document_asks_for_and_never_describes_is_null_where_a_server_forgets_it() {
    let wire = start().await;
    let read: sent::Undescribed = of(json!({ "here": "h" }));
    assert_eq!((read.here.as_str(), &read.nowhere), ("h", &Value::Null));
    assert_eq!(of::<sent::Undescribed>(json!({ "here": "h", "nowhere": 1 })).nowhere, json!(1));
    // What is described is asked for.
    assert!(serde_json::from_value::<sent::Undescribed>(json!({ "nowhere": 1 })).is_err());
    // A server asks its callers for either.
    let send = async |body: &str| {
        let headers = "content-type: application/json\r\n";
        raw::send(&wire.served.origin, "POST", "/undescribed", headers, body.as_bytes()).await
    };
    let (status, answer) = send(r#"{"here":"h"}"#).await;
    let errors = &wire_tests::json(&answer)["errors"];
    assert_eq!((status, &errors[0]["pointer"], &errors[0]["detail"]), (422, &json!("/nowhere"), &json!("is required")));
    wire.script.answer(answers::UndescribedResponse::Ok(of(json!({ "here": "h" }))));
    assert_eq!(send(r#"{"here":"h","nowhere":null}"#).await, (200, r#"{"here":"h","nowhere":null}"#.to_owned()));
}

#[tokio::test]
async fn a_body_can_be_absent_null_or_a_value() {
    let wire = start().await;
    for (body, text) in [(None, ""), (Some(None), "null"), (Some(Some(7)), "7")] {
        wire.script.answer(answers::MaybeResponse::Ok(body.flatten()));
        let call = wire.client.maybe();
        let call = match &body {
            Some(body) => call.body(body),
            None => call,
        };
        assert_eq!(call.await.expect("an answer"), body.flatten());
        assert_eq!(wire.served.last().body(), text);
        assert_eq!(wire.request::<answers::MaybeRequest>().body, body);
    }
}

#[tokio::test]
async fn a_body_that_is_needed_may_be_null() {
    let wire = start().await;
    for (body, text) in [(None, "null"), (Some(7), "7")] {
        wire.script.answer(answers::NeededResponse::NoContent);
        wire.client.needed(&body).await.expect("an answer");
        assert_eq!(wire.served.last().body(), text);
        assert_eq!(wire.request::<answers::NeededRequest>().body, body);
    }
}

#[tokio::test]
async fn a_server_fills_in_what_the_absence_of_a_parameter_means() {
    let wire = start().await;
    let see = async |query: &str, headers: &str| {
        wire.script.answer(answers::ParametersResponse::NoContent);
        let (status, body) = raw::send(&wire.served.origin, "GET", &format!("/parameters{query}"), headers, b"").await;
        assert_eq!(status, 204, "{body}");
        let seen = wire.request::<answers::ParametersRequest>();
        json!({
            "json": seen.json.map_or(json!("absent"), |json| json!(json)), "number": seen.number, "text": seen.text,
            "flag": seen.flag, "list": seen.list, "kind": seen.kind, "object": seen.object, "map": seen.map,
            "either": seen.either,
        })
    };
    assert_eq!(
        see("", "").await,
        json!({
            "json": "absent", "number": 3, "text": "a b", "flag": true, "list": ["a", "b"], "kind": "y",
            "object": { "a": "x", "b": 2 }, "map": { "one": 1 }, "either": 7,
        })
    );
    // What is there is not mixed with the default.
    assert_eq!(
        see("?json=null&number=0&list=c&kind=x&object[a]=z&map[two]=2&either=t", "text: \r\ncookie: flag=false\r\n")
            .await,
        json!({
            "json": null, "number": 0, "text": "", "flag": false, "list": ["c"], "kind": "x",
            "object": { "a": "z" }, "map": { "two": 2 }, "either": "t",
        })
    );
    // A client sends no defaults.
    wire.script.answer(answers::ParametersResponse::NoContent);
    wire.client.parameters().json(&None).await.expect("an answer");
    assert_eq!(wire.line(), "GET /parameters?json=null");
}

#[tokio::test]
async fn defaults_of_properties_are_not_sent() {
    let value: Presence = of(json!({ "required": "r", "nullable": null }));
    assert_eq!((value.defaulted, value.defaulted_or_default(), value.text_or_default()), (None, 3, ""));
    assert_eq!(serde_json::to_value(&value).expect("JSON"), json!({ "required": "r", "nullable": null }));
    let value: Presence = of(json!({ "required": "r", "nullable": null, "defaulted": 0, "text": "t" }));
    assert_eq!((value.defaulted_or_default(), value.text_or_default()), (0, "t"));
    // What is secret does not show.
    let value: Presence = of(json!({ "required": "r", "nullable": null, "secret": "hunter2" }));
    assert!(!format!("{value:?}").contains("hunter2"));
}
