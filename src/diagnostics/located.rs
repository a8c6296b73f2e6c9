//! Where diagnostics stand in the texts.

use serde::{Deserialize, Serialize};

use super::Diagnostic;
use super::locate::{self, Place};
use crate::load::Sources;
use crate::model::Pointer;

/// The places of a diagnostic in the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Located {
    /// That of the diagnostic.
    pub main: Place,
    /// That of what it names beside.
    pub related: Option<Place>,
}

/// Finds the places of diagnostics, for all who want to show them: looking walks through the whole texts.
pub fn locate(diagnostics: &mut [Diagnostic], sources: &Sources) {
    let located = Located::of(diagnostics, sources);
    diagnostics.iter_mut().zip(located).for_each(|(diagnostic, located)| diagnostic.located = Some(located));
}

impl Located {
    /// The places of all diagnostics: each text is walked once.
    pub(super) fn of(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<Located> {
        if let Some(known) = diagnostics.iter().map(|diagnostic| diagnostic.located).collect() {
            return known;
        }
        let mut wanted: Vec<Vec<&str>> = vec![Vec::new(); sources.files.len()];
        let pointers = |diagnostic: &Diagnostic| -> [Option<Pointer>; 2] {
            let main = diagnostic.offset.is_none().then(|| diagnostic.pointer.clone());
            [main, diagnostic.related.as_ref().map(|(pointer, _)| pointer.clone())]
        };
        let all: Vec<[Option<Pointer>; 2]> = diagnostics.iter().map(pointers).collect();
        for pointer in all.iter().flatten().flatten() {
            if let Some(list) = wanted.get_mut(pointer.file) {
                list.push(&pointer.path);
            }
        }
        let found: Vec<Vec<Place>> = sources
            .files
            .iter()
            .zip(&wanted)
            .map(|(file, list)| if list.is_empty() { Vec::new() } else { locate::places(&file.text, list) })
            .collect();
        // The places come back in the order in which they were asked for.
        let mut next = vec![0; sources.files.len()];
        let mut take = |pointer: &Option<Pointer>| -> Option<Place> {
            let pointer = pointer.as_ref()?;
            let place = found.get(pointer.file)?.get(*next.get(pointer.file)?).copied();
            next[pointer.file] += 1;
            place
        };
        diagnostics
            .iter()
            .zip(&all)
            .map(|(diagnostic, [main, related])| {
                let text = file(sources, &diagnostic.pointer).1;
                let by_offset = diagnostic.offset.map(|offset| Place { offset, len: word_len(text, offset) });
                let main = by_offset.or_else(|| take(main)).unwrap_or(Place { offset: 0, len: 0 });
                Located { main, related: take(related) }
            })
            .collect()
    }
}

/// The length of the word at an offset; none where no word begins.
fn word_len(text: &str, offset: usize) -> usize {
    let part = |character: char| character.is_alphanumeric() || "_-/{}\"'.$".contains(character);
    let rest = &text[locate::floor(text, offset)..];
    match rest.starts_with(|character: char| character.is_alphanumeric() || "_/\"'$".contains(character)) {
        true => rest.find(|character| !part(character)).unwrap_or(rest.len()),
        false => 0,
    }
}

/// The path and text of a file; a place in no file has neither.
pub(super) fn file<'a>(sources: &'a Sources, pointer: &Pointer) -> (&'a str, &'a str) {
    sources.files.get(pointer.file).map_or(("", ""), |file| (file.path.as_str(), file.text.as_str()))
}
