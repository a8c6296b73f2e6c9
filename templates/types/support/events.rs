// SPDX-License-Identifier: MIT-0
//! Server-sent events, as the HTML standard reads and writes them (`text/event-stream`).

use std::fmt;

use super::codec::{Decode, Event, Key, Look, MapSource, Place, View};
use super::error::{Cx, DecodeError, Mode, Result as Step};
use super::json::{feed, to_json};
use super::kind::Described;
use super::object::{Object, Objects};
use super::shape::{Shape, optional, required};
use super::text::to_text;

/// What the data of an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventData {
    /// A value as JSON.
    Json,
    /// Text as it is.
    Text,
}

/// The data of an event that ends a stream. It is a custom, not a standard.
const DONE: &str = "[DONE]";

/// The event that ends a stream, as it is sent.
pub const DONE_EVENT: &str = "data: [DONE]\n\n";

/// An event with its data.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ServerEvent<T> {
    /// What kind of event it is. Absent stands for `message`.
    pub event: Option<String>,
    /// The event's id. Of an event that was received: the last id that came, whichever event it came with. A client
    /// that connects again sends it as `Last-Event-ID`.
    pub id: Option<String>,
    /// How many milliseconds a client should wait before it connects again.
    pub retry: Option<u64>,
    /// The data.
    pub data: T,
}

static SHAPE: Shape = Shape::object(&[optional("event"), optional("id"), optional("retry"), required("data")]);

impl<T> ServerEvent<T> {
    /// An event that has nothing but data.
    pub fn new(data: T) -> Self {
        ServerEvent { event: None, id: None, retry: None, data }
    }

    /// Says what kind of event it is. A name with line breaks cannot be sent.
    pub fn named(mut self, event: impl Into<String>) -> Self {
        self.event = Some(event.into());
        self
    }

    /// Gives the event an id. One with line breaks or NUL cannot be sent.
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Says how many milliseconds to wait before connecting again.
    pub fn with_retry(mut self, milliseconds: u64) -> Self {
        self.retry = Some(milliseconds);
        self
    }

    /// The kind of the event: `message` where none is stated.
    pub fn name(&self) -> &str {
        self.event.as_deref().unwrap_or("message")
    }
}

impl<T> From<T> for ServerEvent<T> {
    fn from(data: T) -> Self {
        ServerEvent::new(data)
    }
}

impl<T: Decode> Object for ServerEvent<T> {
    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn place(&mut self, field: usize) -> &mut dyn Place {
        match field {
            0 => &mut self.event,
            1 => &mut self.id,
            2 => &mut self.retry,
            _ => &mut self.data,
        }
    }

    fn view(&self, field: usize) -> &dyn View {
        match field {
            0 => &self.event,
            1 => &self.id,
            2 => &self.retry,
            _ => &self.data,
        }
    }
}

impl<T: Decode> Described for ServerEvent<T> {
    type Kind = Objects;

    fn blank() -> Self {
        ServerEvent::new(T::blank())
    }
}

/// The data of an event, or the value itself where it is none.
pub fn event_data(value: &dyn View) -> &dyn View {
    match value.look() {
        Look::Object(event) if std::ptr::eq(event.shape(), &SHAPE) => event.view(3),
        _ => value,
    }
}

/// An event that cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadEvent(&'static str);

impl fmt::Display for BadEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for BadEvent {}

/// Writes an event with the empty line behind it.
pub fn write_event(kind: EventData, value: &dyn View) -> Result<Vec<u8>, BadEvent> {
    let Look::Object(event) = value.look() else { return Err(BadEvent("it is no event")) };
    let text = |field: usize| to_text(event.view(field));
    let mut out = Vec::new();
    let mut line = |name: &str, value: &str| {
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(value.as_bytes());
        out.push(b'\n');
    };
    if let Some(name) = text(0) {
        if name.contains(['\n', '\r']) {
            return Err(BadEvent("the name of an event has a line break"));
        }
        line("event", &name);
    }
    if let Some(id) = text(1) {
        if id.contains(['\n', '\r', '\0']) {
            return Err(BadEvent("the id of an event has a line break or NUL"));
        }
        line("id", &id);
    }
    if let Some(retry) = text(2) {
        line("retry", &retry);
    }
    let data = match (kind, text(3)) {
        (EventData::Text, Some(text)) => text,
        _ => String::from_utf8_lossy(&to_json(event.view(3))).into_owned(),
    };
    // Each line of the data is a field. A lone carriage return ends a line too, and comes back as a line feed.
    let has_returns = data.as_bytes().contains(&b'\r');
    let data = if has_returns { data.replace("\r\n", "\n").replace('\r', "\n") } else { data };
    for piece in data.split('\n') {
        line("data", piece);
    }
    out.push(b'\n');
    Ok(out)
}

