//! Inline types that a document describes word for word more than once: one of them is a type, the others are other
//! names for it.
//!
//! Documents that were written by programs repeat whole objects wherever they are used: a user in twenty places of one
//! schema. Each place keeps its name, so that nothing is renamed when one of them changes. Only types of one module
//! are looked at, so that what is written for one component never depends on another one; and only after everything
//! is known of them, since limits, XML and what tells variants apart are part of what a type is.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::mem::{Discriminant, discriminant};
use std::sync::Arc;

use crate::model::{Api, Example, Group, NameHint, OperationId, Pointer, TypeDef, TypeId, TypeKind, TypeRef, Value};

/// What holds a module: a component, or the operations of a tag.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Home {
    Component(TypeId),
    Group(usize),
}

/// Where an inline type is.
#[derive(Clone, Copy)]
struct Place {
    home: Home,
    /// How many types are around it.
    depth: usize,
}

/// Makes other names of repeated types.
pub(super) fn share(api: &mut Api) {
    let groups = groups(&api.groups, api.operations.len());
    let places: Vec<Option<Place>> = (0..api.types.len()).map(|index| place(api, &groups, TypeId(index))).collect();
    let outlines: Vec<Option<u64>> = places
        .iter()
        .zip(api.types.iter())
        .map(|(place, def)| place.map(|place| hash(&(place.home, outline(&def.kind)))))
        .collect();
    let mut counts: HashMap<u64, usize> = HashMap::new();
    outlines.iter().flatten().for_each(|outline| *counts.entry(*outline).or_default() += 1);
    // To compare types costs a copy of each, which few need.
    let mut order: Vec<usize> =
        (0..api.types.len()).filter(|index| outlines[*index].is_some_and(|outline| counts[&outline] > 1)).collect();
    // What a type is made of comes before the type itself.
    order.sort_by_key(|index| (std::cmp::Reverse(places[*index].map(|place| place.depth)), *index));
    let mut firsts: Vec<TypeId> = (0..api.types.len()).map(TypeId).collect();
    let mut known: HashMap<(Home, u64), Vec<(TypeId, TypeDef)>> = HashMap::new();
    let mut members: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    for index in order {
        let Some(place) = places[index] else { continue };
        let plain = plain(&api.types[index], &firsts);
        let alike = known.entry((place.home, hash(&plain))).or_default();
        match alike.iter().find(|(_, other)| *other == plain) {
            Some((first, _)) => {
                firsts[index] = *first;
                members.entry(*first).or_default().push(TypeId(index));
            }
            None => alike.push((TypeId(index), plain)),
        }
    }
    for (first, mut others) in members {
        others.push(first);
        // The one that a reader comes upon first.
        let key = |id: &TypeId| (places[id.0].map(|place| place.depth), *id);
        let Some(kept) = others.iter().copied().min_by_key(key) else { continue };
        for other in others.into_iter().filter(|other| *other != kept) {
            Arc::make_mut(&mut api.types)[other.0].kind = TypeKind::Alias(Value::plain(TypeRef::Named(kept)));
        }
    }
}

/// The group of each operation.
fn groups(groups: &[Group], operations: usize) -> Vec<usize> {
    let mut found = vec![0; operations];
    for (index, group) in groups.iter().enumerate() {
        group.operations.iter().for_each(|OperationId(operation)| found[*operation] = index);
    }
    found
}

/// Where a type is; `None` for what keeps to itself: components, other names, and the forms that clients send.
fn place(api: &Api, groups: &[usize], id: TypeId) -> Option<Place> {
    let def = api.ty(id);
    if matches!(def.kind, TypeKind::Alias(_)) || def.input_of.is_some() {
        return None;
    }
    let (mut at, mut depth) = (id, 0);
    loop {
        match &api.ty(at).name_hint {
            NameHint::Component(_) | NameHint::Pinned(_) | NameHint::Shared(_) => {
                return (depth > 0).then_some(Place { home: Home::Component(at), depth });
            }
            NameHint::Operation { operation, .. } => {
                return Some(Place { home: Home::Group(groups[operation.0]), depth });
            }
            NameHint::Within { owner, .. } => (at, depth) = (*owner, depth + 1),
        }
        if depth > api.types.len() {
            return None;
        }
    }
}

/// A type without what may differ: its name, and where it stands.
fn plain(def: &TypeDef, firsts: &[TypeId]) -> TypeDef {
    let mut def = def.clone();
    def.name_hint = NameHint::Component(String::new());
    def.origin = Pointer::default();
    def.end = None;
    let mut examples: Vec<&mut Example> = def.example.iter_mut().collect();
    if let TypeKind::Struct(object) = &mut def.kind {
        for field in &mut object.fields {
            field.origin = Pointer::default();
            examples.extend(&mut field.example);
        }
    }
    examples.into_iter().for_each(|example| example.origin = Pointer::default());
    for value in def.kind.values_mut() {
        let mut ty = &mut value.ty;
        loop {
            match ty {
                TypeRef::Named(id) => {
                    *id = firsts[id.0];
                    break;
                }
                TypeRef::List(value) | TypeRef::Map(value) => ty = &mut value.ty,
                TypeRef::Boxed(inner) => ty = inner,
                TypeRef::Scalar(_) | TypeRef::AnyJson(_) => break,
            }
        }
    }
    def
}

/// What can be seen of a type at one look: types with different ones are not the same.
fn outline(kind: &TypeKind) -> (Discriminant<TypeKind>, Vec<&str>) {
    let texts = match kind {
        TypeKind::Struct(object) => object.fields.iter().map(|field| field.wire.as_str()).collect(),
        TypeKind::StringEnum(values) => values.iter().map(|value| value.value.as_str()).collect(),
        _ => Vec::new(),
    };
    (discriminant(kind), texts)
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
