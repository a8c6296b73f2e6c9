//! The actions, one after the other.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::document::{Action, What, read};
use super::merge::{self, Kind};
use super::query::{Query, Shape};
use super::trail::{Origin, Trail, height, size};
use super::{ALLOWANCE, MAX_DEPTH, MAX_VISITS, Overlay, VALUE};
use crate::diagnostics::Diagnostic;
use crate::model::Pointer;
use crate::pointer::unescape;

/// See [`super::apply`].
pub(super) fn apply(document: &mut Value, overlays: &[Overlay<'_>]) -> (Trail, Vec<Diagnostic>) {
    let mut work = Work {
        shape: Shape::of(document),
        left: 2 * size(document) + ALLOWANCE,
        visits: MAX_VISITS,
        grown: 0,
        trail: Trail::default(),
        diagnostics: Vec::new(),
        document,
    };
    for overlay in overlays {
        let actions = read(*overlay, &mut work.diagnostics);
        for action in &actions {
            work.action(action);
        }
    }
    (work.trail, work.diagnostics)
}

struct Work<'a> {
    document: &'a mut Value,
    /// The document's, as it was a while ago.
    shape: Shape,
    /// How much has been added since then.
    grown: usize,
    /// How much may still be added.
    left: usize,
    /// How many values may still be looked at.
    visits: u64,
    trail: Trail,
    diagnostics: Vec<Diagnostic>,
}

impl Work<'_> {
    fn action(&mut self, action: &Action<'_>) {
        let at = action.at.child("target");
        let Some(targets) = self.select(&action.target, &at) else { return };
        if targets.is_empty() {
            let message = format!("`{}` selects nothing in the document", action.text);
            let help = "correct the target, or delete the action: the document may have been mended";
            self.diagnostics.push(Diagnostic::warning("overlay-no-match", at, message).help(help));
            return;
        }
        let kinds = targets.iter().filter_map(|target| self.document.pointer(target)).map(Kind::of);
        let kinds: BTreeSet<Kind> = kinds.collect();
        if !action.new && kinds.contains(&Kind::Primitive) {
            let message = "single values as targets came with version 1.1 of overlays, and this one says 1.0";
            let help = "write `overlay: 1.1.0`";
            self.diagnostics.push(Diagnostic::warning("overlay-feature", at.clone(), message).help(help));
        }
        if let What::Remove = action.what {
            return self.remove(targets, at);
        }
        if kinds.len() > 1 {
            let kinds: Vec<&str> = kinds.into_iter().map(Kind::word).collect();
            let message = format!("`{}` selects {}", action.text, kinds.join(" as well as "));
            let help = "what is merged goes into one kind of value: split the action";
            self.diagnostics.push(Diagnostic::error("overlay-mismatch", at, message).help(help));
            return;
        }
        match &action.what {
            What::Update(update) => self.merge(targets, update, &Origin::Update(action.at.child("update"))),
            What::Copy { text, source } => {
                if let Some(value) = self.source(action, text, source) {
                    self.merge(targets, &value, &Origin::Copy(action.at.child("copy")));
                }
            }
            What::Remove => {}
        }
    }

    /// The nodes that a query selects; `None` when asking would take too long.
    fn select(&mut self, query: &Query, at: &Pointer) -> Option<Vec<String>> {
        // Counting takes as long as asking, so a size that is not far off will do.
        if (self.grown / VALUE) as u64 > self.shape.size() / 4 || self.grown > 0 && query.goes_deep() {
            self.shape = Shape::of(self.document);
            self.grown = 0;
        }
        // What has been added since may be anywhere.
        let factor = if self.grown > 0 { 2 } else { 1 };
        let visits = query.visits(&self.shape).map(|visits| visits.saturating_mul(factor));
        match visits.and_then(|visits| Some((visits, self.visits.checked_sub(visits)?))) {
            Some((visits, left)) => {
                self.visits = left;
                Some(query.select(self.document, visits))
            }
            None => {
                let message = "this query looks at too many parts of the document";
                let help = "name the way to the target instead of `..`, and split filters";
                self.diagnostics.push(Diagnostic::error("overlay-too-large", at.clone(), message).help(help));
                None
            }
        }
    }

    /// What a `copy` selects: exactly one value.
    fn source(&mut self, action: &Action<'_>, text: &str, source: &Query) -> Option<Value> {
        let at = action.at.child("copy");
        let found = self.select(source, &at)?;
        if let [one] = &found[..] {
            let value = self.document.pointer(one)?;
            // Before anything is cloned: a copy of everything, again and again, ends here.
            if size(value) > self.left {
                self.too_large(at);
                return None;
            }
            return Some(value.clone());
        }
        let count = if found.is_empty() { "nothing".to_owned() } else { format!("{} values", found.len()) };
        let message = format!("`{text}` selects {count}, and `copy` needs one");
        self.diagnostics.push(Diagnostic::error("overlay-copy", at, message).help("select exactly one value"));
        None
    }

    fn merge(&mut self, targets: Vec<String>, update: &Value, origin: &Origin) {
        let (size, height) = (size(update), height(update));
        for mut target in targets {
            let depth = target.matches('/').count();
            // An item that is appended is one level below its list.
            if depth + height + 1 > MAX_DEPTH {
                let message = format!("this would nest the document more than {MAX_DEPTH} levels deep");
                self.diagnostics.push(Diagnostic::error("too-deep", origin.pointer().clone(), message));
                return;
            }
            match self.left.checked_sub(size + target.len()) {
                Some(left) => self.left = left,
                None => return self.too_large(origin.pointer().clone()),
            }
            self.grown += size;
            if let Some(value) = self.document.pointer_mut(&target) {
                merge::target(value, update, &mut target, origin, &mut self.trail, &mut self.diagnostics);
            }
        }
    }

    fn too_large(&mut self, at: Pointer) {
        let message = "the overlays make the document too large";
        let help = "put what is repeated under `components` and refer to it";
        self.diagnostics.push(Diagnostic::error("overlay-too-large", at, message).help(help));
    }

    /// Takes nodes out, the inner ones first, and those of one list or map at once.
    fn remove(&mut self, targets: Vec<String>, at: Pointer) {
        let mut parents: HashMap<String, BTreeSet<String>> = HashMap::new();
        for target in targets {
            let Some((parent, key)) = target.rsplit_once('/') else {
                let message = "the whole document cannot be removed";
                self.diagnostics.push(Diagnostic::error("overlay-mismatch", at, message));
                return;
            };
            parents.entry(parent.to_owned()).or_default().insert(unescape(key));
        }
        let mut parents: Vec<(String, BTreeSet<String>)> = parents.into_iter().collect();
        parents.sort_by(|(left, _), (right, _)| {
            let depth = |path: &str| path.matches('/').count();
            depth(right).cmp(&depth(left)).then_with(|| left.cmp(right))
        });
        let mut lists = HashMap::new();
        for (parent, keys) in parents {
            match self.document.pointer_mut(&parent) {
                Some(Value::Object(members)) => members.retain(|key, _| !keys.contains(key)),
                Some(Value::Array(items)) => {
                    let mut gone: Vec<usize> = keys.iter().filter_map(|key| key.parse().ok()).collect();
                    gone.sort_unstable();
                    let mut index = 0;
                    items.retain(|_| {
                        let stays = gone.binary_search(&index).is_err();
                        index += 1;
                        stays
                    });
                    lists.insert(parent, gone);
                }
                _ => {}
            }
        }
        self.trail.removed(lists);
    }
}
