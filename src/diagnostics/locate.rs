//! From a pointer to a place in the text, by walking the text once with a parser that keeps positions.
//!
//! It runs only when something is printed or wrong: a document without problems pays nothing for it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::tokens::{self, Step, Token};
use crate::pointer::push;

/// Where something stands in a text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Where it begins: a scalar at itself, a map or list that is a member at its key.
    pub offset: usize,
    /// How long the mark under it is: that of a scalar or key.
    pub len: usize,
}

/// A key that stands once more in its map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// Its pointer.
    pub path: String,
    /// The key.
    pub key: String,
    /// Where it begins the time before.
    pub offset: usize,
}

/// Finds the places of many pointers in one walk. A pointer to what is not there gives its nearest ancestor.
pub fn places(text: &str, pointers: &[&str]) -> Vec<Place> {
    let mut found: HashMap<String, Place> = HashMap::new();
    let mut wanted: HashSet<&str> = HashSet::new();
    for pointer in pointers {
        // Every ancestor is wanted too, for those that are not there.
        let mut prefix = *pointer;
        while wanted.insert(prefix) {
            prefix = prefix.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
    }
    // Of keys that stand twice the last one counts.
    walk_all(text, Some(&wanted), false, |path, _, place, _, is_key| {
        // A scalar is better seen at itself than at its key.
        if wanted.contains(path) && (is_key || place.len > 0) {
            found.insert(path.to_owned(), place);
        }
    });
    pointers.iter().map(|pointer| nearest(&found, pointer)).collect()
}

/// The place of a pointer or of its nearest ancestor that has one.
fn nearest(found: &HashMap<String, Place>, pointer: &str) -> Place {
    let mut prefix = pointer;
    loop {
        if let Some(place) = found.get(prefix) {
            return *place;
        }
        match prefix.rsplit_once('/') {
            Some((parent, _)) => prefix = parent,
            None => return Place { offset: 0, len: 0 },
        }
    }
}

/// Every key that stands twice in its map, in the order of the text.
pub fn duplicate_keys(text: &str) -> Vec<Duplicate> {
    let mut found = Vec::new();
    walk_all(text, None, true, |path, key, _, before, _| {
        if let Some(offset) = before.filter(|_| key != "<<") {
            found.push(Duplicate { path: path.to_owned(), key: key.to_owned(), offset });
        }
    });
    found
}

/// Whether a text is JSON by its first sign, and not YAML.
pub fn looks_like_json(text: &str) -> bool {
    tokens::looks_like_json(text)
}

/// Where the second YAML document of a text starts.
pub fn second_document(text: &str) -> Option<usize> {
    let (mut count, mut second) = (0, None);
    tokens::each(text, |token, offset, _| {
        count += usize::from(token == Token::Document);
        second = (count == 2).then_some(offset);
        if count < 2 { Step::Continue(()) } else { Step::Break(()) }
    });
    second
}

/// Where the scalars of a text stand, by pointer.
pub fn scalars(text: &str) -> HashMap<String, Place> {
    let mut found = HashMap::new();
    walk_all(text, None, false, |path, _, place, _, is_key| {
        if !is_key {
            found.insert(path.to_owned(), place);
        }
    });
    found
}

/// The byte offset of a line and column, both counted from 1; the column counts bytes.
pub fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    floor(text, start + column.saturating_sub(1))
}

/// The nearest offset at or before this one where a character begins.
pub fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Line and column of a byte offset, both from 1; the column counts characters.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..floor(text, offset)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1, before[line_start..].chars().count() + 1)
}

/// What is open while walking.
struct Level<'a> {
    content: Content<'a>,
    /// The length of the path to it.
    base: usize,
    /// Whether what is in it is visited.
    open: bool,
}

enum Content<'a> {
    /// The keys that were seen, where that is asked for, and whether a value comes next.
    Map { seen: Option<HashMap<Cow<'a, str>, usize>>, value: bool },
    /// The index of the next element.
    List(usize),
}

/// The walk itself, into the maps and lists with these pointers, else into all of them. A member is visited as a key and, if it is a
/// scalar, as a value; an element that is a scalar is visited as both at one place. What is visited: pointer, key,
/// place, where the same key stands before (if `twice` asks for it), whether it is a key.
fn walk_all(
    text: &str,
    within: Option<&HashSet<&str>>,
    twice: bool,
    mut visit: impl FnMut(&str, &str, Place, Option<usize>, bool),
) {
    let mut path = String::new();
    let mut levels: Vec<Level<'_>> = Vec::new();
    visit("", "", Place { offset: 0, len: 0 }, None, true);
    tokens::each(text, |token, offset, len| {
        let place = Place { offset, len };
        if let Token::Document = token {
            return if levels.is_empty() { Step::Continue(()) } else { Step::Break(()) };
        }
        if let Token::End = token {
            levels.pop();
            close(&mut levels, &mut path);
            return Step::Continue(());
        }
        let open = levels.last().is_none_or(|level| level.open);
        // A key?
        if let Some(Level { content: Content::Map { seen, value: value @ false }, base, .. }) = levels.last_mut() {
            let Token::Scalar(text) = token else {
                // A map or a list as a key: serde_yaml refused it already.
                return Step::Break(());
            };
            *value = true;
            if open {
                let text = text.read();
                path.truncate(*base);
                push(&mut path, &text);
                let before = seen.as_ref().and_then(|seen| seen.get(&text)).copied();
                visit(&path, &text, place, before, true);
                if let Some(seen) = seen {
                    seen.insert(text, offset);
                }
            }
            return Step::Continue(());
        }
        if let Some(Level { content: Content::List(index), base, open: true }) = levels.last_mut() {
            path.truncate(*base);
            push(&mut path, &index.to_string());
            visit(&path, "", Place { offset, len: len.max(1) }, None, true);
        }
        let content = match token {
            Token::Map => Content::Map { seen: twice.then(HashMap::new), value: false },
            Token::List => Content::List(0),
            _ => {
                if open {
                    visit(&path, "", place, None, false);
                }
                close(&mut levels, &mut path);
                return Step::Continue(());
            }
        };
        let open = open && within.is_none_or(|within| within.contains(path.as_str()));
        levels.push(Level { content, base: path.len(), open });
        Step::Continue(())
    });
}

/// A value has ended: the map waits for a key, the list for its next element.
fn close(levels: &mut [Level<'_>], path: &mut String) {
    if let Some(level) = levels.last_mut() {
        path.truncate(level.base);
        match &mut level.content {
            Content::Map { value, .. } => *value = false,
            Content::List(index) => *index += 1,
        }
    }
}
