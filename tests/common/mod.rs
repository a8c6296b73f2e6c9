//! What the tests that run programs share: where the build puts things, and cargo in a folder.
//!
//! Not every test needs every function.
#![allow(dead_code, reason = "each test binary uses its own part of this module")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where everything that is made of generated crates is built: one folder, so that dependencies are built once.
pub(crate) fn generated_target() -> PathBuf {
    // CARGO_TARGET_TMPDIR is `tmp` in the target folder of this very build.
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap_or(Path::new("target")).join("generated")
}

/// The program.
pub(crate) fn cratewright(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cratewright"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("cratewright starts")
}

/// Cargo in a folder, building into [`generated_target`]. Panics with what it printed when it fails.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", generated_target())
        .env("CARGO_INCREMENTAL", "0")
        // Nobody debugs them here.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_TERM_COLOR", "never")
        .output()
        .expect("cargo starts");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "cargo {} failed in {}:\n{text}", arguments.join(" "), folder.display());
    text
}

/// Every file below a folder, by path with `/`; without the note that a run leaves for the next one.
pub(crate) fn files(folder: &Path) -> std::collections::BTreeMap<String, String> {
    fn walk(root: &Path, folder: &Path, found: &mut std::collections::BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                if !path.ends_with(cratewright::write::FOLDER) {
                    walk(root, &path, found);
                }
            } else if let Ok(below) = path.strip_prefix(root) {
                let text = std::fs::read(&path).expect("a readable file");
                let name = below.to_string_lossy().replace('\\', "/");
                found.insert(name, String::from_utf8_lossy(&text).into_owned());
            }
        }
    }
    let mut found = std::collections::BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}
