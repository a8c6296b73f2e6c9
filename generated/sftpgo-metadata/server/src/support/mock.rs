// SPDX-License-Identifier: MIT-0
//! The answers of the mock: which of them a caller asks for, and the values out of `mock.json` that it is made of.

use std::sync::OnceLock;

use axum::http::StatusCode;
use serde_json::Value;

use super::body::{Body, Text};
use super::call::Context;
use super::media::{Accept, bare};
use super::problem::Problem;
use super::security::Denied;
use crate::codec::{Decode, DecodeError, Mode, Secret, decode_json};

/// Whom a mock lets in: anybody who brings credentials, unless it says otherwise here.
#[derive(Clone, Debug, Default)]
pub struct Callers {
    /// The key, token or password that is taken.
    pub secret: Option<Secret>,
    /// Nobody is let in.
    pub denied: Option<Denied>,
}

impl Callers {
    /// Whether a caller is let in with what it brings.
    pub fn admit(&self, brought: &[Option<&Secret>]) -> Result<(), Denied> {
        let is_known = |brought: &Secret| self.secret.as_ref().is_none_or(|secret| secret == brought);
        match self.denied {
            Some(denied) => Err(denied),
            None if brought.iter().copied().flatten().all(is_known) => Ok(()),
            None => Err(Denied::Unauthenticated),
        }
    }
}

/// What a caller would like to be answered: `code` and `example` of its `Prefer` header (RFC 7240).
#[derive(Debug, Default)]
struct Prefer {
    code: Option<String>,
    example: Option<String>,
}

impl Prefer {
    fn of(header: &str) -> Self {
        let mut prefer = Prefer::default();
        for (name, value) in preferences(header) {
            let place = match name.as_str() {
                "code" => &mut prefer.code,
                "example" => &mut prefer.example,
                _ => continue,
            };
            // The first one counts.
            place.get_or_insert(value);
        }
        prefer
    }
}

/// Names, in lower case, and values. A value may stand in quotes.
fn preferences(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let (mut name, mut value, mut in_value) = (Word::default(), Word::default(), false);
    let (mut quoted, mut escaped) = (false, false);
    for c in header.chars().chain([',']) {
        let part = if in_value { &mut value } else { &mut name };
        match c {
            _ if std::mem::take(&mut escaped) => part.keep(c),
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => part.keep(c),
            ',' | ';' => {
                let name = std::mem::take(&mut name).finish().to_ascii_lowercase();
                found.push((name, std::mem::take(&mut value).finish()));
                in_value = false;
            }
            '=' if !in_value => in_value = true,
            ' ' | '\t' => part.space(c),
            _ => part.keep(c),
        }
    }
    found
}

/// A word of a header: space around it is none of it, unless it stands in quotes.
#[derive(Default)]
struct Word {
    text: String,
    /// How long the text is without the space at its end.
    length: usize,
}

impl Word {
    fn keep(&mut self, c: char) {
        self.text.push(c);
        self.length = self.text.len();
    }

    fn space(&mut self, c: char) {
        if self.length > 0 {
            self.text.push(c);
        }
    }

    fn finish(mut self) -> String {
        self.text.truncate(self.length);
        self.text
    }
}

/// A response that can be made of an example. Generated response enums implement it.
pub trait Mocked: Sized {
    /// The answer; what is wrong with the example is noted there.
    fn mocked(example: &mut Example) -> Self;
}

/// The answers of all operations, as `mock.json` has them.
pub struct Answers {
    text: &'static str,
    read: OnceLock<Value>,
}

impl Answers {
    /// Answers in JSON. They are read when the first of them is needed.
    pub const fn new(text: &'static str) -> Self {
        Answers { text, read: OnceLock::new() }
    }

    /// What a call of an operation is answered.
    pub fn answer<T: Mocked, P>(&'static self, operation: &str, cx: &Context<P>) -> Result<T, Problem> {
        let prefer = cx.prefer.as_deref().map(Prefer::of).unwrap_or_default();
        let mut example = self.choose(operation, &prefer, &cx.accept)?;
        let answer = T::mocked(&mut example);
        example.problem.map_or(Ok(answer), Err)
    }

    fn choose(&'static self, operation: &str, prefer: &Prefer, accept: &Accept) -> Result<Example, Problem> {
        let all = self.read.get_or_init(|| serde_json::from_str(self.text).unwrap_or_default());
        let answers = all[operation].as_array().map_or(&[][..], Vec::as_slice);
        let (mut fitting, code) = match &prefer.code {
            Some(code) => with_code(answers, code)?,
            None => (by_default(answers, accept), None),
        };
        if let Some(name) = &prefer.example {
            let known = names(&fitting);
            fitting.retain(|answer| examples(answer).any(|example| example["name"] == name.as_str()));
            if fitting.is_empty() {
                return Err(Problem::malformed(format!(
                    "this answer has no example of that name; there are {}",
                    list(&known)
                )));
            }
        }
        let liked =
            |answer: &&Value| texts(&answer["media"]).map(|media| accept.quality(media)).max().unwrap_or((1, 0));
        // The last of equals wins, so from behind.
        let Some(answer) = fitting.iter().rev().copied().max_by_key(liked) else {
            return Err(missing("there is nothing that this operation is known to answer"));
        };
        let named = |example: &&Value| prefer.example.as_ref().is_none_or(|name| example["name"] == name.as_str());
        // Examples may stand under some of the media types alone.
        let best = accept.best(texts(&answer["media"]));
        let is_best = |example: &&Value| {
            let mut media = texts(&example["media"]).peekable();
            media.peek().is_none() || media.any(|media| Some(media) == best)
        };
        let found = examples(answer).filter(named).find(is_best).or_else(|| examples(answer).find(named));
        let Some(example) = found else {
            return Err(missing("no value fits the schema of this answer"));
        };
        let code = code.or_else(|| u16::try_from(answer["code"].as_u64()?).ok());
        let status = code.and_then(|code| StatusCode::from_u16(code).ok()).unwrap_or_default();
        // A body that several answers have stands with the first of them.
        let body = example["body_of"].as_str().and_then(|first| all.pointer(first)).unwrap_or(example);
        // Of a range it is what the caller names: the mock's bytes and texts are anything.
        let media_type = best.filter(|best| bare(best).contains('*')).and_then(|range| accept.named(range));
        let media_type = media_type.map(str::to_owned);
        Ok(Example { status, answer, body: &body["body"], media_type, problem: None })
    }
}

