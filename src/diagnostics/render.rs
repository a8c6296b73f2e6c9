//! Diagnostics as text: for people, for programs, and as annotations of GitHub Actions.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use miette::{
    Diagnostic as Report, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    Severity as ReportSeverity, SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use super::locate::{self, Place};
use super::located::{Located, file};
use super::{Diagnostic, Severity};
use crate::load::Sources;

/// For whom the diagnostics are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// People: the excerpt with a mark under the place. Colours where the caller knows of a terminal.
    Human {
        /// Whether escape sequences may be used.
        colours: bool,
        /// How many of one code are shown at most; of the others there is a count. 0: all.
        most: usize,
    },
    /// Programs: one JSON object per line.
    #[default]
    Json,
    /// GitHub Actions: one annotation per line.
    Github,
}

/// How many characters of a line an excerpt shows at most.
const MAX_WIDTH: usize = 160;

/// Writes diagnostics: warnings before errors, which so end up next to the prompt, and each by its place in the
/// text. What was found twice is shown once.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, format: Format) -> String {
    let mut shown: Vec<_> = diagnostics.iter().zip(Located::of(diagnostics, sources)).collect();
    // Stable: what one stage found at one place keeps its order.
    shown.sort_by_key(|(diagnostic, located)| (diagnostic.severity, diagnostic.pointer.file, located.main.offset));
    shown.dedup_by(|(left, _), (right, _)| left == right);
    let mut out = String::new();
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for (index, (diagnostic, located)) in shown.iter().enumerate() {
        match format {
            Format::Human { colours, most } => {
                let count = counts.entry((diagnostic.severity, diagnostic.code)).or_default();
                *count += 1;
                if most == 0 || *count <= most {
                    human(diagnostic, located, sources, colours, &mut out);
                }
                let next = shown.get(index + 1).map(|(next, _)| next.severity);
                if next != Some(diagnostic.severity) {
                    rest(&std::mem::take(&mut counts), most, &mut out);
                }
            }
            Format::Json => json(diagnostic, located, sources, &mut out),
            Format::Github => github(diagnostic, located, sources, &mut out),
        }
    }
    out
}

/// How many of each code were not shown.
fn rest(counts: &BTreeMap<(Severity, &str), usize>, most: usize, out: &mut String) {
    let hidden = counts.iter().filter(|(_, count)| most > 0 && **count > most);
    let lines: Vec<String> = hidden
        .map(|((severity, code), count)| format!("{} more {}[{code}]\n", count - most, word(*severity)))
        .collect();
    if !lines.is_empty() {
        out.push_str(&format!("{}  help: `--most 0` shows every message\n\n", lines.concat()));
    }
}

/// One report with excerpts.
fn human(diagnostic: &Diagnostic, located: &Located, sources: &Sources, colours: bool, out: &mut String) {
    let (path, text) = file(sources, &diagnostic.pointer);
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme {
        characters: ThemeCharacters::unicode(),
        styles: if colours { ThemeStyles::ansi() } else { ThemeStyles::none() },
    })
    .with_links(false)
    .with_width(100)
    .with_context_lines(0);
    let mut excerpts = vec![Excerpt::new(path, text, located.main, None)];
    if let (Some((pointer, label)), Some(place)) = (&diagnostic.related, located.related) {
        let (path, text) = file(sources, pointer);
        excerpts.push(Excerpt::new(path, text, place, Some(clean(label))));
    }
    if text.is_empty() {
        excerpts.clear();
    }
    let mut excerpts = excerpts.into_iter();
    let report = Shown {
        code: diagnostic.code,
        severity: diagnostic.severity,
        // Without a text there is no excerpt that names the file.
        message: match text.is_empty() && !diagnostic.message.contains(path) {
            true => format!("{}: {}", clean(path), clean(&diagnostic.message)),
            false => clean(&diagnostic.message),
        },
        help: Some(advice(diagnostic)),
        excerpt: excerpts.next(),
        related: excerpts.next().map(|excerpt| {
            Shown {
                code: "",
                severity: diagnostic.severity,
                message: excerpt.label.clone().unwrap_or_default(),
                help: None,
                excerpt: Some(excerpt),
                related: None,
            }
            .into()
        }),
    };
    // Writing into a String does not fail; a report that could not be drawn falls back to its message.
    if handler.render_report(out, &report).is_err() {
        let _ = writeln!(out, "{}: {}", diagnostic.code, report.message);
    }
    out.push('\n');
}

