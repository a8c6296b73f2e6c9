//! What is known of a document, and which documents passed in an earlier run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::costs::Cost;
use crate::documents::Document;
use crate::lint::Mode;

/// What a run finds out about a document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) verdict: Verdict,
    pub(crate) operations: usize,
    pub(crate) types: usize,
    /// Of all files that were written.
    pub(crate) bytes: u64,
    /// How many located warnings `generate` gave.
    pub(crate) warnings: usize,
    pub(crate) generate: Cost,
    /// By part: `types`, `client`, `client[repos]`.
    pub(crate) crates: BTreeMap<String, Cost>,
    /// Of all files that were written.
    pub(crate) digest: String,
}

/// How it ended, so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Verdict {
    /// There are crates.
    #[default]
    Made,
    /// They compile without a warning.
    Passed,
    /// Errors that point into the document: their codes, and the first one's message.
    Refused { codes: String, message: String },
    /// Everything else.
    Failed(String),
}

/// The documents that passed, in a folder that outlives runs.
pub(crate) struct Passed {
    folder: PathBuf,
    /// What the result depends on beside the crates.
    tools: String,
}

impl Passed {
    pub(crate) fn open(work: &Path, mode: Mode) -> Result<Passed, String> {
        let folder = work.join("passed").join(mode.word());
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut hash = Sha256::new();
        for program in ["rustc", "clippy-driver"] {
            let output = Command::new(program).arg("-vV").output().map_err(|error| format!("{program}: {error}"))?;
            hash.update(&output.stdout);
        }
        hash.update(include_str!("../../generated/Cargo.lock"));
        hash.update(include_str!("parts.tsv"));
        Ok(Passed { folder, tools: hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect() })
    }

    /// What was found out when these very crates passed.
    pub(crate) fn find(&self, document: &Document, record: &Record) -> Option<Record> {
        let text = fs::read(self.folder.join(&document.name)).ok()?;
        let (tools, known): (String, Record) = serde_json::from_slice(&text).ok()?;
        (tools == self.tools && known.digest == record.digest).then_some(known)
    }

    pub(crate) fn keep(&self, document: &Document, record: &Record) {
        // What cannot be kept is found out again.
        if let Ok(text) = serde_json::to_vec(&(&self.tools, record)) {
            let _ = fs::write(self.folder.join(&document.name), text);
        }
    }
}
