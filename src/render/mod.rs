//! Runs the templates. Layout is theirs, values are the view's; nothing is decided here.

use crate::diagnostics::Bug;
use crate::view::{Body, Page};

/// The text of a page, as the template lays it out.
pub fn render(page: &Page) -> Result<String, Bug> {
    match &page.body {
        Body::Static(text) => Ok((*text).to_owned()),
        Body::Text(text) => Ok(text.clone()),
        Body::Template(template) => template.dyn_render().map_err(|error| Bug {
            page: page.path.clone(),
            what: format!("the template failed: {error}"),
            text: String::new(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Fields of pages are newtypes that print themselves safely, never raw text.
    #[test]
    fn no_raw_text_in_pages() {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/view")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    check(&path);
                }
            }
        }
    }

    fn check(path: &Path) {
        let file = syn::parse_file(&std::fs::read_to_string(path).unwrap()).unwrap();
        for item in file.items {
            let syn::Item::Struct(item) = item else { continue };
            let is_page = item.attrs.iter().any(|attribute| attribute.path().is_ident("template"));
            for field in item.fields.iter().filter(|_| is_page) {
                let ty = &field.ty;
                let ty = quote::quote!(#ty).to_string();
                let raw = ty.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "String" | "str" | "Cow"));
                assert!(!raw, "{}: {} holds raw text", path.display(), item.ident);
            }
        }
    }
}
