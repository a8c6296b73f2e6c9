//! One API, written in several dialects, gives the same crates byte for byte: `tests/twins/common` is what every dialect
//! can say, `tests/twins/more` what 3.0 and later can. Each document says it in the way of its dialect.

mod common;

use std::fs;
use std::path::Path;

use cratewright::settings::Settings;
use cratewright::{Generator, Mode};

fn check(set: &str) {
    let folder = common::root().join("tests/twins").join(set);
    let mut dialects: Vec<_> =
        fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("one").path()).collect();
    dialects.sort();
    assert!(dialects.len() >= 3, "{set}: {dialects:?}");
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("twins").join(set);
    let _ = fs::remove_dir_all(&scratch);
    let mut first = None;
    for dialect in dialects {
        let name = dialect.file_name().expect("a name").to_string_lossy().into_owned();
        let output = scratch.join(&name);
        let generator = Generator::new().api(dialect.join("api.yaml"), &output, Settings::new("twin"));
        let report = generator.run(Mode::Write).unwrap_or_else(|error| panic!("{set} {name}: {error:?}"));
        let said: Vec<_> = report.apis.iter().flat_map(|api| &api.diagnostics).collect();
        assert!(said.is_empty(), "{set} {name}: {said:#?}");
        let files = common::files(&output);
        let (first_name, expected) = first.get_or_insert_with(|| (name.clone(), files.clone()));
        assert_eq!(
            files.keys().collect::<Vec<_>>(),
            expected.keys().collect::<Vec<_>>(),
            "{set}: {first_name} and {name}"
        );
        let differs: Vec<_> = files.keys().filter(|path| files[*path] != expected[*path]).collect();
        assert!(differs.is_empty(), "{set}: {first_name} and {name} in {}: {differs:#?}", scratch.display());
    }
}

#[test]
fn what_every_dialect_can_say() {
    check("common");
}

#[test]
fn what_all_but_swagger_can_say() {
    check("more");
}
