//! The pipeline: documents in, files out. Usable from a `build.rs` or an `xtask`; the command line is a thin shell
//! over it.
//!
//! ```no_run
//! # fn main() -> Result<(), cratewright::Error> {
//! let report = cratewright::Generator::new()
//!     .api("specs/tracking.yaml", "generated/tracking", cratewright::settings::Settings::new("tracking"))
//!     .run(cratewright::Mode::Write)?;
//! println!("{} files written", report.written());
//! # Ok(())
//! # }
//! ```

mod work;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use work::{Note, Work};

use crate::config::{self, Config, Job, Workspace};
use crate::diagnostics::{self, Bug, Diagnostic, Severity};
use crate::digest::digest;
use crate::format::{self, Stamp};
use crate::load::Sources;
use crate::model::Api;
use crate::names::Names;
use crate::settings::{Reading, Settings};
use crate::view::side::Side;
use crate::view::{self, Page, PageKind};
use crate::write::{Facts, File, Manifest, Plan};
use crate::{lift, load, lower, names, render, write};

/// What to do with the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write what changed, delete what is stale.
    Write,
    /// Write nothing; the report says what would change.
    Check,
}

/// Turns documents into crates.
#[derive(Clone, Debug, Default)]
pub struct Generator {
    jobs: Vec<Job>,
    workspace: Option<Workspace>,
    force: bool,
    strict: bool,
    remote: bool,
    remember: bool,
}

/// What a run did, or would do.
#[derive(Debug, Default)]
pub struct Report {
    /// One per document.
    pub apis: Vec<ApiReport>,
    /// The plans of all output folders.
    pub plans: Vec<Plan>,
}

/// What came out of one document.
#[derive(Debug)]
pub struct ApiReport {
    /// The name of the API.
    pub name: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many types it has.
    pub types: usize,
    /// Warnings (and errors, in [`Error::Documents`]).
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics point into; the values are gone.
    pub sources: Sources,
}

impl Report {
    /// How many files were (or would be) written.
    pub fn written(&self) -> usize {
        self.plans.iter().map(|plan| plan.writes.len()).sum()
    }

    /// How many files were (or would be) deleted.
    pub fn removed(&self) -> usize {
        self.plans.iter().map(|plan| plan.removes.len()).sum()
    }

    /// How many files were as they should be.
    pub fn unchanged(&self) -> usize {
        self.plans.iter().map(|plan| plan.unchanged).sum()
    }

    /// Whether nothing has (or had) to be changed.
    pub fn is_clean(&self) -> bool {
        self.plans.iter().all(Plan::is_clean)
    }
}

/// Why nothing was written.
#[derive(Debug)]
pub enum Error {
    /// At least one document has errors; the report has the diagnostics of all of them.
    Documents(Report),
    /// Files that a person wrote are in the way.
    Conflicts(Report),
    /// A mistake of the generator.
    Bug(Bug),
    /// The disk.
    Io(std::io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Documents(_) => f.write_str("a document has errors"),
            Error::Conflicts(_) => f.write_str("files that a person wrote are in the way"),
            Error::Bug(bug) => bug.fmt(f),
            Error::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::Io(error)
    }
}

impl From<Bug> for Error {
    fn from(bug: Bug) -> Self {
        Error::Bug(bug)
    }
}

/// A document after all stages that know it.
#[derive(Debug)]
pub struct Understood {
    /// The texts.
    pub sources: Sources,
    /// The document as the later stages saw it; `None` when it could not be lifted.
    pub lifted: Option<lift::Lifted>,
    /// The model and the names; `None` when there were errors before.
    pub api: Option<(Api, Names)>,
    /// Everything that was found.
    pub diagnostics: Vec<Diagnostic>,
}

