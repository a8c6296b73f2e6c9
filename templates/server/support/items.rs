// SPDX-License-Identifier: MIT-0
//! Bodies that are values one after the other. One of them is in memory at a time; whoever reads slowly makes the
//! sender wait.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use futures_core::Stream;

use super::body::Body;
use super::failure::Failure;
use super::limits::Limits;
use super::problem::{Place as Where, Problem};
use super::request::Incoming;
use crate::codec::{
    self, BadItem, Decode, Frames, Framing, Misframed, Mode, Place, View, Violation, event_data, frame,
};

/// Values that come, or are sent, one after the other.
///
/// [`ItemStream::next`] reads them without further crates; it is a [`Stream`] too. What is wrong with an item is
/// a [`Problem`] that the handler hands on with `?`, whose pointers begin with the item's number; the items behind it can
/// still be read. After any other failure there is nothing more.
///
/// To answer with values, make one of a `Vec` or of a stream: [`ItemStream::new`], [`ItemStream::try_new`]. A stream that
/// fails breaks the answer off, so that the caller does not take it for a whole one.
pub struct ItemStream<T> {
    items: Items<T>,
    /// How the items of a request are told apart.
    framing: Framing,
    /// What is sent while there is no item.
    meanwhile: Option<Meanwhile>,
    /// What is sent behind the last item.
    last: Option<Bytes>,
}

type Meanwhile = Pin<Box<dyn Stream<Item = Bytes> + Send>>;

type Items<T> = Pin<Box<dyn Stream<Item = Result<T, Failure>> + Send>>;

impl<T> ItemStream<T> {
    /// Values out of a stream. One is taken when there is room for it on the way to the caller.
    pub fn new(items: impl Stream<Item = T> + Send + 'static) -> Self {
        ItemStream::of(Whole(Box::pin(items)))
    }

    /// Values out of a stream that can fail.
    pub fn try_new<E>(items: impl Stream<Item = Result<T, E>> + Send + 'static) -> Self
    where
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        ItemStream::of(Failing(Box::pin(items)))
    }

    /// The next value; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Failure>> {
        poll_fn(|cx| self.items.as_mut().poll_next(cx)).await
    }

    /// Reads what is left and keeps nothing of it. The first thing that is wrong with it is the error.
    pub async fn drain(&mut self) -> Result<(), Failure> {
        while let Some(item) = self.next().await {
            item?;
        }
        Ok(())
    }

    fn of(items: impl Stream<Item = Result<T, Failure>> + Send + 'static) -> Self {
        ItemStream { items: Box::pin(items), framing: Framing::Lines, meanwhile: None, last: None }
    }

    /// Sends these bytes, each time that they come, unless there is an item.
    pub fn meanwhile(mut self, bytes: impl Stream<Item = Bytes> + Send + 'static) -> Self {
        self.meanwhile = Some(Box::pin(bytes));
        self
    }

    /// Sends these bytes behind the last item.
    pub fn then(mut self, bytes: Bytes) -> Self {
        self.last = Some(bytes);
        self
    }
}

impl<T: Send + 'static> ItemStream<T> {
    /// The place of a request's body, before there is one.
    pub fn blank(framing: Framing) -> Self {
        ItemStream { framing, ..Vec::new().into() }
    }
}

impl<T: View + Send + 'static> ItemStream<T> {
    /// The bytes of an answer.
    pub fn encode(self, framing: Framing) -> Body {
        let ItemStream { items, meanwhile, last, .. } = self;
        Body::from_stream(Written { items, framing, meanwhile, last, ended: false })
    }
}

impl<T: Decode + Send + 'static> Incoming for ItemStream<T> {
    fn receive(&mut self, body: Body, limits: &Limits, checks: &'static codec::Limits) {
        let frames = Frames::new(self.framing, limits.body);
        let source = Source { body, chunk: Bytes::new(), frames, checks, count: 0, ended: false };
        self.items = Box::pin(Received { source, values: PhantomData });
    }
}

impl<T> Stream for ItemStream<T> {
    type Item = Result<T, Failure>;

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
        ItemStream::of(Ready(items.into_iter()))
    }
}

/// The items of a request.
struct Source {
    body: Body,
    chunk: Bytes,
    frames: Frames,
    /// Those of the list that the items are.
    checks: &'static codec::Limits,
    /// How many items have come.
    count: u64,
    ended: bool,
}

