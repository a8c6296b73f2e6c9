//! The bytes themselves: a socket that keeps what it is sent, and requests that no client of ours would make.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A socket that answers 204 to every request and keeps its head. It knows no bodies.
pub struct Recorder {
    /// `http://127.0.0.1:PORT`.
    pub origin: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Recorder {
    /// Listens on a free port of the loopback interface, until the test ends.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let heads = Arc::default();
        tokio::spawn(record(listener, Arc::clone(&heads)));
        Recorder { origin, heads }
    }

    /// The request since the last look; `None` when nothing came.
    pub fn head(&self) -> Option<Head> {
        let mut heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(heads.len() < 2, "more than one request was sent: {heads:?}");
        heads.pop().map(Head)
    }
}

/// The first line of a request and its headers.
#[derive(Debug)]
pub struct Head(String);

impl Head {
    /// The target, as it stands in the first line.
    pub fn target(&self) -> &str {
        line(&self.0, 0).split(' ').nth(1).expect("a target")
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.split("\r\n").skip(1).find_map(|line| {
            let (found, text) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(text)
        })
    }
}

fn line(head: &str, index: usize) -> &str {
    head.split("\r\n").nth(index).unwrap_or_default()
}

async fn record(listener: TcpListener, heads: Arc<Mutex<Vec<String>>>) {
    while let Ok((mut socket, _)) = listener.accept().await {
        let heads = Arc::clone(&heads);
        tokio::spawn(async move {
            let (mut read, mut buffer) = (Vec::new(), [0; 4096]);
            while let Ok(length @ 1..) = socket.read(&mut buffer).await {
                read.extend_from_slice(&buffer[..length]);
                if read.ends_with(b"\r\n\r\n") {
                    let head = String::from_utf8(std::mem::take(&mut read)).expect("a head in UTF-8");
                    heads.lock().unwrap_or_else(PoisonError::into_inner).push(head);
                    if socket.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.is_err() {
                        return;
                    }
                }
            }
        });
    }
}

/// Sends a request byte by byte as it stands here, and gives the answer's status and body. `headers` are whole lines.
pub async fn send(origin: &str, method: &str, target: &str, headers: &str, body: &[u8]) -> (u16, String) {
    let host = origin.strip_prefix("http://").expect("an origin");
    let mut socket = TcpStream::connect(host).await.expect("a connection");
    let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    let head = format!("{method} {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{length}{headers}\r\n");
    socket.write_all(head.as_bytes()).await.expect("a head that is sent");
    socket.write_all(body).await.expect("a body that is sent");
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.expect("an answer");
    let answer = String::from_utf8(answer).expect("an answer in UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = line(head, 0).split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_else(|| panic!("no status: {answer}")), body.to_owned())
}
