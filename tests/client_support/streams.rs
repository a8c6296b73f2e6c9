//! Streams: nothing is gathered, in neither direction.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::server::{Server, bare};
use crate::support::body::Body;
use crate::support::error::Error;
use crate::support::request::Request;
use crate::{PUT, client};

/// Chunks that somebody sends.
struct Chunks(mpsc::UnboundedReceiver<Result<&'static str, &'static str>>);

impl Stream for Chunks {
    type Item = Result<&'static str, &'static str>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx)
    }
}

#[tokio::test]
async fn an_upload_leaves_chunk_by_chunk() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let (sender, chunks) = mpsc::unbounded_channel();
    sender.send(Ok("one")).unwrap();
    // The second chunk comes into being only after the first has arrived: whoever gathers waits forever.
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut text = String::new();
        let mut sender = Some(sender);
        while !text.ends_with("0\r\n\r\n") {
            let mut piece = [0; 1024];
            let count = stream.read(&mut piece).await.unwrap();
            text.push_str(std::str::from_utf8(&piece[..count]).unwrap());
            if text.contains("one")
                && let Some(sender) = sender.take()
            {
                sender.send(Ok("two")).unwrap();
            }
        }
        stream.write_all(bare("200 OK", "").as_bytes()).await.unwrap();
        text
    });
    let mut request = Request::new(&client(&origin), &PUT);
    request.body("image/png", Body::stream(Chunks(chunks)));
    request.send(|_| Ok::<_, Error>(())).await.unwrap();
    let text = server.await.unwrap();
    assert!(text.contains("content-type: image/png"), "{text}");
    assert!(text.ends_with("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"), "{text}");
}

#[tokio::test]
async fn a_download_arrives_chunk_by_chunk() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let (seen, mut first_seen) = mpsc::unbounded_channel::<()>();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        crate::server::request(&mut stream).await;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 6\r\n\r\n";
        stream.write_all(format!("{head}one").as_bytes()).await.unwrap();
        first_seen.recv().await.unwrap();
        stream.write_all(b"two").await.unwrap();
    });
    let mut body = Request::new(&client(&origin), &PUT).send(|answer| Ok::<_, Error>(answer.stream())).await.unwrap();
    assert_eq!((body.content_type(), body.length()), (Some("application/pdf"), Some(6)));
    assert_eq!(body.chunk().await.unwrap().unwrap(), "one");
    assert_eq!(body.length(), Some(3));
    seen.send(()).unwrap();
    assert_eq!(body.bytes().await.unwrap(), "two");
}

#[tokio::test]
async fn a_broken_source_ends_the_request() {
    let mut server = Server::new(&[&bare("200 OK", "")]).await;
    let (sender, chunks) = mpsc::unbounded_channel();
    sender.send(Ok("one")).unwrap();
    sender.send(Err("gone")).unwrap();
    let mut request = Request::new(&client(&server.origin), &PUT);
    request.body("text/plain", Body::stream(Chunks(chunks)));
    let error = request.send(|_| Ok::<_, Error>(())).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    drop(sender);
    assert!(!server.heard().await.ends_with("0\r\n\r\n"));
}

#[tokio::test]
async fn a_file_is_sent_with_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    std::fs::write(&path, "x".repeat(200_000)).unwrap();
    let mut server = Server::new(&[&bare("200 OK", "")]).await;
    let mut request = Request::new(&client(&server.origin), &PUT);
    request.body("application/octet-stream", Body::open(&path).await.unwrap().with_content_type("text/plain"));
    request.send(|_| Ok::<_, Error>(())).await.unwrap();
    let text = server.heard().await;
    assert!(text.contains("content-length: 200000\r\n") && text.contains("content-type: text/plain\r\n"));
    assert!(text.ends_with(&"x".repeat(200_000)));
    assert!(Body::open(folder.path().join("absent")).await.is_err());
}

#[tokio::test]
async fn a_body_can_be_bounded() {
    assert_eq!(Body::from("abc").bytes_up_to(3).await.unwrap(), "abc");
    assert!(Body::from("abcd").bytes_up_to(3).await.is_err());
    assert!(Body::reader(&b"abcd"[..]).bytes_up_to(3).await.is_err());
    assert_eq!(Body::reader(&b"abcd"[..]).bytes().await.unwrap(), "abcd");
}
