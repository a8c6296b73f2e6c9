//! What clippy says about choices that are the document's: names and types for which an item has to allow a lint. It
//! changes neither.

use proc_macro2::{TokenStream, TokenTree};

use crate::names::FieldName;

/// What clippy's `disallowed_names` takes for placeholders.
const PLACEHOLDERS: &[&str] = &["foo", "baz", "quux"];

/// The most that clippy's `type_complexity` lets pass.
const MOST_COMPLEX: usize = 250;

/// Whether clippy takes the name of an argument for one that was never thought about.
pub(super) fn is_placeholder(name: &FieldName) -> bool {
    PLACEHOLDERS.contains(&name.plain())
}

/// Whether clippy asks for an alias: each path in a type counts ten times its depth.
pub(super) fn is_complex(ty: &TokenStream) -> bool {
    fn score(ty: &TokenStream, depth: &mut usize) -> usize {
        let mut sum = 0;
        let mut in_path = false;
        for token in ty.clone() {
            match token {
                TokenTree::Ident(_) => sum += if in_path { 0 } else { 10 * *depth },
                TokenTree::Group(group) => {
                    *depth += 1;
                    sum += score(&group.stream(), depth);
                    *depth = depth.saturating_sub(1);
                }
                TokenTree::Punct(punct) => {
                    match punct.as_char() {
                        '<' => *depth += 1,
                        '>' => *depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    in_path = punct.as_char() == ':';
                    continue;
                }
                TokenTree::Literal(_) => {}
            }
            in_path = false;
        }
        sum
    }
    score(ty, &mut 1) > MOST_COMPLEX
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::is_complex;

    #[test]
    fn counts_as_clippy_does() {
        assert!(!is_complex(&quote!(Option<BTreeMap<String, Vec<crate::pet::Pet>>>)));
        assert!(!is_complex(&quote!(Option<Option<BTreeMap<String, Option<serde_json::Value>>>>)));
        assert!(is_complex(&quote!(Option<Option<BTreeMap<String, BTreeMap<String, Option<serde_json::Value>>>>>)));
    }
}
