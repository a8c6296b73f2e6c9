// SPDX-License-Identifier: MIT-0
//! Redirects: one that an operation describes is its answer, any other is followed, within the origin only. Headers and
//! bodies may hold secrets that are meant for nobody else.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, TRANSFER_ENCODING};
use http::{Method, StatusCode};
use reqwest::{Request, Response, Url};

/// How many redirects are followed.
pub(crate) const MOST: usize = 10;

/// Where a request is sent to.
pub(crate) struct Target {
    pub(crate) url: Url,
    /// Whether it is asked for with GET and without a body from now on.
    pub(crate) is_bare: bool,
}

/// Where an answer sends a request of this method, if that is to be followed. One that is not whole has lost its body.
pub(crate) fn target(answer: &Response, method: &Method, is_whole: bool) -> Option<Target> {
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    let is_bare = match answer.status() {
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => *method == Method::POST,
        StatusCode::SEE_OTHER => !is_read,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => false,
        _ => return None,
    };
    let url = std::str::from_utf8(answer.headers().get(LOCATION)?.as_bytes()).ok()?;
    let url = answer.url().join(url).ok()?;
    (url.origin() == answer.url().origin() && (is_bare || is_whole)).then_some(Target { url, is_bare })
}

/// Makes a GET without a body of a request.
pub(crate) fn bare(request: &mut Request) {
    *request.method_mut() = Method::GET;
    *request.body_mut() = None;
    for name in [CONTENT_TYPE, CONTENT_LENGTH, TRANSFER_ENCODING] {
        request.headers_mut().remove(name);
    }
}
