// SPDX-License-Identifier: MIT-0
//! Multipart forms, above all `multipart/form-data` (RFC 7578): values and files in the order in which they were added, never gathered.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderName, HeaderValue};

use super::body::Body;
use super::error::InvalidRequest;
use crate::codec::{Look, Param, PartForm, View, each, fit, header_value, write_parts};

/// A file of a form: its bytes, its name and its media type.
#[derive(Debug)]
pub struct FilePart {
    body: Body,
    name: String,
}

impl FilePart {
    /// A file of this name. Its media type is `application/octet-stream`, unless the body has one.
    pub fn new(name: impl Into<String>, body: impl Into<Body>) -> Self {
        FilePart { body: body.into(), name: name.into() }
    }

    /// Sets the media type.
    pub fn with_content_type(mut self, media_type: impl Into<String>) -> Self {
        self.body = self.body.with_content_type(media_type);
        self
    }
}

/// The headers of a part, as they are sent.
#[derive(Debug, Default)]
pub struct PartHeaders {
    lines: String,
    problem: Option<InvalidRequest>,
}

impl PartHeaders {
    /// With this header, unless its value is absent.
    pub fn and(mut self, param: &Param, value: &dyn View) -> Self {
        if matches!(value.look(), Look::Absent | Look::Null) {
            return self;
        }
        match header_value(param, value) {
            Ok(text)
                if HeaderName::try_from(param.name).is_ok() && HeaderValue::from_bytes(text.as_bytes()).is_ok() =>
            {
                self.lines.push_str(&format!("\r\n{}: {text}", param.name));
            }
            Ok(_) => {
                let why = format!("the value of the header `{}` of a part", param.name);
                self.problem = Some(InvalidRequest::new(why));
            }
            Err(problem) => self.problem = Some(InvalidRequest::new(problem.to_string())),
        }
        self
    }
}

/// A form that is being filled.
#[derive(Debug, Default)]
pub struct Form {
    parts: Vec<(String, Body)>,
    /// The headers of the parts that are being added.
    headers: String,
    problem: Option<InvalidRequest>,
}

impl Form {
    /// A form with the members of an object.
    pub fn of(object: &dyn View, written: &[PartForm]) -> Self {
        let mut form = Form::default();
        each(&object.look(), &mut |name, value| form.value_as(written, name, value));
        form
    }

    /// Adds a value: text as it is, an object as JSON, a list item by item under the same name.
    pub fn value(&mut self, name: &str, value: &dyn View) {
        self.value_as(&[], name, value);
    }

    /// Adds a value that may be written in another way.
    pub fn value_as(&mut self, written: &[PartForm], name: &str, value: &dyn View) {
        write_parts(written, name, value, &mut |name, media_type, text| self.push(name, None, media_type, text.into()));
    }

    /// Adds parts that have these headers.
    pub fn headed(&mut self, headers: PartHeaders, add: impl FnOnce(&mut Self)) {
        self.headers = headers.lines;
        self.problem = self.problem.take().or(headers.problem);
        add(self);
        self.headers.clear();
    }

    /// Adds a file.
    pub fn file(&mut self, name: &str, file: FilePart) {
        self.file_of(name, file, &[]);
    }

    /// Adds a file that has one of these media types: the first that is no range, unless the file states its own.
    pub fn file_of(&mut self, name: &str, file: FilePart, media: &[&str]) {
        let content_type = match file.body.content_type() {
            Some(stated) if media.is_empty() || media.iter().any(|range| fit(range, stated) > 0) => stated,
            None if media.is_empty() => "application/octet-stream",
            stated => match media.iter().find(|range| !range.contains('*')) {
                Some(first) if stated.is_none() => first,
                _ => {
                    let media = media.join(" or ");
                    let why = format!("the part `{name}` needs a content type that is {media}");
                    self.problem.get_or_insert(InvalidRequest::new(why));
                    return;
                }
            },
        };
        let content_type = content_type.to_owned();
        self.push(name, Some(&file.name), Some(&content_type), file.body);
    }

    fn push(&mut self, name: &str, file: Option<&str>, content_type: Option<&str>, body: Body) {
        let mut head = format!("Content-Disposition: form-data; name=\"{}\"", quoted(name));
        if let Some(file) = file {
            head.push_str(&format!("; filename=\"{}\"", quoted(file)));
        }
        if let Some(content_type) = content_type {
            if HeaderValue::from_str(content_type).is_err() {
                self.problem = Some(InvalidRequest::new(format!("the content type of the part `{name}`")));
            }
            head.push_str("\r\nContent-Type: ");
            head.push_str(content_type);
        }
        head.push_str(&self.headers);
        self.parts.push((head, body));
    }

    /// The whole form as a body of this media type, with its boundary.
    pub fn into_body(self, media_type: &str) -> Result<Body, InvalidRequest> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let boundary = boundary();
        let mut pieces = VecDeque::with_capacity(self.parts.len() * 3 + 1);
        for (head, body) in self.parts {
            pieces.push_back(format!("--{boundary}\r\n{head}\r\n\r\n").into());
            pieces.push_back(body);
            pieces.push_back("\r\n".into());
        }
        pieces.push_back(format!("--{boundary}--\r\n").into());
        let length = pieces.iter().map(Body::length).sum();
        let body = Body::from_stream(Box::pin(Pieces(pieces)), length);
        Ok(body.with_content_type(format!("{media_type}; boundary={boundary}")))
    }
}

/// A name inside the quotes of `Content-Disposition`, the way browsers write it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text that no part holds: 128 random bits.
fn boundary() -> String {
    let random = || RandomState::new().hash_one(0);
    format!("{:016x}{:016x}", random(), random())
}

struct Pieces(VecDeque<Body>);

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(piece) = self.0.front_mut() {
            match Pin::new(piece).poll_next(cx) {
                Poll::Ready(None) => self.0.pop_front(),
                other => return other,
            };
        }
        Poll::Ready(None)
    }
}
