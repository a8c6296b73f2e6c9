//! Rows of the codec's tables: limits and JSON types as expressions.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Number;

use super::literal;
use crate::model::{
    Api, JsonTypes, Limits, PropertySets, TextFormat, Together, TypeKind, TypeRef, Value, XmlKind, XmlNode,
};
use crate::view::expressions::float;
use crate::view::text::StrLit;

/// The patterns that tables refer to: statics beside the table.
pub(crate) struct Patterns {
    known: Vec<String>,
    /// The name that the support code of types goes by.
    support: &'static str,
}

impl Default for Patterns {
    fn default() -> Self {
        Patterns::seen_as("support")
    }
}

impl Patterns {
    /// For code in which the support code of types goes by this name.
    pub(crate) fn seen_as(support: &'static str) -> Self {
        Patterns { known: Vec::new(), support }
    }

    fn support(&self) -> proc_macro2::Ident {
        format_ident!("{}", self.support)
    }

    fn add(&mut self, pattern: &str) -> TokenStream {
        let index = self.known.iter().position(|known| known == pattern).unwrap_or_else(|| {
            self.known.push(pattern.to_owned());
            self.known.len() - 1
        });
        let name = format_ident!("PATTERN_{}", index + 1);
        quote!(#name)
    }

    /// All of them.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(String::as_str)
    }

