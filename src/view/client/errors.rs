//! The documented errors of an operation as an enum. Operations of one module whose errors are the same have one, under a
//! name for each: APIs describe the same few errors everywhere. How a body is read stands in `answers`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use quote::quote;

use super::Cx;
use super::answers::{self, Row, Variant};
use super::operation::View;
use crate::model::{OperationId, Status};
use crate::names::{FnName, HeadersOf, TypeName};
use crate::view::text::{Doc, Tokens};

/// The documented errors.
pub(super) struct ErrorEnum {
    pub(super) docs: Doc,
    pub(super) name: Tokens,
    /// The enum of which this is another name.
    pub(super) shared: Option<Tokens>,
    pub(super) variants: Vec<Variant>,
    /// The arms of `status`.
    pub(super) statuses: Vec<Tokens>,
    /// The function that reads one out of an answer: its argument and its value.
    pub(super) argument: Tokens,
    pub(super) read: Tokens,
    /// All that is said of the variants. Where it is the same the enums are.
    said: String,
}

/// The errors of an operation; `None` for one without any.
pub(super) fn view(cx: Cx<'_>, id: OperationId, rows: &[Row<'_>], name: &TypeName) -> Option<ErrorEnum> {
    let (_, names) = cx.operation(id);
    let rows: Vec<&Row> = rows.iter().filter(|row| !row.response.success).collect();
    if rows.is_empty() {
        return None;
    }
    let mut variants = Vec::new();
    let mut statuses = Vec::new();
    let mut arms = Vec::new();
    let mut said = String::new();
    for row in rows {
        let variant = row.variant(names);
        let held = row.held(cx);
        // A text may be read as JSON or as it is.
        let held_said = held.as_ref().map(|ty| format!("{ty} {}", row.read_held(cx))).unwrap_or_default();
        let is_unit = row.is_plain() && held.is_none();
        let item = if row.is_plain() {
            let held = held.map(|ty| quote!((#ty)));
            quote!(#variant #held)
        } else {
            let status = row.has_status().then(|| quote!(#[doc = " The status."] status: StatusCode,));
            let headers = row.error_headers(names).map(|name| quote!(#[doc = " The headers."] headers: Box<#name>,));
            let body = held.map(|ty| quote!(#[doc = " The body."] body: #ty,));
            quote!(#variant { #status #headers #body })
        };
        let docs = row.docs(cx);
        // Headers have a name for each operation, which may be that of one type.
        let own = row.error_headers(names);
        let headers = answers::shared(cx, HeadersOf::Error(id, row.index)).or(own.as_ref()).map(TypeName::plain);
        said.push_str(&format!("{docs}\n{variant} {held_said} {headers:?}\n"));
        variants.push(Variant { docs, item: item.into() });
        let arm = Tokens::from(match row.response.status {
            Status::Code(code) => {
                let code = proc_macro2::Literal::u16_unsuffixed(code);
                let pattern = match (is_unit, row.is_plain()) {
                    (true, _) => quote!(),
                    (_, true) => quote!((_)),
                    _ => quote!({ .. }),
                };
                quote!(Self::#variant #pattern => status(#code),)
            }
            _ => quote!(Self::#variant { status, .. } => *status,),
        });
        said.push_str(&format!("{arm}\n"));
        statuses.push(arm);
        let value = row.error_value(cx, names);
        arms.push(quote!(Ok(#value)));
    }
    let read = answers::choose(&quote!(answer.error()), &arms);
    Some(ErrorEnum {
        docs: Doc::default().and(&format!("The documented errors of [`Client::{}`].", names.method.plain())),
        name: quote!(#name).into(),
        shared: None,
        variants,
        statuses,
        argument: answers::argument(&read),
        read: read.into(),
        said,
    })
}

/// Makes the errors of operations that stand in one module one enum where they are the same: the first one's.
pub(super) fn share(operations: &mut [View]) {
    let mut known: HashMap<String, (Tokens, FnName)> = HashMap::new();
    for operation in operations {
        let Some(error) = &mut operation.answers.error_enum else { continue };
        match known.entry(std::mem::take(&mut error.said)) {
            Entry::Vacant(entry) => drop(entry.insert((error.name.clone(), operation.method.clone()))),
            Entry::Occupied(entry) => {
                let (name, method) = entry.get();
                let (own, method) = (operation.method.plain(), method.plain());
                let docs =
                    format!("The documented errors of [`Client::{own}`], which are those of [`Client::{method}`].");
                error.docs = Doc::default().and(&docs);
                error.shared = Some(name.clone());
            }
        }
    }
}
