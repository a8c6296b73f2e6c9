//! Bodies of requests and answers: which media types carry which Rust type, and in which form.

use openapiv3::{
    Content as ContentMap, Encoding, Header as HeaderObject, MediaType, Operation as OperationObject, ReferenceOr,
    RequestBody, Schema,
};

use super::facets::Facets;
use super::merge::{Others, Part as SchemaPart, Parts, Whole};
use super::operation::follow;
use super::text::plain_text;
use super::{Lower, sequence};
use crate::model::{
    Content, Example, Format, Framing, Header, Limits, Marked, Media, NameHint, OperationId, Part, PartKind, Payload,
    Role, Value, Why, essence, is_json,
};
use crate::pointer::child;

/// What the media types of one body share.
struct Siblings<'a> {
    all: &'a ContentMap,
    /// The same inline schema under several media types is one type.
    seen: Vec<(&'a MediaType, Value)>,
}

impl<'a> Siblings<'a> {
    /// Whether the same is described for a media type that is read and written as what it is.
    fn has_genuine(&self, entry: &'a MediaType) -> bool {
        let is_genuine = |text: &str| matches!(kind(text), Kind::Json | Kind::Xml | Kind::Form | Kind::Multipart);
        self.all.iter().any(|(text, other)| is_genuine(text) && other.schema == entry.schema)
    }
}

/// How a body is to be read, by its media type alone.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Json,
    Xml,
    Form,
    Multipart,
    Text,
    Items(Framing),
    Other,
}

impl<'a> Lower<'a> {
    /// The request bodies of an operation, and the object that describes them.
    pub(super) fn request_bodies(
        &mut self,
        id: OperationId,
        operation: &'a OperationObject,
        pointer: &str,
    ) -> (Vec<Payload>, Option<&'a RequestBody>) {
        let Some(body) = &operation.request_body else { return (Vec::new(), None) };
        let known = &self.document.components.as_ref().map(|components| &components.request_bodies);
        let at = child(pointer, "requestBody");
        let found = follow(body, at, "requestBodies", |key| known.and_then(|known| known.get(key)));
        let Some((body, at)) = found else { return (Vec::new(), None) };
        let payloads = self.payloads(&body.content, &at, id, Role::Body);
        for payload in &payloads {
            if let (Content::Items(items), Some(media)) = (&payload.content, payload.media.first())
                && items.count.unique
            {
                self.warn(
                    "stream-unchecked",
                    &child(&child(&child(&at, "content"), &media.text), "schema"),
                    "`uniqueItems` is not checked: the items of a stream are never in memory together",
                    "compare them where they are read",
                );
            }
        }
        (payloads, Some(body))
    }

    /// The bodies of a content map, grouped by what they hold. What is only taken for JSON comes last, as the first is what
    /// clients send and ask for.
    pub(super) fn payloads(
        &mut self,
        content: &'a ContentMap,
        pointer: &str,
        id: OperationId,
        role: impl Fn(Option<String>) -> Role,
    ) -> Vec<Payload> {
        let mut payloads: Vec<Payload> = Vec::new();
        let is_answer = matches!(role(None), Role::Response(..));
        let mut siblings = Siblings { all: content, seen: Vec::new() };
        let different =
            content.values().any(|entry| Some(&entry.schema) != content.first().map(|(_, first)| &first.schema));
        for (text, entry) in content {
            let at = child(&child(pointer, "content"), text);
            let mut role = Some(role(different.then(|| text.clone())));
            let (content, format) = if is_answer && kind(text) == Kind::Multipart {
                self.warn(
                    "multipart-answer",
                    &at,
                    format!("an answer of type `{text}` is handed over as the bytes that it is"),
                    "describe the answer by media types of its own",
                );
                (Content::Bytes, Format::Bytes)
            } else {
                self.content(id, text, entry, &at, &mut siblings, || NameHint::Operation {
                    operation: id,
                    role: role.take().unwrap_or(Role::Body(None)),
                })
            };
            let media = Media { text: text.clone(), format, origin: self.at(&at) };
            let examples = self.examples(entry.example.as_ref(), &entry.examples, &entry.extensions, &at);
            let is_parts = is_answer && kind(text) == Kind::Multipart;
            let of_events = entry.extensions.contains_key(sequence::OF_ITEM);
            let mut examples = self.body_examples(examples, &content, &media, is_parts, of_events);
            examples.iter_mut().for_each(|example| example.media.push(text.clone()));
            match payloads.iter_mut().find(|payload| payload.content == content) {
                Some(payload) => {
                    // What is an example of one text may be none of another one.
                    let is_same = |known: &&Media| known.value() == media.value();
                    let alike: Vec<String> =
                        payload.media.iter().filter(is_same).map(|known| known.text.clone()).collect();
                    payload.media.push(media);
                    examples.into_iter().for_each(|example| add_example(&mut payload.examples, example, &alike));
                }
                None => payloads.push(Payload { content, media: vec![media], examples, origin: self.at(&at) }),
            }
        }
        for payload in &mut payloads {
            payload.media.sort_by_key(Media::is_foreign);
            payload.origin = payload.media[0].origin.clone();
        }
        payloads.sort_by_key(|payload| payload.media[0].is_foreign());
        payloads
    }