impl Understood {
    /// Whether anything is an error.
    pub fn failed(&self) -> bool {
        self.api.is_none() || self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// Reads and understands a document, without making anything of it.
pub fn understand(spec: &Path, reading: &Reading) -> Understood {
    match load::load(spec, &load::Options::of(reading)) {
        Ok(sources) => understand_sources(sources, reading, Keep::All),
        Err(error) => not_loaded(*error),
    }
}

fn not_loaded(error: load::LoadError) -> Understood {
    let load::LoadError { sources, diagnostics } = error;
    Understood { sources, lifted: None, api: None, diagnostics }
}

/// What is left of a document once it is understood.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// All of it, to be looked at.
    All,
    /// What the next stages need: the model and, for messages, the texts. Each stage gives its memory to the next one.
    Model,
}

fn understand_sources(mut sources: Sources, reading: &Reading, keep: Keep) -> Understood {
    let (mut lifted, mut diagnostics) = lift::lift(&sources);
    if keep == Keep::Model {
        sources.files.iter_mut().for_each(|file| file.value = serde_json::Value::Null);
    }
    diagnostics.extend(sources.diagnostics.iter().cloned());
    let mut api = None;
    if let Some(document) = &lifted {
        let (lowered, found) = lower::lower(document, &|pointer| document.origins.resolve(pointer));
        if keep == Keep::Model {
            lifted = None;
        }
        // What a stage could not use because of an error that an earlier one reported is no news either.
        let errors = diagnostics.iter().filter(|old| old.severity == Severity::Error);
        let known: HashSet<_> = errors.map(|old| (old.code, old.pointer.clone())).collect();
        diagnostics.extend(found.into_iter().filter(|new| !known.contains(&(new.code, new.pointer.clone()))));
        let names = names::assign(&lowered);
        // Names that collide because of an error are no news.
        if !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            diagnostics.extend(names.diagnostics.iter().cloned());
        }
        api = Some((lowered, names));
    }
    if reading.strict {
        diagnostics.iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Error);
    }
    Understood { sources, lifted, api, diagnostics }
}

/// Every page of an API's crates.
pub fn pages(api: &Api, names: &Names, settings: &Settings) -> Vec<Page> {
    each_page(api, names, settings, |page| page)
}

/// Does something with every page of an API's crates, in their order. A part's pages are made when it is their turn, so
/// that not all of them are in memory at once; both happens on all cores.
fn each_page<T: Send>(api: &Api, names: &Names, settings: &Settings, each: impl Fn(Page) -> T + Sync) -> Vec<T> {
    let settings = &Settings { tag_features: Some(view::features::wanted(api, settings)), ..settings.clone() };
    let emit = settings.emit;
    let split = Side::split(api, names);
    let (own, own_names, hooks) = match &split {
        Some([(api, names), hooks]) => (api, names, emit.webhooks.then_some(hooks)),
        None => (api, names, None),
    };
    type Part<'a> = Box<dyn Fn() -> Vec<Page> + Send + Sync + 'a>;
    let mut parts: Vec<Part<'_>> = Vec::new();
    if emit.types {
        parts.push(Box::new(|| view::types::pages(api, names, settings)));
    }
    if emit.client {
        parts.push(Box::new(|| view::client::pages(own, own_names, settings, Side::Calls)));
    }
    if emit.docs {
        parts.push(Box::new(|| view::docs::pages(own, own_names, settings, hooks)));
    }
    if emit.server {
        parts.push(Box::new(|| view::server::pages(own, own_names, settings, Side::Calls)));
    }
    if let Some((api, names)) = hooks {
        parts.push(Box::new(|| view::client::pages(api, names, settings, Side::Hooks)));
        parts.push(Box::new(|| view::server::pages(api, names, settings, Side::Hooks)));
    }
    let made = parts.par_iter().map(|part| part().into_par_iter().map(&each).collect::<Vec<T>>());
    made.collect::<Vec<_>>().into_iter().flatten().collect()
}

impl Generator {
    /// A generator without documents.
    pub fn new() -> Self {
        Generator::default()
    }

    /// A generator for everything that a config lists.
    pub fn from_config(config: Config) -> Self {
        Generator { jobs: config.jobs, workspace: config.workspace, ..Generator::default() }
    }

    /// Adds a document; `output` receives `types/`, `client/` and `server/`.
    #[must_use]
    pub fn api(mut self, spec: impl Into<PathBuf>, output: impl Into<PathBuf>, settings: Settings) -> Self {
        self.jobs.push(Job { spec: spec.into(), output: output.into(), settings });
        self
    }

