//! Which variants of a `oneOf` a value cannot be at once: those that differ by nothing but their limits are told apart by
//! these alone, so that a value within the limits of several is none of the union's; and those that each need a property
//! of their own. Between variants that do not differ at all the first is taken: nothing would be left of the union.

use std::collections::HashSet;

use super::union::{structure, unboxed};
use crate::model::{Additional, Api, Limits, Struct, Tuple, TypeId, TypeKind, TypeRef, UnionVariant, Value};

/// Of how many variants each pair is looked at. The lists grow with the square of it, here and in what is generated.
pub(super) const MOST: usize = 256;

/// For each variant the later ones of which a value cannot be one too.
pub(super) fn mark(api: &Api, variants: &mut [UnionVariant]) {
    for index in 0..variants.len() {
        let (before, after) = variants.split_at_mut(index + 1);
        let Some(first) = before.last_mut() else { continue };
        let later = after.iter().enumerate().filter(|(_, other)| {
            let alike = |limits| Look { api, limits, known: HashSet::new() }.values(&first.value, &other.value);
            let alike = first.json_types == other.json_types
                && first.required == other.required
                && alike(false)
                && !alike(true);
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

/// One look at two types.
struct Look<'a> {
    api: &'a Api,
    /// Whether limits have to be the same, too.
    limits: bool,
    /// The pairs of types that are being looked at: types that lead back to themselves are alike unless another part of
    /// them says otherwise.
    known: HashSet<(TypeId, TypeId)>,
}

impl Look<'_> {
    fn values(&mut self, a: &Value, b: &Value) -> bool {
        if self.limits && limits(self.api, a) != limits(self.api, b) {
            return false;
        }
        match (unboxed(self.api, &a.ty), unboxed(self.api, &b.ty)) {
            // A format is what a text is, no limit of it: of `uuid` and `string` a UUID is the first.
            (TypeRef::Scalar(a), TypeRef::Scalar(b)) => a == b,
            (TypeRef::List(a), TypeRef::List(b)) | (TypeRef::Map(a), TypeRef::Map(b)) => self.values(a, b),
            (TypeRef::AnyJson(_), TypeRef::AnyJson(_)) => true,
            (TypeRef::Named(a), TypeRef::Named(b)) => a == b || !self.known.insert((*a, *b)) || self.types(*a, *b),
            _ => false,
        }
    }

    fn types(&mut self, a: TypeId, b: TypeId) -> bool {
        match (&self.api.ty(a).kind, &self.api.ty(b).kind) {
            (TypeKind::Struct(a), TypeKind::Struct(b)) => self.structs(a, b),
            (TypeKind::Tuple(a), TypeKind::Tuple(b)) => self.tuples(a, b),
            (TypeKind::Newtype(a), TypeKind::Newtype(b)) => self.values(a, b),
            _ => false,
        }
    }

    fn structs(&mut self, a: &Struct, b: &Struct) -> bool {
        a.fields.len() == b.fields.len()
            && !(self.limits && (a.limits != b.limits || a.groups != b.groups))
            && self.additional(&a.additional, &b.additional)
            && a.fields.iter().all(|field| {
                let same = b.fields.iter().find(|other| other.wire == field.wire);
                same.is_some_and(|same| {
                    same.presence.is_optional() == field.presence.is_optional()
                        && same.presence.is_nullable() == field.presence.is_nullable()
                        && self.values(&field.value, &same.value)
                })
            })
    }

    fn tuples(&mut self, a: &Tuple, b: &Tuple) -> bool {
        a.items.len() == b.items.len()
            && a.required == b.required
            && !(self.limits && a.limits != b.limits)
            && self.additional(&a.rest, &b.rest)
            && a.items.iter().zip(&b.items).all(|(a, b)| self.values(a, b))
    }

    fn additional(&mut self, a: &Additional, b: &Additional) -> bool {
        match (a, b) {
            (Additional::Ignored, Additional::Ignored) | (Additional::Forbidden, Additional::Forbidden) => true,
            (Additional::Kept(a), Additional::Kept(b)) => self.values(a, b),
            _ => false,
        }
    }
}

/// The limits of a value, and those of the aliases that it goes by.
fn limits<'a>(api: &'a Api, value: &'a Value) -> Vec<&'a Limits> {
    let (mut all, mut value) = (vec![&value.limits], value);
    // An alias does not lead back to itself; the bound keeps a mistake there finite.
    for _ in 0..=api.types.len() {
        let mut ty = &value.ty;
        while let TypeRef::Boxed(inner) = ty {
            ty = inner;
        }
        let TypeRef::Named(id) = ty else { break };
        let TypeKind::Alias(inner) = &api.ty(*id).kind else { break };
        all.push(&inner.limits);
        value = inner;
    }
    all.retain(|limits| !limits.is_empty());
    all
}
