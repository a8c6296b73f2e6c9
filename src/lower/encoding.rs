//! The `encoding` of forms: which properties are written otherwise than what they hold suggests.
//!
//! What the document says is taken down while a body is lowered; what it means for the property's type is settled once
//! all types are known.

use openapiv3::{Encoding, MediaType, QueryStyle};

use super::{Lower, child, param_style};
use crate::diagnostics::Diagnostic;
use crate::model::{Additional, Api, Content, Format, Location, Param, Style, TypeKind, TypeRef, Value};

/// Whether one of `style`, `explode` and `allowReserved` is said, which openapiv3 cannot tell.
const STYLED: &str = "x-cratewright-styled";

impl Lower<'_> {
    /// The properties of an urlencoded form that have an encoding, with values that are filled in later.
    pub(super) fn form_encoding(&mut self, entry: &MediaType, pointer: &str) -> Vec<Param> {
        let at = child(pointer, "encoding");
        entry.encoding.iter().filter_map(|(name, encoding)| self.property(name, encoding, &child(&at, name))).collect()
    }

    fn property(&mut self, name: &str, encoding: &Encoding, pointer: &str) -> Option<Param> {
        if !encoding.headers.is_empty() {
            self.warn(
                "encoding-ignored",
                &child(pointer, "headers"),
                "an urlencoded form has no headers for its properties; they are left out",
                "remove them, or send the form as `multipart/form-data`",
            );
        }
        let styled = encoding.extensions.contains_key(STYLED);
        let style = match &encoding.style {
            _ if !styled && encoding.content_type.as_deref().is_some_and(is_json) => Style::Json,
            _ if !styled => return None,
            None | Some(QueryStyle::Form) => Style::Form,
            Some(QueryStyle::SpaceDelimited) => Style::SpaceDelimited,
            Some(QueryStyle::PipeDelimited) => Style::PipeDelimited,
            Some(QueryStyle::DeepObject) => Style::DeepObject,
        };
        Some(Param {
            wire: name.to_owned(),
            location: Location::Query,
            style,
            explode: matches!(style, Style::DeepObject | Style::Json) || encoding.explode,
            value: Value::plain(TypeRef::AnyJson),
            required: false,
            default: None,
            allow_reserved: encoding.allow_reserved && styled,
            allow_empty_value: false,
            description: None,
            deprecated: false,
            example: None,
            origin: self.at(pointer),
        })
    }
}

/// The first of the media types that a property may have.
fn first(content_type: &str) -> &str {
    content_type.split(',').next().unwrap_or_default().trim()
}

fn is_json(content_type: &str) -> bool {
    let essence = first(content_type).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// Gives every encoding the value of its property, and its style what it means for that value. What is about no
/// property is left out.
pub(super) fn settle(api: &mut Api, diagnostics: &mut Vec<Diagnostic>) {
    for operation in 0..api.operations.len() {
        for body in 0..api.operations[operation].bodies.len() {
            for media in 0..api.operations[operation].bodies[body].media.len() {
                let payload = &api.operations[operation].bodies[body];
                if let (Content::Value(value), Format::Form { encoding }) =
                    (&payload.content, &payload.media[media].format)
                {
                    let settled = encoding.iter().filter_map(|param| settled(api, value, param, diagnostics));
                    let encoding = settled.collect();
                    api.operations[operation].bodies[body].media[media].format = Format::Form { encoding };
                }
            }
        }
    }
}

fn settled(api: &Api, form: &Value, param: &Param, diagnostics: &mut Vec<Diagnostic>) -> Option<Param> {
    let Some((value, required)) = property(api, form, &param.wire) else {
        let message = format!("the form has no property `{}`, so its encoding is left out", param.wire);
        let warning = Diagnostic::warning("encoding-ignored", param.origin.clone(), message);
        diagnostics.push(warning.help("use the name of a property of the schema"));
        return None;
    };
    let param = Param { value, required, ..param.clone() };
    let (style, explode) = param_style::settled(api, &param, diagnostics);
    Some(Param { style, explode, ..param })
}

/// The value of a form's property, and whether it must be there.
fn property(api: &Api, form: &Value, wire: &str) -> Option<(Value, bool)> {
    match api.resolve(&form.ty) {
        TypeRef::Map(value) => Some(((**value).clone(), false)),
        TypeRef::Boxed(inner) => property(api, &Value::plain((**inner).clone()), wire),
        TypeRef::Named(id) => match &api.ty(*id).kind {
            TypeKind::Struct(object) => match object.fields.iter().find(|field| field.wire == wire) {
                Some(field) => Some((field.value.clone(), !field.presence.is_optional())),
                None => match &object.additional {
                    Additional::Kept(value) => Some(((**value).clone(), false)),
                    _ => None,
                },
            },
            // One variant that has it is enough; what it holds there says how it is written.
            TypeKind::Union(union) => union
                .variants
                .iter()
                .find_map(|variant| property(api, &variant.value, wire))
                .map(|(value, _)| (value, false)),
            _ => None,
        },
        _ => None,
    }
}
