// SPDX-License-Identifier: MIT-0
//! Answers: a table tells which described one it is, the operation reads what it holds.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, SET_COOKIE};
use http::{HeaderMap, StatusCode};

use super::body::Body;
use super::error::{DecodeFailure, Error, Failure};
use super::exchange::Exchange;
use crate::codec::{
    Decode, DecodeError, Mode, Param, Place, Unreadable, charset_text, decode_header, decode_header_lines, decode_json,
    fit, is_json,
};

/// A described answer, in the media types that carry one Rust type. The rows of an operation stand in the document's
/// order; several rows of one status differ in their media types.
#[derive(Debug)]
pub struct Case {
    status: Expected,
    success: bool,
    media: &'static [Media],
}

/// The statuses that a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// This one.
    Code(u16),
    /// These hundreds.
    Class(u16),
    /// Those without a row.
    Default,
}

impl Expected {
    /// The way documents write it: `404`, `4XX` or `default`.
    const fn parse(text: &str) -> Self {
        match text.as_bytes() {
            [hundreds @ b'0'..=b'9', b'X', b'X'] => Expected::Class((*hundreds - b'0') as u16),
            [a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9'] => {
                Expected::Code((*a - b'0') as u16 * 100 + (*b - b'0') as u16 * 10 + (*c - b'0') as u16)
            }
            _ => Expected::Default,
        }
    }
}

impl Case {
    /// An answer to a call that worked.
    pub const fn success(status: &str, media: &'static [Media]) -> Self {
        Case { status: Expected::parse(status), success: true, media }
    }

    /// An answer to a call that did not.
    pub const fn error(status: &str, media: &'static [Media]) -> Self {
        Case { status: Expected::parse(status), success: false, media }
    }

    pub(crate) fn is_success(&self) -> bool {
        self.success
    }
}

/// A media type of a body and how it is read.
#[derive(Debug)]
pub struct Media {
    range: &'static str,
    read: Read,
    /// Read as JSON, whatever it is called.
    json: bool,
}

type Reader = fn(&mut dyn Place, &[u8], Mode) -> Result<(), DecodeError>;

enum Read {
    Value(Reader),
    Text,
    Stream,
}

impl Media {
    /// A value as JSON.
    pub const fn json(range: &'static str) -> Self {
        Media { range, read: Read::Value(decode_json), json: true }
    }

    /// A value in another form.
    pub const fn value(range: &'static str, reader: Reader) -> Self {
        Media { range, read: Read::Value(reader), json: false }
    }

    /// Text as it is.
    pub const fn text(range: &'static str) -> Self {
        Media { range, read: Read::Text, json: false }
    }

    /// Bytes as they are.
    pub const fn stream(range: &'static str) -> Self {
        Media { range, read: Read::Stream, json: false }
    }

    pub(crate) fn is_stream(&self) -> bool {
        matches!(self.read, Read::Stream)
    }

    /// Whether it is no JSON by its name: what is answered in it may be something that cannot be read.
    fn is_foreign(&self) -> bool {
        self.json && !is_json(self.range) && !self.range.contains('*')
    }

    /// How well a `Content-Type` fits: the more, the better; 0 for not at all.
    fn fit(&self, content_type: &str) -> u8 {
        match fit(self.range, content_type) {
            // Some JSON is as good as other JSON, if it has to be.
            0..3 if is_json(self.range) && is_json(content_type) => 3,
            fit @ 3.. => fit + 1,
            fit => fit,
        }
    }
}

impl fmt::Debug for Read {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Read::Value(_) => "Value",
            Read::Text => "Text",
            Read::Stream => "Stream",
        })
    }
}

