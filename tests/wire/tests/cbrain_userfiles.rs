//! cbrain-userfiles: one body in three forms, an upload from a stream, XML beside JSON, a session in the query.

use std::sync::Arc;

use cbrain_userfiles_client::userfiles_api as calls;
use cbrain_userfiles_client::{Body as Upload, Client, Error, FilePart};
use cbrain_userfiles_server::types::{MultiUserfilesModReq, Userfile, UserfileModReq};
use cbrain_userfiles_server::userfiles_api as answers;
use cbrain_userfiles_server::{Api, BASE_PATH, Body, Context, Credentials, Denied, Failure, UserfilesApi, router};
use serde_json::json;
use wire_tests::{Script, Wire, errors, of, scripted};

const DOCUMENT: &str = include_str!("../../../specs/cbrain-userfiles.json");

struct Handler(Arc<Script>);

impl Api for Handler {
    type Principal = String;
    type Error = Failure;

    async fn authenticate(&self, credentials: &Credentials) -> Result<String, Denied> {
        let token = credentials.brain_portal_session.as_ref().ok_or(Denied::Unauthenticated)?;
        Ok(token.as_ref().to_owned())
    }
}

/// What came in a form: its values, and of each file its name, media type and content.
type Received = (answers::UserfilesPostForm, Vec<(String, String, String)>);

scripted! { Handler: UserfilesApi {
    userfiles_change_provider_post(answers::UserfilesChangeProviderPostRequest, String)
        -> answers::UserfilesChangeProviderPostResponse;
    userfiles_compress_post(answers::UserfilesCompressPostRequest, String) -> answers::UserfilesCompressPostResponse;
    userfiles_delete_files_delete(answers::UserfilesDeleteFilesDeleteRequest, String)
        -> answers::UserfilesDeleteFilesDeleteResponse;
    userfiles_download_post(answers::UserfilesDownloadPostRequest, String) -> answers::UserfilesDownloadPostResponse;
    userfiles_get(answers::UserfilesGetRequest, String) -> answers::UserfilesGetResponse;
    userfiles_id_content_get(answers::UserfilesIdContentGetRequest, String)
        -> answers::UserfilesIdContentGetResponse;
    userfiles_id_get(answers::UserfilesIdGetRequest, String) -> answers::UserfilesIdGetResponse;
    userfiles_id_put(answers::UserfilesIdPutRequest, String) -> answers::UserfilesIdPutResponse;
    userfiles_sync_multiple_post(answers::UserfilesSyncMultiplePostRequest, String)
        -> answers::UserfilesSyncMultiplePostResponse;
    userfiles_uncompress_post(answers::UserfilesUncompressPostRequest, String)
        -> answers::UserfilesUncompressPostResponse;
} with {
    /// The files are read as they come.
    async fn userfiles_post(
        &self,
        request: answers::UserfilesPostRequest,
        _: Context<String>,
    ) -> Result<answers::UserfilesPostResponse, Failure> {
        let mut form = request.body;
        let mut files = Vec::new();
        while let Some(file) = form.next_file().await? {
            let (name, media) = (file.file_name().unwrap_or_default(), file.media_type().unwrap_or_default().to_owned());
            let content = file.bytes(1 << 20).await?;
            files.push((name, media, String::from_utf8_lossy(&content).into_owned()));
        }
        let received: Received = (form.fields, files);
        Ok(self.0.play(received))
    }
} }

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).brain_portal_session("a&b").build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

const SESSION: &str = "cbrain_api_token=a%26b";

#[tokio::test]
async fn every_operation_with_every_answer() {
    let wire = start().await;
    userfiles_get(&wire).await;
    userfiles_id_get(&wire).await;
    userfiles_id_put(&wire).await;
    userfiles_id_content_get(&wire).await;
    userfiles_download_post(&wire).await;
    userfiles_post(&wire).await;
    many_files(&wire).await;
    wire.covers(DOCUMENT, BASE_PATH, 16);
}

fn userfile() -> Userfile {
    of(json!({ "id": 7, "name": "a <b> & c", "parent_id": null, "hidden": "false", "description": "" }))
}

