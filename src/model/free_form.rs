//! Where an API's values are any JSON, and why: a count of what the types do not say.

use super::{Api, Content, Header, Payload, Pointer, TypeKind, TypeRef, Value, Why};

/// A place whose value may be any JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct FreeForm {
    /// What the value is there.
    pub place: Place,
    /// Why nothing more is known of it.
    pub why: Why,
    /// Where the property, the parameter, the type or the media type around it stands.
    pub origin: Pointer,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A property.
    Field,
    /// A parameter of a call.
    Parameter,
    /// A header of an answer.
    Header,
    /// What a client sends, or a part of it.
    RequestBody,
    /// What a server answers with.
    ResponseBody,
    /// A variant of a union.
    Variant,
    /// A type with a name that is nothing but another name.
    Alias,
    /// An item of a list.
    Item,
    /// A value of a map.
    MapValue,
    /// A property that an object does not name.
    OtherProperty,
}

/// Every place of an API whose value may be any JSON, each once: a named type that is nothing else counts where it is
/// defined, and the form of a type that clients send counts with the type.
pub fn free_form(api: &Api) -> Vec<FreeForm> {
    let mut found = Vec::new();
    let mut look = |place: Place, value: &Value, origin: &Pointer| {
        let (mut place, mut ty) = (place, &value.ty);
        loop {
            match ty {
                TypeRef::List(item) => (place, ty) = (Place::Item, &item.ty),
                TypeRef::Map(value) => (place, ty) = (Place::MapValue, &value.ty),
                TypeRef::Boxed(inner) => ty = inner,
                TypeRef::AnyJson(why) => break found.push(FreeForm { place, why: *why, origin: origin.clone() }),
                TypeRef::Named(_) | TypeRef::Scalar(_) => break,
            }
        }
    };
    for def in api.types.iter().filter(|def| def.input_of.is_none()) {
        match &def.kind {
            TypeKind::Struct(object) => {
                object.fields.iter().for_each(|field| look(Place::Field, &field.value, &field.origin));
                object.additional.kept().into_iter().for_each(|value| look(Place::OtherProperty, value, &def.origin));
            }
            TypeKind::Tuple(_) => def.kind.values().into_iter().for_each(|value| look(Place::Item, value, &def.origin)),
            TypeKind::Union(_) | TypeKind::AnyOf(_) => {
                def.kind.values().into_iter().for_each(|value| look(Place::Variant, value, &def.origin));
            }
            TypeKind::Newtype(value) | TypeKind::Alias(value) => look(Place::Alias, value, &def.origin),
            TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => {}
        }
    }
    for operation in &api.operations {
        operation.params.iter().for_each(|param| look(Place::Parameter, &param.value, &param.origin));
        let mut body = |place: Place, payload: &Payload| match &payload.content {
            Content::Value(value) => look(place, value, &payload.origin),
            Content::Items(items) => look(Place::Item, &items.item, &payload.origin),
            Content::Multipart(parts) => {
                for part in parts {
                    part.value().into_iter().for_each(|value| look(place, value, &part.origin));
                    headers(&part.headers, &mut look);
                }
            }
            Content::Bytes | Content::Text => {}
        };
        operation.bodies.iter().for_each(|payload| body(Place::RequestBody, payload));
        for response in &operation.responses {
            response.payloads.iter().for_each(|payload| body(Place::ResponseBody, payload));
        }
        operation.responses.iter().for_each(|response| headers(&response.headers, &mut look));
    }
    found
}

fn headers(headers: &[Header], look: &mut dyn FnMut(Place, &Value, &Pointer)) {
    headers.iter().for_each(|header| look(Place::Header, &header.value, &header.origin));
}