    fn content(
        &mut self,
        id: OperationId,
        text: &str,
        entry: &'a MediaType,
        pointer: &str,
        siblings: &mut Siblings<'a>,
        hint: impl FnOnce() -> NameHint,
    ) -> (Content, Format) {
        let kind = kind(text);
        let schema = entry.schema.as_ref().and_then(|schema| self.schema_of(schema));
        let facets = schema.map(Facets::of);
        let is_text = facets
            .as_ref()
            .is_none_or(|facets| facets.ty == Some("string") || (facets.ty.is_none() && !facets.is_composed()));
        let binary = facets.as_ref().is_some_and(|facets| facets.format.as_deref() == Some("binary"));
        if kind == Kind::Text
            && let Some(text) = self.text(entry, is_text, pointer)
        {
            return text;
        }
        match kind {
            Kind::Items(framing) => {
                return match sequence::is_raw(entry, framing, facets.as_ref()) {
                    true => (Content::Bytes, Format::Bytes),
                    false => (Content::Items(self.items(entry, framing, pointer, hint())), Format::Items),
                };
            }
            Kind::Other if is_text => {
                if facets.as_ref().is_some_and(|facets| matches!(facets.format.as_deref(), Some("byte" | "base64"))) {
                    let message =
                        format!("`{}` goes as the bytes that it is, not in base64 as its schema says", essence(text));
                    self.warn("base64-body", pointer, message, "use `format: binary`, or leave out the schema");
                }
                return (Content::Bytes, Format::Bytes);
            }
            Kind::Json => {}
            Kind::Text | Kind::Other => {
                let has_parts =
                    |facets: &Facets<'_>| matches!(facets.ty, Some("object" | "array")) || facets.is_composed();
                if facets.as_ref().is_some_and(has_parts)
                    && let Some(unread) = self.foreign(text, pointer, siblings.has_genuine(entry))
                {
                    return unread;
                }
            }
            Kind::Multipart => {
                self.multipart_kind(text, pointer);
                if let Some((parts, closed)) = self.file_parts(id, entry, pointer) {
                    let written = self.multipart_encoding(entry, pointer, Some(&parts));
                    return (Content::Multipart(parts), Format::Multipart { written, closed });
                }
            }
            Kind::Xml | Kind::Form => {
                if binary {
                    return (Content::Bytes, Format::Bytes);
                }
            }
        }
        let value = match &entry.schema {
            None => Value { nullable: true, ..Value::any(Why::Undescribed) },
            Some(schema) => match siblings.seen.iter().find(|(known, _)| known.schema == entry.schema) {
                Some((_, value)) => value.clone(),
                None => {
                    let value = self.value(schema, &child(pointer, "schema"), hint());
                    siblings.seen.push((entry, value.clone()));
                    value
                }
            },
        };
        let format = match kind {
            Kind::Xml => Format::Xml { root: self.xml_root(entry.schema.as_ref(), &child(pointer, "schema")) },
            Kind::Form => Format::Form { encoding: self.form_encoding(entry, pointer) },
            Kind::Multipart => {
                Format::Multipart { written: self.multipart_encoding(entry, pointer, None), closed: false }
            }
            Kind::Json | Kind::Text | Kind::Items(_) | Kind::Other => Format::Json,
        };
        (Content::Value(value), format)
    }

