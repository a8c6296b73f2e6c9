//! What an API needs of what not every API needs.

use std::collections::BTreeSet;

use crate::formats::choices::Library;
use crate::model::{Api, Content, Format, Limits, Media, Payload, Scalar, TextFormat, TypeKind, TypeRef, Value};
use crate::settings::Settings;

/// The optional files of the support code that an API needs, and the libraries whose types it uses.
#[derive(Debug, Default)]
pub(in crate::view) struct Uses {
    /// The files, with repetitions.
    pub(super) files: Vec<&'static str>,
    libraries: BTreeSet<Library>,
    /// Whether a type keeps the digits of numbers.
    pub(super) digits: bool,
}

impl Uses {
    /// What this API needs.
    pub(in crate::view) fn of(api: &Api, settings: &Settings) -> Self {
        let mut uses = Uses::default();
        for def in api.types.iter() {
            def.kind.values().into_iter().for_each(|value| uses.value(settings, value));
            if let TypeKind::Struct(object) = &def.kind {
                uses.limits(&object.limits);
            }
            uses.files.extend(match &def.kind {
                TypeKind::StringEnum(_) => &["string_enum"][..],
                TypeKind::IntEnum(_) => &["int_enum"],
                TypeKind::ValueEnum(_) => &["value_enum"],
                // A part states its shape as a variant does.
                TypeKind::AnyOf(_) => &["any_of", "union"],
                TypeKind::Tuple(_) => &["tuple"],
                TypeKind::Newtype(_) => &["newtype"],
                TypeKind::Union(_) => &["union"],
                TypeKind::Struct(_) | TypeKind::Alias(_) => &[],
            });
        }
        for operation in &api.operations {
            operation.params.iter().for_each(|param| uses.value(settings, &param.value));
            operation.bodies.iter().for_each(|payload| uses.payload(settings, payload));
            // Texts have no types, but limits; only servers look at them.
            let texts = operation.bodies.iter().flat_map(|payload| &payload.media).filter_map(Media::value);
            texts.for_each(|value| uses.limits(&value.limits));
            for response in &operation.responses {
                response.headers.iter().for_each(|header| uses.value(settings, &header.value));
                response.payloads.iter().for_each(|payload| uses.payload(settings, payload));
            }
        }
        uses
    }

    fn payload(&mut self, settings: &Settings, payload: &Payload) {
        match &payload.content {
            Content::Items(items) => {
                self.files.extend(["events", "frames"]);
                self.value(settings, &items.item);
            }
            _ => payload.values().into_iter().for_each(|value| self.value(settings, value)),
        }
        if payload.media.iter().any(|media| matches!(media.format, Format::Xml { .. })) {
            self.files.extend(["xml", "xml_name", "xml_write"]);
        }
    }

    fn value(&mut self, settings: &Settings, value: &Value) {
        self.limits(&value.limits);
        self.ty(settings, &value.ty);
    }

    fn limits(&mut self, limits: &Limits) {
        if !limits.patterns.is_empty() {
            self.files.push("pattern");
        }
        if limits.format.is_some() {
            self.files.push("format");
        }
        limits.names.iter().for_each(|names| self.limits(names));
    }

    fn ty(&mut self, settings: &Settings, ty: &TypeRef) {
        match ty {
            TypeRef::List(value) | TypeRef::Map(value) => self.value(settings, value),
            TypeRef::Boxed(inner) => self.ty(settings, inner),
            TypeRef::Named(_) | TypeRef::AnyJson(_) => {}
            TypeRef::Scalar(Scalar::Formatted(format)) => {
                if let Some(choice) = settings.types.of(*format) {
                    self.files.extend(["format", "typed", choice.library.module]);
                    self.libraries.insert(choice.library);
                }
            }
            TypeRef::Scalar(Scalar::Decimal) => {
                if let Some(choice) = settings.types.of(TextFormat::Decimal) {
                    self.files.extend(["format", "typed", choice.library.module]);
                    self.libraries.insert(choice.library);
                    self.digits = true;
                }
            }
            TypeRef::Scalar(scalar) => self.files.extend(match scalar {
                Scalar::Secret => Some("secret"),
                Scalar::Base64 => Some("base64"),
                Scalar::Binary => Some("binary"),
                _ => None,
            }),
        }
    }

    /// The lines of the libraries in a manifest.
    pub(in crate::view) fn libraries(&self) -> impl Iterator<Item = &'static str> {
        self.libraries.iter().filter_map(|library| library.dependency)
    }
}
