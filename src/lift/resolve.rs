//! What a `$ref` points to, and what to say when it points to nothing.

use std::collections::HashMap;

use serde_json::Value;

use super::grammar::Kind;
use super::stand_in::consequence;
use crate::diagnostics::Diagnostic;
use crate::load::{Anchor, Sources, join, split_reference};
use crate::model::Pointer;
use crate::pointer::{push, unescape};

/// How many references a pointer may lead through.
const MAX_HOPS: usize = 100;

/// Finds what a reference points to that stands at `path` in the file `from`.
///
/// The error holds a code, a message, and what to do; with it come the diagnostics of a broken file.
pub(super) fn resolve(sources: &Sources, from: usize, path: &str, reference: &str) -> Result<Pointer, Unresolved> {
    resolve_within(sources, from, path, reference, MAX_HOPS)
}

fn resolve_within(
    sources: &Sources,
    from: usize,
    path: &str,
    reference: &str,
    hops: usize,
) -> Result<Pointer, Unresolved> {
    // By the letter the schema around comes first; many write paths from the top of the file all the same.
    let named = if sources.has_names() { by_id(sources, from, path, reference, hops) } else { None };
    named.map_or_else(|| hop(sources, from, reference, hops), Ok)
}

/// Finds what a reference means by the URIs that documents and schemas around it give themselves (`$self`, `$id`):
/// what it is relative to.
fn by_id(sources: &Sources, from: usize, path: &str, reference: &str, hops: usize) -> Option<Pointer> {
    let (target, fragment) = split_reference(reference);
    let mut around = enclosing(sources, from, path);
    let found = match target {
        "" => around.next()?.0,
        _ => around.find_map(|(_, base)| sources.named(&join(&base, target)))?,
    };
    if !fragment.is_empty() && !fragment.starts_with('/') {
        return anchor(sources, &found, &fragment);
    }
    descend(sources, found, reference, &fragment, hops).ok()
}

/// What around a place has a URI of its own, the innermost first, with that URI as far as it is known.
fn enclosing<'a>(
    sources: &'a Sources,
    from: usize,
    path: &'a str,
) -> impl Iterator<Item = (Pointer, String)> + use<'a> {
    let above = |at: &'a str| at.rsplit_once('/').map(|(above, _)| above);
    std::iter::successors(Some(path), move |at| above(at)).filter_map(move |at| {
        let place = Pointer { file: from, path: at.to_owned() };
        let here = get(sources, &place)?;
        let own = here.get("$self").filter(|_| at.is_empty()).or_else(|| here.get("$id"));
        // A fragment alone is the older form of an anchor.
        let uri = own?.as_str().filter(|uri| !split_reference(uri).0.is_empty())?;
        let outer = above(at).and_then(|above| enclosing(sources, from, above).next());
        Some((place, outer.map_or_else(|| uri.to_owned(), |(_, base)| join(&base, uri))))
    })
}

/// The schema around a place that says `$recursiveAnchor: true`, the innermost, which is what people mean by
/// `$recursiveRef: '#'` (JSON Schema 2019-09): this very schema once more.
pub(super) fn recursive_anchor<'a>(sources: &Sources, file: usize, path: &'a str) -> Option<&'a str> {
    let root = &sources.files.get(file)?.value;
    let mut ends = path.char_indices().filter(|(_, c)| *c == '/').map(|(end, _)| &path[..end]);
    let anchored = |path: &&str| root.pointer(path).is_some_and(|schema| schema["$recursiveAnchor"] == true);
    // The place itself may be one, but then nothing is around it.
    ends.rfind(anchored)
}

