//! Example values: for everything that the model describes one value that is valid, the same in every run.
//!
//! The document's own is taken where there is one (`lower` has dropped those that do not fit), else one is made from
//! the schema. This is no stage: it looks at the model alone, and the docs, their doctests, the tests and the mock have
//! their values from here. How a value is written in Rust is the view's to know.

mod combine;
mod count;
mod enums;
mod fit;
mod impossible;
mod names;
mod no_text;
mod number;
mod outside;
mod pattern;
mod repeated;
mod shapes;
#[cfg(test)]
mod tests;
mod text;
mod together;
mod union;
mod vary;
mod words;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value as Json, json};

use self::combine::Combinations;
use self::pattern::Pattern;
use crate::model::{
    Additional, Api, Example, Limits, Scalar, Struct, Tuple, TypeId, TypeKind, TypeRef, Union, Value, Why,
};

pub use fit::{Misfit, integer, is_same};

/// How deep values go: enough to see the shape, finite for recursive types.
const DEPTH: usize = 4;

/// What must be there may go deeper.
const MAX_DEPTH: usize = 48;

/// How many parts a value has at most: required fields of required fields multiply.
const MAX_PARTS: usize = 2000;

/// From this many parts on, optional ones are left out.
const ENOUGH: usize = 300;

/// How many steps are taken to compare a value with a type: unions in unions multiply.
const MAX_STEPS: usize = 100_000;

/// How many values are tried for each item of a list that has no item twice.
const TRIES: usize = 16;

/// Whether an example of the document can be used.
type Usable<'a> = dyn Fn(&Value, &Json) -> bool + 'a;

/// Makes examples of an API's values.
pub struct Examples<'a> {
    api: &'a Api,
    /// Whether an example of the document can be used for what the values are needed for.
    usable: Option<&'a Usable<'a>>,
    /// How many parts may still be made.
    parts: Cell<usize>,
    /// The types that hold what is being made.
    open: RefCell<Vec<TypeId>>,
    /// How large patterns are once their repetitions are written out.
    sizes: RefCell<HashMap<String, usize>>,
    /// The texts that were made under limits that leave few of them.
    texts: RefCell<HashMap<String, text::Texts>>,
    /// How many parts may still be made to find items that differ.
    spare: Cell<usize>,
    /// How many steps searches for texts may still take.
    steps: Cell<usize>,
    /// What stands in the property that tells a type from the other variants of a union.
    tags: OnceCell<HashMap<TypeId, Vec<(&'a str, &'a str)>>>,
}

impl<'a> Examples<'a> {
    /// Examples for this API.
    pub fn new(api: &'a Api) -> Self {
        Examples {
            api,
            usable: None,
            parts: Cell::new(MAX_PARTS),
            open: RefCell::default(),
            sizes: RefCell::default(),
            texts: RefCell::default(),
            spare: Cell::new(vary::SPARE),
            steps: Cell::new(text::ALL_STEPS),
            tags: OnceCell::new(),
        }
    }

    /// Takes only those of the document's examples that are usable.
    pub fn only(self, usable: &'a Usable<'a>) -> Self {
        Examples { usable: Some(usable), ..self }
    }

