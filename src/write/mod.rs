//! Files onto the disk: only the changed ones, never over something that a person wrote.
//!
//! A manifest in the output folder says which files are ours and what they looked like. A file that is not in it, or
//! that has changed since, belongs to a person: it is reported, and touched only when `force` says so. Nothing here
//! knows what is inside the files.

mod last_run;
mod manifest;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

pub use last_run::{FOLDER, Facts, LastRun};
pub use manifest::{Entry, MANIFEST, Manifest};

/// What the name of a file that is not whole yet ends with.
const TEMPORARY: &str = ".cratewright-new";

/// A file as it should be.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// Below the output folder, with `/`.
    pub path: String,
    /// The text; `None` when the file on disk is known to be right already.
    pub text: Option<String>,
    /// The hash of the unformatted text, by which the next run knows that it need not format it again.
    pub raw: String,
}

/// What would have to happen so that the folder is as it should be.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    root: PathBuf,
    /// Files to write: path, old text where there is one, new text.
    pub writes: Vec<(String, Option<String>, String)>,
    /// Files of ours that are no longer part of the output, with their text.
    pub removes: Vec<(String, String)>,
    /// Files that a person wrote or changed, where we would have to write or delete.
    pub conflicts: Vec<Conflict>,
    /// How many files are as they should be.
    pub unchanged: usize,
    manifest: Manifest,
    stale_manifest: bool,
}

/// A file that a person wrote or changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Below the output folder.
    pub path: String,
    /// What is in the way.
    pub kind: ConflictKind,
}

/// What is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// The file was here before and is none of ours.
    Foreign,
    /// The file is ours but was changed by hand.
    Edited,
    /// The file is ours, was changed by hand, and is no longer part of the output.
    EditedStale,
}

impl Conflict {
    /// One line for a person.
    pub fn message(&self) -> &'static str {
        match self.kind {
            ConflictKind::Foreign => "exists and was not written by cratewright",
            ConflictKind::Edited => "was changed by hand since cratewright wrote it",
            ConflictKind::EditedStale => "is no longer part of the output but was changed by hand",
        }
    }
}

/// Compares a folder with the files that should be in it.
///
/// # Errors
/// When the folder cannot be read, or two files could not stand side by side on every file system.
pub fn plan(root: &Path, files: Vec<File>, old: &Manifest, force: bool) -> io::Result<Plan> {
    check_paths(&files)?;
    let mut plan = Plan { root: root.to_owned(), ..Plan::default() };
    let mut wanted = BTreeMap::new();
    for file in files {
        let Some(text) = file.text else {
            if let Some(entry) = old.files.get(&file.path) {
                plan.manifest.files.insert(file.path.clone(), Entry { raw: file.raw, before: None, ..entry.clone() });
            }
            plan.unchanged += 1;
            wanted.insert(file.path, ());
            continue;
        };
        let hash = manifest::hash(text.as_bytes());
        let current = read(&root.join(&file.path))?;
        plan.manifest.files.insert(file.path.clone(), Entry { hash, raw: file.raw, before: None });
        match current {
            Some(current) if current == text.as_bytes() => plan.unchanged += 1,
            Some(current) => {
                let ours = old.files.get(&file.path).map(|entry| entry.wrote(&current));
                if ours == Some(true) || force {
                    let current = String::from_utf8_lossy(&current).into_owned();
                    plan.writes.push((file.path.clone(), Some(current), text));
                } else {
                    let kind = if ours.is_some() { ConflictKind::Edited } else { ConflictKind::Foreign };
                    plan.conflicts.push(Conflict { path: file.path.clone(), kind });
                }
            }
            None => plan.writes.push((file.path.clone(), None, text)),
        }
        wanted.insert(file.path, ());
    }
    for (path, entry) in &old.files {
        if wanted.contains_key(path) || !is_inside(path) {
            continue;
        }
        let Some(current) = read(&root.join(path))? else { continue };
        if entry.wrote(&current) || force {
            plan.removes.push((path.clone(), String::from_utf8_lossy(&current).into_owned()));
        } else {
            plan.conflicts.push(Conflict { path: path.clone(), kind: ConflictKind::EditedStale });
        }
    }
    plan.stale_manifest = plan.manifest != *old;
    Ok(plan)
}

impl Plan {
    /// Whether the folder is as it should be.
    pub fn is_clean(&self) -> bool {
        self.writes.is_empty() && self.removes.is_empty() && self.conflicts.is_empty()
    }

