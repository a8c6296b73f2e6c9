// SPDX-License-Identifier: MIT-0
//! Decimal numbers of rust_decimal, as text. Zeros at the end are kept; what does not fit 28 digits is refused, never
//! rounded.

pub use rust_decimal::Decimal;

use super::format::DECIMAL;
use super::typed::typed;

typed!(Decimal, DECIMAL, Decimal::ZERO, |text| Decimal::from_str_exact(text).ok(), Decimal::to_string);
