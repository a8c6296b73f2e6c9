//! The client's README: how to get it, how to set it up, and where everything else is described.

use askama::Template;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::links::Links;
use super::markup::{code, inline, join, link, prose, url};
use super::program;
use super::ty::Docs;
use super::{model, operation};
use crate::model::{ExternalDocs, Flow, Location, OperationId, SecurityKind, Server};
use crate::names::{PlaceNames, ServerNames};
use crate::view::features;
use crate::view::side::Side;
use crate::view::text::{Markdown, TomlStr};
use crate::view::{Page, PageKind};

/// The README's own headings, in order.
pub(super) const HEADINGS: [&str; 6] = [
    "Installation",
    "Getting started",
    "Configuration",
    "Documentation for API endpoints",
    "Documentation for models",
    "Documentation for authorization",
];

/// One of [`HEADINGS`].
#[derive(Clone, Copy)]
pub(super) struct Heading(usize);

/// The table of all operations.
pub(super) const ENDPOINTS: Heading = Heading(3);
/// The list of all models.
pub(super) const MODELS: Heading = Heading(4);

impl Heading {
    /// The anchor in the README.
    pub(super) fn anchor(self, links: &Links) -> String {
        links.readme[self.0].clone()
    }
}

#[derive(Template)]
#[template(path = "docs/readme.md.jinja")]
struct Readme {
    title: Markdown,
    version: Markdown,
    package: Markdown,
    package_version: Markdown,
    manifest: Markdown,
    /// The features of the tags, where there are some, and the manifest's line with the first of them alone.
    features: Vec<Markdown>,
    part: Markdown,
    description: Markdown,
    about: Vec<Markdown>,
    program: Markdown,
    base: Markdown,
    servers: Vec<Markdown>,
    /// The servers that operations have for themselves.
    places: Vec<Place>,
    credentials: Vec<Markdown>,
    setup: Markdown,
    groups: Vec<Group>,
    /// The webhooks and callbacks, and the packages that are about them.
    hooks: Vec<Group>,
    sender: Markdown,
    receiver: Markdown,
    models: Vec<Markdown>,
    schemes: Vec<Scheme>,
}

/// A list of servers that some operations have for themselves.
struct Place {
    operations: Markdown,
    setter: Markdown,
    servers: Vec<Markdown>,
}

struct Group {
    name: Markdown,
    rows: Vec<Row>,
}

struct Row {
    method: Markdown,
    request: Markdown,
    about: Markdown,
}

struct Scheme {
    title: Markdown,
    description: Markdown,
    facts: Vec<Markdown>,
    setter: Markdown,
}

/// `client/README.md`.
pub(super) fn page(docs: Docs<'_>, hooks: Option<Docs<'_>>) -> Page {
    let info = &docs.api.info;
    let mut about = Vec::new();
    if let Some((name, address)) = &info.license {
        let address = address.as_deref().map(|address| format!(" ({})", url(address))).unwrap_or_default();
        about.push(Markdown(format!("Licence of the API: {}{address}", inline(Some(name)))));
    }
    if let Some(contact) = &info.contact {
        let address = contact.url.as_deref().map(url);
        let email = contact.email.as_deref().map(code);
        let parts = contact.name.as_deref().map(|name| inline(Some(name))).into_iter().chain(address).chain(email);
        about.push(Markdown(format!("Contact: {}", join(parts, ", "))));
    }
    if let Some(terms) = &info.terms_of_service {
        about.push(Markdown(format!("Terms of service: {}", url(terms))));
    }
    let more = external_docs(info.external_docs.as_ref());
    if !more.0.is_empty() {
        about.push(more);
    }
    let features = features::of_groups(docs.names, docs.settings);
    let schemes = 0..docs.api.security_schemes.len();
    let readme = Readme {
        title: inline(Some(&info.title)),
        version: code(&info.version),
        package: code(&docs.settings.package("client")),
        package_version: code(&docs.settings.version),
        manifest: Markdown(format!("{0} = {{ path = \"path/to/{0}\" }}", docs.settings.package("client"))),
        part: Markdown(format!(
            "{0} = {{ path = \"path/to/{0}\", default-features = false, features = [\"rustls\", {1}] }}",
            docs.settings.package("client"),
            TomlStr(features.first().cloned().unwrap_or_default()),
        )),
        features: features.iter().map(|feature| code(feature)).collect(),
        description: prose(info.description.as_deref(), 1),
        about,
        program: Markdown(getting_started(docs)),
        base: base(docs),
        servers: servers(&docs.api.servers, &docs.names.servers, "Client::builder"),
        places: places(docs),
        credentials: schemes.clone().map(|scheme| credential(docs, scheme, "")).collect(),
        setup: Markdown(setup(docs)),
        groups: groups(docs),
        hooks: hooks.map(hook_groups).unwrap_or_default(),
        sender: code(&docs.settings.package(&Side::Hooks.part("client"))),
        receiver: code(&docs.settings.package(&Side::Hooks.part("server"))),
        models: models(docs),
        schemes: schemes.map(|index| scheme(docs, index)).collect(),
    };
    Page::template("client/README.md", PageKind::Markdown, readme)
}

