//! Types as a reader of the docs wants them: short Rust spelling, with a link to the page of the type inside.

use serde_json::Value as Json;

use super::links::Links;
use super::markup::{code, join, link};
use crate::formats;
use crate::model::{Api, Content, Limits, Payload, Presence, Scalar, TextFormat, TypeId, TypeRef, Value};
use crate::names::Names;
use crate::settings::Settings;
use crate::view::rust_type::RustTypes;
use crate::view::text::{MOST_VALUES, Markdown};

/// What is needed to write about types.
#[derive(Clone, Copy)]
pub(super) struct Docs<'a> {
    pub(super) api: &'a Api,
    pub(super) names: &'a Names,
    pub(super) settings: &'a Settings,
    pub(super) links: &'a Links,
}

impl<'a> Docs<'a> {
    /// The types as the client has them.
    pub(super) fn types(&self) -> RustTypes<'a> {
        RustTypes::outside(self.api, self.names, self.settings)
    }

    /// The type as a code span, linked to the page of the named type in it.
    pub(super) fn link(&self, ty: &TypeRef, around: impl FnOnce(String) -> String) -> Markdown {
        self.linked(&around(self.rust(ty)), ty.named())
    }

    /// Rust code, linked to the page of a type.
    pub(super) fn linked(&self, rust: &str, id: Option<TypeId>) -> Markdown {
        let text = code(rust);
        match id {
            Some(id) => link(&text, &self.links.ty(id)),
            None => text,
        }
    }

    /// The type in Rust, without the paths of crates.
    pub(super) fn rust(&self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::Named(id) => self.path(*id),
            TypeRef::Scalar(scalar) => self.scalar(*scalar).to_owned(),
            TypeRef::List(item) => format!("Vec<{}>", self.value(item)),
            TypeRef::Map(item) => format!("BTreeMap<String, {}>", self.value(item)),
            TypeRef::Boxed(inner) => format!("Box<{}>", self.rust(inner)),
            TypeRef::AnyJson(_) => "serde_json::Value".to_owned(),
        }
    }

    /// The type of a value that says itself whether it may be null.
    pub(super) fn value(&self, value: &Value) -> String {
        if value.nullable { format!("Option<{}>", self.rust(&value.ty)) } else { self.rust(&value.ty) }
    }

    /// The type of a field.
    pub(super) fn field(&self, ty: &TypeRef, presence: &Presence) -> Markdown {
        self.link(ty, |rust| match presence {
            Presence::Required => rust,
            Presence::Optional | Presence::Nullable | Presence::Defaulted(_) => format!("Option<{rust}>"),
            Presence::OptionalNullable | Presence::DefaultedNullable(_) => format!("Option<Option<{rust}>>"),
        })
    }

    /// A type's name, behind the module that it lives in unless that is the crate root.
    pub(super) fn path(&self, id: TypeId) -> String {
        let names = &self.names.types[id.0];
        if names.at_root {
            return names.name.as_str().to_owned();
        }
        let modules = std::iter::once(&names.module).chain(&names.inner).map(|module| module.as_str());
        modules.chain([names.name.as_str()]).collect::<Vec<_>>().join("::")
    }

    fn scalar(&self, scalar: Scalar) -> &'static str {
        match scalar {
            Scalar::Bool => "bool",
            Scalar::I64 => "i64",
            Scalar::I32 => "i32",
            Scalar::U32 => "u32",
            Scalar::U64 => "u64",
            Scalar::F32 => "f32",
            Scalar::F64 => "f64",
            Scalar::Decimal => self.settings.types.of(TextFormat::Decimal).map_or("f64", |_| "decimal::Number"),
            Scalar::String => "String",
            Scalar::Formatted(format) => self.settings.types.of(format).map_or("String", |choice| choice.path),
            Scalar::Secret => "Secret",
            Scalar::Base64 => "Base64",
            Scalar::Binary => "Bytes",
        }
    }
}

/// What the `Notes` column says about a value: whether it may be left out, its default, its limits.
#[derive(Debug, Default)]
pub(super) struct Notes(Vec<Markdown>);

