//! What a variant of a union may be called: the document's own words for it, the best first.

use openapiv3::{ReferenceOr, Schema};

use super::facets::Facets;
use super::merge::{Link, Part};
use super::union::last_segment;

/// The name of what may be anything.
pub(super) const UNTYPED: &str = "Any";

/// The best name that no earlier variant has. Later ones are not looked at, so that one more variant renames none.
pub(super) fn variant_hint(variant: &Part<'_>, earlier: &[String]) -> String {
    let schema = match variant.link {
        Link::Reference(reference) => return last_segment(reference),
        Link::Schema(schema) => schema,
    };
    let mut all = words(schema);
    let free = all.iter().position(|one| !earlier.contains(one));
    all.swap_remove(free.unwrap_or(0))
}

/// Title, constants, components that it is made of, properties, its type. Never empty.
fn words(schema: &Schema) -> Vec<String> {
    let facets = Facets::of(schema);
    let mut all: Vec<String> = schema.schema_data.title.iter().cloned().collect();
    for (_, property) in facets.properties.into_iter().flatten() {
        let ReferenceOr::Item(property) = property else { continue };
        if let [serde_json::Value::String(only)] = Facets::of(property).values.as_slice() {
            all.push(only.clone());
        }
    }
    let parts = facets.all_of.iter();
    all.extend(parts.filter_map(|part| match part {
        ReferenceOr::Reference { reference } => Some(last_segment(reference)),
        ReferenceOr::Item(_) => None,
    }));
    if facets.ty.is_none_or(|ty| ty == "object") {
        let properties = facets.properties.into_iter().flatten().map(|(name, _)| name);
        all.extend(facets.required.iter().chain(properties).map(|name| format!("With {name}")));
    }
    // An inline part says what the whole is, where nothing else does.
    for part in facets.all_of {
        if let ReferenceOr::Item(part) = part
            && !matches!(Facets::of(part).ty, None | Some("string"))
        {
            all.extend(words(part));
        }
    }
    match facets.ty {
        Some("object") => all.push("Object".to_owned()),
        Some("array") => all.extend(["List".to_owned(), list(&facets, 0)]),
        Some("string") => match facets.values.as_slice() {
            [] => all.push(facets.format.unwrap_or_else(|| "String".to_owned())),
            [only] => all.push(only.as_str().unwrap_or("String").to_owned()),
            _ => all.push("Known".to_owned()),
        },
        Some(other) => all.push(other.to_owned()),
        None if facets.is_composed() => all.push("Other".to_owned()),
        None => all.push(UNTYPED.to_owned()),
    }
    all
}

/// A list by what its items are.
fn list(facets: &Facets<'_>, depth: usize) -> String {
    let item = match facets.items {
        Some(ReferenceOr::Reference { reference }) => last_segment(reference),
        Some(ReferenceOr::Item(item)) => {
            let inner = Facets::of(item);
            match inner.ty {
                _ if item.schema_data.title.is_some() => item.schema_data.title.clone().unwrap_or_default(),
                Some("array") if depth < 8 => list(&inner, depth + 1),
                other => other.unwrap_or("any").to_owned(),
            }
        }
        None => "any".to_owned(),
    };
    format!("List of {item}")
}
