//! A stranger's CommonMark, read and written again so that nothing in it acts: no HTML, no code that a doctest would
//! run, no reference that a page of ours would take for its own, no link but to the web.
//!
//! It knows Markdown only; `text` gives its results the types that templates take.

use std::fmt::Write;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use pulldown_cmark_to_cmark::{Options as Style, cmark_with_options};

use super::text::is_deceptive;

/// Nesting beyond this is not read: the text stands as it is, escaped.
const DEEPEST: usize = 64;

fn extensions() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

/// Blocks as blocks: the largest heading becomes the one below `level`, code is marked `text`.
pub(super) fn blocks(text: &str, level: u8) -> String {
    if is_plain(text, true) { text.to_owned() } else { rewritten(text, level) }
}

fn rewritten(text: &str, level: u8) -> String {
    let shown = show(text);
    let events: Vec<Event<'_>> = clean(&shown).collect();
    let largest = events.iter().filter_map(|event| match event {
        Event::End(TagEnd::Heading(own)) => Some(*own as usize),
        _ => None,
    });
    let largest = largest.min().unwrap_or(1);
    let demoted = |own: HeadingLevel| {
        let level = (usize::from(level) + 1 + own as usize).saturating_sub(largest).clamp(1, 6);
        HeadingLevel::try_from(level).unwrap_or(HeadingLevel::H6)
    };
    let events = events.into_iter().map(|event| match event {
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: demoted(level), id, classes, attrs })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(demoted(level))),
        Event::Start(Tag::CodeBlock(_)) => Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced("text".into()))),
        event => event,
    });
    // Clippy finds tabs in docs, which every viewer sets differently.
    write(events, &shown).trim_matches('\n').replace('\t', "    ")
}

/// Everything in one line: paragraphs, items and cells follow one another.
pub(super) fn line(text: &str) -> String {
    if is_plain(text, false) { text.to_owned() } else { joined(text) }
}

fn joined(text: &str) -> String {
    let shown = show(text);
    let mut in_block = false;
    let mut inner = Vec::new();
    for event in clean(&shown) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_block = true,
            Event::End(TagEnd::CodeBlock) => in_block = false,
            Event::Text(text) if in_block => {
                let code = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if !code.is_empty() {
                    inner.push(Event::Code(code.into()));
                    inner.push(Event::Text(" ".into()));
                }
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule => inner.push(Event::Text(" ".into())),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
            | Event::Text(_)
            | Event::Code(_) => inner.push(event),
            // Blocks end; what follows stands apart.
            Event::End(_) => inner.push(Event::Text(" ".into())),
            _ => {}
        }
    }
    let events = std::iter::once(Event::Start(Tag::Paragraph))
        .chain(trimmed(inner))
        .chain(std::iter::once(Event::End(TagEnd::Paragraph)));
    let text = write(events, &shown);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text is words and simple code spans, in which nothing else can be markup, so that it would be written as
/// it is: one line of them, or with `lines` any number of lines and paragraphs. Most descriptions are.
fn is_plain(text: &str, lines: bool) -> bool {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(b' ');
    let starts = |index: usize| at(index).is_ascii_alphabetic() || at(index) == b'`';
    let mut in_code = false;
    for (index, byte) in bytes.iter().enumerate() {
        let (before, behind) = (at(index.wrapping_sub(1)), at(index + 1));
        let plain = match byte {
            b'`' => {
                in_code = !in_code;
                // A fence or a longer span is something else, and spaces at its ends are no part of a span.
                before != b'`' && behind != b'`' && (if in_code { behind } else { before }) != b' '
            }
            b' ' => ![b' ', b'\n'].contains(&behind),
            b'\n' => lines && !in_code && (starts(index + 1) || behind == b'\n' && starts(index + 2)),
            b'|' => false,
            byte if in_code => byte.is_ascii_graphic(),
            b'_' => before.is_ascii_alphanumeric() && behind.is_ascii_alphanumeric(),
            // Two slashes are part of an address.
            b'/' => behind != b'/',
            byte => byte.is_ascii_alphanumeric() || b".,:;?%'\"()-".contains(byte),
        };
        if !plain {
            return false;
        }
    }
    text.is_empty() || starts(0) && !in_code
}

