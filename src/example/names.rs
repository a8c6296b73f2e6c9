//! The names of properties.

use serde_json::{Map, Value as Json};

use super::{Examples, TRIES};
use crate::model::{Field, Limits, Scalar, Struct, TypeRef, Value};

impl Examples<'_> {
    /// Whether a property that is described may be there: the limits of names allow it, and it has a value.
    pub(super) fn may_have(&self, object: &Struct, field: &Field) -> bool {
        !field.never && self.may_be_called(object, &field.wire)
    }

    /// Whether the limits of names allow a property that is described.
    pub(super) fn may_be_called(&self, object: &Struct, name: &str) -> bool {
        self.look(true).name(object.limits.all_names.as_deref(), name).is_ok()
    }

    /// The name of one more entry, which the document does not say. `next` is where the last search ended.
    pub(super) fn key(&self, names: Option<&Limits>, entries: &Map<String, Json>, next: &mut usize) -> Option<String> {
        let listed = names.filter(|names| !names.values.is_empty());
        let plain = names.map(|names| Value { limits: names.clone(), ..Value::plain(TypeRef::Scalar(Scalar::String)) });
        let named = |nth: usize| match (names, listed, &plain) {
            (_, Some(listed), Some(plain)) => {
                let name = listed.values.get(nth).filter(|name| self.check(plain, name).is_ok())?;
                name.as_str().map(str::to_owned)
            }
            (Some(names), ..) => self.text(Scalar::String, names, "key", nth),
            _ => Some(if nth == 0 { "key".to_owned() } else { format!("key {}", nth + 1) }),
        };
        let end = match listed {
            Some(listed) => listed.values.len(),
            None => next.saturating_add(entries.len()).saturating_add(TRIES),
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
