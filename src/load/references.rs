//! What a file seems to refer to, and the names that its parts have.
//!
//! Nothing is known here about where a `$ref` is one: a file that is read for nothing does no harm.

use std::collections::VecDeque;

use serde_json::{Map, Value};

use super::Sources;
use super::paths::{join, split_reference};
use crate::model::Pointer;
use crate::pointer::push;

/// The paths of all files that a file seems to refer to; the `$id`s and anchors in it are noted.
pub(super) fn references(sources: &mut Sources, file: usize) -> VecDeque<String> {
    let mut walk = Walk { base: "", found: VecDeque::new(), ids: Vec::new(), anchors: Vec::new() };
    if let Some(source) = sources.files.get(file) {
        walk.base = &source.path;
        walk.visit(&source.value, &mut String::new(), Around { uri: "", path: 0 });
    }
    let Walk { found, ids, anchors, .. } = walk;
    for (name, anchor) in anchors {
        sources.anchors.entry((file, name)).or_default().push(anchor);
    }
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
    anchors: Vec<(String, Anchor)>,
}

/// What is around a place and has a URI of its own.
#[derive(Clone, Copy)]
struct Around<'a> {
    uri: &'a str,
    /// How much of the path leads to it.
    path: usize,
}

/// A part that has a name in the document or schema around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The part.
    pub path: String,
    /// The innermost part around it that has a URI of its own; else the file.
    pub resource: String,
}

impl Walk<'_> {
    /// `around` is what is around and has a URI of its own.
    fn visit(&mut self, value: &Value, path: &mut String, around: Around<'_>) {
        let base = path.len();
        match value {
            Value::Object(members) => {
                // Most have none of these, and no member that could hold some.
                let is_asked = members.keys().any(|key| key.starts_with('$') || key == "mapping");
                let own = if is_asked { self.look(members, path, around) } else { None };
                let around = match &own {
                    Some(uri) => Around { uri, path: base },
                    None => around,
                };
                for (key, member) in members.iter().filter(|(_, member)| member.is_object() || member.is_array()) {
                    push(path, key);
                    self.visit(member, path, around);
                    path.truncate(base);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate().filter(|(_, item)| item.is_object() || item.is_array()) {
                    path.push_str(&format!("/{index}"));
                    self.visit(item, path, around);
                    path.truncate(base);
                }
            }
            _ => {}
        }
    }

    /// Notes what an object refers to and what it is called; gives the URI that it has of its own.
    fn look(&mut self, members: &Map<String, Value>, path: &str, around: Around<'_>) -> Option<String> {
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
        let mut own = None;
        let named = ["$id", "$self"].iter().filter(|key| **key == "$id" || path.is_empty());
        for id in named.filter_map(|key| members.get(*key)?.as_str()) {
            let (id, _) = split_reference(id);
            if !id.is_empty() {
                self.ids.push((join(self.base, id), path.to_owned()));
                if !around.uri.is_empty() {
                    self.ids.push((join(around.uri, id), path.to_owned()));
                }
                own = Some(if around.uri.is_empty() { id.to_owned() } else { join(around.uri, id) });
            }
        }
        let resource = if own.is_some() { path } else { &path[..around.path] };
        // Up to draft 7 an `$id` that is a fragment is what is an `$anchor` now.
        let older = members.get("$id").and_then(|id| id.as_str()?.strip_prefix('#'));
        let names = ["$anchor", "$dynamicAnchor"].iter().filter_map(|key| members.get(*key)?.as_str());
        for name in names.chain(older) {
            let anchor = Anchor { path: path.to_owned(), resource: resource.to_owned() };
            self.anchors.push((name.to_owned(), anchor));
        }
        own
    }

    /// Notes the file of a reference, unless it is the file itself.
    fn note(&mut self, reference: &str) {
        let (path, _) = split_reference(reference);
        if !path.is_empty() {
            self.found.push_back(join(self.base, path));
        }
        // A path of Windows, which is not how references are written.
        if path.contains('\\') {
            self.found.push_back(join(self.base, &path.replace('\\', "/")));
        }
    }
}
