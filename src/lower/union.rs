//! `oneOf` and `anyOf`: the variants, and how a value is told to be one of them.

use std::collections::HashSet;
use std::sync::Arc;

use openapiv3::{Discriminator, ReferenceOr, SchemaData};
use serde_json::Value as Json;

use super::merge::{Link, Parts, Whole};
use super::variant_hint::{Hints, UNTYPED};
use super::{Lower, alike, constants};
use crate::diagnostics::Diagnostic;
use crate::model::{
    Additional, Api, JsonTypes, NameHint, Pointer, Scalar, Struct, TypeId, TypeKind, TypeRef, Union, UnionVariant,
    Value, Why,
};
use crate::pointer::{child, unescape_fragment};

/// Where a schema states the discriminator's value that means it: AutoRest's extension, and that of other generators.
const DISCRIMINATOR_VALUES: [&str; 2] = ["x-ms-discriminator-value", "x-discriminator-value"];

impl<'a> Lower<'a> {
    /// A union of the whole's first alternatives. What stands beside them becomes part of each.
    pub(super) fn union(&mut self, id: TypeId, whole: &Whole<'a>, parts: &Parts<'a>) -> TypeKind {
        let Some(alternatives) = whole.alternatives.first() else {
            return TypeKind::Alias(Value::any(Why::GivenUp));
        };
        let discriminator = alternatives.discriminator;
        let mut union = Union {
            variants: Vec::new(),
            discriminator: discriminator.map(|discriminator| discriminator.property_name.clone()),
            fallback: None,
        };
        let fallback = discriminator.and_then(fallback);
        let mut hints = Hints::default();
        for (variant, is_part) in &self.variants(whole, alternatives, parts) {
            let name_hint =
                hints.next(variant, discriminator.map(|discriminator| discriminator.property_name.as_str()));
            let hint = NameHint::Within { owner: id, role: name_hint.clone() };
            let mut all = Parts::one(variant.clone());
            if *is_part {
                all = parts.clone();
                all.chosen.push(alternatives.at.clone());
                all.push(variant.clone());
                let leaves = self.leaves(&all);
                if self.gather(&leaves, None).impossible {
                    continue;
                }
            }
            let value = Value { nullable: false, ..self.value_of(&all, hint) };
            let is_fallback = matches!((variant.link, &fallback), (Link::Reference(reference), Some(fallback)) if last_segment(reference) == *fallback);
            let known = union.variants.iter().position(|known| known.value == value);
            if is_fallback {
                union.fallback = Some(known.unwrap_or(union.variants.len()));
            }
            if known.is_some() {
                continue;
            }
            let tags = match (discriminator, variant.link) {
                (Some(discriminator), Link::Reference(reference)) => self.tags(discriminator, &last_segment(reference)),
                _ => Vec::new(),
            };
            let description = match variant.link {
                Link::Schema(schema) => schema.schema_data.description.clone(),
                Link::Reference(_) => None,
            };
            union.variants.push(variant_of(name_hint, value, tags, description));
        }
        if alternatives.any {
            self.any_of.insert(id);
        }
        match union.variants.as_slice() {
            [] => {
                let message = "none of the alternatives goes with what stands beside them; any value is taken";
                self.contradiction(&alternatives.at, message.to_owned());
                TypeKind::Alias(Value::any(Why::GivenUp))
            }
            [only] => TypeKind::Alias(only.value.clone()),
            _ => TypeKind::Union(union),
        }
    }

