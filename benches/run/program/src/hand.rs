//! A server and a client as one writes them by hand: axum's extractors, reqwest, serde's derive.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::Outcome;

#[derive(Serialize, Deserialize)]
pub struct Item {
    id: i64,
    name: String,
    price: f64,
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct NewItem {
    name: String,
    price: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Deserialize)]
struct Filter {
    page: Option<i32>,
    kind: Option<String>,
}

impl Item {
    fn new(id: i64) -> Self {
        let tags = vec!["one".to_owned(), "two".to_owned(), "three".to_owned()];
        let (name, price) = ("a name of some length".to_owned(), 12.5);
        Item { id, name, price, tags, note: None, page: None, kind: None }
    }
}

impl NewItem {
    fn is_valid(&self) -> bool {
        let tags = self.tags.as_deref().unwrap_or_default();
        (1..=40).contains(&self.name.chars().count())
            && self.price >= 0.0
            && tags.len() <= 10
            && tags.iter().all(|tag| tag.chars().count() <= 20)
    }
}

async fn list() -> Json<Vec<Item>> {
    Json((0..100).map(Item::new).collect())
}

async fn add(Json(new): Json<NewItem>) -> Result<(StatusCode, Json<Item>), StatusCode> {
    if !new.is_valid() {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let NewItem { name, price, tags, note } = new;
    let item = Item { name, price, tags: tags.unwrap_or_default(), note, ..Item::new(1) };
    Ok((StatusCode::CREATED, Json(item)))
}

async fn one(Path(id): Path<i64>, Query(filter): Query<Filter>) -> Result<Json<Item>, StatusCode> {
    if filter.page.is_some_and(|page| page < 1) {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    Ok(Json(Item { page: filter.page, kind: filter.kind, ..Item::new(id) }))
}

pub fn router() -> Router {
    Router::new().route("/items", get(list).post(add)).route("/items/{id}", get(one))
}

pub async fn serve(listener: tokio::net::TcpListener) -> Outcome {
    Ok(axum::serve(listener, router()).await?)
}

/// As a client reads an answer.
pub fn read(json: &[u8]) -> Outcome<Vec<Item>> {
    Ok(serde_json::from_slice(json)?)
}

/// A third of the calls each: one item, a new one, the list.
pub async fn call(address: &str, calls: usize) -> Outcome {
    let client = reqwest::Client::new();
    let tasks = (0..4).map(|task| {
        let (client, items) = (client.clone(), format!("http://{address}/items"));
        tokio::spawn(async move {
            for call in 0..calls / 4 {
                match (call + task) % 3 {
                    0 => {
                        let request = client.get(format!("{items}/{call}")).query(&[("page", "7"), ("kind", "small")]);
                        let item: Item = request.send().await?.error_for_status()?.json().await?;
                        assert_eq!(item.id, call as i64);
                    }
                    1 => {
                        let tags = Some(vec!["red".to_owned(), "blue".to_owned()]);
                        let new = NewItem { name: "a new one".to_owned(), price: 2.5, tags, note: None };
                        let answer = client.post(&items).json(&new).send().await?.error_for_status()?;
                        assert_eq!(answer.json::<Item>().await?.price, 2.5);
                    }
                    _ => {
                        let list: Vec<Item> = client.get(&items).send().await?.error_for_status()?.json().await?;
                        assert_eq!(list.len(), 100);
                    }
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