/// Every media type that the rows know, each once, those that are foreign last: the `Accept` header.
pub(crate) fn accept(cases: &'static [Case]) -> Cow<'static, str> {
    let of = |foreign| cases.iter().flat_map(|case| case.media).filter(move |media| media.is_foreign() == foreign);
    let mut ranges = of(false).chain(of(true)).map(|media| media.range);
    let first = ranges.next().unwrap_or_default();
    let mut others = Vec::new();
    for range in ranges {
        if range != first && !others.contains(&range) {
            others.push(range);
        }
    }
    match others.is_empty() {
        true => Cow::Borrowed(first),
        false => Cow::Owned(format!("{first}, {}", others.join(", "))),
    }
}

/// Whether there is a row for a status, other than the one for all that have none.
pub(crate) fn is_described(cases: &[Case], status: StatusCode) -> bool {
    let code = status.as_u16();
    cases.iter().any(|case| [Expected::Code(code), Expected::Class(code / 100)].contains(&case.status))
}

/// The row for an answer: its status decides (code, then hundreds, then default), then its media type. An answer
/// that does not state its media type is taken for the first one.
pub(crate) fn select(
    cases: &'static [Case],
    status: StatusCode,
    content_type: Option<&str>,
) -> Option<(usize, Option<&'static Media>)> {
    let code = status.as_u16();
    let best = [Expected::Code(code), Expected::Class(code / 100), Expected::Default];
    let wanted = best.into_iter().find(|wanted| cases.iter().any(|case| case.status == *wanted))?;
    let mut rows = cases.iter().enumerate().filter(|(_, case)| case.status == wanted);
    let no_body = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    match content_type {
        Some(content_type) if !no_body => {
            let mut best: Option<(u8, usize, Option<&Media>)> = None;
            for (index, case) in rows {
                // Where no body is described, any may come: nobody reads it.
                let fits = case.media.iter().map(|media| (media.fit(content_type), Some(media)));
                let none = case.media.is_empty().then_some((1, None));
                for (fit, media) in fits.chain(none) {
                    if fit > best.map_or(0, |(most, ..)| most) {
                        best = Some((fit, index, media));
                    }
                }
            }
            best.map(|(_, index, media)| (index, media))
        }
        _ => rows.next().map(|(index, case)| (index, case.media.first())),
    }
}

/// An answer that the document describes.
#[derive(Debug)]
pub struct Answer {
    case: usize,
    error: usize,
    media: Option<&'static Media>,
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
    limit: usize,
}

impl Answer {
    pub(crate) fn new(
        (case, error): (usize, usize),
        media: Option<&'static Media>,
        status: StatusCode,
        headers: HeaderMap,
        body: Body,
        limit: usize,
    ) -> Self {
        Answer { case, error, media, status, headers, body, limit }
    }

    /// The index of the operation's row.
    pub fn case(&self) -> usize {
        self.case
    }

    /// Of a row that is an error its index among those that are.
    pub fn error(&self) -> usize {
        self.error
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// How many bytes may be kept in memory.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// The body as a value.
    pub fn value<T: Decode>(mut self) -> Result<T, Failure> {
        let mut value = T::blank();
        self.read(&mut value)?;
        Ok(value)
    }

    fn read(&mut self, place: &mut dyn Place) -> Result<(), Failure> {
        let bytes = self.take()?;
        if bytes.is_empty() {
            return Err(self.undecodable("body", "there is none", &[]));
        }
        let reader = match self.media {
            Some(Media { read: Read::Value(reader), .. }) => *reader,
            _ => decode_json,
        };
        reader(place, &bytes, Mode::Lenient).map_err(|error| self.undecodable("body", error, &bytes))
    }

    /// The body as text.
    pub fn text(mut self) -> Result<String, Failure> {
        let bytes = self.take()?;
        let media = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        charset_text(media, bytes.into()).map_err(|why| match why {
            Unreadable::Charset => self.undecodable("body", "its charset is not known", &[]),
            Unreadable::Garbled => self.undecodable("body", "it is no text in its charset", &[]),
        })
    }

    /// The body as bytes that are here already (errors are no streams).
    pub fn bytes(mut self) -> Result<Bytes, Failure> {
        self.take()
    }

    fn take(&mut self) -> Result<Bytes, Failure> {
        std::mem::take(&mut self.body).in_memory().ok_or_else(|| self.undecodable("body", "it is a stream", &[]))
    }

    /// The body as a stream.
    pub fn stream(self) -> Body {
        self.body
    }

    /// Headers, each into its place; absent ones leave it as it is.
    pub fn headers(&self, params: &[Param], places: &mut [&mut dyn Place]) -> Result<(), Failure> {
        for (param, place) in params.iter().zip(places) {
            self.header(param, *place)?;
        }
        Ok(())
    }

    fn header(&self, param: &Param, place: &mut dyn Place) -> Result<(), Failure> {
        let failed = || format!("header `{}`", param.name);
        let mut lines = Vec::new();
        for line in self.headers.get_all(param.name) {
            let line = std::str::from_utf8(line.as_bytes());
            lines.push(line.map_err(|error| self.undecodable(failed(), error, &[]))?.to_owned());
        }
        if lines.is_empty() {
            return Ok(());
        }
        // Several lines of one name are one list, but for this one, whose values hold commas.
        let decoded = match param.name.eq_ignore_ascii_case(SET_COOKIE.as_str()) {
            true => decode_header_lines(param, lines, place),
            false => decode_header(param, &lines.join(", "), place),
        };
        decoded.map_err(|error| self.undecodable(failed(), error, &[]))
    }

    #[cold]
    fn undecodable(
        &self,
        what: impl Into<String>,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
        body: &[u8],
    ) -> Failure {
        DecodeFailure::failure(self.status, what, cause, body)
    }

    /// The answer without its body.
    fn head(&self) -> Answer {
        let Answer { case, error, media, status, limit, .. } = *self;
        Answer { case, error, media, status, headers: self.headers.clone(), body: Body::default(), limit }
    }

    /// The whole answer; `body` reads its body.
    pub fn response<T, E>(self, body: fn(Answer) -> Result<T, Error<E>>) -> Result<Response<T>, Error<E>> {
        self.response_with(body, |_| Ok(()))
    }

    /// The whole answer; `headers` reads the described headers.
    pub fn response_with<T, H, E>(
        self,
        body: fn(Answer) -> Result<T, Error<E>>,
        headers: fn(&Answer) -> Result<H, Failure>,
    ) -> Result<Response<T, H>, Error<E>> {
        let head = self.head();
        // An error that the API describes counts more than what is wrong with its headers.
        let body = body(self)?;
        let headers = headers(&head)?;
        Ok(Response { status: head.status, headers, header_map: head.headers, body })
    }
}

/// An answer to a call that worked. `H` holds the headers that the operation describes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T, H = ()> {
    /// The status.
    pub status: StatusCode,
    /// The headers that the operation describes.
    pub headers: H,
    /// All headers.
    pub header_map: HeaderMap,
    /// The body.
    pub body: T,
}

impl<T, H> Response<T, H> {
    /// The media type of the body, as the server states it.
    pub fn content_type(&self) -> Option<&str> {
        self.header_map.get(CONTENT_TYPE)?.to_str().ok()
    }
}

/// A request on its way.
#[must_use = "nothing is sent until it is awaited"]
pub struct Sending<T, E = std::convert::Infallible> {
    answer: Exchange,
    decode: fn(Answer) -> Result<T, Error<E>>,
}

impl<T, E> Sending<T, E> {
    pub(crate) fn new(answer: Exchange, decode: fn(Answer) -> Result<T, Error<E>>) -> Self {
        Sending { answer, decode }
    }
}

impl<T, E> Future for Sending<T, E> {
    type Output = Result<T, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match ready!(self.answer.as_mut().poll(cx)) {
            Ok(answer) => (self.decode)(answer),
            Err(failure) => Err(failure.into()),
        })
    }
}

impl<T, E> fmt::Debug for Sending<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sending")
    }
}
