//! What the round trips share: a server on a loopback socket that keeps everything that was on the wire, handlers
//! that answer what a test tells them, and a count of which documented answers were seen.
//!
//! It knows no API; the tests beside it name the generated crates.

mod coverage;
mod macros;
pub mod raw;
mod record;
mod script;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

pub use coverage::uncovered;
pub use record::{Exchange, Served, serve};
pub use script::Script;

/// A client, the server that it talks to, and what that server says.
pub struct Wire<C> {
    /// The client.
    pub client: C,
    /// The server.
    pub served: Served,
    /// What its handlers do.
    pub script: Arc<Script>,
}

impl<C> Wire<C> {
    /// Starts a server whose handlers follow the script, and a client of it.
    pub async fn start(
        router: impl FnOnce(Arc<Script>) -> Router,
        base_path: &str,
        client: impl FnOnce(&str) -> C,
    ) -> Self {
        let script = Arc::new(Script::default());
        let served = serve(router(Arc::clone(&script)), base_path).await;
        Wire { client: client(&served.origin), served, script }
    }

    /// What the handler was called with.
    pub fn request<R: 'static>(&self) -> R {
        self.script.request()
    }

    /// The latest request on the wire: `GET /pets?limit=2`.
    pub fn line(&self) -> String {
        self.served.last().line()
    }

    /// The latest answer had this status; nobody looks at its request.
    pub fn answered(&self, status: u16) {
        assert_eq!(self.served.last().status, status, "{}", self.line());
        self.script.forget();
    }

    /// Every answer that the document describes was on the wire, and there are so many.
    pub fn covers(&self, document: &str, base_path: &str, wanted: usize) {
        assert!(self.script.is_done(), "an answer was not given, or a request not looked at");
        let (total, missing) = uncovered(document, base_path, &self.served.exchanges());
        assert!(missing.is_empty(), "{} of {total} answers were not seen: {missing:#?}", missing.len());
        assert_eq!(total, wanted);
    }
}

/// A value from JSON, through the bridges to serde.
pub fn of<T: DeserializeOwned>(json: serde_json::Value) -> T {
    serde_json::from_value(json).expect("a value of the type")
}

/// The example of a model's page in the reference docs: it has to be a value of the type.
pub fn documented<T: DeserializeOwned>(api: &str, model: &str) -> T {
    let path = format!("{}/../../generated/{api}/client/docs/{model}.md", env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let example = page.split("```json\n").nth(1).and_then(|rest| rest.split("\n```").next());
    of(json(example.unwrap_or_else(|| panic!("{path} has no example"))))
}

/// A status.
pub fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).expect("a status")
}

/// JSON out of text.
pub fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
