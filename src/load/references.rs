//! What a file seems to refer to, and the names that its parts have.
//!
//! Nothing is known here about where a `$ref` is one: a file that is read for nothing does no harm.

use std::collections::VecDeque;

use serde_json::Value;

use super::Sources;
use super::paths::{join, split_reference};
use crate::model::Pointer;
use crate::pointer::push;

/// The paths of all files that a file seems to refer to; the `$id`s in it are noted.
pub(super) fn references(sources: &mut Sources, file: usize) -> VecDeque<String> {
    let mut walk = Walk { base: "", found: VecDeque::new(), ids: Vec::new() };
    if let Some(source) = sources.files.get(file) {
        walk.base = &source.path;
        walk.visit(&source.value, &mut String::new(), "");
    }
    let Walk { found, ids, .. } = walk;
    for (id, path) in ids {
        // The first one keeps its name; a name that is there twice means nothing anyway.
        sources.ids.entry(id).or_insert(Pointer { file, path });
    }
    found
}

struct Walk<'a> {
    /// The path of the file.
    base: &'a str,
    found: VecDeque<String>,
    ids: Vec<(String, String)>,
}

impl Walk<'_> {
    /// `around` is the URI that what is around gives itself.
    fn visit(&mut self, value: &Value, path: &mut String, around: &str) {
        let base = path.len();
        let mut own = None;
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    self.note(reference);
                }
                if let Some(Value::Object(mapping)) = members.get("mapping") {
                    for target in mapping.values().filter_map(Value::as_str) {
                        let (path, _) = split_reference(target);
                        if target.contains('#') || path.contains('/') || path.contains('.') {
                            self.note(target);
                        }
                    }
                }
                let named = ["$id", "$self"].iter().filter(|key| **key == "$id" || path.is_empty());
                for id in named.filter_map(|key| members.get(*key)?.as_str()) {
                    let (id, _) = split_reference(id);
                    if !id.is_empty() {
                        self.ids.push((join(self.base, id), path.clone()));
                        if !around.is_empty() {
                            self.ids.push((join(around, id), path.clone()));
                        }
                        own = Some(if around.is_empty() { id.to_owned() } else { join(around, id) });
                    }
                }
                for (key, member) in members {
                    push(path, key);
                    self.visit(member, path, own.as_deref().unwrap_or(around));
                    path.truncate(base);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.push_str(&format!("/{index}"));
                    self.visit(item, path, around);
                    path.truncate(base);
                }
            }
            _ => {}
        }
    }

    /// Notes the file of a reference, unless it is the file itself.
    fn note(&mut self, reference: &str) {
        let (path, _) = split_reference(reference);
        if !path.is_empty() {
            self.found.push_back(join(self.base, path));
        }
    }
}
