//! Gathers every name and resolves collisions, over the whole API.
//!
//! It reads the model only. Who comes first keeps the plain name; who comes later gets one that says what it is
//! (its owner, its location), and only as the last resort a number, with a warning.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::files;
use super::ident::{TAKEN_BESIDE_OPERATIONS, TAKEN_TYPES, snake_text, spelled_out};
use super::media::media_setters;
use super::servers;
use super::types::types;
use super::words::{media_name, status_name};
use super::{
    FieldName, FnName, GroupNames, HeaderSets, ModuleName, Names, OperationNames, PartHeadersNames, ResponseNames,
    TypeName, VariantName,
};
use crate::diagnostics::Diagnostic;
use crate::model::{Api, Content, NameHint, Operation, Payload, Pointer, Response, TypeRef};

/// Modules that the generated crates have for themselves.
pub(super) const TAKEN_MODULES: &[&str] =
    &["support", "codec", "stub", "types", "lib", "main", "mod", "std", "core", "alloc"];

/// Methods that the generated clients and servers have for themselves.
const TAKEN_METHODS: &[&str] =
    &["new", "builder", "base_url", "with_url", "authenticate", "clone", "default", "fmt", "drop", "into", "try_into"];

/// Arguments, setters and fields that the generated operations have for themselves. An operation's own setters of media
/// types ([`media_setters`]) are taken beside these, which are so everywhere: another media type renames no parameter.
const TAKEN_PARAMS: &[&str] = &[
    "send",
    "into_future",
    "decode",
    "content_type",
    "accept",
    "as_json",
    "as_form",
    "as_multipart",
    "as_xml",
    "client",
    "request",
    "required",
    "form",
    "cx",
    "clone",
];

/// Methods that the client's builder has for itself.
const TAKEN_SETTERS: &[&str] = &[
    "new",
    "build",
    "credential",
    "place",
    "base_path",
    "default_header",
    "user_agent",
    "timeout",
    "connect_timeout",
    "max_body_size",
    "with_http_client",
    "clone",
];

/// What is added to an operation's name for the types around it.
const OPERATION_SUFFIXES: &[&str] = &["Error", "Ok", "Headers", "Request", "Response", "Body", "Form"];

/// Gives every part of the API its name.
pub fn assign(api: &Api) -> Names {
    let mut diagnostics = Vec::new();
    let mut of_operations = Vec::new();
    let operations = operations(api, &mut of_operations);
    let groups = groups(api, &operations, &mut diagnostics);
    diagnostics.append(&mut of_operations);
    let types = types(api, &groups, &operations, &mut diagnostics);
    let mut setters: Vec<&str> = TAKEN_SETTERS.to_vec();
    let schemes = api.security_schemes.iter().map(|scheme| Wanted::new(&scheme.key, &scheme.origin));
    let security_schemes = unique(schemes, &setters, FieldName::new, &mut diagnostics);
    setters.extend(security_schemes.iter().map(FieldName::plain));
    let (servers, places) = servers::assign(api, &setters, &mut diagnostics);
    let headers = HeaderSets::find(api, &operations, &mut diagnostics);
    Names { types: Arc::new(types), operations, groups, headers, security_schemes, servers, places, diagnostics }
}

/// A name that is asked for, and by whom.
pub(super) struct Wanted<'a> {
    /// In the document's spelling.
    pub(super) text: String,
    /// What to try when `text` is taken, before a number is added.
    longer: Option<String>,
    origin: &'a Pointer,
}

impl<'a> Wanted<'a> {
    pub(super) fn new(text: &str, origin: &'a Pointer) -> Self {
        Wanted { text: text.to_owned(), longer: None, origin }
    }

    pub(super) fn or(mut self, longer: String) -> Self {
        self.longer = Some(longer);
        self
    }
}

/// An identifier as it is compared: files and modules may not differ in case alone.
pub(super) trait Name: Clone {
    fn key(&self) -> String;
}

macro_rules! name {
    ($($name:ident)*) => {$(
        impl Name for $name {
            fn key(&self) -> String {
                self.plain().to_owned()
            }
        }
    )*};
}

