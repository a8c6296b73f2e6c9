//! Links of answers in words: the same in the comments of client and server and on the pages of operations.

use super::docs::markup;
use super::text::markdown_inline;
use crate::model::{Api, Link, LinkTarget, OperationId, Response, Status};
use crate::names::Names;

/// What leads on from an answer, a sentence or two for each link. `shown` is how an operation is shown.
pub(super) fn sentences(
    api: &Api,
    names: &Names,
    response: &Response,
    shown: impl Fn(OperationId) -> String,
) -> Vec<String> {
    response.links.iter().map(|link| sentence(api, names, response, link, &shown)).collect()
}

fn sentence(
    api: &Api,
    names: &Names,
    response: &Response,
    link: &Link,
    shown: &impl Fn(OperationId) -> String,
) -> String {
    let target = match &link.target {
        LinkTarget::Operation(id) => shown(*id),
        LinkTarget::Elsewhere(reference) => code(reference),
    };
    let mut with: Vec<String> = Vec::new();
    for (word, value) in &link.parameters {
        let rust = match &link.target {
            LinkTarget::Operation(id) => {
                let params = api.operation(*id).params.iter().zip(&names.operations[id.0].params);
                let named = params.into_iter().find(|(param, _)| param.is_meant_by(word));
                named.map(|(_, name)| name.plain().to_owned())
            }
            LinkTarget::Elsewhere(_) => None,
        };
        with.push(format!("{} from {}", code(rust.as_deref().unwrap_or(word)), expression(value)));
    }
    with.extend(link.body.as_ref().map(|body| format!("the body from {}", expression(body))));
    let with = if with.is_empty() { String::new() } else { format!(", with {}", with.join(", ")) };
    let server = link.server.as_ref().map(|url| format!(", at {}", code(url))).unwrap_or_default();
    let about = link.description.as_deref().map(markdown_inline).filter(|text| !text.trim().is_empty());
    let about = about.map(|text| format!(" {}", text.trim())).unwrap_or_default();
    format!("The link {} of {} leads to {target}{with}{server}.{about}", code(&link.name), status(response.status))
}

fn status(status: Status) -> String {
    match status {
        Status::Code(status) => format!("`{status}`"),
        Status::Class(class) => format!("`{class}XX`"),
        Status::Default => "the default answer".to_owned(),
    }
}

/// A runtime expression as it is, anything else as the value that it is.
fn expression(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) if text.starts_with('$') || text.contains("{$") => code(text),
        value => code(&value.to_string()),
    }
}

fn code(text: &str) -> String {
    markup::code(text).0
}
