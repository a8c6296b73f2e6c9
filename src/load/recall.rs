//! Reads a document's files again without parsing them: where the last reading found them, and only if it would find
//! them there once more.
//!
//! Which files there are follows from their texts, from what the paths lead to and from where references may lead. When
//! the paths lead where they led, and the texts turn out to be the same (which the caller sees), nothing is otherwise.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::{read, roots};
use super::paths::shown;
use super::{Options, SourceFile, Sources};

/// Where a reading found its files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Where references may lead.
    roots: Vec<PathBuf>,
    /// The files as messages call them, with where they really are.
    files: Vec<(String, PathBuf)>,
    /// The files by what references call them.
    names: BTreeMap<String, usize>,
}

impl Route {
    /// The route of a reading; `None` where what it found follows from more than the paths and texts of its files:
    /// from files that are not there, from the network, from overlays.
    pub(super) fn of(
        sources: &Sources,
        real: &HashMap<PathBuf, usize>,
        roots: &[PathBuf],
        options: &Options,
    ) -> Option<Route> {
        if !options.overlays.is_empty() || !sources.unreadable.is_empty() || real.len() != sources.files.len() {
            return None;
        }
        let places: BTreeMap<usize, &PathBuf> = real.iter().map(|(path, index)| (*index, path)).collect();
        let files = sources.files.iter().zip(places.into_values());
        Some(Route {
            roots: roots.to_vec(),
            files: files.map(|(file, real)| (file.path.clone(), real.clone())).collect(),
            names: sources.names.iter().map(|(name, index)| (name.clone(), *index)).collect(),
        })
    }
}

/// The texts along a route, without their values; `None` when a path leads elsewhere now.
pub fn recall(path: &Path, options: &Options, route: &Route) -> Option<Sources> {
    let root = shown(path);
    let is_there = |(name, index): (&String, &usize)| {
        let at = if *name == root { path } else { Path::new(name) };
        route.files.get(*index).is_some_and(|(_, real)| fs::canonicalize(at).is_ok_and(|found| found == *real))
    };
    let same_root = roots(path, options) == route.roots && route.names.get(&root) == Some(&0);
    if !same_root || !route.names.iter().all(is_there) {
        return None;
    }
    let file = |(path, real): &(String, PathBuf)| {
        // What is no file, a pipe say, gives its text only once.
        let text = fs::metadata(real).is_ok_and(|data| data.is_file()).then(|| read(real).ok())??;
        Some(SourceFile { path: path.clone(), text, ..SourceFile::default() })
    };
    let files = route.files.iter().map(file).collect::<Option<_>>()?;
    let names = route.names.iter().map(|(name, index)| (name.clone(), *index)).collect();
    Some(Sources { files, names, route: Some(route.clone()), ..Sources::default() })
}

#[cfg(test)]
mod tests {
    use super::super::load;
    use super::*;

    /// A folder with a document that refers to a second file under two names.
    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root.yaml");
        fs::write(&root, "a: { $ref: 'one.yaml#/x' }\nb: { $ref: 'sub/../one.yaml#/x' }\n").unwrap();
        fs::write(folder.path().join("one.yaml"), "x: 1\n").unwrap();
        (folder, root)
    }

    fn route(path: &Path, options: &Options) -> Option<Route> {
        load(path, options).unwrap().route
    }

    #[test]
    fn what_is_recalled_is_what_would_be_read() {
        let (folder, root) = folder();
        let options = Options::default();
        let read = load(&root, &options).unwrap();
        let route = read.route.clone().unwrap();
        let text = serde_json::to_string(&route).unwrap();
        assert_eq!(serde_json::from_str::<Route>(&text).unwrap(), route);
        let recalled = recall(&root, &options, &route).unwrap();
        assert_eq!(recalled.parts(), read.parts());
        // Another text is seen.
        fs::write(folder.path().join("one.yaml"), "x: 2\n").unwrap();
        let changed = recall(&root, &options, &route).unwrap();
        assert_ne!(changed.parts(), read.parts());
        assert_eq!(changed.parts(), load(&root, &options).unwrap().parts());
        // A file that is gone, and another document.
        fs::remove_file(folder.path().join("one.yaml")).unwrap();
        assert!(recall(&root, &options, &route).is_none());
        assert!(recall(&folder.path().join("other.yaml"), &options, &route).is_none());
    }

    #[test]
    fn only_what_follows_from_paths_and_texts_has_a_route() {
        let (folder, root) = folder();
        assert!(route(&root, &Options::default()).is_some());
        let overlay = folder.path().join("overlay.yaml");
        fs::write(
            &overlay,
            "overlay: 1.0.0\ninfo: { title: T, version: '1' }\nactions: [{ target: $.a, update: { y: 1 } }]\n",
        )
        .unwrap();
        assert_eq!(route(&root, &Options { overlays: vec![overlay], ..Options::default() }), None);
        // A file that is not there may be there the next time.
        fs::write(folder.path().join("one.yaml"), "x: { $ref: 'two.yaml' }\n").unwrap();
        assert_eq!(route(&root, &Options::default()), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_elsewhere_ends_the_route() {
        use std::os::unix::fs::symlink;
        let (folder, root) = folder();
        let at = |name: &str| folder.path().join(name);
        fs::rename(at("one.yaml"), at("two.yaml")).unwrap();
        fs::copy(at("two.yaml"), at("three.yaml")).unwrap();
        symlink("two.yaml", at("one.yaml")).unwrap();
        let route = route(&root, &Options::default()).unwrap();
        assert!(recall(&root, &Options::default(), &route).is_some());
        fs::remove_file(at("one.yaml")).unwrap();
        symlink("three.yaml", at("one.yaml")).unwrap();
        assert!(recall(&root, &Options::default(), &route).is_none());
    }
}
