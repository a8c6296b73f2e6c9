//! A type as an item of its module: docs, attributes, fields, constructors and getters.

use askama::Template;
use askama::filters::HtmlSafe;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value as Json;

use super::{Cx, literal, tokens};
use crate::model::{
    Additional, EnumValue, Field, Marked, NameHint, Presence, Struct, Tuple, TypeDef, TypeId, TypeKind, TypeRef, Union,
    UnionVariant, Value,
};
use crate::names::{FieldName, TypeName, TypeNames};
use crate::view::lint;
use crate::view::rust_type::RustTypes;
use crate::view::text::{Doc, StrLit, Tokens, code_span, markdown_inline};

/// A type.
#[derive(Template)]
#[template(path = "types/item.rs.jinja", escape = "rs")]
pub(super) struct Item {
    docs: Doc,
    name: Tokens,
    kind: Kind,
}

impl HtmlSafe for Item {}

enum Kind {
    Struct(StructView),
    StringEnum(Vec<(Doc, Tokens)>),
    IntEnum(Vec<(Doc, Tokens)>),
    ValueEnum(Vec<VariantView>),
    Union(UnionView),
    AnyOf(Vec<PartView>),
    /// The types of the items, with words about each.
    Tuple(Vec<(Doc, Tokens)>),
    Newtype(Tokens),
    Alias(AliasView),
}

struct StructView {
    fields: Vec<FieldView>,
    /// All fields may be left out.
    default: bool,
    /// `new` and its arguments.
    new: Option<Vec<Argument>>,
    /// Whether an argument has a name that clippy takes for a placeholder.
    placeholder_names: bool,
    /// The struct of the required fields.
    required: Option<Tokens>,
    getters: Vec<Getter>,
    /// Whether a field is deprecated, which its own crate may still use.
    deprecated: bool,
    /// Whether a field that a default has is.
    deprecated_defaults: bool,
}

struct FieldView {
    docs: Doc,
    name: FieldName,
    ty: Tokens,
    /// Whether clippy finds the type too complex.
    complex: bool,
    deprecated: bool,
    /// What it is where the caller of `new` is not asked for a value.
    absent: Option<Tokens>,
}

struct AliasView {
    ty: Tokens,
    /// The same for the struct of what is required: its name, and what it is.
    required: Option<(Tokens, Tokens)>,
}

struct Argument {
    name: FieldName,
    ty: Tokens,
    value: Tokens,
}

struct Getter {
    docs: Doc,
    name: Tokens,
    ty: Tokens,
    body: Tokens,
}

struct VariantView {
    docs: Doc,
    name: Tokens,
    value: Tokens,
}

struct PartView {
    docs: Doc,
    name: Tokens,
    ty: Tokens,
    /// Whether no other part has the type.
    only: bool,
}

struct UnionView {
    variants: Vec<(Doc, Tokens, Tokens)>,
    /// Whether a discriminator tells the variants apart, so that there may be more of them one day.
    open: bool,
    /// Whether there is a variant for discriminators that the document does not name.
    unknown: bool,
    from: Vec<(Tokens, Tokens, Tokens)>,
}

/// The view of a type.
pub(super) fn item(cx: Cx<'_>, types: RustTypes<'_>, id: TypeId) -> Item {
    let (def, names) = cx.ty(id);
    let kind = match &def.kind {
        TypeKind::Struct(object) => Kind::Struct(structure(types, object, names)),
        TypeKind::StringEnum(values) => Kind::StringEnum(variants(values, names, string_docs)),
        TypeKind::IntEnum(values) => Kind::IntEnum(variants(values, names, int_docs)),
        TypeKind::ValueEnum(values) => Kind::ValueEnum(value_variants(values, names)),
        TypeKind::Union(union) => Kind::Union(union_view(types, union, names)),
        TypeKind::AnyOf(parts) => Kind::AnyOf(any_of_view(types, parts, names)),
        TypeKind::Tuple(tuple) => Kind::Tuple(tuple_view(types, tuple)),
        TypeKind::Newtype(value) => Kind::Newtype(tokens(types.value(value))),
        TypeKind::Alias(value) => Kind::Alias(alias(types, def, value, names)),
    };
    let mut docs = docs(types, def);
    if let Some(whole) = def.input_of {
        docs = docs.and(&format!("What clients send of a {}.", link(types, whole)));
    }
    Item { docs, name: tokens(&names.name), kind }
}

