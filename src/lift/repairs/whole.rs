//! Repairs that need to see more than one part: names that are there twice, names that nothing has.

use std::collections::{HashMap, HashSet};

use indexmap::IndexSet;
use serde_json::{Map, Value, json};

use super::super::grammar::METHODS;
use super::super::resolve::nearest;
use super::Repairs;
use crate::diagnostics::Diagnostic;
use crate::model::Pointer;
use crate::pointer::{push, unescape};

/// What is done with each path item or operation: its members and its pointer.
type Visit<'v, 's> = dyn FnMut(&mut Repairs<'s>, &mut Map<String, Value>, &str) + 'v;

impl<'s> Repairs<'s> {
    /// Everything that is about the document as a whole.
    pub(super) fn whole(&mut self, root: &mut Map<String, Value>) {
        self.forgotten(root);
        let mut first: HashMap<String, Pointer> = HashMap::new();
        self.each_operation(root, &mut |repairs, operation, at| repairs.operation_id(operation, at, &mut first));
        self.schemes(root);
        // Last, so that everything else is said by the names that the user gave.
        self.slashes(root);
    }

    /// Paths begin with a slash.
    fn slashes(&mut self, root: &mut Map<String, Value>) {
        let Some(Value::Object(paths)) = root.get_mut("paths") else { return };
        if paths.keys().all(|path| path.starts_with('/') || path.starts_with("x-")) {
            return;
        }
        let known: HashSet<String> = paths.keys().cloned().collect();
        for (path, item) in std::mem::take(paths) {
            if path.starts_with('/') || path.starts_with("x-") {
                paths.insert(path, item);
                continue;
            }
            let meant = format!("/{path}");
            let (mut at, mut to) = ("/paths".to_owned(), "/paths".to_owned());
            push(&mut at, &path);
            push(&mut to, &meant);
            if known.contains(&meant) {
                let message = format!("the path `{path}` does not begin with `/`, and `{meant}` is there too");
                self.mend("bad-path", &at, format!("{message}; it is left out"), "put the operations under one path");
                continue;
            }
            let message = format!("the path `{path}` does not begin with `/`; it is read as `{meant}`");
            self.mend("bad-path", &at, message, "add the `/`");
            self.moves.insert(to, at);
            paths.insert(meant, item);
        }
    }

    /// References to parameters that were left out go too.
    fn forgotten(&mut self, root: &mut Map<String, Value>) {
        if self.gone.is_empty() {
            return;
        }
        let gone: HashSet<String> = std::mem::take(&mut self.gone).into_iter().map(|at| format!("#{at}")).collect();
        let mut drop_from = |repairs: &mut Repairs<'s>, members: &mut Map<String, Value>, at: &str| {
            let Some(Value::Array(list)) = members.get_mut("parameters") else { return };
            let lost = |item: &Value| {
                item.get("$ref").and_then(Value::as_str).is_some_and(|reference| gone.contains(reference))
            };
            let kept: Vec<usize> = (0..list.len()).filter(|index| !lost(&list[*index])).collect();
            list.retain(|item| !lost(item));
            // Those that are left have moved up.
            for (to, from) in kept.into_iter().enumerate().filter(|(to, from)| to != from) {
                let stood = format!("{at}/parameters/{from}");
                let stood = repairs.moves.get(&stood).cloned().unwrap_or(stood);
                repairs.moves.insert(format!("{at}/parameters/{to}"), stood);
            }
        };
        self.each_item(root, &mut drop_from);
        self.each_operation(root, &mut drop_from);
        // A component may be another name for one that was left out.
        if let Some(Value::Object(parameters)) = root.get_mut("components").and_then(|all| all.get_mut("parameters")) {
            let before = parameters.len();
            parameters.retain(|name, parameter| {
                let reference = parameter.get("$ref").and_then(Value::as_str);
                let lost = reference.is_some_and(|reference| gone.contains(reference));
                if lost {
                    let mut at = "/components/parameters".to_owned();
                    push(&mut at, name);
                    self.gone.push(at);
                }
                !lost
            });
            if parameters.len() < before {
                self.forgotten(root);
            }
        }
    }

    /// An operationId belongs to the operation that has it first.
    fn operation_id(&mut self, operation: &mut Map<String, Value>, at: &str, first: &mut HashMap<String, Pointer>) {
        let Some(Value::String(id)) = operation.get("operationId") else { return };
        let place = self.origins.resolve(&format!("{at}/operationId"));
        let Some(other) = first.get(id) else {
            first.insert(id.clone(), place);
            return;
        };
        // A callback among the components stands wherever it is referred to, which is no mistake.
        if *other != place {
            let message =
                format!("the operationId `{id}` is used twice; this operation is named after its method and path");
            let diagnostic = Diagnostic::warning("duplicate-operation-id", place, message)
                .related(other.clone(), "it stands here first")
                .help("give each operation an operationId of its own");
            self.diagnostics.push(diagnostic);
        }
        operation.shift_remove("operationId");
    }

    /// Every security scheme that is asked for is there. One that nobody described must not leave an operation open.
    fn schemes(&mut self, root: &mut Map<String, Value>) {
        let known: IndexSet<String> = match root.get("components").and_then(|all| all.get("securitySchemes")) {
            Some(Value::Object(schemes)) => schemes.keys().cloned().collect(),
            _ => IndexSet::new(),
        };
        let mut missing: HashMap<String, (String, String)> = HashMap::new();
        let mut check = |repairs: &mut Repairs<'s>, members: &mut Map<String, Value>, at: &str| {
            let Some(Value::Array(alternatives)) = members.get_mut("security") else { return };
            for (index, alternative) in alternatives.iter_mut().enumerate() {
                let Value::Object(needed) = alternative else { continue };
                for (name, scopes) in std::mem::take(needed) {
                    let mut place = format!("{at}/security/{index}");
                    push(&mut place, &name);
                    let name = match known.contains(&name) {
                        true => name,
                        false => {
                            let made = |name: &String| (repairs.scheme(name, &known, &place), place.clone());
                            missing.entry(name).or_insert_with_key(made).0.clone()
                        }
                    };
                    needed.insert(name, scopes);
                }
            }
        };
        check(self, root, "");
        self.each_operation(root, &mut check);
        let mut made: Vec<(String, String)> = missing.into_values().filter(|(name, _)| !known.contains(name)).collect();
        made.sort();
        if made.is_empty() {
            return;
        }
        let components = root.entry("components").or_insert_with(|| json!({}));
        let Some(components) = components.as_object_mut() else { return };
        let schemes = components.entry("securitySchemes").or_insert_with(|| json!({}));
        let Some(schemes) = schemes.as_object_mut() else { return };
        for (name, place) in made {
            // It comes from where it is asked for first; the document may not even have a section for it.
            let mut at = "/components/securitySchemes".to_owned();
            push(&mut at, &name);
            self.moves.insert(at, place);
            schemes.insert(name, json!({ "type": "http", "scheme": "bearer" }));
        }
    }

    /// The scheme that an unknown name stands for: one that is spelled differently, or else a new one.
    fn scheme(&mut self, name: &str, known: &IndexSet<String>, at: &str) -> String {
        let plain = |name: &str| name.to_lowercase().replace(['-', '_', ' ', '.'], "");
        let mut alike = known.iter().filter(|other| plain(other) == plain(name));
        if let (Some(meant), None) = (alike.next(), alike.next()) {
            let message = format!("there is no security scheme `{name}`; `{meant}` is meant");
            self.mend("unknown-security-scheme", at, message, "correct the name");
            return meant.clone();
        }
        let message = format!("there is no security scheme `{name}`; a token in `Authorization: Bearer` is asked for");
        let help = match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "describe it under `components/securitySchemes`".to_owned(),
        };
        self.mend("unknown-security-scheme", at, message, &help);
        name.to_owned()
    }

    /// Calls a function for every path item and webhook.
    fn each_item(&mut self, root: &mut Map<String, Value>, call: &mut Visit<'_, 's>) {
        for section in ["paths", "webhooks", "x-webhooks"] {
            let Some(Value::Object(items)) = root.get_mut(section) else { continue };
            for (path, item) in items.iter_mut().filter(|(path, _)| !path.starts_with("x-")) {
                let mut at = format!("/{section}");
                push(&mut at, path);
                if let Value::Object(item) = item {
                    call(self, item, &at);
                }
            }
        }
    }

    /// Calls a function for every operation, those of callbacks after the one that they belong to.
    fn each_operation(&mut self, root: &mut Map<String, Value>, call: &mut Visit<'_, 's>) {
        self.each_item(root, &mut |repairs, item, at| repairs.operations_of(item, at, call));
    }

    fn operations_of(&mut self, item: &mut Map<String, Value>, at: &str, call: &mut Visit<'_, 's>) {
        let mut found = Vec::new();
        for (key, value) in item.iter_mut() {
            match (key.as_str(), value) {
                ("additionalOperations", value) => {
                    for (method, operation) in value.as_object_mut().into_iter().flatten() {
                        let mut at = format!("{at}/{key}");
                        push(&mut at, method);
                        found.push((at, operation));
                    }
                }
                (method, operation) if METHODS.contains(&method) => found.push((format!("{at}/{key}"), operation)),
                _ => {}
            }
        }
        for (at, operation) in found {
            let Value::Object(operation) = operation else { continue };
            call(self, operation, &at);
            let Some(Value::Object(callbacks)) = operation.get_mut("callbacks") else { continue };
            for (name, callback) in callbacks.iter_mut() {
                let Value::Object(items) = callback else { continue };
                for (expression, item) in items.iter_mut() {
                    let mut at = format!("{at}/callbacks");
                    push(&mut at, name);
                    push(&mut at, expression);
                    if let Value::Object(item) = item {
                        self.operations_of(item, &at, call);
                    }
                }
            }
        }
    }
}

/// The path that a part of `/paths` belongs to.
pub(super) fn path_of(at: &str) -> Option<String> {
    Some(unescape(at.strip_prefix("/paths/")?.split('/').next()?))
}
