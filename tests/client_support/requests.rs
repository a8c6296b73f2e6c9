//! What is sent.

use crate::server::{Server, answer, bare};
use crate::support::error::Error;
use crate::support::multipart::{FilePart, Form};
use crate::support::request::{Operation, Request};
use crate::support::security::{ApiKey, Credential};
use crate::{GET, LOOK, PUT, builder, client};

fn ok() -> String {
    answer("200 OK", "application/json", "\"fine\"")
}

/// Sends it and gives the whole request.
async fn sent(fill: impl FnOnce(&mut Request)) -> String {
    let mut server = Server::new(&[&ok()]).await;
    let mut request = Request::new(&client(&server.origin), &LOOK);
    request.set(0, &"1");
    fill(&mut request);
    request.send(|answer| Ok::<_, Error>(answer.case())).await.unwrap();
    server.heard().await
}

/// The error of a request that cannot be sent.
async fn refused(operation: &'static Operation, fill: impl FnOnce(&mut Request)) -> String {
    let mut server = Server::new(&[&ok()]).await;
    let mut request = Request::new(&client(&server.origin), operation);
    fill(&mut request);
    let error = request.send(|_| Ok::<_, Error>(())).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    assert!(server.heard_nothing());
    error.to_string()
}

fn line(request: &str) -> &str {
    request.lines().next().unwrap()
}

#[tokio::test]
async fn parameters_leave_in_the_order_of_the_table() {
    let request = sent(|request| {
        request.set(4, &"d");
        request.set(3, &"c, d");
        request.set(2, &"b&=");
        request.set(1, &"a");
    })
    .await;
    assert_eq!(line(&request), "GET /api/things/1:look?first=a&second=b%26%3D HTTP/1.1");
    assert!(request.contains("\r\nx-third: c, d\r\n"), "{request}");
    assert!(request.contains("\r\ncookie: fourth=d\r\n"), "{request}");
    assert!(request.contains("\r\nuser-agent: test/1\r\n"), "{request}");
    // What is only taken for JSON comes last.
    let accept = "\r\naccept: application/json, text/*, application/problem+json, application/yaml\r\n";
    assert!(request.contains(accept), "{request}");
}

#[tokio::test]
async fn the_last_value_of_a_parameter_counts() {
    let request = sent(|request| {
        request.set(1, &"a");
        request.set(1, &"b");
    })
    .await;
    assert_eq!(line(&request), "GET /api/things/1:look?first=b HTTP/1.1");
}

#[tokio::test]
async fn a_slash_stays_inside_its_segment() {
    let request = sent(|request| request.set(0, &"a/b ?%2F#")).await;
    assert_eq!(line(&request), "GET /api/things/a%2Fb%20%3F%252F%23:look HTTP/1.1");
}

#[tokio::test]
async fn dots_are_refused_before_anything_is_sent() {
    for dots in [".", ".."] {
        assert!(refused(&GET, |request| request.set(0, &dots)).await.contains("`{id}`"));
    }
    // They are only a part of the segment here.
    assert_eq!(line(&sent(|request| request.set(0, &"..")).await), "GET /api/things/..:look HTTP/1.1");
}

#[tokio::test]
async fn a_header_with_a_line_break_is_refused_and_not_shown() {
    let text = refused(&LOOK, |request| {
        request.set(0, &"1");
        request.set(3, &"secret\r\nX-Evil: 1");
    })
    .await;
    assert!(text.contains("X-Third") && !text.contains("secret"), "{text}");
}

#[tokio::test]
async fn credentials_are_those_of_the_first_complete_alternative() {
    let key = || Credential::query_key("api key", ApiKey::new("k&1"));
    let cookie = || Credential::cookie_key("sid", ApiKey::from("s"));
    let bearer = || Credential::authorization("Bearer", "t".to_owned());
    let cases = [
        (vec![("key", key()), ("cookie", cookie()), ("bearer", bearer())], "?api%20key=k%261", "cookie: sid=s"),
        (vec![("key", key()), ("bearer", bearer())], "", "authorization: Bearer t"),
        (vec![("key", key())], "", ""),
    ];
    for (credentials, query, header) in cases {
        let mut server = Server::new(&[&ok()]).await;
        let mut builder = builder(&server.origin);
        for (scheme, credential) in credentials {
            builder = builder.credential(scheme, credential);
        }
        let mut request = Request::new(&builder.build().unwrap(), &LOOK);
        request.set(0, &"1");
        request.send(|_| Ok::<_, Error>(())).await.unwrap();
        let request = server.heard().await;
        assert_eq!(line(&request), format!("GET /api/things/1:look{query} HTTP/1.1"));
        assert!(request.contains(header), "{request}");
        assert_eq!(request.contains("authorization"), header.contains("authorization"), "{request}");
    }
}

