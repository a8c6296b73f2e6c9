//! Exploded objects in queries and cookies: their members stand beside the other parameters, under names of their own.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Operation, Param, SecurityKind, Value};
use crate::view::text::StrLit;

/// The part of a parameter's row that says which names are its members; `None` for what is no exploded object.
pub(in crate::view) fn of(api: &Api, operation: &Operation, param: &Param) -> Option<TokenStream> {
    let members = api.member_names(param)?;
    if !members.open {
        let names = members.names.into_iter().map(StrLit);
        return Some(quote!(.properties(&[#(#names),*])));
    }
    others(api, operation, param).or_else(|| Some(quote!(.all_but(&[]))))
}

/// Which names are none of an object's members that may have any other; `None` if that goes without saying.
pub(in crate::view) fn others(api: &Api, operation: &Operation, param: &Param) -> Option<TokenStream> {
    let taken = api.member_names(param).filter(|members| members.open).map(|_| taken(api, operation, param))?;
    let others = taken.into_iter().map(StrLit);
    (others.len() > 0).then(|| quote!(.all_but(&[#(#others),*])))
}

/// The same for a property of an urlencoded form, beside the form's other properties.
pub(in crate::view) fn of_form(api: &Api, form: &Value, param: &Param) -> Option<TokenStream> {
    let members = api.member_names(param)?;
    if !members.open {
        let names = members.names.into_iter().map(StrLit);
        return Some(quote!(.properties(&[#(#names),*])));
    }
    let others = api.names_in(&form.ty).names.into_iter().filter(|name| *name != param.wire).map(StrLit);
    Some(quote!(.all_but(&[#(#others),*])))
}

/// The names in the same place that belong to somebody else.
fn taken(api: &Api, operation: &Operation, param: &Param) -> Vec<String> {
    let mut taken = Vec::new();
    let beside = |other: &&Param| other.location == param.location && other.wire != param.wire;
    for other in operation.params.iter().filter(beside) {
        match api.member_names(other) {
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
