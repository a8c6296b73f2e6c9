//! Where the parts of an overlaid document come from.

use std::collections::HashMap;

use serde_json::Value;

use super::VALUE;
use crate::model::Pointer;

/// From pointers into the overlaid document to pointers into the files. What no overlay moved needs no entry.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    steps: Vec<Step>,
}

/// Changes that can be undone in one go.
#[derive(Clone, Debug)]
enum Step {
    /// What was put into the document, by the pointer to it.
    Put(HashMap<String, Origin>),
    /// The items that were taken out of lists, in order, by the pointer that the list had before.
    Removed(HashMap<String, Vec<usize>>),
}

/// Where something that was put into the document stands.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// In the overlay, with everything inside.
    Update(Pointer),
    /// In the document; this is the place that says so.
    Copy(Pointer),
}

impl Origin {
    /// The place to show.
    pub(super) fn pointer(&self) -> &Pointer {
        match self {
            Origin::Update(pointer) | Origin::Copy(pointer) => pointer,
        }
    }

    /// The origin of a part.
    pub(super) fn child(&self, key: &str) -> Origin {
        match self {
            Origin::Update(pointer) => Origin::Update(pointer.child(key)),
            Origin::Copy(pointer) => Origin::Copy(pointer.clone()),
        }
    }
}

impl Trail {
    /// The place in the files of what `pointer` means in the sources' values.
    pub fn resolve(&self, pointer: &Pointer) -> Pointer {
        self.walk(pointer).0
    }

    /// The same, if the text there is the one that gave the value: a copy's is not.
    pub fn text_of(&self, pointer: &Pointer) -> Option<Pointer> {
        let (pointer, written) = self.walk(pointer);
        written.then_some(pointer)
    }

    fn walk(&self, pointer: &Pointer) -> (Pointer, bool) {
        if pointer.file != 0 {
            return (pointer.clone(), true);
        }
        let mut path = pointer.path.clone();
        for step in self.steps.iter().rev() {
            match step {
                Step::Put(put) => {
                    if let Some((prefix, origin)) = longest(put, &path) {
                        return match origin {
                            Origin::Copy(at) => (at.clone(), false),
                            Origin::Update(at) => {
                                (Pointer { file: at.file, path: format!("{}{}", at.path, &path[prefix..]) }, true)
                            }
                        };
                    }
                }
                Step::Removed(removed) => path = before(removed, &path),
            }
        }
        (Pointer { file: 0, path }, true)
    }

    /// Notes that something was put at a place.
    pub(super) fn put(&mut self, at: String, origin: Origin) {
        if let Some(Step::Put(put)) = self.steps.last_mut() {
            put.insert(at, origin);
        } else {
            self.steps.push(Step::Put(HashMap::from([(at, origin)])));
        }
    }

    /// Notes that something was taken out, all at once; the lists that lost items are named. What is put in afterwards
    /// has nothing to do with what was put there before.
    pub(super) fn removed(&mut self, lists: HashMap<String, Vec<usize>>) {
        self.steps.push(Step::Removed(lists));
    }
}

/// The entry of the longest prefix of a pointer that has one.
fn longest<'a>(put: &'a HashMap<String, Origin>, pointer: &str) -> Option<(usize, &'a Origin)> {
    let mut prefix = pointer;
    loop {
        if let Some(origin) = put.get(prefix) {
            return Some((prefix.len(), origin));
        }
        prefix = prefix.rsplit_once('/')?.0;
    }
}

/// The pointer that something had before items were taken out.
fn before(removed: &HashMap<String, Vec<usize>>, pointer: &str) -> String {
    let mut path = String::with_capacity(pointer.len());
    for segment in pointer.split('/').skip(1) {
        let index = removed.get(&path).zip(segment.parse::<usize>().ok()).map(|(gone, index)| {
            // Each item that is gone from before this one moved it by one.
            gone.iter().fold(index, |index, gone| if *gone <= index { index + 1 } else { index })
        });
        path.push('/');
        match index {
            Some(index) => path.push_str(&index.to_string()),
            None => path.push_str(segment),
        }
    }
    path
}

/// What a value counts towards the limits.
pub(super) fn size(value: &Value) -> usize {
    VALUE
        + match value {
            Value::String(text) => text.len(),
            Value::Array(items) => items.iter().map(size).sum(),
            Value::Object(members) => members.iter().map(|(key, value)| key.len() + size(value)).sum(),
            _ => 0,
        }
}

/// How many levels a value has inside.
pub(super) fn height(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(height).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(height).max().unwrap_or(0),
        _ => 0,
    }
}
