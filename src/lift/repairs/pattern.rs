//! Patterns that stand between the slashes of a JavaScript literal. What a pattern may say otherwise is not looked at here.

use serde_json::{Map, Value};

use super::Repairs;
use crate::pointer::child;

/// `/^a+$/i` is how JavaScript writes an expression; by the letter it needs a slash before the text begins, which no text
/// has.
pub(super) fn delimiters(repairs: &mut Repairs<'_>, schema: &mut Map<String, Value>, at: &str) {
    let Some(pattern) = schema.get("pattern").and_then(Value::as_str) else { return };
    let Some(meant) = within(pattern) else { return };
    let message =
        format!("the slashes around `{pattern}` are JavaScript's and no part of a pattern; it is read as `{meant}`");
    repairs.mend("pattern-delimiters", &child(at, "pattern"), message, "write the expression without the slashes");
    schema.insert("pattern".to_owned(), meant.into());
}

/// What stands between the slashes, if these cannot be part of what is meant.
fn within(pattern: &str) -> Option<String> {
    let (inner, flags) = pattern.strip_prefix('/')?.rsplit_once('/')?;
    let is_anchored = inner.starts_with('^') || (inner.ends_with('$') && !inner.ends_with("\\$"));
    if !is_anchored || !flags.bytes().all(|flag| b"dgimsuvy".contains(&flag)) {
        return None;
    }
    // The others are about where a search goes on, or are what a pattern has anyway.
    let modifiers: String = flags.chars().filter(|flag| "im".contains(*flag)).collect();
    Some(if modifiers.is_empty() { inner.to_owned() } else { format!("(?{modifiers}:{inner})") })
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn slashes_around_anchors_are_no_part_of_a_pattern() {
        assert_eq!(within("/^[a-z]+$/").as_deref(), Some("^[a-z]+$"));
        assert_eq!(within("/^a/gi").as_deref(), Some("(?i:^a)"));
        assert_eq!(within("/a$/u").as_deref(), Some("a$"));
    }

    #[test]
    fn paths_stay_what_they_are() {
        for pattern in ["/a/b", "^/a/$", "/files/\\$/", "/^a$/x", "/^a$", "/", "//"] {
            assert_eq!(within(pattern), None, "{pattern}");
        }
    }
}
