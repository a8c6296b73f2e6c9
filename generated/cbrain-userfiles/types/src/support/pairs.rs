// SPDX-License-Identifier: MIT-0
//! Pairs of names and texts as a tree, as the common servers read brackets: `a[b]=1` is a member, `a[]=1` and `a=1&a=2`
//! are lists, and so are `a[0][b]=1` and `a[][b]=1`. A text may be JSON, as a part of a multipart form is that says so.

use super::codec::{Event, Items, Key, ListSource, Look, MapSource, Place, Untyped};
use super::error::{Cx, Mode, Result};
use super::json::feed;
use super::node::Node;
use super::object::Seen;
use super::places::{Places, sorted};
use super::shape::{NO_PROPERTIES, Shape};

/// A name with more brackets stands for itself: nobody nests so deeply, and reading follows them one by one.
const MAX_BRACKETS: usize = 64;

/// A text, and how it is read.
#[derive(Clone, Debug)]
pub(super) enum Text {
    /// As what the place likes.
    Plain(String),
    /// As JSON.
    Json(String),
}

impl Text {
    fn put(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self {
            Text::Plain(text) => place.put(Event::Text(text), cx),
            Text::Json(text) => put_json(text, place, cx),
        }
    }
}

/// Reads JSON text into a place; what is no JSON is a violation.
pub(super) fn put_json(text: &str, place: &mut dyn Place, cx: &mut Cx) -> Result {
    let mark = cx.mark();
    match feed(text, place, cx) {
        Err(_) if cx.clean_since(mark) => cx.violation("is not JSON"),
        _ => Ok(()),
    }
}

/// A name and its text, both decoded.
pub(super) type Pair = (String, Text);

/// What stands under one name: texts, and what is written in brackets behind the name.
#[derive(Default)]
pub(super) struct Entry {
    texts: Vec<Text>,
    /// Whether one of the texts came as `name[]`, so that even a single one is a list.
    list: bool,
    /// Names without the first pair of brackets: `b[c]` for `a[b][c]`.
    nested: Vec<Pair>,
}

impl Entry {
    /// An object of all these pairs.
    pub(super) fn object(pairs: Vec<Pair>) -> Self {
        Entry { nested: pairs, ..Entry::default() }
    }

    /// What stands under a name.
    pub(super) fn of(name: &str, pairs: Vec<Pair>) -> Self {
        let mut entry = Entry::default();
        for (key, text) in pairs {
            match key.strip_prefix(name) {
                Some("") => entry.texts.push(text),
                Some(brackets) => {
                    if let Some(inner) = inner(brackets) {
                        entry.push(inner, text);
                    }
                }
                None => {}
            }
        }
        entry
    }

    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.nested.is_empty()
    }

    fn push(&mut self, inner: String, text: Text) {
        if inner.is_empty() {
            self.texts.push(text);
            self.list = true;
        } else {
            self.nested.push((inner, text));
        }
    }

    /// What is nested, as items of a list; `None` when a name is no index.
    fn items(&self) -> Option<Vec<Entry>> {
        let mut groups = group(self.nested.clone(), &NO_PROPERTIES);
        if let [(name, entry)] = groups.as_slice()
            && name.is_empty()
        {
            return Some(entry.unnumbered());
        }
        let numbers = groups.iter().enumerate().map(|(place, (name, _))| Some((name.parse::<u64>().ok()?, place)));
        let numbers = sorted(numbers.collect::<Option<_>>()?);
        Some(numbers.into_iter().map(|(_, place)| std::mem::take(&mut groups[place].1)).collect())
    }

    /// The objects of `a[][x]=1&a[][y]=2&a[][x]=3`: a name that comes again starts the next one.
    fn unnumbered(&self) -> Vec<Entry> {
        let mut items: Vec<Entry> = Vec::new();
        let mut seen = Places::default();
        for (name, text) in &self.nested {
            let again = !name.ends_with("[]") && !seen.insert(name.clone().into());
            if again {
                seen = Places::default();
                seen.insert(name.clone().into());
            }
            match items.last_mut() {
                Some(item) if !again => item.nested.push((name.clone(), text.clone())),
                _ => items.push(Entry::object(vec![(name.clone(), text.clone())])),
            }
        }
        items
    }
}

/// `b[c]` for the brackets `[b][c]`; empty for `[]`.
fn inner(brackets: &str) -> Option<String> {
    let (member, rest) = brackets.strip_prefix('[')?.split_once(']')?;
    let deep = || rest.bytes().filter(|byte| *byte == b'[').take(MAX_BRACKETS).count() >= MAX_BRACKETS;
    ((rest.is_empty() || rest.starts_with('[')) && !deep()).then(|| format!("{member}{rest}"))
}

/// Pairs by their first name, in the order in which the names come first. A field whose own name has brackets
/// (`user[id]`) comes before the reading as a member.
fn group(pairs: Vec<Pair>, shape: &Shape) -> Vec<(String, Entry)> {
    let mut groups: Vec<(String, Entry)> = Vec::new();
    let mut known = Places::default();
    for (name, text) in pairs {
        let at = name.find('[').filter(|_| shape.position(&name).is_none());
        let member = at.and_then(|at| Some((name[..at].to_owned(), inner(&name[at..])?)));
        let (head, inner) = member.map_or((name, None), |(head, inner)| (head, Some(inner)));
        let index = known.place(head.as_bytes());
        if index == groups.len() {
            groups.push((head, Entry::default()));
        }
        match inner {
            None => groups[index].1.texts.push(text),
            Some(inner) => groups[index].1.push(inner, text),
        }
    }
    groups
}

