//! Answers: the rows of an operation's table and what each becomes in Rust.

use askama::Template;
use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::errors::{self, ErrorEnum};
use super::params::{self, code};
use super::{Cx, ty};
use crate::model::{Content, Format, Header, Media, Operation, OperationId, Payload, Response, Status};
use crate::names::{FieldName, HeadersOf, OperationNames, TypeName};
use crate::view::params::header_note;
use crate::view::rust_type::framing;
use crate::view::text::{Doc, StrLit, Tokens};

/// Everything about the answers of an operation.
pub(super) struct Answers {
    /// The table's rows.
    pub(super) rows: Vec<Tokens>,
    /// The function that reads an answer: its argument and its body.
    pub(super) argument: Tokens,
    pub(super) decode: Tokens,
    /// What `Ok` holds.
    pub(super) ok: Tokens,
    /// The documented errors' type, where it is not the default.
    pub(super) error: Option<Tokens>,
    /// `ok` with several variants.
    pub(super) ok_enum: Option<OkEnum>,
    /// `error`.
    pub(super) error_enum: Option<ErrorEnum>,
    /// The described headers of the answers that are `Ok`.
    pub(super) headers: Option<Headers>,
    /// Those of the documented errors.
    pub(super) error_headers: Vec<Headers>,
    /// Media types to choose from, where there are several.
    pub(super) accept: Vec<String>,
}

impl Answers {
    /// Every struct of headers.
    pub(super) fn header_structs(&self) -> impl Iterator<Item = &Headers> {
        self.headers.iter().chain(&self.error_headers)
    }
}

/// The success body where it can be one of several things.
pub(super) struct OkEnum {
    pub(super) docs: Doc,
    pub(super) name: Tokens,
    pub(super) derives: Tokens,
    pub(super) variants: Vec<Variant>,
}

pub(super) struct Variant {
    pub(super) docs: Doc,
    /// With its fields.
    pub(super) item: Tokens,
}

pub(super) struct Headers {
    pub(super) docs: Doc,
    pub(super) name: TypeName,
    /// The type of which this is another name.
    pub(super) shared: Option<TypeName>,
    pub(super) fields: Vec<HeaderField>,
}

pub(super) struct HeaderField {
    pub(super) docs: Doc,
    pub(super) name: FieldName,
    pub(super) ty: Tokens,
    /// Its row.
    pub(super) param: Tokens,
}

/// A status with one of its bodies.
pub(super) struct Row<'a> {
    pub(super) response: &'a Response,
    pub(super) index: usize,
    payload: Option<(usize, &'a Payload)>,
}

