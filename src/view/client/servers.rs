//! `src/servers.rs`: the document's servers as types, where there is a choice, and the places of operations that have
//! servers of their own. An API with one plain server has no such file.

use askama::Template;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::params::code;
use super::{Cx, Setter};
use crate::model::{Server, ServerVariable};
use crate::names::{FieldName, PlaceNames, ServerNames, TypeName, VariableNames, VariantName};
use crate::view::text::{Doc, StrLit, Tokens};

/// `src/servers.rs`.
#[derive(Template)]
#[template(path = "client/servers.rs.jinja", escape = "rs")]
pub(super) struct ServersPage {
    docs: Doc,
    places: Vec<PlaceView>,
    lists: Vec<List>,
    servers: Vec<ServerView>,
    enums: Vec<Values>,
    /// Whether a server is relative.
    relative: bool,
}

/// The static of a place.
struct PlaceView {
    name: Tokens,
    setter: StrLit,
    url: StrLit,
    base_path: StrLit,
}

/// Several servers: an enum.
struct List {
    docs: Doc,
    name: TypeName,
    variants: Vec<Variant>,
    /// Whether `Default` can be derived.
    plain_default: bool,
    relative: bool,
}

struct Variant {
    docs: Doc,
    name: VariantName,
    /// The struct of the variables.
    holds: Option<TypeName>,
    url: StrLit,
}

/// A server with variables: a struct.
struct ServerView {
    docs: Doc,
    name: TypeName,
    variables: Vec<Variable>,
    /// The expression of the URL.
    url: Tokens,
    relative: bool,
}

struct Variable {
    docs: Doc,
    name: FieldName,
    ty: Tokens,
    argument: Tokens,
    /// The field's value, made of the argument.
    value: Tokens,
    default: Tokens,
}

/// The listed values of a variable: an enum.
struct Values {
    docs: Doc,
    name: TypeName,
    variants: Vec<(Doc, VariantName, StrLit)>,
}

/// Whether there is more to choose from than a URL.
pub(super) fn is_choice(servers: &[Server]) -> bool {
    servers.len() > 1 || servers.iter().any(|server| !server.variables.is_empty())
}

