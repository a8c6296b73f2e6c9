// SPDX-License-Identifier: MIT-0
//! How XML is written: an element for each property, a list repeats its element, unless the property's table entry says
//! otherwise.

use super::codec::{ListView, Look, View};
use super::shape::{Xml, XmlKind};
use super::text::look_text;

/// What an element that stands for null says.
const NIL: &str = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"";

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
        Look::Null => {
            start(xml, out);
            out.push_str(NIL);
            out.push_str("/>");
        }
        Look::List(list) if xml.wrapped => wrap(list, xml, xml.items.unwrap_or(&Xml::element("item")), out),
        Look::List(list) => items(list, xml.items.unwrap_or(xml), out),
        look => {
            start(xml, out);
            match look_text(&look) {
                Some(text) => {
                    out.push('>');
                    escape(&text, false, out);
                }
                None => content(&look, out),
            }
            end(xml, out);
        }
    }
}

fn wrap(list: &dyn ListView, around: &Xml, item: &Xml, out: &mut String) {
    start(around, out);
    out.push('>');
    items(list, item, out);
    end(around, out);
}

fn items(list: &dyn ListView, item: &Xml, out: &mut String) {
    for index in 0..list.len() {
        match list.item(index).map(View::look) {
            // In a list there is no leaving out.
            Some(Look::Absent) => write(Look::Null, item, out),
            Some(look) => write(look, item, out),
            None => {}
        }
    }
}

/// The attributes of an object, the end of its start tag, and its elements and text.
fn content(look: &Look<'_>, out: &mut String) {
    members(look, &mut |_, xml, value| {
        if let Some(xml) = xml.filter(|xml| xml.kind == XmlKind::Attribute)
            && let Some(text) = look_text(&value.look())
        {
            out.push(' ');
            full_name(xml, out);
            out.push_str("=\"");
            escape(&text, true, out);
            out.push('"');
            declare(xml, out);
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

/// Sees a member of an object: its name, what the table entry says, and the value.
type Visit<'a> = dyn FnMut(&str, Option<&Xml>, &dyn View) + 'a;

/// Shows the members of an object.
fn members(look: &Look<'_>, visit: &mut Visit<'_>) {
    let (object, tag) = match look {
        Look::Map(map) => return map.each(&mut |name, value| visit(name, None, value)),
        Look::Object(object) => (*object, ""),
        Look::Tagged(name, tag, object) => {
            visit(name, None, tag);
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
        others.each(&mut |name, value| visit(name, None, value));
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
    let name = element_name(name);
    match value.look() {
        Look::Absent => {}
        Look::Null => out.push_str(&format!("<{name}{NIL}/>")),
        Look::List(list) => {
            for item in (0..list.len()).filter_map(|index| list.item(index)) {
                plain(&name, item, out);
            }
        }
        look => {
            out.push_str(&format!("<{name}"));
            match look_text(&look) {
                Some(text) => {
                    out.push('>');
                    escape(&text, false, out);
                }
                None => content(&look, out),
            }
            out.push_str(&format!("</{name}>"));
        }
    }
}

/// `<p:name xmlns:p="uri"`
fn start(xml: &Xml, out: &mut String) {
    out.push('<');
    full_name(xml, out);
    declare(xml, out);
}

fn end(xml: &Xml, out: &mut String) {
    out.push_str("</");
    full_name(xml, out);
    out.push('>');
}

fn full_name(xml: &Xml, out: &mut String) {
    if !xml.prefix.is_empty() {
        out.push_str(&element_name(xml.prefix));
        out.push(':');
    }
    out.push_str(&element_name(xml.name));
}

fn declare(xml: &Xml, out: &mut String) {
    // An attribute without a prefix is in no namespace.
    if xml.namespace.is_empty() || (xml.prefix.is_empty() && xml.kind == XmlKind::Attribute) {
        return;
    }
    out.push_str(" xmlns");
    if !xml.prefix.is_empty() {
        out.push(':');
        out.push_str(&element_name(xml.prefix));
    }
    out.push_str("=\"");
    escape(xml.namespace, true, out);
    out.push('"');
}

/// A name that XML accepts: other signs become `_`.
pub(super) fn element_name(name: &str) -> String {
    let mut text: String = name.chars().map(|c| if stands_in_name(c) { c } else { '_' }).collect();
    if !is_name(&text) {
        text.insert(0, '_');
    }
    text
}

/// Whether XML accepts a name as it is.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.chars().all(stands_in_name)
}

fn stands_in_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
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
            // XML 1.0 has no way to write these.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}