/// Without the spaces at both ends, which the writer would have to encode.
fn trimmed(mut events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let is_space = |event: &Event<'_>| matches!(event, Event::Text(text) if text.trim().is_empty());
    while events.last().is_some_and(is_space) {
        events.pop();
    }
    let start = events.iter().position(|event| !is_space(event)).unwrap_or(0);
    events.drain(..start);
    // Two texts in a row would each get their spaces encoded: they become one.
    let mut joined: Vec<Event<'_>> = Vec::with_capacity(events.len());
    for event in events {
        match (joined.last_mut(), event) {
            (Some(Event::Text(last)), Event::Text(text)) => *last = format!("{last}{text}").into(),
            (_, event) => joined.push(event),
        }
    }
    joined
}

/// Characters that are not seen, shown.
fn show(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' => {}
            '\n' | '\t' => shown.push(c),
            _ if c.is_control() || is_deceptive(c) => {
                let _ = write!(shown, "(U+{:04X})", c as u32);
            }
            _ => shown.push(c),
        }
    }
    shown
}

/// The events of a text, HTML as text, links only where they lead to the web.
fn clean(text: &str) -> impl Iterator<Item = Event<'_>> {
    let mut links: Vec<bool> = Vec::new();
    let mut in_code = false;
    let mut events = Vec::new();
    for event in Parser::new_ext(text, extensions()) {
        match event {
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => events.push(Event::End(TagEnd::Paragraph)),
            Event::Html(html) => {
                for line in html.lines() {
                    events.push(Event::Text(line.trim().to_owned().into()));
                    events.push(Event::SoftBreak);
                }
            }
            Event::InlineHtml(html) => events.push(Event::Text(html)),
            Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }) => {
                let kept = is_web(&dest_url) && !links.contains(&true);
                links.push(kept);
                if kept {
                    let id = CowStr::Borrowed("");
                    events.push(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id }));
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if links.pop() == Some(true) {
                    events.push(Event::End(TagEnd::Link));
                }
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                in_code = true;
                events.push(Event::Start(Tag::CodeBlock(kind)));
            }
            Event::End(TagEnd::CodeBlock) => {
                in_code = false;
                // The writer closes no fence that does not stand on a line of its own.
                if !matches!(events.last(), Some(Event::Text(text)) if text.ends_with('\n')) {
                    events.push(Event::Text("\n".into()));
                }
                events.push(Event::End(TagEnd::CodeBlock));
            }
            Event::Text(text) if !in_code && !links.contains(&true) => addresses(text, &mut events),
            event => events.push(event),
        }
    }
    events.into_iter()
}

/// Addresses that stand in the text as they are become links: rustdoc asks for it.
fn addresses<'a>(text: CowStr<'a>, events: &mut Vec<Event<'a>>) {
    let mut rest: &str = &text;
    while let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, found) = rest.split_at(start);
        let end = found.find(|c: char| !(c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c)));
        let url = found[..end.unwrap_or(found.len())].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*']);
        if !before.is_empty() {
            events.push(Event::Text(before.to_owned().into()));
        }
        let dest_url: CowStr<'a> = url.to_owned().into();
        let (title, id) = (CowStr::Borrowed(""), CowStr::Borrowed(""));
        events.push(Event::Start(Tag::Link { link_type: LinkType::Autolink, dest_url: dest_url.clone(), title, id }));
        events.push(Event::Text(dest_url));
        events.push(Event::End(TagEnd::Link));
        rest = &found[url.len()..];
    }
    if rest.len() == text.len() {
        events.push(Event::Text(text));
    } else if !rest.is_empty() {
        events.push(Event::Text(rest.to_owned().into()));
    }
}

fn is_web(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
}

/// Events as text. What cannot be written, or is nested beyond reason, is given as plain escaped text.
fn write<'a>(events: impl Iterator<Item = Event<'a>>, original: &str) -> String {
    let events: Vec<Event<'a>> = events.collect();
    let mut depth = 0usize;
    let mut deepest = 0;
    for event in &events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    let style = Style { code_block_token_count: 3, list_token: '-', ..Style::default() };
    let mut text = String::with_capacity(original.len() + 16);
    let written = deepest <= DEEPEST && cmark_with_options(events.iter(), &mut text, extensions(), style).is_ok();
    if written { text } else { escaped(original) }
}

