//! Types that contain themselves: boxes where a value would have no end, and nowhere else; and which types can be
//! made from nothing, or have values with an end.

use std::sync::Arc;

use crate::diagnostics::Diagnostic;
use crate::model::{Api, Presence, TypeId, TypeKind, TypeRef, Value, Why};

/// Breaks aliases that lead back to themselves, boxes the other cycles, and finds out who can be blank.
pub(super) fn resolve(api: &mut Api, diagnostics: &mut Vec<Diagnostic>) {
    break_aliases(api, diagnostics);
    box_cycles(api);
    find_blank(api);
    find_ends(api);
}

/// Rust has no recursive aliases: one list or map of the circle becomes a type around it. Where there is neither, the
/// reference that closes the circle becomes free-form, with a warning.
fn break_aliases(api: &mut Api, diagnostics: &mut Vec<Diagnostic>) {
    for start in 0..api.types.len() {
        if let TypeKind::Alias(value) = &api.types[start].kind
            && matches!(value.ty, TypeRef::List(_) | TypeRef::Map(_))
            && leads_back(api, TypeId(start))
        {
            Arc::make_mut(&mut api.types)[start].kind = TypeKind::Newtype(value.clone());
        }
    }
    for start in 0..api.types.len() {
        if leads_back(api, TypeId(start)) {
            let def = &mut Arc::make_mut(&mut api.types)[start];
            if let TypeKind::Alias(value) = &mut def.kind {
                cut(&mut value.ty);
                diagnostics.push(
                    Diagnostic::warning(
                        "recursive-alias",
                        def.origin.clone(),
                        "this type is made of itself alone, so what it holds is taken as any JSON",
                    )
                    .help("give it properties, or a variant that ends the recursion"),
                );
            }
        }
    }
}

/// Whether following aliases alone, through lists and maps, comes back to where it began.
fn leads_back(api: &Api, start: TypeId) -> bool {
    let mut seen = vec![false; api.types.len()];
    let mut next = Some(start);
    while let Some(id) = next {
        let TypeKind::Alias(value) = &api.ty(id).kind else { return false };
        next = value.ty.named();
        if next == Some(start) {
            return true;
        }
        if let Some(id) = next
            && std::mem::replace(&mut seen[id.0], true)
        {
            return false;
        }
    }
    false
}

fn cut(ty: &mut TypeRef) {
    let mut ty = ty;
    loop {
        match ty {
            TypeRef::List(value) | TypeRef::Map(value) => ty = &mut value.ty,
            TypeRef::Boxed(inner) => ty = inner,
            _ => {
                *ty = TypeRef::AnyJson(Why::GivenUp);
                return;
            }
        }
    }
}

/// The types whose values lie inside a value of this type, aliases looked through.
fn inside(api: &Api, id: TypeId) -> Vec<TypeId> {
    let direct = |value: &Value| match api.resolve(&value.ty) {
        TypeRef::Named(id) => Some(*id),
        _ => None,
    };
    match &api.ty(id).kind {
        TypeKind::Struct(object) => object.fields.iter().filter_map(|field| direct(&field.value)).collect(),
        TypeKind::Union(union) => union.variants.iter().filter_map(|variant| direct(&variant.value)).collect(),
        TypeKind::AnyOf(parts) => parts.iter().filter_map(|part| direct(&part.value)).collect(),
        TypeKind::Tuple(tuple) => tuple.items.iter().filter_map(direct).collect(),
        TypeKind::Alias(value) | TypeKind::Newtype(value) => direct(value).into_iter().collect(),
        TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => Vec::new(),
    }
}

