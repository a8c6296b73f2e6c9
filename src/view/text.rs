//! Text of a document in the forms that may reach a template: each newtype prints itself safely.
//!
//! They are marked `HtmlSafe`, which makes askama print them as they are; a test of `render` keeps raw strings out of
//! the pages.

use std::fmt;

use askama::filters::HtmlSafe;
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, TokenStreamExt};

/// How many of the values that are allowed are shown to readers.
pub(super) const MOST_VALUES: usize = 20;

/// Rust tokens, printed on one line; `format` gives them their shape. Only tokens become one, so it is never a raw
/// text of the document; it holds their text, because a page goes to another thread and tokens cannot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens(String);

impl fmt::Display for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Tokens {}

impl ToTokens for Tokens {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        // What was made from tokens is always made of tokens.
        if let Ok(stream) = self.0.parse::<TokenStream>() {
            tokens.extend(stream);
        }
    }
}

impl From<TokenStream> for Tokens {
    fn from(tokens: TokenStream) -> Self {
        Tokens(super::neat::text(tokens))
    }
}

/// A Rust string literal, quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrLit(pub String);

impl fmt::Display for StrLit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Invisible and direction-changing characters would make the code read as something that it is not.
        let is_odd = |c: char| matches!(c, '"' | '\\') || c.is_control() || is_deceptive(c);
        f.write_str("\"")?;
        let mut rest = self.0.as_str();
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_odd(*c)) {
            f.write_str(&rest[..at])?;
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                _ => write!(f, "\\u{{{:x}}}", c as u32)?,
            }
            rest = &rest[at + c.len_utf8()..];
        }
        f.write_str(rest)?;
        f.write_str("\"")
    }
}

impl HtmlSafe for StrLit {}

impl ToTokens for StrLit {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        // The literal is what `Display` prints, so that code and templates escape alike.
        if let Ok(literal) = self.to_string().parse::<Literal>() {
            tokens.append(literal);
        }
    }
}

/// Bidi controls, zero-width characters and other signs that are not seen.
pub fn is_deceptive(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// CommonMark of a stranger as doc comment lines (`/// ...`), rewritten so that rustdoc runs nothing of it and
/// warns about nothing. Prints a final newline unless it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    lines: Vec<String>,
    inner: bool,
}

impl Doc {
    /// `///` lines for the item that follows. `markdown` is a stranger's.
    pub fn outer(markdown: &str) -> Self {
        Doc { lines: crate::view::text::markdown(markdown, 0).lines().map(str::to_owned).collect(), inner: false }
    }

    /// `//!` lines for the module that they stand in. `markdown` is a stranger's.
    pub fn inner(markdown: &str) -> Self {
        Doc { inner: true, ..Doc::outer(markdown) }
    }

    /// Adds what a stranger wrote.
    pub fn and_markdown(self, markdown: &str) -> Self {
        self.and(&crate::view::text::markdown(markdown, 0))
    }

    /// Adds a paragraph that the generator wrote: it may hold code spans and links.
    pub fn and(mut self, ours: &str) -> Self {
        if ours.is_empty() {
            return self;
        }
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(ours.lines().map(str::to_owned));
        self
    }

    /// Whether there is nothing to print.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl fmt::Display for Doc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.inner { "//!" } else { "///" };
        for line in &self.lines {
            match line.trim_end() {
                "" => writeln!(f, "{mark}")?,
                line => writeln!(f, "{mark} {line}")?,
            }
        }
        Ok(())
    }
}

impl HtmlSafe for Doc {}

/// A stranger's CommonMark, rewritten for a page of ours: headings are demoted below `level`, code fences are marked
/// `text`, raw HTML and intra-doc brackets are escaped, invisible characters are shown.
pub fn markdown(text: &str, level: u8) -> String {
    super::commonmark::blocks(text, level)
}

/// A stranger's text for a Markdown table cell or heading: one line, markup escaped.
pub fn markdown_inline(text: &str) -> String {
    super::commonmark::line(text)
}

/// A stranger's text as a code span on one line, in as many backticks as it needs.
pub fn code_span(text: &str) -> String {
    if let Some(span) = plain_span(text) {
        return span;
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_control() || is_deceptive(c) => shown.push_str(&format!("U+{:04X}", c as u32)),
            c => shown.push(c),
        }
    }
    if shown.trim().is_empty() {
        return if shown.is_empty() { "the empty string".to_owned() } else { "blanks".to_owned() };
    }
    let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if shown.starts_with('`') || shown.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{shown}{pad}{fence}")
}

/// The code span of a text that needs no more than a backtick at each end, as nearly all do.
pub(super) fn plain_span(text: &str) -> Option<String> {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'`';
    let is_bare = !text.is_empty() && !text.starts_with(' ') && !text.ends_with(' ');
    (is_bare && text.bytes().all(is_plain)).then(|| ["`", text, "`"].concat())
}

/// Markdown that the view made (already safe).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markdown(pub String);

impl fmt::Display for Markdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Markdown {}

/// A TOML key: bare where it can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlKey(pub String);

impl fmt::Display for TomlKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if !self.0.is_empty() && self.0.chars().all(bare) {
            return f.write_str(&self.0);
        }
        TomlStr(self.0.clone()).fmt(f)
    }
}

impl HtmlSafe for TomlKey {}

/// A line of TOML that we wrote ourselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TomlLine(pub &'static str);

impl fmt::Display for TomlLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl HtmlSafe for TomlLine {}

/// A TOML string, quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlStr(pub String);

impl fmt::Display for TomlStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                '\n' => f.write_str("\\n")?,
                '\t' => f.write_str("\\t")?,
                _ if c.is_control() || is_deceptive(c) => match c as u32 {
                    code @ 0..=0xffff => write!(f, "\\u{code:04x}")?,
                    code => write!(f, "\\U{code:08x}")?,
                },
                _ => write!(f, "{c}")?,
            }
        }
        f.write_str("\"")
    }
}

impl HtmlSafe for TomlStr {}
