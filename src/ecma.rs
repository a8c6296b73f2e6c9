//! Regular expressions as documents have them, which are ECMA's (ECMA-262), in the words of the regex crate: where both
//! read one sign in two ways, it is written so that the crate reads it as ECMA does.
//!
//! Whether the crate can run the outcome is not judged here; `regexes` asks the crate.

use std::iter::Peekable;
use std::str::Chars;

/// ASCII only, as in ECMA.
const DIGIT: &str = "[0-9]";
const NO_DIGIT: &str = "[^0-9]";
const WORD: &str = "[0-9A-Za-z_]";
const NO_WORD: &str = "[^0-9A-Za-z_]";
/// The crate counts U+0085 among spaces, ECMA the byte order mark.
const SPACE: &str = r"[[\s\u{FEFF}]--\u{85}]";
const NO_SPACE: &str = r"[^[\s\u{FEFF}]--\u{85}]";
/// Everything but ECMA's ends of lines.
const ANY: &str = r"[^\n\r\u{2028}\u{2029}]";

/// The expression as the regex crate has to be given it.
pub(crate) fn written(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => escape(&mut rest, false, &mut out),
            '.' => out.push_str(ANY),
            '[' => class(&mut rest, &mut out),
            '{' => match quantifier(&rest) {
                Some(quantifier) => {
                    rest.nth(quantifier.chars().count() - 1);
                    out.push('{');
                    out.push_str(&quantifier);
                }
                None => out.push_str(r"\{"),
            },
            '}' | ']' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// What stands behind the `{` of a quantifier, up to its end.
fn quantifier(rest: &Peekable<Chars<'_>>) -> Option<String> {
    let inner: String = rest.clone().take_while(|c| *c != '}').collect();
    let ends = rest.clone().nth(inner.chars().count()) == Some('}');
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = match inner.split_once(',') {
        Some((least, most)) => number(least) && (most.is_empty() || number(most)),
        None => number(&inner),
    };
    (ends && fits).then_some(inner + "}")
}

/// A class, behind its `[`. Nothing in it opens another one, and nothing is a set's operator.
fn class(rest: &mut Peekable<Chars<'_>>, out: &mut String) {
    let negated = rest.next_if_eq(&'^').is_some();
    if rest.next_if_eq(&']').is_some() {
        // Of nothing, and of everything.
        out.push_str(if negated { r"[\s\S]" } else { r"[^\s\S]" });
        return;
    }
    out.push_str(if negated { "[^" } else { "[" });
    // Whether a `-` stands as it is just before.
    let mut dash = false;
    while let Some(c) = rest.next() {
        let was_dash = std::mem::take(&mut dash);
        match c {
            ']' => {
                out.push(']');
                return;
            }
            '\\' => escape(rest, true, out),
            '[' => match posix(rest) {
                Some(name) => {
                    rest.nth(name.chars().count() - 1);
                    out.push('[');
                    out.push_str(&name);
                }
                None => out.push_str(r"\["),
            },
            '-' if was_dash || is_class_next(rest) => out.push_str(r"\-"),
            '-' => {
                dash = true;
                out.push('-');
            }
            '&' | '~' | '^' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
}

/// `:alpha:]`, as other languages have it: nobody means the letters by it.
fn posix(rest: &Peekable<Chars<'_>>) -> Option<String> {
    let inner: String = rest.clone().take_while(|c| *c != ']').collect();
    let name = inner.strip_prefix(':')?.strip_suffix(':')?.trim_start_matches('^');
    (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase())).then(|| inner.clone() + "]")
}

/// Whether `\d` or the like follows, so that a `-` before it makes no range.
fn is_class_next(rest: &Peekable<Chars<'_>>) -> bool {
    let mut next = rest.clone();
    next.next() == Some('\\') && matches!(next.next(), Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'p' | 'P'))
}

/// What stands behind a `\`.
fn escape(rest: &mut Peekable<Chars<'_>>, in_class: bool, out: &mut String) {
    let Some(c) = rest.next() else {
        // The crate says what is wrong with it.
        out.push('\\');
        return;
    };
    match c {
        'd' => out.push_str(DIGIT),
        'D' => out.push_str(NO_DIGIT),
        'w' => out.push_str(WORD),
        'W' => out.push_str(NO_WORD),
        's' => out.push_str(SPACE),
        'S' => out.push_str(NO_SPACE),
        'b' if in_class => out.push_str(r"\x08"),
        'b' => out.push_str(r"(?-u:\b)"),
        'B' if !in_class => out.push_str(r"(?-u:\B)"),
        '0' if !rest.peek().is_some_and(char::is_ascii_digit) => out.push_str(r"\x00"),
        'c' if rest.peek().is_some_and(char::is_ascii_alphabetic) => {
            let control = rest.next().map_or(0, |letter| u32::from(letter) % 32);
            out.push_str(&format!(r"\x{control:02X}"));
        }
        'u' => unicode(rest, out),
        'p' | 'P' | 'x' => {
            out.extend(['\\', c]);
            if rest.peek() == Some(&'{') {
                for c in rest.by_ref() {
                    out.push(c);
                    if c == '}' {
                        break;
                    }
                }
            }
        }
        // Word boundaries in the crate.
        '<' | '>' => out.push(c),
        _ if !c.is_ascii() => out.push(c),
        _ => out.extend(['\\', c]),
    }
}

/// A code behind `\u`: two halves of a character become one.
fn unicode(rest: &mut Peekable<Chars<'_>>, out: &mut String) {
    let code = |rest: &Peekable<Chars<'_>>| {
        let digits: String = rest.clone().take(4).filter(char::is_ascii_hexdigit).collect();
        u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4)
    };
    if let Some(high @ 0xD800..0xDC00) = code(rest) {
        let mut behind = rest.clone();
        let is_code = (behind.nth(4), behind.next()) == (Some('\\'), Some('u'));
        if let Some(low @ 0xDC00..0xE000) = code(&behind).filter(|_| is_code) {
            *rest = behind;
            rest.nth(3);
            out.push_str(&format!(r"\u{{{:X}}}", 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)));
            return;
        }
    }
    out.push_str(r"\u");
    if rest.next_if_eq(&'{').is_some() {
        out.push('{');
        for c in rest.by_ref() {
            out.push(c);
            if c == '}' {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    /// An expression, texts that match it in ECMA, and texts that do not.
    const TABLE: &[(&str, &[&str], &[&str])] = &[
        (r"^\d+$", &["0", "19"], &["٣", "a", "1\n"]),
        (r"^\D$", &["٣", "a"], &["3"]),
        (r"^[\w-]+$", &["a-b_9"], &["ä", "a b"]),
        (r"^[\w-.]+$", &["a-.b"], &["a/b"]),
        (r"^[a-\d]+$", &["a-1"], &["b"]),
        (r"^\W$", &["ä", "-"], &["a"]),
        (r"^[^\w\s]+$", &["ä-"], &["a", " "]),
        (r"^\s+$", &[" \t\u{a0}\u{feff}"], &["\u{85}", "a"]),
        (r"^\S+$", &["a\u{85}"], &[" ", "\u{feff}"]),
        (r"^.$", &["a", "🦀", "\u{85}"], &["\n", "\r", "\u{2028}", ""]),
        (r"\bäb\b", &["xäb"], &["b"]),
        (r"a\B.", &["ab", "xa_"], &["a", "a "]),
        (r"^a\/b$", &["a/b"], &["ab"]),
        (r"^\<b\>$", &["<b>"], &["b"]),
        (r"^{a}$", &["{a}"], &["a"]),
        (r"^a{,2}$", &["a{,2}"], &["aa", ""]),
        (r"^a{2}b{1,}c{0,1}$", &["aab", "aabbc"], &["ab", "aabcc"]),
        (r"^[[]$", &["["], &["]"]),
        (r"^[^[\]]+$", &["ab"], &["a[", "]"]),
        (r"^[[:alpha:]]+$", &["ab"], &[":"]),
        (r"^[a&&b~~c]+$", &["a&b~c"], &["d"]),
        (r"^[+--]+$", &["+,-"], &["."]),
        (r"^[$^]+$", &["^$"], &["a"]),
        (r"^[]$", &[], &["", "]", "a"]),
        (r"^[^]$", &["\n", "a"], &[""]),
        (r"^[\b]$", &["\u{8}"], &["b"]),
        (r"^\u00e4\x41\cJ\0$", &["äA\n\0"], &["ä"]),
        (r"^\ud83e\udd80$", &["🦀"], &["🦁"]),
        (r"^[\ud83e\udd80-\ud83e\udd81]$", &["🦀", "🦁"], &["🦂"]),
        (r"^\p{Lu}\p{Script=Greek}$", &["Aα"], &["aα", "AA"]),
        (r"^(?<year>\d{4})-\ä$", &["2024-ä"], &["٢٠٢٤-ä"]),
        (r"^(a|b)*?$", &["", "abba"], &["c"]),
        ("]}", &["a]}"], &["]"]),
    ];

    #[test]
    fn the_crate_reads_what_ecma_means() {
        for (pattern, good, bad) in TABLE {
            let written = super::written(pattern);
            let regex = regex::Regex::new(&written).unwrap_or_else(|error| panic!("{pattern}: {error}"));
            for text in *good {
                assert!(regex.is_match(text), "{pattern} as {written} does not match {text:?}");
            }
            for text in *bad {
                assert!(!regex.is_match(text), "{pattern} as {written} matches {text:?}");
            }
        }
    }

    #[test]
    fn what_the_crate_cannot_run_is_an_error() {
        for pattern in [
            r"(?=a)b",
            r"(?<!a)b",
            r"(a)\1",
            r"\k<a>",
            r"\ud83e",
            "(",
            "[a",
            r"a\",
            "[b-a]",
            r"\u{110000}",
            "((a{999}){999}){999}",
        ] {
            assert!(regex::Regex::new(&super::written(pattern)).is_err(), "{pattern}");
        }
    }

    #[test]
    fn plain_expressions_stay_as_they_are() {
        for pattern in ["^[a-z][a-z0-9-]{0,62}$", "^(GET|POST)$", r"^\+[1-9]\.?$"] {
            assert_eq!(super::written(pattern), pattern);
        }
    }
}
