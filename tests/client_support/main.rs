//! The client's support code, tried over sockets against answers written by hand: what is sent, byte by byte, and what
//! becomes of each kind of answer. The files are the ones that are copied into every generated client.

mod codec;
mod server;
#[allow(dead_code, unreachable_pub, reason = "it is written for another crate")]
#[path = "../../templates/client/support"]
mod support {
    pub(crate) mod answer;
    pub(crate) mod body;
    pub(crate) mod client;
    pub(crate) mod error;
    pub(crate) mod exchange;
    pub(crate) mod file;
    pub(crate) mod items;
    pub(crate) mod multipart;
    pub(crate) mod redirect;
    pub(crate) mod request;
    pub(crate) mod security;
}

mod answers;
mod requests;
mod streams;

use support::answer::{Case, Media};
use support::client::{Client, ClientBuilder, Service};
use support::request::Operation;

use codec::Param;

static SERVICE: Service = Service { base_path: "/api", user_agent: "test/1", exact: false };

fn builder(url: &str) -> ClientBuilder {
    ClientBuilder::new(&SERVICE, url.into())
}

fn client(url: &str) -> Client {
    builder(url).build().unwrap()
}

/// `GET /things/{id}:look` with everything that an operation can have.
static LOOK: Operation = Operation {
    method: "GET",
    path: "/things/{id}:look",
    params: &[
        Param::path("id"),
        Param::query("first"),
        Param::query("second"),
        Param::header("X-Third"),
        Param::cookie("fourth"),
    ],
    security: &[&["key", "cookie"], &["bearer"], &[]],
    answers: &[
        Case::success("200", &[Media::json("application/json"), Media::json("application/yaml")]),
        Case::success("200", &[Media::text("text/*")]),
        Case::success("204", &[]),
        Case::error("404", &[Media::json("application/problem+json")]),
        Case::error("4XX", &[Media::json("application/json")]),
        Case::error("default", &[Media::json("application/json")]),
    ],
};

/// `PUT /file`, described by one status only.
static PUT: Operation = Operation {
    method: "PUT",
    path: "/file",
    params: &[],
    security: &[],
    answers: &[Case::success("200", &[Media::stream("application/*")])],
};

/// `GET /things/{id}`: a value that is a whole segment.
static GET: Operation = Operation {
    method: "GET",
    path: "/things/{id}",
    params: &[Param::path("id")],
    security: &[],
    answers: &[Case::success("200", &[])],
};

/// `HEAD /file`.
static HEAD: Operation =
    Operation { method: "HEAD", path: "/file", params: &[], security: &[], answers: &[Case::success("200", &[])] };
