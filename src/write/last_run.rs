//! What the last run made of which documents, so that a run that finds the same documents, the same generator and the
//! same files need not make them again.
//!
//! It is for this machine alone and can be deleted at any time: a folder beside the manifest that git does not see.
//! A note only ever holds together with the manifest and the files that it was made with; when anything is otherwise,
//! everything is made anew.

use std::fs;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::manifest::{Manifest, hash};
use super::{Plan, replace};
use crate::diagnostics::Stored;
use crate::load::Route;

/// The folder's name in the output folder.
pub const FOLDER: &str = ".cratewright-cache";

/// What there is to know about a run that went well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LastRun {
    /// The hash of everything that the output depends on.
    pub inputs: String,
    /// Where the document's files are, if they are all that it needs.
    pub route: Option<Route>,
    /// The hash of the manifest.
    manifest: String,
    /// What the run's report said.
    pub facts: Facts,
    /// What was found in the documents, which is said again.
    pub diagnostics: Vec<Stored>,
}

/// What is told about an API after a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// How many operations it has.
    pub operations: usize,
    /// How many types it has.
    pub types: usize,
    /// Whether some of the operations are webhooks or callbacks.
    pub hooks: bool,
}

impl LastRun {
    /// A note about the run that a plan was made for.
    pub fn new(inputs: String, route: Option<Route>, plan: &Plan, facts: Facts, diagnostics: Vec<Stored>) -> LastRun {
        LastRun { inputs, route, manifest: digest(&plan.manifest), facts, diagnostics }
    }

    /// The note in an output folder. One that cannot be read is none.
    pub fn read(root: &Path) -> Option<LastRun> {
        let bytes = fs::read(root.join(FOLDER).join("last-run.json")).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// The plan to change nothing, if the manifest and all files are as that run left them.
    pub fn plan(&self, root: &Path) -> Option<Plan> {
        let manifest = Manifest::read(root).ok().filter(|manifest| digest(manifest) == self.manifest)?;
        let same = manifest.files.par_iter().all(|(path, entry)| {
            entry.before.is_none() && fs::read(root.join(path)).is_ok_and(|bytes| hash(&bytes) == entry.hash)
        });
        let unchanged = manifest.files.len();
        same.then(|| Plan { root: root.to_owned(), unchanged, manifest, ..Plan::default() })
    }

    /// Leaves the note. Where that is not possible the next run has more to do, and that is all.
    pub fn write(&self, root: &Path) {
        let folder = root.join(FOLDER);
        let Ok(text) = serde_json::to_string(self) else { return };
        if replace(&folder.join(".gitignore"), b"*\n").is_ok() {
            let _ = replace(&folder.join("last-run.json"), text.as_bytes());
        }
    }
}

fn digest(manifest: &Manifest) -> String {
    hash(manifest.to_text().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::{File, MANIFEST, plan};
    use super::*;

    fn run(root: &Path, text: &str) -> LastRun {
        let files = ["a.rs", "b/c.rs"].map(|path| File {
            path: path.to_owned(),
            text: Some(text.to_owned()),
            raw: hash(text.as_bytes()),
        });
        let plan = plan(root, files.into(), &Manifest::read(root).unwrap(), true).unwrap();
        plan.apply().unwrap();
        let last = LastRun::new("in".to_owned(), None, &plan, Facts::default(), Vec::new());
        last.write(root);
        last
    }

    #[test]
    fn a_note_holds_while_every_file_is_as_it_was_left() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        assert_eq!(LastRun::read(root), None);
        let last = run(root, "1");
        assert_eq!(LastRun::read(root), Some(last.clone()));
        let same = last.plan(root).unwrap();
        assert!(same.is_clean());
        assert_eq!((same.unchanged, same.targets().count()), (2, 3));
        same.apply().unwrap();

        fs::write(root.join("b/c.rs"), "edited").unwrap();
        assert!(last.plan(root).is_none());
        fs::remove_file(root.join("b/c.rs")).unwrap();
        assert!(last.plan(root).is_none());
        run(root, "2");
        assert!(last.plan(root).is_none());
        assert!(LastRun::read(root).unwrap().plan(root).is_some());
    }

    #[test]
    fn a_run_that_was_broken_off_is_none_to_rely_on() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let last = run(root, "1");
        let whole = fs::read_to_string(root.join(MANIFEST)).unwrap();
        let journal = whole.replacen("\"raw\"", "\"before\":\"x\",\"raw\"", 1);
        fs::write(root.join(MANIFEST), journal).unwrap();
        assert!(last.plan(root).is_none());
        fs::write(root.join(MANIFEST), whole).unwrap();
        assert!(last.plan(root).is_some());
        fs::write(root.join(FOLDER).join("last-run.json"), "{").unwrap();
        assert_eq!(LastRun::read(root), None);
    }
}
