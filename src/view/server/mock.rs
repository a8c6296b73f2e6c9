//! The mock: `src/mock.rs`, which makes responses of examples, and `mock.json`, which has them.

use std::collections::HashMap;

use askama::Template;
use quote::quote;
use serde_json::{Map, Value as Json, json};

use super::package::GroupView;
use super::response::{self, ResponseView};
use super::{Cx, security};
use crate::example::Examples;
use crate::model::{
    Content, Framing, Header, Items, Limits, Media, Operation, OperationId, Payload, Response, Status, Style, TypeRef,
    Value, address, essence,
};
use crate::view::text::{StrLit, Tokens};
use crate::view::{Body, Page, PageKind};

/// What stands between the parts of a multipart answer.
const BOUNDARY: &str = "boundary";

/// What the program says of itself.
const USAGE: &str = "Answers with the examples of the document. A request asks for another status or example with the header\n\
    Prefer: code=404, example=NAME\n\nusage: mock [--port PORT]";
const ADDRESS: &str = "ADDRESS is a port or IP:PORT; else it is 127.0.0.1:8080. Port 0 is any free port.\n\
    The first line of the output tells where the server listens, the others are its routes.";
const SECRET: &str = "SECRET is the only key, token or password that is taken; else any is.";

/// The files of the mock.
pub(super) fn pages(cx: Cx<'_>, groups: &[GroupView], library: &Tokens) -> Vec<Page> {
    let operations = cx.api.groups.iter().flat_map(|group| &group.operations);
    let ids = (0..cx.api.operations.len()).map(OperationId);
    let responses: Vec<ResponseView> = ids.map(|id| response::view(cx, id, "")).collect();
    let mut answers = cx.api.operations.iter().flat_map(|operation| &operation.responses);
    let page = MockPage {
        library: library.clone(),
        secured: cx.is_secured(),
        secrets: if cx.is_secured() { security::secrets(cx) } else { Vec::new() },
        items: answers.any(|answer| answer.payloads.iter().any(|one| matches!(one.content, Content::Items(_)))),
        groups: groups.to_vec(),
        operations: operations.map(|id| view(cx, *id, &responses[id.0])).collect(),
    };
    let help = if cx.is_secured() {
        format!("{USAGE} [--secret SECRET] [ADDRESS]\n\n{ADDRESS}\n{SECRET}")
    } else {
        format!("{USAGE} [ADDRESS]\n\n{ADDRESS}")
    };
    let example = ExamplePage { library: library.clone(), secured: cx.is_secured(), help: StrLit(help) };
    vec![
        Page::template(cx.path("src/mock.rs"), PageKind::Rust, page),
        Page::template(cx.path("examples/mock.rs"), PageKind::Rust, example),
        Page { path: cx.path("mock.json"), kind: PageKind::Data, body: Body::Text(data(cx, &responses)) },
    ]
}

#[derive(Template)]
#[template(path = "server/mock.rs.jinja", escape = "rs")]
struct MockPage {
    library: Tokens,
    secured: bool,
    /// The secrets that credentials may hold.
    secrets: Vec<Tokens>,
    /// Whether an answer is a stream of values.
    items: bool,
    groups: Vec<GroupView>,
    operations: Vec<OperationView>,
}

#[derive(Template)]
#[template(path = "server/mock_example.rs.jinja", escape = "rs")]
struct ExamplePage {
    library: Tokens,
    secured: bool,
    help: StrLit,
}

struct OperationView {
    verb: StrLit,
    path: StrLit,
    id: StrLit,
    response: Tokens,
    /// What the example is called where the response is made of it.
    argument: Tokens,
    made: Tokens,
}

