//! simcore-storage: no tags, verbs behind a colon, enveloped answers, defaults (an empty text too), optional bodies.

use std::sync::Arc;

use serde_json::json;
use simcore_storage_client::default_api as calls;
use simcore_storage_client::{Client, Error};
use simcore_storage_server::default_api as answers;
use simcore_storage_server::types::default_api::{
    CheckActionPostAction, CopyAsSoftLinkBody, CopyFoldersFromProjectBody,
};
use simcore_storage_server::types::{
    DatasetMetaDataArrayEnveloped, ErrorEnveloped, Fake, FakeEnveloped, FileLocationArrayEnveloped, FileMetaData,
    FileMetaDataArrayEnveloped, FileMetaDataEnveloped, HealthCheckEnveloped, PresignedLinkEnveloped, Project,
    TableSynchronisationEnveloped,
};
use simcore_storage_server::{Api, BASE_PATH, Context, DefaultApi, Failure, router};
use wire_tests::{Script, Wire, documented, errors, of, scripted};

const DOCUMENT: &str = include_str!("../../../specs/simcore-storage.yaml");

struct Handler(Arc<Script>);

impl Api for Handler {
    type Error = Failure;
}

scripted! { Handler: DefaultApi {
    check_action_post(answers::CheckActionPostRequest, ()) -> answers::CheckActionPostResponse;
    copy_as_soft_link(answers::CopyAsSoftLinkRequest, ()) -> answers::CopyAsSoftLinkResponse;
    copy_folders_from_project(answers::CopyFoldersFromProjectRequest, ()) -> answers::CopyFoldersFromProjectResponse;
    delete_file(answers::DeleteFileRequest, ()) -> answers::DeleteFileResponse;
    delete_folders_of_project(answers::DeleteFoldersOfProjectRequest, ()) -> answers::DeleteFoldersOfProjectResponse;
    download_file(answers::DownloadFileRequest, ()) -> answers::DownloadFileResponse;
    get_datasets_metadata(answers::GetDatasetsMetadataRequest, ()) -> answers::GetDatasetsMetadataResponse;
    get_file_metadata(answers::GetFileMetadataRequest, ()) -> answers::GetFileMetadataResponse;
    get_files_metadata(answers::GetFilesMetadataRequest, ()) -> answers::GetFilesMetadataResponse;
    get_files_metadata_dataset(answers::GetFilesMetadataDatasetRequest, ())
        -> answers::GetFilesMetadataDatasetResponse;
    get_status(answers::GetStatusRequest, ()) -> answers::GetStatusResponse;
    get_storage_locations(answers::GetStorageLocationsRequest, ()) -> answers::GetStorageLocationsResponse;
    health_check(answers::HealthCheckRequest, ()) -> answers::HealthCheckResponse;
    search_files_starting_with(answers::SearchFilesStartingWithRequest, ())
        -> answers::SearchFilesStartingWithResponse;
    synchronise_meta_data_table(answers::SynchroniseMetaDataTableRequest, ())
        -> answers::SynchroniseMetaDataTableResponse;
    update_file_meta_data(answers::UpdateFileMetaDataRequest, ()) -> answers::UpdateFileMetaDataResponse;
    upload_file(answers::UploadFileRequest, ()) -> answers::UploadFileResponse;
} }

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

fn error() -> ErrorEnveloped {
    of(json!({ "data": null, "error": { "status": 404, "errors": [{ "code": "a", "message": "b" }] } }))
}

/// Calls an operation: what goes over the wire, what the handler gets, what the caller gets, and the `default` error.
macro_rules! operations {
    ($wire:ident; $($line:literal $(with $sent:literal)?:
        $call:expr => $request:ident { $($field:ident: $value:expr),* };
        $response:ident::$variant:ident $(($body:expr))?, $error:tt;
    )*) => {$({
        $wire.script.answer(answers::$response::$variant $(($body))?);
        let found = $call.await.expect($line);
        operations!(@body found $($body)?);
        let sent = $wire.served.last();
        assert_eq!(sent.line(), $line);
        operations!(@sent sent $($sent)?);
        let _request: answers::$request = $wire.request();
        $(assert_eq!(_request.$field, $value, "{}", $line);)*
        operations!(@errors $wire, $response, $error, $call);
    })*};
    (@body $found:ident $body:expr) => { assert_eq!($found, $body) };
    (@body $found:ident) => { assert_eq!($found, ()) };
    (@sent $sent:ident $body:expr) => {
        assert_eq!(($sent.header("content-type"), $sent.body().as_str()), ("application/json", $body))
    };
    (@sent $sent:ident) => { assert_eq!(($sent.header("content-type"), $sent.body().as_str()), ("", "")) };
    (@errors $wire:ident, $response:ident, none, $call:expr) => {};
    (@errors $wire:ident, $response:ident, $error:ident, $call:expr) => {
        use answers::$response as Answer;
        use calls::$error as Failed;
        errors! { $wire, Answer, Failed, $call => 404 default error(); }
    };
}