/// The first server's URL.
pub(super) fn base(docs: Docs<'_>) -> Markdown {
    let url = docs.api.servers.first().map(Server::default_url).unwrap_or_default();
    Markdown(format!("*{}*", code(&url)))
}

/// A pointer to documentation elsewhere.
pub(super) fn external_docs(found: Option<&ExternalDocs>) -> Markdown {
    let Some(found) = found else { return Markdown::default() };
    match &found.description {
        Some(description) => {
            Markdown(format!("{}: {}", inline(Some(description)).0.trim_end_matches('.'), url(&found.url)))
        }
        None => Markdown(format!("More: {}", url(&found.url))),
    }
}

/// What a scheme is and how the client is given its secret, on one line. `readme` is the README as seen from the page.
pub(super) fn credential(docs: Docs<'_>, index: usize, readme: &str) -> Markdown {
    let scheme = &docs.api.security_schemes[index];
    let name = link(&code(&scheme.key), &format!("{readme}#{}", docs.links.schemes[index]));
    Markdown(format!("{name}: {}, set with {}", kind(&scheme.kind), setter_call(docs, index)))
}

fn setter_call(docs: Docs<'_>, index: usize) -> Markdown {
    let setter = &docs.names.security_schemes[index];
    let variable = program::environment_variable(setter);
    code(&match docs.api.security_schemes[index].kind {
        SecurityKind::MutualTls => ".with_http_client(http)".to_owned(),
        SecurityKind::Basic => format!(
            ".{}(&std::env::var(\"{variable}_USER\")?, &std::env::var(\"{variable}_PASSWORD\")?)",
            setter.as_str()
        ),
        _ => format!(".{}(std::env::var(\"{variable}\")?)", setter.as_str()),
    })
}

fn kind(kind: &SecurityKind) -> Markdown {
    match kind {
        SecurityKind::ApiKey { location, name } => {
            let place = match location {
                Location::Query => "query parameter",
                Location::Cookie => "cookie",
                Location::Header | Location::Path => "header",
            };
            Markdown(format!("API key in the {place} {}", code(name)))
        }
        SecurityKind::Basic => Markdown("user name and password (HTTP basic)".to_owned()),
        SecurityKind::Bearer { format: Some(format) } => Markdown(format!("bearer token ({})", code(format))),
        SecurityKind::Bearer { format: None } => Markdown("bearer token".to_owned()),
        SecurityKind::Http { scheme } => Markdown(format!("credentials of the HTTP scheme {}", code(scheme))),
        SecurityKind::OAuth2 { .. } => Markdown("OAuth 2.0 access token".to_owned()),
        SecurityKind::MutualTls => Markdown("client certificate (mutual TLS)".to_owned()),
        SecurityKind::OpenIdConnect { .. } => Markdown("OpenID Connect token".to_owned()),
    }
}

