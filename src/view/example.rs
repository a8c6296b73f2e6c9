//! Example values: in JSON for readers, as Rust expressions for examples that the compiler checks.
//!
//! The document's own example is taken where it fits the type; otherwise one is made up. Whatever the document says,
//! the expressions compile: an example that does not fit is not used.

use std::cell::Cell;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Map, Value as Json, json};

use crate::formats;
use crate::model::{Additional, Api, Limits, Scalar, Struct, TextFormat, TypeId, TypeKind, TypeRef, Value};
use crate::names::{FieldName, Names};
use crate::settings::Settings;
use crate::view::rust_type::{RustTypes, parsed};
use crate::view::text::StrLit;

/// How deep made-up values go: enough to see the shape, finite for recursive types.
const DEPTH: usize = 4;

/// How many parts a made-up value has at most: required fields of required fields multiply.
const MAX_PARTS: usize = 2000;

/// From this many parts on, optional ones are left out.
const ENOUGH: usize = 300;

/// How many steps are taken to see whether a value is one of a type.
const MAX_STEPS: usize = 100_000;

/// Makes examples of an API's values.
#[derive(Clone, Debug)]
pub struct Examples<'a> {
    api: &'a Api,
    names: &'a Names,
    settings: &'a Settings,
    /// How many parts of the example may still be made up.
    parts: Cell<usize>,
    /// How many steps may still be taken to see whether the document's example fits: unions in unions multiply.
    steps: Cell<usize>,
}

impl<'a> Examples<'a> {
    /// Examples for this API.
    pub fn new(api: &'a Api, names: &'a Names, settings: &'a Settings) -> Self {
        Examples { api, names, settings, parts: Cell::new(0), steps: Cell::new(0) }
    }

    /// A value in JSON: the document's example where it fits, else one made up for something called `name`.
    pub fn json(&self, value: &Value, name: &str, example: Option<&Json>) -> Json {
        self.parts.set(MAX_PARTS);
        self.steps.set(MAX_STEPS);
        match example {
            Some(example) if self.value(value, example).is_some() => example.clone(),
            _ => self.made_up(value, name, 0),
        }
    }

    /// A value of a named type in JSON.
    pub fn json_of(&self, id: TypeId) -> Json {
        self.json(&Value::plain(TypeRef::Named(id)), "value", None)
    }

    fn made_up(&self, value: &Value, name: &str, depth: usize) -> Json {
        // A value that is too large for an example ends early, and is none of its type then.
        let Some(left) = self.parts.get().checked_sub(1) else { return Json::Null };
        self.parts.set(left);
        match &value.ty {
            TypeRef::Scalar(scalar) => made_up_scalar(*scalar, &value.limits, name),
            TypeRef::Boxed(inner) => self.made_up(&Value { ty: (**inner).clone(), ..value.clone() }, name, depth),
            TypeRef::List(item) => {
                let few = value.limits.min_items.unwrap_or(0).min(3);
                let wanted = if self.is_deep(depth) { few } else { few.max(1) };
                (0..wanted).map(|_| self.made_up(item, name, depth + 1)).collect()
            }
            TypeRef::Map(item) => {
                let few = value.limits.min_properties.unwrap_or(0).min(3);
                let wanted = if self.is_deep(depth) { few } else { few.max(1) };
                let key = |index| if index == 0 { "key".to_owned() } else { format!("key {}", index + 1) };
                let entries = (0..wanted).map(|index| (key(index), self.made_up(item, name, depth + 1)));
                Json::Object(entries.collect())
            }
            TypeRef::AnyJson => json!({ "key": "value" }),
            TypeRef::Named(id) => self.made_up_named(*id, name, depth),
        }
    }

    /// Whether only what must be there is made up.
    fn is_deep(&self, depth: usize) -> bool {
        depth >= DEPTH || self.parts.get() < MAX_PARTS - ENOUGH
    }