impl Untyped for Entry {
    fn text(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.texts.as_slice() {
            [] => cx.violation("expected text, found an object"),
            [_, _, ..] if cx.is_strict() => cx.violation("must not be there twice"),
            [.., last] => last.put(place, cx),
        }
    }

    fn list(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.texts.as_slice() {
            // A list as one JSON text, not its first item.
            [Text::Json(text)] if self.nested.is_empty() && text.trim_start().starts_with('[') => {
                return put_json(text, place, cx);
            }
            texts if self.nested.is_empty() => return place.put(Event::List(&mut TextList(texts)), cx),
            _ => {}
        }
        match self.items() {
            Some(items) => place.put(Event::List(&mut EntryList(items)), cx),
            None => cx.violation("expected an array, found an object"),
        }
    }

    fn map(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        if !self.texts.is_empty() {
            return self.text(place, cx);
        }
        place.put(Event::Map(&mut EntryMap::new(self.nested.clone())), cx)
    }

    fn any(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.texts.len() {
            0 if self.items().is_some_and(|items| !items.is_empty()) => self.list(place, cx),
            0 => self.map(place, cx),
            1 if !self.list => self.text(place, cx),
            _ => self.list(place, cx),
        }
    }

    fn node(&self) -> Node {
        let mut node = Node::Null;
        // A node takes everything.
        let _ = self.any(&mut node, &mut Cx::new(Mode::Lenient));
        node
    }
}

struct EntryList(Vec<Entry>);

impl ListSource for EntryList {
    fn fill(&mut self, items: &mut dyn Items, cx: &mut Cx) -> Result {
        for (index, item) in self.0.iter().enumerate() {
            let mark = cx.mark();
            let result = items.push().put(Event::Untyped(item), cx);
            cx.inside_item(mark, index);
            result?;
        }
        Ok(())
    }

    fn skip(&mut self) -> Result {
        Ok(())
    }
}

/// The texts of a list.
struct TextList<'a>(&'a [Text]);

impl ListSource for TextList<'_> {
    fn fill(&mut self, items: &mut dyn Items, cx: &mut Cx) -> Result {
        for (index, text) in self.0.iter().enumerate() {
            let mark = cx.mark();
            let result = text.put(items.push(), cx);
            cx.inside_item(mark, index);
            result?;
        }
        Ok(())
    }

    fn skip(&mut self) -> Result {
        Ok(())
    }
}

/// The members of an object: those that were written, then those that must be there and have no other form than to be
/// left out.
pub(super) struct EntryMap {
    pairs: Vec<Pair>,
    /// What is left, once the fields are known.
    entries: Option<std::vec::IntoIter<(String, Entry)>>,
    name: String,
    entry: Option<Entry>,
    /// The fields that were written.
    seen: Seen,
    /// How many fields were looked at, behind what was written.
    behind: usize,
    nullable: bool,
}

impl EntryMap {
    pub(super) fn new(pairs: Vec<Pair>) -> Self {
        EntryMap {
            pairs,
            entries: None,
            name: String::new(),
            entry: None,
            seen: Seen::default(),
            behind: 0,
            nullable: false,
        }
    }

    /// Somebody else has read the field.
    pub(super) fn mark(&mut self, field: usize) {
        self.seen.insert(field);
    }
}

impl MapSource for EntryMap {
    fn key(&mut self, shape: &'static Shape) -> Result<Key> {
        let pairs = &mut self.pairs;
        let entries = self.entries.get_or_insert_with(|| group(std::mem::take(pairs), shape).into_iter());
        if let Some((name, entry)) = entries.next() {
            let found = shape.position(&name);
            if let Some(field) = found {
                self.seen.insert(field);
            }
            self.name = name;
            self.entry = Some(entry);
            return Ok(found.map_or(Key::Other, Key::Field));
        }
        while let Some(field) = shape.fields.get(self.behind) {
            self.behind += 1;
            if field.required && !self.seen.has(self.behind - 1) {
                self.nullable = field.nullable;
                return Ok(Key::Field(self.behind - 1));
            }
        }
        Ok(Key::End)
    }

    fn name(&mut self) -> String {
        self.name.clone()
    }

    fn value(&mut self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.entry.take() {
            Some(entry) => place.put(Event::Untyped(&entry), cx),
            None => put_nothing(self.nullable, place, cx),
        }
    }

    fn skip(&mut self) -> Result {
        self.entry = None;
        Ok(())
    }
}

/// Pairs cannot say null, nor that a list or object is empty: what must be there and is not is one of these, where it
/// can be.
fn put_nothing(nullable: bool, place: &mut dyn Place, cx: &mut Cx) -> Result {
    let empty = match place.look() {
        _ if nullable => Node::Null,
        Look::List(_) => Node::List(Vec::new()),
        Look::Map(_) => Node::Map(Vec::new()),
        Look::Object(object) if object.shape().fields.iter().all(|field| !field.required) => Node::Map(Vec::new()),
        _ => return cx.violation("is required"),
    };
    empty.feed(place, cx)
}
