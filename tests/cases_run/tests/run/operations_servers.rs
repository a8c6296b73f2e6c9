//! `operations/servers`: which URL a request goes to, and below which paths a server answers.

use std::sync::Arc;

use operations_servers_client::servers::{BesideServer, Region, RegionExamplePortPath, Stage};
use operations_servers_client::{BaseUrl, Client, Server};
use operations_servers_server::default_api::*;
use operations_servers_server::{Api, BASE_PATH, Context, DefaultApi, Failure, router, whole_router};
use wire_tests::{Script, Wire, raw, raw::Recorder, scripted};

struct Handler(Arc<Script>);

impl Api for Handler {
    type Error = Failure;
}

scripted! { Handler: DefaultApi {
    things(ThingsRequest, ()) -> ThingsResponse;
    file(FileRequest, ()) -> FileResponse;
    put_file(PutFileRequest, ()) -> PutFileResponse;
    delete_file(DeleteFileRequest, ()) -> DeleteFileResponse;
    root(RootRequest, ()) -> RootResponse;
    same(SameRequest, ()) -> SameResponse;
} }

fn built(url: impl Into<BaseUrl>) -> String {
    Client::builder(url).build().expect("a client").base_url().to_owned()
}

#[test]
fn the_servers_of_the_document_are_chosen_by_type() {
    assert_eq!(Client::new().expect("a client").base_url(), "https://api.example/v1");
    assert_eq!(built(Server::default()), "https://api.example/v1");
    // Its path is not that of the first server, which completes what somebody writes down.
    assert_eq!(built(Server::Sandbox), "https://sandbox.example");
    assert_eq!(built("https://sandbox.example"), "https://sandbox.example/v1");
    assert_eq!(built("https://sandbox.example/v3/"), "https://sandbox.example/v3");
    assert_eq!(built(Server::ThisHost.at("http://localhost:8080/")), "http://localhost:8080/v1");
    assert!(Client::builder(Server::ThisHost).build().is_err());
}

#[test]
fn variables_are_typed_and_have_defaults() {
    assert_eq!(RegionExamplePortPath::default().url(), "https://eu-west.example:443/v1");
    let server = RegionExamplePortPath::default().region(Region::UsEast).port("8443").path("/v2");
    assert_eq!(built(server.clone()), "https://us-east.example:8443/v2");
    assert_eq!(built(Server::from(server.path(""))), "https://us-east.example:8443");
    // What makes no URL is told when the client is built.
    for port in ["x", "1/@evil.example/", "1?"] {
        let server = RegionExamplePortPath::default().port(port).path("?");
        assert!(Client::builder(server).build().is_err(), "{port}");
    }
}

#[tokio::test]
async fn an_operation_goes_to_its_own_server() {
    let (api, files) = (Recorder::start().await, Recorder::start().await);
    let client = Client::builder(format!("{}/v1", api.origin)).files_server(&files.origin).build().expect("a client");
    client.things().await.expect("an answer");
    assert_eq!(api.head().expect("a request").target(), "/v1/things");
    // An origin is completed by the path that the document says.
    client.file("7").await.expect("an answer");
    assert_eq!(files.head().expect("a request").target(), "/v2/files/7");
    client.put_file("7").await.expect("an answer");
    assert_eq!(files.head().expect("a request").target(), "/v2/files/7");
    // Relative servers are at the client's own origin.
    client.delete_file("7").await.expect("an answer");
    assert_eq!(api.head().expect("a request").target(), "/admin/files/7");
    client.root().await.expect("an answer");
    assert_eq!(api.head().expect("a request").target(), "/");
    // A client of another URL keeps what was set.
    let other = client.with_url(&format!("{}/v9", files.origin)).expect("a client");
    other.things().await.expect("an answer");
    assert_eq!(files.head().expect("a request").target(), "/v9/things");
    other.file("..x").await.expect("an answer");
    assert_eq!(files.head().expect("a request").target(), "/v2/files/..x");
    assert!(client.file("..").await.is_err());
    assert!(api.head().is_none());
}

#[tokio::test]
async fn an_operations_server_has_variables_too() {
    let api = Recorder::start().await;
    let builder = || Client::builder(&api.origin);
    let client = builder().beside_server(BesideServer::default().stage(Stage::Test)).build().expect("a client");
    client.delete_file("7").await.expect("an answer");
    assert_eq!(api.head().expect("a request").target(), "/test/files/7");
    let client = builder().beside_server("/else/where").build().expect("a client");
    client.delete_file("7").await.expect("an answer");
    assert_eq!(api.head().expect("a request").target(), "/else/where/files/7");
    assert!(builder().files_server("ftp://files.example").build().is_err());
}

#[tokio::test]
async fn a_server_answers_below_the_paths_of_all() {
    let client = |origin: &str| {
        let builder = Client::builder(origin).files_server(origin).other_example_v1_server(origin);
        builder.build().expect("a client")
    };
    let wire = Wire::start(|script| whole_router(Arc::new(Handler(script))), "", client).await;
    wire.script.answer(ThingsResponse::NoContent);
    wire.client.things().await.expect("an answer");
    let _: ThingsRequest = wire.request();
    assert_eq!(wire.line(), "GET /v1/things");
    wire.script.answer(FileResponse::NoContent);
    wire.client.file("7").await.expect("an answer");
    assert_eq!((wire.line().as_str(), wire.request::<FileRequest>().id.as_str()), ("GET /v2/files/7", "7"));
    wire.script.answer(DeleteFileResponse::NoContent);
    wire.client.delete_file("7").await.expect("an answer");
    let _: DeleteFileRequest = wire.request();
    assert_eq!(wire.line(), "DELETE /admin/files/7");
    wire.script.answer(RootResponse::NoContent);
    wire.client.root().await.expect("an answer");
    let _: RootRequest = wire.request();
    wire.script.answer(SameResponse::NoContent);
    wire.client.same().await.expect("an answer");
    let _: SameRequest = wire.request();
    assert_eq!(wire.line(), "GET /v1/same");
    for target in ["/v1/files/7", "/files/7", "/v2/things", "/v1/", "/v1"] {
        assert_eq!(raw::send(&wire.served.origin, "GET", target, "", b"").await.0, 404, "{target}");
    }
    assert_eq!(raw::send(&wire.served.origin, "GET", "/admin/files/7", "", b"").await.0, 405);
}

#[tokio::test]
async fn a_router_has_what_is_at_the_apis_servers() {
    let client = |origin: &str| Client::builder(origin).build().expect("a client");
    let wire = Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await;
    wire.script.answer(ThingsResponse::NoContent);
    wire.client.things().await.expect("an answer");
    let _: ThingsRequest = wire.request();
    assert_eq!(raw::send(&wire.served.origin, "GET", "/v1/files/7", "", b"").await.0, 404);
}
