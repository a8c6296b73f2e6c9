//! The server crate: a page per tag, `lib.rs`, security, stub, example, manifest and the support code that the API
//! needs.
//!
//! It decides how an operation reads in Rust for whoever implements it: the request struct, the response enum, the
//! context. What goes over the wire is the model's, how things are called is the names'.

mod headers;
mod mock;
mod operation;
mod package;
mod request;
mod response;
mod security;
mod table;
#[cfg(test)]
mod tests;

use askama::Template;

use crate::model::{Api, Content, Format, Operation, OperationId, Payload, SecurityKind};
use crate::names::{FnName, Names, OperationNames, TypeName};
use crate::settings::Settings;
use crate::view::rust_type::RustTypes;
use crate::view::side::Side;
use crate::view::text::Doc;
use crate::view::{Page, PageKind};

/// Every file of the server crate.
pub fn pages(api: &Api, names: &Names, settings: &Settings, side: Side) -> Vec<Page> {
    let cx = Cx { api, names, settings, side };
    let mut pages = package::pages(cx);
    pages.extend(api.groups.iter().zip(&names.groups).map(|(group, group_names)| {
        let docs = match &group.tag {
            Some(_) => format!("The operations of `{}`.", group_names.api.plain()),
            None => "The operations that the document puts under no tag.".to_owned(),
        };
        let page = GroupPage {
            docs: Doc::inner(group.description.as_deref().unwrap_or_default()).and(&docs),
            api_docs: Doc::default().and("What a server does for the operations of this module."),
            api: group_names.api.clone(),
            routes: group_names.routes.clone(),
            secured: group
                .operations
                .iter()
                .any(|id| security::Access::of(api.operation(*id)) != security::Access::Open),
            operations: group.operations.iter().map(|id| operation::view(cx, *id, &group_names.api)).collect(),
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
        format!("{}/{file}", self.side.folder("server"))
    }

    /// What the crate is, before the API's title.
    fn what(self) -> &'static str {
        match self.side {
            Side::Calls => "Server of",
            Side::Hooks => "Receiver of the webhooks of",
        }
    }

    fn operation(self, id: OperationId) -> (&'a Operation, &'a OperationNames) {
        (self.api.operation(id), &self.names.operations[id.0])
    }

    fn types(self) -> RustTypes<'a> {
        RustTypes::outside(self.api, self.names, self.settings)
    }

    /// Whether any operation looks at who calls.
    fn is_secured(self) -> bool {
        self.api.operations.iter().any(|operation| operation.security.iter().any(|all| !all.is_empty()))
    }

    /// Whether it is by their certificates that some are known.
    fn takes_certificates(self) -> bool {
        self.is_secured() && self.api.security_schemes.iter().any(|scheme| scheme.kind == SecurityKind::MutualTls)
    }

    fn bodies(self) -> impl Iterator<Item = &'a Payload> {
        self.api.operations.iter().flat_map(|operation| &operation.bodies)
    }

    /// Every body, both ways.
    fn payloads(self) -> impl Iterator<Item = &'a Payload> {
        let answers = self.api.operations.iter().flat_map(|operation| &operation.responses);
        self.bodies().chain(answers.flat_map(|response| &response.payloads))
    }

    /// Whether a body is a stream of values.
    fn streams_items(self) -> bool {
        self.payloads().any(|payload| matches!(payload.content, Content::Items(_)))
    }

    /// Whether a body is a stream of events.
    fn streams_events(self) -> bool {
        self.payloads().any(crate::view::rust_type::is_events)
    }

    fn takes_multipart(self) -> bool {
        self.bodies().any(|payload| payload.media.iter().any(|media| matches!(media.format, Format::Multipart { .. })))
    }

    fn takes_uploads(self) -> bool {
        self.bodies().any(|payload| matches!(payload.content, Content::Multipart(_)))
    }
}

/// A stranger's text as a code span on one line.
fn code(text: &str) -> String {
    let plain = |c: char| !c.is_control() && c != '`' && !crate::view::text::is_deceptive(c);
    match text {
        "" => "` `".to_owned(),
        _ if text.chars().all(plain) && text.trim() == text => format!("`{text}`"),
        _ => crate::view::text::markdown_inline(text),
    }
}

/// The module of a tag.
#[derive(Template)]
#[template(path = "server/group.rs.jinja", escape = "rs")]
struct GroupPage {
    docs: Doc,
    api_docs: Doc,
    api: TypeName,
    routes: FnName,
    /// Whether an operation looks at who calls.
    secured: bool,
    operations: Vec<operation::View>,
}
