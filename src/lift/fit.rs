//! References to components of another kind: read in the way that was most likely meant.

use serde_json::Value;

use super::grammar::Kind;
use super::resolve::get;
use crate::load::Sources;
use crate::model::Pointer;

/// What a reference to another kind of component means.
pub(super) enum Fit {
    /// It is of the right kind.
    Right,
    /// It is of another kind, which stands for this here.
    Instead(Pointer),
    /// It is a schema, and a body is needed, which has one.
    Body,
    /// It makes no sense: the kind that it is.
    Wrong(String),
}

/// Looks at the kind of a target by the section that it stands in; `section` is the one that is needed.
pub(super) fn fit(sources: &Sources, kind: Kind, section: &str, target: &Pointer) -> Fit {
    let path = target.path.strip_prefix("/components").unwrap_or(&target.path);
    let mut segments = path.split('/').skip(1);
    let (Some(found), Some(_), None) = (segments.next(), segments.next(), segments.next()) else { return Fit::Right };
    let known = [
        "schemas",
        "definitions",
        "responses",
        "parameters",
        "examples",
        "requestBodies",
        "headers",
        "securitySchemes",
        "securityDefinitions",
        "links",
        "callbacks",
        "pathItems",
    ];
    if !known.contains(&found) || found == section {
        return Fit::Right;
    }
    match (kind, found) {
        (Kind::Schema, "definitions") => Fit::Right,
        // What has a schema stands for it.
        (Kind::Schema, "parameters" | "headers") => {
            let inner = target.child("schema");
            match get(sources, &inner) {
                Some(Value::Object(_)) => Fit::Instead(inner),
                _ => Fit::Wrong(found.to_owned()),
            }
        }
        // A description and a content: the same for both.
        (Kind::Response, "requestBodies") | (Kind::RequestBody, "responses") => Fit::Instead(target.clone()),
        (Kind::Response | Kind::RequestBody, "schemas" | "definitions") => Fit::Body,
        (Kind::Header, "parameters") => Fit::Instead(target.clone()),
        _ => Fit::Wrong(found.to_owned()),
    }
}
