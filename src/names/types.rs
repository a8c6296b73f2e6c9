//! The names of types: components first, then the inline ones, each within what it belongs to.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::assign::{Name, TAKEN_MODULES, Used, Wanted, module_name, pick, type_name, unique};
use super::ident::{snake_text, spelled_out};
use super::shared::shared_texts;
use super::words::{media_name, status_name};
use super::{FieldName, GroupNames, ModuleName, OperationNames, TypeName, TypeNames, VariantName};
use crate::diagnostics::Diagnostic;
use crate::model::{Api, NameHint, Operation, Role, Struct, TypeDef, TypeId, TypeKind};

/// Crates that types name.
const SHADOWS: &[&str] = &["serde_json", "std"];

/// What the files below `codec` name beyond that.
const SHADOWS_IN_CODECS: &[&str] = &["serde", "support"];

/// The names of every type and of its parts.
pub(super) fn types(
    api: &Api,
    groups: &[GroupNames],
    operations: &[OperationNames],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<TypeNames> {
    let mut names: Vec<Option<TypeNames>> = api.types.iter().map(|_| None).collect();
    // Components first, schemas before what other components hold: nothing else may take a name from them.
    let shared = shared_texts(&api.types);
    let mut components: Vec<(usize, &TypeDef, &str)> = api
        .types
        .iter()
        .enumerate()
        .filter_map(|(index, def)| match &def.name_hint {
            NameHint::Component(name) | NameHint::Pinned(name) => Some((index, def, name.as_str())),
            _ => Some((index, def, shared[index].as_deref()?)),
        })
        .collect();
    components.sort_by_key(|(_, def, _)| matches!(def.name_hint, NameHint::Shared(_)));
    let wanted = || {
        components.iter().map(|(_, def, name)| match &def.name_hint {
            NameHint::Shared(_) => Wanted::new(name, &def.origin).or(format!("shared {name}")),
            _ => Wanted::new(name, &def.origin),
        })
    };
    let roots = unique(wanted(), &[], type_name, diagnostics);
    let taken: Vec<&str> =
        TAKEN_MODULES.iter().copied().chain(groups.iter().map(|group| group.module.plain())).collect();
    let modules = unique(
        components.iter().zip(&roots).map(|((_, def, name), root)| {
            // A type that could not be called as it asked for is found in a module of the name that it has.
            let text = if type_name(name) == *root { (*name).to_owned() } else { snake_text(root.plain()) };
            Wanted::new(&text, &def.origin).or(format!("{text} type"))
        }),
        &taken,
        module_name,
        &mut Vec::new(),
    );
    for (((index, def, _), name), module) in components.iter().zip(roots).zip(modules) {
        names[*index] = Some(type_names(def, module, Vec::new(), name, true, diagnostics));
    }
    // Then the inline types, owners before what they own; the scope is a module path.
    let mut scopes: HashMap<String, Used> = HashMap::new();
    for (named, def) in names.iter().zip(api.types.iter()).filter_map(|(named, def)| Some((named.as_ref()?, def))) {
        let scope = &mut scopes.entry(named.module.plain().to_owned()).or_default().names;
        scope.insert(named.name.plain().to_owned());
        scope.extend(required_name(def, &named.name));
    }
    for index in owners_first(api) {
        let def = &api.types[index];
        let (module, inner, wanted) = match &def.name_hint {
            NameHint::Component(_) | NameHint::Pinned(_) | NameHint::Shared(_) => continue,
            NameHint::Within { owner, role } => {
                // `owners_first` puts an owner before what it owns.
                let Some(owner) = &names[owner.0] else { continue };
                let words = snake_text(owner.name.plain());
                let mut inner = owner.inner.clone();
                if !owner.at_root {
                    let own = module_name(&words);
                    // A module within one of the same name reads like a mistake, and clippy says so.
                    let around = owner.inner.last().unwrap_or(&owner.module);
                    let other = own.key() == around.key() || shadows(&own, inner.is_empty());
                    inner.push(if other { module_name(&format!("{} parts", own.plain())) } else { own });
                }
                // `commit` in a `Commit`: twice the same word says nothing.
                let repeats = words == snake_text(role);
                let around = if repeats { "inner" } else { owner.name.plain() };
                let longer = format!("{around} {role}");
                (owner.module.clone(), inner, Wanted::new(role, &def.origin).or(longer))
            }
            NameHint::Operation { operation, role } => {
                let named = &operations[operation.0];
                let group = api.groups.iter().position(|group| group.operations.contains(operation)).unwrap_or(0);
                let (operation, pascal) = (api.operation(*operation), named.pascal.plain());
                let whole = format!("{pascal} {}", role_text(operation, role));
                let wanted = match role {
                    Role::Parameter(wire) => {
                        let text = param_text(pascal, wire);
                        let longer = if text == whole { format!("{whole} param") } else { whole };
                        Wanted::new(&text, &def.origin).or(longer)
                    }
                    _ => Wanted::new(&whole, &def.origin),
                };
                (groups[group].module.clone(), Vec::new(), wanted)
            }
        };
        let scope = std::iter::once(&module).chain(&inner).map(ModuleName::plain).collect::<Vec<_>>().join("::");
        let used = scopes.entry(scope).or_default();
        let mut name = pick(&wanted, used, &type_name, diagnostics);
        while let Some(required) = required_name(def, &name)
            && !used.names.insert(required)
        {
            name = pick(&wanted, used, &type_name, diagnostics);
        }
        names[index] = Some(type_names(def, module, inner, name, false, diagnostics));
    }
    names.into_iter().flatten().collect()
}

/// Whether a module of inline types would hide what code beside it names: a module wins over a crate of its name. What
/// stands in the module of a file (`first`) is in scope in that file's codec, too.
fn shadows(module: &ModuleName, first: bool) -> bool {
    SHADOWS.contains(&module.plain()) || (first && SHADOWS_IN_CODECS.contains(&module.plain()))
}

/// What the struct of a struct's required properties may be called: nothing else in the module can be called so.
fn required_name(def: &TypeDef, name: &TypeName) -> Option<String> {
    let TypeKind::Struct(object) = &def.kind else { return None };
    let required = object.fields.iter().filter(|field| !field.presence.is_optional()).count();
    (required > Struct::NEW_ARGUMENTS).then(|| name.with("Required").plain().to_owned())
}

/// Indices of the types, each owner before what it owns.
fn owners_first(api: &Api) -> Vec<usize> {
    fn depth(api: &Api, id: TypeId) -> usize {
        let mut depth = 0;
        let mut id = id;
        while let NameHint::Within { owner, .. } = api.ty(id).name_hint {
            id = owner;
            depth += 1;
            if depth > api.types.len() {
                break;
            }
        }
        depth
    }
    let mut order: Vec<usize> = (0..api.types.len()).collect();
    order.sort_by_cached_key(|&index| (depth(api, TypeId(index)), index));
    order
}

/// What an inline type of an operation is, as words behind the operation's name.
fn role_text(operation: &Operation, role: &Role) -> String {
    let media = |media: &Option<String>| media.as_deref().map(media_name).unwrap_or_default();
    match role {
        Role::Body(media_type) => format!("{} body", media(media_type)),
        Role::Parameter(wire) => wire.clone(),
        Role::Response(status, media_type) => {
            let successes = operation.responses.iter().filter(|response| response.success).count();
            let of_status = operation.responses.iter().find(|response| response.status == *status);
            // The one answer that everybody waits for needs no status in its name.
            if successes == 1 && of_status.is_some_and(|response| response.success) {
                format!("{} result", media(media_type))
            } else {
                format!("{} {} result", status_name(*status), media(media_type))
            }
        }
        Role::ResponseHeader(status, wire) => format!("{} {wire} header", status_name(*status)),
    }
}

/// What the type of a parameter is called. Words that end the operation's name and begin the parameter's stand there once:
/// the `workflow_id` of `GetWorkflow` is `GetWorkflowId`. Where these are all that the parameter has, it is the operation's
/// parameter: what is called like the operation is the operation.
fn param_text(operation: &str, wire: &str) -> String {
    let (before, own) = (snake_text(operation), snake_text(wire));
    let words = |text: &str| text.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (before, own) = (words(&before), words(&own));
    match (1..=own.len()).rev().find(|count| before.ends_with(&own[..*count])) {
        Some(count) if count == own.len() => format!("{operation} param"),
        Some(count) => format!("{operation} {}", own[count..].join(" ")),
        None => format!("{operation} {wire}"),
    }
}

/// A value of an enum. Where only signs tell it from another one, or it has nothing else, these are words.
fn wanted_value<'a>(text: &str, def: &'a TypeDef) -> Wanted<'a> {
    match spelled_out(text) {
        Some(spelled) if snake_text(text).is_empty() => Wanted::new(&spelled, &def.origin),
        Some(_) => Wanted::new(text, &def.origin),
        None => Wanted::new(text, &def.origin).or(format!("{text} value")),
    }
}

