// SPDX-License-Identifier: MIT-0
//! Bodies that are bytes as they are, a stream in both directions, and text.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{self, BodyDataStream, Bytes};
use futures_core::Stream;

use super::failure::Failure;
use super::limits::Limits;
use super::problem::Problem;
use super::request::Incoming;
use crate::codec;

/// Bytes that come piece by piece, with their media type.
pub struct Body {
    stream: BodyDataStream,
    media_type: Option<String>,
    length: Option<u64>,
    /// How many bytes may still come.
    left: Option<u64>,
}

impl Body {
    /// No bytes.
    pub fn empty() -> Self {
        Body::wrap(body::Body::empty())
    }

    /// Bytes as they come from a stream.
    pub fn from_stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>> + 'static,
    {
        Body::wrap(body::Body::from_stream(stream))
    }

    /// States the media type. It must be one that the answer's description allows.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// States how many bytes will come.
    pub fn length(mut self, length: u64) -> Self {
        self.length = Some(length);
        self
    }

    /// The media type, where one was stated.
    pub fn stated_media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// How many bytes will come, where that was stated.
    pub fn stated_length(&self) -> Option<u64> {
        self.length
    }

    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, Failure>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// All bytes, if there are not more than `limit`. More are a [`Problem`] with status 413.
    pub async fn bytes(mut self, limit: usize) -> Result<Vec<u8>, Failure> {
        let mut all = Vec::new();
        while let Some(chunk) = self.next().await {
            let chunk = chunk?;
            if all.len() + chunk.len() > limit {
                return Err(Problem::too_large().into());
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all)
    }

    /// Reads what is left and keeps nothing of it.
    pub async fn drain(&mut self) -> Result<(), Failure> {
        while let Some(chunk) = self.next().await {
            chunk?;
        }
        Ok(())
    }

    /// The body of a request, which may bring so many bytes.
    pub fn received(body: body::Body, media_type: Option<String>, length: Option<u64>, limit: Option<u64>) -> Self {
        Body { stream: body.into_data_stream(), media_type, length, left: limit }
    }

    /// For a response.
    pub fn into_inner(self) -> body::Body {
        body::Body::from_stream(self.stream)
    }

    fn wrap(body: body::Body) -> Self {
        Body { stream: body.into_data_stream(), media_type: None, length: None, left: None }
    }
}

impl Incoming for Body {
    fn receive(&mut self, body: Body, _: &Limits, _: &'static codec::Limits) {
        *self = body;
    }
}

impl Stream for Body {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let chunk = match Pin::new(&mut this.stream).poll_next(cx) {
            Poll::Ready(Some(Ok(chunk))) => chunk,
            Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Pending => return Poll::Pending,
        };
        if let Some(left) = &mut this.left {
            match left.checked_sub(chunk.len() as u64) {
                Some(rest) => *left = rest,
                None => return Poll::Ready(Some(Err(Problem::too_large().into()))),
            }
        }
        Poll::Ready(Some(Ok(chunk)))
    }
}

impl Default for Body {
    fn default() -> Self {
        Body::empty()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("media_type", &self.media_type)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        let length = bytes.len() as u64;
        Body::wrap(body::Body::from(bytes)).length(length)
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Body::from(Bytes::from(bytes))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Body::from(Bytes::from(text))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Body::from(Bytes::from_static(text.as_bytes()))
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Body::from(Bytes::from_static(bytes))
    }
}

/// Text whose media type is the handler's to say, where the description leaves it open (`text/*`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub(crate) text: String,
    pub(crate) media_type: Option<String>,
}

impl Text {
    /// States the media type. It must be one that the answer's description allows.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text { text, media_type: None }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}
