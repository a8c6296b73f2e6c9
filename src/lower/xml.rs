//! The `xml` object of schemas: names, namespaces, attributes and wrapped lists. It says nothing about types.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value as Json;

use super::Lower;
use super::facets::Facets;
use super::merge::{Link, Part, Parts};
use crate::diagnostics::Diagnostic;
use crate::model::{Api, Field, Format, Payload, TypeKind, XmlItems, XmlKind, XmlNode};
use crate::pointer::child;

/// Where lift keeps the `xml` object, which openapiv3 would drop.
const KEPT: &str = "x-cratewright-xml";

const UNSUPPORTED: &str = "unsupported-xml";

/// What the prefix `xml` stands for everywhere.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// How deep lists of lists are followed.
const MAX_DEPTH: usize = 32;

/// What a schema and those that it stands for say together, the outermost first.
#[derive(Default)]
struct Found<'a> {
    /// The `xml` objects, and where they stand.
    xml: Vec<(&'a Json, String)>,
    items: Option<(&'a ReferenceOr<Box<Schema>>, String)>,
    is_list: bool,
    is_scalar: bool,
    component: Option<&'a str>,
}

impl<'a> Found<'a> {
    fn text(&self, key: &str) -> Option<&'a str> {
        self.xml.iter().find_map(|(xml, _)| xml.get(key)?.as_str()).filter(|text| !text.is_empty())
    }

    fn flag(&self, key: &str, node_type: &str) -> bool {
        match self.text("nodeType") {
            Some(found) => found == node_type,
            None => self.xml.iter().find_map(|(xml, _)| xml.get(key)?.as_bool()).unwrap_or(false),
        }
    }

    /// Where one of the keys stands.
    fn at(&self, keys: &[&str]) -> &str {
        let says = |xml: &Json| keys.iter().any(|key| xml.get(key).is_some());
        self.xml.iter().find(|(xml, _)| says(xml)).map_or("", |(_, pointer)| pointer)
    }
}

impl<'a> Lower<'a> {
    /// How a property's value stands in XML; `None` where it stands under the property's name, as a plain element.
    pub(super) fn xml_property(&mut self, wire: &str, parts: &Parts<'a>) -> Option<XmlNode> {
        // What several parts say about one property: the last word counts.
        let links = parts.list.iter().rev().map(|part| part.link);
        let pointer = parts.list.last().map_or("", |part| &part.pointer);
        let node = self.xml_node(links, wire, pointer, 0);
        (node != XmlNode::element(wire)).then_some(node)
    }

    /// The root element of a body. A list there has an element around it, whatever it says.
    pub(super) fn xml_root(&mut self, schema: Option<&'a ReferenceOr<Schema>>, pointer: &str) -> XmlNode {
        let Some(schema) = schema else { return XmlNode::element("root") };
        let link = Part::new(schema, pointer.to_owned()).link;
        let found = self.xml_found([link], pointer);
        let name = found.component.unwrap_or("root");
        if !found.is_list {
            let node = self.xml_node([link], name, pointer, 0);
            return XmlNode { kind: XmlKind::Element, ..node };
        }
        let mut root = self.xml_named(&found, name);
        root.items = Some(Box::new(XmlItems { node: self.xml_items(&found, None, 1), wrapped: true }));
        root
    }

