// SPDX-License-Identifier: MIT-0
//! Names in XML. Signs that XML does not accept in a name are written as `_xHHHH_`, the number of the character in
//! hexadecimal digits, as SQL/XML (ISO 9075-14) does: two names are never written alike.

/// A name that XML accepts. The empty name is `_x_`.
pub(super) fn element_name(name: &str) -> String {
    if name.is_empty() {
        return "_x_".to_owned();
    }
    let mut text = String::with_capacity(name.len());
    for (at, c) in name.char_indices() {
        // What looks like such a number already is told from one by its first sign.
        let fits = if at == 0 { starts_name(c) } else { stands_in_name(c) };
        if fits && number(&name[at..]).is_none() {
            text.push(c);
        } else {
            text.push_str(&format!("_x{:04X}_", u32::from(c)));
        }
    }
    text
}

/// The name that was written so.
pub(super) fn plain_name(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find('_') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let (found, length) = number(rest).unwrap_or((Some('_'), 1));
        text.extend(found);
        rest = &rest[length..];
    }
    text + rest
}

/// The character that the text starts with as `_xHHHH_`, none for `_x_`, and how many bytes that takes.
fn number(text: &str) -> Option<(Option<char>, usize)> {
    let digits = text.strip_prefix("_x")?.split_once('_')?.0;
    let length = digits.len() + 3;
    if digits.is_empty() {
        return Some((None, length));
    }
    let is_number = (4..=6).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let c = is_number.then(|| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32))??;
    Some((Some(c), length))
}

/// Whether XML accepts a name as it is.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(starts_name) && name.chars().all(stands_in_name)
}

fn starts_name(c: char) -> bool {
    stands_in_name(c) && !only_later(c)
}

/// The signs that XML 1.0 lists, without the colon of prefixes.
fn stands_in_name(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '_' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
        || only_later(c)
}

/// Those that a name does not begin with.
fn only_later(c: char) -> bool {
    matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}
