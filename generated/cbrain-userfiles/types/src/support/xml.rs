// SPDX-License-Identifier: MIT-0
//! How XML is read: an element for each property, a list repeats its element, unless the property's table entry says
//! otherwise. Prefixes are not looked at. Entities and document types of the text's own are refused.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event as Token};
use quick_xml::name::QName;

use super::codec::{Event, Items, Key, ListSource, Look, MapSource, Place, Untyped};
use super::error::{Cx, DecodeError, Mode, Result};
use super::node::Node;
use super::object::Seen;
use super::places::{Lists, Places};
use super::shape::{Field, NO_PROPERTIES, Shape, XmlKind};
use super::xml_name::{element_name, is_name, plain_name};
use super::xml_write::is_char;

/// Elements nested deeper than this are refused.
const MAX_DEPTH: usize = 128;

/// The namespace of `nil`.
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Reads an XML document into a place. The name of the root element does not matter.
pub fn decode_xml(place: &mut dyn Place, bytes: &[u8], mode: Mode) -> std::result::Result<(), DecodeError> {
    let text = std::str::from_utf8(bytes).map_err(|_| DecodeError::malformed("the text is not UTF-8"))?;
    let root = parse(text)?;
    let mut cx = Cx::new(mode);
    let _ = place.put(root.event(), &mut cx);
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
    /// Whether it is an attribute that any XML element may have, such as `xml:lang`.
    common: bool,
    nil: bool,
}

fn parse(text: &str) -> std::result::Result<Element, DecodeError> {
    let text = text.trim_start_matches('\u{feff}');
    if !text.chars().all(is_char) {
        return Err(DecodeError::malformed("a control character"));
    }
    // As XML has it: all line ends are the same.
    let text =
        if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text.into() };
    let mut reader = Reader::from_str(&text);
    let mut open = vec![Element::default()];
    let mut xsi = Places::default();
    xsi.insert(b"xsi".into());
    loop {
        let token = reader.read_event();
        match token.map_err(|_| DecodeError::malformed(format!("no XML at byte {}", reader.error_position())))? {
            Token::Start(_) if open.len() > MAX_DEPTH => return Err(DecodeError::malformed("nested too deeply")),
            Token::Start(start) => open.push(element(&start, &mut xsi)?),
            Token::Empty(start) => {
                let child = element(&start, &mut xsi)?;
                close(&mut open, child)?;
            }
            // The reader has checked that the names fit.
            Token::End(_) => {
                if let Some(child) = open.pop() {
                    close(&mut open, child)?;
                }
            }
            Token::Text(text) => push(&mut open, &text)?,
            Token::CData(text) => push(&mut open, &text)?,
            Token::GeneralRef(entity) => {
                let text = match entity.resolve_char_ref().map_err(|_| DecodeError::malformed("a control character"))? {
                    Some(c) if is_char(c) => c.to_string(),
                    Some(_) => return Err(DecodeError::malformed("a control character")),
                    None => match &*entity {
                        "lt" => "<".to_owned(),
                        "gt" => ">".to_owned(),
                        "amp" => "&".to_owned(),
                        "apos" => "'".to_owned(),
                        "quot" => "\"".to_owned(),
                        _ => return Err(DecodeError::malformed("an entity that XML does not define")),
                    },
                };
                push(&mut open, &text)?;
            }
            Token::DocType(_) => return Err(DecodeError::malformed("a document type is not accepted")),
            Token::Decl(declaration) => match declaration.encoding() {
                Some(Ok(encoding)) if !is_utf8(&encoding) => {
                    return Err(DecodeError::malformed("the encoding must be UTF-8"));
                }
                Some(Err(_)) => return Err(DecodeError::malformed("an XML declaration that is written wrongly")),
                Some(Ok(_)) | None => {}
            },
            Token::Eof => break,
            Token::PI(_) | Token::Comment(_) => {}
        }
    }
    match (open.len(), open.pop().and_then(|mut document| document.children.pop())) {
        (1, Some(root)) => Ok(root),
        _ => Err(DecodeError::malformed("the document ends early")),
    }
}