/// The page, where there is something to say.
pub(super) fn page(cx: Cx<'_>) -> Option<ServersPage> {
    let mut page = ServersPage {
        docs: Doc::inner("").and("Where the API is, as its document says."),
        places: Vec::new(),
        lists: Vec::new(),
        servers: Vec::new(),
        enums: Vec::new(),
        relative: false,
    };
    page.add(
        &cx.api.servers,
        &cx.names.servers,
        "The servers of the API, for [`Client::builder`](crate::Client::builder).",
    );
    for (index, (servers, names)) in cx.api.places.iter().zip(&cx.names.places).enumerate() {
        let Some(first) = servers.first() else { continue };
        let name = static_name(names);
        page.places.push(PlaceView {
            name: quote!(#name).into(),
            setter: StrLit(names.setter.plain().to_owned()),
            url: StrLit(first.default_url()),
            base_path: StrLit(first.base_path()),
        });
        let about = format!(
            "The servers of {}, for [`ClientBuilder::{1}`](crate::ClientBuilder::{1}).",
            operations(cx, index),
            names.setter.plain()
        );
        page.add(servers, names, &about);
    }
    let nothing = page.places.is_empty() && page.lists.is_empty() && page.servers.is_empty();
    (!nothing).then_some(page)
}

/// The static of a place.
pub(super) fn static_name(names: &PlaceNames) -> proc_macro2::Ident {
    format_ident!("{}", names.setter.plain().to_ascii_uppercase())
}

/// The builder's setters for the places.
pub(super) fn setters(cx: Cx<'_>) -> Vec<Setter> {
    let places = cx.api.places.iter().zip(&cx.names.places).enumerate();
    places
        .map(|(index, (servers, names))| {
            let name = static_name(names);
            let mut about = format!("Sets the URL of {}.", operations(cx, index));
            if let Some(first) = servers.first() {
                let of = if first.is_relative() { " at the origin of the client's URL" } else { "" };
                about.push_str(&format!(" Unless it is set, it is {}{of}.", code(&first.default_url())));
            }
            if is_choice(servers) {
                about.push_str(&format!(" [`servers::{}`] has all that the document names.", names.name));
            }
            Setter::new(
                Doc::default().and(&about),
                &names.setter,
                quote!(url: impl Into<BaseUrl>).into(),
                quote!(self.place(&servers::#name, url.into())).into(),
            )
        })
        .collect()
}

/// Which operations are at a place.
fn operations(cx: Cx<'_>, place: usize) -> String {
    let all = cx.api.operations.iter().zip(&cx.names.operations);
    let here = all.filter(|(operation, _)| operation.place == Some(place));
    let here: Vec<String> =
        here.map(|(_, names)| format!("[`Client::{0}`](crate::Client::{0})", names.method.plain())).collect();
    here.join(", ")
}

/// What a server is, in one or two lines.
fn about(server: &Server) -> Doc {
    Doc::outer(server.description.as_deref().unwrap_or_default()).and(&format!("{}.", code(&server.url)))
}

impl ServersPage {
    /// The types of a list of servers.
    fn add(&mut self, servers: &[Server], names: &PlaceNames, docs: &str) {
        if !is_choice(servers) {
            return;
        }
        self.relative |= servers.iter().any(Server::is_relative);
        if let ([server], [server_names]) = (servers, names.servers.as_slice()) {
            return self.add_server(server, server_names, &names.name, about(server).and(docs));
        }
        let variants = servers.iter().zip(&names.servers).map(|(server, names)| Variant {
            docs: about(server),
            name: names.variant.clone(),
            holds: (!server.variables.is_empty()).then(|| names.name.clone()),
            url: StrLit(server.url.clone()),
        });
        self.lists.push(List {
            docs: Doc::default().and(docs),
            name: names.name.clone(),
            variants: variants.collect(),
            plain_default: servers.first().is_some_and(|server| server.variables.is_empty()),
            relative: servers.iter().any(Server::is_relative),
        });
        for (server, names) in servers.iter().zip(&names.servers) {
            if !server.variables.is_empty() {
                self.add_server(server, names, &names.name, about(server));
            }
        }
    }

    fn add_server(&mut self, server: &Server, names: &ServerNames, name: &TypeName, docs: Doc) {
        let variables = server.variables.iter().zip(&names.variables);
        self.servers.push(ServerView {
            docs,
            name: name.clone(),
            variables: variables.clone().map(|(variable, names)| view(variable, names)).collect(),
            url: url(server, names).into(),
            relative: server.is_relative(),
        });
        for (variable, names) in variables.filter(|(variable, _)| !variable.values.is_empty()) {
            let variants = variable.values.iter().zip(&names.values);
            self.enums.push(Values {
                docs: Doc::outer(variable.description.as_deref().unwrap_or_default())
                    .and(&format!("The variable {} of [`{name}`].", code(&variable.name))),
                name: names.name.clone(),
                variants: variants
                    .map(|(value, name)| (Doc::default().and(&value_docs(value)), name.clone(), StrLit(value.clone())))
                    .collect(),
            });
        }
    }
}

fn value_docs(value: &str) -> String {
    if value.is_empty() { "The empty text.".to_owned() } else { format!("{}.", code(value)) }
}

fn view(variable: &ServerVariable, names: &VariableNames) -> Variable {
    let (setter, name) = (&names.setter, &names.name);
    let default = StrLit(variable.default.clone());
    let index = variable.values.iter().position(|value| *value == variable.default);
    let (ty, argument, value, default) = match index.and_then(|index| names.values.get(index)) {
        Some(variant) => (quote!(#name), quote!(#name), quote!(#setter), quote!(#name::#variant)),
        None => (quote!(String), quote!(impl Into<String>), quote!(#setter.into()), quote!(#default.to_owned())),
    };
    Variable {
        docs: Doc::outer(variable.description.as_deref().unwrap_or_default()).and(&format!(
            "Sets {}, which is {} unless it is set.",
            code(&variable.name),
            code(&variable.default)
        )),
        name: setter.clone(),
        ty: ty.into(),
        argument: argument.into(),
        value: value.into(),
        default: default.into(),
    }
}

/// The URL, put together of its texts and variables. A name in braces that is no variable is text.
fn url(server: &Server, names: &ServerNames) -> TokenStream {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = server.url.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        text.push_str(before);
        match server.variables.iter().zip(&names.variables).find(|(variable, _)| variable.name == name) {
            Some((_, names)) => {
                if !text.is_empty() {
                    let text = StrLit(std::mem::take(&mut text));
                    pieces.push(quote!(#text));
                }
                let field = &names.setter;
                pieces.push(quote!(self.#field.as_str()));
            }
            None => text.push_str(&format!("{{{name}}}")),
        }
        rest = after;
    }
    text.push_str(rest);
    if !text.is_empty() {
        let text = StrLit(text);
        pieces.push(quote!(#text));
    }
    quote!([#(#pieces),*].concat())
}
