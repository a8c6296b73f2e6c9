//! The two sides of an API: what clients call, and the hooks (webhooks and callbacks) that its server sends. Each side
//! has a client and a server crate, which the same views write.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::{Api, Group, Hook, Operation, OperationId, Server};
use crate::names::{HeaderSets, Names};
use crate::view::text::code_span;

/// Where the crates of a side go, and what they are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Clients call, the server answers: `client/` and `server/`.
    Calls,
    /// The server sends, somebody receives: `webhooks/client/` and `webhooks/server/`.
    Hooks,
}

impl Side {
    /// The folder of a crate: `client`, `webhooks/client`.
    pub fn folder(self, part: &str) -> String {
        match self {
            Side::Calls => part.to_owned(),
            Side::Hooks => format!("webhooks/{part}"),
        }
    }

    /// The part of a crate's name: `client`, `webhooks-client`.
    pub fn part(self, part: &str) -> String {
        self.folder(part).replace('/', "-")
    }

    /// The types crate, as seen from a crate of this side.
    pub fn types(self) -> &'static str {
        match self {
            Side::Calls => "../types",
            Side::Hooks => "../../types",
        }
    }

    /// Cuts an API up into calls and hooks; `None` where there are calls only.
    pub fn split(api: &Api, names: &Names) -> Option<[(Api, Names); 2]> {
        let first = api.operations.iter().position(|operation| operation.hook.is_some())?;
        Some([Side::Calls.part_of(api, names, 0..first), Side::Hooks.part_of(api, names, first..api.operations.len())])
    }

    /// The model and names with these operations alone.
    fn part_of(self, api: &Api, names: &Names, operations: Range<usize>) -> (Api, Names) {
        let hooks = self == Side::Hooks;
        let group = |group: &Group| Group {
            operations: group.operations.iter().map(|id| OperationId(id.0 - operations.start)).collect(),
            ..group.clone()
        };
        let groups = api.groups.iter().zip(&names.groups).filter(|(group, _)| group.hooks == hooks);
        let (groups, group_names) = groups.map(|(one, names)| (group(one), names.clone())).unzip();
        let mut side = Api {
            info: api.info.clone(),
            servers: api.servers.clone(),
            places: api.places.clone(),
            types: api.types.clone(),
            groups,
            operations: api.operations[operations.clone()].to_vec(),
            security_schemes: api.security_schemes.clone(),
        };
        let mut side_names =
            Names { groups: group_names, operations: names.operations[operations].to_vec(), ..names.clone() };
        // What needed a number was said about the whole.
        side_names.headers = HeaderSets::find(&side, &side_names.operations, &mut Vec::new());
        if hooks {
            // The document's servers are not where hooks go.
            side.servers = vec![Server { name: None, url: "/".to_owned(), description: None, variables: Vec::new() }];
            side.places = Vec::new();
            side_names.places = Vec::new();
            side_names.servers.servers.truncate(1);
            side_names.servers.servers.iter_mut().for_each(|server| server.variables.clear());
            keep_used_schemes(&mut side, &mut side_names);
        }
        (side, side_names)
    }
}

/// The document's other security schemes are about who calls its server.
fn keep_used_schemes(api: &mut Api, names: &mut Names) {
    let requirements = || api.operations.iter().flat_map(|operation| operation.security.iter().flatten());
    let used: BTreeSet<usize> = requirements().map(|requirement| requirement.scheme).collect();
    let used: Vec<usize> = used.into_iter().collect();
    api.security_schemes = used.iter().map(|scheme| api.security_schemes[*scheme].clone()).collect();
    names.security_schemes = used.iter().map(|scheme| names.security_schemes[*scheme].clone()).collect();
    for requirement in api.operations.iter_mut().flat_map(|operation| operation.security.iter_mut().flatten()) {
        requirement.scheme = used.binary_search(&requirement.scheme).unwrap_or_default();
    }
}

/// What an operation is on the wire, as CommonMark: method and path, or which hook it is and where it goes.
pub fn request_line(operation: &Operation) -> String {
    let method = &operation.method;
    match &operation.hook {
        None => code_span(&format!("{method} {}", operation.path.text)),
        Some(Hook::Webhook(_)) => format!("{}: {}", code_span(method), which(operation)),
        Some(Hook::Callback { expression, .. }) => {
            format!("{}: {}", code_span(&format!("{method} {expression}")), which(operation))
        }
    }
}

/// The same as a server sees it, which has a path for each hook.
pub fn route_line(operation: &Operation) -> String {
    let route = code_span(&format!("{} {}", operation.method, operation.path.text));
    if operation.hook.is_none() { route } else { format!("{route}: {}", which(operation)) }
}

fn which(operation: &Operation) -> String {
    match &operation.hook {
        Some(Hook::Webhook(name)) => format!("the webhook {}", code_span(name)),
        Some(Hook::Callback { name, operation, .. }) => {
            format!("the callback {} of {}", code_span(name), code_span(operation))
        }
        None => String::new(),
    }
}