    /// A body with parts under a media type that is no JSON by its name. One that certainly is none is taken as it is, and
    /// its schema left out; any other is written as JSON, as nothing else is known. Where the same is described for a
    /// genuine media type, a kind of bytes that APIs offer beside it is left with it: a variant of bytes would make each
    /// body a choice.
    fn foreign(&mut self, text: &str, pointer: &str, has_genuine: bool) -> Option<(Content, Format)> {
        const TEXTS: &[&str] = &["text/csv", "text/tab-separated-values", "text/html"];
        const BYTES: &[&str] = &[
            "octet-stream",
            "pdf",
            "zip",
            "gzip",
            "cbor",
            "msgpack",
            "x-msgpack",
            "protobuf",
            "x-protobuf",
            "avro",
            "bson",
        ];
        const ENDS_OF_BYTES: &[&str] = &["protobuf", "smile", "tar", "jwt", "jwe", "jose"];
        let essence = essence(text);
        let (kind, subtype) = essence.split_once('/')?;
        // An object under `*/*` or `application/*` is what everybody sends there.
        if subtype == "*" {
            return None;
        }
        let suffix = subtype.rsplit_once('+').map_or(subtype, |(_, suffix)| suffix);
        let end = subtype.rsplit(['.', '+']).next().unwrap_or(subtype);
        let is_sheet =
            matches!(subtype, "vnd.ms-excel" | "xlsx") || subtype.starts_with("vnd.openxmlformats-officedocument");
        let is_binary = matches!(kind, "image" | "audio" | "video" | "font")
            || BYTES.contains(&suffix)
            || (!has_genuine && (is_sheet || ENDS_OF_BYTES.contains(&end)));
        let (message, found) = if TEXTS.contains(&essence.as_str()) {
            (format!("`{essence}` is handed over as the text that it is"), Some(plain_text()))
        } else if is_binary {
            (format!("`{essence}` is handed over as the bytes that it is"), Some((Content::Bytes, Format::Bytes)))
        } else {
            (format!("what is described for `{essence}` is written and read as JSON, as nothing else is known"), None)
        };
        let help = "describe it as a string, or by a media type of JSON, XML or a form";
        self.warn("foreign-media-type", pointer, message, help);
        found
    }

