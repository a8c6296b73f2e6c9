// SPDX-License-Identifier: MIT-0
//! Media types: what they are without their parameters, whether they fit a range, and text in the charset that they
//! state.

/// The media type without its parameters, in small letters.
pub fn essence(media: &str) -> String {
    bare(media).to_ascii_lowercase()
}

/// The media type without its parameters, as it is written.
pub fn bare(media: &str) -> &str {
    media.split(';').next().unwrap_or_default().trim()
}

/// Whether a value of this media type is JSON.
pub fn is_json(media: &str) -> bool {
    let media = bare(media).as_bytes();
    let ends = |end: &[u8]| media.len() >= end.len() && media[media.len() - end.len()..].eq_ignore_ascii_case(end);
    ["application/json", "text/json"].iter().any(|json| media.eq_ignore_ascii_case(json.as_bytes())) || ends(b"+json")
}

/// A parameter of a media type (`charset`, `boundary`), without its quotes.
pub fn parameter(media: &str, name: &str) -> Option<String> {
    parameters(media).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// The parameters: names in small letters, values without quotes.
fn parameters(media: &str) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut rest = media.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once('=') {
        // What has no value is no parameter.
        let name = name.rsplit(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let after = after.trim_start();
        let (value, behind) = match after.strip_prefix('"') {
            Some(quoted) => unquote(quoted),
            None => {
                let (value, behind) = after.split_once(';').unwrap_or((after, ""));
                (value.trim().to_owned(), behind)
            }
        };
        parameters.push((name, value));
        rest = behind;
    }
    parameters
}

/// The text up to the quote that ends it, and what stands behind that.
fn unquote(quoted: &str) -> (String, &str) {
    let mut text = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return (text, &quoted[at + 1..]),
            '\\' => text.extend(chars.next().map(|(_, escaped)| escaped)),
            _ => text.push(char),
        }
    }
    (text, "")
}

/// How well a media type fits one that is described, which may be a range such as `text/*`: the more, the better, and 0
/// for not at all. A described parameter has its value or is absent; the charset tells how to read and not what it is, so
/// that another one fits as an absent one does.
pub fn fit(described: &str, media: &str) -> u8 {
    let (range, found) = (bare(described), bare(media));
    match (range.split_once('/'), found.split_once('/')) {
        _ if range.eq_ignore_ascii_case(found) => {}
        (Some(("*", "*")), Some(_)) => return 1,
        (Some((kind, "*")), Some((found, _))) if kind.eq_ignore_ascii_case(found) => return 2,
        _ => return 0,
    }
    let stated = parameters(media);
    let (mut some, mut all) = (false, true);
    for (name, value) in parameters(described) {
        let is_charset = name == "charset";
        match stated.iter().find(|(key, _)| *key == name) {
            _ if matches!(name.as_str(), "boundary" | "q") => {}
            Some((_, stated)) if *stated == value || is_charset && stated.eq_ignore_ascii_case(&value) => some = true,
            Some(_) if !is_charset => return 0,
            _ => all = false,
        }
    }
    match (some, all) {
        (_, false) => 3,
        (false, true) => 4,
        (true, true) => 5,
    }
}

/// Why text cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Its charset is none of those that are read: UTF-8, US-ASCII, ISO-8859-1.
    Charset,
    /// It is no text in its charset.
    Garbled,
}

/// The text that bytes are in the charset that their media type states, else in UTF-8.
pub fn charset_text(media: Option<&str>, bytes: Vec<u8>) -> Result<String, Unreadable> {
    let charset = media.and_then(|media| parameter(media, "charset")).unwrap_or_default();
    match charset.to_ascii_lowercase().as_str() {
        "" | "utf-8" | "utf8" => String::from_utf8(bytes).map_err(|_| Unreadable::Garbled),
        "us-ascii" | "ascii" if bytes.is_ascii() => String::from_utf8(bytes).map_err(|_| Unreadable::Garbled),
        "us-ascii" | "ascii" => Err(Unreadable::Garbled),
        "iso-8859-1" | "iso8859-1" | "latin1" | "latin-1" => Ok(bytes.into_iter().map(char::from).collect()),
        _ => Err(Unreadable::Charset),
    }
}

/// Text in the charset that its media type states, else in UTF-8. `None` where it cannot be said in that charset.
pub fn charset_bytes(media: &str, text: String) -> Option<Vec<u8>> {
    let charset = parameter(media, "charset").unwrap_or_default();
    match charset.to_ascii_lowercase().as_str() {
        "" | "utf-8" | "utf8" => Some(text.into_bytes()),
        "us-ascii" | "ascii" => text.is_ascii().then(|| text.into_bytes()),
        "iso-8859-1" | "iso8859-1" | "latin1" | "latin-1" => text.chars().map(|char| u8::try_from(char).ok()).collect(),
        _ => None,
    }
}
