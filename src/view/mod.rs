//! Model and names in, pages of ready-to-print values out: one struct per template, every decision a field.
//!
//! Types, literals and attributes are built as tokens with `quote!`; text of the document reaches a template only
//! inside a newtype of [`text`] that knows how to print itself. It reads no files and formats nothing.

pub mod client;
mod commonmark;
pub mod docs;
pub mod expressions;
pub mod features;
mod links;
mod lint;
mod neat;
mod params;
mod pass;
pub mod rust_type;
pub mod server;
pub mod side;
pub mod text;
pub mod types;

use askama::DynTemplate;

/// What a page is, which decides how it is checked and formatted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// Parsed with syn and printed with prettyplease.
    Rust,
    /// Support code: copied as it is.
    Verbatim,
    /// Parsed with the toml crate, then written as it is.
    Toml,
    /// Written as it is, with single blank lines.
    Markdown,
    /// JSON or other data: written as it is.
    Data,
}

/// A file that will be written.
pub struct Page {
    /// Below the API's output folder, with `/`: `types/src/pet.rs`.
    pub path: String,
    /// What it is.
    pub kind: PageKind,
    /// The template with its values, or finished text.
    pub body: Body,
}

/// Where a page's text comes from.
pub enum Body {
    /// A template, rendered by `render`.
    Template(Box<dyn DynTemplate + Send + Sync>),
    /// Text that was written by a person (support code).
    Static(&'static str),
    /// Text that the view itself made (Markdown out of a CommonMark writer).
    Text(String),
}

impl Page {
    /// A page that a template lays out.
    pub fn template(
        path: impl Into<String>,
        kind: PageKind,
        template: impl DynTemplate + Send + Sync + 'static,
    ) -> Self {
        Page { path: path.into(), kind, body: Body::Template(Box::new(template)) }
    }

    /// A page that is copied as it is.
    pub fn verbatim(path: impl Into<String>, text: &'static str) -> Self {
        Page { path: path.into(), kind: PageKind::Verbatim, body: Body::Static(text) }
    }
}
