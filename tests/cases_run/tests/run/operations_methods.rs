//! `operations/methods`: every method, tag and shape of path, from the generated client to the generated server.

use std::sync::Arc;

use operations_methods_client::Client;
use operations_methods_server::api_123::{ThingsIdTraceRequest, ThingsIdTraceResponse};
use operations_methods_server::default_api::*;
use operations_methods_server::other_api::{ThingsIdPutRequest, ThingsIdPutResponse};
use operations_methods_server::things_and_co_e_api::{ThingsByIdGetRequest, ThingsByIdGetResponse};
use operations_methods_server::{
    Api, Api123, BASE_PATH, Context, DefaultApi, Failure, OtherApi, ThingsAndCoEApi, router,
};
use serde_json::json;
use wire_tests::{Script, Wire, of, raw, scripted};

struct Handler(Arc<Script>);

impl Api for Handler {
    type Error = Failure;
}

scripted! { Handler: DefaultApi {
    things_id_get(ThingsIdGetRequest, ()) -> ThingsIdGetResponse;
    things_id_options(ThingsIdOptionsRequest, ()) -> ThingsIdOptionsResponse;
    things_id_patch(ThingsIdPatchRequest, ()) -> ThingsIdPatchResponse;
    things_by_id_slash_get(ThingsByIdSlashGetRequest, ()) -> ThingsByIdSlashGetResponse;
    root_head(RootHeadRequest, ()) -> RootHeadResponse;
    file(FileRequest, ()) -> FileResponse;
    act(ActRequest, ()) -> ActResponse;
    search(SearchRequest, ()) -> SearchResponse;
    search_again(SearchAgainRequest, ()) -> SearchAgainResponse;
} }

scripted! { Handler: Api123 { things_id_trace(ThingsIdTraceRequest, ()) -> ThingsIdTraceResponse; } }

scripted! { Handler: OtherApi { things_id_put(ThingsIdPutRequest, ()) -> ThingsIdPutResponse; } }

scripted! { Handler: ThingsAndCoEApi { things_by_id_get(ThingsByIdGetRequest, ()) -> ThingsByIdGetResponse; } }

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

#[tokio::test]
async fn every_method_arrives_as_itself() {
    let wire = start().await;
    wire.script.answer(ThingsIdTraceResponse::Ok("TRACE /api/things/a HTTP/1.1".into()));
    let mut echo = wire.client.things_id_trace("a").page(2).await.expect("an answer");
    assert_eq!(wire.line(), "TRACE /api/things/a?page=2");
    assert_eq!(echo.chunk().await.expect("a chunk").as_deref(), Some("TRACE /api/things/a HTTP/1.1".as_bytes()));
    let request: ThingsIdTraceRequest = wire.request();
    assert_eq!((request.id.as_str(), request.page), ("a", Some(2)));

    wire.script.answer(ThingsIdOptionsResponse::NoContent { allow: Some("GET, TRACE".to_owned()) });
    let answer = wire.client.things_id_options("a").send().await.expect("an answer");
    assert_eq!((wire.line().as_str(), answer.headers.allow.as_deref()), ("OPTIONS /api/things/a", Some("GET, TRACE")));
    let _: ThingsIdOptionsRequest = wire.request();

    wire.script.answer(ThingsIdPatchResponse::NoContent);
    wire.client.things_id_patch("a").await.expect("an answer");
    assert_eq!(wire.line(), "PATCH /api/things/a");
    let _: ThingsIdPatchRequest = wire.request();

    wire.script.answer(RootHeadResponse::NoContent { x_count: Some(3) });
    let answer = wire.client.root_head().await.expect("an answer");
    assert_eq!((wire.line().as_str(), answer.headers.x_count), ("HEAD /api/", Some(3)));
    let _: RootHeadRequest = wire.request();

    let (status, _) = raw::send(&wire.served.origin, "DELETE", "/api/things/a", "", b"").await;
    assert_eq!((status, wire.served.last().answer_header("allow")), (405, "GET, OPTIONS, PATCH, PUT, TRACE"));
}

