//! `readOnly` and `writeOnly`: which properties travel in which direction, and which types need two forms for that.
//!
//! A type that travels both ways and holds such properties, however deep, stays what comes back; its twin, which it
//! gets here, is what is sent. A type that travels one way only keeps one form.

use std::collections::HashSet;
use std::sync::Arc;

use crate::model::{
    Api, Content, Field, Items, Marked, NameHint, PartKind, Payload, Struct, TypeDef, TypeId, TypeKind, TypeRef, Value,
};

/// Splits types where both directions need a form of their own, and leaves out what does not travel.
pub(super) fn split(api: &mut Api) {
    let uses: Vec<Vec<TypeId>> = api
        .types
        .iter()
        .map(|def| def.kind.values().into_iter().filter_map(|value| value.ty.named()).collect())
        .collect();
    let marked = holders(api, &uses);
    if !marked.contains(&true) {
        return;
    }
    let sent = reached(&uses, types_of(api, true));
    let received = reached(&uses, types_of(api, false));
    let tags = tag_properties(api);
    let mut twins: Vec<Option<TypeId>> = vec![None; api.types.len()];
    let mut next = api.types.len();
    for index in 0..api.types.len() {
        if marked[index] && sent[index] && received[index] {
            twins[index] = Some(TypeId(next));
            next += 1;
        }
    }
    for index in 0..twins.len() {
        if twins[index].is_some() {
            let mut twin = api.types[index].clone();
            twin.name_hint = twin_hint(&twin, &twins);
            twin.input_of = Some(TypeId(index));
            sent_form(&mut twin.kind, TypeId(index), &tags, &twins);
            Arc::make_mut(&mut api.types).push(twin);
        }
        match (sent[index], received[index]) {
            (true, false) => sent_form(&mut Arc::make_mut(&mut api.types)[index].kind, TypeId(index), &tags, &twins),
            (_, true) => {
                withhold(&mut Arc::make_mut(&mut api.types)[index].kind, TypeId(index), &tags, |field| field.write_only)
            }
            (false, false) => {}
        }
    }
    for operation in &mut api.operations {
        if operation.hook.is_some() {
            for response in &mut operation.responses {
                response.headers.iter_mut().for_each(|header| redirect(&mut header.value, &twins));
                response.payloads.iter_mut().for_each(|payload| redirect_payload(payload, &twins));
            }
            continue;
        }
        operation.params.iter_mut().for_each(|param| redirect(&mut param.value, &twins));
        operation.bodies.iter_mut().for_each(|payload| redirect_payload(payload, &twins));
    }
}

/// A type as clients send it.
fn sent_form(kind: &mut TypeKind, id: TypeId, tags: &HashSet<(TypeId, String)>, twins: &[Option<TypeId>]) {
    withhold(kind, id, tags, |field| field.read_only);
    kind.values_mut().into_iter().for_each(|value| redirect(value, twins));
}

/// Leaves out what does not travel. What tells the variants of a union apart always does.
fn withhold(
    kind: &mut TypeKind,
    id: TypeId,
    tags: &HashSet<(TypeId, String)>,
    stays_behind: impl Fn(&Field) -> Marked,
) {
    let TypeKind::Struct(Struct { fields, withheld, groups, .. }) = kind else { return };
    let mut unasked = HashSet::new();
    fields.retain_mut(|field| {
        let marked = stays_behind(field);
        if marked == Marked::No || tags.contains(&(id, field.wire.clone())) {
            return true;
        }
        unasked.insert(field.wire.clone());
        if marked == Marked::Partly {
            field.presence = field.presence.clone().optional();
            return true;
        }
        withheld.push(field.wire.clone());
        false
    });
    // What need not travel is not asked for, and does not tell which of several sets is there.
    groups.iter_mut().flat_map(|group| &mut group.sets).for_each(|set| set.retain(|name| !unasked.contains(name)));
    groups.retain(|group| group.sets.iter().all(|set| !set.is_empty()));
}

