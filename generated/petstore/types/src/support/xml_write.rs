// SPDX-License-Identifier: MIT-0
//! How XML is written: an element for each property, a list repeats its element, unless the property's table entry says
//! otherwise.

use super::codec::{ListView, Look, View, VisitMember};
use super::shape::{Xml, XmlKind};
use super::text::look_text;
use super::xml_name::element_name;

/// What an element that stands for null says.
const NIL: &str = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"";

/// The namespaces that a start tag declares, by prefix.
#[derive(Default)]
struct Declared(Vec<(String, &'static str)>);

impl Declared {
    /// Writes a name with its prefix, and gives it back, with the declaration that it needs.
    fn name(&mut self, xml: &Xml, out: &mut String) -> (String, String) {
        let mut prefix = if xml.prefix.is_empty() { String::new() } else { element_name(xml.prefix) };
        let mut declaration = String::new();
        // An attribute without a prefix is in no namespace.
        if !xml.namespace.is_empty() && (!prefix.is_empty() || xml.kind != XmlKind::Attribute) {
            // In one tag, a prefix has one meaning.
            while self.0.iter().any(|(known, uri)| *known == prefix && *uri != xml.namespace) {
                prefix.push('_');
            }
            if !self.0.iter().any(|(known, _)| *known == prefix) {
                declaration.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
                declaration.push_str(&prefix);
                declaration.push_str("=\"");
                escape(xml.namespace, true, &mut declaration);
                declaration.push('"');
                self.0.push((prefix.clone(), xml.namespace));
            }
        }
        let mut name = prefix;
        if !name.is_empty() {
            name.push(':');
        }
        name.push_str(&element_name(xml.name));
        out.push_str(&name);
        (name, declaration)
    }
}

/// Writes a value as an XML document with this root element.
pub fn to_xml(value: &dyn View, root: &Xml) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    match value.look() {
        // A document has one root, so that a list needs an element around its items.
        Look::List(list) => wrap(list, root, root.items.unwrap_or(&Xml::element("item")), &mut out),
        Look::Absent => write(Look::Null, root, &mut out),
        look => write(look, root, &mut out),
    }
    out.into_bytes()
}

fn write(look: Look<'_>, xml: &Xml, out: &mut String) {
    match look {
        Look::Absent => {}
        // Of a list without an element around it, the one item that there is says so.
        Look::Null if !xml.wrapped && xml.items.is_some() => {
            write(look, xml.items.unwrap_or(&Xml::element("item")), out)
        }
        Look::Null => {
            out.push('<');
            let (_, declaration) = Declared::default().name(xml, out);
            out.push_str(&declaration);
            out.push_str(NIL);
            out.push_str("/>");
        }
        Look::List(list) if xml.wrapped => wrap(list, xml, xml.items.unwrap_or(&Xml::element("item")), out),
        Look::List(list) => items(list, xml.items.unwrap_or(xml), out),
        look => {
            out.push('<');
            let mut declared = Declared::default();
            let (name, declaration) = declared.name(xml, out);
            out.push_str(&declaration);
            content(&look, &mut declared, out);
            end(&name, out);
        }
    }
}

fn wrap(list: &dyn ListView, around: &Xml, item: &Xml, out: &mut String) {
    out.push('<');
    let (name, declaration) = Declared::default().name(around, out);
    out.push_str(&declaration);
    out.push('>');
    items(list, item, out);
    end(&name, out);
}

fn end(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn items(list: &dyn ListView, item: &Xml, out: &mut String) {
    for index in 0..list.len() {
        match list.item(index).map(View::look) {
            // In a list there is no leaving out.
            Some(Look::Absent) => write(Look::Null, item, out),
            // Without an element around it, a list in a list would be lost among its neighbours.
            Some(Look::List(list)) => wrap(list, item, item.items.unwrap_or(&Xml::element("item")), out),
            Some(look) => write(look, item, out),
            None => {}
        }
    }
}

/// The attributes of an element, the end of its start tag, its text and the elements in it.
fn content(look: &Look<'_>, declared: &mut Declared, out: &mut String) {
    if let Some(text) = look_text(look) {
        out.push('>');
        return escape(&text, false, out);
    }
    members(look, &mut |_, xml, value| {
        if let Some(xml) = xml.filter(|xml| xml.kind == XmlKind::Attribute)
            && let Some(text) = look_text(&value.look())
        {
            out.push(' ');
            let (_, declaration) = declared.name(xml, out);
            out.push_str("=\"");
            escape(&text, true, out);
            out.push('"');
            out.push_str(&declaration);
        }
    });
    out.push('>');
    members(look, &mut |name, xml, value| match xml {
        None => plain(name, value, out),
        Some(xml) => match xml.kind {
            XmlKind::Attribute => {}
            XmlKind::Text => escape(&look_text(&value.look()).unwrap_or_default(), false, out),
            XmlKind::Element => write(value.look(), xml, out),
        },
    });
}

/// Shows the members of an object.
fn members(look: &Look<'_>, visit: &mut VisitMember<'_>) {
    let (object, tag) = match look {
        Look::Map(map) => return map.each_member(visit),
        Look::Object(object) => (*object, ""),
        Look::Tagged(name, tag, object) => {
            let shape = object.shape();
            visit(name, shape.position(name).and_then(|field| shape.fields[field].xml), tag);
            (*object, *name)
        }
        _ => return,
    };
    for (index, field) in object.shape().fields.iter().enumerate() {
        let view = object.view(index);
        let left_out = !field.required && matches!(view.look(), Look::Absent);
        if !left_out && (tag.is_empty() || field.name != tag) {
            match (view.look(), field.required) {
                (Look::Absent, true) => visit(field.name, field.xml, &Nothing),
                _ => visit(field.name, field.xml, view),
            }
        }
    }
    if let Some(others) = object.others_view() {
        others.each_member(visit);
    }
}

/// The null of a property that must be there.
struct Nothing;

impl View for Nothing {
    fn look(&self) -> Look<'_> {
        Look::Null
    }
}

/// A member that no table entry describes, under its own name.
fn plain(name: &str, value: &dyn View, out: &mut String) {
    element(&element_name(name), value, out);
}

/// An element, or one for each item of a list. The name is one that XML accepts.
fn element(name: &str, value: &dyn View, out: &mut String) {
    match value.look() {
        Look::Absent => {}
        Look::Null => out.push_str(&format!("<{name}{NIL}/>")),
        Look::List(list) => {
            for item in (0..list.len()).filter_map(|index| list.item(index)) {
                match item.look() {
                    Look::Absent => element(name, &Nothing, out),
                    Look::List(inner) => {
                        out.push_str(&format!("<{name}>"));
                        items(inner, &Xml::element("item"), out);
                        end(name, out);
                    }
                    _ => element(name, item, out),
                }
            }
        }
        look => {
            out.push_str(&format!("<{name}"));
            content(&look, &mut Declared::default(), out);
            end(name, out);
        }
    }
}

/// Whether XML 1.0 has a way to write it.
pub(super) fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn escape(text: &str, in_attribute: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' if in_attribute => out.push_str("&quot;"),
            '\n' if in_attribute => out.push_str("&#10;"),
            '\t' if in_attribute => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            c => out.push(if is_char(c) { c } else { char::REPLACEMENT_CHARACTER }),
        }
    }
}
