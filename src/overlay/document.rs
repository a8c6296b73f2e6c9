//! An overlay document: is it one, and what does it ask for?

use serde_json::{Map, Value};

use super::Overlay;
use super::query::Query;
use crate::diagnostics::{Diagnostic, Severity};
use crate::model::Pointer;

/// What an overlay asks for.
pub(super) struct Action<'a> {
    /// Where it stands.
    pub(super) at: Pointer,
    /// Whether it may do what came with 1.1.
    pub(super) new: bool,
    /// The query, as it is written.
    pub(super) text: &'a str,
    pub(super) target: Query,
    pub(super) what: What<'a>,
}

/// The change itself.
pub(super) enum What<'a> {
    Remove,
    Update(&'a Value),
    Copy { text: &'a str, source: Query },
}

/// Reads an overlay. Actions that are broken are left out, each with an error.
pub(super) fn read<'a>(overlay: Overlay<'a>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Action<'a>> {
    let root = Pointer { file: overlay.file, path: String::new() };
    let mut reader = Reader { diagnostics };
    let Value::Object(members) = overlay.value else {
        reader.broken(&root, "an overlay is a map with `overlay`, `info` and `actions`", "is this the right file?");
        return Vec::new();
    };
    let Some(new) = reader.version(members, &root) else { return Vec::new() };
    reader.known(members, &["overlay", "info", "extends", "actions"], &root, "an overlay");
    reader.info(members, &root);
    if members.get("extends").is_some_and(|extends| !extends.is_string()) {
        reader.broken(&root.child("extends"), "`extends` is the URI of a document, a text", "");
    }
    let at = root.child("actions");
    let actions = match members.get("actions") {
        Some(Value::Array(actions)) if !actions.is_empty() => actions,
        Some(Value::Array(_)) => {
            reader.broken(&at, "`actions` is empty", "add an action");
            return Vec::new();
        }
        Some(_) => {
            reader.broken(&at, "`actions` is not a list", "write each action as an item, with a `-`");
            return Vec::new();
        }
        None => {
            reader.broken(&root, "the overlay has no `actions`", "add the list of changes");
            return Vec::new();
        }
    };
    let actions = actions.iter().enumerate();
    actions.filter_map(|(index, action)| reader.action(action, at.child(&index.to_string()), new)).collect()
}