    fn xml_node(
        &mut self,
        links: impl IntoIterator<Item = Link<'a>>,
        default: &str,
        pointer: &str,
        depth: usize,
    ) -> XmlNode {
        let found = self.xml_found(links, pointer);
        let mut kind = match found.text("nodeType") {
            Some("text" | "cdata") => XmlKind::Text,
            _ if found.flag("attribute", "attribute") => XmlKind::Attribute,
            _ => XmlKind::Element,
        };
        if kind != XmlKind::Element && !found.is_scalar {
            self.warn(
                UNSUPPORTED,
                found.at(&["attribute", "nodeType"]),
                "only a value without parts can be an attribute or the text of an element, so this one is an element of its own",
                "remove `attribute`, or make the value a string, number or boolean",
            );
            kind = XmlKind::Element;
        }
        if let Some(other) = found.text("nodeType")
            && !(matches!(other, "element" | "attribute" | "text" | "cdata") || other == "none" && found.is_list)
        {
            self.warn(
                UNSUPPORTED,
                found.at(&["nodeType"]),
                format!("`nodeType: {other}` is read as `element` here"),
                "use `element`, `attribute`, `text` or `cdata`; `none` is for lists",
            );
        }
        if !found.is_list || depth >= MAX_DEPTH {
            let node = self.xml_named(&found, default);
            if kind == XmlKind::Attribute && node.namespace.is_some() && node.prefix.is_none() {
                self.warn(
                    UNSUPPORTED,
                    found.at(&["namespace"]),
                    "an attribute without a prefix is in no namespace, so this one is left out",
                    "add a `prefix`",
                );
            }
            return XmlNode { kind, ..node };
        }
        // A list in a list has an element around it, since its items would be lost among those of its neighbours.
        let wrapped = depth > 0 || found.flag("wrapped", "element");
        // Without an element around it, the list's own name has no place.
        let mut node = if wrapped { self.xml_named(&found, default) } else { XmlNode::element(default) };
        let item = self.xml_items(&found, Some(&node.name), depth + 1);
        node.items = Some(Box::new(XmlItems { node: item, wrapped }));
        node
    }

    /// How the items of a list stand: under their own name, the given one, or that of their component.
    fn xml_items(&mut self, found: &Found<'a>, name: Option<&str>, depth: usize) -> XmlNode {
        let Some((items, pointer)) = &found.items else { return XmlNode::element(name.unwrap_or("item")) };
        let link = Part::boxed(items, pointer.clone()).link;
        let component = self.xml_found([link], pointer).component;
        let node = self.xml_node([link], name.or(component).unwrap_or("item"), pointer, depth);
        XmlNode { kind: XmlKind::Element, ..node }
    }

    /// Name, prefix and namespace.
    fn xml_named(&mut self, found: &Found<'a>, default: &str) -> XmlNode {
        let mut node = XmlNode {
            prefix: found.text("prefix").map(str::to_owned),
            namespace: found.text("namespace").map(str::to_owned),
            ..XmlNode::element(found.text("name").unwrap_or(default))
        };
        let own = found.text("name").filter(|_| node.prefix.is_none()).and_then(|name| name.split_once(':'));
        if let Some((prefix, name)) = own {
            (node.prefix, node.name) = (Some(prefix.to_owned()), name.to_owned());
        }
        if found.text("name").is_some() && !is_name(&node.name) {
            self.warn(
                UNSUPPORTED,
                found.at(&["name"]),
                "this is no name in XML, so other signs than letters, digits, `_`, `-` and `.` become `_`",
                "choose a name that XML accepts",
            );
        }
        if let Some(prefix) = &node.prefix
            && node.namespace.is_none()
        {
            node.namespace = self.xml_namespace(prefix);
        }
        let is_bound = match (node.prefix.as_deref(), node.namespace.as_deref()) {
            (None, _) => true,
            (Some("xml"), uri) => uri == Some(XML),
            (Some("xmlns"), _) | (_, None) => false,
            (Some(_), Some(_)) => true,
        };
        if !is_bound {
            self.warn(
                UNSUPPORTED,
                found.at(&["prefix", "name"]),
                "no namespace is given for this prefix, so it is left out",
                "add the `namespace` that it stands for",
            );
            (node.prefix, node.namespace) = (None, None);
        }
        node
    }

    /// The namespace that another `xml` object gives for a prefix.
    fn xml_namespace(&self, prefix: &str) -> Option<String> {
        let namespaces = self.namespaces.get_or_init(|| {
            let mut found = HashMap::from([("xml".to_owned(), XML.to_owned())]);
            gather(&serde_json::to_value(self.document).unwrap_or_default(), &mut found);
            found
        });
        namespaces.get(prefix).cloned()
    }

