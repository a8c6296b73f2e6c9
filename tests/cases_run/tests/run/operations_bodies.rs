//! `operations/bodies`: media types chosen by the sender, seen by the receiver; absent, empty, null and a value.

use std::sync::{Arc, Mutex};

use operations_bodies_client::default_api::{PutSeveralBody, PutSeveralOk, VersionsBody, VersionsOk};
use operations_bodies_client::types as sent;
use operations_bodies_client::{Body, Client, Error};
use operations_bodies_server::default_api as answers;
use operations_bodies_server::types::{New, Other};
use operations_bodies_server::{Api, BASE_PATH, Body as Bytes, Context, DefaultApi, Failure, Text, router};
use serde_json::json;
use wire_tests::{Script, Wire, of};

/// Keeps what the handlers were told beside the request.
struct Handler(Arc<Script>, Arc<Mutex<Vec<String>>>);

impl Api for Handler {
    type Error = Failure;
}

impl Handler {
    fn play<R: Send + 'static, A: 'static>(&self, request: R, cx: &Context<()>) -> Result<A, Failure> {
        self.1.lock().expect("no panic").push(cx.content_type.clone().unwrap_or_default());
        Ok(self.0.play(request))
    }
}

macro_rules! operations {
    ($($method:ident($request:ident) -> $response:ident;)*) => {
        impl DefaultApi for Handler {
            $(async fn $method(&self, request: answers::$request, cx: Context<()>) -> Result<answers::$response, Failure> {
                self.play(request, &cx)
            })*
        }
    };
}

operations! {
    send_all(SendAllRequest) -> SendAllResponse;
    put_bytes(PutBytesRequest) -> PutBytesResponse;
    put_text(PutTextRequest) -> PutTextResponse;
    put_xml(PutXmlRequest) -> PutXmlResponse;
    vendor(VendorRequest) -> VendorResponse;
    versions(VersionsRequest) -> VersionsResponse;
    kinds(KindsRequest) -> KindsResponse;
    put_sheet(PutSheetRequest) -> PutSheetResponse;
    put_image(PutImageRequest) -> PutImageResponse;
    put_any(PutAnyRequest) -> PutAnyResponse;
    put_words(PutWordsRequest) -> PutWordsResponse;
    put_latin(PutLatinRequest) -> PutLatinResponse;
    put_several(PutSeveralRequest) -> PutSeveralResponse;
    post_many(PostManyRequest) -> PostManyResponse;
    maybe_text(MaybeTextRequest) -> MaybeTextResponse;
    maybe_bytes(MaybeBytesRequest) -> MaybeBytesResponse;
    maybe_null(MaybeNullRequest) -> MaybeNullResponse;
    put_number(PutNumberRequest) -> PutNumberResponse;
    get_with_body(GetWithBodyRequest) -> GetWithBodyResponse;
    delete_with_body(DeleteWithBodyRequest) -> DeleteWithBodyResponse;
}

async fn start() -> (Wire<Client>, Arc<Mutex<Vec<String>>>) {
    let client = |origin: &str| Client::builder(origin).build().expect("a client");
    let told = Arc::new(Mutex::new(Vec::new()));
    let handler = Arc::clone(&told);
    (Wire::start(|script| router(Arc::new(Handler(script, handler))), BASE_PATH, client).await, told)
}

/// Sends what no client of ours would: the status, and the answer's media type and text.
async fn send(wire: &Wire<Client>, line: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, String, Vec<u8>) {
    let (method, path) = line.split_once(' ').expect("a method and a path");
    let url = format!("{}{path}", wire.served.origin);
    let mut request = reqwest::Client::new().request(method.parse().expect("a method"), url).body(body.to_vec());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.expect("an answer");
    let media =
        answer.headers().get("content-type").and_then(|media| media.to_str().ok()).unwrap_or_default().to_owned();
    (answer.status().as_u16(), media, answer.bytes().await.expect("a body").to_vec())
}

fn a_new() -> New {
    of(json!({ "name": "n" }))
}