/// 501: there is no answer.
fn missing(detail: &str) -> Problem {
    Problem::new(StatusCode::NOT_IMPLEMENTED).detail(detail)
}

/// The answers with a code: those that are described by it, else with others, else by `default`.
fn with_code<'a>(answers: &'a [Value], code: &str) -> Result<(Vec<&'a Value>, Option<u16>), Problem> {
    // Three digits. A status below 200 is no answer of its own, another one follows it.
    let is_plain = code.len() == 3 && code.bytes().all(|digit| digit.is_ascii_digit());
    let number: Option<u16> = code.parse().ok().filter(|code| is_plain && (200..600).contains(code));
    let class = code.get(..1).unwrap_or_default();
    for status in [code.to_owned(), format!("{class}XX"), "default".to_owned()] {
        let fitting: Vec<&Value> = answers.iter().filter(|answer| answer["status"] == status).collect();
        if let (Some(code), false) = (number, fitting.is_empty()) {
            return Ok((fitting, Some(code)));
        }
    }
    let mut all: Vec<&str> = answers.iter().filter_map(|answer| answer["status"].as_str()).collect();
    all.dedup();
    Err(Problem::malformed(format!("this operation has no answer with that code; there are {}", list(&all))))
}

/// The answers of the first status that means success and has a media type that the caller takes; else of the first, which
/// is not to blame the caller if there is another.
fn by_default<'a>(answers: &'a [Value], accept: &Accept) -> Vec<&'a Value> {
    let takes = |answer: &&Value| {
        let mut media = texts(&answer["media"]).peekable();
        media.peek().is_none() || media.any(|media| accept.allows(media))
    };
    let success = || answers.iter().filter(|answer| answer["success"] == true);
    let others = || answers.iter().find(|answer| !(400..500).contains(&answer["code"].as_u64().unwrap_or_default()));
    let first = success().find(takes).or_else(|| success().next()).or_else(others).or(answers.first());
    answers.iter().filter(|answer| first.is_some_and(|first| first["status"] == answer["status"])).collect()
}

fn examples(answer: &Value) -> impl Iterator<Item = &Value> {
    answer["examples"].as_array().into_iter().flatten()
}

fn names<'a>(answers: &[&'a Value]) -> Vec<&'a str> {
    answers.iter().flat_map(|answer| examples(answer)).filter_map(|example| example["name"].as_str()).collect()
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn list(texts: &[&str]) -> String {
    if texts.is_empty() { "none".to_owned() } else { texts.join(", ") }
}

/// An example of an answer.
pub struct Example {
    status: StatusCode,
    answer: &'static Value,
    body: &'static Value,
    /// What the body is, where the document leaves it open and the caller says it.
    media_type: Option<String>,
    problem: Option<Problem>,
}

impl Example {
    /// Which of the variants of the response it is.
    pub fn variant(&self) -> &'static str {
        self.answer["variant"].as_str().unwrap_or_default()
    }

    /// The status, where the variant leaves it open.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// A header. One without an example is absent.
    pub fn header<T: Decode>(&mut self, name: &str) -> T {
        let json = &self.answer["headers"][name];
        let (value, error) = read(json);
        if let Some(error) = error {
            self.problem.get_or_insert(match json {
                Value::Null => missing(&format!("there is no value for the header {name} that can be sent")),
                _ => missing(&format!("the example of the header {name} cannot be read: {error}")),
            });
        }
        value
    }

    /// The body as a value.
    pub fn body<T: Decode>(&mut self) -> T {
        let (value, error) = read(self.body);
        if let Some(error) = error {
            self.problem.get_or_insert(missing(&format!("the example cannot be read: {error}")));
        }
        value
    }

    /// The body as text.
    pub fn text(&self) -> String {
        self.body.as_str().unwrap_or_default().to_owned()
    }

    /// The body as text of a media type that the document leaves open.
    pub fn open_text(&self) -> Text {
        let text = Text::from(self.text());
        match &self.media_type {
            Some(media) => text.media_type(media),
            None => text,
        }
    }

    /// The body as bytes.
    pub fn bytes(&self) -> Body {
        let body = Body::from(self.body.as_str().unwrap_or_default());
        let known = self.answer["content_type"].as_str();
        // What stands between the parts of a body is part of its type.
        let is_parts = known.is_some_and(|media| media.starts_with("multipart/"));
        match self.media_type.as_deref().filter(|_| !is_parts).or(known) {
            Some(media) => body.media_type(media),
            None => body,
        }
    }
}

/// A value, and what is wrong with it. Examples were held against their schemas before; some hold what does not travel in
/// this direction.
fn read<T: Decode>(json: &Value) -> (T, Option<DecodeError>) {
    let mut value = T::blank();
    let error = decode_json(&mut value, json.to_string().as_bytes(), Mode::Lenient).err();
    (value, error)
}
