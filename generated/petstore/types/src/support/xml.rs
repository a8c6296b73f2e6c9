// SPDX-License-Identifier: MIT-0
//! How XML is read: an element for each property, a list repeats its element, unless the property's table entry says
//! otherwise. Prefixes are not looked at. Entities and document types of the text's own are refused.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event as Token};

use super::codec::{Event, Items, Key, ListSource, MapSource, Place, Untyped};
use super::error::{Cx, DecodeError, Mode, Result};
use super::node::Node;
use super::shape::{Field, XmlKind};
use super::xml_write::{element_name, is_name};

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
    /// Whether it is an attribute; these come first among the children.
    attribute: bool,
    root: bool,
    nil: bool,
}

fn parse(text: &str) -> std::result::Result<Element, DecodeError> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open = vec![Element { root: true, ..Element::default() }];
    loop {
        match reader.read_event().map_err(DecodeError::malformed)? {
            Token::Start(_) if open.len() > MAX_DEPTH => return Err(DecodeError::malformed("nested too deeply")),
            Token::Start(start) => open.push(element(&start)?),
            Token::Empty(start) => {
                let child = element(&start)?;
                children(&mut open).push(child);
            }
            // The reader has checked that the names fit.
            Token::End(_) => {
                if let Some(child) = open.pop() {
                    children(&mut open).push(child);
                }
            }
            Token::Text(text) => push(&mut open, &text),
            Token::CData(text) => push(&mut open, &text),
            Token::GeneralRef(entity) => {
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
            Token::DocType(_) => return Err(DecodeError::malformed("a document type is not accepted")),
            Token::Eof => break,
            Token::Decl(_) | Token::PI(_) | Token::Comment(_) => {}
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
            _ => element.children.push(Element { name, text, attribute: true, ..Element::default() }),
        }
    }
    Ok(element)
}

/// How the items of a list stand.
#[derive(Clone, Copy)]
enum ListForm {
    /// In an element around them.
    Wrapped,
    /// One after the other.
    Bare,
    /// Nobody says: as it looks.
    Unknown,
}
/// Attributes or elements of one name.
struct Same<'a> {
    all: Vec<&'a Element>,
    form: ListForm,
}

impl Element {
    /// The children by name: what comes more than once is a list.
    fn members(&self) -> Vec<Same<'_>> {
        let mut members: Vec<Same<'_>> = Vec::new();
        let mut known = HashMap::new();
        for child in &self.children {
            let index = *known.entry((child.attribute, child.name.as_str())).or_insert(members.len());
            match members.get_mut(index) {
                Some(same) => same.all.push(child),
                None => members.push(Same { all: vec![child], form: ListForm::Unknown }),
            }
        }
        members
    }

    /// The children that are elements.
    fn elements(&self) -> Vec<&Element> {
        self.children.iter().filter(|child| !child.attribute).collect()
    }
}

impl Same<'_> {
    /// The one element that there should be; of several, the last.
    fn one(&self, cx: &mut Cx) -> Result<Option<&Element>> {
        if self.all.len() > 1 && cx.is_strict() {
            cx.violation("must not be there twice")?;
            return Ok(None);
        }
        Ok(self.all.last().copied())
    }
}

impl Untyped for Same<'_> {
    fn text(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        self.one(cx)?.map_or(Ok(()), |one| one.text(place, cx))
    }

    fn list(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match (self.form, self.all.as_slice()) {
            (ListForm::Wrapped, _) => match self.one(cx)? {
                Some(wrapper) => List(wrapper.elements()).send(place, cx),
                None => Ok(()),
            },
            (ListForm::Unknown, [one]) if one.is_wrapper() => one.list(place, cx),
            (ListForm::Bare | ListForm::Unknown, same) => List(same.to_vec()).send(place, cx),
        }
    }

    fn map(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        self.one(cx)?.map_or(Ok(()), |one| one.map(place, cx))
    }

    fn any(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.all.as_slice() {
            [one] => one.any(place, cx),
            _ => self.list(place, cx),
        }
    }

    fn node(&self) -> Node {
        match self.all.as_slice() {
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

impl ListSource for List<'_> {
    fn fill(&mut self, items: &mut dyn Items, cx: &mut Cx) -> Result {
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
    element: &'a Element,
    rest: std::vec::IntoIter<Same<'a>>,
    /// The fields behind the members that have come.
    seen: Vec<usize>,
    /// The next field to look at when there are no more members.
    behind: usize,
    value: Same<'a>,
}

impl<'a> Members<'a> {
    fn of(element: &'a Element) -> Self {
        let value = Same { all: Vec::new(), form: ListForm::Unknown };
        Members { element, rest: element.members().into_iter(), seen: Vec::new(), behind: 0, value }
    }
}

/// Whether a field has such a name here, and how its list stands.
fn fits(field: &Field, element: &Element) -> Option<ListForm> {
    let is = |name: &str| element.name == name || (!is_name(name) && element.name == element_name(name));
    let Some(xml) = field.xml else { return is(field.name).then_some(ListForm::Unknown) };
    match (xml.kind, xml.items) {
        (XmlKind::Text, _) => None,
        (_, None) => is(xml.name).then_some(ListForm::Unknown),
        (_, Some(_)) if xml.wrapped => is(xml.name).then_some(ListForm::Wrapped),
        (_, Some(items)) => is(items.name).then_some(ListForm::Bare),
    }
}

impl MapSource for Members<'_> {
    fn key(&mut self, fields: &'static [Field]) -> Result<Key> {
        if let Some(same) = self.rest.next() {
            self.value = same;
            let Some(first) = self.value.all.first() else { return Ok(Key::Other) };
            let candidates =
                || fields.iter().enumerate().filter_map(|(index, field)| Some((index, fits(field, first)?)));
            // An attribute and an element may share a name; else either may stand for the other.
            let is_attribute = |field: &Field| field.xml.is_some_and(|xml| xml.kind == XmlKind::Attribute);
            let found = candidates().find(|(index, _)| is_attribute(&fields[*index]) == first.attribute);
            return Ok(match found.or_else(|| candidates().next()) {
                Some((index, form)) => {
                    self.value.form = form;
                    self.seen.push(index);
                    Key::Field(index)
                }
                None => Key::Other,
            });
        }
        // What no member stands for: the text of the element, and lists without items.
        while let Some(field) = fields.get(self.behind) {
            let index = self.behind;
            self.behind += 1;
            let Some(xml) = field.xml.filter(|_| !self.seen.contains(&index)) else { continue };
            if xml.kind == XmlKind::Text {
                self.value = Same { all: vec![self.element], form: ListForm::Unknown };
                return Ok(Key::Field(index));
            }
            if xml.items.is_some() && !xml.wrapped && field.required {
                self.value = Same { all: Vec::new(), form: ListForm::Bare };
                return Ok(Key::Field(index));
            }
        }
        Ok(Key::End)
    }

    fn name(&mut self) -> String {
        self.value.all.first().map(|element| element.name.clone()).unwrap_or_default()
    }

    fn value(&mut self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.value.all.as_slice() {
            [one] if one.nil => place.put(Event::Null, cx),
            _ => place.put(Event::Untyped(&self.value), cx),
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
        match self.elements().as_slice() {
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
            return List(self.elements()).send(place, cx);
        }
        List(vec![self]).send(place, cx)
    }

    fn map(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        place.put(Event::Map(&mut Members::of(self)), cx)
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
        let member = |same: Same<'_>| Some((same.all.first()?.name.clone(), same.node()));
        Node::Map(self.members().into_iter().filter_map(member).collect())
    }
}
