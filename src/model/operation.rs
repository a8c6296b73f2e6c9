//! Operations: what goes over the wire, and in which form.

use super::{Example, ExternalDocs, Payload, Pointer, Value};

/// Index into [`super::Api::operations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OperationId(pub usize);

/// One method on one path.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The operationId, or a name made of path and method (`files_md5sum_get`).
    pub name_hint: String,
    /// Where there is no operationId: a name that keeps more paths apart (`files_by_md5sum_get`).
    pub long_name_hint: Option<String>,
    /// As it is sent: `GET`, `QUERY`, `Copy`.
    pub method: String,
    /// The path with its parameters.
    pub path: PathTemplate,
    /// Path parameters first in path order, then the others in document order (path-level ones where
    /// they stand). No two have the same location and name.
    pub params: Vec<Param>,
    /// The request bodies, grouped by Rust type: several media types of one type are one payload.
    pub bodies: Vec<Payload>,
    /// Whether there must be a body.
    pub body_required: bool,
    /// CommonMark.
    pub body_description: Option<String>,
    /// What `x-codegen-request-body-name` (2.0: the body parameter's name) suggests as the argument's name.
    pub body_name: Option<String>,
    /// In document order, `default` last.
    pub responses: Vec<Response>,
    /// Alternatives, each a list of what is needed together. Empty: no security. An empty alternative
    /// means that calling without is fine too.
    pub security: Vec<Vec<Requirement>>,
    /// One line.
    pub summary: Option<String>,
    /// CommonMark.
    pub description: Option<String>,
    /// Whether it is marked as deprecated.
    pub deprecated: bool,
    /// Where it is, if not at the API's servers: an index into [`super::Api::places`].
    pub place: Option<usize>,
    /// Documentation elsewhere.
    pub external_docs: Option<ExternalDocs>,
    /// Set where it is not clients who send it but the API's server.
    pub hook: Option<Hook>,
    /// Where the operation stands.
    pub origin: Pointer,
}

impl Operation {
    /// Every value that is sent or answered with.
    pub fn values(&self) -> Vec<&Value> {
        let mut values: Vec<&Value> = self.params.iter().map(|param| &param.value).collect();
        values.extend(self.bodies.iter().flat_map(Payload::values));
        for response in &self.responses {
            values.extend(response.headers.iter().map(|header| &header.value));
            values.extend(response.payloads.iter().flat_map(Payload::values));
        }
        values
    }
}

/// What the API's server sends, to a URL that the document does not know.
#[derive(Clone, Debug, PartialEq)]
pub enum Hook {
    /// A webhook, with its name. Where it goes is agreed on in some other way.
    Webhook(String),
    /// What follows a call.
    Callback {
        /// Its name.
        name: String,
        /// The URL, as a runtime expression over the call: `{$request.body#/url}/done`.
        expression: String,
        /// The name hint of the operation that is called.
        operation: String,
    },
}

/// A path, cut into segments at `/` and each segment into literal text and parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct PathTemplate {
    /// As written: `/files/{file_id}:soft-copy`.
    pub text: String,
    /// By what servers find the operation: the path alone. The whole text, which no request has, where the requests are those
    /// of another operation.
    pub route: String,
    /// What it says behind a `?`, parameters aside: `v=2`. It goes with each request.
    pub query: String,
    /// `/` has no segments; a trailing slash gives an empty last one.
    pub segments: Vec<Vec<PathPart>>,
}

/// Of a document's path what servers find operations by, and the query behind its `?`. A fragment is not sent.
pub(crate) fn address(path: &str) -> (&str, &str) {
    let sent = path.split('#').next().unwrap_or_default();
    sent.split_once('?').unwrap_or((sent, ""))
}

/// A path without the names of its parameters, as far as servers see it: what has the same is one path to them.
pub(crate) fn shape(path: &str) -> String {
    let mut rest = address(path).0;
    let mut shape = String::with_capacity(rest.len());
    while let Some((before, after)) = rest.split_once('{') {
        let Some((_, after)) = after.split_once('}') else { break };
        shape.push_str(before);
        shape.push_str("{}");
        rest = after;
    }
    shape.push_str(rest);
    shape
}

/// A part of a segment.
#[derive(Clone, Debug, PartialEq)]
pub enum PathPart {
    /// Text that stands as it is.
    Literal(String),
    /// Index into [`Operation::params`].
    Param(usize),
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// In the path.
    Path,
    /// After the `?`.
    Query,
    /// In a header of its name.
    Header,
    /// In the `Cookie` header.
    Cookie,
}

impl Location {
    /// The document's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        }
    }
}

