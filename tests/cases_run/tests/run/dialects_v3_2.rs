//! `dialects/v3-2`: methods of any name, parameters that are the whole query, cookies as they are, a discriminator's
//! fallback, from the generated client to the generated server.

use std::sync::Arc;

use dialects_v3_2_client::{Client, types};
use dialects_v3_2_server::animals_api::*;
use dialects_v3_2_server::default_api::*;
use dialects_v3_2_server::dogs_api::*;
use dialects_v3_2_server::{AnimalsApi, Api, BASE_PATH, Context, DefaultApi, DogsApi, Failure, router};
use serde_json::json;
use types::{Animal, Other};
use wire_tests::{Script, Wire, of, raw, scripted};

struct Handler(Arc<Script>);

impl Api for Handler {
    type Error = Failure;
}

scripted! { Handler: AnimalsApi {
    animals_id_get(AnimalsIdGetRequest, ()) -> AnimalsIdGetResponse;
    keep(KeepRequest, ()) -> KeepResponse;
} }

scripted! { Handler: DogsApi {
    search_animal(SearchAnimalRequest, ()) -> SearchAnimalResponse;
    copy_animal(CopyAnimalRequest, ()) -> CopyAnimalResponse;
    animals_id_m_search(AnimalsIdMSearchRequest, ()) -> AnimalsIdMSearchResponse;
} }

scripted! { Handler: DefaultApi {
    by_form(ByFormRequest, ()) -> ByFormResponse;
    by_json(ByJsonRequest, ()) -> ByJsonResponse;
    by_text(ByTextRequest, ()) -> ByTextResponse;
    crumbs(CrumbsRequest, ()) -> CrumbsResponse;
} }

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

