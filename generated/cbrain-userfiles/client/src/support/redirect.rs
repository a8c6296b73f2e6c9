// SPDX-License-Identifier: MIT-0
//! Redirects: one that an operation describes is its answer, any other is followed, within the origin only. Headers and
//! bodies may hold secrets that are meant for nobody else.

use std::time::{Duration, Instant};

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, TRANSFER_ENCODING};
use http::{Method, StatusCode};
use reqwest::{Request, Response};

use super::answer::{Case, is_described};

/// How many redirects are followed.
const MOST: usize = 10;

/// Sends a request and follows where it is sent to.
pub(crate) async fn send(http: &reqwest::Client, request: Request, answers: &[Case]) -> reqwest::Result<Response> {
    let deadline = request.timeout().map(|limit| Instant::now() + *limit);
    let mut request = request;
    for _ in 0..MOST {
        let again = Again::of(&request);
        let answer = http.execute(request).await?;
        if is_described(answers, answer.status()) {
            return Ok(answer);
        }
        let Some(mut next) = again.behind(&answer) else { return Ok(answer) };
        if let Some(deadline) = deadline {
            let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            *next.timeout_mut() = Some(left);
        }
        request = next;
    }
    http.execute(request).await
}

/// A request that may have to be sent again.
struct Again {
    request: Request,
    /// Whether its body is there too; a stream is not.
    is_whole: bool,
}

impl Again {
    fn of(request: &Request) -> Self {
        if let Some(request) = request.try_clone() {
            return Again { request, is_whole: true };
        }
        let mut bare = Request::new(request.method().clone(), request.url().clone());
        *bare.headers_mut() = request.headers().clone();
        Again { request: bare, is_whole: false }
    }

    /// The request that an answer asks for, if it is to be followed.
    fn behind(self, answer: &Response) -> Option<Request> {
        let Again { mut request, is_whole } = self;
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let changes = match answer.status() {
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => *request.method() == Method::POST,
            StatusCode::SEE_OTHER => !is_read,
            StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => false,
            _ => return None,
        };
        let target = std::str::from_utf8(answer.headers().get(LOCATION)?.as_bytes()).ok()?;
        let target = request.url().join(target).ok()?;
        if target.origin() != request.url().origin() || !(changes || is_whole) {
            return None;
        }
        *request.url_mut() = target;
        if changes {
            *request.method_mut() = Method::GET;
            *request.body_mut() = None;
            for name in [CONTENT_TYPE, CONTENT_LENGTH, TRANSFER_ENCODING] {
                request.headers_mut().remove(name);
            }
        }
        Some(request)
    }
}
