//! What the user chose for one API, after the command line and `cratewright.toml` were read.

use std::path::PathBuf;

use crate::formats::choices::Choices;

/// The choices for one API.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The stem of the package names, kebab-case: `tracking` gives `tracking-types`, `tracking-client`, `tracking-server`.
    pub name: String,
    /// How the document is read.
    pub reading: Reading,
    /// Which parts are written.
    pub emit: Emit,
    /// The version of the generated packages.
    pub version: String,
    /// The SPDX expression of the generated packages' licence.
    pub license: Option<String>,
    /// The Rust types of formats.
    pub types: Choices,
    /// Whether the crates have a feature for each tag; `None` leaves it to the size of the API.
    pub tag_features: Option<bool>,
}

impl Settings {
    /// The settings that hold where nothing else is said.
    pub fn new(name: impl Into<String>) -> Self {
        Settings {
            name: name.into(),
            reading: Reading::default(),
            emit: Emit::default(),
            version: "0.1.0".to_owned(),
            license: None,
            types: Choices::default(),
            tag_features: None,
        }
    }

    /// The package name of a part: `tracking-types`.
    pub fn package(&self, part: &str) -> String {
        format!("{}-{part}", self.name)
    }

    /// The library name of a part: `tracking_types`.
    pub fn library(&self, part: &str) -> String {
        self.package(part).replace('-', "_")
    }
}

/// How a document is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// References may reach the files inside these folders, and those inside the document's own.
    pub roots: Vec<PathBuf>,
    /// Overlays, in the order in which they are applied.
    pub overlays: Vec<PathBuf>,
    /// References over the network may be followed.
    pub remote: bool,
    /// Nothing is written: what has no entry in the lock file yet is not followed.
    pub frozen: bool,
    /// The folder of `cratewright.lock`; without it, that of the document.
    pub lock: Option<PathBuf>,
    /// Warnings are errors.
    pub strict: bool,
}

/// Which parts are written. Client and server need the types crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emit {
    /// The types crate.
    pub types: bool,
    /// The client crate.
    pub client: bool,
    /// The server crate.
    pub server: bool,
    /// The Markdown reference in the client crate.
    pub docs: bool,
    /// The crates that send and receive webhooks and callbacks, where the document has some.
    pub webhooks: bool,
}

impl Default for Emit {
    fn default() -> Self {
        Emit { types: true, client: true, server: true, docs: true, webhooks: true }
    }
}
