//! Servers and clients without a network: what is left beside the work of the system, hyper and tokio.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Request;
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::{Outcome, cost};

/// Prints nanoseconds of CPU time and allocations for reading a list.
pub fn read<T>(calls: u64, read: fn(&[u8]) -> Outcome<T>) -> Outcome {
    let item = r#"{"id":7,"name":"a name of some length","price":12.5,"tags":["one","two","three"]}"#;
    let list = format!("[{}]", [item; 100].join(","));
    let mut before = [0; 2];
    for call in 0..calls + calls / 10 {
        if call == calls / 10 {
            before = cost::cpu_and_allocations()?;
        }
        std::hint::black_box(read(list.as_bytes())?);
    }
    print(before, calls)
}

/// Prints nanoseconds of CPU time and allocations for one call.
pub async fn run(router: Router, calls: u64, method: &str, target: &str, body: &str) -> Outcome {
    let body = Bytes::copy_from_slice(body.as_bytes());
    let mut before = [0; 2];
    // The first tenth warms up.
    for call in 0..calls + calls / 10 {
        if call == calls / 10 {
            before = cost::cpu_and_allocations()?;
        }
        let mut request = Request::builder().method(method).uri(target);
        if !body.is_empty() {
            request = request.header("content-type", "application/json").header("content-length", body.len());
        }
        let answer = router.clone().oneshot(request.body(Body::from(body.clone()))?).await?;
        if !answer.status().is_success() {
            return Err(format!("answered with {}", answer.status()).into());
        }
        std::hint::black_box(answer.into_body().collect().await?.to_bytes());
    }
    print(before, calls)
}

fn print(before: [u64; 2], calls: u64) -> Outcome {
    let after = cost::cpu_and_allocations()?;
    println!("{} {}", (after[0] - before[0]) / calls, (after[1] - before[1]) as f64 / calls as f64);
    Ok(())
}
