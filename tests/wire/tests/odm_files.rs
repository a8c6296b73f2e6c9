//! odm-files: parts of a file, HEAD, JSON or a table, a key that has a word in front of it.

use std::sync::Arc;

use odm_files_client::files_as_user_api as calls;
use odm_files_client::{ApiKey, Client, Error};
use odm_files_server::files_as_user_api as answers;
use odm_files_server::types::ListResponse;
use odm_files_server::{Api, BASE_PATH, Body, Context, Credentials, Denied, Failure, FilesAsUserApi, router};
use serde_json::json;
use wire_tests::{Script, Wire, errors, of, scripted};

const DOCUMENT: &str = include_str!("../../../specs/odm-files.json");

struct Handler(Arc<Script>);

impl Api for Handler {
    type Principal = String;
    type Error = Failure;

    /// The text of the header `Authorization` has the word `bearer` in front.
    async fn authenticate(&self, credentials: &Credentials) -> Result<String, Denied> {
        let token = match (&credentials.access_token, &credentials.genestack_api_token) {
            (Some(token), _) => token.as_ref().strip_prefix("bearer "),
            (None, Some(token)) => Some(token.as_ref()),
            (None, None) => None,
        };
        token.filter(|token| *token != "wrong").map(str::to_owned).ok_or(Denied::Unauthenticated)
    }
}

scripted! { Handler: FilesAsUserApi {
    get_file_as_user(answers::GetFileAsUserRequest, String) -> answers::GetFileAsUserResponse;
    get_file_metadata_by_id_as_user(answers::GetFileMetadataByIdAsUserRequest, String)
        -> answers::GetFileMetadataByIdAsUserResponse;
    get_files_metadata_as_user(answers::GetFilesMetadataAsUserRequest, String)
        -> answers::GetFilesMetadataAsUserResponse;
    head_file_as_user(answers::HeadFileAsUserRequest, String) -> answers::HeadFileAsUserResponse;
} }

