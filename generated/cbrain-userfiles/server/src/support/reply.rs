// SPDX-License-Identifier: MIT-0
//! Answers: what a generated response enum holds, written in the media type that the caller likes best.

use std::borrow::Cow;

use axum::body::{self, Bytes};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use http_body::Body as _;

use super::body::{Body, Text};
use super::failure::Failure;
use super::media::{Accept, essence, fit, parameter};
use crate::codec::{Look, Param, View, charset_bytes, header_value, to_json};

/// Bytes of which nothing else is known.
const OCTETS: &str = "application/octet-stream";

/// An answer of an operation. Generated response enums implement it.
pub trait Answer {
    /// Writes status, headers and body.
    fn write(self, reply: &mut Reply);
}

/// Headers of an answer.
pub trait AnswerHeaders {
    /// Writes them.
    fn write(&self, reply: &mut Reply);
}

/// A media type of an answer's value, and how it is written.
pub struct Writes {
    media: &'static str,
    write: fn(&dyn View) -> Vec<u8>,
}

impl Writes {
    /// As JSON.
    pub const fn json(media: &'static str) -> Self {
        Writes { media, write: to_json }
    }

    /// In another form.
    pub const fn value(media: &'static str, write: fn(&dyn View) -> Vec<u8>) -> Self {
        Writes { media, write }
    }
}

/// Turns what a handler came to into an answer. It is small, because it waits for the handler.
pub struct Answers {
    pub(crate) accept: Accept,
}

impl Answers {
    /// What the handler came to.
    pub fn with<A: Answer, E: Into<Failure>>(self, answer: Result<A, E>) -> Result<Reply, Failure> {
        let mut reply = Reply { accept: self.accept, response: Response::default(), is_framed: false, failure: None };
        answer.map_err(Into::into)?.write(&mut reply);
        Ok(reply)
    }
}

/// An answer that is being written.
pub struct Reply {
    accept: Accept,
    response: Response<body::Body>,
    /// Whether there may be headers that say how the answer is carried.
    is_framed: bool,
    failure: Option<Failure>,
}

impl Reply {
    /// A status that is described by its code.
    pub fn status(&mut self, status: u16) -> &mut Self {
        match StatusCode::from_u16(status) {
            Ok(status) => *self.response.status_mut() = status,
            Err(error) => self.fail(error),
        }
        self
    }

    /// A status that is described with others (`4XX`, `default`): it must be in the range, and must not be one that
    /// is described by its code, because that answer looks otherwise.
    pub fn status_of(&mut self, status: StatusCode, range: std::ops::Range<u16>, described: &[u16]) -> &mut Self {
        let code = status.as_u16();
        if range.contains(&code) && !described.contains(&code) {
            *self.response.status_mut() = status;
        } else {
            self.fail(Failure::new(format!("status {code} does not belong to this variant of the response")));
        }
        self
    }

    /// Several headers.
    pub fn headers(&mut self, headers: &dyn AnswerHeaders) -> &mut Self {
        headers.write(self);
        self
    }

    /// A header; nothing is written for a value that is absent.
    pub fn header(&mut self, param: &Param, value: &dyn View) -> &mut Self {
        if matches!(value.look(), Look::Absent | Look::Null) {
            return self;
        }
        // Cookies hold commas, so each has a line of its own.
        if let Look::List(list) = value.look()
            && param.name.eq_ignore_ascii_case(header::SET_COOKIE.as_str())
        {
            for cookie in (0..list.len()).filter_map(|index| list.item(index)) {
                self.header(param, cookie);
            }
            return self;
        }
        let text = match header_value(param, value) {
            Ok(text) => text,
            Err(error) => {
                self.fail(error);
                return self;
            }
        };
        match (HeaderName::try_from(param.name), HeaderValue::try_from(text)) {
            (Ok(name), Ok(value)) => {
                self.is_framed = true;
                self.response.headers_mut().append(name, value);
            }
            (Err(error), _) => self.fail(error),
            (_, Err(error)) => self.fail(error),
        }
        self
    }

    /// A value as JSON.
    pub fn json(&mut self, value: &dyn View) {
        self.value(value, &[Writes::json("application/json")]);
    }

    /// A value, in one of several media types.
    pub fn value(&mut self, value: &dyn View, media: &[Writes]) {
        let best = self.accept.best(media.iter().map(|writes| writes.media));
        let Some(writes) = media.iter().find(|writes| Some(writes.media) == best).or(media.first()) else { return };
        let media = if writes.media.contains('*') { "application/json" } else { writes.media };
        self.content(Cow::Borrowed(media), body::Body::from((writes.write)(value)));
    }

