//! The names of properties.

use serde_json::{Map, Value as Json};

use super::{Examples, TRIES};
use crate::model::{Limits, Scalar, Struct, TypeRef, Value};

impl Examples<'_> {
    /// Whether the limits of names allow a property that is described.
    pub(super) fn may_have(&self, object: &Struct, name: &str) -> bool {
        self.look(true).name(object.limits.all_names.as_deref(), name).is_ok()
    }

    /// The name of one more entry, which the document does not say.
    pub(super) fn key(&self, names: Option<&Limits>, entries: &Map<String, Json>) -> Option<String> {
        let is_new = |key: &String| !entries.contains_key(key);
        let Some(names) = names else {
            let number = |index: usize| if index == 0 { "key".to_owned() } else { format!("key {}", index + 1) };
            return (0..=entries.len()).map(number).find(is_new);
        };
        if !names.values.is_empty() {
            let plain = Value { limits: names.clone(), ..Value::plain(TypeRef::Scalar(Scalar::String)) };
            let mut known = names.values.iter().filter(|name| self.check(&plain, name).is_ok());
            return known.find_map(|name| name.as_str().map(str::to_owned).filter(is_new));
        }
        let tries = entries.len().saturating_add(TRIES);
        (0..tries).filter_map(|nth| self.text(Scalar::String, names, "key", nth)).find(is_new)
    }
}