name! { FieldName FnName TypeName VariantName }

impl Name for ModuleName {
    fn key(&self) -> String {
        self.plain().to_ascii_lowercase()
    }
}

/// Names of one scope. Whoever is spelled exactly as the identifier has it comes first; then document order.
pub(super) fn unique<'a, N: Name>(
    wanted: impl Iterator<Item = Wanted<'a>>,
    taken: &[&str],
    make: impl Fn(&str) -> N,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<N> {
    let wanted: Vec<Wanted> = wanted.collect();
    let mut used = Used::default();
    used.names.extend(taken.iter().map(|&name| name.to_owned()));
    let mut names: Vec<Option<N>> = wanted.iter().map(|_| None).collect();
    for exact in [true, false] {
        for (slot, wanted) in names.iter_mut().zip(&wanted) {
            let plain = make(&wanted.text);
            if slot.is_none()
                && (!exact || plain.key() == wanted.text)
                && (!exact || !used.names.contains(&plain.key()))
            {
                *slot = Some(pick(wanted, &mut used, &make, diagnostics));
            }
        }
    }
    names.into_iter().flatten().collect()
}

/// The names of a scope that are taken.
#[derive(Default)]
pub(super) struct Used {
    pub(super) names: HashSet<String>,
    /// The number up to which a name was given with one.
    numbers: HashMap<String, usize>,
}

/// The first free one of: the plain name, the longer one, the one with signs as words, the longer one with a number.
pub(super) fn pick<N: Name>(
    wanted: &Wanted<'_>,
    used: &mut Used,
    make: &impl Fn(&str) -> N,
    diagnostics: &mut Vec<Diagnostic>,
) -> N {
    let mut free = |text: &String| Some(make(text)).filter(|name| used.names.insert(name.key()));
    if let Some(name) = free(&wanted.text).or_else(|| free(wanted.longer.as_ref()?)) {
        return name;
    }
    let spelled = spelled_out(&wanted.text);
    if let Some(name) = spelled.as_ref().and_then(free) {
        return name;
    }
    let base = wanted.longer.as_ref().or(spelled.as_ref()).unwrap_or(&wanted.text);
    let number = used.numbers.entry(make(base).key()).or_insert(1);
    loop {
        *number += 1;
        let name = make(&format!("{base} {number}"));
        if used.names.insert(name.key()) {
            diagnostics.push(
                Diagnostic::warning(
                    "name-collision",
                    wanted.origin.clone(),
                    format!(
                        "`{}` gives the same Rust name as another one here, so it is called `{}`",
                        wanted.text,
                        name.key()
                    ),
                )
                .help("rename one of the two in the document if you want better names"),
            );
            return name;
        }
    }
}

pub(super) fn module_name(text: &str) -> ModuleName {
    let name = ModuleName::new(text);
    match name.plain() {
        plain if files::is_device(plain) => ModuleName::new(&format!("{text} type")),
        plain => ModuleName::new(&files::short(plain)),
    }
}

pub(super) fn type_name(text: &str) -> TypeName {
    let name = TypeName::new(text);
    if TAKEN_TYPES.contains(&name.plain()) { TypeName::new(&format!("{text} type")) } else { name }
}

