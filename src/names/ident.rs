//! The only maker of identifiers: words in any script in, a Rust identifier of edition 2024 out.
//!
//! It knows nothing of collisions: that is `assign`'s work.

use std::fmt;

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, TokenStreamExt};

use super::spelling::{plain_case, without_accent};

/// Keywords of edition 2024, reserved ones too. Those that cannot be raw are in [`NEVER_RAW`].
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that `r#` does not help.
const NEVER_RAW: &[&str] = &["self", "Self", "super", "crate", "_"];

/// Names of the prelude and of the generated crates' usual imports: a type or variant of this name would shadow
/// what the code around it means.
pub(super) const TAKEN_TYPES: &[&str] = &[
    "Option",
    "Some",
    "None",
    "Vec",
    "Result",
    "Ok",
    "Err",
    "String",
    "Box",
    "Self",
    "Default",
    "Clone",
    "Copy",
    "Send",
    "Sync",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Into",
    "Iterator",
    "IntoIterator",
    "ToString",
    "ToOwned",
    "AsRef",
    "AsMut",
    "Eq",
    "PartialEq",
    "Ord",
    "PartialOrd",
    "TryFrom",
    "TryInto",
    "Sized",
    "Debug",
    "Future",
    "IntoFuture",
    "ItemStream",
    "ServerEvent",
    "BTreeMap",
];

/// What the modules of operations have in scope, in clients and servers: the types around an operation stand there too.
pub(super) const TAKEN_BESIDE_OPERATIONS: &[&str] = &[
    "Accepts",
    "Answer",
    "AnswerHeaders",
    "Answering",
    "Api",
    "ApiError",
    "Arc",
    "BTreeMap",
    "Body",
    "Bytes",
    "CallTo",
    "Case",
    "Client",
    "Context",
    "Decode",
    "Error",
    "EventData",
    "Failure",
    "FilePart",
    "Form",
    "FormFields",
    "Framing",
    "Heads",
    "ItemStream",
    "Limits",
    "Media",
    "NoFields",
    "Object",
    "Operation",
    "Param",
    "PartHeaders",
    "Place",
    "Reply",
    "Request",
    "Requirement",
    "Response",
    "Route",
    "Sending",
    "ServerEvent",
    "Shape",
    "Slot",
    "StatusCode",
    "Style",
    "Text",
    "View",
    "Writes",
];

/// An identifier as it is written in code, `r#` included where it needs it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ident(String);

impl Ident {
    /// The identifier as it is written in code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier without `r#`: for file names, docs and comparisons.
    pub fn plain(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let span = proc_macro2::Span::call_site();
        tokens.append(match self.0.strip_prefix("r#") {
            Some(plain) => proc_macro2::Ident::new_raw(plain, span),
            None => proc_macro2::Ident::new(&self.0, span),
        });
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Ident);

        impl $name {
            /// The identifier.
            pub fn ident(&self) -> &Ident {
                &self.0
            }

            /// The identifier as it is written in code.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// The identifier without `r#`.
            pub fn plain(&self) -> &str {
                self.0.plain()
            }

            /// What a longer identifier starts with, or has in it: what stands alone as `Self_` goes on as `SelfRequest`.
            fn stem(&self) -> &str {
                // Nothing else leaves such an end.
                self.plain().trim_end_matches('_')
            }

            /// A longer identifier, which ends so.
            pub fn with(&self, end: &str) -> Self {
                $name(Ident(format!("{}{end}", self.stem())))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ToTokens for $name {
            fn to_tokens(&self, tokens: &mut TokenStream) {
                self.0.to_tokens(tokens);
            }
        }

        impl askama::filters::HtmlSafe for $name {}
    )*};
}

kinds! {
    /// A struct's field, a parameter, an argument or a setter: `snake_case`.
    FieldName
    /// A function or method: `snake_case`.
    FnName
    /// A module and its file: `snake_case`.
    ModuleName
    /// A static: `SCREAMING_SNAKE_CASE`.
    StaticName
    /// A type or trait: `PascalCase`.
    TypeName
    /// A variant of an enum: `PascalCase`.
    VariantName
}

