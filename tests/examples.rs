//! Example values against their schemas, judged by a validator that nobody here wrote: every component, every parameter and
//! header, the body of every answer and every text body of the specs and the cases; with the corpus:
//!
//! `CRATEWRIGHT_CORPUS=DIR cargo test --test examples -- --ignored`, with `--nocapture` for the figures. Documents whose
//! schemas leave no valid value, or say more than their types, stand in `tests/corpus/examples.tsv`.

mod common;
#[path = "common/judge.rs"]
mod judge;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use cratewright::example::Examples;
use cratewright::model::{Api, Content, NameHint, Operation, Payload, Status, TypeId, TypeRef, Value as Described};
use cratewright::settings::Reading;
use cratewright::understand;
use judge::Schemas;
use rayon::prelude::*;
use serde_json::{Value as Json, json};

/// Where one of these warnings is given, the types are not all that the schemas say.
const EXPLAINED: &[&str] = &[
    "no-value",
    "closed-part",
    "contradicting-parts",
    "recursive-alias",
    "unsupported-not",
    "unsupported-pattern",
    "too-many-parts",
];

/// What a document came to.
#[derive(Default)]
struct Outcome {
    checked: usize,
    /// Where there is no example.
    missing: Vec<String>,
    invalid: Vec<String>,
    warnings: BTreeSet<&'static str>,
}

fn outcome(path: &Path, folder: &Path) -> Option<Outcome> {
    let understood = understand(path, &Reading { roots: vec![folder.to_owned()], ..Reading::default() });
    if understood.failed() {
        return None;
    }
    let (api, _) = understood.api.as_ref()?;
    let document = serde_json::to_value(&understood.lifted.as_ref()?.document).ok()?;
    let (tagged, plain) = (Schemas::new(&document, true), Schemas::new(&document, false));
    let examples = Examples::new(api);
    let mut outcome = Outcome {
        warnings: understood.diagnostics.iter().map(|diagnostic| diagnostic.code).collect(),
        ..Outcome::default()
    };
    let mut judge = |what: String, schema: &Json, value: &Described, own: Option<&Json>| {
        outcome.checked += 1;
        let Some(made) = examples.value(value, "value", own) else {
            outcome.missing.push(what);
            return;
        };
        let errors = tagged.judge(schema, &made).unwrap_or_default();
        // A tag that the property itself forbids cannot be there.
        if !errors.is_empty() && plain.judge(schema, &made).is_some_and(|errors| !errors.is_empty()) {
            outcome.invalid.push(format!("{what}: {made}\n    {}", errors.join("\n    ")));
        }
    };
    for (index, def) in api.types.iter().enumerate() {
        if let (NameHint::Component(name), None) = (&def.name_hint, def.input_of) {
            let reference = json!({ "$ref": format!("#/components/schemas/{}", escaped(name)) });
            let value = Described::plain(TypeRef::Named(TypeId(index)));
            judge(name.clone(), &reference, &value, None);
        }
    }
    for operation in &api.operations {
        each_use(api, operation, &document, &mut judge);
    }
    Some(outcome)
}

/// What stands in a reference for a name.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

type Judge<'a> = dyn FnMut(String, &Json, &Described, Option<&Json>) + 'a;

/// The schemas of texts under each of their media types. A text in place of an object or list is not what they describe.
fn texts(payload: &Payload, document: &Json, content: &Json, of: &str, judge: &mut Judge<'_>) {
    for media in &payload.media {
        let schema = &content[&media.text]["schema"];
        let is_text = follow(document, schema)["type"] == "string";
        if let (Some(value), true) = (media.value(), is_text) {
            judge(format!("{of}: {}", media.text), schema, value, payload.text_example(media));
        }
    }
}

