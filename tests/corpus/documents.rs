//! The documents of the corpus and what the tables beside this file say about them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// The corpus.
pub(crate) struct Corpus {
    pub(crate) folder: PathBuf,
    pub(crate) documents: Vec<Document>,
    /// Every path that a table names.
    pub(crate) listed: BTreeSet<String>,
}

/// A document.
pub(crate) struct Document {
    /// Below the corpus.
    pub(crate) path: String,
    /// Whether it is one of those that must give crates.
    pub(crate) core: bool,
    pub(crate) bytes: u64,
    /// The stem of its packages' names: no two documents share one, and none changes because another is added.
    pub(crate) name: String,
    /// More arguments for `generate`.
    pub(crate) arguments: Vec<String>,
    /// Why it is refused: the codes of its errors.
    pub(crate) refused: Option<String>,
    /// A feature of its client that is checked alone too.
    pub(crate) part: Option<String>,
}

/// Which documents.
pub(crate) enum Selection {
    Core,
    Suite,
    All,
    /// The core set and one of so many equal parts of the others.
    Slice {
        part: u64,
        of: u64,
    },
}

impl Selection {
    /// `3/12`. Any number can stand before the slash, so that a script can take a commit's for it.
    pub(crate) fn slice(text: &str) -> Result<Selection, String> {
        let numbers = text.split_once('/').and_then(|(part, of)| Some((part.parse::<u64>().ok()?, of.parse().ok()?)));
        match numbers {
            Some((part, of)) if of > 0 => Ok(Selection::Slice { part: part % of, of }),
            _ => Err(format!("`{text}` is not PART/PARTS")),
        }
    }
}

impl Corpus {
    pub(crate) fn read(folder: &Path) -> Result<Corpus, String> {
        let folder = folder.canonicalize().map_err(|error| format!("{}: {error}", folder.display()))?;
        let index = std::fs::read_to_string(folder.join("index.tsv")).map_err(|error| format!("index.tsv: {error}"))?;
        let refused = rows(include_str!("refused.tsv"))?;
        let arguments = rows(include_str!("arguments.tsv"))?;
        let parts = rows(include_str!("parts.tsv"))?;
        let mut documents = Vec::new();
        for line in index.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [path, set, _, bytes, ..] = cells[..] else { return Err(format!("index.tsv: {line}")) };
            let digest = Sha256::digest(path.as_bytes());
            let short: String = digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
            let words = arguments.get(path).into_iter().flat_map(|words| words.split(' '));
            documents.push(Document {
                path: path.to_owned(),
                core: set == "core",
                bytes: bytes.parse().map_err(|_| format!("index.tsv: {line}"))?,
                name: format!("corpus-{short}"),
                arguments: words.map(|word| word.replace("CORPUS", &folder.to_string_lossy())).collect(),
                refused: refused.get(path).cloned(),
                part: parts.get(path).cloned(),
            });
        }
        let listed = [refused, arguments, parts].into_iter().flat_map(BTreeMap::into_keys).collect();
        Ok(Corpus { folder, documents, listed })
    }

    /// The documents that were asked for.
    pub(crate) fn select(&self, selection: &Selection) -> Vec<&Document> {
        let wanted = |document: &&Document| match selection {
            Selection::All => true,
            Selection::Core => document.core,
            Selection::Suite => !document.core,
            // By name, which is a hash: equal parts, whatever the corpus's order.
            Selection::Slice { part, of } => {
                let number = document.name.get("corpus-".len()..).and_then(|hex| u64::from_str_radix(hex, 16).ok());
                document.core || number.is_some_and(|number| number % of == *part)
            }
        };
        self.documents.iter().filter(wanted).collect()
    }
}

/// A table: document, what is said about it, why.
fn rows(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for line in text.lines().skip(1) {
        match line.split('\t').collect::<Vec<_>>()[..] {
            [path, value, reason] if !reason.is_empty() => found.insert(path.to_owned(), value.to_owned()),
            _ => return Err(format!("not three columns, the last one a reason: {line}")),
        };
    }
    Ok(found)
}
