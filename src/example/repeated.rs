//! Types that hold themselves: where their values end.

use super::Examples;
use crate::model::{TypeId, TypeKind, TypeRef, Value};

impl Examples<'_> {
    /// Whether a reader has seen enough of an object that holds itself: once is enough.
    pub(super) fn is_repeated(&self, value: &Value) -> bool {
        self.held(value).is_some_and(|id| matches!(self.api.ty(id).kind, TypeKind::Struct(_)) && self.is_again(id))
    }

    /// The same where null may stand instead, so that no chain of types is left to go to its end.
    pub(super) fn holds_open(&self, value: &Value) -> bool {
        self.held(value).is_some_and(|id| self.is_again(id))
    }

    fn is_again(&self, id: TypeId) -> bool {
        self.open.borrow().iter().filter(|open| **open == id).count() > 1
    }

    /// The type that a value is, or that is in its lists and maps.
    fn held(&self, value: &Value) -> Option<TypeId> {
        let mut ty = &value.ty;
        // A type without a name that holds itself would go around for ever.
        for _ in 0..=self.api.types.len() {
            match self.api.resolve(ty) {
                TypeRef::List(value) | TypeRef::Map(value) => ty = &value.ty,
                TypeRef::Boxed(inner) => ty = inner,
                TypeRef::Named(id) => return Some(*id),
                TypeRef::Scalar(_) | TypeRef::AnyJson(_) => return None,
            }
        }
        None
    }
}
