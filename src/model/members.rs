//! Exploded objects in queries and cookies: their members have names of their own there, beside the other parameters'.

use std::collections::HashSet;

use super::{Additional, Api, Location, Param, Style, TypeId, TypeKind, TypeRef};

/// The names that the members of an object have.
#[derive(Debug, Default)]
pub(crate) struct MemberNames {
    /// Each once, in the order of the properties.
    pub(crate) names: Vec<String>,
    /// Whether there may be others.
    pub(crate) open: bool,
    is_object: bool,
}

impl Api {
    /// The names of a parameter's members; `None` for what is no exploded object.
    pub(crate) fn member_names(&self, param: &Param) -> Option<MemberNames> {
        let is_exploded = matches!(param.style, Style::Form | Style::Cookie)
            && param.explode
            && matches!(param.location, Location::Query | Location::Cookie);
        is_exploded.then(|| self.names_in(&param.value.ty)).filter(|names| names.is_object)
    }

    /// The names that the properties of a type have, those of all its variants.
    pub(crate) fn names_in(&self, ty: &TypeRef) -> MemberNames {
        let mut names = MemberNames::default();
        collect(self, ty, &mut names, &mut Known::default());
        names
    }
}

/// What was collected before.
#[derive(Default)]
struct Known<'a> {
    types: HashSet<TypeId>,
    names: HashSet<&'a str>,
}

fn collect<'a>(api: &'a Api, ty: &'a TypeRef, into: &mut MemberNames, known: &mut Known<'a>) {
    match api.resolve(ty) {
        TypeRef::Map(_) => (into.is_object, into.open) = (true, true),
        TypeRef::Boxed(inner) => collect(api, inner, into, known),
        TypeRef::Named(id) => match &api.ty(*id).kind {
            TypeKind::Struct(object) => {
                into.is_object = true;
                into.open |= matches!(object.additional, Additional::Kept(_));
                for field in &object.fields {
                    if known.names.insert(&field.wire) {
                        into.names.push(field.wire.clone());
                    }
                }
            }
            TypeKind::Union(union) if known.types.insert(*id) => {
                union.variants.iter().for_each(|variant| collect(api, &variant.value.ty, into, known));
            }
            _ => {}
        },
        _ => {}
    }
}
