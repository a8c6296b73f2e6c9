//! `operations/forms`: every form of a form on the wire, and back.

use std::sync::Arc;

use operations_forms_client::types as sent;
use operations_forms_client::{Client, Error};
use operations_forms_server::default_api as answers;
use operations_forms_server::{Api, BASE_PATH, Context, DefaultApi, Failure, router};
use serde_json::{Value, json};
use wire_tests::{Script, Wire, of, scripted};

struct Handler(Arc<Script>);

impl Api for Handler {
    type Error = Failure;
}

scripted! { Handler: DefaultApi {
    post_plain(answers::PostPlainRequest, ()) -> answers::PostPlainResponse;
    post_map(answers::PostMapRequest, ()) -> answers::PostMapResponse;
    post_styled(answers::PostStyledRequest, ()) -> answers::PostStyledResponse;
} }

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

/// Sends an urlencoded form that nobody made for us: the status and what is wrong.
async fn post(wire: &Wire<Client>, path: &str, body: &str) -> (u16, Vec<String>) {
    let request = reqwest::Client::new().post(format!("{}{path}", wire.served.origin));
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.to_owned());
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let body: Value = serde_json::from_str(&answer.text().await.expect("a body")).unwrap_or_default();
    let text = |error: &Value| format!("{} {}", error["pointer"].as_str().unwrap(), error["detail"].as_str().unwrap());
    (status, body["errors"].as_array().map(|errors| errors.iter().map(text).collect()).unwrap_or_default())
}

#[tokio::test]
async fn urlencoded_forms_go_there_and_back() {
    let wire = start().await;
    let table = [
        (json!({ "id": 1, "tags": ["a", "b c", "d&e"], "nothing": "" }), "id=1&tags=a&tags=b+c&tags=d%26e&nothing="),
        // An empty list and null have no text: what must be there and is not is one of them.
        (json!({ "id": 1, "tags": [], "nothing": null }), "id=1"),
        (json!({ "id": 1, "tags": [""], "nothing": null, "name": "" }), "id=1&name=&tags="),
        (
            json!({ "id": -1, "tags": [], "nothing": null, "name": "ä+%&=?", "ready": true, "maybe": 3 }),
            "id=-1&name=%C3%A4%2B%25%26%3D%3F&ready=true&maybe=3",
        ),
        (
            json!({ "id": 1, "tags": [], "nothing": null, "home": { "street": "s", "pos": { "x": 1, "y": 2 } } }),
            "id=1&home%5Bstreet%5D=s&home%5Bpos%5D%5Bx%5D=1&home%5Bpos%5D%5By%5D=2",
        ),
        (
            json!({ "id": 1, "tags": [], "sizes": [3, 4], "path": [{ "x": 1 }, { "x": 2, "y": 3 }], "nothing": null }),
            "id=1&sizes=3&sizes=4&path%5B0%5D%5Bx%5D=1&path%5B1%5D%5Bx%5D=2&path%5B1%5D%5By%5D=3",
        ),
        (json!({ "id": 1, "tags": [], "nothing": null, "odd [name]&=": "v" }), "id=1&odd%20%5Bname%5D%26%3D=v"),
    ];
    for (value, text) in table {
        wire.script.answer(answers::PostPlainResponse::NoContent);
        wire.client.post_plain(&of::<sent::Plain>(value.clone())).await.expect(text);
        let exchange = wire.served.last();
        assert_eq!(exchange.header("content-type"), "application/x-www-form-urlencoded");
        assert_eq!(exchange.body(), text);
        assert_eq!(json!(wire.request::<answers::PostPlainRequest>().plain), value, "{text}");
    }
}

#[tokio::test]
async fn urlencoded_forms_of_others_are_read() {
    let wire = start().await;
    let table = [
        // Browsers encode more, or less; brackets of lists with and without numbers.
        ("id=1&tags[]=a&tags[]=b&nothing=%41", json!({ "id": 1, "tags": ["a", "b"], "nothing": "A" })),
        ("tags=a&id=1&&nothing=x=y", json!({ "id": 1, "tags": ["a"], "nothing": "x=y" })),
        (
            "id=1&home=%7B%22street%22%3A%22s%22%7D",
            json!({ "id": 1, "tags": [], "nothing": null, "home": { "street": "s" } }),
        ),
        (
            "id=1&path[][x]=1&path[][x]=2&unknown=1&unknown[a]=2",
            json!({ "id": 1, "tags": [], "nothing": null, "path": [{ "x": 1 }, { "x": 2 }] }),
        ),
    ];
    for (text, value) in table {
        wire.script.answer(answers::PostPlainResponse::NoContent);
        assert_eq!(post(&wire, "/plain", text).await, (204, vec![]), "{text}");
        assert_eq!(json!(wire.request::<answers::PostPlainRequest>().plain), value, "{text}");
    }
    let wrong = [
        ("", vec!["/id is required"]),
        ("id=1&id=2", vec!["/id must not be there twice"]),
        (
            "id=x&sizes=1&sizes=y",
            vec![
                "/id expected an integer of 64 bits, found text",
                "/sizes/1 expected an integer of 64 bits, found text",
            ],
        ),
        ("id=1&home[pos][y]=1", vec!["/home/pos/x is required"]),
        ("id=1&ready=", vec!["/ready expected a boolean, found text"]),
    ];
    for (text, errors) in wrong {
        let errors = errors.into_iter().map(str::to_owned).collect();
        assert_eq!(post(&wire, "/plain", text).await, (422, errors), "{text}");
    }
    assert_eq!(post(&wire, "/plain", "id=%ff").await, (400, vec![" the form is not UTF-8".to_owned()]));
}