/// Text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push(' '),
            c if c.is_ascii_punctuation() => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_become_smaller() {
        assert_eq!(blocks("# A\n\ntext\n\nB\n---\n", 2), "### A\n\ntext\n\n#### B");
        assert_eq!(blocks("##### A\n\n###### B", 3), "#### A\n\n##### B");
        assert_eq!(blocks("# A\n\n#### B", 3), "#### A\n\n###### B");
    }

    #[test]
    fn code_is_text() {
        assert_eq!(blocks("```rust\npanic!()\n```", 0), "```text\npanic!()\n```");
        assert_eq!(blocks("    panic!()", 0), "```text\npanic!()\n```");
        assert_eq!(blocks("```\nopen", 0), "```text\nopen\n```");
        assert_eq!(blocks("````\n```\n````", 0), "````text\n```\n````");
    }

    #[test]
    fn html_and_brackets_are_text() {
        assert_eq!(blocks("a <b>c</b>", 0), "a \\<b>c\\</b>");
        assert_eq!(line("<script>\nalert(1)\n</script>"), "\\<script> alert(1) \\</script>");
        assert_eq!(line("see [token] or [x](javascript:y)"), "see \\[token\\] or x");
        assert_eq!(line("[a][b]\n\n[b]: https://x.example"), "[a](https://x.example)");
    }

    #[test]
    fn addresses_are_links() {
        assert_eq!(line("See https://x.example/a, please."), "See <https://x.example/a>, please.");
        assert_eq!(line("![pixel](https://x.example/p.png)"), "[pixel](https://x.example/p.png)");
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(
            line("# A\n\n- b\n- `c`\n\n```\nd\n  e\n```\n| f | g |\n|---|---|\n| h | i |"),
            "A b `c` `d e` f g h i"
        );
        assert_eq!(line(" a \n\n b "), "a b");
        assert_eq!(line(""), "");
    }

    #[test]
    fn plain_words_are_written_as_they_are() {
        let words = [
            "a",
            "",
            "a b.",
            "An id (see `x`)",
            "the user's \"name\": x_y, 10%; a/b? - e.g. 1) c",
            "x __y__",
            "a_ b",
            "a  b",
        ];
        let more =
            ["1. a", "- a", "a ", " a", "a - b -", "http://a.example", "a\nb", "a:b", "a: -", "A.", "ab_c_d", "a) b"];
        let some = words.into_iter().chain(more).map(str::to_owned);
        // And every short text of the signs that matter.
        let signs = ['a', ' ', '`', '\n', '-', '_'];
        let short =
            (0..6usize.pow(5)).map(|number| (0..5).map(|digit| signs[number / 6usize.pow(digit) % 6]).collect());
        let (mut plain, mut in_line) = (0, 0);
        for text in some.chain(short).collect::<Vec<String>>() {
            for end in ["", "b"] {
                let text = format!("{text}{end}");
                if is_plain(&text, true) {
                    assert_eq!(text, rewritten(&text, 0));
                    plain += 1;
                }
                if is_plain(&text, false) {
                    assert_eq!(text, joined(&text));
                    in_line += 1;
                }
            }
        }
        assert!(plain > in_line && in_line > 100, "{plain} {in_line}");
        assert!(is_plain(words[3], false) && is_plain(words[4], false) && !is_plain(words[5], true));
        assert!(!is_plain("a*b*", true) && is_plain("", true) && is_plain("a\n\nb `{x}/*`", true));
    }

    #[test]
    fn nothing_hides() {
        assert_eq!(line("a\u{202e}b\u{200b}"), "a(U+202E)b(U+200B)");
        assert_eq!(line("a\r\nb"), "a b");
    }

    #[test]
    fn deep_nesting_ends() {
        let text = format!("{}a", "> ".repeat(10_000));
        assert!(blocks(&text, 0).contains('a'));
        assert!(!line(&"[".repeat(10_000)).is_empty());
    }
}
