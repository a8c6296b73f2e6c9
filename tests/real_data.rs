//! The examples of the corpus's documents through the types that are made from them: what is valid is read, and written
//! again as it was, but for what the schema lets a reader ignore.
//!
//! `CRATEWRIGHT_CORPUS=DIR cargo test --test real_data -- --ignored --nocapture` generates and builds the types of every
//! document of `tests/corpus/real_data.tsv`, and a program for each that reads and writes. `CRATEWRIGHT_ONLY=docker,xero`
//! takes those whose path has one of the words. More mismatches than the table has fail the test, fewer ask for it to be
//! written anew, which `CRATEWRIGHT_BLESS=1` does. The judge of what is valid is the `jsonschema` crate.

mod common;
#[path = "common/given.rs"]
mod given;
#[path = "common/judge.rs"]
mod judge;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cratewright::settings::{Emit, Reading, Settings};
use cratewright::{Generator, Mode, understand};
use given::{Given, Lost};
use judge::Schemas;
use rayon::prelude::*;

const TABLE: &str = "tests/corpus/real_data.tsv";
const COLUMNS: &str = "document\texamples\tinvalid\tsaid to be so\tvalid\tback as they were";

/// The program of a document: reads lines of a type's number and a value, and writes what became of each.
const PROGRAM: &str = r#"
use types::support::{Decode, Mode, View, from_json, to_json};

fn again<T: Decode + View>(text: &str) -> Result<String, String> {
    let value: T = from_json(text.as_bytes(), Mode::Lenient).map_err(|error| error.to_string())?;
    String::from_utf8(to_json(&value)).map_err(|error| error.to_string())
}

fn main() {
    let path = std::env::args().nth(1).expect("a file");
    for line in std::fs::read_to_string(path).expect("a text").lines() {
        let (number, text) = line.split_once('\t').expect("a type and a value");
        let done = TYPES[number.parse::<usize>().expect("a number")](text);
        match done {
            Ok(text) => println!("ok\t{text}"),
            Err(error) => println!("error\t{}", error.replace('\n', " ")),
        }
    }
}
"#;

/// A document and where its crates go.
struct Document {
    path: String,
    name: String,
    given: Vec<Given>,
    /// Whether the validator takes the example for a value of its schema.
    valid: Vec<bool>,
    /// How many examples a warning is about.
    told: usize,
    schemas: Schemas,
}

fn prepare(corpus: &Path, path: &str, workspace: &Path) -> Document {
    let folder = corpus.join(path.split('/').take(2).collect::<Vec<_>>().join("/"));
    let name: String =
        path.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let emit = Emit { types: true, client: false, server: false, docs: false, webhooks: false };
    let reading = Reading { roots: vec![folder], ..Reading::default() };
    let settings = Settings { emit, reading, ..Settings::new(name.clone()) };
    let output = workspace.join(&name);
    Generator::new().api(corpus.join(path), &output, settings.clone()).run(Mode::Write).expect("types");
    let _ = fs::remove_file(output.join("Cargo.toml"));
    let understood = understand(&corpus.join(path), &settings.reading);
    let told = understood.diagnostics.iter().filter(|diagnostic| diagnostic.code == "misfit-example").count();
    let document = serde_json::to_value(&understood.lifted.as_ref().expect("lifted").document).expect("JSON");
    let given = given::examples(&understood, &document, &settings);
    let schemas = Schemas::new(&document, true);
    let valid =
        given.par_iter().map(|one| schemas.judge(&one.schema, &one.value).is_some_and(|wrong| wrong.is_empty()));
    let valid = valid.collect();
    write_program(&workspace.join(&name).join("program"), &name, &given);
    Document { path: path.to_owned(), name, given, valid, told, schemas }
}

