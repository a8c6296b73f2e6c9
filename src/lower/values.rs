//! Defaults: those that do not fit their type are dropped with a warning, so that nothing behind has to doubt them.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::diagnostics::Diagnostic;
use crate::example::Examples;
use crate::model::{Api, Content, PartKind, Pointer, Presence, TypeKind, Value};

/// Drops defaults that do not fit.
pub(super) fn check_defaults(api: &mut Api, diagnostics: &mut Vec<Diagnostic>) {
    for index in 0..api.types.len() {
        let TypeKind::Struct(object) = &api.types[index].kind else { continue };
        let mut bad = Vec::new();
        for (position, field) in object.fields.iter().enumerate() {
            if let Some(default) = field.presence.default()
                && !fits(api, &field.value, default)
            {
                bad.push(position);
                diagnostics.push(misfit(&field.wire, &field.origin));
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
            if let Some(default) = &param.default
                && !fits(api, &param.value, default)
            {
                params.push(position);
                diagnostics.push(misfit(&param.wire, &param.origin));
            }
        }
        let mut parts = Vec::new();
        for (body, payload) in operation.bodies.iter().enumerate() {
            let Content::Multipart(all) = &payload.content else { continue };
            for (position, part) in all.iter().enumerate() {
                if let (Some(default), PartKind::Value(value)) = (&part.default, &part.kind)
                    && !fits(api, value, default)
                {
                    parts.push((body, position));
                    diagnostics.push(misfit(&part.wire, &part.origin));
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

fn misfit(wire: &str, origin: &Pointer) -> Diagnostic {
    Diagnostic::warning(
        "misfit-default",
        origin.clone(),
        format!("the default of `{wire}` is not a value of its type, so it is left out"),
    )
    .help("correct the default or the type")
}

/// Whether a JSON value is one of the type's values, limits aside.
fn fits(api: &Api, value: &Value, json: &Json) -> bool {
    Examples::new(api).is_typed(value, json)
}
