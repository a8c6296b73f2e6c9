//! The `encoding` of forms: which properties are written otherwise than what they hold suggests.
//!
//! What the document says is taken down while a body is lowered; what it means for the property's type is settled once
//! all types are known.

use std::collections::HashSet;

use openapiv3::{Encoding, MediaType, QueryStyle};

use super::union::json_types;
use super::{Lower, param_style};
use crate::diagnostics::Diagnostic;
use crate::model::{
    Additional, Api, Content, Format, Location, Param, Part, PartForm, PartFormKind, PartKind, Pointer, Style, TypeId,
    TypeKind, TypeRef, Value, Why, essence,
};
use crate::pointer::child;

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
            _ if !styled && encoding.content_type.as_deref().is_some_and(|media| list(media).any(is_json)) => {
                Style::Json
            }
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
            value: Value::any(Why::Pending),
            required: false,
            default: None,
            allow_reserved: encoding.allow_reserved && styled,
            allow_empty_value: false,
            description: None,
            deprecated: false,
            examples: Vec::new(),
            origin: self.at(pointer),
        })
    }

    /// The media types that a file may have; none where it may have any.
    pub(super) fn file_media(entry: &MediaType, wire: &str) -> Vec<String> {
        let stated = entry.encoding.get(wire).and_then(|encoding| encoding.content_type.as_deref()).unwrap_or_default();
        let media: Vec<String> = list(stated).map(str::to_owned).collect();
        if media.iter().any(|media| media == "*/*") { Vec::new() } else { media }
    }

    /// How the values of a multipart form are written, where an encoding says it. `parts` are those of a form with
    /// files.
    pub(super) fn multipart_encoding(
        &mut self,
        entry: &MediaType,
        pointer: &str,
        parts: Option<&[Part]>,
    ) -> Vec<PartForm> {
        let at = child(pointer, "encoding");
        let is_file = |name: &String| {
            let part = parts.and_then(|parts| parts.iter().find(|part| part.wire == *name));
            part.is_some_and(|part| !matches!(part.kind, PartKind::Value(_)))
        };
        let mut written = Vec::new();
        for (name, encoding) in &entry.encoding {
            let at = child(&at, name);
            if !encoding.headers.is_empty() && !parts.is_some_and(|parts| parts.iter().any(|part| part.wire == *name)) {
                self.warn(
                    "encoding-ignored",
                    &child(&at, "headers"),
                    format!(
                        "the headers of the part `{name}` are neither sent nor read: the form has no such property"
                    ),
                    "use the name of a property of the schema",
                );
            }
            if let Some(kind) = self.part_form(name, encoding, &at)
                && !is_file(name)
            {
                written.push(PartForm { wire: name.clone(), kind, origin: self.at(&at) });
            }
        }
        written
    }

    fn part_form(&mut self, name: &str, encoding: &Encoding, pointer: &str) -> Option<PartFormKind> {
        if encoding.extensions.contains_key(STYLED) {
            if !matches!(encoding.style, None | Some(QueryStyle::Form)) {
                self.warn(
                    "encoding-ignored",
                    &child(pointer, "style"),
                    format!("no style but `form` is known in a multipart form; `{name}` is written without one"),
                    "remove the style",
                );
                return None;
            }
            return (!encoding.explode).then_some(PartFormKind::Joined);
        }
        let media = encoding.content_type.as_deref().unwrap_or_default();
        let first = || list(media).find(|media| !media.contains('*'));
        let chosen = list(media).find(|media| is_json(media)).or_else(first)?;
        Some(PartFormKind::Typed(chosen.to_owned()))
    }
}

/// The media types that a property may have.
fn list(content_type: &str) -> impl Iterator<Item = &str> {
    content_type.split(',').map(str::trim).filter(|media| !media.is_empty())
}

fn is_json(media: &str) -> bool {
    let essence = essence(media);
    essence == "application/json" || essence.ends_with("+json")
}

