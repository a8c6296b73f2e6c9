//! Serves the mock of every case below the case's name, for testers that nobody here wrote.
//!
//! usage: cases-mocks SECRET
//!
//! SECRET is the only key, token or password that the mocks take. The first line of the output is the URL, the others are
//! the cases.

#![forbid(unsafe_code)]

use std::env;
use std::error::Error;

use axum::Router;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let secret = env::args().nth(1).ok_or("usage: cases-mocks SECRET")?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    let mut all = Router::new();
    for mock in cases_mocks::all(&secret) {
        println!("{}", mock.name);
        all = all.nest_service(&format!("/{}", mock.name), mock.router);
    }
    Ok(axum::serve(listener, all).await?)
}
