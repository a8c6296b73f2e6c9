//! Which variants of a `oneOf` a value cannot be at once: those that differ by nothing but their limits are told apart by
//! these alone, so that a value within the limits of several is none of the union's; and those that each need a property
//! of their own.

use std::collections::HashSet;

use super::union::{structure, unboxed};
use crate::model::{Additional, Api, Struct, Tuple, TypeId, TypeKind, TypeRef, UnionVariant, Value};

/// For each variant the later ones of which a value cannot be one too.
pub(super) fn mark(api: &Api, variants: &mut [UnionVariant]) {
    for index in 0..variants.len() {
        let (before, after) = variants.split_at_mut(index + 1);
        let Some(first) = before.last_mut() else { continue };
        let later = after.iter().enumerate().filter(|(_, other)| {
            let known = &mut HashSet::new();
            let alike = first.json_types == other.json_types
                && first.required == other.required
                && values(api, &first.value, &other.value, known);
            alike || (asks_for_more(api, first, other) && asks_for_more(api, other, first))
        });
        first.alike = later.map(|(offset, _)| index + 1 + offset).collect();
    }
}

/// Whether the one needs a property that the other does not know. Where each does, a value that fits both has what tells
/// it from either.
fn asks_for_more(api: &Api, one: &UnionVariant, other: &UnionVariant) -> bool {
    structure(api, other)
        .is_some_and(|object| one.required.iter().any(|wire| object.fields.iter().all(|field| field.wire != *wire)))
}

/// `known` are the pairs of types that are being looked at: types that lead back to themselves are alike unless another
/// part of them says otherwise.
fn values(api: &Api, a: &Value, b: &Value, known: &mut HashSet<(TypeId, TypeId)>) -> bool {
    match (unboxed(api, &a.ty), unboxed(api, &b.ty)) {
        // A format is what a text is, no limit of it: of `uuid` and `string` a UUID is the first.
        (TypeRef::Scalar(a), TypeRef::Scalar(b)) => a == b,
        (TypeRef::List(a), TypeRef::List(b)) | (TypeRef::Map(a), TypeRef::Map(b)) => values(api, a, b, known),
        (TypeRef::AnyJson(_), TypeRef::AnyJson(_)) => true,
        (TypeRef::Named(a), TypeRef::Named(b)) => a == b || !known.insert((*a, *b)) || types(api, *a, *b, known),
        _ => false,
    }
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
