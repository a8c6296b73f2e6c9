//! The lifted document in, the intermediate model out: the last place that knows openapiv3.
//!
//! It decides kinds, presence, boxing of cycles, how a union is told apart, and which responses are success. It gives
//! no names (only hints) and reads no files.

mod alike;
mod body;
mod closed;
mod constants;
mod cycles;
mod described;
mod direction;
mod encoding;
mod enum_values;
mod enums;
mod example_text;
mod examples;
mod facets;
mod home;
mod hooks;
mod links;
mod merge;
mod nullable;
mod object;
mod operation;
mod param;
mod param_style;
mod property_names;
mod repeated;
mod routes;
mod schema;
mod security;
mod sequence;
mod tags;
mod text;
mod union;
mod values;
mod variant_hint;
mod variants;
mod xml;

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use openapiv3::{OpenAPI, ReferenceOr, Schema};

use crate::diagnostics::Diagnostic;
use crate::lift::{Lifted, Methods, Webhook};
use crate::model::{
    Api, Contact, ExternalDocs, Info, Limits, NameHint, Pointer, Server, ServerVariable, TypeDef, TypeId, TypeKind,
    Value, Why,
};
use crate::pointer::{child, unescape_fragment};

/// Lowers a lifted document. `locate` says where a pointer into the lifted document stands in the user's files.
pub fn lower(lifted: &Lifted, locate: &dyn Fn(&str) -> Pointer) -> (Api, Vec<Diagnostic>) {
    let document = &lifted.document;
    let mut lower = Lower {
        document,
        webhooks: &lifted.webhooks,
        methods: &lifted.methods,
        locate,
        components: HashMap::new(),
        types: Vec::new(),
        schemes: HashMap::new(),
        credentials: Vec::new(),
        places: Vec::new(),
        pending_links: Vec::new(),
        children: children(document),
        nullable: OnceCell::new(),
        merged: HashMap::new(),
        at_home: HashMap::new(),
        unfinished: HashMap::new(),
        any_of: HashSet::new(),
        waiting: Vec::new(),
        nesting: 0,
        said: HashSet::new(),
        namespaces: OnceCell::new(),
        defaults: values::Defaults::default(),
        diagnostics: Vec::new(),
    };
    lower.components();
    let (security_schemes, global_security) = lower.security();
    let (groups, operations) = lower.operations(&global_security);
    lower.finish();
    let nullable = lower.nullable().iter().filter_map(|name| lower.components.get(name).copied()).collect();
    let mut api = Api {
        info: info(document),
        servers: servers(&document.servers),
        places: lower.places,
        types: Arc::new(lower.types),
        groups,
        operations,
        security_schemes,
    };
    if api.servers.is_empty() {
        api.servers.push(Server { name: None, url: "/".to_owned(), description: None, variables: Vec::new() });
    }
    links::settle(&mut api, lower.pending_links, &mut lower.diagnostics);
    direction::split(&mut api);
    xml::forget_unused(&mut api, &mut lower.diagnostics);
    cycles::resolve(&mut api, &mut lower.diagnostics);
    union::tell_apart(&mut api, &lower.any_of, &mut lower.diagnostics);
    encoding::settle(&mut api, &mut lower.diagnostics);
    param_style::settle(&mut api, &mut lower.diagnostics);
    values::check_defaults(&mut api, &lower.defaults, &nullable, &mut lower.diagnostics);
    examples::check(&mut api, &nullable, &mut lower.diagnostics);
    repeated::share(&mut api);
    (api, lower.diagnostics)
}

