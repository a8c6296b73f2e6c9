//! Schemas that no value satisfies, as far as that is certain.

use serde_json::Value as Json;

use super::{Examples, no_text, number, unboxed};
use crate::model::{Additional, Limits, Presence, Scalar, Struct, TypeId, TypeKind, TypeRef, Value};

/// Why there is no value, by what stands here. Null is one where it is allowed.
pub(super) fn value(examples: &Examples<'_>, value: &Value) -> Option<String> {
    if value.nullable {
        return None;
    }
    let limits = &value.limits;
    if !limits.values.is_empty() {
        let plain = Value { limits: Limits { values: Vec::new(), ..limits.clone() }, ..value.clone() };
        let none = limits.values.iter().all(|json| examples.check(&plain, json).is_err());
        let null = || limits.values.iter().all(Json::is_null);
        return none.then(|| match null() {
            true => "null is all that it lists, and no value of its type".to_owned(),
            false => "none of the values of the enum keeps to the other limits".to_owned(),
        });
    }
    match unboxed(&value.ty) {
        TypeRef::Scalar(Scalar::Bool) | TypeRef::AnyJson(_) | TypeRef::Boxed(_) => None,
        TypeRef::Scalar(
            scalar @ (Scalar::I64
            | Scalar::I32
            | Scalar::U32
            | Scalar::U64
            | Scalar::F32
            | Scalar::F64
            | Scalar::Decimal),
        ) => number::none_fits(*scalar, limits).then(|| numbers(limits)),
        TypeRef::Scalar(scalar) => no_text::why(examples, *scalar, limits),
        TypeRef::List(item) => crossed(["minItems", "maxItems"], limits.min_items, limits.max_items).or_else(|| {
            let wants_some = limits.min_items.is_some_and(|least| least > 0);
            self::value(examples, item).filter(|_| wants_some).or_else(|| too_few(examples, item, limits))
        }),
        TypeRef::Map(item) => {
            let [least, most] = [limits.min_properties, limits.max_properties];
            crossed(["minProperties", "maxProperties"], least, most)
                .or_else(|| self::value(examples, item).filter(|_| least.is_some_and(|least| least > 0)))
        }
        TypeRef::Named(id) => {
            let values = examples.enum_values(*id)?;
            let none = !values.is_empty() && values.iter().all(|json| examples.check(value, json).is_err());
            none.then(|| "none of the values of the enum keeps to the other limits".to_owned())
        }
    }
}

/// Why a type has no value.
pub(super) fn named(examples: &Examples<'_>, id: TypeId) -> Option<String> {
    match &examples.api.ty(id).kind {
        TypeKind::Struct(object) => structure(examples, object).or_else(|| endless(examples, id)),
        TypeKind::Tuple(tuple) => {
            let crossed = crossed(["minItems", "maxItems"], tuple.limits.min_items, tuple.limits.max_items);
            let short = || {
                let count = tuple.items.len() as u64;
                let least = tuple.limits.min_items.filter(|least| *least > count)?;
                let closed = matches!(tuple.rest, Additional::Forbidden);
                closed.then(|| format!("`minItems` is {least}, and there are only {count} items"))
            };
            let needed = || {
                let wanted = usize::try_from(tuple.limits.min_items.unwrap_or(0)).unwrap_or(usize::MAX);
                let rest = match &tuple.rest {
                    Additional::Kept(rest) if wanted > tuple.items.len() => Some(&**rest),
                    _ => None,
                };
                tuple.items.iter().take(tuple.required.max(wanted)).chain(rest).find_map(|item| value(examples, item))
            };
            crossed.or_else(short).or_else(needed).or_else(|| endless(examples, id))
        }
        TypeKind::Alias(value) | TypeKind::Newtype(value) => {
            self::value(examples, value).or_else(|| endless(examples, id))
        }
        TypeKind::Union(_) | TypeKind::AnyOf(_) => endless(examples, id),
        TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => None,
    }
}

