//! What becomes of answers.

use std::time::Duration;

use crate::codec::Param;
use crate::server::{Server, answer, bare};
use crate::support::answer::{Case, Media};
use crate::support::error::Error;
use crate::support::request::{Operation, Request};
use crate::{HEAD, LOOK, PUT, builder, client, support};

/// The row that an answer is taken for, and its text.
async fn row(answer: &str) -> Result<(usize, String), Error> {
    let server = Server::new(&[answer]).await;
    let mut request = Request::new(&client(&server.origin), &LOOK);
    request.set(0, &"1");
    request
        .send(|answer| {
            Ok(match answer.case() {
                1 => (1, answer.text()?),
                2 => (2, String::new()),
                row => (row, answer.value()?),
            })
        })
        .await
}

#[tokio::test]
async fn the_status_decides_then_the_media_type() {
    let cases = [
        ("200 OK", "application/json", Some(0)),
        ("200 OK", "Application/JSON; charset=utf-8", Some(0)),
        ("200 OK", "application/vnd.thing+json", Some(0)),
        ("200 OK", "text/csv", Some(1)),
        ("200 OK", "application/xml", None),
        ("404 Not Found", "application/problem+json", Some(3)),
        ("404 Not Found", "application/json", Some(3)),
        ("404 Not Found", "text/html", None),
        ("418 I'm a teapot", "application/json", Some(4)),
        ("500 Oops", "application/json", Some(5)),
        ("202 Accepted", "application/json", Some(5)),
    ];
    for (status, content_type, wanted) in cases {
        let body = if content_type.starts_with("text") { "t" } else { "\"t\"" };
        match (row(&answer(status, content_type, body)).await, wanted) {
            (Ok(found), Some(wanted)) => assert_eq!(found, (wanted, "t".to_owned()), "{status} {content_type}"),
            (Err(Error::Unexpected(found)), None) => {
                assert_eq!(found.status.as_str(), &status[..3]);
                assert_eq!(found.headers["content-type"], content_type);
                assert_eq!(found.body, body);
            }
            (found, _) => panic!("{status} {content_type}: {found:?}"),
        }
    }
}

#[tokio::test]
async fn an_answer_without_a_media_type_is_the_first_one() {
    let text = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\n\"t\"";
    assert_eq!(row(text).await.unwrap(), (0, "t".to_owned()));
}

#[tokio::test]
async fn no_content_is_never_decoded() {
    assert_eq!(row(&bare("204 No Content", "content-type: application/json\r\n")).await.unwrap().0, 2);
    let server = Server::new(&["HTTP/1.1 200 OK\r\ncontent-length: 12\r\nconnection: close\r\n\r\n"]).await;
    let request = Request::new(&client(&server.origin), &HEAD);
    let response = request.send(|answer| answer.response(|_| Ok::<_, Error>(()))).await.unwrap();
    assert_eq!(response.header_map["content-length"], "12");
}

