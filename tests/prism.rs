//! Prism, a mock server that nobody here wrote, as the server of generated clients: every operation is called, for every
//! documented status, and Prism must find nothing in what is sent while the client understands what it answers.
//!
//! Needs Node, npm's registry and time, so that a plain `cargo test` leaves it out; see `tests/judges/README.md`.

#[path = "judges/prism/calls.rs"]
mod calls;
mod common;
#[path = "judges/prism/exclusions.rs"]
mod exclusions;
#[path = "judges/prism/judge.rs"]
mod judge;
#[path = "judges/prism/values.rs"]
mod values;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use cratewright::config::{CONFIG, Config};
use cratewright::load::Sources;
use cratewright::settings::{Emit, Settings};
use cratewright::{Generator, Mode};

use calls::Target;
use exclusions::Exclusions;
use judge::{Finding, Judged, Verdict};

/// A client to be judged: what it is made of, and the document that Prism serves.
struct Subject {
    spec: PathBuf,
    settings: Settings,
    document: PathBuf,
}

/// The services' own documents, where the seeds are: what their clients have to get along with.
const SERVICES: &[(&str, &str)] = &[
    ("simcore-storage", "seeds/000-osparc-storage/openapi.yaml"),
    ("sftpgo-metadata", "seeds/001-sftpgo/openapi.yaml"),
    ("cbrain-userfiles", "seeds/003-cbrain/swagger.json"),
    ("tracking", "seeds/004-mykrobe-tracking/swagger.yaml"),
];

/// The documents of the corpus that are judged whole.
const CORPUS: &[(&str, &str)] = &[
    ("box", "big/box/openapi.json"),
    ("cbrain", "seeds/003-cbrain/swagger.json"),
    ("discord", "big/discord/openapi.json"),
    ("docker", "big/docker-engine/swagger.yaml"),
    ("netbox", "big/netbox/openapi.yaml"),
    ("sftpgo", "seeds/001-sftpgo/openapi.yaml"),
    ("spotify", "big/spotify/fixed-spotify-open-api.yml"),
];

/// Names of documents, with commas between them: those to be judged, where that is not all.
const ONLY: &str = "CRATEWRIGHT_PRISM_ONLY";

fn corpus() -> Option<PathBuf> {
    std::env::var_os("CRATEWRIGHT_CORPUS").map(PathBuf::from)
}

/// `specs/`, as `cratewright.toml` has them.
fn specs() -> Vec<Subject> {
    let jobs = Config::read(&common::root().join(CONFIG)).expect("a config").jobs;
    let subjects = jobs.into_iter().map(|job| {
        let service = SERVICES.iter().find(|(name, _)| *name == job.settings.name);
        let own = service.and_then(|(_, path)| Some(corpus()?.join(path)));
        Subject { document: own.unwrap_or_else(|| job.spec.clone()), spec: job.spec, settings: job.settings }
    });
    subjects.collect()
}

