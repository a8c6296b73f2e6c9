//! Properties of forms that are not written as what they hold suggests: their rows, the same for client and server.

use proc_macro2::TokenStream;
use quote::quote;

use super::members;
use crate::model::{Api, Param, PartForm, PartFormKind, Style, Value};
use crate::view::text::StrLit;

/// The row of a property of an urlencoded form, which is written like a query parameter: only what differs from one
/// that says nothing.
pub(in crate::view) fn row(api: &Api, form: &Value, param: &Param) -> TokenStream {
    let wire = StrLit(param.wire.clone());
    let style = (param.style != Style::Form).then(|| {
        let style = super::style(param.style);
        quote!(.style(#style))
    });
    let explode = (!param.explode).then(|| quote!(.explode(false)));
    let members = members::of_form(api, form, param);
    let required = param.required.then(|| quote!(.required()));
    let reserved = param.allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(Param::query(#wire) #style #explode #members #required #reserved)
}

/// The rows of the values of a multipart form.
pub(in crate::view) fn parts(written: &[PartForm]) -> TokenStream {
    let rows = written.iter().map(|form| {
        let wire = StrLit(form.wire.clone());
        match &form.kind {
            PartFormKind::Typed(media) => {
                let media = StrLit(media.clone());
                quote!(codec::PartForm::typed(#wire, #media))
            }
            PartFormKind::Joined => quote!(codec::PartForm::joined(#wire)),
        }
    });
    quote!(&[#(#rows),*])
}
