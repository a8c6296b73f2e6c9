//! Damaged documents: whatever stands wherever, the answer is crates or a located message, never a panic or a message in
//! the words of the libraries that read documents, and never the last resort of `lift`, a document that openapiv3 refuses
//! for a reason that nobody foresaw.
//!
//! The documents are the repository's own, and those of the corpus when `CRATEWRIGHT_CORPUS` names it.

#[path = "common/cpu.rs"]
mod cpu;

use std::path::{Path, PathBuf};
use std::time::Duration;

use cpu::timed;
use cratewright::diagnostics::{Diagnostic, Format, Severity, render};
use cratewright::settings::Settings;
use cratewright::{lift, load, lower, names, pages};
use serde_json::{Value, json};

/// A generator of numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// Walks down at random and damages what it finds there.
fn damage(value: &mut Value, numbers: &mut Numbers) {
    let mut current = value;
    let depth = 1 + numbers.below(14);
    for _ in 0..depth {
        let empty = match &*current {
            Value::Object(members) => members.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => true,
        };
        if empty {
            break;
        }
        current = match current {
            Value::Object(members) => {
                let index = numbers.below(members.len());
                members.values_mut().nth(index).expect("the index is below the length")
            }
            Value::Array(items) => {
                let index = numbers.below(items.len());
                &mut items[index]
            }
            _ => unreachable!("only maps and lists have parts"),
        };
    }
    *current = match numbers.below(14) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1.5),
        4 => json!(u64::MAX),
        5 => json!(""),
        6 => json!("some text"),
        7 => json!([]),
        8 => json!([1, "a", null, {}]),
        9 => json!({}),
        10 => json!({ "$ref": "#/components/schemas/Nothing" }),
        11 => json!({ "type": ["string", "null", "object"], "x-y": 1 }),
        12 => json!({ "in": "query", "name": [], "schema": 5 }),
        _ => json!({ "a": null, "b": [[]], "type": "object", "properties": [] }),
    };
}

fn documents() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("specs")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file())
        .collect();
    if let Some(corpus) = std::env::var_os("CRATEWRIGHT_CORPUS") {
        let corpus = Path::new(&corpus);
        let index = std::fs::read_to_string(corpus.join("index.tsv")).expect("index.tsv");
        for line in index.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let small = cells.get(3).and_then(|bytes| bytes.parse::<u64>().ok()).is_some_and(|bytes| bytes < 60_000);
            if small && cells.get(6) == Some(&"0") {
                found.push(corpus.join(cells[0]));
            }
        }
    }
    found.sort();
    found
}

/// Words of the libraries that read documents: no user knows them.
const FOREIGN: &[&str] = &[
    "did not match any variant",
    "invalid type",
    "invalid value",
    "invalid length",
    "missing field",
    "unknown field",
    "duplicate field",
    "unknown variant",
    "untagged",
    "expected struct",
    "serde",
];

/// What is wrong with the messages about a damaged document: words that no user knows, the last resort of `lift`, an
/// error without a place.
fn complaint(diagnostics: &[Diagnostic], sources: &load::Sources) -> Option<String> {
    let odd = |one: &&Diagnostic| {
        let foreign = FOREIGN.iter().any(|word| one.message.contains(word));
        foreign || one.code == "unreadable-document" || sources.files.get(one.pointer.file).is_none()
    };
    let odd: Vec<Diagnostic> = diagnostics.iter().filter(odd).cloned().collect();
    (!odd.is_empty()).then(|| render(&odd, sources, Format::Json))
}

/// The documents that are damaged, and the random numbers of this run.
fn run() -> (Vec<PathBuf>, Numbers) {
    let seed = std::env::var("CRATEWRIGHT_SEED").ok().and_then(|seed| seed.parse().ok());
    (documents(), Numbers(seed.unwrap_or(42)))
}

#[test]
fn damaged_documents_get_an_answer() {
    let (documents, mut numbers) = run();
    let mut complaints = Vec::new();
    for path in documents {
        let Ok(sources) = load::load(&path, &load::Options::default()) else { continue };
        for round in 0..40 {
            let mut value = sources.files[0].value.clone();
            // Most real documents have one mistake, and messages about it are not hidden by others.
            for _ in 0..[1, 1, 2, 5][round % 4] {
                damage(&mut value, &mut numbers);
            }
            let text = serde_json::to_string(&value).expect("JSON");
            let Ok(damaged) = load::Sources::from_text("damaged.json", text) else { continue };
            // Every page of some: what is left of a document still makes crates.
            let (diagnostics, taken) = timed(|| answer(&damaged, round % 10 == 0, &path));
            assert!(taken < Duration::from_secs(60), "{} takes {taken:?}", path.display());
            complaints.extend(complaint(&diagnostics, &damaged).map(|text| format!("{}: {text}", path.display())));
        }
    }
    assert!(complaints.is_empty(), "{} of them: {}", complaints.len(), complaints[..complaints.len().min(40)].concat());
}

/// What is said of a document; with `all_pages`, the pages of one that gives some are written too.
fn answer(damaged: &load::Sources, all_pages: bool, path: &Path) -> Vec<Diagnostic> {
    let (lifted, mut diagnostics) = lift::lift(damaged);
    assert!(lifted.is_some() || !diagnostics.is_empty(), "{}", path.display());
    let Some(lifted) = &lifted else { return diagnostics };
    let (api, found) = lower::lower(lifted, &|pointer| lifted.origins.resolve(pointer));
    diagnostics.extend(found);
    let names = names::assign(&api);
    if all_pages && diagnostics.iter().all(|one| one.severity == Severity::Warning) {
        for page in pages(&api, &names, &Settings::new("damaged")) {
            cratewright::render::render(&page).unwrap_or_else(|bug| panic!("{}: {bug}", path.display()));
        }
    }
    diagnostics
}

#[test]
fn damaged_texts_get_an_answer() {
    let (documents, mut numbers) = run();
    let snippets =
        ["{", "}", "[", "]", ":", ": ", "- ", "? ", "\"", "'", "#", "&a ", "*a", "!x ", "\t", "\n", ",", "|", "%"];
    let mut complaints = Vec::new();
    for path in documents {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let name = path.to_string_lossy();
        for _ in 0..40 {
            let mut damaged = text.clone();
            let mut at = numbers.below(damaged.len());
            while !damaged.is_char_boundary(at) {
                at -= 1;
            }
            match numbers.below(3) {
                0 => damaged.truncate(at),
                1 if at < damaged.len() => drop(damaged.remove(at)),
                _ => damaged.insert_str(at, snippets[numbers.below(snippets.len())]),
            }
            let (sources, diagnostics) = match load::Sources::from_text(name.as_ref(), damaged) {
                Ok(sources) => {
                    let found = lift::lift(&sources).1;
                    (sources, found)
                }
                Err(error) => {
                    assert!(!error.diagnostics.is_empty(), "{name}");
                    (error.sources, error.diagnostics)
                }
            };
            complaints.extend(complaint(&diagnostics, &sources).map(|text| format!("{name}: {text}")));
        }
    }
    assert!(complaints.is_empty(), "{} of them: {}", complaints.len(), complaints[..complaints.len().min(40)].concat());
}