    /// A component with a discriminator from which others inherit by `allOf`: where it is used, any of them may
    /// stand. `None` for any other component.
    pub(super) fn inheritance(&mut self, id: TypeId, name: &'a str, whole: &Whole<'a>) -> Option<TypeKind> {
        let discriminator = self.discriminator(name)?;
        let heirs = self.heirs(name);
        if heirs.is_empty() || !whole.alternatives.is_empty() || whole.properties.is_empty() {
            return None;
        }
        let own =
            self.reserve(NameHint::Within { owner: id, role: "base".to_owned() }, &child("/components/schemas", name));
        let object = self.structure(own, whole, &child("/components/schemas", name));
        self.types[own.0].kind = TypeKind::Struct(object);
        self.types[own.0].description = self.types[id.0].description.clone();
        let value = Value::plain(TypeRef::Named(own));
        let mut variants = vec![variant_of(name.to_owned(), value, self.tags(discriminator, name), None)];
        for heir in heirs {
            let value = Value::plain(TypeRef::Named(*self.components.get(heir)?));
            // An heir that has heirs and a discriminator of its own stands for all of them.
            let mut all = self.tags(discriminator, heir);
            if self.discriminator(heir).is_some() {
                self.heirs(heir).iter().for_each(|below| all.extend(self.tags(discriminator, below)));
            }
            variants.push(variant_of(heir.to_owned(), value, all, None));
        }
        let fallback = fallback(discriminator)
            .and_then(|fallback| variants.iter().position(|variant| variant.name_hint == fallback));
        let discriminator = Some(discriminator.property_name.clone());
        Some(TypeKind::Union(Union { variants, discriminator, fallback }))
    }

    fn discriminator(&self, component: &str) -> Option<&'a Discriminator> {
        self.described(component)?.discriminator.as_ref()
    }

    /// The discriminator's values that mean a component: those that are mapped to it, the one that it states by an
    /// extension, else its name.
    fn tags(&self, discriminator: &Discriminator, component: &str) -> Vec<String> {
        let mapped = discriminator.mapping.iter().filter(|(_, target)| last_segment(target) == component);
        let tags: Vec<String> = mapped.map(|(tag, _)| tag.clone()).collect();
        if !tags.is_empty() {
            return tags;
        }
        let stated = self.described(component).and_then(|data| {
            DISCRIMINATOR_VALUES.iter().find_map(|extension| data.extensions.get(*extension)?.as_str())
        });
        vec![stated.unwrap_or(component).to_owned()]
    }

    /// What a component that is no reference to another one says beside its type.
    fn described(&self, component: &str) -> Option<&'a SchemaData> {
        match self.document.components.as_ref()?.schemas.get(component)? {
            ReferenceOr::Item(schema) => Some(&schema.schema_data),
            ReferenceOr::Reference { .. } => None,
        }
    }

    /// The components that inherit from one, the heirs of heirs too unless those stand for them.
    fn heirs(&self, component: &str) -> Vec<&'a str> {
        let mut heirs: Vec<&'a str> = Vec::new();
        let mut stack: Vec<&'a str> = self.children_of(component);
        while let Some(heir) = stack.pop() {
            if heir == component || heirs.contains(&heir) {
                continue;
            }
            heirs.push(heir);
            if self.discriminator(heir).is_none() {
                stack.extend(self.children_of(heir));
            }
        }
        heirs
    }

    /// Whether a component inherits from one with a discriminator.
    pub(super) fn is_heir(&self, component: &str) -> bool {
        let mut parents = self.children.keys().filter(|parent| self.discriminator(parent).is_some());
        parents.any(|parent| self.heirs(parent).contains(&component))
    }

    /// The components that have one in their `allOf`, the last first.
    fn children_of(&self, component: &str) -> Vec<&'a str> {
        self.children.get(component).into_iter().flatten().rev().copied().collect()
    }
}

/// The component of values whose discriminator means none.
fn fallback(discriminator: &Discriminator) -> Option<String> {
    discriminator.extensions.get("x-cratewright-default")?.as_str().map(last_segment)
}

fn variant_of(name_hint: String, value: Value, tags: Vec<String>, description: Option<String>) -> UnionVariant {
    UnionVariant {
        name_hint,
        value,
        tags,
        json_types: JsonTypes::default(),
        required: Vec::new(),
        constants: Vec::new(),
        stated: Vec::new(),
        alike: Vec::new(),
        description,
    }
}

