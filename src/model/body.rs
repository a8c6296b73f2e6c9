//! Bodies of requests and answers: what they hold, under which media types, and how it is written.

use super::{Header, Limits, Param, Pointer, Value, XmlNode};

/// A body, in one or several media types that all carry the same Rust type.
#[derive(Clone, Debug, PartialEq)]
pub struct Payload {
    /// What it holds.
    pub content: Content,
    /// The media types, in document order, those that are foreign ([`Media::is_foreign`]) last. Never empty.
    pub media: Vec<Media>,
    /// Examples of the whole body; the one without a name comes first, where there is one. Of a sequence: of the items.
    pub examples: Vec<Example>,
    /// Where the (first) media type stands.
    pub origin: Pointer,
}

impl Payload {
    /// The values that it is made of; bytes and texts are none, see [`Payload::texts`].
    pub fn values<'a>(&'a self) -> Vec<&'a Value> {
        match &self.content {
            Content::Value(value) | Content::Items(Items { item: value, .. }) => vec![value],
            Content::Multipart(parts) => {
                let of =
                    |part: &'a Part| part.value().into_iter().chain(part.headers.iter().map(|header| &header.value));
                parts.iter().flat_map(of).collect()
            }
            Content::Bytes | Content::Text => Vec::new(),
        }
    }

    /// The first of its examples that shows something: null does not say what a value looks like.
    pub fn example(&self) -> Option<&serde_json::Value> {
        self.examples.iter().map(|example| &example.value).find(|value| !value.is_null())
    }

    /// What a text may be, each with the media types under which it is that. Empty for what is no text.
    pub fn texts(&self) -> Vec<(&Value, Vec<&Media>)> {
        let mut texts: Vec<(&Value, Vec<&Media>)> = Vec::new();
        for (media, value) in self.media.iter().filter_map(|media| Some((media, media.value()?))) {
            match texts.iter_mut().find(|(known, _)| *known == value) {
                Some((_, list)) => list.push(media),
                None => texts.push((value, vec![media])),
            }
        }
        texts
    }

    /// What the text may be that is an example.
    pub fn text_of(&self, example: &Example) -> Option<&Value> {
        let stands = |media: &&Media| example.media.is_empty() || example.media.contains(&media.text);
        self.media.iter().find(stands)?.value()
    }

    /// The first example of the text under a media type, or under one where it may be the same.
    pub fn text_example(&self, media: &Media) -> Option<&serde_json::Value> {
        let value = media.value()?;
        let fitting = self.examples.iter().find(|example| self.text_of(example) == Some(value));
        fitting.map(|example| &example.value)
    }
}

/// An example of the document.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Example {
    /// The key under `examples`; `None` for the `example`.
    pub name: Option<String>,
    /// The value.
    pub value: serde_json::Value,
    /// The media types that it stands under, of a body that has several. Empty: all of them.
    pub media: Vec<String>,
    /// Where the value stands.
    pub origin: Pointer,
    /// Those behind it in a schema's list, until they are checked: the first that fits is taken, and each that does not
    /// is named.
    pub others: Vec<Example>,
}

/// What a body holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A value that the codec reads and writes.
    Value(Value),
    /// Bytes as they are: a stream on both sides.
    Bytes,
    /// Text of any kind, as one string (`text/plain`, `text/tab-separated-values` ...). What it may be stands with the
    /// media types, so that it is one Rust type whatever they say of it.
    Text,
    /// A multipart form with files: a builder in the client, a stream of parts in the server.
    Multipart(Vec<Part>),
    /// Values one after the other: a stream of them on both sides.
    Items(Items),
}

/// A body that is a sequence of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Items {
    /// One of them.
    pub item: Value,
    /// How many there are.
    pub count: Count,
    /// How they are told apart.
    pub framing: Framing,
}

/// The limits of a list that is never in memory as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Fewest items.
    pub least: Option<u64>,
    /// Most items.
    pub most: Option<u64>,
    /// No item twice.
    pub unique: bool,
}

/// How values that follow each other are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// JSON, each value on a line of its own.
    Lines,
    /// JSON text sequences (RFC 7464).
    Records,
    /// Server-sent events; the item is their data.
    Events(EventData),
}

/// What the data of server-sent events is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventData {
    /// A value as JSON.
    Json,
    /// Text as it is.
    Text,
}

