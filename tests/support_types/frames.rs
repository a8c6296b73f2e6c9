//! Bodies of values one after the other: where an item ends, byte by byte, wherever the pieces are cut.

use crate::support::{BadItem, Frames, Framing, Misframed, Mode, frame};

/// The items of a body that arrives in these pieces, each as JSON or as what is wrong with it.
fn read(framing: Framing, limit: usize, pieces: &[&[u8]]) -> Vec<String> {
    let mut frames = Frames::new(framing, limit);
    let mut found = Vec::new();
    let mut item = |frames: &Frames| {
        assert_eq!(frames.index(), found.len() as u64);
        let mut value = serde_json::Value::Null;
        found.push(match frames.decode(&mut value, Mode::Strict) {
            Ok(()) => value.to_string(),
            Err(BadItem::Misframed(problem)) => format!("! {problem}"),
            Err(BadItem::Undecodable(_)) => "! undecodable".to_owned(),
        });
    };
    for piece in pieces {
        let mut rest = *piece;
        while !rest.is_empty() {
            let (taken, complete) = frames.take(rest);
            assert!(taken > 0, "no progress at {rest:?}");
            rest = &rest[taken..];
            if complete {
                item(&frames);
            }
        }
    }
    if frames.end() {
        item(&frames);
    }
    assert!(!frames.end(), "there is one end");
    found
}

/// However the bytes are cut, the items are these.
fn items(framing: Framing, body: &[u8], expected: &[&str]) {
    assert_eq!(read(framing, 100, &[body]), expected, "in one piece");
    for at in 0..body.len() {
        assert_eq!(read(framing, 100, &[&body[..at], &body[at..]]), expected, "cut at {at}");
    }
    let single: Vec<&[u8]> = body.chunks(1).collect();
    assert_eq!(read(framing, 100, &single), expected, "byte by byte");
}

#[test]
fn lines() {
    let lines = |body: &str, expected: &[&str]| items(Framing::Lines, body.as_bytes(), expected);
    lines("", &[]);
    lines("1\n2\n", &["1", "2"]);
    lines("1\n2", &["1", "2"]);
    lines("{\"a\":\"\\n\"}\r\n\r\n \n[]\r\n", &["{\"a\":\"\\n\"}", "[]"]);
    lines("\u{feff}1\n\u{feff}2\n", &["1", "! undecodable"]);
    lines("1 2\n{\nnull\n{\"a\":", &["! undecodable", "! undecodable", "null", "! undecodable"]);
    items(Framing::Lines, b"\xff\n1\n", &["! undecodable", "1"]);
}

#[test]
fn records() {
    let records = |body: &str, expected: &[&str]| items(Framing::Records, body.as_bytes(), expected);
    records("", &[]);
    records("\u{1e}1\n\u{1e}{\"a\":1}\n", &["1", "{\"a\":1}"]);
    // Text may have lines of its own, and separators in strings are escaped.
    records("\u{1e}{\n\"a\":\n\"}\\\"\\n\"\n}\n\u{1e}[\n]\n", &["{\"a\":\"}\\\"\\n\"}", "[]"]);
    // What tells its own end needs no line feed, what does not may be cut off (RFC 7464, 2.4).
    records("\u{1e}{}\u{1e}\"a\"\u{1e}12\u{1e}true", &["{}", "\"a\"", "! it may be cut off", "! it may be cut off"]);
    records("\u{1e}12 \u{1e}null\n", &["12", "null"]);
    records("\u{1e}\u{1e}\n\u{1e} 1\n\n\u{1e}", &["1"]);
    records("\u{1e}{\"a\":\n\u{1e}2\n", &["! undecodable", "2"]);
    records("\u{1e}1 2\n\u{1e}3\n", &["! undecodable", "3"]);
    records(
        "1\n\u{1e}2\n 3\n4\n\u{1e}5\n",
        &["! there is text outside of a record", "2", "! there is text outside of a record", "5"],
    );
}

#[test]
fn items_are_bounded() {
    let long = format!("1\n\"{}\"\n2\n", "x".repeat(5000));
    let too_long = "! it is longer than 10 bytes";
    for size in [1, 7, 10, 11, 4096, 1 << 20] {
        let pieces: Vec<&[u8]> = long.as_bytes().chunks(size).collect();
        assert_eq!(read(Framing::Lines, 10, &pieces), ["1", too_long, "2"], "{size}");
        let long = long.replace("\n\"", "\n\u{1e}\"").replace("\n2", "\n\u{1e}2");
        let long = format!("\u{1e}{long}");
        let pieces: Vec<&[u8]> = long.as_bytes().chunks(size).collect();
        assert_eq!(read(Framing::Records, 10, &pieces), ["1", too_long, "2"], "{size}");
    }
    assert_eq!(read(Framing::Lines, 3, &[b"\"a\"\n"]), ["\"a\""], "the line feed does not count");
    // It is told as soon as it is known, not when the item is over.
    let mut frames = Frames::new(Framing::Lines, 10);
    assert_eq!(frames.take(&[b'1'; 11]), (11, true));
    assert_eq!(frames.decode(&mut 0_i64, Mode::Strict), Err(BadItem::Misframed(Misframed::TooLarge(10))));
    // Many empty records do not make the stack grow.
    assert!(read(Framing::Records, 10, &[&[0x1e; 1_000_000]]).is_empty());
}

#[test]
fn written() {
    let value = serde_json::json!({ "a": "line\nfeed \u{1e}" });
    let lines = frame(Framing::Lines, &value).unwrap();
    assert_eq!(String::from_utf8(lines.clone()).unwrap(), "{\"a\":\"line\\nfeed \\u001e\"}\n");
    let records = frame(Framing::Records, &value).unwrap();
    assert_eq!(records, [b"\x1e", &lines[..]].concat());
    assert_eq!(read(Framing::Lines, 100, &[&lines, &lines]), [value.to_string(), value.to_string()]);
    assert_eq!(read(Framing::Records, 100, &[&records, &records]), [value.to_string(), value.to_string()]);
}
