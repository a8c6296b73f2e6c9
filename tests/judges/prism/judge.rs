//! Prism as a judge: serves documents, has the calls of their clients made, and gathers what is wrong.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::values::Planned;

/// A client and the document that Prism serves for it.
pub(crate) struct Judged {
    pub(crate) name: String,
    pub(crate) document: PathBuf,
    pub(crate) plan: Vec<Planned>,
}

/// What came of a document.
pub(crate) struct Verdict {
    pub(crate) name: String,
    pub(crate) operations: usize,
    pub(crate) calls: usize,
    /// What the client does not read and Prism itself finds at odds with the document: nothing a client can be blamed for.
    pub(crate) unfit: Vec<Finding>,
    pub(crate) findings: Vec<Finding>,
}

/// Something that is not as it should be.
pub(crate) struct Finding {
    pub(crate) operation: String,
    pub(crate) about: String,
    pub(crate) status: u16,
    pub(crate) what: String,
}

/// Installs Prism where it is not yet, and says where.
pub(crate) fn install(folder: &Path, package: &str) -> PathBuf {
    std::fs::create_dir_all(folder).expect("a folder");
    let manifest = folder.join("package.json");
    if std::fs::read_to_string(&manifest).is_ok_and(|old| old == package) && folder.join("node_modules").is_dir() {
        return folder.to_owned();
    }
    std::fs::write(&manifest, package).expect("a manifest");
    let arguments = ["install", "--no-audit", "--no-fund", "--loglevel=error"];
    let npm = Command::new("npm").args(arguments).current_dir(folder).output().expect("npm starts");
    if !npm.status.success() {
        let _ = std::fs::remove_file(&manifest);
        panic!("npm install: {}", String::from_utf8_lossy(&npm.stderr));
    }
    folder.to_owned()
}

/// A running Prism; ends with the value.
struct Prism {
    process: Child,
    lines: Receiver<Json>,
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Prism {
    /// Serves documents; the URL of each, or why Prism cannot read it.
    fn start(folder: &Path, documents: &[&Path]) -> (Self, Vec<Result<String, String>>) {
        let mut process = Command::new("node")
            .arg(folder.join("serve.js"))
            .args(documents)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("node starts");
        let output = process.stdout.take().expect("a pipe");
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            let lines = BufReader::new(output).lines().map_while(Result::ok);
            for line in lines.filter_map(|line| serde_json::from_str::<Json>(&line).ok()) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let prism = Prism { process, lines };
        let started = Instant::now();
        let urls = documents.iter().map(|document| {
            loop {
                assert!(started.elapsed() < Duration::from_secs(240), "Prism does not start: {}", document.display());
                let line = match prism.lines.recv_timeout(Duration::from_secs(120)) {
                    Ok(line) => line,
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => panic!("Prism ended while reading {}", document.display()),
                };
                if let Some(url) = line["url"].as_str() {
                    break Ok(url.to_owned());
                }
                if let Some(error) = line["error"].as_str() {
                    break Err(error.to_owned());
                }
            }
        });
        let urls = urls.collect();
        (prism, urls)
    }

    /// What was found so far, by call.
    fn found(&self) -> BTreeMap<String, Vec<String>> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_millis(300)) {
            let call = line["call"].as_str().unwrap_or_default().to_owned();
            found.entry(call).or_default().push(line["found"].as_str().unwrap_or_default().to_owned());
        }
        found
    }
}

/// Has every call made by `program`, which `judged` are the modules of.
pub(crate) fn judge(folder: &Path, program: &Path, judged: Vec<Judged>) -> Vec<Verdict> {
    let serve = include_str!("serve.js");
    std::fs::write(folder.join("serve.js"), serve).expect("a script");
    let documents: Vec<&Path> = judged.iter().map(|one| one.document.as_path()).collect();
    let (prism, urls) = Prism::start(folder, &documents);
    let mut calls = Vec::new();
    for (one, url) in judged.iter().zip(&urls) {
        let Ok(url) = url else { continue };
        for (index, planned) in one.plan.iter().enumerate() {
            calls.push(json!({
                "api": one.name, "url": url, "id": format!("{}/{index}", one.name), "call": planned.call,
            }));
        }
    }
    let plan = program.with_extension("calls.json");
    std::fs::write(&plan, Json::Array(calls).to_string()).expect("a plan");
    let output = Command::new(program).arg(&plan).stderr(Stdio::inherit()).output().expect("the program starts");
    assert!(output.status.success(), "the calls ended with {}", output.status);
    let mut heard: BTreeMap<String, Json> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let line: Json = serde_json::from_str(line).expect("a line of JSON");
        heard.insert(line["id"].as_str().unwrap_or_default().to_owned(), line);
    }
    let found = prism.found();
    let verdicts = judged.into_iter().zip(urls).map(|(one, url)| match url {
        Ok(_) => verdict(one, &heard, &found),
        Err(error) => {
            let finding = Finding {
                operation: "*".to_owned(),
                about: "the document".to_owned(),
                status: 0,
                what: format!("Prism cannot read it: {error}"),
            };
            Verdict { name: one.name, operations: 0, calls: 0, unfit: Vec::new(), findings: vec![finding] }
        }
    });
    verdicts.collect()
}

fn verdict(judged: Judged, heard: &BTreeMap<String, Json>, found: &BTreeMap<String, Vec<String>>) -> Verdict {
    let mut operations: Vec<&str> = judged.plan.iter().map(|planned| planned.operation.as_str()).collect();
    operations.dedup();
    let mut verdict = Verdict {
        name: judged.name.clone(),
        operations: operations.len(),
        calls: judged.plan.len(),
        unfit: Vec::new(),
        findings: Vec::new(),
    };
    for (index, planned) in judged.plan.iter().enumerate() {
        let id = format!("{}/{index}", judged.name);
        let found = found.get(&id).map(Vec::as_slice).unwrap_or_default();
        let (own, mut wrong): (Vec<String>, Vec<String>) =
            found.iter().cloned().partition(|line| line.starts_with("Violation: response"));
        let outcome = heard.get(&id).map_or(Some("the call was not made".to_owned()), |line| outcome(planned, line));
        let unfit = outcome.is_some() && wrong.is_empty() && !own.is_empty();
        wrong.extend(outcome);
        if wrong.is_empty() {
            continue;
        }
        if unfit {
            wrong.extend(own);
        }
        let into = if unfit { &mut verdict.unfit } else { &mut verdict.findings };
        into.push(Finding {
            operation: planned.operation.clone(),
            about: planned.about.clone(),
            status: planned.status,
            what: wrong.join(" | "),
        });
    }
    verdict
}

/// What is wrong with what came back.
fn outcome(planned: &Planned, line: &Json) -> Option<String> {
    if let Some(failed) = line["failed"].as_str() {
        return Some(failed.to_owned());
    }
    let heard = &line["heard"];
    let variant = heard["variant"].as_str().unwrap_or_default();
    let is_expected = heard["status"] == planned.status
        && heard["error"] != planned.success
        && (variant.is_empty() || planned.variants.iter().any(|expected| expected == variant));
    (!is_expected).then(|| format!("heard {heard} in place of {:?}", planned.variants))
}
