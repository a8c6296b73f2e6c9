//! What several schemas say together about one value: `allOf`, references with siblings, properties that several
//! parts describe.
//!
//! It follows references and puts keywords together. What becomes of the sum is `schema`'s business.

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, Discriminator, ReferenceOr, Schema, SchemaData};
use serde_json::Value as Json;

use super::Lower;
use super::closed::Closed;
use super::described::described;
use super::facets::{Facets, is_null_only, only_required, says_nothing};
use super::property_names::dependent;
use crate::model::{EnumValue, Limits, Marked, PropertySets, Together};
use crate::pointer::child;

/// How deep references may nest in `allOf`: a document that goes deeper refers to itself.
const MAX_PARTS: usize = 64;

/// One of the schemas that a value keeps to.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    pub(super) link: Link<'a>,
    pub(super) pointer: String,
}

/// A schema or the name of one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Link<'a> {
    Reference(&'a str),
    Schema(&'a Schema),
}

impl<'a> Part<'a> {
    pub(super) fn new(schema: &'a ReferenceOr<Schema>, pointer: String) -> Self {
        let link = match schema {
            ReferenceOr::Reference { reference } => Link::Reference(reference),
            ReferenceOr::Item(schema) => Link::Schema(schema),
        };
        Part { link, pointer }
    }

    /// A schema as openapiv3 keeps it below another one.
    pub(super) fn boxed(schema: &'a ReferenceOr<Box<Schema>>, pointer: String) -> Self {
        let link = match schema {
            ReferenceOr::Reference { reference } => Link::Reference(reference),
            ReferenceOr::Item(schema) => Link::Schema(schema),
        };
        Part { link, pointer }
    }

    /// What tells one part from another.
    fn key(&self) -> &str {
        match self.link {
            Link::Reference(reference) => reference,
            Link::Schema(_) => &self.pointer,
        }
    }
}

/// The schemas that a value keeps to, all of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts<'a> {
    pub(super) list: Vec<Part<'a>>,
    /// The lists of alternatives of which one is among the parts already.
    pub(super) chosen: Vec<String>,
}

impl<'a> Parts<'a> {
    pub(super) fn one(part: Part<'a>) -> Self {
        Parts { list: vec![part], chosen: Vec::new() }
    }

    /// Where the first of them stands.
    pub(super) fn pointer(&self) -> &str {
        self.list.first().map_or("", |part| &part.pointer)
    }

    pub(super) fn push(&mut self, part: Part<'a>) {
        if !self.list.iter().any(|known| known.key() == part.key()) {
            self.list.push(part);
        }
    }

    /// The same schemas have the same key.
    pub(super) fn key(&self) -> Vec<String> {
        let mut key: Vec<String> = self.list.iter().map(|part| part.key().to_owned()).collect();
        key.sort();
        key.push(String::new());
        key.extend(self.chosen.iter().cloned());
        key
    }

    /// Whether they say a thing about a property. Who describes a property of a base again without its `readOnly` means
    /// to send it.
    pub(super) fn marked(&self, says: impl Fn(&SchemaData) -> bool) -> Marked {
        let count = self.own().filter(|schema| says(&schema.schema_data)).count();
        match count {
            0 => Marked::No,
            _ if count < self.list.len() => Marked::Partly,
            _ => Marked::Yes,
        }
    }

    /// The schemas that stand here themselves, the last word first.
    pub(super) fn own(&self) -> impl Iterator<Item = &'a Schema> {
        self.own_parts().map(|(schema, _)| schema)
    }

    /// The same with their pointers.
    pub(super) fn own_parts(&self) -> impl Iterator<Item = (&'a Schema, &str)> {
        self.list.iter().rev().filter_map(|part| match part.link {
            Link::Schema(schema) => Some((schema, part.pointer.as_str())),
            Link::Reference(_) => None,
        })
    }
}

/// A `oneOf` or `anyOf`.
pub(super) struct Alternatives<'a> {
    /// The variants that are not null.
    pub(super) variants: Vec<Part<'a>>,
    pub(super) discriminator: Option<&'a Discriminator>,
    /// Where the list stands.
    pub(super) at: String,
    /// Whether several may fit at once.
    pub(super) any: bool,
}

/// Properties that no part names.
#[derive(Default)]
pub(super) enum Others<'a> {
    #[default]
    Unsaid,
    Closed,
    Open,
    Typed(Parts<'a>),
}

