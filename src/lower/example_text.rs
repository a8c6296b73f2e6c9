//! Examples of bodies as the document writes them: values, or text as it travels. Text of a sequence is read to the list of
//! its items. Text of XML or of a form is not: what it stands for depends on the tables that generated crates have, and is
//! theirs to know. Nothing is dropped here without a word.

use serde_json::Value as Json;

use super::Lower;
use crate::diagnostics::Diagnostic;
use crate::model::{Content, EventData, Example, Format, Framing, Media};

/// The fields of a server-sent event, as OpenAPI 3.2 describes it.
const EVENT: [&str; 4] = ["data", "event", "id", "retry"];

impl Lower<'_> {
    /// The examples that can be used, each as the value that the body holds. `is_parts` tells a multipart answer, which is
    /// handed over as bytes, and `of_events` that the document describes events and not their data.
    pub(super) fn body_examples(
        &mut self,
        examples: Vec<Example>,
        content: &Content,
        media: &Media,
        is_parts: bool,
        of_events: bool,
    ) -> Vec<Example> {
        let mut usable = Vec::new();
        for mut example in examples {
            let value = std::mem::take(&mut example.value);
            match read(value, content, media, is_parts, of_events) {
                Ok(value) => usable.push(Example { value, ..example }),
                Err((why, help)) => {
                    let message = format!("this example is not used: {why}");
                    // A component may be the example of many bodies.
                    let place = format!("{}{}", example.origin.file, example.origin.path);
                    if self.said.insert(("unused-example", place, message.clone())) {
                        let diagnostic = Diagnostic::warning("unused-example", example.origin, message);
                        self.diagnostics.push(diagnostic.help(help));
                    }
                }
            }
        }
        usable
    }
}

/// What an example stands for, or why nobody knows.
fn read(
    value: Json,
    content: &Content,
    media: &Media,
    is_parts: bool,
    of_events: bool,
) -> Result<Json, (String, &'static str)> {
    let text = &media.text;
    match (content, value) {
        (Content::Bytes, Json::String(text)) => Ok(text.into()),
        (Content::Bytes, _) if is_parts => {
            let why =
                format!("an answer of type `{text}` is handed over as bytes, and a value says nothing about them");
            Err((why, "write the parts as they travel, as text"))
        }
        // Text is the body as it stands, of bytes too: nothing says that it is base64 or the like. A value is named where
        // all examples are checked.
        (Content::Bytes | Content::Text, value) => Ok(value),
        (Content::Items(items), Json::String(text)) => {
            sequence(&text, items.framing).map(Json::Array).map_err(|why| (why, "write a list of the items"))
        }
        (Content::Items(items), Json::Array(list)) => {
            Ok(Json::Array(if of_events { events(list, items.framing) } else { list }))
        }
        // One item is what a schema describes that is about an item.
        (Content::Items(_), value @ Json::Object(_)) => Ok(Json::Array(vec![value])),
        (Content::Value(_), value @ Json::String(_)) if media.format == Format::Json => Ok(value),
        (Content::Value(_) | Content::Multipart(_), Json::String(_)) => {
            let why = format!("it is text of `{text}`, which is not read");
            Err((why, "write the example as the value that it stands for"))
        }
        (_, value) => Ok(value),
    }
}

/// The items of a sequence that is written as it travels.
fn sequence(text: &str, framing: Framing) -> Result<Vec<Json>, String> {
    match framing {
        // Examples are often written over several lines, and without the control character before each record.
        Framing::Lines | Framing::Records => {
            let text = text.replace('\u{1e}', "\n");
            let items = serde_json::Deserializer::from_str(&text).into_iter::<Json>();
            let items: Result<Vec<Json>, _> = items.collect();
            items.map_err(|problem| format!("it is not the JSON of one item after the other ({problem})"))
        }
        Framing::Events(data) => {
            let found = data_of_events(text);
            if found.is_empty() {
                return Err("it is no stream of events: no line begins with `data:`".to_owned());
            }
            // What ends a stream of events is none of them.
            let found = found.into_iter().filter(|one| one != "[DONE]").enumerate();
            let read = |(index, one): (usize, String)| match data {
                EventData::Text => Ok(Json::from(one)),
                EventData::Json => {
                    serde_json::from_str(&one).map_err(|_| format!("the data of event {} is no JSON", index + 1))
                }
            };
            found.map(read).collect()
        }
    }
}

/// The data of each event. One that no empty line follows is one, too: examples are cut short.
fn data_of_events(text: &str) -> Vec<String> {
    let mut events = Vec::new();
    let mut data: Option<String> = None;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for line in text.split('\n').chain([""]) {
        if line.is_empty() {
            events.extend(data.take());
        } else if let Some(more) = line.strip_prefix("data").and_then(|rest| match rest.strip_prefix(':') {
            Some(more) => Some(more.strip_prefix(' ').unwrap_or(more)),
            None => rest.is_empty().then_some(rest),
        }) {
            match &mut data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(more);
                }
                None => data = Some(more.to_owned()),
            }
        }
    }
    events
}

/// The data of events that are written as objects.
fn events(list: Vec<Json>, framing: Framing) -> Vec<Json> {
    let is_event = |one: &Json| {
        one.as_object()
            .is_some_and(|event| event.contains_key("data") && event.keys().all(|key| EVENT.contains(&key.as_str())))
    };
    if !list.iter().all(is_event) {
        return list;
    }
    let data = |mut event: Json| {
        let data = event.get_mut("data").map(Json::take).unwrap_or_default();
        match (&data, framing) {
            // JSON inside of the data's text.
            (Json::String(text), Framing::Events(EventData::Json)) => serde_json::from_str(text).unwrap_or(data),
            _ => data,
        }
    };
    list.into_iter().map(data).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_read_as_they_travel() {
        let items = |text, framing| sequence(text, framing).map(|items| Json::Array(items).to_string());
        let json = Framing::Events(EventData::Json);
        for (text, framing, expected) in [
            ("{\"a\":1}\n{\"a\":2}\n", Framing::Lines, r#"[{"a":1},{"a":2}]"#),
            ("{\n  \"a\": 1\n}\n2", Framing::Lines, r#"[{"a":1},2]"#),
            ("\u{1e}{\"a\":1}\n\u{1e}[2]\n", Framing::Records, r#"[{"a":1},[2]]"#),
            ("", Framing::Lines, "[]"),
            (": hello\nevent: x\ndata: {\"a\":\ndata: 1}\n\ndata:2", json, r#"[{"a":1},2]"#),
            ("data: 1\r\n\r\ndata: [DONE]\r\n\r\n", json, "[1]"),
            ("data: a\ndata\ndata:  b\n\nid: 7\n\n", Framing::Events(EventData::Text), r#"["a\n\n b"]"#),
        ] {
            assert_eq!(items(text, framing), Ok(expected.to_owned()), "{text:?}");
        }
        for (text, framing) in [("a, b", Framing::Lines), ("{\"data\": 1}", json), ("data: 1\n\ndata: x", json)] {
            assert!(items(text, framing).is_err(), "{text:?}");
        }
    }
}