#[tokio::test]
async fn properties_have_styles_of_their_own() {
    let wire = start().await;
    let table = [
        (json!({ "csv": ["a", "b,c"] }), "csv=a,b%2Cc"),
        (json!({ "spaces": ["a", "b"] }), "spaces=a%20b"),
        (json!({ "pipes": ["a", "b c"] }), "pipes=a%7Cb%20c"),
        (json!({ "repeated": ["a", "b"] }), "repeated=a&repeated=b"),
        (json!({ "deep": { "x": 1, "y": 2 } }), "deep%5Bx%5D=1&deep%5By%5D=2"),
        (json!({ "spread": { "left": 1, "top": 2 } }), "left=1&top=2"),
        (json!({ "joined": { "x": 1, "y": 2 } }), "joined=x,1,y,2"),
        (json!({ "url": "https://a/b?c=d&e#[f] g" }), "url=https://a/b?c=d%26e%23%5Bf%5D%20g"),
        (json!({ "json": { "x": 1 } }), "json=%7B%22x%22%3A1%7D"),
        (json!({ "jsons": [{ "x": 1 }, { "x": 2 }] }), "jsons=%5B%7B%22x%22%3A1%7D%2C%7B%22x%22%3A2%7D%5D"),
        (json!({ "text": "a b", "plain": ["a", "b c"] }), "text=a+b&plain=a&plain=b+c"),
        (json!({ "csv": ["a"], "spread": { "top": 2 }, "text": "", "plain": ["z"] }), "csv=a&top=2&text=&plain=z"),
        (json!({}), ""),
    ];
    for (value, text) in table {
        wire.script.answer(answers::PostStyledResponse::NoContent);
        wire.client.post_styled(&of::<sent::Styled>(value.clone())).await.expect(text);
        assert_eq!(wire.served.last().body(), text);
        assert_eq!(json!(wire.request::<answers::PostStyledRequest>().styled), value, "{text}");
    }
    // What would come apart at the other end is not sent.
    let apart = of::<sent::Styled>(json!({ "pipes": ["a|b"] }));
    match wire.client.post_styled(&apart).await {
        Err(Error::Invalid(problem)) => assert_eq!(
            problem.to_string(),
            "invalid request: the property `pipes` of the form holds a part with a delimiter in it"
        ),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        post(&wire, "/styled", "json=x&joined=x&csv=a&csv=b").await,
        (
            422,
            vec![
                "/csv must not be there twice".to_owned(),
                "/joined has a name without a value".to_owned(),
                "/json is not JSON".to_owned(),
            ]
        )
    );
}

#[tokio::test]
async fn a_form_of_any_names_and_one_that_is_absent() {
    let wire = start().await;
    wire.script.answer(answers::PostMapResponse::NoContent);
    wire.client.post_map().body(&[("a".to_owned(), 1), ("b c".to_owned(), 2)].into()).await.expect("a form");
    assert_eq!(wire.served.last().body(), "a=1&b%20c=2");
    assert_eq!(wire.request::<answers::PostMapRequest>().body.map(|map| map.len()), Some(2));
    wire.script.answer(answers::PostMapResponse::NoContent);
    wire.client.post_map().await.expect("no form");
    assert_eq!((wire.served.last().header("content-type"), wire.served.last().body().as_str()), ("", ""));
    assert_eq!(wire.request::<answers::PostMapRequest>().body, None);
    // A form without fields is a form.
    wire.script.answer(answers::PostMapResponse::NoContent);
    wire.client.post_map().body(&[].into()).await.expect("an empty form");
    assert_eq!(wire.served.last().header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(wire.request::<answers::PostMapRequest>().body, Some([].into()));
}