/// Every schema that stands in an operation.
fn each_use(_: &Api, operation: &Operation, document: &Json, judge: &mut Judge<'_>) {
    let path = &document["paths"][&operation.path.text];
    let described = &path[operation.method.to_ascii_lowercase()];
    let of = format!("{} {}", operation.method, operation.path.text);
    let params = [&described["parameters"], &path["parameters"]];
    let params: Vec<&Json> = params.into_iter().filter_map(Json::as_array).flatten().collect();
    for param in &operation.params {
        let found = params.iter().map(|one| follow(document, one)).find(|one| one["name"] == param.wire.as_str());
        if let Some(found) = found.filter(|found| found.get("schema").is_some()) {
            judge(format!("{of}: {}", param.wire), &found["schema"], &param.value, param.example());
        }
    }
    let body = follow(document, &described["requestBody"]);
    operation
        .bodies
        .iter()
        .for_each(|payload| texts(payload, document, &body["content"], &format!("{of}: body"), judge));
    for response in &operation.responses {
        let status = match response.status {
            Status::Code(code) => code.to_string(),
            Status::Class(class) => format!("{class}XX"),
            Status::Default => "default".to_owned(),
        };
        let found = follow(document, &described["responses"][&status]);
        for header in &response.headers {
            let found = follow(document, &found["headers"][&header.wire]);
            if found.get("schema").is_some() {
                let own = header.example();
                judge(format!("{of}: {status}: {}", header.wire), &found["schema"], &header.value, own);
            }
        }
        for payload in &response.payloads {
            texts(payload, document, &found["content"], &format!("{of}: {status}"), judge);
            let Content::Value(value) = &payload.content else { continue };
            let schema = &found["content"][&payload.media[0].text]["schema"];
            if schema.is_object() {
                judge(format!("{of}: {status}"), schema, value, payload.example());
            }
        }
    }
}

fn follow<'a>(document: &'a Json, mut item: &'a Json) -> &'a Json {
    for _ in 0..16 {
        match item.get("$ref").and_then(Json::as_str).and_then(|at| document.pointer(at.strip_prefix('#')?)) {
            Some(next) => item = next,
            None => break,
        }
    }
    item
}

#[allow(clippy::print_stdout, reason = "the figures are what the test over the corpus is run for")]
fn all_fit(documents: &[(PathBuf, PathBuf)], known: &BTreeSet<PathBuf>) -> usize {
    let failures = Mutex::new(Vec::new());
    let (checked, explained) = (Mutex::new(0), Mutex::new(0));
    documents.par_iter().for_each(|(path, folder)| {
        let Some(outcome) = outcome(path, folder) else { return };
        *checked.lock().expect("nobody panics") += outcome.checked;
        if EXPLAINED.iter().any(|code| outcome.warnings.contains(code)) {
            *explained.lock().expect("nobody panics") += outcome.missing.len() + outcome.invalid.len();
            return;
        }
        let mut wrong = outcome.invalid;
        wrong.extend(outcome.missing.into_iter().map(|what| format!("{what}: no example, and nobody says why")));
        if known.contains(path) {
            if wrong.is_empty() {
                wrong.push("known for a fault that it has no more".to_owned());
            } else {
                wrong.clear();
            }
        }
        if !wrong.is_empty() {
            let text = format!("{}:\n  {}", path.display(), wrong.join("\n  "));
            failures.lock().expect("nobody panics").push(text);
        }
    });
    let mut failures = failures.into_inner().expect("nobody panics");
    let checked = checked.into_inner().expect("nobody panics");
    let explained = explained.into_inner().expect("nobody panics");
    println!("examples: {checked} checked, {explained} not valid or missing for a reason that a warning tells");
    failures.sort();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    checked
}

fn documents_below(folder: &Path) -> Vec<(PathBuf, PathBuf)> {
    let files = common::files(folder).into_keys();
    let files =
        files.filter(|file| !file.contains("/expected/") && (file.ends_with(".yaml") || file.ends_with(".json")));
    files.map(|file| folder.join(file)).map(|path| (path.clone(), path.parent().unwrap_or(folder).to_owned())).collect()
}

