//! Types as they stand in a client's signatures: what a caller passes, and what is kept.

use proc_macro2::TokenStream;
use quote::quote;

use super::Cx;
use crate::model::{Items, TypeKind, TypeRef, Value};
use crate::view::pass::{Pass, pass};
use crate::view::rust_type::{RustTypes, streamed};
use crate::view::text::Tokens;

/// The owned type of a value.
pub(super) fn owned(cx: Cx<'_>, value: &Value) -> TokenStream {
    RustTypes::outside(cx.api, cx.names, cx.settings).value(value)
}

/// The stream of a body's items.
pub(super) fn items(cx: Cx<'_>, items: &Items) -> TokenStream {
    let item = streamed(items.framing, owned(cx, &items.item));
    quote!(ItemStream<#item>)
}

/// Whether it is worth a box inside an enum.
pub(super) fn is_large(cx: Cx<'_>, value: &Value) -> bool {
    match cx.api.resolve(&value.ty) {
        TypeRef::Named(id) => matches!(
            cx.api.ty(*id).kind,
            TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::AnyOf(_) | TypeKind::ValueEnum(_) | TypeKind::Tuple(_)
        ),
        TypeRef::AnyJson(_) => true,
        _ => false,
    }
}

/// How a caller hands over a value.
pub(super) struct Passed {
    /// The argument's type.
    pub(super) ty: Tokens,
    /// A `&impl View` of the argument.
    pub(super) view: Tokens,
    /// The argument as an owned value.
    pub(super) owned: Tokens,
}

/// The argument for a value.
pub(super) fn passed(cx: Cx<'_>, name: &TokenStream, value: &Value) -> Passed {
    let types = RustTypes::outside(cx.api, cx.names, cx.settings);
    let owned = owned(cx, value);
    let by_reference = |owned_value: TokenStream| Passed {
        ty: quote!(&#owned).into(),
        view: quote!(#name).into(),
        owned: owned_value.into(),
    };
    match pass(types, value) {
        Pass::Copy => Passed { ty: quote!(#owned).into(), view: quote!(&#name).into(), owned: quote!(#name).into() },
        Pass::Text => {
            Passed { ty: quote!(&str).into(), view: quote!(&#name).into(), owned: quote!(#name.to_owned()).into() }
        }
        Pass::List(item) => {
            let item = self::owned(cx, item);
            let collect = quote!(#name.into_iter().map(Into::into).collect::<Vec<#item>>());
            Passed {
                ty: quote!(impl IntoIterator<Item = impl Into<#item>>).into(),
                view: quote!(&#collect).into(),
                owned: collect.into(),
            }
        }
        Pass::Reference => by_reference(match cx.api.resolve(&value.ty) {
            TypeRef::Scalar(scalar) if !value.nullable && types.is_copy(*scalar) => quote!(*#name),
            _ => quote!(#name.clone()),
        }),
    }
}
