// SPDX-License-Identifier: MIT-0
//! Pairs of names and texts as a tree, as the common servers read brackets: `a[b]=1` is a member, `a[]=1` and `a=1&a=2`
//! are lists, and so are `a[0][b]=1` and `a[][b]=1`.

use std::collections::BTreeMap;

use super::codec::{Event, Items, Key, ListSource, MapSource, Place, Untyped};
use super::error::{Cx, Mode, Result};
use super::node::Node;
use super::shape::Field;

/// A name with more brackets stands for itself: nobody nests so deeply, and reading follows them one by one.
const MAX_BRACKETS: usize = 64;

/// A name and its text, both decoded.
pub(super) type Pair = (String, String);

/// What stands under one name: texts, and what is written in brackets behind the name.
#[derive(Default)]
pub(super) struct Entry {
    texts: Vec<String>,
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

    fn push(&mut self, inner: String, text: String) {
        if inner.is_empty() {
            self.texts.push(text);
            self.list = true;
        } else {
            self.nested.push((inner, text));
        }
    }

    /// What is nested, as items of a list; `None` when a name is no index.
    fn items(&self) -> Option<Vec<Entry>> {
        let groups = group(self.nested.iter().cloned(), &[]);
        if let [(name, entry)] = groups.as_slice()
            && name.is_empty()
        {
            return Some(entry.unnumbered());
        }
        let numbered = groups.into_iter().map(|(name, entry)| Some((name.parse::<u64>().ok()?, entry)));
        let mut items: Vec<(u64, Entry)> = numbered.collect::<Option<_>>()?;
        items.sort_by_key(|(index, _)| *index);
        Some(items.into_iter().map(|(_, entry)| entry).collect())
    }

    /// The objects of `a[][x]=1&a[][y]=2&a[][x]=3`: a name that comes again starts the next one.
    fn unnumbered(&self) -> Vec<Entry> {
        let mut items: Vec<Entry> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for (name, text) in &self.nested {
            let again = !name.ends_with("[]") && !seen.insert(name.as_str());
            if again {
                seen = [name.as_str()].into();
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
fn group(pairs: impl IntoIterator<Item = Pair>, fields: &[Field]) -> Vec<(String, Entry)> {
    let whole = |name: &str| fields.iter().any(|field| field.name == name);
    let mut groups: Vec<(String, Entry)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (name, text) in pairs {
        let at = name.find('[').filter(|_| !whole(&name));
        let member = at.and_then(|at| Some((name[..at].to_owned(), inner(&name[at..])?)));
        let (head, inner) = member.map_or((name, None), |(head, inner)| (head, Some(inner)));
        let index = *known.entry(head).or_insert_with_key(|head| {
            groups.push((head.clone(), Entry::default()));
            groups.len() - 1
        });
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
            [.., last] => place.put(Event::Text(last), cx),
        }
    }

    fn list(&self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        if self.nested.is_empty() {
            return Node::List(self.texts.iter().cloned().map(Node::Text).collect()).feed(place, cx);
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
        let mut source = EntryMap { pairs: self.nested.clone(), entries: None, name: String::new(), entry: None };
        place.put(Event::Map(&mut source), cx)
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

struct EntryMap {
    pairs: Vec<Pair>,
    /// What is left, once the fields are known.
    entries: Option<std::vec::IntoIter<(String, Entry)>>,
    name: String,
    entry: Option<Entry>,
}

impl MapSource for EntryMap {
    fn key(&mut self, fields: &'static [Field]) -> Result<Key> {
        let pairs = &mut self.pairs;
        let entries = self.entries.get_or_insert_with(|| group(std::mem::take(pairs), fields).into_iter());
        let Some((name, entry)) = entries.next() else { return Ok(Key::End) };
        let found = fields.iter().position(|field| field.name == name);
        self.name = name;
        self.entry = Some(entry);
        Ok(found.map_or(Key::Other, Key::Field))
    }

    fn name(&mut self) -> String {
        self.name.clone()
    }

    fn value(&mut self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.entry.take() {
            Some(entry) => place.put(Event::Untyped(&entry), cx),
            None => Ok(()),
        }
    }

    fn skip(&mut self) -> Result {
        Ok(())
    }
}