impl Notes {
    /// `[optional]`, unless it has to be there.
    pub(super) fn required(mut self, required: bool) -> Self {
        if !required {
            self.word("optional");
        }
        self
    }

    /// `[default to 'x']`. Text stands in single quotes, an empty one too.
    pub(super) fn or(mut self, default: Option<&serde_json::Value>) -> Self {
        if let Some(value) = default {
            let shown = match value {
                serde_json::Value::String(text) => format!("'{text}'"),
                other => other.to_string(),
            };
            self.0.push(Markdown(format!("[default to {}]", code(&shown))));
        }
        self
    }

    /// A word in brackets, where it holds.
    pub(super) fn when(mut self, holds: bool, word: &str) -> Self {
        if holds {
            self.word(word);
        }
        self
    }

    fn word(&mut self, word: &str) {
        self.0.push(Markdown(format!("[{word}]")));
    }

    /// Anything else.
    pub(super) fn note(mut self, text: Markdown) -> Self {
        self.0.push(text);
        self
    }

    /// The limits that servers enforce.
    pub(super) fn limits(mut self, limits: &Limits) -> Self {
        let mut say = |text: String| self.0.push(Markdown(text));
        if let Some((minimum, excluded)) = &limits.minimum {
            say(format!("{} {}", if *excluded { "more than" } else { "at least" }, code(&minimum.to_string())));
        }
        if let Some((maximum, excluded)) = &limits.maximum {
            say(format!("{} {}", if *excluded { "less than" } else { "at most" }, code(&maximum.to_string())));
        }
        if let Some(step) = &limits.multiple_of {
            say(format!("a multiple of {}", code(&step.to_string())));
        }
        for (least, most, one, many) in [
            (limits.min_length, limits.max_length, "character", "characters"),
            (limits.min_items, limits.max_items, "item", "items"),
            (limits.min_properties, limits.max_properties, "property", "properties"),
        ] {
            let noun = |number: u64| if number == 1 { one } else { many };
            if let Some(least) = least {
                say(format!("at least {least} {}", noun(least)));
            }
            if let Some(most) = most {
                say(format!("at most {most} {}", noun(most)));
            }
        }
        for pattern in &limits.patterns {
            say(format!("matches {}", code(pattern)));
        }
        if limits.unique_items {
            say("no item twice".to_owned());
        }
        // Lists and objects cannot be stated, so they are not checked.
        if !limits.values.is_empty() && !limits.values.iter().any(|value| value.is_array() || value.is_object()) {
            let shown = |value: &Json| code(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            let list = join(limits.values.iter().take(MOST_VALUES).map(shown), " or ");
            let more = if limits.values.len() > MOST_VALUES { " ..." } else { "" };
            say(format!("{list}{more}"));
        }
        if let Some(names) = &limits.names {
            for note in Notes::default().limits(names).0 {
                self.0.push(Markdown(format!("names: {note}")));
            }
        }
        self
    }

    /// The limits of a body. What a text may be is said of each media type where they differ.
    pub(super) fn body(mut self, payload: &Payload) -> Self {
        if let Content::Value(value) = &payload.content {
            return self.limits(&value.limits);
        }
        let texts = payload.texts();
        let differ = texts.len() > 1;
        for (value, media) in texts {
            let mut notes = Notes::default().limits(&value.limits);
            // No type says it.
            notes.0.extend(value.limits.format.map(|format| Markdown(formats::name(format).to_owned())));
            if !differ {
                self.0.extend(notes.0);
            } else if !notes.0.is_empty() {
                let media = join(media.into_iter().map(|media| code(&media.text)), " and ");
                self.0.push(Markdown(format!("{media}: {}", notes.text())));
            }
        }
        self
    }

    /// The notes as a table cell.
    pub(super) fn cell(self) -> Markdown {
        super::markup::cell(self.text())
    }

    /// The notes in a row.
    pub(super) fn text(self) -> Markdown {
        let mut text = String::new();
        for note in self.0 {
            if !text.is_empty() {
                // Words in brackets follow one another; sentences are parted.
                text.push_str(if text.ends_with(']') { " " } else { ", " });
            }
            text.push_str(&note.0);
        }
        Markdown(text)
    }
}