    /// The folder that the plan is about.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Every file that the folder will hold because of the plan, below the folder.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.manifest.files.keys().map(String::as_str).chain([MANIFEST])
    }

    /// A file of the plan as a message names it.
    pub fn shown(&self, path: &str) -> String {
        self.root.join(path).display().to_string().replace('\\', "/")
    }

    /// Writes and deletes. Nothing happens while there are conflicts.
    ///
    /// # Errors
    /// When a file cannot be written or deleted.
    pub fn apply(&self) -> io::Result<()> {
        if !self.conflicts.is_empty() {
            return Err(io::Error::other("files that a person wrote are in the way"));
        }
        if !self.writes.is_empty() || !self.removes.is_empty() {
            replace(&self.root.join(MANIFEST), self.journal().to_text().as_bytes())?;
        }
        sweep(&self.root, self.targets());
        // On all cores; every file is tried, whatever becomes of another one.
        let write = |(path, _, text): &(String, _, String)| replace(&self.root.join(path), text.as_bytes());
        self.writes.par_iter().map(write).collect::<Vec<_>>().into_iter().collect::<io::Result<()>>()?;
        for (path, _) in &self.removes {
            let path = self.root.join(path);
            fs::remove_file(&path)?;
            // Folders that have become empty go too; the first one that has not ends it.
            let mut folder = path.parent();
            while let Some(dir) = folder.filter(|dir| *dir != self.root && fs::remove_dir(dir).is_ok()) {
                folder = dir.parent();
            }
        }
        if self.stale_manifest || !self.writes.is_empty() || !self.removes.is_empty() {
            replace(&self.root.join(MANIFEST), self.manifest.to_text().as_bytes())?;
        }
        Ok(())
    }

    /// The manifest that holds while files are written: a run that is broken off leaves files of ours in their old or
    /// their new form, and the next run must know both.
    fn journal(&self) -> Manifest {
        let mut journal = self.manifest.clone();
        for (path, old, _) in &self.writes {
            if let (Some(entry), Some(old)) = (journal.files.get_mut(path), old) {
                entry.before = Some(manifest::hash(old.as_bytes()));
            }
        }
        for (path, old) in &self.removes {
            let entry = Entry { hash: manifest::hash(old.as_bytes()), ..Entry::default() };
            journal.files.insert(path.clone(), entry);
        }
        journal
    }

    /// A unified diff of what would change, at most `lines` lines of it for each file.
    pub fn diff(&self, lines: usize) -> String {
        let mut out = String::new();
        let shown = |path: &str| self.shown(path);
        for (path, old, new) in &self.writes {
            let old_name = if old.is_some() { shown(path) } else { "/dev/null".to_owned() };
            hunks(&mut out, old.as_deref().unwrap_or_default(), new, &old_name, &shown(path), lines);
        }
        for (path, old) in &self.removes {
            hunks(&mut out, old, "", &shown(path), "/dev/null", lines);
        }
        out
    }
}

fn hunks(out: &mut String, old: &str, new: &str, old_name: &str, new_name: &str, lines: usize) {
    let diff = similar::TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(2).header(old_name, new_name).to_string();
    let total = text.lines().count();
    for line in text.lines().take(lines) {
        out.push_str(line);
        out.push('\n');
    }
    if total > lines {
        out.push_str(&format!("... {} more lines\n", total - lines));
    }
}

/// The bytes of a file, `None` when there is none.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(with_path(path, &error)),
    }
}

/// Puts a file in place in one step, so that nobody ever sees half of it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut name = path.file_name().unwrap_or_default().to_owned();
    // Another run may be writing the same file.
    name.push(format!(".{}{TEMPORARY}", std::process::id()));
    let temporary = folder.join(name);
    let mut written = fs::write(&temporary, bytes);
    if written.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        fs::create_dir_all(folder).map_err(|error| with_path(folder, &error))?;
        written = fs::write(&temporary, bytes);
    }
    let done = written.and_then(|()| fs::rename(&temporary, path));
    done.map_err(|error| {
        // The error that counts is the first one.
        let _ = fs::remove_file(&temporary);
        with_path(path, &error)
    })
}

