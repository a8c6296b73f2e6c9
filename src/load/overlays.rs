//! Reads overlays, and has them applied to the root document before its references are followed: an overlay may add
//! some and take others away.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::files::read;
use super::paths::{is_remote, shown};
use super::{LoadError, SourceFile, Sources, parse};
use crate::diagnostics::{Diagnostic, Severity};
use crate::model::Pointer;
use crate::overlay::{self, Overlay};
use crate::pointer::percent_decode;

/// The sources with the overlays among them, and the root document changed by them.
pub(super) fn apply(mut sources: Sources, root: &Path, overlays: &[PathBuf]) -> Result<Sources, Box<LoadError>> {
    let mut diagnostics = Vec::new();
    for path in overlays {
        let file = sources.files.len();
        let at = Pointer { file, path: String::new() };
        let shown = shown(path);
        let (text, value) = match read(path) {
            Ok(text) => {
                let (value, found) = parse(&shown, &text, file).unwrap_or_else(|broken| (Value::Null, broken));
                diagnostics.extend(found);
                (text, value)
            }
            Err(problem) => {
                let message = format!("the overlay `{shown}` {}", problem.reason);
                diagnostics.push(Diagnostic::error(problem.code, at.clone(), message).help(problem.help));
                (String::new(), Value::Null)
            }
        };
        if let Some(extends) = value.get("extends").and_then(Value::as_str)
            && !extends_the_root(root, path, extends)
        {
            let message = format!("this overlay is made for `{extends}`, and is applied to another document");
            let help = "correct `extends`, or leave the overlay out";
            diagnostics.push(Diagnostic::warning("overlay-extends", at.child("extends"), message).help(help));
        }
        sources.files.push(SourceFile { path: shown, text, value });
    }
    let failed = |diagnostics: &[Diagnostic]| diagnostics.iter().any(|one| one.severity == Severity::Error);
    if !failed(&diagnostics) {
        let (root, rest) = sources.files.split_at_mut(1);
        let overlays: Vec<Overlay<'_>> =
            rest.iter().enumerate().map(|(index, file)| Overlay { file: index + 1, value: &file.value }).collect();
        let (trail, found) = overlay::apply(&mut root[0].value, &overlays);
        sources.trail = trail;
        diagnostics.extend(found);
    }
    // A document that is changed in part only would be reported for what the rest would have mended.
    if failed(&diagnostics) {
        return Err(Box::new(LoadError { sources, diagnostics }));
    }
    sources.diagnostics.extend(diagnostics);
    Ok(sources)
}

/// Whether an overlay is for the document at hand. Of an address on the network nobody knows what its copy is called.
fn extends_the_root(root: &Path, overlay: &Path, extends: &str) -> bool {
    if is_remote(extends) {
        return true;
    }
    let named = overlay.parent().unwrap_or(Path::new("")).join(percent_decode(extends));
    match (fs::canonicalize(named), fs::canonicalize(root)) {
        (Ok(named), Ok(root)) => named == root,
        _ => false,
    }
}
