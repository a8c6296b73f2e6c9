//! What works: bytes on the wire, one item at a time, both ways at once.

use operations_streams_client::rows_api::{CopyRowsOk, ListRowsError, PutAnyBody};
use operations_streams_client::{Error, ItemStream, types as sent};
use operations_streams_server::types::Row;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{channel, row, start};

#[tokio::test]
async fn an_answer_arrives_item_by_item() {
    let wire = start().await;
    let (sender, rows) = channel();
    *wire.handler.rows.lock().unwrap() = Some(rows);
    let mut one = Row::new(1);
    one.text = Some("a\nb".to_owned());
    sender.send(Ok(one)).unwrap();
    let mut answer = wire.client.list_rows().send().await.expect("an answer");
    let first = answer.body.next().await.expect("an item").expect("a row");
    assert_eq!((first.id, first.text.as_deref()), (1, Some("a\nb")));
    // The second row comes into being after the first one was read.
    sender.send(Ok(Row::new(2))).unwrap();
    assert_eq!(answer.body.next().await.expect("an item").expect("a row"), row(2));
    drop(sender);
    assert!(answer.body.next().await.is_none());
    assert!(answer.body.next().await.is_none());
    let exchange = wire.served.last();
    assert_eq!(exchange.header("accept"), "application/x-ndjson");
    assert_eq!(exchange.answer_header("content-type"), "application/x-ndjson");
    assert_eq!(exchange.answer(), "{\"id\":1,\"text\":\"a\\nb\"}\n{\"id\":2}\n");
}

#[tokio::test]
async fn a_request_leaves_item_by_item() {
    let wire = start().await;
    let (sender, rows) = channel();
    let call = tokio::spawn(wire.client.add_rows(ItemStream::new(rows)).send());
    sender.send(row(1)).unwrap();
    while wire.handler.seen() != ["Row { id: 1, text: None }"] {
        tokio::task::yield_now().await;
    }
    sender.send(row(2)).unwrap();
    drop(sender);
    assert_eq!(call.await.unwrap().expect("a count").body, 2);
    let exchange = wire.served.last();
    assert_eq!(exchange.header("content-type"), "application/x-ndjson");
    assert_eq!(exchange.header("content-length"), "");
    assert_eq!((exchange.body().as_str(), exchange.pieces()), ("{\"id\":1}\n{\"id\":2}\n", 2));

    let counted = wire.client.add_rows(vec![row(3)]).content_type("application/jsonl").await;
    assert_eq!(counted.expect("a count"), 1);
    assert_eq!(wire.served.last().header("content-type"), "application/jsonl");
    assert_eq!(wire.client.add_rows(vec![]).await.expect("a count"), 0);
}

#[tokio::test]
async fn both_ways_at_once() {
    let wire = start().await;
    let (sender, rows) = channel();
    sender.send(row(1)).unwrap();
    let answer = wire.client.copy_rows().body(ItemStream::new(rows)).await.expect("rows");
    let CopyRowsOk::OkJsonSeq(mut copies) = answer else { panic!("{answer:?}") };
    for id in 1..=3 {
        assert_eq!(copies.next().await.expect("an item").expect("a row"), row(id));
        sender.send(row(id + 1)).unwrap();
    }
    drop(sender);
    assert_eq!(copies.next().await.expect("an item").expect("a row"), row(4));
    assert!(copies.next().await.is_none());
    let exchange = wire.served.last();
    let records = "\u{1e}{\"id\":1}\n\u{1e}{\"id\":2}\n\u{1e}{\"id\":3}\n\u{1e}{\"id\":4}\n";
    assert_eq!((exchange.body().as_str(), exchange.answer().as_str()), (records, records));
    assert_eq!(exchange.header("content-type"), "application/json-seq");
    assert_eq!(exchange.header("accept"), "application/json-seq, application/x-ndjson, application/json");

    let answer = wire.client.copy_rows().body(vec![row(5)]).accept("application/x-ndjson").await.expect("rows");
    let CopyRowsOk::OkXNdjson(mut copies) = answer else { panic!("{answer:?}") };
    assert_eq!(copies.next().await.expect("an item").expect("a row"), row(5));
    assert_eq!(wire.served.last().answer(), "{\"id\":5}\n");
    let CopyRowsOk::OkJsonSeq(mut none) = wire.client.copy_rows().await.expect("rows") else { panic!() };
    assert!(none.next().await.is_none());
}

#[tokio::test]
async fn items_of_every_kind() {
    let wire = start().await;
    let mut answer = wire.client.put_any(PutAnyBody::XNdjson(vec![row(1)].into())).await.expect("numbers");
    assert_eq!(answer.next().await.expect("an item").expect("a number"), Some(1));
    assert_eq!(answer.next().await.expect("an item").expect("null"), None);
    assert_eq!(wire.served.last().answer(), "\u{1e}1\n\u{1e}null\n");
    assert_eq!(wire.served.last().answer_header("content-type"), "application/geo+json-seq");
    let values = vec![serde_json::json!(null), serde_json::json!([1])];
    wire.client.put_any(PutAnyBody::JsonSeq(values.into())).await.expect("numbers");
    assert_eq!(wire.served.last().body(), "\u{1e}null\n\u{1e}[1]\n");
    let point = sent::rows_api::PutAnyVndPointJsonSeqBody::new(7);
    wire.client.put_any(PutAnyBody::VndPointJsonSeq(vec![point].into())).await.expect("numbers");
    assert_eq!(wire.served.last().header("content-type"), "application/vnd.point+json-seq");
    assert_eq!(
        wire.handler.seen(),
        ["Row { id: 1, text: None }", "Null", "Array [Number(1)]", "PutAnyVndPointJsonSeqBody { x: 7 }"]
    );
    // Text is bytes as they are.
    assert_eq!(wire.client.get_raw().await.expect("bytes").bytes().await.expect("bytes"), "{\n");
}

#[tokio::test]
async fn errors_are_whole() {
    let wire = start().await;
    match wire.client.list_rows().await {
        Err(Error::Api(ListRowsError::NotFound(body))) => assert_eq!(body, "{\"id\":404}\n"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn items_are_counted_while_they_come() {
    let wire = start().await;
    let send = async |rows: usize| {
        let body = "{\"id\":1}\n".repeat(rows);
        let headers = "content-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n";
        let chunk = if rows == 0 { String::new() } else { format!("{:x}\r\n{body}\r\n", body.len()) };
        let (status, _) = chunked(&wire.served.origin, headers, &format!("{chunk}0\r\n\r\n")).await;
        (status, wire.handler.seen())
    };
    let row = || "Row { id: 1, text: None }".to_owned();
    let problem = |text: &str| {
        format!("422 Unprocessable Entity: the request does not match the description of this operation; {text}")
    };
    assert_eq!(send(2).await, (200, vec![row(), row()]));
    assert_eq!(send(0).await, (200, vec![problem("must have at least 1 item")]));
    // Nobody reads on.
    assert_eq!(send(4).await, (200, vec![row(), row(), problem("must have at most 2 items")]));
}

/// Sends a request with chunks as they stand here: the answer's status and the rest.
async fn chunked(origin: &str, headers: &str, body: &str) -> (u16, String) {
    let host = origin.strip_prefix("http://").expect("an origin");
    let mut socket = tokio::net::TcpStream::connect(host).await.expect("a connection");
    let request = format!("PUT /any HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}\r\n{body}");
    socket.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.expect("an answer");
    (answer[9..12].parse().expect("a status"), answer)
}
