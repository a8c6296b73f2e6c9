//! The values of enums, those left out that break a limit beside the list.

use serde_json::Value as Json;

use super::Examples;
use crate::model::{EnumValue, TypeDef, TypeId, TypeKind};

impl Examples<'_> {
    /// The nth value of an enum.
    pub(super) fn listed<T>(
        &self,
        def: &TypeDef,
        values: &[EnumValue<T>],
        nth: usize,
        json: impl Fn(&T) -> Json,
    ) -> Option<Json> {
        if def.limits.is_empty() {
            return values.get(nth).map(|value| json(&value.value));
        }
        values.iter().map(|value| json(&value.value)).filter(|json| self.keeps(def, json)).nth(nth)
    }

    /// All of them; `None` for what is no enum.
    pub(super) fn enum_values(&self, id: TypeId) -> Option<Vec<Json>> {
        let def = self.api.ty(id);
        let mut values: Vec<Json> = match &def.kind {
            TypeKind::StringEnum(values) => values.iter().map(|value| value.value.clone().into()).collect(),
            TypeKind::IntEnum(values) => values.iter().map(|value| value.value.into()).collect(),
            TypeKind::ValueEnum(values) => values.iter().map(|value| value.value.clone()).collect(),
            _ => return None,
        };
        values.retain(|json| self.keeps(def, json));
        Some(values)
    }

    fn keeps(&self, def: &TypeDef, json: &Json) -> bool {
        def.limits.is_empty() || self.look(true).limits(&def.limits, json).is_ok()
    }
}
