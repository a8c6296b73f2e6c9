//! Repairs of parameters and headers.

use serde_json::{Map, Value, json};

use super::whole::path_of;
use super::{Repairs, is_token, nulls};

/// What says that a value may have signs that mean something in a path: OpenAPI's word, AutoRest's and GitHub's.
const KEEPS_SIGNS: [&str; 3] = ["allowReserved", "x-ms-skip-url-encoding", "x-multi-segment"];

impl Repairs<'_> {
    /// A parameter; whether it can be kept.
    pub(super) fn parameter(&mut self, members: &mut Map<String, Value>, at: &str) -> bool {
        let Some(name) = members.get("name").and_then(Value::as_str) else {
            self.mend(
                "missing-member",
                at,
                "the parameter has no `name`; it is left out",
                "say what it is called: `name: limit`",
            );
            return false;
        };
        let in_path = path_of(at).is_some_and(|path| path.contains(&format!("{{{name}}}")));
        let location = members.get("in").and_then(Value::as_str).map(str::to_lowercase);
        let location = match location {
            Some(location) => location,
            None if in_path => {
                self.mend(
                    "missing-member",
                    at,
                    "the parameter has no `in`; the path has one of this name",
                    "say where it is: `in: path`",
                );
                "path".to_owned()
            }
            None => {
                self.mend(
                    "missing-member",
                    at,
                    "the parameter has no `in`; it is left out",
                    "say where it is: `in: query`",
                );
                return false;
            }
        };
        let styles: &[&str] = match location.as_str() {
            "path" => &["matrix", "label", "simple"],
            "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            "header" => &["simple"],
            "cookie" => &["form"],
            _ => {
                let message = format!("`{location}` is no place for a parameter; it is left out");
                let help = match location.as_str() {
                    "body" | "formdata" => "OpenAPI 3 has `requestBody` for it",
                    _ => "the places are `path`, `query`, `header` and `cookie`",
                };
                self.mend("unknown-location", at, message, help);
                return false;
            }
        };
        if location == "header" && !is_token(name) {
            let message = format!("`{name}` is no name of a header; the parameter is left out");
            self.warn("header-name", at, message);
            return false;
        }
        if location == "path" && members.get("required") != Some(&Value::Bool(true)) {
            self.warn("path-parameter-optional", at, "a path parameter is always required; add `required: true`");
            members.insert("required".to_owned(), true.into());
        }
        if location == "path" {
            self.kept_signs(members, at);
        }
        members.insert("in".to_owned(), location.into());
        self.style(members, styles, at);
        self.schema_or_content(members, at);
        nulls(members);
        true
    }

    /// A value in the path is one segment, whatever signs are said to stay in it.
    fn kept_signs(&mut self, members: &Map<String, Value>, at: &str) {
        let says = |key: &&&str| members.get(**key) == Some(&Value::Bool(true));
        if let Some(key) = KEEPS_SIGNS.iter().find(says) {
            let message =
                "the value is one segment of the path all the same: `/` in it is sent as `%2F`, and `?` as `%3F`";
            let help = "split the path into segments with a parameter each, where their number is known";
            self.mend("unsupported-reserved", &format!("{at}/{key}"), message, help);
        }
    }

    /// A style that the place does not allow goes.
    pub(super) fn style(&mut self, members: &mut Map<String, Value>, allowed: &[&str], at: &str) {
        let Some(Value::String(style)) = members.get("style") else { return };
        if !allowed.contains(&style.as_str()) {
            let message = format!("the style `{style}` is not allowed here; the default is used");
            self.warn("unknown-style", &format!("{at}/style"), message);
            members.shift_remove("style");
        }
    }

    /// Parameters and headers have a schema or one media type.
    pub(super) fn schema_or_content(&mut self, members: &mut Map<String, Value>, at: &str) {
        if members.contains_key("schema") {
            members.shift_remove("content");
            return;
        }
        match members.get_mut("content") {
            Some(Value::Object(content)) if !content.is_empty() => {}
            _ => {
                members.shift_remove("content");
                self.warn("missing-schema", at, "there is neither `schema` nor `content`; it is read as text");
                members.insert("schema".to_owned(), json!({ "type": "string" }));
            }
        }
    }
}