/// What is known while lowering. Pointers below are into the lifted document.
struct Lower<'a> {
    document: &'a OpenAPI,
    webhooks: &'a [Webhook],
    methods: &'a Methods,
    locate: &'a dyn Fn(&str) -> Pointer,
    components: HashMap<&'a str, TypeId>,
    types: Vec<TypeDef>,
    schemes: HashMap<&'a str, usize>,
    /// By security scheme: its key, and where its credential travels.
    credentials: Vec<security::Credential>,
    /// The lists of servers that operations have for themselves.
    places: Vec<Vec<Server>>,
    pending_links: Vec<links::Pending>,
    /// For each component those that have it in their `allOf`.
    children: HashMap<&'a str, Vec<&'a str>>,
    /// The components that allow null.
    nullable: OnceCell<HashSet<&'a str>>,
    /// The types of parts that stand together, so that the same parts are one type.
    merged: HashMap<Vec<String>, TypeId>,
    /// The types that belong to a component which describes them alone, by where it does: see `home`.
    at_home: HashMap<String, TypeId>,
    /// The values without names that are being made, and the names of those that hold themselves.
    unfinished: HashMap<Vec<String>, schema::Unfinished>,
    /// Unions of which several variants may fit at once.
    any_of: HashSet<TypeId>,
    waiting: Vec<schema::Waiting<'a>>,
    nesting: usize,
    /// What was said already: parts are looked at more than once.
    said: HashSet<(&'static str, String, String)>,
    /// Which namespace `xml` objects give for a prefix.
    namespaces: OnceCell<HashMap<String, String>>,
    defaults: values::Defaults<'a>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Lower<'a> {
    fn at(&self, pointer: &str) -> Pointer {
        (self.locate)(pointer)
    }

    fn warn(&mut self, code: &'static str, pointer: &str, message: impl Into<String>, help: &str) {
        let message = message.into();
        if self.said.insert((code, pointer.to_owned(), message.clone())) {
            let diagnostic = Diagnostic::warning(code, self.at(pointer), message).help(help);
            self.diagnostics.push(diagnostic);
        }
    }

    /// Gives every component schema its id first, so that references can go anywhere.
    fn components(&mut self) {
        let Some(components) = &self.document.components else { return };
        for (name, schema) in &components.schemas {
            let pointer = child("/components/schemas", name);
            let id = self.reserve(NameHint::Component(name.clone()), &pointer);
            self.components.insert(name, id);
            if let ReferenceOr::Item(schema) = schema {
                self.describe(id, schema, &pointer);
            }
        }
        for (name, schema) in &components.schemas {
            let id = self.components[name.as_str()];
            let kind = self.define(id, name, schema);
            self.types[id.0].kind = kind;
            if let ReferenceOr::Item(schema) = schema
                && let Some(stated) = self.default_in(schema, Some(name), 0)
                && stated.component == Some(name)
            {
                self.defaults.of_components.push((id, name, stated.value));
            }
        }
        self.finish();
    }

    /// A place in the table for a type that is still being built.
    fn reserve(&mut self, name_hint: NameHint, pointer: &str) -> TypeId {
        let id = TypeId(self.types.len());
        self.types.push(TypeDef {
            name_hint,
            title: None,
            description: None,
            deprecated: false,
            kind: TypeKind::Alias(Value::any(Why::Pending)),
            limits: Limits::default(),
            example: None,
            origin: self.at(pointer),
            blank: false,
            end: None,
            input_of: None,
        });
        id
    }

    /// Takes over what a schema says about itself.
    fn describe(&mut self, id: TypeId, schema: &Schema, pointer: &str) {
        let data = &schema.schema_data;
        let example = self.example(data, pointer);
        let def = &mut self.types[id.0];
        def.title = data.title.clone();
        def.description = about(data);
        def.deprecated = data.deprecated;
        def.example = example;
    }

    /// The component schema behind a reference, with its key.
    fn component(&self, reference: &str) -> Option<(&'a str, &'a ReferenceOr<Schema>)> {
        let key = unescape_fragment(reference.strip_prefix("#/components/schemas/")?);
        let (name, schema) = self.document.components.as_ref()?.schemas.get_key_value(&key)?;
        Some((name, schema))
    }
}

/// For each component those that have it in their `allOf`, in document order.
fn children(document: &OpenAPI) -> HashMap<&str, Vec<&str>> {
    let mut children: HashMap<&str, Vec<&str>> = HashMap::new();
    let Some(components) = &document.components else { return children };
    for (name, schema) in &components.schemas {
        let ReferenceOr::Item(schema) = schema else { continue };
        for part in facets::Facets::of(schema).all_of {
            let base = match part {
                ReferenceOr::Reference { reference } => reference.strip_prefix("#/components/schemas/"),
                ReferenceOr::Item(_) => None,
            };
            if let Some((base, _)) = base.and_then(|base| components.schemas.get_key_value(&unescape_fragment(base))) {
                children.entry(base).or_default().push(name);
            }
        }
    }
    children
}

fn info(document: &OpenAPI) -> Info {
    let info = &document.info;
    Info {
        title: info.title.clone(),
        version: info.version.clone(),
        description: info.description.clone(),
        terms_of_service: info.terms_of_service.clone(),
        contact: info.contact.as_ref().map(|contact| Contact {
            name: contact.name.clone(),
            url: contact.url.clone(),
            email: contact.email.clone(),
        }),
        license: info.license.as_ref().map(|license| (license.name.clone(), license.url.clone())),
        external_docs: document.external_docs.as_ref().map(external_docs),
    }
}

/// What a schema says about itself, and where there is more.
fn about(data: &openapiv3::SchemaData) -> Option<String> {
    let Some(docs) = &data.external_docs else { return data.description.clone() };
    let label = docs.description.as_deref().map_or("More", |text| text.trim().trim_end_matches('.'));
    // A URL that ends the angle brackets is shown as it is.
    let url = if docs.url.contains(|c: char| c.is_whitespace() || "<>".contains(c)) {
        format!("`{}`", docs.url)
    } else {
        format!("<{}>", docs.url)
    };
    let more = format!("{label}: {url}");
    Some(match &data.description {
        Some(text) => format!("{text}\n\n{more}"),
        None => more,
    })
}

fn external_docs(docs: &openapiv3::ExternalDocumentation) -> ExternalDocs {
    ExternalDocs { url: docs.url.clone(), description: docs.description.clone() }
}

fn servers(servers: &[openapiv3::Server]) -> Vec<Server> {
    servers
        .iter()
        .map(|server| Server {
            name: server.extensions.get("x-cratewright-name").and_then(|name| name.as_str().map(str::to_owned)),
            url: server.url.clone(),
            description: server.description.clone(),
            variables: server
                .variables
                .iter()
                .flatten()
                .map(|(name, variable)| {
                    let mut values: Vec<String> = Vec::new();
                    // What a variable is unless it is set has to be something that it can be.
                    let default = Some(&variable.default).filter(|_| !variable.enumeration.is_empty());
                    for value in variable.enumeration.iter().chain(default) {
                        if !values.contains(value) {
                            values.push(value.clone());
                        }
                    }
                    ServerVariable {
                        name: name.clone(),
                        default: variable.default.clone(),
                        values,
                        description: variable.description.clone(),
                    }
                })
                .collect(),
        })
        .collect()
}
