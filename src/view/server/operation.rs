//! An operation: its method in the trait, its handler, and the types around it.

use quote::{format_ident, quote};

use super::request::{self, RequestView};
use super::response::{self, ResponseView};
use super::{Cx, security, table};
use crate::model::OperationId;
use crate::names::{FnName, TypeName};
use crate::view::side::route_line;
use crate::view::text::{Doc, Tokens};

/// Everything that the template says about an operation.
pub(super) struct View {
    pub(super) docs: Doc,
    pub(super) method: FnName,
    /// The static table and its name.
    pub(super) table: Tokens,
    pub(super) table_name: Tokens,
    /// The context that the method gets, and the support function that makes it.
    pub(super) context: Tokens,
    pub(super) kind: Tokens,
    pub(super) request: RequestView,
    pub(super) response: ResponseView,
}

pub(super) fn view(cx: Cx<'_>, id: OperationId, api: &TypeName) -> View {
    let (operation, names) = cx.operation(id);
    let table_name = table_name(&names.method);
    let access = security::Access::of(operation);
    let docs = Doc::outer(operation.summary.as_deref().unwrap_or_default())
        .and(&crate::view::text::markdown(operation.description.as_deref().unwrap_or_default(), 1))
        .and(&route_line(operation))
        .and(if operation.deprecated { "Deprecated." } else { "" });
    let of = format!("[`{api}::{}`]", names.method.plain());
    let context = access.context(&quote!(Self::Principal));
    View {
        docs,
        method: names.method.clone(),
        table: table::table(cx, operation, names).into(),
        table_name: quote!(#table_name).into(),
        context: quote!(Context<#context>).into(),
        kind: access.kind().into(),
        request: request::view(cx, operation, names, &of),
        response: response::view(cx, id, &of),
    }
}

fn table_name(method: &FnName) -> proc_macro2::Ident {
    format_ident!("{}", method.plain().to_ascii_uppercase())
}
