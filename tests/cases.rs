//! Golden cases: `tests/cases/<topic>/<case>/spec.yaml` and what it gives in `expected/`; all of it compiles, and
//! `tests/cases_run` runs it.
//!
//! A case with a `cratewright.toml` is made once for each `[[api]]` in it, into `expected/<name>/`.
//!
//! `CRATEWRIGHT_BLESS=1 cargo test --test cases` writes `expected/` anew, and compiles nothing: look at it, then test it.

mod common;
#[path = "common/mocks.rs"]
mod mocks;
#[path = "common/values.rs"]
mod values;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cratewright::config::{CONFIG, Config};
use cratewright::formats::choices::Choices;
use cratewright::{Generator, Mode, settings::Settings};

/// What is made of a case's document.
struct Case {
    /// What comes out, in the case's folder.
    expected: PathBuf,
    spec: PathBuf,
    /// The name is `topic-case`, and that of the case's config behind it.
    settings: Settings,
}

/// Every case.
fn cases() -> Vec<Case> {
    let root = common::root().join("tests/cases");
    let mut found = Vec::new();
    for topic in folders(&root) {
        for case in folders(&root.join(&topic)) {
            let folder = root.join(&topic).join(&case);
            let (name, expected) = (format!("{topic}-{case}"), folder.join("expected"));
            let config = folder.join(CONFIG);
            if !config.exists() {
                found.push(Case { expected, spec: folder.join("spec.yaml"), settings: Settings::new(name) });
                continue;
            }
            for mut job in Config::read(&config).expect("a config").jobs {
                let expected = expected.join(&job.settings.name);
                job.settings.name = format!("{name}-{}", job.settings.name);
                found.push(Case { expected, spec: job.spec, settings: job.settings });
            }
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
    // Made aside, and only what has changed is copied, so that cargo builds nothing again that is as it was.
    let mut workspace = common::generated_target().with_file_name("cases.new");
    let _ = fs::remove_dir_all(&workspace);
    let mut members = String::new();
    let mut wrong = Vec::new();
    for Case { expected, spec, settings } in cases() {
        let name = settings.name.clone();
        let output = workspace.join(&name);
        let generator = Generator::new().api(spec, &output, settings);
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
    if bless {
        return;
    }
    // What the crates do is tested beside them.
    copy(&common::root().join("tests/cases_run"), &workspace.join("run"));
    copy(&common::root().join("tests/wire/src"), &workspace.join("run/wire/src"));
    members.push_str("    \"run\",\n");
    // Values of libraries have spellings of their own, so that they do not come back as they were made.
    // What a document full of mistakes says of values nobody can judge.
    let judged = |case: &Case| case.settings.types == Choices::default() && !case.spec.ends_with("mistakes/spec.yaml");
    let plain = cases().into_iter().filter(judged);
    let plain: Vec<_> = plain.map(|case| (case.settings, case.spec)).collect();
    values::write(&workspace.join("run/values"), &plain);
    members.push_str("    \"run/values\",\n");
    // What foreign testers are held against (`tests/judges`).
    let all: Vec<_> = cases().into_iter().map(|case| (case.settings, case.spec)).collect();
    mocks::write(&workspace.join("run/mocks"), &all);
    members.push_str("    \"run/mocks\",\n");
    // `memory.rs` sends hundreds of megabytes through this one.
    let profile = "[profile.dev.package.operations-streams-types]\nopt-level = 2\n";
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n\n{profile}");
    fs::write(workspace.join("Cargo.toml"), manifest).expect("a workspace");
    // The versions of the generated workspace, so that no dependency is built twice.
    fs::copy(common::root().join("generated/Cargo.lock"), workspace.join("Cargo.lock")).expect("a lock file");
    let made = std::mem::replace(&mut workspace, common::generated_target().with_file_name("cases"));
    for stale in common::files(&workspace).keys().filter(|path| !made.join(path).exists()) {
        fs::remove_file(workspace.join(stale)).expect("a removed file");
    }
    copy(&made, &workspace);
    common::cargo(&workspace, &["clippy", "--workspace", "--quiet", "--", "-D", "warnings"]);
    // What is compiled of a part lacks nothing, and has nothing to spare.
    for feature in ["pets", "orders", "rustls-api", "default-api"] {
        let part = ["--package", "operations-features-tags-client", "--no-default-features", "--features", feature];
        let arguments: Vec<&str> =
            ["clippy", "--quiet"].into_iter().chain(part).chain(["--", "-D", "warnings"]).collect();
        common::cargo(&workspace, &arguments);
    }
    let packages = ["--package", "cases-run", "--package", "cases-values", "--package", "cases-mocks"];
    let arguments: Vec<&str> = ["test", "--quiet"].into_iter().chain(packages).collect();
    common::cargo(&workspace, &arguments);
    // Examples with the types of each library.
    let documented = ["types-typed-chrono-client", "types-typed-time-client", "types-typed-jiff-client"];
    let packages = documented.iter().flat_map(|name| ["--package", name]);
    let arguments: Vec<&str> = ["test", "--doc", "--quiet"].into_iter().chain(packages).collect();
    common::cargo(&workspace, &arguments);
}

/// Copies the files that are not there or differ.
fn copy(from: &Path, to: &Path) {
    for (path, text) in common::files(from) {
        let path = to.join(path);
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a written file");
    }
}