#[test]
fn every_example_of_the_specs_and_cases_fits_its_schema() {
    let mut documents = documents_below(&common::root().join("specs"));
    documents.extend(documents_below(&common::root().join("tests/cases")));
    assert!(documents.len() > 20);
    assert!(all_fit(&documents, &BTreeSet::new()) > 500);
}

/// What becomes of these schemas, as they stand in a document.
fn outcome_of(schemas: &str) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("schemas.yaml");
    let head = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:";
    std::fs::write(&path, format!("{head}{schemas}\n")).expect("a document");
    outcome(&path, folder.path()).expect("a document that is understood")
}

/// Such an enum is not checked by servers, which is said; what is shown of it is one of its values nevertheless.
#[test]
fn enums_of_objects_and_lists_have_their_values_as_examples() {
    let outcome = outcome_of(
        r#"
    Ports: {type: object, additionalProperties: {type: object, enum: [{}]}}
    Pair: {type: array, items: {type: integer}, enum: [[2, 1], [1, 2]]}
    Inside: {type: object, properties: {a: {type: object, enum: [{b: 1}]}}}
    Either: {enum: [{b: 1}, [2], text, 3]}"#,
    );
    assert!(outcome.warnings.contains("unsupported-enum"));
    assert_eq!((outcome.checked, outcome.missing, outcome.invalid), (4, vec![], vec![]));
}

/// A list that has no item twice needs further texts, where the first branch of the pattern has one alone.
#[test]
fn patterns_with_a_single_text_in_front_have_others() {
    let outcome = outcome_of(
        r#"
    Numbers: {type: array, minItems: 5, uniqueItems: true, items: {type: string, pattern: '^(0|[1-9][0-9]*)$'}}
    Letters: {type: array, minItems: 3, uniqueItems: true, items: {type: string, pattern: '^(a|b|[cd])$'}}"#,
    );
    assert_eq!((outcome.checked, outcome.missing, outcome.invalid), (2, vec![], vec![]));
}

