//! Parameters: their row in the operation's table, and the words about them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Header, Location, Operation, Param, Style};
use crate::view::params;
use crate::view::text::{StrLit, markdown_inline};

/// The row in the table: only what differs from what OpenAPI assumes.
pub(super) fn row(api: &Api, operation: &Operation, param: &Param) -> TokenStream {
    let mut row = params::row(param);
    // A free member that had another parameter's name would be taken for that.
    if let Some(others) = params::members::others(api, operation, param) {
        row = quote!(#row #others);
    }
    if param.allow_reserved {
        row = quote!(#row.allow_reserved());
    }
    if param.allow_empty_value {
        row = quote!(#row.allow_empty());
    }
    // What has to be there and would leave nothing is an error, or a list that is written as one text.
    if param.required && matches!(param.location, Location::Query | Location::Cookie) {
        row = quote!(#row.required());
    }
    row
}

/// The description of an answer's header.
pub(super) fn header(header: &Header) -> TokenStream {
    let wire = StrLit(header.wire.clone());
    let style = (header.style != Style::Simple).then(|| {
        let style = params::style(header.style);
        quote!(.style(#style))
    });
    let explode = header.explode.then(|| quote!(.explode(true)));
    quote!(Param::header(#wire) #style #explode)
}

/// What a caller should know beside the description: the wire name, the default, the deprecation.
pub(super) fn remarks(param: &Param) -> String {
    let place = param.location.word();
    let mut text = match param.style {
        Style::Whole | Style::WholeText => "Sent as the whole query.".to_owned(),
        _ => format!("Sent as {} in the {place}.", code(&param.wire)),
    };
    text.push_str(&default(param.default.as_ref()));
    if param.deprecated {
        text.push_str(" Deprecated.");
    }
    text
}

/// What absence means, where the document says it.
pub(super) fn default(value: Option<&serde_json::Value>) -> String {
    match value {
        Some(serde_json::Value::String(text)) if text.is_empty() => " Default: the empty text.".to_owned(),
        Some(serde_json::Value::String(text)) => format!(" Default: {}.", code(text)),
        Some(value) => format!(" Default: {}.", code(&value.to_string())),
        None => String::new(),
    }
}

/// A stranger's text as a code span on one line.
pub(super) fn code(text: &str) -> String {
    if text.is_empty() {
        return "``".to_owned();
    }
    let plain = |c: char| !c.is_control() && c != '`' && !crate::view::text::is_deceptive(c);
    if text.chars().all(plain) && text.trim() == text { format!("`{text}`") } else { markdown_inline(text) }
}

/// A stranger's words on one line, ended by a full stop and a space; nothing for no words.
pub(super) fn sentence(text: &str) -> String {
    let text = markdown_inline(text);
    let text = text.trim();
    match text.chars().next_back() {
        None => String::new(),
        Some('.' | '!' | '?') => format!("{text} "),
        Some(_) => format!("{text}. "),
    }
}
