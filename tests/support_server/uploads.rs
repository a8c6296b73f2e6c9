//! Multipart forms with files.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::{Answer, send};

const FILE: &str = "name=\"file\"; filename=\"a.txt\"\r\ncontent-type: text/plain";

async fn upload(parts: &[(&str, &str)]) -> Answer {
    let mut body = String::new();
    for (head, text) in parts {
        body.push_str(&format!("--b\r\ncontent-disposition: form-data; {head}\r\n\r\n{text}\r\n"));
    }
    body.push_str("--b--\r\n");
    let request = Request::post("/things").header("content-type", "multipart/form-data; boundary=b");
    send(request.body(Body::from(body)).unwrap()).await
}

const ID: (&str, &str) = ("name=\"thing[id]\"", "7");

#[tokio::test]
async fn values_before_files_and_behind_them() {
    let answer = upload(&[ID, ("name=\"note\"", "n"), (FILE, "abc")]).await;
    assert_eq!(
        answer.json(),
        serde_json::json!(["7 Some(\"n\")", "file Some(\"a.txt\") Some(\"text/plain\") 3", "Some(\"n\")"])
    );
    let answer = upload(&[ID, (FILE, "abc"), ("name=\"note\"", "late")]).await;
    assert_eq!(
        answer.json(),
        serde_json::json!(["7 None", "file Some(\"a.txt\") Some(\"text/plain\") 3", "Some(\"late\")"])
    );
}

#[tokio::test]
async fn a_file_that_comes_too_early_waits() {
    let answer = upload(&[(FILE, "abc"), ("name=\"more\"; filename=\"b\"", "de"), ID]).await;
    let lines =
        serde_json::json!(["7 None", "file Some(\"a.txt\") Some(\"text/plain\") 3", "more Some(\"b\") None 2", "None"]);
    assert_eq!(answer.json(), lines);
    let long = "x".repeat(1500);
    assert_eq!(upload(&[(FILE, &long), ID]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_is_wrong_with_a_form() {
    let answer = upload(&[(FILE, "abc")]).await;
    assert_eq!(answer.errors(), ["body /thing[id]: is required"]);
    let answer = upload(&[("name=\"thing[id]\"", "x"), (FILE, "abc")]).await;
    assert_eq!(answer.errors(), ["body /thing[id]: expected an integer of 64 bits, found text"]);
    // Everything that is missing is named at once.
    let answer = upload(&[]).await;
    assert_eq!(answer.errors(), ["body /thing[id]: is required", "body /file: is required"]);
    let answer = upload(&[("name=\"thing[id]\"", "x"), ("name=\"note\"", "n")]).await;
    assert_eq!(
        answer.errors(),
        ["body /thing[id]: expected an integer of 64 bits, found text", "body /file: is required"]
    );
    // The handler is on its way when this turns out.
    let answer = upload(&[ID, ("name=\"more\"; filename=\"b\"", "de")]).await;
    assert_eq!(answer.errors(), ["body /file: is required"]);
    let answer = upload(&[ID]).await;
    assert_eq!(
        (answer.status, answer.errors()),
        (StatusCode::UNPROCESSABLE_ENTITY, vec!["body /file: is required".to_owned()])
    );
    let request = Request::post("/things").header("content-type", "multipart/form-data; boundary=b");
    let answer = send(request.body(Body::from("--b\r\nnothing")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let request = Request::post("/things").header("content-type", "multipart/form-data");
    assert_eq!(send(request.body(Body::from("--b")).unwrap()).await.status, StatusCode::BAD_REQUEST);
}

/// Bytes that come piece by piece.
struct Pieces<I>(I);

impl<I: Iterator<Item = Vec<u8>> + Unpin> futures_core::Stream for Pieces<I> {
    type Item = Result<Vec<u8>, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.next().map(Ok))
    }
}

/// A form that comes as an endless stream of one text.
async fn endless(path: &str, first: &'static str, then: &'static str) -> StatusCode {
    let texts = std::iter::once(first).chain(std::iter::repeat(then));
    let body = Body::from_stream(Pieces(texts.map(|text| text.as_bytes().to_vec())));
    let request = Request::post(path).header("content-type", "multipart/form-data; boundary=b");
    send(request.body(body).unwrap()).await.status
}

#[tokio::test]
async fn nothing_of_a_form_grows_without_end() {
    let head = "--b\r\ncontent-disposition: form-data; name=\"thing[id]\"\r\n";
    assert_eq!(endless("/things", head, "x-more: y\r\n").await, StatusCode::BAD_REQUEST);
    assert_eq!(endless("/things", head, "y").await, StatusCode::BAD_REQUEST);
    // Parts without names and content count too.
    assert_eq!(endless("/things/1:tag", "", "--b\r\n\r\n\r\n").await, StatusCode::PAYLOAD_TOO_LARGE);
    // So do empty files that wait for a value.
    let file = "--b\r\ncontent-disposition: form-data; name=\"more\"; filename=\"a\"\r\n\r\n\r\n";
    assert_eq!(endless("/things", "", file).await, StatusCode::UNPROCESSABLE_ENTITY, "only one may be there");
}

#[tokio::test]
async fn forms_in_pieces_of_any_size() {
    let whole = "preamble\r\n--b  \r\nContent-Disposition: form-data;\r\n name=\"thing[id]\"\r\n\r\n7\r\n--b\r\n\
        content-disposition: form-data; name=file; filename=x; filename*=UTF-8''%C3%A9%22.txt\r\nContent-Type: a/b\r\n\r\n\
        \r\n--\r\n\r-b\r\n\r\n--b--epilogue";
    for size in 1..whole.len() {
        let body = Body::from_stream(Pieces(whole.as_bytes().chunks(size).map(<[u8]>::to_vec)));
        let request = Request::post("/things").header("content-type", "multipart/form-data; boundary=b");
        let answer = send(request.body(body).unwrap()).await;
        assert_eq!(
            answer.json(),
            serde_json::json!(["7 None", "file Some(\"é\\\".txt\") Some(\"a/b\") 11", "None"]),
            "in pieces of {size}"
        );
    }
    for boundary in ["", "\"\"", &"x".repeat(300)] {
        let request =
            Request::post("/things").header("content-type", format!("multipart/form-data; boundary={boundary}"));
        assert_eq!(send(request.body(Body::from("--\r\n")).unwrap()).await.status, StatusCode::BAD_REQUEST);
    }
}
