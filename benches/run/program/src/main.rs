//! What benches/run/measure runs, each in a process of its own:
//!
//! - `serve generated|hand`: says its address, then answers every line of its input with what it has cost so far.
//! - `load ADDRESS METHOD TARGET CONNECTIONS SECONDS [BODY]`: a closed loop on raw connections.
//! - `alone generated|hand CALLS METHOD TARGET [BODY]`: calls of the server's router, without a network; prints
//!   nanoseconds of CPU time and allocations for one.
//! - `read generated|hand CALLS`: reads a list of 100 objects; prints the same.
//! - `call generated|hand ADDRESS CALLS`: a client, four calls at once.
//! - `long`: what an item costs when there are many.
//! - `upload|download|events ADDRESS AMOUNT`: the generated client's streams.

mod alone;
mod cost;
mod generated;
mod hand;
mod load;
mod long;
mod streams;

use std::io::{BufRead, Write};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[global_allocator]
static ALLOCATOR: cost::Counting = cost::Counting;

#[tokio::main(worker_threads = 2)]
async fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve", kind] => {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
            println!("{}", listener.local_addr()?);
            std::io::stdout().flush()?;
            std::thread::spawn(report);
            match *kind {
                "generated" => generated::serve(listener).await,
                _ => hand::serve(listener).await,
            }
        }
        ["load", address, method, target, connections, seconds, body @ ..] => {
            let body = body.first().copied().unwrap_or_default();
            load::run(address, method, target, connections.parse()?, seconds.parse()?, body).await
        }
        ["alone", kind, calls, method, target, body @ ..] => {
            let router = if *kind == "generated" { generated::router() } else { hand::router() };
            let body = body.first().copied().unwrap_or_default();
            alone::run(router, calls.parse()?, method, target, body).await
        }
        ["read", kind, calls] => match *kind {
            "generated" => alone::read(calls.parse()?, generated::read),
            _ => alone::read(calls.parse()?, hand::read),
        },
        ["call", kind, address, calls] => {
            let calls: usize = calls.parse()?;
            match *kind {
                "generated" => generated::call(address, calls).await?,
                _ => hand::call(address, calls).await?,
            }
            println!("{}", cost::line()?);
            Ok(())
        }
        ["long"] => long::run().await,
        [what @ ("upload" | "download" | "events"), address, amount] => {
            streams::run(what, address, amount.parse()?).await?;
            println!("{}", cost::line()?);
            Ok(())
        }
        _ => Err("see the head of main.rs".into()),
    }
}

/// Answers each line of the input with the process's costs.
fn report() {
    for _ in std::io::stdin().lock().lines() {
        println!("{}", cost::line().unwrap_or_default());
        let _ = std::io::stdout().flush();
    }
    std::process::exit(0);
}
