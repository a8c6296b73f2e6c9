// SPDX-License-Identifier: MIT-0
//! Dates and times.

pub use chrono::NaiveDate;

use chrono::{FixedOffset, SecondsFormat};

use super::codec::{Decode, Event, Look, Place, View};
use super::error::{Cx, Result};

/// A point in time, with the offset in which it is written.
pub type DateTime = chrono::DateTime<FixedOffset>;

impl Place for DateTime {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        match event {
            Event::Str(text) | Event::Text(text) => match DateTime::parse_from_rfc3339(text) {
                Ok(time) => {
                    *self = time;
                    Ok(())
                }
                Err(_) => cx.violation("expected a date and time (RFC 3339)"),
            },
            Event::Untyped(untyped) => untyped.text(self, cx),
            other => other.reject("a date and time", cx),
        }
    }

    fn reset(&mut self) {
        *self = DateTime::default();
    }
}

impl Decode for DateTime {
    fn blank() -> Self {
        DateTime::default()
    }
}

impl View for DateTime {
    fn look(&self) -> Look<'_> {
        Look::Text(self.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Place for NaiveDate {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        match event {
            Event::Str(text) | Event::Text(text) => match text.parse() {
                Ok(date) => {
                    *self = date;
                    Ok(())
                }
                Err(_) => cx.violation("expected a date (YYYY-MM-DD)"),
            },
            Event::Untyped(untyped) => untyped.text(self, cx),
            other => other.reject("a date", cx),
        }
    }

    fn reset(&mut self) {
        *self = NaiveDate::default();
    }
}

impl Decode for NaiveDate {
    fn blank() -> Self {
        NaiveDate::default()
    }
}

impl View for NaiveDate {
    fn look(&self) -> Look<'_> {
        Look::Text(self.to_string())
    }
}
