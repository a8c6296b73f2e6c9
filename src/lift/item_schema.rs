//! `itemSchema` of OpenAPI 3.2, which openapiv3 does not know: it takes the place of `schema`, with a mark.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::grammar::unescape;
use crate::diagnostics::Diagnostic;
use crate::model::{Framing, Pointer};

/// Says that the schema is about one item of the body.
const MARK: &str = "x-cratewright-item-schema";

/// Moves the `itemSchema` of a media type to where it is read. It says more than a `schema` beside it, which is about
/// all items together.
pub(super) fn keep(
    media_type: &mut Map<String, Value>,
    at: &str,
    moves: &mut HashMap<String, String>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(schema) = media_type.shift_remove("itemSchema") else { return };
    let media = unescape(at.rsplit('/').next().unwrap_or_default());
    if Framing::of(&media).is_none() {
        let at = Pointer { file: 0, path: at.to_owned() }.child("itemSchema");
        let message = format!("`itemSchema` is not known for `{media}`, so the items are not typed");
        let help = "it is read for newline-delimited JSON and JSON text sequences";
        diagnostics.push(Diagnostic::warning("unsupported-keyword", at, message).help(help));
        return;
    }
    media_type.insert("schema".to_owned(), schema);
    media_type.insert(MARK.to_owned(), true.into());
    moves.insert(format!("{at}/schema"), format!("{at}/itemSchema"));
}
