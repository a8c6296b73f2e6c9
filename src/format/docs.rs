//! Doc comments go around the parser and the printer: they are a third of the text, nothing in them is code, and each line
//! would become five tokens and a literal that is read three times. One empty comment stands for a run of them.
//!
//! Works on lines, like [`super::spacing`]. What comes out is what would come out of a text with its comments.

/// A text with its doc comments apart.
pub(super) struct Docs<'a> {
    /// The text with an empty comment for each run.
    pub(super) text: String,
    /// The lines of each run, with their spaces.
    runs: Vec<&'a str>,
}

impl<'a> Docs<'a> {
    /// Takes the doc comments out of a text.
    pub(super) fn take(text: &'a str) -> Self {
        let mut docs = Docs { text: String::with_capacity(text.len()), runs: Vec::new() };
        // Since when it has been comments or none, and what begins them.
        let (mut since, mut open) = (0, None);
        let mut end = 0;
        for line in text.split_inclusive('\n') {
            let start = end;
            end += line.len();
            let mark = mark(line);
            if mark != open {
                docs.part(&text[since..start], open);
                (since, open) = (start, mark);
            }
        }
        docs.part(&text[since..], open);
        docs
    }

    /// Adds lines that are all comments of one kind, or none.
    fn part(&mut self, lines: &'a str, mark: Option<&str>) {
        match mark {
            Some(mark) => {
                self.runs.push(lines);
                self.text.push_str(mark);
                self.text.push('\n');
            }
            None => self.text.push_str(lines),
        }
    }

    /// Puts the comments back into what was made of the text. `None` where their places are gone: in a macro, an empty
    /// comment is printed as the attribute that it is.
    pub(super) fn put_back(&self, printed: &str) -> Option<String> {
        let length = self.runs.iter().map(|run| run.len()).sum::<usize>();
        let mut out = String::with_capacity(printed.len() + length + length / 4);
        let mut runs = self.runs.iter();
        let (mut done, mut end) = (0, 0);
        for line in printed.split_inclusive('\n') {
            let start = end;
            end += line.len();
            let bare = line.trim_ascii();
            if !matches!(bare, "///" | "//!") {
                continue;
            }
            out.push_str(&printed[done..start]);
            done = end;
            let indent = &line[..line.len() - line.trim_ascii_start().len()];
            for comment in runs.next().filter(|run| mark(run) == Some(bare))?.lines() {
                out.push_str(indent);
                out.push_str(comment.trim_start().trim_end_matches(' '));
                out.push('\n');
            }
        }
        out.push_str(&printed[done..]);
        runs.next().is_none().then_some(out)
    }
}

/// What a line of a doc comment begins with.
fn mark(line: &str) -> Option<&'static str> {
    let bare = line.trim_start_matches(' ');
    let mark = match bare.get(..3)? {
        // Four slashes are an ordinary comment.
        "///" if !bare[3..].starts_with('/') => "///",
        "//!" => "//!",
        _ => return None,
    };
    // The parser has to see what Rust forbids.
    (!bare.contains('\r')).then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::Docs;

    fn round(text: &str) -> Option<String> {
        let docs = Docs::take(text);
        let file = syn::parse_file(&docs.text).unwrap();
        docs.put_back(&prettyplease::unparse(&file))
    }

    #[test]
    fn comments_come_back_as_if_they_had_been_printed() {
        let text = "//! A.\n//!\n//! B  \n\n//! C\n/// D\n///\n///     e `f`\nstruct G {\n/// H\n\n  /// I\npub a: u8,\n///\n#[x]\n/// J\nb: u8, }\n//// K\n/// L\nenum M { /// N\n O, }\n/// P\nimpl G { //! Q\n /// é\n fn r() {} }";
        assert_eq!(round(text), Some(prettyplease::unparse(&syn::parse_file(text).unwrap())));
        assert!(Docs::take(text).text.len() < text.len());
    }

    #[test]
    fn a_comment_that_becomes_an_attribute_is_noticed() {
        assert_eq!(round("m! {\n    /// A\n    b\n}\n"), None);
    }

    #[test]
    fn what_rust_forbids_stays_to_be_seen() {
        assert!(syn::parse_file(&Docs::take("/// a\rb\nstruct C;").text).is_err());
        assert!(syn::parse_file(&Docs::take("fn a() {\n    /// b\n}").text).is_err());
    }
}
