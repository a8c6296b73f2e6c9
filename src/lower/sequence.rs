//! Bodies that are values one after the other: which media types are, and what an item is.
//!
//! How the items look in Rust and how they are cut apart is decided elsewhere.

use openapiv3::MediaType;

use super::facets::Facets;
use super::{Lower, child};
use crate::model::{Framing, Items, NameHint, TypeKind, TypeRef, Value};

/// Set by lift: the schema is `itemSchema`, so it describes one item, whatever type it has.
const OF_ITEM: &str = "x-cratewright-item-schema";

/// How far aliases are followed to a list.
const MAX_ALIASES: usize = 64;

/// Whether the document asks for bytes in place of values: it calls the whole body a string.
pub(super) fn is_raw(entry: &MediaType, schema: Option<&Facets<'_>>) -> bool {
    !entry.extensions.contains_key(OF_ITEM)
        && schema.is_some_and(|facets| facets.ty == Some("string") && facets.values.is_empty())
}

impl<'a> Lower<'a> {
    /// The items of a sequence. Up to OpenAPI 3.1 there is only `schema`: a list is one of the items, as OpenAPI 3.2
    /// defines it, anything else is one item, as most people write it.
    pub(super) fn items(&mut self, entry: &'a MediaType, framing: Framing, pointer: &str, hint: NameHint) -> Items {
        let Some(schema) = &entry.schema else {
            return Items { item: Value::plain(TypeRef::AnyJson), framing };
        };
        let whole = self.value(schema, &child(pointer, "schema"), hint);
        if entry.extensions.contains_key(OF_ITEM) {
            return Items { item: whole, framing };
        }
        let mut ty = &whole.ty;
        for _ in 0..MAX_ALIASES {
            match ty {
                TypeRef::List(item) => return Items { item: (**item).clone(), framing },
                TypeRef::Named(id) => match &self.types[id.0].kind {
                    TypeKind::Alias(value) => ty = &value.ty,
                    _ => break,
                },
                _ => break,
            }
        }
        Items { item: whole, framing }
    }
}
