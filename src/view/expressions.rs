//! Values of an API as Rust expressions, for the examples that the compiler checks.
//!
//! Which value is shown is `example`'s to say; of the document's own only those are taken that have an expression.

use std::cell::Cell;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use crate::example::{Examples, integer, is_same};
use crate::formats;
use crate::model::{Additional, Api, Marked, Scalar, Struct, TextFormat, TypeId, TypeKind, TypeRef, Value};
use crate::names::{FieldName, Names};
use crate::settings::Settings;
use crate::view::rust_type::{RustTypes, parsed};
use crate::view::text::StrLit;

/// How many steps are taken to see whether a value is one of a type.
const MAX_STEPS: usize = 100_000;

/// How deep types are looked into for one value: unions may be variants of one another in a circle.
const MAX_DEPTH: usize = 150;

/// Writes values of an API.
#[derive(Clone, Debug)]
pub struct Expressions<'a> {
    api: &'a Api,
    names: &'a Names,
    settings: &'a Settings,
    /// How many steps may still be taken: unions in unions multiply.
    steps: Cell<usize>,
    depth: Cell<usize>,
}

impl<'a> Expressions<'a> {
    /// Expressions for this API.
    pub fn new(api: &'a Api, names: &'a Names, settings: &'a Settings) -> Self {
        Expressions { api, names, settings, steps: Cell::new(0), depth: Cell::new(0) }
    }

    /// A value in JSON that has an expression: the example where it has one, else another for something called `name`;
    /// null where there is none.
    pub fn json(&self, value: &Value, name: &str, example: Option<&Json>) -> Json {
        self.steps.set(MAX_STEPS);
        let usable = |value: &Value, json: &Json| self.value(value, json).is_some();
        Examples::new(self.api).only(&usable).value(value, name, example).unwrap_or_default()
    }

    /// A value as an owned Rust expression; `None` where `json` is no value of the type. Optional fields of structs
    /// stay empty. The expression may use `?`; named types are found below `types`.
    pub fn expr(&self, value: &Value, json: &Json) -> Option<TokenStream> {
        self.steps.set(MAX_STEPS);
        self.value(value, json)
    }

    fn value(&self, value: &Value, json: &Json) -> Option<TokenStream> {
        self.steps.set(self.steps.get().checked_sub(1)?);
        if self.depth.get() == MAX_DEPTH {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let made = match json {
            Json::Null if value.nullable => Some(quote!(None)),
            json if value.nullable => self.ty(&value.ty, json).map(|inner| quote!(Some(#inner))),
            json => self.ty(&value.ty, json),
        };
        self.depth.set(self.depth.get() - 1);
        made
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
            TypeRef::AnyJson(_) => {
                let json = json_tokens(json);
                Some(quote!(serde_json::json!(#json)))
            }
            TypeRef::Named(id) => self.named(*id, *id, json),
        }
    }

    /// A value of the type `id`, by the name of `shown`, which is the type itself or another name for it.
    fn named(&self, id: TypeId, shown: TypeId, json: &Json) -> Option<TokenStream> {
        let names = &self.names.types[id.0];
        let path = self.path(shown);
        match &self.api.ty(id).kind {
            TypeKind::Alias(Value { ty: TypeRef::Named(target), nullable: false, .. })
                if self.is_said_by_alias(*target) =>
            {
                self.named(*target, shown, json)
            }
            TypeKind::Alias(value) => self.value(value, json),
            TypeKind::StringEnum(values) => {
                let text = json.as_str()?;
                let index = values.iter().position(|value| value.value == text)?;
                let variant = names.variants.get(index)?;
                Some(quote!(#path::#variant))
            }
            TypeKind::IntEnum(values) => {
                let number = integer(json)?;
                let index = values.iter().position(|value| i128::from(value.value) == number)?;
                let variant = names.variants.get(index)?;
                Some(quote!(#path::#variant))
            }
            TypeKind::ValueEnum(values) => {
                let index = values.iter().position(|value| is_same(&value.value, json))?;
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
                let inner = variant.value.limits.list(json).then(|| self.value(&variant.value, json))??;
                Some(quote!(#path::#name(#inner)))
            }),
            TypeKind::Struct(content) => self.structure(id, shown, content, json),
        }
    }

    /// Whether a value of the type can be written with an alias in place of its name: constructors of tuples are
    /// functions, which aliases do not have.
    fn is_said_by_alias(&self, id: TypeId) -> bool {
        !matches!(self.api.ty(id).kind, TypeKind::Tuple(_) | TypeKind::Newtype(_))
    }

    /// The required fields of a struct, each with its expression; `None` where one of them is missing.
    fn structure(&self, id: TypeId, shown: TypeId, content: &Struct, json: &Json) -> Option<TokenStream> {
        let path = self.path(shown);
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
                let path = self.path(id);
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
            .filter(|(field, _)| field.presence.is_optional() && field.read_only != Marked::Yes && !field.deprecated)
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
                float(value)
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
        self.types().beside(id, suffix)
    }
}

/// A number with a fraction; negative ones with their sign in front.
pub(super) fn float(n: f64) -> TokenStream {
    let literal = |n: f64| number(Literal::f64_unsuffixed(n.abs()), n.is_sign_negative());
    if !is_taken_for_constant(n) {
        return literal(n);
    }
    // Powers of two change no digit of the value.
    let factor = [4.0, 16.0, 64.0].into_iter().find(|factor| !is_taken_for_constant(n * factor));
    let factor = factor.unwrap_or(1.0);
    let (dividend, divisor) = (literal(n * factor), literal(factor));
    quote!(#dividend / #divisor)
}

/// Whether clippy would ask for one of the constants of `std` instead: what a document says is no mistake, and no
/// constant either.
fn is_taken_for_constant(n: f64) -> bool {
    use std::f64::consts::{
        E, FRAC_1_PI, FRAC_1_SQRT_2, FRAC_2_PI, FRAC_2_SQRT_PI, FRAC_PI_2, FRAC_PI_3, FRAC_PI_4, FRAC_PI_6, FRAC_PI_8,
        LN_2, LN_10, LOG2_10, LOG2_E, LOG10_2, LOG10_E, PI, SQRT_2, TAU,
    };
    let all = [
        E,
        FRAC_1_PI,
        FRAC_1_SQRT_2,
        FRAC_2_PI,
        FRAC_2_SQRT_PI,
        FRAC_PI_2,
        FRAC_PI_3,
        FRAC_PI_4,
        FRAC_PI_6,
        FRAC_PI_8,
        LN_2,
        LN_10,
        LOG2_10,
        LOG2_E,
        LOG10_2,
        LOG10_E,
        PI,
        SQRT_2,
        TAU,
    ];
    let text = n.abs().to_string();
    let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len());
    digits > 1 && all.iter().any(|known| known.to_string().starts_with(&text) || format!("{known:.digits$}") == text)
}

fn number(magnitude: Literal, negative: bool) -> TokenStream {
    if negative { quote!(-#magnitude) } else { quote!(#magnitude) }
}

/// JSON as the tokens that `serde_json::json!` takes.
pub(super) fn json_tokens(json: &Json) -> TokenStream {
    match json {
        Json::Null => quote!(null),
        Json::Bool(value) => quote!(#value),
        Json::Number(value) => match (value.as_i64(), value.as_u64(), value.as_f64()) {
            (Some(value), ..) => number(Literal::u64_unsuffixed(value.unsigned_abs()), value < 0),
            (_, Some(value), _) => number(Literal::u64_suffixed(value), false),
            (.., Some(value)) if value.is_finite() => float(value),
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
