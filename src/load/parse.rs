//! Text to values: chooses between JSON and YAML, and turns what goes wrong into diagnostics.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::limits::{ALIAS_ALLOWANCE, MAX_DEPTH};
use super::relaxed::Relaxed;
use super::{json, yaml};
use crate::diagnostics::{Diagnostic, locate};

/// Reads a text that is JSON or YAML. `file` is the index that diagnostics name. With the value come warnings.
///
/// # Errors
/// Says where the text stops being either.
pub fn parse(path: &str, text: &str, file: usize) -> Result<(Value, Vec<Diagnostic>), Vec<Diagnostic>> {
    // What a file is called decides nothing but how a mistake is told.
    if locate::looks_like_json(text) {
        match json::parse(text, file) {
            Ok(read) => return Ok(read),
            Err(json::Failure::Syntax(diagnostics)) => return lenient(path, text, file, diagnostics),
            Err(json::Failure::Number(diagnostics)) => return yaml::parse(text, file).map_err(|_| diagnostics),
            Err(json::Failure::Final(diagnostics)) => return Err(diagnostics),
        }
    }
    yaml::parse(text, file)
}

/// Reads a text that looks like JSON and is none.
fn lenient(
    path: &str,
    text: &str,
    file: usize,
    found: Vec<Diagnostic>,
) -> Result<(Value, Vec<Diagnostic>), Vec<Diagnostic>> {
    let found = match Relaxed::of(text).map(|relaxed| (json::parse(&relaxed.text, file), relaxed)) {
        Some((Ok((value, mut said)), relaxed)) => {
            let is_yaml = [".yaml", ".yml"].iter().any(|extension| path.ends_with(extension));
            said.extend(relaxed.warnings(is_yaml, file));
            return Ok((value, said));
        }
        Some((Err(json::Failure::Final(diagnostics)), _)) => return Err(diagnostics),
        // Commas and comments are not what is wrong.
        Some((Err(json::Failure::Syntax(diagnostics) | json::Failure::Number(diagnostics)), _)) => diagnostics,
        None => found,
    };
    // What starts with a brace may still be YAML's flow style.
    match path.ends_with(".json") {
        true => Err(found),
        false => yaml::parse(text, file).map_err(|_| found),
    }
}

/// What is true of a whole text while it is read.
pub(super) struct Budget {
    /// What may still be read; aliases make a text larger than it is.
    left: Cell<usize>,
    /// What stopped the reading, where it was not the syntax.
    pub(super) stopped: RefCell<Option<Stopped>>,
    /// Whether a key was there twice.
    pub(super) twice: Cell<bool>,
}

/// Why the reading stopped although the syntax is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stopped {
    /// Deeper than any document.
    Depth,
    /// Larger than any document.
    Size,
}

impl Budget {
    /// The budget of a text.
    pub(super) fn of(text: &str) -> Self {
        Budget {
            left: Cell::new(2 * text.len() + ALIAS_ALLOWANCE),
            stopped: RefCell::new(None),
            twice: Cell::new(false),
        }
    }

    fn stop<E: Error>(&self, why: Stopped) -> E {
        self.stopped.borrow_mut().get_or_insert(why);
        E::custom(match why {
            Stopped::Depth => "nested too deeply",
            Stopped::Size => "the aliases make the document too large",
        })
    }

    fn spend<E: Error>(&self, amount: usize) -> Result<(), E> {
        match self.left.get().checked_sub(amount + 1) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => Err(self.stop(Stopped::Size)),
        }
    }
}

/// Reads one value: the same rules for JSON and YAML.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) budget: &'a Budget,
    pub(super) depth: usize,
    /// Whether `<<` merges the members of its value.
    pub(super) merge_keys: bool,
}

impl<'a> Reader<'a> {
    /// A reader for what stands inside.
    fn inner<E: Error>(&self) -> Result<Reader<'a>, E> {
        if self.depth >= MAX_DEPTH {
            return Err(self.budget.stop(Stopped::Depth));
        }
        Ok(Reader { depth: self.depth + 1, ..*self })
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.budget.spend(0)?;
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.budget.spend(0)?;
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.budget.spend(0)?;
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.budget.spend(0)?;
        Ok(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.budget.spend(0)?;
        // YAML knows infinities and JSON does not: as text they reach whoever can say what is wrong with them.
        Ok(Number::from_f64(value).map_or_else(|| Value::String(value.to_string()), Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.budget.spend(value.len())?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        self.budget.spend(value.len())?;
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        self.budget.spend(0)?;
        let inner = self.inner()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        self.budget.spend(0)?;
        let inner = self.inner()?;
        let mut members = Map::new();
        let mut merges = Vec::new();
        // A key is read as text, so that `200:` and `1.10:` stay what they are.
        while let Some(key) = map.next_key::<String>()? {
            self.budget.spend::<A::Error>(key.len())?;
            let value = map.next_value_seed(inner)?;
            if self.merge_keys && key == "<<" {
                merges.push(value);
            } else if members.insert(key, value).is_some() {
                // The last one counts, as with most readers.
                self.budget.twice.set(true);
            }
        }
        for merged in merges {
            match merged {
                Value::Array(parts) => parts.into_iter().for_each(|part| merge(&mut members, part)),
                part => merge(&mut members, part),
            }
        }
        Ok(Value::Object(members))
    }

    /// A value with a YAML tag that means nothing here (`!reference`): the value alone.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let (_, content) = data.variant::<String>()?;
        content.newtype_variant_seed(inner)
    }
}

/// Adds the members that are not there yet.
fn merge(members: &mut Map<String, Value>, part: Value) {
    if let Value::Object(part) = part {
        for (key, value) in part {
            members.entry(key).or_insert(value);
        }
    }
}