fn groups(api: &Api, operations: &[OperationNames], diagnostics: &mut Vec<Diagnostic>) -> Vec<GroupNames> {
    let root = Pointer::default();
    // Calls and hooks are in different crates.
    let side = |hooks: bool, diagnostics: &mut Vec<Diagnostic>| {
        let groups = api.groups.iter().filter(move |group| group.hooks == hooks);
        let wanted = || {
            groups.clone().map(|group| {
                let name = match (group.tag.as_deref(), hooks) {
                    (None, true) => "hooks".to_owned(),
                    (tag, true) => tag_name(tag.unwrap_or_default(), "hooks"),
                    (tag, false) => tag_name(tag.unwrap_or("default"), "api"),
                };
                Wanted::new(&name, &root)
            })
        };
        let modules = unique(wanted(), TAKEN_MODULES, module_name, diagnostics);
        let apis = unique(wanted(), &["Api"], TypeName::new, &mut Vec::new());
        let names = modules.into_iter().zip(apis).zip(groups.clone());
        let names = names.map(|((module, api), group)| {
            // Nobody else sees it, so nothing is said where it gets another name.
            let wanted = Wanted::new("routes", &root).or("all routes".to_owned());
            let mut used = Used::default();
            used.names.extend(group.operations.iter().map(|id| operations[id.0].method.plain().to_owned()));
            GroupNames { module, api, routes: pick(&wanted, &mut used, &FnName::new, &mut Vec::new()) }
        });
        names.collect::<Vec<_>>()
    };
    let mut names = side(false, diagnostics);
    names.extend(side(true, diagnostics));
    names
}

/// A tag and what it is a tag of. A name cannot start with a digit, and a tag may have nothing that a name can be made of.
fn tag_name(tag: &str, kind: &str) -> String {
    match snake_text(tag).chars().next() {
        None => format!("other {kind}"),
        Some(first) if first.is_ascii_digit() => format!("{kind} {tag}"),
        Some(_) => format!("{tag} {kind}"),
    }
}

fn operations(api: &Api, diagnostics: &mut Vec<Diagnostic>) -> Vec<OperationNames> {
    let hooks = api.operations.iter().position(|operation| operation.hook.is_some()).unwrap_or(api.operations.len());
    let (calls, hooks) = api.operations.split_at(hooks);
    let mut names = side_operations(api, calls, diagnostics);
    names.extend(side_operations(api, hooks, diagnostics));
    names
}

/// The names of operations that one crate has.
fn side_operations(api: &Api, operations: &[Operation], diagnostics: &mut Vec<Diagnostic>) -> Vec<OperationNames> {
    let wanted = operations.iter().map(|operation| Wanted {
        text: operation.name_hint.clone(),
        longer: operation.long_name_hint.clone().or_else(|| {
            let is_ours = TAKEN_METHODS.contains(&FnName::new(&operation.name_hint).plain());
            is_ours.then(|| format!("{} operation", operation.name_hint))
        }),
        origin: &operation.origin,
    });
    let methods = unique(wanted, TAKEN_METHODS, FnName::new, diagnostics);
    let mut used = HashSet::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut names = Vec::with_capacity(operations.len());
    for (operation, method) in operations.iter().zip(methods) {
        let mut named = operation_names(api, operation, method, diagnostics);
        let method = &named.method;
        let mut text = method.plain().to_owned();
        let is_taken = |name: &String| TAKEN_BESIDE_OPERATIONS.contains(&name.as_str());
        if type_names_of(operation, &named, &type_name(&text)).iter().any(is_taken) {
            text.push_str(" operation");
        }
        let base = text.clone();
        let mut number = 1;
        let pascal = loop {
            let pascal = type_name(&text);
            let all = type_names_of(operation, &named, &pascal);
            if !all.iter().any(|name| used.contains(name)) {
                used.extend(all);
                break pascal;
            }
            number = if number == 1 { numbers.get(&base).copied().unwrap_or(1) } else { number } + 1;
            text = format!("{base} {number}");
        };
        if number > 1 {
            numbers.insert(base, number);
            let message = format!(
                "types around `{}` would be called like those of another operation, so they start with `{pascal}`",
                named.method.plain()
            );
            let help = "rename the operation, or the one whose types are called alike, if you want better names";
            diagnostics.push(Diagnostic::warning("name-collision", operation.origin.clone(), message).help(help));
        }
        named.pascal = pascal;
        names.push(named);
    }
    names
}