/// A link to a type in rustdoc.
fn link(types: RustTypes<'_>, id: TypeId) -> String {
    let (name, path) = (types.names.types[id.0].name.plain(), types.named(id).to_string().replace(' ', ""));
    if path == name { format!("[`{name}`]") } else { format!("[`{name}`]({path})") }
}

fn docs(types: RustTypes<'_>, def: &TypeDef) -> Doc {
    let title = def.title.as_deref().map(markdown_inline).unwrap_or_default();
    let text = def.description.as_deref().unwrap_or_default();
    let docs = Doc::outer("").and(&title).and_markdown(text);
    let deprecated = if def.deprecated { "Deprecated." } else { "" };
    if !docs.is_empty() {
        return docs.and(deprecated);
    }
    if let TypeKind::Alias(Value { ty: TypeRef::Named(id), .. }) = &def.kind {
        return docs.and(&format!("Another name for {}.", link(types, *id))).and(deprecated);
    }
    let what = match &def.kind {
        TypeKind::Struct(_) => "An object.",
        TypeKind::StringEnum(_) => "A string out of a list.",
        TypeKind::IntEnum(_) => "An integer out of a list.",
        TypeKind::ValueEnum(_) => "A value out of a list.",
        TypeKind::Union(_) => "One of several types.",
        TypeKind::AnyOf(_) => "An object that several types may describe: each that fits is there.",
        TypeKind::Tuple(_) => "A list whose items differ by position.",
        TypeKind::Newtype(_) => "A type around another one.",
        TypeKind::Alias(_) => "Another name for a type.",
    };
    docs.and(what).and(deprecated)
}

/// Whether the type's item spells `BTreeMap`.
pub(super) fn spells_map(def: &TypeDef) -> bool {
    fn is_map(value: &Value) -> bool {
        fn ty(of: &TypeRef) -> bool {
            match of {
                TypeRef::Map(_) => true,
                TypeRef::List(item) => is_map(item),
                TypeRef::Boxed(inner) => ty(inner),
                TypeRef::Named(_) | TypeRef::Scalar(_) | TypeRef::AnyJson(_) => false,
            }
        }
        ty(&value.ty)
    }
    let keeps_others =
        matches!(&def.kind, TypeKind::Struct(object) if matches!(object.additional, Additional::Kept(_)));
    keeps_others || def.kind.values().into_iter().any(is_map)
}

/// Whether a value has to be given to build the struct.
fn is_required(types: RustTypes<'_>, field: &Field) -> bool {
    !field.presence.is_optional() && !types.is_endless(&field.value.ty)
}

/// How many values have to be given to build the struct.
pub(super) fn required(types: RustTypes<'_>, object: &Struct) -> usize {
    object.fields.iter().filter(|field| is_required(types, field)).count()
}

