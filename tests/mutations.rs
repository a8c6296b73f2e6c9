//! Damaged documents: whatever stands wherever, the answer is a document or a located message, never a panic, and
//! never the last resort of `lift`, a document that openapiv3 refuses for a reason that nobody foresaw.
//!
//! The documents are the repository's own, and those of the corpus when `CRATEWRIGHT_CORPUS` names it.

use std::path::{Path, PathBuf};

use cratewright::diagnostics::{Format, render};
use cratewright::{lift, load};
use serde_json::{Value, json};

/// A generator of numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// Walks down at random and damages what it finds there.
fn damage(value: &mut Value, numbers: &mut Numbers) {
    let mut current = value;
    let depth = 1 + numbers.below(14);
    for _ in 0..depth {
        let empty = match &*current {
            Value::Object(members) => members.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => true,
        };
        if empty {
            break;
        }
        current = match current {
            Value::Object(members) => {
                let index = numbers.below(members.len());
                members.values_mut().nth(index).expect("the index is below the length")
            }
            Value::Array(items) => {
                let index = numbers.below(items.len());
                &mut items[index]
            }
            _ => unreachable!("only maps and lists have parts"),
        };
    }
    *current = match numbers.below(14) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1.5),
        4 => json!(u64::MAX),
        5 => json!(""),
        6 => json!("some text"),
        7 => json!([]),
        8 => json!([1, "a", null, {}]),
        9 => json!({}),
        10 => json!({ "$ref": "#/components/schemas/Nothing" }),
        11 => json!({ "type": ["string", "null", "object"], "x-y": 1 }),
        12 => json!({ "in": "query", "name": [], "schema": 5 }),
        _ => json!({ "a": null, "b": [[]], "type": "object", "properties": [] }),
    };
}

fn documents() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("specs")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file())
        .collect();
    if let Some(corpus) = std::env::var_os("CRATEWRIGHT_CORPUS") {
        let corpus = Path::new(&corpus);
        let index = std::fs::read_to_string(corpus.join("index.tsv")).expect("index.tsv");
        for line in index.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let small = cells.get(3).and_then(|bytes| bytes.parse::<u64>().ok()).is_some_and(|bytes| bytes < 60_000);
            if small && cells.get(6) == Some(&"0") {
                found.push(corpus.join(cells[0]));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn damaged_documents_get_an_answer() {
    let seed = std::env::var("CRATEWRIGHT_SEED").ok().and_then(|seed| seed.parse().ok());
    let mut numbers = Numbers(seed.unwrap_or(42));
    let mut refused = Vec::new();
    for path in documents() {
        let Ok(sources) = load::load(&path, &load::Options::default()) else { continue };
        for _ in 0..40 {
            let mut value = sources.files[0].value.clone();
            for _ in 0..1 + numbers.below(6) {
                damage(&mut value, &mut numbers);
            }
            let text = serde_json::to_string(&value).expect("JSON");
            let Ok(damaged) = load::Sources::from_text("damaged.json", text) else { continue };
            let (lifted, diagnostics) = lift::lift(&damaged);
            assert!(lifted.is_some() || !diagnostics.is_empty(), "{}", path.display());
            let unforeseen: Vec<_> =
                diagnostics.iter().filter(|diagnostic| diagnostic.code == "unreadable-document").cloned().collect();
            if !unforeseen.is_empty() {
                refused.push(format!("{}: {}", path.display(), render(&unforeseen, &damaged, Format::Json)));
            }
        }
    }
    assert!(refused.is_empty(), "{} of them: {}", refused.len(), refused[..refused.len().min(40)].concat());
}
