//! Documents with something wrong: `tests/negative/CASE.yaml` or `.json`, and the whole rendered message beside it in
//! `CASE.stderr`. A case that is a folder has `root.yaml` in it, and may have a config that says how it is read. `CRATEWRIGHT_BLESS=1 cargo test --test negative`
//! writes the messages anew.

use std::fs;
use std::path::{Path, PathBuf};

use cratewright::config::{CONFIG, Config};
use cratewright::diagnostics::{Format, codes, render};
use cratewright::{lift, load, lower, names};

/// The documents, in the order of their names.
fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir("tests/negative")
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter_map(|path| match path.extension().and_then(|extension| extension.to_str()) {
            Some("yaml" | "json" | "txt") => Some(path),
            None if path.is_dir() => Some(path.join("root.yaml")),
            _ => None,
        })
        .collect();
    // It is compiled too.
    cases.push(PathBuf::from("tests/cases/operations/mistakes/spec.yaml"));
    cases.sort();
    cases
}

/// Where the expected message of a case is.
fn expected(case: &Path) -> PathBuf {
    match case.file_name().and_then(|name| name.to_str()) {
        Some("spec.yaml") => PathBuf::from("tests/negative/mistakes.stderr"),
        Some("root.yaml") => case.parent().unwrap_or(case).with_extension("stderr"),
        _ => case.with_extension("stderr"),
    }
}

/// Everything that is said about a document.
fn messages(case: &Path) -> String {
    let format = Format::Human { colours: false, most: 0 };
    let config = case.with_file_name(CONFIG);
    let options = match config.exists() {
        true => load::Options::of(&Config::read(&config).expect("a config").jobs[0].settings.reading),
        false => load::Options::default(),
    };
    match load::load(case, &options) {
        Err(error) => render(&error.diagnostics, &error.sources, format),
        Ok(sources) => {
            let (lifted, mut diagnostics) = lift::lift(&sources);
            diagnostics.extend(sources.diagnostics.iter().cloned());
            if let Some(lifted) = lifted {
                let (api, found) = lower::lower(&lifted, &|pointer| lifted.origins.resolve(pointer));
                diagnostics.extend(found);
                diagnostics.extend(names::assign(&api).diagnostics);
            }
            render(&diagnostics, &sources, format)
        }
    }
}

/// Codes that no small document shows, with what they need.
const ELSEWHERE: [(&str, &str); 10] = [
    ("broken-lock", "tests/remote.rs"),
    ("file-not-readable", "a file system that refuses"),
    ("file-too-large", "hundreds of megabytes"),
    ("many-variants", "tests/hostile.rs"),
    ("overlay-too-large", "src/overlay"),
    ("remote-changed", "tests/remote.rs"),
    ("remote-failed", "tests/remote.rs"),
    ("too-many-files", "tests/remote.rs"),
    ("too-many-refs", "ten thousand references"),
    ("unreadable-document", "a part that no repair knows: none is known"),
];

/// A code that is new comes with a case that shows it.
#[test]
fn every_code_is_shown() {
    let shown: String = cases().iter().map(|case| fs::read_to_string(expected(case)).unwrap_or_default()).collect();
    let is_shown = |code: &str| shown.contains(&format!("[{code}]"));
    let is_elsewhere = |code: &str| ELSEWHERE.iter().any(|(known, _)| *known == code);
    for code in codes::CODES.iter().map(|entry| entry.code) {
        assert!(is_shown(code) != is_elsewhere(code), "{code} is in no case, or needs no exception");
    }
}