/// What the parts say together.
#[derive(Default)]
pub(super) struct Whole<'a> {
    pub(super) ty: Option<&'a str>,
    /// Whether limits alone tell the type.
    is_by_limits: bool,
    pub(super) format: Option<String>,
    pub(super) limits: Limits,
    pub(super) properties: IndexMap<&'a str, Parts<'a>>,
    pub(super) required: Vec<&'a str>,
    pub(super) others: Others<'a>,
    pub(super) items: Parts<'a>,
    /// The items with a position of their own, and what follows them.
    pub(super) positions: Option<(Vec<Parts<'a>>, Others<'a>)>,
    /// The values of an enum that all parts allow; `None` without an enum.
    pub(super) values: Option<Vec<EnumValue<Json>>>,
    pub(super) alternatives: Vec<Alternatives<'a>>,
    /// Which properties go together.
    pub(super) groups: Vec<PropertySets>,
    /// Whether nothing fits all parts.
    pub(super) impossible: bool,
    /// Components that are in it.
    seen: HashSet<&'a str>,
    /// The parts that say something of properties that are not their own.
    pub(super) closed: Vec<Closed<'a>>,
}

impl Whole<'_> {
    /// Whether components are part of it.
    pub(super) fn has_components(&self) -> bool {
        !self.seen.is_empty()
    }

    /// Whether there is more to it than its JSON type and its first alternatives.
    pub(super) fn says_more(&self) -> bool {
        !self.properties.is_empty()
            || !self.required.is_empty()
            || !matches!(self.others, Others::Unsaid)
            || !self.items.list.is_empty()
            || self.positions.is_some()
            || self.values.is_some()
            || !self.limits.is_empty()
            || self.format.is_some()
            || self.alternatives.len() > 1
            || !self.groups.is_empty()
    }
}

impl<'a> Lower<'a> {
    /// The parts that count: what only wraps others, says nothing, or is in another one anyway, is gone.
    pub(super) fn leaves(&self, parts: &Parts<'a>) -> Parts<'a> {
        let mut leaves = Parts { list: Vec::new(), chosen: parts.chosen.clone() };
        let mut stack: Vec<Part<'a>> = parts.list.iter().rev().cloned().collect();
        while let Some(part) = stack.pop() {
            match part.link {
                Link::Schema(schema) if is_wrapper(schema) => {
                    let at = child(&part.pointer, "allOf");
                    let inner = Facets::of(schema).all_of.iter().enumerate();
                    let inner: Vec<_> = inner.map(|(n, one)| Part::new(one, child(&at, &n.to_string()))).collect();
                    stack.extend(inner.into_iter().rev());
                }
                Link::Schema(schema) if says_nothing(schema) => {}
                Link::Schema(schema) => match only_alternative(schema) {
                    Some((keyword, index, only)) => {
                        stack.push(Part::new(only, child(&child(&part.pointer, keyword), &index.to_string())));
                    }
                    None => leaves.push(part),
                },
                Link::Reference(_) => leaves.push(part),
            }
        }
        if leaves.list.len() > 1 {
            let keys: Vec<String> = leaves.list.iter().map(|part| self.place(part)).collect();
            let inside: Vec<HashSet<String>> = leaves.list.iter().map(|part| self.included(part)).collect();
            // Two that include each other are a circle, which is told when they are put together.
            let is_inside = |index: usize| {
                (0..keys.len()).any(|other| {
                    other != index
                        && inside[other].contains(&keys[index])
                        && !(inside[index].contains(&keys[other]) && index < other)
                })
            };
            let kept: Vec<bool> = (0..keys.len()).map(|index| !is_inside(index)).collect();
            let mut index = 0;
            leaves.list.retain(|_| {
                index += 1;
                kept[index - 1]
            });
        }
        leaves
    }

    /// Where the schema of a part stands, references followed.
    pub(super) fn place(&self, part: &Part<'a>) -> String {
        match part.link {
            Link::Schema(_) => part.pointer.clone(),
            Link::Reference(reference) => match self.follow(reference) {
                Some((name, _)) => child("/components/schemas", name),
                None => part.pointer.clone(),
            },
        }
    }

    /// The component behind a reference and behind references in its place.
    pub(super) fn follow(&self, reference: &str) -> Option<(&'a str, &'a Schema)> {
        let mut found = self.component(reference)?;
        // A chain of references is no longer than there are components.
        for _ in 0..=self.components.len() {
            match found {
                (name, ReferenceOr::Item(schema)) => return Some((name, schema)),
                (_, ReferenceOr::Reference { reference }) => found = self.component(reference)?,
            }
        }
        None
    }

    /// The components that a referenced one has as parts, and those parts' parts.
    fn included(&self, part: &Part<'a>) -> HashSet<String> {
        let mut places = HashSet::new();
        let Link::Reference(reference) = part.link else { return places };
        let mut stack: Vec<&Schema> = self.follow(reference).map(|(_, schema)| schema).into_iter().collect();
        while let Some(schema) = stack.pop() {
            for part in Facets::of(schema).all_of {
                match part {
                    ReferenceOr::Item(schema) => stack.push(schema),
                    ReferenceOr::Reference { reference } => {
                        if let Some((name, schema)) = self.follow(reference)
                            && places.insert(child("/components/schemas", name))
                        {
                            stack.push(schema);
                        }
                    }
                }
            }
        }
        places
    }

    /// Puts all parts together. `own` is the component that they are the definition of.
    pub(super) fn gather(&mut self, parts: &Parts<'a>, own: Option<&'a str>) -> Whole<'a> {
        let whole = self.put_together(parts, own);
        self.tell_closed(&whole);
        whole
    }