/// Gives every encoding the value of its property, and its style what it means for that value. What is about no
/// property is left out.
pub(super) fn settle(api: &mut Api, diagnostics: &mut Vec<Diagnostic>) {
    for operation in 0..api.operations.len() {
        for body in 0..api.operations[operation].bodies.len() {
            for media in 0..api.operations[operation].bodies[body].media.len() {
                let payload = &api.operations[operation].bodies[body];
                let settled = match (&payload.content, &payload.media[media].format) {
                    (Content::Value(value), Format::Form { encoding }) => {
                        let settled = encoding.iter().filter_map(|param| form_property(api, value, param, diagnostics));
                        Format::Form { encoding: settled.collect() }
                    }
                    (content, Format::Multipart { written, closed }) => {
                        let settled = written.iter().filter(|form| part_fits(api, content, form, diagnostics));
                        Format::Multipart { written: settled.cloned().collect(), closed: *closed }
                    }
                    _ => continue,
                };
                api.operations[operation].bodies[body].media[media].format = settled;
            }
        }
    }
}

fn form_property(api: &Api, form: &Value, param: &Param, diagnostics: &mut Vec<Diagnostic>) -> Option<Param> {
    let Some((value, required)) = property(api, form, &param.wire, &mut HashSet::new()) else {
        diagnostics.push(no_property(&param.wire, &param.origin));
        return None;
    };
    let param = Param { value, required, ..param.clone() };
    let (style, explode) = param_style::settled(api, &param, diagnostics);
    Some(Param { style, explode, ..param })
}

/// Whether a value can be written in this form; a list of many parts makes no difference.
fn part_fits(api: &Api, form: &Content, written: &PartForm, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let value = match form {
        Content::Value(form) => property(api, form, &written.wire, &mut HashSet::new()).map(|(value, _)| value),
        Content::Multipart(parts) => parts.iter().find_map(|part| match &part.kind {
            PartKind::Value(value) if part.wire == written.wire => Some((**value).clone()),
            _ => None,
        }),
        Content::Bytes | Content::Text | Content::Items(_) => None,
    };
    let Some(value) = value else {
        diagnostics.push(no_property(&written.wire, &written.origin));
        return false;
    };
    let types = json_types(api, &value);
    match &written.kind {
        PartFormKind::Joined => types.array && !types.string && !types.object,
        PartFormKind::Typed(media) if !is_json(media) && has_objects(api, &value) => {
            let message = format!("an object is not written as `{media}`; the part `{}` is JSON", written.wire);
            let warning = Diagnostic::warning("part-media-type", written.origin.clone(), message);
            diagnostics.push(warning.help("use `application/json`, or describe the part as text"));
            false
        }
        PartFormKind::Typed(_) => true,
    }
}

/// Whether a value, or each item of a list, is an object or a list.
fn has_objects(api: &Api, value: &Value) -> bool {
    let value = match api.resolve(&value.ty) {
        TypeRef::List(item) => item,
        _ => value,
    };
    let types = json_types(api, value);
    types.object || types.array
}

fn no_property(name: &str, origin: &Pointer) -> Diagnostic {
    let message = format!("the form has no property `{name}`, so its encoding is left out");
    Diagnostic::warning("encoding-ignored", origin.clone(), message).help("use the name of a property of the schema")
}

/// The value of a form's property, and whether it must be there.
fn property(api: &Api, form: &Value, wire: &str, seen: &mut HashSet<TypeId>) -> Option<(Value, bool)> {
    match api.resolve(&form.ty) {
        TypeRef::Map(value) => Some(((**value).clone(), false)),
        TypeRef::Boxed(inner) => property(api, &Value::plain((**inner).clone()), wire, seen),
        TypeRef::Named(id) => match &api.ty(*id).kind {
            TypeKind::Struct(object) => match object.fields.iter().find(|field| field.wire == wire) {
                Some(field) => Some((field.value.clone(), !field.presence.is_optional())),
                None => match &object.additional {
                    Additional::Kept(value) => Some(((**value).clone(), false)),
                    _ => None,
                },
            },
            // One variant that has it is enough; what it holds there says how it is written. A union may hold itself.
            TypeKind::Union(union) if seen.insert(*id) => {
                let found = union.variants.iter().find_map(|variant| property(api, &variant.value, wire, seen));
                found.map(|(value, _)| (value, false))
            }
            _ => None,
        },
        _ => None,
    }
}
