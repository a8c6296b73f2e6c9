// SPDX-License-Identifier: MIT-0
//! Parameters: where they stand in a request, and the walk over an operation's table of them.

use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::operation::Operation;
use super::problem::Place;
use super::request::Request;
use crate::codec::{In, Param, Query, RawParams, Violation, read_param};

/// The path parameters of a request: name and text, still percent-encoded.
pub type PathValues<'a> = Vec<(&'static str, &'a str)>;

/// Reads every parameter into its place; what is wrong is added to the violations.
pub fn read(
    operation: &'static Operation,
    parts: &Parts,
    path: &PathValues<'_>,
    request: &mut dyn Request,
    violations: &mut Vec<(Place, Violation)>,
) {
    let query = Query::new(parts.uri.query().unwrap_or_default(), operation.params.len());
    let header = |name: &str| header_text(&parts.headers, name);
    let raw = RawParams { path, query, header: &header };
    let mut found = Vec::new();
    let mut params = operation.params.iter();
    request.params(&mut |place| {
        let Some(param) = params.next() else { return };
        read_param(param, &raw, place, operation.mode, &mut found);
        if !found.is_empty() {
            violations.extend(found.drain(..).map(|violation| (part(param), violation)));
        }
    });
}

fn part(param: &Param) -> Place {
    match param.location {
        In::Path => Place::Path(param.name),
        In::Query => Place::Query(param.name),
        In::Header => Place::Header(param.name),
        In::Cookie => Place::Cookie(param.name),
    }
}

/// A header's text; several lines of one name are one list.
fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut lines = headers.get_all(name).iter().map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned());
    let first = lines.next()?;
    let separator = if name.eq_ignore_ascii_case("cookie") { "; " } else { ", " };
    Some(lines.fold(first, |text, line| text + separator + &line))
}

/// The first value of a query parameter, as text.
pub fn query_text(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = |text: &str| String::from_utf8(percent_decode(&text.replace('+', " "))).ok();
        if plain(key)? == name { plain(value) } else { None }
    })
}

/// The value of a cookie.
pub fn cookie_text(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then(|| value.to_owned())
    })
}

/// The bytes behind `%XX`; a sign that is no such code stands for itself.
pub fn percent_decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = match (first, tail) {
            (b'%', [a, b, ..]) => hex(*a).zip(hex(*b)).map(|(a, b)| a << 4 | b),
            _ => None,
        };
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    bytes
}

fn hex(digit: u8) -> Option<u8> {
    (digit as char).to_digit(16).map(|value| value as u8)
}