impl Framing {
    /// How the items of a media type are told apart; `None` for one that is no sequence. The names of lines are not
    /// registered; these are in use. Whether the data of events is JSON depends on more.
    pub fn of(media: &str) -> Option<Framing> {
        let essence = essence(media);
        let (kind, subtype) = essence.split_once('/')?;
        let bare = subtype.strip_prefix("x-").unwrap_or(subtype);
        if essence == "text/event-stream" {
            return Some(Framing::Events(EventData::Json));
        }
        match bare {
            "ndjson" | "ldjson" | "jsonl" | "jsonlines" | "json-lines" if matches!(kind, "application" | "text") => {
                Some(Framing::Lines)
            }
            "json-seq" if kind == "application" => Some(Framing::Records),
            _ if subtype.ends_with("+json-seq") => Some(Framing::Records),
            _ if subtype.ends_with("+ndjson") || subtype.ends_with("+jsonl") => Some(Framing::Lines),
            _ => None,
        }
    }
}

/// A media type without its parameters, in small letters: `text/plain` for `Text/Plain; charset=utf-8`.
pub fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type is JSON by its name; it is given without parameters.
pub fn is_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

/// A media type of a payload.
#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    /// As written: `application/json; charset=utf-8`, `image/*`.
    pub text: String,
    /// How the value is written.
    pub format: Format,
    /// Where it stands.
    pub origin: Pointer,
}

impl Media {
    /// Whether it is no JSON by its name, and read and written as JSON for want of anything better. A range names nothing.
    pub fn is_foreign(&self) -> bool {
        let essence = essence(&self.text);
        let names_something = essence.split_once('/').is_some_and(|(_, subtype)| subtype != "*");
        self.format == Format::Json && names_something && !is_json(&essence)
    }

    /// What the text may be, if it is text: a string with its limits and its schema's example, which has no type of its
    /// own.
    pub fn value(&self) -> Option<&Value> {
        match &self.format {
            Format::Text(value) => Some(value),
            _ => None,
        }
    }
}

/// How a value is written as a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Format {
    /// `application/json`, `+json`.
    Json,
    /// `application/xml`, `text/xml`, `+xml`.
    Xml {
        /// The root element; the items of a list stand in it.
        root: XmlNode,
    },
    /// `application/x-www-form-urlencoded`.
    Form {
        /// The properties that are written like query parameters, in a style of their own.
        encoding: Vec<Param>,
    },
    /// `multipart/form-data` and its like.
    Multipart {
        /// The values that are not written as what they hold suggests.
        written: Vec<PartForm>,
        /// Whether there are no parts but those that are described ([`Content::Multipart`] only).
        closed: bool,
    },
    /// Newline-delimited JSON, JSON text sequences or server-sent events: only with [`Content::Items`].
    Items,
    /// `text/*`: only with [`Content::Text`]. Holds what it may be.
    Text(Box<Value>),
    /// Anything else: only with [`Content::Bytes`].
    Bytes,
}

/// A part of a multipart form.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The name on the wire.
    pub wire: String,
    /// What it holds.
    pub kind: PartKind,
    /// The media types that a file may have, ranges among them. Empty: any.
    pub media: Vec<String>,
    /// How many files there are, where there may be several.
    pub limits: Limits,
    /// The part's own headers, in document order.
    pub headers: Vec<Header>,
    /// Whether it must be there.
    pub required: bool,
    /// What absence means; of a required part: what the document suggests.
    pub default: Option<serde_json::Value>,
    /// CommonMark.
    pub description: Option<String>,
    /// Where the property's schema stands.
    pub origin: Pointer,
}

impl Part {
    /// What it holds, unless that is a file.
    pub fn value(&self) -> Option<&Value> {
        match &self.kind {
            PartKind::Value(value) => Some(value),
            PartKind::File | PartKind::Files => None,
        }
    }
}

/// How a value is written in a multipart form, where what it holds does not say it.
#[derive(Clone, Debug, PartialEq)]
pub struct PartForm {
    /// The name on the wire.
    pub wire: String,
    /// How.
    pub kind: PartFormKind,
    /// Where the encoding stands.
    pub origin: Pointer,
}

/// How a value is written in a multipart form.
#[derive(Clone, Debug, PartialEq)]
pub enum PartFormKind {
    /// In this media type.
    Typed(String),
    /// A list as one text, with commas between its items.
    Joined,
}

/// What a part of a multipart form holds.
#[derive(Clone, Debug, PartialEq)]
pub enum PartKind {
    /// One file; a stream.
    File,
    /// Any number of files under one name.
    Files,
    /// A value, written as text (scalars) or JSON (objects).
    Value(Box<Value>),
}
