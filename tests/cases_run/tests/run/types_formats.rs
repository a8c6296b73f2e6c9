//! `types/formats`: every format over HTTP, in a body and in a query.

use std::sync::Arc;

use cases_run::FORMATS;
use serde_json::{Value, json};
use types_formats_client::Client;
use types_formats_server::default_api as answers;
use types_formats_server::types::Formats;
use types_formats_server::{Api, BASE_PATH, Context, DefaultApi, Failure, router};
use wire_tests::{Script, Wire, of, raw, scripted};

struct Handler(Arc<Script>);

impl Api for Handler {
    type Error = Failure;
}

scripted! { Handler: DefaultApi {
    put_formats(answers::PutFormatsRequest, ()) -> answers::PutFormatsResponse;
    find_formats(answers::FindFormatsRequest, ()) -> answers::FindFormatsResponse;
    put_binary(answers::PutBinaryRequest, ()) -> answers::PutBinaryResponse;
} }

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

/// What the server answers to a body that no client of ours would send.
async fn put(wire: &Wire<Client>, body: &str) -> (u16, String) {
    let headers = "content-type: application/json\r\n";
    raw::send(&wire.served.origin, "PUT", "/formats", headers, body.as_bytes()).await
}

#[tokio::test]
async fn a_body_s_values_travel_as_they_are_and_wrong_ones_are_refused() {
    let wire = start().await;
    for (name, good, bad) in FORMATS {
        for value in *good {
            let body = format!("{{\"{name}\":{value}}}");
            let formats: Formats = of(serde_json::from_str(&body).expect("JSON"));
            wire.script.answer(answers::PutFormatsResponse::Ok(formats.clone()));
            assert_eq!(wire.client.put_formats(&formats).await.expect("an answer"), formats, "{body}");
            let exchange = wire.served.last();
            assert_eq!((exchange.body(), exchange.answer()), (body.clone(), body.clone()));
            assert_eq!(wire.request::<answers::PutFormatsRequest>().formats, formats, "{body}");
        }
        for value in *bad {
            let (status, text) = put(&wire, &format!("{{\"{name}\":{value}}}")).await;
            assert_eq!(status, 422, "{name} {value}: {text}");
            assert!(text.contains(&format!("\"/{name}")), "{name} {value}: {text}");
        }
    }
    // All at once.
    let worst = FORMATS.iter().map(|(name, _, bad)| format!("\"{name}\":{}", bad[0]));
    let (status, text) = put(&wire, &format!("{{{}}}", worst.collect::<Vec<_>>().join(","))).await;
    let told: Value = serde_json::from_str(&text).expect("a problem");
    assert_eq!((status, told["errors"].as_array().map(Vec::len)), (422, Some(FORMATS.len())), "{text}");
}

#[tokio::test]
async fn a_query_s_values_are_held_to_their_formats() {
    let wire = start().await;
    let encoded = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    for (name, good, bad) in FORMATS {
        // In a query, text is anything's form: what is wrong for its JSON type may be right here.
        let text = |value: &str| match serde_json::from_str(value).expect("JSON") {
            Value::String(text) => Some(text),
            Value::Number(number) if !["password", "unknown"].contains(name) => Some(number.to_string()),
            _ => None,
        };
        for value in good.iter().filter_map(|value| text(value)) {
            wire.script.answer(answers::FindFormatsResponse::NoContent);
            let target = format!("/formats?{name}={}", encoded(&value));
            let (status, body) = raw::send(&wire.served.origin, "GET", &target, "", b"").await;
            assert_eq!(status, 204, "{target}: {body}");
            let _ = wire.request::<answers::FindFormatsRequest>();
        }
        for value in bad.iter().filter_map(|value| text(value)) {
            if ["float", "double", "unknown_integer"].contains(name) && value == "1" {
                continue;
            }
            let target = format!("/formats?{name}={}", encoded(&value));
            let (status, body) = raw::send(&wire.served.origin, "GET", &target, "", b"").await;
            assert_eq!(status, 422, "{target}: {body}");
            assert!(body.contains(name), "{target}: {body}");
        }
    }
}

#[tokio::test]
async fn a_client_s_values_leave_in_a_query_as_they_are() {
    let wire = start().await;
    wire.script.answer(answers::FindFormatsResponse::NoContent);
    let request = wire.client.find_formats().int8(-128).uint64(u64::MAX).int64(i64::MIN).float(1.5).double(0.1);
    let request = request.date_time("2024-02-29T12:30:00+02:00").uri("https://a.example/?b#c").ipv6("2001:db8::1");
    request
        .byte(&b"\xfb\xff hello".to_vec().into())
        .password(&"hush".into())
        .email("a+b@c.example")
        .await
        .expect("an answer");
    assert_eq!(
        wire.served.last().uri.query(),
        Some(
            "int8=-128&int64=-9223372036854775808&uint64=18446744073709551615&float=1.5&double=0.1\
             &date_time=2024-02-29T12%3A30%3A00%2B02%3A00&uri=https%3A%2F%2Fa.example%2F%3Fb%23c&email=a%2Bb%40c.example\
             &ipv6=2001%3Adb8%3A%3A1&byte=%2B%2F8gaGVsbG8%3D&password=hush"
        )
    );
    let request = wire.request::<answers::FindFormatsRequest>();
    assert_eq!(request.byte.as_ref().map(|byte| byte.0.as_slice()), Some(&b"\xfb\xff hello"[..]));
    assert_eq!(request.password.as_ref().map(|secret| secret.expose()), Some("hush"));
    assert!(!format!("{request:?}").contains("hush"));
}

#[tokio::test]
async fn a_password_is_not_shown_and_bytes_are_as_they_are() {
    let wire = start().await;
    let formats: Formats = of(json!({ "password": "hush", "byte": "aGVsbG8=" }));
    let shown = format!("{formats:?}");
    assert!(!shown.contains("hush") && shown.contains("Secret(..)"), "{shown}");
    let (status, text) = put(&wire, r#"{"password":["hush"]}"#).await;
    assert!(status == 422 && !text.contains("hush"), "{text}");
    let bytes: Vec<u8> = (0..=255).collect();
    wire.script.answer(answers::PutBinaryResponse::Ok(bytes.clone().into()));
    let answer = wire.client.put_binary(bytes.clone()).await.expect("an answer");
    assert_eq!(answer.bytes().await.expect("bytes"), bytes);
}
