//! The crates of many documents in one workspace: cargo builds what they depend on once and lints them all.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use indicatif::ProgressBar;
use serde_json::Value;

use crate::costs;
use crate::documents::Document;
use crate::produce::crates;
use crate::state::{Record, Verdict};

/// No crate may take more memory to check, in megabytes.
pub(crate) const LIMIT: u64 = 4096;
/// The crates that a document may give, by folder.
const PARTS: [&str; 5] = ["types", "client", "server", "webhooks/client", "webhooks/server"];

/// What cargo is asked for.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    Clippy,
    Check,
}

impl Mode {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Mode::Clippy => "clippy",
            Mode::Check => "check",
        }
    }
}

/// A document whose crates are compiled.
struct Job<'a> {
    document: &'a Document,
    record: Record,
    /// The packages that cargo has not named yet, with their parts.
    waits: BTreeMap<String, String>,
    /// What the compiler says of them first.
    complaint: Option<String>,
}

/// Lints the crates of these documents; each is handed on as soon as it is done. Any warning is a failure, which is
/// what `-D warnings` says, but all of them are seen and the crates behind are checked nevertheless.
pub(crate) fn lint<'a>(
    documents: Vec<(&'a Document, Record)>,
    work: &Path,
    mode: Mode,
    bar: &ProgressBar,
    done: &mut dyn FnMut(&'a Document, Record),
) -> Result<(), String> {
    if documents.is_empty() {
        return Ok(());
    }
    let folder = crates(work);
    let mut members = String::new();
    let mut jobs = BTreeMap::new();
    for (document, record) in documents {
        let home = folder.join(&document.name);
        let _ = fs::remove_file(home.join("Cargo.toml"));
        let mut waits = BTreeMap::new();
        for part in PARTS.iter().filter(|part| home.join(part).is_dir()) {
            members.push_str(&format!("    \"{}/{part}\",\n", document.name));
            waits.insert(format!("{}-{}", document.name, part.replace('/', "-")), (*part).to_owned());
        }
        jobs.insert(document.name.clone(), Job { document, record, waits, complaint: None });
    }
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n");
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("generated/Cargo.lock");
    // The versions of the generated workspace, so that no dependency is built twice.
    fs::write(folder.join("Cargo.toml"), manifest)
        .and_then(|()| fs::copy(lock, folder.join("Cargo.lock")))
        .map_err(|error| error.to_string())?;
    // What has parts waits for them.
    let whole = |job: &Job<'_>| job.document.part.is_none();
    cargo(work, mode, &["--workspace"], &mut jobs, bar, &mut |job| {
        if whole(&job) {
            done(job.document, job.record);
            None
        } else {
            Some(job)
        }
    })?;
    let mut failed = Vec::new();
    let names: Vec<String> = jobs.keys().cloned().collect();
    for name in names {
        let Some(mut job) = jobs.remove(&name) else { continue };
        if let (Verdict::Passed, Some(feature)) = (&job.record.verdict, job.document.part.clone()) {
            let whole = std::mem::take(&mut job.record.crates);
            let packages = ["client", "types"].map(|part| (format!("{name}-{part}"), format!("{part}[{feature}]")));
            job.waits = packages.into();
            job.record.verdict = Verdict::Made;
            let [client, types] = ["client", "types"].map(|part| format!("{name}-{part}"));
            // Costs are noted of what cargo is asked for, and not of what that needs.
            let arguments =
                ["--package", &client, "--package", &types, "--no-default-features", "--features", &feature];
            [&client, &types].into_iter().for_each(|package| costs::forget(&work.join("costs"), package));
            let mut alone = BTreeMap::from([(name.clone(), job)]);
            cargo(work, mode, &arguments, &mut alone, bar, &mut Some)?;
            let Some((_, alone)) = alone.pop_first() else { continue };
            job = alone;
            job.record.crates.extend(whole);
            if let Some(why) = not_less(&job.record.crates, &feature) {
                job.record.verdict = Verdict::Failed(why);
            }
        }
        if matches!(job.record.verdict, Verdict::Failed(_)) {
            failed.push(name);
        }
        done(job.document, job.record);
    }
    failed.iter().for_each(|name| put_aside(work, name));
    tidy(&target());
    Ok(())
}

/// A part must cost less than the whole, by far.
fn not_less(crates: &BTreeMap<String, costs::Cost>, feature: &str) -> Option<String> {
    ["types", "client"].iter().find_map(|part| {
        let seconds = |part: &str| crates.get(part).map_or(0.0, |cost| cost.seconds);
        let (whole, alone) = (seconds(part), seconds(&format!("{part}[{feature}]")));
        // Where nobody can say what anything costs, neither can this.
        let less = whole == 0.0 || alone > 0.0 && alone * 1.5 < whole;
        (!less).then(|| format!("`{feature}` alone takes {alone:.1} of the {whole:.1} s of {part}"))
    })
}

/// Cargo over the workspace. `done` takes a document whose crates are all there, or gives it back; those that fail
/// stay for the end.
fn cargo<'a>(
    work: &Path,
    mode: Mode,
    arguments: &[&str],
    jobs: &mut BTreeMap<String, Job<'a>>,
    bar: &ProgressBar,
    done: &mut dyn FnMut(Job<'a>) -> Option<Job<'a>>,
) -> Result<(), String> {
    let (notes, log) = (work.join("costs"), work.join("cargo.log"));
    let text = |error: std::io::Error| error.to_string();
    let mut command = Command::new(env!("CARGO"));
    command.arg(mode.word()).args(arguments).args(["--keep-going", "--message-format=json"]);
    command.current_dir(crates(work)).env("CARGO_TARGET_DIR", target()).env("CARGO_INCREMENTAL", "0");
    command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_TERM_COLOR", "never");
    command.stdout(Stdio::piped()).stderr(File::create(&log).map_err(text)?);
    costs::of_rustc(&mut command, &notes);
    let mut child = command.spawn().map_err(text)?;
    let output = child.stdout.take().ok_or("cargo has no output")?;
    for line in BufReader::new(output).lines() {
        let Ok(message) = serde_json::from_str::<Value>(&line.map_err(text)?) else { continue };
        let Some((name, package)) = subject(&message) else { continue };
        let Some(job) = jobs.get_mut(&name) else { continue };
        bar.set_message(format!("{}s {}", mode.word(), job.document.path));
        match message.get("reason").and_then(Value::as_str) {
            Some("compiler-message") => {
                let said =
                    message.pointer("/message/rendered").and_then(Value::as_str).unwrap_or("a message without text");
                // The last ones only count the others.
                if job.complaint.is_none()
                    && message.pointer("/message/level").and_then(Value::as_str) != Some("failure-note")
                {
                    job.complaint = Some(said.trim().replace(&format!("{name}/"), ""));
                }
            }
            Some("compiler-artifact") => {
                if let Some(part) = job.waits.remove(&package) {
                    job.record.crates.insert(part, costs::read(&notes, &package).unwrap_or_default());
                }
                if job.waits.is_empty()
                    && job.complaint.is_none()
                    && let Some(mut job) = jobs.remove(&name)
                {
                    job.record.verdict = Verdict::Passed;
                    jobs.extend(done(job).map(|job| (name, job)));
                }
            }
            _ => {}
        }
    }
    let status = child.wait().map_err(text)?;
    for job in jobs.values_mut().filter(|job| job.record.verdict != Verdict::Passed) {
        let why = job.complaint.take().unwrap_or_else(|| {
            let log = fs::read_to_string(&log).unwrap_or_default();
            format!(
                "cargo ({status}) gives no {}: {}",
                job.waits.keys().cloned().collect::<Vec<_>>().join(", "),
                log.trim()
            )
        });
        job.record.verdict = Verdict::Failed(why);
    }
    Ok(())
}

/// Keeps the crates of a document that failed, to look at. The workspace lacks them from then on.
fn put_aside(work: &Path, name: &str) {
    let aside = work.join("failed").join(name);
    let _ = fs::remove_dir_all(&aside);
    let _ = fs::create_dir_all(work.join("failed"));
    let _ = fs::rename(crates(work).join(name), aside);
}

/// The document's name and the package that a message of cargo is about.
fn subject(message: &Value) -> Option<(String, String)> {
    let id = message.get("package_id")?.as_str()?;
    // `path+file:///…/types#corpus-0123456789-types@0.1.0`
    let package = id.rsplit_once('#')?.1.split('@').next()?;
    let stem = package.strip_prefix("corpus-")?.split('-').next()?;
    Some((format!("corpus-{stem}"), package.to_owned()))
}

/// The folder of everything that is made of generated crates.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("generated")
}

/// Takes away what was built of the documents' crates, and leaves what they depend on.
fn tidy(target: &Path) {
    for (folder, start) in [("deps", "libcorpus_"), ("deps", "corpus_"), (".fingerprint", "corpus-")] {
        for entry in fs::read_dir(target.join("debug").join(folder)).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(start) {
                let _ = fs::remove_file(entry.path());
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}