    /// The same without a look at what one part says of another one's properties.
    pub(super) fn put_together(&mut self, parts: &Parts<'a>, own: Option<&'a str>) -> Whole<'a> {
        let mut whole = Whole::default();
        let mut open: Vec<&'a str> = own.into_iter().collect();
        for part in &parts.list {
            self.add(part, &parts.chosen, &mut whole, &mut open);
        }
        if whole.ty.is_none() && whole.alternatives.is_empty() && !whole.groups.is_empty() {
            whole.ty = Some("object");
        }
        whole
    }

    fn add(&mut self, part: &Part<'a>, chosen: &[String], whole: &mut Whole<'a>, open: &mut Vec<&'a str>) {
        let reference = match part.link {
            Link::Schema(schema) => return self.add_schema(schema, &part.pointer, chosen, whole, open),
            Link::Reference(reference) => reference,
        };
        let Some((name, schema)) = self.follow(reference) else { return };
        let pointer = child("/components/schemas", name);
        if open.contains(&name) || open.len() >= MAX_PARTS {
            self.warn("cyclic-all-of", &pointer, format!("`{name}` is a part of itself"), "break the cycle of `allOf`");
            return;
        }
        if whole.seen.insert(name) {
            open.push(name);
            self.add_schema(schema, &pointer, chosen, whole, open);
            open.pop();
        }
    }

    fn add_schema(
        &mut self,
        schema: &'a Schema,
        pointer: &str,
        chosen: &[String],
        whole: &mut Whole<'a>,
        open: &mut Vec<&'a str>,
    ) {
        let facets = Facets::of(schema);
        let at = child(pointer, "allOf");
        for (index, part) in facets.all_of.iter().enumerate() {
            self.add(&Part::new(part, child(&at, &index.to_string())), chosen, whole, open);
        }
        for (keyword, list) in [("oneOf", facets.one_of), ("anyOf", facets.any_of)] {
            let at = child(pointer, keyword);
            if list.is_empty() || chosen.contains(&at) {
                continue;
            }
            if let Some(sets) = list.iter().map(|one| only_required(one).map(<[String]>::to_vec)).collect() {
                let rule = if keyword == "anyOf" { Together::AtLeastOne } else { Together::ExactlyOne };
                whole.groups.push(PropertySets { rule, sets });
                continue;
            }
            let variants = list.iter().enumerate().filter(|(_, variant)| !is_null_only(variant));
            let mut variants: Vec<_> =
                variants.map(|(index, variant)| Part::new(variant, child(&at, &index.to_string()))).collect();
            // A base lists its children; for a child that is inside of it that says nothing new.
            let is_open = |part: &Part<'a>| match part.link {
                Link::Reference(reference) => self.follow(reference).is_some_and(|(name, _)| open.contains(&name)),
                Link::Schema(_) => false,
            };
            if variants.iter().any(is_open) {
                continue;
            }
            match variants.len() {
                0 => {}
                1 => self.add(&variants.swap_remove(0), chosen, whole, open),
                _ if let Some((ty, values)) = described(&variants)
                    && schema.schema_data.discriminator.is_none() =>
                {
                    self.add_own(&Facets { ty: Some(ty), ..Facets::default() }, &at, whole);
                    self.add_values(values, &at, whole);
                }
                _ => whole.alternatives.push(Alternatives {
                    variants,
                    discriminator: schema.schema_data.discriminator.as_ref(),
                    at,
                    any: keyword == "anyOf",
                }),
            }
        }
        if let Some(names) = facets.not.and_then(only_required) {
            whole.groups.push(PropertySets { rule: Together::None, sets: vec![names.to_vec()] });
        } else if facets.not.is_some() {
            let is_never = facets.not.is_some_and(|not| matches!(not, ReferenceOr::Item(not) if says_nothing(not)));
            let (message, help) = if is_never {
                ("no value is allowed here, which is not checked", "leave it out, or describe what is allowed")
            } else {
                (
                    "`not` cannot be expressed as a Rust type, so it is not checked",
                    "describe what is allowed instead of what is not",
                )
            };
            self.warn("unsupported-not", pointer, message, help);
        }
        self.add_own(&facets, pointer, whole);
    }

    /// Adds the keywords that stand in one place.
    fn add_own(&mut self, facets: &Facets<'a>, pointer: &str, whole: &mut Whole<'a>) {
        let was_by_limits = std::mem::replace(&mut whole.is_by_limits, false);
        match (whole.ty, facets.ty) {
            (_, None) => whole.is_by_limits = was_by_limits,
            (None, new) => {
                whole.ty = new;
                whole.is_by_limits = facets.is_by_limits;
            }
            (Some("number"), Some("integer")) => {
                whole.ty = Some("integer");
                whole.format = whole.format.take().filter(|format| format.contains("int"));
            }
            (Some("integer"), Some("number")) => {}
            (Some(old), Some(new)) if old == new => whole.is_by_limits = was_by_limits && facets.is_by_limits,
            // A length says nothing about objects, nor `required` about lists.
            (Some(_), Some(_)) if facets.is_by_limits => {
                whole.is_by_limits = was_by_limits;
                return;
            }
            (Some(_), new) if was_by_limits => whole.ty = new,
            (Some(old), Some(new)) => {
                whole.impossible = true;
                self.contradiction(pointer, format!("no value is of type {old} and of type {new}; {old} counts"));
                return;
            }
        }
        let all_names = self.all_name_limits(facets, pointer);
        let names = self.name_limits(facets, pointer, all_names.as_deref());
        let own = Limits { names, all_names, ..self.limits(facets, pointer) };
        match (&whole.format, &facets.format) {
            (_, None) => {}
            (Some(old), Some(new)) if old == new => {}
            (None, Some(new)) => {
                if !(whole.ty == Some("integer") && facets.ty == Some("number")) {
                    whole.format = Some(new.clone());
                }
            }
            (Some(old), Some(new)) => match narrower(old, new) {
                Some(format) => whole.format = Some(format),
                None => self.contradiction(pointer, format!("the formats {old} and {new} differ; {old} counts")),
            },
        }
        if let Some(message) = whole.limits.keep_to(own) {
            self.contradiction(pointer, message);
        }
        for (wire, property) in facets.properties.into_iter().flatten() {
            let at = child(&child(pointer, "properties"), wire);
            whole.properties.entry(wire).or_default().push(Part::boxed(property, at));
        }
        for group in dependent(facets) {
            if !whole.groups.contains(&group) {
                whole.groups.push(group);
            }
        }
        for name in facets.required {
            if !whole.required.contains(&name.as_str()) {
                whole.required.push(name);
            }
        }
        if let Some((length, open)) = facets.tuple {
            add_positions(facets, length, open, pointer, whole);
        } else if let Some(items) = facets.items {
            whole.items.push(Part::boxed(items, child(pointer, "items")));
        }
        whole.closed.extend(Closed::of(facets, pointer));
        match (facets.additional, &mut whole.others) {
            (None, _) => {}
            (Some(AdditionalProperties::Schema(schema)), Others::Typed(parts)) => {
                parts.push(Part::new(schema, child(pointer, "additionalProperties")));
            }
            (Some(AdditionalProperties::Schema(schema)), others) => {
                *others = Others::Typed(Parts::one(Part::new(schema, child(pointer, "additionalProperties"))));
            }
            // A closed part among several would reject the other parts' properties; what is open stays open.
            (Some(AdditionalProperties::Any(false)), others @ Others::Unsaid) => *others = Others::Closed,
            (Some(AdditionalProperties::Any(true)), others @ (Others::Unsaid | Others::Closed)) => {
                *others = Others::Open;
            }
            (Some(AdditionalProperties::Any(_)), _) => {}
        }
        if !facets.values.is_empty() {
            self.add_values(facets.enum_values(), pointer, whole);
        }
    }

    /// Adds the values of an enum, null aside. Of null alone, which is no value of an enum, there is a list without values.
    fn add_values(&mut self, values: Vec<EnumValue<Json>>, pointer: &str, whole: &mut Whole<'a>) {
        match &mut whole.values {
            None => whole.values = Some(values),
            Some(_) if values.is_empty() => {}
            Some(known) => {
                let before = known.len();
                let allowed: HashSet<&Json> = values.iter().map(|one| &one.value).collect();
                known.retain(|one| allowed.contains(&one.value));
                if known.is_empty() && before > 0 {
                    whole.impossible = true;
                    self.contradiction(pointer, "the enums of the parts have no value in common".to_owned());
                }
            }
        }
    }

    pub(super) fn contradiction(&mut self, pointer: &str, message: String) {
        self.warn(
            "contradicting-parts",
            pointer,
            message,
            "correct one of the schemas; as it stands, no value keeps to all of them",
        );
    }
}

