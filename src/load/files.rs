//! Finds the files: follows references from the root document, and stays inside the folders that they may reach.

use std::collections::{HashMap, VecDeque};
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::encoding::decode;
use super::limits::{MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES};
use super::lock::{Broken, Lock};
use super::paths::{is_remote, shown};
use super::recall::Route;
use super::references::references;
use super::remote::{Fetcher, Remote};
use super::{LoadError, Options, SourceFile, Sources, Unreadable, overlays, parse};
use crate::diagnostics::Diagnostic;
use crate::model::Pointer;

use serde_json::Value;

/// See [`Sources::from_text`].
pub(super) fn from_text(path: String, text: String) -> Result<Sources, Box<LoadError>> {
    let text = super::encoding::plain(text);
    let mut sources = Sources::default();
    let parsed = parse(&path, &text, 0);
    let diagnostics = match parsed {
        Ok((value, warnings)) => {
            sources.add(SourceFile { path, text, value });
            sources.diagnostics = warnings;
            return Ok(sources);
        }
        Err(diagnostics) => diagnostics,
    };
    sources.add(SourceFile { path, text, value: Value::Null });
    Err(Box::new(LoadError { sources, diagnostics }))
}

/// See [`super::load`].
pub(super) fn load(path: &Path, options: &Options, fetcher: &dyn Fetcher) -> Result<Sources, Box<LoadError>> {
    let shown = shown(path);
    let text = match read(path) {
        Ok(text) => text,
        Err(problem) => {
            let diagnostic =
                Diagnostic::error(problem.code, Pointer::default(), format!("`{shown}` {}", problem.reason))
                    .help(problem.help);
            let file = SourceFile { path: shown, ..SourceFile::default() };
            let sources = Sources { files: vec![file], ..Sources::default() };
            return Err(Box::new(LoadError { sources, diagnostics: vec![diagnostic] }));
        }
    };
    let mut sources = from_text(shown, text)?;
    if !options.overlays.is_empty() {
        sources = overlays::apply(sources, path, &options.overlays)?;
    }
    Ok(Loader::new(sources, path, options, fetcher).run())
}

/// The folder of a file.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."))
}

/// Where references may lead, without links on the way.
pub(super) fn roots(path: &Path, options: &Options) -> Vec<PathBuf> {
    let roots = std::iter::once(folder(path)).chain(options.roots.iter().map(PathBuf::as_path));
    roots.filter_map(|root| fs::canonicalize(root).ok()).collect()
}

/// Reads every file that the root document refers to, and those that these refer to.
struct Loader<'a> {
    sources: Sources,
    /// Where references may lead, without links on the way.
    roots: Vec<PathBuf>,
    /// The files by where they really are: a file has one index, whatever it is called.
    real: HashMap<PathBuf, usize>,
    /// How much has been read, in bytes.
    total: u64,
    queue: VecDeque<String>,
    /// Addresses, which are looked at when every file here is known: one may be the name of a part.
    addresses: VecDeque<String>,
    options: &'a Options,
    own: PathBuf,
    fetcher: &'a dyn Fetcher,
    /// The network, once something refers to it.
    remote: Option<Remote<'a>>,
}