async fn userfiles_get(wire: &Wire<Client>) {
    use answers::UserfilesGetResponse as Answer;
    use calls::UserfilesGetError as Failed;

    wire.script.answer(Answer::Ok(vec![userfile()]));
    assert_eq!(wire.client.userfiles_get().per_page(5).page(2).await.expect("files"), [userfile()]);
    let sent = wire.served.last();
    assert_eq!(sent.line(), format!("GET /userfiles?page=2&per_page=5&{SESSION}"));
    assert_eq!(sent.header("accept"), "application/json, application/xml");
    assert_eq!(sent.answer(), r#"[{"id":7,"name":"a <b> & c","parent_id":null,"hidden":"false","description":""}]"#);
    let request: answers::UserfilesGetRequest = wire.request();
    assert_eq!((request.page, request.per_page), (Some(2), Some(5)));

    // The same as XML: a list below its root element.
    wire.script.answer(Answer::Ok(vec![userfile(), of(json!({ "id": 8 }))]));
    let files = wire.client.userfiles_get().accept("application/xml").await.expect("files");
    let sent = wire.served.last();
    assert_eq!(sent.answer_header("content-type"), "application/xml");
    let text = sent.answer();
    assert!(text.contains("?>\n<userfiles><userfile><id>7</id><name>a &lt;b&gt; &amp; c</name>"), "{text}");
    assert!(text.ends_with("</userfile><userfile><id>8</id></userfile></userfiles>"), "{text}");
    assert_eq!((files.len(), files[0].name.as_deref(), files[1].id), (2, Some("a <b> & c"), Some(8)));
    wire.script.forget();

    errors! { wire, Answer, Failed, wire.client.userfiles_get() => 401 Unauthorized; }
}

async fn userfiles_id_get(wire: &Wire<Client>) {
    use answers::UserfilesIdGetResponse as Answer;

    wire.script.answer(Answer::Ok(userfile()));
    assert_eq!(wire.client.userfiles_id_get(7).await.expect("a file"), userfile());
    assert_eq!(wire.line(), format!("GET /userfiles/7?{SESSION}"));
    assert_eq!(wire.request::<answers::UserfilesIdGetRequest>().id, 7);

    wire.script.answer(Answer::Ok(userfile()));
    let found = wire.client.userfiles_id_get(7).accept("application/xml").await.expect("a file");
    assert_eq!((found.id, found.name.as_deref()), (Some(7), Some("a <b> & c")));
    assert!(wire.served.last().answer().contains("?>\n<userfile><id>7</id>"), "{}", wire.served.last().answer());
    wire.answered(200);
}

async fn userfiles_id_put(wire: &Wire<Client>) {
    use answers::UserfilesIdPutResponse as Answer;
    use calls::UserfilesIdPutError as Failed;

    let change: UserfileModReq = of(json!({ "userfile": { "name": "new", "group_id": 3 } }));
    let call = || wire.client.userfiles_id_put(7, &change);
    for (call, media, body) in [
        (call().as_json(), "application/json", r#"{"userfile":{"name":"new","group_id":3}}"#),
        (call().as_form(), "application/x-www-form-urlencoded", "userfile%5Bname%5D=new&userfile%5Bgroup_id%5D=3"),
        (
            call().as_multipart(),
            "multipart/form-data; boundary=",
            "name=\"userfile\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"new\",\"group_id\":3}\r\n--",
        ),
    ] {
        wire.script.answer(Answer::Ok);
        call.await.expect("nothing");
        let sent = wire.served.last();
        assert_eq!(sent.line(), format!("PUT /userfiles/7?{SESSION}"));
        assert!(sent.header("content-type").starts_with(media), "{}", sent.header("content-type"));
        assert!(sent.body().contains(body), "{}", sent.body());
        let request: answers::UserfilesIdPutRequest = wire.request();
        assert_eq!((request.id, &request.userfile_mod_req), (7, &change), "{media}");
    }

    errors! { wire, Answer, Failed, wire.client.userfiles_id_put(7, &change) => 401 Unauthorized; }
}

async fn userfiles_id_content_get(wire: &Wire<Client>) {
    use answers::UserfilesIdContentGetResponse as Answer;
    use calls::UserfilesIdContentGetError as Failed;

    for media in ["application/gzip", "text/csv"] {
        wire.script.answer(Answer::Ok(Body::from("a,b").media_type(media)));
        let body = wire.client.userfiles_id_content_get(7).await.expect("content");
        assert_eq!((body.content_type(), wire.served.last().header("accept")), (Some(media), "application/*, text/*"));
        assert_eq!(body.bytes().await.expect("bytes"), "a,b");
        assert_eq!(wire.request::<answers::UserfilesIdContentGetRequest>().id, 7);
    }
    // A media type that the document does not describe cannot be sent.
    wire.script.answer(Answer::Ok(Body::from("x").media_type("image/png")));
    wire.client.userfiles_id_content_get(7).await.expect_err("a 500");
    wire.answered(500);

    errors! { wire, Answer, Failed, wire.client.userfiles_id_content_get(7) => 403 Forbidden; }
}

fn selection() -> MultiUserfilesModReq {
    of(json!({ "file_ids": ["7", "8 & 9"], "specified_filename": "all" }))
}

async fn userfiles_download_post(wire: &Wire<Client>) {
    use answers::UserfilesDownloadPostResponse as Answer;
    use calls::UserfilesDownloadPostError as Failed;

    wire.script.answer(Answer::Ok(Body::from("zip").media_type("application/zip")));
    let body = wire.client.userfiles_download_post(&selection()).as_form().await.expect("an archive");
    assert_eq!(body.bytes().await.expect("bytes"), "zip");
    let sent = wire.served.last();
    assert_eq!(sent.line(), format!("POST /userfiles/download?{SESSION}"));
    assert_eq!(sent.body(), "file_ids=7&file_ids=8+%26+9&specified_filename=all");
    assert_eq!(wire.request::<answers::UserfilesDownloadPostRequest>().multi_userfile_mod_req, selection());

    errors! { wire, Answer, Failed, wire.client.userfiles_download_post(&selection()) => 403 Forbidden; }
}

async fn userfiles_post(wire: &Wire<Client>) {
    use answers::UserfilesPostResponse as Answer;
    use calls::{UserfilesPostError as Failed, UserfilesPostForm};

    let pieces = ["piece one, ", "piece two"].map(Ok::<_, std::io::Error>);
    let upload = Upload::stream(futures_util::stream::iter(pieces)).with_content_type("text/csv");
    let form = UserfilesPostForm::new(FilePart::new("a \"b\".csv", upload), 5, 3, "SingleFile").do_extract("on");
    wire.script.answer(Answer::Created(of(json!({ "notice": "done", "ids": [1, 2] }))));
    let created = wire.client.userfiles_post(form).await.expect("an answer");
    assert_eq!(serde_json::to_value(&created).expect("JSON"), json!({ "notice": "done", "ids": [1, 2] }));
    let sent = wire.served.last();
    assert_eq!(sent.line(), format!("POST /userfiles?{SESSION}"));
    assert!(sent.header("content-type").starts_with("multipart/form-data; boundary="));
    assert_eq!(sent.header("transfer-encoding"), "chunked");
    for part in [
        "name=\"upload_file\"; filename=\"a %22b%22.csv\"\r\nContent-Type: text/csv\r\n\r\npiece one, piece two",
        "name=\"userfile[group_id]\"\r\n\r\n3\r\n",
        "name=\"_do_extract\"\r\n\r\non\r\n",
    ] {
        assert!(sent.body().contains(part), "no {part} in {}", sent.body());
    }
    let (fields, files): Received = wire.request();
    assert_eq!((fields.data_provider_id, fields.userfile_group_id, fields.file_type.as_str()), (5, 3, "SingleFile"));
    assert_eq!((fields.do_extract.as_deref(), fields.up_ex_mode), (Some("on"), None));
    let [(name, media, content)] = files.as_slice() else { panic!("{files:?}") };
    assert_eq!((name.as_str(), media.as_str(), content.as_str()), ("a \"b\".csv", "text/csv", "piece one, piece two"));

    let form = || UserfilesPostForm::new(FilePart::new("a.txt", "a"), 5, 3, "SingleFile");
    errors! { wire, Answer, Failed, wire.client.userfiles_post(form()) => 401 Unauthorized; }
}

/// Operations that take the same body, as JSON, form or multipart, and answer with a status alone.
async fn many_files(wire: &Wire<Client>) {
    macro_rules! operations {
        ($($line:literal: $method:ident, $request:ident, $response:ident;)*) => {$(
            let call = || wire.client.$method(&selection());
            for (call, media) in [
                (call(), "application/json"),
                (call().as_form(), "application/x-www-form-urlencoded"),
                (call().as_multipart(), "multipart/form-data"),
            ] {
                wire.script.answer(answers::$response::Ok);
                call.await.expect("nothing");
                let sent = wire.served.last();
                assert_eq!(sent.line(), format!("{}?{SESSION}", $line));
                assert!(sent.header("content-type").starts_with(media), "{}", sent.header("content-type"));
                assert_eq!((sent.status.as_u16(), sent.header("accept"), sent.answer().as_str()), (200, "*/*", ""));
                assert_eq!(wire.request::<answers::$request>().multi_userfile_mod_req, selection(), "{media}");
            }
        )*};
    }
    operations! {
        "DELETE /userfiles/delete_files":
            userfiles_delete_files_delete, UserfilesDeleteFilesDeleteRequest, UserfilesDeleteFilesDeleteResponse;
        "POST /userfiles/change_provider":
            userfiles_change_provider_post, UserfilesChangeProviderPostRequest, UserfilesChangeProviderPostResponse;
        "POST /userfiles/compress":
            userfiles_compress_post, UserfilesCompressPostRequest, UserfilesCompressPostResponse;
        "POST /userfiles/uncompress":
            userfiles_uncompress_post, UserfilesUncompressPostRequest, UserfilesUncompressPostResponse;
        "POST /userfiles/sync_multiple":
            userfiles_sync_multiple_post, UserfilesSyncMultiplePostRequest, UserfilesSyncMultiplePostResponse;
    }
}

/// What is wrong with a body is said with pointers, before the handler is called.
#[tokio::test]
async fn violations() {
    let wire = start().await;
    let http = reqwest::Client::new();
    let url = |path: &str| format!("{}{path}?{SESSION}", wire.served.origin);
    let send = |media: &str, body: &'static str| {
        http.post(url("/userfiles/compress")).header("content-type", media).body(body)
    };
    for (media, body, status) in [
        ("application/json", r#"{"file_ids":"#, 400),
        ("application/json", r#"{"file_ids":[1],"operation":2}"#, 422),
        ("application/yaml", "file_ids: []", 415),
        ("multipart/form-data", "no boundary", 400),
    ] {
        let answer = send(media, body).send().await.expect("an answer");
        assert_eq!(answer.status(), status, "{media} {body}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
    }
    let answer = send("application/json", r#"{"file_ids":["a",1],"operation":2}"#).send().await.expect("an answer");
    let problem = wire_tests::json(&answer.text().await.expect("a body"));
    let pointers: Vec<_> = problem["errors"].as_array().expect("errors").iter().map(|e| &e["pointer"]).collect();
    assert_eq!(pointers, ["/file_ids/1", "/operation"]);

    // A form without a part that has to be there.
    let form = "--x\r\nContent-Disposition: form-data; name=\"data_provider_id\"\r\n\r\n5\r\n--x--\r\n";
    let answer = http.post(url("/userfiles")).header("content-type", "multipart/form-data; boundary=x").body(form);
    let answer = answer.send().await.expect("an answer");
    assert_eq!(answer.status(), 422);
    let problem = answer.text().await.expect("a body");
    assert!(problem.contains("upload_file"), "{problem}");

    // Nobody is asked before it is known who calls.
    let answer = http.get(format!("{}/userfiles", wire.served.origin)).send().await.expect("an answer");
    assert_eq!(answer.status(), 401);
    assert!(wire.script.is_done());
}
