//! `operations/forms`: every form of a form on the wire, and back.

use std::sync::Arc;

use operations_forms_client::default_api::{
    HeadedForm, HeadedMetaHeaders, HeadedNoteHeaders, HeadedPagesHeaders, HeadedPhotoHeaders, HeadedValuesForm,
    HeadedValuesPosHeaders, MixedForm, UploadForm,
};
use operations_forms_client::types as sent;
use operations_forms_client::{Client, Error, FilePart};
use operations_forms_server::default_api as answers;
use operations_forms_server::{Api, BASE_PATH, Context, DefaultApi, Failure, Form, FormFields, router};
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
    post_values(answers::PostValuesRequest, ()) -> answers::PostValuesResponse;
} with {
    async fn upload(&self, request: answers::UploadRequest, _: Context<()>) -> Result<answers::UploadResponse, Failure> {
        let mut form = request.body;
        let files = files(&mut form).await?;
        Ok(self.0.play(Uploaded { fields: form.fields, files }))
    }

    async fn mixed(&self, request: answers::MixedRequest, _: Context<()>) -> Result<answers::MixedResponse, Failure> {
        let mut form = request.body;
        let files = files(&mut form).await?;
        Ok(self.0.play(Uploaded { fields: form.fields, files }))
    }

    async fn headed(&self, request: answers::HeadedRequest, _: Context<()>) -> Result<answers::HeadedResponse, Failure> {
        let mut form = request.body;
        let mut files = Vec::new();
        while let Some(file) = form.next_file().await? {
            files.push(match file.name() {
                "photo" => {
                    let answers::HeadedPhotoHeaders { x_width, x_tags, x_pos, .. } = file.headers()?;
                    format!("photo {x_width} {x_tags:?} {:?}", x_pos.map(|pos| pos.x))
                }
                name => format!("{name} {:?}", file.headers::<answers::HeadedPagesHeaders>()?.x_page),
            });
        }
        Ok(self.0.play(Uploaded { fields: form.fields, files }))
    }

    async fn headed_values(
        &self,
        request: answers::HeadedValuesRequest,
        _: Context<()>,
    ) -> Result<answers::HeadedValuesResponse, Failure> {
        let Some(mut form) = request.body else { return Ok(self.0.play(())) };
        files(&mut form).await?;
        Ok(self.0.play(form.fields))
    }
} }

/// A form whose files were read.
struct Uploaded<F> {
    fields: F,
    files: Vec<String>,
}

/// Every file: name, file name, media type and text.
async fn files<F: FormFields>(form: &mut Form<F>) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    while let Some(file) = form.next_file().await? {
        let head = format!("{} {:?} {:?}", file.name(), file.file_name(), file.media_type().unwrap_or_default());
        let bytes = file.bytes(1 << 20).await?;
        files.push(format!("{head} {}", String::from_utf8_lossy(&bytes)));
    }
    Ok(files)
}

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

/// Sends an urlencoded form that nobody made for us: the status and what is wrong.
async fn post(wire: &Wire<Client>, path: &str, body: &str) -> (u16, Vec<String>) {
    post_as(wire, path, "application/x-www-form-urlencoded", body.as_bytes()).await
}

