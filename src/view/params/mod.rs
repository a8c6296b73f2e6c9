//! What the rows of parameters and of forms have in common, in clients and servers: how they begin, which names are an
//! exploded object's, how a form's property is written. The rest of the rows stands with the crate that they are for.

pub(super) mod form;
pub(super) mod members;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Header, Location, Param, Style};
use crate::view::text::{StrLit, code_span};

/// What is said about a header of an answer or of a part beside its description.
pub(super) fn header_note(header: &Header) -> String {
    format!("The header {}.{}", code_span(&header.wire), if header.deprecated { " Deprecated." } else { "" })
}

/// How the row of a parameter begins: only what differs from what OpenAPI assumes.
pub(super) fn row(param: &Param) -> TokenStream {
    let wire = StrLit(param.wire.clone());
    let (mut row, usual) = match param.location {
        Location::Path => (quote!(Param::path(#wire)), Style::Simple),
        Location::Query => (quote!(Param::query(#wire)), Style::Form),
        Location::Header => (quote!(Param::header(#wire)), Style::Simple),
        Location::Cookie => (quote!(Param::cookie(#wire)), Style::Form),
    };
    if param.style != usual {
        let style = style(param.style);
        row = quote!(#row.style(#style));
    }
    let explode = param.explode;
    if explode != matches!(param.location, Location::Query | Location::Cookie) {
        row = quote!(#row.explode(#explode));
    }
    row
}

/// The style in the tables of the support code.
pub(super) fn style(style: Style) -> TokenStream {
    let name = match style {
        Style::Simple => quote!(Simple),
        Style::Label => quote!(Label),
        Style::Matrix => quote!(Matrix),
        Style::Form => quote!(Form),
        Style::SpaceDelimited => quote!(SpaceDelimited),
        Style::PipeDelimited => quote!(PipeDelimited),
        Style::TabDelimited => quote!(TabDelimited),
        Style::DeepObject => quote!(DeepObject),
        Style::Json => quote!(Json),
        Style::Cookie => quote!(Cookie),
        Style::Whole => quote!(Whole),
        Style::WholeText => quote!(WholeText),
    };
    quote!(Style::#name)
}
