//! Repairs of security schemes.

use serde_json::{Map, Value, json};

use super::super::shape::Shape;
use super::{Repairs, is_token};
use crate::pointer::unescape;

impl Repairs<'_> {
    /// A security scheme. What cannot be understood becomes a bearer token: an operation that asks for credentials must
    /// not be open because its document has a mistake.
    pub(super) fn security_scheme(&mut self, members: &mut Map<String, Value>, at: &str) {
        self.scheme_type(members, at);
        match members.get("type").and_then(Value::as_str) {
            Some("apiKey") => self.api_key(members, at),
            Some("http") if !members.contains_key("scheme") => {
                let message = "a scheme of type `http` needs a `scheme`; it is read as `bearer`";
                self.mend("broken-security-scheme", at, message, "say which: `scheme: bearer` or `scheme: basic`");
                members.insert("scheme".to_owned(), "bearer".into());
            }
            Some("mutualTLS") => {
                // openapiv3 does not know it; `lower` does by this name.
                let description = members.shift_remove("description").filter(Value::is_string);
                *members =
                    Map::from_iter([("type".to_owned(), "http".into()), ("scheme".to_owned(), "x-mutual-tls".into())]);
                members.extend(description.map(|text| ("description".to_owned(), text)));
            }
            Some("openIdConnect") => {
                members.entry("openIdConnectUrl").or_insert_with(|| "".into());
            }
            Some("oauth2") => flows(members),
            _ => {}
        }
        let text = |key: &str| members.get(key).and_then(Value::as_str);
        let word = match (text("type"), text("in")) {
            (Some("apiKey"), Some("header")) => text("name"),
            (Some("http"), _) => text("scheme"),
            _ => None,
        };
        if let Some(word) = word.filter(|word| !is_token(word)) {
            let message = format!("`{word}` cannot be sent in a header, so no request meets this scheme");
            self.warn("header-name", at, message);
        }
    }

    /// A scheme has one of the types; the other members tell which was meant.
    fn scheme_type(&mut self, members: &mut Map<String, Value>, at: &str) {
        let name = members.get("type").and_then(Value::as_str);
        if name.is_some_and(|name| TYPES.contains(&name)) {
            return;
        }
        let lower = name.unwrap_or_default().to_lowercase();
        let has = |key: &str| members.contains_key(key);
        let (meant, scheme) = match lower.as_str() {
            "basic" => ("http", Some("basic")),
            "bearer" | "jwt" | "token" => ("http", Some("bearer")),
            lower => match TYPES.iter().find(|known| known.eq_ignore_ascii_case(lower)) {
                Some(known) => (*known, None),
                None if has("scheme") => ("http", None),
                None if has("flows") => ("oauth2", None),
                None if has("openIdConnectUrl") => ("openIdConnect", None),
                None if has("name") && has("in") => ("apiKey", None),
                None => ("http", Some("bearer")),
            },
        };
        let what = match name {
            Some(name) => format!("`{name}` is no type of security scheme"),
            None => "the security scheme has no `type`".to_owned(),
        };
        let meant_text =
            scheme.map_or_else(|| format!("`{meant}`"), |scheme| format!("`http` with `scheme: {scheme}`"));
        let help = "the types are apiKey, http, oauth2, openIdConnect and mutualTLS";
        self.mend("broken-security-scheme", at, format!("{what}; it is read as {meant_text}"), help);
        members.insert("type".to_owned(), meant.into());
        if let Some(scheme) = scheme {
            members.insert("scheme".to_owned(), scheme.into());
        }
    }

    /// An API key has a name and a place.
    fn api_key(&mut self, members: &mut Map<String, Value>, at: &str) {
        if !members.contains_key("name") {
            let name = at.rsplit('/').next().map(unescape).unwrap_or_default();
            let message = format!("an API key needs a `name`; it is read as `{name}`");
            self.mend("broken-security-scheme", at, message, "name the header, query parameter or cookie");
            members.insert("name".to_owned(), name.into());
        }
        let place = members.get("in").and_then(Value::as_str).map(str::to_lowercase);
        match place.as_deref() {
            Some(place @ ("query" | "header" | "cookie")) => {
                let place = place.to_owned();
                members.insert("in".to_owned(), place.into());
            }
            _ => {
                let message = "an API key is `in` query, header or cookie; it is read as a header";
                self.mend("broken-security-scheme", at, message, "say where it is: `in: header`");
                members.insert("in".to_owned(), "header".into());
            }
        }
    }
}

/// The types of security schemes.
const TYPES: [&str; 5] = ["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"];

/// Gives the flows of OAuth what openapiv3 asks for; nothing is generated from it but scopes.
fn flows(members: &mut Map<String, Value>) {
    let flows = members.entry("flows").or_insert_with(|| json!({}));
    let Value::Object(flows) = flows else { return };
    flows.retain(|key, flow| flow.is_object() || key.starts_with("x-"));
    for (name, flow) in flows.iter_mut() {
        let Value::Object(flow) = flow else { continue };
        let urls: &[&str] = match name.as_str() {
            "implicit" => &["authorizationUrl"],
            "deviceAuthorization" => &["deviceAuthorizationUrl", "tokenUrl"],
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
    // OpenAPI 3.2's, which openapiv3 does not know.
    if let Some(flow) = flows.shift_remove("deviceAuthorization") {
        flows.insert("x-cratewright-device-authorization".to_owned(), flow);
    }
}
