//! What the rows of parameters and of forms have in common, in clients and servers: which names are an exploded
//! object's, how a form's property is written. The rows themselves stand with the crate that they are for.

pub(super) mod form;
pub(super) mod members;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Header, Style};
use crate::view::text::code_span;

/// What is said about a header of an answer or of a part beside its description.
pub(super) fn header_note(header: &Header) -> String {
    format!("The header {}.{}", code_span(&header.wire), if header.deprecated { " Deprecated." } else { "" })
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
