//! What is wrong with a document although each of its parts can be read: paths that mean the same, parameters that are
//! there twice or nowhere, references in circles.

use std::collections::{HashMap, HashSet};

use openapiv3::{OpenAPI, Operation, Parameter, PathItem, ReferenceOr};

use super::Webhook;
use super::methods::Methods;
use super::origins::Origins;
use super::resolve::nearest;
use crate::diagnostics::Diagnostic;
use crate::model::{Pointer, address, shape};
use crate::pointer::{push, unescape};

/// Checks a document.
pub(super) fn validate(
    document: &OpenAPI,
    webhooks: &[Webhook],
    methods: &Methods,
    origins: &Origins,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut check = Check { document, methods, origins, diagnostics };
    check.paths();
    for Webhook { pointer, item, .. } in webhooks {
        check.hook(item, pointer);
    }
    check.circles();
}

struct Check<'a> {
    document: &'a OpenAPI,
    methods: &'a Methods,
    origins: &'a Origins,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Check<'a> {
    fn paths(&mut self) {
        let document = self.document;
        let mut shapes: HashMap<String, (&str, Pointer, Vec<String>)> = HashMap::new();
        for (path, item) in document.paths.iter() {
            let mut at = "/paths".to_owned();
            push(&mut at, path);
            let place = self.origins.resolve(&at);
            for (message, help) in odd(path) {
                self.diagnostics.push(Diagnostic::warning("odd-path", place.clone(), message).help(help));
            }
            let found = item.as_item().map(|item| self.methods.of(item, &at)).unwrap_or_default();
            let methods: Vec<String> = found.iter().map(|found| found.method.clone()).collect();
            match shapes.get_mut(&shape(path)) {
                Some((first, other, taken)) => {
                    let message = match address(path).0 == path && address(first).0 == *first {
                        true => format!("`{path}` and `{first}` are the same path: only the parameters' names differ"),
                        false => {
                            format!("`{path}` and `{first}` are the same path: a query or a fragment is no part of it")
                        }
                    };
                    // Where no method is there twice a request still means one operation.
                    let help = match methods.iter().any(|method| taken.contains(method)) {
                        false => "put the operations of both under one path",
                        true => {
                            "a server cannot tell the requests apart: the path without query and fragment has them, \
                             else one of them"
                        }
                    };
                    let diagnostic = Diagnostic::warning("same-path", place, message)
                        .related(other.clone(), "the first of them is here");
                    self.diagnostics.push(diagnostic.help(help));
                    taken.extend(methods);
                }
                None => {
                    shapes.insert(shape(path), (path, place, methods));
                }
            }
            let ReferenceOr::Item(item) = item else { continue };
            self.unused(&item.parameters, path, &at);
            for found in found {
                self.operation(found.operation, &item.parameters, path, &found.pointer);
            }
        }
    }

    /// What the server sends: it has no path of the document's.
    fn hook(&mut self, item: &'a PathItem, at: &str) {
        for found in self.methods.of(item, at) {
            self.operation(found.operation, &item.parameters, "", &found.pointer);
        }
    }

    fn operation(&mut self, operation: &'a Operation, common: &'a [ReferenceOr<Parameter>], path: &str, at: &str) {
        self.path_parameters(operation, common, path, at);
        for (name, callback) in &operation.callbacks {
            for (expression, item) in callback {
                let mut at = format!("{at}/callbacks");
                push(&mut at, name);
                push(&mut at, expression);
                self.hook(item, &at);
            }
        }
    }

    /// Every `{name}` of a path is described, and every path parameter is in the path.
    fn path_parameters(
        &mut self,
        operation: &'a Operation,
        common: &'a [ReferenceOr<Parameter>],
        path: &str,
        at: &str,
    ) {
        let document = self.document;
        let described: HashSet<&str> = common
            .iter()
            .chain(&operation.parameters)
            .filter_map(|parameter| path_parameter(document, parameter))
            .collect();
        let names = placeholders(path);
        for name in names.iter().filter(|name| !described.contains(name.as_str())) {
            let message = format!("the path has `{{{name}}}`, and no path parameter of that name is described");
            let near = nearest(name, described.iter().copied().filter(|other| !names.iter().any(|own| own == other)));
            let help = match near {
                Some(near) => format!("did you mean `{near}`? The parameter's name and the path must agree"),
                None => {
                    format!("describe it: `- {{ name: {name}, in: path, required: true, schema: {{ type: string }} }}`")
                }
            };
            let diagnostic = Diagnostic::warning("undescribed-parameter", self.origins.resolve(at), message).help(help);
            self.diagnostics.push(diagnostic);
        }
        self.unused(&operation.parameters, path, at);
    }

    /// Path parameters, those of an operation or of a path, that have no place in the path, and parameters that are
    /// there twice.
    fn unused(&mut self, parameters: &'a [ReferenceOr<Parameter>], path: &str, at: &str) {
        let names = placeholders(path);
        let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let Some(found) = target(self.document, parameter) else { continue };
            let key = (location(found), found.parameter_data_ref().name.as_str());
            let Some(first) = seen.insert(key, index) else { continue };
            let message = format!("the {} parameter `{}` is described twice here; the last one counts", key.0, key.1);
            let place = |index: usize| self.origins.resolve(&format!("{at}/parameters/{index}"));
            let diagnostic = Diagnostic::warning("duplicate-parameter", place(index), message)
                .related(place(first), "it stands here first")
                .help("remove or rename one of them");
            self.diagnostics.push(diagnostic);
        }
        for (index, parameter) in parameters.iter().enumerate() {
            let Some(name) = path_parameter(self.document, parameter) else { continue };
            if !names.iter().any(|own| own == name) {
                let message = format!("the path parameter `{name}` is not in the path `{path}`; it is left out");
                let place = self.origins.resolve(&format!("{at}/parameters/{index}"));
                let diagnostic = Diagnostic::warning("unused-path-parameter", place, message);
                self.diagnostics.push(diagnostic.help("correct the name or the path"));
            }
        }
    }

    /// Components that are nothing but references to each other.
    fn circles(&mut self) {
        let Some(components) = &self.document.components else { return };
        // `lower` takes such schemas for any JSON, with a warning of its own.
        self.circle("responses", |name| reference(components.responses.get(name)?), components.responses.keys());
        self.circle("parameters", |name| reference(components.parameters.get(name)?), components.parameters.keys());
        self.circle(
            "requestBodies",
            |name| reference(components.request_bodies.get(name)?),
            components.request_bodies.keys(),
        );
        self.circle("headers", |name| reference(components.headers.get(name)?), components.headers.keys());
        self.circle(
            "securitySchemes",
            |name| reference(components.security_schemes.get(name)?),
            components.security_schemes.keys(),
        );
    }

    fn circle<'b>(
        &mut self,
        section: &str,
        next: impl Fn(&str) -> Option<&'b str>,
        names: impl Iterator<Item = &'b String>,
    ) {
        let prefix = format!("#/components/{section}/");
        let mut finite: HashSet<String> = HashSet::new();
        let mut said: HashSet<String> = HashSet::new();
        for name in names {
            let mut chain: Vec<String> = Vec::new();
            let mut current = name.clone();
            let circular = loop {
                if finite.contains(&current) {
                    break false;
                }
                if chain.contains(&current) {
                    break true;
                }
                let target = next(&current).and_then(|reference| reference.strip_prefix(&prefix)).map(unescape);
                chain.push(current);
                match target {
                    Some(target) => current = target,
                    None => break false,
                }
            };
            if !circular {
                finite.extend(chain);
            } else if said.is_disjoint(&chain.iter().cloned().collect()) {
                let mut at = format!("/components/{section}");
                push(&mut at, name);
                let message = format!("`{name}` is a reference that leads back to itself: {}", chain.join(" → "));
                let diagnostic = Diagnostic::error("cyclic-ref", self.origins.resolve(&at), message)
                    .help("describe at least one of them");
                self.diagnostics.push(diagnostic);
                said.extend(chain);
            }
        }
    }
}

