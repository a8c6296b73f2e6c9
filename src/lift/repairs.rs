//! Mistakes that real documents make, each mended in the way that its author most likely meant, with a warning.
//!
//! One walk over the 3.0-shaped document; afterwards `openapiv3` can read it.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::grammar::{Kind, push, walk};
use super::origins::Origins;
use super::repairs_schema;
use super::shape::{self, Shape};
use crate::diagnostics::{Diagnostic, Severity, locate};
use crate::load::Sources;

/// Mends a document; gives the moves.
pub(super) fn repair(
    document: &mut Value,
    sources: &Sources,
    origins: &Origins,
    diagnostics: &mut Vec<Diagnostic>,
) -> HashMap<String, String> {
    let mut repairs = Repairs { sources, origins, diagnostics, moves: HashMap::new() };
    walk(document, Kind::Document, &mut String::new(), &mut |value, kind, at| repairs.part(value, kind, at));
    repairs.moves
}

/// What a repair works with.
pub(super) struct Repairs<'a> {
    sources: &'a Sources,
    origins: &'a Origins,
    diagnostics: &'a mut Vec<Diagnostic>,
    pub(super) moves: HashMap<String, String>,
}

impl Repairs<'_> {
    /// Says what was mended.
    pub(super) fn warn(&mut self, code: &'static str, at: &str, message: impl Into<String>) {
        self.say(Severity::Warning, code, at, message.into(), None);
    }

    /// Says what cannot be mended.
    pub(super) fn error(&mut self, code: &'static str, at: &str, message: impl Into<String>, help: &str) {
        self.say(Severity::Error, code, at, message.into(), Some(help.to_owned()));
    }

    fn say(&mut self, severity: Severity, code: &'static str, at: &str, message: String, help: Option<String>) {
        let diagnostic = Diagnostic::error(code, self.origins.resolve(at), message);
        self.diagnostics.push(Diagnostic { severity, help, ..diagnostic });
    }

    /// The text of a scalar as the user wrote it.
    pub(super) fn raw(&self, at: &str) -> Option<String> {
        let origin = self.sources.trail.text_of(&self.origins.resolve(at))?;
        let text = &self.sources.files.get(origin.file)?.text;
        locate::scalar(text, &origin.path).map(str::to_owned)
    }

    /// Mends one part; the parts inside are mended already.
    fn part(&mut self, value: &mut Value, kind: Kind, at: &str) {
        if let Kind::Each(element) = kind {
            self.elements(value, element.kind(), at);
            return;
        }
        if kind == Kind::Data {
            return;
        }
        let Some(members) = value.as_object_mut() else { return };
        match members.get("$ref") {
            Some(Value::String(_)) => {
                self.reference(members, kind, at);
                return;
            }
            Some(_) if !matches!(kind, Kind::Fields(_)) => {
                let mut place = at.to_owned();
                push(&mut place, "$ref");
                self.wrong(&place, "$ref", Shape::Text);
                members.shift_remove("$ref");
            }
            _ => {}
        }
        self.members(members, kind, at);
        let keep = match kind {
            Kind::Document => self.document(members),
            Kind::Components => {
                // Nothing of these reaches the model.
                ["links", "callbacks", "pathItems", "mediaTypes", "examples"]
                    .iter()
                    .for_each(|key| drop(members.shift_remove(*key)));
                true
            }
            Kind::PathItem => {
                members.shift_remove("$ref");
                true
            }
            Kind::Operation => self.operation(members, at),
            Kind::Parameter => self.parameter(members, at),
            Kind::Header => {
                self.schema_or_content(members, at);
                self.style(members, &["simple"], at);
                // openapiv3 does not read it.
                if members.shift_remove("explode") == Some(Value::Bool(true)) {
                    members.insert("x-cratewright-explode".to_owned(), true.into());
                }
                true
            }
            Kind::Response => self.response(members, at),
            Kind::SecurityScheme => self.security_scheme(members, at),
            Kind::Encoding => {
                self.style(members, &["form", "spaceDelimited", "pipeDelimited", "deepObject"], at);
                // A media type counts only where none of these is said.
                if ["style", "explode", "allowReserved"].iter().any(|key| members.contains_key(*key)) {
                    members.insert("x-cratewright-styled".to_owned(), true.into());
                }
                // openapiv3 cannot say that this is absent; what it then means depends on the style.
                let explode = members.get("style").is_none_or(|style| style == "form");
                members.entry("explode").or_insert_with(|| explode.into());
                true
            }
            Kind::Schema => {
                repairs_schema::schema(self, members, at);
                true
            }
            _ => true,
        };
        if !keep {
            *value = Value::Null;
        }
    }

    /// A reference: openapiv3 would lose what stands beside it.
    fn reference(&mut self, members: &mut Map<String, Value>, kind: Kind, at: &str) {
        if members.len() == 1 {
            return;
        }
        if kind != Kind::Schema {
            members.retain(|key, _| key == "$ref");
            return;
        }
        repairs_schema::siblings(self, members, at);
        if !members.contains_key("$ref") {
            self.members(members, kind, at);
            repairs_schema::schema(self, members, at);
        }
    }

    /// The elements of a map or list: empty ones go, and those of the wrong JSON type.
    fn elements(&mut self, value: &mut Value, kind: Kind, at: &str) {
        match value {
            Value::Object(members) => {
                let keys: Vec<String> =
                    members.iter().filter(|(_, element)| !element.is_object()).map(|(key, _)| key.clone()).collect();
                for key in keys {
                    let Some(element) = members.get_mut(&key) else { continue };
                    if element.is_null() && matches!(kind, Kind::Schema | Kind::MediaType) {
                        *element = json!({});
                        continue;
                    }
                    if !element.is_null() {
                        let mut place = at.to_owned();
                        push(&mut place, &key);
                        self.wrong(&place, &key, Shape::Map);
                    }
                    members.shift_remove(&key);
                }
            }
            Value::Array(items) => {
                let mut kept = 0;
                for (index, item) in std::mem::take(items).into_iter().enumerate() {
                    if item.is_object() {
                        if kept != index {
                            self.moves.insert(format!("{at}/{kept}"), format!("{at}/{index}"));
                        }
                        kept += 1;
                        items.push(item);
                    } else if !item.is_null() {
                        self.warn("wrong-type", &format!("{at}/{index}"), "this must be a map; it is left out");
                    }
                }
            }
            _ => {}
        }
    }

    /// Says that something of the wrong JSON type is left out.
    pub(super) fn wrong(&mut self, at: &str, key: &str, shape: Shape) {
        self.warn("wrong-type", at, format!("`{key}` must be {}; it is left out", shape.words()));
    }

    /// The members of a thing: those of the wrong JSON type are mended or go.
    fn members(&mut self, members: &mut Map<String, Value>, kind: Kind, at: &str) {
        let misfits: Vec<(String, Shape)> = members
            .iter()
            .filter_map(|(key, value)| {
                let shape = shape::member(kind, key)?;
                (!shape.fits(value)).then(|| (key.clone(), shape))
            })
            .collect();
        for (key, shape) in misfits {
            let mut place = at.to_owned();
            push(&mut place, &key);
            let Some(value) = members.get_mut(&key) else { continue };
            if value.is_null() {
                members.shift_remove(&key);
            } else if let Some(mended) = shape.mend(value, || self.raw(&place)) {
                if shape != Shape::Text {
                    self.warn(
                        "wrong-type",
                        &place,
                        format!("`{key}` must be {}; it is read as `{mended}`", shape.words()),
                    );
                }
                *value = mended;
            } else if kind == Kind::Schema && key == "items" && value.is_array() {
                let first = value.get_mut(0).map(Value::take).filter(Value::is_object).unwrap_or_else(|| json!({}));
                self.moves.insert(place.clone(), format!("{place}/0"));
                self.warn("tuple-items", &place, "a list of schemas is not allowed here; only the first is used");
                *value = first;
            } else {
                if kind == Kind::Schema && key == "discriminator" && value.is_string() {
                    let name = value.take();
                    *value = json!({ "propertyName": name });
                    continue;
                }
                self.wrong(&place, &key, shape);
                members.shift_remove(&key);
            }
        }
    }

    fn operation(&mut self, members: &mut Map<String, Value>, at: &str) -> bool {
        if let Some(Value::Object(callbacks)) = members.get_mut("callbacks") {
            callbacks.retain(|_, callback| match callback {
                Value::Object(items) => {
                    items.retain(|expression, item| item.is_object() && !expression.starts_with("x-"));
                    true
                }
                _ => false,
            });
        }
        if !members.contains_key("responses") {
            self.warn("missing-responses", at, "the operation describes no responses");
            members.insert("responses".to_owned(), json!({}));
        }
        if members.get("requestBody").is_some_and(Value::is_null) {
            members.shift_remove("requestBody");
        }
        self.texts_inside(members, "externalDocs", Some("url"), at);
        self.servers(members, at);
        self.security(members, at);
        if let Some(Value::Object(responses)) = members.get_mut("responses") {
            let known = |key: &str| key == "default" || key.starts_with("x-") || is_status(key);
            for key in responses.keys().filter(|key| !known(key)).cloned().collect::<Vec<_>>() {
                let mut place = format!("{at}/responses");
                push(&mut place, &key);
                let message =
                    format!("`{key}` is no status, no class such as `4XX`, and not `default`; it is left out");
                self.warn("unknown-status", &place, message);
                responses.shift_remove(&key);
            }
            responses.retain(|_, response| !response.is_null());
        }
        true
    }

    fn response(&mut self, members: &mut Map<String, Value>, at: &str) -> bool {
        members.shift_remove("links");
        if !members.contains_key("description") {
            self.warn("missing-description", at, "the response has no `description`; OpenAPI 3.0 asks for one");
            members.insert("description".to_owned(), "".into());
        }
        true
    }

    fn parameter(&mut self, members: &mut Map<String, Value>, at: &str) -> bool {
        let location = members.get("in").and_then(Value::as_str).map(str::to_lowercase);
        let Some(location) = location else {
            self.error("missing-member", at, "the parameter has no `in`", "say where it is: `in: query`");
            return false;
        };
        if !members.contains_key("name") {
            self.error("missing-member", at, "the parameter has no `name`", "give it a name");
            return false;
        }
        let styles: &[&str] = match location.as_str() {
            "path" => &["matrix", "label", "simple"],
            "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            "header" => &["simple"],
            "cookie" => &["form"],
            _ => {
                let message = format!("`{location}` is no place for a parameter");
                self.error("unknown-location", at, message, "use `path`, `query`, `header` or `cookie`");
                return false;
            }
        };
        if location == "path" && members.get("required") != Some(&Value::Bool(true)) {
            self.warn("path-parameter-optional", at, "a path parameter is always required; add `required: true`");
            members.insert("required".to_owned(), true.into());
        }
        members.insert("in".to_owned(), location.into());
        self.style(members, styles, at);
        self.schema_or_content(members, at);
        true
    }

    /// A style that the place does not allow goes.
    fn style(&mut self, members: &mut Map<String, Value>, allowed: &[&str], at: &str) {
        let Some(Value::String(style)) = members.get("style") else { return };
        if !allowed.contains(&style.as_str()) {
            let message = format!("the style `{style}` is not allowed here; the default is used");
            self.warn("unknown-style", &format!("{at}/style"), message);
            members.shift_remove("style");
        }
    }

    /// Parameters and headers have a schema or one media type.
    fn schema_or_content(&mut self, members: &mut Map<String, Value>, at: &str) {
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

    fn security_scheme(&mut self, members: &mut Map<String, Value>, at: &str) -> bool {
        let text = |key: &str| members.get(key).and_then(Value::as_str);
        let problem = match text("type") {
            Some("apiKey") if text("name").is_none() => Some("an API key needs a `name`".to_owned()),
            Some("apiKey") if !matches!(text("in"), Some("query" | "header" | "cookie")) => {
                Some("an API key is `in` query, header or cookie".to_owned())
            }
            Some("http") if text("scheme").is_none() => Some("a scheme of type `http` needs a `scheme`".to_owned()),
            Some("apiKey" | "http" | "oauth2" | "openIdConnect") => None,
            Some("mutualTLS") => {
                // openapiv3 does not know it; `lower` does by this name.
                let description = members.get("description").filter(|text| text.is_string()).cloned();
                *members =
                    Map::from_iter([("type".to_owned(), "http".into()), ("scheme".to_owned(), "x-mutual-tls".into())]);
                members.extend(description.map(|text| ("description".to_owned(), text)));
                None
            }
            Some(other) => Some(format!("`{other}` is no type of security scheme")),
            None => Some("the security scheme has no `type`".to_owned()),
        };
        if let Some(message) = problem {
            self.error("broken-security-scheme", at, message, "the types are apiKey, http, oauth2 and openIdConnect");
            return false;
        }
        match members.get("type").and_then(Value::as_str) {
            Some("openIdConnect") => {
                members.entry("openIdConnectUrl").or_insert_with(|| "".into());
            }
            Some("oauth2") => flows(members),
            _ => {}
        }
        true
    }
}

