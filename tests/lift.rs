//! `tests/lift/CASE.yaml` and the document that it is lifted to, `CASE.lifted.json`;
//! `CRATEWRIGHT_BLESS=1 cargo test --test lift` writes those anew. The case of mistakes lies where it is compiled.

use std::fs;
use std::path::{Path, PathBuf};

use cratewright::diagnostics::Severity;
use cratewright::model::Pointer;
use cratewright::{lift, load};
use serde_json::Value;

/// Everything that is mended, in one document.
const MISTAKES: &str = "tests/cases/operations/mistakes/spec.yaml";

fn lifted(path: &Path) -> (load::Sources, lift::Lifted) {
    let sources = load::load(path, &load::Options::default()).expect("the case can be read");
    let (lifted, diagnostics) = lift::lift(&sources);
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{}: {errors:?}", path.display());
    (sources, lifted.expect("no errors, so there is a document"))
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir("tests/lift")
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter_map(|path| match path.extension() {
            Some(extension) => (extension == "yaml").then_some(path),
            None => Some(path.join("root.yaml")),
        })
        .collect();
    cases.push(PathBuf::from(MISTAKES));
    cases.sort();
    cases
}

#[test]
fn every_case_is_lifted_to_what_it_should_be() {
    let bless = std::env::var_os("CRATEWRIGHT_BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let (_, lifted) = lifted(&case);
        let text = serde_json::to_string_pretty(&lifted.document).expect("JSON") + "\n";
        let expected = match case == Path::new(MISTAKES) {
            true => PathBuf::from("tests/lift/mistakes.lifted.json"),
            false => case.with_extension("lifted.json"),
        };
        if bless {
            fs::write(&expected, &text).expect("write the document");
        } else if fs::read_to_string(&expected).unwrap_or_default() != text {
            wrong.push(format!("{}:\n{text}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "changed (CRATEWRIGHT_BLESS=1 writes them):\n{}", wrong.join("\n"));
}

/// Every part that a message may be about.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let is_part = |key: &str| {
        ["type", "$ref", "responses", "allOf", "anyOf", "oneOf", "schema", "content", "name", "properties"]
            .contains(&key)
    };
    match value {
        Value::Object(members) => {
            if members.keys().any(|key| is_part(key)) {
                found.push(at.to_owned());
            }
            for (key, member) in
                members.iter().filter(|(key, _)| !matches!(key.as_str(), "example" | "default" | "enum"))
            {
                places(member, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_part_knows_where_it_came_from() {
    let mut lost = Vec::new();
    let mut all = cases();
    if let Some(corpus) = std::env::var_os("CRATEWRIGHT_CORPUS") {
        let index = fs::read_to_string(Path::new(&corpus).join("index.tsv")).expect("index.tsv");
        all.extend(index.lines().skip(1).filter_map(|line| Some(Path::new(&corpus).join(line.split('\t').next()?))));
    }
    let mut count = 0;
    for case in all {
        let Ok(sources) = load::load(&case, &load::Options::default()) else { continue };
        let (Some(lifted), _) = lift::lift(&sources) else { continue };
        let mut found = Vec::new();
        let value = serde_json::to_value(&lifted.document).expect("JSON");
        places(&value["paths"], "/paths", &mut found);
        for (section, members) in value["components"].as_object().into_iter().flatten() {
            for (name, member) in members.as_object().into_iter().flatten() {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(member, &format!("/components/{section}/{name}"), &mut found);
            }
        }
        for place in found {
            let Pointer { file, path } = lifted.origins.resolve(&place);
            count += 1;
            // What a repair added is not in the file; the place that it was added to is.
            let root = &sources.files[file].value;
            let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
            if root.pointer(&path).or_else(|| root.pointer(parent)).is_none() {
                lost.push(format!("{}: {place} -> {path}", case.display()));
            }
        }
    }
    assert!(lost.is_empty(), "{} of {count} are lost: {:#?}", lost.len(), &lost[..lost.len().min(60)]);
}