/// Depth first over "lies inside"; an edge back to a type that is still open closes a circle and gets a box. An alias
/// cannot hold a box of its own, so the value that names the alias is boxed.
fn box_cycles(api: &mut Api) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut state = vec![State::New; api.types.len()];
    let mut boxes: Vec<(TypeId, TypeId)> = Vec::new();
    for start in 0..api.types.len() {
        if state[start] != State::New {
            continue;
        }
        let mut stack: Vec<(TypeId, Vec<TypeId>)> = vec![(TypeId(start), inside(api, TypeId(start)))];
        state[start] = State::Open;
        while let Some((id, children)) = stack.last_mut() {
            let id = *id;
            match children.pop() {
                None => {
                    state[id.0] = State::Done;
                    stack.pop();
                }
                Some(next) if state[next.0] == State::New => {
                    state[next.0] = State::Open;
                    let children = inside(api, next);
                    stack.push((next, children));
                }
                Some(next) if state[next.0] == State::Open => boxes.push((id, next)),
                Some(_) => {}
            }
        }
    }
    let named: Vec<TypeId> = (0..api.types.len()).map(|index| meant(api, TypeId(index))).collect();
    for (holder, held) in boxes {
        let put = |value: &mut Value| {
            if let TypeRef::Named(id) = value.ty
                && named[id.0] == held
            {
                value.ty = TypeRef::Boxed(Box::new(TypeRef::Named(id)));
            }
        };
        match &mut Arc::make_mut(&mut api.types)[holder.0].kind {
            TypeKind::Struct(object) => object.fields.iter_mut().for_each(|field| put(&mut field.value)),
            TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| put(&mut variant.value)),
            TypeKind::AnyOf(parts) => parts.iter_mut().for_each(|part| put(&mut part.value)),
            TypeKind::Tuple(tuple) => tuple.items.iter_mut().for_each(put),
            TypeKind::Alias(_)
            | TypeKind::Newtype(_)
            | TypeKind::StringEnum(_)
            | TypeKind::IntEnum(_)
            | TypeKind::ValueEnum(_) => {}
        }
    }
}

/// The type behind an alias.
fn meant(api: &Api, id: TypeId) -> TypeId {
    match api.resolve(&TypeRef::Named(id)) {
        TypeRef::Named(id) => *id,
        _ => id,
    }
}

/// A type can be blank when everything that it must hold can; the least solution, so circles cannot.
fn find_blank(api: &mut Api) {
    loop {
        let mut changed = false;
        for index in (0..api.types.len()).rev() {
            if !api.types[index].blank && can_be_blank(api, &api.types[index].kind) {
                Arc::make_mut(&mut api.types)[index].blank = true;
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

fn can_be_blank(api: &Api, kind: &TypeKind) -> bool {
    let blank = |value: &Value| value.nullable || ref_is_blank(api, &value.ty);
    match kind {
        TypeKind::Struct(object) => {
            object.fields.iter().all(|field| field.presence != Presence::Required || blank(&field.value))
        }
        TypeKind::Union(union) => union.variants.iter().any(|variant| blank(&variant.value)),
        TypeKind::Tuple(tuple) => tuple.items.iter().take(tuple.required).all(blank),
        TypeKind::Alias(value) => blank(value),
        TypeKind::AnyOf(_) | TypeKind::Newtype(_) => true,
        TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => true,
    }
}

fn ref_is_blank(api: &Api, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Named(id) => api.ty(*id).blank,
        TypeRef::Boxed(inner) => ref_is_blank(api, inner),
        TypeRef::Scalar(_) | TypeRef::List(_) | TypeRef::Map(_) | TypeRef::AnyJson(_) => true,
    }
}

/// Orders the types so that each has a value that is made of values of earlier ones.
fn find_ends(api: &mut Api) {
    let mut next = 0;
    loop {
        let before = next;
        for index in (0..api.types.len()).rev() {
            if api.types[index].end.is_none() && can_end(api, &api.types[index].kind) {
                Arc::make_mut(&mut api.types)[index].end = Some(next);
                next += 1;
            }
        }
        if next == before {
            return;
        }
    }
}

fn can_end(api: &Api, kind: &TypeKind) -> bool {
    let ends = |value: &Value| value.nullable || ref_ends(api, value);
    match kind {
        TypeKind::Struct(object) => {
            object.fields.iter().all(|field| field.presence != Presence::Required || ends(&field.value))
        }
        TypeKind::Union(union) => union.variants.iter().any(|variant| ends(&variant.value)),
        TypeKind::AnyOf(parts) => parts.iter().any(|part| ends(&part.value)),
        TypeKind::Tuple(tuple) => tuple.items.iter().take(tuple.required).all(ends),
        TypeKind::Alias(value) | TypeKind::Newtype(value) => ends(value),
        TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => true,
    }
}

fn ref_ends(api: &Api, value: &Value) -> bool {
    let mut ty = &value.ty;
    while let TypeRef::Boxed(inner) = ty {
        ty = inner;
    }
    match ty {
        TypeRef::Named(id) => api.ty(*id).end.is_some(),
        TypeRef::List(item) => {
            value.limits.min_items.is_none_or(|least| least == 0) || item.nullable || ref_ends(api, item)
        }
        TypeRef::Map(item) => {
            value.limits.min_properties.is_none_or(|least| least == 0) || item.nullable || ref_ends(api, item)
        }
        TypeRef::Scalar(_) | TypeRef::AnyJson(_) | TypeRef::Boxed(_) => true,
    }
}
