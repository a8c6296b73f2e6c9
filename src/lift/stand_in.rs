//! What stands for a part that is not there or cannot be read, so that everything else can be generated.

use serde_json::{Value, json};

use super::grammar::Kind;

/// What stands for a part of this kind; `None` where it is left out.
pub(super) fn stand_in(kind: Kind) -> Option<Value> {
    match kind {
        Kind::Schema | Kind::MediaType => Some(json!({})),
        Kind::Response => Some(json!({ "description": "" })),
        // Whatever the caller sends: an operation without its body would be of no use.
        Kind::RequestBody => {
            Some(json!({ "content": { "*/*": { "schema": { "type": "string", "format": "binary" } } } }))
        }
        // Asked for, so that nothing is open that should not be.
        Kind::SecurityScheme => Some(json!({ "type": "http", "scheme": "bearer" })),
        _ => None,
    }
}

/// What that means, to end a sentence with.
pub(super) fn consequence(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema | Kind::MediaType => "any JSON is taken for it",
        Kind::Response => "the answer has no body",
        Kind::RequestBody => "the body is bytes of any media type",
        Kind::SecurityScheme => "a token in `Authorization: Bearer` is asked for",
        Kind::Parameter => "the parameter is left out",
        Kind::PathItem => "the path is left out",
        _ => "it is left out",
    }
}