#[tokio::test]
async fn credentials_are_written_as_their_schemes_want_them() {
    let header = |credential: Result<Credential, _>| match credential.unwrap() {
        Credential::Header(name, value) => format!("{name}: {}", value.to_str().unwrap()),
        _ => unreachable!("a header"),
    };
    let bearer = ApiKey::new("k").with_prefix("bearer");
    assert_eq!(header(Credential::header_key("Authorization", bearer)), "authorization: bearer k");
    assert_eq!(
        header(Credential::basic("Aladdin", "open sesame")),
        "authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    );
    assert_eq!(header(Credential::basic("a", "")), "authorization: Basic YTo=");
    assert_eq!(header(Credential::basic("a", "bc")), "authorization: Basic YTpiYw==");
    assert!(Credential::basic("a:b", "c").is_err());
    assert!(Credential::header_key("X-Key", ApiKey::new("a\nb")).is_err());
    assert!(Credential::cookie_key("sid", ApiKey::new("a;b")).is_err());
}

#[tokio::test]
async fn secrets_do_not_show() {
    let key = ApiKey::new("secret").with_prefix("hidden");
    assert_eq!(format!("{key:?}"), "ApiKey(***)");
    let builder = builder("http://localhost").credential("key", Credential::query_key("q", key));
    let shown = format!("{builder:?} {:?}", builder.clone().build().unwrap());
    assert!(shown.contains("key") && !shown.contains("secret") && !shown.contains("hidden"), "{shown}");
}

#[test]
fn base_urls() {
    let base = |url: &str| builder(url).build().map(|client| client.base_url().to_owned());
    assert_eq!(base("http://localhost:80").unwrap(), "http://localhost/api");
    assert_eq!(base("https://example.org/").unwrap(), "https://example.org/api");
    assert_eq!(base("https://example.org/other/").unwrap(), "https://example.org/other");
    assert_eq!(builder("http://h").base_path("/").build().unwrap().base_url(), "http://h");
    for wrong in ["", "/api", "localhost", "ftp://example.org", "http://h/?a=b", "http://u:p@h/"] {
        assert!(matches!(base(wrong), Err(Error::Invalid(_))), "{wrong}");
    }
}

#[tokio::test]
async fn default_headers_give_way() {
    let mut server = Server::new(&[&ok(), &ok()]).await;
    let client = builder(&server.origin).default_header("X-Third", "d").user_agent("me").build().unwrap();
    for own in [false, true] {
        let mut request = Request::new(&client, &LOOK);
        request.set(0, &"1");
        if own {
            request.set(3, &"own");
        }
        request.send(|_| Ok::<_, Error>(())).await.unwrap();
        let request = server.heard().await;
        assert!(request.contains(if own { "x-third: own" } else { "x-third: d" }), "{request}");
        assert!(request.contains("user-agent: me\r\n"), "{request}");
    }
    assert!(builder("http://h").default_header("a b", "c").build().is_err());
}

#[tokio::test]
async fn a_form_is_written_part_by_part() {
    let mut server = Server::new(&[&bare("200 OK", "")]).await;
    let mut form = Form::default();
    form.value("data[id]", &7i64);
    form.value("tags", &vec!["a".to_owned(), "b".to_owned()]);
    form.value("nothing", &None::<String>);
    form.file("up\"load", FilePart::new("a\r\n\".txt", "text").with_content_type("text/plain"));
    let mut request = Request::new(&client(&server.origin), &PUT);
    request.try_body(form.into_body("multipart/form-data"));
    request.send(|_| Ok::<_, Error>(())).await.unwrap();
    let request = server.heard().await;
    let boundary = request.split("boundary=").nth(1).unwrap().lines().next().unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("content-length: {}", body.len())), "{head}");
    let parts = [
        ("name=\"data[id]\"", "7"),
        ("name=\"tags\"", "a"),
        ("name=\"tags\"", "b"),
        ("name=\"up%22load\"; filename=\"a%0D%0A%22.txt\"\r\nContent-Type: text/plain", "text"),
    ];
    let parts =
        parts.map(|(head, text)| format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n"));
    assert_eq!(body, format!("{}--{boundary}--\r\n", parts.concat()));
}

#[tokio::test]
async fn a_form_with_an_impossible_media_type_is_refused() {
    let mut form = Form::default();
    form.file("a", FilePart::new("b", "c").with_content_type("text/plain\r\nX-Evil: 1"));
    assert!(form.into_body("multipart/form-data").is_err());
}

#[tokio::test]
async fn the_charset_of_a_text_is_said_unless_it_tells_types_apart() {
    let said = sent(|request| request.text("text/plain", "ä")).await;
    assert!(said.contains("\r\ncontent-type: text/plain; charset=utf-8\r\n"), "{said}");
    let plain = sent(|request| request.text_as_stated("text/plain", "ä")).await;
    assert!(plain.contains("\r\ncontent-type: text/plain\r\n") && plain.ends_with('ä'), "{plain}");
    let stated = sent(|request| request.text_as_stated("text/plain; charset=latin1", "a")).await;
    assert!(stated.contains("\r\ncontent-type: text/plain; charset=latin1\r\n"), "{stated}");
}
