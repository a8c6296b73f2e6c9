// SPDX-License-Identifier: MIT-0
//! Dates, times and durations of jiff.
//!
//! Offsets are kept, names of time zones are not written. A leap second becomes the second before it. A day at the end
//! of the year 9999 is refused, as is more than nine digits of a fraction.

pub use jiff::civil::Date;
pub use jiff::{SpanFieldwise, Zoned};

use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};

use super::format::{DATE, DATE_TIME, DURATION};
use super::typed::typed;

/// A point in time in the time zone of its offset.
fn parse(text: &str) -> Option<Zoned> {
    let pieces = DateTimeParser::new().parse_pieces(text).ok()?;
    let offset = pieces.to_numeric_offset()?;
    let time = offset.to_timestamp(pieces.date().to_datetime(pieces.time()?)).ok()?;
    let zone = if offset == Offset::UTC { TimeZone::UTC } else { TimeZone::fixed(offset) };
    Some(time.to_zoned(zone))
}

fn date_time(time: &Zoned) -> String {
    match time.offset() {
        Offset::UTC => time.timestamp().to_string(),
        offset => time.timestamp().display_with_offset(offset).to_string(),
    }
}

typed!(Zoned, DATE_TIME, Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC), parse, date_time);
// jiff would read a date out of a point in time, and lose the rest.
typed!(Date, DATE, Date::default(), |text| text.parse().ok().filter(|_| (DATE.test)(text)), Date::to_string);
typed!(SpanFieldwise, DURATION, Span::new().fieldwise(), |text| Some(text.parse::<Span>().ok()?.fieldwise()), |span| {
    span.0.to_string()
});