    /// No two properties of an object may stand under the same name.
    pub(super) fn xml_apart(&mut self, fields: &mut [Field]) {
        let mut taken = HashSet::new();
        for field in fields {
            if taken.insert(stands(field)) {
                continue;
            }
            let (said, wire) = (stands(field), field.wire.clone());
            if let Some(node) = &mut field.xml {
                match &mut node.items {
                    Some(items) if !items.wrapped => items.node.name = wire,
                    _ if node.kind == XmlKind::Text => *node = XmlNode::element(wire),
                    _ => node.name = wire,
                }
            }
            taken.insert(stands(field));
            let under = match said {
                (XmlKind::Text, _) => "be the text of its element".to_owned(),
                (_, name) => format!("stand in XML as `{name}`"),
            };
            let diagnostic = Diagnostic::warning(
                UNSUPPORTED,
                field.origin.clone(),
                format!("another property is to {under} already, so this one goes by its own name"),
            );
            self.diagnostics.push(diagnostic.help("give it a `name` of its own in its `xml` object"));
        }
    }

    /// Follows references, and an `allOf` that only adds to one.
    fn xml_found(&self, links: impl IntoIterator<Item = Link<'a>>, pointer: &str) -> Found<'a> {
        let mut found = Found::default();
        for link in links {
            let mut next = self.xml_schema(link, pointer.to_owned(), &mut found);
            // A chain is no longer than there are components, each with one `allOf` around it.
            for _ in 0..=2 * self.components.len() {
                let Some((schema, pointer)) = next else { break };
                let facets = Facets::of(schema);
                let xml = schema.schema_data.extensions.get(KEPT);
                found.xml.extend(xml.map(|xml| (xml, child(&pointer, "xml"))));
                found.is_list |= facets.ty == Some("array");
                found.is_scalar |= matches!(facets.ty, Some("string" | "integer" | "number" | "boolean"));
                found.items = found.items.or_else(|| facets.items.map(|items| (items, child(&pointer, "items"))));
                next = match facets.all_of {
                    // With properties of its own it is another thing, under another name.
                    [part] if facets.properties.is_none() => {
                        let pointer = child(&child(&pointer, "allOf"), "0");
                        self.xml_schema(Part::new(part, String::new()).link, pointer, &mut found)
                    }
                    _ => None,
                };
            }
        }
        found
    }

    fn xml_schema(&self, link: Link<'a>, pointer: String, found: &mut Found<'a>) -> Option<(&'a Schema, String)> {
        match link {
            Link::Schema(schema) => Some((schema, pointer)),
            Link::Reference(reference) => {
                let (first, _) = self.component(reference)?;
                found.component.get_or_insert(first);
                let (name, schema) = self.follow(reference)?;
                Some((schema, child("/components/schemas", name)))
            }
        }
    }
}

/// As what a property stands in XML.
fn stands(field: &Field) -> (XmlKind, String) {
    let Some(node) = &field.xml else { return (XmlKind::Element, field.wire.clone()) };
    match (&node.items, node.kind) {
        (Some(items), _) if !items.wrapped => (XmlKind::Element, items.node.name.clone()),
        (_, XmlKind::Text) => (XmlKind::Text, String::new()),
        (_, kind) => (kind, node.name.clone()),
    }
}

/// The namespaces that `xml` objects give for prefixes.
fn gather(value: &Json, found: &mut HashMap<String, String>) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| gather(item, found)),
        Json::Object(members) => {
            if let Some(xml) = members.get(KEPT)
                && let (Some(prefix), Some(namespace)) = (xml["prefix"].as_str(), xml["namespace"].as_str())
            {
                found.entry(prefix.to_owned()).or_insert_with(|| namespace.to_owned());
            }
            members.values().for_each(|member| gather(member, found));
        }
        _ => {}
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// Without a body in XML nobody needs to know how anything stands there, nor what is wrong with that.
pub(super) fn forget_unused(api: &mut Api, diagnostics: &mut Vec<Diagnostic>) {
    let is_xml = |payload: &Payload| payload.media.iter().any(|media| matches!(media.format, Format::Xml { .. }));
    let spoken = api.operations.iter().any(|operation| {
        operation.bodies.iter().chain(operation.responses.iter().flat_map(|response| &response.payloads)).any(is_xml)
    });
    if spoken {
        return;
    }
    diagnostics.retain(|diagnostic| diagnostic.code != UNSUPPORTED);
    for def in Arc::make_mut(&mut api.types) {
        if let TypeKind::Struct(object) = &mut def.kind {
            object.fields.iter_mut().for_each(|field| field.xml = None);
        }
    }
}
