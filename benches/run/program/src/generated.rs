//! The same server and client with what was generated from shop.yaml, and the streams, which only these have.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream;
use shop_server::items_api::*;
use shop_server::streams_api::*;
use shop_server::{Api, Body, Context, Failure, ItemStream, ServerEvent, types};

use super::Outcome;

/// The service.
pub struct Shop;

fn item(id: i64) -> types::Item {
    let tags = vec!["one".to_owned(), "two".to_owned(), "three".to_owned()];
    types::Item::new(id, "a name of some length", 12.5, tags)
}

/// So many chunks of 64 KiB.
pub fn chunks(count: usize) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static {
    static CHUNK: [u8; 1 << 16] = [7; 1 << 16];
    stream::iter((0..count).map(|_| Ok(Bytes::from_static(&CHUNK))))
}

impl Api for Shop {
    type Error = Failure;
}

impl ItemsApi for Shop {
    async fn list_items(&self, _: ListItemsRequest, _: Context<()>) -> Result<ListItemsResponse, Failure> {
        Ok(ListItemsResponse::Ok((0..100).map(item).collect()))
    }

    async fn add_item(&self, request: AddItemRequest, _: Context<()>) -> Result<AddItemResponse, Failure> {
        let new = request.new_item;
        let mut made = types::Item::new(1, new.name, new.price, new.tags.unwrap_or_default());
        made.note = new.note;
        Ok(AddItemResponse::Created(made))
    }

    async fn get_item(&self, request: GetItemRequest, _: Context<()>) -> Result<GetItemResponse, Failure> {
        let mut found = item(request.id);
        found.page = request.page;
        found.kind = request.kind;
        Ok(GetItemResponse::Ok(found))
    }
}

impl StreamsApi for Shop {
    async fn read_blob(&self, request: ReadBlobRequest, _: Context<()>) -> Result<ReadBlobResponse, Failure> {
        let count = usize::try_from(request.megabytes).unwrap_or(0) * 16;
        Ok(ReadBlobResponse::Ok(Body::from_stream(chunks(count))))
    }

    async fn write_blob(&self, mut request: WriteBlobRequest, _: Context<()>) -> Result<WriteBlobResponse, Failure> {
        let mut bytes = 0;
        while let Some(chunk) = request.body.next().await {
            bytes += chunk?.len() as i64;
        }
        Ok(WriteBlobResponse::Ok(types::Count::new(bytes)))
    }

    async fn watch(&self, request: WatchRequest, _: Context<()>) -> Result<WatchResponse, Failure> {
        let events = (0..i64::from(request.events)).map(|id| ServerEvent::new(item(id)));
        Ok(WatchResponse::Ok(ItemStream::new(stream::iter(events))))
    }
}

pub fn router() -> axum::Router {
    shop_server::router(Arc::new(Shop))
}

pub async fn serve(listener: tokio::net::TcpListener) -> Outcome {
    Ok(shop_server::serve(listener, Arc::new(Shop)).await?)
}

/// As a client reads an answer.
pub fn read(json: &[u8]) -> Outcome<Vec<types::Item>> {
    use types::support::{Mode, from_json};
    Ok(from_json(json, Mode::Lenient)?)
}

/// A third of the calls each: one item, a new one, the list.
pub async fn call(address: &str, calls: usize) -> Outcome {
    use shop_client::types;
    let client = shop_client::Client::builder(format!("http://{address}")).build()?;
    let tasks = (0..4).map(|task| {
        let client = client.clone();
        tokio::spawn(async move {
            for call in 0..calls / 4 {
                match (call + task) % 3 {
                    0 => {
                        let item = client.get_item(call as i64).page(7).kind("small").await?;
                        assert_eq!(item.id, call as i64);
                    }
                    1 => {
                        let mut new = types::NewItem::new("a new one", 2.5);
                        new.tags = Some(vec!["red".to_owned(), "blue".to_owned()]);
                        assert_eq!(client.add_item(&new).await?.price, 2.5);
                    }
                    _ => assert_eq!(client.list_items().await?.len(), 100),
                }
            }
            Outcome::Ok(())
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await??;
    }
    Ok(())
}
