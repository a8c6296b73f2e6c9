//! Limits of properties, written once in `codec/mod.rs`: documents say the same few again and again, a pattern in a
//! hundred places is compiled once at run time, and limits are most of what a compiler has to do for a table. Lists of
//! values are a property's own, and what would have a long name stands where it holds.
//!
//! A name follows from what the limits say and from nothing else, so that another property changes none.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::tables::{self, Patterns};
use crate::digest::digest;
use crate::model::{Api, TypeKind, Value};
use crate::names::StaticName;
use crate::view::text::Tokens;

/// Longer names are worse to read than what they stand for.
const LONGEST: usize = 60;

/// The limits that have a name.
pub(super) struct SharedLimits {
    /// `None` where different limits would have the name: they stand where they hold.
    by_name: BTreeMap<StaticName, Option<TokenStream>>,
}

impl SharedLimits {
    pub(super) fn of(api: &Api) -> Self {
        let mut by_name = BTreeMap::new();
        let fields = api.types.iter().filter_map(|def| match &def.kind {
            TypeKind::Struct(object) => Some(&object.fields),
            _ => None,
        });
        for field in fields.flatten() {
            let mut patterns = Patterns::default();
            let Some(limits) = tables::limits(api, &field.value, &mut patterns) else { continue };
            let Some(name) = name(&limits, &patterns) else { continue };
            let items = patterns.items();
            let limits = if items.is_empty() { limits } else { quote!({ #items #limits }) };
            match by_name.entry(name) {
                Entry::Vacant(vacant) => {
                    vacant.insert(Some(limits));
                }
                Entry::Occupied(mut other) => {
                    let is_other = |known: &TokenStream| known.to_string() != limits.to_string();
                    if other.get().as_ref().is_some_and(is_other) {
                        other.insert(None);
                    }
                }
            }
        }
        SharedLimits { by_name }
    }

    /// The limits of a value as a reference in a module of `codec`; `None` where there are none.
    pub(super) fn reference(&self, api: &Api, value: &Value, patterns: &mut Patterns) -> Option<TokenStream> {
        let mut own = Patterns::default();
        let limits = tables::limits(api, value, &mut own)?;
        match name(&limits, &own).filter(|name| matches!(self.by_name.get(name), Some(Some(_)))) {
            Some(name) => Some(quote!(&super::#name)),
            None => tables::limits(api, value, patterns).map(|limits| quote!(&#limits)),
        }
    }

    /// Names and expressions, by name.
    pub(super) fn statics(&self) -> Vec<(StaticName, Tokens)> {
        let shared = self.by_name.iter().filter_map(|(name, limits)| Some((name, limits.as_ref()?)));
        shared.map(|(name, limits)| (name.clone(), super::tokens(limits))).collect()
    }
}

/// What an expression says, as a name. Most of a pattern is signs, so that a digest tells it from others.
fn name(limits: &TokenStream, patterns: &Patterns) -> Option<StaticName> {
    let mut words = Vec::new();
    spell(limits.clone(), patterns, &mut words)?;
    if patterns.texts().next().is_some() {
        words.extend(digest(patterns.texts()).get(..4).map(str::to_owned));
    }
    StaticName::of(words.iter().map(String::as_str)).filter(|name| name.as_str().len() <= LONGEST)
}

/// The words of an expression, without those that all have; `None` for lists of values.
fn spell(limits: TokenStream, patterns: &Patterns, words: &mut Vec<String>) -> Option<()> {
    for token in limits {
        match token {
            TokenTree::Group(group) => spell(group.stream(), patterns, words)?,
            TokenTree::Punct(punct) if punct.as_char() == '-' => words.push("minus".to_owned()),
            TokenTree::Punct(_) => {}
            TokenTree::Literal(literal) => words.push(literal.to_string()),
            TokenTree::Ident(ident) => match ident.to_string() {
                word if ["support", "Limits", "NONE"].contains(&word.as_str()) => {}
                word if word == "one_of" => return None,
                word => words.push(patterns.text(&word).map_or(word.clone(), str::to_owned)),
            },
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::api;

    fn name_of(limits: TokenStream) -> Option<String> {
        name(&limits, &Patterns::default()).map(|name| name.to_string())
    }

    #[test]
    fn names_say_what_the_limits_are() {
        let sizes = quote!(support::Limits::NONE.min_size(1).parts(&support::Limits::NONE.max_size(20)));
        assert_eq!(name_of(sizes).as_deref(), Some("MIN_SIZE_1_PARTS_MAX_SIZE_20"));
        let numbers = quote!(support::Limits::NONE.minimum(-5).maximum_f64(0.5));
        assert_eq!(name_of(numbers).as_deref(), Some("MINIMUM_MINUS_5_MAXIMUM_F64_0_5"));
        let format = quote!(support::Limits::NONE.format(&support::DATE_TIME));
        assert_eq!(name_of(format).as_deref(), Some("FORMAT_DATE_TIME"));
    }

    #[test]
    fn what_would_be_hard_to_read_has_no_name() {
        assert_eq!(name_of(quote!(support::Limits::NONE.one_of(&[support::Const::Int(1)]))), None);
        let long = "x".repeat(LONGEST);
        assert_eq!(name_of(quote!(support::Limits::NONE.patterns(&[#long]))), None);
    }

    #[test]
    fn patterns_of_the_same_letters_have_names_of_their_own() {
        let api = api(
            r#"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": {"A": {"type": "object", "properties": {
                "plus": {"type": "string", "pattern": "^a+$"},
                "star": {"type": "string", "pattern": "^a*$"},
                "none": {"type": "string", "pattern": "^ä$"},
                "size": {"type": "string", "maxLength": 5},
                "more": {"type": "string", "maxLength": 5}
            }}}}}"#,
        );
        let shared = SharedLimits::of(&api);
        let names: Vec<String> = shared.statics().iter().map(|(name, _)| name.to_string()).collect();
        assert_eq!(names, ["MAX_SIZE_5", "PATTERNS_A_0FE8", "PATTERNS_A_31AB", "PATTERNS_D2AE"]);
    }
}
