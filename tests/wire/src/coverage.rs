//! Which documented answers were seen: the document says what there is, the log says what was on the wire.

use serde_yaml::Value;

use crate::record::Exchange;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation of the document, with the statuses that it describes.
struct Operation {
    method: String,
    path: String,
    codes: Vec<String>,
}

/// How many answers the document describes, and those of them that are not among the exchanges: `GET /pets 404`.
pub fn uncovered(document: &str, base_path: &str, exchanges: &[Exchange]) -> (usize, Vec<String>) {
    let operations = operations(&serde_yaml::from_str(document).expect("a document"));
    let mut seen: Vec<Vec<&str>> = operations.iter().map(|_| Vec::new()).collect();
    for exchange in exchanges {
        let path = exchange.uri.path().strip_prefix(base_path).unwrap_or_default();
        let fits = operations
            .iter()
            .enumerate()
            .filter(|(_, operation)| exchange.method.as_str() == operation.method && is_path(&operation.path, path));
        // Several may fit: `/pets/{id}` and `/pets/new`. The one with more literal text is meant.
        if let Some((index, _)) = fits.max_by_key(|(_, operation)| literal(&operation.path)) {
            seen[index].push(exchange.status.as_str());
        }
    }
    let mut total = 0;
    let mut missing = Vec::new();
    for (operation, seen) in operations.iter().zip(&seen) {
        for code in &operation.codes {
            total += 1;
            let found = match code.as_str() {
                "default" => seen.iter().any(|seen| !operation.codes.iter().any(|code| code == seen)),
                code => seen.contains(&code),
            };
            if !found {
                missing.push(format!("{} {} {code}", operation.method, operation.path));
            }
        }
    }
    (total, missing)
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_mapping().expect("paths") {
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            operations.push(Operation {
                method: method.to_uppercase(),
                path: path.as_str().expect("a path").to_owned(),
                codes: operation["responses"].as_mapping().expect("responses").keys().map(code).collect(),
            });
        }
    }
    operations
}

fn literal(path: &str) -> usize {
    path.split('/').filter(|segment| !segment.contains('{')).count()
}

fn code(key: &Value) -> String {
    match key {
        Value::String(text) => text.clone(),
        other => other.as_u64().expect("a status").to_string(),
    }
}

/// Whether a path was made from a template.
fn is_path(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len() && template.iter().zip(&path).all(|(template, text)| is_segment(template, text))
}

fn is_segment(template: &str, text: &str) -> bool {
    match template.split_once('{') {
        None => template == text || template == text.replace("%3A", ":"),
        Some((before, rest)) => {
            let after = rest.split_once('}').map(|(_, after)| after).unwrap_or_default();
            let text = text.replace("%3A", ":");
            text.len() > before.len() + after.len() && text.starts_with(before) && text.ends_with(after)
        }
    }
}
