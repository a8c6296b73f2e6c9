// SPDX-License-Identifier: MIT-0
//! Path templates: `/files/{id}:copy`, matched against paths as they came, still percent-encoded.

use super::params::{PathValues, percent_decode};

/// A path template.
pub struct Template {
    segments: Vec<Vec<Part>>,
}

/// A part of a segment.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// Text that stands there.
    Literal(&'static str),
    /// A parameter.
    Param(&'static str),
}

/// Parts are equal where they take the same text, whatever parameters are called.
impl PartialEq for Part {
    fn eq(&self, other: &Part) -> bool {
        match (self, other) {
            (Part::Literal(one), Part::Literal(other)) => one == other,
            (Part::Param(_), Part::Param(_)) => true,
            _ => false,
        }
    }
}

impl Template {
    /// Cuts a template at slashes and braces.
    pub fn new(text: &'static str) -> Self {
        let text = text.strip_prefix('/').unwrap_or(text);
        let segments = if text.is_empty() { Vec::new() } else { text.split('/').map(parts).collect() };
        Template { segments }
    }

    /// The template below another path.
    pub fn below(mut self, base: &'static str) -> Self {
        let base = base.split('/').filter(|text| !text.is_empty()).map(|text| vec![Part::Literal(text)]);
        // `/` has no segments, but below another path it is the slash at the end.
        let own = if self.segments.is_empty() { vec![Vec::new()] } else { std::mem::take(&mut self.segments) };
        let mut segments: Vec<Vec<Part>> = base.collect();
        if !segments.is_empty() || own != [Vec::new()] {
            segments.extend(own);
        }
        Template { segments }
    }

    /// The parts of each segment.
    pub fn segments(&self) -> &[Vec<Part>] {
        &self.segments
    }

    /// For sorting: the more literal text the earlier segments have, the greater.
    pub fn rank(&self) -> Vec<(bool, usize)> {
        let literal = |part: &Part| if let Part::Literal(text) = part { text.len() } else { 0 };
        self.segments.iter().map(|parts| (is_literal(parts), parts.iter().map(literal).sum())).collect()
    }

    /// The pattern under which axum finds paths that may match. Parameters are named by their place, so that no two
    /// patterns differ in names alone.
    pub fn pattern(&self) -> String {
        let mut pattern = String::new();
        for (index, parts) in self.segments.iter().enumerate() {
            match parts.as_slice() {
                [] => pattern.push('/'),
                // axum takes text that starts like this for a parameter of former times.
                [Part::Literal(text)] if is_plain(text) && !text.starts_with([':', '*']) => {
                    pattern.push('/');
                    pattern.push_str(text);
                }
                _ => pattern.push_str(&format!("/{{p{index}}}")),
            }
        }
        if pattern.is_empty() { "/".to_owned() } else { pattern }
    }

    /// The values of the parameters, if the path is one of these.
    pub fn matches<'a>(&self, path: &'a str) -> Option<PathValues<'a>> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let mut found = segments(path);
        let mut values = Vec::new();
        if self.segments.is_empty() {
            return path.is_empty().then_some(values);
        }
        for parts in &self.segments {
            if !segment(parts, found.next()?, &mut values) {
                return None;
            }
        }
        found.next().is_none().then_some(values)
    }
}

/// What stands between the slashes. Segments are short, which is what this is quick for.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let text = rest?;
        let slash = text.bytes().position(|byte| byte == b'/');
        rest = slash.map(|at| &text[at + 1..]);
        Some(slash.map_or(text, |at| &text[..at]))
    })
}

/// Whether axum can be given the text as it is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~!$&'()+,;=:@*".contains(&b))
}

fn is_literal(parts: &[Part]) -> bool {
    parts.iter().all(|part| matches!(part, Part::Literal(_)))
}

/// Cuts a segment at its braces. A brace without a partner is text.
fn parts(text: &'static str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        if !before.is_empty() {
            parts.push(Part::Literal(before));
        }
        parts.push(Part::Param(name));
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest));
    }
    parts
}

/// Whether a segment of a path is made of these parts.
pub fn fits(parts: &[Part], found: &str) -> bool {
    match parts {
        [Part::Param(_)] => !found.is_empty(),
        _ => segment(parts, found, &mut PathValues::new()),
    }
}

/// Matches from the right, so that `{name}.{extension}` parts at the last dot. No parameter is empty.
fn segment<'a>(parts: &[Part], found: &'a str, values: &mut PathValues<'a>) -> bool {
    if is_literal(parts) {
        let literal = if let [Part::Literal(text)] = parts { text } else { "" };
        return found == literal || (found.contains('%') && percent_decode(found) == literal.as_bytes());
    }
    let start = values.len();
    let mut rest = found;
    let mut pending: Option<&'static str> = None;
    for (index, part) in parts.iter().enumerate().rev() {
        match (part, pending.take()) {
            (Part::Param(name), None) => pending = Some(name),
            // Two parameters without text between them: the first one gets a single character.
            (Part::Param(name), Some(last)) => {
                let Some(first) = rest.chars().next() else { return false };
                let (head, tail) = rest.split_at(first.len_utf8());
                values.insert(start, (last, tail));
                rest = head;
                pending = Some(name);
            }
            (Part::Literal(text), None) => match rest.strip_suffix(text) {
                Some(before) => rest = before,
                None => return false,
            },
            (Part::Literal(text), Some(name)) => {
                let at = if index == 0 { rest.starts_with(text).then_some(0) } else { rest.rfind(text) };
                let Some(at) = at else { return false };
                let (before, value) = (&rest[..at], &rest[at + text.len()..]);
                values.insert(start, (name, value));
                rest = before;
            }
        }
    }
    match pending {
        Some(name) => values.insert(start, (name, rest)),
        None if !rest.is_empty() => return false,
        None => {}
    }
    values[start..].iter().all(|(_, value)| !value.is_empty())
}
