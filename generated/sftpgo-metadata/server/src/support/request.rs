// SPDX-License-Identifier: MIT-0
//! Requests: parameters and body are read into places that the generated request structs hand out.

use std::any::Any;
use std::pin::Pin;

use axum::body::{self, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};

use super::body::Body;
use super::failure::Failure;
use super::limits::Limits;
use super::media::{essence, fit, parameter};
use super::operation::{Accepts, Operation, Read};
use super::params::{self, PathValues};
use super::problem::{self, Problem};
use crate::codec::{self, DecodeError, In, Look, Mode, Param, Place, Violation, charset_text, decode_text};

/// The media type of urlencoded forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// A future of whatever kind.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What an operation takes. Generated request structs implement it.
pub trait Request: Any + Send {
    /// The struct before anything is read.
    fn blank() -> Self
    where
        Self: Sized;

    /// Hands out the places of the parameters, in the order of the operation's table.
    fn params(&mut self, _read: &mut dyn FnMut(&mut dyn Place)) {}

    /// Where the body goes, in one of its Rust types.
    fn body(&mut self, _alternative: usize) -> Slot<'_> {
        Slot::None
    }
}

/// Where a body goes.
pub enum Slot<'a> {
    /// There is no body.
    None,
    /// A value.
    Value(&'a mut dyn Place),
    /// What is read as it comes.
    Stream(&'a mut dyn Incoming),
    /// Parts, files among them.
    Form(&'a mut dyn FormSlot),
}

/// A body that is read as it comes.
pub trait Incoming: Send {
    /// Takes the body. `checks` are the limits of what it is made of.
    fn receive(&mut self, body: Body, limits: &Limits, checks: &'static codec::Limits);
}

/// A form with files, which reads itself as far as it must.
pub trait FormSlot: Send {
    /// Reads the form up to where the handler can be called.
    fn read(
        &mut self,
        body: body::Body,
        boundary: String,
        limits: Limits,
        accepts: &'static Accepts,
    ) -> Boxed<'_, Result<(), Failure>>;
}

/// Reads a request: parameters, then the body. All violations are reported at once; a body that is read as it comes is
/// left alone when the parameters are wrong.
pub async fn read(
    operation: &'static Operation,
    parts: &Parts,
    path: &PathValues<'_>,
    body: body::Body,
    limits: &Limits,
    request: &mut dyn Request,
) -> Result<(), Failure> {
    let mut violations = Vec::new();
    params::read(operation, parts, path, request, &mut violations);
    if operation.bodies.is_empty() {
        return if violations.is_empty() { Ok(()) } else { Err(Problem::invalid(violations).into()) };
    }
    // In a box, so that calls without a body are not as large.
    if violations.is_empty() {
        return Box::pin(read_body(operation, parts, body, limits, request)).await;
    }
    let streamed = operation.bodies.iter().any(|accepts| matches!(accepts.read, Read::Stream | Read::Form(_)));
    if !streamed && let Err(failure) = Box::pin(read_body(operation, parts, body, limits, request)).await {
        let problem = failure.problem();
        if problem.status() != StatusCode::UNPROCESSABLE_ENTITY {
            return Err(failure);
        }
        violations.extend_from_slice(problem.violations());
    }
    Err(Problem::invalid(violations).into())
}

async fn read_body(
    operation: &'static Operation,
    parts: &Parts,
    body: body::Body,
    limits: &Limits,
    request: &mut dyn Request,
) -> Result<(), Failure> {
    if is_coded(operation, parts) {
        let problem = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE).detail("this server takes no compressed bodies");
        return Err(problem.header(header::ACCEPT_ENCODING, HeaderValue::from_static("identity")).into());
    }
    let Some((accepts, media)) = choose(operation, parts, &body)? else {
        return Ok(());
    };
    let length = content_length(parts);
    if matches!(accepts.read, Read::Value(_) | Read::Text) && length.is_some_and(|length| length > limits.body as u64) {
        return Err(Problem::too_large().into());
    }
    match accepts.read {
        Read::Stream => {
            if let Slot::Stream(place) = request.body(accepts.alternative) {
                place.receive(Body::received(body, Some(media), length, limits.stream), limits, accepts.value);
            }
            Ok(())
        }
        Read::Parts(collect) => {
            let parts = collect(body, boundary(&media)?, *limits, accepts.written).await?;
            if let Slot::Value(place) = request.body(accepts.alternative) {
                let decoded = parts.decode(place, operation.mode);
                checked(decoded, accepts.value, place, operation.mode)?;
            }
            Ok(())
        }
        Read::Form(_) => match request.body(accepts.alternative) {
            Slot::Form(form) => form.read(body, boundary(&media)?, *limits, accepts).await,
            _ => Ok(()),
        },
        Read::Value(_) | Read::Text => {
            let bytes = collect(body, limits.body).await?;
            // A text or a form may be empty; a value in JSON or XML never is.
            let may_be_empty = matches!(accepts.read, Read::Text) || essence(accepts.media) == FORM;
            if bytes.is_empty() && !operation.body_required && !may_be_empty {
                return Ok(());
            }
            let Slot::Value(place) = request.body(accepts.alternative) else {
                return Ok(());
            };
            decode(accepts, &media, &bytes, place, operation.mode)?;
            // A body may be absent, but one that is there is a value: null is none unless the schema has it. Where the body is
            // needed, only a schema that has null leaves nothing behind.
            let may_be_absent = operation.mode == Mode::Strict && !operation.body_required;
            if may_be_absent && matches!(place.look(), Look::Absent) {
                let violation = Violation { pointer: String::new(), message: "must not be null".to_owned() };
                return Err(Problem::invalid(vec![(problem::Place::Body, violation)]).into());
            }
            Ok(())
        }
    }
}

/// Whether the body is compressed and nobody has undone it: a layer that does takes the header away, and an operation
/// that describes the header knows what to do.
fn is_coded(operation: &Operation, parts: &Parts) -> bool {
    let name = &header::CONTENT_ENCODING;
    let coded = |value: &HeaderValue| !value.as_bytes().eq_ignore_ascii_case(b"identity");
    let described =
        |param: &Param| matches!(param.location, In::Header) && param.name.eq_ignore_ascii_case(name.as_str());
    parts.headers.get_all(name).iter().any(coded) && !operation.params.iter().any(described)
}

fn boundary(media: &str) -> Result<String, Problem> {
    parameter(media, "boundary").ok_or_else(|| Problem::malformed("the Content-Type lacks the boundary of its parts"))
}

fn decode(accepts: &Accepts, media: &str, bytes: &[u8], place: &mut dyn Place, mode: Mode) -> Result<(), Problem> {
    let decoded = match accepts.read {
        Read::Value(reader) => reader(place, bytes, mode),
        _ => {
            let text = charset_text(Some(media), bytes.to_vec());
            let text = text.map_err(|_| Problem::malformed("the body is no text in its charset"))?;
            decode_text(place, &text, mode)
        }
    };
    checked(decoded, accepts.value, place, mode)
}

/// The limits of the body as a whole count where its parts' limits do.
fn checked(
    decoded: Result<(), DecodeError>,
    limits: &codec::Limits,
    place: &mut dyn Place,
    mode: Mode,
) -> Result<(), Problem> {
    let checked = match mode {
        Mode::Strict => decoded.and_then(|()| codec::check(limits, place)),
        Mode::Lenient => decoded,
    };
    checked.map_err(Problem::undecodable)
}

/// The media type of the body, out of those that the operation takes, with the `Content-Type` as it came. `None` when
/// there is no body.
fn choose(
    operation: &'static Operation,
    parts: &Parts,
    body: &body::Body,
) -> Result<Option<(&'static Accepts, String)>, Problem> {
    let stated = parts.headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    // A body whose type is stated is there, even if it is empty.
    if stated.is_none() && http_body::Body::is_end_stream(body) {
        return if operation.body_required { Err(Problem::malformed("a body is required")) } else { Ok(None) };
    }
    // Bytes without a stated type are `application/octet-stream` (RFC 9110, 8.3).
    let stated = stated.unwrap_or("application/octet-stream");
    let best = operation.bodies.iter().rev().max_by_key(|accepts| fit(accepts.media, stated));
    match best {
        Some(accepts) if fit(accepts.media, stated) > 0 && is_readable(accepts, stated) => {
            Ok(Some((accepts, stated.to_owned())))
        }
        _ => Err(unsupported(operation)),
    }
}

/// Values are UTF-8, of which ASCII is a part; plain text is read in more charsets.
fn is_readable(accepts: &Accepts, stated: &str) -> bool {
    let is_utf8 = || {
        let charset = parameter(stated, "charset").map(|charset| charset.to_ascii_lowercase());
        charset.is_none_or(|charset| matches!(charset.as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii"))
    };
    match accepts.read {
        Read::Stream => true,
        Read::Text => charset_text(Some(stated), Vec::new()).is_ok(),
        Read::Value(_) | Read::Parts(_) | Read::Form(_) => is_utf8(),
    }
}

fn unsupported(operation: &'static Operation) -> Problem {
    let media: Vec<_> = operation.bodies.iter().map(|accepts| accepts.media).collect();
    let problem = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    problem.detail(format!("this operation takes a body of type {}", media.join(" or ")))
}

fn content_length(parts: &Parts) -> Option<u64> {
    parts.headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A whole body, if it is not larger than the limit.
async fn collect(body: body::Body, limit: usize) -> Result<Bytes, Failure> {
    Body::received(body, None, None, Some(limit as u64)).bytes(limit).await.map(Bytes::from).map_err(|failure| {
        // A caller that hangs up is no fault of the server.
        if failure.is_internal() { Problem::malformed("the body ends too early").into() } else { failure }
    })
}
