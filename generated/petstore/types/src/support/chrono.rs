// SPDX-License-Identifier: MIT-0
//! Dates and times of chrono.
//!
//! Offsets and leap seconds are kept. Fractions of a second are written with 3, 6 or 9 digits; what is below a
//! nanosecond is cut off.

pub use chrono::NaiveDate;

use chrono::{FixedOffset, SecondsFormat};

use super::format::{DATE, DATE_TIME};
use super::typed::typed;

/// A point in time, with the offset in which it is written.
pub type DateTime = chrono::DateTime<FixedOffset>;

typed!(DateTime, DATE_TIME, DateTime::default(), |text| DateTime::parse_from_rfc3339(text).ok(), |time| {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
});
typed!(NaiveDate, DATE, NaiveDate::default(), |text| text.parse().ok(), NaiveDate::to_string);
