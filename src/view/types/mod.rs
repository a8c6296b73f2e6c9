//! The types crate: a page per component, its codec tables beside it, `lib.rs`, `Cargo.toml` and the support code
//! that the API needs.
//!
//! It decides how a type reads in Rust; how types are spelled is `rust_type`'s, what they are is the model's.

mod codec;
mod item;
mod literal;
mod package;
mod shared_limits;
pub(crate) mod tables;
mod uses;

pub(in crate::view) use uses::Uses;

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::model::{Api, Struct, TypeDef, TypeId, TypeKind};
use crate::names::{ModuleName, Names, TypeNames};
use crate::settings::Settings;
use crate::view::rust_type::{Home, RustTypes};
use crate::view::text::{Doc, Tokens};
use crate::view::{Page, PageKind};

/// Every file of the types crate.
pub fn pages(api: &Api, names: &Names, settings: &Settings) -> Vec<Page> {
    let cx = Cx { api, names, settings };
    let modules = modules(cx);
    let limits = shared_limits::SharedLimits::of(api);
    let mut pages = package::pages(cx, &modules, &limits);
    let blanks = codec::Blanks::new(api);
    for module in modules.values() {
        let page = ModulePage { docs: Doc::inner("").and(&about(cx, module)), scope: scope(cx, module) };
        let file = module.name.plain();
        pages.push(Page::template(format!("types/src/{file}.rs"), PageKind::Rust, page));
        if let Some(page) = codec::page(cx, module, &blanks, &limits) {
            pages.push(Page::template(format!("types/src/codec/{file}.rs"), PageKind::Rust, page));
        }
    }
    pages
}

/// What everything here is made from.
#[derive(Clone, Copy)]
struct Cx<'a> {
    api: &'a Api,
    names: &'a Names,
    settings: &'a Settings,
}

impl<'a> Cx<'a> {
    fn ty(self, id: TypeId) -> (&'a TypeDef, &'a TypeNames) {
        (self.api.ty(id), &self.names.types[id.0])
    }

    /// Types as they are spelled in a module.
    fn types(self, module: &'a ModuleName, inner: &'a [ModuleName]) -> RustTypes<'a> {
        RustTypes { api: self.api, names: self.names, settings: self.settings, home: Home::Types(module, inner) }
    }
}

/// A module, and the modules in it.
struct Module<'a> {
    /// The file at the crate root.
    name: &'a ModuleName,
    /// The modules around this one, the file's excluded, and its own.
    inner: &'a [ModuleName],
    types: Vec<TypeId>,
    modules: BTreeMap<&'a ModuleName, Module<'a>>,
}

impl Module<'_> {
    /// Every type of the module and of those in it.
    fn all(&self) -> Vec<TypeId> {
        let inner = self.modules.values().flat_map(Module::all);
        self.types.iter().copied().chain(inner).collect()
    }
}

/// Every type in its module.
fn modules(cx: Cx<'_>) -> BTreeMap<&ModuleName, Module<'_>> {
    let mut modules = BTreeMap::new();
    for (index, names) in cx.names.types.iter().enumerate() {
        let empty = |inner| Module { name: &names.module, inner, types: Vec::new(), modules: BTreeMap::new() };
        let mut module = modules.entry(&names.module).or_insert_with(|| empty(&[]));
        for depth in 1..=names.inner.len() {
            let inner = &names.inner[..depth];
            module = module.modules.entry(&names.inner[depth - 1]).or_insert_with(|| empty(inner));
        }
        module.types.push(TypeId(index));
    }
    modules
}

/// One sentence about a file.
fn about(cx: Cx<'_>, module: &Module<'_>) -> String {
    let root = module.types.iter().map(|id| &cx.names.types[id.0]).find(|names| names.at_root);
    match root {
        Some(names) if module.all().len() > 1 => {
            format!("[`{}`] and the types that are described within it.", names.name.plain())
        }
        Some(names) => format!("[`{}`].", names.name.plain()),
        None => "Types that are described within operations.".to_owned(),
    }
}

/// A file with types.
#[derive(Template)]
#[template(path = "types/module.rs.jinja", escape = "rs")]
struct ModulePage {
    docs: Doc,
    scope: Scope,
}

/// What stands in a module.
#[derive(Template)]
#[template(path = "types/scope.rs.jinja", escape = "rs")]
struct Scope {
    maps: bool,
    items: Vec<item::Item>,
    modules: Vec<(Doc, ModuleName, Scope)>,
}

impl HtmlSafe for Scope {}

fn scope(cx: Cx<'_>, module: &Module<'_>) -> Scope {
    let types = cx.types(module.name, module.inner);
    Scope {
        maps: module.types.iter().any(|id| item::spells_map(cx.api.ty(*id))),
        items: module.types.iter().map(|id| item::item(cx, types, *id)).collect(),
        modules: module
            .modules
            .iter()
            .map(|(name, inner)| {
                let docs = Doc::default().and("Types that are described within another one.");
                (docs, (*name).clone(), scope(cx, inner))
            })
            .collect(),
    }
}

/// Whether other crates have to reach into the module: it holds more than what the crate root shows.
fn is_public(cx: Cx<'_>, module: &Module<'_>) -> bool {
    module.all().iter().any(|id| {
        let (def, names) = cx.ty(*id);
        !names.at_root
            || matches!(&def.kind, TypeKind::Struct(object) if item::required(cx.types(&names.module, &names.inner), object) > Struct::NEW_ARGUMENTS)
    })
}

/// Tokens out of anything that can be quoted.
fn tokens(tokens: impl quote::ToTokens) -> Tokens {
    tokens.into_token_stream().into()
}