impl<'a> Loader<'a> {
    fn new(sources: Sources, path: &Path, options: &'a Options, fetcher: &'a dyn Fetcher) -> Loader<'a> {
        Loader {
            roots: roots(path, options),
            real: fs::canonicalize(path).into_iter().map(|real| (real, 0)).collect(),
            total: sources.files.iter().map(|file| file.text.len() as u64).sum(),
            queue: VecDeque::new(),
            addresses: VecDeque::new(),
            options,
            own: folder(path).to_owned(),
            fetcher,
            remote: None,
            sources,
        }
    }

    fn run(mut self) -> Sources {
        let found = references(&mut self.sources, 0);
        self.note(found);
        while let Some(path) = self.queue.pop_front().or_else(|| self.addresses.pop_front()) {
            if self.sources.is_known(&path) {
                continue;
            }
            if let Err(problem) = self.fetch(&path) {
                let code = if problem.code == "file-not-found" { "unresolved-ref" } else { problem.code };
                let unreadable =
                    Unreadable { code, reason: problem.reason, help: problem.help, diagnostics: Vec::new() };
                self.sources.unreadable.insert(path, unreadable);
            }
        }
        self.sources.route = Route::of(&self.sources, &self.real, &self.roots, self.options);
        self.sources
    }

    /// Reads a referenced file when that is allowed.
    fn fetch(&mut self, path: &str) -> Result<(), Problem> {
        if is_remote(path) {
            return self.fetch_remote(path);
        }
        let real = fs::canonicalize(path).map_err(|error| io_problem(&error))?;
        if !self.roots.iter().any(|root| real.starts_with(root)) {
            return Err(outside(path));
        }
        if let Some(index) = self.real.get(&real) {
            self.sources.name(path, *index);
            return Ok(());
        }
        self.one_more()?;
        if fs::metadata(&real).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
            return Err(Problem::new("not-a-file", "is no file but a device or the like", "name a file"));
        }
        let text = read(&real)?;
        self.real.insert(real, self.sources.files.len());
        self.add(path, text)
    }

    /// Reads an address, when that is allowed or was done before.
    fn fetch_remote(&mut self, url: &str) -> Result<(), Problem> {
        self.one_more()?;
        let remote = match &mut self.remote {
            Some(remote) => remote,
            None => {
                let Options { remote, frozen, lock, .. } = self.options;
                let lock =
                    Lock::read(lock.as_deref().unwrap_or(&self.own)).map_err(|broken| self.broken_lock(*broken))?;
                self.remote.insert(Remote::new(self.fetcher, lock, *remote, *frozen))
            }
        };
        let text = decode(remote.read(url)?)?;
        self.add(url, text)
    }

    /// Says once what is wrong with the lock file.
    fn broken_lock(&mut self, broken: Broken) -> Problem {
        let at = Pointer { file: self.sources.files.len(), path: String::new() };
        let shown = shown(&broken.path);
        if !self.sources.is_known(&shown) {
            let message = format!("the lock file cannot be used: {}", broken.why);
            let help = "mend it, or restore it from version control; nothing was changed in it";
            let diagnostic = Diagnostic::error("broken-lock", at, message).help(help);
            self.sources.diagnostics.push(Diagnostic { offset: Some(broken.offset), ..diagnostic });
            self.sources.add(SourceFile { path: shown.clone(), text: broken.text, value: Value::Null });
        }
        Problem::new("remote-ref", format!("is not read, since `{shown}` cannot be used"), "mend the lock file")
    }

    /// Whether one more file may be read.
    fn one_more(&self) -> Result<(), Problem> {
        if self.sources.files.len() < MAX_FILES {
            return Ok(());
        }
        let help = format!("use at most {MAX_FILES} files");
        Err(Problem::new("too-many-files", "is one file too many", help))
    }

    /// Puts references where they are waited for.
    fn note(&mut self, found: VecDeque<String>) {
        for path in found {
            if is_remote(&path) { self.addresses.push_back(path) } else { self.queue.push_back(path) }
        }
    }

    /// Takes a text in that was read.
    fn add(&mut self, path: &str, text: String) -> Result<(), Problem> {
        self.total += text.len() as u64;
        if self.total > MAX_TOTAL_BYTES {
            return Err(Problem::new(
                "file-too-large",
                format!("takes the document over {} MiB", MAX_TOTAL_BYTES >> 20),
                "split the API into several",
            ));
        }
        let file = self.sources.files.len();
        match parse(path, &text, file) {
            Ok((value, warnings)) => {
                self.sources.diagnostics.extend(warnings);
                self.sources.add(SourceFile { path: path.to_owned(), text, value });
                let found = references(&mut self.sources, file);
                self.note(found);
            }
            Err(diagnostics) => {
                let reason = "is neither YAML nor JSON".to_owned();
                let help = "mend the file, or the reference to it".to_owned();
                let unreadable = Unreadable { code: "unresolved-ref", reason, help, diagnostics };
                self.sources.unreadable.insert(path.to_owned(), unreadable);
                // The text stays, so that the messages can show it; nothing in it can be referred to.
                self.sources.add(SourceFile { path: path.to_owned(), text, value: Value::Null });
            }
        }
        Ok(())
    }
}

/// A reason why a file cannot be used.
pub(super) struct Problem {
    pub(super) code: &'static str,
    pub(super) reason: String,
    pub(super) help: String,
}

impl Problem {
    pub(super) fn new(code: &'static str, reason: impl Into<String>, help: impl Into<String>) -> Self {
        Problem { code, reason: reason.into(), help: help.into() }
    }
}

/// The message about a file that references may not reach.
fn outside(path: &str) -> Problem {
    let folder = match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => ".",
    };
    let reason = match fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
        true => "is a link that leads out of the document's folder, and is not read",
        false => "lies outside the document's folder, and is not read",
    };
    let help =
        format!("move it there, or let references reach a further folder: `--root {folder}`, or `roots` in the config");
    Problem::new("ref-outside-folder", reason, help)
}

/// Reads a text, without a byte order mark.
pub(super) fn read(path: &Path) -> Result<String, Problem> {
    decode(read_bytes(path)?)
}

/// Reads a file, up to the size that is allowed.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    let metadata = fs::metadata(path).map_err(|error| io_problem(&error))?;
    if metadata.is_dir() {
        return Err(Problem::new("not-a-file", "is a folder", "name a file"));
    }
    let mut bytes = Vec::new();
    // The size that the system tells may change, and of a pipe there is none.
    let file = fs::File::open(path).map_err(|error| io_problem(&error))?;
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| io_problem(&error))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let reason = format!("is larger than {} MiB", MAX_FILE_BYTES >> 20);
        return Err(Problem::new("file-too-large", reason, "split the document"));
    }
    Ok(bytes)
}

/// Says what the system said, in words that are the same everywhere.
pub(super) fn io_problem(error: &std::io::Error) -> Problem {
    match error.kind() {
        ErrorKind::NotFound => Problem::new("file-not-found", "does not exist", "check the path"),
        ErrorKind::PermissionDenied => {
            Problem::new("file-not-readable", "may not be read", "check the file's permissions")
        }
        kind => Problem::new("file-not-readable", format!("cannot be read: {kind}"), "check the path"),
    }
}