pub(super) fn last_segment(reference: &str) -> String {
    unescape_fragment(reference.rsplit('/').next().unwrap_or_default())
}

/// Fills in what tells the variants of every union apart, once all types are known. Those of `any_of` whose variants
/// may fit together become types that hold each that fits.
pub(super) fn tell_apart(api: &mut Api, any_of: &HashSet<TypeId>, diagnostics: &mut Vec<Diagnostic>) {
    for index in 0..api.types.len() {
        let TypeKind::Union(union) = &api.types[index].kind else { continue };
        let mut union = union.clone();
        for variant in &mut union.variants {
            variant.json_types = json_types(api, &variant.value);
            if let Some(object) = structure(api, variant) {
                let required = object.fields.iter().filter(|field| !field.presence.is_optional());
                variant.required = required.map(|field| field.wire.clone()).collect();
            }
        }
        constants::find(api, &mut union);
        if let Some(message) = stated(api, &mut union) {
            let origin = api.types[index].origin.clone();
            let help = "add a `mapping` to the discriminator";
            diagnostics.push(Diagnostic::warning("discriminator-values", origin, message).help(help));
        }
        discriminate(api, &mut union);
        let kind = if any_of.contains(&TypeId(index)) && may_fit_together(api, &union) {
            rest_last(api, &mut union.variants);
            TypeKind::AnyOf(union.variants)
        } else {
            if union.discriminator.is_none() {
                // The more a variant asks for, the less it matches by accident: those come first among objects.
                union.variants.sort_by_key(|variant| {
                    std::cmp::Reverse(if variant.json_types.object { variant.required.len() } else { usize::MAX })
                });
                formats_first(api, &mut union.variants);
                if !any_of.contains(&TypeId(index)) {
                    if union.variants.len() <= alike::MOST {
                        alike::mark(api, &mut union.variants);
                    } else {
                        diagnostics.push(many_variants(&api.types[index].origin, union.variants.len()));
                    }
                }
            }
            TypeKind::Union(union)
        };
        Arc::make_mut(&mut api.types)[index].kind = kind;
    }
}

fn many_variants(origin: &Pointer, count: usize) -> Diagnostic {
    let message = format!(
        "this `oneOf` has {count} variants; of more than {} it is not looked for values that fit several, which are taken \
         as the first",
        alike::MOST
    );
    Diagnostic::warning("many-variants", origin.clone(), message).help("add a `discriminator`, which tells them apart")
}

/// The struct that a variant is.
pub(super) fn structure<'a>(api: &'a Api, variant: &'a UnionVariant) -> Option<&'a Struct> {
    let TypeRef::Named(id) = unboxed(api, &variant.value.ty) else { return None };
    match &api.ty(*id).kind {
        TypeKind::Struct(object) => Some(object),
        _ => None,
    }
}

/// Takes the values that variants state for the discriminator in place of their components' names, which none of them
/// allows: the mapping was forgotten. The message about it.
fn stated(api: &Api, union: &mut Union) -> Option<String> {
    let property = union.discriminator.clone()?;
    let allowed: Vec<Vec<String>> = union
        .variants
        .iter()
        .map(|variant| {
            let fields = structure(api, variant).map(|object| object.fields.as_slice()).unwrap_or_default();
            let values =
                fields.iter().find(|field| field.wire == property).and_then(|field| constants::values_of(api, field));
            values.into_iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)).collect()
        })
        .collect();
    let mut met = HashSet::new();
    let differ = allowed.iter().flatten().all(|value| met.insert(value));
    // A name that no mapping gives is that of the component.
    let implied = |variant: &UnionVariant| match &variant.value.ty {
        TypeRef::Named(id) => {
            matches!(&api.ty(*id).name_hint, NameHint::Component(name) if *variant.tags == [name.as_str()])
        }
        _ => false,
    };
    let denied = |(variant, allowed): (&UnionVariant, &Vec<String>)| {
        !allowed.is_empty() && implied(variant) && !allowed.contains(&variant.tags[0])
    };
    if union.variants.is_empty() || !differ || !union.variants.iter().zip(&allowed).all(denied) {
        return None;
    }
    let was = union.variants.iter().flat_map(|variant| &variant.tags).map(|tag| format!("`{tag}`"));
    let was = was.collect::<Vec<_>>().join(", ");
    let now = allowed.iter().flatten().map(|tag| format!("`{tag}`")).collect::<Vec<_>>().join(", ");
    for (variant, allowed) in union.variants.iter_mut().zip(allowed) {
        variant.tags = allowed;
    }
    Some(format!("`{property}` tells the variants apart by {was}, which they do not allow; {now} are taken instead"))
}

