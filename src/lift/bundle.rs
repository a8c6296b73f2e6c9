//! Many files to one document: every reference ends at a component of the root document, or is replaced by what it
//! points to where there are no such components (path items, callbacks).

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::{Map, Value, json};

use super::dialect::Dialect;
use super::fit::{Fit, fit};
use super::grammar::{Kind, each_child};
use super::origins::Origins;
use super::resolve::{dynamic_anchors, get, meant, recursive_anchor, resolve};
use super::stand_in::{consequence, stand_in};
use crate::diagnostics::Diagnostic;
use crate::load::Sources;
use crate::model::Pointer;
use crate::pointer::{keys, push, unescape};

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
        dynamic_anchors: None,
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
    /// How many schemas have each dynamic anchor, where it matters.
    dynamic_anchors: Option<HashMap<String, usize>>,
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
                if let Ok(target) = resolve(self.sources, 0, "", reference)
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
        if kind == Kind::Schema {
            self.dynamic(value, path, frame);
        }
        if kind.may_refer()
            && let Some(Value::String(reference)) = value.get("$ref")
        {
            let reference = reference.clone();
            self.reference(value, kind, &reference, path, frame);
            return;
        }
        each_child(value, kind, path, &mut |child, kind, path| self.visit(child, kind, path, frame));
        let Some(Value::Object(discriminator)) = value.get_mut("discriminator").filter(|_| kind == Kind::Schema) else {
            return;
        };
        let at = Pointer { file: frame.file, path: path.to_owned() }.child("discriminator");
        if let Some(Value::Object(mapping)) = discriminator.get_mut("mapping") {
            for (key, target) in mapping {
                self.mapping(target, at.child("mapping").child(key), frame);
            }
        }
        if let Some(target) = discriminator.get_mut("defaultMapping") {
            self.mapping(target, at.child("defaultMapping"), frame);
        }
    }

    /// A dynamic reference is a plain one where no other schema has its anchor. Others stay what they are.
    fn dynamic(&mut self, value: &mut Value, path: &str, frame: &Frame) {
        let Value::Object(schema) = value else { return };
        if schema.get("$recursiveRef").is_some_and(|reference| reference == "#")
            && !schema.contains_key("$ref")
            && let Some(target) = recursive_anchor(self.sources, frame.file, path)
        {
            schema.shift_remove("$recursiveRef");
            schema.insert("$ref".to_owned(), format!("#{target}").into());
        }
        let Some(Value::String(reference)) = schema.get("$dynamicRef") else { return };
        let anchor = reference.rsplit_once('#').map_or("", |(_, anchor)| anchor);
        let anchors = self.dynamic_anchors.get_or_insert_with(|| dynamic_anchors(self.sources));
        let Ok(target) = resolve(self.sources, frame.file, path, reference) else { return };
        // What it leads to by itself depends on where the value comes from only if that is a dynamic anchor too.
        let is_dynamic = get(self.sources, &target)
            .and_then(|schema| schema.get("$dynamicAnchor")?.as_str())
            .is_some_and(|name| name == anchor);
        if schema.contains_key("$ref") || is_dynamic && anchors.get(anchor).is_some_and(|count| *count > 1) {
            return;
        }
        if let Some(reference) = schema.shift_remove("$dynamicRef") {
            schema.insert("$ref".to_owned(), reference);
        }
    }

    /// Rewrites one reference.
    fn reference(&mut self, value: &mut Value, kind: Kind, reference: &str, path: &str, frame: &Frame) {
        let at = Pointer { file: frame.file, path: path.to_owned() }.child("$ref");
        let target = match resolve(self.sources, frame.file, path, reference) {
            Ok(target) => target,
            Err(problem) => match self.meant(kind, reference, frame.file, &at) {
                Some(target) => target,
                None => {
                    self.diagnostics.extend(problem.diagnostics(kind, at));
                    *value = self.stand_in(kind, path, frame);
                    return;
                }
            },
        };
        if target.file == 0 && target.path.is_empty() {
            let message = format!("`{reference}` points to the whole document; {}", consequence(kind));
            let help = "point to a part of it: `#/components/schemas/Name`";
            self.diagnostics.push(Diagnostic::warning("unresolved-ref", at, message).help(help));
            *value = self.stand_in(kind, path, frame);
            return;
        }
        let Some(section) = self.section(kind) else {
            self.inline(value, kind, target, path, frame, at);
            return;
        };
        // From 3.1 on a reference may bring a description of its own.
        let described = matches!(kind, Kind::Response | Kind::Parameter | Kind::RequestBody | Kind::Header)
            && matches!(self.dialect, Dialect::V31 | Dialect::V32)
            && ["description", "summary"].iter().any(|key| value.get(key).is_some());
        let target = match fit(self.sources, kind, section, &target) {
            Fit::Right => target,
            Fit::Instead(meant) => {
                let message = format!("`{reference}` is not one of the {section}; what it holds is used");
                self.diagnostics.push(Diagnostic::warning("wrong-ref-kind", at.clone(), message));
                meant
            }
            Fit::Body => {
                let message = format!("`{reference}` is a schema, and one of the {section} is needed here");
                let message = format!("{message}; it is read as the schema of a JSON body");
                let help = "put it under `content: application/json: schema:`";
                self.diagnostics.push(Diagnostic::warning("wrong-ref-kind", at, message).help(help));
                self.body_of(value, path, frame);
                return;
            }
            Fit::Wrong(found) => {
                let message = format!("`{reference}` is one of the {found}, and one of the {section} is needed here");
                let message = format!("{message}; {}", consequence(kind));
                let help = "point to the right section";
                self.diagnostics.push(Diagnostic::warning("wrong-ref-kind", at, message).help(help));
                *value = self.stand_in(kind, path, frame);
                return;
            }
        };
        if described {
            if let Value::Object(members) = value {
                members.retain(|key, _| matches!(key.as_str(), "$ref" | "description" | "summary"));
            }
            self.inline(value, kind, target, path, frame, at);
            return;
        }
        let name = self.name(kind, section, &target);
        let pointer = self.component_pointer(section, &name);
        if pointer == frame.out(path) && self.component_of(section, &target).is_none() {
            self.inline(value, kind, target, path, frame, at);
        } else {
            value["$ref"] = format!("#{pointer}").into();
        }
    }

    /// What a reference that is not written as it should be means.
    fn meant(&mut self, kind: Kind, reference: &str, from: usize, at: &Pointer) -> Option<Pointer> {
        let (file, fragment) =
            reference.split_once('#').map_or((reference, ""), |(file, _)| (file, &reference[file.len()..]));
        if file.contains('\\') {
            let slashed = format!("{}{fragment}", file.replace('\\', "/"));
            let target = resolve(self.sources, from, &at.path, &slashed).ok()?;
            let message = format!("`{reference}` is written with backslashes; `{slashed}` is meant");
            self.diagnostics.push(Diagnostic::warning("misspelt-ref", at.clone(), message).help("write it like that"));
            return Some(target);
        }
        let target = meant(self.sources, from, kind.section()?, reference)?;
        let message = format!("`{reference}` points to nothing; `#{}` is meant", target.path);
        self.diagnostics.push(Diagnostic::warning("misspelt-ref", at.clone(), message).help("write it like that"));
        Some(target)
    }

    /// An answer or a request body that is a reference to a schema: a JSON body of that schema.
    fn body_of(&mut self, value: &mut Value, path: &str, frame: &Frame) {
        let mut schema = value.take();
        self.visit(&mut schema, Kind::Schema, &mut path.to_owned(), frame);
        let (body, inside) = match self.dialect {
            Dialect::V2 => (json!({ "description": "", "schema": schema }), "/schema"),
            _ => (
                json!({ "description": "", "content": { "application/json": { "schema": schema } } }),
                "/content/application~1json/schema",
            ),
        };
        *value = body;
        self.made(&format!("{}{inside}", frame.out(path)), path, frame);
    }

    /// What a part that is not there is replaced by.
    fn stand_in(&mut self, kind: Kind, path: &str, frame: &Frame) -> Value {
        if kind == Kind::RequestBody {
            self.made(&format!("{}/content/*~1*/schema", frame.out(path)), path, frame);
        }
        stand_in(kind).unwrap_or_default()
    }

    /// Notes that a schema and the media type that it is of were made out of what stands at a path.
    fn made(&mut self, schema: &str, path: &str, frame: &Frame) {
        let media = schema.rsplit_once('/').map_or(schema, |(media, _)| media);
        for to in [schema, media] {
            self.origins.bundled(to, Pointer { file: frame.file, path: path.to_owned() });
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
            *value = self.stand_in(kind, path, frame);
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
    fn mapping(&mut self, target: &mut Value, at: Pointer, frame: &Frame) {
        let Value::String(text) = target else {
            let message = "this must be the name of a schema, or a reference to one; the entry is left out";
            self.diagnostics.push(Diagnostic::warning("unknown-mapping", at, message));
            *target = Value::Null;
            return;
        };
        let Some(section) = self.section(Kind::Schema) else { return };
        let bare = !text.contains(['#', '/']);
        if bare && self.taken.get(section).is_some_and(|names| names.contains(text.as_str())) {
            *text = format!("#{}", self.component_pointer(section, text));
            return;
        }
        let found = match resolve(self.sources, frame.file, &at.path, text) {
            Ok(found) => Some(found),
            Err(_) => self.meant(Kind::Schema, text, frame.file, &at),
        };
        match found {
            Some(found) => {
                let name = self.name(Kind::Schema, section, &found);
                *text = format!("#{}", self.component_pointer(section, &name));
            }
            None => {
                // The entry says nothing, and the rest is fine.
                let message = format!("`{text}` is no schema of this document; the entry is left out");
                self.diagnostics.push(Diagnostic::warning("unknown-mapping", at, message));
                *target = Value::Null;
            }
        }
    }
}

/// The name that a pointer suggests: of a definition its key, of anything else all keys that somebody chose.
fn own_name(path: &str) -> String {
    let segments: Vec<String> = keys(path).collect();
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
