//! Keys of `content` that are no media types: short names of some, and members that stand one level too high.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::Repairs;
use crate::pointer::child;

/// What is meant by a name without a slash.
const MEANT: &[(&str, &str)] = &[
    ("json", "application/json"),
    ("xml", "application/xml"),
    ("text", "text/plain"),
    ("plain", "text/plain"),
    ("html", "text/html"),
    ("*", "*/*"),
];

impl Repairs<'_> {
    /// Leaves out what is no media type, which requests would name as theirs.
    pub(super) fn media_types(&mut self, content: &mut Map<String, Value>, at: &str) {
        if content.keys().all(|key| key.contains('/')) {
            return;
        }
        let all = std::mem::take(content);
        let given: HashSet<String> = all.keys().cloned().collect();
        for (key, value) in all {
            if key.contains('/') {
                content.insert(key, value);
                continue;
            }
            let place = child(at, &key);
            let meant = MEANT.iter().find(|(name, _)| key.eq_ignore_ascii_case(name)).map(|(_, meant)| *meant);
            match meant.filter(|meant| !given.contains(*meant) && !content.contains_key(*meant)) {
                Some(meant) => {
                    let message = format!("`{key}` is no media type; it is read as `{meant}`");
                    self.mend("no-media-type", &place, message, &format!("write `{meant}`"));
                    self.moves.insert(child(at, meant), place);
                    content.insert(meant.to_owned(), value);
                }
                // An extension says nothing about bodies.
                None if key.starts_with("x-") => {}
                None => {
                    let message = format!("`{key}` is no media type; it is left out");
                    let help = "what describes a body belongs below its media type, such as `application/json`";
                    self.mend("no-media-type", &place, message, help);
                }
            }
        }
    }
}
