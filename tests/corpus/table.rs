//! The tables: one for the reader of the log, and those beside this file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::costs::Cost;
use crate::documents::{Corpus, Document};
use crate::lint::Mode;
use crate::state::{Record, Verdict};

/// What is the same on every machine.
const FACTS: [&str; 6] = ["document", "operations", "types", "bytes", "warnings", "result"];
/// What a run costs: CPU seconds, and megabytes at the most.
const PARTS: [&str; 5] = ["types", "client", "server", "webhooks/client", "webhooks/server"];

/// All that is known, for a terminal or a log.
pub(crate) fn text(records: &[(&Document, Record)]) -> String {
    let mut rows = vec![
        ["document", "operations", "types", "bytes", "warnings", "generate", "crates", "result"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for (document, record) in records {
        let [path, operations, types, bytes, warnings, result] = facts(document, record);
        let crates: Vec<String> = record.crates.iter().map(|(part, one)| format!("{part} {}", cost(one))).collect();
        rows.push(vec![path, operations, types, bytes, warnings, cost(&record.generate), crates.join(", "), result]);
    }
    let widths: Vec<usize> = (0..rows[0].len())
        .map(|column| rows.iter().map(|row| row[column].chars().count().min(80)).max().unwrap_or_default())
        .collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

fn cost(cost: &Cost) -> String {
    format!("{:.2}s/{}MB", cost.seconds, cost.megabytes)
}

fn facts(document: &Document, record: &Record) -> [String; 6] {
    let result = match &record.verdict {
        Verdict::Made => "not compiled".to_owned(),
        Verdict::Passed => "crates".to_owned(),
        Verdict::Refused { codes, .. } => format!("refused: {codes}"),
        Verdict::Failed(_) => "fails".to_owned(),
    };
    let numbers = [record.operations as u64, record.types as u64, record.bytes, record.warnings as u64];
    let [operations, types, bytes, warnings] = numbers.map(|number| number.to_string());
    [document.path.clone(), operations, types, bytes, warnings, result]
}

/// Renews the rows of these documents; those of documents that are no longer in the corpus go.
pub(crate) fn write(corpus: &Corpus, records: &[(&Document, Record)], mode: Mode) -> Result<(), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    if mode == Mode::Clippy {
        let rows = records.iter().map(|(document, record)| facts(document, record).to_vec());
        renew(corpus, &folder.join("table.tsv"), "", &FACTS.map(str::to_owned), rows)?;
    }
    let mut head = vec!["document".to_owned(), "generate s".to_owned(), "generate MB".to_owned()];
    head.extend(PARTS.iter().flat_map(|part| [format!("{part} s"), format!("{part} MB")]));
    let core = records.iter().filter(|(document, record)| document.core && record.verdict == Verdict::Passed);
    let rows = core.map(|(document, record)| {
        let seconds = |one: &Cost| [format!("{:.2}", one.seconds), one.megabytes.to_string()];
        let mut row = vec![document.path.clone()];
        row.extend(seconds(&record.generate));
        row.extend(
            PARTS.iter().flat_map(|part| record.crates.get(*part).map_or([String::new(), String::new()], seconds)),
        );
        row
    });
    renew(corpus, &folder.join(format!("core-{}.tsv", mode.word())), &machine(), &head, rows)
}

/// Rows by document; a table starts with comments and the names of its columns.
fn renew(
    corpus: &Corpus,
    path: &Path,
    comment: &str,
    head: &[String],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<(), String> {
    let old = fs::read_to_string(path).unwrap_or_default();
    let old = old.lines().filter(|line| !line.starts_with('#')).skip(1);
    let mut all: BTreeMap<String, String> =
        old.filter_map(|line| Some((line.split('\t').next()?.to_owned(), line.to_owned()))).collect();
    all.extend(rows.map(|row| (row[0].clone(), row.join("\t"))));
    all.retain(|path, _| corpus.documents.iter().any(|document| document.path == *path));
    let lines = std::iter::once(head.join("\t")).chain(all.into_values());
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    fs::write(path, format!("{comment}{text}")).map_err(|error| format!("{}: {error}", path.display()))
}

/// Where and when the costs were measured.
fn machine() -> String {
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor =
        processor.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("\t: unknown processor");
    let processor = processor.trim_start_matches(['\t', ' ', ':']);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
    let day = i64::try_from(now).ok().and_then(|now| chrono::DateTime::from_timestamp(now, 0)).unwrap_or_default();
    format!("# {}, {processor}; CPU seconds and megabytes at the most\n", day.format("%Y-%m-%d"))
}
