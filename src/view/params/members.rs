//! Exploded objects in queries and cookies: their members stand beside the other parameters, under names of their own.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{
    Additional, Api, Location, Operation, Param, SecurityKind, Style, TypeId, TypeKind, TypeRef, Value,
};
use crate::view::text::StrLit;

/// The names that the members of an object have.
#[derive(Default)]
struct Names {
    names: Vec<String>,
    /// Whether there may be others.
    open: bool,
    is_object: bool,
}

/// The part of a parameter's row that says which names are its members; `None` for what is no exploded object.
pub(in crate::view) fn of(api: &Api, operation: &Operation, param: &Param) -> Option<TokenStream> {
    let members = names(api, param)?;
    if !members.open {
        let names = members.names.into_iter().map(StrLit);
        return Some(quote!(.properties(&[#(#names),*])));
    }
    others(api, operation, param).or_else(|| Some(quote!(.all_but(&[]))))
}

/// Which names are none of an object's members that may have any other; `None` if that goes without saying.
pub(in crate::view) fn others(api: &Api, operation: &Operation, param: &Param) -> Option<TokenStream> {
    let taken = names(api, param).filter(|members| members.open).map(|_| taken(api, operation, param))?;
    let others = taken.into_iter().map(StrLit);
    (others.len() > 0).then(|| quote!(.all_but(&[#(#others),*])))
}

/// The same for a property of an urlencoded form, beside the form's other properties.
pub(in crate::view) fn of_form(api: &Api, form: &Value, param: &Param) -> Option<TokenStream> {
    let members = names(api, param)?;
    if !members.open {
        let names = members.names.into_iter().map(StrLit);
        return Some(quote!(.properties(&[#(#names),*])));
    }
    let mut others = Names::default();
    collect(api, &form.ty, &mut others, &mut HashSet::new());
    let others = others.names.into_iter().filter(|name| *name != param.wire).map(StrLit);
    Some(quote!(.all_but(&[#(#others),*])))
}

fn names(api: &Api, param: &Param) -> Option<Names> {
    let mut names = Names::default();
    if matches!(param.style, Style::Form | Style::Cookie)
        && param.explode
        && matches!(param.location, Location::Query | Location::Cookie)
    {
        collect(api, &param.value.ty, &mut names, &mut HashSet::new());
    }
    names.is_object.then_some(names)
}

fn collect(api: &Api, ty: &TypeRef, into: &mut Names, seen: &mut HashSet<TypeId>) {
    match api.resolve(ty) {
        TypeRef::Map(_) => (into.is_object, into.open) = (true, true),
        TypeRef::Boxed(inner) => collect(api, inner, into, seen),
        TypeRef::Named(id) => match &api.ty(*id).kind {
            TypeKind::Struct(object) => {
                into.is_object = true;
                into.open |= matches!(object.additional, Additional::Kept(_));
                for field in &object.fields {
                    if !into.names.contains(&field.wire) {
                        into.names.push(field.wire.clone());
                    }
                }
            }
            TypeKind::Union(union) if seen.insert(*id) => {
                union.variants.iter().for_each(|variant| collect(api, &variant.value.ty, into, seen));
            }
            _ => {}
        },
        _ => {}
    }
}

/// The names in the same place that belong to somebody else.
fn taken(api: &Api, operation: &Operation, param: &Param) -> Vec<String> {
    let mut taken = Vec::new();
    let beside = |other: &&Param| other.location == param.location && other.wire != param.wire;
    for other in operation.params.iter().filter(beside) {
        match names(api, other) {
            Some(members) => taken.extend(members.names),
            None => taken.push(other.wire.clone()),
        }
    }
    for requirement in operation.security.iter().flatten() {
        if let SecurityKind::ApiKey { location, name } = &api.security_schemes[requirement.scheme].kind
            && *location == param.location
        {
            taken.push(name.clone());
        }
    }
    taken.sort_unstable();
    taken.dedup();
    taken
}
