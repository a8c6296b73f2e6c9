//! tracking: a typed `Location`, ids in the path, three kinds of errors.

use std::sync::Arc;

use serde_json::json;
use tracking_client::file_api as calls;
use tracking_client::{Client, Error};
use tracking_server::file_api as answers;
use tracking_server::types::{self, File};
use tracking_server::{Api, BASE_PATH, Context, Failure, FileApi, router};
use wire_tests::{Script, Wire, errors, of, scripted};

const DOCUMENT: &str = include_str!("../../../specs/tracking.yaml");

struct Handler(Arc<Script>);

impl Api for Handler {
    type Error = Failure;
}

scripted! { Handler: FileApi {
    files_md5sum_get(answers::FilesMd5sumGetRequest, ()) -> answers::FilesMd5sumGetResponse;
    samples_id_files_get(answers::SamplesIdFilesGetRequest, ()) -> answers::SamplesIdFilesGetResponse;
    samples_id_files_post(answers::SamplesIdFilesPostRequest, ()) -> answers::SamplesIdFilesPostResponse;
    samples_id_files_md5sum_get(answers::SamplesIdFilesMd5sumGetRequest, ())
        -> answers::SamplesIdFilesMd5sumGetResponse;
    samples_id_files_md5sum_delete(answers::SamplesIdFilesMd5sumDeleteRequest, ())
        -> answers::SamplesIdFilesMd5sumDeleteResponse;
} }

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

fn file() -> File {
    of(json!({ "md5sum": "d41d8c", "filename": "reads_1.fastq", "file-type": "fastq" }))
}

fn error() -> types::Error {
    of(json!({ "code": 7, "message": "no" }))
}

const SAMPLE: &str = "7e4b5a1c-3f0d-4a58-9d5e-2b9f1c6a7d80";

fn sample() -> types::SampleId {
    SAMPLE.parse().expect("a UUID")
}

#[tokio::test]
async fn every_operation_with_every_answer() {
    let wire = start().await;
    files_md5sum_get(&wire).await;
    samples_id_files_get(&wire).await;
    samples_id_files_post(&wire).await;
    samples_id_files_md5sum_get(&wire).await;
    samples_id_files_md5sum_delete(&wire).await;
    wire.covers(DOCUMENT, BASE_PATH, 16);
}

