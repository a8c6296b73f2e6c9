//! Any dialect, in any number of files, to one clean 3.0-shaped document that `openapiv3` reads.
//!
//! It reads no files and decides nothing about Rust. Every later stage sees local references to components only.

mod bundle;
mod dialect;
mod fit;
mod grammar;
mod origins;
mod repairs;
mod repairs_schema;
mod resolve;
mod shape;
mod v2;
mod v2_parts;
mod v31;
mod validate;

use std::collections::HashMap;

use dialect::Dialect;

use crate::diagnostics::Diagnostic;
use crate::load::Sources;
use crate::model::Pointer;

pub use origins::Origins;

/// A document in the one form that the later stages know.
#[derive(Clone, Debug)]
pub struct Lifted {
    /// The document; each `$ref` in it points to an existing component.
    pub document: openapiv3::OpenAPI,
    /// Where its parts stand in the user's files.
    pub origins: Origins,
}

/// Lifts a document. `None` comes with at least one error; a document may come with errors too, so that the later
/// stages can add theirs to one report.
pub fn lift(sources: &Sources) -> (Option<Lifted>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let root = match sources.files.first() {
        Some(file) => &file.value,
        None => return (None, diagnostics),
    };
    let dialect = match dialect::detect(root) {
        Ok(dialect) => dialect,
        Err(problem) => return (None, vec![problem]),
    };
    let (mut value, mut origins) = bundle::bundle(sources, dialect, &mut diagnostics);
    let mut found = Vec::new();
    let moves = match dialect {
        Dialect::V2 => v2::convert(&mut value, &mut found),
        Dialect::V30 => HashMap::new(),
        Dialect::V31 => v31::convert(&mut value, &mut found),
    };
    // A conversion speaks of the document as it was before it.
    diagnostics.extend(
        found
            .into_iter()
            .map(|diagnostic| Diagnostic { pointer: origins.resolve(&diagnostic.pointer.path), ..diagnostic }),
    );
    origins.step(moves);
    let moves = repairs::repair(&mut value, sources, &origins, &mut diagnostics);
    origins.step(moves);
    match serde_json::from_value(value) {
        Ok(document) => {
            validate::validate(&document, &origins, &mut diagnostics);
            (Some(Lifted { document, origins }), diagnostics)
        }
        Err(error) => {
            diagnostics.push(Diagnostic::error("unreadable-document", Pointer::default(), error.to_string()));
            (None, diagnostics)
        }
    }
}
