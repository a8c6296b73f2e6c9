// SPDX-License-Identifier: MIT-0
//! XML: an element for each property, a list repeats its element. Attributes are read as properties.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event as Xml};

use super::codec::{Event, Look, Place, Untyped, View};
use super::error::{Cx, DecodeError, Mode, Result};
use super::node::Node;
use super::text::look_text;

/// Elements nested deeper than this are refused.
const MAX_DEPTH: usize = 128;

/// Reads an XML document into a place. The name of the root element does not matter.
pub fn decode_xml(place: &mut dyn Place, bytes: &[u8], mode: Mode) -> std::result::Result<(), DecodeError> {
    let text = std::str::from_utf8(bytes).map_err(|_| DecodeError::malformed("the text is not UTF-8"))?;
    let root = parse(text)?;
    let mut cx = Cx::new(mode);
    let _ = place.put(Event::Untyped(&root), &mut cx);
    cx.finish(None)
}

/// An element.
#[derive(Default)]
struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
    root: bool,
    nil: bool,
}

fn parse(text: &str) -> std::result::Result<Element, DecodeError> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open = vec![Element { root: true, ..Element::default() }];
    loop {
        match reader.read_event().map_err(DecodeError::malformed)? {
            Xml::Start(_) if open.len() > MAX_DEPTH => return Err(DecodeError::malformed("nested too deeply")),
            Xml::Start(start) => open.push(element(&start)?),
            Xml::Empty(start) => {
                let child = element(&start)?;
                children(&mut open).push(child);
            }
            // The reader has checked that the names fit.
            Xml::End(_) => {
                if let Some(child) = open.pop() {
                    children(&mut open).push(child);
                }
            }
            Xml::Text(text) => push(&mut open, &text),
            Xml::CData(text) => push(&mut open, &text),
            Xml::GeneralRef(entity) => {
                let text = match entity.resolve_char_ref().map_err(DecodeError::malformed)? {
                    Some(c) => c.to_string(),
                    None => match &*entity {
                        "lt" => "<".to_owned(),
                        "gt" => ">".to_owned(),
                        "amp" => "&".to_owned(),
                        "apos" => "'".to_owned(),
                        "quot" => "\"".to_owned(),
                        _ => return Err(DecodeError::malformed("an entity that XML does not define")),
                    },
                };
                push(&mut open, &text);
            }
            Xml::DocType(_) => return Err(DecodeError::malformed("a document type is not accepted")),
            Xml::Eof => break,
            Xml::Decl(_) | Xml::PI(_) | Xml::Comment(_) => {}
        }
    }
    match (open.len(), open.pop().and_then(|mut document| document.children.pop())) {
        (1, Some(root)) => Ok(Element { root: true, ..root }),
        _ => Err(DecodeError::malformed("the document ends early")),
    }
}

fn children(open: &mut Vec<Element>) -> &mut Vec<Element> {
    if open.is_empty() {
        open.push(Element::default());
    }
    let last = open.len() - 1;
    &mut open[last].children
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn element(start: &BytesStart<'_>) -> std::result::Result<Element, DecodeError> {
    let mut element = Element { name: start.local_name().as_ref().to_owned(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(DecodeError::malformed)?;
        let name = attribute.key.local_name().as_ref().to_owned();
        let prefix = attribute.key.prefix().map(|prefix| prefix.as_ref().to_owned());
        let text = quick_xml::escape::unescape(&attribute.value).map_err(DecodeError::malformed)?.into_owned();
        match (prefix.as_deref(), name.as_str()) {
            (Some("xmlns"), _) | (None, "xmlns") => {}
            (Some(_), "nil") => element.nil = text == "true",
            _ => element.children.push(Element { name, text, ..Element::default() }),
        }
    }
    Ok(element)
}

impl Element {
    /// The children by name: what comes more than once is a list.
    fn members(&self) -> Vec<(&str, Vec<&Element>)> {
        let mut members: Vec<(&str, Vec<&Element>)> = Vec::new();
        for child in &self.children {
            match members.iter_mut().find(|(name, _)| *name == child.name) {
                Some((_, same)) => same.push(child),
                None => members.push((&child.name, vec![child])),
            }
        }
        members
    }
}

/// Elements of one name.
struct Same<'a>(Vec<&'a Element>);

impl Untyped for Same<'_> {
    fn text(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.0.as_slice() {
            [one] => one.text(place, cx),
            _ if cx.is_strict() => cx.violation("must not be there twice"),
            _ => self.0.last().map_or(Ok(()), |last| last.text(place, cx)),
        }
    }

    fn list(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.0.as_slice() {
            // Items in an element around them; with names of several kinds it is an item itself.
            [one] if one.is_wrapper() => one.list(place, cx),
            same => List(same.to_vec()).send(place, cx),
        }
    }

    fn map(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.0.as_slice() {
            [one] => one.map(place, cx),
            _ if cx.is_strict() => cx.violation("must not be there twice"),
            _ => self.0.last().map_or(Ok(()), |last| last.map(place, cx)),
        }
    }

    fn any(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.0.as_slice() {
            [one] => one.any(place, cx),
            _ => self.list(place, cx),
        }
    }

    fn node(&self) -> Node {
        match self.0.as_slice() {
            [one] => one.node(),
            same => Node::List(same.iter().map(|element| element.node()).collect()),
        }
    }
}

