//! What is not held against a client, each with the reason: `exclusions.tsv`.

use crate::judge::Finding;

/// A row of the table.
struct Exclusion {
    line: usize,
    document: String,
    operation: String,
    about: String,
    /// A part of what is found.
    text: String,
    used: bool,
}

/// The rows that are about some documents.
pub(crate) struct Exclusions(Vec<Exclusion>);

impl Exclusions {
    /// Those of these documents.
    pub(crate) fn read(documents: &[String]) -> Self {
        let rows = include_str!("exclusions.tsv").lines().enumerate().skip(1);
        let rows = rows.filter(|(_, row)| !row.is_empty()).map(|(line, row)| {
            let columns: Vec<&str> = row.split('\t').collect();
            let [document, operation, about, text, reason] = columns.as_slice() else {
                panic!("exclusions.tsv:{}: five columns", line + 1);
            };
            assert!(!text.is_empty() && !reason.is_empty(), "exclusions.tsv:{}: no text or reason", line + 1);
            let [document, operation, about, text] = [document, operation, about, text].map(|one| (*one).to_owned());
            Exclusion { line: line + 1, document, operation, about, text, used: false }
        });
        Exclusions(rows.filter(|row| row.document == "*" || documents.contains(&row.document)).collect())
    }

    /// Whether the finding is one of these.
    pub(crate) fn take(&mut self, document: &str, finding: &Finding) -> bool {
        let is = |pattern: &str, text: &str| pattern == "*" || pattern == text;
        let found = self.0.iter_mut().find(|row| {
            is(&row.document, document)
                && is(&row.operation, &finding.operation)
                && (row.about == "*" || finding.about.contains(&row.about))
                && finding.what.contains(&row.text)
        });
        if let Some(row) = found {
            row.used = true;
            return true;
        }
        false
    }

    /// What excludes nothing any more, of those that are about one document.
    pub(crate) fn unused(&self) -> Vec<String> {
        let unused = self.0.iter().filter(|row| !row.used && row.document != "*");
        unused.map(|row| format!("exclusions.tsv:{}", row.line)).collect()
    }
}
