// SPDX-License-Identifier: MIT-0
//! Values one after the other in one body: newline-delimited JSON, JSON text sequences (RFC 7464), server-sent events.
//! Bytes in, one item at a time out; nothing here waits for bytes.

use std::fmt;

use super::codec::{Place, View};
use super::error::{DecodeError, Mode};
use super::events::{BadEvent, EventData, EventReader, Found, write_event};
use super::json::{decode_json, to_json};

/// How items are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Each ends with a line feed.
    Lines,
    /// Each stands between a record separator and a line feed.
    Records,
    /// Each is a [`ServerEvent`](super::events::ServerEvent) with such data.
    Events(EventData),
}

const RECORD: u8 = 0x1e;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A value as an item of a body.
pub fn frame(framing: Framing, value: &dyn View) -> Result<Vec<u8>, BadEvent> {
    if let Framing::Events(data) = framing {
        return write_event(data, value);
    }
    let mut item = to_json(value);
    if framing == Framing::Records {
        item.insert(0, RECORD);
    }
    item.push(b'\n');
    Ok(item)
}

/// Why an item cannot be read. Those behind it can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misframed {
    /// It has more bytes than this.
    TooLarge(usize),
    /// There is text that belongs to no record.
    Stray,
    /// A number, boolean or null at whose end something may be missing.
    Truncated,
}

impl fmt::Display for Misframed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Misframed::TooLarge(limit) => write!(f, "it is longer than {limit} bytes"),
            Misframed::Stray => f.write_str("there is text outside of a record"),
            Misframed::Truncated => f.write_str("it may be cut off"),
        }
    }
}

impl std::error::Error for Misframed {}

/// Why an item gives no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadItem {
    /// Its text cannot be told.
    Misframed(Misframed),
    /// Its text is not the value that it should be.
    Undecodable(DecodeError),
}

/// Cuts bytes into items. It holds one item at most, and never more bytes than the limit.
#[derive(Debug)]
pub struct Frames {
    framing: Framing,
    limit: usize,
    item: Vec<u8>,
    problem: Option<Misframed>,
    /// Whether `item` is complete, so that what comes next belongs to another one.
    complete: bool,
    /// How many items are complete.
    count: u64,
    state: State,
    /// How far the text of a record is.
    text: Text,
    events: EventReader,
}

/// What the next byte belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing: a record may begin.
    Outside,
    /// An item.
    Inside,
    /// An item that is read over to its end.
    Skipping,
}

/// Where a JSON text is, as far as its end is to be found.
#[derive(Clone, Copy, Debug, Default)]
struct Text {
    depth: u32,
    quoted: bool,
    escaped: bool,
    begun: bool,
}

impl Text {
    /// Whether a line feed ends the text.
    fn is_over(self) -> bool {
        self.begun && self.depth == 0 && !self.quoted
    }

    fn read(&mut self, byte: u8) {
        if self.quoted {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.quoted = false,
                _ => {}
            }
            return;
        }
        match byte {
            b'"' => self.quoted = true,
            b'{' | b'[' => self.depth = self.depth.saturating_add(1),
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.begun |= !byte.is_ascii_whitespace();
    }
}

impl Frames {
    /// Items of at most `limit` bytes.
    pub fn new(framing: Framing, limit: usize) -> Self {
        Frames {
            framing,
            limit,
            item: Vec::new(),
            problem: None,
            complete: false,
            count: 0,
            state: if framing == Framing::Lines { State::Inside } else { State::Outside },
            text: Text::default(),
            events: EventReader::default(),
        }
    }

    /// Takes bytes up to the end of an item: how many, and whether the item is complete.
    pub fn take(&mut self, bytes: &[u8]) -> (usize, bool) {
        if self.complete {
            self.complete = false;
            self.problem = None;
            self.item.clear();
            self.events.clear();
        }
        match self.framing {
            Framing::Lines => self.take_line(bytes),
            Framing::Records => self.take_record(bytes),
            Framing::Events(_) => self.take_event(bytes),
        }
    }

    /// There are no more bytes: whether that completes an item.
    pub fn end(&mut self) -> bool {
        if self.complete || self.state != State::Inside {
            return false;
        }
        match self.framing {
            Framing::Lines => self.complete_unless_blank(),
            Framing::Records => self.complete_abruptly(),
            // An event that lacks its empty line is none.
            Framing::Events(_) => false,
        }
    }