    /// Overwrites and deletes files that a person changed.
    #[must_use]
    pub fn force(mut self, force: bool) -> Self {
        self.force = force;
        self
    }

    /// Treats warnings as errors.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Lets references over the network be followed, for every document.
    #[must_use]
    pub fn remote(mut self, remote: bool) -> Self {
        self.remote = remote;
        self
    }

    /// Leaves a note about the run in each output folder ([`write::FOLDER`], which git does not see), so that the next
    /// one need not make again what is there: as long as the document, the settings, the generator and every file are
    /// what they were. Needs a program file that is replaced when the generator is, which is what every build does.
    #[must_use]
    pub fn remember(mut self, remember: bool) -> Self {
        self.remember = remember;
        self
    }

    /// Does the work. When any document has errors or any file is in the way, nothing is written at all.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn run(&self, mode: Mode) -> Result<Report, Error> {
        let build = self.build();
        let work: Vec<Work> = self.jobs.par_iter().map(|job| self.begin(job, mode, build.as_deref())).collect();
        let failed = work.iter().any(|one| one.same.is_none() && one.understood.failed());
        let mut report = Report::default();
        if !failed {
            let facts: Vec<Facts> = work.iter().map(Work::facts).collect();
            for (job, one) in self.jobs.iter().zip(&work) {
                if let Some((_, plan)) = &one.same {
                    report.plans.push(plan.clone());
                } else if let Some((api, names)) = &one.understood.api {
                    report.plans.push(self.plan(job, api, names)?);
                }
            }
            if let Some(workspace) = &self.workspace {
                report.plans.push(self.plan_workspace(workspace, &facts)?);
            }
            keep_apart(&report.plans)?;
        }
        let notes: Vec<Option<Note>> = work.iter().map(Work::note).collect();
        report.apis = self.jobs.iter().zip(work).map(|(job, one)| one.report(job)).collect();
        if failed {
            return Err(Error::Documents(report));
        }
        if mode == Mode::Check {
            return Ok(report);
        }
        if report.plans.iter().any(|plan| !plan.conflicts.is_empty()) {
            return Err(Error::Conflicts(report));
        }
        for plan in &report.plans {
            plan.apply()?;
        }
        for (((job, note), api), plan) in self.jobs.iter().zip(notes).zip(&mut report.apis).zip(&report.plans) {
            if let Some(note) = note {
                diagnostics::locate(&mut api.diagnostics, &api.sources);
                note.write(plan, api, &job.output);
            }
        }
        Ok(report)
    }

    /// What tells this build of the generator from any other; `None` when runs are not to be remembered.
    fn build(&self) -> Option<String> {
        if !self.remember || self.force {
            return None;
        }
        let program = std::fs::metadata(std::env::current_exe().ok()?).ok()?;
        Some(format!("{} {} {:?}", format::VERSION, program.len(), program.modified().ok()?))
    }

    /// Reads a document, and understands it unless the last run's output is still what it gives.
    fn begin(&self, job: &Job, mode: Mode, build: Option<&str>) -> Work {
        let mut reading = job.settings.reading.clone();
        reading.strict |= self.strict;
        reading.remote |= self.remote;
        // What a frozen reading finds is in the sources.
        let settings = Settings { reading: reading.clone(), ..job.settings.clone() };
        reading.frozen |= mode == Mode::Check;
        let known = build.map(|build| format!("{build} {:?} {settings:?} {}", job.spec, self.workspace.is_none()));
        Work::begin(job, &reading, known.as_deref())
    }

    fn plan(&self, job: &Job, api: &Api, names: &Names) -> Result<Plan, Error> {
        let source = job.spec.file_name().unwrap_or_default().to_string_lossy();
        let maker = FileMaker::new(&job.output, &source)?;
        let mut files = each_page(api, names, &job.settings, |page| maker.file(page));
        let members = members(facts(api), &job.settings, "");
        if self.workspace.is_none() && !members.is_empty() {
            files.push(maker.file(workspace_page(members)));
        }
        maker.plan(files, self.force)
    }

    fn plan_workspace(&self, workspace: &Workspace, facts: &[Facts]) -> Result<Plan, Error> {
        let mut all = Vec::new();
        for (job, facts) in self.jobs.iter().zip(facts) {
            let output = config::plain(&job.output);
            let below = output.strip_prefix(config::plain(&workspace.output)).map_err(|_| {
                std::io::Error::other(format!(
                    "the output folder {} is outside of the workspace {}",
                    job.output.display(),
                    workspace.output.display()
                ))
            })?;
            let below = below.to_string_lossy().replace('\\', "/");
            all.extend(members(*facts, &job.settings, &format!("{below}/")));
        }
        all.extend(workspace.members.iter().cloned());
        let maker = FileMaker::new(&workspace.output, config::CONFIG)?;
        maker.plan(vec![maker.file(workspace_page(all))], self.force)
    }
}

