//! Reads documents: the only stage that reads the user's files, and the only module that names `serde_yaml`.
//!
//! It turns the root document and every file that it refers to into [`serde_json::Value`] trees that keep the
//! order of the text. It knows nothing about OpenAPI but the words `$ref` and `$id`: what a reference means is up to
//! `lift`.

mod encoding;
mod files;
mod https;
mod json;
mod limits;
mod lock;
mod overlays;
mod parse;
mod paths;
mod recall;
mod references;
mod relaxed;
mod remote;
mod yaml;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::diagnostics::Diagnostic;
use crate::model::Pointer;
use crate::overlay::Trail;
use crate::settings::Reading;

pub use https::Https;
pub use parse::parse;
pub use paths::{join, split_reference};
pub use recall::{Route, recall};
pub use references::Anchor;
pub use remote::{Answer, Fetcher, MAX_REMOTE_BYTES, REQUEST_TIME};

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// References may reach the files inside these folders, and those inside the root document's.
    pub roots: Vec<PathBuf>,
    /// Overlays, in the order in which they are applied.
    pub overlays: Vec<PathBuf>,
    /// References over the network may be followed.
    pub remote: bool,
    /// Nothing is written: what has no entry in the lock file yet is not followed.
    pub frozen: bool,
    /// The folder of the lock file; without it, that of the root document.
    pub lock: Option<PathBuf>,
}

impl Options {
    /// The part of a document's settings that this stage needs.
    pub fn of(reading: &Reading) -> Options {
        Options {
            roots: reading.roots.clone(),
            overlays: reading.overlays.clone(),
            remote: reading.remote,
            frozen: reading.frozen,
            lock: reading.lock.clone(),
        }
    }
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

/// The root document (file 0), its overlays, and every file that it refers to.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// In the order in which they were met.
    pub files: Vec<SourceFile>,
    /// The files that some text seems to refer to but that could not be read, by path, with the reason. It is no
    /// error as long as nothing needs them: an example may hold a `$ref` that means nothing.
    pub unreadable: BTreeMap<String, Unreadable>,
    /// What the overlays changed: the value of file 0 is the one after it, its text the one before.
    pub trail: Trail,
    /// What was found on the way: warnings about the overlays, keys that stand twice, errors about the lock file.
    pub diagnostics: Vec<Diagnostic>,
    /// The files by what references call them; one that is reached in several ways has several names.
    names: HashMap<String, usize>,
    /// The parts that name themselves, with `$id` or `$self`.
    ids: HashMap<String, Pointer>,
    /// The parts that have a name in their file.
    anchors: HashMap<(usize, String), Vec<Anchor>>,
    /// Where the files were found, if [`recall`] may rely on it.
    pub(crate) route: Option<Route>,
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

    /// Where what a reference in `from` means begins: a file, or a part of one that has that name by its `$id`.
    /// `reference` is what stands before the `#`.
    pub fn find(&self, from: usize, reference: &str) -> Option<Pointer> {
        let top = |file| Pointer { file, path: String::new() };
        if reference.is_empty() {
            return Some(top(from));
        }
        let path = join(&self.files.get(from)?.path, reference);
        match self.names.get(&path) {
            Some(file) => Some(top(*file)),
            None => self.ids.get(&path).cloned(),
        }
    }

    /// What names itself by this URI.
    pub fn named(&self, uri: &str) -> Option<Pointer> {
        self.ids.get(uri).cloned()
    }

    /// Everything in which two readings can differ, for a hash: what is not here follows from it.
    pub fn parts(&self) -> Vec<Cow<'_, str>> {
        let names: BTreeMap<_, _> = self.names.iter().collect();
        // What was found follows from the texts, but for what has no route.
        let found = if self.route.is_some() { &[] } else { &self.diagnostics[..] };
        let known = format!("{names:?} {:?} {found:?}", self.unreadable);
        let texts = self.files.iter().flat_map(|file| [file.path.as_str().into(), file.text.as_str().into()]);
        std::iter::once(known.into()).chain(texts).collect()
    }

    /// Whether any part names itself by a URI.
    pub fn has_names(&self) -> bool {
        !self.ids.is_empty()
    }

    /// The parts of a file that have this anchor, in its order.
    pub fn anchors(&self, file: usize, name: &str) -> &[Anchor] {
        self.anchors.get(&(file, name.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// Takes a file in, under its path.
    fn add(&mut self, file: SourceFile) {
        self.name(&file.path, self.files.len());
        self.files.push(file);
    }

    /// Gives a file one more name.
    fn name(&mut self, path: &str, file: usize) {
        self.names.entry(path.to_owned()).or_insert(file);
    }

    /// Whether something is known about a path: what it is, or why it cannot be read.
    fn is_known(&self, path: &str) -> bool {
        let named = paths::is_remote(path) && self.ids.contains_key(path);
        named || self.names.contains_key(path) || self.unreadable.contains_key(path)
    }
}

/// Reads a document, applies its overlays, and reads every file that the outcome refers to.
///
/// # Errors
/// When the root document or an overlay cannot be used. What is wrong with other files is in [`Sources::unreadable`].
pub fn load(path: &Path, options: &Options) -> Result<Sources, Box<LoadError>> {
    files::load(path, options, &Https::default())
}

/// The same, with another way to ask the network.
///
/// # Errors
/// As [`load`].
pub fn load_with(path: &Path, options: &Options, fetcher: &dyn Fetcher) -> Result<Sources, Box<LoadError>> {
    files::load(path, options, fetcher)
}
