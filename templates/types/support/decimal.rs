// SPDX-License-Identifier: MIT-0
//! Decimal numbers of rust_decimal, as text and as numbers. Zeros at the end are kept; what does not fit 28 digits is
//! refused, never rounded.

use std::fmt;
use std::str::FromStr;

pub use rust_decimal::Decimal;

use super::codec::{Decode, Event, Look, Place, View};
use super::error::{Cx, Result};
use super::format::DECIMAL;
use super::typed::typed;

typed!(Decimal, DECIMAL, Decimal::ZERO, |text| Decimal::from_str_exact(text).ok(), Decimal::to_string);

/// A decimal that is a number on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(pub Decimal);

impl From<Decimal> for Number {
    fn from(value: Decimal) -> Self {
        Number(value)
    }
}

impl From<Number> for Decimal {
    fn from(value: Number) -> Self {
        value.0
    }
}

impl FromStr for Number {
    type Err = rust_decimal::Error;

    /// Every digit counts; more than fit are an error.
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let plain = super::digits::plain(text).ok_or(rust_decimal::Error::ExceedsMaximumPossibleValue)?;
        Decimal::from_str_exact(&plain).map(Number)
    }
}

/// The value of a text that is known to be one.
pub fn known(text: &str) -> Number {
    let value = text.parse();
    debug_assert!(value.is_ok(), "{text} is no decimal");
    value.unwrap_or_default()
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Place for Number {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        let number = match event {
            Event::I64(n) => Ok(Number(n.into())),
            Event::U64(n) => Ok(Number(n.into())),
            Event::F64(n) => n.to_string().parse(),
            Event::Digits(text) => text.parse(),
            Event::Text(text) => match text.trim() {
                text if super::digits::is_number(text) => text.parse(),
                _ => return event.reject("a number", cx),
            },
            Event::Untyped(untyped) => return untyped.text(self, cx),
            other => return other.reject("a number", cx),
        };
        match number {
            Ok(number) => {
                *self = number;
                Ok(())
            }
            Err(_) => cx.violation("must be a decimal number of up to 28 digits"),
        }
    }

    fn reset(&mut self) {
        *self = Number::default();
    }

    fn wants_digits(&self) -> bool {
        true
    }
}

impl Decode for Number {
    const DIGITS: bool = true;

    fn blank() -> Self {
        Number::default()
    }
}

impl View for Number {
    fn look(&self) -> Look<'_> {
        Look::Digits(self.0.to_string())
    }
}
