//! A server that says what it is told to and keeps what it heard.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// A server with one prepared answer for each connection.
pub(crate) struct Server {
    pub(crate) origin: String,
    requests: mpsc::UnboundedReceiver<String>,
}

impl Server {
    /// Answers one connection after the other.
    pub(crate) async fn new(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = mpsc::unbounded_channel();
        let answers: Vec<String> = answers.iter().map(|answer| answer.replace("ORIGIN", &origin)).collect();
        tokio::spawn(async move {
            for answer in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                let _ = sender.send(request(&mut stream).await);
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Server { origin, requests }
    }

    /// The next request, as it came.
    pub(crate) async fn heard(&mut self) -> String {
        self.requests.recv().await.unwrap()
    }

    /// The next request, if it came already.
    pub(crate) fn heard_already(&mut self) -> Option<String> {
        self.requests.try_recv().ok()
    }

    /// Whether nothing came.
    pub(crate) fn heard_nothing(&mut self) -> bool {
        self.requests.try_recv().is_err()
    }
}

/// An answer with a body.
pub(crate) fn answer(status: &str, content_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// An answer without a body.
pub(crate) fn bare(status: &str, headers: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: 0\r\nconnection: close\r\n\r\n")
}

/// Head and body of a request.
pub(crate) async fn request(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    while !is_whole(&text) {
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await.unwrap() {
            0 => break,
            count => text.push_str(&String::from_utf8_lossy(&piece[..count])),
        }
    }
    text
}

fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let head = head.to_ascii_lowercase();
    if head.contains("transfer-encoding: chunked") {
        return body.ends_with("0\r\n\r\n");
    }
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse::<usize>().ok());
    body.len() >= length.unwrap_or(0)
}
