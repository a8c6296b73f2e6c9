//! Whether types differ by nothing but their limits: the variants of a `oneOf` that do are told apart by these alone, so
//! that a value within the limits of several is none of the union's.

use std::collections::HashSet;

use super::union::unboxed;
use crate::model::{Additional, Api, Scalar, Struct, Tuple, TypeId, TypeKind, TypeRef, UnionVariant, Value};

/// For each variant the later ones that differ from it by limits alone.
pub(super) fn mark(api: &Api, variants: &mut [UnionVariant]) {
    for index in 0..variants.len() {
        let (before, after) = variants.split_at_mut(index + 1);
        let Some(first) = before.last_mut() else { continue };
        let later = after.iter().enumerate().filter(|(_, other)| {
            let known = &mut HashSet::new();
            first.json_types == other.json_types
                && first.required == other.required
                && values(api, &first.value, &other.value, known)
        });
        first.alike = later.map(|(offset, _)| index + 1 + offset).collect();
    }
}

/// `known` are the pairs of types that are being looked at: types that lead back to themselves are alike unless another
/// part of them says otherwise.
fn values(api: &Api, a: &Value, b: &Value, known: &mut HashSet<(TypeId, TypeId)>) -> bool {
    match (unboxed(api, &a.ty), unboxed(api, &b.ty)) {
        (TypeRef::Scalar(a), TypeRef::Scalar(b)) => a == b || (is_text(*a) && is_text(*b)),
        (TypeRef::List(a), TypeRef::List(b)) | (TypeRef::Map(a), TypeRef::Map(b)) => values(api, a, b, known),
        (TypeRef::AnyJson, TypeRef::AnyJson) => true,
        (TypeRef::Named(a), TypeRef::Named(b)) => a == b || !known.insert((*a, *b)) || types(api, *a, *b, known),
        _ => false,
    }
}

/// Whether it is text whose format is a limit like others.
fn is_text(scalar: Scalar) -> bool {
    matches!(scalar, Scalar::String | Scalar::Formatted(_))
}

fn types(api: &Api, a: TypeId, b: TypeId, known: &mut HashSet<(TypeId, TypeId)>) -> bool {
    match (&api.ty(a).kind, &api.ty(b).kind) {
        (TypeKind::Struct(a), TypeKind::Struct(b)) => structs(api, a, b, known),
        (TypeKind::Tuple(a), TypeKind::Tuple(b)) => tuples(api, a, b, known),
        (TypeKind::Newtype(a), TypeKind::Newtype(b)) => values(api, a, b, known),
        _ => false,
    }
}

fn structs(api: &Api, a: &Struct, b: &Struct, known: &mut HashSet<(TypeId, TypeId)>) -> bool {
    a.fields.len() == b.fields.len()
        && additional(api, &a.additional, &b.additional, known)
        && a.fields.iter().all(|field| {
            let same = b.fields.iter().find(|other| other.wire == field.wire);
            same.is_some_and(|same| {
                same.presence.is_optional() == field.presence.is_optional()
                    && same.presence.is_nullable() == field.presence.is_nullable()
                    && values(api, &field.value, &same.value, known)
            })
        })
}

fn tuples(api: &Api, a: &Tuple, b: &Tuple, known: &mut HashSet<(TypeId, TypeId)>) -> bool {
    a.items.len() == b.items.len()
        && a.required == b.required
        && additional(api, &a.rest, &b.rest, known)
        && a.items.iter().zip(&b.items).all(|(a, b)| values(api, a, b, known))
}

fn additional(api: &Api, a: &Additional, b: &Additional, known: &mut HashSet<(TypeId, TypeId)>) -> bool {
    match (a, b) {
        (Additional::Ignored, Additional::Ignored) | (Additional::Forbidden, Additional::Forbidden) => true,
        (Additional::Kept(a), Additional::Kept(b)) => values(api, a, b, known),
        _ => false,
    }
}
