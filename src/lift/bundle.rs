//! Many files to one document: every reference ends at a component of the root document, or is replaced by what it
//! points to where there are no such components (path items, callbacks).

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::{Map, Value};

use super::dialect::Dialect;
use super::fit::{Fit, fit};
use super::grammar::{Kind, each_child, push, unescape};
use super::origins::Origins;
use super::resolve::{get, resolve};
use crate::diagnostics::Diagnostic;
use crate::load::Sources;
use crate::model::Pointer;

/// How many references may be replaced by what they point to.
const MAX_INLINED: usize = 10_000;
/// How deeply such replacements may be nested.
const MAX_INLINED_DEPTH: usize = 32;

/// Bundles a document; the origins say where each part came from.
pub(super) fn bundle(sources: &Sources, dialect: Dialect, diagnostics: &mut Vec<Diagnostic>) -> (Value, Origins) {
    let mut document = sources.files.first().map(|file| file.value.clone()).unwrap_or_default();
    let mut bundler = Bundler {
        sources,
        dialect,
        diagnostics,
        origins: Origins::default(),
        names: HashMap::new(),
        taken: HashMap::new(),
        queue: VecDeque::new(),
        inlining: Vec::new(),
        inlined: 0,
    };
    bundler.reserve(&document);
    let frame = Frame { file: 0, out: String::new(), base: 0 };
    bundler.visit(&mut document, Kind::Document, &mut String::new(), &frame);
    while let Some(pending) = bundler.queue.pop_front() {
        let mut value = get(sources, &pending.target).cloned().unwrap_or_default();
        let out = bundler.component_pointer(pending.section, &pending.name);
        bundler.origins.bundled(&out, pending.target.clone());
        let frame = Frame { file: pending.target.file, base: pending.target.path.len(), out };
        let mut path = pending.target.path;
        bundler.visit(&mut value, pending.kind, &mut path, &frame);
        if let Some(section) = section_mut(&mut document, dialect, pending.section) {
            section.insert(pending.name, value);
        }
    }
    (document, bundler.origins)
}

/// A section of the components, made where it is missing.
fn section_mut<'a>(document: &'a mut Value, dialect: Dialect, section: &str) -> Option<&'a mut Map<String, Value>> {
    let empty = || Value::Object(Map::new());
    let root = document.as_object_mut()?;
    let parent = match dialect {
        Dialect::V2 => root,
        _ => root.entry("components").or_insert_with(empty).as_object_mut()?,
    };
    parent.entry(section).or_insert_with(empty).as_object_mut()
}

/// Something that a reference needs as a component.
struct Pending {
    kind: Kind,
    section: &'static str,
    name: String,
    target: Pointer,
}

/// The part of a file that is being walked, and where it goes.
struct Frame {
    /// The file it stands in.
    file: usize,
    /// Where it goes in the document.
    out: String,
    /// The length of the pointer to it in its file.
    base: usize,
}

impl Frame {
    /// The place in the document of what stands at `path` in the file.
    fn out(&self, path: &str) -> String {
        format!("{}{}", self.out, &path[self.base..])
    }
}

struct Bundler<'a> {
    sources: &'a Sources,
    dialect: Dialect,
    diagnostics: &'a mut Vec<Diagnostic>,
    origins: Origins,
    /// The component that a target became.
    names: HashMap<(&'static str, Pointer), String>,
    /// The names of a section that are in use.
    taken: HashMap<&'static str, HashSet<String>>,
    queue: VecDeque<Pending>,
    /// What is being replaced at the moment, outermost first.
    inlining: Vec<Pointer>,
    inlined: usize,
}