/// Adds the items of a tuple: the alternatives of its `items`, one for each position, then one for what follows.
fn add_positions<'a>(facets: &Facets<'a>, length: usize, open: bool, pointer: &str, whole: &mut Whole<'a>) {
    let Some(ReferenceOr::Item(items)) = facets.items else { return };
    let at = child(&child(pointer, "items"), "oneOf");
    let parts = Facets::of(items).one_of.iter().enumerate();
    let mut parts = parts.map(|(index, part)| Part::new(part, child(&at, &index.to_string())));
    let (positions, rest) = whole.positions.get_or_insert_default();
    for index in 0..length {
        let Some(part) = parts.next() else { break };
        match positions.get_mut(index) {
            Some(known) => known.push(part),
            None => positions.push(Parts::one(part)),
        }
    }
    match (parts.next(), rest) {
        (Some(part), Others::Typed(known)) => known.push(part),
        (Some(part), rest) => *rest = Others::Typed(Parts::one(part)),
        (None, rest) if !open => *rest = Others::Closed,
        _ => {}
    }
}

/// Whether a schema is nothing but its `allOf`.
fn is_wrapper(schema: &Schema) -> bool {
    let facets = Facets::of(schema);
    !facets.all_of.is_empty() && facets.one_of.is_empty() && facets.any_of.is_empty() && says_nothing_else(&facets)
}

