//! Repairs of what stands at the top of a document or is small: info, tags, servers, security requirements.

use std::collections::HashSet;

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
        let mut names = HashSet::new();
        for (index, tag) in tags.iter_mut().enumerate() {
            let at = format!("/tags/{index}");
            match tag {
                Value::String(name) => {
                    self.warn("wrong-type", &at, format!("a tag is a map with a `name`; `{name}` is read as one"));
                    *tag = json!({ "name": name });
                }
                Value::Object(tag) => {
                    self.text_member(tag, "name", &at);
                    self.text_member(tag, "description", &at);
                    self.texts_inside(tag, "externalDocs", Some("url"), &at);
                }
                _ => {}
            }
            if let Some(name) = tag.get("name").and_then(Value::as_str)
                && !names.insert(name.to_owned())
            {
                self.warn("duplicate-tag", &at, format!("the tag `{name}` is described before; this is left out"));
                *tag = Value::Null;
            }
        }
        let is_named = |tag: &Value| tag.get("name").is_some_and(Value::is_string);
        self.keep(tags, "/tags", is_named, "a tag is a map with a `name`");
    }

    /// Keeps the elements of a list that are what they should be.
    fn keep(&mut self, items: &mut Vec<Value>, at: &str, fits: impl Fn(&Value) -> bool, what: &str) {
        let mut kept = 0;
        for (index, item) in std::mem::take(items).into_iter().enumerate() {
            let place = format!("{at}/{index}");
            if fits(&item) {
                if kept != index {
                    self.moves.insert(format!("{at}/{kept}"), place);
                }
                kept += 1;
                items.push(item);
            } else if !item.is_null() {
                self.warn("wrong-type", &place, format!("{what}; this is left out"));
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
        let place = format!("{at}/{key}");
        let Some(members) = value.as_object_mut() else {
            if !value.is_null() {
                self.wrong(&place, key, Shape::Map);
            }
            parent.shift_remove(key);
            return;
        };
        let odd = members.iter().filter(|(key, value)| !value.is_string() && !key.starts_with("x-"));
        for key in odd.map(|(key, _)| key.clone()).collect::<Vec<_>>() {
            self.text_member(members, &key, &place);
        }
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
        let list = format!("{at}/servers");
        for (index, server) in servers.iter_mut().enumerate() {
            let at = format!("{list}/{index}");
            if server.is_string() {
                self.warn("wrong-type", &at, "a server is a map with a `url`; this is read as one");
                *server = json!({ "url": server.take() });
            }
            let Value::Object(server) = server else { continue };
            self.text_member(server, "url", &at);
            self.text_member(server, "description", &at);
            self.undescribed_variables(server, &at);
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
                    // A value alone is what the variable is unless it is set.
                    let default = Shape::Text
                        .mend(variable, || self.raw(&at))
                        .or_else(|| variable.is_string().then(|| variable.take()));
                    let default = default.unwrap_or_else(|| "".into());
                    let message =
                        format!("the variable `{name}` must be a map; it is read as one with the default {default}");
                    self.warn("wrong-type", &at, message);
                    *variable = json!({ "default": default });
                    continue;
                };
                self.text_member(variable, "default", &at);
                self.text_member(variable, "description", &at);
                if let Some(values) = variable.get_mut("enum").filter(|values| !Shape::Texts.fits(values)) {
                    match Shape::Texts.mend(values, || None) {
                        Some(mended) => *values = mended,
                        None => {
                            self.wrong(&format!("{at}/enum"), "enum", Shape::Texts);
                            *values = json!([]);
                        }
                    }
                }
                if !variable.contains_key("default") {
                    self.warn("missing-member", &at, format!("the variable `{name}` has no default"));
                    let first = variable.get("enum").and_then(|values| values.get(0)).cloned();
                    variable.insert("default".to_owned(), first.unwrap_or_else(|| "".into()));
                }
                let listed = variable.get("enum").and_then(Value::as_array).filter(|values| !values.is_empty());
                let default = variable.get("default").cloned().unwrap_or_default();
                if listed.is_some_and(|values| !values.contains(&default)) {
                    let message =
                        format!("the variable `{name}` is {default} by default, which its `enum` does not list");
                    let help = "add it to the list, or take one of the list as the default";
                    self.mend("misfit-default", &format!("{at}/default"), message, help);
                }
            }
        }
        let is_placed = |server: &Value| server.get("url").is_some_and(Value::is_string);
        self.keep(servers, &list, is_placed, "a server is a map with a `url`");
    }

    /// What stands in braces in a server's URL is a variable.
    fn undescribed_variables(&mut self, server: &mut Map<String, Value>, at: &str) {
        let Some(Value::String(url)) = server.get("url") else { return };
        let known = |name: &str| server.get("variables").is_some_and(|variables| variables.get(name).is_some());
        let names = url.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
        let mut missing: Vec<String> = Vec::new();
        for name in names.filter(|name| !name.is_empty() && !known(name)) {
            if !missing.iter().any(|other| other == name) {
                missing.push(name.to_owned());
            }
        }
        if missing.is_empty() {
            return;
        }
        let variables = server.entry("variables").or_insert_with(|| json!({}));
        if !variables.is_object() {
            *variables = json!({});
        }
        for name in missing {
            let message = format!("the URL has `{{{name}}}`, and no variable of that name is described");
            self.mend(
                "missing-member",
                &format!("{at}/url"),
                message,
                "describe it, with a default, under `variables`",
            );
            variables[name] = json!({ "default": "" });
        }
    }

    /// Security requirements: maps of lists of scopes.
    pub(super) fn security(&mut self, members: &mut Map<String, Value>, at: &str) {
        let Some(Value::Array(alternatives)) = members.get_mut("security") else { return };
        for (index, alternative) in alternatives.iter_mut().enumerate() {
            let Value::Object(schemes) = alternative else { continue };
            for (name, scopes) in schemes.iter_mut().filter(|(_, scopes)| !Shape::Texts.fits(scopes)) {
                let mut at = format!("{at}/security/{index}");
                push(&mut at, name);
                self.wrong(&at, name, Shape::Texts);
                *scopes = json!([]);
            }
        }
        let list = format!("{at}/security");
        self.keep(alternatives, &list, Value::is_object, "an alternative is a map of security schemes");
    }
}