impl Bundler<'_> {
    /// Notes the names that the document gives, and which of its components are another name for something
    /// elsewhere: that name is then the one to use.
    fn reserve(&mut self, document: &Value) {
        let kinds = [
            Kind::Schema,
            Kind::Response,
            Kind::Parameter,
            Kind::Example,
            Kind::RequestBody,
            Kind::Header,
            Kind::SecurityScheme,
            Kind::Link,
        ];
        for kind in kinds {
            let Some(section) = self.section(kind) else { continue };
            let pointer = self.section_pointer(section);
            let Some(members) = document.pointer(&pointer).and_then(Value::as_object) else { continue };
            for (name, value) in members {
                self.taken.entry(section).or_default().insert(name.clone());
                let Some(Value::String(reference)) = value.get("$ref") else { continue };
                if let Ok(target) = resolve(self.sources, 0, reference)
                    && self.component_of(section, &target).is_none()
                {
                    self.names.entry((section, target)).or_insert_with(|| name.clone());
                }
            }
        }
    }

    fn section(&self, kind: Kind) -> Option<&'static str> {
        match self.dialect {
            Dialect::V2 => kind.section_v2(),
            _ => kind.section(),
        }
    }

    fn section_pointer(&self, section: &str) -> String {
        match self.dialect {
            Dialect::V2 => format!("/{section}"),
            _ => format!("/components/{section}"),
        }
    }

    fn component_pointer(&self, section: &str, name: &str) -> String {
        let mut pointer = self.section_pointer(section);
        push(&mut pointer, name);
        pointer
    }

    /// The name of the component of the root document that a target is.
    fn component_of(&self, section: &str, target: &Pointer) -> Option<String> {
        let name = target.path.strip_prefix(&self.section_pointer(section))?.strip_prefix('/')?;
        (target.file == 0 && !name.contains('/')).then(|| unescape(name))
    }

    /// Walks a part, and rewrites its references.
    fn visit(&mut self, value: &mut Value, kind: Kind, path: &mut String, frame: &Frame) {
        if kind.may_refer()
            && let Some(Value::String(reference)) = value.get("$ref")
        {
            let reference = reference.clone();
            self.reference(value, kind, &reference, path, frame);
            return;
        }
        each_child(value, kind, path, &mut |child, kind, path| self.visit(child, kind, path, frame));
        if kind == Kind::Schema
            && let Some(Value::Object(mapping)) = value.pointer_mut("/discriminator/mapping")
        {
            for (key, target) in mapping {
                self.mapping(key, target, path, frame);
            }
        }
    }

    /// Rewrites one reference.
    fn reference(&mut self, value: &mut Value, kind: Kind, reference: &str, path: &str, frame: &Frame) {
        let at = Pointer { file: frame.file, path: path.to_owned() }.child("$ref");
        let target = match resolve(self.sources, frame.file, reference) {
            Ok(target) => target,
            Err(problem) => {
                self.diagnostics.extend(problem.diagnostics(at));
                *value = stand_in(kind);
                return;
            }
        };
        if target.file == 0 && target.path.is_empty() {
            let message = format!("`{reference}` points to the whole document");
            let help = "point to a part of it: `#/components/schemas/Name`";
            self.diagnostics.push(Diagnostic::error("unresolved-ref", at, message).help(help));
            *value = stand_in(kind);
            return;
        }
        let Some(section) = self.section(kind) else {
            self.inline(value, kind, target, path, frame, at);
            return;
        };
        let target = match fit(self.sources, kind, section, &target) {
            Fit::Right => target,
            Fit::Instead(meant) => {
                let message = format!("`{reference}` is not one of the {section}; what it holds is used");
                self.diagnostics.push(Diagnostic::warning("wrong-ref-kind", at.clone(), message));
                meant
            }
            Fit::Wrong(found) => {
                let message = format!("`{reference}` is one of the {found}, and one of the {section} is needed here");
                let help = "point to the right section";
                self.diagnostics.push(Diagnostic::error("wrong-ref-kind", at, message).help(help));
                *value = stand_in(kind);
                return;
            }
        };
        let name = self.name(kind, section, &target);
        let pointer = self.component_pointer(section, &name);
        if pointer == frame.out(path) && self.component_of(section, &target).is_none() {
            self.inline(value, kind, target, path, frame, at);
        } else {
            value["$ref"] = format!("#{pointer}").into();
        }
    }

    /// The component for a target; a new one where it is none yet.
    fn name(&mut self, kind: Kind, section: &'static str, target: &Pointer) -> String {
        if let Some(name) = self.component_of(section, target) {
            return name;
        }
        let key = (section, target.clone());
        if let Some(name) = self.names.get(&key) {
            return name.clone();
        }
        let name = self.free_name(section, target);
        self.taken.entry(section).or_default().insert(name.clone());
        self.names.insert(key, name.clone());
        self.queue.push_back(Pending { kind, section, name: name.clone(), target: target.clone() });
        name
    }

    /// A name for a target: its own, with the file's where that is taken, with a number where that is taken too.
    fn free_name(&self, section: &str, target: &Pointer) -> String {
        let file = self.sources.files.get(target.file).map_or("", |file| file.path.as_str());
        let stem = file.rsplit('/').next().unwrap_or("").split('.').next().unwrap_or("");
        let own = own_name(&target.path);
        let own = clean(if own.is_empty() { stem } else { &own });
        let longer = clean(&format!("{stem}_{own}"));
        let taken = |name: &String| self.taken.get(section).is_some_and(|names| names.contains(name));
        [own.clone(), longer.clone()]
            .into_iter()
            .chain((2..).map(|number| format!("{longer}_{number}")))
            .find(|name| !taken(name))
            .unwrap_or(own)
    }

    /// Replaces a reference by what it points to. What stands beside it goes before what it brings.
    fn inline(&mut self, value: &mut Value, kind: Kind, target: Pointer, path: &str, frame: &Frame, at: Pointer) {
        let circle = self.inlining.contains(&target);
        if circle || self.inlining.len() >= MAX_INLINED_DEPTH || self.inlined >= MAX_INLINED {
            let (code, message) = if circle {
                ("cyclic-ref", "this reference leads back to itself")
            } else {
                ("too-many-refs", "this document has too many references inside references")
            };
            self.diagnostics.push(Diagnostic::error(code, at, message).help("break the circle of references"));
            *value = stand_in(kind);
            return;
        }
        self.inlined += 1;
        let mut found = get(self.sources, &target).cloned().unwrap_or_default();
        let out = frame.out(path);
        self.origins.bundled(&out, target.clone());
        let inner = Frame { file: target.file, base: target.path.len(), out: out.clone() };
        let mut inner_path = target.path.clone();
        self.inlining.push(target);
        self.visit(&mut found, kind, &mut inner_path, &inner);
        self.inlining.pop();
        if let (Value::Object(members), Value::Object(beside)) = (&mut found, value.take()) {
            for (key, mut sibling) in beside.into_iter().filter(|(key, _)| key != "$ref") {
                let mut path = path.to_owned();
                push(&mut path, &key);
                self.visit(&mut sibling, kind.child(&key), &mut path, frame);
                self.origins.bundled(&frame.out(&path), Pointer { file: frame.file, path });
                members.insert(key, sibling);
            }
        }
        *value = found;
    }

    /// Rewrites a value of a discriminator's mapping: a reference, or the bare name of a schema.
    fn mapping(&mut self, key: &str, target: &mut Value, path: &str, frame: &Frame) {
        let Value::String(text) = target else { return };
        let Some(section) = self.section(Kind::Schema) else { return };
        let bare = !text.contains(['#', '/']);
        if bare && self.taken.get(section).is_some_and(|names| names.contains(text.as_str())) {
            *text = format!("#{}", self.component_pointer(section, text));
            return;
        }
        match resolve(self.sources, frame.file, text) {
            Ok(found) => {
                let name = self.name(Kind::Schema, section, &found);
                *text = format!("#{}", self.component_pointer(section, &name));
            }
            Err(problem) => {
                let at = Pointer { file: frame.file, path: path.to_owned() };
                let at = at.child("discriminator").child("mapping").child(key);
                if bare {
                    // A name that is no schema's: the entry says nothing, and the rest is fine.
                    let message = format!("`{text}` is no schema of this document; the entry is left out");
                    self.diagnostics.push(Diagnostic::warning("unknown-mapping", at, message));
                    *target = Value::Null;
                } else {
                    self.diagnostics.extend(problem.diagnostics(at));
                }
            }
        }
    }
}

