//! Small pieces of Markdown: code spans, table cells, links, anchors. Strangers' prose comes in through
//! [`text::markdown`](crate::view::text::markdown) and [`text::markdown_inline`](crate::view::text::markdown_inline);
//! everything else of a document (names, values, paths) through [`code`].

use std::collections::HashMap;
use std::fmt::Write;

use crate::view::text::{Markdown, is_deceptive, markdown, markdown_inline, plain_span};

/// Any text as a code span: nothing in it is markup, invisible characters are shown.
pub(in crate::view) fn code(text: &str) -> Markdown {
    if let Some(span) = plain_span(text) {
        return Markdown(span);
    }
    let mut shown = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => shown.push(' '),
            _ if c.is_control() || is_deceptive(c) => {
                let _ = write!(shown, "\\u{{{:x}}}", c as u32);
            }
            _ => shown.push(c),
        }
    }
    if shown.trim().is_empty() {
        // A code span of spaces only is no code span.
        return Markdown(if shown.is_empty() { "(empty)".to_owned() } else { "(blank)".to_owned() });
    }
    let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if shown.starts_with(['`', ' ']) || shown.ends_with(['`', ' ']) { " " } else { "" };
    Markdown(format!("{fence}{pad}{shown}{pad}{fence}"))
}

/// Finished Markdown as the cell of a table: one line, no bar that would end the cell.
pub(super) fn cell(text: Markdown) -> Markdown {
    let mut line = String::with_capacity(text.0.len());
    let mut escaped = false;
    for c in text.0.trim().chars() {
        match c {
            '|' if !escaped => line.push_str("\\|"),
            '\n' | '\r' => line.push(' '),
            _ => line.push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    Markdown(line)
}

/// A stranger's text as the cell of a table.
pub(super) fn prose_cell(text: Option<&str>) -> Markdown {
    cell(inline(text))
}

/// A stranger's text on one line.
pub(super) fn inline(text: Option<&str>) -> Markdown {
    Markdown(text.map(markdown_inline).unwrap_or_default())
}

/// A stranger's text as paragraphs below a heading of `level`. Empty where there is none.
pub(super) fn prose(text: Option<&str>, level: u8) -> Markdown {
    Markdown(text.map(|text| markdown(text, level).trim().to_owned()).unwrap_or_default())
}

/// Joins pieces.
pub(super) fn join(pieces: impl IntoIterator<Item = Markdown>, separator: &str) -> Markdown {
    Markdown(pieces.into_iter().map(|piece| piece.0).collect::<Vec<_>>().join(separator))
}

/// A link. `text` is finished Markdown, `target` one of our own pages or anchors.
pub(super) fn link(text: &Markdown, target: &str) -> Markdown {
    Markdown(format!("[{text}]({target})"))
}

/// A stranger's URL, as a link where it is one that a reader may follow, else as code.
pub(super) fn url(text: &str) -> Markdown {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c);
    let known = ["https://", "http://", "mailto:"].iter().any(|scheme| text.starts_with(scheme));
    if known && text.chars().all(plain) { Markdown(format!("<{text}>")) } else { code(text) }
}

/// The anchors of a page, in the way that GitHub makes them from headings.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// Each with the number of the last one that is called like it.
    used: HashMap<String, usize>,
}

impl Anchors {
    /// The anchor of a heading that follows everything seen so far.
    pub(super) fn heading(&mut self, text: &str) -> String {
        let mut slug = String::new();
        for c in text.trim().chars().flat_map(char::to_lowercase) {
            match c {
                ' ' => slug.push('-'),
                '-' | '_' => slug.push(c),
                _ if c.is_alphanumeric() => slug.push(c),
                _ => {}
            }
        }
        let Some(last) = self.used.get(&slug) else {
            self.used.insert(slug.clone(), 0);
            return slug;
        };
        let free = (last + 1..).find(|number| !self.used.contains_key(&format!("{slug}-{number}")));
        let number = free.unwrap_or(*last);
        let anchor = format!("{slug}-{number}");
        self.used.insert(slug, number);
        self.used.insert(anchor.clone(), 0);
        anchor
    }

    /// Takes note of the headings in a stranger's text that stands here as [`prose`] below a heading of `level`.
    pub(super) fn prose(&mut self, text: Option<&str>, level: u8) {
        // A heading has a line that begins with a hash, or one of signs below it.
        let is_heading = |line: &str| {
            let line = line.trim();
            line.starts_with(['#', '=']) || line.starts_with('-') && line.trim_matches('-').is_empty()
        };
        if text.is_some_and(|text| text.lines().any(is_heading)) {
            self.text(&prose(text, level));
        }
    }

    /// Takes note of the headings in text that stands here.
    fn text(&mut self, text: &Markdown) {
        let mut fence = false;
        for line in text.0.lines() {
            let line = line.trim_start();
            if line.starts_with("```") || line.starts_with("~~~") {
                fence = !fence;
            } else if !fence && line.starts_with('#') {
                let title = line.trim_start_matches('#');
                let plain: String = title.chars().filter(|c| !matches!(c, '\\' | '`' | '*')).collect();
                self.heading(&plain);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_hold_anything() {
        assert_eq!(code("a").0, "`a`");
        assert_eq!(code("a`b").0, "``a`b``");
        assert_eq!(code("`a").0, "`` `a ``");
        assert_eq!(code("a\nb\u{202e}").0, "`a b\\u{202e}`");
        assert_eq!(code("").0, "(empty)");
    }

    #[test]
    fn a_cell_ends_where_it_should() {
        assert_eq!(cell(Markdown("a|b\\|c\\\\|d\ne".into())).0, "a\\|b\\|c\\\\\\|d e");
    }

    #[test]
    fn links_lead_only_where_a_reader_may_go() {
        assert_eq!(url("https://a.example/x?y=1").0, "<https://a.example/x?y=1>");
        assert_eq!(url("javascript:alert(1)").0, "`javascript:alert(1)`");
        assert_eq!(url("https://a.example/> [x](y)").0, "`https://a.example/> [x](y)`");
    }

    #[test]
    fn anchors_are_numbered_as_on_github() {
        let mut anchors = Anchors::default();
        anchors.text(&Markdown("## get_file\n\n```text\n# no heading\n```".into()));
        assert_eq!(anchors.heading("get_file"), "get_file-1");
        assert_eq!(anchors.heading("Access-token: x"), "access-token-x");
        assert_eq!(anchors.heading("no heading"), "no-heading");
    }
}