fn structure(types: RustTypes<'_>, object: &Struct, names: &TypeNames) -> StructView {
    let named = || object.fields.iter().zip(&names.fields);
    let mut fields: Vec<FieldView> = named()
        .map(|(field, name)| FieldView {
            docs: field_docs(types, field),
            name: name.clone(),
            complex: lint::is_complex(&types.field(field)),
            ty: tokens(types.field(field)),
            absent: (!is_required(types, field)).then(|| tokens(quote!(None))),
            deprecated: field.deprecated,
        })
        .collect();
    if let (Additional::Kept(value), Some(name)) = (&object.additional, &names.additional) {
        let value = types.value(value);
        fields.push(FieldView {
            docs: Doc::default().and("Properties that the document does not name."),
            name: name.clone(),
            complex: lint::is_complex(&quote!(BTreeMap<String, #value>)),
            ty: tokens(quote!(BTreeMap<String, #value>)),
            absent: Some(tokens(quote!(BTreeMap::new()))),
            deprecated: false,
        });
    }
    let count = required(types, object);
    let arguments = || {
        let wanted = named().filter(|(field, _)| is_required(types, field));
        wanted.map(|(field, name)| argument(types, field, name)).collect()
    };
    StructView {
        default: count == 0,
        placeholder_names: fields.iter().any(|field| field.name.is_placeholder()),
        new: (1..=Struct::NEW_ARGUMENTS).contains(&count).then(arguments),
        required: (count > Struct::NEW_ARGUMENTS).then(|| tokens(required_name(names))),
        getters: named().filter_map(|(field, name)| getter(types, field, name)).collect(),
        deprecated: fields.iter().any(|field| field.deprecated),
        deprecated_defaults: object.fields.iter().any(|field| {
            let default = field.presence.default();
            default.is_some_and(|default| literal::names_deprecated(types, &field.value, default))
        }),
        fields,
    }
}

/// Another name of an inline type is another name of what that has to have, too.
fn alias(types: RustTypes<'_>, def: &TypeDef, value: &Value, names: &TypeNames) -> AliasView {
    let required = match value.ty {
        TypeRef::Named(id) if is_inline(def) && is_inline(types.api.ty(id)) => match &types.api.ty(id).kind {
            TypeKind::Struct(object) if required(types, object) > Struct::NEW_ARGUMENTS => {
                Some((tokens(required_name(names)), tokens(types.beside(id, "Required"))))
            }
            _ => None,
        },
        _ => None,
    };
    AliasView { ty: tokens(types.value(value)), required }
}

fn is_inline(def: &TypeDef) -> bool {
    matches!(def.name_hint, NameHint::Within { .. } | NameHint::Operation { .. })
}

/// What the struct of a struct's required properties is called.
fn required_name(names: &TypeNames) -> TypeName {
    names.name.with("Required")
}

fn argument(types: RustTypes<'_>, field: &Field, name: &FieldName) -> Argument {
    let ty = types.field(field);
    let is_string = !field.presence.is_nullable() && !field.value.nullable && types.is_string(&field.value.ty);
    if is_string {
        Argument {
            name: name.clone(),
            ty: tokens(quote!(impl Into<String>)),
            value: tokens(quote!(#name: #name.into())),
        }
    } else {
        Argument { name: name.clone(), ty: tokens(ty), value: tokens(name) }
    }
}

fn field_docs(types: RustTypes<'_>, field: &Field) -> Doc {
    let title = field.title.as_deref().map(markdown_inline).unwrap_or_default();
    let mut docs = Doc::outer("").and(&title).and_markdown(field.description.as_deref().unwrap_or_default());
    if docs.is_empty() {
        docs = docs.and(&format!("The property {}.", code_span(&field.wire)));
    }
    if let Some(default) = field.presence.default() {
        docs = docs.and(&format!("Absent means {}.", literal::words(default)));
    }
    if let Some(allowed) = literal::allowed(types, &field.value) {
        docs = docs.and(&allowed);
    }
    if field.deprecated {
        docs = docs.and("Deprecated.");
    }
    if types.is_endless(&field.value.ty) {
        docs = docs.and("Required, which no finite value can satisfy.");
    }
    match (field.read_only, field.write_only) {
        (Marked::Yes, _) => docs.and("Sent by servers only."),
        (_, Marked::Yes) => docs.and("Sent by clients only."),
        _ => docs,
    }
}

/// Whether the value is a list or map, which is empty by default.
fn is_collection(types: RustTypes<'_>, value: &Value) -> bool {
    matches!(types.api.resolve(&value.ty), TypeRef::List(_) | TypeRef::Map(_))
}

fn is_enum(types: RustTypes<'_>, value: &Value) -> bool {
    match types.api.resolve(&value.ty) {
        TypeRef::Named(id) => matches!(types.api.ty(*id).kind, TypeKind::StringEnum(_) | TypeKind::ValueEnum(_)),
        _ => false,
    }
}

/// The getter of a field with a default.
fn getter(types: RustTypes<'_>, field: &Field, name: &FieldName) -> Option<Getter> {
    let default = field.presence.default()?;
    let ty = types.value(&field.value);
    let value = literal::literal(types, &field.value, default)?;
    let (ty, body) = if matches!(field.presence, Presence::DefaultedNullable(_)) {
        // Null stays null: only absence means the default.
        let body = if literal::is_copy(types, &field.value) && literal::is_made(types, &field.value) {
            quote!(self.#name.unwrap_or_else(|| Some(#value)))
        } else if literal::is_copy(types, &field.value) {
            quote!(self.#name.unwrap_or(Some(#value)))
        } else if default.is_string() && is_enum(types, &field.value) {
            // The value costs nothing.
            quote!(self.#name.clone().unwrap_or(Some(#value)))
        } else if matches!(types.api.resolve(&field.value.ty), TypeRef::Named(_)) {
            match_absent(name, &quote!(Some(#value)))
        } else {
            quote!(self.#name.clone().unwrap_or_else(|| Some(#value)))
        };
        (quote!(Option<#ty>), body)
    } else if types.is_string(&field.value.ty) && !field.value.nullable {
        let text = StrLit(default.as_str().unwrap_or_default().to_owned());
        (quote!(&str), quote!(self.#name.as_deref().unwrap_or(#text)))
    } else if literal::is_copy(types, &field.value) && literal::is_made(types, &field.value) {
        (ty, quote!(self.#name.unwrap_or_else(|| #value)))
    } else if literal::is_copy(types, &field.value) {
        (ty, quote!(self.#name.unwrap_or(#value)))
    } else if literal::is_empty(default) && is_collection(types, &field.value) {
        (ty, quote!(self.#name.clone().unwrap_or_default()))
    } else if default.is_string() && is_enum(types, &field.value) {
        // An enum: the value costs nothing.
        (ty, quote!(self.#name.clone().unwrap_or(#value)))
    } else if matches!(types.api.resolve(&field.value.ty), TypeRef::Named(_)) {
        (ty, match_absent(name, &value))
    } else {
        (ty, quote!(self.#name.clone().unwrap_or_else(|| #value)))
    };
    let getter = name.with("_or_default");
    let docs = format!("`{}`, or what its absence means: {}.", name.plain(), literal::words(default));
    Some(Getter { docs: Doc::default().and(&docs), name: tokens(getter), ty: tokens(ty), body: tokens(body) })
}

/// Some values cost nothing and some do: a match is right for both.
fn match_absent(name: &FieldName, value: &TokenStream) -> TokenStream {
    quote! {
        match &self.#name {
            Some(value) => value.clone(),
            None => #value,
        }
    }
}

/// The document's words, or ours where it has none: a text may be all markup that shows nothing.
fn described(description: &Option<String>, ours: impl FnOnce() -> String) -> Doc {
    let docs = Doc::outer(description.as_deref().unwrap_or_default());
    if docs.is_empty() { docs.and(&ours()) } else { docs }
}

/// What is said of an enum's value, and the value: its name alone does not tell how it is written. A deprecated one has
/// no attribute, as a deprecated type has none: whoever reads values has to name it.
fn valued<T>(one: &EnumValue<T>, value: &str) -> Doc {
    let docs = Doc::outer(one.description.as_deref().unwrap_or_default()).and(value);
    if one.deprecated { docs.and("Deprecated.") } else { docs }
}

/// What is said of each value, and the name of its variant.
fn variants<T>(values: &[EnumValue<T>], names: &TypeNames, docs: fn(&EnumValue<T>) -> Doc) -> Vec<(Doc, Tokens)> {
    values.iter().zip(&names.variants).map(|(value, name)| (docs(value), tokens(name))).collect()
}

fn string_docs(value: &EnumValue<String>) -> Doc {
    match value.value.as_str() {
        "" => valued(value, "The empty string."),
        text => valued(value, &code_span(text)),
    }
}

fn int_docs(value: &EnumValue<i64>) -> Doc {
    valued(value, &format!("`{}`", value.value))
}

fn value_variants(values: &[EnumValue<Json>], names: &TypeNames) -> Vec<VariantView> {
    let docs = |value: &EnumValue<Json>| valued(value, &literal::words(&value.value));
    let view = |(value, name): (&EnumValue<Json>, _)| VariantView {
        docs: docs(value),
        name: tokens(name),
        value: tokens(match &value.value {
            Json::String(text) => {
                let text = StrLit(text.clone());
                quote!(#text)
            }
            other => literal::scalar_of(other),
        }),
    };
    values.iter().zip(&names.variants).map(view).collect()
}

fn any_of_view(types: RustTypes<'_>, parts: &[UnionVariant], names: &TypeNames) -> Vec<PartView> {
    let spelled: Vec<String> = parts.iter().map(|part| spelled(types, &part.value)).collect();
    let view = |(index, (part, name)): (usize, (&UnionVariant, &FieldName))| PartView {
        docs: described(&part.description, || match types.api.is_anything(&part.value.ty) {
            true => "What no other part has.".to_owned(),
            false => format!("{}.", code_span(&part.name_hint)),
        }),
        name: tokens(name),
        ty: tokens(types.value(&part.value)),
        only: spelled.iter().filter(|other| **other == spelled[index]).count() == 1,
    };
    parts.iter().zip(&names.fields).enumerate().map(view).collect()
}

fn tuple_view(types: RustTypes<'_>, tuple: &Tuple) -> Vec<(Doc, Tokens)> {
    let item = |(index, item): (usize, &Value)| {
        let ty = types.value(item);
        let docs = Doc::default().and(&format!("The item at {index}."));
        (docs, tokens(if index < tuple.required { ty } else { quote!(Option<#ty>) }))
    };
    let mut items: Vec<_> = tuple.items.iter().enumerate().map(item).collect();
    if let Additional::Kept(rest) = &tuple.rest {
        let ty = types.value(rest);
        items.push((Doc::default().and("The items after those."), tokens(quote!(Vec<#ty>))));
    }
    items
}

/// A value's type, the same text for the same Rust type.
fn spelled(types: RustTypes<'_>, value: &Value) -> String {
    types.value(&Value { ty: types.api.without_aliases(&value.ty), ..value.clone() }).to_string()
}

fn union_view(types: RustTypes<'_>, union: &Union, names: &TypeNames) -> UnionView {
    let named = || union.variants.iter().zip(&names.variants);
    let spelled: Vec<String> = union.variants.iter().map(|variant| spelled(types, &variant.value)).collect();
    let is_only = |index: usize| spelled.iter().filter(|other| **other == spelled[index]).count() == 1;
    UnionView {
        variants: named()
            .map(|(variant, name)| {
                let docs = described(&variant.description, || format!("{}.", code_span(&variant.name_hint)));
                (docs, tokens(name), tokens(types.value(&variant.value)))
            })
            .collect(),
        open: union.discriminator.is_some(),
        unknown: union.discriminator.is_some() && union.fallback.is_none(),
        from: named()
            .enumerate()
            .filter(|(index, _)| is_only(*index))
            .map(|(_, (variant, name))| match &variant.value.ty {
                TypeRef::Boxed(inner) if !variant.value.nullable => {
                    (tokens(name), tokens(types.of(inner)), tokens(quote!(Box::new(value))))
                }
                _ => (tokens(name), tokens(types.value(&variant.value)), tokens(quote!(value))),
            })
            .collect(),
    }
}
