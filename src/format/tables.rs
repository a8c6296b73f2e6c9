//! Tables that stand in a macro (`support::object! { .. }`): prettyplease would set their rows as one paragraph, so
//! they keep the lines of the template. A row that is too long is broken as the expression that it is.
//!
//! Works on lines, like [`super::spacing`]: a table begins at the start of a line, and so does the brace that ends it.

use proc_macro2::TokenStream;
use syn::{File, Item, MacroDelimiter};

/// As wide as prettyplease's lines.
const WIDTH: usize = 100;

/// Takes what is inside of the tables out of a file, and gives back its lines. `None` where a table does not stand on
/// lines of its own.
pub(super) fn take(file: &mut File, text: &str) -> Option<Vec<String>> {
    let mut count = 0;
    for item in &mut file.items {
        if let Item::Macro(item) = item
            && matches!(item.mac.delimiter, MacroDelimiter::Brace(_))
        {
            item.mac.tokens = TokenStream::new();
            count += 1;
        }
    }
    let mut tables = Vec::with_capacity(count);
    let mut lines = text.lines();
    while tables.len() < count {
        lines.by_ref().find(|line| line.ends_with("! {") && !line.starts_with(' '))?;
        let mut table = String::new();
        for line in lines.by_ref().take_while(|line| *line != "}") {
            match broken(line) {
                Some(lines) => lines.iter().for_each(|line| push(line, &mut table)),
                None => push(line, &mut table),
            }
        }
        tables.push(table);
    }
    Some(tables)
}

/// Puts the lines of the tables back where they were.
pub(super) fn put_back(text: &str, tables: &[String]) -> String {
    let mut out = String::with_capacity(text.len() + tables.iter().map(String::len).sum::<usize>());
    let mut tables = tables.iter();
    for line in text.lines() {
        match line.strip_suffix("! {}").filter(|line| !line.starts_with(' ')) {
            Some(name) => {
                out.push_str(name);
                push("! {", &mut out);
                out.extend(tables.next().map(String::as_str));
                push("}", &mut out);
            }
            None => push(line, &mut out),
        }
    }
    out
}

fn push(line: &str, out: &mut String) {
    out.push_str(line);
    out.push('\n');
}

/// The lines of a row that is too long for one: what stands behind its name, or a call, is an expression.
fn broken(line: &str) -> Option<Vec<String>> {
    if line.len() <= WIDTH {
        return None;
    }
    let row = line.trim_start();
    let indent = &line[..line.len() - row.len()];
    // A call needs something that it is of.
    let (head, end, expression) = match row.split_once(": ") {
        _ if row.starts_with('.') => ("", "", format!("x{row}")),
        Some((name, expression)) => (name, ",", expression.trim_end_matches(',').to_owned()),
        None => return None,
    };
    let expression: syn::Expr = syn::parse_str(&expression).ok()?;
    let laid_out = prettyplease::unparse(&syn::parse_quote!(fn f() { #expression }));
    let lines: Vec<&str> = laid_out.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    let count = lines.len();
    let row = lines.iter().enumerate().map(|(index, line)| {
        let head = match index {
            0 if head.is_empty() => return format!("{indent}{}", line.strip_prefix('x').unwrap_or(line)),
            0 => format!("{head}: "),
            _ => String::new(),
        };
        format!("{indent}{head}{line}{}", if index + 1 == count { end } else { "" })
    });
    Some(row.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(text: &str) -> String {
        let mut file = syn::parse_file(text).unwrap();
        let tables = take(&mut file, text).unwrap();
        put_back(&prettyplease::unparse(&file), &tables)
    }

    #[test]
    fn tables_keep_their_lines() {
        let text = "use a::b;\nb::object! {\n    A {\n        0 => a: required(\"a: }\"),\n    }\n    .forbid_others()\n}\nb::object! {\n    B {\n    }\n}\nb::list!(C, [1]);\nfn f() {}\n";
        assert_eq!(formatted(text), text);
    }

    #[test]
    fn a_table_on_one_line_is_not_lost() {
        let text = "t! { A { 0 => a: b() } }\n";
        assert_eq!(take(&mut syn::parse_file(text).unwrap(), text), None);
    }

    #[test]
    fn long_rows_are_broken_as_expressions() {
        let long = format!("[{}]", ["\"a rather long value\""; 8].join(", "));
        let text = format!(
            "t! {{\n    A {{\n        0 => a: required(\"a\").limits(&support::Limits::NONE.one_of(&{long})),\n        1 => b: optional(\"b\"),\n    }}\n    .withhold(&{long})\n}}\n"
        );
        let broken = formatted(&text);
        assert!(broken.lines().all(|line| line.len() <= WIDTH), "{broken}");
        let flat = |text: &str| text.split_whitespace().collect::<String>().replace(",]", "]").replace(",)", ")");
        assert_eq!(flat(&broken), flat(&text));
        assert!(broken.contains("        1 => b: optional(\"b\"),\n    }\n    .withhold("), "{broken}");
    }
}