struct Reader<'d> {
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn say(&mut self, severity: Severity, code: &'static str, at: &Pointer, message: impl Into<String>, help: &str) {
        let diagnostic = Diagnostic { severity, ..Diagnostic::error(code, at.clone(), message) };
        self.diagnostics.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    }

    fn broken(&mut self, at: &Pointer, message: impl Into<String>, help: &str) {
        self.say(Severity::Error, "broken-overlay", at, message, help);
    }

    /// Whether the version has what came with 1.1; `None` when it is none that can be read.
    fn version(&mut self, members: &Map<String, Value>, root: &Pointer) -> Option<bool> {
        let help = "write the version of the Overlay Specification as a text: `overlay: 1.1.0`";
        let version = match members.get("overlay") {
            Some(Value::String(version)) => version,
            Some(_) => {
                self.broken(&root.child("overlay"), "the version of the overlay is not a text", help);
                return None;
            }
            None if members.contains_key("openapi") || members.contains_key("swagger") => {
                self.broken(
                    root,
                    "this is an OpenAPI document, and no overlay",
                    "name a file with `overlay` and `actions`",
                );
                return None;
            }
            None => {
                self.broken(root, "the overlay does not say its version", help);
                return None;
            }
        };
        let parts: Vec<Option<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
        match parts[..] {
            [Some(1), Some(minor @ (0 | 1)), Some(_)] => Some(minor == 1),
            _ => {
                let message = format!("the version `{version}` of the Overlay Specification is not known");
                let help = "1.0 and 1.1 are: `overlay: 1.1.0`";
                self.say(Severity::Error, "overlay-version", &root.child("overlay"), message, help);
                None
            }
        }
    }

    /// Names the members that mean nothing: they are slips, and what they were meant to do would not be done.
    fn known(&mut self, members: &Map<String, Value>, known: &[&str], at: &Pointer, what: &str) {
        for key in members.keys().filter(|key| !known.contains(&key.as_str()) && !key.starts_with("x-")) {
            let help = format!("what there is: {}", known.join(", "));
            self.broken(&at.child(key), format!("{what} has no `{key}`"), &help);
        }
    }

    fn info(&mut self, members: &Map<String, Value>, root: &Pointer) {
        let at = root.child("info");
        let help = "write a `title` and a `version` of the overlay, both texts";
        let Some(Value::Object(info)) = members.get("info") else {
            let at = if members.contains_key("info") { &at } else { root };
            return self.broken(at, "the overlay has no `info`", help);
        };
        self.known(info, &["title", "version", "description"], &at, "the info of an overlay");
        for key in ["title", "version"] {
            match info.get(key) {
                Some(Value::String(_)) => {}
                Some(_) => {
                    self.broken(&at.child(key), format!("the overlay's `{key}` is not a text"), "put it in quotes")
                }
                None => self.broken(&at, format!("the info of the overlay has no `{key}`"), help),
            }
        }
    }

    fn action<'a>(&mut self, action: &'a Value, at: Pointer, new: bool) -> Option<Action<'a>> {
        let Value::Object(members) = action else {
            self.broken(&at, "an action is a map", "write a `target`, and what to do with it");
            return None;
        };
        self.known(members, &["target", "description", "update", "copy", "remove"], &at, "an action");
        let (text, target) = self.query(members, "target", &at)?;
        let remove = match members.get("remove") {
            Some(Value::Bool(remove)) => *remove,
            None => false,
            Some(_) => {
                self.broken(&at.child("remove"), "`remove` is neither true nor false", "");
                return None;
            }
        };
        let (update, copy) = (members.get("update"), members.contains_key("copy"));
        if copy && !new {
            let message = "`copy` came with version 1.1 of overlays, and this one says 1.0";
            self.say(Severity::Warning, "overlay-feature", &at.child("copy"), message, "write `overlay: 1.1.0`");
        }
        let what = match (remove, update, copy) {
            (true, ..) => What::Remove,
            (false, Some(_), true) => {
                let help = "split the action into two";
                self.broken(&at, "an action has either `update` or `copy`, and this one has both", help);
                return None;
            }
            (false, Some(update), false) => What::Update(update),
            (false, None, true) => {
                let (text, source) = self.query(members, "copy", &at)?;
                What::Copy { text, source }
            }
            (false, None, false) => {
                let help = "add `update`, `copy` or `remove: true`";
                self.say(Severity::Warning, "overlay-no-effect", &at, "this action does nothing", help);
                return None;
            }
        };
        Some(Action { at, new, text, target, what })
    }

    /// A query of an action.
    fn query<'a>(&mut self, members: &'a Map<String, Value>, key: &str, at: &Pointer) -> Option<(&'a str, Query)> {
        let text = match members.get(key) {
            Some(Value::String(text)) => text,
            Some(_) => {
                self.broken(
                    &at.child(key),
                    format!("`{key}` is not a text"),
                    "write a JSONPath: `$.paths['/pets'].get`",
                );
                return None;
            }
            None => {
                self.broken(at, format!("the action has no `{key}`"), "write a JSONPath: `$.paths['/pets'].get`");
                return None;
            }
        };
        match Query::parse(text) {
            Ok(query) => Some((text, query)),
            Err(why) => {
                let help = "it is a JSONPath as in RFC 9535; names with other characters than letters, digits and `_` \
                            stand in quotes: `$.paths['/pets'].get['x-name']`";
                let message = format!("`{text}` is no JSONPath: {why}");
                self.say(Severity::Error, "overlay-target", &at.child(key), message, help);
                None
            }
        }
    }
}
