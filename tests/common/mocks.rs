//! The list of `tests/cases_run/mocks`: the server of every case that has operations, so that none is forgotten.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use cratewright::settings::Settings;

/// Writes the list, the dependencies, and a table of names and documents (`documents.tsv`) into the package in `folder`.
pub(crate) fn write(folder: &Path, cases: &[(Settings, PathBuf)]) {
    let manifest = folder.join("Cargo.toml");
    let mut dependencies = fs::read_to_string(&manifest).expect("a manifest");
    let (mut list, mut documents) = (String::new(), String::new());
    for (settings, spec) in cases {
        let name = &settings.name;
        let (api, _) = cratewright::understand(spec, &settings.reading).api.expect("a case is understood");
        let mut operations = api.operations.iter().filter(|operation| operation.hook.is_none()).peekable();
        if operations.peek().is_none() || !folder.join("../..").join(name).join("server").is_dir() {
            continue;
        }
        // Where no operation asks for credentials, a mock knows none.
        let secured = operations.any(|operation| operation.security.iter().any(|all| !all.is_empty()));
        let secret = if secured { ".secret(secret)" } else { "" };
        let library = settings.library("server");
        // What is elsewhere than the rest can be served under whole paths only.
        let (base, make) = match api.operations.iter().any(|operation| api.own_base(operation).is_some()) {
            true => ("\"\"".to_owned(), "whole_router"),
            false => (format!("{library}::BASE_PATH"), "router"),
        };
        let routes = format!("{library}::mock::ROUTES");
        let router = format!("{library}::{make}(Arc::new({library}::mock::Mock::new(){secret}))");
        writeln!(list, "        Mock::new({name:?}, {base}, {routes}, {router}),").expect("text");
        writeln!(dependencies, "{name}-server = {{ path = \"../../{name}/server\", features = [\"mock\"] }}")
            .expect("text");
        writeln!(documents, "{name}\t{}", spec.display()).expect("text");
    }
    let mocks = format!(
        "/// Every case; only this secret gives access.\npub fn all(secret: &str) -> Vec<Mock> {{\n    vec![\n{list}    ]\n}}\n"
    );
    fs::write(folder.join("src/mocks.rs"), mocks).expect("a list");
    fs::write(folder.join("documents.tsv"), documents).expect("a table");
    fs::write(manifest, dependencies).expect("a manifest");
}
