//! Makes the calls that stand in a file, one after the other.

mod support;
// The modules of the clients.

use std::future::Future;
use std::time::Duration;

use serde_json::Value;

use support::{Call, report};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let path = std::env::args().nth(1).expect("the file with the calls");
    let calls: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("a file")).expect("JSON");
    for one in calls.as_array().expect("a list") {
        let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        let call = Call { url: text("url"), id: text("id"), call: one["call"].clone() };
        let heard = within(run(&text("api"), &call)).await;
        report(&call.id, heard);
    }
}

/// An answer that never ends is none.
async fn within<T>(call: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    tokio::time::timeout(Duration::from_secs(20), call).await.unwrap_or_else(|_| Err("no end in 20 seconds".to_owned()))
}