fn is_utf8(encoding: &str) -> bool {
    ["utf-8", "utf8", "us-ascii"].iter().any(|name| encoding.eq_ignore_ascii_case(name))
}

/// Adds a whole element to the one around it.
fn close(open: &mut [Element], child: Element) -> std::result::Result<(), DecodeError> {
    match open {
        [document] if !document.children.is_empty() => Err(DecodeError::malformed("more than one root element")),
        [.., parent] => {
            parent.children.push(child);
            Ok(())
        }
        [] => Err(DecodeError::malformed("an element ends that did not begin")),
    }
}

fn push(open: &mut [Element], text: &str) -> std::result::Result<(), DecodeError> {
    match open {
        [_] if !text.trim().is_empty() => Err(DecodeError::malformed("text outside of the root element")),
        [_] | [] => Ok(()),
        [.., element] => {
            element.text.push_str(text);
            Ok(())
        }
    }
}

/// `xsi` are the prefixes that stand for the namespace of `nil`.
fn element(start: &BytesStart<'_>, xsi: &mut Places) -> std::result::Result<Element, DecodeError> {
    let mut element = Element { name: local(start.name())?, ..Element::default() };
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| DecodeError::malformed("an attribute is written wrongly, or twice"))?;
        if attribute.value.contains('<') {
            return Err(DecodeError::malformed("a `<` in an attribute"));
        }
        let text = attribute.value.replace(['\n', '\t'], " ");
        let text = quick_xml::escape::unescape(&text)
            .map_err(|_| DecodeError::malformed("an entity that XML does not define"))?
            .into_owned();
        if !text.chars().all(is_char) {
            return Err(DecodeError::malformed("a control character"));
        }
        let name = local(attribute.key)?;
        match attribute.key.prefix().map(|prefix| prefix.as_ref().to_owned()) {
            None if name == "xmlns" => {}
            Some(prefix) if prefix == "xmlns" => {
                if text == XSI {
                    xsi.insert(name.into());
                }
            }
            prefix => attributes.push((prefix, name, text)),
        }
    }
    for (prefix, name, text) in attributes {
        match prefix.as_deref() {
            Some(prefix) if xsi.find(prefix.as_bytes()).is_some() => {
                element.nil |= name == "nil" && matches!(text.trim(), "true" | "1");
            }
            prefix => {
                let common = prefix == Some("xml");
                element.children.push(Element { name, text, attribute: true, common, ..Element::default() });
            }
        }
    }
    Ok(element)
}

