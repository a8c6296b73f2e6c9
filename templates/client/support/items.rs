// SPDX-License-Identifier: MIT-0
//! Bodies that are values one after the other. One of them is in memory at a time; whoever reads slowly makes the
//! sender wait.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;

use super::answer::Answer;
use super::body::Body;
use super::error::{DecodeFailure, Error, Failure, TransportError};
use super::request::Request;
use crate::codec::{BadItem, Decode, Frames, Framing, Mode, Place, View, frame};

/// Values that come, or are sent, one after the other.
///
/// [`ItemStream::next`] reads them without further crates; it is a [`Stream`] too. An item that cannot be read is an
/// error that tells its number ([`DecodeFailure::item`]), and the items behind it can still be read. After any other
/// error there is nothing more. Of events whose data is JSON, one with the data `[DONE]` is the end.
///
/// To send values, make one of a `Vec` or of a stream: [`ItemStream::new`], [`ItemStream::try_new`].
pub struct ItemStream<T> {
    items: Pin<Box<dyn Stream<Item = Result<T, Error>> + Send>>,
}

impl<T> ItemStream<T> {
    /// Values out of a stream. One is taken when there is room for it on the way to the server.
    pub fn new(items: impl Stream<Item = T> + Send + 'static) -> Self {
        ItemStream { items: Box::pin(Whole(Box::pin(items))) }
    }

    /// Values out of a stream that can fail: an error ends the request.
    pub fn try_new<E>(items: impl Stream<Item = Result<T, E>> + Send + 'static) -> Self
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        ItemStream { items: Box::pin(Failing(Box::pin(items))) }
    }

    /// The next value; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|cx| self.items.as_mut().poll_next(cx)).await
    }
}

impl<T> Stream for ItemStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.as_mut().poll_next(cx)
    }
}

impl<T> fmt::Debug for ItemStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ItemStream")
    }
}

impl<T: Send + 'static> From<Vec<T>> for ItemStream<T> {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Send + 'static> FromIterator<T> for ItemStream<T> {
    /// All values are taken at once; a stream takes them one by one.
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items: Vec<T> = items.into_iter().collect();
        ItemStream { items: Box::pin(Ready(items.into_iter())) }
    }
}

impl Answer {
    /// The body as values one after the other.
    pub fn items<T: Decode + Send + 'static>(self, framing: Framing) -> ItemStream<T> {
        let (status, frames) = (self.status(), Frames::new(framing, self.limit()));
        let incoming = Incoming { body: self.stream(), chunk: Bytes::new(), frames, status, ended: false };
        ItemStream { items: Box::pin(Received { incoming, values: PhantomData }) }
    }
}

impl Request {
    /// Sets a body of values one after the other.
    pub fn items<T: View + Send + 'static>(
        &mut self,
        content_type: &str,
        items: impl Into<ItemStream<T>>,
        framing: Framing,
    ) {
        self.body(content_type, Body::stream(Written { items: items.into(), framing }));
    }
}

/// Items that arrive.
struct Incoming {
    body: Body,
    chunk: Bytes,
    frames: Frames,
    status: StatusCode,
    ended: bool,
}

impl Incoming {
    /// Whether there is another item; it can be decoded then.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<(), Failure>>> {
        loop {
            if !self.chunk.is_empty() {
                let (taken, complete) = self.frames.take(&self.chunk);
                let _ = self.chunk.split_to(taken);
                if complete && self.frames.says_done() {
                    self.ended = true;
                    self.chunk = Bytes::new();
                    return Poll::Ready(None);
                }
                if complete {
                    return Poll::Ready(Some(Ok(())));
                }
                continue;
            }
            if self.ended {
                return Poll::Ready(None);
            }
            match ready!(Pin::new(&mut self.body).poll_next(cx)) {
                Some(Ok(chunk)) => self.chunk = chunk,
                Some(Err(error)) => {
                    self.ended = true;
                    return Poll::Ready(Some(Err(TransportError::from(error).into())));
                }
                None => {
                    self.ended = true;
                    if self.frames.end() {
                        return Poll::Ready(Some(Ok(())));
                    }
                }
            }
        }
    }

    fn decode(&self, place: &mut dyn Place) -> Result<(), Failure> {
        self.frames.decode(place, Mode::Lenient).map_err(|problem| match problem {
            BadItem::Misframed(problem) => DecodeFailure::of_item(self.status, self.frames.index(), problem),
            BadItem::Undecodable(problem) => DecodeFailure::of_item(self.status, self.frames.index(), problem),
        })
    }
}

struct Received<T> {
    incoming: Incoming,
    values: PhantomData<fn() -> T>,
}

impl<T: Decode> Stream for Received<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let found = ready!(self.incoming.poll(cx));
        Poll::Ready(found.map(|found| {
            found?;
            let mut value = T::blank();
            self.incoming.decode(&mut value)?;
            Ok(value)
        }))
    }
}

/// Values that are sent.
struct Written<T> {
    items: ItemStream<T>,
    framing: Framing,
}

impl<T: View> Stream for Written<T> {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let framing = self.framing;
        let item = ready!(Pin::new(&mut self.items).poll_next(cx));
        let written = |value| {
            frame(framing, &value)
                .map(Bytes::from)
                .map_err(|problem| Error::Transport(io::Error::other(problem).into()))
        };
        Poll::Ready(item.map(|item| item.and_then(written)))
    }
}

/// Values that cannot fail to come.
struct Whole<S>(Pin<Box<S>>);

impl<S: Stream> Stream for Whole<S> {
    type Item = Result<S::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx).map(|item| item.map(Ok))
    }
}

/// Values that may fail to come.
struct Failing<S>(Pin<Box<S>>);

impl<S, T, E> Stream for Failing<S>
where
    S: Stream<Item = Result<T, E>>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.0.as_mut().poll_next(cx));
        Poll::Ready(item.map(|item| item.map_err(|error| Error::Transport(io::Error::other(error).into()))))
    }
}

/// Values that are there.
struct Ready<T>(std::vec::IntoIter<T>);

impl<T> Unpin for Ready<T> {}

impl<T> Stream for Ready<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}