/// The types that examples are of, each once.
fn types(given: &[Given]) -> Vec<&str> {
    let mut all: Vec<&str> = given.iter().map(|one| one.ty.as_str()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn write_program(folder: &Path, name: &str, given: &[Given]) {
    fs::create_dir_all(folder.join("src")).expect("a folder");
    let manifest = format!(
        "[package]\nname = \"{name}-program\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         types = {{ package = \"{name}-types\", path = \"../types\" }}\nserde_json = \"1\"\nbytes = \"1\"\n"
    );
    let mut program = String::from(
        "#![allow(unused_imports)]\nuse std::collections::BTreeMap;\nuse types::support as codec;\nuse bytes::Bytes;\n",
    );
    program.push_str(PROGRAM);
    program.push_str("\nstatic TYPES: &[fn(&str) -> Result<String, String>] = &[\n");
    for ty in types(given) {
        writeln!(program, "    again::<{ty}>,").expect("text");
    }
    program.push_str("];\n");
    keep(&folder.join("Cargo.toml"), &manifest);
    keep(&folder.join("src/main.rs"), &program);
}

/// Writes a file unless it is as it should be, so that nothing is built again for nothing.
fn keep(path: &Path, text: &str) {
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::write(path, text).expect("a file");
    }
}

/// What became of each example.
fn run(document: &Document, workspace: &Path) -> Vec<Result<serde_json::Value, String>> {
    let types = types(&document.given);
    let mut lines = String::new();
    for one in &document.given {
        let number = types.binary_search(&one.ty.as_str()).expect("a type of the list");
        writeln!(lines, "{number}\t{}", one.value).expect("text");
    }
    let data = workspace.join(format!("{}.data", document.name));
    fs::write(&data, lines).expect("data");
    let program = common::generated_target().join("debug").join(format!("{}-program", document.name));
    let output = Command::new(program).arg(&data).output().expect("the program starts");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{}: {}", document.path, String::from_utf8_lossy(&output.stderr));
    let done: Vec<_> = text
        .lines()
        .map(|line| match line.split_once('\t').expect("two cells") {
            ("ok", text) => serde_json::from_str(text).map_err(|error| format!("{text} is no JSON: {error}")),
            (_, error) => Err(error.to_owned()),
        })
        .collect();
    assert_eq!(done.len(), document.given.len(), "{}", document.path);
    done
}

#[test]
#[ignore = "needs the corpus and minutes: CRATEWRIGHT_CORPUS=DIR"]
#[allow(clippy::print_stdout, reason = "what is wrong and the counts are what this test is run for")]
fn valid_examples_of_the_corpus_come_back() {
    let corpus = PathBuf::from(std::env::var_os("CRATEWRIGHT_CORPUS").expect("CRATEWRIGHT_CORPUS names the corpus"));
    let table = common::root().join(TABLE);
    let known = fs::read_to_string(&table).expect("the table");
    let mut rows: BTreeMap<String, String> = known
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t').map(|(path, cells)| (path.to_owned(), cells.to_owned())))
        .collect();
    let only = std::env::var("CRATEWRIGHT_ONLY").unwrap_or_default();
    let is_wanted = |path: &String| only.split(',').any(|word| path.contains(word));
    let workspace = common::generated_target().with_file_name("real_data");
    fs::create_dir_all(&workspace).expect("a folder");
    let paths: Vec<String> = rows.keys().filter(|path| is_wanted(path)).cloned().collect();
    assert!(!paths.is_empty(), "no document has {only} in its path");
    let documents: Vec<Document> = paths.iter().map(|path| prepare(&corpus, path, &workspace)).collect();
    let members: Vec<String> =
        documents.iter().map(|one| format!("    \"{0}/types\",\n    \"{0}/program\",\n", one.name)).collect();
    keep(
        &workspace.join("Cargo.toml"),
        &format!("[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n", members.concat()),
    );
    common::cargo(&workspace, &["build", "--quiet", "--workspace", "--bins"]);
    let mut fresh = String::new();
    for document in &documents {
        let done = run(document, &workspace);
        let (mut valid, mut back) = (0, 0);
        for ((one, done), _) in document.given.iter().zip(done).zip(&document.valid).filter(|(_, valid)| **valid) {
            valid += 1;
            let lost = match done {
                Ok(written) => given::lost(&document.schemas, &one.schema, &one.value, &written),
                Err(error) => vec![Lost::new("", error)],
            };
            if lost.is_empty() {
                back += 1;
            } else {
                println!("{}: {} ({}): {}", document.path, one.place, one.ty, one.value);
                lost.iter().for_each(|lost| println!("    {lost}"));
            }
        }
        let all = document.given.len();
        let cells = format!("{all}\t{}\t{}\t{valid}\t{back}", all - valid, document.told);
        println!("{}: {all} examples, {valid} valid, {back} back as they were", document.path);
        let before = rows.insert(document.path.clone(), cells.clone()).unwrap_or_default();
        if before != cells {
            writeln!(fresh, "{}\t{cells}, where the table has {before}", document.path).expect("text");
        }
    }
    if std::env::var_os("CRATEWRIGHT_BLESS").is_some() {
        let rows: String = rows.iter().map(|(path, cells)| format!("{path}\t{cells}\n")).collect();
        fs::write(&table, format!("{COLUMNS}\n{rows}")).expect("a table");
    } else {
        assert!(fresh.is_empty(), "write the table anew with CRATEWRIGHT_BLESS=1 and look at the difference:\n{fresh}");
    }
}
