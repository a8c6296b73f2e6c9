//! Webhooks and callbacks: requests that the API's server sends, lowered as the operations that they are.
//!
//! They have no path of the document's. Each gets one, so that a server that receives them has something to route by;
//! a client that sends them has the whole URL from its user.

use std::collections::HashSet;

use openapiv3::{Operation as OperationObject, PathItem};

use super::Lower;
use super::operation::Place;
use super::tags::Found;
use crate::lift::Webhook;
use crate::model::{Hook, OperationId};
use crate::pointer::child;

/// An operation whose callbacks are still to be looked at: with its name hint and its pointer.
pub(super) type Caller<'a> = (&'a OperationObject, String, String);

/// A path item of hooks.
struct Item<'a> {
    item: &'a PathItem,
    pointer: String,
    hook: Hook,
    /// What the operation is called, unless it has an id.
    name: String,
    path: String,
}

impl<'a> Lower<'a> {
    /// Adds the webhooks, then the callbacks of the calls and, in turn, those of what was added.
    pub(super) fn hooks(&mut self, mut callers: Vec<Caller<'a>>, found: &mut Found) {
        let mut taken = HashSet::new();
        for Webhook { name, pointer, item } in self.webhooks {
            let (name, path) = (name.clone(), format!("/{}", segment(name)));
            let hook = Hook::Webhook(name.clone());
            let more = self.hook(Item { item, pointer: pointer.clone(), hook, name, path }, &mut taken, found);
            callers.extend(more);
        }
        // Callbacks of callbacks stand inside of each other, so that there is an end.
        while !callers.is_empty() {
            for (operation, caller, pointer) in std::mem::take(&mut callers) {
                let pointer = child(&pointer, "callbacks");
                let items = operation.callbacks.iter().flat_map(|(name, callback)| {
                    callback.iter().map(move |(expression, item)| (name, expression, item))
                });
                for (name, expression, item) in items {
                    let item = Item {
                        item,
                        pointer: child(&child(&pointer, name), expression),
                        hook: Hook::Callback {
                            name: name.clone(),
                            expression: expression.clone(),
                            operation: caller.clone(),
                        },
                        name: format!("{caller} {name}"),
                        path: format!("/{}/{}", segment(&caller), segment(name)),
                    };
                    callers.extend(self.hook(item, &mut taken, found));
                }
            }
        }
    }

    /// Adds the operations of a path item; gives them back as what may call further.
    fn hook(&mut self, hooks: Item<'a>, taken: &mut HashSet<(String, String)>, found: &mut Found) -> Vec<Caller<'a>> {
        let Item { item, pointer, hook, name, path } = hooks;
        let operations = self.methods.of(item, &pointer);
        let several = operations.len() > 1;
        let mut callers = Vec::new();
        for operation in operations {
            let crate::lift::Found { method, pointer: at, operation } = operation;
            let paths = std::iter::once(path.clone()).chain((2..).map(|number| format!("{path}-{number}")));
            let path = paths.into_iter().find(|path| taken.insert((method.clone(), path.clone())));
            let path = path.unwrap_or_default();
            // The security of the API as a whole is about who calls its server, not about whom that calls.
            let (security, hook) = (&[][..], Some(hook.clone()));
            let (method, item_pointer) = (method.as_str(), pointer.as_str());
            let place = Place { item_pointer, path: &path, item, method, pointer: &at, security, hook };
            let mut lowered = self.operation(OperationId(found.operations.len()), &place, operation);
            if operation.operation_id.as_ref().is_none_or(|id| id.trim().is_empty()) {
                lowered.long_name_hint = None;
                lowered.name_hint =
                    if several { format!("{name} {}", method.to_ascii_lowercase()) } else { name.clone() };
            }
            callers.push((operation, lowered.name_hint.clone(), at));
            found.push(lowered, operation);
        }
        callers
    }
}

/// A name as a segment of a path, which needs no escapes.
fn segment(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-._~".contains(c) { c } else { '-' };
    let segment: String = name.chars().map(plain).collect();
    if segment.chars().all(|c| c == '.') { "hook".to_owned() } else { segment }
}
