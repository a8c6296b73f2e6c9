//! Operations: paths, parameters, answers and who may call.

use openapiv3::{
    Operation as OperationObject, Parameter, PathItem, ReferenceOr, Response as ResponseObject, StatusCode,
};

use super::tags::Found;
use super::{Lower, external_docs, routes, servers};
use crate::diagnostics::Diagnostic;
use crate::model::{
    Group, Hook, Location, Operation, OperationId, Param, PathPart, PathTemplate, Requirement, Response, Role, Server,
    Status, Style, address,
};
use crate::pointer::{child, unescape_fragment};

/// Where an operation stands.
pub(super) struct Place<'p, 'a> {
    pub(super) item_pointer: &'p str,
    /// With the names of parameters in braces.
    pub(super) path: &'p str,
    pub(super) item: &'a PathItem,
    /// As it is sent.
    pub(super) method: &'p str,
    pub(super) pointer: &'p str,
    /// What is needed unless the operation says otherwise.
    pub(super) security: &'p [Vec<Requirement>],
    /// Which webhook or callback it belongs to. Such a request goes to its receiver, whatever servers the document says.
    pub(super) hook: Option<Hook>,
}

impl<'a> Lower<'a> {
    /// Every operation, and the groups that their first tags make. What the server sends comes after what it is sent.
    pub(super) fn operations(&mut self, global: &[Vec<Requirement>]) -> (Vec<Group>, Vec<Operation>) {
        let mut found = Found::new(self.groups(false));
        let mut callbacks = Vec::new();
        for (path, item) in &self.document.paths.paths {
            let ReferenceOr::Item(item) = item else { continue };
            let item_pointer = child("/paths", path);
            for one in self.methods.of(item, &item_pointer) {
                let crate::lift::Found { method, pointer, operation } = one;
                let (method, security, hook) = (method.as_str(), global, None);
                let place =
                    Place { item_pointer: &item_pointer, path, item, method, pointer: &pointer, security, hook };
                let lowered = self.operation(OperationId(found.operations.len()), &place, operation);
                callbacks.push((operation, lowered.name_hint.clone(), pointer));
                found.push(lowered, operation);
            }
        }
        routes::settle(&mut found.operations);
        found.groups.extend(self.groups(true));
        self.hooks(callbacks, &mut found);
        found.groups.retain(|group| !group.operations.is_empty());
        (found.groups, found.operations)
    }

    /// `place` says where it stands and what that means for it.
    pub(super) fn operation(
        &mut self,
        id: OperationId,
        place: &Place<'_, 'a>,
        operation: &'a OperationObject,
    ) -> Operation {
        let &Place { item_pointer, path, item, method, pointer, security: global, ref hook } = place;
        let described = self.described_params(item, item_pointer, operation, pointer);
        let mut params: Vec<Param> =
            described.into_iter().filter_map(|(param, at)| self.param(id, param, &at)).collect();
        self.whole_query(&mut params);
        let path = self.path_template(path, &mut params, pointer);
        let (bodies, body) = self.request_bodies(id, operation, pointer);
        let mut responses = self.responses(id, operation, pointer, method == "HEAD");
        if !responses.iter().any(|response| response.success)
            && let Some(default) = responses.iter_mut().find(|response| response.status == Status::Default)
        {
            default.success = true;
        }
        self.last_event_id(&responses, &mut params, pointer);
        let security = match &operation.security {
            Some(own) => self.requirements(own, &child(pointer, "security")),
            None => global.to_vec(),
        };
        let own_name = operation.operation_id.clone().filter(|id| !id.trim().is_empty());
        let (name_hint, long_name_hint) = match own_name {
            Some(name) => (name, None),
            None => path_names(&path.text, &method.to_ascii_lowercase()),
        };
        let own_servers = if operation.servers.is_empty() { &item.servers } else { &operation.servers };
        let place = if hook.is_some() { None } else { self.own_place(servers(own_servers)) };
        Operation {
            name_hint,
            long_name_hint,
            method: method.to_owned(),
            path,
            params,
            bodies,
            body_required: body.is_some_and(|body| body.required),
            body_description: body.and_then(|body| body.description.clone()),
            body_name: operation
                .extensions
                .get("x-codegen-request-body-name")
                .and_then(|name| name.as_str().map(str::to_owned)),
            responses,
            security,
            summary: operation.summary.clone().or_else(|| item.summary.clone()),
            description: operation.description.clone().or_else(|| item.description.clone()),
            deprecated: operation.deprecated,
            place,
            external_docs: operation.external_docs.as_ref().map(external_docs),
            hook: hook.clone(),
            origin: self.at(pointer),
        }
    }