    /// The pattern that a static of this name holds.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let number: usize = name.strip_prefix("PATTERN_")?.parse().ok()?;
        Some(self.known.get(number.checked_sub(1)?)?)
    }

    /// The statics.
    pub(crate) fn items(&self) -> TokenStream {
        let support = self.support();
        let items = self.known.iter().enumerate().map(|(index, pattern)| {
            let (name, source) = (format_ident!("PATTERN_{}", index + 1), StrLit(pattern.clone()));
            let written = crate::ecma::written(pattern);
            let written = (written != *pattern).then_some(StrLit(written)).map(|written| quote!(.written(#written)));
            quote!(static #name: #support::Pattern = #support::Pattern::new(#source) #written;)
        });
        quote!(#(#items)*)
    }
}

/// The limits of a value in use, those of the names that it goes by included. `None` where there are none.
pub(crate) fn limits(api: &Api, value: &Value, patterns: &mut Patterns) -> Option<TokenStream> {
    limits_within(api, value, patterns, api.types.len())
}

/// Like [`limits`], along so many aliases at most: a document may have aliases that lead back to themselves.
fn limits_within(api: &Api, value: &Value, patterns: &mut Patterns, aliases: usize) -> Option<TokenStream> {
    let mut calls = Vec::new();
    own(&value.limits, &mut calls, patterns);
    let mut ty = &value.ty;
    while let TypeRef::Boxed(inner) = ty {
        ty = inner;
    }
    match ty {
        TypeRef::List(part) | TypeRef::Map(part) => {
            let parts = limits_within(api, part, patterns, aliases);
            calls.extend(parts.map(|parts| quote!(parts(&#parts))));
        }
        TypeRef::Named(id) => {
            if let (TypeKind::Alias(target), 1..) = (&api.ty(*id).kind, aliases) {
                let named = limits_within(api, target, patterns, aliases - 1);
                match named {
                    Some(named) if calls.is_empty() => return Some(named),
                    named => calls.extend(named.map(|named| quote!(also(&#named)))),
                }
            }
        }
        TypeRef::Scalar(_) | TypeRef::AnyJson(_) | TypeRef::Boxed(_) => {}
    }
    let support = patterns.support();
    (!calls.is_empty()).then(|| quote!(#support::Limits::NONE #(.#calls)*))
}

/// The call that marks a property whose name does not stand in JSON as it is.
pub(crate) fn escaped(wire: &str) -> Option<TokenStream> {
    let plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    (!wire.bytes().all(plain)).then(|| quote!(.escaped()))
}

/// Which properties of an object go together.
pub(super) fn group(group: &PropertySets) -> TokenStream {
    let rule = match group.rule {
        Together::AtLeastOne => quote!(at_least_one),
        Together::ExactlyOne => quote!(exactly_one),
        Together::None => quote!(none),
        Together::Needs => quote!(needs),
    };
    let sets = group.sets.iter().map(|set| {
        let names = set.iter().map(|name| StrLit(name.clone()));
        quote!(&[#(#names),*])
    });
    quote!(support::PropertySets::#rule(&[#(#sets),*]))
}

/// The limits of a whole, those of its parts aside.
pub(super) fn whole(limits: &Limits, patterns: &mut Patterns) -> Option<TokenStream> {
    let mut calls = Vec::new();
    own(limits, &mut calls, patterns);
    let support = patterns.support();
    (!calls.is_empty()).then(|| quote!(#support::Limits::NONE #(.#calls)*))
}

fn own(limits: &Limits, calls: &mut Vec<TokenStream>, patterns: &mut Patterns) {
    if let Some((bound, excluded)) = &limits.minimum {
        calls.push(number("minimum", bound));
        calls.extend(excluded.then(|| quote!(above())));
    }
    if let Some((bound, excluded)) = &limits.maximum {
        calls.push(number("maximum", bound));
        calls.extend(excluded.then(|| quote!(below())));
    }
    if let Some(step) = &limits.multiple_of {
        calls.push(number("multiple_of", step));
    }
    let size = |n: u64| proc_macro2::Literal::u64_unsuffixed(n);
    let least = limits.min_length.or(limits.min_items).or(limits.min_properties);
    if let Some(n) = least.filter(|n| *n > 0) {
        let n = size(n);
        calls.push(quote!(min_size(#n)));
    }
    if let Some(n) = limits.max_length.or(limits.max_items).or(limits.max_properties) {
        let n = size(n);
        calls.push(quote!(max_size(#n)));
    }
    if !limits.patterns.is_empty() {
        let all = limits.patterns.iter().map(|pattern| patterns.add(pattern));
        calls.push(quote!(patterns(&[#(&#all),*])));
    }
    // Lists and objects cannot be stated.
    let stated = limits.values.iter().all(|value| !value.is_object() && !value.is_array());
    if stated && !limits.values.is_empty() {
        let (support, values) = (patterns.support(), limits.values.iter().map(constant_of));
        calls.push(quote!(one_of(&[#(#support::#values),*])));
    }
    if let Some(format) = limits.format {
        let (support, name) = (patterns.support(), format_ident!("{}", format_name(format)));
        calls.push(quote!(format(&#support::#name)));
        // Who states that no character is needed means that the text may be empty instead.
        if limits.min_length == Some(0) {
            calls.push(quote!(or_empty()));
        }
    }
    if limits.unique_items {
        calls.push(quote!(unique()));
    }
    if let Some(names) = limits.names.as_deref().and_then(|names| whole(names, patterns)) {
        calls.push(quote!(names(&#names)));
    }
}

fn number(what: &str, number: &Number) -> TokenStream {
    match (number.as_i64(), number.as_f64()) {
        (Some(n), _) => {
            let (name, n) = (format_ident!("{what}"), literal::integer(n));
            quote!(#name(#n))
        }
        (None, n) => {
            let (name, n) = (format_ident!("{what}_f64"), float(n.unwrap_or_default()));
            quote!(#name(#n))
        }
    }
}

/// What the support code calls a format.
fn format_name(format: TextFormat) -> &'static str {
    match format {
        TextFormat::Date => "DATE",
        TextFormat::DateTime => "DATE_TIME",
        TextFormat::Time => "TIME",
        TextFormat::Duration => "DURATION",
        TextFormat::Uuid => "UUID",
        TextFormat::Uri => "URI",
        TextFormat::UriReference => "URI_REFERENCE",
        TextFormat::Email => "EMAIL",
        TextFormat::Hostname => "HOSTNAME",
        TextFormat::Ipv4 => "IPV4",
        TextFormat::Ipv6 => "IPV6",
        TextFormat::Decimal => "DECIMAL",
    }
}

/// A value without parts, as a table states it.
pub(super) fn constant(value: &serde_json::Value) -> TokenStream {
    let constant = constant_of(value);
    quote!(support::#constant)
}

fn constant_of(value: &serde_json::Value) -> TokenStream {
    match value {
        serde_json::Value::String(text) => {
            let text = StrLit(text.clone());
            quote!(Const::Str(#text))
        }
        serde_json::Value::Bool(value) => quote!(Const::Bool(#value)),
        serde_json::Value::Null => quote!(Const::Null),
        other => {
            let number = literal::scalar_of(other);
            if other.is_i64() { quote!(Const::Int(#number)) } else { quote!(Const::Float(#number)) }
        }
    }
}

/// A set of JSON types.
pub(super) fn json_types(types: JsonTypes) -> TokenStream {
    let all = [
        (types.null, "NULL"),
        (types.boolean, "BOOLEAN"),
        (types.integer, "INTEGER"),
        (types.number, "NUMBER"),
        (types.string, "STRING"),
        (types.array, "ARRAY"),
        (types.object, "OBJECT"),
    ];
    if all.iter().all(|(has, _)| *has) {
        return quote!(support::Types::ANY);
    }
    let mut names = all.iter().filter(|(has, _)| *has).map(|(_, name)| format_ident!("{name}"));
    let Some(first) = names.next() else { return quote!(support::Types::NONE) };
    quote!(support::Types::#first #(.or(support::Types::#names))*)
}

/// How a value stands in XML, in code in which the support code of types goes by this name.
pub(crate) fn xml(node: &XmlNode, support: &str) -> TokenStream {
    let name = StrLit(node.name.clone());
    let codec = format_ident!("{support}");
    let make = match node.kind {
        XmlKind::Element => quote!(element(#name)),
        XmlKind::Attribute => quote!(attribute(#name)),
        XmlKind::Text => quote!(text()),
    };
    let mut xml = quote!(#codec::Xml::#make);
    if let Some(prefix) = node.prefix.clone().map(StrLit) {
        xml = quote!(#xml.prefix(#prefix));
    }
    if let Some(uri) = node.namespace.clone().map(StrLit) {
        xml = quote!(#xml.namespace(#uri));
    }
    if let Some(items) = &node.items {
        let item = self::xml(&items.node, support);
        let method = if items.wrapped { format_ident!("wraps") } else { format_ident!("items") };
        xml = quote!(#xml.#method(&#item));
    }
    xml
}