/// Every case that has operations.
fn cases() -> Vec<Subject> {
    let mut subjects = Vec::new();
    for topic in folders(&common::root().join("tests/cases")) {
        for case in folders(&topic) {
            let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
            let name = format!("{}-{}", name(&topic), name(&case));
            let config = case.join(CONFIG);
            let jobs = if config.exists() { Config::read(&config).expect("a config").jobs } else { Vec::new() };
            let mut found: Vec<(PathBuf, Settings)> = jobs.into_iter().map(|job| (job.spec, job.settings)).collect();
            for (_, settings) in &mut found {
                settings.name = format!("{name}-{}", settings.name);
            }
            if found.is_empty() {
                found.push((case.join("spec.yaml"), Settings::new(name)));
            }
            let subject = |(spec, settings): (PathBuf, Settings)| Subject { document: spec.clone(), spec, settings };
            subjects.extend(found.into_iter().map(subject));
        }
    }
    subjects
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<_> = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

/// Where everything of this judge is built.
fn work() -> PathBuf {
    common::generated_target().with_file_name("judges").join("prism")
}

/// Generates the clients, builds the program that calls them, and has it judged.
fn run(name: &str, subjects: Vec<Subject>) -> Vec<Verdict> {
    let folder = work().join(name);
    let made = work().join(format!("{name}.new"));
    let _ = fs::remove_dir_all(&made);
    let (mut members, mut dependencies, mut modules, mut arms) = <(String, String, String, String)>::default();
    let mut judged = Vec::new();
    let allowed =
        "#[allow(deprecated, unused_imports, unused_macros, reason = \"everything is called, one way for all\")]";
    for Subject { spec, mut settings, document } in subjects {
        settings.emit = Emit { server: false, docs: false, webhooks: false, ..settings.emit };
        let understood = cratewright::understand(&spec, &settings.reading);
        let (api, names) = understood.api.as_ref().expect("a document that is understood");
        let target = Target { api, names, settings: &settings };
        if target.operations().next().is_none() {
            continue;
        }
        let own = settings.name.clone();
        Generator::new().api(&spec, made.join(&own), settings.clone()).run(Mode::Write).expect("crates");
        fs::remove_file(made.join(&own).join("Cargo.toml")).expect("its workspace");
        let module = format!("of_{}", own.replace('-', "_"));
        write(&made.join(format!("calls/src/{module}.rs")), &target.module());
        writeln!(members, "    \"{own}/types\",\n    \"{own}/client\",").expect("text");
        writeln!(dependencies, "{own}-client = {{ path = \"../{own}/client\" }}").expect("text");
        writeln!(modules, "{allowed}\nmod {module};").expect("text");
        writeln!(arms, "        {own:?} => {module}::run(call),").expect("text");
        let document = if settings.reading.overlays.is_empty() { document } else { changed(&own, &understood.sources) };
        judged.push(Judged { name: own, document, plan: values::plan(&target) });
    }
    let main =
        include_str!("judges/prism/program/main.rs").replace("// The modules of the clients.", modules.trim_end());
    let main = format!(
        "{main}\nfn run<'a>(api: &str, call: &'a Call) -> support::Running<'a> {{\n    match api {{\n{arms}        \
         other => panic!(\"no client of {{other}}\"),\n    }}\n}}\n"
    );
    write(&made.join("calls/src/main.rs"), &main);
    write(&made.join("calls/src/support.rs"), include_str!("judges/prism/program/support.rs"));
    let package = "[package]\nname = \"calls\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false";
    let features = "features = [\"macros\", \"rt\", \"time\"]";
    let common = format!("serde_json = \"1\"\ntokio = {{ version = \"1\", {features} }}");
    write(&made.join("calls/Cargo.toml"), &format!("{package}\n\n[dependencies]\n{common}\n{dependencies}"));
    write(
        &made.join("Cargo.toml"),
        &format!("[workspace]\nresolver = \"3\"\nmembers = [\n{members}    \"calls\",\n]\n"),
    );
    fs::copy(common::root().join("generated/Cargo.lock"), made.join("Cargo.lock")).expect("a lock file");
    sync(&made, &folder);
    common::cargo(&folder, &["build", "--quiet", "--package", "calls"]);
    let program = work().join(format!("{name}-calls"));
    fs::copy(common::generated_target().join("debug/calls"), &program).expect("the program");
    let prism = judge::install(&work().join("npm"), include_str!("judges/prism/package.json"));
    judge::judge(&prism, &program, judged)
}

/// A document with its overlays, of which Prism knows nothing.
fn changed(name: &str, sources: &Sources) -> PathBuf {
    let path = work().join(format!("{name}.json"));
    write(&path, &sources.files[0].value.to_string());
    path
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a written file");
}

/// Makes `to` what `from` is, and leaves alone what is the same, so that cargo builds nothing twice.
fn sync(from: &Path, to: &Path) {
    for stale in common::files(to).keys().filter(|path| !from.join(path).exists()) {
        fs::remove_file(to.join(stale)).expect("a removed file");
    }
    for (path, text) in common::files(from) {
        if fs::read_to_string(to.join(&path)).is_ok_and(|old| old == text) {
            continue;
        }
        write(&to.join(path), &text);
    }
    fs::remove_dir_all(from).expect("a removed folder");
}

/// Prints what was found and is not excluded; how much that is.
#[allow(clippy::print_stdout, reason = "the figures are what this test is run for")]
fn settle(verdicts: &[Verdict], exclusions: &mut Exclusions) -> usize {
    let show = |kind: &str, name: &str, Finding { operation, about, status, what }: &Finding| {
        println!("{kind} {name} {operation} ({about}, {status}): {what}");
    };
    let mut left = 0;
    for Verdict { name, operations, calls, unfit, findings } in verdicts {
        let (excluded, open): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| exclusions.take(name, finding));
        open.iter().for_each(|finding| show("found", name, finding));
        if std::env::var_os(ONLY).is_some() {
            unfit.iter().for_each(|finding| show("unfit", name, finding));
        }
        let (excluded, unfit) = (excluded.len(), unfit.len());
        println!(
            "{name}: {operations} operations, {calls} calls, {} findings, {excluded} more excluded, {unfit} answers unfit",
            open.len()
        );
        left += open.len();
    }
    left
}

