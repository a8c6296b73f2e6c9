// SPDX-License-Identifier: MIT-0
//! Values around values: `Option`, lists, maps, and JSON of any shape.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::codec::{Decode, Entries, Event, Items, Key, ListView, Look, MapView, Place, View};
use super::error::{Cx, Result};
use super::object::entry;
use super::shape::NO_PROPERTIES;

impl<T: Decode> Place for Option<T> {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        let deny_null = std::mem::take(&mut cx.deny_null);
        // This is compiled anew for every type: it makes one value at one place only.
        let null = matches!(event, Event::Null);
        if null || self.is_none() {
            *self = if null { T::null() } else { Some(T::blank()) };
        }
        match self {
            Some(value) if !null => value.put(event, cx),
            _ if deny_null => null_is_denied(cx),
            _ => Ok(()),
        }
    }

    fn reset(&mut self) {
        *self = None;
    }

    fn wants_digits(&self) -> bool {
        T::DIGITS
    }
}

impl<T: Decode> Decode for Option<T> {
    const DIGITS: bool = T::DIGITS;

    fn blank() -> Self {
        None
    }

    fn null() -> Option<Self> {
        Some(None)
    }
}

impl<T: View> View for Option<T> {
    fn look(&self) -> Look<'_> {
        match self {
            None => Look::Absent,
            Some(value) => present(value.look()),
        }
    }
}

fn null_is_denied(cx: &mut Cx) -> Result {
    cx.violation("must not be null")
}

/// Absent inside of present: the value is there, and it is null.
fn present(look: Look<'_>) -> Look<'_> {
    match look {
        Look::Absent => Look::Null,
        look => look,
    }
}

/// Fills a list, whatever its items are.
fn put_list(items: &mut dyn Items, event: Event<'_>, cx: &mut Cx) -> Result {
    match event {
        Event::List(list) => {
            cx.enter()?;
            let result = list.fill(items, cx);
            cx.leave();
            result
        }
        // A form or query that names the list once has a list of one.
        Event::Text(text) => items.push().put(Event::Text(text), cx),
        other => other.reject("an array", cx),
    }
}

impl<T: Decode> Place for Vec<T> {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        self.clear();
        match event {
            Event::Untyped(untyped) => untyped.list(self, cx),
            event => put_list(self, event, cx),
        }
    }

    fn reset(&mut self) {
        self.clear();
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn blank() -> Self {
        Vec::new()
    }
}

impl<T: Decode> Items for Vec<T> {
    fn push(&mut self) -> &mut dyn Place {
        let index = self.len();
        Vec::push(self, T::blank());
        &mut self[index]
    }
}

impl<T: View> View for Vec<T> {
    fn look(&self) -> Look<'_> {
        Look::List(self)
    }
}

impl<T: View> ListView for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> Option<&dyn View> {
        self.get(index).map(|item| item as &dyn View)
    }

    fn texts(&self) -> Option<&[String]> {
        T::texts(self)
    }
}

impl<T: View> View for &[T] {
    fn look(&self) -> Look<'_> {
        Look::List(self)
    }
}

impl<T: View> ListView for &[T] {
    fn len(&self) -> usize {
        <[T]>::len(self)
    }

    fn item(&self, index: usize) -> Option<&dyn View> {
        self.get(index).map(|item| item as &dyn View)
    }

    fn texts(&self) -> Option<&[String]> {
        T::texts(self)
    }
}

/// Fills a map, whatever its values are.
fn put_map(entries: &mut dyn Entries, event: Event<'_>, cx: &mut Cx) -> Result {
    match event {
        Event::Map(map) => {
            cx.enter()?;
            while map.key(&NO_PROPERTIES)? != Key::End {
                let name = map.name();
                entry(entries, name, map, cx)?;
            }
            cx.leave();
            Ok(())
        }
        other => other.reject("an object", cx),
    }
}

impl<T: Decode> Place for BTreeMap<String, T> {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        self.clear();
        match event {
            Event::Untyped(untyped) => untyped.map(self, cx),
            event => put_map(self, event, cx),
        }
    }

    fn reset(&mut self) {
        self.clear();
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn blank() -> Self {
        BTreeMap::new()
    }
}

impl<T: Decode> Entries for BTreeMap<String, T> {
    fn has(&self, key: &str) -> bool {
        self.contains_key(key)
    }

    fn entry(&mut self, key: String) -> &mut dyn Place {
        self.entry(key).or_insert_with(T::blank)
    }

    fn clear(&mut self) {
        self.clear();
    }
}

impl<T: View> View for BTreeMap<String, T> {
    fn look(&self) -> Look<'_> {
        Look::Map(self)
    }
}

impl<T: View> MapView for BTreeMap<String, T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn each(&self, visit: &mut dyn FnMut(&str, &dyn View)) {
        self.iter().for_each(|(key, value)| visit(key, value));
    }
}

impl Place for Value {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        *self = match event {
            Event::Null => Value::Null,
            Event::Bool(value) => value.into(),
            Event::I64(n) => n.into(),
            Event::U64(n) => n.into(),
            Event::F64(n) => n.into(),
            Event::Digits(text) => match text.parse() {
                Ok(number) => Value::Number(number),
                Err(_) => return cx.violation("expected a number"),
            },
            Event::Str(text) | Event::Text(text) => text.into(),
            Event::List(list) => {
                cx.enter()?;
                let mut items = Vec::<Value>::new();
                list.fill(&mut items, cx)?;
                cx.leave();
                items.into()
            }
            Event::Map(map) => {
                let mut entries = Map::new();
                put_map(&mut entries, Event::Map(map), cx)?;
                entries.into()
            }
            Event::Untyped(untyped) => return untyped.any(self, cx),
        };
        Ok(())
    }

    fn reset(&mut self) {
        *self = Value::Null;
    }
}

impl Decode for Value {
    fn blank() -> Self {
        Value::Null
    }

    fn null() -> Option<Self> {
        Some(Value::Null)
    }
}

impl Entries for Map<String, Value> {
    fn has(&self, key: &str) -> bool {
        self.contains_key(key)
    }

    fn entry(&mut self, key: String) -> &mut dyn Place {
        self.entry(key).or_insert(Value::Null)
    }

    fn clear(&mut self) {
        self.clear();
    }
}

impl View for Value {
    fn look(&self) -> Look<'_> {
        match self {
            Value::Null => Look::Null,
            Value::Bool(value) => Look::Bool(*value),
            Value::Number(n) => match (n.as_i64(), n.as_u64()) {
                (Some(n), _) => Look::I64(n),
                (None, Some(n)) => Look::U64(n),
                (None, None) if super::digits::are_kept() => Look::Digits(n.to_string()),
                (None, None) => n.as_f64().map_or(Look::Null, Look::F64),
            },
            Value::String(text) => Look::Str(text),
            Value::Array(items) => Look::List(items),
            Value::Object(entries) => Look::Map(entries),
        }
    }
}

impl MapView for Map<String, Value> {
    fn len(&self) -> usize {
        self.len()
    }

    fn each(&self, visit: &mut dyn FnMut(&str, &dyn View)) {
        self.iter().for_each(|(key, value)| visit(key, value));
    }
}
