//! Any dialect, in any number of files, to one clean 3.0-shaped document that `openapiv3` reads.
//!
//! It reads no files and decides nothing about Rust. Every later stage sees local references to components only.

mod bundle;
mod dialect;
mod fit;
mod given;
mod grammar;
mod item_schema;
mod methods;
mod null_variants;
mod origins;
mod property_names;
mod read;
mod repairs;
mod resolve;
mod shape;
mod stand_in;
mod v2;
mod v2_parts;
mod v31;
mod v32;
mod validate;

use std::collections::HashMap;

use dialect::Dialect;

use crate::diagnostics::Diagnostic;
use crate::load::Sources;

pub(crate) use grammar::METHODS;
pub use methods::{Found, Methods};
pub use origins::Origins;

/// A document in the one form that the later stages know.
///
/// What they may rely on: each `$ref` is `#/components/SECTION/KEY` with only `~0` and `~1` as escapes, in the section
/// of its kind, and the component exists; references stand where `openapiv3` has a `ReferenceOr`, but not at path
/// items and callbacks. A chain of references may be long and, when there are errors, circular. A reference with
/// siblings is an `allOf` with the reference first and the siblings beside it. Links are gone.
/// `x-codegen-request-body-name` of an operation holds the name of its 2.0 body parameter. What 3.0 has no word for stands in members whose
/// names begin with `x-cratewright-`; each is described where lift writes it.
#[derive(Clone, Debug)]
pub struct Lifted {
    /// The document; each `$ref` in it points to an existing component.
    pub document: openapiv3::OpenAPI,
    /// The webhooks, which `openapiv3` does not know.
    pub webhooks: Vec<Webhook>,
    /// The operations whose methods openapiv3 does not know, of paths, webhooks and callbacks.
    pub methods: Methods,
    /// Where its parts stand in the user's files.
    pub origins: Origins,
}

/// Requests that the API's server sends on its own.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// What the document calls it.
    pub name: String,
    /// Where it stands: `/webhooks/newPet`, in 3.0 `/x-webhooks/newPet`.
    pub pointer: String,
    /// The requests.
    pub item: openapiv3::PathItem,
}

/// Lifts a document. `None` comes with at least one error; a document may come with errors too, so that the later
/// stages can add theirs to one report.
pub fn lift(sources: &Sources) -> (Option<Lifted>, Vec<Diagnostic>) {
    let (mut lifted, mut diagnostics) = lift_overlaid(sources);
    for diagnostic in &mut diagnostics {
        diagnostic.pointer = sources.trail.resolve(&diagnostic.pointer);
        if let Some((place, _)) = &mut diagnostic.related {
            *place = sources.trail.resolve(place);
        }
    }
    if let Some(lifted) = &mut lifted {
        lifted.origins.overlaid(&sources.trail);
    }
    (lifted, diagnostics)
}

/// The same, with places in the root document as it is after its overlays.
fn lift_overlaid(sources: &Sources) -> (Option<Lifted>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let root = match sources.files.first() {
        Some(file) => &file.value,
        None => return (None, diagnostics),
    };
    let Some(dialect) = dialect::detect(root, &mut diagnostics) else { return (None, diagnostics) };
    let (mut value, mut origins) = bundle::bundle(sources, dialect, &mut diagnostics);
    dialect::settle(dialect, &mut value);
    type Conversion = fn(&mut serde_json::Value, &mut Vec<Diagnostic>) -> HashMap<String, String>;
    let conversions: &[Conversion] = match dialect {
        Dialect::V2 => &[v2::convert, v31::convert_strays],
        Dialect::V30 => &[v31::convert_strays],
        Dialect::V31 => &[v31::convert],
        Dialect::V32 => &[v31::convert_3_2],
    };
    for convert in conversions {
        let mut found = Vec::new();
        let moves = convert(&mut value, &mut found);
        // A conversion speaks of the document as it was before it.
        diagnostics.extend(
            found
                .into_iter()
                .map(|diagnostic| Diagnostic { pointer: origins.resolve(&diagnostic.pointer.path), ..diagnostic }),
        );
        origins.step(moves);
    }
    let moves = repairs::lists(&mut value, &origins, &mut diagnostics);
    origins.step(moves);
    let moves = repairs::place(&mut value, &origins, &mut diagnostics);
    origins.step(moves);
    let moves = repairs::repair(&mut value, sources, &origins, &mut diagnostics);
    origins.step(moves);
    let methods = methods::take(&mut value, &origins, &mut diagnostics);
    let webhooks = read::webhooks(&mut value, &origins, &mut diagnostics);
    let Some(document) = read::read(value, &origins, &mut diagnostics) else { return (None, diagnostics) };
    validate::validate(&document, &webhooks, &methods, &origins, &mut diagnostics);
    (Some(Lifted { document, webhooks, methods, origins }), diagnostics)
}
