//! `operations/responses`: every kind of status, headers with types, answers that are not as they should be.

use std::sync::Arc;

use operations_responses_client::default_api::{GetHeadersOk, HeadersError, SeveralError, SeveralOk};
use operations_responses_client::types as got;
use operations_responses_client::{Client, Error};
use operations_responses_server::default_api as answers;
use operations_responses_server::types::{A, B};
use operations_responses_server::{Api, BASE_PATH, Context, DefaultApi, Failure, router};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use wire_tests::{Script, Wire, of, scripted, status};

struct Handler(Arc<Script>);

impl Api for Handler {
    type Error = Failure;
}

scripted! { Handler: DefaultApi {
    several(answers::SeveralRequest, ()) -> answers::SeveralResponse;
    headers(answers::HeadersRequest, ()) -> answers::HeadersResponse;
    only_default(answers::OnlyDefaultRequest, ()) -> answers::OnlyDefaultResponse;
    inline(answers::InlineRequest, ()) -> answers::InlineResponse;
    get_headers(answers::GetHeadersRequest, ()) -> answers::GetHeadersResponse;
    head_headers(answers::HeadHeadersRequest, ()) -> answers::HeadHeadersResponse;
    linked(answers::LinkedRequest, ()) -> answers::LinkedResponse;
} }

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

fn a() -> A {
    of(json!({ "a": "x" }))
}

fn b() -> B {
    of(json!({ "b": "y" }))
}

/// A client of a server that answers one request with these bytes.
async fn raw(answer: &'static str) -> Client {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a caller");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(socket.read_u8().await.expect("a request"));
        }
        socket.write_all(answer.as_bytes()).await.expect("sent");
    });
    Client::builder(origin).build().expect("a client")
}

#[tokio::test]
async fn exact_statuses_before_classes() {
    let wire = start().await;
    wire.script.answer(answers::SeveralResponse::Ok(a()));
    assert!(matches!(wire.client.several().await, Ok(SeveralOk::Ok(a)) if a.a.as_deref() == Some("x")));
    wire.script.answer(answers::SeveralResponse::PartialContent(b()));
    assert!(matches!(wire.client.several().await, Ok(SeveralOk::PartialContent(b)) if b.b.as_deref() == Some("y")));
    wire.script.answer(answers::SeveralResponse::NotFound(b()));
    assert!(matches!(wire.client.several().await, Err(Error::Api(SeveralError::NotFound(_)))));
    wire.script.answer(answers::SeveralResponse::Conflict);
    assert!(matches!(wire.client.several().await, Err(Error::Api(SeveralError::Conflict))));
    assert_eq!(wire.served.last().answer(), "");
    wire.script.answer(answers::SeveralResponse::Status5xx { status: status(503), body: b() });
    match wire.client.several().await {
        Err(error @ Error::Api(SeveralError::Status5xx { .. })) => assert_eq!(error.status(), Some(status(503))),
        other => panic!("{other:?}"),
    }
    // A status of another class is no answer of this variant.
    wire.script.answer(answers::SeveralResponse::Status5xx { status: status(404), body: b() });
    assert!(matches!(wire.client.several().await, Err(error) if error.status() == Some(status(500))));
    wire.script.answer(answers::HeadersResponse::Default { status: status(404), retry_after: Some(3), body: b() });
    match wire.client.headers().await {
        Err(Error::Api(HeadersError::Default { status: found, headers, .. })) => {
            assert_eq!((found, headers.retry_after), (status(404), Some(3)));
        }
        other => panic!("{other:?}"),
    }
    wire.script.answer(answers::OnlyDefaultResponse::Default { status: status(202), body: a() });
    assert_eq!(wire.client.only_default().send().await.expect("an answer").status, status(202));
    wire.script.answer(answers::InlineResponse::Status2xx { status: status(203), body: Vec::new() });
    assert_eq!(wire.client.inline().send().await.expect("an answer").status, status(203));
}

