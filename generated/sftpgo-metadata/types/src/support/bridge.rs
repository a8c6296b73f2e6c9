// SPDX-License-Identifier: MIT-0
//! serde on both sides: any deserializer is a source, any serializer a sink. One instantiation for each of them,
//! none for each type.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq, Serializer};

use super::KEEPS_DIGITS;
use super::codec::{Decode, Event, Items, Key, ListSource, Look, MapSource, Place, View};
use super::digits;
use super::error::{Cx, Mode, Result, Stop};
use super::shape::Shape;

/// A seed that drives a deserializer into a place.
pub struct Driver<'a> {
    /// Where the value goes.
    pub place: &'a mut dyn Place,
    /// What goes along.
    pub cx: &'a mut Cx,
}

impl Driver<'_> {
    fn put<E: serde::de::Error>(self, event: Event<'_>) -> std::result::Result<(), E> {
        self.place.put(event, self.cx).map_err(stopped)
    }
}

impl Driver<'_> {
    /// A number as it is written.
    fn digits<E: serde::de::Error>(self, text: &str) -> std::result::Result<(), E> {
        match (text.parse(), text.parse()) {
            (Ok(n), _) => self.put(Event::I64(n)),
            (_, Ok(n)) => self.put(Event::U64(n)),
            _ if digits::is_number(text) => self.put(Event::Digits(text)),
            _ => Err(E::custom("a number is not written as one")),
        }
    }

    /// JSON text for a place that wants digits.
    fn raw<E: serde::de::Error>(self, text: &str) -> std::result::Result<(), E> {
        let text = text.trim();
        if digits::is_number(text) {
            return self.digits(text);
        }
        serde_json::Deserializer::from_str(text).deserialize_any(self).map_err(E::custom)
    }
}

/// The deserializer has to be told something; what is wrong stands in the context.
#[cold]
fn stopped<E: serde::de::Error>(_: Stop) -> E {
    E::custom("the value is not as it should be")
}

