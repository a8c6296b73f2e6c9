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
    Additional, Api, EnumValue, Field, Presence, Struct, Tuple, TypeId, TypeKind, TypeRef, Union, UnionVariant, Value,
};
use crate::names::{ModuleName, TypeNames};
use crate::view::rust_type::RustTypes;
use crate::view::text::{Doc, StrLit, Tokens};

/// The most strings of an enum that a `match` compares one after the other.
const MATCHED: usize = 32;

/// The tables of a module's types.
#[derive(Template)]
#[template(path = "types/codec.rs.jinja", escape = "rs")]
pub(super) struct CodecPage {
    docs: Doc,
    module: ModuleName,
    /// The patterns that no name outside of this page stands for.
    patterns: Tokens,
    types: Vec<TypeView>,
}

/// What a type has to say.
struct TypeView {
    path: Tokens,
    kind: Kind,
}

enum Kind {
    Object {
        /// The field of each property, and what the table says of it.
        rows: Vec<(Tokens, Tokens)>,
        /// The field for other properties.
        others: Option<Tokens>,
        /// What the table says of the whole, call by call.
        whole: Vec<Tokens>,
        /// Whether a field is deprecated.
        deprecated: bool,
    },
    StringEnum {
        values: Vec<(StrLit, Tokens)>,
        /// Whether there are so many that they are not compared one after the other.
        long: bool,
    },
    IntEnum {
        values: Vec<(Tokens, Tokens)>,
    },
    ValueEnum {
        values: Vec<(Tokens, Tokens)>,
    },
    AnyOf {
        variants: Tokens,
        parts: Vec<Tokens>,
        /// The part that null goes to.
        null: Option<Tokens>,
    },
    Tuple {
        positions: Tokens,
        items: Vec<Tokens>,
        rest: Option<Tokens>,
    },
    Newtype {
        limits: Tokens,
    },
    Union {
        variants: Tokens,
        start: Tokens,
        place: Tokens,
        view: Tokens,
        open: bool,
        blank: Tokens,
        /// The variant that null goes to.
        null: Option<Tokens>,
    },
}

/// The page, unless the module has aliases only.
pub(super) fn page(cx: Cx<'_>, module: &Module<'_>, blanks: &Blanks, limits: &SharedLimits) -> Option<CodecPage> {
    let mut tables = Tables { types: cx.types(module.name, &[]), blanks, limits, patterns: Patterns::default() };
    let types: Vec<TypeView> = module.all().into_iter().filter_map(|id| tables.view(cx, id)).collect();
    let docs = Doc::inner("").and(&format!("The wire form of the types in `{}`.", module.name.plain()));
    let patterns = tokens(tables.patterns.items());
    (!types.is_empty()).then(|| CodecPage { docs, module: module.name.clone(), patterns, types })
}

/// What the tables of a page are made with.
struct Tables<'a> {
    types: RustTypes<'a>,
    blanks: &'a Blanks,
    limits: &'a SharedLimits,
    /// Those of the page.
    patterns: Patterns,
}

