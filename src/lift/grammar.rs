//! Which kind of thing stands where in a document: one grammar for all dialects, for walking.
//!
//! It lets a `$ref` be told from a property of that name or from an example's data.

use crate::pointer::push;
use serde_json::Value;

/// What a part of a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A whole document.
    Document,
    /// The named parts of a document.
    Components,
    /// A path with its operations.
    PathItem,
    /// A method of a path.
    Operation,
    /// A parameter; 2.0's body parameters too.
    Parameter,
    /// A request body.
    RequestBody,
    /// A body in one media type.
    MediaType,
    /// How a part of a form is written.
    Encoding,
    /// An answer.
    Response,
    /// A header of an answer or of a part.
    Header,
    /// A schema.
    Schema,
    /// A named example.
    Example,
    /// A link to another operation.
    Link,
    /// Requests that the server makes.
    Callback,
    /// A way to prove who is calling.
    SecurityScheme,
    /// A map or list of such things; keys say nothing.
    Each(Element),
    /// The same, but keys that start with `x-` are extensions: paths and responses.
    Fields(Element),
    /// Data: examples, defaults, extensions and all that has no references.
    Data,
}

/// What a map or list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Element {
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Response,
    Header,
    Schema,
    Example,
    Link,
    Callback,
    SecurityScheme,
}

impl Element {
    /// The kind of one element.
    pub(super) fn kind(self) -> Kind {
        match self {
            Element::PathItem => Kind::PathItem,
            Element::Operation => Kind::Operation,
            Element::Parameter => Kind::Parameter,
            Element::RequestBody => Kind::RequestBody,
            Element::MediaType => Kind::MediaType,
            Element::Encoding => Kind::Encoding,
            Element::Response => Kind::Response,
            Element::Header => Kind::Header,
            Element::Schema => Kind::Schema,
            Element::Example => Kind::Example,
            Element::Link => Kind::Link,
            Element::Callback => Kind::Callback,
            Element::SecurityScheme => Kind::SecurityScheme,
        }
    }
}

/// The HTTP methods that are members of a path item in any dialect.
pub(crate) const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

impl Kind {
    /// What stands under a key.
    pub(super) fn child(self, key: &str) -> Kind {
        use Element as E;
        use Kind::{Components, Data, Each, Fields};
        match (self, key) {
            (Each(element), _) => element.kind(),
            // What documents before 3.1 call their webhooks.
            (Kind::Document, "x-webhooks") => Fields(E::PathItem),
            // The schemas of names, once they are converted.
            (Kind::Schema, "x-cratewright-names" | "x-cratewright-other-names") => Kind::Schema,
            (_, key) if key.starts_with("x-") => Data,
            (Fields(element), _) => element.kind(),
            (Kind::Document, "paths" | "webhooks") => Fields(E::PathItem),
            (Kind::Document, "components") => Components,
            (Kind::Document, "definitions") | (Components, "schemas") => Each(E::Schema),
            (Kind::Document | Components | Kind::PathItem | Kind::Operation, "parameters") => Each(E::Parameter),
            (Kind::Document, "securityDefinitions") | (Components, "securitySchemes") => Each(E::SecurityScheme),
            (Kind::Document | Components, "responses") => Each(E::Response),
            (Components, "requestBodies") => Each(E::RequestBody),
            (Components | Kind::Encoding | Kind::Response, "headers") => Each(E::Header),
            (Components | Kind::Response, "links") => Each(E::Link),
            (Components | Kind::Operation, "callbacks") => Each(E::Callback),
            (Components, "pathItems") => Each(E::PathItem),
            (Components, "mediaTypes") => Each(E::MediaType),
            (Components | Kind::Parameter | Kind::MediaType | Kind::Header, "examples") => Each(E::Example),
            (Kind::PathItem, "additionalOperations") => Each(E::Operation),
            (Kind::PathItem, key) if METHODS.contains(&key) => Kind::Operation,
            (Kind::Operation, "requestBody") => Kind::RequestBody,
            (Kind::Operation, "responses") => Fields(E::Response),
            (Kind::Parameter | Kind::Header | Kind::RequestBody | Kind::Response, "content") => Each(E::MediaType),
            (Kind::Parameter | Kind::Header | Kind::MediaType | Kind::Response, "schema") => Kind::Schema,
            (Kind::MediaType, "itemSchema") => Kind::Schema,
            (Kind::MediaType, "encoding") => Each(E::Encoding),
            (Kind::Callback, _) => Kind::PathItem,
            (Kind::Schema, key) => schema_child(key),
            _ => Data,
        }
    }

    /// Whether a `$ref` of this kind is one: everything but plain data.
    pub(super) fn may_refer(self) -> bool {
        !matches!(self, Kind::Data | Kind::Document)
    }

    /// The place of such things under `components`, for kinds that openapiv3 can refer to.
    pub(super) fn section(self) -> Option<&'static str> {
        Some(match self {
            Kind::Schema => "schemas",
            Kind::Response => "responses",
            Kind::Parameter => "parameters",
            Kind::Example => "examples",
            Kind::RequestBody => "requestBodies",
            Kind::Header => "headers",
            Kind::SecurityScheme => "securitySchemes",
            Kind::Link => "links",
            _ => return None,
        })
    }

    /// The place of such things at the top of a 2.0 document.
    pub(super) fn section_v2(self) -> Option<&'static str> {
        Some(match self {
            Kind::Schema => "definitions",
            Kind::Response => "responses",
            Kind::Parameter => "parameters",
            Kind::SecurityScheme => "securityDefinitions",
            _ => return None,
        })
    }
}

/// What stands under a key of a schema.
fn schema_child(key: &str) -> Kind {
    match key {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" | "allOf" | "anyOf"
        | "oneOf" | "prefixItems" => Kind::Each(Element::Schema),
        // A list of schemas here (tuples of the older JSON Schema) gives the same kind one level down.
        "items"
        | "not"
        | "additionalProperties"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "contentSchema"
        | "additionalItems" => Kind::Schema,
        _ => Kind::Data,
    }
}

/// Visits every part that is not plain data, children before parents, with its pointer.
pub(super) fn walk(value: &mut Value, kind: Kind, path: &mut String, visit: &mut dyn FnMut(&mut Value, Kind, &str)) {
    each_child(value, kind, path, &mut |child, kind, path| walk(child, kind, path, visit));
    visit(value, kind, path);
}

/// Calls a function for every child that is not plain data. The depth is bounded by what `load` lets in.
pub(super) fn each_child(
    value: &mut Value,
    kind: Kind,
    path: &mut String,
    visit: &mut dyn FnMut(&mut Value, Kind, &mut String),
) {
    let base = path.len();
    match value {
        Value::Object(members) => {
            for (key, child) in members.iter_mut() {
                let kind = kind.child(key);
                if kind != Kind::Data && (child.is_object() || child.is_array()) {
                    push(path, key);
                    visit(child, kind, path);
                    path.truncate(base);
                }
            }
        }
        Value::Array(items) => {
            let kind = match kind {
                Kind::Each(element) | Kind::Fields(element) => element.kind(),
                same => same,
            };
            for (index, child) in items.iter_mut().enumerate() {
                push(path, &index.to_string());
                visit(child, kind, path);
                path.truncate(base);
            }
        }
        _ => {}
    }
}