/// What a component that is a reference refers to.
fn reference<T>(component: &ReferenceOr<T>) -> Option<&str> {
    match component {
        ReferenceOr::Reference { reference } => Some(reference),
        ReferenceOr::Item(_) => None,
    }
}

/// What a path has that URLs read otherwise, with what to do about it.
fn odd(path: &str) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    let (route, query) = address(path);
    if path.contains('#') {
        let message = format!("what stands behind `#` in `{path}` is never sent: the path is `{route}`");
        found.push((message, "one operation for each method of a path is all that servers can tell apart by it"));
    }
    if !query.is_empty() {
        let message =
            format!("a path ends at its `?`: clients send `{query}` as the query, servers know `{route}` alone");
        found.push((message, "describe what stands in the query as parameters"));
    }
    if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        let message = format!("URLs have no segments `.` and `..`, so that nobody can call `{path}`");
        found.push((message, "write the path that is meant"));
    }
    if path.contains("}{") {
        let message = format!("nothing parts two parameters in `{path}`: all but the last get a single character each");
        found.push((message, "put a sign between them"));
    }
    found
}

/// The name of a path parameter; `None` for other parameters.
fn path_parameter<'a>(document: &'a OpenAPI, parameter: &'a ReferenceOr<Parameter>) -> Option<&'a str> {
    match target(document, parameter)? {
        Parameter::Path { parameter_data, .. } => Some(&parameter_data.name),
        _ => None,
    }
}

/// The parameter itself.
fn target<'a>(document: &'a OpenAPI, parameter: &'a ReferenceOr<Parameter>) -> Option<&'a Parameter> {
    let mut parameter = parameter;
    // A chain of references is as long as there are components at most.
    for _ in 0..100 {
        match parameter {
            ReferenceOr::Item(parameter) => return Some(parameter),
            ReferenceOr::Reference { reference } => {
                let name = unescape(reference.strip_prefix("#/components/parameters/")?);
                parameter = document.components.as_ref()?.parameters.get(&name)?;
            }
        }
    }
    None
}

/// Where a parameter is.
fn location(parameter: &Parameter) -> &'static str {
    match parameter {
        Parameter::Path { .. } => "path",
        Parameter::Query { .. } => "query",
        Parameter::Header { .. } => "header",
        Parameter::Cookie { .. } => "cookie",
    }
}

/// The names between the braces of a path.
fn placeholders(path: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = address(path).0;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        names.push(name.to_owned());
        rest = after;
    }
    names
}