/// How many schemas have each dynamic anchor.
pub(super) fn dynamic_anchors(sources: &Sources) -> HashMap<String, usize> {
    let mut count = HashMap::new();
    let mut pending: Vec<&Value> = sources.files.iter().map(|file| &file.value).collect();
    while let Some(value) = pending.pop() {
        if let Some(name) = value.get("$dynamicAnchor").and_then(Value::as_str) {
            *count.entry(name.to_owned()).or_default() += 1;
        }
        match value {
            Value::Object(members) => pending.extend(members.values()),
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
    }
    count
}

/// Why a reference points to nothing.
pub(super) struct Unresolved {
    code: &'static str,
    message: String,
    help: String,
    /// Whether it is a whole file that cannot be used: that is no slip of the pen, much of the API may be missing.
    file: bool,
    inside: Vec<Diagnostic>,
}

impl Unresolved {
    fn new(message: String, help: impl Into<String>) -> Self {
        Unresolved { code: "unresolved-ref", message, help: help.into(), file: false, inside: Vec::new() }
    }

    /// The diagnostics about it, at the place of the reference, for a part of this kind.
    pub(super) fn diagnostics(self, kind: Kind, at: Pointer) -> impl Iterator<Item = Diagnostic> {
        // No code comes from examples and links.
        let main = if self.file && !matches!(kind, Kind::Example | Kind::Link) {
            Diagnostic::error(self.code, at, self.message)
        } else {
            Diagnostic::warning(self.code, at, format!("{}; {}", self.message, consequence(kind)))
        };
        std::iter::once(main.help(self.help)).chain(self.inside)
    }
}

/// The value at a pointer that [`resolve`] gave.
pub(super) fn get<'a>(sources: &'a Sources, at: &Pointer) -> Option<&'a Value> {
    sources.files.get(at.file)?.value.pointer(&at.path)
}

/// The component of its own file that a reference most likely means although it is not written like that: in the way
/// of another version of OpenAPI (`#/definitions/Pet`), without a slash or a `#`, as a bare name, or with other
/// capitals.
pub(super) fn meant(sources: &Sources, from: usize, section: &str, reference: &str) -> Option<Pointer> {
    let fragment = match reference.split_once('#') {
        Some(("", fragment)) => fragment.to_owned(),
        Some(_) => return None,
        None => reference.to_owned(),
    };
    let mut segments = fragment.trim_start_matches('/').split('/');
    let name = unescape(segments.next_back()?);
    // What is more than the name is the place of components, not the way into one of them.
    let parents: Vec<&str> = segments.collect();
    if name.is_empty() || parents.len() > 2 || (parents.len() == 2 && !parents[0].starts_with("component")) {
        return None;
    }
    let root = &sources.files.get(from)?.value;
    let old = match section {
        "schemas" => "definitions",
        "securitySchemes" => "securityDefinitions",
        same => same,
    };
    let places = [format!("/components/{section}"), format!("/{section}"), format!("/{old}")];
    let members = |place: &str| root.pointer(place).and_then(Value::as_object);
    let exact = places.iter().find(|place| members(place).is_some_and(|members| members.contains_key(&name)));
    let (place, name) = match exact {
        Some(place) => (place, name),
        None => places.iter().find_map(|place| {
            let mut alike = members(place)?.keys().filter(|key| key.eq_ignore_ascii_case(&name));
            let only = alike.next().filter(|_| alike.next().is_none())?;
            Some((place, only.clone()))
        })?,
    };
    let mut path = place.clone();
    push(&mut path, &name);
    Some(Pointer { file: from, path })
}

fn hop(sources: &Sources, from: usize, reference: &str, hops: usize) -> Result<Pointer, Unresolved> {
    let (path, fragment) = split_reference(reference);
    let origin = sources.files.get(from).map_or("", |file| file.path.as_str());
    let start = sources.find(from, path);
    if !path.is_empty() {
        let joined = join(origin, path);
        // A file with several names has its reason under one; what names itself by an `$id` need not be a file.
        let own = start.as_ref().and_then(|start| sources.files.get(start.file)).map_or(&joined, |file| &file.path);
        if let Some(unreadable) = sources.unreadable.get(own) {
            return Err(Unresolved {
                code: unreadable.code,
                file: true,
                inside: unreadable.diagnostics.clone(),
                ..Unresolved::new(format!("`{joined}` {}", unreadable.reason), unreadable.help.as_str())
            });
        }
    }
    let Some(start) = start else {
        let help = "references to other files work when the document is loaded from a file";
        let problem = Unresolved::new(format!("`{reference}` points to a file that was not read"), help);
        return Err(Unresolved { file: true, ..problem });
    };
    if !fragment.is_empty() && !fragment.starts_with('/') {
        return anchor(sources, &start, &fragment).ok_or_else(|| {
            let help = "write the reference as a path from the top of the file: `#/components/schemas/Name`";
            Unresolved::new(format!("nothing here has the anchor `{fragment}`"), help)
        });
    }
    descend(sources, start, reference, &fragment, hops)
}