#[tokio::test]
async fn a_slash_at_the_end_makes_another_path() {
    let wire = start().await;
    wire.script.answer(ThingsByIdSlashGetResponse::NoContent);
    wire.client.things_by_id_slash_get("a").await.expect("an answer");
    assert_eq!(wire.line(), "GET /api/things/a/");
    assert_eq!(wire.request::<ThingsByIdSlashGetRequest>().id, "a");
    // Text comes before a parameter.
    wire.script.answer(ThingsIdGetResponse::NoContent);
    wire.client.things_id_get().await.expect("an answer");
    let _: ThingsIdGetRequest = wire.request();
    let (status, _) = raw::send(&wire.served.origin, "GET", "/api/things/id//", "", b"").await;
    assert_eq!(status, 404);
}

#[tokio::test]
#[expect(deprecated, reason = "what is deprecated works")]
async fn what_is_deprecated_works() {
    let wire = start().await;
    wire.script.answer(ThingsByIdGetResponse::NoContent);
    // The operation's own parameter, a text, takes the place of the path's number.
    wire.client.things_by_id_get("a").page("last").await.expect("an answer");
    assert_eq!(wire.line(), "GET /api/things/a?page=last");
    assert_eq!(wire.request::<ThingsByIdGetRequest>().page.as_deref(), Some("last"));

    let thing: operations_methods_client::types::Thing = of(json!({ "id": "a", "code": 1, "note": "old" }));
    assert_eq!((thing.code, thing.note_or_default()), (1, "old"));
    wire.script.answer(ThingsIdPutResponse::Ok(thing.clone()));
    let answer = wire.client.things_id_put("a").thing(&thing).await.expect("an answer");
    assert_eq!(wire.served.last().body(), r#"{"id":"a","code":1,"note":"old"}"#);
    assert_eq!((answer, wire.request::<ThingsIdPutRequest>().thing), (thing.clone(), Some(thing)));
}

#[tokio::test]
async fn several_parameters_in_a_segment_stay_apart() {
    let wire = start().await;
    for (name, extension, target) in [
        ("notes", "txt", "notes.txt"),
        ("notes.tar", "gz", "notes.tar.gz"),
        ("notes", "tar.gz", "notes.tar%2Egz"),
        ("a-b", "c_d~", "a-b.c_d~"),
        (".", ".", "..%2E"),
        ("100%.", "%2E", "100%25..%252E"),
    ] {
        wire.script.answer(FileResponse::NoContent);
        wire.client.file(name, extension).await.expect("an answer");
        assert_eq!(wire.line(), format!("GET /api/files/{target}"));
        let request: FileRequest = wire.request();
        assert_eq!((request.name.as_str(), request.extension.as_str()), (name, extension));
    }
    wire.script.answer(ActResponse::NoContent);
    wire.client.act("a:b", "c:d").await.expect("an answer");
    assert_eq!(wire.line(), "POST /api/things/a%3Ab:c%3Ad");
    let request: ActRequest = wire.request();
    assert_eq!((request.id.as_str(), request.verb.as_str()), ("a:b", "c:d"));
}

#[tokio::test]
async fn a_path_ends_at_its_query_and_its_fragment() {
    let wire = start().await;
    wire.script.answer(SearchResponse::NoContent);
    wire.client.search("a b").page(2).await.expect("an answer");
    assert_eq!(wire.line(), "GET /api/search?v=2&by=a%20b&page=2");
    let request: SearchRequest = wire.request();
    assert_eq!((request.by.as_str(), request.page), ("a b", Some(2)));

    wire.script.answer(SearchAgainResponse::NoContent);
    wire.client.search_again().await.expect("an answer");
    assert_eq!(wire.line(), "POST /api/search");
    let _: SearchAgainRequest = wire.request();
}
