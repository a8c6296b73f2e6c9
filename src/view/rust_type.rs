//! Types of the model as Rust types: how a value is spelled, seen from one of the generated crates.
//!
//! It spells types only; what a client takes as an argument is the client view's business.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::formats::choices::Choice;
use crate::model::{Api, Content, EventData, Field, Framing, Payload, Scalar, TextFormat, TypeId, TypeRef, Value};
use crate::names::{ModuleName, Names, TypeNames};
use crate::settings::Settings;
use crate::view::text::StrLit;

/// From where a type is looked at.
#[derive(Clone, Copy, Debug)]
pub enum Home<'a> {
    /// From the types crate: a module, and the modules in it.
    Types(&'a ModuleName, &'a [ModuleName]),
    /// From a crate that has the types crate in scope as `types` and its support code as `codec`.
    Outside,
}

/// The way from a module to one in it, or to the one around it; `None` to any other.
fn nearby(from: (&ModuleName, &[ModuleName]), to: (&ModuleName, &[ModuleName])) -> Option<TokenStream> {
    let ((here, depth), (module, inner)) = (from, to);
    if here != module {
        return None;
    }
    match (inner.strip_prefix(depth), depth.strip_prefix(inner)) {
        (Some(within), _) => Some(quote!(#(#within::)*)),
        (None, Some([_])) => Some(quote!(super::)),
        _ => None,
    }
}

/// Spells types.
#[derive(Clone, Copy)]
pub struct RustTypes<'a> {
    /// The API.
    pub api: &'a Api,
    /// Its names.
    pub names: &'a Names,
    /// What the user chose.
    pub settings: &'a Settings,
    /// From where.
    pub home: Home<'a>,
}

impl<'a> RustTypes<'a> {
    /// Seen from a client or server.
    pub fn outside(api: &'a Api, names: &'a Names, settings: &'a Settings) -> Self {
        RustTypes { api, names, settings, home: Home::Outside }
    }

    /// The owned type of a value.
    pub fn value(self, value: &Value) -> TokenStream {
        let ty = self.of(&value.ty);
        if value.nullable { quote!(Option<#ty>) } else { ty }
    }

    /// The type of a field, `Option`s of its presence included.
    pub fn field(self, field: &Field) -> TokenStream {
        let ty = self.value(&field.value);
        match (field.presence.is_optional(), field.presence.is_nullable()) {
            (true, true) => quote!(Option<Option<#ty>>),
            (true, false) | (false, true) => quote!(Option<#ty>),
            (false, false) if self.is_endless(&field.value.ty) => quote!(Option<#ty>),
            (false, false) => ty,
        }
    }

    /// The type behind a reference.
    pub fn of(self, ty: &TypeRef) -> TokenStream {
        match ty {
            TypeRef::Named(id) => self.named(*id),
            TypeRef::Scalar(scalar) => self.scalar(*scalar),
            TypeRef::List(item) => {
                let item = self.value(item);
                quote!(Vec<#item>)
            }
            TypeRef::Map(value) => {
                let value = self.value(value);
                quote!(BTreeMap<String, #value>)
            }
            TypeRef::Boxed(ty) => {
                let ty = self.of(ty);
                quote!(Box<#ty>)
            }
            TypeRef::AnyJson(_) => quote!(serde_json::Value),
        }
    }

    /// The path of a type with a name.
    pub fn named(self, id: TypeId) -> TokenStream {
        let TypeNames { module, inner, name, at_root, .. } = &self.names.types[id.0];
        match self.home {
            Home::Types(here, depth) => match nearby((here, depth), (module, inner)) {
                Some(path) => quote!(#path #name),
                None if *at_root => quote!(crate::#name),
                None => quote!(crate::#module::#(#inner::)*#name),
            },
            Home::Outside if *at_root => quote!(types::#name),
            Home::Outside => quote!(types::#module::#(#inner::)*#name),
        }
    }

    /// The path of something that stands in the module of a type.
    pub fn beside(self, id: TypeId, end: &str) -> TokenStream {
        let TypeNames { module, inner, name, .. } = &self.names.types[id.0];
        let name = name.with(end);
        match self.home {
            Home::Types(here, depth) => match nearby((here, depth), (module, inner)) {
                Some(path) => quote!(#path #name),
                None => quote!(crate::#module::#(#inner::)*#name),
            },
            Home::Outside => quote!(types::#module::#(#inner::)*#name),
        }
    }

    fn scalar(self, scalar: Scalar) -> TokenStream {
        let codec = match self.home {
            Home::Types(..) => quote!(crate::support),
            Home::Outside => quote!(codec),
        };
        match scalar {
            Scalar::Bool => quote!(bool),
            Scalar::I64 => quote!(i64),
            Scalar::I32 => quote!(i32),
            Scalar::U32 => quote!(u32),
            Scalar::U64 => quote!(u64),
            Scalar::F32 => quote!(f32),
            Scalar::F64 => quote!(f64),
            Scalar::Decimal => match self.settings.types.of(TextFormat::Decimal) {
                Some(_) => quote!(#codec::decimal::Number),
                None => quote!(f64),
            },
            Scalar::String => quote!(String),
            Scalar::Formatted(format) => match self.settings.types.of(format) {
                Some(choice) => {
                    let (module, name) =
                        (format_ident!("{}", choice.library.module), format_ident!("{}", choice.alias));
                    quote!(#codec::#module::#name)
                }
                None => quote!(String),
            },
            Scalar::Secret => quote!(#codec::Secret),
            Scalar::Base64 => quote!(#codec::Base64),
            Scalar::Binary => quote!(#codec::Bytes),
        }
    }

    /// Whether a value of the type would need a value of the type: it is left out, so that the rest can be built.
    pub fn is_endless(self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Boxed(ty) => match &**ty {
                TypeRef::Named(id) => !self.api.ty(*id).blank,
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether the type is text in Rust.
    pub fn is_string(self, ty: &TypeRef) -> bool {
        match self.api.resolve(ty) {
            TypeRef::Scalar(Scalar::String) => true,
            TypeRef::Scalar(Scalar::Formatted(format)) => self.settings.types.of(*format).is_none(),
            _ => false,
        }
    }

    /// Whether the scalar is an `f64` in Rust.
    pub fn is_f64(self, scalar: Scalar) -> bool {
        match scalar {
            Scalar::F64 => true,
            Scalar::Decimal => self.settings.types.of(TextFormat::Decimal).is_none(),
            _ => false,
        }
    }

    /// Whether a value of the scalar costs nothing to copy.
    pub fn is_copy(self, scalar: Scalar) -> bool {
        match scalar {
            Scalar::Formatted(format) => self.settings.types.of(format).is_some_and(|choice| choice.copy),
            scalar => scalar.is_plain(),
        }
    }
}

/// How the items of a body are told apart, as the support code calls it.
pub(crate) fn framing(framing: Framing) -> TokenStream {
    match framing {
        Framing::Lines => quote!(Framing::Lines),
        Framing::Records => quote!(Framing::Records),
        Framing::Events(EventData::Json) => quote!(Framing::Events(EventData::Json)),
        Framing::Events(EventData::Text) => quote!(Framing::Events(EventData::Text)),
    }
}

/// What a stream of items is made of: the item, or the event that has it as its data.
pub(crate) fn streamed(framing: Framing, item: TokenStream) -> TokenStream {
    match framing {
        Framing::Lines | Framing::Records => item,
        Framing::Events(_) => quote!(ServerEvent<#item>),
    }
}

/// Whether a body is a stream of events.
pub(crate) fn is_events(payload: &Payload) -> bool {
    matches!(&payload.content, Content::Items(items) if matches!(items.framing, Framing::Events(_)))
}

/// A value of a chosen type as an expression that may use `?`; `alone` where nothing around it says the type.
pub fn parsed(choice: &Choice, text: &StrLit, alone: bool) -> TokenStream {
    let made = choice.make.and_then(|make| make.replace("{text}", &quote!(#text).to_string()).parse().ok());
    match (made, syn::parse_str::<syn::Type>(choice.path)) {
        (Some(made), _) => made,
        (None, Ok(path)) if alone => quote!(#text.parse::<#path>()?),
        (None, _) => quote!(#text.parse()?),
    }
}
