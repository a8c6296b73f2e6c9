//! Loads and lifts every document of the corpus that `CRATEWRIGHT_CORPUS` names: no panic, no hang, no document
//! without a located message. Without the variable it does nothing.
//!
//! `CRATEWRIGHT_CORPUS_REPORT=1` prints a line per document that is not lifted, and the figures.

use std::path::Path;
use std::time::{Duration, Instant};

use cratewright::diagnostics::{Format, Severity, render};
use cratewright::{lift, load};

/// What became of one document.
enum Outcome {
    Lifted { operations: usize, schemas: usize, warnings: usize },
    Refused(String),
}

fn outcome(path: &Path, folder: &Path) -> Outcome {
    let options = load::Options { folder: Some(folder.to_owned()) };
    let sources = match load::load(path, &options) {
        Ok(sources) => sources,
        Err(error) => return Outcome::Refused(render(&error.diagnostics, &error.sources, Format::Json)),
    };
    let (lifted, diagnostics) = lift::lift(&sources);
    let errors: Vec<_> =
        diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).cloned().collect();
    match lifted {
        Some(lifted) if errors.is_empty() => Outcome::Lifted {
            operations: lifted.document.operations().count(),
            schemas: lifted.document.components.map_or(0, |components| components.schemas.len()),
            warnings: diagnostics.len(),
        },
        _ => {
            assert!(!errors.is_empty(), "{} is refused without a reason", path.display());
            Outcome::Refused(render(&errors, &sources, Format::Json))
        }
    }
}

#[test]
#[allow(clippy::print_stdout, reason = "the report is what this test is run for")]
fn every_document_is_lifted_or_refused_with_a_reason() {
    let Some(corpus) = std::env::var_os("CRATEWRIGHT_CORPUS") else { return };
    let corpus = Path::new(&corpus);
    let report = std::env::var_os("CRATEWRIGHT_CORPUS_REPORT").is_some();
    let index = std::fs::read_to_string(corpus.join("index.tsv")).expect("index.tsv");
    let (mut good, mut bad) = (0, 0);
    for line in index.lines().skip(1) {
        let mut cells = line.split('\t');
        let (name, set) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        let path = corpus.join(name);
        let folder = corpus.join(name.split('/').take(2).collect::<Vec<_>>().join("/"));
        let start = Instant::now();
        let result = outcome(&path, &folder);
        let time = start.elapsed();
        assert!(time < Duration::from_secs(120), "{name} takes {time:?}");
        match result {
            Outcome::Lifted { operations, schemas, warnings } => {
                good += 1;
                if report && (set == "core" || time.as_millis() > 500) {
                    println!(
                        "ok {set} {name}: {operations} operations, {schemas} schemas, {warnings} warnings, {time:?}"
                    );
                }
            }
            Outcome::Refused(why) => {
                bad += 1;
                if report {
                    println!("refused {set} {name}: {}", why.trim_end());
                }
            }
        }
    }
    println!("{good} lifted, {bad} refused");
}
