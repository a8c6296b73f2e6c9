// SPDX-License-Identifier: MIT-0
//! Cuts a multipart body (RFC 2046) into its parts while it comes. What is held is the piece that came last and at most
//! one part's head, whatever the sender does.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{BodyDataStream, Bytes};
use futures_core::Stream;
use memchr::memmem;

use super::params::percent_decode;
use super::problem::Problem;
use crate::codec::parameter;

/// How many bytes of headers a part may have.
const MAX_HEAD: usize = 16 << 10;

/// How long a boundary may be: RFC 2046 allows 70 bytes.
const MAX_BOUNDARY: usize = 256;

/// A multipart body that is being read.
pub struct FormParts {
    body: BodyDataStream,
    /// What came and was not given out.
    held: Bytes,
    /// The line break that belongs to the boundary, two dashes and the boundary.
    delimiter: Vec<u8>,
    state: State,
}

enum State {
    /// In a part's content, or in what stands before the first part.
    Content,
    /// Behind a delimiter.
    Delimiter,
    /// Behind the last delimiter.
    Ended,
}

impl FormParts {
    /// The parts of a body between such boundaries.
    pub fn new(body: axum::body::Body, boundary: &str) -> Result<Self, Problem> {
        if boundary.is_empty() || boundary.len() > MAX_BOUNDARY {
            return Err(Problem::malformed("the boundary of the form is empty or too long"));
        }
        Ok(FormParts {
            body: body.into_data_stream(),
            // So that the first delimiter is one like the others.
            held: Bytes::from_static(b"\r\n"),
            delimiter: [b"\r\n--", boundary.as_bytes()].concat(),
            state: State::Content,
        })
    }

    /// The head of the next part; `None` behind the last one. What is left of the part before is read over.
    pub async fn next(&mut self) -> Result<Option<Head>, Problem> {
        while self.chunk().await?.is_some() {}
        if matches!(self.state, State::Ended) {
            return Ok(None);
        }
        loop {
            if self.held.starts_with(b"--") {
                self.state = State::Ended;
                return Ok(None);
            }
            let most = self.held.len().min(MAX_HEAD);
            // The line break behind the boundary is the first one that is looked for: a part may have no headers.
            if let Some(end) = memmem::find(&self.held[..most], b"\r\n\r\n") {
                let head = Head::parse(&self.held.split_to(end + 4))?;
                self.state = State::Content;
                return Ok(Some(head));
            }
            if most == MAX_HEAD {
                return Err(Problem::malformed("the headers of a part of the form are too long"));
            }
            self.fill().await?;
        }
    }

    /// The next bytes of the part; `None` at its end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Problem> {
        if !matches!(self.state, State::Content) {
            return Ok(None);
        }
        loop {
            match memmem::find(&self.held, &self.delimiter) {
                Some(0) => {
                    let _ = self.held.split_to(self.delimiter.len());
                    self.state = State::Delimiter;
                    return Ok(None);
                }
                Some(end) => return Ok(Some(self.held.split_to(end))),
                None => {
                    let whole = self.held.len() - self.undecided();
                    if whole > 0 {
                        return Ok(Some(self.held.split_to(whole)));
                    }
                    self.fill().await?;
                }
            }
        }
    }

    /// How many of the last bytes may be the beginning of a delimiter.
    fn undecided(&self) -> usize {
        let most = self.held.len().min(self.delimiter.len() - 1);
        (1..=most).rev().find(|&length| self.held.ends_with(&self.delimiter[..length])).unwrap_or(0)
    }

    async fn fill(&mut self) -> Result<(), Problem> {
        let chunk = poll_fn(|cx| Pin::new(&mut self.body).poll_next(cx)).await;
        let Some(Ok(chunk)) = chunk else {
            return Err(Problem::malformed("the form ends too early"));
        };
        self.held = if self.held.is_empty() { chunk } else { [&self.held[..], &chunk[..]].concat().into() };
        Ok(())
    }
}

/// The headers of a part.
pub struct Head {
    headers: Vec<(String, String)>,
    /// How many bytes it had.
    pub length: usize,
}

impl Head {
    /// Reads what stands between a boundary and a part's content, line breaks included.
    fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let malformed = || Problem::malformed("the headers of a part of the form cannot be read");
        // A line that begins with a space continues the one before.
        let text = String::from_utf8_lossy(bytes).replace("\r\n ", " ").replace("\r\n\t", " ");
        let mut lines = text.split("\r\n");
        if lines.next().is_none_or(|padding| !padding.trim().is_empty()) {
            return Err(malformed());
        }
        let mut headers = Vec::new();
        for line in lines.filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').ok_or_else(malformed)?;
            headers.push((name.trim_end().to_ascii_lowercase(), value.trim().to_owned()));
        }
        Ok(Head { headers, length: bytes.len() })
    }

    /// A header, its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A header.
    pub fn text(&self, name: &str) -> Option<String> {
        self.header(&name.to_ascii_lowercase()).map(str::to_owned)
    }

    /// The media type that the part states.
    pub fn media_type(&self) -> Option<&str> {
        self.header("content-type")
    }

    /// The name of the part; nothing where it has none.
    pub fn name(&self) -> String {
        let disposition = self.header("content-disposition").unwrap_or_default();
        quoted(disposition, "name").map(|name| plain(&name)).unwrap_or_default()
    }

    /// The name that the sender gave the file.
    pub fn file_name(&self) -> Option<String> {
        let disposition = self.header("content-disposition")?;
        // Forms should not have the extended form (RFC 7578, 4.2), but some senders know no other.
        let extended = parameter(disposition, "filename*").and_then(|name| {
            let encoded =
                name.get(..7).filter(|charset| charset.eq_ignore_ascii_case("utf-8''")).map(|_| &name[7..])?;
            String::from_utf8(percent_decode(encoded)).ok()
        });
        extended.or_else(|| quoted(disposition, "filename").map(|name| plain(&name)))
    }
}

/// A parameter of `Content-Disposition`. Browsers write a backslash as it is; before a quote it is an escape of others.
fn quoted(disposition: &str, name: &str) -> Option<String> {
    let mut escaped = String::with_capacity(disposition.len());
    let mut chars = disposition.chars().peekable();
    while let Some(char) = chars.next() {
        escaped.push(char);
        if char == '\\' && chars.peek() != Some(&'"') {
            escaped.push(char);
        }
    }
    parameter(&escaped, name)
}

/// A name without the signs that browsers write for a quote and line ends.
fn plain(name: &str) -> String {
    name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}
