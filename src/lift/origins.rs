//! Where the parts of the lifted document come from.

use std::collections::HashMap;

use crate::model::Pointer;
use crate::overlay::Trail;

/// From pointers in the lifted document to pointers in the user's files. What did not move needs no entry.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// The moves inside the document, one step of the lifting after the other.
    steps: Vec<HashMap<String, String>>,
    /// The parts that came from elsewhere before the first step.
    files: HashMap<String, Pointer>,
    /// What overlays did to the root document before that, once the lifting is done.
    trail: Trail,
}

impl Origins {
    /// Notes where a part came from, before the first step.
    pub(crate) fn bundled(&mut self, to: &str, from: Pointer) {
        self.files.insert(to.to_owned(), from);
    }

    /// Adds the moves of one step.
    pub(crate) fn step(&mut self, moves: HashMap<String, String>) {
        if !moves.is_empty() {
            self.steps.push(moves);
        }
    }

    /// From now on, what an overlay put into the document is placed there. While the document is lifted its parts are
    /// looked up in the overlaid one.
    pub(crate) fn overlaid(&mut self, trail: &Trail) {
        self.trail = trail.clone();
    }

    /// The place in the user's files of what stands at `pointer` in the lifted document.
    pub fn resolve(&self, pointer: &str) -> Pointer {
        let mut path = pointer.to_owned();
        for step in self.steps.iter().rev() {
            // A step works from the inside out: what moved along with its surroundings has an entry below the place
            // where those stood.
            let mut above = None;
            while let Some((prefix, from)) = longest(step, &path, above) {
                path = format!("{from}{}", &path[prefix..]);
                above = Some(from.len());
            }
        }
        self.trail.resolve(&match longest(&self.files, &path, None) {
            Some((prefix, from)) => Pointer { file: from.file, path: format!("{}{}", from.path, &path[prefix..]) },
            None => Pointer { file: 0, path },
        })
    }
}

/// The entry of the longest prefix of a pointer that has one, with the prefix's length, which is more than `above`.
fn longest<'a, T>(moves: &'a HashMap<String, T>, pointer: &str, above: Option<usize>) -> Option<(usize, &'a T)> {
    let mut prefix = pointer;
    loop {
        if above.is_some_and(|above| prefix.len() <= above) {
            return None;
        }
        if let Some(from) = moves.get(prefix) {
            return Some((prefix.len(), from));
        }
        prefix = prefix.rsplit_once('/')?.0;
    }
}
