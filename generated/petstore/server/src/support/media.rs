// SPDX-License-Identifier: MIT-0
//! Media types: which one a request has, and which one its caller would like to get.

use axum::http::{HeaderMap, header};

pub use crate::codec::{bare, essence, fit, parameter};

/// What the caller would like to get: its `Accept` header.
#[derive(Clone, Debug, Default)]
pub struct Accept {
    /// Ranges with their weight, in thousandths. Empty: anything.
    ranges: Vec<(String, u16)>,
}

impl Accept {
    /// The header of a request.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut lines = headers.get_all(header::ACCEPT).iter();
        // Most callers take anything and say so, and nothing else.
        if matches!((lines.next(), lines.next()), (Some(only), None) if only == "*/*") {
            return Accept::default();
        }
        let lines = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let ranges = lines.flat_map(|line| line.split(',')).map(str::trim).filter(|range| !range.is_empty());
        Accept { ranges: ranges.map(|range| (range.to_owned(), weight(range))).collect() }
    }

    /// How much the caller likes a media type: in thousandths, 0 for not at all; and how exactly it names it. A range
    /// (`image/*`), as documents hold it, is liked as much as the best type that it may stand for.
    pub fn quality(&self, media: &str) -> (u16, u8) {
        if self.ranges.is_empty() {
            return (1000, 0);
        }
        let is_range = bare(media).contains('*');
        let mut best = (0, 0);
        for (range, weight) in &self.ranges {
            let fit = fit(range, media).max(if is_range { fit(media, range) } else { 0 });
            if fit > best.0 || (fit == best.0 && fit > 0 && *weight > best.1) {
                best = (fit, *weight);
            }
        }
        (best.1, best.0)
    }

    /// Whether the caller takes this media type.
    pub fn allows(&self, media: &str) -> bool {
        self.quality(media).0 > 0
    }

    /// The type that the caller names and likes best among those that a range (`image/*`) may stand for.
    pub fn named(&self, range: &str) -> Option<&str> {
        let plain = self.ranges.iter().filter(|(named, _)| !bare(named).contains('*') && fit(range, named) > 0);
        // The last of equals wins, so from behind.
        let best = plain.rev().max_by_key(|(_, weight)| weight).filter(|(_, weight)| *weight > 0);
        best.map(|(named, _)| bare(named))
    }

    /// The media type that the caller likes best, of equals the one that it names most exactly, and the first of these;
    /// `None` when it takes none of them.
    pub fn best<'a>(&self, offers: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        let mut best = None;
        let mut most = (0, u8::MAX);
        for offer in offers {
            let quality = self.quality(offer);
            if quality > most {
                (best, most) = (Some(offer), quality);
            }
        }
        best
    }
}

fn weight(range: &str) -> u16 {
    match parameter(range, "q") {
        Some(q) => q.parse::<f32>().map_or(0, |q| (q.clamp(0.0, 1.0) * 1000.0).round() as u16),
        None => 1000,
    }
}
