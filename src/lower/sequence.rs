//! Bodies that are values one after the other: which media types are, and what an item is.
//!
//! How the items look in Rust and how they are cut apart is decided elsewhere.

use openapiv3::MediaType;

use super::Lower;
use super::facets::Facets;
use crate::model::{
    Content, Count, EventData, Framing, Items, Location, NameHint, Param, Payload, Response, Scalar, TypeKind, TypeRef,
    Value, Why,
};
use crate::pointer::child;

/// Set by lift: the schema is `itemSchema`, so it describes one item, whatever type it has.
pub(super) const OF_ITEM: &str = "x-cratewright-item-schema";

/// Set by lift: the data of the events is JSON, whatever type it has.
const IS_JSON: &str = "x-cratewright-json-data";

/// How far aliases are followed to a list.
const MAX_ALIASES: usize = 64;

/// Whether the document asks for bytes in place of values: it calls the whole body a string.
pub(super) fn is_raw(entry: &MediaType, framing: Framing, schema: Option<&Facets<'_>>) -> bool {
    if matches!(framing, Framing::Events(_)) {
        // The data of an event is text by nature.
        return schema.is_some_and(|facets| facets.format.as_deref() == Some("binary"));
    }
    !entry.extensions.contains_key(OF_ITEM)
        && schema.is_some_and(|facets| facets.ty == Some("string") && facets.values.is_empty())
}

impl<'a> Lower<'a> {
    /// The items of a sequence. Up to OpenAPI 3.1 there is only `schema`: a list is one of the items, as OpenAPI 3.2
    /// defines it, anything else is one item, as most people write it.
    pub(super) fn items(&mut self, entry: &'a MediaType, framing: Framing, pointer: &str, hint: NameHint) -> Items {
        let is_event = matches!(framing, Framing::Events(_));
        let Some(schema) = &entry.schema else {
            let any = if is_event { TypeRef::Scalar(Scalar::String) } else { TypeRef::AnyJson(Why::Undescribed) };
            return self.framed(Value::plain(any), Count::default(), framing, entry);
        };
        let whole = self.value(schema, &child(pointer, "schema"), hint);
        if entry.extensions.contains_key(OF_ITEM) {
            return self.framed(whole, Count::default(), framing, entry);
        }
        let mut ty = &whole.ty;
        let mut limits = whole.limits.clone();
        for _ in 0..MAX_ALIASES {
            match ty {
                TypeRef::List(item) => {
                    let (least, most, unique) = (limits.min_items, limits.max_items, limits.unique_items);
                    return self.framed((**item).clone(), Count { least, most, unique }, framing, entry);
                }
                TypeRef::Named(id) => match &self.types[id.0].kind {
                    TypeKind::Alias(value) => {
                        // What contradicts itself was said where the alias is.
                        let _ = limits.keep_to(value.limits.clone());
                        ty = &value.ty;
                    }
                    _ => break,
                },
                _ => break,
            }
        }
        self.framed(whole, Count::default(), framing, entry)
    }

    /// The data of an event is text where the schema asks for text and does not say that the text is JSON.
    fn framed(&self, item: Value, count: Count, framing: Framing, entry: &MediaType) -> Items {
        let framing = match framing {
            Framing::Events(_) if entry.extensions.contains_key(IS_JSON) || !self.is_text(&item.ty) => {
                Framing::Events(EventData::Json)
            }
            Framing::Events(_) => Framing::Events(EventData::Text),
            framing => framing,
        };
        Items { item, count, framing }
    }

    fn is_text(&self, ty: &TypeRef) -> bool {
        let mut ty = ty;
        for _ in 0..MAX_ALIASES {
            match ty {
                TypeRef::Scalar(scalar) => {
                    use Scalar::{Bool, F32, F64, I32, I64, U32, U64};
                    return !matches!(scalar, Bool | I64 | I32 | U32 | U64 | F32 | F64);
                }
                TypeRef::Named(id) => match &self.types[id.0].kind {
                    TypeKind::Alias(value) => ty = &value.ty,
                    TypeKind::StringEnum(_) => return true,
                    _ => return false,
                },
                _ => return false,
            }
        }
        false
    }

    /// Clients of event streams say which event they saw last; servers hear it even where the document does not say so.
    pub(super) fn last_event_id(&mut self, responses: &[Response], params: &mut Vec<Param>, pointer: &str) {
        let is_events = |payload: &Payload| match &payload.content {
            Content::Items(items) => matches!(items.framing, Framing::Events(_)),
            _ => false,
        };
        let described =
            |param: &Param| param.location == Location::Header && param.wire.eq_ignore_ascii_case("last-event-id");
        if responses.iter().any(|response| response.success && response.payloads.iter().any(is_events))
            && !params.iter().any(described)
        {
            params.push(Param {
                location: Location::Header,
                required: false,
                description: Some("The id of the last event that was received, to go on behind it.".to_owned()),
                ..self.undeclared_param("Last-Event-ID", pointer)
            });
        }
    }
}