    fn made_up_named(&self, id: TypeId, name: &str, depth: usize) -> Json {
        let def = self.api.ty(id);
        if let Some(example) = &def.example
            && self.value(&Value::plain(TypeRef::Named(id)), example).is_some()
        {
            return example.clone();
        }
        match &def.kind {
            TypeKind::StringEnum(values) => values.first().map(|value| json!(value.value)).unwrap_or_default(),
            TypeKind::IntEnum(values) => values.first().map(|value| json!(value.value)).unwrap_or_default(),
            TypeKind::Alias(value) if depth <= 2 * DEPTH => self.made_up(value, name, depth + 1),
            TypeKind::Alias(_) => Json::Null,
            TypeKind::ValueEnum(values) => values.first().map(|value| value.value.clone()).unwrap_or_default(),
            TypeKind::Struct(content) => self.made_up_struct(content, depth),
            TypeKind::AnyOf(parts) => match parts.first() {
                Some(part) if depth <= 2 * DEPTH => self.made_up(&part.value, name, depth + 1),
                _ => json!({}),
            },
            TypeKind::Tuple(tuple) if depth <= 2 * DEPTH => {
                tuple.items.iter().map(|item| self.made_up(item, name, depth + 1)).collect()
            }
            TypeKind::Newtype(value) if depth <= DEPTH => self.made_up(value, name, depth + 1),
            TypeKind::Newtype(Value { ty: TypeRef::Map(_), .. }) => json!({}),
            TypeKind::Tuple(_) | TypeKind::Newtype(_) => json!([]),
            TypeKind::Union(union) => {
                let Some(variant) = union.variants.iter().find(|variant| !self.leads_back(&variant.value, id)) else {
                    return Json::Null;
                };
                let mut value = self.made_up(&variant.value, name, depth + 1);
                if let (Some(property), Some(tag), Json::Object(fields)) =
                    (&union.discriminator, variant.tags.first(), &mut value)
                {
                    fields.insert(property.clone(), json!(tag));
                }
                value
            }
        }
    }

    fn made_up_struct(&self, content: &Struct, depth: usize) -> Json {
        let mut object = Map::new();
        for field in &content.fields {
            let deep = self.is_deep(depth);
            if field.presence.is_optional() && deep || depth > 2 * DEPTH {
                continue;
            }
            let value = match (&field.example, field.presence.default()) {
                (Some(example), _) if self.value(&field.value, example).is_some() => example.clone(),
                (_, Some(default)) if self.value(&field.value, default).is_some() => default.clone(),
                _ => self.made_up(&field.value, &field.wire, depth + 1),
            };
            object.insert(field.wire.clone(), value);
        }
        Json::Object(object)
    }

    /// Whether a variant holds the union itself.
    fn leads_back(&self, value: &Value, union: TypeId) -> bool {
        match &value.ty {
            TypeRef::Named(id) => *id == union,
            TypeRef::Boxed(inner) => matches!(**inner, TypeRef::Named(id) if id == union),
            _ => false,
        }
    }

    /// A value as an owned Rust expression; `None` where `json` is no value of the type. Optional fields of structs
    /// stay empty. The expression may use `?`; named types are found below `types`.
    pub fn expr(&self, value: &Value, json: &Json) -> Option<TokenStream> {
        self.steps.set(MAX_STEPS);
        self.value(value, json)
    }