impl<'de> DeserializeSeed<'de> for Driver<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> std::result::Result<(), D::Error> {
        if KEEPS_DIGITS && self.place.wants_digits() {
            return source.deserialize_newtype_struct(digits::RAW, self);
        }
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Driver<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> std::result::Result<(), E> {
        self.put(Event::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> std::result::Result<(), E> {
        self.put(Event::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, source: D) -> std::result::Result<(), D::Error> {
        self.deserialize(source)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> std::result::Result<(), E> {
        self.put(Event::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, n: i64) -> std::result::Result<(), E> {
        self.put(Event::I64(n))
    }

    fn visit_u64<E: serde::de::Error>(self, n: u64) -> std::result::Result<(), E> {
        self.put(Event::U64(n))
    }

    fn visit_f64<E: serde::de::Error>(self, n: f64) -> std::result::Result<(), E> {
        self.put(Event::F64(n))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<(), E> {
        self.put(Event::Str(text))
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, text: &'de str) -> std::result::Result<(), E> {
        self.put(Event::Str(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> std::result::Result<(), A::Error> {
        let mut source = Adapter { access: list, error: None, expected: 0, name: String::new(), first: None };
        let result = self.place.put(Event::List(&mut source), self.cx);
        result.map_err(|stop| source.error.unwrap_or_else(|| stopped(stop)))
    }

    /// What is no JSON text knows nothing of digits.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, source: D) -> std::result::Result<(), D::Error> {
        source.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        let mut first = None;
        if (KEEPS_DIGITS && self.place.wants_digits()) || digits::are_kept() {
            let name = map.next_key::<String>()?;
            match name.as_deref() {
                Some(digits::NUMBER) => return self.digits(&map.next_value::<String>()?),
                Some(digits::RAW) => return self.raw(&map.next_value::<String>()?),
                _ => first = Some(name),
            }
        }
        let mut source = Adapter { access: map, error: None, expected: 0, name: String::new(), first };
        let result = self.place.put(Event::Map(&mut source), self.cx);
        result.map_err(|stop| source.error.unwrap_or_else(|| stopped(stop)))
    }
}

/// A list or map of a deserializer. It keeps the deserializer's own error, which knows line and column.
struct Adapter<A, E> {
    access: A,
    error: Option<E>,
    /// The index of the field that is likely to come next.
    expected: usize,
    /// The last key that is no field.
    name: String,
    /// The first key, or that there is none, where it was looked at before.
    first: Option<Option<String>>,
}

impl<A, E> Adapter<A, E> {
    #[cold]
    fn first_key(&mut self, name: Option<String>, shape: &'static Shape) -> Key {
        let Some(name) = name else { return Key::End };
        let field = shape.position(&name);
        self.expected = field.map_or(0, |index| index + 1);
        self.name = name;
        field.map_or(Key::Other, Key::Field)
    }

    #[cold]
    fn fail<T>(&mut self, error: E) -> Result<T> {
        self.error = Some(error);
        Err(Stop)
    }
}

struct Pusher<'a> {
    items: &'a mut dyn Items,
    cx: &'a mut Cx,
}

impl<'de> DeserializeSeed<'de> for Pusher<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> std::result::Result<(), D::Error> {
        Driver { place: self.items.push(), cx: self.cx }.deserialize(source)
    }
}

impl<'de, A: SeqAccess<'de>> ListSource for Adapter<A, A::Error> {
    fn fill(&mut self, items: &mut dyn Items, cx: &mut Cx) -> Result {
        let mut index = 0;
        loop {
            let mark = cx.mark();
            match self.access.next_element_seed(Pusher { items, cx }) {
                Ok(Some(())) => cx.inside_item(mark, index),
                Ok(None) => return Ok(()),
                Err(error) => {
                    cx.inside_item(mark, index);
                    return self.fail(error);
                }
            }
            index += 1;
        }
    }

    fn skip(&mut self) -> Result {
        loop {
            match self.access.next_element::<IgnoredAny>() {
                Ok(Some(_)) => {}
                Ok(None) => return Ok(()),
                Err(error) => return self.fail(error),
            }
        }
    }
}

impl<'de, A: MapAccess<'de>> MapSource for Adapter<A, A::Error> {
    fn key(&mut self, shape: &'static Shape) -> Result<Key> {
        if let Some(first) = self.first.take() {
            return Ok(self.first_key(first, shape));
        }
        match self.access.next_key_seed(KeySeed { shape, expected: self.expected, name: &mut self.name }) {
            Ok(Some(Some(index))) => {
                self.expected = index + 1;
                Ok(Key::Field(index))
            }
            Ok(Some(None)) => Ok(Key::Other),
            Ok(None) => Ok(Key::End),
            Err(error) => self.fail(error),
        }
    }

    fn name(&mut self) -> String {
        std::mem::take(&mut self.name)
    }

    fn value(&mut self, place: &mut dyn Place, cx: &mut Cx) -> Result {
        match self.access.next_value_seed(Driver { place, cx }) {
            Ok(()) => Ok(()),
            Err(error) => self.fail(error),
        }
    }

    fn skip(&mut self) -> Result {
        match self.access.next_value::<IgnoredAny>() {
            Ok(_) => Ok(()),
            Err(error) => self.fail(error),
        }
    }
}

/// Finds the field of a key; the one after the last is tried first.
struct KeySeed<'a> {
    shape: &'static Shape,
    expected: usize,
    name: &'a mut String,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> std::result::Result<Option<usize>, D::Error> {
        source.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    fn visit_str<E>(self, name: &str) -> std::result::Result<Option<usize>, E> {
        if self.shape.fields.get(self.expected).is_some_and(|field| field.is(name)) {
            return Ok(Some(self.expected));
        }
        let found = self.shape.position_near(self.expected, name);
        if found.is_none() {
            self.name.clear();
            self.name.push_str(name);
        }
        Ok(found)
    }
}

/// `Deserialize` for every type: lenient.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(source: D) -> std::result::Result<T, D::Error> {
    let mut value = T::blank();
    let mut cx = Cx::new(Mode::Lenient);
    let result = Driver { place: &mut value, cx: &mut cx }.deserialize(source);
    match (result, cx.violations().first()) {
        (_, Some(violation)) => Err(D::Error::custom(violation)),
        (result, None) => result.map(|()| value),
    }
}

/// `Serialize` for every type.
pub fn serialize<S: Serializer>(value: &dyn View, sink: S) -> std::result::Result<S::Ok, S::Error> {
    serialize_look(value.look(), sink)
}

fn serialize_look<S: Serializer>(look: Look<'_>, sink: S) -> std::result::Result<S::Ok, S::Error> {
    match look {
        Look::Absent | Look::Null => sink.serialize_unit(),
        Look::Bool(value) => sink.serialize_bool(value),
        Look::I64(n) => sink.serialize_i64(n),
        Look::U64(n) => sink.serialize_u64(n),
        Look::F32(n) => sink.serialize_f32(n),
        Look::F64(n) => sink.serialize_f64(n),
        Look::Digits(text) => match text.parse::<serde_json::Number>() {
            Ok(number) => serde::Serialize::serialize(&number, sink),
            Err(_) => sink.serialize_unit(),
        },
        Look::Str(text) => sink.serialize_str(text),
        Look::Text(text) => sink.serialize_str(&text),
        Look::List(list) => {
            let mut seq = sink.serialize_seq(Some(list.len()))?;
            for index in 0..list.len() {
                if let Some(item) = list.item(index) {
                    seq.serialize_element(&Shown(item))?;
                }
            }
            seq.end()
        }
        other => {
            let mut map = sink.serialize_map(None)?;
            let mut result = Ok(());
            super::json::each(&other, &mut |name, value| {
                if result.is_ok() {
                    result = map.serialize_entry(name, &Shown(value));
                }
            });
            result?;
            map.end()
        }
    }
}

struct Shown<'a>(&'a dyn View);

impl serde::Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, sink: S) -> std::result::Result<S::Ok, S::Error> {
        serialize(self.0, sink)
    }
}

/// Makes a type work with every serde format.
macro_rules! bridge {
    ($name:ty) => {
        impl<'de> serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> std::result::Result<Self, D::Error> {
                $crate::support::bridge::deserialize(source)
            }
        }

        impl serde::Serialize for $name {
            #[inline]
            fn serialize<S: serde::Serializer>(&self, sink: S) -> std::result::Result<S::Ok, S::Error> {
                $crate::support::bridge::serialize(self, sink)
            }
        }
    };
}

pub(crate) use bridge;