#[tokio::test]
async fn methods_have_the_names_that_the_document_gives() {
    let wire = start().await;
    let dog: Animal = of(json!({ "kind": "dog", "barks": true }));
    wire.script.answer(SearchAnimalResponse::Ok(vec![dog.clone()]));
    let word = types::dogs_api::SearchAnimalBody::new("bark");
    assert_eq!(wire.client.search_animal("a", &word).await.expect("an answer"), [dog]);
    assert_eq!(
        (wire.line().as_str(), wire.served.last().body().as_str()),
        ("QUERY /api/animals/a", r#"{"word":"bark"}"#)
    );
    let request: SearchAnimalRequest = wire.request();
    assert_eq!((request.id.as_str(), request.body.word.as_str()), ("a", "bark"));

    wire.script.answer(CopyAnimalResponse::Created);
    wire.client.copy_animal("a", "/animals/b").await.expect("an answer");
    assert_eq!((wire.line().as_str(), wire.served.last().header("destination")), ("COPY /api/animals/a", "/animals/b"));
    assert_eq!(wire.request::<CopyAnimalRequest>().destination, "/animals/b");

    // Methods are told apart by case, as HTTP does it.
    wire.script.answer(AnimalsIdMSearchResponse::NoContent);
    wire.client.animals_id_m_search("a").await.expect("an answer");
    assert_eq!(wire.line(), "m-search /api/animals/a");
    let _: AnimalsIdMSearchRequest = wire.request();
    let (status, _) = raw::send(&wire.served.origin, "M-SEARCH", "/api/animals/a", "", b"").await;
    assert_eq!((status, wire.served.last().answer_header("allow")), (405, "COPY, GET, QUERY, m-search"));
}

#[tokio::test]
async fn one_parameter_is_the_whole_query() {
    let wire = start().await;
    let filter: types::default_api::ByFormFilter = of(json!({ "name": "a&b=c d", "legs": 4, "tags": ["x", "ü"] }));
    wire.script.answer(ByFormResponse::NoContent);
    wire.client.by_form(&filter).await.expect("an answer");
    assert_eq!(wire.line(), "GET /api/form?name=a%26b%3Dc%20d&legs=4&tags=x&tags=%C3%BC");
    assert_eq!(wire.request::<ByFormRequest>().filter, filter);

    let legs: types::default_api::ByJsonFilter = of(json!({ "legs": 8 }));
    wire.script.answer(ByJsonResponse::NoContent);
    wire.client.by_json().filter(&legs).await.expect("an answer");
    assert_eq!(wire.line(), "GET /api/json?%7B%22legs%22%3A8%7D");
    assert_eq!(wire.request::<ByJsonRequest>().filter, Some(legs));
    wire.script.answer(ByJsonResponse::NoContent);
    wire.client.by_json().await.expect("an answer");
    assert_eq!((wire.line().as_str(), wire.request::<ByJsonRequest>().filter), ("GET /api/json", None));

    wire.script.answer(ByTextResponse::NoContent);
    wire.client.by_text("$.a[?@.b == 'c+d&e']").await.expect("an answer");
    assert_eq!(wire.line(), "GET /api/text?%24.a%5B%3F%40.b%20%3D%3D%20%27c%2Bd%26e%27%5D");
    assert_eq!(wire.request::<ByTextRequest>().selector, "$.a[?@.b == 'c+d&e']");
    // A plus sign is one here, and other programs do not encode it.
    wire.script.answer(ByTextResponse::NoContent);
    let (status, _) = raw::send(&wire.served.origin, "GET", "/api/text?a+b", "", b"").await;
    assert_eq!((status, wire.request::<ByTextRequest>().selector.as_str()), (204, "a+b"));
}

#[tokio::test]
async fn what_is_wrong_with_the_whole_query_is_said() {
    let wire = start().await;
    for (target, part) in [
        ("/api/form?name=a&legs=9", "/legs"),
        ("/api/form", "filter"),
        ("/api/json?%7B%22legs%22%3A9%7D", "/legs"),
        ("/api/json?legs", "filter"),
        ("/api/text", "selector"),
        ("/api/text?123456789012345678901", "selector"),
    ] {
        let (status, body) = raw::send(&wire.served.origin, "GET", target, "", b"").await;
        assert!(status == 422 && body.contains(part), "{target}: {status} {body}");
    }
}

#[tokio::test]
async fn cookies_are_written_as_they_are() {
    let wire = start().await;
    wire.script.answer(CrumbsResponse::NoContent);
    let whole = of(json!({ "x": "a=b", "y": 2 }));
    let call = wire.client.crumbs().plain("a%20b/c").list(["1", "2,3"]).joined(["a", "b"]).whole(&whole);
    call.await.expect("an answer");
    assert_eq!(wire.served.last().header("cookie"), "plain=a%20b/c; list=1; list=2,3; joined=a,b; x=a=b; y=2");
    let request: CrumbsRequest = wire.request();
    assert_eq!((request.plain.as_deref(), request.whole), (Some("a%20b/c"), Some(whole)));
    assert_eq!(request.list, Some(vec!["1".to_owned(), "2,3".to_owned()]));
    assert_eq!(request.joined, Some(vec!["a".to_owned(), "b".to_owned()]));

    let refused = wire.client.crumbs().plain("a;b").await.expect_err("no cookie");
    assert!(refused.to_string().contains("ends a cookie"), "{refused}");
    let refused = wire.client.crumbs().joined(["a,b"]).await.expect_err("no list");
    assert!(refused.to_string().contains("delimiter"), "{refused}");
}

#[tokio::test]
async fn a_discriminator_that_means_nothing_means_the_fallback() {
    let wire = start().await;
    for (text, fallback) in [
        (json!({ "kind": "cat", "purrs": true }), false),
        (json!({ "kind": "dog" }), false),
        (json!({ "kind": "spider", "legs": 8 }), true),
        (json!({ "legs": 6 }), true),
    ] {
        let animal: Animal = of(text.clone());
        assert_eq!(matches!(animal, Animal::Other(Other { .. })), fallback, "{text}");
        wire.script.answer(KeepResponse::Ok(animal.clone()));
        assert_eq!(wire.client.keep(&animal).await.expect("an answer"), animal);
        assert_eq!(wire.request::<KeepRequest>().animal, animal);
        assert_eq!(wire_tests::json(&wire.served.last().body()), text);
        assert_eq!(wire_tests::json(&wire.served.last().answer()), text);
    }
    // A server holds it against the fallback then.
    let (status, body) = raw::send(
        &wire.served.origin,
        "POST",
        "/api/animals",
        "content-type: application/json\r\n",
        br#"{"kind":"centipede","legs":1000}"#,
    )
    .await;
    assert!(status == 422 && body.contains("/legs"), "{status} {body}");
}
