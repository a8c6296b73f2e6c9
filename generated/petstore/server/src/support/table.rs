// SPDX-License-Identifier: MIT-0
//! The paths of all operations as a tree of segments, so that a request's path is compared with few of them.

use std::borrow::Cow;
use std::cmp::Reverse;

use axum::http::{HeaderValue, Method, StatusCode, header};

use super::params::{PathValues, percent_decode};
use super::path::{Part, Template, fits};
use super::problem::Problem;

/// The paths and methods of all operations.
pub struct Table {
    /// The most literal text first: of several that match a request, the first one is meant.
    entries: Vec<Entry>,
    /// The tree; the first node is its root.
    nodes: Vec<Node>,
}

struct Entry {
    template: Template,
    method: &'static str,
    /// The place of the operation in the list of all.
    operation: usize,
}

/// What may follow the same segments.
#[derive(Default)]
struct Node {
    /// The entries that end here.
    ends: Vec<usize>,
    /// The nodes behind literal segments, in the order of their texts.
    literals: Vec<(&'static str, usize)>,
    /// The nodes behind segments with parameters.
    patterns: Vec<(Vec<Part>, usize)>,
}

impl Table {
    /// A table of operations: their paths and methods.
    pub fn new(operations: Vec<(Template, &'static str)>) -> Self {
        let entry = |(operation, (template, method))| Entry { template, method, operation };
        let mut entries: Vec<Entry> = operations.into_iter().enumerate().map(entry).collect();
        entries.sort_by_cached_key(|entry| Reverse(entry.template.rank()));
        let mut nodes = vec![Node::default()];
        for (index, entry) in entries.iter().enumerate() {
            let end = entry.template.segments().iter().fold(0, |node, segment| behind(&mut nodes, node, segment));
            nodes[end].ends.push(index);
        }
        Table { entries, nodes }
    }

    /// Every pattern once.
    pub fn patterns(&self) -> Vec<String> {
        let mut patterns: Vec<_> = self.entries.iter().map(|entry| entry.template.pattern()).collect();
        patterns.sort();
        patterns.dedup();
        patterns
    }

    /// The entry for a path as it came, and its operation's place in the list of all.
    pub fn find(&self, method: &Method, path: &str) -> Result<(usize, usize), Problem> {
        let mut first: Option<usize> = None;
        self.each(path, &mut |index| {
            if self.entries[index].method == method.as_str() {
                first = Some(first.map_or(index, |first| first.min(index)));
            }
        });
        match first {
            Some(index) => Ok((index, self.entries[index].operation)),
            None => Err(self.refuse(path)),
        }
    }

    /// The values of the path's parameters: of a path for which that entry was found.
    pub fn values<'a>(&self, entry: usize, path: &'a str) -> PathValues<'a> {
        self.entries[entry].template.matches(path).unwrap_or_default()
    }

    /// There is no such path, or it has other methods.
    #[cold]
    fn refuse(&self, path: &str) -> Problem {
        let mut allowed: Vec<&str> = Vec::new();
        self.each(path, &mut |index| allowed.push(self.entries[index].method));
        if allowed.is_empty() {
            return Problem::new(StatusCode::NOT_FOUND);
        }
        allowed.sort_unstable();
        allowed.dedup();
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED);
        match HeaderValue::try_from(allowed.join(", ")) {
            Ok(allow) => problem.header(header::ALLOW, allow),
            Err(_) => problem,
        }
    }

    /// Visits the entries whose templates match a path.
    fn each(&self, path: &str, visit: &mut dyn FnMut(usize)) {
        let path = path.strip_prefix('/').unwrap_or(path);
        self.walk(0, (!path.is_empty()).then_some(path), visit);
    }

    /// `rest` is what of the path stands behind the node.
    fn walk(&self, node: usize, rest: Option<&str>, visit: &mut dyn FnMut(usize)) {
        let node = &self.nodes[node];
        let Some(rest) = rest else {
            return node.ends.iter().for_each(|index| visit(*index));
        };
        // Segments are short, which is what this is quick for.
        let slash = rest.bytes().position(|byte| byte == b'/');
        let (segment, rest) = slash.map_or((rest, None), |at| (&rest[..at], Some(&rest[at + 1..])));
        let mut literal = |text: &str| {
            if let Ok(at) = node.literals.binary_search_by_key(&text, |(text, _)| text) {
                self.walk(node.literals[at].1, rest, visit);
            }
        };
        literal(segment);
        if segment.bytes().any(|byte| byte == b'%') {
            let decoded = percent_decode(segment);
            match String::from_utf8_lossy(&decoded) {
                Cow::Borrowed(text) if text != segment => literal(text),
                _ => {}
            }
        }
        for (parts, next) in &node.patterns {
            if fits(parts, segment) {
                self.walk(*next, rest, visit);
            }
        }
    }
}

/// The node behind another one and a segment, which is made where there is none.
fn behind(nodes: &mut Vec<Node>, node: usize, segment: &[Part]) -> usize {
    let new = nodes.len();
    let Node { literals, patterns, .. } = &mut nodes[node];
    let literal = match segment {
        [] => Some(""),
        [Part::Literal(text)] => Some(*text),
        _ => None,
    };
    let known = match literal {
        Some(text) => match literals.binary_search_by_key(&text, |(text, _)| text) {
            Ok(at) => Some(literals[at].1),
            Err(at) => {
                literals.insert(at, (text, new));
                None
            }
        },
        None => match patterns.iter().find(|(parts, _)| parts == segment) {
            Some((_, next)) => Some(*next),
            None => {
                patterns.push((segment.to_vec(), new));
                None
            }
        },
    };
    known.unwrap_or_else(|| {
        nodes.push(Node::default());
        new
    })
}
