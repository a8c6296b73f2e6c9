// SPDX-License-Identifier: MIT-0
//! Bodies that are no values: bytes in memory or a stream, in both directions. Nothing here gathers a stream unless
//! it is asked for the whole.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::{fmt, io};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Frame, SizeHint};

type BoxStream = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// The bytes of a request or of an answer.
///
/// A body to send is made from text or bytes (`Body::from`) or from a stream of them ([`Body::stream`]). A body that
/// was received is a [`Stream`] of chunks; [`Body::chunk`] and [`Body::bytes`] read it without further crates.
pub struct Body {
    content: Content,
    content_type: Option<String>,
}

enum Content {
    Bytes(Bytes),
    // The mutex is never locked: it lets a stream that is only `Send` live in a future that has to be `Sync`.
    Stream { stream: Mutex<BoxStream>, length: Option<u64> },
}

impl Body {
    /// A body that is sent chunk by chunk while the stream yields. An error of the stream ends the request.
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Body::from_stream(Box::pin(Converted(Box::pin(stream))), None)
    }

    pub(crate) fn from_stream(stream: BoxStream, length: Option<u64>) -> Self {
        Body { content: Content::Stream { stream: Mutex::new(stream), length }, content_type: None }
    }

    pub(crate) fn received(body: reqwest::Body, length: Option<u64>) -> Self {
        Body::from_stream(Box::pin(Received(body)), length)
    }

    /// States how many bytes the stream will yield, so that the server is told beforehand.
    pub fn with_length(mut self, bytes: u64) -> Self {
        if let Content::Stream { length, .. } = &mut self.content {
            *length = Some(bytes);
        }
        self
    }

    /// States the media type, where it is not the one that the operation would send.
    pub fn with_content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// The media type: of a received body the `Content-Type` header.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The number of bytes that are left, where it is known.
    pub fn length(&self) -> Option<u64> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::Stream { length, .. } => *length,
        }
    }

    /// The next bytes; `None` at the end.
    pub async fn chunk(&mut self) -> io::Result<Option<Bytes>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// All bytes. Use [`Body::bytes_up_to`] where the sender is not trusted to stop.
    pub async fn bytes(self) -> io::Result<Bytes> {
        self.bytes_up_to(usize::MAX).await
    }

    /// All bytes; an error if there are more than `limit`.
    pub async fn bytes_up_to(mut self, limit: usize) -> io::Result<Bytes> {
        let (bytes, rest) = self.start(limit).await?;
        if rest {
            return Err(io::Error::other(format!("the body is longer than {limit} bytes")));
        }
        Ok(bytes)
    }

    /// At most the first `limit` bytes, and whether there are more.
    async fn start(&mut self, limit: usize) -> io::Result<(Bytes, bool)> {
        if let Content::Bytes(bytes) = &mut self.content {
            let start = bytes.split_to(bytes.len().min(limit));
            return Ok((start, !bytes.is_empty()));
        }
        // The announced length is the sender's word only.
        let expected = self.length().unwrap_or(0).min(1 << 20).min(limit as u64);
        let mut start = BytesMut::with_capacity(expected as usize);
        while let Some(chunk) = self.chunk().await? {
            let room = limit - start.len();
            if chunk.len() > room {
                start.extend_from_slice(&chunk[..room]);
                return Ok((start.freeze(), true));
            }
            start.extend_from_slice(&chunk);
        }
        Ok((start.freeze(), false))
    }

    /// The same body, unless its bytes are still to come.
    pub(crate) fn copy(&self) -> Option<Body> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes.clone().into()),
            Content::Stream { .. } => None,
        }
    }

    /// The bytes, unless they are still to come.
    pub(crate) fn in_memory(self) -> Option<Bytes> {
        match self.content {
            Content::Bytes(bytes) => Some(bytes),
            Content::Stream { .. } => None,
        }
    }

    pub(crate) fn into_reqwest(self) -> reqwest::Body {
        match self.content {
            Content::Bytes(bytes) => bytes.into(),
            Content::Stream { .. } => reqwest::Body::wrap(Outgoing(self)),
        }
    }
}

impl Stream for Body {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.get_mut().content {
            Content::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Bytes(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Content::Stream { stream, length } => {
                let stream = stream.get_mut().unwrap_or_else(PoisonError::into_inner);
                let item = ready!(stream.as_mut().poll_next(cx));
                if let (Some(left), Some(Ok(chunk))) = (length, &item) {
                    *left = left.saturating_sub(chunk.len() as u64);
                }
                Poll::Ready(item)
            }
        }
    }
}

impl Default for Body {
    fn default() -> Self {
        Body::from(Bytes::new())
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("content_type", &self.content_type)
            .field("length", &self.length())
            .finish_non_exhaustive()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Body { content: Content::Bytes(bytes), content_type: None }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<&[u8]> for Body {
    fn from(bytes: &[u8]) -> Self {
        Bytes::copy_from_slice(bytes).into()
    }
}

impl<const N: usize> From<&[u8; N]> for Body {
    fn from(bytes: &[u8; N]) -> Self {
        Bytes::copy_from_slice(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// Any stream of bytes, with the item type of [`Body`].
struct Converted<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Converted<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.0.as_mut().poll_next(cx));
        Poll::Ready(item.map(|chunk| chunk.map(Into::into).map_err(io::Error::other)))
    }
}

/// What arrives, without trailers.
struct Received(reqwest::Body);

impl Stream for Received {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        use http_body::Body as _;

        loop {
            return Poll::Ready(match ready!(Pin::new(&mut self.0).poll_frame(cx)) {
                None => None,
                Some(Err(error)) => Some(Err(broken(error))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(chunk) => Some(Ok(chunk)),
                    Err(_trailers) => continue,
                },
            });
        }
    }
}

fn broken(error: reqwest::Error) -> io::Error {
    let kind = if error.is_timeout() { io::ErrorKind::TimedOut } else { io::ErrorKind::Other };
    io::Error::new(kind, error.without_url())
}

/// What is sent.
struct Outgoing(Body);

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.0).poll_next(cx).map_ok(Frame::data)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.length().map(SizeHint::with_exact).unwrap_or_default()
    }
}