#[tokio::test]
async fn headers_have_types() {
    let wire = start().await;
    let cookies = ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"].map(str::to_owned).to_vec();
    let headers = answers::GetHeadersOkHeaders {
        set_cookie: Some(cookies.clone()),
        x_tags: vec![1, 2],
        x_object: Some(a()),
        x_json: Some(a()),
    };
    wire.script.answer(answers::GetHeadersResponse::Ok { headers, body: a() });
    let answer = wire.client.get_headers().send().await.expect("an answer");
    let exchange = wire.served.last();
    assert_eq!(exchange.answer_header_lines("set-cookie"), cookies);
    assert_eq!(
        ["x-tags", "x-object", "x-json"].map(|name| exchange.answer_header(name).to_owned()),
        ["1,2", "a,x", r#"{"a":"x"}"#]
    );
    assert_eq!(answer.headers.set_cookie, Some(cookies));
    assert_eq!(answer.headers.x_tags, Some(vec![1, 2]));
    assert_eq!(answer.headers.x_object, Some(of::<got::A>(json!({ "a": "x" }))));
    assert_eq!(answer.headers.x_json, answer.headers.x_object);
    assert!(matches!(answer.body, GetHeadersOk::Ok(_)));
    // No body, whatever the rest says.
    wire.script.answer(answers::GetHeadersResponse::NotModified { etag: Some("\"v1\"".to_owned()) });
    let answer = wire.client.get_headers().send().await.expect("an answer");
    assert!(matches!(answer.body, GetHeadersOk::NotModified));
    assert_eq!((answer.status, answer.headers.etag.as_deref()), (status(304), Some("\"v1\"")));
    wire.script.answer(answers::HeadHeadersResponse::Ok { x_count: 7 });
    let answer = wire.client.head_headers().await.expect("an answer");
    assert_eq!((answer.status, answer.headers.x_count), (status(200), Some(7)));
    assert_eq!(wire.served.last().line(), "HEAD /headers");
    wire.script.answer(answers::HeadersResponse::NoContent);
    wire.client.headers().await.expect("nothing");
    assert_eq!((wire.served.last().answer_header("content-type"), wire.served.last().answer().as_str()), ("", ""));
}

#[tokio::test]
async fn answers_that_nobody_has_described() {
    let client = raw("HTTP/1.1 418 Teapot\r\nContent-Length: 2\r\n\r\nno").await;
    match client.several().await {
        Err(Error::Unexpected(answer)) => assert_eq!((answer.status.as_u16(), &*answer.body), (418, &b"no"[..])),
        other => panic!("{other:?}"),
    }
    let client = raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p/>").await;
    match client.several().await {
        Err(Error::Unexpected(answer)) => assert_eq!((answer.status.as_u16(), &*answer.body), (200, &b"<p/>"[..])),
        other => panic!("{other:?}"),
    }
    let client = raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n").await;
    match client.several().await {
        Err(Error::Decode(failure)) => assert_eq!(failure.to_string(), "cannot read the body of the answer 200 OK"),
        other => panic!("{other:?}"),
    }
    let client =
        raw("HTTP/1.1 200 OK\r\nContent-Type: Application/JSON ; x=y\r\nContent-Length: 9\r\n\r\n{\"a\":\"x\"}").await;
    assert!(matches!(client.several().await, Ok(SeveralOk::Ok(_))));
    // A length is said, and no body comes.
    let client = raw("HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\n\r\n").await;
    client.headers().await.expect("nothing");
    let client = raw("HTTP/1.1 200 OK\r\nX-Count: seven\r\nContent-Length: 9\r\n\r\n").await;
    match client.head_headers().await {
        Err(Error::Decode(failure)) => {
            assert_eq!(failure.to_string(), "cannot read the header `X-Count` of the answer 200 OK");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_redirect_that_is_described_is_an_answer() {
    let wire = start().await;
    wire.script.answer(answers::LinkedResponse::SeeOther { location: "/inline".to_owned() });
    let answer = wire.client.linked("x").send().await.expect("an answer");
    assert_eq!((answer.status.as_u16(), answer.headers.location.as_deref()), (303, Some("/inline")));
}