/// Only these documents, where somebody looks at some.
fn chosen(subjects: Vec<Subject>) -> Vec<Subject> {
    let Ok(only) = std::env::var(ONLY) else { return subjects };
    let mut subjects = subjects;
    subjects.retain(|subject| only.split(',').any(|name| name == subject.settings.name));
    subjects
}

#[test]
#[ignore = "needs Node, npm's registry and minutes"]
fn specs_and_cases() {
    let subjects = chosen(specs().into_iter().chain(cases()).collect());
    let names: Vec<String> = subjects.iter().map(|subject| subject.settings.name.clone()).collect();
    let mut exclusions = Exclusions::read(&names);
    let left = settle(&run("small", subjects), &mut exclusions);
    assert_eq!(left, 0, "Prism found something, see above");
    // Without the services' own documents less is asked.
    if corpus().is_some() && std::env::var_os(ONLY).is_none() {
        assert!(exclusions.unused().is_empty(), "these exclusions exclude nothing: {:#?}", exclusions.unused());
    }
}

#[test]
#[ignore = "needs Node, npm's registry, the corpus and many minutes"]
fn corpus_documents() {
    let corpus = corpus().expect("CRATEWRIGHT_CORPUS");
    let mut left = 0;
    let subjects = CORPUS.iter().map(|(name, path)| {
        let path = corpus.join(path);
        Subject { spec: path.clone(), settings: Settings::new(*name), document: path }
    });
    for subject in chosen(subjects.collect()) {
        let name = subject.settings.name.clone();
        let mut exclusions = Exclusions::read(std::slice::from_ref(&name));
        let verdicts = run(&name, vec![subject]);
        left += settle(&verdicts, &mut exclusions);
        verdicts.iter().for_each(record);
        assert!(exclusions.unused().is_empty(), "these exclusions exclude nothing: {:#?}", exclusions.unused());
    }
    assert_eq!(left, 0, "Prism found something, see above");
}

/// Puts a document's row into the table.
fn record(Verdict { name, operations, calls, unfit, findings }: &Verdict) {
    let path = common::root().join("tests/judges/prism/corpus.tsv");
    let table = fs::read_to_string(&path).unwrap_or_default();
    let mut rows: Vec<&str> = table.lines().skip(1).filter(|row| row.split('\t').next() != Some(name)).collect();
    let row = format!("{name}\t{operations}\t{calls}\t{}\t{}", findings.len(), unfit.len());
    rows.push(&row);
    rows.sort_unstable();
    write(&path, &format!("document\toperations\tcalls\texcluded\tunfit\n{}\n", rows.join("\n")));
}
