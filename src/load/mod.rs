//! Reads documents: the only stage that reads the user's files, and the only module that names `serde_yaml`.
//!
//! It turns the root document and every file that it refers to into [`serde_json::Value`] trees that keep the
//! order of the text. It knows nothing about OpenAPI but the word `$ref`: what a reference means is up to `lift`.

mod files;
mod json;
mod limits;
mod parse;
mod yaml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::diagnostics::Diagnostic;

pub use files::{join, split_reference};
pub use parse::parse;

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// References may reach the files inside this folder; without it, those inside the root document's folder.
    pub folder: Option<PathBuf>,
}

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct SourceFile {
    /// As the user gave it; that of a referenced file is relative to the root document's in the same way.
    pub path: String,
    /// The text, without a byte order mark.
    pub text: String,
    /// What the text says, in its order.
    pub value: Value,
}

/// The root document (file 0) and every file that it refers to.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// In the order in which they were met.
    pub files: Vec<SourceFile>,
    /// The files that some text seems to refer to but that could not be read, by path, with the reason. It is no
    /// error as long as nothing needs them: an example may hold a `$ref` that means nothing.
    pub unreadable: BTreeMap<String, Unreadable>,
}

/// Why a referenced file is not there.
#[derive(Clone, Debug, PartialEq)]
pub struct Unreadable {
    /// The code of the message at the reference.
    pub code: &'static str,
    /// Completes the sentence "`x.yaml` ...".
    pub reason: String,
    /// What to do about it.
    pub help: String,
    /// What is wrong inside, for a file whose text is broken.
    pub diagnostics: Vec<Diagnostic>,
}

/// What could not be read, with the texts that the diagnostics point into.
#[derive(Clone, Debug)]
pub struct LoadError {
    /// The texts.
    pub sources: Sources,
    /// At least one error.
    pub diagnostics: Vec<Diagnostic>,
}

impl Sources {
    /// A single document out of a text, for tests and for programs that do not keep their documents in files.
    ///
    /// # Errors
    /// When the text is no YAML or JSON.
    pub fn from_text(path: impl Into<String>, text: impl Into<String>) -> Result<Sources, Box<LoadError>> {
        files::from_text(path.into(), text.into())
    }

    /// The index of the file that a reference in `from` means; `reference` is what stands before the `#`.
    pub fn find(&self, from: usize, reference: &str) -> Option<usize> {
        if reference.is_empty() {
            return Some(from);
        }
        let path = join(&self.files.get(from)?.path, reference);
        self.files.iter().position(|file| file.path == path)
    }
}

/// Reads a document and every file that it refers to.
///
/// # Errors
/// When the root document cannot be read. What is wrong with other files is in [`Sources::unreadable`].
pub fn load(path: &Path, options: &Options) -> Result<Sources, Box<LoadError>> {
    files::load(path, options)
}
