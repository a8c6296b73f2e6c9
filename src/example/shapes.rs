//! What texts of a format look like, as regular expressions, for the search for those that match a pattern, too.
//!
//! They leave out what is rarely written. Whoever takes a text checks it against the format itself.

use regex_syntax::hir::Hir;

use crate::model::{Scalar, TextFormat};

/// The expression of a format; `None` for plain text.
pub(super) fn shape(scalar: Scalar, format: Option<TextFormat>) -> Option<Hir> {
    let source = match (scalar, format) {
        (Scalar::Base64, _) => {
            let any = "[A-Za-z0-9+/]";
            // The bits of the last sign that count for nothing are not set.
            format!("({any}{{4}})*({any}{{3}}[AEIMQUYcgkosw048]|{any}[AQgw]==|{any}{{2}}[AEIMQUYcgkosw048]=)?")
        }
        (_, Some(format)) => source(format),
        (_, None) => return None,
    };
    regex_syntax::parse(&format!("^(?:{source})$")).ok()
}

/// An expression that matches every text of a format, and few others; `None` for plain text.
pub(super) fn wide(scalar: Scalar, format: Option<TextFormat>, may_be_empty: bool) -> Option<Hir> {
    let source = match (scalar, format) {
        // In either alphabet, with or without padding.
        (Scalar::Base64, _) => {
            let any = "[A-Za-z0-9+/_-]";
            format!("({any}{{4}})*({any}{{2}}={{0,2}}|{any}{{3}}=?)?")
        }
        (_, Some(format)) => wide_source(format),
        (_, None) => return None,
    };
    let optional = if may_be_empty { "?" } else { "" };
    regex_syntax::parse(&format!("^(?:{source}){optional}$")).ok()
}

fn wide_source(format: TextFormat) -> String {
    const DATE: &str = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])";
    const CLOCK: &str = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?\
        (?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])";
    const SIGN: &str = "[^\"<>\\\\^`{|}\\x00-\\x20\\x7f]";
    match format {
        TextFormat::Date => DATE.to_owned(),
        TextFormat::DateTime => format!("{DATE}[Tt ]{CLOCK}"),
        TextFormat::Time => CLOCK.to_owned(),
        TextFormat::Duration => "P(?:[0-9.]+[YMWD])*(?:T(?:[0-9.]+[HMS])+)?".to_owned(),
        TextFormat::Uri => format!("[A-Za-z][A-Za-z0-9+.-]*:{SIGN}*"),
        TextFormat::UriReference => format!("{SIGN}*"),
        TextFormat::Email => {
            // A name is quoted or has no special sign; of ASCII a domain has letters, digits and few signs.
            let name = r#"(?:"(?s:.)+"|[^\x00-\x20"(),:;<>@\[\\\]\x7f]+)"#;
            let domain = r"[^\x00-\x2c/;-@\\^-`{-\x7f]+";
            format!("{name}@{domain}")
        }
        TextFormat::Hostname => {
            let label = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
            format!("{label}(?:\\.{label})*\\.?")
        }
        TextFormat::Ipv6 => "[0-9A-Fa-f:.]{2,45}".to_owned(),
        TextFormat::Decimal => "[+-]?[0-9]+(?:\\.[0-9]+)?".to_owned(),
        // These are written in one way only.
        TextFormat::Uuid | TextFormat::Ipv4 => source(format),
    }
}

