//! What a types crate has once: manifest, `lib.rs`, support code.

use std::collections::BTreeMap;

use askama::Template;
use quote::{format_ident, quote};

use super::shared_limits::SharedLimits;
use super::uses::Uses;
use super::{Cx, Module, is_public, tokens};
use crate::model::TypeKind;
use crate::names::{ModuleName, StaticName, TypeName};
use crate::view::features::{Gate, TypeFeatures};
use crate::view::text::{Doc, Tokens, TomlKey, TomlLine, TomlStr, code_span, markdown, markdown_inline};
use crate::view::{Page, PageKind};

macro_rules! support {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../../templates/types/support/", $name, ".rs")))),*]
    };
}

/// Files that every crate of types needs.
const ALWAYS: &[(&str, &str)] = support! { "bridge" "codec" "constant" "container" "digits" "error" "index" "json" "kind" "limits" "node" "object" "places" "scalar" "shape" };
/// Files that clients and servers need.
const WIRE: &[(&str, &str)] =
    support! { "form" "media" "pairs" "param" "param_read" "param_write" "parts" "percent" "secret" "text" };
/// Files that some types need; `Uses` says which.
const SOME: &[(&str, &str)] = support! {
    "any_of" "base64" "binary" "chrono" "decimal" "events" "format" "frames" "int_enum" "jiff" "net" "newtype" "pattern" "secret"
    "string_enum" "time" "tuple" "typed" "union" "url" "uuid" "value_enum" "xml" "xml_name" "xml_write"
};
/// Files whose names nobody else uses, or uses behind the name of the file: libraries may call types alike.
const NOT_EXPORTED: &[&str] = &[
    "chrono",
    "container",
    "decimal",
    "digits",
    "jiff",
    "net",
    "pairs",
    "places",
    "scalar",
    "time",
    "url",
    "uuid",
    "xml_name",
];

/// Those of them that only clients and servers need.
const ONLY_WIRE: &[&str] = &["events", "frames", "xml", "xml_name", "xml_write"];

pub(super) fn pages(cx: Cx<'_>, modules: &BTreeMap<&ModuleName, Module<'_>>, limits: &SharedLimits) -> Vec<Page> {
    let uses = Uses::of(cx.api, cx.settings);
    let mut support: Vec<(&str, &'static str)> = ALWAYS.to_vec();
    let wire = cx.settings.emit.client || cx.settings.emit.server;
    if wire {
        support.extend(WIRE);
    }
    support.extend(SOME.iter().filter(|(name, _)| uses.files.contains(name) && (wire || !ONLY_WIRE.contains(name))));
    support.sort_unstable();
    support.dedup();
    let features = TypeFeatures::of(cx.api, cx.names, cx.settings);
    let gate = |module: &ModuleName| features.as_ref().map(|features| features.gate(module)).unwrap_or_default();
    let coded = modules.values().filter(|module| has_codec(cx, module));
    let coded: Vec<(Gate, ModuleName)> = coded.map(|module| (gate(module.name), module.name.clone())).collect();
    let mut pages = vec![
        Page::template("types/Cargo.toml", PageKind::Toml, manifest(cx, &uses, features.as_ref())),
        Page::template("types/src/lib.rs", PageKind::Rust, library(cx, modules, !coded.is_empty(), features.as_ref())),
        Page::template("types/src/support/mod.rs", PageKind::Rust, support_page(cx, &uses, &support)),
    ];
    if !coded.is_empty() {
        let docs =
            Doc::inner("").and("Tables and impls of the codec, by module, and the limits that their properties share.");
        let page = CodecRootPage { docs, modules: coded, limits: limits.statics(), partial: features.is_some() };
        pages.push(Page::template("types/src/codec/mod.rs", PageKind::Rust, page));
    }
    pages.extend(support.iter().map(|(name, text)| Page::verbatim(format!("types/src/support/{name}.rs"), text)));
    pages
}

fn has_codec(cx: Cx<'_>, module: &Module<'_>) -> bool {
    module.all().iter().any(|id| !matches!(cx.api.ty(*id).kind, TypeKind::Alias(_)))
}

#[derive(Template)]
#[template(path = "types/Cargo.toml.jinja", escape = "toml")]
struct ManifestPage {
    name: TomlStr,
    version: TomlStr,
    description: TomlStr,
    license: Option<TomlStr>,
    /// A feature for each tag, and one for the types of none.
    features: Vec<TomlKey>,
    dependencies: Vec<TomlLine>,
}

fn manifest(cx: Cx<'_>, uses: &Uses, features: Option<&TypeFeatures>) -> ManifestPage {
    let has = |name: &str| uses.files.contains(&name);
    let xml = has("xml") && (cx.settings.emit.client || cx.settings.emit.server);
    let mut dependencies: Vec<&str> = uses.libraries().collect();
    dependencies.push("serde = \"1\"");
    // Without it serde_json reads some numbers as the next one to them: 999999.9999999999 as a million.
    dependencies.push(match uses.digits {
        // Numbers as they are written.
        true => r#"serde_json = { version = "1", features = ["float_roundtrip", "raw_value"] }"#,
        false => r#"serde_json = { version = "1", features = ["float_roundtrip"] }"#,
    });
    dependencies.extend(has("binary").then_some("bytes = \"1\""));
    dependencies.extend(has("pattern").then_some("regex = \"1\""));
    dependencies.extend(xml.then_some("quick-xml = \"0.42\""));
    dependencies.sort_unstable();
    ManifestPage {
        name: TomlStr(cx.settings.package("types")),
        version: TomlStr(cx.settings.version.clone()),
        description: TomlStr(format!("Types of {}", cx.api.info.title)),
        license: cx.settings.license.clone().map(TomlStr),
        features: features.iter().flat_map(|features| features.all.iter().cloned().map(TomlKey)).collect(),
        dependencies: dependencies.into_iter().map(TomlLine).collect(),
    }
}

#[derive(Template)]
#[template(path = "types/lib.rs.jinja", escape = "rs")]
struct LibraryPage {
    docs: Doc,
    codec: bool,
    /// Whether there are features, so that not every build needs all of the support code.
    partial: bool,
    modules: Vec<ModuleView>,
}

struct ModuleView {
    gate: Gate,
    name: ModuleName,
    public: bool,
    /// What the crate root shows of it.
    names: Vec<TypeName>,
}

fn library(
    cx: Cx<'_>,
    modules: &BTreeMap<&ModuleName, Module<'_>>,
    codec: bool,
    features: Option<&TypeFeatures>,
) -> LibraryPage {
    let info = &cx.api.info;
    let intro = format!("Types of {}, version {}.", markdown_inline(&info.title), code_span(&info.version));
    let view = |module: &Module<'_>| {
        let names = module.types.iter().map(|id| cx.ty(*id).1).filter(|names| names.at_root);
        ModuleView {
            gate: features.map(|features| features.gate(module.name)).unwrap_or_default(),
            name: module.name.clone(),
            public: is_public(cx, module),
            names: names.map(|names| names.name.clone()).collect(),
        }
    };
    LibraryPage {
        docs: Doc::inner("").and(&intro).and(&markdown(info.description.as_deref().unwrap_or_default(), 1)),
        codec,
        partial: features.is_some(),
        modules: modules.values().map(view).collect(),
    }
}

