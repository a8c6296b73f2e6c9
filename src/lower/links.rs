//! Links: how an answer leads to further calls. They are documented, and nothing is sent because of them.

use std::collections::{HashMap, HashSet};

use openapiv3::{LinkOperation, Response as ResponseObject};

use super::Lower;
use super::operation::follow;
use crate::diagnostics::Diagnostic;
use crate::model::{Api, Link, LinkTarget, OperationId, Pointer, Status};
use crate::pointer::{child, unescape_fragment};

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
    let targets = Targets::new(api);
    let mut said: HashSet<(Pointer, String)> = HashSet::new();
    let mut warn = |origin: &Pointer, message: String, help: &str| {
        // Several operations may have the same answer.
        if said.insert((origin.clone(), message.clone())) {
            diagnostics.push(Diagnostic::warning("broken-link", origin.clone(), message).help(help));
        }
    };
    for Pending { operation, status, target, mut link } in pending {
        let name = &link.name;
        let found = match &target {
            LinkOperation::OperationId(id) => targets.by_id(id).ok_or_else(|| format!("no operation is called `{id}`")),
            LinkOperation::OperationRef(reference) => match reference.strip_prefix('#') {
                Some(fragment) => targets.by_pointer(fragment).ok_or_else(|| format!("`{reference}` is no operation")),
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
            let known = |parameter: &str| params.iter().any(|param| param.is_meant_by(parameter));
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

/// The API's own operations by what links call them.
struct Targets {
    by_id: HashMap<String, OperationId>,
    /// By path and method, the method in lower case.
    by_place: HashMap<(String, String), OperationId>,
}

impl Targets {
    fn new(api: &Api) -> Targets {
        let (mut by_id, mut by_place) = (HashMap::new(), HashMap::new());
        for (index, operation) in api.operations.iter().enumerate().filter(|(_, operation)| operation.hook.is_none()) {
            let id = OperationId(index);
            if operation.long_name_hint.is_none() {
                by_id.entry(operation.name_hint.clone()).or_insert(id);
            }
            by_place.entry((operation.path.text.clone(), operation.method.to_ascii_lowercase())).or_insert(id);
        }
        Targets { by_id, by_place }
    }

    fn by_id(&self, id: &str) -> Option<LinkTarget> {
        self.by_id.get(id).copied().map(LinkTarget::Operation)
    }

    /// The operation that a pointer such as `/paths/~1things/get` leads to.
    fn by_pointer(&self, fragment: &str) -> Option<LinkTarget> {
        let mut keys = fragment.split('/').skip(1).map(unescape_fragment);
        let (Some(paths), Some(path), Some(method), None) = (keys.next(), keys.next(), keys.next(), keys.next()) else {
            return None;
        };
        let target = self.by_place.get(&(path, method.to_ascii_lowercase())).copied();
        target.filter(|_| paths == "paths").map(LinkTarget::Operation)
    }
}
