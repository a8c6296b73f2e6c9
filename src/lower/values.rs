//! Defaults: those that do not fit their type are dropped with a warning, so that nothing behind has to doubt them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value as Json;

use super::schema::Stated;
use crate::diagnostics::Diagnostic;
use crate::example::Examples;
use crate::model::{Api, Content, PartKind, Pointer, Presence, TypeId, TypeKind, TypeRef, Value};

/// What is known of defaults while lowering.
#[derive(Default)]
pub(super) struct Defaults<'a> {
    /// Those of components.
    pub(super) of_components: Vec<(TypeId, &'a str, Json)>,
    /// Where those of parameters stand, by where the parameters do: 2.0 has no schema around them.
    pub(super) places: HashMap<Pointer, Pointer>,
    /// The components that others have theirs from, by where these stand.
    inherited: HashMap<Pointer, &'a str>,
}

impl<'a> Defaults<'a> {
    /// The default itself, for what stands here.
    pub(super) fn take(&mut self, stated: Stated<'a>, origin: &Pointer) -> Json {
        if let Some(component) = stated.component {
            self.inherited.insert(origin.clone(), component);
        }
        stated.value
    }
}

/// Drops defaults that do not fit. Null is what absence means anyway where it is allowed: such a default says nothing.
/// `nullable` are the components that have null.
pub(super) fn check_defaults(
    api: &mut Api,
    defaults: &Defaults<'_>,
    nullable: &HashSet<TypeId>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    // What does not fit its own component is said there, whoever has it from there.
    let mut broken: HashSet<&str> = HashSet::new();
    let mut said: HashSet<Pointer> = HashSet::new();
    for (id, name, default) in &defaults.of_components {
        let value = Value { nullable: nullable.contains(id), ..Value::plain(TypeRef::Named(*id)) };
        let origin = api.ty(*id).origin.child("default");
        if let Some(misfit) = misfit(api, fits(api, &value, default), &value, default, name, &origin) {
            broken.insert(name);
            said.insert(origin);
            diagnostics.push(misfit);
        }
    }
    let mut stays = |api: &Api, value: &Value, default: &Json, wire: &str, origin: &Pointer, place: Pointer| {
        let fits = fits(api, value, default);
        let is_said = defaults.inherited.get(origin).is_some_and(|component| broken.contains(component));
        let misfit = if is_said { None } else { misfit(api, fits, value, default, wire, &place) };
        diagnostics.extend(misfit.filter(|_| said.insert(place)));
        fits && !default.is_null()
    };
    for index in 0..api.types.len() {
        let TypeKind::Struct(object) = &api.types[index].kind else { continue };
        let mut bad = Vec::new();
        for (position, field) in object.fields.iter().enumerate() {
            let value = || Value { nullable: field.presence.is_nullable(), ..field.value.clone() };
            if let Some(default) = field.presence.default()
                && !stays(api, &value(), default, &field.wire, &field.origin, field.origin.child("default"))
            {
                bad.push(position);
            }
        }
        let TypeKind::Struct(object) = &mut Arc::make_mut(&mut api.types)[index].kind else { continue };
        for position in bad {
            let presence = &mut object.fields[position].presence;
            *presence = if presence.is_nullable() { Presence::OptionalNullable } else { Presence::Optional };
        }
    }
    for index in 0..api.operations.len() {
        let operation = &api.operations[index];
        let mut params = Vec::new();
        for (position, param) in operation.params.iter().enumerate() {
            let place = || defaults.places.get(&param.origin).unwrap_or(&param.origin).clone();
            if let Some(default) = &param.default
                && !stays(api, &param.value, default, &param.wire, &param.origin, place())
            {
                params.push(position);
            }
        }
        let mut parts = Vec::new();
        for (body, payload) in operation.bodies.iter().enumerate() {
            let Content::Multipart(all) = &payload.content else { continue };
            for (position, part) in all.iter().enumerate() {
                if let (Some(default), PartKind::Value(value)) = (&part.default, &part.kind)
                    && !stays(api, value, default, &part.wire, &part.origin, part.origin.child("default"))
                {
                    parts.push((body, position));
                }
            }
        }
        let operation = &mut api.operations[index];
        for position in params {
            operation.params[position].default = None;
        }
        for (body, position) in parts {
            if let Content::Multipart(all) = &mut operation.bodies[body].content {
                all[position].default = None;
            }
        }
    }
}

/// What is wrong with a default. One that is of its type and breaks a limit is used as the document says: it is no less
/// what the server does.
fn misfit(api: &Api, fits: bool, value: &Value, default: &Json, wire: &str, origin: &Pointer) -> Option<Diagnostic> {
    let message = if !fits {
        format!("the default of `{wire}` is not a value of its type, so it is left out")
    } else {
        let why = Examples::new(api).check(value, default).err()?.why?;
        format!("the default of `{wire}` is not a value of its schema: {why}; it is taken as it is")
    };
    let diagnostic = Diagnostic::warning("misfit-default", origin.clone(), message);
    Some(diagnostic.help("correct the default or the schema"))
}

/// Whether a JSON value is one of the type's values, limits aside.
fn fits(api: &Api, value: &Value, json: &Json) -> bool {
    Examples::new(api).is_typed(value, json)
}