    /// The schema behind a reference, references followed.
    fn schema_of(&self, schema: &'a ReferenceOr<Schema>) -> Option<&'a Schema> {
        let mut schema = schema;
        for _ in 0..=self.components.len() {
            match schema {
                ReferenceOr::Item(schema) => return Some(schema),
                ReferenceOr::Reference { reference } => schema = self.component(reference)?.1,
            }
        }
        None
    }

    /// The parts of a form that has files, and whether there are no others; `None` for one that has no files.
    fn file_parts(&mut self, id: OperationId, entry: &'a MediaType, pointer: &str) -> Option<(Vec<Part>, bool)> {
        let schema = entry.schema.as_ref()?;
        let at = child(pointer, "schema");
        let whole = self.gather(&Parts::one(SchemaPart::new(schema, at.clone())), None);
        let kinds: Vec<Option<PartKind>> = whole.properties.values().map(|property| self.file(property)).collect();
        // A part with headers is more than a value of a schema, too.
        let has_headers =
            |name: &&str| entry.encoding.get(*name).is_some_and(|encoding| part_headers(encoding).count() > 0);
        if kinds.iter().all(Option::is_none) && !whole.properties.keys().any(has_headers) {
            return None;
        }
        self.undescribed_parts(&whole, &at);
        let mut parts = Vec::new();
        for ((wire, property), kind) in whole.properties.iter().zip(kinds) {
            // Forms are sent only.
            let marked = property.marked(|data| data.read_only);
            if marked == Marked::Yes {
                continue;
            }
            let limits = if kind == Some(PartKind::Files) { self.file_limits(property) } else { Limits::default() };
            let headers = self.headers_of_part(id, entry, pointer, wire);
            let kind = kind.unwrap_or_else(|| {
                let hint = NameHint::Operation { operation: id, role: Role::Parameter((*wire).to_owned()) };
                PartKind::Value(Box::new(self.value_of(property, hint)))
            });
            let origin = self.at(property.pointer());
            let default = self.default_of_parts(property).map(|stated| self.defaults.take(stated, &origin));
            parts.push(Part {
                wire: (*wire).to_owned(),
                media: if matches!(kind, PartKind::Value(_)) { Vec::new() } else { Self::file_media(entry, wire) },
                kind,
                limits,
                headers,
                required: marked == Marked::No && whole.required.contains(wire),
                default,
                description: property.own().find_map(|schema| super::about(&schema.schema_data)),
                origin,
            });
        }
        Some((parts, matches!(whole.others, Others::Closed)))
    }

    /// Other kinds than these have rules of their own.
    fn multipart_kind(&mut self, text: &str, pointer: &str) {
        let essence = essence(text);
        if !matches!(essence.as_str(), "multipart/form-data" | "multipart/mixed" | "multipart/*") {
            self.warn(
                "multipart-kind",
                pointer,
                format!("`{essence}` is sent and read like `multipart/form-data`, part by part under their names"),
                "use `multipart/form-data` or `multipart/mixed`",
            );
        }
    }

    /// Whether a property is a file, or any number of them.
    fn file(&mut self, property: &Parts<'a>) -> Option<PartKind> {
        let is_file = |whole: &Whole<'_>| whole.ty == Some("string") && whole.format.as_deref() == Some("binary");
        let whole = self.gather(property, None);
        if is_file(&whole) {
            return Some(PartKind::File);
        }
        (!whole.items.list.is_empty() && is_file(&self.gather(&whole.items, None))).then_some(PartKind::Files)
    }

    /// How many files there may be.
    fn file_limits(&mut self, property: &Parts<'a>) -> Limits {
        let limits = self.gather(property, None).limits;
        if limits.unique_items {
            self.warn(
                "stream-unchecked",
                property.pointer(),
                "`uniqueItems` is not checked: files are never in memory together",
                "compare them where they are read",
            );
        }
        limits
    }

    /// The headers that a part has beside those that say what it is.
    fn headers_of_part(&mut self, id: OperationId, entry: &'a MediaType, pointer: &str, part: &str) -> Vec<Header> {
        let Some(encoding) = entry.encoding.get(part) else { return Vec::new() };
        let at = child(&child(&child(pointer, "encoding"), part), "headers");
        let mut headers = Vec::new();
        for (wire, header) in part_headers(encoding) {
            let known = &self.document.components.as_ref().map(|components| &components.headers);
            let found = follow(header, child(&at, wire), "headers", |key| known.and_then(|known| known.get(key)));
            if let Some((header, at)) = found {
                let role = Role::Parameter(format!("{part} {wire}"));
                headers.extend(self.header(id, role, wire, header, &at));
            }
        }
        headers
    }

    /// What a form with files cannot have: parts under names that nobody knows, and alternatives.
    fn undescribed_parts(&mut self, whole: &Whole<'a>, pointer: &str) {
        if matches!(whole.others, Others::Open | Others::Typed(_)) {
            self.warn(
                "undescribed-parts",
                &child(pointer, "additionalProperties"),
                "parts of any name have no place in a form with files: clients do not send them, servers read over them",
                "describe them as properties",
            );
        }
        if let Some(list) = whole.alternatives.first() {
            self.warn(
                "undescribed-parts",
                &list.at,
                "a form with files has no alternatives: the parts that are described beside them are all",
                "describe all parts as optional properties",
            );
        }
    }
}

/// Adds an example; one that is known, of media types that are alike, is of another one, too.
fn add_example(examples: &mut Vec<Example>, example: Example, alike: &[String]) {
    let is_same = |known: &&mut Example| {
        let stands = known.media.iter().all(|media| alike.contains(media));
        known.name == example.name && known.value == example.value && stands
    };
    match examples.iter_mut().find(is_same) {
        Some(known) => known.media.extend(example.media),
        None => examples.push(example),
    }
}

/// The headers that an encoding describes. What a part is called and what it is, is said elsewhere.
fn part_headers(encoding: &Encoding) -> impl Iterator<Item = (&String, &ReferenceOr<HeaderObject>)> {
    const OTHERS: [&str; 2] = ["content-type", "content-disposition"];
    encoding.headers.iter().filter(|(name, _)| !OTHERS.iter().any(|other| name.eq_ignore_ascii_case(other)))
}

fn kind(media: &str) -> Kind {
    let essence = essence(media);
    if let Some(framing) = Framing::of(&essence) {
        return Kind::Items(framing);
    }
    match essence.as_str() {
        "application/xml" | "text/xml" => Kind::Xml,
        "application/x-www-form-urlencoded" => Kind::Form,
        text if text.starts_with("multipart/") => Kind::Multipart,
        text if is_json(text) => Kind::Json,
        text if text.ends_with("+xml") => Kind::Xml,
        text if text.starts_with("text/") => Kind::Text,
        _ => Kind::Other,
    }
}
