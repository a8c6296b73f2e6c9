//! A text as a series of tokens with their places: one form for JSON and YAML. They are handed on one by one, since a
//! large document has millions of them.

use std::borrow::Cow;
use std::ops::ControlFlow;

use saphyr_parser::{Event, Parser};

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A document starts.
    Document,
    /// A map opens.
    Map,
    /// A list opens.
    List,
    /// The innermost map or list closes.
    End,
    /// Text, a number or a word, as a value or as a key; an alias is one too.
    Scalar(Text<'a>),
}

/// The text of a scalar, which is read where it is asked for: of most nobody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Text<'a> {
    /// As it is meant.
    Read(Cow<'a, str>),
    /// With its quotes and escapes.
    Quoted(&'a str),
}

impl<'a> Text<'a> {
    /// The text as it is meant; with its escapes where these are none of JSON.
    pub(super) fn read(self) -> Cow<'a, str> {
        match self {
            Text::Read(text) => text,
            Text::Quoted(text) => match serde_json::from_str(text) {
                Ok(read) => Cow::Owned(read),
                Err(_) => Cow::Borrowed(text),
            },
        }
    }
}

/// Whoever looks at tokens says whether to go on.
pub(super) type Step = ControlFlow<()>;

/// Looks at the tokens of a text as far as it can be read, each with its byte offset and length.
pub(super) fn each<'a>(text: &'a str, mut look: impl FnMut(Token<'a>, usize, usize) -> Step) {
    // What begins like JSON may be YAML all the same, which shows at its end only.
    let is_json = looks_like_json(text) && json(text, |_, _, _| Step::Continue(())).is_some();
    match is_json {
        true => drop(json(text, look)),
        false => yaml(text, &mut look),
    }
}

/// Whether a bracket is the first thing in a text, comments aside.
pub(super) fn looks_like_json(text: &str) -> bool {
    let mut rest = text.trim_start();
    loop {
        let comment = match rest.get(..2) {
            Some("//") => rest.split_once('\n'),
            Some("/*") => rest.split_once("*/"),
            _ => return rest.starts_with(['{', '[']),
        };
        match comment {
            Some((_, behind)) => rest = behind.trim_start(),
            None => return false,
        }
    }
}

/// The tokens of a YAML text.
fn yaml<'a>(text: &'a str, look: &mut impl FnMut(Token<'a>, usize, usize) -> Step) {
    let offsets = Offsets::of(text);
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { break };
        let start = offsets.byte(span.start.index());
        let len = offsets.byte(span.end.index()).saturating_sub(start);
        let token = match event {
            Event::DocumentStart(_) => Token::Document,
            Event::MappingStart(..) => Token::Map,
            Event::SequenceStart(..) => Token::List,
            Event::MappingEnd | Event::SequenceEnd => Token::End,
            Event::Scalar(text, ..) => Token::Scalar(Text::Read(text)),
            Event::Alias(_) => Token::Scalar(Text::Read(Cow::Borrowed(""))),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
        };
        if look(token, start, len).is_break() {
            break;
        }
    }
}

/// The tokens of a JSON text; `None` when it is none, as far as tokens go.
fn json<'a>(text: &'a str, mut look: impl FnMut(Token<'a>, usize, usize) -> Step) -> Option<()> {
    let bytes = text.as_bytes();
    let mut step = look(Token::Document, 0, 0);
    let mut at = 0;
    while let (Step::Continue(()), Some(byte)) = (step, bytes.get(at)) {
        let start = at;
        at += 1;
        match byte {
            b'{' => step = look(Token::Map, start, 1),
            b'[' => step = look(Token::List, start, 1),
            b'}' | b']' => step = look(Token::End, start, 1),
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
            // Comments are no JSON, and read nevertheless.
            b'#' => at = line_end(bytes, at),
            b'/' if bytes.get(at) == Some(&b'/') => at = line_end(bytes, at),
            b'/' if bytes.get(at) == Some(&b'*') => {
                at += 1 + bytes[at + 1..].windows(2).position(|pair| pair == b"*/")? + 2;
            }
            b'"' => {
                let mut is_escaped = false;
                while *bytes.get(at)? != b'"' {
                    if bytes[at] == b'\\' {
                        is_escaped = true;
                        at += 1;
                        // Others are YAML's.
                        if !b"\"\\/bfnrtu".contains(bytes.get(at)?) {
                            return None;
                        }
                    }
                    at += 1;
                }
                at += 1;
                let quoted = text.get(start..at)?;
                let content = match is_escaped {
                    true => Text::Quoted(quoted),
                    false => Text::Read(Cow::Borrowed(&quoted[1..quoted.len() - 1])),
                };
                step = look(Token::Scalar(content), start, at - start);
            }
            b'-' | b'0'..=b'9' | b'a'..=b'z' => {
                while bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)) {
                    at += 1;
                }
                step = look(Token::Scalar(Text::Read(text.get(start..at)?.into())), start, at - start);
            }
            _ => return None,
        }
    }
    Some(())
}

/// Where the line ends.
fn line_end(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len() - at)
}

/// From positions in characters to positions in bytes.
enum Offsets {
    /// All characters are bytes.
    Ascii(usize),
    /// The byte offset of every character.
    Table(Vec<usize>, usize),
}

impl Offsets {
    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Offsets::Ascii(text.len());
        }
        Offsets::Table(text.char_indices().map(|(offset, _)| offset).collect(), text.len())
    }

    fn byte(&self, character: usize) -> usize {
        match self {
            Offsets::Ascii(len) => character.min(*len),
            Offsets::Table(table, len) => table.get(character).copied().unwrap_or(*len),
        }
    }
}