    /// What the examples are for.
    pub fn api(&self) -> &'a Api {
        self.api
    }

    /// A value for something called `name`: its own example where that is usable, else one that is made. `None` where
    /// there is no value, or every one of them is too large.
    pub fn value(&self, value: &Value, name: &str, own: Option<&Json>) -> Option<Json> {
        if let Some(own) = own.filter(|own| self.is_usable(value, own)) {
            return Some(own.clone());
        }
        self.parts.set(MAX_PARTS);
        self.spare.set(vary::SPARE);
        let made = self.make(value, name, 0, 0)?;
        // What is made fits; a mistake in here shall not show itself.
        self.check(value, &made).is_ok().then_some(made)
    }

    /// The same for a place that does not take every value: the first that it takes.
    pub fn value_that(
        &self,
        value: &Value,
        name: &str,
        own: Option<&Json>,
        takes: impl Fn(&Json) -> bool,
    ) -> Option<Json> {
        let first = self.value(value, name, own.filter(|own| takes(own)))?;
        if takes(&first) {
            return Some(first);
        }
        (1..TRIES).find_map(|nth| {
            self.parts.set(MAX_PARTS);
            let made = self.make(value, name, nth, 0)?;
            (takes(&made) && self.check(value, &made).is_ok()).then_some(made)
        })
    }

    /// A value of a named type.
    pub fn of(&self, id: TypeId) -> Option<Json> {
        self.value(&Value::plain(TypeRef::Named(id)), "value", None)
    }

    /// Whether a JSON value is one of the type's values, with all limits.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, value: &Value, json: &Json) -> Result<(), Misfit> {
        self.look(true).fits(value, json, 0)
    }

    /// Whether a JSON value is one of the type's values, limits aside.
    pub fn is_typed(&self, value: &Value, json: &Json) -> bool {
        self.look(false).fits(value, json, 0).is_ok()
    }

    fn look(&self, strict: bool) -> fit::Look<'_, 'a> {
        fit::Look { examples: self, strict, steps: MAX_STEPS }
    }

    /// Why it is certain that there is no value, looking at what stands here and not at the types that it refers to.
    pub fn impossible(&self, value: &Value) -> Option<String> {
        impossible::value(self, value)
    }

    /// The same for a type.
    pub fn impossible_type(&self, id: TypeId) -> Option<String> {
        impossible::named(self, id)
    }

    fn is_usable(&self, value: &Value, json: &Json) -> bool {
        self.usable.is_none_or(|usable| usable(value, json))
    }

    /// About how many steps it takes at most to see whether a pattern matches a text.
    fn matching(&self, pattern: &str, text: &str) -> usize {
        let mut sizes = self.sizes.borrow_mut();
        let size = match sizes.get(pattern) {
            Some(size) => *size,
            None => {
                let size = Pattern::new(pattern).map_or(usize::MAX, |pattern| pattern.size());
                *sizes.entry(pattern.to_owned()).or_insert(size)
            }
        };
        size.saturating_mul(text.len())
    }

    /// The nth value. `None` where there are not so many.
    fn make(&self, value: &Value, name: &str, nth: usize, depth: usize) -> Option<Json> {
        self.parts.set(self.parts.get().checked_sub(1)?);
        if depth > MAX_DEPTH {
            return None;
        }
        if let (0, Some(example)) = (nth, &value.example.0)
            && self.is_usable(value, &example.value)
        {
            return Some(example.value.clone());
        }
        if !value.limits.values.is_empty() {
            let plain = Value { limits: Limits { values: Vec::new(), ..value.limits.clone() }, ..value.clone() };
            let mut fitting = value.limits.values.iter().filter(|json| self.check(&plain, json).is_ok());
            return fitting.nth(nth).cloned();
        }
        if value.nullable && self.holds_open(value) {
            return (nth == 0).then_some(Json::Null);
        }
        let made = match &value.ty {
            TypeRef::Scalar(scalar) => self.scalar(*scalar, value, name, nth),
            TypeRef::Boxed(inner) => {
                let inner = Value { ty: (**inner).clone(), ..value.clone() };
                return self.make(&inner, name, nth, depth);
            }
            TypeRef::List(item) => self.list(item, value, name, nth, depth),
            TypeRef::Map(item) => self.map(item, value, name, nth, depth),
            TypeRef::AnyJson(_) if nth == 0 => Some(json!({ "key": "value" })),
            TypeRef::AnyJson(_) => Some(json!({ "key": format!("value {}", nth + 1) })),
            TypeRef::Named(id) => {
                let keeps = |made: &Json| value.limits.is_empty() || self.check(value, made).is_ok();
                if !value.limits.is_empty()
                    && let Some(values) = self.enum_values(*id)
                {
                    return values
                        .into_iter()
                        .filter(keeps)
                        .nth(nth)
                        .or((value.nullable && nth == 0).then_some(Json::Null));
                }
                let made = self.named(*id, name, nth, depth);
                match made {
                    Some(made) if keeps(&made) => Some(made),
                    // The limits of this place leave other values.
                    Some(_) => (1..TRIES).filter_map(|more| self.named(*id, name, nth + more, depth)).find(keeps),
                    None => None,
                }
            }
        };
        made.or_else(|| (value.nullable && nth == 0).then_some(Json::Null))
    }

    /// Whether only what must be there is made.
    fn is_deep(&self, depth: usize) -> bool {
        depth >= DEPTH || self.parts.get() < MAX_PARTS - ENOUGH
    }

    fn scalar(&self, scalar: Scalar, value: &Value, name: &str, nth: usize) -> Option<Json> {
        match scalar {
            Scalar::Bool => (nth < 2).then(|| json!(nth == 0)),
            Scalar::I64 | Scalar::I32 | Scalar::U32 | Scalar::U64 | Scalar::F32 | Scalar::F64 | Scalar::Decimal => {
                number::nth(scalar, &value.limits, nth)
            }
            Scalar::String | Scalar::Secret | Scalar::Formatted(_) | Scalar::Base64 | Scalar::Binary => {
                self.text(scalar, &value.limits, name, nth).map(Json::String)
            }
        }
    }

    fn list(&self, item: &Value, value: &Value, name: &str, nth: usize, depth: usize) -> Option<Json> {
        let limits = &value.limits;
        let least = usize::try_from(limits.min_items.unwrap_or(0)).ok()?;
        let most = limits.max_items.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        let wanted = if self.is_deep(depth) && nth == 0 { least } else { least.max(1).min(most) };
        let items = self.items(|_| Some(item), wanted, limits.unique_items, name, nth, depth);
        match items {
            Some(items) => Some(items.into()),
            None if least == 0 && nth == 0 => Some(json!([])),
            None => None,
        }
    }

    /// So many items, the first of them the nth of its values.
    fn items<'v>(
        &self,
        item: impl Fn(usize) -> Option<&'v Value>,
        wanted: usize,
        unique: bool,
        name: &str,
        nth: usize,
        depth: usize,
    ) -> Option<Vec<Json>> {
        let mut items = Vec::new();
        let mut seen = HashSet::new();
        let mut next = nth;
        let mut combinations: Option<Combinations<'_>> = None;
        for index in 0..wanted {
            let value = item(index)?;
            if !unique {
                items.push(self.make(value, name, if index == 0 { nth } else { 0 }, depth + 1)?);
                continue;
            }
            let combined = combinations.as_mut().filter(|all| all.are_of(value));
            if let Some(made) = combined.and_then(|all| self.combined(all, &seen)) {
                seen.insert(fit::sorted(&made));
                items.push(made);
                continue;
            }
            let mut tries = 0;
            loop {
                let made = self.make(value, name, next, depth + 1);
                next += 1;
                tries += 1;
                match made {
                    Some(made) if seen.insert(fit::sorted(&made)) => {
                        items.push(made);
                        break;
                    }
                    // Items of another type may begin where these end.
                    None if index > 0 && next > 1 && tries == 1 && !std::ptr::eq(value, item(index - 1)?) => next = 0,
                    Some(_) if tries <= TRIES => {}
                    _ => {
                        if combinations.is_none() {
                            combinations = self.combinations(value, &items, depth + 1);
                        }
                        let combined = combinations.as_mut().and_then(|all| self.combined(all, &seen));
                        let other = combined.or_else(|| self.other(value, name, &items, &seen, depth + 1))?;
                        seen.insert(fit::sorted(&other));
                        items.push(other);
                        break;
                    }
                }
            }
        }
        Some(items)
    }

    fn map(&self, item: &Value, value: &Value, name: &str, nth: usize, depth: usize) -> Option<Json> {
        let least = usize::try_from(value.limits.min_properties.unwrap_or(0)).ok()?;
        let most = value.limits.max_properties.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        let wanted = if self.is_deep(depth) && nth == 0 { least } else { least.max(1).min(most) };
        let (mut entries, mut next) = (Map::new(), 0);
        for index in 0..wanted {
            let key = self.key(value.limits.names.as_deref(), &entries, &mut next);
            match key.zip(self.make(item, name, if index == 0 { nth } else { 0 }, depth + 1)) {
                Some((key, made)) => drop(entries.insert(key, made)),
                None if least == 0 && nth == 0 => break,
                None => return None,
            }
        }
        Some(Json::Object(entries))
    }

    fn named(&self, id: TypeId, name: &str, nth: usize, depth: usize) -> Option<Json> {
        let def = self.api.ty(id);
        let used = |example: &&Example| nth == 0 && self.is_usable(&Value::plain(TypeRef::Named(id)), &example.value);
        if let Some(example) = def.example.as_ref().filter(used) {
            return Some(example.value.clone());
        }
        self.open.borrow_mut().push(id);
        let made = match &def.kind {
            TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => self.listed(def, nth),
            TypeKind::Alias(value) | TypeKind::Newtype(value) => self.make(value, name, nth, depth + 1),
            TypeKind::Struct(object) => self.object(id, object, nth, depth),
            TypeKind::AnyOf(parts) => {
                let parts: Vec<&Value> = parts.iter().map(|part| &part.value).collect();
                self.first_of(&parts, depth, |part| self.make(part, name, nth, depth + 1))
            }
            TypeKind::Tuple(tuple) => self.tuple(tuple, name, nth, depth),
            TypeKind::Union(union) => self.union(union, name, nth, depth),
        };
        self.open.borrow_mut().pop();
        made
    }

    /// What says which variant a type is, wherever it stands.
    fn tag(&self, id: TypeId, property: &str) -> Option<Json> {
        let tags = self.tags.get_or_init(|| {
            let mut tags: HashMap<TypeId, Vec<(&str, &str)>> = HashMap::new();
            for def in self.api.types.iter() {
                let TypeKind::Union(Union { variants, discriminator: Some(property), .. }) = &def.kind else {
                    continue;
                };
                for variant in variants {
                    if let (TypeRef::Named(id), Some(tag)) = (unboxed(&variant.value.ty), variant.tags.first()) {
                        tags.entry(*id).or_default().push((property, tag));
                    }
                }
            }
            tags
        });
        let (_, tag) = tags.get(&id)?.iter().find(|(known, _)| *known == property)?;
        Some(json!(tag))
    }

    fn tuple(&self, tuple: &Tuple, name: &str, nth: usize, depth: usize) -> Option<Json> {
        let least = usize::try_from(tuple.limits.min_items.unwrap_or(0)).ok()?.max(tuple.required);
        let most = tuple.limits.max_items.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        let wanted = if self.is_deep(depth) { least } else { least.max(tuple.items.len()).min(most) };
        let any = Value::any(Why::Open);
        let rest = match &tuple.rest {
            Additional::Kept(rest) => Some(&**rest),
            Additional::Ignored => Some(&any),
            Additional::Forbidden => None,
        };
        let item = |index: usize| tuple.items.get(index).or(rest);
        let items = |wanted| self.items(item, wanted, tuple.limits.unique_items, name, nth, depth).map(Json::from);
        // Up to the first item that may be missing and has no value.
        let shorter = || (least..wanted.min(tuple.items.len())).rev().find_map(items);
        items(wanted).or_else(shorter)
    }

    fn object(&self, id: TypeId, object: &Struct, nth: usize, depth: usize) -> Option<Json> {
        let least = usize::try_from(object.limits.min_properties.unwrap_or(0)).ok()?;
        let most = object.limits.max_properties.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        let required = object.fields.iter().filter(|field| !field.presence.is_optional()).count();
        let mut optional = most.saturating_sub(required);
        let mut entries = Map::new();
        for field in &object.fields {
            if !self.may_have(object, field) {
                if field.presence.is_optional() {
                    continue;
                }
                return None;
            }
            if field.presence.is_optional() {
                let simple = || matches!(self.api.resolve(&field.value.ty), TypeRef::Scalar(_));
                let wanted = !self.is_deep(depth) || entries.len() < least || nth > 0 && simple();
                if !wanted || optional == 0 || self.end(&field.value).is_none() || self.is_repeated(&field.value) {
                    continue;
                }
            }
            let own =
                [field.example.as_ref().map(|example| &example.value), field.presence.default()].into_iter().flatten();
            let mut own = own
                .filter(|own| nth == 0 && self.is_usable(&field.value, own) && self.check(&field.value, own).is_ok());
            let tag = self.tag(id, &field.wire).filter(|tag| self.check(&field.value, tag).is_ok());
            let null = || (field.presence.is_nullable() && self.holds_open(&field.value)).then_some(Json::Null);
            let made = tag.or_else(|| own.next().cloned()).or_else(null).or_else(|| {
                let made = self.make(&field.value, &field.wire, nth, depth + 1);
                made.or_else(|| if nth > 0 { self.make(&field.value, &field.wire, 0, depth + 1) } else { None })
            });
            match made {
                Some(made) => drop(entries.insert(field.wire.clone(), made)),
                None if field.presence.is_optional() => continue,
                None if field.presence.is_nullable() => drop(entries.insert(field.wire.clone(), Json::Null)),
                None => return None,
            }
            optional -= usize::from(field.presence.is_optional());
        }
        self.together(object, &mut entries, nth, depth)?;
        let any = Value::any(Why::Open);
        let rest = match &object.additional {
            Additional::Kept(value) => Some(&**value),
            Additional::Ignored => Some(&any),
            Additional::Forbidden => None,
        };
        let mut next = 0;
        while entries.len() < least {
            let key = self.key(object.limits.names.as_deref(), &entries, &mut next)?;
            entries.insert(key, self.make(rest?, "value", nth, depth + 1)?);
        }
        Some(Json::Object(entries))
    }
}

/// Which of these limits a number or text breaks.
pub fn broken_limits(limits: &Limits, json: &Json) -> Option<String> {
    match json {
        Json::Number(number) => number::broken(number, limits),
        Json::String(text) => fit::text(text, Scalar::String, limits).err()?.why,
        _ => None,
    }
}

/// What is in the box.
fn unboxed(ty: &TypeRef) -> &TypeRef {
    let mut ty = ty;
    while let TypeRef::Boxed(inner) = ty {
        ty = inner;
    }
    ty
}
