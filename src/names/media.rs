//! Setters that choose the media type of a client's body: `as_json`, `as_xml`, `as_hal_json`.
//!
//! A plain word belongs to the media type that it stands for; others that are written in the same way are called after
//! their subtypes, which say what they are.

use std::cmp::Reverse;

use super::FnName;
use super::assign::{Used, Wanted, pick};
use super::words::media_name;
use crate::model::{Content, Format, Media, Operation, essence};

/// By media type of the body. Empty where there is nothing to choose, or another way to do so.
pub(super) fn media_setters(operation: &Operation) -> Vec<FnName> {
    let [payload] = operation.bodies.as_slice() else { return Vec::new() };
    if payload.media.len() < 2 || !matches!(payload.content, Content::Value(_)) {
        return Vec::new();
    }
    let mut used = Used::default();
    // Nobody wrote two names that are alike, so nothing is said where one has a number.
    let mut named = |wanted: Wanted<'_>| pick(&wanted, &mut used, &FnName::new, &mut Vec::new());
    let words = payload.media.iter().enumerate().map(|(index, media)| {
        let word = owned_word(&payload.media, index)?;
        Some(named(Wanted::new(&format!("as {word}"), &media.origin)))
    });
    let words: Vec<Option<FnName>> = words.collect();
    let names = words.into_iter().zip(&payload.media).map(|(word, media)| match word {
        Some(name) => name,
        None => {
            let subtype = media_name(&media.text);
            let longer = match media.text.split_once(';') {
                Some((_, parameters)) => format!("as {subtype} {}", parameters.replace('=', " ")),
                None => format!("as {} {subtype}", essence(&media.text).split('/').next().unwrap_or_default()),
            };
            named(Wanted::new(&format!("as {subtype}"), &media.origin).or(longer))
        }
    });
    names.collect()
}

/// The plain word, for the media type that it belongs to: the only one that is written so, or the one that it stands for.
fn owned_word(all: &[Media], index: usize) -> Option<&'static str> {
    let (word, fit) = word(&all[index])?;
    let others = all.iter().enumerate().filter(|(other, _)| *other != index);
    let mut others = others.filter_map(|(other, media)| Some((other, self::word(media).filter(|it| it.0 == word)?.1)));
    let is_first = |(other, theirs): (usize, u8)| (fit, Reverse(index)) > (theirs, Reverse(other));
    (others.clone().next().is_none() || (fit > 0 && others.all(is_first))).then_some(word)
}

/// The word for how a media type is written, and how well it fits. What is only taken for JSON has none.
fn word(media: &Media) -> Option<(&'static str, u8)> {
    let (word, known) = match &media.format {
        _ if media.is_foreign() => return None,
        Format::Json => ("json", "application/json"),
        Format::Xml { .. } => ("xml", "application/xml"),
        Format::Form { .. } => ("form", "application/x-www-form-urlencoded"),
        Format::Multipart { .. } => ("multipart", "multipart/form-data"),
        Format::Items | Format::Text(_) | Format::Bytes => return None,
    };
    let essence = essence(&media.text);
    let fit = match essence == known {
        true if media.text.contains(';') => 2,
        true => 3,
        // It is sent as the known one.
        false if essence.ends_with("/*") => 1,
        false => 0,
    };
    Some((word, fit))
}

#[cfg(test)]
mod tests {
    /// The setters and parameters of an operation that takes one value in these media types.
    fn setters(media: &[&str]) -> (Vec<String>, Vec<String>) {
        let schema = "schema: { type: object, properties: { a: { type: string } } }";
        let content: Vec<String> = media.iter().map(|text| format!("'{text}': {{ {schema} }}")).collect();
        let spec = format!(
            "
openapi: 3.0.3
info: {{ title: T, version: '1' }}
paths:
  /a:
    post:
      parameters:
        - {{ name: as_hal_json, in: query, schema: {{ type: string }} }}
        - {{ name: as_json, in: query, schema: {{ type: string }} }}
      requestBody: {{ content: {{ {} }} }}
      responses: {{ '204': {{ description: d }} }}
",
            content.join(", ")
        );
        let names = crate::names::assign(&crate::testing::api(spec)).operations.remove(0);
        let setters = names.media_setters.iter().map(|name| name.as_str().to_owned());
        (setters.collect(), names.params.iter().map(|name| name.plain().to_owned()).collect())
    }

    fn named(media: &[&str]) -> Vec<String> {
        setters(media).0
    }

    #[test]
    fn a_word_belongs_to_what_it_stands_for() {
        assert_eq!(named(&["application/json"]), [""; 0]);
        assert_eq!(named(&["application/hal+json", "application/xml"]), ["as_json", "as_xml"]);
        assert_eq!(named(&["application/hal+json", "application/json"]), ["as_hal_json", "as_json"]);
        assert_eq!(
            named(&[
                "application/json-patch+json",
                "application/merge-patch+json",
                "application/x-www-form-urlencoded"
            ]),
            ["as_json_patch_json", "as_merge_patch_json", "as_form"]
        );
        assert_eq!(
            named(&["text/xml", "application/xml", "application/soap+xml"]),
            ["as_text_xml", "as_xml", "as_soap_xml"]
        );
        assert_eq!(named(&["multipart/mixed", "multipart/form-data"]), ["as_mixed", "as_multipart"]);
        // What a range is sent as has the word, if nothing else is that.
        assert_eq!(named(&["*/*", "application/hal+json"]), ["as_json", "as_hal_json"]);
        assert_eq!(named(&["*/*", "application/json"]), ["as_any", "as_json"]);
    }

    #[test]
    fn what_is_only_taken_for_json_comes_last_and_says_what_it_is() {
        assert_eq!(
            named(&["application/jose+jwe", "application/json", "application/yaml", "text/yaml"]),
            ["as_json", "as_jose_jwe", "as_yaml", "as_text_yaml"]
        );
        assert_eq!(named(&["application/yaml", "application/xml"]), ["as_xml", "as_yaml"]);
    }

    #[test]
    fn parameters_part_media_types_before_numbers_do() {
        assert_eq!(named(&["application/json; v=1", "application/json"]), ["as_json_v_1", "as_json"]);
        assert_eq!(named(&["application/json; v=1", "application/json; v=2"]), ["as_json", "as_json_v_2"]);
        assert_eq!(
            named(&["application/json", "text/json", "text/json; v=1", "text/json; v:1"]),
            ["as_json", "as_text_json", "as_json_v_1", "as_json_v_1_2"]
        );
    }

    #[test]
    fn parameters_leave_setters_their_names() {
        let (setters, params) = setters(&["application/hal+json", "application/json"]);
        assert_eq!(setters, ["as_hal_json", "as_json"]);
        assert_eq!(params, ["as_hal_json_query", "as_json_query"]);
        assert_eq!(self::setters(&["application/json"]).1, ["as_hal_json", "as_json_query"]);
    }
}