/// `PetInput`; an inline type of `Pet` keeps its name, in the module of `PetInput`.
fn twin_hint(def: &TypeDef, twins: &[Option<TypeId>]) -> NameHint {
    match &def.name_hint {
        NameHint::Pinned(name) => NameHint::Pinned(format!("{name}Input")),
        NameHint::Component(name) => NameHint::Component(format!("{name}Input")),
        NameHint::Shared(shared) => NameHint::Shared(shared.part("input")),
        NameHint::Within { owner, role } => match twins[owner.0] {
            Some(owner) => NameHint::Within { owner, role: role.clone() },
            None => NameHint::Within { owner: *owner, role: format!("{role} input") },
        },
        hint @ NameHint::Operation { .. } => hint.clone(),
    }
}

/// Which types hold a property that travels one way only, themselves or in what they use.
fn holders(api: &Api, uses: &[Vec<TypeId>]) -> Vec<bool> {
    let mut users: Vec<Vec<TypeId>> = vec![Vec::new(); uses.len()];
    for (index, used) in uses.iter().enumerate() {
        used.iter().for_each(|id| users[id.0].push(TypeId(index)));
    }
    let marked = |def: &TypeDef| match &def.kind {
        TypeKind::Struct(object) => object.fields.iter().any(|field| {
            [field.read_only, field.write_only].iter().any(|marked| match marked {
                Marked::No => false,
                Marked::Partly => !field.presence.is_optional(),
                Marked::Yes => true,
            })
        }),
        _ => false,
    };
    let start = (0..api.types.len()).filter(|index| marked(&api.types[*index])).map(TypeId).collect();
    reached(&users, start)
}

/// Every type that can be reached.
fn reached(edges: &[Vec<TypeId>], start: Vec<TypeId>) -> Vec<bool> {
    let mut seen = vec![false; edges.len()];
    let mut open = start;
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut seen[id.0], true) {
            open.extend(&edges[id.0]);
        }
    }
    seen
}

/// The properties that tell variants apart, by the type that has them.
fn tag_properties(api: &Api) -> HashSet<(TypeId, String)> {
    let mut tags = HashSet::new();
    for def in api.types.iter() {
        if let TypeKind::Union(union) = &def.kind
            && let Some(tag) = &union.discriminator
        {
            let variants = union.variants.iter().filter_map(|variant| variant.value.ty.named());
            tags.extend(variants.map(|id| (id, tag.clone())));
        }
    }
    tags
}

/// What goes to the API's server, or what comes from it: the requests of webhooks and callbacks are its own.
fn types_of(api: &Api, to_server: bool) -> Vec<TypeId> {
    let mut found: Vec<&Value> = Vec::new();
    for operation in &api.operations {
        if to_server == operation.hook.is_none() {
            found.extend(operation.params.iter().map(|param| &param.value));
            found.extend(operation.bodies.iter().flat_map(Payload::values));
        } else {
            for response in &operation.responses {
                found.extend(response.headers.iter().map(|header| &header.value));
                found.extend(response.payloads.iter().flat_map(Payload::values));
            }
        }
    }
    found.into_iter().filter_map(|value| value.ty.named()).collect()
}

fn redirect_payload(payload: &mut Payload, twins: &[Option<TypeId>]) {
    match &mut payload.content {
        Content::Value(value) | Content::Items(Items { item: value, .. }) => redirect(value, twins),
        Content::Multipart(parts) => {
            for part in parts {
                if let PartKind::Value(value) = &mut part.kind {
                    redirect(value, twins);
                }
                part.headers.iter_mut().for_each(|header| redirect(&mut header.value, twins));
            }
        }
        Content::Bytes | Content::Text => {}
    }
}

/// Puts twins in the place of what they are twins of.
fn redirect(value: &mut Value, twins: &[Option<TypeId>]) {
    let mut ty = &mut value.ty;
    loop {
        match ty {
            TypeRef::Named(id) => {
                if let Some(Some(twin)) = twins.get(id.0) {
                    *id = *twin;
                }
                return;
            }
            TypeRef::List(value) | TypeRef::Map(value) => ty = &mut value.ty,
            TypeRef::Boxed(inner) => ty = inner,
            TypeRef::Scalar(_) | TypeRef::AnyJson(_) => return,
        }
    }
}
