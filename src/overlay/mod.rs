//! Overlays: changes that a document of their own describes, made to the root document before anything else looks at
//! it (OpenAPI Overlay Specification 1.0 and 1.1).
//!
//! A pure function: `load` reads the files and hands them over. It knows nothing about OpenAPI; what comes out is any
//! JSON value, and the [`Trail`] says for each part of it which text put it there.
//!
//! Where the specification leaves something open, or 1.0 and 1.1 differ:
//! - A node that a target selects twice is changed once.
//! - A list that is appended to a list is appended item by item, in 1.0 too, as 1.1 says and everybody reads 1.0.
//! - What only 1.1 allows (`copy`, targets that are neither map nor list) works in 1.0 too, with a warning.

mod apply;
mod document;
mod merge;
mod query;
mod trail;

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::diagnostics::Diagnostic;

pub use trail::Trail;

/// An overlay, as its file was read.
#[derive(Clone, Copy, Debug)]
pub struct Overlay<'a> {
    /// The index of its file among the sources.
    pub file: usize,
    /// What the file says.
    pub value: &'a Value,
}

/// Applies overlays to a document, in their order. When one of the diagnostics is an error the document is
/// half-changed, and nobody should look at it.
pub fn apply(document: &mut Value, overlays: &[Overlay<'_>]) -> (Trail, Vec<Diagnostic>) {
    apply::apply(document, overlays)
}

/// The deepest nesting that may come out, as deep as a file may be.
const MAX_DEPTH: usize = 128;
/// What overlays may add, beyond twice the document's own size, in bytes.
const ALLOWANCE: usize = 64 << 20;
/// What a value counts beside its texts: what it and the note where it came from take, about.
const VALUE: usize = 64;
/// How many values the queries of one document may look at, by an estimate that is never too low.
const MAX_VISITS: u64 = 500_000_000;
/// How many of them a single query may hold at once.
const MAX_SELECTED: u64 = 20_000_000;
/// Up to how many of them their places are kept while the query is evaluated.
const FEW: u64 = 100_000;
/// The longest query.
const MAX_QUERY: usize = 4096;
/// How deeply brackets may be nested in a query: the parser takes twice the time for each level.
const MAX_NESTED: usize = 8;
