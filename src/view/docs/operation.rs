//! The page of a tag: a table of its operations, then a section for each.

use askama::Template;

use super::call::{Call, Input, Source, item_stream, part_headers, part_type};
use super::markup::{cell, code, inline, join, link, prose, prose_cell};
use super::program;
use super::readme::{ENDPOINTS, MODELS};
use super::ty::{Docs, Notes};
use crate::model::{
    Content, Group, Header, Location, Media, OperationId, Part, PartKind, Payload, Response, Status, Style,
};
use crate::view::links;
use crate::view::side::request_line;
use crate::view::text::Markdown;
use crate::view::{Page, PageKind};

/// The headings of every operation's section, in order: the anchors of later sections depend on them.
pub(super) const HEADINGS: [&str; 6] =
    ["Example", "Parameters", "Return type", "Authorization", "HTTP request headers", "HTTP response details"];

#[derive(Template)]
#[template(path = "docs/api.md.jinja")]
struct ApiPage {
    title: Markdown,
    description: Markdown,
    /// What it is part of, and where there is more.
    place: Markdown,
    base: Markdown,
    operations: Vec<Section>,
    endpoints: Markdown,
    models: Markdown,
}

/// What is said about one operation.
struct Section {
    name: Markdown,
    anchor: Markdown,
    /// `GET /files/{md5sum}`.
    request: Markdown,
    /// For the table of methods.
    about: Markdown,
    signature: Markdown,
    /// Setters for what is optional.
    setters: Markdown,
    /// Setters of the body's media type.
    media_setters: Markdown,
    deprecated: bool,
    summary: Markdown,
    description: Markdown,
    more: Markdown,
    /// Where it is, if it has servers of its own.
    server: Markdown,
    credentials: Vec<Markdown>,
    program: Markdown,
    parameters: Vec<Parameter>,
    /// Which types a body can have, where there are several.
    bodies: Markdown,
    result: Markdown,
    authorization: Markdown,
    content_type: Markdown,
    accept: Markdown,
    answers: Vec<Answer>,
    /// What leads on from the answers.
    links: Vec<Markdown>,
}

struct Parameter {
    name: Markdown,
    ty: Markdown,
    description: Markdown,
    notes: Markdown,
}

struct Answer {
    status: Markdown,
    description: Markdown,
    body: Markdown,
    headers: Markdown,
}

/// One page per tag.
pub(super) fn pages(docs: Docs<'_>) -> Vec<Page> {
    let pages = docs.api.groups.iter().enumerate().map(|(index, group)| {
        let page = ApiPage {
            title: Markdown(docs.names.groups[index].api.plain().to_owned()),
            description: prose(group.description.as_deref(), 1),
            place: place(docs, group),
            base: super::readme::base(docs),
            operations: group.operations.iter().map(|id| section(docs, *id)).collect(),
            endpoints: Markdown(ENDPOINTS.anchor(docs.links)),
            models: Markdown(MODELS.anchor(docs.links)),
        };
        Page::template(format!("client/docs/{}.md", docs.links.groups[index]), PageKind::Markdown, page)
    });
    pages.collect()
}

/// What a tag is part of, which kind it is, and where there is more about it.
fn place(docs: Docs<'_>, group: &Group) -> Markdown {
    let parent = |name: &String| {
        let same = |other: &Group| other.tag.as_ref() == Some(name) && other.hooks == group.hooks;
        match docs.api.groups.iter().position(same) {
            Some(index) => link(&code(name), &format!("{}.md", docs.links.groups[index])),
            None => code(name),
        }
    };
    let mut lines = Vec::new();
    if !group.parents.is_empty() {
        let path = join(group.parents.iter().map(parent), " › ");
        lines.push(Markdown(format!("Part of {path}.")));
    }
    lines.extend(
        group
            .kind
            .as_deref()
            .filter(|kind| *kind != "nav")
            .map(|kind| Markdown(format!("Kind of tag: {}.", code(kind)))),
    );
    lines.extend(group.external_docs.as_ref().map(|docs| super::readme::external_docs(Some(docs))));
    join(lines, "\n\n")
}

