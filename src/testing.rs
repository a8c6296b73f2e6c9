//! What unit tests of several stages begin with. Not in the library itself.

use crate::diagnostics::Diagnostic;
use crate::model::Api;
use crate::{lift, load, lower};

/// The API that a document describes.
#[track_caller]
pub(crate) fn api(document: impl Into<String>) -> Api {
    understood(document).0
}

/// The same, with what `lower` says about the document.
#[track_caller]
pub(crate) fn understood(document: impl Into<String>) -> (Api, Vec<Diagnostic>) {
    let sources = load::Sources::from_text("spec.yaml", document).expect("a document");
    let (lifted, _) = lift::lift(&sources);
    let lifted = lifted.expect("a document that can be read");
    lower::lower(&lifted, &|pointer| lifted.origins.resolve(pointer))
}
