//! A document on its way through a run, and what one run leaves for the next.

use std::path::Path;

use super::{ApiReport, Keep, Understood, facts, not_loaded, understand_sources};
use crate::config::Job;
use crate::diagnostics::{Diagnostic, Stored};
use crate::load::{self, Sources};
use crate::settings::Reading;
use crate::write::{Facts, LastRun, Plan};

/// A document on its way.
pub(super) struct Work {
    /// The hash of everything that its output depends on, where runs are remembered.
    inputs: Option<String>,
    pub(super) understood: Understood,
    /// What the last run's report said, and the plan to change nothing, if that run's output is what it should be.
    pub(super) same: Option<(Facts, Plan)>,
}

impl Work {
    /// Reads a document, and understands it unless the last run's output is still what it gives. `known` is what the
    /// output depends on beside the document, where runs are remembered.
    pub(super) fn begin(job: &Job, reading: &Reading, known: Option<&str>) -> Work {
        let options = load::Options::of(reading);
        let last = known.and_then(|_| LastRun::read(&job.output));
        // Where the texts are all that there is to know, an unchanged document is not even parsed.
        let recalled = last.as_ref().and_then(|last| load::recall(&job.spec, &options, last.route.as_ref()?));
        if let Some(sources) = recalled {
            let inputs = known.map(|known| digest(known, &sources));
            if let Some(same) = same(job, last.as_ref(), inputs.as_ref()) {
                return Work::unchanged(inputs, sources, same);
            }
        }
        let sources = match load::load(&job.spec, &options) {
            Ok(sources) => sources,
            Err(error) => return Work { inputs: None, understood: not_loaded(*error), same: None },
        };
        let inputs = known.map(|known| digest(known, &sources));
        if let Some(same) = same(job, last.as_ref(), inputs.as_ref()) {
            return Work::unchanged(inputs, sources, same);
        }
        let understood = understand_sources(sources, reading, Keep::Model);
        Work { inputs, understood, same: None }
    }

    fn unchanged(inputs: Option<String>, sources: Sources, (facts, plan, diagnostics): Same) -> Work {
        let understood = Understood { sources, lifted: None, api: None, diagnostics };
        Work { inputs, understood, same: Some((facts, plan)) }
    }

    pub(super) fn facts(&self) -> Facts {
        let made = || self.understood.api.as_ref().map(|(api, _)| facts(api)).unwrap_or_default();
        self.same.as_ref().map_or_else(made, |(facts, _)| *facts)
    }

    /// What to tell the next run; nothing where the last one's note is still right.
    pub(super) fn note(&self) -> Option<Note> {
        let inputs = self.inputs.clone().filter(|_| self.same.is_none())?;
        Some(Note { inputs, facts: self.facts() })
    }

    pub(super) fn report(self, job: &Job) -> ApiReport {
        let Facts { operations, types, .. } = self.facts();
        let Understood { sources, diagnostics, .. } = self.understood;
        ApiReport { name: job.settings.name.clone(), operations, types, diagnostics, sources }
    }
}

/// The hash of everything that an output depends on.
fn digest(known: &str, sources: &Sources) -> String {
    let parts = sources.parts();
    crate::digest::digest(std::iter::once(known).chain(parts.iter().map(AsRef::as_ref)))
}

/// What an unchanged document gives.
type Same = (Facts, Plan, Vec<Diagnostic>);

/// What the last run said and left, if it was made of the same inputs and all of it is there.
fn same(job: &Job, last: Option<&LastRun>, inputs: Option<&String>) -> Option<Same> {
    let last = last.filter(|last| Some(&last.inputs) == inputs)?;
    let plan = last.plan(&job.output)?;
    let diagnostics = last.diagnostics.iter().cloned().map(Stored::restore).collect::<Option<_>>()?;
    Some((last.facts, plan, diagnostics))
}

/// What the next run will want to know.
pub(super) struct Note {
    inputs: String,
    facts: Facts,
}

impl Note {
    /// Leaves the note in an output folder.
    pub(super) fn write(self, plan: &Plan, api: &ApiReport, output: &Path) {
        let said = api.diagnostics.iter().map(Stored::from).collect();
        LastRun::new(self.inputs, api.sources.route.clone(), plan, self.facts, said).write(output);
    }
}
