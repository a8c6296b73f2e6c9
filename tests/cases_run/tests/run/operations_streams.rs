//! `operations/streams`: values one after the other, in both directions: what is on the wire, byte by byte, that an item
//! is there before the next one exists, and what becomes of items that are broken.

mod broken;
mod events;
mod handler;
mod items;

use operations_streams_client::{Client, types as sent};
use operations_streams_server::router;
use tokio::sync::mpsc;
use wire_tests::{Served, serve};

use handler::Handler;

/// A server, its client, and a way to make it answer.
struct Wire {
    served: Served,
    client: Client,
    handler: std::sync::Arc<Handler>,
}

async fn start() -> Wire {
    let handler = std::sync::Arc::new(Handler::default());
    let served = serve(router(std::sync::Arc::clone(&handler)), "").await;
    let client = client(&served.origin);
    Wire { served, client, handler }
}

fn client(origin: &str) -> Client {
    Client::builder(origin).max_body_size(64).build().expect("a client")
}

fn row(id: i64) -> sent::Row {
    sent::Row::new(id)
}

/// What somebody sends into a channel, as a stream.
struct Sent<T>(mpsc::UnboundedReceiver<T>);

impl<T> futures_core::Stream for Sent<T> {
    type Item = T;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<Option<T>> {
        self.0.poll_recv(cx)
    }
}

fn channel<T>() -> (mpsc::UnboundedSender<T>, Sent<T>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (sender, Sent(receiver))
}