fn scheme(docs: Docs<'_>, index: usize) -> Scheme {
    let scheme = &docs.api.security_schemes[index];
    let mut facts = vec![Markdown(format!("Kind: {}", kind(&scheme.kind)))];
    match &scheme.kind {
        SecurityKind::ApiKey { .. } => facts.push(Markdown(format!(
            "A word in front of the key: {}",
            code("ApiKey::new(key).with_prefix(\"Bearer\")")
        ))),
        SecurityKind::OAuth2 { flows } => facts.extend(flows.iter().map(flow)),
        SecurityKind::MutualTls => facts.push(Markdown(format!(
            "The certificate is that of {}, which makes the connections",
            code("reqwest::Client")
        ))),
        SecurityKind::OpenIdConnect { url: address } => facts.push(Markdown(format!("Discovery: {}", url(address)))),
        _ => {}
    }
    if scheme.kind.is_bearer() {
        facts.push(Markdown(format!(
            "A token that changes comes from a {}, which is asked before each request and after a 401",
            code("Token::source(..)")
        )));
    }
    Scheme {
        title: Markdown(scheme.key.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect()),
        description: prose(scheme.description.as_deref(), 3),
        facts,
        setter: setter_call(docs, index),
    }
}

fn flow(flow: &Flow) -> Markdown {
    let mut text = format!("Flow: {}", flow.name);
    let urls = [("authorization", &flow.authorization_url), ("token", &flow.token_url), ("refresh", &flow.refresh_url)];
    for (what, address) in urls {
        if let Some(address) = address {
            text.push_str(&format!(", {what} at {}", url(address)));
        }
    }
    if !flow.scopes.is_empty() {
        let scopes = flow.scopes.iter().map(|(name, about)| match about.is_empty() {
            true => code(name),
            false => Markdown(format!("{} ({})", code(name), inline(Some(about)))),
        });
        text.push_str(&format!("; scopes: {}", join(scopes, ", ")));
    }
    Markdown(text)
}

/// The servers, and how each is chosen where there is a choice.
fn servers(servers: &[Server], names: &PlaceNames, taker: &str) -> Vec<Markdown> {
    let several = servers.len() > 1;
    let list = servers.iter().zip(&names.servers).map(|(server, server_names)| {
        let choice = match (several, server.variables.is_empty()) {
            (false, true) => None,
            (false, false) => Some(format!("{}::default(){}", names.name, variables(server, server_names))),
            (true, true) => Some(format!("{}::{}", names.name, server_names.variant)),
            (true, false) => Some(format!("{}::default(){}", server_names.name, variables(server, server_names))),
        };
        let at =
            if server.is_relative() && taker.starts_with("Client") { ".at(\"https://api.example.com\")" } else { "" };
        let choice = choice.map(|choice| code(&format!("{taker}(servers::{choice}{at})")));
        let choice = choice.map(|choice| format!(", chosen with {choice}")).unwrap_or_default();
        let mut text = format!("{}{choice}", code(&server.url));
        if let Some(description) = &server.description {
            text.push_str(&format!(": {}", inline(Some(description))));
        }
        for variable in &server.variables {
            text.push_str(&format!("; {} is {} by default", code(&variable.name), code(&variable.default)));
            if !variable.values.is_empty() {
                text.push_str(&format!(" (one of {})", join(variable.values.iter().map(|value| code(value)), ", ")));
            }
        }
        Markdown(text)
    });
    list.collect()
}