/// Pages in, the files of an output folder out.
struct FileMaker<'a> {
    root: &'a Path,
    manifest: Manifest,
    stamp: Stamp,
    fingerprint: String,
}

impl FileMaker<'_> {
    /// For a folder, with files that are made from this source.
    fn new<'a>(root: &'a Path, source: &str) -> Result<FileMaker<'a>, Error> {
        let (manifest, stamp) = (Manifest::read(root)?, Stamp::new(source));
        Ok(FileMaker { root, manifest, stamp, fingerprint: format::fingerprint() })
    }

    /// The file of a page. It is not formatted if the one on disk was made of the same text.
    fn file(&self, page: Page) -> Result<File, Bug> {
        let text = render::render(&page)?;
        let raw = digest([self.fingerprint.as_str(), &self.stamp.line(), &text]);
        let text = match self.manifest.is_current(self.root, &page.path, &raw) {
            true => None,
            false => Some(format::format(&page.path, page.kind, text, &self.stamp)?),
        };
        Ok(File { path: page.path, text, raw })
    }

    /// What has to happen so that the folder holds these files.
    fn plan(&self, files: Vec<Result<File, Bug>>, force: bool) -> Result<Plan, Error> {
        let files: Result<Vec<File>, Bug> = files.into_iter().collect();
        Ok(write::plan(self.root, files?, &self.manifest, force)?)
    }
}

/// What is told about an API.
fn facts(api: &Api) -> Facts {
    let hooks = api.operations.iter().any(|operation| operation.hook.is_some());
    Facts { operations: api.operations.len(), types: api.types.len(), hooks }
}

/// Outputs that write the same file would undo each other's work.
fn keep_apart(plans: &[Plan]) -> Result<(), Error> {
    let mut owners: HashMap<PathBuf, &Path> = HashMap::new();
    for plan in plans {
        for target in plan.targets() {
            let target = config::plain(&plan.root().join(target));
            if let Some(other) = owners.get(&target) {
                let message = format!(
                    "{} would be written for two outputs, {} and {}: give each API and the workspace a folder of its own",
                    target.display(),
                    other.display(),
                    plan.root().display()
                );
                return Err(Error::Io(std::io::Error::other(message)));
            }
            owners.insert(target, plan.root());
        }
    }
    Ok(())
}

/// The crates of one API, below a prefix.
fn members(facts: Facts, settings: &Settings, prefix: &str) -> Vec<String> {
    let emit = settings.emit;
    let hooks = emit.webhooks && facts.hooks;
    let parts = [
        ("types", emit.types),
        ("client", emit.client),
        ("server", emit.server),
        ("webhooks/client", hooks),
        ("webhooks/server", hooks),
    ];
    parts.iter().filter(|(_, emitted)| *emitted).map(|(part, _)| format!("{prefix}{part}")).collect()
}

/// The `Cargo.toml` of a workspace.
fn workspace_page(members: Vec<String>) -> Page {
    let list: String = members.into_iter().map(|member| format!("    {},\n", view::text::TomlStr(member))).collect();
    Page {
        path: "Cargo.toml".to_owned(),
        kind: PageKind::Toml,
        body: view::Body::Text(format!("[workspace]\nresolver = \"3\"\nmembers = [\n{list}]\n")),
    }
}
