//! The server that OpenAPI Generator's `rust-axum` makes of shop.yaml, with handlers that do the same as the others. It
//! says its address, then answers every line of its input with what it has cost so far.

#[path = "../../program/src/cost.rs"]
mod cost;

use std::io::{BufRead, Write};
use std::sync::Arc;

use async_trait::async_trait;
use axum_extra::extract::CookieJar;
use bytes::Bytes;
use headers::Host;
use http::Method;
use shop::apis::items::{AddItemResponse, GetItemResponse, Items, ListItemsResponse};
use shop::apis::streams::{ReadBlobResponse, Streams, WatchResponse, WriteBlobResponse};
use shop::{apis::ErrorHandler, models};

#[global_allocator]
static ALLOCATOR: cost::Counting = cost::Counting;

struct Shop;

fn item(id: i64) -> models::Item {
    let tags = vec!["one".to_owned(), "two".to_owned(), "three".to_owned()];
    models::Item::new(id, "a name of some length".to_owned(), 12.5, tags)
}

impl ErrorHandler for Shop {}

#[async_trait]
impl Items for Shop {
    async fn add_item(
        &self,
        _: &Method,
        _: &Host,
        _: &CookieJar,
        body: &models::NewItem,
    ) -> Result<AddItemResponse, ()> {
        // The generated code hands out a reference, so that the values have to be copied.
        let new = body.clone();
        let mut made = models::Item::new(1, new.name, new.price, new.tags.unwrap_or_default());
        made.note = new.note;
        Ok(AddItemResponse::Status201_TheItem(made))
    }

    async fn get_item(
        &self,
        _: &Method,
        _: &Host,
        _: &CookieJar,
        path: &models::GetItemPathParams,
        query: &models::GetItemQueryParams,
    ) -> Result<GetItemResponse, ()> {
        let mut found = item(path.id);
        found.page = query.page.map(|page| page as i32);
        found.kind = query.kind.clone();
        Ok(GetItemResponse::Status200_TheItem(found))
    }

    async fn list_items(&self, _: &Method, _: &Host, _: &CookieJar) -> Result<ListItemsResponse, ()> {
        Ok(ListItemsResponse::Status200_AHundredOfThem((0..100).map(item).collect()))
    }
}

/// Nobody calls these.
#[async_trait]
impl Streams for Shop {
    async fn read_blob(
        &self,
        _: &Method,
        _: &Host,
        _: &CookieJar,
        _: &models::ReadBlobQueryParams,
    ) -> Result<ReadBlobResponse, ()> {
        Err(())
    }

    async fn watch(
        &self,
        _: &Method,
        _: &Host,
        _: &CookieJar,
        _: &models::WatchQueryParams,
    ) -> Result<WatchResponse, ()> {
        Err(())
    }

    async fn write_blob(&self, _: &Method, _: &Host, _: &CookieJar, _: &Bytes) -> Result<WriteBlobResponse, ()> {
        Err(())
    }
}

#[tokio::main(worker_threads = 2)]
async fn main() -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    std::io::stdout().flush()?;
    std::thread::spawn(|| {
        for _ in std::io::stdin().lock().lines() {
            println!("{}", cost::line().unwrap_or_default());
            let _ = std::io::stdout().flush();
        }
        std::process::exit(0);
    });
    axum::serve(listener, shop::server::new(Arc::new(Shop))).await
}
