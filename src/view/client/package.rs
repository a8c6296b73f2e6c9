//! What a client crate has once: manifest, `lib.rs`, support code.

use askama::Template;
use quote::{format_ident, quote};

use super::params::code;
use super::{Cx, Setter, answers, servers, ty};
use crate::model::{Location, Scalar, SecurityKind, SecurityScheme, Server, TypeRef};
use crate::names::{FieldName, ModuleName};
use crate::view::features::{self, Gate};
use crate::view::side::Side;
use crate::view::text::{Doc, StrLit, Tokens, TomlKey, TomlLine, TomlStr, code_span, markdown_inline};
use crate::view::types::Uses;
use crate::view::{Page, PageKind};

macro_rules! support {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../../templates/client/support/", $name, ".rs")))),*]
    };
}

/// Files that every client needs.
const ALWAYS: &[(&str, &str)] =
    support! { "answer" "body" "client" "error" "exchange" "redirect" "request" "security" };
/// Files of clients that send files.
const FILES: &[(&str, &str)] = support! { "file" };
/// Files of clients that send or get values one after the other.
const ITEMS: &[(&str, &str)] = support! { "items" };
/// Files of clients that send multipart forms.
const FORMS: &[(&str, &str)] = support! { "multipart" };

pub(super) fn pages(cx: Cx<'_>) -> Vec<Page> {
    let (files, items, multipart) = (cx.sends_files(), cx.streams_items(), cx.sends_multipart());
    let mut support: Vec<(&str, &'static str)> = ALWAYS.to_vec();
    support.extend(FILES.iter().filter(|_| files));
    support.extend(ITEMS.iter().filter(|_| items));
    support.extend(FORMS.iter().filter(|_| multipart));
    support.sort_unstable();
    let modules = support.iter().map(|(name, _)| {
        Tokens::from({
            let name = format_ident!("{name}");
            quote!(#name)
        })
    });
    let (servers, headers) = (servers::page(cx), answers::shared_headers(cx));
    let mut pages = vec![
        Page::template(cx.path("Cargo.toml"), PageKind::Toml, manifest(cx, files)),
        Page::template(
            cx.path("src/lib.rs"),
            PageKind::Rust,
            library(cx, items, multipart, headers.is_some(), servers.is_some()),
        ),
        Page::template(
            cx.path("src/support/mod.rs"),
            PageKind::Rust,
            SupportPage {
                modules: modules.collect(),
                items,
                events: cx.streams_events(),
                multipart,
                xml: cx.uses_xml(),
            },
        ),
    ];
    pages.extend(headers.map(|page| Page::template(cx.path("src/headers.rs"), PageKind::Rust, page)));
    pages.extend(servers.map(|page| Page::template(cx.path("src/servers.rs"), PageKind::Rust, page)));
    pages.extend(support.iter().map(|(name, text)| Page::verbatim(cx.path(&format!("src/support/{name}.rs")), text)));
    pages
}

#[derive(Template)]
#[template(path = "client/Cargo.toml.jinja", escape = "toml")]
struct ManifestPage {
    name: TomlStr,
    version: TomlStr,
    description: TomlStr,
    license: Option<TomlStr>,
    types: TomlKey,
    types_path: TomlStr,
    features: Vec<features::Line>,
    /// Whether the features are the client's too, so that a part of it can be compiled.
    of_tags: bool,
    files: bool,
    docs: bool,
    /// What the types of examples come from.
    libraries: Vec<TomlLine>,
}

fn manifest(cx: Cx<'_>, files: bool) -> ManifestPage {
    ManifestPage {
        name: TomlStr(cx.settings.package(&cx.side.part("client"))),
        version: TomlStr(cx.settings.version.clone()),
        description: TomlStr(format!("{} {}", cx.what(), cx.api.info.title)),
        license: cx.settings.license.clone().map(TomlStr),
        types: TomlKey(cx.settings.package("types")),
        types_path: TomlStr(cx.side.types().to_owned()),
        features: features::lines(cx.names, cx.settings),
        of_tags: cx.of_tags(),
        files,
        docs: cx.has_docs(),
        libraries: Uses::of(cx.api, cx.settings).libraries().map(TomlLine).collect(),
    }
}

#[derive(Template)]
#[template(path = "client/support.rs.jinja", escape = "rs")]
struct SupportPage {
    modules: Vec<Tokens>,
    items: bool,
    events: bool,
    multipart: bool,
    xml: bool,
}

#[derive(Template)]
#[template(path = "client/lib.rs.jinja", escape = "rs")]
struct LibraryPage {
    docs: Doc,
    types: Tokens,
    modules: Vec<(Gate, ModuleName)>,
    items: bool,
    events: bool,
    multipart: bool,
    base_path: StrLit,
    exact: bool,
    /// `Client::new`: its docs and its URL. A relative server needs an origin.
    new: Option<(Doc, StrLit)>,
    builder_docs: Doc,
    setters: Vec<Setter>,
    /// Whether there are bearer tokens.
    tokens: bool,
    /// Whether the servers are to be chosen from.
    choice: bool,
    /// Whether there is a module of headers.
    has_headers: bool,
    /// Whether there is a module of servers.
    has_servers: bool,
    places: Vec<Setter>,
    /// The features that the examples need.
    every: Vec<StrLit>,
    /// The pages of the reference docs with examples: a module for each, and the path as seen from `lib.rs`.
    reference: Vec<(Tokens, StrLit)>,
}

fn library(cx: Cx<'_>, items: bool, multipart: bool, has_headers: bool, has_servers: bool) -> LibraryPage {
    let info = &cx.api.info;
    let types = format_ident!("{}", cx.settings.library("types"));
    let intro = format!("{} {}, version {}.", cx.what(), markdown_inline(&info.title), code_span(&info.version));
    let server = cx.api.servers.first();
    let absolute = server.filter(|server| !server.is_relative());
    let new = absolute.map(|server| {
        let url = server.default_url();
        let docs = format!("A client of {}, without credentials.", code(&url));
        (Doc::default().and(&docs), StrLit(url))
    });
    let base_path = server.map(Server::base_path).unwrap_or_default();
    let place = match base_path.as_str() {
        _ if cx.side == Side::Hooks => {
            "A client that sends to this URL, as it is. For many receivers build one and take \
                                        [`Client::with_url`]: the connections are shared."
                .to_owned()
        }
        "" => "A client of another place, such as `http://localhost:8080`.".to_owned(),
        path => format!(
            "A client of another place: an origin such as `http://localhost:8080`, to which {} is added, or a URL with a \
             path, which is used as it is.",
            code(path)
        ),
    };
    // Who sends hooks sends all of them.
    let gate = |group| match cx.side {
        Side::Calls => features::of_group(group, cx.settings),
        Side::Hooks => Gate::default(),
    };
    let choice = match servers::is_choice(&cx.api.servers) {
        true => "[`Server`] has the servers that the document names.",
        false => "",
    };
    LibraryPage {
        docs: Doc::inner("")
            .and(&intro)
            .and(&crate::view::text::markdown(info.description.as_deref().unwrap_or_default(), 1))
            .and(&example(cx)),
        types: quote!(#types).into(),
        modules: cx.names.groups.iter().map(|group| (gate(group), group.module.clone())).collect(),
        items,
        events: cx.streams_events(),
        multipart,
        base_path: StrLit(base_path),
        exact: cx.side == Side::Hooks,
        new,
        builder_docs: Doc::default().and(&place).and(choice),
        setters: cx
            .api
            .security_schemes
            .iter()
            .zip(&cx.names.security_schemes)
            .filter_map(|(s, n)| scheme(s, n))
            .collect(),
        tokens: cx.api.security_schemes.iter().any(|scheme| scheme.kind.is_bearer()),
        choice: servers::is_choice(&cx.api.servers),
        has_headers,
        has_servers,
        places: servers::setters(cx),
        every: features::of_groups(cx.names, cx.settings).into_iter().map(StrLit).collect(),
        reference: match cx.has_docs() {
            true => crate::view::docs::doctest_pages(cx.names),
            false => Vec::new(),
        },
    }
}

/// The setter of a security scheme; a client certificate is given to the client that makes connections.
fn scheme(scheme: &SecurityScheme, name: &FieldName) -> Option<Setter> {
    let key = StrLit(scheme.key.clone());
    let about = |what: &str| {
        Doc::outer(scheme.description.as_deref().unwrap_or_default())
            .and(&format!("Sets {what} (security scheme {}).", code(&scheme.key)))
    };
    let bearer = |what: &str| {
        Setter::new(
            about(what),
            name,
            quote!(token: impl Into<Token>).into(),
            quote!(self.credential(#key, Credential::bearer(token.into()))).into(),
        )
    };
    Some(match &scheme.kind {
        SecurityKind::MutualTls => return None,
        SecurityKind::ApiKey { location, name: wire } => {
            let (make, place) = match location {
                Location::Query => (quote!(query_key), "query parameter"),
                Location::Cookie => (quote!(cookie_key), "cookie"),
                Location::Header | Location::Path => (quote!(header_key), "header"),
            };
            let docs = about(&format!("the key that is sent in the {place} {}", code(wire)));
            let wire = StrLit(wire.clone());
            Setter::new(
                docs,
                name,
                quote!(key: impl Into<ApiKey>).into(),
                quote!(self.credential(#key, Credential::#make(#wire, key.into()))).into(),
            )
        }
        SecurityKind::Basic => Setter::new(
            about("the user name and password that are sent as `Authorization: Basic`"),
            name,
            quote!(user: &str, password: &str).into(),
            quote!(self.credential(#key, Credential::basic(user, password))).into(),
        ),
        SecurityKind::Http { scheme: word } => {
            let docs = about(&format!("what is sent as `Authorization:` {}", code(word)));
            let word = StrLit(word.clone());
            Setter::new(
                docs,
                name,
                quote!(value: impl Into<String>).into(),
                quote!(self.credential(#key, Credential::authorization(#word, value.into()))).into(),
            )
        }
        SecurityKind::Bearer { format: Some(format) } => {
            bearer(&format!("the token ({}) that is sent as `Authorization: Bearer`", markdown_inline(format)))
        }
        SecurityKind::Bearer { format: None } => bearer("the token that is sent as `Authorization: Bearer`"),
        SecurityKind::OAuth2 { .. } => bearer(
            "the OAuth 2.0 access token that is sent as `Authorization: Bearer`, or, as a [`Token::source`], what gives it",
        ),
        SecurityKind::OpenIdConnect { .. } => bearer(
            "the OpenID Connect token that is sent as `Authorization: Bearer`, or, as a [`Token::source`], what gives it",
        ),
    })
}

/// A call of the first operation that plain text and numbers are enough for.
fn example(cx: Cx<'_>) -> String {
    let call = cx.api.operations.iter().zip(&cx.names.operations).find_map(|(operation, names)| {
        if operation.body_required || operation.deprecated {
            return None;
        }
        let mut args = Vec::new();
        for param in operation.params.iter().filter(|param| param.required) {
            if param.value.nullable {
                return None;
            }
            args.push(match cx.api.resolve(&param.value.ty) {
                TypeRef::Scalar(Scalar::Bool) => "true",
                TypeRef::Scalar(Scalar::I64 | Scalar::I32 | Scalar::U32 | Scalar::U64) => "1",
                TypeRef::Scalar(Scalar::F32 | Scalar::F64) => "1.0",
                TypeRef::Scalar(_) if ty::owned(cx, &param.value).to_string() == "String" => "\"example\"",
                _ => return None,
            });
        }
        (args.len() <= 6).then(|| format!("client.{}({}).await?;", names.method, args.join(", ")))
    });
    let library = cx.settings.library(&cx.side.part("client"));
    let setter =
        cx.api.security_schemes.iter().zip(&cx.names.security_schemes).map(|(scheme, name)| match scheme.kind {
            SecurityKind::MutualTls => String::new(),
            SecurityKind::Basic => format!(".{name}(\"user\", \"password\")"),
            _ => format!(".{name}(\"secret\")"),
        });
    let setter = setter.take(1).collect::<String>();
    let mut lines = vec![
        "```no_run".to_owned(),
        format!("# async fn example() -> Result<(), Box<dyn std::error::Error>> {{"),
        format!("let client = {library}::Client::builder(\"https://api.example\"){setter}.build()?;"),
    ];
    lines.push(match call {
        Some(call) => format!("let answer = {call}"),
        None => "println!(\"{}\", client.base_url());".to_owned(),
    });
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines.join("\n")
}
