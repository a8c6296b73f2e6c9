//! What OpenAPI 3.1 and 3.2 say outside of schemas in members that 3.0 does not have, in the form of 3.0. Schemas are
//! `v31`'s, methods `methods`', items of streams `item_schema`'s.

use serde_json::{Map, Value};

use super::grammar::Kind;
use super::v2::Moves;
use crate::diagnostics::Diagnostic;
use crate::model::{Pointer, essence};
use crate::pointer::child;

/// Where `lower` looks for a style that 3.0 does not have.
const STYLE: &str = "x-cratewright-style";

/// Converts one part; those inside it are converted already.
pub(super) fn part(
    members: &mut Map<String, Value>,
    kind: Kind,
    at: &str,
    moves: &mut Moves,
    diagnostics: &mut Vec<Diagnostic>,
) {
    match kind {
        Kind::Document => document(members),
        Kind::Parameter => parameter(members, at, moves, diagnostics),
        Kind::Response => response(members),
        Kind::MediaType | Kind::Encoding => positions(members, kind, at, diagnostics),
        Kind::Example => example(members, at, moves),
        Kind::SecurityScheme => security_scheme(members),
        _ => {}
    }
}

/// What the document says about itself and its tags.
fn document(root: &mut Map<String, Value>) {
    if let Some(Value::Object(info)) = root.get_mut("info") {
        summary(info);
        // A name for people, and the expression for programs.
        if let Some(Value::Object(license)) = info.get_mut("license")
            && let Some(Value::String(identifier)) = license.shift_remove("identifier")
        {
            let name = match license.get("name").and_then(Value::as_str) {
                Some(name) if name != identifier => format!("{name} ({identifier})"),
                _ => identifier,
            };
            license.insert("name".to_owned(), name.into());
        }
    }
    for tag in root.get_mut("tags").and_then(Value::as_array_mut).into_iter().flatten() {
        let Value::Object(tag) = tag else { continue };
        for key in ["summary", "parent", "kind"] {
            if let Some(value) = tag.shift_remove(key) {
                tag.insert(format!("x-cratewright-{key}"), value);
            }
        }
    }
}

/// A summary where 3.0 has only a description: its first paragraph.
fn summary(members: &mut Map<String, Value>) {
    let Some(Value::String(summary)) = members.shift_remove("summary") else { return };
    let text = match members.get("description").and_then(Value::as_str) {
        Some(description) if !description.trim().is_empty() => format!("{summary}\n\n{description}"),
        _ => summary,
    };
    members.insert("description".to_owned(), text.into());
}

/// An answer may do without a description.
fn response(members: &mut Map<String, Value>) {
    if !members.contains_key("$ref") {
        summary(members);
        members.entry("description").or_insert_with(|| "".into());
    }
}

/// `in: querystring`, and cookies in the style of cookies.
fn parameter(members: &mut Map<String, Value>, at: &str, moves: &mut Moves, diagnostics: &mut Vec<Diagnostic>) {
    let text = |key: &str| members.get(key).and_then(Value::as_str);
    if text("in") == Some("cookie") && text("style") == Some("cookie") {
        members.shift_remove("style");
        members.insert(STYLE.to_owned(), "cookie".into());
    }
    if members.get("in").and_then(Value::as_str) != Some("querystring") {
        return;
    }
    members.insert("in".to_owned(), "query".into());
    // Without `content` it is written as other parameters are, which is what a form's members are.
    if members.contains_key("schema") && !members.contains_key("content") {
        let message = "a parameter in the `querystring` has `content`; its `schema` is read as that of a form";
        let place = Pointer { file: 0, path: child(at, "schema") };
        let help = "write `content: {application/x-www-form-urlencoded: {schema: ...}}`";
        diagnostics.push(Diagnostic::warning("misplaced-schema", place, message).help(help));
        members.insert("style".to_owned(), "form".into());
        members.insert("explode".to_owned(), true.into());
        return;
    }
    let media = members.get("content").and_then(Value::as_object).and_then(|content| content.keys().next().cloned());
    if essence(media.as_deref().unwrap_or_default()) != "application/x-www-form-urlencoded" {
        members.insert(STYLE.to_owned(), "whole".into());
        return;
    }
    // A form is what the members of an exploded object are in a query.
    let Some(Value::Object(mut content)) = members.shift_remove("content") else { return };
    let (Some(media), Some(Value::Object(mut form))) =
        (media.as_ref(), media.as_ref().and_then(|m| content.shift_remove(m)))
    else {
        return;
    };
    let from = child(&child(at, "content"), media);
    if form.get("encoding").and_then(Value::as_object).is_some_and(|encoding| !encoding.is_empty()) {
        let at = Pointer { file: 0, path: child(&from, "encoding") };
        let message = "the `encoding` of a query's properties is not read; they are written as a form has them";
        diagnostics.push(Diagnostic::warning("encoding-ignored", at, message));
    }
    for key in ["schema", "example", "examples"] {
        if let Some(value) = form.shift_remove(key) {
            moves.insert(child(at, key), child(&from, key));
            members.insert(key.to_owned(), value);
        }
    }
    members.insert("style".to_owned(), "form".into());
    members.insert("explode".to_owned(), true.into());
}

/// What there is to know about a scheme is for people: its description says it.
fn security_scheme(members: &mut Map<String, Value>) {
    let mut paragraphs = Vec::new();
    if members.shift_remove("deprecated") == Some(Value::Bool(true)) {
        paragraphs.push("Deprecated.".to_owned());
    }
    paragraphs.extend(members.get("description").and_then(Value::as_str).map(str::to_owned));
    if let Some(Value::String(url)) = members.shift_remove("oauth2MetadataUrl") {
        paragraphs.push(format!("Metadata of the authorization server: {url}"));
    }
    if !paragraphs.is_empty() {
        members.insert("description".to_owned(), paragraphs.join("\n\n").into());
    }
}

/// Encodings by position and inside of others, for multipart bodies without names: they are not read.
fn positions(members: &mut Map<String, Value>, kind: Kind, at: &str, diagnostics: &mut Vec<Diagnostic>) {
    let nested: &[&str] = if kind == Kind::Encoding { &["encoding"] } else { &[] };
    for key in ["prefixEncoding", "itemEncoding"].iter().chain(nested) {
        if members.shift_remove(*key).is_some() {
            let at = Pointer { file: 0, path: child(at, key) };
            let message =
                format!("`{key}` is not read: parts of a multipart body have names here, and no parts inside");
            diagnostics.push(Diagnostic::warning("encoding-ignored", at, message));
        }
    }
}

/// An example as data and as text on the wire, where 3.0 has one value.
fn example(members: &mut Map<String, Value>, at: &str, moves: &mut Moves) {
    let data = members.shift_remove("dataValue");
    let text = members.shift_remove("serializedValue");
    let from = if data.is_some() { "dataValue" } else { "serializedValue" };
    let value = data.or_else(|| {
        let text = text?;
        let parsed = text.as_str().and_then(|text| serde_json::from_str(text).ok());
        Some(parsed.unwrap_or(text))
    });
    if let Some(value) = value.filter(|_| !members.contains_key("value")) {
        moves.insert(child(at, "value"), child(at, from));
        members.insert("value".to_owned(), value);
    }
}
