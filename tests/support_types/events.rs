//! Server-sent events: the HTML standard's rules one by one, wherever the pieces are cut, and what is written.

use crate::support::{BadItem, EventData, Frames, Framing, Mode, ServerEvent, frame};

type Told = ServerEvent<String>;

/// The events of a body that arrives in these pieces: `name|id|retry|data`.
fn read(pieces: &[&[u8]], limit: usize) -> Vec<String> {
    let mut frames = Frames::new(Framing::Events(EventData::Text), limit);
    let mut found = Vec::new();
    for piece in pieces {
        let mut rest = *piece;
        while !rest.is_empty() {
            let (taken, complete) = frames.take(rest);
            assert!(taken > 0, "no progress at {rest:?}");
            rest = &rest[taken..];
            if complete {
                let mut event = Told::default();
                found.push(match frames.decode(&mut event, Mode::Strict) {
                    Ok(()) => format!(
                        "{}|{}|{}|{}",
                        event.name(),
                        event.id.as_deref().unwrap_or("-"),
                        event.retry.map_or("-".to_owned(), |retry| retry.to_string()),
                        event.data
                    ),
                    Err(problem) => format!("{problem:?}"),
                });
            }
        }
    }
    assert!(!frames.end(), "what lacks its empty line is no event");
    found
}

fn events(body: &str, expected: &[&str]) {
    bytes(body.as_bytes(), expected);
    // Line ends are the same in every form, also mixed.
    bytes(body.replace('\n', "\r").as_bytes(), expected);
    bytes(body.replace('\n', "\r\n").as_bytes(), expected);
}

fn bytes(body: &[u8], expected: &[&str]) {
    assert_eq!(read(&[body], 1000), expected, "in one piece: {:?}", String::from_utf8_lossy(body));
    for at in 0..body.len() {
        assert_eq!(read(&[&body[..at], &body[at..]], 1000), expected, "cut at {at}");
    }
    let single: Vec<&[u8]> = body.chunks(1).collect();
    assert_eq!(read(&single, 1000), expected, "byte by byte");
}

#[test]
fn fields() {
    events("data: YHOO\ndata: +2\ndata: 10\n\n", &["message|-|-|YHOO\n+2\n10"]);
    events("event: add\nid: 1\nretry: 10\ndata: a\n\ndata: b\n\n", &["add|1|10|a", "message|1|-|b"]);
    // One space goes, others stay; a colon may stand in the value.
    events("data:a\n\ndata:  b: c\n\n", &["message|-|-|a", "message|-|-| b: c"]);
    events("data\n\ndata\ndata\n\ndata:\n", &["message|-|-|", "message|-|-|\n"]);
    events(": a comment\n:\ndata: a\nunknown: x\nData: y\n data: z\n\n", &["message|-|-|a"]);
    events("event: a\n\ndata: b\n\n", &["message|-|-|b"]);
    events("event: a\nevent: b\nevent\ndata: c\n\n", &["message|-|-|c"]);
}

#[test]
fn ids_and_retries() {
    events("id: 1\n\ndata: a\n\nid\ndata: b\n\n", &["message|1|-|a", "message|-|-|b"]);
    events("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", &["message|1|-|a", "message|1|-|b"]);
    events(
        "retry: 1s\ndata: a\n\nretry: -1\ndata: b\n\nretry:\ndata: c\n\n",
        &["message|-|-|a", "message|-|-|b", "message|-|-|c"],
    );
    events("retry: 99999999999999999999\ndata: a\n\nretry: 007\n\ndata: b\n\n", &["message|-|-|a", "message|-|7|b"]);
}

#[test]
fn beginnings_and_ends() {
    events("", &[]);
    events("\n\n\n", &[]);
    events("\u{feff}data: a\n\n\u{feff}data: b\n\n", &["message|-|-|a"]);
    events("\u{feff}\ndata: a\n\n", &["message|-|-|a"]);
    // The last empty line is missing.
    events("data: a\n\ndata: b\n", &["message|-|-|a"]);
    events("data: a\n\ndata: b", &["message|-|-|a"]);
    bytes(b"data: a\r\rdata: b\n\r\ndata: c\r\n\n", &["message|-|-|a", "message|-|-|b", "message|-|-|c"]);
    bytes(b"data: \xff\xc3\xa4\n\n", &["message|-|-|\u{fffd}\u{e4}"]);
}

#[test]
fn events_are_bounded() {
    let body = format!("data: 1\n\ndata: {}\nid: x\n\ndata: 2\n\n", "x".repeat(5000));
    for size in [1, 7, 4096, 1 << 20] {
        let pieces: Vec<&[u8]> = body.as_bytes().chunks(size).collect();
        assert_eq!(read(&pieces, 100), ["message|-|-|1", "Misframed(TooLarge(100))", "message|-|-|2"], "{size}");
    }
    let many = "data: 12345678\n".repeat(20);
    assert_eq!(read(&[many.as_bytes(), b"\n\ndata: 2\n\n"], 100), ["Misframed(TooLarge(100))", "message|-|-|2"]);
}

#[test]
fn json_data() {
    let mut frames = Frames::new(Framing::Events(EventData::Json), 100);
    let mut event = ServerEvent::<Vec<i64>>::default();
    assert_eq!(frames.take(b"data: [1,\ndata: 2]\n\n"), (20, true));
    frames.decode(&mut event, Mode::Lenient).unwrap();
    assert_eq!(event.data, [1, 2]);
    assert_eq!(frames.take(b"data: [1,\"2\"]\n\n"), (15, true));
    let problem = frames.decode(&mut event, Mode::Strict).unwrap_err();
    let BadItem::Undecodable(problem) = problem else { panic!("{problem:?}") };
    assert_eq!(problem.to_string(), "/data/1: expected an integer of 64 bits, found a string");
    for mode in [Mode::Lenient, Mode::Strict] {
        assert!(frames.take(b"data: [DONE]\n\n").1);
        assert!(frames.decode(&mut event, mode).is_err());
    }
}

#[test]
fn written() {
    let write = |event: Told| {
        let bytes = frame(Framing::Events(EventData::Text), &event).map_err(|problem| problem.to_string())?;
        Ok::<_, String>(String::from_utf8(bytes).unwrap())
    };
    assert_eq!(write("a".to_owned().into()).unwrap(), "data: a\n\n");
    let event = Told::new("a\nb\r\nc\rd\n".to_owned()).named("add").with_id("7").with_retry(5);
    let text = write(event).unwrap();
    assert_eq!(text, "event: add\nid: 7\nretry: 5\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
    assert_eq!(read(&[text.as_bytes()], 100), ["add|7|5|a\nb\nc\nd\n"]);
    assert_eq!(read(&[write(Told::new(" a".to_owned())).unwrap().as_bytes()], 100), ["message|-|-| a"]);
    assert_eq!(read(&[write(Told::new(String::new())).unwrap().as_bytes()], 100), ["message|-|-|"]);
    for text in ["a\nb", "a\rb"] {
        assert!(write(Told::default().named(text)).unwrap_err().contains("name"));
        assert!(write(Told::default().with_id(text)).unwrap_err().contains("id"));
    }
    assert!(write(Told::default().with_id("\0")).is_err());
    let value = ServerEvent::new(serde_json::json!({ "a": "\n" }));
    assert_eq!(frame(Framing::Events(EventData::Json), &value).unwrap(), b"data: {\"a\":\"\\n\"}\n\n");
}
