//! The support code of generated server crates, tested as it lies in `templates/server/support`, with a server as the
//! generator writes them.

use codec::Secret;

#[path = "../../templates/types/support"]
#[allow(
    unreachable_pub,
    unused_imports,
    unused_macros,
    dead_code,
    clippy::module_inception,
    reason = "the files belong to crates that others use"
)]
mod codec {
    /// Of these types some do.
    const KEEPS_DIGITS: bool = true;

    pub mod bridge;
    pub mod codec;
    pub mod constant;
    pub mod container;
    pub mod digits;
    pub mod error;
    pub mod events;
    pub mod form;
    pub mod frames;
    pub mod index;
    pub mod json;
    pub mod kind;
    pub mod limits;
    pub mod media;
    pub mod node;
    pub mod object;
    pub mod pairs;
    pub mod param;
    pub mod param_read;
    pub mod param_write;
    pub mod parts;
    pub mod percent;
    pub mod places;
    pub mod scalar;
    pub mod secret;
    pub mod shape;
    pub mod text;
    pub mod xml;
    pub mod xml_name;
    pub mod xml_write;

    pub use bridge::*;
    pub use codec::*;
    pub use constant::*;
    pub use error::*;
    pub use events::*;
    pub use form::*;
    pub use frames::*;
    pub use json::*;
    pub use kind::*;
    pub use limits::*;
    pub use media::*;
    pub use node::*;
    pub use object::*;
    pub use param::*;
    pub use param_read::*;
    pub use param_write::*;
    pub use parts::*;
    pub use percent::*;
    pub use secret::*;
    pub use shape::*;
    pub use text::*;
    pub use xml::*;
}

#[path = "../../templates/server/support"]
#[allow(unreachable_pub, dead_code, reason = "the files belong to crates that others use")]
mod server {
    pub mod base64;
    pub mod body;
    pub mod call;
    pub mod failure;
    pub mod form_parts;
    pub mod items;
    pub mod keep_alive;
    pub mod limits;
    pub mod media;
    pub mod mock;
    pub mod multipart;
    pub mod operation;
    pub mod params;
    pub mod part_headers;
    pub mod path;
    pub mod problem;
    pub mod reply;
    pub mod request;
    pub mod route;
    pub mod security;
    pub mod table;
    pub mod upload;
}

mod answers;
mod mocks;
mod paths;
mod requests;
mod things;
mod uploads;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use serde_json::Value;
use tower::ServiceExt;

/// An answer, read to its end.
struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    text: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// What is wrong, a line for each: where, the pointer, what.
    fn errors(&self) -> Vec<String> {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let json = self.json();
        let lines = json["errors"].as_array().into_iter().flatten().map(|error| {
            let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
            format!("{} {}{}: {}", text("in"), text("name"), text("pointer"), text("detail"))
        });
        lines.collect()
    }
}

async fn send(request: Request<Body>) -> Answer {
    let response = things::router(Default::default()).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
    Answer { status: parts.status, headers: parts.headers, text }
}

async fn get(path: &str) -> Answer {
    call("GET", path, &[], "").await
}

async fn call(method: &str, path: &str, headers: &[(&str, &str)], body: &'static str) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(request.body(Body::from(body)).unwrap()).await
}

async fn post_json(path: &str, body: &'static str) -> Answer {
    call("POST", path, &[("content-type", "application/json")], body).await
}

/// The text behind a secret, for comparing.
fn plain(secret: Option<Secret>) -> Option<String> {
    secret.map(|secret| secret.as_ref().to_owned())
}

fn content_type() -> &'static str {
    header::CONTENT_TYPE.as_str()
}
