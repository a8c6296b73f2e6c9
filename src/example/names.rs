//! The names of properties.

use serde_json::{Map, Value as Json};

use super::{Examples, TRIES};
use crate::model::{Limits, Scalar, Struct, TypeRef, Value};

impl Examples<'_> {
    /// Whether the limits of names allow a property that is described.
    pub(super) fn may_have(&self, object: &Struct, name: &str) -> bool {
        self.look(true).name(object.limits.all_names.as_deref(), name).is_ok()
    }

    /// The name of one more entry, which the document does not say. `next` is where the last search ended.
    pub(super) fn key(&self, names: Option<&Limits>, entries: &Map<String, Json>, next: &mut usize) -> Option<String> {
        let mut end = next.saturating_add(entries.len()).saturating_add(TRIES);
        let mut named: Box<dyn FnMut(usize) -> Option<String>> = match names {
            None => Box::new(|nth| Some(if nth == 0 { "key".to_owned() } else { format!("key {}", nth + 1) })),
            Some(names) if !names.values.is_empty() => {
                end = names.values.len();
                let plain = Value { limits: names.clone(), ..Value::plain(TypeRef::Scalar(Scalar::String)) };
                Box::new(move |nth| {
                    let name = names.values.get(nth).filter(|name| self.check(&plain, name).is_ok())?;
                    name.as_str().map(str::to_owned)
                })
            }
            Some(names) => Box::new(|nth| self.text(Scalar::String, names, "key", nth)),
        };
        for nth in *next..end {
            if let Some(name) = named(nth).filter(|name| !entries.contains_key(name)) {
                *next = nth + 1;
                return Some(name);
            }
        }
        None
    }
}