fn view(cx: Cx<'_>, id: OperationId, response: &ResponseView) -> OperationView {
    let (operation, names) = cx.operation(id);
    let base = cx.api.own_base(operation).unwrap_or_else(|| cx.api.base());
    let made = match response.variants.as_slice() {
        [only] => only.made.clone(),
        [others @ .., last] => {
            let others = others.iter().map(|variant| {
                let (name, made) = (StrLit(variant.name.to_string()), &variant.made);
                quote!(#name => #made,)
            });
            let last = &last.made;
            quote!(match example.variant() { #(#others)* _ => #last, }).into()
        }
        [] => quote!(Self::Ok).into(),
    };
    let is_used = made.to_string().contains("example");
    OperationView {
        verb: StrLit(operation.method.clone()),
        path: StrLit(format!("{base}{}", operation.path.route)),
        id: StrLit(names.method.plain().to_owned()),
        response: response.name.clone(),
        argument: if is_used { quote!(example) } else { quote!(_) }.into(),
        made,
    }
}

/// `mock.json`: the answers of each operation, one a line.
fn data(cx: Cx<'_>, responses: &[ResponseView]) -> String {
    let examples = Examples::new(cx.api);
    let mut shared = Shared::default();
    let operations =
        cx.api.operations.iter().zip(&cx.names.operations).zip(responses).map(|((operation, names), response)| {
            let id = names.method.plain();
            let answers = response.variants.iter().enumerate().map(|(index, variant)| {
                let mut answer = Map::new();
                answer.insert("variant".to_owned(), variant.name.to_string().into());
                match variant.of {
                    Some((response, payload)) => {
                        let response = &operation.responses[response];
                        let payload = payload.map(|payload| &response.payloads[payload]);
                        describe(&examples, operation, response, payload, &mut answer);
                    }
                    None => answer.extend(plain("200".to_owned(), 200, true)),
                }
                shared.share(&mut answer, &format!("/{id}/{index}"));
                format!("    {}", Json::Object(answer))
            });
            let answers: Vec<String> = answers.collect();
            format!("  {}: [\n{}\n  ]", Json::from(id), answers.join(",\n"))
        });
    let operations: Vec<String> = operations.collect();
    if operations.is_empty() { "{}\n".to_owned() } else { format!("{{\n{}\n}}\n", operations.join(",\n")) }
}

/// Bodies that have been written, and the pointers of where: one that comes again is a pointer to the first. Large
/// documents answer a hundred operations alike.
#[derive(Default)]
struct Shared(HashMap<String, String>);

impl Shared {
    /// Bodies that are no longer than this are written wherever they are.
    const SHORT: usize = 100;

    fn share(&mut self, answer: &mut Map<String, Json>, pointer: &str) {
        let examples = answer.get_mut("examples").and_then(Json::as_array_mut).into_iter().flatten();
        for (index, example) in examples.enumerate() {
            let Some(text) = example.get("body").map(Json::to_string) else { continue };
            if text.len() <= Shared::SHORT {
                continue;
            }
            match (self.0.get(&text), example.as_object_mut()) {
                (Some(first), Some(example)) => {
                    example.remove("body");
                    example.insert("body_of".to_owned(), first.as_str().into());
                }
                _ => {
                    self.0.insert(text, format!("{pointer}/examples/{index}"));
                }
            }
        }
    }
}

/// What every answer has.
fn plain(status: String, code: u16, success: bool) -> [(String, Json); 4] {
    [("status", status.into()), ("code", code.into()), ("success", success.into()), ("examples", json!([{}]))]
        .map(|(key, value): (&str, Json)| (key.to_owned(), value))
}

/// An answer in one of its types, with its examples.
fn describe(
    examples: &Examples<'_>,
    operation: &Operation,
    response: &Response,
    payload: Option<&Payload>,
    answer: &mut Map<String, Json>,
) {
    let status = match response.status {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    };
    answer.extend(plain(status, code(operation, response), response.success));
    let headers = response.headers.iter();
    let headers = headers.filter_map(|header| {
        let value = header_value(examples, operation, header, payload)?;
        Some((header.wire.clone(), value))
    });
    let headers: Map<String, Json> = headers.collect();
    if !headers.is_empty() {
        answer.insert("headers".to_owned(), headers.into());
    }
    let Some(payload) = payload else { return };
    let media: Vec<&str> = payload.media.iter().map(|media| media.text.as_str()).collect();
    if let Some(content_type) = content_type(payload) {
        answer.insert("content_type".to_owned(), content_type.into());
    }
    answer.insert("media".to_owned(), media.into());
    answer.insert("examples".to_owned(), bodies(examples, payload).into());
}

/// The status that is answered with, where several are described together: the first that is not described otherwise and
/// may have a body.
fn code(operation: &Operation, response: &Response) -> u16 {
    let free = |code: &u16| {
        let is_described = operation.responses.iter().any(|other| other.status == Status::Code(*code));
        !is_described && !matches!(code, 204 | 205 | 304)
    };
    match response.status {
        Status::Code(code) => code,
        Status::Class(class) => {
            let first = u16::from(class) * 100;
            (first..first + 100).find(free).unwrap_or(first)
        }
        Status::Default => {
            let first = if response.success { 200 } else { 500 };
            (first..first + 100).find(free).unwrap_or(first)
        }
    }
}

/// A value for a header. `Allow` is what the document says of the path. What is about the connection, or about the bytes of
/// the body, is not made up: where it must be there, it is what changes nothing.
fn header_value(
    examples: &Examples<'_>,
    operation: &Operation,
    header: &Header,
    payload: Option<&Payload>,
) -> Option<Json> {
    let example = || header.example().cloned();
    let fitting = |values: Vec<Json>| values.into_iter().find(|value| examples.check(&header.value, value).is_ok());
    let plain = |value: Json| fitting(vec![json!([&value]), value]);
    let own = match header.wire.to_ascii_lowercase().as_str() {
        "allow" => example().or_else(|| {
            let operations = examples.api().operations.iter();
            let alike = operations.filter(|other| {
                other.hook.is_some() == operation.hook.is_some()
                    && address(&other.path.text).0 == address(&operation.path.text).0
            });
            let allowed: Vec<&str> = alike.map(|other| other.method.as_str()).collect();
            fitting(vec![allowed.join(", ").into(), json!(allowed)])
        }),
        "connection" | "content-encoding" | "content-length" | "keep-alive" | "te" | "trailer"
        | "transfer-encoding" | "upgrade"
            if !header.required =>
        {
            return None;
        }
        // The server states the true length instead, and knows none of a stream of values.
        "content-length" if payload.is_some_and(|payload| matches!(payload.content, Content::Items(_))) => return None,
        "content-length" => fitting(vec![json!(0), json!("0")]),
        "content-encoding" => plain(json!("identity")),
        "connection" => plain(json!("close")),
        _ => example(),
    };
    let own = own.as_ref();
    let takes = |json: &Json| can_be_sent(header, json);
    if header.required {
        examples.value_that(&header.value, &header.wire, own, takes)
    } else {
        examples.value(&header.value, &header.wire, own).filter(takes)
    }
}

/// Whether a header can hold a value: as text it has no line breaks and the like, no space at its ends, and no delimiters
/// inside of its parts (`header_value` of the generated crates, which fails else).
fn can_be_sent(header: &Header, json: &Json) -> bool {
    let is_text = |text: &str| text.chars().all(|c| c == '\t' || !c.is_ascii_control());
    let is_whole = |text: &str| is_text(text) && text.trim_matches([' ', '\t']) == text;
    let is_part = |text: &str| is_whole(text) && !text.contains(',');
    let text = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    match json {
        Json::Null => true,
        _ if header.style == Style::Json => is_text(&json.to_string()),
        // A cookie has a header of its own.
        Json::Array(items) if header.wire.eq_ignore_ascii_case("set-cookie") => {
            items.iter().all(|item| can_be_sent(header, item))
        }
        Json::Array(items) => items.iter().all(|item| item.is_null() || is_part(&text(item))),
        Json::Object(members) => members
            .iter()
            .filter(|(_, member)| !member.is_null())
            .all(|(name, member)| is_part(name) && is_part(&text(member)) && !(header.explode && name.contains('='))),
        _ => is_whole(&text(json)),
    }
}

/// The bodies, the one that comes unless another is asked for first.
fn bodies(examples: &Examples<'_>, payload: &Payload) -> Vec<Json> {
    let mut bodies: Vec<(Option<&str>, Json, Vec<&str>)> = Vec::new();
    for example in &payload.examples {
        bodies.push((
            example.name.as_deref(),
            example.value.clone(),
            example.media.iter().map(String::as_str).collect(),
        ));
    }
    match payload.content {
        Content::Text => bodies.extend(texts(examples, payload).into_iter().map(|(text, media)| (None, text, media))),
        _ if bodies.is_empty() => bodies.extend(made(examples, payload).map(|body| (None, body, Vec::new()))),
        _ => {}
    }
    let bodies = bodies.into_iter().map(|(name, body, media)| {
        let body = match &payload.content {
            Content::Items(Items { framing: Framing::Events(_), .. }) => events(body),
            _ => body,
        };
        let mut example = Map::new();
        example.extend(name.map(|name| ("name".to_owned(), name.into())));
        example.insert("body".to_owned(), body);
        // What stands under all media types need not say so.
        if !media.is_empty() && media.len() < payload.media.len() {
            example.insert("media".to_owned(), media.into());
        }
        Json::Object(example)
    });
    bodies.collect()
}

/// The texts that are made, and the media types that they are for: all of them have one where none has an example, else those
/// without an example where it may be none of theirs.
fn texts<'a>(examples: &Examples<'_>, payload: &'a Payload) -> Vec<(Json, Vec<&'a str>)> {
    let texts = payload.texts();
    if texts.len() == 1 && !payload.examples.is_empty() {
        return Vec::new();
    }
    let has_one = |media: &&Media| payload.examples.iter().any(|example| example.media.contains(&media.text));
    let made = texts.into_iter().filter_map(|(value, media)| {
        let own = media.first().and_then(|media| payload.text_example(media));
        let others: Vec<&str> =
            media.into_iter().filter(|media| !has_one(media)).map(|media| media.text.as_str()).collect();
        let text = examples.value(value, "text", own).filter(|_| !others.is_empty())?;
        Some((text, others))
    });
    made.collect()
}

/// A body that is made from the schema.
fn made(examples: &Examples<'_>, payload: &Payload) -> Option<Json> {
    match &payload.content {
        Content::Value(value) => examples.value(value, "value", None),
        Content::Items(Items { item, .. }) => {
            let limits = Limits { min_items: Some(1), ..Limits::default() };
            let list = Value { limits, ..Value::plain(TypeRef::List(Box::new(item.clone()))) };
            examples.value(&list, "value", None)
        }
        Content::Bytes if is_multipart(payload) => {
            let part = "Content-Disposition: form-data; name=\"part\"\r\n\r\ncontent";
            Some(format!("--{BOUNDARY}\r\n{part}\r\n--{BOUNDARY}--\r\n").into())
        }
        Content::Bytes | Content::Multipart(_) => Some("content".into()),
        // See `texts`.
        Content::Text => None,
    }
}

/// Events that have nothing but data.
fn events(items: Json) -> Json {
    match items {
        Json::Array(items) => items.into_iter().map(|data| json!({ "data": data })).collect(),
        other => other,
    }
}

fn is_multipart(payload: &Payload) -> bool {
    payload.media.iter().all(|media| media.text.to_ascii_lowercase().starts_with("multipart/"))
}

/// The media type that bytes have to state, because the document does not say it.
fn content_type(payload: &Payload) -> Option<String> {
    if !matches!(payload.content, Content::Bytes) {
        return None;
    }
    let first = essence(&payload.media.first()?.text);
    if is_multipart(payload) {
        let kind = if first.ends_with("/*") { "multipart/mixed" } else { &first };
        return Some(format!("{kind}; boundary={BOUNDARY}"));
    }
    if !payload.media.iter().all(|media| media.text.contains('*')) {
        return None;
    }
    let kind = match first.as_str() {
        "image/*" => "image/png",
        "text/*" => "text/plain",
        "audio/*" => "audio/mpeg",
        "video/*" => "video/mp4",
        "font/*" => "font/woff2",
        _ => "application/octet-stream",
    };
    Some(kind.to_owned())
}