/// The part of a name behind the prefix.
fn local(name: QName<'_>) -> std::result::Result<String, DecodeError> {
    if !name.as_ref().split(':').all(is_name) {
        return Err(DecodeError::malformed("a name that XML does not accept"));
    }
    Ok(name.local_name().as_ref().to_owned())
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
        let mut known = Places::default();
        // No name begins so: attributes are not confused with elements.
        let mut name = vec![b'@'];
        for child in &self.children {
            name.truncate(1);
            name.extend_from_slice(child.name.as_bytes());
            let index = known.place(if child.attribute { &name } else { &name[1..] });
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
            (ListForm::Wrapped, _) => self.one(cx)?.map_or(Ok(()), |wrapper| wrapper.list(place, cx)),
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

    fn like(&self, look: &Look<'_>) -> Option<Node> {
        match self.all.as_slice() {
            [one] => one.like(look),
            _ => Some(self.node()),
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

/// Up to so many fields or members are compared one after the other.
const FEW: usize = 16;

/// The members of an element as an object.
struct Members<'a> {
    element: &'a Element,
    rest: std::vec::IntoIter<Same<'a>>,
    /// The fields behind the members that have come.
    seen: Seen,
    /// The next field to look at when there are no more members.
    behind: usize,
    /// Whether a field is the text of the element.
    takes_text: Option<bool>,
    /// The fields by the names that they may have here, where there are many of both.
    named: Option<Lists<usize>>,
    value: Same<'a>,
}

impl<'a> Members<'a> {
    fn of(element: &'a Element) -> Self {
        let value = Same { all: Vec::new(), form: ListForm::Unknown };
        let rest = element.members().into_iter();
        Members { element, rest, seen: Seen::default(), behind: 0, takes_text: None, named: None, value }
    }
}

/// The name of what a field is here, and how its list stands; `None` for the text of the element.
fn name_here(field: &Field) -> Option<(&'static str, ListForm)> {
    let Some(xml) = field.xml else { return Some((field.name, ListForm::Unknown)) };
    match (xml.kind, xml.items) {
        (XmlKind::Text, _) => None,
        (_, None) => Some((xml.name, ListForm::Unknown)),
        (_, Some(_)) if xml.wrapped => Some((xml.name, ListForm::Wrapped)),
        (_, Some(items)) => Some((items.name, ListForm::Bare)),
    }
}

/// Whether an element has this name, as it is or as XML accepts it.
fn is_called(element: &Element, name: &str) -> bool {
    element.name == name || (element.name.contains("_x") && element.name == element_name(name))
}

impl<'a> Members<'a> {
    /// What stands for a field where no member does: the text of the element, a list without items, or null.
    fn behind(&self, field: &Field) -> Option<Same<'a>> {
        let xml = field.xml?;
        let none = Same { all: Vec::new(), form: ListForm::Unknown };
        match xml.kind {
            XmlKind::Text if self.element.says_text() => Some(Same { all: vec![self.element], ..none }),
            // Without text it is not there; and what must be there is empty text, where it cannot be null.
            XmlKind::Text if !field.required => None,
            XmlKind::Text if !field.nullable => Some(Same { all: vec![self.element], ..none }),
            // No attribute can say null, so that it is left out.
            XmlKind::Text | XmlKind::Attribute if field.required && field.nullable => Some(none),
            XmlKind::Element if xml.items.is_some() && !xml.wrapped && field.required => {
                Some(Same { form: ListForm::Bare, ..none })
            }
            XmlKind::Text | XmlKind::Attribute | XmlKind::Element => None,
        }
    }
}

/// Out of these fields the one that an attribute or element stands for: of two that share a name the one of its kind, else
/// either.
fn pick(fields: &'static [Field], first: &Element, indexes: impl Iterator<Item = usize>) -> Option<(usize, ListForm)> {
    let mut other = None;
    for index in indexes {
        let field = &fields[index];
        let Some((_, form)) = name_here(field).filter(|(name, _)| is_called(first, name)) else { continue };
        let is_attribute = field.xml.is_some_and(|xml| xml.kind == XmlKind::Attribute);
        if is_attribute == first.attribute {
            return Some((index, form));
        }
        other = other.or(Some((index, form)));
    }
    other
}

fn by_name(fields: &'static [Field]) -> Lists<usize> {
    let mut named = Lists::new();
    for (index, field) in fields.iter().enumerate() {
        let Some((name, _)) = name_here(field) else { continue };
        let written = element_name(name);
        if written != name {
            named.push(written.as_bytes(), index);
        }
        named.push(name.as_bytes(), index);
    }
    named
}

fn is_text(field: &Field) -> bool {
    field.xml.is_some_and(|xml| xml.kind == XmlKind::Text)
}

impl MapSource for Members<'_> {
    fn key(&mut self, shape: &'static Shape) -> Result<Key> {
        let fields = shape.fields;
        if self.takes_text.is_none() {
            self.takes_text = Some(fields.iter().any(is_text));
            self.named = (fields.len().min(self.rest.len()) > FEW).then(|| by_name(fields));
        }
        for same in self.rest.by_ref() {
            let Some(first) = same.all.first() else { continue };
            let found = match &self.named {
                Some(named) => pick(fields, first, named.get(first.name.as_bytes()).iter().copied()),
                None => pick(fields, first, 0..fields.len()),
            };
            if let Some((index, form)) = found {
                // A list that may be null is where its one element says so.
                let is_null = fields[index].nullable && matches!(same.all.as_slice(), [one] if one.nil);
                self.value = Same { form: if is_null { ListForm::Unknown } else { form }, ..same };
                self.seen.insert(index);
                return Ok(Key::Field(index));
            }
            if !first.common {
                self.value = Same { form: ListForm::Bare, ..same };
                return Ok(Key::Other);
            }
        }
        while let Some(field) = fields.get(self.behind) {
            let index = self.behind;
            self.behind += 1;
            if let Some(same) = self.behind(field).filter(|_| !self.seen.has(index)) {
                self.value = same;
                return Ok(Key::Field(index));
            }
        }
        Ok(Key::End)
    }

    fn name(&mut self) -> String {
        self.value.all.first().map(|element| plain_name(&element.name)).unwrap_or_default()
    }

    fn value(&mut self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match (self.value.all.as_slice(), self.value.form) {
            ([], ListForm::Unknown) => place.put(Event::Null, cx),
            ([one], ListForm::Unknown | ListForm::Wrapped) if one.nil => place.put(Event::Null, cx),
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

    /// Whether there is nothing but text.
    fn is_text(&self) -> bool {
        self.children.iter().all(|child| child.common)
    }

    /// Whether there is text, other than the space between elements.
    fn says_text(&self) -> bool {
        let between = self.children.iter().any(|child| !child.attribute);
        if between { !self.text.trim().is_empty() } else { !self.text.is_empty() }
    }

    /// Text where there is no place for it is none of the value, which a strict reader says.
    fn only_elements(&self, cx: &mut Cx) -> Result {
        if cx.is_strict() && !self.text.trim().is_empty() {
            cx.violation("must have no text of its own")
        } else {
            Ok(())
        }
    }

    fn list_node(&self) -> Node {
        Node::List(self.elements().into_iter().map(Element::node).collect())
    }
}

impl Untyped for Element {
    fn text(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        place.put(Event::Text(&self.text), cx)
    }

    // The root, and a list in a list: always with an element around the items.
    fn list(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        List(self.elements()).send(place, cx)?;
        self.only_elements(cx)
    }

    fn map(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        let mut members = Members::of(self);
        place.put(Event::Map(&mut members), cx)?;
        if members.takes_text == Some(true) { Ok(()) } else { self.only_elements(cx) }
    }

    fn any(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        if self.is_text() { self.text(place, cx) } else { self.map(place, cx) }
    }

    fn node(&self) -> Node {
        if self.nil {
            return Node::Null;
        }
        if self.is_text() {
            return Node::Text(self.text.clone());
        }
        let member =
            |same: Same<'_>| Some((plain_name(&same.all.first().filter(|first| !first.common)?.name), same.node()));
        Node::Map(self.members().into_iter().filter_map(member).collect())
    }

    fn like(&self, look: &Look<'_>) -> Option<Node> {
        let only_text = self.is_text() && !self.text.trim().is_empty();
        Some(match look {
            _ if self.nil => Node::Null,
            Look::List(_) if !only_text => self.list_node(),
            Look::Map(_) if !only_text => self.named(&NO_PROPERTIES),
            Look::Object(object) => {
                let shape = object.shape();
                if only_text && !shape.fields.iter().any(is_text) { self.node() } else { self.named(shape) }
            }
            _ => self.node(),
        })
    }
}

impl Element {
    /// The members under the names that the fields have outside of XML.
    fn named(&self, shape: &'static Shape) -> Node {
        let fields = shape.fields;
        let mut members = Members::of(self);
        let mut nodes = Vec::new();
        while let Ok(key @ (Key::Field(_) | Key::Other)) = members.key(shape) {
            let name = match key {
                // Between other elements, no text is none.
                Key::Field(index) if is_text(&fields[index]) && !self.says_text() && !self.is_text() => continue,
                Key::Field(index) => fields[index].name.to_owned(),
                Key::Other | Key::End => members.name(),
            };
            nodes.push((name, members.value.node()));
        }
        Node::Map(nodes)
    }
}
