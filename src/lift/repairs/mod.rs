//! Mistakes that real documents make, each mended in the way that its author most likely meant, with a warning.
//!
//! One walk over the 3.0-shaped document; afterwards `openapiv3` can read it.

mod document;
mod lists;
mod media_types;
mod misplaced;
mod parameter;
mod path_query;
mod pattern;
mod schema;
mod security;
mod whole;

pub(super) use lists::lists;
pub(super) use misplaced::place;

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::grammar::{Element, Kind, walk};
use super::origins::Origins;
use super::shape::{self, Shape};
use super::stand_in::{consequence, stand_in};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::locate::{self, Place};
use crate::load::Sources;
use crate::pointer::push;

/// Mends a document; gives the moves.
pub(super) fn repair(
    document: &mut Value,
    sources: &Sources,
    origins: &Origins,
    diagnostics: &mut Vec<Diagnostic>,
) -> HashMap<String, String> {
    let mut repairs =
        Repairs { sources, origins, diagnostics, moves: HashMap::new(), gone: Vec::new(), scalars: RefCell::default() };
    walk(document, Kind::Document, &mut String::new(), &mut |value, kind, at| repairs.part(value, kind, at));
    repairs.moves
}

/// What a repair works with.
pub(super) struct Repairs<'a> {
    sources: &'a Sources,
    origins: &'a Origins,
    diagnostics: &'a mut Vec<Diagnostic>,
    moves: HashMap<String, String>,
    /// The parameters among the components that were left out.
    gone: Vec<String>,
    /// Where the scalars of a file stand, once somebody has asked.
    scalars: RefCell<HashMap<usize, HashMap<String, Place>>>,
}

