//! Every member that a dialect gives a meaning to has an effect on the generated crates or a message: nothing is
//! dropped without a word. The members stand in `tests/keywords`, one file for Swagger 2.0 and one for OpenAPI 3.

use std::collections::BTreeMap;

use cratewright::diagnostics::Diagnostic;
use cratewright::settings::Settings;
use cratewright::{lift, load, lower, names, render};
use serde_json::{Map, Value};

/// What a document comes to: the pages, and what was said.
struct Outcome {
    pages: BTreeMap<String, String>,
    said: Vec<Diagnostic>,
}

fn outcome(document: &Value) -> Outcome {
    let text = serde_json::to_string(document).expect("JSON");
    let sources = load::Sources::from_text("keywords.json", text).expect("JSON");
    let (lifted, mut said) = lift::lift(&sources);
    let Some(lifted) = lifted else { return Outcome { pages: BTreeMap::new(), said } };
    let (api, found) = lower::lower(&lifted, &|pointer| lifted.origins.resolve(pointer));
    said.extend(found);
    let names = names::assign(&api);
    let pages = cratewright::pages(&api, &names, &Settings::new("keywords"));
    let pages = pages.iter().map(|page| (page.path.clone(), render::render(page).expect("a page"))).collect();
    Outcome { pages, said }
}

/// The map at a pointer, made where it is missing.
fn map_at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Map<String, Value> {
    let mut value = document;
    for segment in pointer.split('/').skip(1) {
        let key = segment.replace("~1", "/").replace("~0", "~");
        value = match value {
            Value::Array(items) => &mut items[key.parse::<usize>().expect("an index")],
            value => value.as_object_mut().expect(pointer).entry(key).or_insert_with(|| Value::Object(Map::new())),
        };
    }
    value.as_object_mut().expect(pointer)
}

fn members(probe: &Value, key: &str) -> Map<String, Value> {
    probe.get(key).and_then(Value::as_object).cloned().unwrap_or_default()
}

/// Holds every probe for a version against the document without it.
fn check(table: &str, key: &str, version: &str) {
    let path = format!("tests/keywords/{table}.yaml");
    let text = std::fs::read_to_string(&path).expect("the table");
    let table = load::Sources::from_text(path, text).expect("YAML").files.swap_remove(0).value;
    let mut document = table["document"].clone();
    map_at(&mut document, "").insert(key.to_owned(), version.into());
    let plain = outcome(&document);
    assert!(plain.said.is_empty(), "{version}: {:?}", plain.said);
    let mut wrong = Vec::new();
    let mut count = 0;
    for probe in table["probes"].as_array().expect("a list") {
        let versions = probe.get("versions").and_then(Value::as_array);
        if versions.is_some_and(|versions| !versions.iter().any(|own| version.starts_with(&own.to_string()))) {
            continue;
        }
        let at = probe["at"].as_str().expect("a pointer");
        let mut before = document.clone();
        map_at(&mut before, at).extend(members(probe, "with"));
        let plain = outcome(&before);
        let silent = members(probe, "silent").into_iter().map(|(key, value)| (key, value[0].clone(), true));
        let set = members(probe, "set").into_iter().map(|(key, value)| (key, value, false));
        for (key, value, silent) in set.chain(silent) {
            count += 1;
            let mut changed = before.clone();
            map_at(&mut changed, at).insert(key.clone(), value);
            let outcome = outcome(&changed);
            let effect = outcome.pages != plain.pages;
            let message = outcome.said.iter().any(|new| !plain.said.contains(new));
            match (silent, effect, message) {
                (false, false, false) => wrong.push(format!("{version} {at}: `{key}` is dropped without a word")),
                (true, true, _) | (true, _, true) => wrong.push(format!("{version} {at}: `{key}` is not silent")),
                _ => {}
            }
        }
    }
    assert!(count > 60, "{version}: only {count} probes");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn openapi_3_0() {
    check("3", "openapi", "3.0.4");
}

#[test]
fn openapi_3_1() {
    check("3", "openapi", "3.1.1");
}

#[test]
fn openapi_3_2() {
    check("3", "openapi", "3.2.0");
}

#[test]
fn swagger_2_0() {
    check("2", "swagger", "2.0");
}
