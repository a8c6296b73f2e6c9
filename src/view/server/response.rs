//! The response enum of an operation: a variant per status and Rust type, with the headers as fields, or in one.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::headers::{self, HeadersView};
use super::{Cx, code};
use crate::model::{
    Additional, Content, Format, Header, Media, Operation, OperationId, Payload, Presence, Response, Scalar, Status,
    TypeKind, TypeRef, Value,
};
use crate::names::{FieldName, OperationNames};
use crate::view::links;
use crate::view::rust_type::{framing, streamed};
use crate::view::text::{Doc, StrLit, Tokens};
use crate::view::types::tables;

/// The response enum.
pub(super) struct ResponseView {
    pub(super) docs: Doc,
    pub(super) name: Tokens,
    pub(super) derives: Tokens,
    /// Whether one variant may be much larger than the others.
    pub(super) large: bool,
    /// Whether a field has a name that clippy takes for a placeholder where it is bound.
    pub(super) placeholder_names: bool,
    pub(super) variants: Vec<Variant>,
    /// The headers of answers that have many.
    pub(super) headers: Vec<HeadersView>,
}

pub(super) struct Variant {
    pub(super) name: Tokens,
    /// The response and the payload that it is made of: indices into those of the operation.
    pub(super) of: Option<(usize, Option<usize>)>,
    pub(super) docs: Doc,
    /// With its fields.
    pub(super) item: Tokens,
    /// The arm that writes it.
    pub(super) arm: Tokens,
    /// The expression that makes it of the mock's `example`.
    pub(super) made: Tokens,
}

/// Whether an answer has a body: some statuses and methods never do.
pub(super) fn has_body(operation: &Operation, response: &Response) -> bool {
    let never = operation.method == "HEAD" || matches!(response.status, Status::Code(204 | 304));
    !never && response.payloads.iter().any(|payload| !matches!(payload.content, Content::Multipart(_)))
}