/// Completes the tags: inline variants state theirs as a constant, nested unions have those of their variants. A
/// discriminator that does not lead everywhere is none.
fn discriminate(api: &Api, union: &mut Union) {
    let Some(property) = union.discriminator.clone() else { return };
    for variant in &mut union.variants {
        if let TypeRef::Named(id) = unboxed(api, &variant.value.ty)
            && let TypeKind::Union(inner) = &api.ty(*id).kind
            && inner.discriminator.as_ref() == Some(&property)
        {
            let tags = inner.variants.iter().flat_map(|variant| &variant.tags);
            let new: Vec<String> = tags.filter(|tag| !variant.tags.contains(tag)).cloned().collect();
            variant.tags.extend(new);
        }
        if variant.tags.is_empty() {
            let stated = variant.constants.iter().find(|(wire, _)| *wire == property);
            let values = stated.into_iter().flat_map(|(_, values)| values);
            variant.tags = values.filter_map(Json::as_str).map(str::to_owned).collect();
        }
    }
    if union.variants.iter().any(|variant| variant.tags.is_empty()) {
        (union.discriminator, union.fallback) = (None, None);
        union.variants.iter_mut().for_each(|variant| variant.tags.clear());
    }
}

/// The part that may be anything keeps what the others have not taken.
fn rest_last(api: &Api, parts: &mut Vec<UnionVariant>) {
    if let Some(at) = parts.iter().position(|part| api.is_anything(&part.value.ty)) {
        let mut rest = parts.remove(at);
        if rest.name_hint == UNTYPED {
            rest.name_hint = "Other".to_owned();
        }
        parts.push(rest);
    }
}

/// Whether the variants are objects of which one value can be several. One among them may be anything.
fn may_fit_together(api: &Api, union: &Union) -> bool {
    let object = JsonTypes { object: true, ..JsonTypes::default() };
    let closed = |a: &UnionVariant, b: &UnionVariant| {
        structure(api, a).is_some_and(|object| {
            object.additional == Additional::Forbidden
                && b.required.iter().any(|wire| !object.fields.iter().any(|field| field.wire == *wire))
        })
    };
    let exclusive = |a: &UnionVariant, b: &UnionVariant| {
        let constants = a.constants.iter().any(|(wire, values)| {
            b.constants.iter().any(|(name, known)| name == wire && !known.iter().any(|value| values.contains(value)))
        });
        constants || closed(a, b) || closed(b, a)
    };
    let (rest, variants): (Vec<_>, Vec<_>) =
        union.variants.iter().partition(|variant| api.is_anything(&variant.value.ty));
    union.discriminator.is_none()
        && rest.len() < 2
        && variants.iter().all(|variant| variant.json_types == object)
        && variants.iter().enumerate().any(|(index, a)| variants[index + 1..].iter().any(|b| !exclusive(a, b)))
}