/// Elements as the items of a list.
struct List<'a>(Vec<&'a Element>);

impl List<'_> {
    fn send(mut self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        place.put(Event::List(&mut self), cx)
    }
}

impl super::codec::ListSource for List<'_> {
    fn fill(&mut self, items: &mut dyn super::codec::Items, cx: &mut Cx) -> Result {
        for (index, item) in self.0.iter().enumerate() {
            let mark = cx.mark();
            let result = items.push().put(item.event(), cx);
            cx.inside_item(mark, index);
            result?;
        }
        Ok(())
    }

    fn skip(&mut self) -> Result {
        Ok(())
    }
}

/// The members of an element as an object.
struct Members<'a> {
    rest: std::vec::IntoIter<(&'a str, Vec<&'a Element>)>,
    name: String,
    value: Vec<&'a Element>,
}

impl super::codec::MapSource for Members<'_> {
    fn key(&mut self, fields: &'static [super::shape::Field]) -> Result<super::codec::Key> {
        let Some((name, same)) = self.rest.next() else { return Ok(super::codec::Key::End) };
        self.value = same;
        let found = fields.iter().position(|field| field.name == name);
        if found.is_none() {
            self.name = name.to_owned();
        }
        Ok(found.map_or(super::codec::Key::Other, super::codec::Key::Field))
    }

    fn name(&mut self) -> String {
        std::mem::take(&mut self.name)
    }

    fn value(&mut self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match std::mem::take(&mut self.value).as_slice() {
            [one] if one.nil => place.put(Event::Null, cx),
            same => place.put(Event::Untyped(&Same(same.to_vec())), cx),
        }
    }

    fn skip(&mut self) -> Result {
        Ok(())
    }
}

impl Element {
    fn event(&self) -> Event<'_> {
        if self.nil { Event::Null } else { Event::Untyped(self) }
    }

    /// Whether the children look like the items of a list: all of one name, and without parts of another kind.
    fn is_wrapper(&self) -> bool {
        match self.children.as_slice() {
            [] => self.text.trim().is_empty(),
            [first, rest @ ..] => !rest.is_empty() && rest.iter().all(|child| child.name == first.name),
        }
    }
}

impl Untyped for Element {
    fn text(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        place.put(Event::Text(&self.text), cx)
    }

    fn list(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        if self.root || self.is_wrapper() {
            return List(self.children.iter().collect()).send(place, cx);
        }
        List(vec![self]).send(place, cx)
    }

    fn map(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        let mut members = Members { rest: self.members().into_iter(), name: String::new(), value: Vec::new() };
        place.put(Event::Map(&mut members), cx)
    }

    fn any(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        if self.children.is_empty() { self.text(place, cx) } else { self.map(place, cx) }
    }

    fn node(&self) -> Node {
        if self.nil {
            return Node::Null;
        }
        if self.children.is_empty() {
            return Node::Text(self.text.clone());
        }
        Node::Map(self.members().into_iter().map(|(name, same)| (name.to_owned(), Same(same).node())).collect())
    }
}

/// Writes a value as an XML document with this root element.
pub fn to_xml(value: &dyn View, root: &str) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    match value.look() {
        Look::List(list) => {
            let root = element_name(root);
            out.push_str(&format!("<{root}>"));
            for index in 0..list.len() {
                if let Some(item) = list.item(index) {
                    write("item", item, &mut out);
                }
            }
            out.push_str(&format!("</{root}>"));
        }
        _ => write(root, value, &mut out),
    }
    out.into_bytes()
}

fn write(name: &str, value: &dyn View, out: &mut String) {
    let name = &element_name(name);
    match value.look() {
        Look::Absent => {}
        Look::Null => {
            out.push_str(&format!(
                "<{name} xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>"
            ));
        }
        Look::List(list) => {
            for index in 0..list.len() {
                if let Some(item) = list.item(index) {
                    write(name, item, out);
                }
            }
        }
        look => {
            out.push_str(&format!("<{name}>"));
            match look_text(&look) {
                Some(text) => escape(&text, out),
                None => super::json::each(&look, &mut |name, value| write(name, value, out)),
            }
            out.push_str(&format!("</{name}>"));
        }
    }
}

/// A name that XML accepts: other signs become `_`.
fn element_name(name: &str) -> String {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut text: String = name.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    if !text.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        text.insert(0, '_');
    }
    text
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\r' => out.push_str("&#13;"),
            // XML 1.0 has no way to write these.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}