pub(super) fn view(cx: Cx<'_>, id: OperationId, of: &str) -> ResponseView {
    let (operation, names) = cx.operation(id);
    let described: Vec<u16> = operation
        .responses
        .iter()
        .filter_map(|response| match response.status {
            Status::Code(code) => Some(code),
            _ => None,
        })
        .collect();
    let mut variants = Vec::new();
    let mut sizes = Vec::new();
    let mut has_stream = false;
    for (number, response) in operation.responses.iter().enumerate() {
        let mut push = |payload: Option<(usize, &Payload)>| {
            let of = Some((number, payload.map(|(index, _)| index)));
            variants.push(Variant { of, ..variant(cx, response, (names, number), payload, &described) });
        };
        if !has_body(operation, response) {
            push(None);
            continue;
        }
        for (index, payload) in response.payloads.iter().enumerate() {
            has_stream |= matches!(payload.content, Content::Bytes | Content::Items(_));
            sizes.push(if let Content::Value(value) = &payload.content { size(cx, value) } else { 96 });
            push(Some((index, payload)));
        }
    }
    if variants.is_empty() {
        variants.push(undescribed());
    }
    let name = names.around("Response");
    ResponseView {
        docs: Doc::default().and(&format!("The answers of {of}.")),
        name: quote!(#name).into(),
        derives: if has_stream { quote!(Debug) } else { quote!(Clone, Debug, PartialEq) }.into(),
        large: variants.len() > 1 && sizes.iter().any(|size| *size > LARGE),
        placeholder_names: names.responses.iter().flat_map(|one| &one.headers).any(FieldName::is_placeholder),
        variants,
        headers: headers::of_operation(cx, id),
    }
}

/// A document that describes no answer still means one.
fn undescribed() -> Variant {
    Variant {
        name: quote!(Ok).into(),
        of: None,
        docs: Doc::default().and("200, which the document does not describe."),
        item: quote!(Ok).into(),
        arm: quote!(Self::Ok => { reply.status(200); }).into(),
        made: quote!(Self::Ok).into(),
    }
}

fn variant(
    cx: Cx<'_>,
    response: &Response,
    (operation, number): (&OperationNames, usize),
    payload: Option<(usize, &Payload)>,
    described: &[u16],
) -> Variant {
    let names = &operation.responses[number];
    let name = match payload {
        Some((index, _)) if response.payloads.len() > 1 => {
            let (status, media) = (names.variant.plain(), names.payloads[index].plain());
            let name = quote::format_ident!("{status}{media}");
            quote!(#name)
        }
        _ => {
            let name = &names.variant;
            quote!(#name)
        }
    };
    let ty = payload.map(|(_, payload)| body_type(cx, payload));
    let write = payload.map(|(_, payload)| write(payload));
    let headers: Vec<(&Header, &FieldName)> = response.headers.iter().zip(&names.headers).collect();
    let headers_type = headers::is_struct(response).then(|| operation.headers_of(number));
    let start = start(response.status, described);
    let header_calls = match headers_type {
        Some(_) => quote!(.headers(&headers)),
        None => headers
            .iter()
            .map(|(header, name)| {
                let param = headers::param(header);
                quote!(.header(&#param, &#name))
            })
            .collect(),
    };
    let start = quote!(reply #start #header_calls);
    let has_status = !matches!(response.status, Status::Code(_));
    let plain = !has_status && headers.is_empty();
    let item = match (&ty, plain) {
        (None, true) => name.clone(),
        (Some(ty), true) => quote!(#name(#ty)),
        (ty, false) => {
            let status = has_status.then(|| quote!(#[doc = " The status."] status: StatusCode,));
            let headers = match &headers_type {
                Some(ty) => quote!(#[doc = " The headers."] headers: #ty,),
                None => headers.iter().map(|(header, name)| headers::field(cx, header, name).tokens()).collect(),
            };
            let body = ty.as_ref().map(|ty| quote!(#[doc = " The body."] body: #ty,));
            quote!(#name { #status #headers #body })
        }
    };
    let pattern = match (&ty, plain) {
        (None, true) => quote!(),
        (Some(_), true) => quote!((body)),
        (ty, false) => {
            let status = has_status.then(|| quote!(status,));
            let headers = match headers_type {
                Some(_) => quote!(headers,),
                None => headers.iter().map(|(_, name)| quote!(#name,)).collect(),
            };
            let body = ty.as_ref().map(|_| quote!(body,));
            quote!({ #status #headers #body })
        }
    };
    let arm = match write {
        Some(write) => quote!(Self::#name #pattern => #start #write,),
        None => quote!(Self::#name #pattern => { #start; }),
    };
    let body = payload.map(|(_, payload)| mocked(payload));
    let made = match (&body, plain) {
        (None, true) => quote!(Self::#name),
        (Some(body), true) => quote!(Self::#name(#body)),
        (body, false) => {
            let status = has_status.then(|| quote!(status: example.status(),));
            let headers = headers.iter().map(|(header, name)| {
                let wire = StrLit(header.wire.clone());
                quote!(#name: example.header(#wire),)
            });
            let headers = match &headers_type {
                Some(ty) => quote!(headers: #ty { #(#headers)* },),
                None => quote!(#(#headers)*),
            };
            let body = body.as_ref().map(|body| quote!(body: #body,));
            quote!(Self::#name { #status #headers #body })
        }
    };
    Variant {
        docs: docs(cx, response, payload),
        item: item.into(),
        arm: arm.into(),
        made: made.into(),
        of: None,
        name: name.into(),
    }
}

/// The body of the mock's `example`.
fn mocked(payload: &Payload) -> TokenStream {
    match &payload.content {
        Content::Value(_) => quote!(example.body()),
        Content::Text if is_open(payload) => quote!(example.open_text()),
        Content::Text => quote!(example.text()),
        Content::Items(_) => quote!(ItemStream::from(example.body::<Vec<_>>())),
        Content::Bytes | Content::Multipart(_) => quote!(example.bytes()),
    }
}

/// Whether the media type is the handler's to say.
fn is_open(payload: &Payload) -> bool {
    payload.media.iter().any(|media| media.text.contains('*'))
}

fn docs(cx: Cx<'_>, response: &Response, payload: Option<(usize, &Payload)>) -> Doc {
    let status = match response.status {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}XX"),
        Status::Default => "Any status that is not described otherwise".to_owned(),
    };
    let media: Vec<String> =
        payload.iter().flat_map(|(_, payload)| &payload.media).map(|media| code(&media.text)).collect();
    let media = if media.is_empty() { String::new() } else { format!(" ({})", media.join(" or ")) };
    let docs = Doc::default().and(&format!("{status}{media}"));
    let docs = docs.and(&crate::view::text::markdown(&response.description, 1));
    let shown = |id: OperationId| code(cx.names.operations[id.0].method.plain());
    links::sentences(cx.api, cx.names, response, shown).iter().fold(docs, |docs, link| docs.and(link))
}

/// Sets the status.
fn start(status: Status, described: &[u16]) -> TokenStream {
    let number = Literal::u16_unsuffixed;
    match status {
        Status::Code(code) => {
            let code = number(code);
            quote!(.status(#code))
        }
        Status::Class(class) => {
            let (low, high) = (u16::from(class) * 100, u16::from(class) * 100 + 100);
            let others = described.iter().filter(|code| (low..high).contains(*code)).map(|code| number(*code));
            let (low, high) = (number(low), number(high));
            quote!(.status_of(status, #low..#high, &[#(#others),*]))
        }
        Status::Default => {
            let others = described.iter().map(|code| number(*code));
            quote!(.status_of(status, 200..600, &[#(#others),*]))
        }
    }
}

fn body_type(cx: Cx<'_>, payload: &Payload) -> TokenStream {
    match &payload.content {
        Content::Value(value) => cx.types().value(value),
        Content::Text if is_open(payload) => quote!(Text),
        Content::Text => quote!(String),
        Content::Items(items) => {
            let item = streamed(items.framing, cx.types().value(&items.item));
            quote!(ItemStream<#item>)
        }
        Content::Bytes | Content::Multipart(_) => quote!(Body),
    }
}

/// Writes `body`.
fn write(payload: &Payload) -> TokenStream {
    let media = payload.media.iter().map(|media| StrLit(media.text.clone()));
    match &payload.content {
        Content::Value(_) => match payload.media.as_slice() {
            [Media { text, format: Format::Json, .. }] if text == "application/json" => quote!(.json(&body)),
            media => {
                let media = media.iter().map(writes);
                quote!(.value(&body, &[#(#media),*]))
            }
        },
        Content::Text => quote!(.text(body, &[#(#media),*])),
        Content::Items(items) => {
            let framing = framing(items.framing);
            quote!(.stream(body.encode(#framing), &[#(#media),*]))
        }
        Content::Bytes | Content::Multipart(_) => quote!(.stream(body, &[#(#media),*])),
    }
}

fn writes(media: &Media) -> TokenStream {
    let text = StrLit(media.text.clone());
    match &media.format {
        Format::Xml { root } => {
            let root = tables::xml(root, "codec");
            quote!(Writes::value(#text, |body| {
                const ROOT: codec::Xml = #root;
                codec::to_xml(body, &ROOT)
            }))
        }
        Format::Form { .. } => quote!(Writes::value(#text, |body| codec::to_form(body).into_bytes())),
        _ => quote!(Writes::json(#text)),
    }
}

/// From how many bytes on a value is large. The lint's own threshold is 200; sizes here are estimates.
const LARGE: usize = 160;

/// About how many bytes a value takes where it stands; of a large one at least that it is.
fn size(cx: Cx<'_>, value: &Value) -> usize {
    size_within(cx, value, 0, &mut 1000)
}

/// The same for as many parts as may still be looked at: what has more is large anyway.
fn size_within(cx: Cx<'_>, value: &Value, depth: usize, parts: &mut usize) -> usize {
    *parts = parts.saturating_sub(1);
    if depth > 8 || *parts == 0 {
        return 0;
    }
    let mut size = |value: &Value| size_within(cx, value, depth + 1, parts);
    match cx.api.resolve(&value.ty) {
        TypeRef::Scalar(Scalar::Bool) => 2,
        TypeRef::Scalar(
            Scalar::I64 | Scalar::I32 | Scalar::U32 | Scalar::U64 | Scalar::F32 | Scalar::F64 | Scalar::Decimal,
        ) => 16,
        TypeRef::Scalar(_) | TypeRef::List(_) | TypeRef::Map(_) => 32,
        TypeRef::Boxed(_) => 8,
        TypeRef::AnyJson(_) => 80,
        TypeRef::Named(id) => match &cx.api.ty(*id).kind {
            TypeKind::Struct(object) => {
                let kept = if matches!(object.additional, Additional::Kept(_)) { 24 } else { 0 };
                sum(kept, object.fields.iter().map(|field| size(&field.value) + spare(&field.presence)))
            }
            TypeKind::Union(union) => union.variants.iter().map(|variant| size(&variant.value)).max().unwrap_or(0) + 8,
            TypeKind::AnyOf(parts) => sum(0, parts.iter().map(|part| size(&part.value) + 8)),
            TypeKind::Tuple(tuple) => {
                let kept = if matches!(tuple.rest, Additional::Kept(_)) { 24 } else { 0 };
                sum(kept, tuple.items.iter().map(|item| size(item) + 8))
            }
            TypeKind::Newtype(value) => size(value),
            TypeKind::ValueEnum(_) => 80,
            TypeKind::StringEnum(_) => 24,
            TypeKind::IntEnum(_) => 16,
            TypeKind::Alias(value) => size(value),
        },
    }
}

/// A sum that goes no further than it has to: once it is large, nothing makes it small.
fn sum(start: usize, sizes: impl Iterator<Item = usize>) -> usize {
    let mut total = start;
    for size in sizes {
        total += size;
        if total > LARGE {
            break;
        }
    }
    total
}

fn spare(presence: &Presence) -> usize {
    if matches!(presence, Presence::OptionalNullable | Presence::DefaultedNullable(_)) { 8 } else { 0 }
}
