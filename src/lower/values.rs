//! Defaults: those that do not fit their type are dropped with a warning, so that nothing behind has to doubt them.

use serde_json::Value as Json;

use crate::diagnostics::Diagnostic;
use crate::model::{Additional, Api, Content, PartKind, Pointer, Presence, Scalar, TypeKind, TypeRef, Value};

/// Drops defaults that do not fit.
pub(super) fn check_defaults(api: &mut Api, diagnostics: &mut Vec<Diagnostic>) {
    for index in 0..api.types.len() {
        let TypeKind::Struct(object) = &api.types[index].kind else { continue };
        let mut bad = Vec::new();
        for (position, field) in object.fields.iter().enumerate() {
            if let Some(default) = field.presence.default()
                && !fits(api, &field.value, default, 0)
            {
                bad.push(position);
                diagnostics.push(misfit(&field.wire, &field.origin));
            }
        }
        let TypeKind::Struct(object) = &mut api.types[index].kind else { continue };
        for position in bad {
            let presence = &mut object.fields[position].presence;
            *presence = if presence.is_nullable() { Presence::OptionalNullable } else { Presence::Optional };
        }
    }
    for index in 0..api.operations.len() {
        let operation = &api.operations[index];
        let mut params = Vec::new();
        for (position, param) in operation.params.iter().enumerate() {
            if let Some(default) = &param.default
                && !fits(api, &param.value, default, 0)
            {
                params.push(position);
                diagnostics.push(misfit(&param.wire, &param.origin));
            }
        }
        let mut parts = Vec::new();
        for (body, payload) in operation.bodies.iter().enumerate() {
            let Content::Multipart(all) = &payload.content else { continue };
            for (position, part) in all.iter().enumerate() {
                if let (Some(default), PartKind::Value(value)) = (&part.default, &part.kind)
                    && !fits(api, value, default, 0)
                {
                    parts.push((body, position));
                    diagnostics.push(misfit(&part.wire, &part.origin));
                }
            }
        }
        let operation = &mut api.operations[index];
        for position in params {
            operation.params[position].default = None;
        }
        for (body, position) in parts {
            if let Content::Multipart(all) = &mut operation.bodies[body].content {
                all[position].default = None;
            }
        }
    }
}

fn misfit(wire: &str, origin: &Pointer) -> Diagnostic {
    Diagnostic::warning(
        "misfit-default",
        origin.clone(),
        format!("the default of `{wire}` is not a value of its type, so it is left out"),
    )
    .help("correct the default or the type")
}

/// Whether a JSON value is one of the type's values, limits aside.
pub(super) fn fits(api: &Api, value: &Value, json: &Json, depth: usize) -> bool {
    if json.is_null() {
        return value.nullable || matches!(api.resolve(&value.ty), TypeRef::AnyJson);
    }
    if depth > 32 {
        return false;
    }
    let ty = match api.resolve(&value.ty) {
        TypeRef::Boxed(inner) => api.resolve(inner),
        other => other,
    };
    match ty {
        TypeRef::AnyJson => true,
        TypeRef::Boxed(_) => false,
        TypeRef::List(item) => {
            json.as_array().is_some_and(|list| list.iter().all(|one| fits(api, item, one, depth + 1)))
        }
        TypeRef::Map(item) => {
            json.as_object().is_some_and(|map| map.values().all(|one| fits(api, item, one, depth + 1)))
        }
        TypeRef::Scalar(scalar) => match scalar {
            Scalar::Bool => json.is_boolean(),
            Scalar::I32 => json.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
            Scalar::I64 => json.is_i64(),
            Scalar::U32 => json.as_u64().is_some_and(|n| u32::try_from(n).is_ok()),
            Scalar::U64 => json.is_u64(),
            Scalar::F32 | Scalar::F64 => json.is_number(),
            Scalar::String | Scalar::Secret | Scalar::Date | Scalar::DateTime | Scalar::Base64 => json.is_string(),
            Scalar::Uuid => json.as_str().is_some_and(is_uuid),
            Scalar::Binary => false,
        },
        TypeRef::Named(id) => match &api.ty(*id).kind {
            TypeKind::StringEnum(values) => json.as_str().is_some_and(|text| values.iter().any(|v| v.value == text)),
            TypeKind::IntEnum(values) => json.as_i64().is_some_and(|n| values.iter().any(|v| v.value == n)),
            TypeKind::Union(union) => union.variants.iter().any(|variant| fits(api, &variant.value, json, depth + 1)),
            TypeKind::Struct(object) => json.as_object().is_some_and(|map| {
                object.fields.iter().all(|field| match map.get(&field.wire) {
                    None => field.presence.is_optional(),
                    Some(Json::Null) => field.presence.is_nullable(),
                    Some(one) => fits(api, &field.value, one, depth + 1),
                })
            }),
            TypeKind::ValueEnum(values) => values.iter().any(|value| value.value == *json),
            TypeKind::AnyOf(parts) => parts.iter().any(|part| fits(api, &part.value, json, depth + 1)),
            TypeKind::Tuple(tuple) => json.as_array().is_some_and(|list| {
                list.len() >= tuple.required
                    && list.iter().enumerate().all(|(index, one)| match (tuple.items.get(index), &tuple.rest) {
                        (Some(item), _) => fits(api, item, one, depth + 1),
                        (None, Additional::Kept(rest)) => fits(api, rest, one, depth + 1),
                        (None, Additional::Ignored) => true,
                        (None, Additional::Forbidden) => false,
                    })
            }),
            TypeKind::Newtype(value) => fits(api, value, json, depth + 1),
            TypeKind::Alias(_) => false,
        },
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
