//! The codec page of a module: for each type its table and the impls that hand out its parts.

use std::collections::HashMap;

use askama::Template;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use super::shared_limits::SharedLimits;
use super::tables::{self, Patterns, json_types};
use super::{Cx, Module, literal, tokens};
use crate::model::{
    Additional, Api, EnumValue, Field, Presence, Scalar, Struct, Tuple, TypeId, TypeKind, TypeRef, Union, UnionVariant,
    Value,
};
use crate::names::{ModuleName, TypeNames};
use crate::view::rust_type::RustTypes;
use crate::view::text::{Doc, StrLit, Tokens};

/// The tables of a module's types.
#[derive(Template)]
#[template(path = "types/codec.rs.jinja", escape = "rs")]
pub(super) struct CodecPage {
    docs: Doc,
    module: ModuleName,
    types: Vec<TypeView>,
}

/// What a type has to say.
struct TypeView {
    path: Tokens,
    kind: Kind,
}

enum Kind {
    Object {
        shape: Tokens,
        statics: Tokens,
        places: Arms,
        others: Option<Tokens>,
        blank: Tokens,
        /// Whether a field is deprecated.
        deprecated: bool,
    },
    StringEnum {
        values: Vec<(Tokens, Tokens)>,
    },
    IntEnum {
        values: Vec<(Tokens, Tokens)>,
    },
    ValueEnum {
        values: Vec<(Tokens, Tokens)>,
    },
    AnyOf {
        variants: Tokens,
        statics: Tokens,
        parts: Vec<Tokens>,
        /// The part that null goes to.
        null: Option<Tokens>,
    },
    Tuple {
        positions: Tokens,
        statics: Tokens,
        items: Vec<Tokens>,
        rest: Option<Tokens>,
    },
    Newtype {
        limits: Tokens,
        statics: Tokens,
    },
    Union {
        variants: Tokens,
        statics: Tokens,
        start: Tokens,
        place: Tokens,
        view: Tokens,
        open: bool,
        blank: Tokens,
        /// The variant that null goes to.
        null: Option<Tokens>,
    },
}

/// The arms of a match on the field's index; the last one takes every index that is left.
struct Arms {
    fields: Vec<(Tokens, Tokens)>,
    last: Option<Tokens>,
}

/// The page, unless the module has aliases only.
pub(super) fn page(cx: Cx<'_>, module: &Module<'_>, blanks: &Blanks, limits: &SharedLimits) -> Option<CodecPage> {
    let types: Vec<TypeView> =
        module.all().into_iter().filter_map(|id| view(cx, module.name, blanks, limits, id)).collect();
    let docs = Doc::inner("").and(&format!("The wire form of the types in `{}`.", module.name.plain()));
    (!types.is_empty()).then(|| CodecPage { docs, module: module.name.clone(), types })
}