/// Of schemas that leave few values, those are found.
#[test]
fn what_leaves_few_values_has_examples() {
    let text =
        |limits: &[&str]| -> Vec<String> { limits.iter().map(|limits| format!("type: string, {limits}")).collect() };
    let mut schemas = text(&[
        "format: date, pattern: '^19'",
        "format: date, pattern: '-31$'",
        "format: date-time, pattern: '^1999-.*[.][0-9]{3}[+]02:00$'",
        "format: time, pattern: '^23:59'",
        "format: duration, pattern: '^PT'",
        "format: uuid, pattern: '^[0-9A-F-]+$'",
        "format: uuid, pattern: '7[0-9a-f]{3}$'",
        "format: email, pattern: '^[^@]+@acme[.]io$', minLength: 30",
        "format: email, maxLength: 5",
        "format: uri, pattern: '^https://[a-z]+[.]s3[.]amazonaws[.]com/'",
        "format: uri, pattern: '[.]png$'",
        "format: uri, pattern: '^urn:'",
        "format: uri, maxLength: 8",
        "format: hostname, pattern: '[.]local$'",
        "format: hostname, pattern: '^api[.]'",
        "format: hostname, minLength: 20, maxLength: 20",
        "format: ipv4, pattern: '^172[.](1[6-9]|2[0-9]|3[01])[.]'",
        "format: ipv4, maxLength: 7",
        "format: ipv6, minLength: 39",
        "pattern: '^[a-z]+$', minLength: 40",
        "pattern: '^[0-9]+([.][0-9]+)?$', minLength: 5, maxLength: 5",
        "pattern: '^(foo|barbaz)$', minLength: 5",
        "pattern: '^((a|b)c?)*$', minLength: 3, maxLength: 3",
        "allOf: [{pattern: '[A-Z]'}, {pattern: '[a-z]'}, {pattern: '[0-9]'}, {pattern: '[!@#]'}], minLength: 8, maxLength: 8",
        "allOf: [{pattern: '^[a-z_]'}, {pattern: '^[0-9A-Za-z_]+$'}, {pattern: 'Id$'}]",
    ]);
    let list =
        |least: usize, item: &str| format!("type: array, uniqueItems: true, minItems: {least}, items: {{{item}}}");
    schemas.extend([
        list(5, "type: object, required: [a], properties: {a: {type: boolean}, b: {type: string, enum: [x, y, z]}}"),
        list(6, "oneOf: [{type: boolean}, {type: string, enum: [x, y, z]}, {type: integer, minimum: 1, maximum: 1}]"),
        list(9, "type: object, required: [a, b], properties: {a: {type: string, enum: [x, y, z]}, b: {type: integer, minimum: 1, maximum: 3}}"),
        list(3, "type: array, uniqueItems: true, minItems: 2, maxItems: 2, items: {type: string, enum: [a, b, c]}"),
        list(20, "type: object, additionalProperties: {type: boolean}"),
        list(20, "type: string, pattern: '^(a|bb|ccc)+$'"),
        list(20, "type: string, format: email, maxLength: 8"),
        list(12, "type: string, format: ipv4, pattern: '[.]0[.]1$'"),
    ]);
    let one_of = |variants: [&str; 2]| format!("oneOf: [{{{}}}, {{{}}}]", variants[0], variants[1]);
    schemas.extend([
        one_of(["type: string, maxLength: 5", "type: string, minLength: 3"]),
        one_of(["type: integer", "type: number"]),
        one_of(["type: integer, maximum: 100", "type: integer, minimum: 0"]),
        one_of(["type: string, format: uri", "type: string, format: uri-reference"]),
        one_of(["type: array, items: {type: string}, minItems: 1", "type: array, items: {type: string}, maxItems: 3"]),
        one_of(["type: string, pattern: '^[0-9]+$'", "type: string, pattern: '^[0-9a-f]+$'"]),
    ]);
    let enums = ["pattern: '^x'", "minLength: 3", "enum: [xb, q]", "maxLength: 2, minLength: 2"];
    schemas.extend(enums.map(|more| format!("allOf: [{{$ref: '#/components/schemas/Listed'}}, {{{more}}}]")));
    let lines = schemas.iter().enumerate().map(|(index, schema)| format!("\n    S{index}: {{{schema}}}"));
    let listed = "\n    Listed: {type: string, enum: [a, b, abc, xa, xb]}";
    let outcome = outcome_of(&format!("{}{listed}", lines.collect::<String>()));
    assert_eq!((outcome.checked, outcome.missing, outcome.invalid), (schemas.len() + 1, vec![], vec![]));
}

#[test]
#[ignore = "needs the corpus: CRATEWRIGHT_CORPUS=DIR"]
fn every_example_of_the_corpus_fits_its_schema() {
    /// Larger documents take minutes, in bytes.
    const LARGEST: u64 = 600_000;
    let corpus = std::env::var_os("CRATEWRIGHT_CORPUS").expect("CRATEWRIGHT_CORPUS names the corpus");
    let corpus = Path::new(&corpus);
    let index = std::fs::read_to_string(corpus.join("index.tsv")).expect("index.tsv");
    let names = index.lines().skip(1).filter_map(|line| line.split('\t').next());
    let documents: Vec<_> = names
        .map(|name| (corpus.join(name), corpus.join(name.split('/').take(2).collect::<Vec<_>>().join("/"))))
        .filter(|(path, _)| path.metadata().is_ok_and(|data| data.len() <= LARGEST))
        .collect();
    let known = include_str!("corpus/examples.tsv").lines().skip(1).filter_map(|line| line.split('\t').next());
    let known: BTreeSet<PathBuf> = known.map(|name| corpus.join(name)).collect();
    assert!(all_fit(&documents, &known) > 10_000);
}
