//! Documents in, folders of crates out: the program is run for each of them, as a user would run it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::documents::{Corpus, Document};
use crate::state::{Record, Verdict};
use crate::{Options, costs};

/// Where the crates of a batch lie.
pub(crate) fn crates(work: &Path) -> PathBuf {
    work.join("crates")
}

/// Makes the crates of each document anew, several documents at a time.
pub(crate) fn produce<'a>(
    corpus: &Corpus,
    batch: &[&'a Document],
    work: &Path,
    options: &Options,
    bar: &ProgressBar,
) -> Result<Vec<(&'a Document, Record)>, String> {
    let (crates, notes) = (crates(work), work.join("costs"));
    let _ = fs::remove_dir_all(&crates);
    let _ = fs::remove_dir_all(&notes);
    fs::create_dir_all(&crates).and_then(|()| fs::create_dir_all(&notes)).map_err(|error| error.to_string())?;
    let one = |document: &&'a Document| {
        bar.set_message(format!("generates {}", document.path));
        let folder = crates.join(&document.name);
        (*document, produce_one(corpus, document, &folder, &notes, &options.program))
    };
    Ok(batch.par_iter().with_max_len(1).map(one).collect())
}

fn produce_one(corpus: &Corpus, document: &Document, folder: &Path, notes: &Path, program: &Path) -> Record {
    let mut command = costs::wrapped(program, notes, &document.name);
    command.arg("generate").arg(corpus.folder.join(&document.path)).arg("-o").arg(folder);
    command.args(["--name", &document.name, "--message-format", "json"]).args(&document.arguments);
    // As many documents as there are cores run at once.
    command.env("RAYON_NUM_THREADS", "1");
    let mut record = Record::default();
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => {
            record.verdict = Verdict::Failed(format!("{}: {error}", program.display()));
            return record;
        }
    };
    record.generate = costs::read(notes, &document.name).unwrap_or_default();
    let text = String::from_utf8_lossy(&output.stderr);
    let mut errors: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Ok(message) = serde_json::from_str::<serde_json::Value>(line) {
            let of = |key: &str| message.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
            if of("severity") == "error" {
                // An error that points nowhere is none about the document.
                let place = if message.get("line").is_some() { "" } else { " (nowhere)" };
                errors.push((of("code"), format!("{}{place}", of("message"))));
            } else {
                record.warnings += 1;
            }
        } else if let Some(counts) = line.strip_prefix(&format!("{}: ", document.name)) {
            let mut numbers = counts.split(' ').filter_map(|word| word.parse().ok());
            record.operations = numbers.next().unwrap_or_default();
            record.types = numbers.next().unwrap_or_default();
        }
    }
    record.verdict = match output.status.code() {
        Some(0) => Verdict::Made,
        Some(1) if !errors.is_empty() => {
            let message = errors.first().map(|(_, message)| message.clone()).unwrap_or_default();
            let mut codes: Vec<String> = errors.into_iter().map(|(code, _)| code).collect();
            codes.sort();
            codes.dedup();
            if message.ends_with(" (nowhere)") {
                Verdict::Failed(format!("an error without a place: {message}"))
            } else {
                Verdict::Refused { codes: codes.join(" "), message }
            }
        }
        code => {
            let last = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("no message");
            Verdict::Failed(format!("generate ends with {code:?}: {last}"))
        }
    };
    if record.verdict == Verdict::Made {
        let mut hash = Sha256::new();
        for (path, bytes) in files(folder) {
            record.bytes += bytes.len() as u64;
            for part in [path.as_bytes(), &bytes] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        record.digest = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    }
    record
}

/// Every file below a folder, in one order.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let (Ok(below), Ok(bytes)) = (path.strip_prefix(folder), fs::read(&path)) {
                found.insert(below.to_string_lossy().replace('\\', "/"), bytes);
            }
        }
    }
    found
}