/// Deletes what runs that were killed left behind. What is younger than a minute may be another run's.
fn sweep<'a>(root: &Path, files: impl Iterator<Item = &'a str>) {
    let folders: BTreeSet<PathBuf> = files.filter_map(|file| root.join(file).parent().map(Path::to_owned)).collect();
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(TEMPORARY)) {
        let age = entry.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
        if age.is_some_and(|age| age.as_secs() >= 60) {
            // What cannot be deleted is in nobody's way.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn with_path(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Whether a path stays below the folder that it is joined to.
fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && !path.contains(['\\', ':', '\0'])
}

fn check_paths(files: &[File]) -> io::Result<()> {
    let mut seen = BTreeMap::new();
    for file in files {
        if !is_inside(&file.path) {
            return Err(io::Error::other(format!("`{}` would leave the output folder", file.path)));
        }
        if let Some(other) = seen.insert(file.path.to_lowercase(), &file.path) {
            return Err(io::Error::other(format!("`{}` and `{other}` differ in case alone", file.path)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: Some(text.to_owned()), raw: manifest::hash(text.as_bytes()) }
    }

    fn run(root: &Path, files: Vec<File>, force: bool) -> Plan {
        let plan = plan(root, files, &Manifest::read(root).unwrap(), force).unwrap();
        if plan.conflicts.is_empty() {
            plan.apply().unwrap();
        }
        plan
    }

    #[test]
    fn only_changes_are_written_and_stale_files_go() {
        let root = tempfile::tempdir().unwrap();
        run(root.path(), vec![file("a/b.rs", "1"), file("c.rs", "1")], false);
        let again = run(root.path(), vec![file("a/b.rs", "1"), file("c.rs", "1")], false);
        assert!(again.is_clean());
        assert_eq!(again.unchanged, 2);
        let less = run(root.path(), vec![file("c.rs", "2")], false);
        assert_eq!((less.writes.len(), less.removes.len()), (1, 1));
        assert!(!root.path().join("a").exists());
        assert_eq!(fs::read_to_string(root.path().join("c.rs")).unwrap(), "2");
    }

    #[test]
    fn what_a_person_wrote_stays() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("mine.rs"), "mine").unwrap();
        let plan = run(root.path(), vec![file("mine.rs", "x"), file("new.rs", "x")], false);
        assert_eq!(plan.conflicts, [Conflict { path: "mine.rs".into(), kind: ConflictKind::Foreign }]);
        assert!(!root.path().join("new.rs").exists());
        fs::remove_file(root.path().join("mine.rs")).unwrap();

        run(root.path(), vec![file("ours.rs", "1"), file("old.rs", "1")], false);
        fs::write(root.path().join("ours.rs"), "edited").unwrap();
        fs::write(root.path().join("old.rs"), "edited").unwrap();
        let plan = run(root.path(), vec![file("ours.rs", "2")], false);
        let kinds: Vec<_> = plan.conflicts.iter().map(|conflict| conflict.kind).collect();
        assert_eq!(kinds, [ConflictKind::Edited, ConflictKind::EditedStale]);
        assert_eq!(fs::read_to_string(root.path().join("old.rs")).unwrap(), "edited");
        run(root.path(), vec![file("ours.rs", "2")], true);
        assert_eq!(fs::read_to_string(root.path().join("ours.rs")).unwrap(), "2");
        assert!(!root.path().join("old.rs").exists());
    }

    #[test]
    fn a_run_that_was_broken_off_leaves_files_that_are_ours() {
        let root = tempfile::tempdir().unwrap();
        run(root.path(), vec![file("a.rs", "1"), file("b.rs", "1"), file("c.rs", "1")], false);
        // The first file is written, the second one cannot be.
        let next = vec![file("a.rs", "2"), file("b.rs", "2"), file("d/e.rs", "2")];
        let plan = plan(root.path(), next, &Manifest::read(root.path()).unwrap(), false).unwrap();
        fs::write(root.path().join("d"), "in the way").unwrap();
        plan.apply().unwrap_err();
        fs::remove_file(root.path().join("d")).unwrap();
        assert_eq!(fs::read_to_string(root.path().join("a.rs")).unwrap(), "2");
        // Meanwhile the document has changed again.
        let plan = run(root.path(), vec![file("a.rs", "3"), file("b.rs", "3"), file("d/e.rs", "3")], false);
        assert_eq!(plan.conflicts, []);
        assert!(!root.path().join("c.rs").exists());
        assert!(!fs::read_to_string(root.path().join(MANIFEST)).unwrap().contains("before"));
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 4);
    }

    #[test]
    fn what_a_killed_run_left_is_swept_up() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("a")).unwrap();
        let (old, new) = (root.path().join("a/b.rs.7.cratewright-new"), root.path().join("c.rs.8.cratewright-new"));
        for (path, age) in [(&old, 100), (&new, 0)] {
            let time = std::time::SystemTime::now() - std::time::Duration::from_secs(age);
            fs::File::create(path).unwrap().set_modified(time).unwrap();
        }
        run(root.path(), vec![file("a/b.rs", "1"), file("c.rs", "1")], false);
        assert!(!old.exists() && new.exists());
    }

    #[test]
    fn a_manifest_that_cannot_be_read_is_said() {
        let root = tempfile::tempdir().unwrap();
        run(root.path(), vec![file("a.rs", "1")], false);
        fs::write(root.path().join(MANIFEST), "<<<<<<< ours\n").unwrap();
        let error = Manifest::read(root.path()).unwrap_err().to_string();
        assert!(error.contains(MANIFEST) && error.contains("merge"), "{error}");
    }

    #[test]
    fn nothing_leaves_the_folder() {
        for path in ["../x", "/x", "a/../b", "", "a//b", "c:x", "a\\b"] {
            assert!(plan(Path::new("."), vec![file(path, "")], &Manifest::default(), false).is_err(), "{path}");
        }
        assert!(plan(Path::new("."), vec![file("A.rs", ""), file("a.rs", "")], &Manifest::default(), false).is_err());
    }
}