/// Gives the flows of OAuth what openapiv3 asks for; nothing is generated from it but scopes.
fn flows(members: &mut Map<String, Value>) {
    let flows = members.entry("flows").or_insert_with(|| json!({}));
    let Value::Object(flows) = flows else { return };
    flows.retain(|key, flow| flow.is_object() || key.starts_with("x-"));
    for (name, flow) in flows.iter_mut() {
        let Value::Object(flow) = flow else { continue };
        let urls: &[&str] = match name.as_str() {
            "implicit" => &["authorizationUrl"],
            "authorizationCode" => &["authorizationUrl", "tokenUrl"],
            _ => &["tokenUrl"],
        };
        for url in urls {
            let value = flow.entry(*url).or_insert_with(|| "".into());
            if !value.is_string() {
                *value = "".into();
            }
        }
        if !flow.get("refreshUrl").is_none_or(Value::is_string) {
            flow.shift_remove("refreshUrl");
        }
        let scopes = flow.entry("scopes").or_insert_with(|| json!({}));
        if !Shape::TextMap.fits(scopes) {
            *scopes = Shape::TextMap.mend(scopes, || None).unwrap_or_else(|| json!({}));
        }
    }
}

/// `200` and `4XX`.
fn is_status(key: &str) -> bool {
    let bytes = key.as_bytes();
    match bytes {
        [first @ b'1'..=b'9', second, third] => {
            let class = second.eq_ignore_ascii_case(&b'x') && third.eq_ignore_ascii_case(&b'x');
            (class && first.is_ascii_digit()) || (second.is_ascii_digit() && third.is_ascii_digit())
        }
        _ => false,
    }
}