#[tokio::test]
async fn media_types_are_compared_without_case_and_charset() {
    let (wire, _) = start().await;
    let new: sent::New = of(json!({ "name": "n" }));
    wire.script.answer(answers::VendorResponse::Ok(a_new()));
    wire.client.vendor(&new).await.expect("an answer");
    let exchange = wire.served.last();
    assert_eq!(exchange.header("content-type"), "Application/JSON; Charset=\"UTF-8\"");
    assert_eq!(exchange.header("accept"), "application/vnd.thing+json, application/json");
    assert_eq!(exchange.answer_header("content-type"), "application/vnd.thing+json");
    wire.script.forget();
    for (accept, media) in [
        ("application/json", "application/json"),
        ("APPLICATION/json;q=0.5, application/*;q=0.1", "application/json"),
        ("*/*", "application/vnd.thing+json"),
        ("application/vnd.thing+json; charset=utf-8", "application/vnd.thing+json"),
    ] {
        wire.script.answer(answers::VendorResponse::Ok(a_new()));
        wire.client.vendor(&new).accept(accept).await.expect("an answer");
        assert_eq!(wire.served.last().answer_header("content-type"), media, "{accept}");
        wire.script.forget();
    }
    let body = br#"{"name":"n"}"#;
    for media in [
        "application/json",
        "APPLICATION/VND.thing+JSON ;charset=us-ascii",
        "application/json;x=\"a;b\\\"\"; charset=UTF-8",
    ] {
        wire.script.answer(answers::VendorResponse::Ok(a_new()));
        assert_eq!(send(&wire, "POST /vendor", &[("content-type", media)], body).await.0, 200, "{media}");
        assert_eq!(wire.request::<answers::VendorRequest>().new, a_new());
    }
    for media in ["application/json; charset=utf-16", "application/xml+json2", "text/plain", "json", "application/*"] {
        assert_eq!(send(&wire, "POST /vendor", &[("content-type", media)], body).await.0, 415, "{media}");
    }
    let image = [("content-type", "application/json"), ("accept", "image/png")];
    assert_eq!(send(&wire, "POST /vendor", &image, body).await.0, 406);
}

#[tokio::test]
async fn what_is_only_taken_for_json_is_sent_and_asked_for_last() {
    let (wire, _) = start().await;
    let new: sent::New = of(json!({ "name": "n" }));
    let call = || wire.client.kinds(&new);
    for (call, media) in [
        (call(), "application/hal+json"),
        (call().as_json(), "application/json"),
        (call().as_hal_json().as_hal_json_query("q"), "application/hal+json"),
        (call().as_json_v_2(), "application/json; v=2"),
        (call().as_xml(), "application/xml"),
        (call().as_text_xml(), "text/xml"),
        (call().as_yaml(), "application/yaml"),
        (call().as_vnd_thing_protobuf(), "application/vnd.thing.protobuf"),
    ] {
        wire.script.answer(answers::KindsResponse::Ok(a_new()));
        call.await.expect("an answer");
        let exchange = wire.served.last();
        assert_eq!(exchange.header("content-type"), media);
        let accept =
            "application/hal+json, application/json, application/xml, application/vnd.thing.protobuf, application/yaml";
        assert_eq!(exchange.header("accept"), accept);
        assert_eq!(exchange.answer_header("content-type"), "application/hal+json", "{media}");
        wire.script.forget();
    }
}

