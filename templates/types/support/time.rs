// SPDX-License-Identifier: MIT-0
//! Dates and times of the time crate.
//!
//! Offsets are kept. A leap second becomes the last nanosecond before it, where there can be one; what is below a
//! nanosecond is cut off, as are zeros at the end of a fraction.

pub use time::{Date, OffsetDateTime};

use time::UtcOffset;
use time::format_description::well_known::{Iso8601, Rfc3339};

use super::format::{DATE, DATE_TIME};
use super::typed::typed;

/// RFC 3339 has neither seconds in offsets nor years of five digits: the former are taken in UTC, the latter are
/// written as they are.
fn date_time(time: &OffsetDateTime) -> String {
    let in_utc = || time.checked_to_offset(UtcOffset::UTC)?.format(&Rfc3339).ok();
    time.format(&Rfc3339).ok().or_else(in_utc).unwrap_or_else(|| time.to_string())
}

typed!(
    OffsetDateTime,
    DATE_TIME,
    OffsetDateTime::UNIX_EPOCH,
    |text| OffsetDateTime::parse(text, &Rfc3339).ok(),
    date_time
);
// The time crate would read a date out of a point in time, and lose the rest.
typed!(
    Date,
    DATE,
    OffsetDateTime::UNIX_EPOCH.date(),
    |text| Date::parse(text, &Iso8601::DATE).ok().filter(|_| (DATE.test)(text)),
    Date::to_string
);