async fn files_md5sum_get(wire: &Wire<Client>) {
    use answers::FilesMd5sumGetResponse as Answer;
    use calls::FilesMd5sumGetError as Failed;

    wire.script.answer(Answer::Ok(file()));
    assert_eq!(wire.client.files_md5sum_get("a/b c").await.expect("a file"), file());
    let sent = wire.served.last();
    assert_eq!(sent.line(), "GET /api/v1/files/a%2Fb%20c");
    assert_eq!((sent.header("accept"), sent.header("content-type")), ("application/json", ""));
    assert_eq!(sent.body(), "");
    assert_eq!(sent.answer(), r#"{"md5sum":"d41d8c","filename":"reads_1.fastq","file-type":"fastq"}"#);
    assert_eq!(wire.request::<answers::FilesMd5sumGetRequest>().md5sum, "a/b c");

    errors! { wire, Answer, Failed, wire.client.files_md5sum_get("x") => 404 NotFound error(); 503 default error(); }
}

async fn samples_id_files_get(wire: &Wire<Client>) {
    use answers::SamplesIdFilesGetResponse as Answer;
    use calls::SamplesIdFilesGetError as Failed;

    wire.script.answer(Answer::Ok(vec![file(), file()]));
    assert_eq!(wire.client.samples_id_files_get(&sample()).await.expect("files"), [file(), file()]);
    assert_eq!(wire.line(), format!("GET /api/v1/samples/{SAMPLE}/files"));
    assert_eq!(wire.request::<answers::SamplesIdFilesGetRequest>().id, sample());

    errors! { wire, Answer, Failed, wire.client.samples_id_files_get(&sample()) =>
        404 NotFound error();
        418 default error();
    }
}

async fn samples_id_files_post(wire: &Wire<Client>) {
    use answers::SamplesIdFilesPostResponse as Answer;
    use calls::SamplesIdFilesPostError as Failed;

    wire.script.answer(Answer::Created { location: Some("/files/1".to_owned()), body: file() });
    let created = wire.client.samples_id_files_post(&sample(), &file()).send().await.expect("a file");
    assert_eq!((created.status.as_u16(), &created.body), (201, &file()));
    assert_eq!(created.headers.location.as_deref(), Some("/files/1"));
    let sent = wire.served.last();
    assert_eq!(sent.line(), format!("POST /api/v1/samples/{SAMPLE}/files"));
    assert_eq!(sent.header("content-type"), "application/json");
    assert_eq!(sent.body(), r#"{"md5sum":"d41d8c","filename":"reads_1.fastq","file-type":"fastq"}"#);
    assert_eq!(sent.answer_header("location"), "/files/1");
    let request: answers::SamplesIdFilesPostRequest = wire.request();
    assert_eq!((request.id, &request.file), (sample(), &file()));

    // The header may be absent: nothing of it is sent.
    wire.script.answer(Answer::Created { location: None, body: file() });
    let created = wire.client.samples_id_files_post(&sample(), &file()).send().await.expect("a file");
    assert_eq!(created.headers.location, None);
    assert!(!wire.served.last().answer_headers.contains_key("location"));
    wire.answered(201);

    errors! { wire, Answer, Failed, wire.client.samples_id_files_post(&sample(), &file()) =>
        404 NotFound error();
        409 Conflict error();
        500 default error();
    }
}

async fn samples_id_files_md5sum_get(wire: &Wire<Client>) {
    use answers::SamplesIdFilesMd5sumGetResponse as Answer;
    use calls::SamplesIdFilesMd5sumGetError as Failed;

    wire.script.answer(Answer::Ok(file()));
    assert_eq!(wire.client.samples_id_files_md5sum_get(&sample(), "d41d8c").await.expect("a file"), file());
    assert_eq!(wire.line(), format!("GET /api/v1/samples/{SAMPLE}/files/d41d8c"));
    let request: answers::SamplesIdFilesMd5sumGetRequest = wire.request();
    assert_eq!((request.id, request.md5sum.as_str()), (sample(), "d41d8c"));

    errors! { wire, Answer, Failed, wire.client.samples_id_files_md5sum_get(&sample(), "d41d8c") =>
        404 NotFound error();
        500 default error();
    }
}

async fn samples_id_files_md5sum_delete(wire: &Wire<Client>) {
    use answers::SamplesIdFilesMd5sumDeleteResponse as Answer;
    use calls::SamplesIdFilesMd5sumDeleteError as Failed;

    wire.script.answer(Answer::NoContent);
    wire.client.samples_id_files_md5sum_delete(&sample(), "d41d8c").await.expect("nothing");
    let sent = wire.served.last();
    assert_eq!(sent.line(), format!("DELETE /api/v1/samples/{SAMPLE}/files/d41d8c"));
    assert_eq!((sent.status.as_u16(), sent.answer().as_str()), (204, ""));
    assert_eq!(wire.request::<answers::SamplesIdFilesMd5sumDeleteRequest>().md5sum, "d41d8c");

    errors! { wire, Answer, Failed, wire.client.samples_id_files_md5sum_delete(&sample(), "d41d8c") =>
        404 NotFound error();
        500 default error();
    }
}

/// What the document does not describe is told apart from what it does.
#[tokio::test]
async fn undescribed_answers() {
    let wire = start().await;
    // `.` and `..` would be folded away by every URL library: nothing is sent.
    for dots in [".", ".."] {
        let result = wire.client.files_md5sum_get(dots).await;
        assert!(matches!(result, Err(Error::Invalid(_))), "{result:?}");
    }
    assert!(wire.served.exchanges().is_empty());
    // A panic of a handler (no answer waits for it) is a 500 that says nothing.
    let result = wire.client.files_md5sum_get("x").await;
    assert!(matches!(result, Err(Error::Decode(_) | Error::Unexpected(_))), "{result:?}");
    assert_eq!(wire.served.last().status, 500);
    assert!(!wire.served.last().answer().contains("panic"));
}