/// Reads events out of lines, the way the HTML standard says.
#[derive(Debug, Default)]
pub(super) struct EventReader {
    /// The line so far; of one that is read over its first byte.
    line: Vec<u8>,
    /// Whether the last byte was a carriage return, so that a line feed belongs to it.
    after_return: bool,
    /// Whether the first line is over: a byte order mark can stand before it only.
    begun: bool,
    /// Whether everything up to the next empty line is read over.
    skipping: bool,
    name: String,
    /// The data, each line with a line feed.
    data: String,
    next_id: String,
    id: String,
    retry: Option<u64>,
}

/// What the bytes came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing yet.
    Nothing,
    /// An event.
    Event,
    /// An event that is longer than the limit.
    TooLarge,
}

impl EventReader {
    /// Forgets the event that was found.
    pub(super) fn clear(&mut self) {
        self.name.clear();
        self.data.clear();
        self.retry = None;
    }

    /// Takes bytes up to the end of an event: how many, and what they came to.
    pub(super) fn take(&mut self, bytes: &[u8], limit: usize) -> (usize, Found) {
        let mut start = 0;
        while start < bytes.len() {
            if std::mem::take(&mut self.after_return) && bytes[start] == b'\n' {
                start += 1;
                continue;
            }
            let rest = &bytes[start..];
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let piece = &rest[..end.unwrap_or(rest.len())];
            start += piece.len();
            if self.skipping {
                self.line.extend(piece.iter().take(1));
            } else if self.line.len() + self.data.len() + piece.len() > limit {
                self.skipping = true;
                self.data.clear();
                self.line.truncate(1);
                self.line.extend(piece.iter().take(1));
                return (start, Found::TooLarge);
            } else {
                self.line.extend_from_slice(piece);
            }
            let Some(end) = end else { break };
            start += 1;
            self.after_return = rest[end] == b'\r';
            if self.end_line() {
                return (start, Found::Event);
            }
        }
        (start, Found::Nothing)
    }

    /// A line is over: whether that makes an event.
    fn end_line(&mut self) -> bool {
        let mut line = std::mem::take(&mut self.line);
        let text = match std::mem::replace(&mut self.begun, true) {
            false => line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line),
            true => &line,
        };
        let found = match text {
            b"" if std::mem::take(&mut self.skipping) => {
                self.clear();
                false
            }
            b"" => self.dispatch(),
            _ => {
                if !self.skipping {
                    self.field(&String::from_utf8_lossy(text));
                }
                false
            }
        };
        line.clear();
        self.line = line;
        found
    }

    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.next_id),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().or(self.retry);
            }
            // Comments have no name; what is unknown is ignored.
            _ => {}
        }
    }

    fn dispatch(&mut self) -> bool {
        self.id.clone_from(&self.next_id);
        if self.data.is_empty() {
            self.name.clear();
            return false;
        }
        self.data.pop();
        true
    }

    /// Whether the event that was found ends the stream.
    pub(super) fn is_done(&self) -> bool {
        self.data.trim() == DONE
    }

    /// Decodes the event that was found.
    pub(super) fn decode(&self, kind: EventData, place: &mut dyn Place, mode: Mode) -> Result<(), DecodeError> {
        let mut cx = Cx::new(mode);
        let mut source = Source { reader: self, kind, at: 0, malformed: None };
        let stopped = place.put(Event::Map(&mut source), &mut cx).is_err();
        let malformed = source.malformed.filter(|_| stopped);
        cx.finish(malformed.map(DecodeError::malformed))
    }
}

/// An event as an object.
struct Source<'a> {
    reader: &'a EventReader,
    kind: EventData,
    /// The field behind the one that was asked for last.
    at: usize,
    malformed: Option<serde_json::Error>,
}

impl MapSource for Source<'_> {
    fn key(&mut self, _: &'static Shape) -> Step<Key> {
        while self.at < SHAPE.fields.len() {
            let field = self.at;
            self.at += 1;
            let there = match field {
                0 => !self.reader.name.is_empty(),
                1 => !self.reader.id.is_empty(),
                2 => self.reader.retry.is_some(),
                _ => true,
            };
            if there {
                return Ok(Key::Field(field));
            }
        }
        Ok(Key::End)
    }

    fn name(&mut self) -> String {
        String::new()
    }

    fn value(&mut self, place: &mut dyn Place, cx: &mut Cx) -> Step {
        match (self.at, self.kind) {
            (1, _) => place.put(Event::Str(&self.reader.name), cx),
            (2, _) => place.put(Event::Str(&self.reader.id), cx),
            (3, _) => place.put(Event::U64(self.reader.retry.unwrap_or_default()), cx),
            (_, EventData::Text) => place.put(Event::Text(&self.reader.data), cx),
            (_, EventData::Json) => feed(&self.reader.data, place, cx).map_err(|error| {
                if !error.is_data() || cx.violations().is_empty() {
                    self.malformed = Some(error);
                }
                super::error::Stop
            }),
        }
    }

    fn skip(&mut self) -> Step {
        Ok(())
    }
}
