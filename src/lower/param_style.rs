//! Styles and what they cannot say: a combination that OpenAPI leaves undefined gets the nearest that is defined, with a
//! warning. The parameter itself stays.

use std::collections::{HashMap, HashSet};

use super::union::{json_types, unboxed};
use crate::diagnostics::Diagnostic;
use crate::model::{Api, JsonTypes, Location, Operation, Param, Style, TypeKind, TypeRef, Value};

/// What kinds of values a parameter may have.
#[derive(Clone, Copy)]
struct Kinds {
    scalar: bool,
    array: bool,
    object: bool,
}

impl From<JsonTypes> for Kinds {
    fn from(types: JsonTypes) -> Self {
        let scalar = types.boolean || types.integer || types.number || types.string;
        Kinds { scalar, array: types.array, object: types.object }
    }
}

/// Settles the style of every parameter.
pub(super) fn settle(api: &mut Api, diagnostics: &mut Vec<Diagnostic>) {
    for operation in 0..api.operations.len() {
        for index in 0..api.operations[operation].params.len() {
            let param = &api.operations[operation].params[index];
            let (style, explode) = settled(api, param, diagnostics);
            let param = &mut api.operations[operation].params[index];
            (param.style, param.explode) = (style, explode);
        }
        shared_names(api, &api.operations[operation], diagnostics);
    }
}

/// Members of an exploded object stand beside the other parameters: what has the name of one of them cannot be told from it.
fn shared_names(api: &Api, operation: &Operation, diagnostics: &mut Vec<Diagnostic>) {
    let members: Vec<_> = operation.params.iter().map(|param| api.member_names(param)).collect();
    let mut params: HashMap<(Location, &str), usize> = HashMap::new();
    for (index, param) in operation.params.iter().enumerate().filter(|(index, _)| members[*index].is_none()) {
        params.insert((param.location, &param.wire), index);
    }
    // Of two objects the one that comes later says so.
    let mut properties: HashMap<(Location, &str), usize> = HashMap::new();
    for (index, (param, own)) in operation.params.iter().zip(&members).enumerate() {
        let mut said = HashSet::new();
        for name in own.iter().flat_map(|own| &own.names) {
            let key = (param.location, name.as_str());
            let first = *properties.entry(key).or_insert(index);
            for (owner, whose) in [(params.get(&key), "the parameter"), (Some(&first), "a property of")] {
                let Some(owner) = owner.copied().filter(|owner| *owner != index && said.insert(*owner)) else {
                    continue;
                };
                let message = format!(
                    "the property `{name}` of `{}` is written like {whose} `{}`: nobody can tell the one from the other",
                    param.wire, operation.params[owner].wire
                );
                let warning = Diagnostic::warning("shared-name", param.origin.clone(), message)
                    .help("use the style `deepObject`, which keeps the object's name, or rename one of them");
                if !diagnostics.contains(&warning) {
                    diagnostics.push(warning);
                }
            }
        }
    }
}

pub(super) fn settled(api: &Api, param: &Param, diagnostics: &mut Vec<Diagnostic>) -> (Style, bool) {
    let kinds = Kinds::from(json_types(api, &param.value));
    let mut warn = |what: &str, consequence: &str, help: &str| {
        let message = format!("OpenAPI does not say how {what} looks; `{}` is {consequence}", param.wire);
        let warning = Diagnostic::warning("undefined-style", param.origin.clone(), message).help(help);
        // An operation may share its parameters with others.
        if !diagnostics.contains(&warning) {
            diagnostics.push(warning);
        }
    };
    let name = style_name(param.style);
    match param.style {
        Style::Json | Style::Whole | Style::WholeText => {}
        Style::SpaceDelimited | Style::PipeDelimited | Style::TabDelimited => {
            if !kinds.array && !kinds.object {
                let what = format!("a single value in the style `{name}`");
                warn(&what, "written in the style `form`", "remove the style");
                return (Style::Form, true);
            }
            if param.explode && kinds.array {
                let what = format!("an array in the style `{name}` with `explode: true`");
                warn(&what, "repeated, as in the style `form`", "set `explode: false`, or use the style `form`");
                return (Style::Form, true);
            }
            if param.explode {
                let what = format!("an object in the style `{name}` with `explode: true`");
                warn(&what, "written as with `explode: false`", "set `explode: false`");
                return (param.style, false);
            }
        }
        Style::DeepObject if !kinds.object && kinds.array => {
            let consequence = format!("written as `{0}[]=a&{0}[]=b`, as the common servers read it", param.wire);
            let help = "use the style `form`, with the brackets in the name where the server wants them";
            warn("an array in the style `deepObject`", &consequence, help);
        }
        Style::DeepObject if !kinds.object => {
            warn("a single value in the style `deepObject`", "written in the style `form`", "remove the style");
            return (Style::Form, true);
        }
        Style::Simple | Style::Label | Style::Matrix | Style::Form | Style::Cookie | Style::DeepObject => {}
    }
    let flat = !matches!(param.style, Style::Json | Style::Whole | Style::WholeText | Style::DeepObject);
    if flat && (kinds.array || kinds.object) && !is_flat(api, param) {
        let what = format!("a list or object inside of a value of the style `{name}`");
        let (consequence, help) = if spreads(param) && !kinds.array {
            (
                "written with brackets there, as in the style `deepObject`",
                "use the style `deepObject`, or JSON as `content`",
            )
        } else {
            ("written as JSON there", "describe it by `content` as JSON, or use the style `deepObject` in a query")
        };
        warn(&what, consequence, help);
    }
    (param.style, param.explode)
}

/// Whether the members of an object stand under names of their own, where lists repeat theirs.
fn spreads(param: &Param) -> bool {
    matches!(param.style, Style::Form | Style::Cookie) && param.explode
}

/// Whether nothing inside of the value has parts. What may be anything is given the benefit of the doubt.
fn is_flat(api: &Api, param: &Param) -> bool {
    let plain = |value: &Value| {
        let kinds = Kinds::from(json_types(api, value));
        kinds.scalar || !(kinds.array || kinds.object)
    };
    // A list in an exploded object repeats its name.
    let member = |value: &Value| match unboxed(api, &value.ty) {
        TypeRef::List(item) if spreads(param) => plain(item),
        _ => plain(value),
    };
    match unboxed(api, &param.value.ty) {
        TypeRef::List(item) => plain(item),
        TypeRef::Map(value) => member(value),
        TypeRef::Named(id) => match &api.ty(*id).kind {
            TypeKind::Struct(object) => object.fields.iter().all(|field| member(&field.value)),
            _ => true,
        },
        TypeRef::Scalar(_) | TypeRef::Boxed(_) | TypeRef::AnyJson(_) => true,
    }
}

fn style_name(style: Style) -> &'static str {
    match style {
        Style::Simple => "simple",
        Style::Label => "label",
        Style::Matrix => "matrix",
        Style::Form => "form",
        Style::SpaceDelimited => "spaceDelimited",
        Style::PipeDelimited => "pipeDelimited",
        Style::TabDelimited => "tsv",
        Style::DeepObject => "deepObject",
        Style::Json | Style::Whole | Style::WholeText => "content",
        Style::Cookie => "cookie",
    }
}