impl askama::filters::HtmlSafe for Ident {}

/// A letter in front keeps digits legal; a document without any letter still gives a name.
fn snake(text: &str, fallback: &str) -> Ident {
    let mut name = snake_text(text);
    if name.is_empty() {
        name = fallback.to_owned();
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert_str(0, &format!("{fallback}_"));
    }
    if NEVER_RAW.contains(&name.as_str()) {
        name.push('_');
    } else if KEYWORDS.contains(&name.as_str()) {
        name.insert_str(0, "r#");
    }
    Ident(name)
}

/// Words as they stand in a `snake_case` name, keyword or not: the name of a module for a type.
pub(super) fn snake_text(text: &str) -> String {
    let is_plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    // Many names of documents are so already.
    match text.split('_').all(|word| !word.is_empty() && is_plain(word)) {
        true => text.to_owned(),
        false => ascii_words(text).to_snake_case(),
    }
}

fn pascal(text: &str, fallback: &str) -> Ident {
    let mut name = String::with_capacity(text.len());
    for word in snake_text(text).split('_') {
        // 1.12 is not 11.2, and a date is no large number.
        if name.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit()) {
            name.push('_');
        }
        // All of it is small letters and digits.
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    if name.is_empty() {
        name = fallback.to_owned();
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert_str(0, fallback);
    }
    if name == "Self" {
        name.push('_');
    }
    Ident(name)
}

impl StaticName {
    /// What says these words, and nothing of the signs between them; `None` where no letter comes first.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let is_part = |part: &&str| !part.is_empty();
        let words = words.into_iter().flat_map(|word| word.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_part));
        let name = words.map(str::to_ascii_uppercase).collect::<Vec<_>>().join("_");
        name.starts_with(|c: char| c.is_ascii_uppercase()).then_some(StaticName(Ident(name)))
    }
}

/// The text with each of its signs as a word, and with what stands around it: for texts that differ by nothing else. `None`
/// where that is no news.
pub(super) fn spelled_out(text: &str) -> Option<String> {
    let mut words = String::with_capacity(text.len());
    let mut found = false;
    let inside = text.len() - text.trim_start().len()..text.trim_end().len();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let word = match SIGNS.iter().find(|(sign, _)| *sign == c) {
            // `a-b` has no minus.
            Some(('-', _)) if chars.peek().is_some_and(|(_, next)| next.is_ascii_alphabetic()) => "dash",
            Some((_, word)) => word,
            None if c == ' ' && !inside.contains(&at) => "space",
            None => {
                // With its accent, which names go without.
                let is_accented = without_accent(c).is_some();
                found |= is_accented;
                match is_accented {
                    true => words.push_str(&code_point(c)),
                    false => words.push(c),
                }
                continue;
            }
        };
        found = true;
        words.extend([" ", word, " "]);
    }
    found.then_some(words)
}

/// What signs are called.
const SIGNS: &[(char, &str)] = &[
    ('!', "exclamation mark"),
    ('"', "quote"),
    ('#', "hash"),
    ('$', "dollar"),
    ('%', "percent"),
    ('&', "and"),
    ('\'', "apostrophe"),
    ('(', "open parenthesis"),
    (')', "close parenthesis"),
    ('*', "star"),
    ('+', "plus"),
    (',', "comma"),
    ('-', "minus"),
    ('.', "dot"),
    ('/', "slash"),
    (':', "colon"),
    (';', "semicolon"),
    ('<', "less"),
    ('=', "equal"),
    ('>', "greater"),
    ('?', "question mark"),
    ('@', "at"),
    ('[', "open bracket"),
    ('\\', "backslash"),
    (']', "close bracket"),
    ('^', "caret"),
    ('_', "underscore"),
    ('`', "backtick"),
    ('{', "open brace"),
    ('|', "bar"),
    ('}', "close brace"),
    ('~', "tilde"),
];

