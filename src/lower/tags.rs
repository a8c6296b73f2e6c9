//! Tags: which operations go together, and what a tag says about itself.

use openapiv3::{Operation as OperationObject, Tag};

use super::{Lower, external_docs};
use crate::model::{Group, Operation, OperationId};
use crate::pointer::child;

/// Where lift keeps what openapiv3 has no place for.
const SUMMARY: &str = "x-cratewright-summary";
const PARENT: &str = "x-cratewright-parent";
const KIND: &str = "x-cratewright-kind";
/// The kind of tags to find one's way by; others are badges and the like.
const NAVIGATION: &str = "nav";

/// The operations so far.
pub(super) struct Found {
    pub(super) groups: Vec<Group>,
    pub(super) operations: Vec<Operation>,
}

impl Found {
    /// None yet.
    pub(super) fn new(groups: Vec<Group>) -> Self {
        Found { groups, operations: Vec::new() }
    }

    /// Adds an operation to all and to the group of its tag.
    pub(super) fn push(&mut self, lowered: Operation, operation: &OperationObject) {
        let (id, hooks) = (OperationId(self.operations.len()), lowered.hook.is_some());
        let navigates = |tag: &&String| {
            let group = self.groups.iter().find(|group| group.tag.as_ref() == Some(*tag));
            group.and_then(|group| group.kind.as_deref()).is_none_or(|kind| kind == NAVIGATION)
        };
        let tag = operation.tags.iter().find(navigates).or(operation.tags.first());
        // An empty tag says as much as none.
        let tag = tag.filter(|tag| !tag.trim().is_empty());
        self.operations.push(lowered);
        match self.groups.iter_mut().find(|group| group.tag.as_ref() == tag && group.hooks == hooks) {
            Some(group) => group.operations.push(id),
            None => {
                self.groups.push(Group { tag: tag.cloned(), operations: vec![id], hooks, ..Group::default() });
            }
        }
    }
}

impl Lower<'_> {
    /// The groups that the document's tags may make.
    pub(super) fn groups(&mut self, hooks: bool) -> Vec<Group> {
        let document = self.document;
        let group = |(index, tag): (usize, &Tag)| {
            let summary = text(tag, SUMMARY);
            let description = match (summary, tag.description.as_deref()) {
                (Some(summary), Some(text)) => Some(format!("{summary}\n\n{text}")),
                (summary, text) => summary.or(text).map(str::to_owned),
            };
            Group {
                tag: Some(tag.name.clone()),
                description,
                parents: self.parents(index, tag),
                kind: text(tag, KIND).map(str::to_owned),
                external_docs: tag.external_docs.as_ref().map(external_docs),
                operations: Vec::new(),
                hooks,
            }
        };
        document.tags.iter().enumerate().map(group).collect()
    }

    /// The tags around one, the outermost first.
    fn parents(&mut self, index: usize, tag: &Tag) -> Vec<String> {
        let document = self.document;
        let mut parents: Vec<String> = Vec::new();
        let mut inner = tag;
        while let Some(name) = text(inner, PARENT) {
            let found = document.tags.iter().find(|tag| tag.name == name);
            let Some(outer) = found.filter(|_| name != tag.name && !parents.iter().any(|known| known == name)) else {
                // Said once, at the tag that has this parent.
                if parents.is_empty() || found.is_some() {
                    let at = child(&child("/tags", &index.to_string()), "parent");
                    let message = match found {
                        Some(_) => format!("the tags around `{}` lead in a circle", tag.name),
                        None => format!("there is no tag `{name}` that `{}` could be part of", tag.name),
                    };
                    self.warn("unknown-tag", &at, message, "name a tag of this document, and not in a circle");
                }
                break;
            };
            parents.insert(0, name.to_owned());
            inner = outer;
        }
        parents
    }
}

fn text<'a>(tag: &'a Tag, key: &str) -> Option<&'a str> {
    tag.extensions.get(key)?.as_str().filter(|text| !text.trim().is_empty())
}
