//! The five generated servers in one program, for clients that nobody here wrote. See the README in `tests/foreign`.
//!
//! Prints one line of JSON with the address of each API and of the control port, and runs until its standard input
//! is closed.

#![forbid(unsafe_code)]

mod cbrain_userfiles;
mod desk;
mod odm_files;
mod sftpgo_metadata;
mod simcore_storage;
mod tracking;

use std::error::Error;
use std::io::Read;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, put};
use desk::Desk;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

fn control(desk: Arc<Desk>) -> Router {
    Router::new()
        .route(
            "/next/{status}",
            put(async |State(desk): State<Arc<Desk>>, Path(status): Path<u16>| {
                desk.answer_next(status);
                "null"
            }),
        )
        .route("/calls", get(async |State(desk): State<Arc<Desk>>| Value::from(desk.take_calls()).to_string()))
        .with_state(desk)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let desk = Arc::new(Desk::default());
    let servers = [
        ("simcore-storage", simcore_storage::router(desk.clone())),
        ("sftpgo-metadata", sftpgo_metadata::router(desk.clone())),
        ("odm-files", odm_files::router(desk.clone())),
        ("cbrain-userfiles", cbrain_userfiles::router(desk.clone())),
        ("tracking", tracking::router(desk.clone())),
        ("control", control(desk)),
    ];
    let mut addresses = Map::new();
    for (name, router) in servers {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        addresses.insert(name.to_owned(), json!(format!("http://{}", listener.local_addr()?)));
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    println!("{}", Value::from(addresses));
    // Whoever started this program closes its input, willingly or by ending.
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}
