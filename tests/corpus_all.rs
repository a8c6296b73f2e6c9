//! Every document of the corpus through the whole pipeline, as far as the text of each page: no panic, no hang, and no
//! refusal without a located message. `.ci/run` starts it where there is a corpus:
//!
//! `CRATEWRIGHT_CORPUS=DIR cargo test --test corpus_all -- --ignored`, with `--nocapture` for the figures.
//!
//! A debug build needs minutes for the largest documents; those are the report's (`tests/corpus/report.py`).

use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use cratewright::diagnostics::{Format, Severity, render};
use cratewright::settings::{Reading, Settings};
use cratewright::{pages, understand};
use rayon::prelude::*;

/// Larger documents are left to the report, in bytes.
const LARGEST: u64 = 600_000;

/// What became of one document: why it is refused.
fn refusal(path: &Path, folder: &Path) -> Option<String> {
    let understood = understand(path, &Reading { roots: vec![folder.to_owned()], ..Reading::default() });
    if understood.failed() {
        let errors = understood.diagnostics.into_iter().filter(|one| one.severity == Severity::Error);
        let errors: Vec<_> = errors.collect();
        assert!(!errors.is_empty(), "{} is refused without a reason", path.display());
        return Some(render(&errors, &understood.sources, Format::Json));
    }
    let (api, names) = understood.api.expect("what did not fail has a model");
    for page in pages(&api, &names, &Settings::new("corpus")) {
        cratewright::render::render(&page).unwrap_or_else(|bug| panic!("{}: {}", path.display(), bug.what));
    }
    None
}

#[test]
#[ignore = "needs the corpus: CRATEWRIGHT_CORPUS=DIR"]
#[allow(clippy::print_stdout, reason = "the figures are what this test is run for")]
fn every_document_gives_pages_or_is_refused_with_a_reason() {
    let corpus = std::env::var_os("CRATEWRIGHT_CORPUS").expect("CRATEWRIGHT_CORPUS names the corpus");
    let corpus = Path::new(&corpus);
    let index = std::fs::read_to_string(corpus.join("index.tsv")).expect("index.tsv");
    let names: Vec<&str> = index.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    assert!(names.len() > 100, "the corpus has {} documents", names.len());
    let refused = Mutex::new(Vec::new());
    let (mut good, mut large) = (0, 0);
    let results: Vec<Option<bool>> = names
        .par_iter()
        .map(|name| {
            let path = corpus.join(name);
            if path.metadata().expect("a document").len() > LARGEST {
                return None;
            }
            let folder = corpus.join(name.split('/').take(2).collect::<Vec<_>>().join("/"));
            let start = Instant::now();
            let refusal = refusal(&path, &folder);
            assert!(start.elapsed() < Duration::from_secs(120), "{name} takes {:?}", start.elapsed());
            let fine = refusal.is_none();
            if let Some(why) = refusal {
                refused.lock().expect("nobody panics").push(format!("{name}: {}", why.trim_end()));
            }
            Some(fine)
        })
        .collect();
    for result in results {
        good += usize::from(result == Some(true));
        large += usize::from(result.is_none());
    }
    let mut refused = refused.into_inner().expect("nobody panics");
    refused.sort();
    refused.iter().for_each(|line| println!("{line}"));
    println!("{good} give pages, {} are refused, {large} are too large for a debug build", refused.len());
}