    /// The parameters of an operation, and where they stand. The operation's own description replaces the path's, of which
    /// nothing is made then.
    fn described_params(
        &self,
        item: &'a PathItem,
        item_pointer: &str,
        operation: &'a OperationObject,
        pointer: &str,
    ) -> Vec<(&'a Parameter, String)> {
        let mut found: Vec<(&'a Parameter, String)> = Vec::new();
        for (list, pointer) in [(&item.parameters, item_pointer), (&operation.parameters, pointer)] {
            for (index, param) in list.iter().enumerate() {
                let at = child(&child(pointer, "parameters"), &index.to_string());
                let Some((param, at)) = self.parameter(param, at) else { continue };
                match found.iter_mut().find(|(known, _)| is_same(known, param)) {
                    Some(known) => *known = (param, at),
                    None => found.push((param, at)),
                }
            }
        }
        found
    }

    /// What is the whole query (3.2's `querystring`) leaves no room for others in it; the first one counts.
    fn whole_query(&mut self, params: &mut Vec<Param>) {
        let Some(whole) = params.iter().position(|param| param.style.is_whole_query()) else { return };
        let name = params[whole].wire.clone();
        let mut index = 0..;
        params.retain(|param| {
            let kept = index.next() == Some(whole) || param.location != Location::Query;
            if !kept {
                let message =
                    format!("`{name}` is the whole query, so the parameter `{}` is left out of it", param.wire);
                let diagnostic = Diagnostic::warning("shared-query", param.origin.clone(), message)
                    .help("describe it as a part of the one in the `querystring`, or that one as single parameters");
                self.diagnostics.push(diagnostic);
            }
            kept
        });
    }

    /// The place of an operation that has these servers for itself.
    fn own_place(&mut self, own: Vec<Server>) -> Option<usize> {
        if own.is_empty() || own == servers(&self.document.servers) {
            return None;
        }
        let known = self.places.iter().position(|place| *place == own);
        Some(known.unwrap_or_else(|| {
            self.places.push(own);
            self.places.len() - 1
        }))
    }

    /// Cuts a path up, and puts its parameters first. One that nobody described is text.
    fn path_template(&mut self, path: &str, params: &mut Vec<Param>, pointer: &str) -> PathTemplate {
        let mut order: Vec<Param> = Vec::new();
        let mut segments = Vec::new();
        let (route, query) = address(path);
        for segment in route.strip_prefix('/').unwrap_or(route).split('/') {
            let mut parts = Vec::new();
            let mut rest = segment;
            while let Some((before, after)) = rest.split_once('{')
                && let Some((name, after)) = after.split_once('}')
            {
                if !before.is_empty() {
                    parts.push(PathPart::Literal(before.to_owned()));
                }
                let known = order.iter().position(|param| param.wire == name);
                let index = known.unwrap_or_else(|| {
                    let found = params.iter().position(|p| p.location == Location::Path && p.wire == name);
                    order.push(match found {
                        Some(found) => params.remove(found),
                        None => self.undeclared_param(name, pointer),
                    });
                    order.len() - 1
                });
                parts.push(PathPart::Param(index));
                rest = after;
            }
            if !rest.is_empty() {
                parts.push(PathPart::Literal(rest.to_owned()));
            }
            segments.push(parts);
        }
        if route == "/" {
            segments.clear();
        }
        // `lift` has said it about those that the path does not have, and about those that nobody described.
        params.retain(|param| param.location != Location::Path);
        order.append(params);
        *params = order;
        // One that nobody described is a text, as in the path.
        for wire in query.split('&').filter_map(|pair| Some(pair.split_once("={")?.0)) {
            if !params.iter().any(|param| param.location == Location::Query && param.wire == wire) {
                let undeclared = self.undeclared_param(wire, pointer);
                params.push(Param { location: Location::Query, style: Style::Form, ..undeclared });
            }
        }
        let is_said = |name: &str| params.iter().any(|param| param.location == Location::Query && param.wire == name);
        let constant = |pair: &&str| {
            !pair.is_empty() && !pair.contains('{') && !is_said(pair.split_once('=').map_or(*pair, |(name, _)| name))
        };
        let query = query.split('&').filter(constant).collect::<Vec<_>>().join("&");
        PathTemplate { text: path.to_owned(), route: route.to_owned(), query, segments }
    }

    fn responses(
        &mut self,
        id: OperationId,
        operation: &'a OperationObject,
        pointer: &str,
        head: bool,
    ) -> Vec<Response> {
        let pointer = child(pointer, "responses");
        let numbered = operation.responses.responses.iter().map(|(status, response)| {
            let (status, key) = match status {
                StatusCode::Code(code) => (Status::Code(*code), code.to_string()),
                StatusCode::Range(class) => (Status::Class(u8::try_from(*class).unwrap_or(0)), format!("{class}XX")),
            };
            (status, key, response)
        });
        let default =
            operation.responses.default.iter().map(|response| (Status::Default, "default".to_owned(), response));
        let mut responses: Vec<Response> = Vec::new();
        for (status, key, response) in numbered.chain(default).collect::<Vec<_>>() {
            let known = &self.document.components.as_ref().map(|components| &components.responses);
            let at = child(&pointer, &key);
            let found = follow(response, at, "responses", |key| known.and_then(|known| known.get(key)));
            let Some((response, at)) = found else { continue };
            if matches!(status, Status::Code(..200) | Status::Class(..2)) {
                self.warn(
                    "informational-answer",
                    &at,
                    format!("`{key}` is no answer of its own: another one follows, so it is left out"),
                    "describe the answer that follows",
                );
                continue;
            }
            if !responses.iter().any(|known| known.status == status) {
                self.links(id, status, response, &at);
                let response = self.response(id, status, response, &at, head);
                responses.push(response);
            }
        }
        responses
    }

    fn response(
        &mut self,
        id: OperationId,
        status: Status,
        response: &'a ResponseObject,
        pointer: &str,
        head: bool,
    ) -> Response {
        // Whatever the document says, these answers have no body on the wire.
        let bodiless = head || matches!(status, Status::Code(204 | 205 | 304) | Status::Class(1));
        let payloads = if bodiless {
            Vec::new()
        } else {
            self.payloads(&response.content, pointer, id, |media| Role::Response(status, media))
        };
        let mut headers = Vec::new();
        for (wire, header) in &response.headers {
            if wire.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let known = &self.document.components.as_ref().map(|components| &components.headers);
            let at = child(&child(pointer, "headers"), wire);
            let found = follow(header, at, "headers", |key| known.and_then(|known| known.get(key)));
            if let Some((header, at)) = found {
                let role = Role::ResponseHeader(status, wire.clone());
                headers.extend(self.header(id, role, wire, header, &at));
            }
        }
        Response {
            status,
            success: status.is_success(),
            description: response.description.clone(),
            headers,
            payloads,
            links: Vec::new(),
            origin: self.at(pointer),
        }
    }
}

/// The name of an operation without one, and another for when the first is taken: that of the same path without its last
/// slash, or with a parameter in place of text.
fn path_names(path: &str, method: &str) -> (String, Option<String>) {
    if path == "/" {
        return (format!("root_{method}"), None);
    }
    let slash = if path.ends_with('/') { " slash" } else { "" };
    let long = path.replace('{', " by ").replace('}', " ");
    (format!("{}_{method}", path.replace(['{', '}'], "")), Some(format!("{long}{slash}_{method}")))
}

/// Whether parameters have the same place and name.
fn is_same(one: &Parameter, other: &Parameter) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
        && one.parameter_data_ref().name == other.parameter_data_ref().name
}

/// Follows references among components of one kind; gives the item and where it stands.
pub(super) fn follow<'a, T>(
    item: &'a ReferenceOr<T>,
    pointer: String,
    kind: &str,
    get: impl Fn(&str) -> Option<&'a ReferenceOr<T>>,
) -> Option<(&'a T, String)> {
    let (mut item, mut pointer) = (item, pointer);
    // Longer chains lead in a circle.
    for _ in 0..64 {
        match item {
            ReferenceOr::Item(item) => return Some((item, pointer)),
            ReferenceOr::Reference { reference } => {
                let key =
                    unescape_fragment(reference.strip_prefix("#/components/")?.strip_prefix(kind)?.strip_prefix('/')?);
                item = get(&key)?;
                pointer = child(&format!("/components/{kind}"), &key);
            }
        }
    }
    None
}