impl Source {
    /// Whether there is another item; it can be decoded then.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<(), Failure>>> {
        loop {
            if !self.chunk.is_empty() {
                let (taken, complete) = self.frames.take(&self.chunk);
                let _ = self.chunk.split_to(taken);
                if complete {
                    return Poll::Ready(Some(self.counted()));
                }
                continue;
            }
            if self.ended {
                return Poll::Ready(None);
            }
            match ready!(Pin::new(&mut self.body).poll_next(cx)) {
                Some(Ok(chunk)) => self.chunk = chunk,
                Some(Err(failure)) => {
                    self.ended = true;
                    // A caller that hangs up is no fault of the server.
                    let broken = || Problem::malformed("the body ends too early").into();
                    return Poll::Ready(Some(Err(if failure.is_internal() { broken() } else { failure })));
                }
                None => {
                    self.ended = true;
                    if self.frames.end() {
                        return Poll::Ready(Some(self.counted()));
                    }
                    let (least, _) = self.checks.size();
                    if self.count < least {
                        return Poll::Ready(Some(Err(few_or_many("least", least))));
                    }
                }
            }
        }
    }

    /// Another item is there, which may be one too many.
    fn counted(&mut self) -> Result<(), Failure> {
        self.count += 1;
        let (_, most) = self.checks.size();
        if self.count <= most {
            return Ok(());
        }
        self.ended = true;
        self.chunk = Bytes::new();
        Err(few_or_many("most", most))
    }

    fn decode(&self, place: &mut dyn Place) -> Result<(), Problem> {
        let index = self.frames.index();
        let decoded = self.frames.decode(place, Mode::Strict);
        let checked =
            decoded.and_then(|()| codec::check(self.checks.each(), event_data(place)).map_err(BadItem::Undecodable));
        checked.map_err(|problem| match problem {
            BadItem::Misframed(Misframed::TooLarge(_)) => Problem::too_large(),
            BadItem::Misframed(problem) => Problem::malformed(format!("item {index} cannot be read: {problem}")),
            BadItem::Undecodable(mut error) => {
                for violation in &mut error.violations {
                    violation.pointer.insert_str(0, &format!("/{index}"));
                }
                Problem::undecodable(error)
            }
        })
    }
}

/// There are not as many items as the body has to have.
fn few_or_many(bound: &str, items: u64) -> Failure {
    let counted = if items == 1 { "item" } else { "items" };
    let message = format!("must have at {bound} {items} {counted}");
    Problem::invalid(vec![(Where::Body, Violation { pointer: String::new(), message })]).into()
}

struct Received<T> {
    source: Source,
    values: PhantomData<fn() -> T>,
}

impl<T: Decode> Stream for Received<T> {
    type Item = Result<T, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let found = ready!(self.source.poll(cx));
        Poll::Ready(found.map(|found| {
            found?;
            let mut value = T::blank();
            self.source.decode(&mut value)?;
            Ok(value)
        }))
    }
}

/// Values as bytes.
struct Written<T> {
    items: Items<T>,
    framing: Framing,
    meanwhile: Option<Meanwhile>,
    last: Option<Bytes>,
    /// Whether there are no more items: a stream is not asked again then.
    ended: bool,
}

impl<T: View> Stream for Written<T> {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let framing = self.framing;
        if self.ended {
            return Poll::Ready(None);
        }
        let Poll::Ready(item) = self.items.as_mut().poll_next(cx) else {
            let Some(meanwhile) = &mut self.meanwhile else { return Poll::Pending };
            return meanwhile.as_mut().poll_next(cx).map(|bytes| bytes.map(Ok));
        };
        let written = |value| frame(framing, &value).map(Bytes::from).map_err(Failure::new);
        Poll::Ready(match item {
            Some(item) => Some(item.and_then(written)),
            None => {
                self.ended = true;
                self.last.take().map(Ok)
            }
        })
    }
}

/// Values that cannot fail to come.
struct Whole<S>(Pin<Box<S>>);

impl<S: Stream> Stream for Whole<S> {
    type Item = Result<S::Item, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx).map(|item| item.map(Ok))
    }
}

/// Values that may fail to come.
struct Failing<S>(Pin<Box<S>>);

impl<S, T, E> Stream for Failing<S>
where
    S: Stream<Item = Result<T, E>>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Item = Result<T, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx).map(|item| item.map(|item| item.map_err(Failure::new)))
    }
}

/// Values that are there.
struct Ready<T>(std::vec::IntoIter<T>);

impl<T> Unpin for Ready<T> {}

impl<T> Stream for Ready<T> {
    type Item = Result<T, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}
