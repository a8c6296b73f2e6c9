//! What a types crate has once: manifest, `lib.rs`, support code.

use std::collections::BTreeMap;

use askama::Template;
use quote::{format_ident, quote};

use super::{Cx, Module, is_public, tokens};
use crate::model::{Content, Field, Format, Limits, PartKind, Payload, Scalar, TypeKind, TypeRef, Value};
use crate::names::{ModuleName, TypeName};
use crate::settings::{DateTimeType, UuidType};
use crate::view::text::{Doc, Tokens, TomlStr, code_span, markdown, markdown_inline};
use crate::view::{Page, PageKind};

macro_rules! support {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../../templates/types/support/", $name, ".rs")))),*]
    };
}

/// Files that every crate of types needs.
const ALWAYS: &[(&str, &str)] =
    support! { "bridge" "codec" "constant" "container" "error" "json" "limits" "node" "object" "scalar" "shape" };
/// Files that clients and servers need.
const WIRE: &[(&str, &str)] =
    support! { "form" "media" "pairs" "param" "param_read" "param_write" "parts" "percent" "secret" "text" };
/// Files that some types need; `Uses` says which.
const SOME: &[(&str, &str)] = support! {
    "any_of" "base64" "binary" "events" "format" "frames" "int_enum" "newtype" "pattern" "secret" "string_enum" "time" "tuple" "union"
    "uuid" "value_enum" "xml" "xml_name" "xml_write"
};

/// Those of them that only clients and servers need.
const ONLY_WIRE: &[&str] = &["events", "frames", "xml", "xml_name", "xml_write"];

