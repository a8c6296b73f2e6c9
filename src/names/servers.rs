//! Names of servers: of their URLs' types, of their variables, and of the setters for those that only some operations have.
//!
//! Before 3.2 OpenAPI gives servers no names, so that their short descriptions are taken, else their URLs.

use super::assign::{Wanted, unique};
use super::ident::snake_text;
use super::{FieldName, PlaceNames, ServerNames, TypeName, VariableNames, VariantName};
use crate::diagnostics::Diagnostic;
use crate::model::{Api, Pointer, Server};

/// Types that the module of servers has for itself.
const TAKEN: &[&str] = &["BaseUrl", "Client", "ClientBuilder", "Self", "String", "Default", "From", "Place", "Into"];

/// Methods of a server.
const TAKEN_SETTERS: &[&str] = &["at", "clone", "default", "eq", "fmt", "into", "new", "url"];

/// A description with more words than this says what a server is good for, not how it is called.
const MOST_WORDS: usize = 4;

/// The names of the API's servers, and of each place's. `taken` are setters of the client's builder.
pub(super) fn assign(api: &Api, taken: &[&str], diagnostics: &mut Vec<Diagnostic>) -> (PlaceNames, Vec<PlaceNames>) {
    let root = Pointer::default();
    let lists: Vec<&[Server]> =
        std::iter::once(api.servers.as_slice()).chain(api.places.iter().map(Vec::as_slice)).collect();
    let hints = lists.iter().enumerate().map(|(index, list)| match (index, list.first()) {
        (1.., Some(server)) => format!("{} server", hint(server)),
        _ => "server".to_owned(),
    });
    let hints: Vec<String> = hints.collect();
    let wanted = hints.iter().map(|hint| Wanted::new(hint, &root));
    let setters = unique(wanted, taken, FieldName::new, diagnostics);

    // All types stand in one module: those of lists first, then those of servers, then those of variables.
    let quiet = &mut Vec::new();
    let mut types: Vec<Wanted<'_>> = hints.iter().map(|hint| Wanted::new(hint, &root)).collect();
    let servers = || lists.iter().zip(&hints).flat_map(|(list, of)| list.iter().map(move |server| (server, of)));
    types.extend(servers().map(|(server, of)| Wanted::new(&hint(server), &root).or(format!("{} {of}", hint(server)))));
    let variables = servers().flat_map(|(server, _)| server.variables.iter().map(move |variable| (server, variable)));
    types.extend(variables.map(|(server, variable)| {
        Wanted::new(&variable.name, &root).or(format!("{} {}", hint(server), variable.name))
    }));
    let mut types = unique(types.into_iter(), TAKEN, TypeName::new, quiet).into_iter();
    let names: Vec<TypeName> = types.by_ref().take(lists.len()).collect();
    let structs: Vec<TypeName> = types.by_ref().take(servers().count()).collect();
    let (mut structs, mut enums) = (structs.into_iter(), types);

    let mut places = names.into_iter().zip(setters).zip(&lists).map(|((name, setter), list)| {
        let wanted = list.iter().map(|server| Wanted::new(&hint(server), &root).or(format!("{} at", hint(server))));
        let variants = unique(wanted, &[], VariantName::new, quiet);
        let servers = list.iter().zip(variants).zip(structs.by_ref());
        let servers = servers.map(|((server, variant), name)| {
            let wanted = server.variables.iter().map(|variable| Wanted::new(&variable.name, &root));
            let setters = unique(wanted, TAKEN_SETTERS, FieldName::new, quiet);
            let variables = server.variables.iter().zip(setters).zip(enums.by_ref());
            let variables = variables.map(|((variable, setter), name)| {
                let values = variable.values.iter();
                let wanted = values.map(|value| Wanted::new(if value.is_empty() { "empty" } else { value }, &root));
                VariableNames { setter, name, values: unique(wanted, &[], VariantName::new, quiet) }
            });
            ServerNames { variant, name, variables: variables.collect() }
        });
        PlaceNames { name, setter, servers: servers.collect() }
    });
    let api = places.next();
    let rest = places.collect();
    (api.unwrap_or_else(nowhere), rest)
}

/// The names of no servers at all, which no API has.
fn nowhere() -> PlaceNames {
    PlaceNames { name: TypeName::new("server"), setter: FieldName::new("server"), servers: Vec::new() }
}

/// What a server may be called: its name, its description without the word that they all have, or the URL without its scheme.
fn hint(server: &Server) -> String {
    let named = server.name.as_ref();
    if let Some(name) = named.filter(|name| snake_text(name).starts_with(|c: char| c.is_ascii_alphabetic())) {
        return name.clone();
    }
    let description = server.description.as_deref().unwrap_or_default().trim().trim_end_matches('.');
    let words: Vec<&str> = description
        .split_whitespace()
        .filter(|word| !["the", "a", "server", "environment", "api"].contains(&word.to_lowercase().as_str()))
        .collect();
    let text = words.join(" ");
    if (1..=MOST_WORDS).contains(&words.len()) && snake_text(&text).starts_with(|c: char| c.is_ascii_alphabetic()) {
        return text;
    }
    let url = server.url.split_once("://").map_or(server.url.as_str(), |(_, rest)| rest);
    match snake_text(url) {
        words if words.is_empty() => "root".to_owned(),
        words => words,
    }
}
