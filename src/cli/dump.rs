//! What a stage made of a document, for people who want to see it.

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::effective;
use crate::generator::Understood;
use crate::lift::Lifted;
use crate::pointer;

/// The stages whose value can be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Stage {
    /// The files as they were read
    Load,
    /// The one clean document
    Lift,
    /// The intermediate model
    Lower,
    /// Every identifier
    Names,
}

/// The text; `None` when the document did not get that far.
pub(super) fn dump(understood: &Understood, stage: Stage, effective: bool) -> Option<String> {
    if effective {
        let api = understood.api.as_ref().map(|(api, _)| api);
        return understood.lifted.as_ref().map(|lifted| pretty(&effective::document(document(lifted), api)));
    }
    match stage {
        Stage::Load => {
            let files = understood.sources.files.iter().map(|file| (file.path.clone(), file.value.clone()));
            let files: Map<String, Value> = files.collect();
            (!files.is_empty()).then(|| pretty(&Value::Object(files)))
        }
        Stage::Lift => understood.lifted.as_ref().map(|lifted| pretty(&document(lifted))),
        Stage::Lower => understood.api.as_ref().map(|(api, _)| format!("{api:#?}\n")),
        Stage::Names => understood.api.as_ref().map(|(_, names)| format!("{names:#?}\n")),
    }
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

fn document(lifted: &Lifted) -> Value {
    let mut document = serde_json::to_value(&lifted.document).unwrap_or_default();
    let webhooks = lifted.webhooks.iter();
    let webhooks: Map<String, Value> =
        webhooks.map(|hook| (hook.name.clone(), serde_json::to_value(&hook.item).unwrap_or_default())).collect();
    if let (false, Some(document)) = (webhooks.is_empty(), document.as_object_mut()) {
        document.insert("x-webhooks".to_owned(), webhooks.into());
    }
    // Those inside of others come after these: what is longer stands deeper.
    let mut others: Vec<_> = lifted.methods.all().collect();
    others.sort_by_key(|(pointer, _)| (pointer.len(), *pointer));
    for (pointer, operation) in others {
        let pointer =
            pointer.strip_prefix("/webhooks/").map_or(pointer.to_owned(), |rest| format!("/x-webhooks/{rest}"));
        put(&mut document, &pointer, serde_json::to_value(operation).unwrap_or_default());
    }
    document
}

/// Puts a value at a pointer that leads through maps; those that are missing are made.
fn put(document: &mut Value, pointer: &str, value: Value) {
    let mut place = document;
    for key in pointer::keys(pointer) {
        let Value::Object(members) = place else { return };
        place = members.entry(key).or_insert_with(|| json!({}));
    }
    *place = value;
}
