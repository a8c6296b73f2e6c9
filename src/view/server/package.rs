//! What a server crate has once: manifest, `lib.rs`, security, stub, example and support code.

use askama::Template;
use quote::{format_ident, quote};

use super::{Cx, code, headers, mock, request, security};
use crate::names::{FnName, ModuleName, TypeName};
use crate::view::features;
use crate::view::text::{Doc, StrLit, Tokens, TomlKey, TomlStr, code_span, markdown, markdown_inline};
use crate::view::{Page, PageKind};

macro_rules! support {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../../templates/server/support/", $name, ".rs")))),*]
    };
}

/// Files that every server needs.
const ALWAYS: &[(&str, &str)] = support! {
    "base64" "body" "call" "failure" "limits" "media" "mock" "operation" "params" "path" "problem" "reply" "request" "route"
    "security" "table"
};
/// Files of servers that take or give values one after the other.
const ITEMS: &[(&str, &str)] = support! { "items" };
/// Files of servers that take or give events.
const EVENTS: &[(&str, &str)] = support! { "keep_alive" };
/// Files of servers that take multipart forms.
const MULTIPART: &[(&str, &str)] = support! { "form_parts" "multipart" };
/// Files of servers that take files in multipart forms.
const UPLOADS: &[(&str, &str)] = support! { "part_headers" "upload" };

