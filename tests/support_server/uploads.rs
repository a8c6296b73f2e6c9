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