async fn start() -> Wire<Client> {
    let key = ApiKey::new("token").with_prefix("bearer");
    let client = |origin: &str| Client::builder(origin).access_token(key).build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

#[tokio::test]
async fn every_operation_with_every_answer() {
    let wire = start().await;
    get_files_metadata_as_user(&wire).await;
    get_file_metadata_by_id_as_user(&wire).await;
    get_file_as_user(&wire).await;
    head_file_as_user(&wire).await;
    wire.covers(DOCUMENT, BASE_PATH, 22);
}

async fn get_files_metadata_as_user(wire: &Wire<Client>) {
    use answers::GetFilesMetadataAsUserResponse as Answer;
    use calls::{GetFilesMetadataAsUserError as Failed, GetFilesMetadataAsUserOk as Found};

    // Nothing is sent for what is not set; the server fills in its default.
    let list: ListResponse = of(json!({ "meta": { "pagination": { "total": 1 } }, "data": [{ "a:b": [1, null] }] }));
    wire.script.answer(Answer::OkJson(list.clone()));
    match wire.client.get_files_metadata_as_user().await.expect("a list") {
        Found::OkJson(found) => assert_eq!(*found, list),
        other => panic!("{other:?}"),
    }
    let sent = wire.served.last();
    assert_eq!(sent.line(), "GET /api/v1/as-user/files");
    assert_eq!(sent.header("authorization"), "bearer token");
    assert_eq!(sent.header("accept"), "application/json, text/tab-separated-values");
    let request: answers::GetFilesMetadataAsUserRequest = wire.request();
    assert_eq!((request.filter, request.include_contents, request.page_limit), (None, false, None));

    // The order is the document's, whatever the order of the setters; text is escaped.
    let table = "id\tname\r\nGSF1\ta b\r\n";
    wire.script.answer(Answer::OkTabSeparatedValues(table.to_owned()));
    let call = wire.client.get_files_metadata_as_user().page_offset(100).page_limit(2000).include_contents(true);
    let call = call.query("a & \"b\" = ü").filter("").accept("text/tab-separated-values");
    match call.await.expect("a table") {
        Found::OkTabSeparatedValues(found) => assert_eq!(found, table),
        other => panic!("{other:?}"),
    }
    let sent = wire.served.last();
    assert_eq!(
        sent.line(),
        "GET /api/v1/as-user/files?filter=&query=a%20%26%20%22b%22%20%3D%20%C3%BC\
         &includeContents=true&pageLimit=2000&pageOffset=100"
    );
    assert_eq!(sent.header("accept"), "text/tab-separated-values");
    assert!(sent.answer_header("content-type").starts_with("text/tab-separated-values"));
    let request: answers::GetFilesMetadataAsUserRequest = wire.request();
    assert_eq!(request.query.as_deref(), Some("a & \"b\" = ü"));
    assert_eq!((request.filter.as_deref(), request.page_offset), (Some(""), Some(100)));

    errors! { wire, Answer, Failed, wire.client.get_files_metadata_as_user() =>
        400 BadRequest;
        401 Unauthorized;
        500 InternalServerError;
    }
}

async fn get_file_metadata_by_id_as_user(wire: &Wire<Client>) {
    use answers::GetFileMetadataByIdAsUserResponse as Answer;
    use calls::GetFileMetadataByIdAsUserError as Failed;

    let metadata = json!({ "genestack:accession": "GSF1", "size": 12.5, "tags": ["a", { "b": null }] });
    wire.script.answer(Answer::Ok(of(metadata.clone())));
    let found = wire.client.get_file_metadata_by_id_as_user("GSF1").include_contents(true).await.expect("metadata");
    assert_eq!(serde_json::to_value(&found).expect("JSON"), metadata);
    assert_eq!(wire.line(), "GET /api/v1/as-user/files/GSF1?includeContents=true");
    let request: answers::GetFileMetadataByIdAsUserRequest = wire.request();
    assert_eq!((request.id.as_str(), request.include_contents), ("GSF1", true));

    errors! { wire, Answer, Failed, wire.client.get_file_metadata_by_id_as_user("GSF1") =>
        400 BadRequest;
        401 Unauthorized;
        404 NotFound;
        500 InternalServerError;
    }
}

async fn get_file_as_user(wire: &Wire<Client>) {
    use answers::GetFileAsUserResponse as Answer;
    use calls::GetFileAsUserError as Failed;

    wire.script.answer(Answer::Ok(Body::from("the whole file")));
    let whole = wire.client.get_file_as_user("GSF1").await.expect("a file");
    assert_eq!((whole.content_type(), whole.length()), (Some("application/octet-stream"), Some(14)));
    assert_eq!(whole.bytes().await.expect("bytes"), "the whole file");
    assert_eq!(wire.line(), "GET /api/v1/as-user/files/GSF1/download");
    assert_eq!(wire.request::<answers::GetFileAsUserRequest>().range, None);

    wire.script.answer(Answer::PartialContent(Body::from("whole")));
    let part = wire.client.get_file_as_user("GSF1").range("bytes=4-8").send().await.expect("a part");
    assert_eq!(part.status, 206);
    assert_eq!(part.body.bytes().await.expect("bytes"), "whole");
    assert_eq!(wire.served.last().header("range"), "bytes=4-8");
    assert_eq!(wire.request::<answers::GetFileAsUserRequest>().range.as_deref(), Some("bytes=4-8"));

    errors! { wire, Answer, Failed, wire.client.get_file_as_user("GSF1") =>
        400 BadRequest;
        401 Unauthorized;
        404 NotFound;
        406 NotAcceptable;
        500 InternalServerError;
    }
}

async fn head_file_as_user(wire: &Wire<Client>) {
    use answers::HeadFileAsUserResponse as Answer;
    use calls::HeadFileAsUserError as Failed;

    wire.script.answer(Answer::Ok);
    let response = wire.client.head_file_as_user("GSF1").await.expect("an answer");
    assert_eq!(response.status, 200);
    let sent = wire.served.last();
    assert_eq!((sent.line().as_str(), sent.answer().as_str()), ("HEAD /api/v1/as-user/files/GSF1/download", ""));
    assert_eq!(wire.request::<answers::HeadFileAsUserRequest>().id, "GSF1");

    errors! { wire, Answer, Failed, wire.client.head_file_as_user("GSF1") =>
        400 BadRequest;
        401 Unauthorized;
        404 NotFound;
        406 NotAcceptable;
        500 InternalServerError;
    }
}

/// A body arrives piece by piece, as the server makes it: nothing waits for the whole.
#[tokio::test]
async fn a_download_is_a_stream() {
    use answers::GetFileAsUserResponse as Answer;

    let wire = start().await;
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel::<Result<axum::body::Bytes, std::io::Error>>();
    let pieces =
        futures_util::stream::unfold(receiver, |mut receiver| async { Some((receiver.recv().await?, receiver)) });
    wire.script.answer(Answer::Ok(Body::from_stream(Box::pin(pieces))));
    let mut body = wire.client.get_file_as_user("GSF1").await.expect("a file");
    assert_eq!(body.length(), None);
    for piece in ["one", "two"] {
        sender.send(Ok(piece.into())).expect("a listener");
        assert_eq!(body.chunk().await.expect("a chunk").expect("not the end"), piece);
    }
    // The server breaks off: what came is no whole file.
    sender.send(Err(std::io::Error::other("disk"))).expect("a listener");
    body.chunk().await.expect_err("a broken stream");
}

/// Two keys, each enough alone; neither is a 401 that the document describes without a body.
#[tokio::test]
async fn alternatives_of_credentials() {
    use answers::HeadFileAsUserResponse as Answer;

    let wire = start().await;
    let client = || Client::builder(&wire.served.origin);
    wire.script.answer(Answer::Ok);
    let other = client().genestack_api_token("token").build().expect("a client");
    other.head_file_as_user("GSF1").await.expect("an answer");
    let sent = wire.served.last();
    assert_eq!((sent.header("genestack-api-token"), sent.header("authorization")), ("token", ""));

    for client in [client(), client().genestack_api_token("wrong")] {
        let client = client.build().expect("a client");
        let result = client.head_file_as_user("GSF1").await;
        assert!(matches!(result, Err(Error::Api(calls::HeadFileAsUserError::Unauthorized))), "{result:?}");
    }
}

/// What the document limits is refused before the handler is called.
#[tokio::test]
async fn violations() {
    let wire = start().await;
    let http = reqwest::Client::new();
    let get = |target: &str| http.get(format!("{}{target}", wire.served.origin)).header("genestack-api-token", "t");
    let answer =
        get("/api/v1/as-user/files?pageLimit=2001&pageOffset=-1&includeContents=yes").send().await.expect("422");
    assert_eq!(answer.status(), 422);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem = wire_tests::json(&answer.text().await.expect("a body"));
    let names: Vec<_> = problem["errors"].as_array().expect("errors").iter().map(|error| &error["name"]).collect();
    assert_eq!(names, ["includeContents", "pageLimit", "pageOffset"]);
    assert!(!problem.to_string().contains("2001"), "values are not echoed: {problem}");

    assert_eq!(get("/api/v1/as-user/folders").send().await.expect("404").status(), 404);
    let post = http.post(format!("{}/api/v1/as-user/files", wire.served.origin)).send().await.expect("405");
    assert_eq!((post.status().as_u16(), post.headers()["allow"].to_str().unwrap_or("")), (405, "GET"));
    let picky = get("/api/v1/as-user/files").header("accept", "image/png").send().await.expect("406");
    assert_eq!(picky.status(), 406);
}