impl Repairs<'_> {
    /// Says what was mended.
    fn warn(&mut self, code: &'static str, at: &str, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::warning(code, self.origins.resolve(at), message));
    }

    /// Says what was mended, and what to do about it.
    fn mend(&mut self, code: &'static str, at: &str, message: impl Into<String>, help: &str) {
        self.diagnostics.push(Diagnostic::warning(code, self.origins.resolve(at), message).help(help));
    }

    /// The text of a scalar as the user wrote it: `1.10` and not `1.1`.
    fn raw(&self, at: &str) -> Option<String> {
        let origin = self.sources.trail.text_of(&self.origins.resolve(at))?;
        let text = &self.sources.files.get(origin.file)?.text;
        let mut scalars = self.scalars.borrow_mut();
        let places = scalars.entry(origin.file).or_insert_with(|| locate::scalars(text));
        let Place { offset, len } = *places.get(&origin.path)?;
        text.get(offset..offset + len).map(str::to_owned)
    }

    /// Mends one part; the parts inside are mended already.
    fn part(&mut self, value: &mut Value, kind: Kind, at: &str) {
        if let Kind::Each(element) = kind {
            self.elements(value, element.kind(), at);
            if let (Element::MediaType, Value::Object(content), false) =
                (element, value, at == "/components/mediaTypes")
            {
                self.media_types(content, at);
            }
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
                ["callbacks", "pathItems", "mediaTypes"].iter().for_each(|key| drop(members.shift_remove(*key)));
                true
            }
            Kind::PathItem => {
                members.shift_remove("$ref");
                self.servers(members, at);
                self.path_query(members, at);
                true
            }
            Kind::Operation => self.operation(members, at),
            Kind::Parameter => self.parameter(members, at),
            Kind::Header => {
                self.schema_or_content(members, at);
                nulls(members);
                self.style(members, &["simple"], at);
                // openapiv3 does not read it.
                if members.shift_remove("explode") == Some(Value::Bool(true)) {
                    members.insert("x-cratewright-explode".to_owned(), true.into());
                }
                true
            }
            Kind::Link => self.link(members, at),
            Kind::Response => self.response(members, at),
            Kind::SecurityScheme => {
                self.security_scheme(members, at);
                true
            }
            Kind::Encoding => {
                self.header_names(members, at);
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
                schema::schema(self, members, at);
                true
            }
            Kind::MediaType | Kind::Example => {
                nulls(members);
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
        schema::siblings(self, members, at);
        if !members.contains_key("$ref") {
            self.members(members, kind, at);
            schema::schema(self, members, at);
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
                    let mut place = at.to_owned();
                    push(&mut place, &key);
                    let instead = stand_in(kind);
                    let needed = matches!(kind, Kind::Response | Kind::RequestBody | Kind::SecurityScheme);
                    if needed || !element.is_null() {
                        let what = consequence(kind);
                        self.warn("wrong-type", &place, format!("`{key}` must be {}; {what}", Shape::Map.words()));
                    }
                    match instead {
                        Some(instead) => *element = instead,
                        None => {
                            members.shift_remove(&key);
                            if kind == Kind::Parameter {
                                self.gone.push(place);
                            }
                        }
                    }
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
            if kind == Kind::Fields(Element::Response) && (value.is_null() || value.is_string()) {
                self.warn(
                    "wrong-type",
                    &place,
                    format!("the answer `{key}` must be a map; it is read as one without a body"),
                );
                *value = json!({ "description": value.as_str().unwrap_or_default() });
            } else if value.is_null() {
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
            } else if kind == Kind::Schema && key == "discriminator" && value.is_string() {
                let name = value.take();
                self.mend(
                    "wrong-type",
                    &place,
                    "`discriminator` must be a map; this is read as its `propertyName`",
                    "write `discriminator: { propertyName: .. }`",
                );
                *value = json!({ "propertyName": name });
            } else if kind == Kind::Schema && key == "enum" && !value.is_object() {
                self.mend(
                    "wrong-type",
                    &place,
                    "`enum` must be a list; it is read as a list of one",
                    "put it into a list",
                );
                *value = Value::Array(vec![value.take()]);
            } else if kind == Kind::Schema && key == "required" && is_flag(value) {
                let message = "`required` lists the properties that an object must have; here it is left out";
                self.mend("wrong-type", &place, message, "name the property in the `required` of the object around it");
                members.shift_remove(&key);
            } else {
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

    /// Headers of answers and parts have to have names that can be sent.
    fn header_names(&mut self, members: &mut Map<String, Value>, at: &str) {
        let Some(Value::Object(headers)) = members.get_mut("headers") else { return };
        let wrong: Vec<String> = headers.keys().filter(|name| !is_token(name)).cloned().collect();
        for name in wrong {
            headers.shift_remove(&name);
            let mut place = format!("{at}/headers");
            push(&mut place, &name);
            self.warn("header-name", &place, format!("`{name}` is no name of a header; it is left out"));
        }
    }

    fn response(&mut self, members: &mut Map<String, Value>, at: &str) -> bool {
        self.header_names(members, at);
        if !members.contains_key("description") {
            self.warn("missing-description", at, "the response has no `description`; OpenAPI 3.0 asks for one");
            members.insert("description".to_owned(), "".into());
        }
        true
    }
}

/// openapiv3 reads null as absent; an example or a default that is null goes on in a list of such members.
fn nulls(members: &mut Map<String, Value>) {
    let nulls: Vec<Value> = ["example", "default", "value"]
        .into_iter()
        .filter(|key| members.get(*key).is_some_and(Value::is_null))
        .map(Value::from)
        .collect();
    if !nulls.is_empty() {
        members.insert("x-cratewright-null".to_owned(), nulls.into());
    }
}

/// Whether a value says yes or no, in the words of any YAML.
fn is_flag(value: &Value) -> bool {
    Shape::Flag.fits(value) || (value.is_string() && Shape::Flag.mend(value, || None).is_some())
}

/// Whether a text is a token as HTTP has it (RFC 9110, 5.6.2): a header's name, an authentication scheme.
pub(super) fn is_token(text: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(sign)
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
