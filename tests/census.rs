//! What the types and names of the corpus leave to wish for, counted: values that may be any JSON, and why; and names
//! that no person would have given. `.ci/run` starts it where there is a corpus:
//!
//! `CRATEWRIGHT_CORPUS=DIR cargo test --test census -- --ignored`, with `--nocapture` for the totals. The counts of each
//! document stand in `tests/corpus/free_form.tsv` and `tests/corpus/names.tsv`. More of anything fails the test; fewer
//! asks for the tables to be written anew, which `CRATEWRIGHT_BLESS=1` does. `CRATEWRIGHT_CENSUS=FILE` writes down
//! every single one.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use cratewright::model::{Why, free_form};
use cratewright::names::{Oddity, odd};
use cratewright::settings::Reading;
use cratewright::understand;
use rayon::prelude::*;

/// The columns of `free_form.tsv`. What says that anything may be there comes last.
const REASONS: [(Why, &str); 7] = [
    (Why::GivenUp, "given up"),
    (Why::Untyped, "no type"),
    (Why::SaysNothing, "says nothing"),
    (Why::Undescribed, "not described"),
    (Why::FreeList, "list of anything"),
    (Why::FreeObject, "object of anything"),
    (Why::Open, "open"),
];

/// The columns of `names.tsv`.
const ODDITIES: [(Oddity, &str); 4] =
    [(Oddity::Numbered, "numbered"), (Oddity::Stutter, "stutter"), (Oddity::Long, "long"), (Oddity::Vague, "vague")];

/// What was counted in a document, by column of the one and the other table.
struct Counted {
    free_form: [usize; REASONS.len()],
    odd_names: [usize; ODDITIES.len()],
    /// Every single one.
    list: String,
}

fn count(path: &Path, folder: &Path, name: &str) -> Option<Counted> {
    let understood = understand(path, &Reading { roots: vec![folder.to_owned()], ..Reading::default() });
    if understood.failed() {
        return None;
    }
    let (api, names) = understood.api.as_ref()?;
    let free = free_form(api);
    assert!(free.iter().all(|one| one.why != Why::Pending), "{name}: a type was never settled");
    let odd = odd(api, names);
    let mut list = String::new();
    for one in &free {
        writeln!(list, "{name}\t{:?}\t{:?}\t{}", one.why, one.place, one.origin.path).expect("text");
    }
    for one in &odd {
        writeln!(list, "{name}\t{:?}\t{}\t{}", one.oddity, one.name, one.from.replace(['\n', '\t'], " "))
            .expect("text");
    }
    Some(Counted {
        free_form: REASONS.map(|(why, _)| free.iter().filter(|one| one.why == why).count()),
        odd_names: ODDITIES.map(|(oddity, _)| odd.iter().filter(|one| one.oddity == oddity).count()),
        list,
    })
}

/// A table of counts: a row for each document that has any, and the totals.
fn table<const N: usize>(columns: [&str; N], rows: &BTreeMap<&str, [usize; N]>) -> (String, [usize; N]) {
    let mut totals = [0; N];
    let mut text = format!("document\t{}\n", columns.join("\t"));
    let mut line = |name: &str, counts: &[usize; N]| {
        writeln!(text, "{name}\t{}", counts.map(|count| count.to_string()).join("\t")).expect("text");
    };
    for (name, counts) in rows.iter().filter(|(_, counts)| counts.iter().any(|count| *count > 0)) {
        line(name, counts);
        totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
    }
    line("all", &totals);
    (text, totals)
}

/// Holds what was counted against the committed table.
#[allow(clippy::print_stdout, reason = "the totals are what this test is run for")]
fn hold<const N: usize>(file: &str, columns: [&str; N], rows: &BTreeMap<&str, [usize; N]>) {
    let path = common::root().join("tests/corpus").join(file);
    let (text, totals) = table(columns, rows);
    for (column, total) in columns.iter().zip(totals) {
        println!("{file}: {column}: {total}");
    }
    if std::env::var_os("CRATEWRIGHT_BLESS").is_some() {
        return std::fs::write(&path, text).expect("a table");
    }
    let known = std::fs::read_to_string(&path).expect("a table");
    let last = known.lines().last().unwrap_or_default();
    let before: Vec<usize> = last.split('\t').skip(1).map(|cell| cell.parse().expect("a count")).collect();
    assert_eq!(before.len(), N, "the last line of {} has the totals", path.display());
    for ((column, now), before) in columns.iter().zip(totals).zip(before) {
        assert!(
            now <= before,
            "{file}: {column}: {now}, where {before} stand in the table; its rows tell which are new"
        );
    }
    assert!(
        known == text,
        "{file} is not what was counted: write it anew with CRATEWRIGHT_BLESS=1 and look at the difference"
    );
}

#[test]
#[ignore = "needs the corpus: CRATEWRIGHT_CORPUS=DIR"]
fn any_json_and_odd_names_do_not_become_more() {
    let corpus = std::env::var_os("CRATEWRIGHT_CORPUS").expect("CRATEWRIGHT_CORPUS names the corpus");
    let corpus = Path::new(&corpus);
    let index = std::fs::read_to_string(corpus.join("index.tsv")).expect("index.tsv");
    let documents: Vec<&str> = index.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    assert!(documents.len() > 100, "the corpus has {} documents", documents.len());
    let counted: Vec<(&str, Counted)> = documents
        .par_iter()
        .filter_map(|name| {
            let folder = corpus.join(name.split('/').take(2).collect::<Vec<_>>().join("/"));
            Some((*name, count(&corpus.join(name), &folder, name)?))
        })
        .collect();
    if let Some(list) = std::env::var_os("CRATEWRIGHT_CENSUS") {
        let text: String = counted.iter().map(|(_, counted)| counted.list.as_str()).collect();
        std::fs::write(list, text).expect("a list");
    }
    let free_form = counted.iter().map(|(name, counted)| (*name, counted.free_form)).collect();
    let odd_names = counted.iter().map(|(name, counted)| (*name, counted.odd_names)).collect();
    hold("free_form.tsv", REASONS.map(|(_, name)| name), &free_form);
    hold("names.tsv", ODDITIES.map(|(_, name)| name), &odd_names);
}
