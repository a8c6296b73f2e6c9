//! Defaults: those that do not fit their type are dropped with a warning, so that nothing behind has to doubt them.

use serde_json::Value as Json;

use crate::diagnostics::Diagnostic;
use crate::formats;
use crate::model::{Additional, Api, Content, PartKind, Pointer, Presence, Scalar, TypeKind, TypeRef, Value};

/// Drops defaults that do not fit.
pub(super) fn check_defaults(api: &mut Api, diagnostics: &mut Vec<Diagnostic>) {
    for index in 0..api.types.len() {
        let TypeKind::Struct(object) = &api.types[index].kind else { continue };
        let mut bad = Vec::new();
        for (position, field) in object.fields.iter().enumerate() {
            if let Some(default) = field.presence.default()
                && !fits(api, &field.value, default)
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
                && !fits(api, &param.value, default)
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
                    && !fits(api, value, default)
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

/// How many steps are taken to compare a value with a type: unions in unions multiply.
const MAX_STEPS: usize = 100_000;

/// Whether a JSON value is one of the type's values, limits aside.
fn fits(api: &Api, value: &Value, json: &Json) -> bool {
    fits_within(api, value, json, 0, &mut { MAX_STEPS })
}

fn fits_within(api: &Api, value: &Value, json: &Json, depth: usize, steps: &mut usize) -> bool {
    if json.is_null() {
        return value.nullable || matches!(api.resolve(&value.ty), TypeRef::AnyJson);
    }
    *steps = steps.saturating_sub(1);
    if depth > 32 || *steps == 0 {
        return false;
    }
    let mut fits = |value: &Value, json: &Json| fits_within(api, value, json, depth + 1, steps);
    let ty = match api.resolve(&value.ty) {
        TypeRef::Boxed(inner) => api.resolve(inner),
        other => other,
    };
    match ty {
        TypeRef::AnyJson => true,
        TypeRef::Boxed(_) => false,
        TypeRef::List(item) => json.as_array().is_some_and(|list| list.iter().all(|one| fits(item, one))),
        TypeRef::Map(item) => json.as_object().is_some_and(|map| map.values().all(|one| fits(item, one))),
        TypeRef::Scalar(scalar) => match scalar {
            Scalar::Bool => json.is_boolean(),
            Scalar::I32 => json.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
            Scalar::I64 => json.is_i64(),
            Scalar::U32 => json.as_u64().is_some_and(|n| u32::try_from(n).is_ok()),
            Scalar::U64 => json.is_u64(),
            Scalar::F32 | Scalar::F64 | Scalar::Decimal => json.is_number(),
            Scalar::String | Scalar::Secret | Scalar::Base64 => json.is_string(),
            Scalar::Formatted(format) => json.as_str().is_some_and(|text| formats::fits(*format, text)),
            Scalar::Binary => false,
        },
        TypeRef::Named(id) => match &api.ty(*id).kind {
            TypeKind::StringEnum(values) => json.as_str().is_some_and(|text| values.iter().any(|v| v.value == text)),
            TypeKind::IntEnum(values) => json.as_i64().is_some_and(|n| values.iter().any(|v| v.value == n)),
            TypeKind::Union(union) => union.variants.iter().any(|variant| fits(&variant.value, json)),
            TypeKind::Struct(object) => json.as_object().is_some_and(|map| {
                object.fields.iter().all(|field| match map.get(&field.wire) {
                    None => field.presence.is_optional(),
                    Some(Json::Null) => field.presence.is_nullable(),
                    Some(one) => fits(&field.value, one),
                })
            }),
            TypeKind::ValueEnum(values) => values.iter().any(|value| value.value == *json),
            TypeKind::AnyOf(parts) => parts.iter().any(|part| fits(&part.value, json)),
            TypeKind::Tuple(tuple) => json.as_array().is_some_and(|list| {
                list.len() >= tuple.required
                    && list.iter().enumerate().all(|(index, one)| match (tuple.items.get(index), &tuple.rest) {
                        (Some(item), _) => fits(item, one),
                        (None, Additional::Kept(rest)) => fits(rest, one),
                        (None, Additional::Ignored) => true,
                        (None, Additional::Forbidden) => false,
                    })
            }),
            TypeKind::Newtype(value) => fits(value, json),
            TypeKind::Alias(_) => false,
        },
    }
}
