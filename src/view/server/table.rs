//! The static table of an operation.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Cx, security};
use crate::model::{
    Content, Count, Format, Header, Limits, Location, Operation, Param, Part, PartKind, Payload, Style, TypeRef, Value,
};
use crate::names::{OperationNames, PartHeadersNames};
use crate::view::params::{self, form, members};
use crate::view::text::StrLit;
use crate::view::types::tables::{Patterns, limits};

pub(super) fn table(cx: Cx<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let id = StrLit(names.method.plain().to_owned());
    let method = StrLit(operation.method.clone());
    let path = StrLit(operation.path.route.clone());
    let mut patterns = Patterns::seen_as("codec");
    let mut table = quote!(Operation::new(#id, #method, #path));
    if let Some(base) = cx.api.own_base(operation) {
        let base = StrLit(base);
        table = quote!(#table.below(#base));
    }
    if !operation.params.is_empty() {
        let params = operation.params.iter().map(|param| row(cx, operation, param, &mut patterns));
        table = quote!(#table.params(&[#(#params),*]));
    }
    if !operation.bodies.is_empty() {
        let bodies = operation.bodies.iter().enumerate();
        let bodies = bodies.flat_map(|(index, payload)| accepts(cx, names, index, payload, &mut patterns));
        let make = if operation.body_required { quote!(body) } else { quote!(optional_body) };
        table = quote!(#table.#make(&[#(#bodies),*]));
    }
    if operation.hook.is_some() {
        table = quote!(#table.lenient());
    }
    if let Some(alternatives) = security::alternatives(cx, operation) {
        table = quote!(#table.security(#alternatives));
    }
    let produces: Vec<StrLit> = produces(operation).into_iter().map(StrLit).collect();
    if !produces.is_empty() {
        table = quote!(#table.produces(&[#(#produces),*]));
    }
    with_patterns(&patterns, table)
}

/// A table with the patterns that it refers to.
pub(super) fn with_patterns(patterns: &Patterns, table: TokenStream) -> TokenStream {
    let items = patterns.items();
    if items.is_empty() { table } else { quote!({ #items #table }) }
}

/// The row of a parameter: only what differs from what OpenAPI assumes.
fn row(cx: Cx<'_>, operation: &Operation, param: &Param, patterns: &mut Patterns) -> TokenStream {
    let mut row = params::row(param);
    if let Some(members) = members::of(cx.api, operation, param) {
        row = quote!(#row #members);
    }
    if param.allow_empty_value {
        row = quote!(#row.allow_empty());
    }
    if param.required && param.location != Location::Path {
        row = quote!(#row.required());
    }
    if let Some(limits) = limits(cx.api, &param.value, patterns) {
        row = quote!(#row.limits(&#limits));
    }
    match &param.default {
        Some(default) if !param.required => {
            let default = StrLit(default.to_string());
            quote!(#row.default(#default))
        }
        _ => row,
    }
}

/// The row of a header of a part.
pub(super) fn header_row(cx: Cx<'_>, header: &Header, patterns: &mut Patterns) -> TokenStream {
    let wire = StrLit(header.wire.clone());
    let style = (header.style == Style::Json).then(|| quote!(.style(Style::Json)));
    let explode = header.explode.then(|| quote!(.explode(true)));
    let required = header.required.then(|| quote!(.required()));
    let limits = limits(cx.api, &header.value, patterns).map(|limits| quote!(.limits(&#limits)));
    quote!(Param::header(#wire) #style #explode #required #limits)
}

/// The rows of a body's media types.
fn accepts(
    cx: Cx<'_>,
    names: &OperationNames,
    index: usize,
    payload: &Payload,
    patterns: &mut Patterns,
) -> Vec<TokenStream> {
    let limits = match &payload.content {
        Content::Value(value) => limits(cx.api, value, patterns).map(|limits| quote!(.limits(&#limits))),
        Content::Items(items) => {
            // How often an item comes is not checked.
            let Count { least: min_items, most: max_items, .. } = items.count;
            let counted = Limits { min_items, max_items, ..Limits::default() };
            let list = Value { limits: counted, ..Value::plain(TypeRef::List(Box::new(items.item.clone()))) };
            limits(cx.api, &list, patterns).map(|limits| quote!(.limits(&#limits)))
        }
        Content::Bytes | Content::Text | Content::Multipart(_) => None,
    };
    let row = |media: &crate::model::Media| {
        let text = StrLit(media.text.clone());
        let row = match (&payload.content, &media.format) {
            (Content::Multipart(parts), format) => {
                let own = names.part_headers[index].iter();
                let files = parts.iter().zip(own).filter_map(|(part, own)| file(part, names, own));
                let is_headed = |part: &&Part| !part.headers.is_empty() && matches!(part.kind, PartKind::Value(_));
                let headed: Vec<StrLit> =
                    parts.iter().filter(is_headed).map(|part| StrLit(part.wire.clone())).collect();
                let headed = (!headed.is_empty()).then(|| quote!(.headed(&[#(#headed),*])));
                let written = written(format);
                let closed = matches!(format, Format::Multipart { closed: true, .. }).then(|| quote!(.closed()));
                quote!(Accepts::form(#text, &[#(#files),*]) #written #closed #headed)
            }
            (Content::Bytes | Content::Items(_), _) => quote!(Accepts::stream(#text)),
            (Content::Text, _) => {
                let limits = media.value().and_then(|value| self::limits(cx.api, value, patterns));
                let limits = limits.map(|limits| quote!(.limits(&#limits)));
                quote!(Accepts::text(#text) #limits)
            }
            (Content::Value(_), Format::Xml { .. }) => quote!(Accepts::value(#text, codec::decode_xml)),
            (Content::Value(_), Format::Form { encoding }) if encoding.is_empty() => {
                quote!(Accepts::value(#text, codec::decode_form))
            }
            (Content::Value(value), Format::Form { encoding }) => {
                let rows = encoding.iter().map(|param| form::row(cx.api, value, param));
                quote!(Accepts::value(#text, |place, bytes, mode| {
                    const STYLED: &[Param] = &[#(#rows),*];
                    codec::decode_form_as(STYLED, place, bytes, mode)
                }))
            }
            (Content::Value(_), format @ Format::Multipart { .. }) => {
                let written = written(format);
                quote!(Accepts::parts(#text, multipart::collect) #written)
            }
            (Content::Value(_), Format::Text(_)) => quote!(Accepts::text(#text)),
            (Content::Value(_), Format::Json | Format::Items | Format::Bytes) => quote!(Accepts::json(#text)),
        };
        if index == 0 {
            return quote!(#row #limits);
        }
        let index = Literal::usize_unsuffixed(index);
        quote!(#row.alternative(#index) #limits)
    };
    payload.media.iter().map(row).collect()
}

/// How the values of a multipart form are written; nothing where what they hold says it.
fn written(format: &Format) -> Option<TokenStream> {
    match format {
        Format::Multipart { written, .. } if !written.is_empty() => {
            let rows = form::parts(written);
            Some(quote!(.written(#rows)))
        }
        _ => None,
    }
}

/// The row of a part that is a file.
fn file(part: &Part, names: &OperationNames, own: &PartHeadersNames) -> Option<TokenStream> {
    let wire = StrLit(part.wire.clone());
    let several = match part.kind {
        PartKind::Value(_) => return None,
        PartKind::File => None,
        PartKind::Files => Some(quote!(.several())),
    };
    let count = |files: u64| Literal::u64_unsuffixed(files);
    let least = part.limits.min_items.filter(|files| *files > 1).map(count).map(|files| quote!(.least(#files)));
    let most = part.limits.max_items.map(count).map(|files| quote!(.most(#files)));
    let headers = (!part.headers.is_empty()).then(|| {
        let name = names.part_headers(own);
        quote!(.headers(part_headers::check::<#name>))
    });
    let make = if part.required { quote!(required) } else { quote!(optional) };
    let media = part.media.iter().map(|media| StrLit(media.clone()));
    let media = (!part.media.is_empty()).then(|| quote!(.media(&[#(#media),*])));
    Some(quote!(FilePart::#make(#wire) #several #least #most #media #headers))
}

/// The media types of the answers to calls that work; none if one of these answers has no body.
fn produces(operation: &Operation) -> Vec<String> {
    let mut media = Vec::new();
    for response in operation.responses.iter().filter(|response| response.success) {
        if !super::response::has_body(operation, response) {
            return Vec::new();
        }
        for text in response.payloads.iter().flat_map(|payload| &payload.media).map(|media| &media.text) {
            if !media.contains(text) {
                media.push(text.clone());
            }
        }
    }
    media
}
