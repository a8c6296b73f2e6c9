//! Cargo features of the crates of a large API: one for each tag, all on by default, so that who calls a few operations
//! compiles a part.
//!
//! What is gated are whole modules, in the files that list modules and nowhere else. A module of types that more than
//! a few tags use is always there: a list of twenty features before each module would help nobody.

use std::collections::{BTreeMap, BTreeSet};

use askama::filters::HtmlSafe;
use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Operation, TypeId};
use crate::names::{GroupNames, ModuleName, Names};
use crate::settings::Settings;
use crate::view::text::{StrLit, Tokens, TomlKey, TomlStr};

/// From so many operations on there are features, unless the settings say something else.
const MANY: usize = 100;
/// A module that more tags use is always there.
const FEW: usize = 3;
/// The feature of the types that no operation uses.
const UNUSED: &str = "unused-types";
/// Features that are there anyway.
const TAKEN: &[&str] = &["default", "rustls", "mock", UNUSED];

/// Whether the crates of an API have features.
pub fn wanted(api: &Api, settings: &Settings) -> bool {
    let calls = api.operations.iter().filter(|operation| operation.hook.is_none()).count();
    settings.tag_features.unwrap_or(calls >= MANY && api.groups.len() > 1)
}

/// The features of these groups, in their order; none where there are none.
pub(super) fn of_groups(names: &Names, settings: &Settings) -> Vec<String> {
    let has = settings.tag_features == Some(true);
    names.groups.iter().filter(|_| has).map(feature).collect()
}

/// The feature of a tag: `repos` for `repos_api`.
fn feature(group: &GroupNames) -> String {
    let module = group.module.plain();
    let short = module.strip_suffix("_api").unwrap_or(module).replace('_', "-");
    if TAKEN.contains(&short.as_str()) { module.replace('_', "-") } else { short }
}

/// A feature in a manifest.
pub(super) struct Line {
    pub(super) key: TomlKey,
    pub(super) text: TomlStr,
    /// As a feature of the types crate.
    pub(super) of_types: TomlStr,
}

/// The features of these groups for a manifest.
pub(super) fn lines(names: &Names, settings: &Settings) -> Vec<Line> {
    let types = settings.package("types");
    let line = |feature: String| Line {
        key: TomlKey(feature.clone()),
        of_types: TomlStr(format!("{types}/{feature}")),
        text: TomlStr(feature),
    };
    of_groups(names, settings).into_iter().map(line).collect()
}

/// An attribute that a line of the list of modules has.
#[derive(Clone, Default)]
pub(super) struct Gate(Tokens);

impl std::fmt::Display for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl HtmlSafe for Gate {}

/// The gate of a group's module.
pub(super) fn of_group(group: &GroupNames, settings: &Settings) -> Gate {
    if settings.tag_features == Some(true) { any(&BTreeSet::from([feature(group)])) } else { Gate::default() }
}

fn any(features: &BTreeSet<String>) -> Gate {
    let mut each = features.iter().map(|feature| {
        let feature = StrLit(feature.clone());
        quote!(feature = #feature)
    });
    let gate: TokenStream = match (each.next(), features.len()) {
        (Some(only), 1) => quote!(#[cfg(#only)]),
        (Some(first), _) => quote!(#[cfg(any(#first #(, #each)*))]),
        (None, _) => TokenStream::new(),
    };
    Gate(gate.into())
}

/// The features of a types crate, and which modules they gate.
pub(super) struct TypeFeatures {
    /// In the order of the tags.
    pub(super) all: Vec<String>,
    gates: BTreeMap<String, BTreeSet<String>>,
}

impl TypeFeatures {
    /// `None` where there are none.
    pub(super) fn of(api: &Api, names: &Names, settings: &Settings) -> Option<Self> {
        let mut all = of_groups(names, settings);
        if all.is_empty() {
            return None;
        }
        let uses = uses(api, names);
        let mut gates: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (group, feature) in api.groups.iter().zip(&all) {
            let types = group.operations.iter().flat_map(|id| types_of(api.operation(*id)));
            for module in reached(types.map(|id| module(names, id)), &uses) {
                gates.entry(module.to_owned()).or_default().insert(feature.clone());
            }
        }
        let unused: BTreeSet<&str> = names
            .types
            .iter()
            .map(|names| names.module.plain())
            .filter(|module| !gates.contains_key(*module))
            .collect();
        if !unused.is_empty() {
            for module in reached(unused.into_iter(), &uses) {
                gates.entry(module.to_owned()).or_default().insert(UNUSED.to_owned());
            }
            all.push(UNUSED.to_owned());
        }
        Some(TypeFeatures { all, gates })
    }

    /// The gate of a module.
    pub(super) fn gate(&self, module: &ModuleName) -> Gate {
        match self.gates.get(module.plain()) {
            Some(features) if features.len() <= FEW => any(features),
            _ => Gate::default(),
        }
    }
}

fn module(names: &Names, id: TypeId) -> &str {
    names.types[id.0].module.plain()
}

fn types_of(operation: &Operation) -> impl Iterator<Item = TypeId> {
    operation.values().into_iter().filter_map(|value| value.ty.named())
}

/// Which modules each module needs.
fn uses<'a>(api: &Api, names: &'a Names) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (index, def) in api.types.iter().enumerate() {
        let used = def.kind.values().into_iter().filter_map(|value| value.ty.named()).chain(def.input_of);
        uses.entry(module(names, TypeId(index))).or_default().extend(used.map(|id| module(names, id)));
    }
    uses
}

/// Every module that is needed, these included.
fn reached<'a>(start: impl Iterator<Item = &'a str>, uses: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = start.collect();
    while let Some(module) = open.pop() {
        if seen.insert(module) {
            open.extend(uses.get(module).into_iter().flatten());
        }
    }
    seen
}