#[tokio::test]
async fn a_body_that_does_not_fit_keeps_its_status() {
    for (status, body) in [("200 OK", "{"), ("404 Not Found", "7"), ("500 Oops", "")] {
        let error = row(&answer(status, "application/json", body)).await.unwrap_err();
        let Error::Decode(failure) = &error else { panic!("{error:?}") };
        assert_eq!(failure.status().as_str(), &status[..3]);
        assert_eq!(failure.body(), body);
        assert_eq!(error.status(), Some(failure.status()));
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[tokio::test]
async fn a_body_in_memory_has_a_bound() {
    let server = Server::new(&[&answer("200 OK", "application/json", &format!("{:?}", "x".repeat(100)))]).await;
    let client = builder(&server.origin).max_body_size(50).build().unwrap();
    let mut request = Request::new(&client, &LOOK);
    request.set(0, &"1");
    let error = request.send(|answer| Ok::<String, Error>(answer.value()?)).await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
}

#[tokio::test]
async fn the_body_of_an_unexpected_answer_has_a_bound() {
    let error = row(&answer("200 OK", "application/xml", &"x".repeat(100_000))).await.unwrap_err();
    let Error::Unexpected(found) = error else { panic!("{error:?}") };
    assert_eq!(found.body.len(), 64 << 10);
}

#[tokio::test]
async fn headers_are_typed() {
    let server = Server::new(&[&bare("200 OK", "X-Count: 7\r\nX-Word: w\r\n")]).await;
    let request = Request::new(&client(&server.origin), &PUT);
    let found = request
        .send(|answer| {
            let (mut word, mut absent, mut count) = (None::<i64>, None::<i64>, None::<i64>);
            let wrong = answer.headers(&[Param::header("X-Word")], &mut [&mut word]).is_err();
            let rows = [Param::header("X-Absent"), Param::header("x-count")];
            answer.headers(&rows, &mut [&mut absent, &mut count])?;
            Ok::<_, Error>((count, absent, wrong))
        })
        .await
        .unwrap();
    assert_eq!(found, (Some(7), None, true));
}

#[tokio::test]
async fn redirects_stay_within_the_origin() {
    let end = answer("200 OK", "application/json", "\"end\"");
    assert_eq!(
        row(&bare("302 Found", "location: http://elsewhere.example/\r\n")).await.unwrap_err().status().unwrap(),
        302
    );

    let server = Server::new(&[&bare("302 Found", "location: ORIGIN/there\r\n"), &end]).await;
    let mut request = Request::new(&client(&server.origin), &LOOK);
    request.set(0, &"1");
    assert_eq!(request.send(|answer| Ok::<String, Error>(answer.value()?)).await.unwrap(), "end");
}

#[tokio::test]
async fn redirects_that_are_described_are_answers() {
    static MOVED: Operation = Operation {
        method: "POST",
        path: "/moved",
        params: &[],
        security: &[],
        answers: &[Case::success("303", &[]), Case::success("default", &[Media::json("application/json")])],
    };
    let end = answer("200 OK", "application/json", "\"end\"");
    let moved = |status: &str| bare(status, "location: /there\r\n");
    let call = async |answers: &[&str], body: support::body::Body| {
        let mut server = Server::new(answers).await;
        let mut request = Request::new(&client(&server.origin), &MOVED);
        request.body("text/plain", body);
        let sent = request.send(|answer| Ok::<_, Error>(answer.status().as_u16()));
        let status = sent.await.unwrap_or_else(|error| error.status().unwrap().as_u16());
        let first = server.heard().await;
        (status, [first, server.heard_already().unwrap_or_default()])
    };
    assert_eq!(call(&[&moved("303 See Other")], "x".into()).await.0, 303);
    let (status, sent) = call(&[&moved("302 Found"), &end], "x".into()).await;
    assert!(status == 200 && sent[1].starts_with("GET /there "), "{sent:?}");
    let (status, sent) = call(&[&moved("307 Temporary Redirect"), &end], "body".into()).await;
    assert!(status == 200 && sent[1].starts_with("POST /there ") && sent[1].ends_with("body"), "{sent:?}");
    // A stream cannot be sent again; nobody follows in circles.
    let stream = || support::body::Body::reader(&b"body"[..]);
    assert_eq!(call(&[&moved("307 Temporary Redirect")], stream()).await.0, 307);
    let circle = vec![moved("308 Permanent Redirect"); 20];
    let circle: Vec<&str> = circle.iter().map(String::as_str).collect();
    assert_eq!(call(&circle, "x".into()).await.0, 308);
}

#[tokio::test]
async fn a_compressed_answer_is_no_garbled_one() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n\x1f\x0b";
    let error = row(answer).await.unwrap_err();
    let source = std::error::Error::source(&error).map(ToString::to_string);
    assert_eq!(source.as_deref(), Some("it is compressed (gzip)"));
}

#[tokio::test]
async fn transport_errors_say_what_they_are() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", silent.local_addr().unwrap());
    let client = builder(&origin).timeout(Duration::from_millis(50)).build().unwrap();
    let error = Request::new(&client, &PUT).send(|_| Ok::<_, Error>(())).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_timeout() && !error.is_connect()), "{error:?}");

    drop(silent);
    let error = Request::new(&client, &PUT).send(|_| Ok::<_, Error>(())).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_connect()), "{error:?}");
    assert!(!format!("{error:?}").contains("/file"), "a URL may hold a key: {error:?}");

    let server = Server::new(&["HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\nhalf"]).await;
    let body = Request::new(&crate::client(&server.origin), &PUT).send(|answer| Ok::<_, Error>(answer.stream())).await;
    assert!(body.unwrap().bytes().await.is_err());
}
