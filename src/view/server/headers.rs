//! The headers of answers that have many: a struct, which several answers share where theirs are the same.

use askama::Template;
use proc_macro2::TokenStream;
use quote::quote;

use super::Cx;
use crate::model::{Header, OperationId, Response, Style};
use crate::names::{FieldName, HeadersOf, TypeName};
use crate::view::params::header_note;
use crate::view::text::{Doc, StrLit, Tokens, markdown_inline};

/// How many headers a variant has as fields of its own. More would bury the body wherever an answer is made.
const MOST_FIELDS: usize = 2;

/// Whether the headers of an answer are a struct. That does not depend on other answers, so that a document that grows
/// changes none that it had.
pub(super) fn is_struct(response: &Response) -> bool {
    response.headers.len() > MOST_FIELDS
}

/// The struct of an answer's headers, or another name of it.
pub(super) struct HeadersView {
    pub(super) docs: Doc,
    pub(super) name: TypeName,
    pub(super) shared: Option<TypeName>,
    pub(super) derives: Tokens,
    pub(super) fields: Vec<HeaderField>,
}

pub(super) struct HeaderField {
    /// Its paragraphs, each a line.
    docs: Vec<String>,
    pub(super) name: FieldName,
    pub(super) ty: Tokens,
    /// How it is called on the wire, and written.
    pub(super) param: Tokens,
}

impl HeaderField {
    /// As the field of a variant.
    pub(super) fn tokens(&self) -> TokenStream {
        let HeaderField { docs, name, ty, .. } = self;
        let lines = docs.iter().enumerate().flat_map(|(index, text)| {
            let parted = (index > 0).then(String::new);
            parted.into_iter().chain([format!(" {text}")]).map(StrLit)
        });
        quote!(#(#[doc = #lines])* #name: #ty,)
    }

    /// As that of a struct.
    pub(super) fn docs(&self) -> Doc {
        self.docs.iter().fold(Doc::default(), |docs, text| docs.and(text))
    }
}

/// Those of an operation.
pub(super) fn of_operation(cx: Cx<'_>, id: OperationId) -> Vec<HeadersView> {
    let (operation, names) = cx.operation(id);
    let responses = operation.responses.iter().enumerate().filter(|(_, response)| is_struct(response));
    let views = responses.map(|(index, _)| {
        let place = HeadersOf::Answer(id, index);
        let docs =
            format!("The headers of `{}::{}`.", names.around("Response"), names.responses[index].variant.plain());
        match cx.names.headers.of(place) {
            Some(shared) => HeadersView {
                docs: Doc::default().and(&docs),
                name: names.headers_of(index),
                shared: Some(shared.clone()),
                derives: Tokens::default(),
                fields: Vec::new(),
            },
            None => view(cx, place, &docs, names.headers_of(index)),
        }
    });
    views.collect()
}

fn view(cx: Cx<'_>, place: HeadersOf, docs: &str, name: TypeName) -> HeadersView {
    let headers = place.headers(cx.api, &cx.names.operations);
    let is_default = headers.iter().all(|(header, _)| !header.required);
    HeadersView {
        docs: Doc::default().and(docs),
        name,
        shared: None,
        derives: if is_default { quote!(Clone, Debug, Default, PartialEq) } else { quote!(Clone, Debug, PartialEq) }
            .into(),
        fields: headers.into_iter().map(|(header, name)| field(cx, header, name)).collect(),
    }
}

/// A header as a field of a variant or of a struct.
pub(super) fn field(cx: Cx<'_>, header: &Header, name: &FieldName) -> HeaderField {
    let ty = cx.types().value(&header.value);
    let description = header.description.as_deref().map(markdown_inline).filter(|text| !text.trim().is_empty());
    HeaderField {
        docs: description.into_iter().chain([header_note(header)]).collect(),
        name: name.clone(),
        ty: if header.required { ty } else { quote!(Option<#ty>) }.into(),
        param: param(header).into(),
    }
}

/// A header's row.
pub(super) fn param(header: &Header) -> TokenStream {
    let wire = StrLit(header.wire.clone());
    let style = (header.style == Style::Json).then(|| quote!(.style(Style::Json)));
    let explode = header.explode.then(|| quote!(.explode(true)));
    quote!(Param::header(#wire) #style #explode)
}

/// Headers that several answers have.
#[derive(Template)]
#[template(path = "server/headers.rs.jinja", escape = "rs")]
pub(super) struct SharedPage {
    all: Vec<HeadersView>,
}

/// The module of headers that several answers have.
pub(super) fn shared(cx: Cx<'_>) -> Option<SharedPage> {
    let ours = cx.names.headers.sets.iter().filter(|set| match set.first {
        HeadersOf::Answer(id, index) => is_struct(&cx.api.operation(id).responses[index]),
        _ => false,
    });
    let all: Vec<HeadersView> =
        ours.map(|set| view(cx, set.first, "The headers of several answers.", set.name.clone())).collect();
    (!all.is_empty()).then_some(SharedPage { all })
}
