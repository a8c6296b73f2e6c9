//! How a caller hands a value to a client: what the client's signatures, the docs and their examples agree about.
//! It decides, and spells no types.

use crate::model::{TypeKind, TypeRef, Value};
use crate::view::rust_type::RustTypes;

/// The way of a value.
pub(super) enum Pass<'a> {
    /// As `&str`.
    Text,
    /// By value.
    Copy,
    /// As anything that gives items.
    List(&'a Value),
    /// By reference.
    Reference,
}

/// Text as `&str`, numbers and enums by value, what can be turned into a list as that, the rest by reference.
pub(super) fn pass<'a>(types: RustTypes<'a>, value: &'a Value) -> Pass<'a> {
    if value.nullable {
        return Pass::Reference;
    }
    match types.api.resolve(&value.ty) {
        TypeRef::Scalar(scalar) if scalar.is_plain() => Pass::Copy,
        ty @ TypeRef::Scalar(_) if types.is_string(ty) => Pass::Text,
        TypeRef::Named(id) => match types.api.ty(*id).kind {
            TypeKind::StringEnum(_) | TypeKind::IntEnum(_) => Pass::Copy,
            _ => Pass::Reference,
        },
        TypeRef::List(item) => Pass::List(item),
        _ => Pass::Reference,
    }
}