fn source(format: TextFormat) -> String {
    const DATE: &str = "[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)\
        |(?:0[13578]|1[02])-31)|[0-9]{2}(?:0[48]|[2468][048]|[13579][26])-02-29";
    const CLOCK: &str =
        "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])";
    const LABEL: &str = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    const NAME: &str = "[A-Za-z0-9_+-]+";
    const SIGN: &str = "[A-Za-z0-9._~!$&'()*+,;=:@-]";
    let host = format!("{LABEL}(?:\\.{LABEL})*");
    let rest = format!("(?:\\?(?:{SIGN}|[/?])*)?(?:#(?:{SIGN}|[/?])*)?");
    match format {
        TextFormat::Date => DATE.to_owned(),
        TextFormat::DateTime => format!("(?:{DATE})T{CLOCK}"),
        TextFormat::Time => CLOCK.to_owned(),
        TextFormat::Duration => {
            let days = "(?:NY(?:NM)?(?:ND)?|NM(?:ND)?|ND)";
            let hours = "T(?:NH(?:NM)?(?:NS)?|NM(?:NS)?|NS)";
            format!("P(?:NW|{days}(?:{hours})?|{hours})").replace('N', "[0-9]{1,4}")
        }
        TextFormat::Uuid => "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}".to_owned(),
        TextFormat::Uri => {
            format!("[A-Za-z][A-Za-z0-9+.-]*:(?://{host}(?::[0-9]{{1,4}})?(?:/{SIGN}*)*|/?{SIGN}+(?:/{SIGN}*)*){rest}")
        }
        TextFormat::UriReference => {
            let plain = SIGN.replace(':', "");
            format!("(?:https?://{host}(?:/{SIGN}*)*|/?(?:{plain}+(?:/{SIGN}*)*)?){rest}")
        }
        TextFormat::Email => format!("{NAME}(?:\\.{NAME})*@{host}"),
        TextFormat::Hostname => host,
        TextFormat::Ipv4 => {
            let part = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
            format!("{part}(?:\\.{part}){{3}}")
        }
        TextFormat::Ipv6 => {
            let part = "[0-9A-Fa-f]{1,4}";
            let short = (0..=6).map(|left| {
                let before = if left == 0 { String::new() } else { format!("{part}(?::{part}){{{}}}", left - 1) };
                let after = match 6 - left {
                    0 => String::new(),
                    room => format!("(?:{part}(?::{part}){{0,{}}})?", room - 1),
                };
                format!("{before}::{after}")
            });
            let all: Vec<String> = std::iter::once(format!("{part}(?::{part}){{7}}")).chain(short).collect();
            all.join("|")
        }
        TextFormat::Decimal => "-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats;

    #[test]
    fn wide_shapes_leave_out_nothing() {
        for (format, good) in [
            (TextFormat::Date, &["2000-02-29", "0000-12-31"][..]),
            (TextFormat::DateTime, &["2016-12-31T23:59:60Z", "2000-01-01t00:00:00z", "2000-01-01 00:00:00.1-00:00"]),
            (TextFormat::Time, &["23:59:60.123456789012+23:59"]),
            (TextFormat::Duration, &["P1Y2M3W4DT5H6M7.5S", "P0.5W", "PT0S"]),
            (TextFormat::Uuid, &["1B4E28BA-2fa1-41d2-883f-0016d3cca427"]),
            (TextFormat::Uri, &["a:", "urn:x:\u{e4}", "http://[::1]:80/?#%20"]),
            (TextFormat::UriReference, &["", "//a", "?\u{e4}"]),
            (TextFormat::Email, &["a@b", "\"a b@c\"@[127.0.0.1]", "\u{e4}@[IPv6:::1]", "a@\u{e4}.b"]),
            (TextFormat::Hostname, &["a", "a-b.C1.", "1"]),
            (TextFormat::Ipv4, &["255.255.255.255", "0.0.0.0"]),
            (TextFormat::Ipv6, &["::", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"]),
            (TextFormat::Decimal, &["+1", "-007.50"]),
        ] {
            let shape = wide(Scalar::String, Some(format), false).expect("an expression");
            let regex = regex::Regex::new(&shape.to_string()).expect("an expression");
            for good in good {
                assert!(formats::fits(format, good), "{format:?}: {good}");
                assert!(regex.is_match(good), "{format:?}: {good}");
            }
        }
        let shape = wide(Scalar::Base64, None, false).expect("an expression");
        let regex = regex::Regex::new(&shape.to_string()).expect("an expression");
        for text in ["", "aA", "aA=", "aA==", "aGA", "aGA=", "aGVs", "-_-_", "aGVsaA", "a", "aGVsa"] {
            assert_eq!(regex.is_match(text), formats::base64(text).is_some(), "{text}");
        }
    }

    #[test]
    fn texts_of_these_shapes_are_what_they_look_like() {
        for (format, good) in [
            (TextFormat::Date, "2024-02-29"),
            (TextFormat::DateTime, "1999-12-31T23:59:59.123+02:00"),
            (TextFormat::Time, "12:30:00Z"),
            (TextFormat::Duration, "P1DT2H"),
            (TextFormat::Uuid, "1b4e28ba-2fa1-41d2-883f-0016d3cca427"),
            (TextFormat::Uri, "urn:isbn:1"),
            (TextFormat::UriReference, "/a?b#c"),
            (TextFormat::Email, "a.b@c.de"),
            (TextFormat::Hostname, "a-b.example"),
            (TextFormat::Ipv4, "10.0.255.1"),
            (TextFormat::Ipv6, "2001:db8::1"),
            (TextFormat::Decimal, "-0.5"),
        ] {
            let shape = shape(Scalar::Formatted(format), None).or_else(|| shape(Scalar::String, Some(format)));
            let shape = shape.expect("an expression");
            let regex = regex::Regex::new(&shape.to_string()).expect("an expression");
            assert!(regex.is_match(good) && formats::fits(format, good), "{good}");
            // What is listed of them is one, whatever comes first.
            let mut words = super::super::words::Words::new(&[shape], &[]).expect("a small expression");
            words.allow(2_000_000);
            let listed = words.list(super::super::words::Lengths { least: 1, most: None }, 20);
            assert_eq!(listed.len(), 20, "{format:?}");
            for text in listed {
                assert!(regex.is_match(&text) && formats::fits(format, &text), "{format:?}: {text}");
            }
        }
    }
}