/// Follows a pointer; where it leads through a reference, it goes on at that one's target.
fn descend(
    sources: &Sources,
    start: Pointer,
    reference: &str,
    fragment: &str,
    hops: usize,
) -> Result<Pointer, Unresolved> {
    let mut at = start;
    let mut value = get(sources, &at).unwrap_or(&Value::Null);
    for segment in fragment.split('/').skip(1) {
        let key = unescape(segment);
        let mut child = member(value, &key);
        if child.is_none()
            && let Some(Value::String(next)) = value.get("$ref")
        {
            if hops == 0 {
                let help = "break the circle of references";
                return Err(Unresolved::new(format!("`{reference}` leads through too many references"), help));
            }
            at = resolve_within(sources, at.file, &at.path, next, hops - 1)?;
            value = get(sources, &at).unwrap_or(&Value::Null);
            child = member(value, &key);
        }
        let Some(found) = child else {
            return Err(missing(sources, reference, &at, value, &key));
        };
        value = found;
        push(&mut at.path, &key);
    }
    Ok(at)
}

/// A member of a map or an element of a list.
fn member<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Object(members) => members.get(key),
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The message about a pointer that ends too early, with the nearest name that is there.
fn missing(sources: &Sources, reference: &str, at: &Pointer, value: &Value, key: &str) -> Unresolved {
    let parent = if at.path.is_empty() { "at the top of the file".to_owned() } else { format!("in `{}`", at.path) };
    let message = format!("`{reference}` points to nothing: there is no `{key}` {parent}");
    let near = value.as_object().and_then(|members| nearest(key, members.keys().map(String::as_str)));
    let help = match near {
        Some(name) => format!("did you mean `{name}`?"),
        None => match elsewhere(sources, at.file, key) {
            Some(place) => format!("did you mean `#{place}`?"),
            None => "add it, or point to something that is there".to_owned(),
        },
    };
    Unresolved::new(message, help)
}

/// The name among many that a mistyped one most likely means.
pub(super) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    candidates
        .map(|candidate| {
            let other = candidate.to_lowercase();
            let slip = lower.len() > 2 && strsim::levenshtein(&lower, &other) == 1;
            (if slip { 0.99 } else { strsim::jaro_winkler(&lower, &other) }, candidate)
        })
        .filter(|(likeness, _)| *likeness > 0.85)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, candidate)| candidate)
}

/// Another section of the components that has this name.
fn elsewhere(sources: &Sources, file: usize, key: &str) -> Option<String> {
    let root = &sources.files.get(file)?.value;
    let mut place = String::new();
    let sections = root.get("components").and_then(Value::as_object).into_iter().flatten();
    for (section, members) in sections {
        if members.get(key).is_some() {
            place.push_str("/components");
            push(&mut place, section);
            push(&mut place, key);
            return Some(place);
        }
    }
    for section in ["definitions", "parameters", "responses"] {
        if root.get(section).and_then(|members| members.get(key)).is_some() {
            push(&mut place, section);
            push(&mut place, key);
            return Some(place);
        }
    }
    None
}

/// The schema with a JSON Schema `$anchor` in what has a URI of its own, or is a file.
fn anchor(sources: &Sources, start: &Pointer, name: &str) -> Option<Pointer> {
    let all = sources.anchors(start.file, name);
    let own = all.iter().find(|anchor| anchor.resource == start.path);
    // Where it names a part of something that has a URI too, it is by the letter out of reach; who writes it means it.
    let inside = |anchor: &&Anchor| anchor.path.strip_prefix(&start.path).is_some_and(|rest| rest.starts_with('/'));
    let found = own.or_else(|| all.iter().find(inside))?;
    Some(Pointer { file: start.file, path: found.path.clone() })
}