    /// The number of the complete item, from 0 on.
    pub fn index(&self) -> u64 {
        self.count.saturating_sub(1)
    }

    /// Decodes the complete item.
    pub fn decode(&self, place: &mut dyn Place, mode: Mode) -> Result<(), BadItem> {
        if let Some(problem) = &self.problem {
            return Err(BadItem::Misframed(problem.clone()));
        }
        if let Framing::Events(data) = self.framing {
            return self.events.decode(data, place, mode).map_err(BadItem::Undecodable);
        }
        let text = match self.item.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) if self.count == 1 => rest,
            _ => &self.item,
        };
        decode_json(place, text, mode).map_err(BadItem::Undecodable)
    }

    /// Whether the complete item is no item but says that there is none behind it: the event `[DONE]`, with which many
    /// services end a stream whose data is JSON otherwise. JSON it is not.
    pub fn says_done(&self) -> bool {
        self.framing == Framing::Events(EventData::Json) && self.problem.is_none() && self.events.is_done()
    }

    fn take_line(&mut self, bytes: &[u8]) -> (usize, bool) {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(bytes.len(), |end| end + 1);
        let rest = if end.is_some() { State::Inside } else { State::Skipping };
        if self.state == State::Skipping {
            self.state = rest;
            return (taken, false);
        }
        if !self.keep(&bytes[..end.unwrap_or(taken)]) {
            self.state = rest;
            return (taken, self.complete());
        }
        (taken, end.is_some() && self.complete_unless_blank())
    }

    fn take_record(&mut self, bytes: &[u8]) -> (usize, bool) {
        // From here on bytes of the item are not kept yet.
        let mut start = 0;
        for (index, byte) in bytes.iter().enumerate() {
            match (self.state, *byte) {
                (State::Inside, RECORD) => {
                    let fits = self.keep(&bytes[start..index]);
                    self.text = Text::default();
                    let complete = if fits { self.complete_abruptly() } else { self.complete() };
                    if complete {
                        return (index + 1, true);
                    }
                    start = index + 1;
                }
                (_, RECORD) => {
                    self.state = State::Inside;
                    self.text = Text::default();
                    start = index + 1;
                }
                (State::Skipping, _) => {}
                (State::Outside, byte) if byte.is_ascii_whitespace() => {}
                (State::Outside, _) => {
                    self.problem = Some(Misframed::Stray);
                    self.state = State::Skipping;
                    return (index + 1, self.complete());
                }
                (State::Inside, b'\n') if self.text.is_over() => {
                    self.keep(&bytes[start..index]);
                    self.state = State::Outside;
                    return (index + 1, self.complete());
                }
                (State::Inside, byte) => self.text.read(byte),
            }
        }
        if self.state == State::Inside && !self.keep(&bytes[start..]) {
            self.state = State::Skipping;
            return (bytes.len(), self.complete());
        }
        (bytes.len(), false)
    }

    fn take_event(&mut self, bytes: &[u8]) -> (usize, bool) {
        let (taken, found) = self.events.take(bytes, self.limit);
        if found == Found::TooLarge {
            self.problem = Some(Misframed::TooLarge(self.limit));
        }
        (taken, found != Found::Nothing && self.complete())
    }

    /// Keeps bytes of an item, unless they become too many.
    fn keep(&mut self, bytes: &[u8]) -> bool {
        let fits = bytes.len() <= self.limit.saturating_sub(self.item.len());
        if fits {
            self.item.extend_from_slice(bytes);
        } else {
            self.problem = Some(Misframed::TooLarge(self.limit));
            self.item.clear();
        }
        fits
    }

    fn complete(&mut self) -> bool {
        self.complete = true;
        self.count += 1;
        true
    }

    /// Empty lines are no items.
    fn complete_unless_blank(&mut self) -> bool {
        if self.item.iter().all(u8::is_ascii_whitespace) {
            self.item.clear();
            return false;
        }
        self.complete()
    }

    /// A record that does not end with its line feed. What tells its own end is complete nevertheless.
    fn complete_abruptly(&mut self) -> bool {
        let first = self.item.iter().find(|byte| !byte.is_ascii_whitespace());
        let open = self.item.last().is_some_and(|byte| !byte.is_ascii_whitespace());
        if open && !matches!(first, Some(b'{' | b'[' | b'"')) {
            self.problem = Some(Misframed::Truncated);
        }
        self.complete_unless_blank()
    }
}