    fn value(&self, value: &Value, json: &Json) -> Option<TokenStream> {
        self.steps.set(self.steps.get().checked_sub(1)?);
        if value.nullable {
            return match json {
                Json::Null => Some(quote!(None)),
                json => self.ty(&value.ty, json).map(|inner| quote!(Some(#inner))),
            };
        }
        self.ty(&value.ty, json)
    }

    fn ty(&self, ty: &TypeRef, json: &Json) -> Option<TokenStream> {
        match ty {
            TypeRef::Scalar(scalar) => self.scalar(*scalar, json),
            TypeRef::Boxed(inner) => self.ty(inner, json).map(|inner| quote!(Box::new(#inner))),
            TypeRef::List(item) => {
                let items = json.as_array()?.iter().map(|json| self.value(item, json)).collect::<Option<Vec<_>>>()?;
                Some(quote!(vec![#(#items),*]))
            }
            TypeRef::Map(item) => {
                let pairs = json.as_object()?.iter().map(|(key, json)| {
                    let key = StrLit(key.clone());
                    self.value(item, json).map(|value| quote!((#key.to_owned(), #value)))
                });
                let pairs = pairs.collect::<Option<Vec<_>>>()?;
                Some(quote!(std::collections::BTreeMap::from([#(#pairs),*])))
            }
            TypeRef::AnyJson => {
                let json = json_tokens(json);
                Some(quote!(serde_json::json!(#json)))
            }
            TypeRef::Named(id) => self.named(*id, json),
        }
    }

    fn named(&self, id: TypeId, json: &Json) -> Option<TokenStream> {
        let names = &self.names.types[id.0];
        let path = self.path(id);
        match &self.api.ty(id).kind {
            TypeKind::Alias(value) => self.value(value, json),
            TypeKind::StringEnum(values) => {
                let text = json.as_str()?;
                let index = values.iter().position(|value| value.value == text)?;
                let variant = names.variants.get(index)?;
                Some(quote!(#path::#variant))
            }
            TypeKind::IntEnum(values) => {
                let number = json.as_i64()?;
                let index = values.iter().position(|value| value.value == number)?;
                let variant = names.variants.get(index)?;
                Some(quote!(#path::#variant))
            }
            TypeKind::ValueEnum(values) => {
                let index = values.iter().position(|value| value.value == *json)?;
                let variant = names.variants.get(index)?;
                Some(quote!(#path::#variant))
            }
            TypeKind::AnyOf(parts) => parts.iter().find_map(|part| {
                let inner = self.value(&part.value, json)?;
                Some(quote!(#path::from(#inner)))
            }),
            TypeKind::Tuple(tuple) => {
                let items = json.as_array()?;
                let own = tuple.items.iter().enumerate().map(|(index, item)| match items.get(index) {
                    Some(json) => {
                        let value = self.value(item, json)?;
                        Some(if index < tuple.required { value } else { quote!(Some(#value)) })
                    }
                    None => (index >= tuple.required).then(|| quote!(None)),
                });
                let mut own = own.collect::<Option<Vec<_>>>()?;
                if let Additional::Kept(rest) = &tuple.rest {
                    let rest = items.iter().skip(own.len()).map(|json| self.value(rest, json));
                    let rest = rest.collect::<Option<Vec<_>>>()?;
                    own.push(quote!(vec![#(#rest),*]));
                }
                Some(quote!(#path(#(#own),*)))
            }
            TypeKind::Newtype(value) => {
                let inner = self.value(value, json)?;
                Some(quote!(#path(#inner)))
            }
            TypeKind::Union(union) => union.variants.iter().zip(&names.variants).find_map(|(variant, name)| {
                if let (Some(property), false) = (&union.discriminator, variant.tags.is_empty()) {
                    let tag = json.get(property)?.as_str()?;
                    if !variant.tags.iter().any(|known| known == tag) {
                        return None;
                    }
                }
                let inner = self.value(&variant.value, json)?;
                Some(quote!(#path::#name(#inner)))
            }),
            TypeKind::Struct(content) => self.structure(id, content, json),
        }
    }

    /// The required fields of a struct, each with its expression; `None` where one of them is missing.
    fn structure(&self, id: TypeId, content: &Struct, json: &Json) -> Option<TokenStream> {
        let path = self.path(id);
        let names = &self.names.types[id.0];
        let object = json.as_object()?;
        let mut fields = Vec::new();
        for (field, name) in content.fields.iter().zip(&names.fields) {
            if field.presence.is_optional() || self.types().is_endless(&field.value.ty) {
                continue;
            }
            let json = object.get(&field.wire)?;
            let value = match (field.presence.is_nullable(), json) {
                (true, Json::Null) => quote!(None),
                (true, json) => {
                    let value = self.value(&field.value, json)?;
                    quote!(Some(#value))
                }
                (false, json) => self.value(&field.value, json)?,
            };
            // `new` takes whatever becomes a text.
            let text = match json {
                Json::String(text) if !field.presence.is_nullable() && !field.value.nullable => Some(text),
                _ => None,
            };
            let argument = match text {
                Some(text) if self.types().is_string(&field.value.ty) => {
                    let text = StrLit(text.clone());
                    quote!(#text)
                }
                _ => value.clone(),
            };
            fields.push((name, value, argument));
        }
        let values = fields.iter().map(|(.., argument)| argument);
        Some(match fields.len() {
            0 => quote!(#path::default()),
            1..=Struct::NEW_ARGUMENTS => quote!(#path::new(#(#values),*)),
            _ => {
                let required = self.sibling(id, "Required");
                let values = fields.iter().map(|(_, value, _)| value);
                let names = fields.iter().map(|(name, ..)| name);
                quote!(#path::from(#required { #(#names: #values),* }))
            }
        })
    }

    /// The optional fields of a struct that `json` has, each with its expression (`Some(..)`).
    pub fn optional_fields(&self, value: &Value, json: &Json) -> Vec<(&'a FieldName, TokenStream)> {
        let TypeRef::Named(id) = self.api.resolve(&value.ty) else {
            return Vec::new();
        };
        let (TypeKind::Struct(content), Some(object)) = (&self.api.ty(*id).kind, json.as_object()) else {
            return Vec::new();
        };
        self.steps.set(MAX_STEPS);
        let names: &'a Names = self.names;
        let fields = content.fields.iter().zip(&names.types[id.0].fields);
        fields
            .filter(|(field, _)| field.presence.is_optional() && !field.read_only && !field.deprecated)
            .filter_map(|(field, name)| {
                let value = self.value(&field.value, object.get(&field.wire)?)?;
                let value =
                    if field.presence.is_nullable() { quote!(Some(Some(#value))) } else { quote!(Some(#value)) };
                Some((name, value))
            })
            .collect()
    }

    fn scalar(&self, scalar: Scalar, json: &Json) -> Option<TokenStream> {
        let text = || json.as_str().map(|text| StrLit(text.to_owned()));
        let owned = || text().map(|text| quote!(#text.to_owned()));
        Some(match scalar {
            Scalar::Bool => {
                let value = json.as_bool()?;
                quote!(#value)
            }
            Scalar::I64 => number(Literal::i64_unsuffixed(json.as_i64()?.saturating_abs()), json.as_i64()? < 0),
            Scalar::I32 => {
                let value = i32::try_from(json.as_i64()?).ok()?;
                number(Literal::i32_unsuffixed(value.saturating_abs()), value < 0)
            }
            Scalar::U32 => number(Literal::u32_unsuffixed(u32::try_from(json.as_u64()?).ok()?), false),
            Scalar::U64 => number(Literal::u64_unsuffixed(json.as_u64()?), false),
            Scalar::Decimal if self.settings.types.of(TextFormat::Decimal).is_some() => {
                let text = StrLit(json.as_number().filter(|number| formats::is_sure_number(number))?.to_string());
                quote!(#text.parse()?)
            }
            Scalar::F32 | Scalar::F64 | Scalar::Decimal => {
                let value = json.as_f64().filter(|value| value.is_finite() && value.abs() < 1e30)?;
                number(Literal::f64_unsuffixed(value.abs()), value < 0.0)
            }
            Scalar::String => return owned(),
            Scalar::Formatted(format) => match self.settings.types.of(format) {
                None => return owned(),
                Some(choice) => {
                    let text = text().filter(|text| formats::is_sure(format, &text.0))?;
                    parsed(choice, &text, false)
                }
            },
            Scalar::Secret => {
                let text = text()?;
                quote!(#text.into())
            }
            Scalar::Base64 => {
                text()?;
                quote!(b"hello".to_vec().into())
            }
            Scalar::Binary => {
                text()?;
                quote!("content".into())
            }
        })
    }

    fn types(&self) -> RustTypes<'a> {
        RustTypes::outside(self.api, self.names, self.settings)
    }

    /// The path of a named type below `types`.
    pub fn path(&self, id: TypeId) -> TokenStream {
        self.types().named(id)
    }

    fn sibling(&self, id: TypeId, suffix: &str) -> TokenStream {
        self.types().beside(id, &format_ident!("{}{suffix}", self.names.types[id.0].name.plain()))
    }
}

fn number(magnitude: Literal, negative: bool) -> TokenStream {
    if negative { quote!(-#magnitude) } else { quote!(#magnitude) }
}

fn made_up_scalar(scalar: Scalar, limits: &Limits, name: &str) -> Json {
    match scalar {
        Scalar::Bool => json!(true),
        Scalar::I64 | Scalar::I32 | Scalar::U32 | Scalar::U64 => json!(made_up_integer(limits)),
        Scalar::F32 | Scalar::F64 | Scalar::Decimal => {
            let bound = |bound: &Option<(serde_json::Number, bool)>| bound.as_ref().and_then(|(n, _)| n.as_f64());
            json!(match (bound(&limits.minimum), bound(&limits.maximum)) {
                (None, None) => 1.5,
                (Some(minimum), None) => minimum + 0.5,
                (None, Some(maximum)) => (maximum - 0.5).min(1.5),
                (Some(minimum), Some(maximum)) => (minimum + 0.5).min(f64::midpoint(minimum, maximum)),
            })
        }
        Scalar::Formatted(format) => json!(made_up_text(format)),
        Scalar::String | Scalar::Secret => {
            let mut text = if name.is_empty() { "text".to_owned() } else { name.to_owned() };
            if let Some(most) = limits.max_length {
                text = text.chars().take(usize::try_from(most).unwrap_or(usize::MAX)).collect();
            }
            let least = usize::try_from(limits.min_length.unwrap_or(0).min(200)).unwrap_or(0);
            let missing = least.saturating_sub(text.chars().count());
            text.extend(std::iter::repeat_n('x', missing));
            json!(text)
        }
        Scalar::Base64 => json!("aGVsbG8="),
        Scalar::Binary => json!("content"),
    }
}

fn made_up_text(format: TextFormat) -> &'static str {
    match format {
        TextFormat::Date => "2024-02-29",
        TextFormat::DateTime => "2024-02-29T12:30:00Z",
        TextFormat::Time => "12:30:00Z",
        TextFormat::Duration => "P1DT2H",
        TextFormat::Uuid => "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        TextFormat::Uri | TextFormat::UriReference => "https://example.com/",
        TextFormat::Email => "name@example.com",
        TextFormat::Hostname => "example.com",
        TextFormat::Ipv4 => "192.0.2.1",
        TextFormat::Ipv6 => "2001:db8::1",
        TextFormat::Decimal => "1.50",
    }
}

fn made_up_integer(limits: &Limits) -> i64 {
    let bound = |bound: &Option<(serde_json::Number, bool)>| {
        bound.as_ref().and_then(|(number, excluded)| Some((number.as_i64()?, i64::from(*excluded))))
    };
    let mut value = 1;
    if let Some((maximum, excluded)) = bound(&limits.maximum) {
        value = value.min(maximum.saturating_sub(excluded));
    }
    if let Some((minimum, excluded)) = bound(&limits.minimum) {
        value = value.max(minimum.saturating_add(excluded));
    }
    match limits.multiple_of.as_ref().and_then(serde_json::Number::as_i64) {
        Some(step) if step > 0 => value.saturating_add((step - value.rem_euclid(step)) % step),
        _ => value,
    }
}

/// JSON as the tokens that `serde_json::json!` takes.
pub(super) fn json_tokens(json: &Json) -> TokenStream {
    match json {
        Json::Null => quote!(null),
        Json::Bool(value) => quote!(#value),
        Json::Number(value) => match (value.as_i64(), value.as_u64(), value.as_f64()) {
            (Some(value), ..) => number(Literal::u64_unsuffixed(value.unsigned_abs()), value < 0),
            (_, Some(value), _) => number(Literal::u64_suffixed(value), false),
            (.., Some(value)) if value.is_finite() => number(Literal::f64_unsuffixed(value.abs()), value < 0.0),
            _ => quote!(0),
        },
        Json::String(text) => {
            let text = StrLit(text.clone());
            quote!(#text)
        }
        Json::Array(items) => {
            let items = items.iter().map(json_tokens);
            quote!([#(#items),*])
        }
        Json::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| {
                let (key, value) = (StrLit(key.clone()), json_tokens(value));
                quote!(#key: #value)
            });
            quote!({ #(#fields),* })
        }
    }
}
