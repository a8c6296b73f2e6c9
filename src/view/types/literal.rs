//! Default values as Rust expressions and as words.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use crate::model::{Scalar, TypeKind, TypeRef, Value};
use crate::view::rust_type::RustTypes;
use crate::view::text::{StrLit, code_span};

/// An integer; negative ones with their sign in front.
pub(super) fn integer(n: i64) -> TokenStream {
    let literal = Literal::u64_unsuffixed(n.unsigned_abs());
    if n < 0 { quote!(-#literal) } else { quote!(#literal) }
}

/// A value without parts that is no string.
pub(super) fn scalar_of(json: &Json) -> TokenStream {
    match json {
        Json::Bool(value) => quote!(#value),
        json => match json.as_i64() {
            Some(n) => integer(n),
            None => float(json.as_f64().unwrap_or_default()),
        },
    }
}

/// A number with a fraction; negative ones with their sign in front.
pub(super) fn float(n: f64) -> TokenStream {
    let literal = Literal::f64_unsuffixed(n.abs());
    if n.is_sign_negative() { quote!(-#literal) } else { quote!(#literal) }
}

/// The value as an owned expression, where there is a short one.
pub(super) fn literal(types: RustTypes<'_>, value: &Value, json: &Json) -> Option<TokenStream> {
    if value.nullable {
        return match json {
            Json::Null => Some(quote!(None)),
            json => {
                let inner = literal(types, &Value { nullable: false, ..value.clone() }, json)?;
                Some(quote!(Some(#inner)))
            }
        };
    }
    match types.api.resolve(&value.ty) {
        TypeRef::Scalar(scalar) => self::scalar(types, *scalar, json),
        TypeRef::List(item) => {
            let items = json.as_array()?.iter().map(|json| literal(types, item, json)).collect::<Option<Vec<_>>>()?;
            if items.is_empty() { Some(quote!(Vec::new())) } else { Some(quote!(vec![#(#items),*])) }
        }
        TypeRef::Named(id) => {
            let (path, variants) = (types.named(*id), &types.names.types[id.0].variants);
            let index = match &types.api.ty(*id).kind {
                TypeKind::StringEnum(values) => {
                    let text = json.as_str()?;
                    values.iter().position(|value| value.value == text)?
                }
                TypeKind::IntEnum(values) => {
                    let n = json.as_i64()?;
                    values.iter().position(|value| value.value == n)?
                }
                TypeKind::ValueEnum(values) => values.iter().position(|value| value.value == *json)?,
                TypeKind::Newtype(inner) => {
                    let inner = literal(types, inner, json)?;
                    return Some(quote!(#path(#inner)));
                }
                _ => return None,
            };
            let variant = variants.get(index)?;
            Some(quote!(#path::#variant))
        }
        TypeRef::Map(_) if json.as_object().is_some_and(serde_json::Map::is_empty) => Some(quote!(BTreeMap::new())),
        TypeRef::Map(_) | TypeRef::Boxed(_) | TypeRef::AnyJson => None,
    }
}

fn scalar(types: RustTypes<'_>, scalar: Scalar, json: &Json) -> Option<TokenStream> {
    match scalar {
        Scalar::Bool => {
            let value = json.as_bool()?;
            Some(quote!(#value))
        }
        Scalar::I64 => json.as_i64().map(integer),
        Scalar::I32 => json.as_i64().filter(|n| i32::try_from(*n).is_ok()).map(integer),
        Scalar::U32 => json.as_i64().filter(|n| u32::try_from(*n).is_ok()).map(integer),
        Scalar::U64 => {
            let literal = Literal::u64_unsuffixed(json.as_u64()?);
            Some(quote!(#literal))
        }
        Scalar::F32 => json.as_f64().filter(|n| (*n as f32).is_finite()).map(float),
        Scalar::F64 => json.as_f64().map(float),
        Scalar::String | Scalar::Date | Scalar::DateTime | Scalar::Uuid => {
            let text = StrLit(json.as_str()?.to_owned());
            types.is_string(&TypeRef::Scalar(scalar)).then(|| quote!(#text.to_owned()))
        }
        Scalar::Secret | Scalar::Base64 | Scalar::Binary => None,
    }
}

/// Whether the type of a default is `Copy`.
pub(super) fn is_copy(types: RustTypes<'_>, value: &Value) -> bool {
    match types.api.resolve(&value.ty) {
        TypeRef::Scalar(scalar) => matches!(
            scalar,
            Scalar::Bool | Scalar::I64 | Scalar::I32 | Scalar::U32 | Scalar::U64 | Scalar::F32 | Scalar::F64
        ),
        TypeRef::Named(id) => matches!(types.api.ty(*id).kind, TypeKind::IntEnum(_)),
        _ => false,
    }
}

/// Whether the default is an empty list or object.
pub(super) fn is_empty(json: &Json) -> bool {
    json.as_array().is_some_and(Vec::is_empty) || json.as_object().is_some_and(serde_json::Map::is_empty)
}

/// A JSON value in docs.
pub(super) fn words(json: &Json) -> String {
    match json {
        Json::String(text) if text.is_empty() => "the empty string".to_owned(),
        Json::String(text) => code_span(text),
        json => code_span(&json.to_string()),
    }
}
