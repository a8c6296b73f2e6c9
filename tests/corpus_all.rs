//! Every document of the corpus through the whole pipeline, as far as the text of each page: no panic, no hang, and no
//! refusal but those that `tests/corpus/refused.tsv` gives a reason for. `.ci/run` starts it where there is a corpus:
//!
//! `CRATEWRIGHT_CORPUS=DIR cargo test --test corpus_all -- --ignored`, with `--nocapture` for the figures.
//!
//! The pages of the largest documents take a debug build minutes; those are the runner's (`tests/corpus`), which compiles
//! what comes out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use cratewright::diagnostics::Severity;
use cratewright::settings::{Reading, Settings};
use cratewright::{pages, understand};
use rayon::prelude::*;

/// The pages of larger documents are left to the runner, in bytes.
const LARGEST: u64 = 600_000;

/// The codes of the errors of one document, none where it gives pages.
fn refusal(path: &Path, folder: &Path) -> Option<String> {
    let understood = understand(path, &Reading { roots: vec![folder.to_owned()], ..Reading::default() });
    if understood.failed() {
        let errors = understood.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        let codes: BTreeSet<&str> = errors.map(|one| one.code).collect();
        assert!(!codes.is_empty(), "{} is refused without a reason", path.display());
        return Some(codes.into_iter().collect::<Vec<_>>().join(" "));
    }
    if path.metadata().expect("a document").len() <= LARGEST {
        let (api, names) = understood.api.expect("what did not fail has a model");
        for page in pages(&api, &names, &Settings::new("corpus")) {
            cratewright::render::render(&page).unwrap_or_else(|bug| panic!("{}: {}", path.display(), bug.what));
        }
    }
    None
}

/// The documents that are refused for a reason, with the codes of their errors.
fn expected() -> BTreeMap<String, String> {
    let table = include_str!("corpus/refused.tsv");
    let mut found = BTreeMap::new();
    for line in table.lines().skip(1) {
        let [path, codes, reason] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("three columns: {line}") };
        assert!(!reason.is_empty(), "{path} has no reason");
        found.insert(path.to_owned(), codes.to_owned());
    }
    found
}

#[test]
#[ignore = "needs the corpus: CRATEWRIGHT_CORPUS=DIR"]
#[allow(clippy::print_stdout, reason = "the figures are what this test is run for")]
fn every_document_gives_pages_or_is_refused_with_a_reason() {
    let corpus = std::env::var_os("CRATEWRIGHT_CORPUS").expect("CRATEWRIGHT_CORPUS names the corpus");
    let corpus = Path::new(&corpus);
    let index = std::fs::read_to_string(corpus.join("index.tsv")).expect("index.tsv");
    // Path and dialect.
    let documents: Vec<(&str, &str)> = index
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split('\t');
            Some((cells.next()?, cells.nth(1)?))
        })
        .collect();
    assert!(documents.len() > 100, "the corpus has {} documents", documents.len());
    let results: Vec<Option<String>> = documents
        .par_iter()
        .map(|(name, _)| {
            let path = corpus.join(name);
            let folder = corpus.join(name.split('/').take(2).collect::<Vec<_>>().join("/"));
            let start = Instant::now();
            let refusal = refusal(&path, &folder);
            assert!(start.elapsed() < Duration::from_secs(120), "{name} takes {:?}", start.elapsed());
            refusal
        })
        .collect();
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut refused = BTreeMap::new();
    for ((name, dialect), result) in documents.iter().zip(results) {
        let dialect = dialect.split('.').take(2).collect::<Vec<_>>().join(".");
        let count = counts.entry(dialect).or_default();
        match result {
            None => count.0 += 1,
            Some(codes) => {
                count.1 += 1;
                refused.insert((*name).to_owned(), codes);
            }
        }
    }
    for (dialect, (good, bad)) in counts {
        println!("{dialect}: {good} give pages, {bad} are refused");
    }
    let expected = expected();
    let new: Vec<_> = refused.iter().filter(|(name, codes)| expected.get(*name) != Some(codes)).collect();
    assert!(new.is_empty(), "refused, and `tests/corpus/refused.tsv` does not say so: {new:#?}");
    let needless: Vec<_> = expected.keys().filter(|name| !refused.contains_key(*name)).collect();
    assert!(needless.is_empty(), "no longer refused; take them out of `tests/corpus/refused.tsv`: {needless:#?}");
}
