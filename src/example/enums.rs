//! The values of enums, those left out that break a limit beside the list.

use serde_json::Value as Json;

use super::Examples;
use crate::model::{TypeDef, TypeId};

impl Examples<'_> {
    /// The nth value of an enum.
    pub(super) fn listed(&self, def: &TypeDef, nth: usize) -> Option<Json> {
        def.kind.enum_values()?.filter(|json| self.keeps(def, json)).nth(nth)
    }

    /// All of them; `None` for what is no enum.
    pub(super) fn enum_values(&self, id: TypeId) -> Option<Vec<Json>> {
        let def = self.api.ty(id);
        Some(def.kind.enum_values()?.filter(|json| self.keeps(def, json)).collect())
    }

    fn keeps(&self, def: &TypeDef, json: &Json) -> bool {
        def.limits.is_empty() || self.look(true).limits(&def.limits, json).is_ok()
    }
}