pub(super) fn pages(cx: Cx<'_>) -> Vec<Page> {
    let (items, multipart, uploads) = (cx.streams_items(), cx.takes_multipart(), cx.takes_uploads());
    let mut support: Vec<(&str, &'static str)> = ALWAYS.to_vec();
    support.extend(ITEMS.iter().filter(|_| items));
    support.extend(EVENTS.iter().filter(|_| cx.streams_events()));
    support.extend(MULTIPART.iter().filter(|_| multipart));
    support.extend(UPLOADS.iter().filter(|_| uploads));
    support.sort_unstable();
    let modules = support.iter().map(|(name, _)| {
        let name = format_ident!("{name}");
        Tokens::from(quote!(#name))
    });
    let groups: Vec<GroupView> = cx.names.groups.iter().enumerate().map(|(index, _)| group(cx, index)).collect();
    let library = library_name(cx);
    let mut pages = mock::pages(cx, &groups, &library);
    let headers = headers::shared(cx);
    pages.extend([
        Page::template(cx.path("Cargo.toml"), PageKind::Toml, manifest(cx, multipart, uploads)),
        Page::template(cx.path("src/lib.rs"), PageKind::Rust, lib(cx, &groups, headers.is_some(), items, uploads)),
        Page::template(cx.path("src/security.rs"), PageKind::Rust, security::page(cx)),
        Page::template(
            cx.path("src/support/mod.rs"),
            PageKind::Rust,
            SupportPage { modules: modules.collect(), items, events: cx.streams_events(), multipart, uploads },
        ),
        Page::template(cx.path("src/stub.rs"), PageKind::Rust, StubPage { secured: cx.is_secured(), groups }),
        Page::template(cx.path("examples/serve.rs"), PageKind::Rust, ExamplePage { library }),
    ]);
    pages.extend(headers.map(|page| Page::template(cx.path("src/headers.rs"), PageKind::Rust, page)));
    pages.extend(support.iter().map(|(name, text)| Page::verbatim(cx.path(&format!("src/support/{name}.rs")), text)));
    pages
}

fn library_name(cx: Cx<'_>) -> Tokens {
    let library = format_ident!("{}", cx.settings.library(&cx.side.part("server")));
    quote!(#library).into()
}

#[derive(Template)]
#[template(path = "server/Cargo.toml.jinja", escape = "toml")]
struct ManifestPage {
    events: bool,
    name: TomlStr,
    version: TomlStr,
    description: TomlStr,
    license: Option<TomlStr>,
    types: TomlKey,
    types_path: TomlStr,
    features: Vec<features::Line>,
    multipart: bool,
    uploads: bool,
}

fn manifest(cx: Cx<'_>, multipart: bool, uploads: bool) -> ManifestPage {
    ManifestPage {
        events: cx.streams_events(),
        name: TomlStr(cx.settings.package(&cx.side.part("server"))),
        version: TomlStr(cx.settings.version.clone()),
        description: TomlStr(format!("{} {}", cx.what(), cx.api.info.title)),
        license: cx.settings.license.clone().map(TomlStr),
        types: TomlKey(cx.settings.package("types")),
        types_path: TomlStr(cx.side.types().to_owned()),
        features: features::lines(cx.names, cx.settings),
        multipart,
        uploads,
    }
}

#[derive(Template)]
#[template(path = "server/support.rs.jinja", escape = "rs")]
struct SupportPage {
    modules: Vec<Tokens>,
    items: bool,
    events: bool,
    multipart: bool,
    uploads: bool,
}

#[derive(Template)]
#[template(path = "server/stub.rs.jinja", escape = "rs")]
struct StubPage {
    secured: bool,
    groups: Vec<GroupView>,
}

#[derive(Template)]
#[template(path = "server/serve.rs.jinja", escape = "rs")]
struct ExamplePage {
    library: Tokens,
}

/// A tag with the signatures of its operations.
#[derive(Clone)]
pub(super) struct GroupView {
    pub(super) module: ModuleName,
    pub(super) api: TypeName,
    pub(super) methods: Vec<Method>,
}

#[derive(Clone)]
pub(super) struct Method {
    pub(super) name: FnName,
    /// What it is called in tables.
    pub(super) id: StrLit,
    pub(super) request: Tokens,
    pub(super) response: Tokens,
    /// The principal of the stub's contexts.
    pub(super) principal: Tokens,
    /// Where the body of `request` is read as it comes: how all of it is, as a `Result`.
    pub(super) drained: Option<Tokens>,
}

fn group(cx: Cx<'_>, index: usize) -> GroupView {
    let names = &cx.names.groups[index];
    let methods = cx.api.groups[index].operations.iter().map(|id| {
        let (operation, names) = cx.operation(*id);
        let request = names.around("Request");
        let response = names.around("Response");
        Method {
            name: names.method.clone(),
            id: StrLit(names.method.plain().to_owned()),
            request: quote!(#request).into(),
            response: quote!(#response).into(),
            principal: security::Access::of(operation).context(&quote!(())).into(),
            drained: request::drained(operation, names).map(Tokens::from),
        }
    });
    GroupView { module: names.module.clone(), api: names.api.clone(), methods: methods.collect() }
}

#[derive(Template)]
#[template(path = "server/lib.rs.jinja", escape = "rs")]
struct LibraryPage {
    docs: Doc,
    /// Whether there is a module of headers.
    has_headers: bool,
    types: Tokens,
    groups: Vec<(ModuleName, TypeName, FnName)>,
    /// `FileApi + PetApi`
    bounds: Tokens,
    secured: bool,
    certificates: bool,
    items: bool,
    events: bool,
    uploads: bool,
    base_path_docs: Doc,
    base_path: StrLit,
    is_nested: bool,
    /// Whether operations are below other paths.
    own_bases: bool,
}

fn lib(cx: Cx<'_>, groups: &[GroupView], has_headers: bool, items: bool, uploads: bool) -> LibraryPage {
    let info = &cx.api.info;
    let base_path = cx.api.base();
    let intro = format!("{} {}, version {}.", cx.what(), markdown_inline(&info.title), code_span(&info.version));
    let apis = cx.names.groups.iter().map(|group| &group.api);
    let base_path_docs = match base_path.as_str() {
        "" => "The path of the document's first server: it has none.".to_owned(),
        path => format!(
            "The path of the document's first server. [`router`] answers without it, [`serve`] below {}.",
            code(path)
        ),
    };
    LibraryPage {
        has_headers,
        docs: Doc::inner("")
            .and(&intro)
            .and(&markdown(info.description.as_deref().unwrap_or_default(), 1))
            .and(&guide(cx, groups)),
        types: {
            let types = format_ident!("{}", cx.settings.library("types"));
            quote!(#types).into()
        },
        groups: {
            let all = cx.names.groups.iter();
            all.map(|group| (group.module.clone(), group.api.clone(), group.routes.clone())).collect()
        },
        bounds: if groups.is_empty() { quote!(Api) } else { quote!(#(#apis)+*) }.into(),
        secured: cx.is_secured(),
        certificates: cx.takes_certificates(),
        items,
        events: cx.streams_events(),
        uploads,
        base_path_docs: Doc::default().and(&base_path_docs),
        is_nested: !base_path.is_empty(),
        own_bases: cx.api.operations.iter().any(|operation| cx.api.own_base(operation).is_some()),
        base_path: StrLit(base_path),
    }
}

/// How to implement the server: the smallest tag is shown, with one of its operations.
fn guide(cx: Cx<'_>, groups: &[GroupView]) -> String {
    let library = cx.settings.library(&cx.side.part("server"));
    let Some(group) = groups.iter().min_by_key(|group| group.methods.len()) else {
        return String::new();
    };
    let intro = "Implement [`Api`] and the trait of each tag, and hand the implementation to [`router`]. The compiler tells\n\
         which operations are missing, and no answer can be sent that is not described. [`Stub`] answers 501 to\n\
         everything; `cargo run --example serve` starts it.\n\n\
         With the feature `mock` there is a `mock::Mock`, which answers with the examples of `mock.json`: the first success, or\n\
         what the header `Prefer: code=404, example=NAME` asks for. `cargo run --example mock --features mock -- --port 8080`\n\
         serves it."
        .to_owned();
    let mut lines = vec![
        intro,
        String::new(),
        "```no_run".to_owned(),
        "# use std::sync::Arc;".to_owned(),
        format!("use {library}::{}::*;", group.module),
    ];
    let secured = cx.is_secured();
    let (denied, credentials) = if secured { (", Denied", "Credentials, ") } else { ("", "") };
    lines.push(format!("use {library}::{{Api, Context, {credentials}Failure{denied}, Problem}};"));
    lines.extend(["", "struct App;", "", "impl Api for App {"].map(str::to_owned));
    if secured {
        lines.push("    type Principal = String;".to_owned());
    }
    lines.push("    type Error = Failure;".to_owned());
    if secured {
        lines.extend(
            [
                "",
                "    async fn authenticate(&self, credentials: &Credentials) -> Result<String, Denied> {",
                "        Err(Denied::Unauthenticated)",
                "    }",
            ]
            .map(str::to_owned),
        );
    }
    lines.extend(["}".to_owned(), String::new(), format!("impl {} for App {{", group.api)]);
    for (index, method) in group.methods.iter().enumerate() {
        let hidden = if index == 0 { "" } else { "# " };
        let Method { name, request, response, .. } = method;
        let context = security_context(cx, name);
        lines.push(format!(
            "{hidden}    async fn {name}(&self, request: {request}, cx: Context<{context}>) -> Result<{response}, Failure> {{"
        ));
        lines.push(format!("{hidden}        Err(Problem::new(axum::http::StatusCode::NOT_IMPLEMENTED).into())"));
        lines.push(format!("{hidden}    }}"));
    }
    lines.extend(["}", "```"].map(str::to_owned));
    lines.join("\n")
}

fn security_context(cx: Cx<'_>, method: &FnName) -> String {
    let found = cx.api.operations.iter().zip(&cx.names.operations).find(|(_, names)| names.method == *method);
    let access = found.map_or(security::Access::Open, |(operation, _)| security::Access::of(operation));
    access.context(&quote!(String)).to_string().replace(' ', "")
}
