//! Runs the templates. Layout is theirs, values are the view's; nothing is decided here.

use std::fmt;

use askama::filters::Escaper;

use crate::diagnostics::Bug;
use crate::view::{Body, Page};

/// The templates' escaper: it refuses every text that is not one of the view's newtypes.
#[derive(Clone, Copy, Default)]
pub(crate) struct RefuseRawText;

impl Escaper for RefuseRawText {
    fn write_escaped_str<W: fmt::Write>(&self, _: W, _: &str) -> fmt::Result {
        Err(fmt::Error)
    }
}

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
