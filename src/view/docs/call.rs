//! How an operation is called in Rust: arguments, setters, result. The shapes are those of the client crate.

use super::ty::Docs;
use crate::model::{
    Content, Framing, Items, Location, Operation, OperationId, Param, Part, PartKind, Payload, Status, TypeId, Value,
};
use crate::names::{FieldName, OperationNames, PartHeadersNames};
use crate::view::pass::{Pass, pass};

/// Past this many required values, the client takes one struct.
pub(super) const MOST_ARGUMENTS: usize = 6;

/// An operation as the client has it.
pub(super) struct Call<'a> {
    pub(super) operation: &'a Operation,
    pub(super) names: &'a OperationNames,
    /// What has to be handed over, in order.
    pub(super) required: Vec<Input<'a>>,
    /// What setters take.
    pub(super) optional: Vec<Input<'a>>,
    pub(super) result: Output,
}

/// Something that is handed over.
#[derive(Clone)]
pub(super) struct Input<'a> {
    pub(super) name: &'a FieldName,
    pub(super) source: Source<'a>,
    /// The type in the signature.
    pub(super) rust: String,
    /// The named type in it.
    pub(super) link: Option<TypeId>,
}

/// What an input is in the document.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    Param(&'a Param),
    Body,
}

/// What a call gives.
pub(super) struct Output {
    /// What `.await` gives when all goes well.
    pub(super) rust: String,
    /// The named types in it.
    pub(super) links: Vec<(String, Option<TypeId>)>,
    pub(super) kind: OutputKind,
    /// The documented errors' enum, where there is one.
    pub(super) error: Option<String>,
}

/// What can be done with a result.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OutputKind {
    /// Nothing: there is no body.
    Empty,
    /// A value to print.
    Value,
    /// A stream of bytes.
    Stream,
    /// A stream of values.
    Items,
    /// The whole response, without a body.
    Head,
}

impl<'a> Call<'a> {
    pub(super) fn new(docs: Docs<'a>, id: OperationId) -> Self {
        let operation = docs.api.operation(id);
        let names = &docs.names.operations[id.0];
        let mut required = Vec::new();
        let mut optional = Vec::new();
        for (param, name) in operation.params.iter().zip(&names.params) {
            let input = Input {
                name,
                source: Source::Param(param),
                rust: passed(docs, &param.value),
                link: param.value.ty.named(),
            };
            let is_required = param.required || param.location == Location::Path;
            if is_required { &mut required } else { &mut optional }.push(input);
        }
        if !operation.bodies.is_empty() {
            let (rust, link) = body(docs, operation, names);
            let input = Input { name: &names.body, source: Source::Body, rust, link };
            if operation.body_required { &mut required } else { &mut optional }.push(input);
        }
        Call { operation, names, required, optional, result: output(docs, operation, names) }
    }

    /// Whether the required values are fields of one struct.
    pub(super) fn takes_struct(&self) -> bool {
        self.required.len() > MOST_ARGUMENTS
    }

    /// The call as one line of Rust.
    pub(super) fn signature(&self) -> String {
        let list = |inputs: &[Input<'_>]| {
            inputs.iter().map(|input| format!("{}: {}", input.name.as_str(), input.rust)).collect::<Vec<_>>().join(", ")
        };
        let arguments = match self.takes_struct() {
            true => format!("required: {}", self.names.around("Request")),
            false => list(&self.required),
        };
        let error = self.result.error.as_ref().map(|error| format!("<{error}>")).unwrap_or_default();
        format!("{}({arguments}) -> Result<{}, Error{error}>", self.names.method.as_str(), self.result.rust)
    }
}

/// The type of an argument.
fn passed(docs: Docs<'_>, value: &Value) -> String {
    match pass(docs.types(), value) {
        Pass::Text => "&str".to_owned(),
        Pass::Copy => docs.value(value),
        Pass::List(item) => format!("impl IntoIterator<Item = impl Into<{}>>", docs.value(item)),
        Pass::Reference => format!("&{}", docs.value(value)),
    }
}

