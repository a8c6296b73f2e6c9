// SPDX-License-Identifier: MIT-0
//! Values out of a list that holds more than strings or more than integers.

use serde_json::Value;

use super::codec::{Decode, Event, Look, Place, View};
use super::constant::Const;
use super::error::{Cx, Result};
use super::kind::{Described, Kind};

/// A value out of a list; others survive as unknown.
pub trait ValueEnum: Sized {
    /// The values of the list.
    const VALUES: &'static [Const];

    /// The variant of a value of the list.
    fn known(index: usize) -> Self;

    /// The variant of a value that is not in the list.
    fn unknown(value: Value) -> Self;

    /// Where in the list the value is; the value itself, where it is not there.
    fn index(&self) -> std::result::Result<usize, &Value>;
}

/// Whether a constant is this value. JSON knows one kind of number: 1.0 is 1.
fn is(own: Const, value: &Value) -> bool {
    match own {
        Const::Null => value.is_null(),
        Const::Bool(flag) => value.as_bool() == Some(flag),
        Const::Int(n) => value.as_i64() == Some(n) || (value.is_f64() && value.as_f64() == Some(n as f64)),
        Const::Float(n) => value.as_f64() == Some(n),
        Const::Str(text) => value.as_str() == Some(text),
    }
}

/// Whether a constant is written like this where everything is text.
fn is_text(own: Const, text: &str) -> bool {
    match own {
        Const::Null => false,
        Const::Bool(flag) => text == if flag { "true" } else { "false" },
        Const::Int(n) => text.parse() == Ok(n),
        Const::Float(n) => text.parse() == Ok(n),
        Const::Str(known) => known == text,
    }
}

/// The variant of a value.
pub fn from_value<T: ValueEnum>(value: Value) -> T {
    match T::VALUES.iter().position(|known| is(*known, &value)) {
        Some(index) => T::known(index),
        None => T::unknown(value),
    }
}

/// The kind of types that are a value out of a list.
pub struct ValueEnums;

impl<T: ValueEnum + Described> Kind<T> for ValueEnums {
    fn put(value: &mut T, event: Event<'_>, cx: &mut Cx) -> Result {
        put_value_enum(value, event, cx)
    }

    fn look(value: &T) -> Look<'_> {
        match value.index() {
            Ok(index) => T::VALUES[index].look(),
            Err(value) => value.look(),
        }
    }
}

/// Takes a value of the list.
fn put_value_enum<T: ValueEnum + Described>(place: &mut T, event: Event<'_>, cx: &mut Cx) -> Result {
    let mut value = Value::blank();
    match event {
        Event::Untyped(untyped) => return untyped.text(place, cx),
        Event::Text(text) => match T::VALUES.iter().position(|known| is_text(*known, text)) {
            Some(index) => {
                *place = T::known(index);
                return Ok(());
            }
            None => value = text.into(),
        },
        event => value.put(event, cx)?,
    }
    *place = from_value(value);
    if cx.is_strict() && place.index().is_err() { unknown(T::VALUES, cx) } else { Ok(()) }
}

#[cold]
fn unknown(values: &[Const], cx: &mut Cx) -> Result {
    let values: Vec<String> = values.iter().map(Const::to_string).collect();
    cx.violation(format!("must be one of {}", values.join(", ")))
}

/// What follows from `ValueEnum`.
macro_rules! value_enum {
    ($name:ty) => {
        impl $crate::support::Described for $name {
            type Kind = $crate::support::ValueEnums;

            #[inline]
            fn blank() -> Self {
                <$name>::Unknown(serde_json::Value::Null)
            }
        }

        $crate::support::bridge!($name);
    };
}

pub(crate) use value_enum;
