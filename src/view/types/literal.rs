//! Values that a document states, defaults and those that a place takes alone, as Rust expressions and as words.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use crate::formats;
use crate::model::{Additional, Scalar, Struct, Tuple, TypeId, TypeKind, TypeRef, Union, Value};
use crate::names::{TypeNames, VariantName};
use crate::view::expressions::{float, json_tokens};
use crate::view::rust_type::RustTypes;
use crate::view::text::{MOST_VALUES, StrLit, code_span};

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

/// A number with a fraction that is kept in 32 bits, with the digits that fit into them.
fn short(n: f64) -> TokenStream {
    (n as f32).to_string().parse().map_or_else(|_| float(n), float)
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
        TypeRef::Named(id) => named(types, *id, json),
        TypeRef::Map(item) => {
            let entries = json.as_object()?.iter().map(|(key, json)| {
                let (key, value) = (StrLit(key.clone()), literal(types, item, json)?);
                Some(quote!((#key.to_owned(), #value)))
            });
            let entries = entries.collect::<Option<Vec<_>>>()?;
            if entries.is_empty() {
                Some(quote!(Default::default()))
            } else {
                Some(quote!([#(#entries),*].into_iter().collect()))
            }
        }
        TypeRef::Boxed(inner) => {
            let inner = literal(types, &Value::plain((**inner).clone()), json)?;
            Some(quote!(Box::new(#inner)))
        }
        TypeRef::AnyJson(_) => {
            let json = json_tokens(json);
            Some(quote!(serde_json::json!(#json)))
        }
    }
}

fn named(types: RustTypes<'_>, id: TypeId, json: &Json) -> Option<TokenStream> {
    let (path, names) = (types.named(id), &types.names.types[id.0]);
    match &types.api.ty(id).kind {
        TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => {
            let variant = variant(types, id, json)?;
            Some(quote!(#path::#variant))
        }
        TypeKind::Newtype(inner) => {
            let inner = literal(types, inner, json)?;
            Some(quote!(#path(#inner)))
        }
        TypeKind::Tuple(tuple) => self::tuple(types, &path, tuple, json),
        TypeKind::Struct(object) => structure(types, &path, object, names, json),
        TypeKind::Union(union) => self::union(types, &path, union, names, json),
        TypeKind::AnyOf(parts) => {
            let part = parts.iter().find_map(|part| literal(types, &part.value, json))?;
            Some(quote!(#path::from(#part)))
        }
        TypeKind::Alias(_) => None,
    }
}

/// The variant of an enum that a value is.
fn variant<'a>(types: RustTypes<'a>, id: TypeId, json: &Json) -> Option<&'a VariantName> {
    let index = match &types.api.ty(id).kind {
        TypeKind::StringEnum(values) => {
            let text = json.as_str()?;
            values.iter().position(|value| value.value == text)?
        }
        TypeKind::IntEnum(values) => {
            let n = json.as_i64()?;
            values.iter().position(|value| value.value == n)?
        }
        TypeKind::ValueEnum(values) => values.iter().position(|value| value.value == *json)?,
        _ => return None,
    };
    types.names.types[id.0].variants.get(index)
}

/// The values that a place takes alone of those that its type has, in words.
pub(super) fn allowed(types: RustTypes<'_>, value: &Value) -> Option<String> {
    let values = &value.limits.values;
    let say = |json: &Json| match types.api.resolve(&value.ty) {
        TypeRef::Named(id) if let Some(variant) = variant(types, *id, json) => {
            format!("{} ({})", code_span(&variant.to_string()), words(json))
        }
        _ => words(json),
    };
    let said: Vec<String> = values.iter().take(MOST_VALUES).map(say).collect();
    match said.as_slice() {
        [] => None,
        [only] => Some(format!("Always {only}.")),
        some => {
            Some(format!("One of {}{}.", some.join(", "), if values.len() > MOST_VALUES { " and others" } else { "" }))
        }
    }
}

fn tuple(types: RustTypes<'_>, path: &TokenStream, tuple: &Tuple, json: &Json) -> Option<TokenStream> {
    let list = json.as_array()?;
    let own = tuple.items.iter().enumerate().map(|(index, item)| match list.get(index) {
        Some(json) => {
            let value = literal(types, item, json)?;
            Some(if index < tuple.required { value } else { quote!(Some(#value)) })
        }
        None => (index >= tuple.required).then(|| quote!(None)),
    });
    let mut own = own.collect::<Option<Vec<_>>>()?;
    if let Additional::Kept(rest) = &tuple.rest {
        let rest = list.iter().skip(own.len()).map(|json| literal(types, rest, json)).collect::<Option<Vec<_>>>()?;
        own.push(quote!(vec![#(#rest),*]));
    }
    Some(quote!(#path(#(#own),*)))
}

/// A struct by all its fields: this is code of its own crate.
fn structure(
    types: RustTypes<'_>,
    path: &TokenStream,
    object: &Struct,
    names: &TypeNames,
    json: &Json,
) -> Option<TokenStream> {
    let map = json.as_object()?;
    let mut fields = Vec::new();
    for (field, name) in object.fields.iter().zip(&names.fields) {
        let value = match map.get(&field.wire) {
            None if field.presence.is_optional() || types.is_endless(&field.value.ty) => quote!(None),
            None => return None,
            Some(Json::Null) if field.presence.is_nullable() && field.presence.is_optional() => quote!(Some(None)),
            Some(Json::Null) if field.presence.is_nullable() => quote!(None),
            Some(json) => {
                let value = literal(types, &field.value, json)?;
                match (field.presence.is_optional(), field.presence.is_nullable()) {
                    (true, true) => quote!(Some(Some(#value))),
                    (false, false) if !types.is_endless(&field.value.ty) => value,
                    _ => quote!(Some(#value)),
                }
            }
        };
        fields.push(quote!(#name: #value));
    }
    if let (Additional::Kept(value), Some(name)) = (&object.additional, &names.additional) {
        let others = map.iter().filter(|(key, _)| !object.fields.iter().any(|field| field.wire == **key));
        let others: serde_json::Map<String, Json> = others.map(|(key, json)| (key.clone(), json.clone())).collect();
        let others = literal(types, &Value::plain(TypeRef::Map(value.clone())), &Json::Object(others))?;
        fields.push(quote!(#name: #others));
    }
    Some(quote!(#path { #(#fields),* }))
}

/// The first variant that takes the value, by its tag where there is one.
fn union(
    types: RustTypes<'_>,
    path: &TokenStream,
    union: &Union,
    names: &TypeNames,
    json: &Json,
) -> Option<TokenStream> {
    let (index, value) = chosen(types, union, json)?;
    let name = names.variants.get(index)?;
    Some(quote!(#path::#name(#value)))
}

/// Which variant that is, and what it holds.
fn chosen(types: RustTypes<'_>, union: &Union, json: &Json) -> Option<(usize, TokenStream)> {
    let tag = union.discriminator.as_ref().and_then(|property| json.get(property)?.as_str());
    let known =
        tag.is_some_and(|tag| union.variants.iter().any(|variant| variant.tags.iter().any(|known| known == tag)));
    union.variants.iter().enumerate().find_map(|(index, variant)| {
        let meant = match union.fallback {
            Some(fallback) if !known => index == fallback,
            _ => tag.is_none_or(|tag| variant.tags.iter().any(|known| known == tag)),
        };
        let meant = meant && variant.value.limits.list(json);
        meant.then(|| literal(types, &variant.value, json))?.map(|value| (index, value))
    })
}

/// Whether the expression of a value names a field that is deprecated.
pub(super) fn names_deprecated(types: RustTypes<'_>, value: &Value, json: &Json) -> bool {
    let within = |value: &Value, json: &Json| names_deprecated(types, value, json);
    match (types.api.resolve(&value.ty), json) {
        (_, Json::Null) => false,
        (TypeRef::List(item), Json::Array(items)) => items.iter().any(|json| within(item, json)),
        (TypeRef::Map(item), Json::Object(entries)) => entries.values().any(|json| within(item, json)),
        (TypeRef::Boxed(inner), json) => within(&Value::plain((**inner).clone()), json),
        (TypeRef::Named(id), json) => match &types.api.ty(*id).kind {
            TypeKind::Struct(object) => object
                .fields
                .iter()
                .any(|field| field.deprecated || json.get(&field.wire).is_some_and(|json| within(&field.value, json))),
            TypeKind::Union(union) => {
                chosen(types, union, json).is_some_and(|(index, _)| within(&union.variants[index].value, json))
            }
            TypeKind::AnyOf(parts) => parts
                .iter()
                .find(|part| literal(types, &part.value, json).is_some())
                .is_some_and(|part| within(&part.value, json)),
            TypeKind::Tuple(tuple) => {
                let items = json.as_array().into_iter().flatten();
                tuple.items.iter().zip(items).any(|(item, json)| within(item, json))
            }
            TypeKind::Newtype(inner) => within(inner, json),
            TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) | TypeKind::Alias(_) => false,
        },
        _ => false,
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
        Scalar::F32 => json.as_f64().filter(|n| (*n as f32).is_finite()).map(short),
        Scalar::F64 => json.as_f64().map(float),
        Scalar::Decimal if types.is_f64(scalar) => json.as_f64().map(float),
        Scalar::Decimal => {
            let text = StrLit(json.as_number().filter(|number| formats::is_sure_number(number))?.to_string());
            Some(quote!(crate::support::decimal::known(#text)))
        }
        Scalar::String => {
            let text = StrLit(json.as_str()?.to_owned());
            Some(quote!(#text.to_owned()))
        }
        Scalar::Formatted(format) => {
            let text = StrLit(json.as_str()?.to_owned());
            match types.settings.types.of(format) {
                None => Some(quote!(#text.to_owned())),
                Some(_) => formats::is_sure(format, &text.0).then(|| quote!(crate::support::known(#text))),
            }
        }
        Scalar::Secret => {
            let text = StrLit(json.as_str()?.to_owned());
            Some(quote!(#text.into()))
        }
        Scalar::Base64 => {
            let bytes = formats::base64(json.as_str()?)?;
            let bytes = bytes.iter().map(|byte| Literal::u8_unsuffixed(*byte));
            Some(quote!(vec![#(#bytes),*].into()))
        }
        Scalar::Binary => None,
    }
}

/// Whether the type of a default is `Copy`.
pub(super) fn is_copy(types: RustTypes<'_>, value: &Value) -> bool {
    match types.api.resolve(&value.ty) {
        TypeRef::Scalar(scalar) => types.is_copy(*scalar),
        TypeRef::Named(id) => matches!(types.api.ty(*id).kind, TypeKind::IntEnum(_)),
        _ => false,
    }
}

/// Whether making a value of the type costs something, so that it is made only where it is needed.
pub(super) fn is_made(types: RustTypes<'_>, value: &Value) -> bool {
    matches!(types.api.resolve(&value.ty), TypeRef::Scalar(Scalar::Formatted(_)))
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