/// One JSON object.
fn json(diagnostic: &Diagnostic, located: &Located, sources: &Sources, out: &mut String) {
    let (path, text) = file(sources, &diagnostic.pointer);
    let (line, column) = locate::line_column(text, located.main.offset);
    let mut object = serde_json::json!({
        "code": diagnostic.code,
        "severity": word(diagnostic.severity),
        "message": clean(&diagnostic.message),
        "file": path,
        "line": line,
        "column": column,
        "pointer": diagnostic.pointer.path,
    });
    object["help"] = advice(diagnostic).into();
    if let (Some((pointer, label)), Some(place)) = (&diagnostic.related, located.related) {
        let (path, text) = file(sources, pointer);
        let (line, column) = locate::line_column(text, place.offset);
        object["related"] = serde_json::json!({
            "message": clean(label), "file": path, "line": line, "column": column, "pointer": pointer.path,
        });
    }
    let _ = writeln!(out, "{object}");
}

/// One workflow command.
fn github(diagnostic: &Diagnostic, located: &Located, sources: &Sources, out: &mut String) {
    let (path, text) = file(sources, &diagnostic.pointer);
    let (line, column) = locate::line_column(text, located.main.offset);
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let mut message = clean(&diagnostic.message);
    let _ = write!(message, "\nhelp: {}", advice(diagnostic));
    let _ = writeln!(
        out,
        "::{} file={},line={line},col={column},title={}::{}",
        word(diagnostic.severity),
        property(path),
        property(diagnostic.code),
        data(&message),
    );
}

/// The severity's name.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Makes characters visible that would change the look of what stands around them: control characters, and those
/// that turn or hide text. Line ends and tabs stay when `layout` says so.
fn visible(text: &str, layout: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let hidden = match character {
            '\n' | '\t' => !layout,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => true,
            '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}' => true,
            other => other.is_control(),
        };
        if hidden {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

/// What to do; where that takes more than a line, where it stands.
fn advice(diagnostic: &Diagnostic) -> String {
    match &diagnostic.help {
        Some(help) => clean(help),
        None => format!("`cratewright explain {}` says what to do", diagnostic.code),
    }
}

/// A message out of a stranger's text: one line, no longer than a screen.
fn clean(text: &str) -> String {
    let text = visible(text, false);
    match text.char_indices().nth(1000) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The line of a place, cut where it is long, as it will be shown.
#[derive(Debug)]
struct Excerpt {
    name: String,
    text: String,
    /// Where the mark stands in `text`.
    start: usize,
    len: usize,
    line: usize,
    column: usize,
    label: Option<String>,
}

impl Excerpt {
    fn new(path: &str, text: &str, place: Place, label: Option<String>) -> Self {
        let offset = locate::floor(text, place.offset);
        let (line, column) = locate::line_column(text, offset);
        let line_start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[offset..].find(['\n', '\r']).map_or(text.len(), |end| offset + end);
        let marked_end = locate::floor(text, (offset + place.len).min(line_end)).max(offset);
        let marked = &text[offset..marked_end];
        let short = text[line_start..line_end].chars().take(MAX_WIDTH + 1).count() <= MAX_WIDTH;
        let before = &text[line_start..offset];
        // A document may be one line of many megabytes.
        let skipped =
            if short { 0 } else { before.char_indices().rev().nth(MAX_WIDTH / 2 - 1).map_or(0, |(at, _)| at) };
        let head = visible(&before[skipped..], true);
        let head = if skipped > 0 { format!("…{head}") } else { head };
        let tail: String = text[offset..line_end].chars().take(MAX_WIDTH).collect();
        let cut = tail.len() < line_end - offset;
        let len = visible(&marked[..marked.len().min(tail.len())], true).len();
        let tail = visible(&tail, true);
        let shown = format!("{head}{tail}{}\n", if cut { "…" } else { "" });
        Excerpt { name: visible(path, false), start: head.len(), len, text: shown, line, column, label }
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // The column is the one in the file: the text may begin in the middle of a line.
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes(),
            (0, self.text.len().max(span.len())).into(),
            self.line - 1,
            self.column - 1,
            1,
        )))
    }
}

/// A diagnostic in the words of miette.
#[derive(Debug)]
struct Shown {
    code: &'static str,
    severity: Severity,
    message: String,
    help: Option<String>,
    excerpt: Option<Excerpt>,
    related: Option<Box<Shown>>,
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Report for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        if self.code.is_empty() { None } else { Some(Box::new(format!("{}[{}]", word(self.severity), self.code))) }
    }

    fn severity(&self) -> Option<ReportSeverity> {
        Some(match self.severity {
            _ if self.code.is_empty() => ReportSeverity::Advice,
            Severity::Warning => ReportSeverity::Warning,
            Severity::Error => ReportSeverity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let excerpt = self.excerpt.as_ref()?;
        let span = LabeledSpan::new(None, excerpt.start, excerpt.len);
        Some(Box::new(std::iter::once(span)))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Report> + 'a>> {
        let related = self.related.as_deref()?;
        Some(Box::new(std::iter::once(related as &dyn Report)))
    }
}