fn body(docs: Docs<'_>, operation: &Operation, names: &OperationNames) -> (String, Option<TypeId>) {
    let [payload] = operation.bodies.as_slice() else {
        return (names.around("Body").to_string(), None);
    };
    match &payload.content {
        Content::Value(value) => {
            let rust = match pass(docs.types(), value) {
                Pass::List(item) => format!("&[{}]", docs.value(item)),
                _ => passed(docs, value),
            };
            (rust, value.ty.named())
        }
        Content::Bytes => ("impl Into<Body>".to_owned(), None),
        Content::Items(items) => (format!("impl Into<{}>", item_stream(docs, items)), items.item.ty.named()),
        Content::Text => ("&str".to_owned(), None),
        Content::Multipart(_) => (names.form(operation, 0).to_string(), None),
    }
}

/// The type of a body that is a stream of values.
pub(super) fn item_stream(docs: Docs<'_>, items: &Items) -> String {
    let item = docs.value(&items.item);
    match items.framing {
        Framing::Lines | Framing::Records => format!("ItemStream<{item}>"),
        Framing::Events(_) => format!("ItemStream<ServerEvent<{item}>>"),
    }
}

/// The type of a form's part, as its builder takes it.
pub(super) fn part_type(docs: Docs<'_>, part: &Part, headers: Option<&str>) -> String {
    let ty = match (&part.kind, headers) {
        (PartKind::File, _) => "FilePart".to_owned(),
        (PartKind::Files, None) => "impl IntoIterator<Item = FilePart>".to_owned(),
        (PartKind::Files, Some(headers)) => return format!("impl IntoIterator<Item = (FilePart, {headers})>"),
        (PartKind::Value(value), _) => passed(docs, value),
    };
    headers.map(|headers| format!("{ty}, &{headers}")).unwrap_or(ty)
}

/// The type of a part's headers, where it has some.
pub(super) fn part_headers(names: &OperationNames, part: &Part, own: &PartHeadersNames) -> Option<String> {
    (!part.headers.is_empty()).then(|| names.part_headers(own).to_string())
}

fn output(docs: Docs<'_>, operation: &Operation, names: &OperationNames) -> Output {
    let is_head = operation.method == "HEAD";
    let mut bodies: Vec<(String, Option<TypeId>)> = Vec::new();
    let mut kind = OutputKind::Value;
    for response in operation.responses.iter().filter(|response| response.success) {
        let empty = is_head || response.payloads.is_empty() || matches!(response.status, Status::Code(204 | 304));
        let types = match empty {
            true => vec![("()".to_owned(), None)],
            false => response.payloads.iter().map(|payload| received(docs, payload)).collect(),
        };
        for ty in types {
            if !bodies.contains(&ty) {
                bodies.push(ty);
            }
        }
    }
    if bodies.is_empty() {
        bodies.push(("()".to_owned(), None));
    }
    let mut rust = match bodies.as_slice() {
        [(one, _)] => one.clone(),
        _ => names.around("Ok").to_string(),
    };
    match rust.as_str() {
        "()" => kind = OutputKind::Empty,
        "Body" => kind = OutputKind::Stream,
        stream if stream.starts_with("ItemStream<") => kind = OutputKind::Items,
        _ => {}
    }
    if is_head {
        let typed = operation.responses.iter().any(|response| response.success && !response.headers.is_empty());
        let headers = if typed { format!(", {}", names.around("Headers")) } else { String::new() };
        rust = format!("Response<{rust}{headers}>");
        kind = OutputKind::Head;
    }
    let error = operation.responses.iter().any(|response| !response.success);
    let error = error.then(|| names.around("Error").to_string());
    Output { rust, links: bodies, kind, error }
}

/// The type of a body that was received.
pub(super) fn received(docs: Docs<'_>, payload: &Payload) -> (String, Option<TypeId>) {
    match &payload.content {
        Content::Value(value) => (docs.value(value), value.ty.named()),
        Content::Bytes => ("Body".to_owned(), None),
        Content::Items(items) => (item_stream(docs, items), items.item.ty.named()),
        Content::Text => ("String".to_owned(), None),
        Content::Multipart(_) => ("()".to_owned(), None),
    }
}
