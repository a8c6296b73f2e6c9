//! Blank lines for prettyplease's output, which has none: between items, before documented fields and variants.
//!
//! Works on lines of code that the generator wrote: no literal of it spans lines, so a line is never the inside of
//! one. It adds empty lines and changes nothing else.

/// A head, and the text with blank lines between its parts.
pub(super) fn spaced(head: &str, text: &str) -> String {
    let mut out = String::with_capacity(head.len() + text.len() + text.len() / 16);
    out.push_str(head);
    let mut last = "";
    for line in text.lines() {
        if !last.is_empty() && parted(last, line) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        last = line;
    }
    out
}

/// Whether a blank line belongs between two neighbouring lines.
fn parted(last: &str, line: &str) -> bool {
    let (above, below) = (last.trim_start(), line.trim_start());
    let same_depth = last.len() - above.len() == line.len() - below.len();
    let heading = |line: &str| line.starts_with("///") || (line.starts_with("#[") && line.ends_with(']'));
    if !same_depth && line.len() == below.len() && above.ends_with(';') && !below.starts_with('}') {
        // The end of an item that took several lines.
        return true;
    }
    if !same_depth || heading(above) || line.is_empty() {
        return false;
    }
    if above.starts_with("//!") || above.starts_with("#![") {
        // The file's own docs and attributes stand apart from each other and from what follows.
        let kind = |line: &str| (line.starts_with("//!"), line.starts_with("#!["));
        return kind(above) != kind(below);
    }
    if below.starts_with("///") {
        return true;
    }
    let top = line.len() == below.len();
    if top {
        let kind = |line: &str| {
            ["use ", "pub use ", "mod ", "pub mod ", "pub(crate) mod "].into_iter().find(|word| line.starts_with(word))
        };
        let joined = kind(above).is_some() && kind(above) == kind(below);
        let inside_use = above.ends_with(',') || below.starts_with('}');
        return !joined && !inside_use && (above.ends_with(['}', ';']) || above.ends_with(')'));
    }
    let item = ["pub ", "fn ", "async fn ", "impl ", "impl<", "const ", "type ", "static ", "#["];
    let function = ["pub fn ", "fn ", "async fn ", "#[inline]"].iter().any(|word| below.starts_with(word));
    (above == "}" && item.iter().any(|word| below.starts_with(word))) || (above.ends_with(';') && function)
}

#[cfg(test)]
mod tests {
    use super::spaced;

    #[test]
    fn items_methods_and_documented_fields_are_set_apart() {
        let text = "//! Docs.\n#![a]\n#![b]\nuse a;\nuse b;\npub use c;\nstatic X: u8 = f(\n    1,\n)\n    .g();\nfn f() {\n    a();\n    b();\n}\n/// D\n#[x]\nstruct S {\n    /// A\n    a: u8,\n    /// B\n    b: u8,\n}\nimpl S {\n    type T = u8;\n    #[inline]\n    fn a() {}\n}\n";
        let expected = "//! Docs.\n\n#![a]\n#![b]\n\nuse a;\nuse b;\n\npub use c;\n\nstatic X: u8 = f(\n    1,\n)\n    .g();\n\nfn f() {\n    a();\n    b();\n}\n\n/// D\n#[x]\nstruct S {\n    /// A\n    a: u8,\n\n    /// B\n    b: u8,\n}\n\nimpl S {\n    type T = u8;\n\n    #[inline]\n    fn a() {}\n}\n";
        assert_eq!(spaced("", text), expected);
    }
}
