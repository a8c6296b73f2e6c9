//! A server that keeps what it was sent and what it answered, bodies as they passed by.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use http_body::{Body as HttpBody, Frame, SizeHint};

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The request's method.
    pub method: Method,
    /// The request's target.
    pub uri: Uri,
    /// The request's headers.
    pub headers: HeaderMap,
    /// The answer's status.
    pub status: StatusCode,
    /// The answer's headers.
    pub answer_headers: HeaderMap,
    sent: Chunks,
    answered: Chunks,
}

type Chunks = Arc<Mutex<Vec<Bytes>>>;
type Log = Arc<Mutex<Vec<Exchange>>>;

impl Exchange {
    /// Method, path and query: `GET /pets?limit=2`.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.uri)
    }

    /// A header of the request; empty where it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A header of the answer; empty where it is absent.
    pub fn answer_header(&self, name: &str) -> &str {
        self.answer_headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Every value of a header of the answer.
    pub fn answer_header_lines(&self, name: &str) -> Vec<&str> {
        self.answer_headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect()
    }

    /// The request's body.
    pub fn body(&self) -> String {
        text(&self.sent)
    }

    /// The answer's body.
    pub fn answer(&self) -> String {
        text(&self.answered)
    }

    /// How many pieces the request's body came in.
    pub fn pieces(&self) -> usize {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

fn text(chunks: &Chunks) -> String {
    let chunks = chunks.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&chunks.concat()).into_owned()
}

/// A running server.
pub struct Served {
    /// `http://127.0.0.1:PORT`.
    pub origin: String,
    log: Log,
}

impl Served {
    /// The latest exchange.
    pub fn last(&self) -> Exchange {
        self.exchanges().pop().expect("nothing was sent")
    }

    /// Every exchange, in order.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Serves a router below `base_path` on a free port of the loopback interface, until the test ends.
pub async fn serve(router: Router, base_path: &str) -> Served {
    let log = Log::default();
    let router = if base_path.is_empty() { router } else { Router::new().nest_service(base_path, router) };
    let router = router.layer(from_fn_with_state(Arc::clone(&log), record));
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Served { origin, log }
}

async fn record(State(log): State<Log>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let (sent, answered) = (Chunks::default(), Chunks::default());
    let (method, uri, headers) = (parts.method.clone(), parts.uri.clone(), parts.headers.clone());
    let body = Body::new(Tee { body, seen: Arc::clone(&sent) });
    let answer = next.run(Request::from_parts(parts, body)).await;
    let (parts, body) = answer.into_parts();
    let (status, answer_headers) = (parts.status, parts.headers.clone());
    let exchange = Exchange { method, uri, headers, status, answer_headers, sent, answered: Arc::clone(&answered) };
    log.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
    Response::from_parts(parts, Body::new(Tee { body, seen: answered }))
}

/// A body that passes by and is kept.
struct Tee {
    body: Body,
    seen: Chunks,
}

impl HttpBody for Tee {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
        {
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(data.clone());
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