pub(super) fn view(cx: Cx<'_>, id: OperationId) -> Answers {
    let (operation, names) = cx.operation(id);
    let rows = rows(operation);
    let successes: Vec<&Row> = rows.iter().filter(|row| row.response.success).collect();
    let error = names.around("Error");
    let error_enum = errors::view(cx, id, &rows, &error);

    let mut bodies: Vec<TokenStream> = Vec::new();
    for row in &successes {
        let ty = row.body(cx);
        if !bodies.iter().any(|known| known.to_string() == ty.to_string()) {
            bodies.push(ty);
        }
    }
    let (ok, ok_enum) = match bodies.as_slice() {
        [] => (quote!(()), None),
        [one] => (one.clone(), None),
        _ => {
            let name = names.around("Ok");
            (quote!(#name), Some(ok_enum(cx, names, &successes, &name)))
        }
    };

    let mut arms: Vec<TokenStream> = Vec::new();
    let mut table: Vec<Tokens> = Vec::new();
    if successes.is_empty() {
        // The document describes errors only: that the call worked goes without saying.
        table.push(quote!(Case::success("2XX", &[])).into());
        arms.push(quote!(Ok(())));
    }
    for row in &rows {
        table.push(row.case());
        if !row.response.success {
            arms.push(quote!(Err(Error::Api(#error::read(answer)?))));
            continue;
        }
        let value = match ok_enum {
            Some(_) => row.ok_value(cx, names, &ok),
            None => row.read(),
        };
        arms.push(quote!(Ok(#value)));
    }
    let decode = choose(&quote!(answer.case()), &arms);
    let argument = argument(&decode);
    let mut media: Vec<&Media> =
        successes.iter().filter_map(|row| row.payload).flat_map(|(_, payload)| &payload.media).collect();
    // What may be answered in them is only taken for JSON.
    media.sort_by_key(|media| media.is_foreign());
    let mut accept = Vec::new();
    for media in media {
        if !accept.contains(&media.text) {
            accept.push(media.text.clone());
        }
    }
    Answers {
        rows: table,
        argument,
        decode: decode.into(),
        ok: ok.into(),
        error: error_enum.as_ref().map(|error| error.name.clone()),
        ok_enum,
        error_enum,
        headers: headers(cx, id),
        error_headers: error_headers(cx, id),
        accept,
    }
}

/// The match over the rows; rows at the end that read the same are one arm.
pub(super) fn choose(row: &TokenStream, arms: &[TokenStream]) -> TokenStream {
    let Some((last, rest)) = arms.split_last() else {
        return quote!(Ok(()));
    };
    let same = rest.iter().rev().take_while(|arm| arm.to_string() == last.to_string()).count();
    let rest = &rest[..rest.len() - same];
    if rest.is_empty() {
        return last.clone();
    }
    let arms = rest.iter().enumerate().map(|(index, arm)| {
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        quote!(#index => #arm,)
    });
    quote!(match #row { #(#arms)* _ => #last, })
}

/// The argument of a function that reads an answer.
pub(super) fn argument(body: &TokenStream) -> Tokens {
    let used = body.clone().into_iter().any(|token| mentions(&token, "answer"));
    if used { quote!(answer) } else { quote!(_) }.into()
}

/// Whether a word stands in the tokens.
fn mentions(token: &TokenTree, word: &str) -> bool {
    match token {
        TokenTree::Group(group) => group.stream().into_iter().any(|token| mentions(&token, word)),
        TokenTree::Ident(ident) => ident == word,
        _ => false,
    }
}

fn rows(operation: &Operation) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for (index, response) in operation.responses.iter().enumerate() {
        if response.payloads.is_empty() || never_a_body(operation, response.status) {
            rows.push(Row { response, index, payload: None });
        } else {
            let payloads = response.payloads.iter().enumerate();
            rows.extend(payloads.map(|payload| Row { response, index, payload: Some(payload) }));
        }
    }
    rows
}

fn never_a_body(operation: &Operation, status: Status) -> bool {
    operation.method == "HEAD" || matches!(status, Status::Code(204 | 304))
}

impl Row<'_> {
    /// The row of the table.
    fn case(&self) -> Tokens {
        let status = StrLit(status_text(self.response.status));
        let media = self.payload.iter().flat_map(|(_, payload)| &payload.media).map(|media| {
            let text = StrLit(media.text.clone());
            match (&self.payload, &media.format) {
                (Some((_, Payload { content: Content::Bytes | Content::Items(_), .. })), _) => {
                    quote!(Media::stream(#text))
                }
                (Some((_, Payload { content: Content::Text, .. })), _) => quote!(Media::text(#text)),
                (_, Format::Xml { .. }) => quote!(Media::value(#text, decode_xml)),
                (_, Format::Form { .. }) => quote!(Media::value(#text, decode_form)),
                _ => quote!(Media::json(#text)),
            }
        });
        let make = if self.response.success { quote!(success) } else { quote!(error) };
        quote!(Case::#make(#status, &[#(#media),*])).into()
    }

    /// The type of a successful body.
    fn body(&self, cx: Cx<'_>) -> TokenStream {
        match self.payload.map(|(_, payload)| &payload.content) {
            None | Some(Content::Multipart(_)) => quote!(()),
            Some(Content::Value(value)) => ty::owned(cx, value),
            Some(Content::Text) => quote!(String),
            Some(Content::Bytes) => quote!(Body),
            Some(Content::Items(items)) => ty::items(cx, items),
        }
    }

    /// The same inside an enum; errors hold bytes, not streams.
    pub(super) fn held(&self, cx: Cx<'_>) -> Option<TokenStream> {
        match self.payload.map(|(_, payload)| &payload.content) {
            None | Some(Content::Multipart(_)) => None,
            Some(Content::Bytes | Content::Items(_)) if !self.response.success => Some(quote!(Bytes)),
            Some(Content::Value(value)) if ty::is_large(cx, value) => {
                let ty = ty::owned(cx, value);
                Some(quote!(Box<#ty>))
            }
            _ => Some(self.body(cx)),
        }
    }

    /// Reads the body out of `answer`.
    fn read(&self) -> TokenStream {
        match self.payload.map(|(_, payload)| &payload.content) {
            None | Some(Content::Multipart(_)) => quote!(()),
            Some(Content::Value(_)) => quote!(answer.value()?),
            Some(Content::Text) => quote!(answer.text()?),
            Some(Content::Bytes) if self.response.success => quote!(answer.stream()),
            Some(Content::Items(items)) if self.response.success => {
                let framing = framing(items.framing);
                quote!(answer.items(#framing))
            }
            Some(Content::Bytes | Content::Items(_)) => quote!(answer.bytes()?),
        }
    }

    /// The same for what [`Row::held`] gives.
    pub(super) fn read_held(&self, cx: Cx<'_>) -> TokenStream {
        let read = self.read();
        match self.payload.map(|(_, payload)| &payload.content) {
            Some(Content::Value(value)) if ty::is_large(cx, value) => quote!(Box::new(#read)),
            _ => read,
        }
    }

    pub(super) fn variant(&self, names: &OperationNames) -> proc_macro2::Ident {
        let response = &names.responses[self.index];
        match self.payload {
            Some((index, _)) if self.response.payloads.len() > 1 => {
                format_ident!("{}{}", response.variant.plain(), response.payloads[index].plain())
            }
            _ => format_ident!("{}", response.variant.plain()),
        }
    }

    pub(super) fn is_plain(&self) -> bool {
        matches!(self.response.status, Status::Code(_)) && (self.response.success || self.response.headers.is_empty())
    }

    pub(super) fn error_headers(&self, names: &OperationNames) -> Option<TypeName> {
        (!self.response.headers.is_empty()).then(|| names.headers_of(self.index))
    }

    pub(super) fn docs(&self, cx: Cx<'_>) -> Doc {
        let status = match self.response.status {
            Status::Default => "Any status that is not described otherwise.".to_owned(),
            status => format!("Status {}.", code(&status_text(status))),
        };
        let docs = Doc::outer(&self.response.description).and(&status);
        // Those of successes stand at the operation's method.
        let links = if self.response.success { Vec::new() } else { cx.links_of(self.response) };
        links.iter().fold(docs, |docs, link| docs.and(link))
    }

    fn ok_value(&self, cx: Cx<'_>, names: &OperationNames, ok: &TokenStream) -> TokenStream {
        let variant = self.variant(names);
        let held = self.held(cx).map(|_| {
            let read = self.read_held(cx);
            quote!((#read))
        });
        quote!(#ok::#variant #held)
    }

    /// Reads an error out of `answer`.
    pub(super) fn error_value(&self, cx: Cx<'_>, names: &OperationNames) -> TokenStream {
        let variant = self.variant(names);
        let read = self.held(cx).map(|_| self.read_held(cx));
        if self.is_plain() {
            let held = read.map(|read| quote!((#read)));
            return quote!(Self::#variant #held);
        }
        let status = self.has_status().then(|| quote!(status: answer.status(),));
        let headers = self.error_headers(names).map(|name| quote!(headers: Box::new(#name::read(&answer)?),));
        let body = read.map(|read| quote!(body: #read,));
        quote!(Self::#variant { #status #headers #body })
    }

    pub(super) fn has_status(&self) -> bool {
        !matches!(self.response.status, Status::Code(_))
    }
}

fn ok_enum(cx: Cx<'_>, names: &OperationNames, rows: &[&Row<'_>], name: &TypeName) -> OkEnum {
    let variants = rows
        .iter()
        .map(|row| {
            let variant = row.variant(names);
            let held = row.held(cx).map(|ty| quote!((#ty)));
            Variant { docs: row.docs(cx), item: quote!(#variant #held).into() }
        })
        .collect();
    let is_stream = |row: &&Row<'_>| {
        row.payload.is_some_and(|(_, payload)| matches!(payload.content, Content::Bytes | Content::Items(_)))
    };
    let streams = rows.iter().any(is_stream);
    OkEnum {
        docs: Doc::default().and(&format!("What [`Client::{}`] gives.", names.method.plain())),
        name: quote!(#name).into(),
        derives: if streams { quote!(Debug) } else { quote!(Clone, Debug, PartialEq) }.into(),
        variants,
    }
}

/// The headers of all successes in one struct.
fn headers(cx: Cx<'_>, id: OperationId) -> Option<Headers> {
    let (_, names) = cx.operation(id);
    let docs = format!("The headers of what [`Client::{}`] gives.", names.method.plain());
    headers_of(cx, HeadersOf::Successes(id), &docs, names.around("Headers"))
}

/// A struct for each documented error that has headers.
fn error_headers(cx: Cx<'_>, id: OperationId) -> Vec<Headers> {
    let (operation, names) = cx.operation(id);
    let errors = operation.responses.iter().enumerate().filter(|(_, response)| !response.success);
    let headers = errors.filter_map(|(index, _)| {
        let variant = names.responses[index].variant.plain();
        let docs = format!("The headers of `{}::{variant}`.", names.around("Error"));
        headers_of(cx, HeadersOf::Error(id, index), &docs, names.headers_of(index))
    });
    headers.collect()
}

fn headers_of(cx: Cx<'_>, place: HeadersOf, docs: &str, name: TypeName) -> Option<Headers> {
    let fields = place.headers(cx.api, &cx.names.operations);
    let shared = shared(cx, place);
    (!fields.is_empty()).then(|| Headers {
        docs: Doc::default().and(docs),
        name,
        shared: shared.cloned(),
        fields: match shared {
            Some(_) => Vec::new(),
            None => fields.into_iter().map(|(header, name)| header_field(cx, header, name)).collect(),
        },
    })
}

/// The type of headers that several answers have, by which this answer has them too.
pub(super) fn shared<'a>(cx: Cx<'a>, place: HeadersOf) -> Option<&'a TypeName> {
    cx.names.headers.of(place).filter(|_| may_share(cx, place))
}

/// Whether headers may stand where all operations find them. The types of others may be there with some features only.
fn may_share(cx: Cx<'_>, place: HeadersOf) -> bool {
    let headers = place.headers(cx.api, &cx.names.operations);
    !cx.of_tags() || headers.iter().all(|(header, _)| header.value.ty.named().is_none())
}

/// Headers that several answers have.
#[derive(Template)]
#[template(path = "client/headers.rs.jinja", escape = "rs")]
pub(super) struct SharedPage {
    all: Vec<Headers>,
    /// Whether a crate may be without the operations that read them.
    of_tags: bool,
}

/// The module of headers that several answers have.
pub(super) fn shared_headers(cx: Cx<'_>) -> Option<SharedPage> {
    let ours = cx.names.headers.sets.iter();
    let ours = ours.filter(|set| !matches!(set.first, HeadersOf::Answer(..)) && may_share(cx, set.first));
    let all = ours.map(|set| Headers {
        docs: Doc::default().and("The headers of several answers."),
        name: set.name.clone(),
        shared: None,
        fields: set
            .first
            .headers(cx.api, &cx.names.operations)
            .into_iter()
            .map(|(header, name)| header_field(cx, header, name))
            .collect(),
    });
    let all: Vec<Headers> = all.collect();
    (!all.is_empty()).then(|| SharedPage { all, of_tags: cx.of_tags() })
}

fn header_field(cx: Cx<'_>, header: &Header, name: &FieldName) -> HeaderField {
    let ty = ty::owned(cx, &header.value);
    let param = params::header(header);
    HeaderField {
        docs: Doc::outer(header.description.as_deref().unwrap_or_default()).and(&format!(
            "{}{}",
            header_note(header),
            if header.required { ALWAYS } else { "" }
        )),
        name: name.clone(),
        ty: quote!(Option<#ty>).into(),
        param: param.into(),
    }
}

/// What is said about a header that has to be there. It is an `Option` nevertheless: the struct is that of several
/// answers, and a header that a server forgets is not worth a body.
const ALWAYS: &str = " The API says that it is always there.";

/// The way documents write a status.
pub(super) fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}
