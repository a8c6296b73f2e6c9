//! Finds the files: follows references from the root document, and stays inside its folder.

use std::collections::VecDeque;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::limits::{MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES};
use super::{LoadError, Options, SourceFile, Sources, Unreadable, overlays, parse};
use crate::diagnostics::{Diagnostic, locate};
use crate::model::Pointer;

/// See [`Sources::from_text`].
pub(super) fn from_text(path: String, text: String) -> Result<Sources, Box<LoadError>> {
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    let mut sources = Sources::default();
    let parsed = parse(&path, &text, 0);
    let diagnostics = match parsed {
        Ok(value) => {
            sources.files.push(SourceFile { path, text, value });
            return Ok(sources);
        }
        Err(diagnostics) => diagnostics,
    };
    sources.files.push(SourceFile { path, text, value: Value::Null });
    Err(Box::new(LoadError { sources, diagnostics }))
}

/// See [`super::load`].
pub(super) fn load(path: &Path, options: &Options) -> Result<Sources, Box<LoadError>> {
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
    let folder = options.folder.clone().unwrap_or_else(|| match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    });
    Ok(follow(sources, &folder))
}

/// Reads every file that the sources refer to, and those that these refer to.
fn follow(mut sources: Sources, folder: &Path) -> Sources {
    let allowed = fs::canonicalize(folder).ok();
    let mut total: u64 = sources.files.iter().map(|file| file.text.len() as u64).sum();
    let mut queue: VecDeque<String> = references(&sources.files[0]);
    while let Some(path) = queue.pop_front() {
        let known = sources.files.iter().any(|file| file.path == path) || sources.unreadable.contains_key(&path);
        if known {
            continue;
        }
        match fetch(&path, allowed.as_deref(), sources.files.len(), &mut total) {
            Ok(text) => match parse(&path, &text, sources.files.len()) {
                Ok(value) => {
                    let file = SourceFile { path, text, value };
                    queue.extend(references(&file));
                    sources.files.push(file);
                }
                Err(diagnostics) => {
                    let reason = "is neither YAML nor JSON".to_owned();
                    let help = "mend the file, or the reference to it".to_owned();
                    sources
                        .unreadable
                        .insert(path.clone(), Unreadable { code: "unresolved-ref", reason, help, diagnostics });
                    // The text stays, so that the messages can show it; nothing in it can be referred to.
                    sources.files.push(SourceFile { path, text, value: Value::Null });
                }
            },
            Err(problem) => {
                let code = if problem.code == "file-not-found" { "unresolved-ref" } else { problem.code };
                let unreadable =
                    Unreadable { code, reason: problem.reason, help: problem.help, diagnostics: Vec::new() };
                sources.unreadable.insert(path, unreadable);
            }
        }
    }
    sources
}

/// A reason why a file cannot be used.
pub(super) struct Problem {
    pub(super) code: &'static str,
    pub(super) reason: String,
    pub(super) help: String,
}

impl Problem {
    fn new(code: &'static str, reason: impl Into<String>, help: impl Into<String>) -> Self {
        Problem { code, reason: reason.into(), help: help.into() }
    }
}

/// Reads a referenced file when it is allowed to.
fn fetch(path: &str, allowed: Option<&Path>, count: usize, total: &mut u64) -> Result<String, Problem> {
    if is_remote(path) {
        return Err(Problem::new(
            "remote-ref",
            "is not on this machine, and references over the network are not followed",
            "save the document beside this one and refer to the copy",
        ));
    }
    if count >= MAX_FILES {
        return Err(Problem::new("too-many-files", "is one file too many", format!("use at most {MAX_FILES} files")));
    }
    let real = fs::canonicalize(path).map_err(|error| io_problem(&error))?;
    if !allowed.is_some_and(|folder| real.starts_with(folder)) {
        return Err(Problem::new(
            "ref-outside-folder",
            "lies outside the document's folder, and is not read",
            "move it there, or name a folder above both with `ref-root` in the config or `--ref-root`",
        ));
    }
    let text = read(&real)?;
    *total += text.len() as u64;
    if *total > MAX_TOTAL_BYTES {
        return Err(Problem::new(
            "file-too-large",
            format!("takes the document over {} MiB", MAX_TOTAL_BYTES >> 20),
            "split the API into several",
        ));
    }
    Ok(text)
}

