//! What clippy says about choices that are the document's: names and types for which an item has to allow a lint. It
//! changes neither.

use proc_macro2::{TokenStream, TokenTree};

use crate::names::{FieldName, FnName};
use crate::view::text::Tokens;

/// What clippy's `disallowed_names` takes for placeholders.
const PLACEHOLDERS: &[&str] = &["foo", "baz", "quux"];

/// What methods of operators are called that take `self` and one value, which clippy's `should_implement_trait` looks for.
const OPERATORS: &[&str] = &["add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub"];

/// The most that clippy's `type_complexity` lets pass.
const MOST_COMPLEX: usize = 250;

impl FieldName {
    /// Whether clippy takes it for a name that was never thought about, where it is an argument's or bound by a pattern.
    pub(super) fn is_placeholder(&self) -> bool {
        PLACEHOLDERS.contains(&self.plain())
    }

    /// Whether clippy takes a setter of this name for an operator.
    pub(super) fn is_operator(&self) -> bool {
        OPERATORS.contains(&self.plain())
    }
}

impl FnName {
    /// Whether clippy expects something else than `&self` of a trait's method of this name (`wrong_self_convention`).
    pub(super) fn is_conversion(&self) -> bool {
        let name = self.plain();
        name.starts_with("into_") || name.starts_with("from_") || (name.starts_with("to_") && name.ends_with("_mut"))
    }

    /// Whether clippy takes a method of this name, with `&self` and so many arguments, for a comparison.
    pub(super) fn is_comparison(&self, arguments: usize) -> bool {
        self.plain() == "cmp" && arguments == 1
    }
}

impl Tokens {
    /// Whether these are arguments, `name: type`, with a placeholder among their names.
    pub(super) fn name_a_placeholder(&self) -> bool {
        let name = |word: &str| word.strip_suffix(':').is_some_and(|name| PLACEHOLDERS.contains(&name));
        self.to_string().split_whitespace().any(name)
    }

    /// Whether clippy takes a setter of this name for an operator.
    pub(super) fn is_operator(&self) -> bool {
        OPERATORS.contains(&self.to_string().as_str())
    }

    /// Whether clippy asks for an alias of this type.
    pub(super) fn is_complex(&self) -> bool {
        self.to_string().parse().is_ok_and(|ty| is_complex(&ty))
    }
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
    use crate::view::text::Tokens;

    #[test]
    fn arguments_are_looked_at_by_name() {
        let is = |tokens| Tokens::from(tokens).name_a_placeholder();
        assert!(is(quote!(id: i64, foo: &str)) && is(quote!(baz: impl Into<String>)) && is(quote!(quux: quux::Foo)));
        assert!(!is(quote!(foo_bar: &str, value: foo::Bar)) && !is(quote!()));
    }

    #[test]
    fn counts_as_clippy_does() {
        assert!(!is_complex(&quote!(Option<BTreeMap<String, Vec<crate::pet::Pet>>>)));
        assert!(!is_complex(&quote!(Option<Option<BTreeMap<String, Option<serde_json::Value>>>>)));
        assert!(is_complex(&quote!(Option<Option<BTreeMap<String, BTreeMap<String, Option<serde_json::Value>>>>>)));
    }
}