/// The same for a multipart form: the heads of its parts behind `form-data; `, and their texts.
async fn post_parts(wire: &Wire<Client>, path: &str, parts: &[(&str, &[u8])]) -> (u16, Vec<String>) {
    let mut body = Vec::new();
    for (head, text) in parts {
        body.extend_from_slice(format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(text);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    post_as(wire, path, "Multipart/Form-Data; Boundary=\"b\"", &body).await
}

async fn post_as(wire: &Wire<Client>, path: &str, media: &str, body: &[u8]) -> (u16, Vec<String>) {
    let request = reqwest::Client::new().post(format!("{}{path}", wire.served.origin));
    let answer = request.header("content-type", media).body(body.to_vec()).send().await.expect("an answer");
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
            "id=1&spot=%7B%22place%22%3A%22s%22%7D",
            json!({ "id": 1, "tags": [], "nothing": null, "spot": { "place": "s" } }),
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

/// The parts of the latest request, with `\n` for their line ends, and the media type without the boundary.
fn parts(wire: &Wire<Client>) -> (String, Vec<String>) {
    let exchange = wire.served.last();
    let (media, boundary) = exchange.header("content-type").split_once("; boundary=").expect("a boundary");
    let body = exchange.body();
    let start = format!("--{boundary}\r\n");
    let body = body.strip_suffix(&format!("--{boundary}--\r\n")).expect("an end");
    let parts = body.split(&start).skip(1);
    let parts = parts.map(|part| part.strip_suffix("\r\n").expect("the end of a part").replace("\r\n", "\n"));
    (media.to_owned(), parts.collect())
}

fn part(head: &str, text: &str) -> String {
    format!("Content-Disposition: form-data; {head}\n\n{text}")
}

#[tokio::test]
async fn values_are_parts() {
    let wire = start().await;
    let value = json!({
        "id": 1, "name": "ä,b", "tags": ["a", "b c"], "sizes": [3, 4], "home": { "street": "s", "pos": { "x": 1 } },
        "path": [{ "x": 1 }, { "x": 2 }], "ready": true, "nothing": null, "odd [name]&=": "v",
    });
    wire.script.answer(answers::PostValuesResponse::NoContent);
    wire.client.post_values(&of::<sent::Plain>(value.clone())).await.expect("sent");
    let (media, parts) = parts(&wire);
    assert_eq!(media, "multipart/form-data");
    assert_eq!(
        parts,
        [
            part("name=\"id\"", "1"),
            part("name=\"name\"\nContent-Type: text/csv; charset=utf-8", "ä,b"),
            part("name=\"tags\"", "a"),
            part("name=\"tags\"", "b c"),
            part("name=\"sizes\"", "3,4"),
            part("name=\"home\"\nContent-Type: application/json", r#"{"street":"s","pos":{"x":1}}"#),
            part("name=\"path\"\nContent-Type: application/json", r#"{"x":1}"#),
            part("name=\"path\"\nContent-Type: application/json", r#"{"x":2}"#),
            part("name=\"ready\"\nContent-Type: application/json", "true"),
            part("name=\"odd [name]&=\"", "v"),
        ]
    );
    assert_eq!(json!(wire.request::<answers::PostValuesRequest>().plain), value);
}

#[tokio::test]
async fn parts_of_others_are_read() {
    let wire = start().await;
    let id: (&str, &[u8]) = ("name=id", b"1");
    let table: &[(&[(&str, &[u8])], Value)] = &[
        // In any order, with brackets, as one JSON text, in other charsets, and with parts that nobody knows.
        (
            &[("name=\"tags[]\"", b"a"), ("name=\"home[street]\"", b"s"), id, ("name=\"sizes\"", b"")],
            json!({ "id": 1, "tags": ["a"], "home": { "street": "s" }, "nothing": null }),
        ),
        (
            &[id, ("name=\"path\"\r\nContent-Type: application/json", b"[{\"x\":1},{\"x\":2}]")],
            json!({ "id": 1, "tags": [], "path": [{ "x": 1 }, { "x": 2 }], "nothing": null }),
        ),
        (
            &[id, ("name=\"home\"", b"{\"street\":\"s\"}"), ("name=\"huh\"; filename=\"f\"", b"\x00")],
            json!({ "id": 1, "tags": [], "home": { "street": "s" }, "nothing": null }),
        ),
        (&[id, ("name=\"spot\"", b"{\"x\":1}")], json!({ "id": 1, "tags": [], "spot": { "x": 1 }, "nothing": null })),
        (
            &[id, ("name=\"name\"\r\nContent-Type: Text/Plain; Charset=\"ISO-8859-1\"", b"\xe4")],
            json!({ "id": 1, "tags": [], "name": "\u{e4}", "nothing": null }),
        ),
    ];
    for (parts, value) in table {
        wire.script.answer(answers::PostValuesResponse::NoContent);
        assert_eq!(post_parts(&wire, "/values", parts).await, (204, vec![]), "{value}");
        assert_eq!(json!(wire.request::<answers::PostValuesRequest>().plain), *value);
    }
    let wrong: &[(&[(&str, &[u8])], u16, &str)] = &[
        (&[], 422, "/id is required"),
        (&[id, id], 422, "/id must not be there twice"),
        (&[id, ("name=\"ready\"", b"yes")], 422, "/ready is not JSON"),
        (&[id, ("name=\"home\"\r\nContent-Type: application/json", b"{")], 422, "/home is not JSON"),
        (&[id, ("name=\"home\"", b"{")], 422, "/home expected an object, found text"),
        (&[id, ("name=\"name\"", b"\xff")], 400, ""),
        (&[id, ("name=\"name\"\r\nContent-Type: text/plain; charset=us-ascii", b"\xe4")], 400, ""),
        (&[id, ("name=\"name\"\r\nContent-Type: text/plain; charset=utf-16", b"\x00a")], 415, ""),
    ];
    for (parts, status, error) in wrong {
        let errors: Vec<String> = [error].iter().filter(|error| !error.is_empty()).map(ToString::to_string).collect();
        assert_eq!(post_parts(&wire, "/values", parts).await, (*status, errors), "{error}");
    }
}

#[tokio::test]
async fn files_and_values_in_one_form() {
    let wire = start().await;
    wire.script.answer(answers::UploadResponse::NoContent);
    let pos: sent::Pos = of(json!({ "x": 1 }));
    let odd = FilePart::new("ä \"q\"; \\ \r\n%20.png", "png");
    let form = UploadForm::new(1, ["a", "b"], odd)
        .path([pos.clone(), pos.clone()])
        .r#where(&pos)
        .note("# hi")
        .pages([
            FilePart::new("1", "one").with_content_type("text/plain"),
            FilePart::new("2", "").with_content_type("text/csv"),
        ])
        .any(FilePart::new("raw", &b"\x01\x02"[..]));
    wire.client.upload(form).await.expect("sent");
    let (media, parts) = parts(&wire);
    assert_eq!(media, "multipart/form-data");
    assert_eq!(
        parts,
        [
            part("name=\"id\"", "1"),
            part("name=\"tags\"", "a"),
            part("name=\"tags\"", "b"),
            // What browsers do: a quote and line ends are encoded, nothing else is.
            part("name=\"photo\"; filename=\"ä %22q%22; \\ %0D%0A%20.png\"\nContent-Type: image/png", "png"),
            part("name=\"path\"\nContent-Type: application/json", r#"{"x":1}"#),
            part("name=\"path\"\nContent-Type: application/json", r#"{"x":1}"#),
            part("name=\"where\"\nContent-Type: application/json", r#"{"x":1}"#),
            part("name=\"note\"\nContent-Type: text/markdown", "# hi"),
            part("name=\"pages\"; filename=\"1\"\nContent-Type: text/plain", "one"),
            part("name=\"pages\"; filename=\"2\"\nContent-Type: text/csv", ""),
            part("name=\"any\"; filename=\"raw\"\nContent-Type: application/octet-stream", "\u{1}\u{2}"),
        ]
    );
    let uploaded: Uploaded<answers::UploadForm> = wire.request();
    let fields = &uploaded.fields;
    assert_eq!((fields.id, fields.tags.len(), fields.path.as_ref().map(Vec::len)), (1, 2, Some(2)));
    assert_eq!((fields.r#where.as_ref().map(|pos| pos.x), fields.note.as_deref()), (Some(1), Some("# hi")));
    assert_eq!(
        uploaded.files,
        [
            "photo Some(\"ä \\\"q\\\"; \\\\ \\r\\n%20.png\") \"image/png\" png",
            "pages Some(\"1\") \"text/plain\" one",
            "pages Some(\"2\") \"text/csv\" ",
            "any Some(\"raw\") \"application/octet-stream\" \u{1}\u{2}",
        ]
    );
}

#[tokio::test]
async fn files_of_the_wrong_kind() {
    let wire = start().await;
    // Nobody but the sender knows which of `text/*` it is.
    let form = UploadForm::new(1, ["a"], FilePart::new("p", "")).pages([FilePart::new("1", "one")]);
    match wire.client.upload(form).await {
        Err(Error::Invalid(problem)) => {
            assert_eq!(problem.to_string(), "invalid request: the part `pages` needs a content type that is text/*")
        }
        other => panic!("{other:?}"),
    }
    let id: (&str, &[u8]) = ("name=\"id\"", b"1");
    let tag: (&str, &[u8]) = ("name=\"tags\"", b"t");
    let photo: (&str, &[u8]) = ("name=\"photo\"; filename=\"p\"\r\nContent-Type: IMAGE/webp; q=\"a;b\"", b"p");
    let wrong: &[(&[(&str, &[u8])], &[&str])] = &[
        // Everything that is missing, files too.
        (&[], &["/id is required", "/photo is required"]),
        (&[photo], &["/id is required"]),
        (
            &[id, tag, ("name=\"photo\"\r\nContent-Type: text/html", b"p")],
            &["/photo must be of type image/png or image/*"],
        ),
        (&[id, tag, ("name=\"photo\"", b"p")], &["/photo must be of type image/png or image/*"]),
        (&[id, tag, photo, photo], &["/photo must not be there twice"]),
        (&[id, tag, photo, ("name=\"huh\"", b"p")], &["/huh is not a part of this form"]),
        (&[id, tag, photo, ("name=\"where\"", b"{}")], &["/where/x is required"]),
    ];
    for (parts, errors) in wrong {
        let errors = errors.iter().map(ToString::to_string).collect();
        assert_eq!(post_parts(&wire, "/upload", parts).await, (422, errors), "{parts:?}");
    }
    // Files before the values that the handler needs, text parts without a media type, several files.
    wire.script.answer(answers::UploadResponse::NoContent);
    let page: (&str, &[u8]) = ("name=\"pages\"; filename=\"a%22b\"", b"1");
    assert_eq!(post_parts(&wire, "/upload", &[page, photo, page, tag, id]).await, (204, vec![]));
    let uploaded: Uploaded<answers::UploadForm> = wire.request();
    assert_eq!(uploaded.fields.tags, ["t"]);
    assert_eq!(
        uploaded.files,
        [
            "pages Some(\"a\\\"b\") \"\" 1",
            "photo Some(\"p\") \"IMAGE/webp; q=\\\"a;b\\\"\" p",
            "pages Some(\"a\\\"b\") \"\" 1",
        ]
    );
}

#[tokio::test]
async fn mixed_parts_have_names() {
    let wire = start().await;
    wire.script.answer(answers::MixedResponse::NoContent);
    wire.client.mixed(MixedForm::new(&of(json!({ "x": 1 })), FilePart::new("f", "text"))).await.expect("sent");
    let (media, parts) = parts(&wire);
    assert_eq!(media, "multipart/mixed");
    assert_eq!(
        parts,
        [
            part("name=\"meta\"\nContent-Type: application/json", r#"{"x":1}"#),
            part("name=\"a%22b\"; filename=\"f\"\nContent-Type: application/octet-stream", "text"),
        ]
    );
    let uploaded: Uploaded<answers::MixedForm> = wire.request();
    assert_eq!(uploaded.fields.meta.x, 1);
    assert_eq!(uploaded.files, ["a\"b Some(\"f\") \"application/octet-stream\" text"]);
}

#[tokio::test]
async fn parts_have_headers() {
    let wire = start().await;
    wire.script.answer(answers::HeadedResponse::NoContent);
    let mut photo = HeadedPhotoHeaders::new(7);
    photo.x_tags = Some(vec!["a".to_owned(), "b".to_owned()]);
    photo.x_pos = Some(of(json!({ "x": 1 })));
    let mut page = HeadedPagesHeaders::new();
    page.x_page = Some(1);
    let form = HeadedForm::new(FilePart::new("p", "png"), &photo, &of(json!({ "x": 2 })), &HeadedMetaHeaders::new(3))
        .pages([(FilePart::new("1", "one"), page), (FilePart::new("2", "two"), HeadedPagesHeaders::new())])
        .note("n", &HeadedNoteHeaders::default());
    wire.client.headed(form).await.expect("sent");
    let (_, sent) = parts(&wire);
    assert_eq!(
        sent,
        [
            part(
                "name=\"photo\"; filename=\"p\"\nContent-Type: image/png\nX-Width: 7\nX-Tags: a,b\nX-Pos: {\"x\":1}",
                "png"
            ),
            part("name=\"meta\"\nContent-Type: application/json\nX-Version: 3", r#"{"x":2}"#),
            part("name=\"pages\"; filename=\"1\"\nContent-Type: application/octet-stream\nX-Page: 1", "one"),
            part("name=\"pages\"; filename=\"2\"\nContent-Type: application/octet-stream", "two"),
            part("name=\"note\"", "n"),
        ]
    );
    let uploaded: Uploaded<answers::HeadedForm> = wire.request();
    assert_eq!(uploaded.files, ["photo 7 Some([\"a\", \"b\"]) Some(1)", "pages Some(1)", "pages None"]);
    assert_eq!((uploaded.fields.meta_headers.x_version, uploaded.fields.meta.x), (3, 2));
    assert_eq!(uploaded.fields.note_headers.map(|headers| headers.content_language), Some(None));
    // A value that no header can hold.
    photo.x_tags = Some(vec!["a\r\nb".to_owned()]);
    let form = HeadedForm::new(FilePart::new("p", "png"), &photo, &of(json!({ "x": 2 })), &HeadedMetaHeaders::new(3));
    assert!(matches!(wire.client.headed(form).await, Err(Error::Invalid(_))));

    wire.script.answer(answers::HeadedValuesResponse::NoContent);
    let mut headers = HeadedValuesPosHeaders::new();
    headers.content_id = Some("<a@b>".to_owned());
    wire.client
        .headed_values()
        .body(HeadedValuesForm::new().pos(&of(json!({ "x": 1 })), &headers))
        .await
        .expect("sent");
    let form: answers::HeadedValuesForm = wire.request();
    assert_eq!(form.pos_headers.and_then(|headers| headers.content_id).as_deref(), Some("<a@b>"));
}

#[tokio::test]
async fn headers_of_parts_and_numbers_of_files_are_checked() {
    let wire = start().await;
    let photo: (&str, &[u8]) = ("name=\"photo\"\r\nContent-Type: image/png\r\nx-width: 1", b"p");
    let meta: (&str, &[u8]) = ("name=\"meta\"\r\nX-Version: 1", b"{\"x\":1}");
    let page: (&str, &[u8]) = ("name=\"pages\"\r\nX-Page: 1", b"p");
    let wrong: &[(&[(&str, &[u8])], &[&str])] = &[
        (&[meta, ("name=\"photo\"\r\nContent-Type: image/png", b"p")], &["/photo the header `X-Width` is required"]),
        (
            &[meta, ("name=\"photo\"\r\nContent-Type: image/png\r\nX-Width: 0", b"p")],
            &["/photo the header `X-Width` must be at least 1"],
        ),
        (&[("name=\"meta\"", b"{\"x\":1}"), photo], &["/meta the header `X-Version` is required"]),
        (&[meta, photo, page], &["/pages must have at least 2 files"]),
        (&[meta, photo, page, page, page, page], &["/pages must have at most 3 files"]),
    ];
    for (parts, errors) in wrong {
        let errors = errors.iter().map(ToString::to_string).collect();
        assert_eq!(post_parts(&wire, "/headed", parts).await, (422, errors), "{parts:?}");
    }
    wire.script.answer(answers::HeadedResponse::NoContent);
    assert_eq!(post_parts(&wire, "/headed", &[page, page, meta, photo]).await, (204, vec![]));
}