#[tokio::test]
async fn parameters_of_media_types_tell_bodies_apart() {
    let (wire, _) = start().await;
    wire.script.answer(answers::VersionsResponse::OkJsonVersion2(of::<Other>(json!({ "title": "t" }))));
    let body = VersionsBody::JsonVersion2(of(json!({ "title": "t" })));
    assert!(matches!(wire.client.versions(body).await, Ok(VersionsOk::OkJsonVersion2(other)) if other.title == "t"));
    let exchange = wire.served.last();
    assert_eq!(exchange.header("content-type"), "application/json; version=2");
    assert_eq!(exchange.header("accept"), "application/json; version=1, application/json; version=2");
    assert_eq!(exchange.answer_header("content-type"), "application/json; version=2");
    let got: answers::VersionsRequest = wire.request();
    assert!(matches!(got.body, answers::VersionsBody::JsonVersion2(_)), "{got:?}");
    // Without the parameter it is the first.
    wire.script.answer(answers::VersionsResponse::OkJson(a_new()));
    let plain = send(&wire, "POST /versions", &[("content-type", "application/json")], br#"{"name":"n"}"#).await;
    assert_eq!((plain.0, plain.1.as_str()), (200, "application/json; version=1"));
    assert!(matches!(wire.request::<answers::VersionsRequest>().body, answers::VersionsBody::Json(_)));
    let third = send(&wire, "POST /versions", &[("content-type", "application/json;version=3")], b"{}").await;
    assert_eq!(third.0, 415);
}

#[tokio::test]
async fn who_sends_within_a_range_says_what_it_is() {
    let (wire, told) = start().await;
    wire.script.answer(answers::PutImageResponse::Ok(Bytes::from("img").media_type("image/webp")));
    let answer =
        wire.client.put_image(Body::from("png").with_content_type("image/png")).send().await.expect("an image");
    assert_eq!((answer.content_type(), answer.body.content_type()), (Some("image/webp"), Some("image/webp")));
    assert_eq!(answer.body.bytes().await.expect("bytes"), "img");
    assert_eq!(wire.served.last().header("content-type"), "image/png");
    assert_eq!(wire.served.last().header("accept"), "image/*");
    let got: answers::PutImageRequest = wire.request();
    assert_eq!(got.body.stated_media_type(), Some("image/png"));
    assert_eq!(told.lock().unwrap().as_slice(), ["image/png"]);
    // The setter says it too; nothing, and nothing that fits, is sent.
    wire.script.answer(answers::PutImageResponse::Ok(Bytes::from("img").media_type("image/webp")));
    wire.client.put_image("gif").content_type("image/gif").await.expect("an image");
    assert_eq!(wire.request::<answers::PutImageRequest>().body.stated_media_type(), Some("image/gif"));
    match wire.client.put_image("what").await {
        Err(Error::Invalid(problem)) => {
            assert_eq!(problem.to_string(), "invalid request: the body needs a content type that is image/*");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(send(&wire, "PUT /image", &[("content-type", "text/plain")], b"x").await.0, 415);
    assert_eq!(send(&wire, "PUT /image", &[], b"x").await.0, 415);
    // A handler that says nothing, or something else, has a fault.
    for answer in [Bytes::from("img"), Bytes::from("img").media_type("text/plain")] {
        wire.script.answer(answers::PutImageResponse::Ok(answer));
        assert_eq!(send(&wire, "PUT /image", &[("content-type", "image/png")], b"x").await.0, 500);
        wire.script.forget();
    }
    // Anything at all is bytes where nobody says more.
    wire.script.answer(answers::PutAnyResponse::Ok(Bytes::from("out")));
    let answer = wire.client.put_any("in").await.expect("bytes");
    assert_eq!(answer.content_type(), Some("application/octet-stream"));
    assert_eq!(wire.served.last().header("content-type"), "application/octet-stream");
    assert_eq!(wire.request::<answers::PutAnyRequest>().body.stated_media_type(), Some("application/octet-stream"));
}

#[tokio::test]
async fn text_of_any_kind_and_charset() {
    let (wire, told) = start().await;
    wire.script.answer(answers::PutWordsResponse::Ok(Text::from("a,ü").media_type("text/csv")));
    let answer = wire.client.put_words("<p>ä</p>").content_type("text/html").send().await.expect("text");
    assert_eq!((answer.content_type(), answer.body.as_str()), (Some("text/csv; charset=utf-8"), "a,ü"));
    let exchange = wire.served.last();
    assert_eq!((exchange.header("content-type"), exchange.body().as_str()), ("text/html; charset=utf-8", "<p>ä</p>"));
    assert_eq!(wire.request::<answers::PutWordsRequest>().body, "<p>ä</p>");
    wire.script.answer(answers::PutWordsResponse::Ok("plain".into()));
    let answer = wire.client.put_words("x").send().await.expect("text");
    assert_eq!(answer.content_type(), Some("text/plain; charset=utf-8"));
    assert_eq!(wire.request::<answers::PutWordsRequest>().body, "x");
    assert_eq!(told.lock().unwrap().as_slice(), ["text/html; charset=utf-8", "text/plain; charset=utf-8"]);
    for (media, body, text) in [
        ("text/plain", "ä".as_bytes(), Ok("ä")),
        ("Text/Plain; Charset=\"Latin1\"", b"\xe4", Ok("ä")),
        ("text/x; charset=us-ascii", b"a", Ok("a")),
        ("text/plain", b"", Ok("")),
        ("text/plain", b"\xe4", Err(400)),
        ("text/x; charset=us-ascii", b"\xe4", Err(400)),
        ("text/plain; charset=koi8-r", b"a", Err(415)),
    ] {
        wire.script.answer(answers::PutWordsResponse::Ok("".into()));
        let answer = send(&wire, "PUT /words", &[("content-type", media)], body).await;
        assert_eq!(answer.0, text.err().unwrap_or(200), "{media}");
        if let Ok(text) = text {
            assert_eq!(wire.request::<answers::PutWordsRequest>().body, text, "{media}");
        } else {
            let _: answers::PutWordsResponse = wire.script.play(());
            wire.script.forget();
        }
    }
    // In the charset of the document, in both directions; what it has no sign for is not sent.
    wire.script.answer(answers::PutLatinResponse::Ok("ü".to_owned()));
    assert_eq!(wire.client.put_latin("ä").await.expect("text"), "ü");
    assert_eq!(wire.request::<answers::PutLatinRequest>().body, "ä");
    wire.script.answer(answers::PutLatinResponse::Ok("ü".to_owned()));
    let raw = send(&wire, "PUT /latin", &[("content-type", "text/plain; charset=iso-8859-1")], b"\xe4").await;
    assert_eq!(raw, (200, "text/plain; charset=ISO-8859-1".to_owned(), b"\xfc".to_vec()));
    wire.script.forget();
    assert!(matches!(wire.client.put_latin("€").await, Err(Error::Invalid(_))));
    wire.script.answer(answers::PutLatinResponse::Ok("€".to_owned()));
    assert_eq!(send(&wire, "PUT /latin", &[("content-type", "text/plain")], b"a").await.0, 500);
}

#[tokio::test]
async fn one_of_several_bodies() {
    let (wire, _) = start().await;
    let new = || of::<sent::New>(json!({ "name": "n" }));
    let table = [
        (PutSeveralBody::Json(new()), "application/json", r#"{"name":"n"}"#),
        (PutSeveralBody::Form(new()), "application/x-www-form-urlencoded", "name=n"),
        (PutSeveralBody::Csv("a,b".to_owned()), "text/csv; charset=utf-8", "a,b"),
        (PutSeveralBody::Markdown("# a".to_owned()), "text/markdown; charset=utf-8", "# a"),
        (PutSeveralBody::Png("png".into()), "image/png", "png"),
        (PutSeveralBody::Png(Body::from("jpeg").with_content_type("image/jpeg")), "image/jpeg", "jpeg"),
    ];
    for (body, media, text) in table {
        wire.script.answer(answers::PutSeveralResponse::OkJson(a_new()));
        assert!(matches!(wire.client.put_several(body).await, Ok(PutSeveralOk::OkJson(new)) if new.name == "n"));
        let exchange = wire.served.last();
        assert_eq!(exchange.header("content-type"), media);
        // Nobody has read the bytes.
        assert_eq!(exchange.body(), if media.starts_with("image") { "" } else { text });
        let got: answers::PutSeveralRequest = wire.request();
        let kind = match got.body {
            answers::PutSeveralBody::Json(new) => new.name,
            answers::PutSeveralBody::Csv(text) => text,
            answers::PutSeveralBody::Png(body) => body.stated_media_type().unwrap_or_default().to_owned(),
        };
        assert_eq!(
            kind,
            if media.starts_with("image") { media } else { text.trim_start_matches("name=") }
                .replace(r#"{"name":"n"}"#, "n")
        );
    }
    // The caller's taste decides between the media types of one type.
    for (accept, media) in
        [("text/*", "text/csv; charset=utf-8"), ("text/markdown, text/csv;q=0.9", "text/markdown; charset=utf-8")]
    {
        wire.script.answer(answers::PutSeveralResponse::OkCsv("a".to_owned()));
        let answer = wire.client.put_several(PutSeveralBody::Json(new())).accept(accept).await;
        assert!(matches!(answer, Ok(PutSeveralOk::OkCsv(text)) if text == "a"));
        assert_eq!(wire.served.last().answer_header("content-type"), media);
        wire.script.forget();
    }
    wire.script.answer(answers::PutSeveralResponse::OkPng(Bytes::from("j").media_type("image/jpeg")));
    match wire.client.put_several(PutSeveralBody::Json(new())).await {
        Ok(PutSeveralOk::OkPng(body)) => assert_eq!(body.content_type(), Some("image/jpeg")),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn absent_empty_null_and_a_value() {
    let (wire, _) = start().await;
    let text = |value: Option<&str>| {
        let call = wire.client.maybe_text();
        wire.script.answer(answers::MaybeTextResponse::NoContent);
        if let Some(value) = value { call.body(value) } else { call }
    };
    for value in [None, Some(""), Some("a")] {
        text(value).await.expect("nothing");
        let exchange = wire.served.last();
        let media = if value.is_some() { "text/plain; charset=utf-8" } else { "" };
        assert_eq!((exchange.header("content-type"), exchange.body().as_str()), (media, value.unwrap_or_default()));
        assert_eq!(wire.request::<answers::MaybeTextRequest>().body.as_deref(), value);
    }
    for value in [None, Some(""), Some("a")] {
        wire.script.answer(answers::MaybeBytesResponse::NoContent);
        let call = wire.client.maybe_bytes();
        if let Some(value) = value { call.body(value) } else { call }.await.expect("nothing");
        assert_eq!(wire.request::<answers::MaybeBytesRequest>().body.is_some(), value.is_some());
    }
    for (value, json) in [(None, ""), (Some(None), "null"), (Some(Some("a".to_owned())), "\"a\"")] {
        wire.script.answer(answers::MaybeNullResponse::Ok(value.clone().flatten()));
        let call = wire.client.maybe_null();
        let answer = if let Some(value) = &value { call.body(value) } else { call }.await.expect("an answer");
        assert_eq!(answer, value.clone().flatten());
        assert_eq!(wire.served.last().body(), json);
        assert_eq!(wire.request::<answers::MaybeNullRequest>().body, value);
    }
    wire.script.answer(answers::PutNumberResponse::Ok(1.5));
    assert_eq!(wire.client.put_number(2.0).await.expect("a number"), 1.5);
    assert_eq!((wire.served.last().body().as_str(), wire.served.last().answer().as_str()), ("2.0", "1.5"));
    wire.script.forget();
    for (body, status) in
        [(&b"11"[..], 422), (b"\"2\"", 422), (b"null", 422), (b"", 400), (b"2 3", 400), (b"\xff", 400)]
    {
        assert_eq!(
            send(&wire, "PUT /number", &[("content-type", "application/json")], body).await.0,
            status,
            "{body:?}"
        );
    }
}

#[tokio::test]
async fn bodies_of_methods_that_have_none_elsewhere() {
    let (wire, _) = start().await;
    let new: sent::New = of(json!({ "name": "n" }));
    wire.script.answer(answers::GetWithBodyResponse::NoContent);
    wire.client.get_with_body(&new).await.expect("nothing");
    assert_eq!((wire.line().as_str(), wire.served.last().body().as_str()), ("GET /odd", r#"{"name":"n"}"#));
    assert_eq!(wire.request::<answers::GetWithBodyRequest>().new, a_new());
    for body in [None, Some(&new)] {
        wire.script.answer(answers::DeleteWithBodyResponse::NoContent);
        let call = wire.client.delete_with_body();
        if let Some(body) = body { call.new(body) } else { call }.await.expect("nothing");
        assert_eq!(wire.request::<answers::DeleteWithBodyRequest>().new.is_some(), body.is_some());
    }
    assert_eq!(send(&wire, "GET /odd", &[], b"").await.0, 400);
}