    /// Text as it is, in the charset of its media type. Its own media type must be one that is described.
    pub fn text(&mut self, text: impl Into<Text>, media: &[&'static str]) {
        let Text { text, media_type } = text.into();
        let known = media;
        let mut media = match media_type {
            Some(stated) if media.iter().any(|range| fit(range, &stated) > 0) => stated,
            Some(stated) => {
                return self.fail(Failure::new(format!("{stated} is not a media type of this response")));
            }
            None => {
                let best = self.accept.best(media.iter().copied()).or(media.first().copied());
                best.filter(|media| !essence(media).contains('*')).unwrap_or("text/plain").to_owned()
            }
        };
        // Where the charset tells types apart, one that is not stated says which it is.
        let tells = |other: &&str| essence(other) == essence(&media) && parameter(other, "charset").is_some();
        if parameter(&media, "charset").is_none() && !known.iter().any(tells) {
            media.push_str("; charset=utf-8");
        }
        match charset_bytes(&media, text) {
            Some(bytes) => self.content(Cow::Owned(media), body::Body::from(bytes)),
            None => self.fail(Failure::new(format!("the text cannot be written as {media}"))),
        }
    }

    /// Bytes as they are. Their own media type must be one that is described.
    pub fn stream(&mut self, bytes: Body, media: &[&'static str]) {
        let chosen = match bytes.stated_media_type() {
            Some(stated) if media.iter().any(|range| fit(range, stated) > 0) => stated.to_owned(),
            Some(stated) => {
                return self.fail(Failure::new(format!("{stated} is not a media type of this response")));
            }
            None => {
                let plain: Vec<_> = media.iter().copied().filter(|media| !media.contains('*')).collect();
                let any = media.iter().any(|range| fit(range, OCTETS) > 0).then_some(OCTETS);
                match self.accept.best(plain.iter().copied()).or(plain.first().copied()).or(any) {
                    Some(media) => media.to_owned(),
                    None => {
                        let media = media.join(" or ");
                        return self.fail(Failure::new(format!("the body does not state which of {media} it is")));
                    }
                }
            }
        };
        if let Some(length) = bytes.stated_length() {
            self.is_framed = true;
            self.response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        self.content(Cow::Owned(chosen), bytes.into_inner());
    }

    /// The finished answer. One to HEAD has the headers of the answer that it stands for, its length among them.
    pub fn finish(mut self, to_head: bool) -> Result<Response<body::Body>, Failure> {
        if self.is_framed {
            self.frame(to_head);
        }
        match self.failure {
            Some(failure) => Err(failure),
            None => Ok(self.response),
        }
    }

    /// How the connection carries the answer is no handler's to say, whatever headers are described: a length that is
    /// wrong would take the next answer for a part of this one. Of a stream whose end nobody knows it is.
    fn frame(&mut self, to_head: bool) {
        let known = if to_head { None } else { self.response.body().size_hint().exact() };
        let has_content = has_content(self.response.status());
        let headers = self.response.headers_mut();
        headers.remove(header::TRANSFER_ENCODING);
        let Some(said) = headers.get(header::CONTENT_LENGTH) else { return };
        let is_number = !said.is_empty() && said.as_bytes().iter().all(u8::is_ascii_digit);
        match known {
            Some(length) if has_content => drop(headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length))),
            None if has_content && is_number => {}
            _ => drop(headers.remove(header::CONTENT_LENGTH)),
        }
    }

    /// Sets the body, unless the status is one that has none: `2XX` and `default` describe such ones, too.
    fn content(&mut self, media: Cow<'static, str>, body: body::Body) {
        if !has_content(self.response.status()) {
            return;
        }
        let media = match media {
            Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
            Cow::Owned(text) => text.into(),
        };
        match HeaderValue::from_maybe_shared(media) {
            Ok(media) => {
                self.response.headers_mut().insert(header::CONTENT_TYPE, media);
            }
            Err(error) => self.fail(error),
        }
        *self.response.body_mut() = body;
    }

    fn fail(&mut self, failure: impl Into<Failure>) {
        self.failure.get_or_insert(failure.into());
    }
}

/// Whether an answer with this status may have a body (RFC 9110, 6.4.1 and 15.3.6).
pub(crate) fn has_content(status: StatusCode) -> bool {
    const NONE: [StatusCode; 3] = [StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT, StatusCode::NOT_MODIFIED];
    !status.is_informational() && !NONE.contains(&status)
}