fn view(cx: Cx<'_>, module: &ModuleName, blanks: &Blanks, limits: &SharedLimits, id: TypeId) -> Option<TypeView> {
    let (def, names) = cx.ty(id);
    let types = cx.types(module, &[]);
    let path = match names.inner.as_slice() {
        [] => {
            let name = &names.name;
            quote!(#name)
        }
        inner => {
            let name = &names.name;
            quote!(#(#inner::)*#name)
        }
    };
    let kind = match &def.kind {
        TypeKind::Struct(object) => structure(types, object, names, limits),
        TypeKind::StringEnum(values) => Kind::StringEnum { values: string_values(values, names) },
        TypeKind::IntEnum(values) => Kind::IntEnum { values: int_values(values, names) },
        TypeKind::Union(union) => union_view(types, union, names, &path, blanks.variant(id)),
        TypeKind::ValueEnum(values) => Kind::ValueEnum { values: constants(values, names) },
        TypeKind::AnyOf(parts) => any_of(types, parts, names),
        TypeKind::Tuple(tuple) => tuple_view(types, tuple),
        TypeKind::Newtype(value) => {
            let mut patterns = Patterns::default();
            let limits = tables::limits(types.api, value, &mut patterns);
            let limits = limits.unwrap_or_else(|| quote!(support::Limits::NONE));
            Kind::Newtype { limits: tokens(limits), statics: tokens(patterns.items()) }
        }
        TypeKind::Alias(_) => return None,
    };
    Some(TypeView { path: tokens(path), kind })
}

fn structure(types: RustTypes<'_>, object: &Struct, names: &TypeNames, shared: &SharedLimits) -> Kind {
    let mut patterns = Patterns::default();
    let rows: Vec<TokenStream> = object.fields.iter().map(|field| row(types, field, shared, &mut patterns)).collect();
    let name = StrLit(names.name.plain().to_owned());
    let mut shape = quote!(support::Shape::object(#name, &[#(#rows),*]));
    match &object.additional {
        Additional::Ignored => {}
        Additional::Forbidden => shape = quote!(#shape.forbid_others()),
        Additional::Kept(value) => {
            let limits = tables::limits(types.api, value, &mut patterns);
            let parts = limits.map(|limits| quote!(.parts(&#limits)));
            shape = quote!(#shape.keep_others(&support::Limits::NONE #parts));
        }
    }
    if !object.withheld.is_empty() {
        let names = object.withheld.iter().map(|name| StrLit(name.clone()));
        shape = quote!(#shape.withhold(&[#(#names),*]));
    }
    if !object.groups.is_empty() {
        let groups = object.groups.iter().map(tables::group);
        shape = quote!(#shape.groups(&[#(#groups),*]));
    }
    if let Some(limits) = tables::whole(&object.limits, &mut patterns) {
        shape = quote!(#shape.limits(&#limits));
    }
    let mut fields: Vec<(Tokens, Tokens)> = names
        .fields
        .iter()
        .enumerate()
        .map(|(index, name)| (tokens(Literal::usize_unsuffixed(index)), tokens(name)))
        .collect();
    let last = fields.pop().map(|(_, name)| name);
    let all = object.fields.iter().zip(&names.fields).map(|(field, name)| {
        let blank = blank(types, field);
        quote!(#name: #blank)
    });
    let additional = names.additional.iter().map(|name| quote!(#name: support::Decode::blank()));
    let all = all.chain(additional);
    Kind::Object {
        shape: tokens(shape),
        statics: tokens(patterns.items()),
        places: Arms { fields, last },
        others: names.additional.as_ref().map(tokens),
        blank: tokens(quote!(Self { #(#all),* })),
        deprecated: object.fields.iter().any(|field| field.deprecated),
    }
}

/// The value of a field before it is decoded. Where it is known here, the compiler has nothing to find out: a call for
/// each field is what it takes longest with.
fn blank(types: RustTypes<'_>, field: &Field) -> TokenStream {
    let Field { value, presence, .. } = field;
    if presence.is_optional() || presence.is_nullable() || value.nullable || types.is_endless(&value.ty) {
        return quote!(None);
    }
    match &value.ty {
        TypeRef::List(_) => quote!(Vec::new()),
        TypeRef::Scalar(Scalar::Bool) => quote!(false),
        TypeRef::Scalar(Scalar::I64 | Scalar::I32 | Scalar::U32 | Scalar::U64) => quote!(0),
        TypeRef::Scalar(Scalar::F32) => quote!(0.0),
        TypeRef::Scalar(scalar) if types.is_f64(*scalar) => quote!(0.0),
        ty @ TypeRef::Scalar(_) if types.is_string(ty) => quote!(String::new()),
        _ => quote!(support::Decode::blank()),
    }
}

fn row(types: RustTypes<'_>, field: &Field, shared: &SharedLimits, patterns: &mut Patterns) -> TokenStream {
    let wire = StrLit(field.wire.clone());
    let mut row =
        if field.presence.is_optional() { quote!(support::optional(#wire)) } else { quote!(support::required(#wire)) };
    if field.presence.is_nullable() || is_nullable(types.api, &field.value) {
        row = quote!(#row.nullable());
    }
    if matches!(field.presence, Presence::Required) && types.api.is_anything(&field.value.ty) {
        row = quote!(#row.anything());
    }
    let escaped = tables::escaped(&field.wire);
    row = quote!(#row #escaped);
    if let Some(limits) = shared.reference(types.api, &field.value, patterns) {
        row = quote!(#row.limits(#limits));
    }
    if let Some(node) = &field.xml {
        let node = tables::xml(node, "support");
        row = quote!(#row.xml(&#node));
    }
    row
}

/// Whether null is a value of the type itself.
fn is_nullable(api: &Api, value: &Value) -> bool {
    let mut value = value;
    for _ in 0..=api.types.len() {
        match &value.ty {
            _ if value.nullable => return true,
            TypeRef::AnyJson(_) => return true,
            TypeRef::Named(id) => match &api.ty(*id).kind {
                TypeKind::Alias(target) => value = target,
                TypeKind::Union(Union { variants, .. }) | TypeKind::AnyOf(variants) => {
                    return variants.iter().any(|variant| variant.json_types.null);
                }
                _ => return false,
            },
            _ => return false,
        }
    }
    false
}

fn string_values(values: &[EnumValue<String>], names: &TypeNames) -> Vec<(Tokens, Tokens)> {
    let pair = |(value, name): (&EnumValue<String>, _)| (tokens(StrLit(value.value.clone())), tokens(name));
    values.iter().zip(&names.variants).map(pair).collect()
}

fn int_values(values: &[EnumValue<i64>], names: &TypeNames) -> Vec<(Tokens, Tokens)> {
    let pair = |(value, name): (&EnumValue<i64>, _)| (tokens(literal::integer(value.value)), tokens(name));
    values.iter().zip(&names.variants).map(pair).collect()
}

fn constants(values: &[EnumValue<Json>], names: &TypeNames) -> Vec<(Tokens, Tokens)> {
    let pair = |(value, name): (&EnumValue<Json>, _)| (tokens(tables::constant(&value.value)), tokens(name));
    values.iter().zip(&names.variants).map(pair).collect()
}

fn any_of(types: RustTypes<'_>, parts: &[UnionVariant], names: &TypeNames) -> Kind {
    let mut patterns = Patterns::default();
    let rows = parts.iter().zip(&names.fields);
    let rows: Vec<_> = rows.map(|(part, name)| variant_row(types, part, name.plain(), &mut patterns)).collect();
    Kind::AnyOf {
        variants: tokens(quote!(&[#(#rows),*])),
        statics: tokens(patterns.items()),
        parts: names.fields.iter().map(tokens).collect(),
        null: takes_null(types.api, parts).map(|index| tokens(&names.fields[index])),
    }
}

/// The alternative that null goes to, where that is one that may be anything.
fn takes_null(api: &Api, all: &[UnionVariant]) -> Option<usize> {
    let first = all.iter().position(|variant| variant.json_types.null)?;
    api.is_anything(&all[first].value.ty).then_some(first)
}

fn tuple_view(types: RustTypes<'_>, tuple: &Tuple) -> Kind {
    let mut patterns = Patterns::default();
    let none = || quote!(support::Limits::NONE);
    let mut limits_of = |value: &Value| tables::limits(types.api, value, &mut patterns);
    let rows: Vec<_> = tuple.items.iter().map(|item| limits_of(item).unwrap_or_else(none)).collect();
    let required = Literal::usize_unsuffixed(tuple.required);
    let closed = matches!(tuple.rest, Additional::Forbidden);
    let whole = tables::whole(&tuple.limits, &mut Patterns::default()).unwrap_or_else(none);
    let rest = match &tuple.rest {
        Additional::Kept(value) => limits_of(value),
        Additional::Ignored | Additional::Forbidden => None,
    };
    let rest = rest.unwrap_or_else(none);
    let index = |index: usize| tokens(Literal::usize_unsuffixed(index));
    Kind::Tuple {
        positions: tokens(quote!(support::Positions {
            required: #required,
            items: &[#(#rows),*],
            rest: #rest,
            closed: #closed,
            limits: #whole,
        })),
        statics: tokens(patterns.items()),
        items: (0..tuple.items.len()).map(index).collect(),
        rest: matches!(tuple.rest, Additional::Kept(_)).then(|| index(tuple.items.len())),
    }
}

fn variant_row(types: RustTypes<'_>, variant: &UnionVariant, name: &str, patterns: &mut Patterns) -> TokenStream {
    let (name, kinds) = (StrLit(name.to_owned()), json_types(variant.json_types));
    let mut row = quote!(support::Variant::new(#name, #kinds));
    if !variant.tags.is_empty() {
        let tags = variant.tags.iter().map(|tag| StrLit(tag.clone()));
        row = quote!(#row.tags(&[#(#tags),*]));
    }
    if !variant.required.is_empty() {
        let required = variant.required.iter().map(|name| StrLit(name.clone()));
        row = quote!(#row.required(&[#(#required),*]));
    }
    if !variant.constants.is_empty() {
        let pairs = variant.constants.iter().map(|(name, values)| {
            let name = StrLit(name.clone());
            let values = values.iter().map(tables::constant);
            quote!((#name, &[#(#values),*]))
        });
        row = quote!(#row.constants(&[#(#pairs),*]));
    }
    if !variant.stated.is_empty() {
        let pairs = variant.stated.iter().map(|(path, values)| {
            let path = path.iter().map(|name| StrLit(name.clone()));
            let values = values.iter().map(tables::constant);
            quote!((&[#(#path),*], &[#(#values),*]))
        });
        row = quote!(#row.stated(&[#(#pairs),*]));
    }
    if !variant.alike.is_empty() {
        let alike = variant.alike.iter().map(|index| Literal::usize_unsuffixed(*index));
        row = quote!(#row.alike(&[#(#alike),*]));
    }
    if let Some(limits) = tables::limits(types.api, &variant.value, patterns) {
        row = quote!(#row.limits(&#limits));
    }
    row
}

fn union_view(types: RustTypes<'_>, union: &Union, names: &TypeNames, path: &TokenStream, blank: usize) -> Kind {
    let mut patterns = Patterns::default();
    let rows = union.variants.iter().zip(&names.variants);
    let rows = rows.map(|(variant, name)| variant_row(types, variant, name.plain(), &mut patterns));
    let rows: Vec<TokenStream> = rows.collect();
    let variants = match &union.discriminator {
        Some(tag) => {
            let tag = StrLit(tag.clone());
            let fallback = union.fallback.map(|index| {
                let index = Literal::usize_unsuffixed(index);
                quote!(.fallback(#index))
            });
            quote!(support::Variants::tagged(#tag, &[#(#rows),*]) #fallback)
        }
        None => quote!(support::Variants::new(&[#(#rows),*])),
    };
    let count = names.variants.len();
    let start = names.variants.iter().enumerate().map(|(index, name)| {
        let index = Literal::usize_unsuffixed(index);
        let pattern = if index.to_string() == (count - 1).to_string() { quote!(_) } else { quote!(#index) };
        quote!(#pattern => #path::#name(support::Decode::blank()),)
    });
    let place = names.variants.iter().map(|name| quote!(#path::#name(value) => value,));
    let view = names.variants.iter().enumerate().map(|(index, name)| {
        let index = Literal::usize_unsuffixed(index);
        quote!(#path::#name(value) => (#index, value),)
    });
    let first = &names.variants[blank];
    Kind::Union {
        variants: tokens(variants),
        statics: tokens(patterns.items()),
        start: tokens(quote!(#(#start)*)),
        place: tokens(quote!(#(#place)*)),
        view: tokens(quote!(#(#view)*)),
        open: union.discriminator.is_some() && union.fallback.is_none(),
        blank: tokens(quote!(#path::#first(support::Decode::blank()))),
        null: takes_null(types.api, &union.variants).map(|index| tokens(&names.variants[index])),
    }
}

/// For each union the variant that a blank value has: one that does not lead back to the union. They take all types
/// to find, so they are found once for all pages.
pub(super) struct Blanks(HashMap<TypeId, usize>);

impl Blanks {
    /// Goes over the types again and again; what is finite in one round lets more be finite in the next, so that
    /// the variants that are found first never need each other.
    pub(super) fn new(api: &Api) -> Self {
        let mut finite = vec![false; api.types.len()];
        let mut variants = HashMap::new();
        loop {
            let mut found = Vec::new();
            for (index, def) in api.types.iter().enumerate().filter(|(index, _)| !finite[*index]) {
                let is_finite = match &def.kind {
                    TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => true,
                    TypeKind::AnyOf(_) | TypeKind::Newtype(_) => true,
                    TypeKind::Tuple(tuple) => {
                        tuple.items.iter().take(tuple.required).all(|item| value_is_finite(item, &finite))
                    }
                    TypeKind::Struct(object) => object
                        .fields
                        .iter()
                        .filter(|field| !field.presence.is_optional() && !field.presence.is_nullable())
                        .all(|field| value_is_finite(&field.value, &finite) || is_endless(api, &field.value)),
                    TypeKind::Alias(value) => value_is_finite(value, &finite),
                    TypeKind::Union(union) => {
                        let variant = union.variants.iter().position(|v| value_is_finite(&v.value, &finite));
                        variants.extend(variant.map(|variant| (TypeId(index), variant)));
                        variant.is_some()
                    }
                };
                if is_finite {
                    found.push(index);
                }
            }
            if found.is_empty() {
                return Blanks(variants);
            }
            found.into_iter().for_each(|index| finite[index] = true);
        }
    }

    fn variant(&self, id: TypeId) -> usize {
        self.0.get(&id).copied().unwrap_or(0)
    }
}

fn is_endless(api: &Api, value: &Value) -> bool {
    matches!(&value.ty, TypeRef::Boxed(inner) if matches!(**inner, TypeRef::Named(id) if !api.ty(id).blank))
}

fn value_is_finite(value: &Value, finite: &[bool]) -> bool {
    fn ty(ty: &TypeRef, finite: &[bool]) -> bool {
        match ty {
            TypeRef::Named(id) => finite[id.0],
            TypeRef::Boxed(inner) => self::value_is_finite(&Value::plain((**inner).clone()), finite),
            TypeRef::Scalar(_) | TypeRef::List(_) | TypeRef::Map(_) | TypeRef::AnyJson(_) => true,
        }
    }
    value.nullable || ty(&value.ty, finite)
}