fn doc<T: serde::de::DeserializeOwned>(model: &str) -> T {
    documented("simcore-storage", model)
}

#[tokio::test]
async fn every_operation_with_every_answer() {
    let wire = start().await;
    let client = &wire.client;
    let fake: Fake = of(json!({ "path_value": "p", "query_value": "q", "body_value": { "a": [1, null] } }));
    let link: CopyAsSoftLinkBody = of(json!({ "link_id": "l" }));
    let folders: CopyFoldersFromProjectBody = of(json!({ "nodes_map": { "a": "b" } }));
    let change: FileMetaData = of(json!({ "file_name": "f" }));
    let files = || doc::<FileMetaDataArrayEnveloped>("FileMetaDataArrayEnveloped");
    let file = || doc::<FileMetaDataEnveloped>("FileMetaDataEnveloped");
    let presigned = || doc::<PresignedLinkEnveloped>("PresignedLinkEnveloped");
    let text = |text: &str| text.to_owned();

    operations! { wire;
        "GET /v0/": client.health_check() => HealthCheckRequest {};
            HealthCheckResponse::Ok(doc::<HealthCheckEnveloped>("HealthCheckEnveloped")), HealthCheckError;
        "GET /v0/status": client.get_status() => GetStatusRequest {};
            GetStatusResponse::Ok, none;
        "POST /v0/check/echo?data=a%2Bb" with r#"{"path_value":"p","query_value":"q","body_value":{"a":[1,null]}}"#:
            client.check_action_post(CheckActionPostAction::Echo).data("a+b").fake(&fake)
            => CheckActionPostRequest {
                action: CheckActionPostAction::Echo, data: Some(text("a+b")), fake: Some(fake.clone()) };
            CheckActionPostResponse::Ok(doc::<FakeEnveloped>("FakeEnveloped")), CheckActionPostError;
        "POST /v0/check/fail": client.check_action_post(CheckActionPostAction::Fail)
            => CheckActionPostRequest { action: CheckActionPostAction::Fail, data: None, fake: None };
            CheckActionPostResponse::Ok(doc::<FakeEnveloped>("FakeEnveloped")), none;
        "GET /v0/locations?user_id=7": client.get_storage_locations("7")
            => GetStorageLocationsRequest { user_id: "7" };
            GetStorageLocationsResponse::Ok(doc::<FileLocationArrayEnveloped>("FileLocationArrayEnveloped")),
            GetStorageLocationsError;
        "POST /v0/locations/a%3Ab:sync": client.synchronise_meta_data_table("a:b")
            => SynchroniseMetaDataTableRequest { location_id: "a:b", dry_run: true, fire_and_forget: false };
            SynchroniseMetaDataTableResponse::Ok(
                doc::<TableSynchronisationEnveloped>("TableSynchronisationEnveloped")),
            SynchroniseMetaDataTableError;
        "POST /v0/locations/0:sync?dry_run=false&fire_and_forget=true":
            client.synchronise_meta_data_table("0").fire_and_forget(true).dry_run(false)
            => SynchroniseMetaDataTableRequest { location_id: "0", dry_run: false, fire_and_forget: true };
            SynchroniseMetaDataTableResponse::Ok(
                doc::<TableSynchronisationEnveloped>("TableSynchronisationEnveloped")), none;
        "GET /v0/locations/0/datasets?user_id=7": client.get_datasets_metadata("0", "7")
            => GetDatasetsMetadataRequest { location_id: "0", user_id: "7" };
            GetDatasetsMetadataResponse::Ok(
                doc::<DatasetMetaDataArrayEnveloped>("DatasetMetaDataArrayEnveloped")), GetDatasetsMetadataError;
        "GET /v0/locations/0/datasets/d/metadata?user_id=7": client.get_files_metadata_dataset("0", "d", "7")
            => GetFilesMetadataDatasetRequest { location_id: "0", dataset_id: "d", user_id: "7" };
            GetFilesMetadataDatasetResponse::Ok(files()), GetFilesMetadataDatasetError;
        "GET /v0/locations/0/files/metadata?user_id=7&uuid_filter=u":
            client.get_files_metadata("0", "7").uuid_filter("u")
            => GetFilesMetadataRequest { location_id: "0", user_id: "7", uuid_filter: Some(text("u")) };
            GetFilesMetadataResponse::Ok(files()), GetFilesMetadataError;
        "GET /v0/locations/0/files/a%2Fb/metadata?user_id=7": client.get_file_metadata("0", "a/b", "7")
            => GetFileMetadataRequest { location_id: "0", file_id: "a/b", user_id: "7" };
            GetFileMetadataResponse::Ok(file()), GetFileMetadataError;
        "PATCH /v0/locations/0/files/f/metadata" with r#"{"file_name":"f"}"#:
            client.update_file_meta_data("0", "f").file_meta_data(&change)
            => UpdateFileMetaDataRequest { location_id: "0", file_id: "f", file_meta_data: Some(change.clone()) };
            UpdateFileMetaDataResponse::Ok(file()), UpdateFileMetaDataError;
        "GET /v0/locations/0/files/f?user_id=7": client.download_file("0", "f", "7")
            => DownloadFileRequest { location_id: "0", file_id: "f", user_id: "7" };
            DownloadFileResponse::Ok(presigned()), DownloadFileError;
        "PUT /v0/locations/0/files/f?user_id=7&extra_location=1&extra_source=s":
            client.upload_file("0", "f", "7").extra_source("s").extra_location("1")
            => UploadFileRequest { location_id: "0", extra_location: Some(text("1")), extra_source: Some(text("s")) };
            UploadFileResponse::Ok(presigned()), UploadFileError;
        "DELETE /v0/locations/0/files/f?user_id=7": client.delete_file("0", "f", "7")
            => DeleteFileRequest { location_id: "0", file_id: "f", user_id: "7" };
            DeleteFileResponse::NoContent, DeleteFileError;
        "POST /v0/files/f%3Ax:soft-copy?user_id=7" with r#"{"link_id":"l"}"#:
            client.copy_as_soft_link("f:x", 7).inline_object1(&link)
            => CopyAsSoftLinkRequest { file_id: "f:x", user_id: 7, inline_object1: Some(link.clone()) };
            CopyAsSoftLinkResponse::Ok(file()), CopyAsSoftLinkError;
        "POST /v0/simcore-s3/files/metadata:search?user_id=7": client.search_files_starting_with(7)
            => SearchFilesStartingWithRequest { user_id: 7, startswith: "" };
            SearchFilesStartingWithResponse::Ok(doc("FileMetaDataArrayEnveloped")), SearchFilesStartingWithError;
        "POST /v0/simcore-s3/files/metadata:search?user_id=7&startswith=a%2F":
            client.search_files_starting_with(7).startswith("a/")
            => SearchFilesStartingWithRequest { user_id: 7, startswith: "a/" };
            SearchFilesStartingWithResponse::Ok(doc("FileMetaDataArrayEnveloped")), none;
        "POST /v0/simcore-s3/folders?user_id=7" with r#"{"nodes_map":{"a":"b"}}"#:
            client.copy_folders_from_project(7).inline_object(&folders)
            => CopyFoldersFromProjectRequest { user_id: 7, inline_object: Some(folders.clone()) };
            CopyFoldersFromProjectResponse::Created(doc::<Project>("Project")), CopyFoldersFromProjectError;
        "DELETE /v0/simcore-s3/folders/f?user_id=7&node_id=n":
            client.delete_folders_of_project("f", "7").node_id("n")
            => DeleteFoldersOfProjectRequest { folder_id: "f", user_id: "7", node_id: Some(text("n")) };
            DeleteFoldersOfProjectResponse::NoContent, none;
    }
    wire.covers(DOCUMENT, BASE_PATH, 32);
}

