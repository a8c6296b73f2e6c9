// SPDX-License-Identifier: MIT-0
//! The headers of the parts of multipart forms, read by tables like those of requests.

use super::form_parts::Head;
use super::operation::HeaderOf;
use super::problem::Place as Where;
use super::upload::violation;
use crate::codec::{Mode, Param, Place, Query, RawParams, Violation, read_param};

/// How many violations are told before nobody reads on.
const MOST: usize = 64;

/// The headers of a part. Generated structs implement it.
pub trait PartHeaders {
    /// The headers before anything is read.
    fn blank() -> Self
    where
        Self: Sized;

    /// Their rows.
    fn table(&self) -> &'static [Param];

    /// Hands out their places, in the order of the table.
    fn places(&mut self, read: &mut dyn FnMut(&mut dyn Place));
}

/// What is wrong with the headers of a part of this name.
pub fn check<H: PartHeaders>(header: &HeaderOf<'_>, name: &str) -> Vec<(Where, Violation)> {
    read(header, name, &mut H::blank())
}

/// Reads the headers of a part of this name; gives what is wrong with them.
pub fn read(header: &HeaderOf<'_>, name: &str, headers: &mut dyn PartHeaders) -> Vec<(Where, Violation)> {
    let mut wrong = Vec::new();
    let mut found = Vec::new();
    let raw = RawParams { path: &[], query: Query::new("", 0), header };
    let mut params = headers.table().iter();
    headers.places(&mut |place| {
        let Some(param) = params.next() else { return };
        read_param(param, &raw, place, Mode::Strict, &mut found);
        wrong.extend(found.drain(..).map(|Violation { message, .. }| {
            (Where::Body, violation(name, &format!("the header `{}` {message}", param.name)))
        }));
    });
    wrong
}

/// The heads of the parts of a form that are values.
pub struct Heads<'a> {
    heads: &'a [(&'static str, Head)],
    wrong: Vec<(Where, Violation)>,
}

impl<'a> Heads<'a> {
    /// Of these names.
    pub fn new(heads: &'a [(&'static str, Head)]) -> Self {
        Heads { heads, wrong: Vec::new() }
    }

    /// The headers of the part of this name, of the first one if there are several; `None` if there is none.
    pub fn read<H: PartHeaders>(&mut self, name: &str) -> Option<H> {
        let mut first = None;
        for (_, head) in self.heads.iter().filter(|(known, _)| *known == name) {
            if self.wrong.len() >= MOST {
                break;
            }
            let mut headers = H::blank();
            self.wrong.extend(read(&|name| head.text(name), name, &mut headers));
            first.get_or_insert(headers);
        }
        first
    }

    /// What was wrong with what was read.
    pub fn violations(self) -> Vec<(Where, Violation)> {
        self.wrong
    }
}
