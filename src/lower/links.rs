//! Links: how an answer leads to further calls. They are documented, and nothing is sent because of them.

use openapiv3::{LinkOperation, Response as ResponseObject};

use super::operation::follow;
use super::{Lower, child, unescape};
use crate::diagnostics::Diagnostic;
use crate::model::{Api, Link, LinkTarget, OperationId, Pointer, Status};

/// Set by lift: the URL of the server that the link names.
const SERVER: &str = "x-cratewright-server";

/// A link whose operation may not be known yet.
pub(super) struct Pending {
    /// The answer that it belongs to.
    operation: OperationId,
    status: Status,
    /// What the document says where it leads to.
    target: LinkOperation,
    link: Link,
}

impl Lower<'_> {
    /// Takes down the links of an answer.
    pub(super) fn links(&mut self, operation: OperationId, status: Status, response: &ResponseObject, pointer: &str) {
        for (name, link) in &response.links {
            let known = &self.document.components.as_ref().map(|components| &components.links);
            let at = child(&child(pointer, "links"), name);
            let Some((link, at)) = follow(link, at, "links", |key| known.and_then(|known| known.get(key))) else {
                continue;
            };
            let link_made = Link {
                name: name.clone(),
                target: LinkTarget::Elsewhere(String::new()),
                parameters: link.parameters.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
                body: link.request_body.clone(),
                server: link.extensions.get(SERVER).and_then(|url| url.as_str().map(str::to_owned)),
                description: link.description.clone(),
                origin: self.at(&at),
            };
            self.pending_links.push(Pending { operation, status, target: link.operation.clone(), link: link_made });
        }
    }
}

/// Gives the answers their links, those that lead nowhere left out.
pub(super) fn settle(api: &mut Api, pending: Vec<Pending>, diagnostics: &mut Vec<Diagnostic>) {
    let mut said: Vec<(Pointer, String)> = Vec::new();
    let mut warn = |origin: &Pointer, message: String, help: &str| {
        // Several operations may have the same answer.
        if !said.iter().any(|(at, known)| at == origin && *known == message) {
            said.push((origin.clone(), message.clone()));
            diagnostics.push(Diagnostic::warning("broken-link", origin.clone(), message).help(help));
        }
    };
    for Pending { operation, status, target, mut link } in pending {
        let name = &link.name;
        let found = match &target {
            LinkOperation::OperationId(id) => by_id(api, id).ok_or_else(|| format!("no operation is called `{id}`")),
            LinkOperation::OperationRef(reference) => match reference.strip_prefix('#') {
                Some(fragment) => by_pointer(api, fragment).ok_or_else(|| format!("`{reference}` is no operation")),
                // Another document's operation: only readers can follow it.
                None => Ok(LinkTarget::Elsewhere(reference.clone())),
            },
        };
        match found {
            Ok(target) => link.target = target,
            Err(why) => {
                let message = format!("{why}, so the link `{name}` is left out");
                warn(&link.origin, message, "name an operation by its operationId, or by `#/paths/~1things/get`");
                continue;
            }
        }
        if let LinkTarget::Operation(target) = link.target {
            let params = &api.operation(target).params;
            let known = |parameter: &str| params.iter().any(|param| link_names(param, parameter));
            for (unknown, _) in link.parameters.iter().filter(|(parameter, _)| !known(parameter)) {
                let message =
                    format!("the link `{name}` fills in the parameter `{unknown}`, which its operation does not have");
                warn(&link.origin, message, "use the name of a parameter, or its place and name: `path.id`");
            }
            let known: Vec<_> = link.parameters.iter().filter(|(parameter, _)| known(parameter)).cloned().collect();
            link.parameters = known;
        }
        // What receives hooks is a crate of its own, which has no operations of the API.
        if api.operation(operation).hook.is_some() && matches!(link.target, LinkTarget::Operation(_)) {
            let (LinkOperation::OperationId(word) | LinkOperation::OperationRef(word)) = target;
            link.target = LinkTarget::Elsewhere(word);
        }
        let responses = api.operations.get_mut(operation.0).map(|operation| &mut operation.responses);
        let response = responses.into_iter().flatten().find(|response| response.status == status);
        if let Some(response) = response {
            response.links.push(link);
        }
    }
}

/// Whether a link's word for a parameter means this one: its name, or its place and name.
pub(crate) fn link_names(param: &crate::model::Param, word: &str) -> bool {
    use crate::model::Location::{Cookie, Header, Path, Query};
    let place = match param.location {
        Path => "path",
        Query => "query",
        Header => "header",
        Cookie => "cookie",
    };
    word == param.wire || word.split_once('.').is_some_and(|(stated, name)| stated == place && name == param.wire)
}

fn by_id(api: &Api, id: &str) -> Option<LinkTarget> {
    let named = |operation: &&crate::model::Operation| operation.long_name_hint.is_none() && operation.name_hint == id;
    let index = api.operations.iter().position(|operation| operation.hook.is_none() && named(&operation))?;
    Some(LinkTarget::Operation(OperationId(index)))
}

/// The operation that a pointer such as `/paths/~1things/get` leads to.
fn by_pointer(api: &Api, fragment: &str) -> Option<LinkTarget> {
    let segments: Vec<String> = fragment.split('/').skip(1).map(unescape).collect();
    let [paths, path, method] = segments.as_slice() else { return None };
    let index = api.operations.iter().position(|operation| {
        operation.hook.is_none() && operation.path.text == *path && operation.method.eq_ignore_ascii_case(method)
    })?;
    (paths == "paths").then_some(LinkTarget::Operation(OperationId(index)))
}
