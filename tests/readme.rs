//! What `README.md` says is supported is shown by files that exist, and every case is told of.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Links to files of the repository, and the rows of tables with how many such links each has.
fn links_and_rows(text: &str) -> (BTreeSet<String>, Vec<(String, usize)>) {
    let (mut links, mut rows) = (BTreeSet::new(), Vec::new());
    let mut row: Option<(String, usize)> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::TableRow) => row = Some(Default::default()),
            Event::End(TagEnd::TableRow) => rows.extend(row.take()),
            Event::Start(Tag::Link { dest_url, .. }) if !dest_url.contains("://") => {
                links.insert(dest_url.to_string());
                row.as_mut().into_iter().for_each(|(_, count)| *count += 1);
            }
            Event::Text(text) | Event::Code(text) => {
                row.as_mut().into_iter().for_each(|(words, _)| words.push_str(&text));
            }
            _ => {}
        }
    }
    (links, rows)
}

#[test]
fn every_row_of_what_is_supported_is_shown_by_files_that_exist() {
    let text = read("README.md");
    let (links, _) = links_and_rows(&text);
    for link in &links {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(link).is_file(), "README.md links {link}");
    }
    let (_, supported) = text.split_once("## What is supported").expect("the section");
    let (supported, _) = supported.split_once("\n## ").expect("a next section");
    let (_, rows) = links_and_rows(supported);
    assert!(rows.len() > 30, "the tables are missing");
    let bare: Vec<&str> = rows.iter().filter(|(_, links)| *links == 0).map(|(words, _)| words.as_str()).collect();
    assert!(bare.is_empty(), "rows that nothing shows: {bare:#?}");
}

#[test]
fn every_case_is_told_of_and_every_test_of_one_is_run() {
    let told = read("tests/cases/README.md");
    let programs = read("tests/cases_run/tests/run/main.rs");
    let folders = |path: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let entries = fs::read_dir(path).expect("a folder").flatten().map(|entry| entry.path());
        entries.filter_map(|path| Some((path.is_dir(), path.file_stem()?.to_str()?.to_owned()))).collect::<Vec<_>>()
    };
    let mut cases = BTreeSet::new();
    for (_, topic) in folders("tests/cases").into_iter().filter(|(is_folder, _)| *is_folder) {
        for (_, case) in folders(&format!("tests/cases/{topic}")) {
            assert!(
                told.contains(&format!("| `{topic}/{case}` |")),
                "tests/cases/README.md has no row for {topic}/{case}"
            );
            cases.insert(format!("{topic}_{case}").replace('-', "_"));
        }
    }
    for (_, module) in folders("tests/cases_run/tests/run").into_iter().filter(|(_, name)| name != "main") {
        assert!(programs.contains(&format!("mod {module};\n")), "{module} is not run");
        assert!(cases.contains(&module), "{module} is named like no case");
    }
}