fn structure(examples: &Examples<'_>, object: &Struct) -> Option<String> {
    let [least, most] = [object.limits.min_properties, object.limits.max_properties];
    let fields = || object.fields.iter().filter(|field| !field.presence.is_optional());
    let required = fields().count() as u64;
    let all = object.fields.len() as u64;
    crossed(["minProperties", "maxProperties"], least, most)
        .or_else(|| {
            let most = most.filter(|most| *most < required)?;
            Some(format!("`maxProperties` is {most}, and {required} properties are required"))
        })
        .or_else(|| {
            let least = least.filter(|least| *least > all && matches!(object.additional, Additional::Forbidden))?;
            Some(format!("`minProperties` is {least}, and there are only {all} properties"))
        })
        .or_else(|| {
            let wire = &fields().find(|field| field.never)?.wire;
            Some(format!("the property `{wire}` is required, and its schema allows no value"))
        })
        .or_else(|| {
            let wire = &fields().find(|field| !examples.may_be_called(object, &field.wire))?.wire;
            Some(format!("the property `{wire}` is required, and `propertyNames` does not allow its name"))
        })
}

/// Types whose values have no end, on the way that leads back to them.
fn endless(examples: &Examples<'_>, start: TypeId) -> Option<String> {
    /// How many types are looked at.
    const MAX: usize = 10_000;
    let api = examples.api;
    if api.ty(start).end.is_some() {
        return None;
    }
    let inside = |id: TypeId| -> Vec<TypeId> {
        let required = |value: &Value| held(value).filter(|id| api.ty(*id).end.is_none());
        match &api.ty(id).kind {
            TypeKind::Struct(object) => {
                let fields = object.fields.iter().filter(|field| field.presence == Presence::Required);
                fields.filter_map(|field| required(&field.value)).collect()
            }
            TypeKind::Tuple(tuple) => tuple.items.iter().take(tuple.required).filter_map(required).collect(),
            kind => kind.values().into_iter().filter_map(required).collect(),
        }
    };
    let (mut open, mut seen) = (inside(start), std::collections::HashSet::new());
    while let Some(id) = open.pop() {
        if id == start {
            return Some("each value holds another one of its kind, without end".to_owned());
        }
        if seen.len() < MAX && seen.insert(id) {
            open.extend(inside(id));
        }
    }
    None
}

/// The type of which each value has one: what it is, or what a list or map has that must not be empty.
fn held(value: &Value) -> Option<TypeId> {
    let mut value = value;
    loop {
        if value.nullable {
            return None;
        }
        value = match unboxed(&value.ty) {
            TypeRef::Named(id) => return Some(*id),
            TypeRef::List(item) if value.limits.min_items.is_some_and(|least| least > 0) => item,
            TypeRef::Map(item) if value.limits.min_properties.is_some_and(|least| least > 0) => item,
            _ => return None,
        };
    }
}

/// Lists that have to be longer than there are different items.
fn too_few(examples: &Examples<'_>, item: &Value, limits: &Limits) -> Option<String> {
    let least = limits.min_items.filter(|_| limits.unique_items)?;
    let count = examples.at_most(item)?;
    (least > count).then(|| match count {
        0 => format!("`minItems` is {least}, and there is no item"),
        1 => format!("`minItems` is {least}, no item may come twice, and there is only one"),
        _ => format!("`minItems` is {least}, and there are only {count} different items"),
    })
}

pub(super) fn crossed(names: [&str; 2], least: Option<u64>, most: Option<u64>) -> Option<String> {
    let (least, most) = (least?, most?);
    let [low, high] = names;
    (least > most).then(|| format!("`{low}` is {least} and `{high}` is {most}"))
}

fn numbers(limits: &Limits) -> String {
    let bound = |bound: &Option<(serde_json::Number, bool)>, name: &str| {
        bound.as_ref().map(|(n, excluded)| format!("`{name}` is {n}{}", if *excluded { " (excluded)" } else { "" }))
    };
    let step = limits.multiple_of.as_ref().map(|step| format!("`multipleOf` is {step}"));
    let said: Vec<String> =
        [bound(&limits.minimum, "minimum"), bound(&limits.maximum, "maximum"), step].into_iter().flatten().collect();
    match said.split_last() {
        Some((last, first @ [_, ..])) => format!("{} and {last}", first.join(", ")),
        _ => said.concat(),
    }
}