/// The names of all types that client and server make for an operation whose types start with `pascal`.
fn type_names_of(operation: &Operation, named: &OperationNames, pascal: &TypeName) -> Vec<String> {
    let plain = std::iter::once(pascal.clone()).chain(OPERATION_SUFFIXES.iter().map(|suffix| pascal.with(suffix)));
    let answers = operation.responses.iter().zip(&named.responses);
    let headers = answers
        .filter(|(response, _)| !response.headers.is_empty())
        .map(|(_, names)| pascal.with_word(&names.variant, "Headers"));
    let bodies = operation.bodies.iter().zip(&named.bodies);
    let forms = bodies
        .filter(|(payload, _)| matches!(payload.content, Content::Multipart(_)))
        .map(|(_, variant)| pascal.with_word(variant, "Form"));
    let parts = operation.bodies.iter().zip(&named.part_headers).flat_map(|(payload, names)| match &payload.content {
        Content::Multipart(parts) => parts.iter().zip(names).collect(),
        _ => Vec::new(),
    });
    let parts =
        parts.filter(|(part, _)| !part.headers.is_empty()).map(|(_, names)| pascal.with_word(&names.word, "Headers"));
    plain.chain(headers).chain(forms).chain(parts).map(|name| name.plain().to_owned()).collect()
}

/// The names of an operation; what its types start with is not settled yet.
fn operation_names(
    api: &Api,
    operation: &Operation,
    method: FnName,
    diagnostics: &mut Vec<Diagnostic>,
) -> OperationNames {
    let params = operation.params.iter().map(|param| {
        let location = param.location.word();
        Wanted::new(&param.wire, &param.origin).or(format!("{} {location}", param.wire))
    });
    let media_setters = media_setters(operation);
    let taken: Vec<&str> = TAKEN_PARAMS.iter().copied().chain(media_setters.iter().map(FnName::plain)).collect();
    let mut all = unique(
        params.chain([Wanted::new(&body_name(api, operation), &operation.origin).or("request body".to_owned())]),
        &taken,
        FieldName::argument,
        diagnostics,
    );
    // The body was asked for last, so there is always one.
    let body = all.pop().unwrap_or_else(|| FieldName::new("body"));
    let parts = operation
        .bodies
        .iter()
        .map(|payload| match &payload.content {
            Content::Multipart(parts) => {
                let taken: Vec<&str> = all.iter().map(FieldName::plain).chain(TAKEN_PARAMS.iter().copied()).collect();
                let wanted =
                    parts.iter().map(|part| Wanted::new(&part.wire, &part.origin).or(format!("{} part", part.wire)));
                unique(wanted, &taken, FieldName::argument, diagnostics)
            }
            _ => Vec::new(),
        })
        .collect::<Vec<_>>();
    // The first media types come first, so that another one for a body changes no name.
    let firsts = operation.bodies.iter().map(|payload| media_wanted(payload, 0));
    let others = operation.bodies.iter().filter(|_| operation.bodies.len() > 1);
    let others = others.flat_map(|payload| (1..payload.media.len()).map(|media| media_wanted(payload, media)));
    let mut bodies = unique(firsts.chain(others), &[], VariantName::new, diagnostics);
    let mut others = bodies.split_off(operation.bodies.len()).into_iter();
    let media = operation.bodies.iter().map(|payload| others.by_ref().take(payload.media.len() - 1).collect());
    let media = media.collect();
    let variants =
        operation.responses.iter().map(|response| Wanted::new(&status_name(response.status), &response.origin));
    let variants = unique(variants, &[], VariantName::new, diagnostics);
    let responses = operation
        .responses
        .iter()
        .zip(variants)
        .map(|(response, variant)| response_names(response, variant, diagnostics))
        .collect::<Vec<_>>();
    let part_headers = part_headers(operation, &parts, &responses, diagnostics);
    let pascal = type_name(method.plain());
    OperationNames { method, pascal, params: all, body, parts, part_headers, bodies, media, media_setters, responses }
}

