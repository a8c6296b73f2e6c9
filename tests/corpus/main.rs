//! The corpus runner: makes the crates of every document that others wrote, and lints them all.
//!
//! `CRATEWRIGHT_CORPUS=DIR cargo test --test corpus -- all`; `README.md` beside this file has the other words, what
//! counts as a failure, and how a run goes on where one was broken off. Without a corpus it does nothing, so that
//! `cargo test` passes everywhere.

mod costs;
mod documents;
mod lint;
mod produce;
mod state;
mod table;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use documents::{Corpus, Document, Selection};
use indicatif::{ProgressBar, ProgressStyle};
use state::{Passed, Record, Verdict};

/// So many documents are compiled together.
const BATCH: usize = 40;

/// What was asked for.
struct Options {
    selection: Selection,
    /// Only documents with this in their path.
    only: Option<String>,
    /// The program that generates.
    program: PathBuf,
    /// `check` instead of `clippy`, for figures.
    mode: lint::Mode,
    /// What passed before is checked again.
    again: bool,
    /// The tables beside this file are written.
    write: bool,
}

fn main() -> ExitCode {
    // This program stands in front of every command whose cost is wanted.
    if let Some(code) = costs::as_wrapper() {
        return code;
    }
    // Cargo starts every test, with the words for all of them.
    let Some(folder) = std::env::var_os("CRATEWRIGHT_CORPUS") else {
        say("nothing done: CRATEWRIGHT_CORPUS does not name the folder of the corpus");
        return ExitCode::SUCCESS;
    };
    match options(std::env::args().skip(1)) {
        Ok(options) => match run(Path::new(&folder), &options) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(message) => {
                say(&message);
                ExitCode::FAILURE
            }
        },
        Err(message) => {
            say(&format!("{message}; tests/corpus/README.md says how to start this"));
            ExitCode::from(2)
        }
    }
}

fn options(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        selection: Selection::All,
        only: None,
        program: env!("CARGO_BIN_EXE_cratewright").into(),
        mode: lint::Mode::Clippy,
        again: false,
        write: false,
    };
    let mut selected = false;
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("`{argument}` needs a value"));
        match argument.as_str() {
            "core" | "suite" | "all" => {
                selected = true;
                options.selection = match argument.as_str() {
                    "core" => Selection::Core,
                    "suite" => Selection::Suite,
                    _ => Selection::All,
                };
            }
            "slice" => {
                selected = true;
                options.selection = Selection::slice(&value()?)?;
            }
            "--only" => options.only = Some(value()?),
            "--program" => options.program = std::path::absolute(value()?).map_err(|error| error.to_string())?,
            "--check" => options.mode = lint::Mode::Check,
            "--again" => options.again = true,
            "--write" => options.write = true,
            _ => return Err(format!("`{argument}` is unknown")),
        }
    }
    if selected { Ok(options) } else { Err("nothing says which documents".to_owned()) }
}

/// Whether all is as it must be.
fn run(folder: &Path, options: &Options) -> Result<bool, String> {
    let corpus = Corpus::read(folder)?;
    let mut documents = corpus.select(&options.selection);
    documents.retain(|document| options.only.as_ref().is_none_or(|only| document.path.contains(only.as_str())));
    // Small ones first: most mistakes show early.
    documents.sort_by_key(|document| (document.bytes, &document.path));
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("corpus");
    let passed = Passed::open(&work, options.mode)?;
    let bar = bar(documents.len());
    let mut records: Vec<(&Document, Record)> = Vec::new();
    for batch in documents.chunks(BATCH) {
        let made = produce::produce(&corpus, batch, &work, options, &bar)?;
        let mut fresh = Vec::new();
        for (document, record) in made {
            let known = (!options.again).then(|| passed.find(document, &record)).flatten();
            match (&record.verdict, known) {
                (Verdict::Made, None) => fresh.push((document, record)),
                (_, known) => finish(&bar, &mut records, document, known.unwrap_or(record)),
            }
        }
        let mut done = |document, record: Record| {
            if record.verdict == Verdict::Passed {
                passed.keep(document, &record);
            }
            finish(&bar, &mut records, document, record);
        };
        lint::lint(fresh, &work, options.mode, &bar, &mut done)?;
    }
    bar.finish_and_clear();
    records.sort_by(|(a, _), (b, _)| (!a.core, &a.path).cmp(&(!b.core, &b.path)));
    say(&table::text(&records));
    if options.write {
        table::write(&corpus, &records, options.mode)?;
    }
    Ok(judge(&corpus, &records))
}

/// One document is done.
fn finish<'a>(bar: &ProgressBar, records: &mut Vec<(&'a Document, Record)>, document: &'a Document, record: Record) {
    bar.inc(1);
    if let Some(fault) = fault(document, &record) {
        bar.suspend(|| say(&format!("{}: {fault}", document.path)));
    }
    records.push((document, record));
}

/// What is wrong with a document's result.
fn fault(document: &Document, record: &Record) -> Option<String> {
    match (&record.verdict, &document.refused) {
        (Verdict::Failed(why), _) => Some(why.clone()),
        (Verdict::Refused { codes, message }, _) if document.core => {
            Some(format!("a core document is refused: {codes}: {message}"))
        }
        (Verdict::Refused { codes, .. }, Some(expected)) if codes == expected => None,
        (Verdict::Refused { codes, message }, _) => {
            Some(format!("refused, and refused.tsv does not say so: {codes}: {message}"))
        }
        (Verdict::Made | Verdict::Passed, Some(_)) => Some("no longer refused: take it out of refused.tsv".to_owned()),
        (Verdict::Made, None) => Some("not compiled".to_owned()),
        (Verdict::Passed, None) => {
            let mut heavy = record.crates.iter().filter(|(_, cost)| cost.megabytes > lint::LIMIT);
            heavy
                .next()
                .map(|(part, cost)| format!("{part} takes {} MB of memory, more than {}", cost.megabytes, lint::LIMIT))
        }
    }
}

/// Says how it went, and whether that is well.
fn judge(corpus: &Corpus, records: &[(&Document, Record)]) -> bool {
    let faults: Vec<_> =
        records.iter().filter_map(|(document, record)| Some((document, fault(document, record)?))).collect();
    let count = |wanted: fn(&Verdict) -> bool, core: bool| {
        records.iter().filter(|(document, record)| document.core == core && wanted(&record.verdict)).count()
    };
    let passed = |verdict: &Verdict| *verdict == Verdict::Passed;
    let refused = |verdict: &Verdict| matches!(verdict, Verdict::Refused { .. });
    for (name, core) in [("core", true), ("suite", false)] {
        let all = count(|_| true, core);
        let (passed, refused) = (count(passed, core), count(refused, core));
        say(&format!("{name}: of {all} documents {passed} give crates without a warning, {refused} are refused"));
    }
    // Entries for documents that are not there (any more).
    let known: BTreeSet<&str> = corpus.documents.iter().map(|document| document.path.as_str()).collect();
    let strays: Vec<&String> = corpus.listed.iter().filter(|path| !known.contains(path.as_str())).collect();
    for (document, fault) in &faults {
        say(&format!("FAILS {}: {fault}", document.path));
    }
    for stray in &strays {
        say(&format!("FAILS {stray}: stands in a table of tests/corpus and not in the corpus"));
    }
    faults.is_empty() && strays.is_empty()
}

/// Shows on a terminal only.
fn bar(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    let style = ProgressStyle::with_template("{elapsed_precise} [{wide_bar}] {pos}/{len} {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

#[allow(clippy::print_stdout, reason = "what this program is for")]
fn say(text: &str) {
    println!("{text}");
}