/// Siblings that differ in literal text, and paths that nobody serves.
#[tokio::test]
async fn routing() {
    let wire = start().await;
    let http = reqwest::Client::new();
    for (method, path, status) in [
        ("GET", "/v0/locations/0/files/metadata", 422),
        ("GET", "/v0/locations/0:sync", 405),
        ("POST", "/v0/locations/:sync", 404),
        ("POST", "/v0/locations/0:other", 404),
        ("POST", "/v0/files/f", 404),
        ("GET", "/v0/nowhere", 404),
        ("GET", "/nowhere", 404),
    ] {
        let method = method.parse().expect("a method");
        let answer = http.request(method, format!("{}{path}", wire.served.origin)).send().await.expect("an answer");
        assert_eq!(answer.status(), status, "{path}");
    }
    // A value of an enum that the document does not have, and a number that is none.
    for path in ["/v0/check/shout", "/v0/simcore-s3/files/metadata:search?user_id=seven"] {
        let answer = http.post(format!("{}{path}", wire.served.origin)).send().await.expect("an answer");
        assert_eq!(answer.status(), 422, "{path}");
        let problem = answer.text().await.expect("a body");
        assert!(!problem.contains("shout") && !problem.contains("seven"), "{problem}");
    }
}

/// Deep bodies: what is wrong is found inside, and said with a pointer.
#[tokio::test]
async fn violations_inside() {
    let wire = start().await;
    let body = json!({ "source": { "uuid": 1, "accessRights": { "3": { "read": "yes", "more": 1 } } } });
    let request = reqwest::Client::new()
        .post(format!("{}/v0/simcore-s3/folders?user_id=7", wire.served.origin))
        .header("content-type", "application/json")
        .body(body.to_string());
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 422);
    let problem = wire_tests::json(&answer.text().await.expect("a body"));
    let pointers: Vec<_> =
        problem["errors"].as_array().expect("errors").iter().filter_map(|e| e["pointer"].as_str()).collect();
    for wanted in ["/source/uuid", "/source/accessRights/3/read", "/source/accessRights/3/more"] {
        assert!(pointers.contains(&wanted), "no {wanted} among {pointers:?}");
    }
}