/// The setters of a server's variables, with their defaults.
fn variables(server: &Server, names: &ServerNames) -> String {
    let setters = server.variables.iter().zip(&names.variables).map(|(variable, names)| {
        let listed = variable.values.iter().position(|value| *value == variable.default);
        match listed.and_then(|index| names.values.get(index)) {
            Some(value) => format!(".{}(servers::{}::{value})", names.setter, names.name),
            None => format!(".{}(..)", names.setter),
        }
    });
    setters.collect()
}

/// The servers that operations have for themselves.
fn places(docs: Docs<'_>) -> Vec<Place> {
    let places = docs.api.places.iter().zip(&docs.names.places).enumerate();
    let places = places.map(|(index, (list, names))| {
        let all = docs.api.operations.iter().enumerate().filter(|(_, operation)| operation.place == Some(index));
        let operations = all.map(|(id, _)| {
            let name = docs.names.operations[id].method.plain();
            link(&code(name), &format!("docs/{}", docs.links.operation(id)))
        });
        Place {
            operations: join(operations, ", "),
            setter: code(&format!(".{}(url)", names.setter)),
            servers: servers(list, names, &format!(".{}", names.setter)),
        }
    });
    places.collect()
}

/// A program with the first operation.
fn getting_started(docs: Docs<'_>) -> String {
    let first = docs.api.groups.iter().flat_map(|group| &group.operations).next();
    match first {
        Some(id) => program::text(docs, *id, &super::call::Call::new(docs, *id)),
        None => String::new(),
    }
}

/// A client with every credential.
fn setup(docs: Docs<'_>) -> String {
    let library = format_ident!("{}", docs.settings.library("client"));
    let client = program::client(docs, 0..docs.api.security_schemes.len());
    let tokens: TokenStream = quote! {
        use std::time::Duration;
        use #library::Client;

        fn client() -> Result<Client, Box<dyn std::error::Error>> {
            let client = #client;
            Ok(client)
        }
    };
    // The settings that every client has are shown with the credentials.
    let tokens = with_timeout(tokens);
    program::layout(tokens)
}

/// Puts `.timeout(..)` in front of `.build()`.
fn with_timeout(tokens: TokenStream) -> TokenStream {
    let text = tokens.to_string().replacen(". build ()", ". timeout(Duration::from_secs(30)) . build ()", 1);
    text.parse().unwrap_or(tokens)
}

fn groups(docs: Docs<'_>) -> Vec<Group> {
    let row = |id: &OperationId| {
        let name = docs.names.operations[id.0].method.plain();
        let target = format!("docs/{}", docs.links.operation(id.0));
        Row {
            method: link(&Markdown(format!("**{name}**")), &target),
            request: operation::request(docs, *id),
            about: operation::about(docs, *id),
        }
    };
    let groups = docs.api.groups.iter().zip(&docs.links.groups).zip(&docs.names.groups);
    groups
        .map(|((group, file), names)| Group {
            name: link(&Markdown(names.api.plain().to_owned()), &format!("docs/{file}.md")),
            rows: group.operations.iter().map(row).collect(),
        })
        .collect()
}

fn hook_groups(docs: Docs<'_>) -> Vec<Group> {
    let row = |id: &OperationId| Row {
        method: code(docs.names.operations[id.0].method.plain()),
        request: operation::request(docs, *id),
        about: operation::about(docs, *id),
    };
    let groups = docs.api.groups.iter().zip(&docs.names.groups);
    groups
        .map(|(group, names)| Group { name: code(names.api.plain()), rows: group.operations.iter().map(row).collect() })
        .collect()
}

fn models(docs: Docs<'_>) -> Vec<Markdown> {
    let pages = docs.links.pages.iter().enumerate();
    pages
        .map(|(page, id)| {
            let name = Markdown(docs.names.types[id.0].name.plain().to_owned());
            let mut line = link(&name, &format!("docs/{}", docs.links.file(page))).0;
            let summary = model::summary(docs.api.ty(*id));
            if !summary.0.is_empty() {
                line.push_str(&format!(": {summary}"));
            }
            Markdown(line)
        })
        .collect()
}