/// Reads a text, without a byte order mark.
pub(super) fn read(path: &Path) -> Result<String, Problem> {
    let metadata = fs::metadata(path).map_err(|error| io_problem(&error))?;
    if metadata.is_dir() {
        return Err(Problem::new("not-a-file", "is a folder", "name a file"));
    }
    if metadata.len() > MAX_FILE_BYTES {
        let reason = format!("is larger than {} MiB", MAX_FILE_BYTES >> 20);
        return Err(Problem::new("file-too-large", reason, "split the document"));
    }
    let bytes = fs::read(path).map_err(|error| io_problem(&error))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
            let (line, column) = locate::line_column(&text, valid);
            let reason = format!("is not UTF-8: what stands at line {line}, column {column} is no character");
            Err(Problem::new("not-utf8", reason, "save the file as UTF-8"))
        }
    }
}

/// Says what the system said, in words that are the same everywhere.
fn io_problem(error: &std::io::Error) -> Problem {
    match error.kind() {
        ErrorKind::NotFound => Problem::new("file-not-found", "does not exist", "check the path"),
        ErrorKind::PermissionDenied => {
            Problem::new("file-not-readable", "may not be read", "check the file's permissions")
        }
        kind => Problem::new("file-not-readable", format!("cannot be read: {kind}"), "check the path"),
    }
}

/// The path as it is shown: as the user gave it, with `/` between the parts.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Whether a reference names a place on the network.
pub(super) fn is_remote(path: &str) -> bool {
    path.contains("://") || path.starts_with("//") || path.starts_with("urn:")
}

/// Cuts a reference at its `#`: the file, and the pointer with its percent escapes undone.
pub fn split_reference(reference: &str) -> (&str, String) {
    match reference.split_once('#') {
        Some((file, fragment)) => (file, percent_decode(fragment)),
        None => (reference, String::new()),
    }
}

/// The path of what `reference` means in the file `from`, cleaned of `.` and `..` where that is possible.
pub fn join(from: &str, reference: &str) -> String {
    if is_remote(reference) {
        return reference.to_owned();
    }
    let reference = percent_decode(reference);
    let base = if reference.starts_with('/') { "" } else { from.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut parts: Vec<&str> = Vec::new();
    let absolute = reference.starts_with('/') || base.starts_with('/');
    for part in base.split('/').chain(reference.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    if absolute { format!("/{path}") } else { path }
}

/// Undoes `%41`; what is no escape, or gives no UTF-8, stays as it is.
pub(super) fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = match bytes.get(at..at + 3) {
            Some([b'%', high, low]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                out.push(high << 4 | low);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// The value of a hexadecimal digit.
fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// The paths of all files that a file seems to refer to. Nothing is known here about where a `$ref` is one.
fn references(file: &SourceFile) -> VecDeque<String> {
    let mut found = VecDeque::new();
    let mut pending = vec![&file.value];
    while let Some(value) = pending.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    note(file, reference, &mut found);
                }
                if let Some(Value::Object(mapping)) = members.get("mapping") {
                    for target in mapping.values().filter_map(Value::as_str) {
                        let (path, _) = split_reference(target);
                        if target.contains('#') || path.contains('/') || path.contains('.') {
                            note(file, target, &mut found);
                        }
                    }
                }
                // Backwards, so that they come off the stack in the order of the text.
                pending.extend(members.values().rev());
            }
            Value::Array(items) => pending.extend(items.iter().rev()),
            _ => {}
        }
    }
    found
}

/// Notes the file of a reference, unless it is the file itself.
fn note(file: &SourceFile, reference: &str, found: &mut VecDeque<String>) {
    let (path, _) = split_reference(reference);
    if !path.is_empty() {
        found.push_back(join(&file.path, path));
    }
}