/// The names of the headers of parts. They may not be called like those of answers.
fn part_headers(
    operation: &Operation,
    parts: &[Vec<FieldName>],
    responses: &[ResponseNames],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Vec<PartHeadersNames>> {
    let mut words: Vec<String> = responses.iter().map(|names| names.variant.plain().to_owned()).collect();
    let mut all = Vec::new();
    for (payload, fields) in operation.bodies.iter().zip(parts) {
        let Content::Multipart(parts) = &payload.content else {
            all.push(Vec::new());
            continue;
        };
        let taken: Vec<&str> = words.iter().map(String::as_str).collect();
        let wanted = parts.iter().map(|part| Wanted::new(&part.wire, &part.origin).or(format!("{} part", part.wire)));
        // Most of them are never seen, so nothing is said about those that collide.
        let own = unique(wanted, &taken, VariantName::new, &mut Vec::new());
        let taken: Vec<&str> = fields.iter().map(FieldName::plain).chain(TAKEN_PARAMS.iter().copied()).collect();
        let wanted = parts.iter().map(|part| Wanted::new(&format!("{} headers", part.wire), &part.origin));
        let arguments = unique(wanted, &taken, FieldName::argument, &mut Vec::new());
        let names = parts.iter().zip(&own).zip(arguments).map(|((part, word), field)| {
            let headers = part.headers.iter().map(|header| Wanted::new(&header.wire, &header.origin));
            let headers = unique(headers, &["new"], FieldName::new, diagnostics);
            PartHeadersNames { word: word.clone(), field, headers }
        });
        all.push(names.collect());
        words.extend(own.iter().map(|word| word.plain().to_owned()));
    }
    all
}

fn response_names(response: &Response, variant: VariantName, diagnostics: &mut Vec<Diagnostic>) -> ResponseNames {
    let payloads = response.payloads.iter().map(|payload| media_wanted(payload, 0));
    let headers = response.headers.iter().map(|header| Wanted::new(&header.wire, &header.origin));
    ResponseNames {
        variant,
        payloads: unique(payloads, &[], VariantName::new, diagnostics),
        headers: unique(headers, &["body", "status"], FieldName::new, diagnostics),
    }
}

/// A media type of a body as a name: the subtype, with the parameters where that is taken.
fn media_wanted(payload: &Payload, index: usize) -> Wanted<'_> {
    let text = payload.media.get(index).map_or("", |media| &media.text);
    let parameters = text.split_once(';').map_or("", |(_, parameters)| parameters);
    Wanted::new(&media_name(text), &payload.origin).or(format!("{} {}", media_name(text), parameters.replace('=', " ")))
}

/// The document's own word for the body, else the component that it is, else `body`.
fn body_name(api: &Api, operation: &Operation) -> String {
    if let Some(name) = &operation.body_name {
        return name.clone();
    }
    if let [payload] = operation.bodies.as_slice()
        && let Content::Value(value) = &payload.content
        && let TypeRef::Named(id) = value.ty
        && let NameHint::Component(name) = &api.ty(id).name_hint
    {
        return own_word(name).to_owned();
    }
    "body".to_owned()
}

/// A component's name without the packages that it is in: `Pod` of `io.k8s.api.core.v1.Pod`.
fn own_word(component: &str) -> &str {
    let (_, last) = component.rsplit_once('.').unwrap_or_default();
    if last.starts_with(|c: char| c.is_ascii_alphabetic()) { last } else { component }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_called_like_its_component_without_packages() {
        let words = ["io.k8s.api.core.v1.Pod", "Pet", "api.v1.2", "Pet.", ".Pet"].map(own_word);
        assert_eq!(words, ["Pod", "Pet", "api.v1.2", "Pet.", "Pet"]);
    }

    #[test]
    fn what_operations_have_in_scope_is_taken() {
        let preludes = [
            include_str!("../../templates/client/support.rs.jinja"),
            include_str!("../../templates/server/support.rs.jinja"),
        ];
        let mut count = 0;
        for line in preludes.iter().flat_map(|text| text.lines()).filter(|line| line.trim().starts_with("pub use")) {
            let names = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            for name in names.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())) {
                count += 1;
                assert!(
                    TAKEN_BESIDE_OPERATIONS.contains(&name),
                    "{name} is in a prelude, and an operation may take it"
                );
            }
        }
        assert!(count > 40, "only {count}");
    }
}
