// SPDX-License-Identifier: MIT-0
//! What a stream of events has beside its events: comments, so that nobody on the way takes a quiet connection for a
//! dead one, and an end that is said.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Bytes;
use futures_core::Stream;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::items::ItemStream;
use crate::codec::{DONE_EVENT, ServerEvent};

impl<T> ItemStream<ServerEvent<T>> {
    /// Sends a comment each time that so much time has passed, if there is no event to be sent then. Callers do not
    /// see comments. To be called inside of a tokio runtime, as handlers are.
    pub fn keep_alive(self, every: Duration) -> Self {
        // A period of nothing would have no end.
        let every = every.max(Duration::from_millis(1));
        let mut ticks = interval_at(Instant::now() + every, every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.meanwhile(Comments(ticks))
    }

    /// Ends the answer with an event whose data is `[DONE]`, as callers expect it of some services.
    pub fn then_done(self) -> Self {
        self.then(Bytes::from_static(DONE_EVENT.as_bytes()))
    }
}

struct Comments(Interval);

impl Stream for Comments {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        ready!(self.0.poll_tick(cx));
        Poll::Ready(Some(Bytes::from_static(b":\n\n")))
    }
}