/// Signs that carry meaning become words; everything else that cannot stand in an identifier parts words.
fn ascii_words(text: &str) -> String {
    let text = plain_case(text);
    let mut words = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut first = true;
    while let Some(c) = chars.next() {
        match c {
            '+' if first || !chars.peek().is_some_and(char::is_ascii_alphanumeric) => words.push_str(" plus "),
            '-' if first && chars.peek().is_some_and(char::is_ascii_digit) => words.push_str(" minus "),
            '<' => words.push_str(" less "),
            '>' => words.push_str(" greater "),
            '=' => words.push_str(" equal "),
            '*' => words.push_str(" star "),
            '%' => words.push_str(" percent "),
            '&' => words.push_str(" and "),
            '@' => words.push_str(" at "),
            _ if c.is_ascii_alphanumeric() => words.push(c),
            '_' | '-' | '.' | '/' | ':' => words.push(' '),
            // An accent of its own behind its letter.
            '\u{300}'..='\u{36f}' => {}
            _ if c.is_alphabetic() => match without_accent(c) {
                Some(letters) => words.push_str(letters),
                None => words.push_str(&code_point(c)),
            },
            _ => words.push(' '),
        }
        first = false;
    }
    words
}

/// A letter of another script: code points keep names apart without confusable characters in code.
fn code_point(c: char) -> String {
    format!(" u{:x} ", c as u32)
}

impl FieldName {
    pub(super) fn new(text: &str) -> Self {
        FieldName(snake(text, "field"))
    }

    pub(super) fn argument(text: &str) -> Self {
        FieldName(snake(text, "param"))
    }
}

impl FnName {
    pub(super) fn new(text: &str) -> Self {
        FnName(snake(text, "call"))
    }
}

impl ModuleName {
    pub(super) fn new(text: &str) -> Self {
        ModuleName(snake(text, "module"))
    }
}

impl TypeName {
    pub(super) fn new(text: &str) -> Self {
        TypeName(pascal(text, "Type"))
    }

    /// A longer identifier with a word in it.
    pub(super) fn with_word(&self, word: &VariantName, end: &str) -> Self {
        self.with(&format!("{}{end}", word.stem()))
    }
}

impl VariantName {
    pub(super) fn new(text: &str) -> Self {
        VariantName(pascal(text, "Value"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_what_stands_around_can_be_told() {
        let spelled = |text: &str| spelled_out(text).map(|text| snake_text(&text));
        assert_eq!(spelled("foo bar"), None);
        assert_eq!(spelled(" Foo  ").as_deref(), Some("space_foo_space_space"));
        assert_eq!(spelled("_id").as_deref(), Some("underscore_id"));
        assert_eq!(spelled("a-b").as_deref(), Some("a_dash_b"));
        assert_eq!(spelled("a-1").as_deref(), Some("a_minus_1"));
        assert_eq!(spelled("sch\u{f6}n").as_deref(), Some("sch_uf6_n"));
        assert_eq!(snake_text("Gr\u{f6}\u{df}en\u{dc}bersicht"), "grossen_ubersicht");
        assert_eq!(snake_text("e\u{301}te\u{301}"), "ete");
    }

    #[test]
    fn what_mends_a_name_is_no_part_of_longer_ones() {
        assert_eq!((TypeName::new("self").as_str(), TypeName::new("self").stem()), ("Self_", "Self"));
        assert_eq!((FieldName::new("Super").as_str(), FieldName::new("Super").stem()), ("super_", "super"));
        assert_eq!((FieldName::new("type").as_str(), FieldName::new("type").stem()), ("r#type", "type"));
        for text in ["_", "a_", "__a__", "1_", "Self_1", "self_", "\u{df}_"] {
            let (ty, field) = (TypeName::new(text), FieldName::new(text));
            assert!(ty.plain() == "Self_" || ty.plain() == ty.stem(), "{text}");
            assert!(field.plain() == "self_" || field.plain() == field.stem(), "{text}");
        }
    }
}
