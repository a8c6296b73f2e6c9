//! `generated/` is the golden: it is what `specs/` gives, and its own tests pass.

mod common;

use cratewright::config::Config;
use cratewright::{Generator, Mode};

#[test]
fn generated_is_what_the_specs_give() {
    let config = Config::read(&common::root().join("cratewright.toml")).expect("a config");
    let report = Generator::from_config(config).run(Mode::Check).expect("documents without errors");
    assert_eq!(report.apis.len(), 6);
    let stale: String = report.plans.iter().map(|plan| plan.diff(20)).collect();
    let conflicts: Vec<_> = report.plans.iter().flat_map(|plan| &plan.conflicts).collect();
    assert!(report.is_clean(), "run `cargo run --release -- generate`; {conflicts:?}\n{stale}");
    for api in &report.apis {
        assert!(api.diagnostics.is_empty(), "{}: {:?}", api.name, api.diagnostics);
    }
}

/// Unit tests, doctests (the examples of the docs), the wire tests over real sockets, the servers' examples.
#[test]
fn the_generated_workspace_passes_its_tests() {
    let text = common::cargo(&common::root().join("generated"), &["test", "--workspace", "--quiet"]);
    let passed: usize = text
        .lines()
        .filter_map(|line| line.strip_prefix("test result: ok. ")?.split(' ').next()?.parse::<usize>().ok())
        .sum();
    assert!(passed > 50, "only {passed} tests ran:\n{text}");
}
