//! Tokens as text on one line, with spaces where a person would write them in the expressions of tables: what stands in
//! a macro keeps its spaces, because nothing lays it out.
//!
//! Any Rust comes back as the same tokens. It decides nothing about lines; `format` does.

use std::fmt::Write;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// What stands before a token, as far as a space between them depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing.
    Start,
    /// A word, or what is in brackets.
    Whole,
    /// A sign that belongs to what follows: `&`, `.`, `::`.
    Tight,
    /// A sign that stands apart from what follows: `,`, `=`, `=>`.
    Loose,
    /// The first signs of an operator of several.
    Joint(char),
}

/// The text of tokens.
pub(super) fn text(tokens: TokenStream) -> String {
    let mut out = String::new();
    print(tokens, &mut out);
    out
}

fn print(tokens: TokenStream, out: &mut String) {
    let mut last = Last::Start;
    for token in tokens {
        let spaced = match &token {
            TokenTree::Group(group) => match group.delimiter() {
                Delimiter::Parenthesis | Delimiter::Bracket => last == Last::Loose,
                Delimiter::Brace | Delimiter::None => last != Last::Start,
            },
            TokenTree::Ident(_) | TokenTree::Literal(_) => matches!(last, Last::Whole | Last::Loose),
            TokenTree::Punct(punct) => match (last, punct.as_char()) {
                (_, ',' | ';' | '?') | (Last::Start | Last::Joint(_), _) => false,
                (Last::Whole, sign) => !matches!(sign, '.' | ':' | '!' | '<' | '>'),
                // Two signs without a space could be one.
                (Last::Tight | Last::Loose, _) => true,
            },
        };
        if spaced {
            out.push(' ');
        }
        last = match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                out.push_str(open);
                print(group.stream(), out);
                out.push_str(close);
                Last::Whole
            }
            // Writing to a string cannot fail.
            TokenTree::Ident(ident) => write!(out, "{ident}").map_or(Last::Start, |()| Last::Whole),
            TokenTree::Literal(literal) => write!(out, "{literal}").map_or(Last::Start, |()| Last::Whole),
            TokenTree::Punct(punct) => {
                let sign = punct.as_char();
                out.push(sign);
                match (last, sign) {
                    _ if punct.spacing() == Spacing::Joint => Last::Joint(sign),
                    (Last::Joint(':'), ':') => Last::Tight,
                    (Last::Joint(_), '>' | '=') => Last::Loose,
                    (_, '.' | '&' | '#' | '!' | '-' | '*' | '<' | '$' | '\'') => Last::Tight,
                    _ => Last::Loose,
                }
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All tokens, and whether a sign belongs to the next one.
    fn flat(tokens: TokenStream, all: &mut Vec<(String, bool)>) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => {
                    all.push((format!("{:?}", group.delimiter()), false));
                    flat(group.stream(), all);
                    all.push((String::new(), false));
                }
                TokenTree::Punct(punct) => {
                    let apart = |token: &TokenTree| [",", ";", "?"].contains(&token.to_string().as_str());
                    let joint = punct.spacing() == Spacing::Joint && !tokens.peek().is_none_or(apart);
                    all.push((punct.to_string(), joint));
                }
                word => all.push((word.to_string(), false)),
            }
        }
    }

    fn neat(rust: &str) -> String {
        let tokens: TokenStream = rust.parse().unwrap();
        let text = text(tokens.clone());
        let (mut before, mut after) = (Vec::new(), Vec::new());
        flat(tokens, &mut before);
        flat(text.parse().unwrap(), &mut after);
        assert_eq!(after, before, "{text}");
        text
    }

    #[test]
    fn expressions_of_tables_are_neat() {
        for expression in [
            r#"required("id").nullable().limits(&super::MAX_SIZE_5)"#,
            "optional(\"a b\").limits(&support::Limits::NONE.minimum(-5).one_of(&[support::Const::Int(1), support::Const::Float(-0.5)]))",
            r##".groups(&[support::PropertySets::needs(&[&["a"], &["b", "c"]])])"##,
            "support::Positions { required: 1, items: &[], closed: false }",
            "static PATTERN_1: support::Pattern = support::Pattern::new(\"a\");",
        ] {
            assert_eq!(neat(expression), expression);
        }
    }

    #[test]
    fn any_rust_stays_the_same_tokens() {
        for rust in [
            "impl<'a, T: Into<Vec<u8>> + 'static> A<'a, T> for &'a mut B where T: Fn(&T) -> Option<<T as C>::D>, {}",
            "fn f() { let x = a - -b & !c && &&d != *e; for i in 0..=9 { g::<u8>(i as u64)?; } if a < b || c >= d { x |= |y| -y; } }",
            "#[allow(dead_code)] macro_rules! m { ($($a:ident),* $(,)?) => { $($a)* }; } use ::std::fmt; type F = fn(u8) -> !;",
            "match x { 1 | 2 => r#type.0.1, 'a'..='z' => return, _ if y => { ..z } b @ [.., c] => !c, }",
            "x <<= 1; y = x << 2 >> 3; let _: Vec<Vec<u8>> = v; a. .. b",
        ] {
            neat(rust);
        }
    }
}
