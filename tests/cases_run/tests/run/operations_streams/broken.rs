//! What does not work: broken items, cut off bodies, streams that fail.

use std::sync::Arc;

use operations_streams_client::{Error, ItemStream};
use operations_streams_server::router;
use operations_streams_server::types::Row;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wire_tests::{raw, serve};

use super::handler::Handler;
use super::{channel, client, row, start};

/// A server that sends these bytes to whoever asks, and then hangs up.
async fn says(head: &str, body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let answer = format!("HTTP/1.1 200 OK\r\n{head}\r\n{body}");
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a caller");
        let mut request = [0; 4096];
        let _ = socket.read(&mut request).await;
        let _ = socket.write_all(answer.as_bytes()).await;
    });
    origin
}

/// The items that a client makes of such an answer, in words.
async fn heard(head: &str, body: &str) -> Vec<String> {
    let mut rows = client(&says(head, body).await).list_rows().await.expect("an answer");
    let mut heard = Vec::new();
    while let Some(item) = rows.next().await {
        heard.push(match item {
            Ok(row) => row.id.to_string(),
            Err(Error::Decode(failure)) => format!("{:?}: {failure}: {}", failure.item(), source(&failure)),
            Err(other) => other.to_string(),
        });
    }
    heard
}

fn source(error: &dyn std::error::Error) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

#[tokio::test]
async fn a_client_tells_which_item_is_broken_and_goes_on() {
    let head = "content-type: application/x-ndjson; charset=utf-8\r\n";
    let long = format!("{{\"id\":3,\"text\":\"{}\"}}", "x".repeat(100));
    let body = format!("{{\"id\":1}}\r\n\n{{\"id\":\"two\"}}\n{long}\n{{\"id\":4,\"more\":true}}\n{{\"id\":");
    let heard = heard(head, &body).await;
    assert_eq!(
        heard[..4],
        [
            "1",
            "Some(1): cannot read item 1 of the body of the answer 200 OK: /id: expected an integer of 64 bits, found a string",
            "Some(2): cannot read item 2 of the body of the answer 200 OK: it is longer than 64 bytes",
            "4",
        ]
    );
    assert!(heard[4].starts_with("Some(4): cannot read item 4 of the body"), "{heard:?}");
    assert_eq!(heard.len(), 5);
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_an_error_and_not_an_end() {
    let head = "content-type: application/x-ndjson\r\ncontent-length: 100\r\n";
    assert_eq!(heard(head, "{\"id\":1}\n{\"id\":2}").await, ["1", "the transfer broke off"]);
    let head = "content-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n";
    assert_eq!(heard(head, "9\r\n{\"id\":1}\n\r\n").await, ["1", "the transfer broke off"]);
    assert_eq!(heard(head, "9\r\n{\"id\":1}\n\r\n0\r\n\r\n").await, ["1"]);
}

async fn add(strict: bool, media: &str, body: &[u8]) -> (u16, String, Vec<String>) {
    let handler = Arc::new(Handler { strict, ..Handler::default() });
    let served = serve(router(Arc::clone(&handler)), "").await;
    let (status, answer) =
        raw::send(&served.origin, "POST", "/rows", &format!("content-type: {media}\r\n"), body).await;
    (status, answer, handler.seen())
}

#[tokio::test]
async fn a_server_tells_which_item_is_broken_and_can_go_on() {
    let body = b"{\"id\":1}\n{\"id\":-2,\"id\":-2}\n\xff\n[]\n{\"id\":5}";
    let (status, answer, seen) = add(false, "application/x-ndjson", body).await;
    assert_eq!((status, answer.as_str()), (200, "5"));
    assert_eq!(seen[0], "Row { id: 1, text: None }");
    assert!(seen[1].starts_with("422") && seen[1].contains("/1/id: must be at least 0"), "{seen:?}");
    assert!(seen[2].starts_with("400") && seen[2].contains("/2: "), "{seen:?}");
    assert!(seen[3].contains("/3: expected an object, found an array"), "{seen:?}");
    assert_eq!(seen[4], "Row { id: 5, text: None }");

    let (status, answer, _) = add(true, "application/jsonl", b"{\"id\":1}\n{\"text\":\"\"}\n").await;
    let answer: serde_json::Value = serde_json::from_str(&answer).expect("a problem");
    assert_eq!((status, &answer["errors"][0]["pointer"]), (422, &serde_json::json!("/1/id")));
    let long = format!("{{\"id\":1}}\n{{\"id\":2,\"text\":\"{}\"}}\n", "x".repeat(64));
    assert_eq!(add(true, "application/x-ndjson", long.as_bytes()).await.0, 413);
    assert_eq!(add(true, "application/json", b"[]").await.0, 415);
}

#[tokio::test]
async fn a_stream_that_fails_is_no_whole_answer() {
    let wire = start().await;
    let (sender, rows) = channel();
    *wire.handler.rows.lock().unwrap() = Some(rows);
    sender.send(Ok(Row::new(1))).unwrap();
    let mut answer = wire.client.list_rows().await.expect("an answer");
    assert_eq!(answer.next().await.expect("an item").expect("a row"), row(1));
    sender.send(Err("the database is gone")).unwrap();
    assert!(matches!(answer.next().await, Some(Err(Error::Transport(_)))));
    assert!(answer.next().await.is_none());
}

#[tokio::test]
async fn a_request_that_fails_is_no_whole_request() {
    let wire = start().await;
    let (sender, rows) = channel();
    sender.send(Ok(row(1))).unwrap();
    sender.send(Err("the file is gone")).unwrap();
    let error = wire.client.add_rows(ItemStream::try_new(rows)).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    // The server took the first item and gave no answer.
    assert!(wire.served.exchanges().is_empty());
}