#[derive(Template)]
#[template(path = "types/codec_root.rs.jinja", escape = "rs")]
struct CodecRootPage {
    docs: Doc,
    modules: Vec<(Gate, ModuleName)>,
    /// Names and expressions of limits that types share.
    limits: Vec<(StaticName, Tokens)>,
    /// Whether there are features, so that not every build has the types with these limits.
    partial: bool,
}

#[derive(Template)]
#[template(path = "types/support.rs.jinja", escape = "rs")]
struct SupportPage {
    /// Whether a type keeps numbers as they are written.
    keeps_digits: Tokens,
    /// Each with whether it is there for its functions alone, and nothing uses its macro.
    modules: Vec<(Tokens, bool)>,
    macros: Vec<Tokens>,
    /// The modules with something for other modules: the others hold impls only.
    exports: Vec<Tokens>,
}

fn support_page(cx: Cx<'_>, uses: &Uses, support: &[(&str, &str)]) -> SupportPage {
    let named = |name: &str| {
        let name = format_ident!("{name}");
        tokens(quote!(#name))
    };
    let has = |test: fn(&TypeKind) -> bool| cx.api.types.iter().any(|def| test(&def.kind));
    let macros = [
        ("bridge", has(|kind| !matches!(kind, TypeKind::Alias(_)))),
        ("int_enum", has(|kind| matches!(kind, TypeKind::IntEnum(_)))),
        ("newtype", has(|kind| matches!(kind, TypeKind::Newtype(_)))),
        ("object", has(|kind| matches!(kind, TypeKind::Struct(_)))),
        ("string_enum", has(|kind| matches!(kind, TypeKind::StringEnum(_)))),
        ("value_enum", has(|kind| matches!(kind, TypeKind::ValueEnum(_)))),
    ];
    let modules = || support.iter().map(|(name, _)| *name);
    let is_idle = |name: &str| macros.contains(&(name, false));
    let keeps_digits = uses.digits;
    SupportPage {
        keeps_digits: tokens(quote!(#keeps_digits)),
        modules: modules().map(|name| (named(name), is_idle(name))).collect(),
        macros: macros.iter().filter(|(_, used)| *used).map(|(name, _)| named(name)).collect(),
        exports: modules().filter(|name| !NOT_EXPORTED.contains(name)).map(named).collect(),
    }
}
