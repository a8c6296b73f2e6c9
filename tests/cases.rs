//! Golden cases: `tests/cases/<topic>/<case>/spec.yaml` and what it gives in `expected/`; all of it compiles, and
//! `tests/cases_run` runs it.
//!
//! `CRATEWRIGHT_BLESS=1 cargo test --test cases` writes `expected/` anew.

mod common;
#[path = "common/values.rs"]
mod values;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cratewright::{Generator, Mode, settings::Settings};

/// Every case: its name, `topic-case`, and its folder.
fn cases() -> Vec<(String, PathBuf)> {
    let root = common::root().join("tests/cases");
    let mut found = Vec::new();
    for topic in folders(&root) {
        for case in folders(&root.join(&topic)) {
            found.push((format!("{topic}-{case}"), root.join(&topic).join(&case)));
        }
    }
    assert!(found.len() >= 10, "the cases are missing");
    found
}

fn folders(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<_> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// What a case pins: everything but the support files, which are copies, and the list of what was written.
fn pinned(folder: &Path) -> BTreeMap<String, String> {
    let mut files = common::files(folder);
    files.retain(|path, _| !path.contains("/src/support/") && !path.ends_with(".cratewright.json"));
    files
}

/// One test, because the second half needs what the first half made.
#[test]
fn cases_give_what_is_expected_and_it_compiles() {
    let bless = std::env::var_os("CRATEWRIGHT_BLESS").is_some();
    let workspace = common::generated_target().with_file_name("cases");
    let _ = fs::remove_dir_all(&workspace);
    let mut members = String::new();
    let mut wrong = Vec::new();
    for (name, case) in cases() {
        let output = workspace.join(&name);
        let generator = Generator::new().api(case.join("spec.yaml"), &output, Settings::new(&*name));
        if let Err(error) = generator.run(Mode::Write) {
            wrong.push(format!("{name}: {error}"));
            continue;
        }
        // All cases are compiled together, so none is a workspace of its own.
        fs::remove_file(output.join("Cargo.toml")).expect("the case's workspace");
        let parts = ["types", "client", "server", "webhooks/client", "webhooks/server"];
        let parts = parts.iter().filter(|part| output.join(part).is_dir());
        members.extend(parts.map(|part| format!("    \"{name}/{part}\",\n")));
        let given = pinned(&output);
        let expected = case.join("expected");
        if bless {
            let _ = fs::remove_dir_all(&expected);
            for (path, text) in &given {
                let path = expected.join(path);
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::write(path, text).expect("a written file");
            }
        }
        let old = pinned(&expected);
        let paths: std::collections::BTreeSet<_> = given.keys().chain(old.keys()).collect();
        for path in paths {
            if given.get(path) != old.get(path) {
                wrong.push(format!("{name}: {path} differs"));
            }
        }
    }
    assert!(wrong.is_empty(), "look at it, then CRATEWRIGHT_BLESS=1 cargo test --test cases\n{}", wrong.join("\n"));
    // What the crates do is tested beside them.
    copy(&common::root().join("tests/cases_run"), &workspace.join("run"));
    copy(&common::root().join("tests/wire/src"), &workspace.join("run/wire/src"));
    members.push_str("    \"run\",\n");
    values::write(&workspace.join("run/values"), &cases());
    members.push_str("    \"run/values\",\n");
    // `memory.rs` sends hundreds of megabytes through this one.
    let profile = "[profile.dev.package.operations-streams-types]\nopt-level = 2\n";
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n\n{profile}");
    fs::write(workspace.join("Cargo.toml"), manifest).expect("a workspace");
    // The versions of the generated workspace, so that no dependency is built twice.
    fs::copy(common::root().join("generated/Cargo.lock"), workspace.join("Cargo.lock")).expect("a lock file");
    common::cargo(&workspace, &["clippy", "--workspace", "--quiet", "--", "-D", "warnings"]);
    common::cargo(&workspace, &["test", "--package", "cases-run", "--package", "cases-values", "--quiet"]);
}

fn copy(from: &Path, to: &Path) {
    for (path, text) in common::files(from) {
        let path = to.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a written file");
    }
}