impl Tables<'_> {
    fn view(&mut self, cx: Cx<'_>, id: TypeId) -> Option<TypeView> {
        let (def, names) = cx.ty(id);
        let (modules, name) = (&names.inner, &names.name);
        let path = quote!(#(#modules::)*#name);
        let kind = match &def.kind {
            TypeKind::Struct(object) => self.object(object, names),
            TypeKind::StringEnum(values) => {
                let pair = |(value, name): (&EnumValue<String>, _)| (StrLit(value.value.clone()), tokens(name));
                let long = values.len() > MATCHED;
                Kind::StringEnum { values: values.iter().zip(&names.variants).map(pair).collect(), long }
            }
            TypeKind::IntEnum(values) => {
                let pair = |(value, name): (&EnumValue<i64>, _)| (tokens(literal::integer(value.value)), tokens(name));
                Kind::IntEnum { values: values.iter().zip(&names.variants).map(pair).collect() }
            }
            TypeKind::Union(union) => self.union(union, names, &path, self.blanks.variant(id)),
            TypeKind::ValueEnum(values) => Kind::ValueEnum { values: constants(values, names) },
            TypeKind::AnyOf(parts) => self.any_of(parts, names),
            TypeKind::Tuple(tuple) => self.tuple(tuple),
            TypeKind::Newtype(value) => Kind::Newtype { limits: tokens(self.limits_of(value)) },
            TypeKind::Alias(_) => return None,
        };
        Some(TypeView { path: tokens(path), kind })
    }

    fn object(&mut self, object: &Struct, names: &TypeNames) -> Kind {
        let fields = object.fields.iter().zip(&names.fields);
        let rows = fields.map(|(field, name)| (tokens(name), tokens(self.row(field)))).collect();
        let mut whole = Vec::new();
        match &object.additional {
            Additional::Ignored => {}
            Additional::Forbidden => whole.push(quote!(.forbid_others())),
            Additional::Kept(value) => {
                let limits = tables::limits(self.types.api, value, &mut self.patterns);
                let parts = limits.map(|limits| quote!(.parts(&#limits)));
                whole.push(quote!(.keep_others(&support::Limits::NONE #parts)));
            }
        }
        if !object.withheld.is_empty() {
            let names = object.withheld.iter().map(|name| StrLit(name.clone()));
            whole.push(quote!(.withhold(&[#(#names),*])));
        }
        if !object.groups.is_empty() {
            let groups = object.groups.iter().map(tables::group);
            whole.push(quote!(.groups(&[#(#groups),*])));
        }
        let limits = tables::whole(&object.limits, &mut self.patterns);
        whole.extend(limits.map(|limits| quote!(.limits(&#limits))));
        Kind::Object {
            rows,
            others: names.additional.as_ref().map(tokens),
            whole: whole.into_iter().map(tokens).collect(),
            deprecated: object.fields.iter().any(|field| field.deprecated),
        }
    }

    /// What the table says of a property.
    fn row(&mut self, field: &Field) -> TokenStream {
        let api = self.types.api;
        let wire = StrLit(field.wire.clone());
        let mut row = if field.presence.is_optional() { quote!(optional(#wire)) } else { quote!(required(#wire)) };
        if field.presence.is_nullable() || is_nullable(api, &field.value) {
            row = quote!(#row.nullable());
        }
        if matches!(field.presence, Presence::Required) && api.is_anything(&field.value.ty) {
            row = quote!(#row.anything());
        }
        let escaped = tables::escaped(&field.wire);
        row = quote!(#row #escaped);
        if let Some(limits) = self.limits.reference(api, &field.value, &mut self.patterns) {
            row = quote!(#row.limits(#limits));
        }
        if let Some(node) = &field.xml {
            let node = tables::xml(node, "support");
            row = quote!(#row.xml(&#node));
        }
        row
    }

    fn any_of(&mut self, parts: &[UnionVariant], names: &TypeNames) -> Kind {
        let rows = parts.iter().zip(&names.fields);
        let rows: Vec<_> = rows.map(|(part, name)| self.variant(part, name.plain())).collect();
        Kind::AnyOf {
            variants: tokens(quote!(&[#(#rows),*])),
            parts: names.fields.iter().map(tokens).collect(),
            null: takes_null(self.types.api, parts).map(|index| tokens(&names.fields[index])),
        }
    }

    fn tuple(&mut self, tuple: &Tuple) -> Kind {
        let rows: Vec<_> = tuple.items.iter().map(|item| self.limits_of(item)).collect();
        let required = Literal::usize_unsuffixed(tuple.required);
        let closed = matches!(tuple.rest, Additional::Forbidden);
        let none = || quote!(support::Limits::NONE);
        let whole = tables::whole(&tuple.limits, &mut self.patterns).unwrap_or_else(none);
        let rest = match &tuple.rest {
            Additional::Kept(value) => self.limits_of(value),
            Additional::Ignored | Additional::Forbidden => none(),
        };
        let index = |index: usize| tokens(Literal::usize_unsuffixed(index));
        Kind::Tuple {
            positions: tokens(quote!(support::Positions {
                required: #required,
                items: &[#(#rows),*],
                rest: #rest,
                closed: #closed,
                limits: #whole,
            })),
            items: (0..tuple.items.len()).map(index).collect(),
            rest: matches!(tuple.rest, Additional::Kept(_)).then(|| index(tuple.items.len())),
        }
    }

    fn union(&mut self, union: &Union, names: &TypeNames, path: &TokenStream, blank: usize) -> Kind {
        let rows = union.variants.iter().zip(&names.variants);
        let rows: Vec<_> = rows.map(|(variant, name)| self.variant(variant, name.plain())).collect();
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
            let number = Literal::usize_unsuffixed(index);
            let pattern = if index + 1 == count { quote!(_) } else { quote!(#number) };
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
            start: tokens(quote!(#(#start)*)),
            place: tokens(quote!(#(#place)*)),
            view: tokens(quote!(#(#view)*)),
            open: union.discriminator.is_some() && union.fallback.is_none(),
            blank: tokens(quote!(#path::#first(support::Decode::blank()))),
            null: takes_null(self.types.api, &union.variants).map(|index| tokens(&names.variants[index])),
        }
    }

    /// What the table says of a variant.
    fn variant(&mut self, variant: &UnionVariant, name: &str) -> TokenStream {
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
        if let Some(limits) = tables::limits(self.types.api, &variant.value, &mut self.patterns) {
            row = quote!(#row.limits(&#limits));
        }
        row
    }

    fn limits_of(&mut self, value: &Value) -> TokenStream {
        tables::limits(self.types.api, value, &mut self.patterns).unwrap_or_else(|| quote!(support::Limits::NONE))
    }
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

/// The alternative that null goes to, where that is one that may be anything.
fn takes_null(api: &Api, all: &[UnionVariant]) -> Option<usize> {
    let first = all.iter().position(|variant| variant.json_types.null)?;
    api.is_anything(&all[first].value.ty).then_some(first)
}

fn constants(values: &[EnumValue<Json>], names: &TypeNames) -> Vec<(Tokens, Tokens)> {
    let pair = |(value, name): (&EnumValue<Json>, _)| (tokens(tables::constant(&value.value)), tokens(name));
    values.iter().zip(&names.variants).map(pair).collect()
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
