// SPDX-License-Identifier: MIT-0
//! What is answered when a call cannot be served: problem details (RFC 9457) that never show a value or an internal.

use std::fmt;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::codec::{DecodeError, ErrorKind, Violation};

/// An answer of the kind `application/problem+json`.
///
/// A handler may return one inside its error: the caller then gets it as it is.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    detail: Option<String>,
    violations: Vec<(Place, Violation)>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// The part of a request that a violation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A parameter in the path.
    Path(&'static str),
    /// A query parameter.
    Query(&'static str),
    /// A header.
    Header(&'static str),
    /// A cookie.
    Cookie(&'static str),
    /// The body.
    Body,
}

impl Problem {
    /// A problem that says no more than its status.
    pub fn new(status: StatusCode) -> Self {
        Problem { status, detail: None, violations: Vec::new(), headers: Vec::new() }
    }

    /// Says more. The text goes to the caller: it must not show internals.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds a header to the answer.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Adds something that is wrong with the request.
    pub fn violation(mut self, place: Place, violation: Violation) -> Self {
        self.violations.push((place, violation));
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Everything that is wrong with the request.
    pub fn violations(&self) -> &[(Place, Violation)] {
        &self.violations
    }

    /// 400: the request cannot be read at all.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::BAD_REQUEST).detail(detail)
    }

    /// 413: there is more than the server takes.
    pub fn too_large() -> Self {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE).detail("the body is larger than this server takes")
    }

    /// 422: the request can be read, but is not what it should be.
    pub fn invalid(violations: Vec<(Place, Violation)>) -> Self {
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY);
        Problem { violations, ..problem }.detail("the request does not match the description of this operation")
    }

    /// 400 or 422, for a body that could not be decoded.
    pub fn undecodable(error: DecodeError) -> Self {
        let violations: Vec<_> = error.violations.into_iter().map(|violation| (Place::Body, violation)).collect();
        match error.kind {
            ErrorKind::Malformed => Problem { violations, ..Problem::malformed("the body cannot be read") },
            ErrorKind::Invalid => Problem::invalid(violations),
        }
    }

    fn json(&self) -> Value {
        let mut body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
        });
        if let Some(detail) = &self.detail {
            body["detail"] = json!(detail);
        }
        if !self.violations.is_empty() {
            body["errors"] = self.violations.iter().map(|(place, violation)| place.json(violation)).collect();
        }
        body
    }
}

impl Place {
    fn json(self, violation: &Violation) -> Value {
        let (kind, name) = match self {
            Place::Path(name) => ("path", Some(name)),
            Place::Query(name) => ("query", Some(name)),
            Place::Header(name) => ("header", Some(name)),
            Place::Cookie(name) => ("cookie", Some(name)),
            Place::Body => ("body", None),
        };
        let mut error = json!({ "in": kind, "pointer": violation.pointer, "detail": violation.message });
        if let Some(name) = name {
            error["name"] = json!(name);
        }
        error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if let Some(detail) = &self.detail {
            write!(f, ": {detail}")?;
        }
        for (_, violation) in &self.violations {
            write!(f, "; {violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.json().to_string()));
        *response.status_mut() = self.status;
        let media = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, media);
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}