/// The method and path of an operation.
pub(super) fn request(docs: Docs<'_>, id: OperationId) -> Markdown {
    let operation = docs.api.operation(id);
    cell(Markdown(request_line(operation)))
}

/// One line about an operation.
pub(super) fn about(docs: Docs<'_>, id: OperationId) -> Markdown {
    let operation = docs.api.operation(id);
    let first_line = operation.description.as_deref().and_then(|text| text.trim().lines().next());
    prose_cell(operation.summary.as_deref().or(first_line))
}

fn section(docs: Docs<'_>, id: OperationId) -> Section {
    let call = Call::new(docs, id);
    let operation = call.operation;
    // The description says it again where the two are the same.
    let summary = operation.summary.as_deref().filter(|summary| Some(*summary) != operation.description.as_deref());
    let mut parameters: Vec<Parameter> = Vec::new();
    for input in call.required.iter().chain(&call.optional) {
        parameters.push(parameter(docs, &call, input));
    }
    for ((payload, names), own) in operation.bodies.iter().zip(&call.names.parts).zip(&call.names.part_headers) {
        if let Content::Multipart(parts) = &payload.content {
            parameters.extend(parts.iter().zip(names).zip(own).map(|((part, name), own)| {
                let headers = part_headers(call.names, part, own);
                part_row(docs, part, name.plain(), headers.as_deref())
            }));
        }
    }
    Section {
        name: Markdown(call.names.method.plain().to_owned()),
        anchor: Markdown(docs.links.operations[id.0].1.clone()),
        request: request(docs, id),
        about: about(docs, id),
        signature: code(&call.signature()),
        setters: setters(&call),
        media_setters: media_setters(&call),
        deprecated: operation.deprecated,
        summary: inline(summary),
        description: prose(operation.description.as_deref(), 3),
        more: super::readme::external_docs(operation.external_docs.as_ref()),
        server: server(docs, id),
        credentials: credentials(docs, id),
        program: Markdown(program::text(docs, id, &call)),
        parameters,
        bodies: bodies(docs, &call),
        result: result(docs, &call),
        authorization: authorization(docs, id),
        content_type: media(&operation.bodies),
        accept: media(operation.responses.iter().flat_map(|response| &response.payloads)),
        answers: operation.responses.iter().map(|response| answer(docs, &call, response)).collect(),
        links: operation.responses.iter().flat_map(|response| answer_links(docs, response)).map(Markdown).collect(),
    }
}

fn server(docs: Docs<'_>, id: OperationId) -> Markdown {
    let place = docs.api.operation(id).place;
    let place = place.and_then(|place| docs.api.places.get(place)?.first().zip(docs.names.places.get(place)));
    let Some((server, names)) = place else { return Markdown::default() };
    let (url, setter) = (code(&server.default_url()), code(&format!(".{}(url)", names.setter)));
    Markdown(format!("The URI is relative to *{url}*, unless {setter} of the client's builder tells another."))
}

fn setters(call: &Call<'_>) -> Markdown {
    let setters = call.optional.iter().map(|input| code(&format!(".{}({})", input.name.as_str(), input.rust)));
    join(setters, ", ")
}

