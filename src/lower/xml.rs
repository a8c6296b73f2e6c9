//! The `xml` object of schemas: names, namespaces, attributes and wrapped lists. It says nothing about types.

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value as Json;

use super::facets::Facets;
use super::merge::{Link, Part, Parts};
use super::{Lower, child};
use crate::diagnostics::Diagnostic;
use crate::model::{Api, Format, Payload, TypeKind, XmlItems, XmlKind, XmlNode};

/// Where lift keeps the `xml` object, which openapiv3 would drop.
const KEPT: &str = "x-cratewright-xml";

const UNSUPPORTED: &str = "unsupported-xml";

/// How deep lists of lists are followed.
const MAX_DEPTH: usize = 32;

/// What a schema and those that it stands for say together, the outermost first.
#[derive(Default)]
struct Found<'a> {
    xml: Vec<&'a Json>,
    items: Option<&'a ReferenceOr<Box<Schema>>>,
    is_list: bool,
    is_scalar: bool,
    component: Option<&'a str>,
}

impl<'a> Found<'a> {
    fn text(&self, key: &str) -> Option<&'a str> {
        self.xml.iter().find_map(|xml| xml.get(key)?.as_str()).filter(|text| !text.is_empty())
    }

    fn flag(&self, key: &str, node_type: &str) -> bool {
        match self.text("nodeType") {
            Some(found) => found == node_type,
            None => self.xml.iter().find_map(|xml| xml.get(key)?.as_bool()).unwrap_or(false),
        }
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
        let found = self.xml_found([link]);
        let name = found.component.unwrap_or("root");
        if !found.is_list {
            let node = self.xml_node([link], name, pointer, 0);
            return XmlNode { kind: XmlKind::Element, ..node };
        }
        let items = found.items.map(|items| {
            let link = Part::boxed(items, pointer.to_owned()).link;
            let name = self.xml_found([link]).component.unwrap_or("item");
            self.xml_node([link], name, pointer, 1)
        });
        let node = XmlNode { kind: XmlKind::Element, ..items.unwrap_or_else(|| XmlNode::element("item")) };
        XmlNode {
            name: found.text("name").unwrap_or(name).to_owned(),
            prefix: found.text("prefix").map(str::to_owned),
            namespace: found.text("namespace").map(str::to_owned),
            kind: XmlKind::Element,
            items: Some(Box::new(XmlItems { node, wrapped: true })),
        }
    }

    fn xml_node(
        &mut self,
        links: impl IntoIterator<Item = Link<'a>>,
        default: &str,
        pointer: &str,
        depth: usize,
    ) -> XmlNode {
        let found = self.xml_found(links);
        let mut kind = match found.text("nodeType") {
            Some("text" | "cdata") => XmlKind::Text,
            _ if found.flag("attribute", "attribute") => XmlKind::Attribute,
            _ => XmlKind::Element,
        };
        if kind != XmlKind::Element && !found.is_scalar {
            self.warn(
                UNSUPPORTED,
                &child(pointer, "xml"),
                "only a value without parts can be an attribute or the text of an element, so this one is an element of its own",
                "remove `attribute`, or make the value a string, number or boolean",
            );
            kind = XmlKind::Element;
        }
        let mut node = XmlNode {
            name: found.text("name").unwrap_or(default).to_owned(),
            prefix: found.text("prefix").map(str::to_owned),
            namespace: found.text("namespace").map(str::to_owned),
            kind,
            items: None,
        };
        if found.is_list && depth < MAX_DEPTH {
            let wrapped = found.flag("wrapped", "element");
            if !wrapped {
                // The list's own name is that of an element around it, and there is none.
                node = XmlNode::element(default);
            }
            let item = match found.items {
                Some(items) => {
                    let pointer = child(pointer, "items");
                    self.xml_node([Part::boxed(items, pointer.clone()).link], &node.name, &pointer, depth + 1)
                }
                None => XmlNode::element(node.name.clone()),
            };
            let item = XmlNode { kind: XmlKind::Element, ..item };
            node.items = Some(Box::new(XmlItems { node: item, wrapped }));
        }
        node
    }

    /// Follows references, and an `allOf` that only adds to one.
    fn xml_found(&self, links: impl IntoIterator<Item = Link<'a>>) -> Found<'a> {
        let mut found = Found::default();
        for link in links {
            let mut next = self.xml_schema(link, &mut found);
            // A chain is no longer than there are components, each with one `allOf` around it.
            for _ in 0..=2 * self.components.len() {
                let Some(schema) = next else { break };
                let facets = Facets::of(schema);
                found.xml.extend(schema.schema_data.extensions.get(KEPT));
                found.is_list |= facets.ty == Some("array");
                found.is_scalar |= matches!(facets.ty, Some("string" | "integer" | "number" | "boolean"));
                found.items = found.items.or(facets.items);
                next = match facets.all_of {
                    [part] => self.xml_schema(Part::new(part, String::new()).link, &mut found),
                    _ => None,
                };
            }
        }
        found
    }

    fn xml_schema(&self, link: Link<'a>, found: &mut Found<'a>) -> Option<&'a Schema> {
        let mut reference = match link {
            Link::Schema(schema) => return Some(schema),
            Link::Reference(reference) => reference.to_owned(),
        };
        for _ in 0..=self.components.len() {
            let (name, schema) = self.component(&reference)?;
            found.component.get_or_insert(name);
            match schema {
                ReferenceOr::Item(schema) => return Some(schema),
                ReferenceOr::Reference { reference: next } => reference = next.clone(),
            }
        }
        None
    }
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
    for def in &mut api.types {
        if let TypeKind::Struct(object) = &mut def.kind {
            object.fields.iter_mut().for_each(|field| field.xml = None);
        }
    }
}
