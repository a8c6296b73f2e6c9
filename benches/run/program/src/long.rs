//! Long lists: what an item costs when there are many. Every figure is the fastest of many rounds, in nanoseconds.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request as HttpRequest;
use serde::de::DeserializeOwned;
use shop_server::Failure;
use shop_server::items_api::GetItemRequest;
use shop_server::support::call::Answering;
use shop_server::support::operation::Operation;
use shop_server::support::reply::{Answer, Reply};
use shop_server::support::route::{CallTo, Route, router};
use tower::ServiceExt;

use super::Outcome;
use super::generated::Shop;

/// Prints a row for each length: what is looked at, how many there are, and the time of one in the document's order,
/// backwards and mixed.
pub async fn run() -> Outcome {
    fields::<wide_types::Wide10>(10)?;
    fields::<wide_types::Wide100>(100)?;
    fields::<wide_types::Wide1000>(1000)?;
    values::<wide_types::Long10>(10)?;
    values::<wide_types::Long100>(100)?;
    values::<wide_types::Long1000>(1000)?;
    for count in [10, 100, 1200] {
        routes(count).await?;
    }
    Ok(())
}

/// Numbers below so many: upwards, downwards, and each once in an order that has none.
fn orders(count: usize) -> [Vec<usize>; 3] {
    let mut mixed: Vec<usize> = (0..count).collect();
    mixed.sort_by_key(|at| (at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7 & 0xffff_ffff);
    [(0..count).collect(), (0..count).rev().collect(), mixed]
}

fn fields<T: DeserializeOwned>(count: usize) -> Outcome {
    let json = |order: Vec<usize>| {
        let members: Vec<String> = order.iter().map(|at| format!("\"property_{at}\":{at}")).collect();
        format!("{{{}}}", members.join(","))
    };
    row::<T>("fields of an object", count, orders(count).map(json))
}

fn values<T: DeserializeOwned>(count: usize) -> Outcome {
    let json = |order: Vec<usize>| {
        let items: Vec<String> = order.iter().map(|at| format!("\"value_{at}\"")).collect();
        format!("[{}]", items.join(","))
    };
    row::<Vec<T>>("values of an enum", count, orders(count).map(json))
}

fn row<T: DeserializeOwned>(what: &str, count: usize, texts: [String; 3]) -> Outcome {
    let mut best = [Duration::MAX; 3];
    for _ in 0..50_000 / count {
        for (text, best) in texts.iter().zip(&mut best) {
            let start = Instant::now();
            std::hint::black_box(serde_json::from_str::<T>(text)?);
            *best = (*best).min(start.elapsed());
        }
    }
    print(what, count, best.map(|best| best.as_nanos() as f64 / count as f64));
    Ok(())
}

fn print(what: &str, count: usize, [forward, backward, mixed]: [f64; 3]) {
    println!("{what}|{count}|{forward:.0}|{backward:.0}|{mixed:.0}");
}

/// An answer without anything.
struct Nothing;

impl Answer for Nothing {
    fn write(self, _: &mut Reply) {}
}

/// Answers at once.
fn handler(_: Arc<Shop>, call: CallTo<Shop>) -> Answering {
    Box::pin(async move { call.open::<GetItemRequest>()?.2.with(Ok::<_, Failure>(Nothing)) })
}

async fn routes(count: usize) -> Outcome {
    let path = |at: usize| format!("/group_{}/{{id}}/part_{at}/{{part}}", at % 30);
    let operation = |at: usize| &*Box::leak(Box::new(Operation::new("op", "GET", path(at).leak())));
    let routes = (0..count).map(|at| Route::new::<GetItemRequest>(operation(at), handler)).collect();
    let app = router(Arc::new(Shop), routes);
    let mut best = [Duration::MAX; 3];
    for _ in 0..100_000 / count {
        for (order, best) in orders(count).into_iter().zip(&mut best) {
            let request = |at: usize| HttpRequest::get(path(at).replace(['{', '}'], "")).body(Body::empty());
            let requests: Vec<_> = order.into_iter().map(request).collect::<Result<_, _>>()?;
            let start = Instant::now();
            for request in requests {
                let answer = app.clone().oneshot(request).await?;
                assert!(answer.status().is_success());
            }
            *best = (*best).min(start.elapsed());
        }
    }
    print("operations of a server", count, best.map(|best| best.as_nanos() as f64 / count as f64));
    Ok(())
}