fn type_names(
    def: &TypeDef,
    module: ModuleName,
    inner: Vec<ModuleName>,
    name: TypeName,
    at_root: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> TypeNames {
    let mut fields = Vec::new();
    let mut additional = None;
    let mut variants = Vec::new();
    match &def.kind {
        TypeKind::Struct(object) => {
            let wanted = object.fields.iter().map(|field| Wanted::new(&field.wire, &field.origin));
            fields = unique(wanted, &[], FieldName::new, diagnostics);
            if matches!(object.additional, crate::model::Additional::Kept(_)) {
                let extra = Wanted::new("additional_properties", &def.origin).or("other_properties".to_owned());
                let taken: Vec<&str> = fields.iter().map(FieldName::plain).collect();
                additional = unique([extra].into_iter(), &taken, FieldName::new, diagnostics).pop();
            }
        }
        TypeKind::StringEnum(values) => {
            let wanted = values.iter().map(|value| {
                let text = value.name.as_deref().unwrap_or(if value.value.is_empty() { "empty" } else { &value.value });
                wanted_value(text, def)
            });
            variants = unique(wanted, &["Unknown"], VariantName::new, diagnostics);
        }
        TypeKind::IntEnum(values) => {
            let wanted = values.iter().map(|value| {
                let number = value.value.to_string();
                Wanted::new(value.name.as_deref().unwrap_or(&number), &def.origin)
            });
            variants = unique(wanted, &["Unknown"], VariantName::new, diagnostics);
        }
        TypeKind::Union(union) => {
            let wanted = union
                .variants
                .iter()
                .map(|variant| Wanted::new(&variant.name_hint, &def.origin).or(format!("{} value", variant.name_hint)));
            variants = unique(wanted, &["Unknown"], VariantName::new, diagnostics);
        }
        TypeKind::ValueEnum(values) => {
            let wanted = values.iter().map(|value| {
                let text = match (&value.name, &value.value) {
                    (Some(name), _) => name.clone(),
                    (None, Json::String(text)) if text.is_empty() => "empty".to_owned(),
                    (None, Json::String(text)) => text.clone(),
                    (None, other) => other.to_string(),
                };
                wanted_value(&text, def)
            });
            variants = unique(wanted, &["Unknown"], VariantName::new, diagnostics);
        }
        TypeKind::AnyOf(parts) => {
            let wanted = parts
                .iter()
                .map(|part| Wanted::new(&part.name_hint, &def.origin).or(format!("{} part", part.name_hint)));
            fields = unique(wanted, &[], FieldName::new, diagnostics);
        }
        TypeKind::Alias(_) | TypeKind::Tuple(_) | TypeKind::Newtype(_) => {}
    }
    TypeNames { module, inner, name, at_root, fields, additional, variants }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_end_an_operation_and_begin_a_parameter_stand_there_once() {
        let names = [
            ("GetWorkflow", "workflow_id"),
            ("StatsByActor", "actorType"),
            ("FindByStatus", "status"),
            ("FindByStatus", "statusCode"),
            ("FindByStatus", "by"),
            ("Find", "$"),
        ];
        let names = names.map(|(operation, wire)| TypeName::new(&param_text(operation, wire)).plain().to_owned());
        let expected =
            ["GetWorkflowId", "StatsByActorType", "FindByStatusParam", "FindByStatusCode", "FindByStatusBy", "Find"];
        assert_eq!(names, expected);
    }
}