/// How a parameter's value is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// `a,b`
    Simple,
    /// `.a.b`
    Label,
    /// `;name=a,b`
    Matrix,
    /// `name=a&name=b`
    Form,
    /// `a b`
    SpaceDelimited,
    /// `a|b`
    PipeDelimited,
    /// Swagger 2.0's `tsv`: tabs between the parts.
    TabDelimited,
    /// `name[key]=a`
    DeepObject,
    /// The value as JSON text (`content: application/json`).
    Json,
    /// `name=a; name=b` without percent-encoding: 3.2's `cookie`.
    Cookie,
    /// The whole query as JSON text: 3.2's `in: querystring`.
    Whole,
    /// The whole query as text.
    WholeText,
}

impl Style {
    /// Whether the value is JSON text.
    pub fn is_json(self) -> bool {
        matches!(self, Style::Json | Style::Whole)
    }

    /// Whether the value is the whole query, beside which there is no other parameter in it.
    pub fn is_whole_query(self) -> bool {
        matches!(self, Style::Whole | Style::WholeText)
    }
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// The name on the wire.
    pub wire: String,
    /// Where it travels.
    pub location: Location,
    /// How it is written.
    pub style: Style,
    /// Whether the parts of an array or object are written one by one.
    pub explode: bool,
    /// What it holds.
    pub value: Value,
    /// Whether it must be there.
    pub required: bool,
    /// What absence means; of a required parameter: what the document suggests.
    pub default: Option<serde_json::Value>,
    /// Whether reserved characters are left as they are (query).
    pub allow_reserved: bool,
    /// Whether `name=` without a value is allowed (query).
    pub allow_empty_value: bool,
    /// CommonMark.
    pub description: Option<String>,
    /// Whether it is marked as deprecated.
    pub deprecated: bool,
    /// Its examples; the one without a name is first.
    pub examples: Vec<Example>,
    /// Where the parameter stands.
    pub origin: Pointer,
}

impl Param {
    /// The first of its examples that shows something: null is the same as absent.
    pub fn example(&self) -> Option<&serde_json::Value> {
        self.examples.iter().map(|example| &example.value).find(|value| !value.is_null())
    }

    /// Whether a link's word for a parameter means this one: its name, or its place and name (`path.id`).
    pub fn is_meant_by(&self, word: &str) -> bool {
        let placed = |(place, name): (&str, &str)| place == self.location.word() && name == self.wire;
        word == self.wire || word.split_once('.').is_some_and(placed)
    }
}

/// Which answers a response describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// One status code.
    Code(u16),
    /// `4XX`: the hundreds.
    Class(u8),
    /// Everything that is not described otherwise.
    Default,
}

impl Status {
    /// Whether this is an answer to a call that worked. `default` is one only where nothing else is.
    pub fn is_success(self) -> bool {
        match self {
            Status::Code(code) => (200..400).contains(&code),
            Status::Class(class) => class == 2 || class == 3,
            Status::Default => false,
        }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// Which statuses.
    pub status: Status,
    /// Whether a client returns it as `Ok`: decided over all responses of the operation.
    pub success: bool,
    /// CommonMark.
    pub description: String,
    /// Its headers, in document order (`Content-Type` is not among them).
    pub headers: Vec<Header>,
    /// The bodies, grouped by Rust type. Empty: no body is described.
    pub payloads: Vec<Payload>,
    /// How it leads to further calls.
    pub links: Vec<Link>,
    /// Where the response stands.
    pub origin: Pointer,
}

/// How an answer leads to a further call. It is documented only.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Its name.
    pub name: String,
    /// What is called.
    pub target: LinkTarget,
    /// Parameters of that operation, perhaps with their place before the name (`path.id`), and what they are: a value, or
    /// a runtime expression over the call (`$response.body#/id`).
    pub parameters: Vec<(String, serde_json::Value)>,
    /// The same for the body.
    pub body: Option<serde_json::Value>,
    /// The URL of the server, where it is another one.
    pub server: Option<String>,
    /// CommonMark.
    pub description: Option<String>,
    /// Where the link stands.
    pub origin: Pointer,
}

/// What a link leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkTarget {
    /// An operation of the API.
    Operation(OperationId),
    /// One of another document, by its URL.
    Elsewhere(String),
}

/// A header of an answer or of a part of a multipart form.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The name on the wire.
    pub wire: String,
    /// What it holds.
    pub value: Value,
    /// `Simple`, or `Json` where its content is described by a media type.
    pub style: Style,
    /// Whether objects are written as `a=b`.
    pub explode: bool,
    /// Whether it must be there.
    pub required: bool,
    /// CommonMark.
    pub description: Option<String>,
    /// Whether it is marked as deprecated.
    pub deprecated: bool,
    /// Its examples; the one without a name is first.
    pub examples: Vec<Example>,
    /// Where the header stands.
    pub origin: Pointer,
}

impl Header {
    /// The first of its examples.
    pub fn example(&self) -> Option<&serde_json::Value> {
        self.examples.first().map(|example| &example.value)
    }
}

/// A security scheme that an operation needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// Index into [`super::Api::security_schemes`].
    pub scheme: usize,
    /// The scopes that are needed.
    pub scopes: Vec<String>,
}
