// SPDX-License-Identifier: MIT-0
//! One exchange: a request is sent, with a token where its source has one, redirects are followed, and the head of the
//! answer says how its body is read.

use std::pin::Pin;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName};

use super::answer::{Answer, Media, is_described, select};
use super::body::Body;
use super::error::{DecodeFailure, Failure, TokenFailure, TransportError, UnexpectedAnswer};
use super::redirect;
use super::request::Request;
use super::security::TokenSource;

/// The most of a body that is read although nobody asked for it.
const SPARE: usize = 64 << 10;

/// An answer on its way.
pub(crate) type Exchange = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>>;

/// Sends a request and gives its described answer. Not an `async fn`, which would keep the request twice: futures above
/// 1 KiB are slow to allocate.
pub(crate) fn exchange(mut request: Request) -> Exchange {
    Box::pin(async move {
        let (operation, shared) = (request.operation(), request.client());
        let max_body = shared.max_body;
        // Nobody is asked for a token in vain.
        if let Some(problem) = request.problem() {
            return Err(problem.into());
        }
        let mut answer = match shared.credentials.source(operation.security) {
            None => send(&mut request, None).await?,
            // In a box, because hardly any API has it, and every call would be as large.
            Some(source) => Box::pin(send_with(&mut request, &*source)).await?,
        };
        let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        let content_type = text_header(&headers, &CONTENT_TYPE);
        let length: Option<u64> = text_header(&headers, &CONTENT_LENGTH).and_then(|text| text.parse().ok());
        let Some((case, media)) = select(operation.answers, status, content_type) else {
            let (body, _) = gather(&mut answer, length, SPARE).await.unwrap_or_default();
            return Err(Failure::Unexpected(Box::new(UnexpectedAnswer { status, headers, body })));
        };
        let no_body = operation.method == "HEAD" || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        let is_stream = |media: &Media| media.is_stream() && operation.answers[case].is_success();
        let body = if no_body {
            Body::default()
        } else if media.is_none() {
            // Nobody asks for it; reading the end of a short one lets the connection be used again.
            let _ = gather(&mut answer, length, SPARE).await;
            Body::default()
        } else if media.is_some_and(is_stream) {
            let body = Body::received(answer.into(), length);
            match content_type {
                Some(content_type) => body.with_content_type(content_type),
                None => body,
            }
        } else {
            // Nobody asked for it, and bytes that are no text of the media type are not worth a guess.
            let coding = text_header(&headers, &CONTENT_ENCODING);
            if let Some(coding) = coding.filter(|coding| !coding.eq_ignore_ascii_case("identity")) {
                let why = format!("it is compressed ({coding})");
                return Err(DecodeFailure::failure(status, "body", why, &[]));
            }
            let (bytes, rest) = gather(&mut answer, length, max_body).await.map_err(TransportError::from)?;
            if rest {
                let why = format!("it is longer than {max_body} bytes");
                return Err(DecodeFailure::failure(status, "body", why, &bytes));
            }
            bytes.into()
        };
        let error = operation.answers[..case].iter().filter(|case| !case.is_success()).count();
        Ok(Answer::new((case, error), media, status, headers, body, max_body))
    })
}

/// Sends a request with the current token; once more if that was turned down and there is another one by now.
async fn send_with(request: &mut Request, source: &dyn TokenSource) -> Result<reqwest::Response, Failure> {
    let is_whole = request.is_whole();
    let token = source.token(None).await.map_err(TokenFailure::from)?;
    let answer = send(request, Some(&token)).await?;
    if answer.status() != StatusCode::UNAUTHORIZED || !is_whole {
        return Ok(answer);
    }
    let newer = source.token(Some(&token)).await.map_err(TokenFailure::from)?;
    if newer == token { Ok(answer) } else { send(request, Some(&newer)).await }
}

/// Sends a request and follows where it is sent to, unless the HTTP client does so itself.
async fn send(request: &mut Request, token: Option<&str>) -> Result<reqwest::Response, Failure> {
    let shared = request.client();
    let is_whole = request.is_whole();
    let deadline = shared.timeout.map(|limit| Instant::now() + limit);
    let mut next = request.outgoing(token)?;
    let (mut method, mut hops, mut is_bare) = (next.method().clone(), 0, false);
    loop {
        let answer = shared.http.execute(next).await.map_err(TransportError::from)?;
        let is_last = shared.own_redirects || hops == redirect::MOST;
        if is_last || is_described(request.operation().answers, answer.status()) {
            return Ok(answer);
        }
        let Some(target) = redirect::target(&answer, &method, is_bare || is_whole) else { return Ok(answer) };
        next = request.outgoing(token)?;
        *next.url_mut() = target.url;
        is_bare |= target.is_bare;
        if is_bare {
            redirect::bare(&mut next);
        }
        if let Some(deadline) = deadline {
            let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            *next.timeout_mut() = Some(left);
        }
        (method, hops) = (next.method().clone(), hops + 1);
    }
}

/// At most the first bytes of a body, and whether there are more.
async fn gather(answer: &mut reqwest::Response, length: Option<u64>, limit: usize) -> reqwest::Result<(Bytes, bool)> {
    let mut next = answer.chunk().await?.unwrap_or_default();
    if next.len() > limit {
        return Ok((next.slice(..limit), true));
    }
    // Most answers come in one piece, which need not be copied.
    let Some(second) = answer.chunk().await? else { return Ok((next, false)) };
    // The announced length is the sender's word only.
    let expected = length.unwrap_or(0).min(1 << 20).min(limit as u64);
    let mut all = BytesMut::with_capacity(expected as usize);
    all.extend_from_slice(&next);
    next = second;
    loop {
        let room = limit - all.len();
        if next.len() > room {
            all.extend_from_slice(&next[..room]);
            return Ok((all.freeze(), true));
        }
        all.extend_from_slice(&next);
        match answer.chunk().await? {
            Some(chunk) => next = chunk,
            None => return Ok((all.freeze(), false)),
        }
    }
}

fn text_header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