fn parameter(docs: Docs<'_>, call: &Call<'_>, input: &Input<'_>) -> Parameter {
    let ty = cell(docs.linked(&input.rust, input.link));
    let (description, notes) = match input.source {
        Source::Param(param) => {
            let place = match param.location {
                Location::Path => "in the path",
                Location::Query => "in the query",
                Location::Header => "as header",
                Location::Cookie => "as cookie",
            };
            let notes = Notes::default()
                .required(param.required || param.location == Location::Path)
                .or(param.default.as_ref())
                .when(param.deprecated, "deprecated")
                .note(match param.style {
                    Style::Whole | Style::WholeText => Markdown("the whole query".to_owned()),
                    _ => Markdown(format!("{} {place}", code(&param.wire))),
                })
                .limits(&param.value.limits);
            (param.description.as_deref(), notes)
        }
        Source::Body => {
            let notes = Notes::default().required(call.operation.body_required).note(Markdown("the body".to_owned()));
            // Where there are several they are described below.
            let notes = match call.operation.bodies.as_slice() {
                [payload] => notes.body(payload),
                _ => notes,
            };
            (call.operation.body_description.as_deref(), notes)
        }
    };
    Parameter { name: code(input.name.plain()), ty, description: prose_cell(description), notes: notes.cell() }
}

fn part_row(docs: Docs<'_>, part: &Part, name: &str, headers: Option<&str>) -> Parameter {
    let (link, limits) = match &part.kind {
        PartKind::Value(value) => (value.ty.named(), &value.limits),
        _ => (None, &part.limits),
    };
    let mut notes = Notes::default()
        .required(part.required)
        .or(part.default.as_ref())
        .note(Markdown(format!("{} in the form", code(&part.wire))));
    if !part.headers.is_empty() {
        let list = join(part.headers.iter().map(|header| response_header(docs, header)), ", ");
        notes = notes.note(Markdown(format!("with the headers {list}")));
    }
    let notes = notes.limits(limits);
    Parameter {
        name: code(name),
        ty: cell(docs.linked(&part_type(docs, part, headers), link)),
        description: prose_cell(part.description.as_deref()),
        notes: notes.cell(),
    }
}

/// The variants of the body's enum.
fn bodies(docs: Docs<'_>, call: &Call<'_>) -> Markdown {
    if call.operation.bodies.len() < 2 {
        return Markdown::default();
    }
    let variants = call.operation.bodies.iter().zip(&call.names.bodies).enumerate().map(|(index, (payload, name))| {
        let ty = match &payload.content {
            Content::Value(value) => docs.link(&value.ty, |rust| rust),
            Content::Bytes => code("Body"),
            Content::Items(items) => docs.linked(&item_stream(docs, items), items.item.ty.named()),
            Content::Text => code("String"),
            Content::Multipart(_) => code(&call.names.form(call.operation, index).to_string()),
        };
        let notes = Notes::default().note(media([payload])).body(payload).text();
        Markdown(format!("{} holds {ty} ({notes})", code(name.as_str())))
    });
    Markdown(format!("The body is one of several kinds: {}.", join(variants, ", ")))
}

fn result(docs: Docs<'_>, call: &Call<'_>) -> Markdown {
    let kinds = call.result.links.iter().map(|(rust, id)| match rust.as_str() {
        "()" => Markdown(format!("{} (empty response body)", code("()"))),
        "Body" => Markdown(format!("{} (a stream of bytes)", code("Body"))),
        rust if rust.starts_with("ItemStream<") => {
            let what = if rust.contains("<ServerEvent<") { "server-sent events" } else { "values one after the other" };
            Markdown(format!("**{}** ({what})", docs.linked(rust, *id)))
        }
        rust => Markdown(format!("**{}**", docs.linked(rust, *id))),
    });
    let kinds = join(kinds, ", ");
    if call.result.links.iter().any(|(rust, _)| *rust == call.result.rust) {
        return kinds;
    }
    Markdown(format!("{}: {kinds}", code(&call.result.rust)))
}

