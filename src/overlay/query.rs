//! JSONPath (RFC 9535): from the text of a query to pointers.
//!
//! The library evaluates whatever it is asked; here stands what it is not asked. A query's cost is estimated from its
//! text and the shape of the document, never too low, before it is evaluated.

use std::collections::HashSet;

use serde_json::Value;
use serde_json_path::JsonPath;

use super::{FEW, MAX_NESTED, MAX_QUERY, MAX_SELECTED, MAX_VISITS};
use crate::pointer::push;

/// A query that can be asked.
#[derive(Debug)]
pub(super) struct Query {
    path: JsonPath,
    cost: Cost,
}

/// What of a query's text makes it expensive.
#[derive(Debug, Default)]
struct Cost {
    /// `..`: each may start at any node between.
    descents: u32,
    /// The deepest level that is reached without descents.
    steps: usize,
    /// Queries inside, `@` and `$`.
    queries: u64,
    /// Those from the root that may look at everything, once for each node that they are asked for.
    absolute: u32,
    /// How often selectors beside each other multiply the nodes.
    beside: u64,
    /// What a regular expression costs more than looking at a node: it is compiled each time.
    expressions: u64,
}

/// How many nodes each level of a document has.
#[derive(Debug, Default)]
pub(super) struct Shape {
    levels: Vec<u64>,
}

impl Shape {
    pub(super) fn of(document: &Value) -> Shape {
        let mut shape = Shape::default();
        let mut pending = vec![(document, 0)];
        while let Some((value, depth)) = pending.pop() {
            if shape.levels.len() <= depth {
                shape.levels.push(0);
            }
            shape.levels[depth] += 1;
            match value {
                Value::Array(items) => pending.extend(items.iter().map(|item| (item, depth + 1))),
                Value::Object(members) => pending.extend(members.values().map(|member| (member, depth + 1))),
                _ => {}
            }
        }
        shape
    }

    /// How many nodes there are.
    pub(super) fn size(&self) -> u64 {
        self.levels.iter().sum()
    }

    /// How many ways lead to nodes.
    fn ways(&self, cost: &Cost) -> u64 {
        let levels = self.levels.iter().enumerate();
        let ways = match cost.descents {
            0 => levels.take(cost.steps + 1).map(|(_, count)| *count).fold(0, u64::saturating_add),
            descents => levels
                .map(|(depth, count)| count.saturating_mul(choose(depth as u64, u64::from(descents) - 1)))
                .fold(0, u64::saturating_add),
        };
        ways.saturating_mul(cost.beside)
    }
}

/// In how many ways `descents` further descents can stop on the way down to a node.
fn choose(depth: u64, descents: u64) -> u64 {
    (1..=descents).fold(1u64, |ways, step| ways.saturating_mul(depth + step) / step)
}

impl Query {
    /// Reads a query; the error completes "`$.x` is no JSONPath: ...".
    pub(super) fn parse(text: &str) -> Result<Query, String> {
        if !text.starts_with('$') {
            return Err("it does not begin with `$`".to_owned());
        }
        if text.len() > MAX_QUERY {
            return Err(format!("it is longer than {MAX_QUERY} bytes"));
        }
        let cost =
            Cost::of(text).ok_or_else(|| format!("its brackets are nested more than {MAX_NESTED} levels deep"))?;
        match JsonPath::parse(text) {
            Ok(path) => Ok(Query { path, cost }),
            Err(error) => {
                // The library's own words are for its authors.
                let rest = text.get(error.position()..).filter(|rest| !rest.is_empty());
                Err(match rest {
                    Some(rest) => format!("it cannot be read from `{rest}` on"),
                    None => "something is missing at its end".to_owned(),
                })
            }
        }
    }

    /// Whether a document's depth matters more than its size.
    pub(super) fn goes_deep(&self) -> bool {
        self.cost.descents > 1
    }