pub(super) fn pages(cx: Cx<'_>, modules: &BTreeMap<&ModuleName, Module<'_>>) -> Vec<Page> {
    let uses = Uses::of(cx);
    let mut support: Vec<(&str, &'static str)> = ALWAYS.to_vec();
    let wire = cx.settings.emit.client || cx.settings.emit.server;
    if wire {
        support.extend(WIRE);
    }
    support.extend(SOME.iter().filter(|(name, _)| uses.0.contains(name) && (wire || !ONLY_WIRE.contains(name))));
    support.sort_unstable();
    support.dedup();
    let coded: Vec<ModuleName> =
        modules.values().filter(|module| has_codec(cx, module)).map(|m| m.name.clone()).collect();
    let mut pages = vec![
        Page::template("types/Cargo.toml", PageKind::Toml, manifest(cx, &uses)),
        Page::template("types/src/lib.rs", PageKind::Rust, library(cx, modules, !coded.is_empty())),
        Page::template("types/src/support/mod.rs", PageKind::Rust, support_page(cx, &support)),
    ];
    if !coded.is_empty() {
        let docs = Doc::inner("").and("Tables and impls of the codec, by module.");
        pages.push(Page::template("types/src/codec/mod.rs", PageKind::Rust, ModulesPage { docs, modules: coded }));
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
    bytes: bool,
    chrono: bool,
    xml: bool,
    pattern: bool,
    uuid: bool,
}

fn manifest(cx: Cx<'_>, uses: &Uses) -> ManifestPage {
    let has = |name: &str| uses.0.contains(&name);
    ManifestPage {
        name: TomlStr(cx.settings.package("types")),
        version: TomlStr(cx.settings.version.clone()),
        description: TomlStr(format!("Types of {}", cx.api.info.title)),
        license: cx.settings.license.clone().map(TomlStr),
        bytes: has("binary"),
        chrono: has("time"),
        xml: has("xml") && (cx.settings.emit.client || cx.settings.emit.server),
        pattern: has("pattern"),
        uuid: has("uuid"),
    }
}

#[derive(Template)]
#[template(path = "types/lib.rs.jinja", escape = "rs")]
struct LibraryPage {
    docs: Doc,
    codec: bool,
    modules: Vec<ModuleView>,
}

struct ModuleView {
    name: ModuleName,
    public: bool,
    /// What the crate root shows of it.
    names: Vec<TypeName>,
}

fn library(cx: Cx<'_>, modules: &BTreeMap<&ModuleName, Module<'_>>, codec: bool) -> LibraryPage {
    let info = &cx.api.info;
    let intro = format!("Types of {}, version {}.", markdown_inline(&info.title), code_span(&info.version));
    let view = |module: &Module<'_>| {
        let names = module.types.iter().map(|id| cx.ty(*id).1).filter(|names| names.at_root);
        ModuleView {
            name: module.name.clone(),
            public: is_public(cx, module),
            names: names.map(|names| names.name.clone()).collect(),
        }
    };
    LibraryPage {
        docs: Doc::inner("").and(&intro).and(&markdown(info.description.as_deref().unwrap_or_default(), 1)),
        codec,
        modules: modules.values().map(view).collect(),
    }
}

#[derive(Template)]
#[template(path = "types/modules.rs.jinja", escape = "rs")]
struct ModulesPage {
    docs: Doc,
    modules: Vec<ModuleName>,
}

#[derive(Template)]
#[template(path = "types/support.rs.jinja", escape = "rs")]
struct SupportPage {
    modules: Vec<Tokens>,
    macros: Vec<Tokens>,
    /// The modules with something for other modules: the others hold impls only.
    exports: Vec<Tokens>,
}

fn support_page(cx: Cx<'_>, support: &[(&str, &str)]) -> SupportPage {
    let named = |name: &str| {
        let name = format_ident!("{name}");
        tokens(quote!(#name))
    };
    let has = |test: fn(&TypeKind) -> bool| cx.api.types.iter().any(|def| test(&def.kind));
    let mut macros = Vec::new();
    for (name, used) in [
        ("any_of", has(|kind| matches!(kind, TypeKind::AnyOf(_)))),
        ("bridge", has(|kind| !matches!(kind, TypeKind::Alias(_)))),
        ("int_enum", has(|kind| matches!(kind, TypeKind::IntEnum(_)))),
        ("newtype", has(|kind| matches!(kind, TypeKind::Newtype(_)))),
        ("object", has(|kind| matches!(kind, TypeKind::Struct(_)))),
        ("string_enum", has(|kind| matches!(kind, TypeKind::StringEnum(_)))),
        ("tuple", has(|kind| matches!(kind, TypeKind::Tuple(_)))),
        ("union", has(|kind| matches!(kind, TypeKind::Union(_)))),
        ("value_enum", has(|kind| matches!(kind, TypeKind::ValueEnum(_)))),
    ] {
        if used {
            macros.push(named(name));
        }
    }
    let modules = || support.iter().map(|(name, _)| *name);
    SupportPage {
        modules: modules().map(named).collect(),
        macros,
        exports: modules()
            .filter(|name| !["container", "pairs", "scalar", "xml_name"].contains(name))
            .map(named)
            .collect(),
    }
}

/// The optional files of the support code that an API needs.
struct Uses(Vec<&'static str>);

impl Uses {
    fn of(cx: Cx<'_>) -> Self {
        let mut uses = Uses(Vec::new());
        for def in &cx.api.types {
            match &def.kind {
                TypeKind::Struct(object) => {
                    object.fields.iter().for_each(|Field { value, .. }| uses.value(cx, value));
                    if let crate::model::Additional::Kept(value) = &object.additional {
                        uses.value(cx, value);
                    }
                }
                TypeKind::StringEnum(_) => uses.0.push("string_enum"),
                TypeKind::IntEnum(_) => uses.0.push("int_enum"),
                TypeKind::ValueEnum(_) => uses.0.push("value_enum"),
                TypeKind::AnyOf(parts) => {
                    // A part states its shape as a variant does.
                    uses.0.extend(["any_of", "union"]);
                    parts.iter().for_each(|part| uses.value(cx, &part.value));
                }
                TypeKind::Tuple(tuple) => {
                    uses.0.push("tuple");
                    tuple.items.iter().for_each(|item| uses.value(cx, item));
                    if let crate::model::Additional::Kept(value) = &tuple.rest {
                        uses.value(cx, value);
                    }
                }
                TypeKind::Newtype(value) => {
                    uses.0.push("newtype");
                    uses.value(cx, value);
                }
                TypeKind::Union(union) => {
                    uses.0.push("union");
                    union.variants.iter().for_each(|variant| uses.value(cx, &variant.value));
                }
                TypeKind::Alias(value) => uses.value(cx, value),
            }
        }
        for operation in &cx.api.operations {
            operation.params.iter().for_each(|param| uses.value(cx, &param.value));
            operation.bodies.iter().for_each(|payload| uses.payload(cx, payload));
            for response in &operation.responses {
                response.headers.iter().for_each(|header| uses.value(cx, &header.value));
                response.payloads.iter().for_each(|payload| uses.payload(cx, payload));
            }
        }
        uses
    }

    fn payload(&mut self, cx: Cx<'_>, payload: &Payload) {
        match &payload.content {
            Content::Value(value) => self.value(cx, value),
            Content::Items(items) => {
                self.0.extend(["events", "frames"]);
                self.value(cx, &items.item);
            }
            Content::Multipart(parts) => {
                for part in parts {
                    if let PartKind::Value(value) = &part.kind {
                        self.value(cx, value);
                    }
                }
            }
            Content::Bytes | Content::Text => {}
        }
        if payload.media.iter().any(|media| matches!(media.format, Format::Xml { .. })) {
            self.0.extend(["xml", "xml_name", "xml_write"]);
        }
    }

    fn value(&mut self, cx: Cx<'_>, value: &Value) {
        self.limits(&value.limits);
        self.ty(cx, &value.ty);
    }

    fn limits(&mut self, limits: &Limits) {
        if limits.pattern.is_some() {
            self.0.push("pattern");
        }
        if limits.format.is_some() {
            self.0.push("format");
        }
    }

    fn ty(&mut self, cx: Cx<'_>, ty: &TypeRef) {
        match ty {
            TypeRef::List(value) | TypeRef::Map(value) => self.value(cx, value),
            TypeRef::Boxed(inner) => self.ty(cx, inner),
            TypeRef::Named(_) | TypeRef::AnyJson => {}
            TypeRef::Scalar(scalar) => self.0.extend(match scalar {
                Scalar::Secret => Some("secret"),
                Scalar::Base64 => Some("base64"),
                Scalar::Binary => Some("binary"),
                Scalar::Date | Scalar::DateTime if cx.settings.date_time == DateTimeType::Chrono => Some("time"),
                Scalar::Uuid if cx.settings.uuid == UuidType::Uuid => Some("uuid"),
                _ => None,
            }),
        }
    }
}