/// Alternatives are parted by commas, what is needed together by `and`.
fn authorization(docs: Docs<'_>, id: OperationId) -> Markdown {
    let security = &docs.api.operation(id).security;
    if security.iter().all(Vec::is_empty) {
        return Markdown("No authorization required".to_owned());
    }
    let alternatives = security.iter().map(|alternative| {
        if alternative.is_empty() {
            return Markdown("none".to_owned());
        }
        let schemes = alternative.iter().map(|requirement| {
            let scheme = &docs.api.security_schemes[requirement.scheme];
            let target = format!("../README.md#{}", docs.links.schemes[requirement.scheme]);
            let name = link(&code(&scheme.key), &target);
            match requirement.scopes.as_slice() {
                [] => name,
                scopes => Markdown(format!("{name} ({})", join(scopes.iter().map(|scope| code(scope)), ", "))),
            }
        });
        join(schemes, " and ")
    });
    join(alternatives, ", ")
}

/// What to set before the call, scheme by scheme.
fn credentials(docs: Docs<'_>, id: OperationId) -> Vec<Markdown> {
    let mut schemes = Vec::new();
    for requirement in docs.api.operation(id).security.iter().flatten() {
        if !schemes.contains(&requirement.scheme) {
            schemes.push(requirement.scheme);
        }
    }
    schemes.into_iter().map(|scheme| super::readme::credential(docs, scheme, "../README.md")).collect()
}

/// The setters that choose the media type of the body, each with what it sends; empty without a choice.
fn media_setters(call: &Call<'_>) -> Markdown {
    let [payload] = call.operation.bodies.as_slice() else { return Markdown::default() };
    let list = payload.media.iter().zip(&call.names.media_setters).map(|(media, setter)| {
        let setter = code(&format!(".{}()", setter.as_str()));
        Markdown(format!("{setter} ({})", code(&media.text)))
    });
    join(list, ", ")
}

/// Media types, each once, those that are only taken for JSON last.
fn media<'a>(payloads: impl IntoIterator<Item = &'a Payload>) -> Markdown {
    let mut all: Vec<&Media> = payloads.into_iter().flat_map(|payload| &payload.media).collect();
    all.sort_by_key(|media| media.is_foreign());
    let mut list: Vec<&str> = Vec::new();
    for media in all {
        if !list.contains(&media.text.as_str()) {
            list.push(&media.text);
        }
    }
    if list.is_empty() { Markdown("Not defined".to_owned()) } else { join(list.into_iter().map(code), ", ") }
}

fn answer(docs: Docs<'_>, call: &Call<'_>, response: &Response) -> Answer {
    let status = match response.status {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    };
    let empty = call.operation.method == "HEAD";
    let bodies = response.payloads.iter().filter(|_| !empty).map(|payload| {
        let (rust, id) = super::call::received(docs, payload);
        match (rust.as_str(), response.success) {
            ("Body", false) => code("Bytes"),
            (rust, false) if rust.starts_with("ItemStream<") => code("Bytes"),
            _ => docs.linked(&rust, id),
        }
    });
    let bodies = join(bodies, ", ");
    Answer {
        status: Markdown(format!("**{status}**")),
        description: prose_cell(Some(&response.description)),
        body: or_dash(cell(bodies)),
        headers: or_dash(cell(join(response.headers.iter().map(|header| response_header(docs, header)), "<br>"))),
    }
}

fn answer_links(docs: Docs<'_>, response: &Response) -> Vec<String> {
    links::sentences(docs.api, docs.names, response, |id| {
        let name = Markdown(format!("**{}**", docs.names.operations[id.0].method.plain()));
        link(&name, &docs.links.operation(id.0)).0
    })
}

fn response_header(docs: Docs<'_>, header: &Header) -> Markdown {
    let mut text = format!("{} ({})", code(&header.wire), docs.link(&header.value.ty, |rust| rust));
    if header.deprecated {
        text.push_str(" [deprecated]");
    }
    if let Some(description) = &header.description {
        text.push_str(&format!(": {}", inline(Some(description))));
    }
    Markdown(text)
}

fn or_dash(text: Markdown) -> Markdown {
    if text.0.is_empty() { Markdown("-".to_owned()) } else { text }
}