/// Text of a format comes before text of any kind, which would take it.
fn formats_first(api: &Api, variants: &mut Vec<UnionVariant>) {
    let scalar = |variant: &UnionVariant| match unboxed(api, &variant.value.ty) {
        TypeRef::Scalar(scalar) => Some(*scalar),
        _ => None,
    };
    let any = |variant| matches!(scalar(variant), Some(Scalar::String | Scalar::Secret));
    let Some(first) = variants.iter().position(any) else { return };
    let is_formatted = |variant: &mut UnionVariant| matches!(scalar(variant), Some(Scalar::Formatted(_)));
    let formatted: Vec<UnionVariant> = variants.extract_if(first.., is_formatted).collect();
    variants.splice(first..first, formatted);
}

/// What stands behind aliases and boxes.
pub(super) fn unboxed<'a>(api: &'a Api, ty: &'a TypeRef) -> &'a TypeRef {
    match api.resolve(ty) {
        TypeRef::Boxed(inner) => api.resolve(inner),
        other => other,
    }
}

/// What a value can be in JSON.
pub(super) fn json_types(api: &Api, value: &Value) -> JsonTypes {
    json_types_beside(api, value, &mut HashSet::new())
}

/// The same without the unions that were looked at already: they add nothing that is not known.
fn json_types_beside(api: &Api, value: &Value, seen: &mut HashSet<TypeId>) -> JsonTypes {
    let mut types = match unboxed(api, &value.ty) {
        TypeRef::Scalar(Scalar::Bool) => JsonTypes { boolean: true, ..JsonTypes::default() },
        TypeRef::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64) => {
            JsonTypes { integer: true, ..JsonTypes::default() }
        }
        TypeRef::Scalar(Scalar::F32 | Scalar::F64 | Scalar::Decimal) => {
            JsonTypes { integer: true, number: true, ..JsonTypes::default() }
        }
        TypeRef::Scalar(_) => JsonTypes { string: true, ..JsonTypes::default() },
        TypeRef::List(_) => JsonTypes { array: true, ..JsonTypes::default() },
        TypeRef::Map(_) => JsonTypes { object: true, ..JsonTypes::default() },
        TypeRef::AnyJson(_) | TypeRef::Boxed(_) => JsonTypes {
            null: true,
            boolean: true,
            integer: true,
            number: true,
            string: true,
            array: true,
            object: true,
        },
        TypeRef::Named(id) => match &api.ty(*id).kind {
            TypeKind::Struct(_) => JsonTypes { object: true, ..JsonTypes::default() },
            TypeKind::StringEnum(_) => JsonTypes { string: true, ..JsonTypes::default() },
            TypeKind::IntEnum(_) => JsonTypes { integer: true, ..JsonTypes::default() },
            TypeKind::ValueEnum(values) => values.iter().fold(JsonTypes::default(), |sum, value| JsonTypes {
                boolean: sum.boolean | value.value.is_boolean(),
                integer: sum.integer | value.value.is_number(),
                number: sum.number | value.value.is_f64(),
                string: sum.string | value.value.is_string(),
                ..sum
            }),
            TypeKind::Tuple(_) => JsonTypes { array: true, ..JsonTypes::default() },
            TypeKind::Newtype(value) => match value.ty {
                TypeRef::Map(_) => JsonTypes { object: true, ..JsonTypes::default() },
                _ => JsonTypes { array: true, ..JsonTypes::default() },
            },
            TypeKind::Union(_) | TypeKind::AnyOf(_) | TypeKind::Alias(_) if !seen.insert(*id) => JsonTypes::default(),
            // A union in a union in a union ...: then it may be anything.
            TypeKind::Union(_) | TypeKind::AnyOf(_) | TypeKind::Alias(_) if seen.len() > 1000 => {
                json_types_beside(api, &Value::any(Why::Pending), seen)
            }
            TypeKind::Union(Union { variants, .. }) | TypeKind::AnyOf(variants) => {
                let each = variants.iter().map(|variant| json_types_beside(api, &variant.value, seen));
                each.fold(JsonTypes::default(), JsonTypes::or)
            }
            TypeKind::Alias(value) => json_types_beside(api, value, seen),
        },
    };
    types.null |= value.nullable;
    types
}