#[test]
fn every_case_says_what_it_should() {
    let bless = std::env::var_os("CRATEWRIGHT_BLESS").is_some();
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 25, "only {} cases", cases.len());
    for case in cases {
        let said = messages(&case);
        assert!(!said.is_empty(), "{} is accepted", case.display());
        let headings = said.lines().filter(|line| line.starts_with("error[") || line.starts_with("warning["));
        for code in headings.filter_map(|line| line.split_once('[')?.1.strip_suffix(']')) {
            assert!(codes::find(code).is_some(), "{code} is not explained");
        }
        let file = expected(&case);
        if bless {
            fs::write(&file, &said).expect("write the message");
        } else if fs::read_to_string(&file).unwrap_or_default() != said {
            wrong.push(format!("{}:\n{said}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "changed messages (CRATEWRIGHT_BLESS=1 writes them):\n{}", wrong.join("\n"));
}

/// The outcome of a text that no file in the repository should hold.
fn codes_of(path: &str, text: String) -> Vec<&'static str> {
    match load::Sources::from_text(path, text) {
        Err(error) => error.diagnostics.iter().map(|diagnostic| diagnostic.code).collect(),
        Ok(sources) => lift::lift(&sources).1.iter().map(|diagnostic| diagnostic.code).collect(),
    }
}

#[test]
fn depth_is_bounded_in_every_notation() {
    for depth in [1_000, 10_000, 200_000] {
        let lists = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(codes_of("a.json", lists.clone()), ["too-deep"], "JSON lists {depth}");
        assert_eq!(codes_of("a.yaml", format!("a: {lists}")), ["too-deep"], "YAML flow lists under a key {depth}");
        assert_eq!(codes_of("a.yaml", lists), ["too-deep"], "YAML flow lists {depth}");
        let maps = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        assert_eq!(codes_of("a.json", maps), ["too-deep"], "JSON maps {depth}");
        assert_eq!(codes_of("a.yaml", format!("a:\n{}1", "- ".repeat(depth))), ["too-deep"], "YAML dashes {depth}");
        assert_eq!(codes_of("a.yaml", "[".repeat(depth)).len(), 1, "never closed {depth}");
    }
    let block: String = (0..10_000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    assert_eq!(codes_of("a.yaml", block), ["too-deep"], "YAML block maps");
}

#[test]
fn the_deepest_document_that_is_let_in_is_lifted() {
    let depth = 58;
    let open = "{\"type\":\"object\",\"properties\":{\"a\":".repeat(depth);
    let schema = format!("{open}{{\"type\":\"string\"}}{}", "}}".repeat(depth));
    let text = format!(
        "{{\"openapi\":\"3.0.3\",\"info\":{{\"title\":\"t\",\"version\":\"1\"}},\"paths\":{{}},\
         \"components\":{{\"schemas\":{{\"A\":{schema}}}}}}}"
    );
    assert_eq!(codes_of("a.json", text), Vec::<&str>::new());
}

#[test]
fn what_a_file_is_called_does_not_matter() {
    let yaml = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n";
    let json = "{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"t\",\"version\":\"1\"},\"paths\":{}}";
    for text in [yaml, json] {
        for name in ["a.yaml", "a.json", "a.txt", "a"] {
            for marked in [text.to_owned(), format!("\u{feff}{text}"), text.replace('\n', "\r\n")] {
                assert_eq!(codes_of(name, marked.clone()), Vec::<&str>::new(), "{name}: {marked:?}");
            }
        }
    }
}

#[test]
fn aliases_do_not_multiply_a_document() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let previous = format!("*a{}", level - 1);
        text.push_str(&format!("a{level}: &a{level} [{}]\n", [previous.as_str(); 10].join(", ")));
    }
    assert_eq!(codes_of("a.yaml", text), ["alias-bomb"]);
    // Few events, each long.
    let long = "y".repeat(100_000);
    let text = format!("a: &a {long}\nb: [{}]\n", vec!["*a"; 10_000].join(", "));
    assert_eq!(codes_of("a.yaml", text), ["alias-bomb"]);
}

#[test]
fn ten_thousand_references_in_a_row_are_followed() {
    let mut text = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n".to_owned();
    for index in 0..10_000 {
        text.push_str(&format!("    S{index}: {{$ref: '#/components/schemas/S{}'}}\n", index + 1));
    }
    text.push_str("    S10000: {type: string}\n");
    assert_eq!(codes_of("a.yaml", text), Vec::<&str>::new());
}