    /// How many nodes the query may look at; `None` when they are too many at once.
    pub(super) fn visits(&self, shape: &Shape) -> Option<u64> {
        let ways = shape.ways(&self.cost);
        let asked = (0..self.cost.absolute).fold(ways, |asked, _| asked.saturating_mul(ways));
        let visits = asked.saturating_mul(self.cost.queries).saturating_mul(self.cost.expressions);
        (ways <= MAX_SELECTED && visits <= MAX_VISITS).then_some(visits)
    }

    /// The pointers of the nodes that are selected, each once.
    pub(super) fn select(&self, document: &Value, visits: u64) -> Vec<String> {
        if visits <= FEW {
            let mut seen = HashSet::new();
            let nodes = self.path.query_located(document);
            let pointers = nodes.iter().map(|node| node.location().to_json_pointer());
            return pointers.filter(|pointer| seen.insert(pointer.clone())).collect();
        }
        // Many nodes: their places are looked for afterwards, so that the library keeps none.
        let nodes: HashSet<*const Value> =
            self.path.query(document).all().into_iter().map(std::ptr::from_ref).collect();
        let mut found = Vec::with_capacity(nodes.len());
        places(document, &mut String::new(), &nodes, &mut found);
        found
    }
}

/// The pointers of nodes, in the order of the document.
fn places(value: &Value, path: &mut String, nodes: &HashSet<*const Value>, found: &mut Vec<String>) {
    if nodes.contains(&std::ptr::from_ref(value)) {
        found.push(path.clone());
    }
    let base = path.len();
    let mut child = |key: &str, child: &Value| {
        push(path, key);
        places(child, path, nodes, found);
        path.truncate(base);
    };
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| child(&index.to_string(), item)),
        Value::Object(members) => members.iter().for_each(|(key, member)| child(key, member)),
        _ => {}
    }
}

impl Cost {
    /// The cost of a query's text; `None` when its brackets are nested too deeply. What stands in quotes costs nothing.
    fn of(text: &str) -> Option<Cost> {
        let mut cost = Cost { beside: 1, expressions: 1, ..Cost::default() };
        // On the way to the target, and inside of its brackets.
        let mut steps = [0, 0];
        let mut inner_branches = false;
        // The selectors of each bracket that is open.
        let mut open: Vec<u64> = Vec::new();
        let mut bytes = text.bytes().enumerate();
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'\'' | b'"' => {
                    while let Some((_, inside)) = bytes.next() {
                        match inside {
                            b'\\' => drop(bytes.next()),
                            end if end == byte => break,
                            _ => {}
                        }
                    }
                }
                b'[' | b'(' => {
                    steps[usize::from(!open.is_empty())] += 1;
                    open.push(1);
                    if open.len() > MAX_NESTED {
                        return None;
                    }
                }
                b']' | b')' => cost.beside = cost.beside.saturating_mul(open.pop().unwrap_or(1)),
                b',' => {
                    if let Some(selectors) = open.last_mut() {
                        *selectors += 1;
                    }
                }
                b'.' if text[at..].starts_with("..") => {
                    cost.descents += 1;
                    bytes.next();
                }
                b'.' => steps[usize::from(!open.is_empty())] += 1,
                b'*' | b'?' | b':' if open.len() > 1 || byte == b'*' && text[..at].ends_with('.') => {
                    inner_branches |= !open.is_empty();
                }
                b'@' => cost.queries += 1,
                b'$' => {
                    cost.queries += 1;
                    // One that is nothing but names finds its node at once.
                    let rest = &text[at + 1..];
                    cost.absolute += u32::from(at > 0 && (rest.contains(['*', '?', ':', ',']) || rest.contains("..")));
                }
                b'm' | b's' if text[at..].starts_with("match(") || text[at..].starts_with("search(") => {
                    // A counted repetition is compiled as often as it counts, and a class of characters is a large table.
                    let counted = if text.contains('{') { 50_000 } else { 0 };
                    cost.expressions = 200 + counted + 2_000 * text.matches('\\').count() as u64;
                }
                _ => {}
            }
        }
        // What is asked of a node inside of a filter is found at once, unless it branches.
        cost.steps = steps[0] + if inner_branches { steps[1] } else { 0 };
        Some(cost)
    }
}
