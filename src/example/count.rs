//! How many different values there are at most, where that is certain.

use super::pattern::Pattern;
use super::{Examples, fit, number, unboxed};
use crate::model::{Additional, Limits, Scalar, Struct, Tuple, TypeId, TypeKind, TypeRef, Value};

/// How deep values are looked at, and at how many parts of them: types of types multiply.
const MAX_DEPTH: usize = 8;
const MAX_PARTS: usize = 1_000;

impl Examples<'_> {
    /// How many values this has at most; `None` where that is not known, or nobody would count so far.
    pub(super) fn at_most(&self, value: &Value) -> Option<u64> {
        let mut left = MAX_PARTS;
        self.count(value, 0, &mut left)
    }

    fn count(&self, value: &Value, depth: usize, left: &mut usize) -> Option<u64> {
        *left = left.checked_sub(1)?;
        if depth > MAX_DEPTH {
            return None;
        }
        let limits = &value.limits;
        if !limits.values.is_empty() {
            let listed = limits.values.iter().filter(|json| !json.is_null() && self.check(value, json).is_ok());
            return Some(listed.count() as u64 + u64::from(value.nullable));
        }
        let count = match unboxed(&value.ty) {
            TypeRef::Scalar(Scalar::Bool) => 2,
            TypeRef::Scalar(
                scalar @ (Scalar::I64
                | Scalar::I32
                | Scalar::U32
                | Scalar::U64
                | Scalar::F32
                | Scalar::F64
                | Scalar::Decimal),
            ) => number::count(*scalar, limits)?,
            TypeRef::Scalar(scalar) => self.texts(*scalar, limits)?,
            TypeRef::List(item) => self.lists(item, limits, depth, left)?,
            TypeRef::Map(_) if limits.max_properties == Some(0) => 1,
            TypeRef::Map(_) | TypeRef::AnyJson(_) | TypeRef::Boxed(_) => return None,
            TypeRef::Named(id) => self.named_values(*id, value, depth, left)?,
        };
        count.checked_add(u64::from(value.nullable))
    }

    fn named_values(&self, id: TypeId, value: &Value, depth: usize, left: &mut usize) -> Option<u64> {
        match &self.api.ty(id).kind {
            TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => {
                let values = self.enum_values(id)?;
                Some(values.iter().filter(|json| self.check(value, json).is_ok()).count() as u64)
            }
            TypeKind::Alias(inner) | TypeKind::Newtype(inner) => self.count(inner, depth + 1, left),
            TypeKind::Struct(object) => self.objects(object, depth, left),
            TypeKind::Tuple(tuple) => self.tuples(tuple, depth, left),
            TypeKind::Union(union) => {
                let mut variants = union.variants.iter().map(|variant| self.count(&variant.value, depth + 1, left));
                variants.try_fold(0, |all: u64, count| all.checked_add(count?))
            }
            // Each that fits adds what it has.
            TypeKind::AnyOf(_) => None,
        }
    }

    fn texts(&self, scalar: Scalar, limits: &Limits) -> Option<u64> {
        if limits.max_length == Some(0) {
            return Some(1);
        }
        let texts = limits.patterns.iter().find_map(|pattern| Pattern::new(pattern)?.all())?;
        Some(texts.iter().filter(|text| fit::text(text, scalar, limits).is_ok()).count() as u64)
    }

    fn lists(&self, item: &Value, limits: &Limits, depth: usize, left: &mut usize) -> Option<u64> {
        let least = limits.min_items.unwrap_or(0);
        if limits.max_items == Some(0) {
            return Some(u64::from(least == 0));
        }
        let items = self.count(item, depth + 1, left)?;
        let most = match limits.max_items {
            Some(most) if limits.unique_items => most.min(items),
            Some(most) => most,
            None if limits.unique_items => items,
            None => return None,
        };
        if items <= 1 {
            return Some(if items == 0 { u64::from(least == 0) } else { (most + 1).saturating_sub(least) });
        }
        let mut all: u64 = 0;
        for length in least..=most {
            all = all.checked_add(items.checked_pow(u32::try_from(length).ok()?)?)?;
        }
        Some(all)
    }

    fn objects(&self, object: &Struct, depth: usize, left: &mut usize) -> Option<u64> {
        if !matches!(object.additional, Additional::Forbidden) {
            return None;
        }
        let mut fields = object.fields.iter().map(|field| {
            let others = u64::from(field.presence.is_optional()) + u64::from(field.presence.is_nullable());
            let values = if field.never { 0 } else { self.count(&field.value, depth + 1, left)? };
            values.checked_add(others)
        });
        fields.try_fold(1, |all: u64, count| all.checked_mul(count?))
    }

    fn tuples(&self, tuple: &Tuple, depth: usize, left: &mut usize) -> Option<u64> {
        if !matches!(tuple.rest, Additional::Forbidden) {
            return None;
        }
        let mut items =
            tuple.items.iter().enumerate().map(|(index, item)| {
                self.count(item, depth + 1, left)?.checked_add(u64::from(index >= tuple.required))
            });
        items.try_fold(1, |all: u64, count| all.checked_mul(count?))
    }
}