/// The one alternative of a schema that is nothing but a choice, null aside: where it stands in which list.
fn only_alternative(schema: &Schema) -> Option<(&'static str, usize, &ReferenceOr<Schema>)> {
    let facets = Facets::of(schema);
    let (keyword, list) = match (facets.one_of, facets.any_of) {
        (list, []) => ("oneOf", list),
        ([], list) => ("anyOf", list),
        _ => return None,
    };
    let mut others = list.iter().enumerate().filter(|(_, one)| !is_null_only(one));
    let (index, only) = others.next()?;
    let is_all = others.next().is_none()
        && facets.all_of.is_empty()
        && schema.schema_data.discriminator.is_none()
        && only_required(only).is_none()
        && says_nothing_else(&facets);
    is_all.then_some((keyword, index, only))
}

/// Whether a schema says nothing but what it is composed of.
fn says_nothing_else(facets: &Facets<'_>) -> bool {
    facets.not.is_none()
        && facets.properties.is_none()
        && facets.required.is_empty()
        && facets.additional.is_none()
        && facets.items.is_none()
        && facets.values.is_empty()
        && facets.limits.is_empty()
        && !facets.is_about_names()
        && facets.format.is_none()
        && facets.tuple.is_none()
        // `type: object` beside references to objects is what many write.
        && matches!(facets.ty, None | Some("object"))
}

/// The format whose values all have the other one too.
fn narrower(old: &str, new: &str) -> Option<String> {
    const ORDERS: [&[&str]; 3] =
        [&["int8", "int16", "int32", "int64"], &["uint8", "uint16", "uint32", "uint64"], &["float", "double"]];
    ORDERS.iter().find_map(|order| {
        let rank = |name: &str| order.iter().position(|known| *known == name);
        let rank = rank(old)?.min(rank(new)?);
        Some(order[rank].to_owned())
    })
}
