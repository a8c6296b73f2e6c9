//! The client crate: a page per tag, `lib.rs`, `Cargo.toml` and the support code that the API needs.
//!
//! It decides how an operation reads in Rust (arguments, setters, results, errors); what goes over the wire is the
//! model's, how things are called is the names'. The reference docs are another view.

mod answers;
mod body;
mod errors;
mod operation;
mod package;
mod params;
mod servers;
#[cfg(test)]
mod tests;
mod ty;

use askama::Template;
use quote::quote;

use crate::model::{Api, Content, Format, Operation, OperationId, Payload, Response};
use crate::names::{Names, OperationNames};
use crate::settings::Settings;
use crate::view::links;
use crate::view::side::Side;
use crate::view::text::{Doc, Tokens};
use crate::view::{Page, PageKind};

/// Every file of the client crate, docs excluded.
pub fn pages(api: &Api, names: &Names, settings: &Settings, side: Side) -> Vec<Page> {
    let cx = Cx { api, names, settings, side };
    let mut pages = package::pages(cx);
    pages.extend(api.groups.iter().zip(&names.groups).map(|(group, group_names)| {
        let mut operations: Vec<_> = group.operations.iter().map(|id| operation::view(cx, *id)).collect();
        errors::share(&mut operations);
        let page = GroupPage {
            docs: Doc::inner(group.description.as_deref().unwrap_or_default()).and(&match &group.tag {
                Some(_) => format!("The operations of `{}`.", group_names.api.plain()),
                None => "The operations that the document puts under no tag.".to_owned(),
            }),
            operations,
        };
        Page::template(cx.path(&format!("src/{}.rs", group_names.module.plain())), PageKind::Rust, page)
    }));
    pages
}

/// What everything here is made from.
#[derive(Clone, Copy)]
struct Cx<'a> {
    api: &'a Api,
    names: &'a Names,
    settings: &'a Settings,
    side: Side,
}

impl<'a> Cx<'a> {
    /// The path of a file of this crate.
    fn path(self, file: &str) -> String {
        format!("{}/{file}", self.side.folder("client"))
    }

    /// What the crate is, before the API's title.
    fn what(self) -> &'static str {
        match self.side {
            Side::Calls => "Client of",
            Side::Hooks => "Sender of the webhooks of",
        }
    }

    /// Whether a user may take the operations of some tags alone.
    fn of_tags(self) -> bool {
        self.side == Side::Calls && self.settings.tag_features == Some(true)
    }

    /// Whether the reference docs lie in this crate.
    fn has_docs(self) -> bool {
        self.settings.emit.docs && self.side == Side::Calls
    }

    fn operation(self, id: OperationId) -> (&'a Operation, &'a OperationNames) {
        (self.api.operation(id), &self.names.operations[id.0])
    }

    /// What leads on from the answers to calls that worked.
    fn links(self, operation: &Operation) -> Vec<String> {
        let responses = operation.responses.iter().filter(|response| response.success);
        responses.flat_map(|response| self.links_of(response)).collect()
    }

    /// What leads on from an answer.
    fn links_of(self, response: &Response) -> Vec<String> {
        links::sentences(self.api, self.names, response, |id| {
            let (_, names) = self.operation(id);
            match self.side {
                Side::Calls => format!("[`Client::{}`]", names.method.plain()),
                Side::Hooks => format!("`{}`", names.method.plain()),
            }
        })
    }

    /// Every body of the API, both ways.
    fn payloads(self) -> impl Iterator<Item = &'a Payload> {
        self.api.operations.iter().flat_map(|operation| {
            operation.bodies.iter().chain(operation.responses.iter().flat_map(|response| &response.payloads))
        })
    }

    fn uses_xml(self) -> bool {
        self.payloads().any(|payload| payload.media.iter().any(|media| matches!(media.format, Format::Xml { .. })))
    }

    /// Whether a body is a stream of values.
    fn streams_items(self) -> bool {
        self.payloads().any(|payload| matches!(payload.content, Content::Items(_)))
    }

    /// Whether a body is a stream of events.
    fn streams_events(self) -> bool {
        self.payloads().any(crate::view::rust_type::is_events)
    }

    fn sends_multipart(self) -> bool {
        let is_multipart =
            |payload: &Payload| payload.media.iter().any(|media| matches!(media.format, Format::Multipart { .. }));
        self.api.operations.iter().any(|operation| operation.bodies.iter().any(is_multipart))
    }

    fn sends_files(self) -> bool {
        let is_stream = |payload: &Payload| matches!(payload.content, Content::Bytes | Content::Multipart(_));
        self.api.operations.iter().any(|operation| operation.bodies.iter().any(is_stream))
    }
}

/// The module of a tag.
#[derive(Template)]
#[template(path = "client/group.rs.jinja", escape = "rs")]
struct GroupPage {
    docs: Doc,
    operations: Vec<operation::View>,
}

/// A method that sets something and gives itself back.
#[derive(Clone)]
struct Setter {
    docs: Doc,
    name: Tokens,
    /// What stands behind `self`.
    args: Tokens,
    /// What it does to `self`.
    effect: Tokens,
    deprecated: bool,
}

impl Setter {
    fn new(docs: Doc, name: impl quote::ToTokens, args: Tokens, effect: Tokens) -> Self {
        Setter { docs, name: Tokens::from(quote!(#name)), args, effect, deprecated: false }
    }

    fn deprecated(self, deprecated: bool) -> Self {
        Setter { deprecated, ..self }
    }
}