/// What stands where a reference points to nothing, so that the rest can be looked at.
fn stand_in(kind: Kind) -> Value {
    match kind {
        Kind::Schema => Value::Object(Map::new()),
        _ => Value::Null,
    }
}

/// The name that a pointer suggests: of a definition its key, of anything else all keys that somebody chose.
fn own_name(path: &str) -> String {
    let segments: Vec<String> = path.split('/').skip(1).map(unescape).collect();
    let known = ["components", "definitions", "schemas", "$defs", "parameters", "responses", "headers"];
    let structural = |segment: &str| {
        known.contains(&segment)
            || ["properties", "items", "content", "schema", "paths", "allOf", "anyOf", "oneOf"].contains(&segment)
    };
    match segments.as_slice() {
        [parents @ .., last] if parents.iter().all(|segment| known.contains(&segment.as_str())) => last.clone(),
        _ => {
            let chosen: Vec<&str> =
                segments.iter().map(String::as_str).filter(|segment| !structural(segment)).collect();
            let items = if path.ends_with("/items") { "_item" } else { "" };
            format!("{}{items}", chosen.join("_"))
        }
    }
}

/// A name with the characters that a component's key may have.
fn clean(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() || ".-_".contains(character) { character } else { '_' })
        .collect();
    let name = name.trim_matches('_');
    if name.is_empty() { "component".to_owned() } else { name.to_owned() }
}
