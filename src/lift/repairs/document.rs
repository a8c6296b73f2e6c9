//! Repairs of what stands at the top of a document or is small: info, tags, servers, security requirements.

use serde_json::{Map, Value, json};

use super::super::shape::Shape;
use super::Repairs;
use crate::pointer::push;

impl Repairs<'_> {
    /// A link has to say what it leads to.
    pub(super) fn link(&mut self, members: &mut Map<String, Value>, at: &str) -> bool {
        match (members.contains_key("operationId"), members.contains_key("operationRef")) {
            (false, false) => {
                let message =
                    "the link names no operation, so it is left out: there is neither `operationId` nor `operationRef`";
                self.warn("broken-link", at, message);
                return false;
            }
            (true, true) => {
                self.warn("broken-link", at, "the link has both `operationId` and `operationRef`; the first counts");
                members.shift_remove("operationRef");
            }
            _ => {}
        }
        // Only its URL is of interest.
        let server = members.shift_remove("server");
        let url = server.as_ref().and_then(|server| server.get("url")).filter(|url| url.is_string());
        if let Some(url) = url {
            members.insert("x-cratewright-server".to_owned(), url.clone());
        }
        true
    }

    /// The top of the document.
    pub(super) fn document(&mut self, root: &mut Map<String, Value>) -> bool {
        let mut info = match root.shift_remove("info") {
            Some(Value::Object(info)) => info,
            _ => {
                self.warn("missing-info", "", "`info` is missing; the API has neither title nor version");
                Map::new()
            }
        };
        for (key, default) in [("title", "API"), ("version", "0.0.0")] {
            self.text_member(&mut info, key, "/info");
            info.entry(key).or_insert_with(|| default.into());
        }
        for key in ["description", "termsOfService"] {
            self.text_member(&mut info, key, "/info");
        }
        for (key, needed) in [("contact", None), ("license", Some("name"))] {
            self.texts_inside(&mut info, key, needed, "/info");
        }
        root.insert("info".to_owned(), info.into());
        if !root.contains_key("paths") {
            self.warn("missing-paths", "", "`paths` is missing; the API has no operations");
            root.insert("paths".to_owned(), json!({}));
        }
        self.texts_inside(root, "externalDocs", Some("url"), "");
        self.servers(root, "");
        self.tags(root);
        self.security(root, "");
        self.whole(root);
        true
    }

    /// Tags are maps with a name.
    pub(super) fn tags(&mut self, root: &mut Map<String, Value>) {
        let Some(Value::Array(tags)) = root.get_mut("tags") else { return };
        for tag in tags.iter_mut() {
            if let Value::String(name) = tag {
                *tag = json!({ "name": name });
            }
        }
        tags.retain(|tag| tag.get("name").is_some_and(Value::is_string));
        for (index, tag) in tags.iter_mut().enumerate() {
            if let Value::Object(tag) = tag {
                let at = format!("/tags/{index}");
                self.text_member(tag, "description", &at);
                self.texts_inside(tag, "externalDocs", Some("url"), &at);
            }
        }
    }

    /// A member that must be text, or goes.
    pub(super) fn text_member(&mut self, members: &mut Map<String, Value>, key: &str, at: &str) {
        let Some(value) = members.get_mut(key) else { return };
        if value.is_string() {
            return;
        }
        let place = format!("{at}/{key}");
        match Shape::Text.mend(value, || self.raw(&place)) {
            Some(text) => *value = text,
            None => {
                if !value.is_null() {
                    self.wrong(&place, key, Shape::Text);
                }
                members.shift_remove(key);
            }
        }
    }

    /// A small map of texts: what is no text goes, and the whole where something needed is missing.
    pub(super) fn texts_inside(&mut self, parent: &mut Map<String, Value>, key: &str, needed: Option<&str>, at: &str) {
        let Some(value) = parent.get_mut(key) else { return };
        let Some(members) = value.as_object_mut() else {
            parent.shift_remove(key);
            return;
        };
        members.retain(|key, value| value.is_string() || key.starts_with("x-"));
        if let Some(needed) = needed
            && !members.contains_key(needed)
        {
            self.warn("missing-member", &format!("{at}/{key}"), format!("`{key}` has no `{needed}`; it is left out"));
            parent.shift_remove(key);
        }
    }

    /// Servers have a URL, and their variables a default.
    pub(super) fn servers(&mut self, members: &mut Map<String, Value>, at: &str) {
        let Some(Value::Array(servers)) = members.get_mut("servers") else { return };
        servers.retain(|server| server.get("url").is_some_and(Value::is_string));
        for (index, server) in servers.iter_mut().enumerate() {
            let Value::Object(server) = server else { continue };
            let at = format!("{at}/servers/{index}");
            self.text_member(server, "description", &at);
            // OpenAPI 3.2's, which openapiv3 does not know.
            if let Some(Value::String(name)) = server.shift_remove("name") {
                server.insert("x-cratewright-name".to_owned(), name.into());
            }
            let Some(Value::Object(variables)) = server.get_mut("variables") else {
                server.shift_remove("variables");
                continue;
            };
            for (name, variable) in variables.iter_mut() {
                let mut at = format!("{at}/variables");
                push(&mut at, name);
                let Value::Object(variable) = variable else {
                    *variable = json!({ "default": "" });
                    continue;
                };
                self.text_member(variable, "default", &at);
                self.text_member(variable, "description", &at);
                if let Some(values) = variable.get_mut("enum") {
                    *values = Shape::Texts.mend(values, || None).unwrap_or_else(|| json!([]));
                }
                if !variable.contains_key("default") {
                    self.warn("missing-member", &at, format!("the variable `{name}` has no default"));
                    let first = variable.get("enum").and_then(|values| values.get(0)).cloned();
                    variable.insert("default".to_owned(), first.unwrap_or_else(|| "".into()));
                }
            }
        }
    }

    /// Security requirements: maps of lists of scopes.
    pub(super) fn security(&mut self, members: &mut Map<String, Value>, at: &str) {
        let Some(Value::Array(alternatives)) = members.get_mut("security") else { return };
        alternatives.retain(Value::is_object);
        for (index, alternative) in alternatives.iter_mut().enumerate() {
            let Value::Object(schemes) = alternative else { continue };
            for (name, scopes) in schemes.iter_mut().filter(|(_, scopes)| !Shape::Texts.fits(scopes)) {
                let mut at = format!("{at}/security/{index}");
                push(&mut at, name);
                self.wrong(&at, name, Shape::Texts);
                *scopes = json!([]);
            }
        }
    }
}
