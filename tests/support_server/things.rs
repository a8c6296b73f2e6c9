//! A server of things: echoes what it was called with.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context as Task, Poll};

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;

use futures_core::Stream;

use crate::codec::{self, Decode, Limits as Checks, Object, Param, Place, Shape, View, decode_form};
use crate::server::body::Body;
use crate::server::call::Answering;
use crate::server::failure::Failure;
use crate::server::limits::Limits;
use crate::server::multipart;
use crate::server::operation::{Accepts, FilePart, Operation};
use crate::server::problem::Problem;
use crate::server::reply::{Answer, Reply};
use crate::server::request::{Request, Slot};
use crate::server::route::{CallTo, Route, Service, router as build};
use crate::server::security::{Access, Denied, Requirement, Scheme};
use crate::server::upload::{Form, FormFields};

static KEY: Scheme = Scheme::query("key", "key");
static TOKEN: Scheme = Scheme::bearer("token");
static USER: Scheme = Scheme::basic("user");

#[derive(Default)]
pub(crate) struct App {
    /// What it was told of: the operation, and what happened.
    pub(crate) failures: Mutex<Vec<(&'static str, String)>>,
}

impl Service for App {
    type Principal = String;

    async fn principal(&self, mut access: Access) -> Result<Option<String>, Problem> {
        for attempt in access.attempts() {
            let key = crate::plain(attempt.secret(&KEY));
            let token = crate::plain(attempt.secret(&TOKEN));
            let user = attempt.basic(&USER).map(|basic| basic.user);
            let scopes = attempt.scopes().join("+");
            match key.as_deref().or(token.as_deref()).or(user.as_deref()) {
                Some("bad") => access.deny(Denied::Unauthenticated),
                Some("weak") => access.deny(Denied::Forbidden),
                _ => return Ok(Some(format!("{key:?} {token:?} {user:?} {scopes}"))),
            }
        }
        access.anonymous().map(|()| None)
    }

    fn failed(&self, operation: &'static str, failure: &Failure) {
        self.failures.lock().unwrap().push((operation, failure.error().to_string()));
    }

    fn limits(&self) -> Limits {
        Limits::default().body(1000).waiting(1000)
    }
}

pub(crate) fn router(app: Arc<App>) -> Router {
    let routes = Vec::from([
        Route::new::<FindRequest>(&FIND, find),
        Route::new::<Nothing>(&MINE, nothing),
        Route::new::<Nothing>(&REMOVE, nothing),
        Route::new::<FileRequest>(&FILE, file),
        Route::new::<UploadRequest>(&UPLOAD, upload),
        Route::new::<TagRequest>(&TAG, tag),
        Route::new::<TagRequest>(&FAIL, fail),
        Route::new::<Nothing>(&SECURED, secured),
        Route::new::<Nothing>(&PREFERS, prefers),
        Route::new::<FramedRequest>(&FRAMED, framed),
        Route::new::<FramedRequest>(&FRAMED_HEAD, framed),
    ]);
    build(app, routes)
}

/// An answer of every kind.
enum Told {
    Text(String),
    List(Vec<String>),
    Stream(Body),
    Default(StatusCode),
    Framed { status: StatusCode, length: Option<String>, body: Framed },
}

/// A body that comes with headers about the connection.
enum Framed {
    None,
    Json(String),
    Text(String),
    Stream(Body),
}

impl Answer for Told {
    fn write(self, reply: &mut Reply) {
        match self {
            Told::Text(body) => {
                reply.status(200).header(&Param::header("X-Length"), &(body.len() as i64)).text(body, &["text/plain"])
            }
            Told::List(body) => reply.status(200).json(&body),
            Told::Stream(body) => reply.status(200).stream(body, &["image/*", "text/csv"]),
            Told::Default(status) => {
                reply.status_of(status, 200..600, &[200]);
            }
            Told::Framed { status, length, body } => {
                let reply = reply.status_of(status, 200..600, &[]).header(&Param::header("Content-Length"), &length);
                let reply = reply.header(&Param::header("Transfer-Encoding"), &length.map(|_| "chunked".to_owned()));
                match body {
                    Framed::None => {}
                    Framed::Json(body) => reply.json(&body),
                    Framed::Text(body) => reply.text(body, &["text/plain"]),
                    Framed::Stream(body) => reply.stream(body, &["text/csv"]),
                }
            }
        }
    }
}

static FIND: Operation = Operation::new("find", "GET", "/things/{id}:find")
    .params(&[
        Param::path("id"),
        Param::query("limit").default("20").limits(&Checks::NONE.maximum(100)),
        Param::header("X-Trace"),
        Param::cookie("mood").required(),
    ])
    .produces(&["text/plain", "application/json"]);

struct FindRequest {
    id: i64,
    limit: i32,
    trace: Option<String>,
    mood: String,
}

impl Request for FindRequest {
    fn blank() -> Self {
        Self { id: Decode::blank(), limit: Decode::blank(), trace: Decode::blank(), mood: Decode::blank() }
    }

    fn params(&mut self, read: &mut dyn FnMut(&mut dyn Place)) {
        read(&mut self.id);
        read(&mut self.limit);
        read(&mut self.trace);
        read(&mut self.mood);
    }
}

fn find(_: Arc<App>, call: CallTo<App>) -> Answering {
    Box::pin(async move {
        let (request, _, reply) = call.open::<FindRequest>()?;
        let FindRequest { id, limit, trace, mood } = request;
        reply.with(Ok::<_, Failure>(Told::Text(format!("{id} {limit} {trace:?} {mood}"))))
    })
}

static MINE: Operation = Operation::new("mine", "GET", "/things/mine");
static REMOVE: Operation = Operation::new("remove", "DELETE", "/things/{id}");

struct Nothing;

impl Request for Nothing {
    fn blank() -> Self {
        Nothing
    }
}

fn nothing(_: Arc<App>, call: CallTo<App>) -> Answering {
    Box::pin(async move {
        let (Nothing, _, reply) = call.open()?;
        reply.with(Ok::<_, Failure>(Told::Default(StatusCode::NO_CONTENT)))
    })
}

static PREFERS: Operation = Operation::new("prefers", "GET", "/prefers");

/// Tells what the caller prefers.
fn prefers(_: Arc<App>, call: CallTo<App>) -> Answering {
    Box::pin(async move {
        let (Nothing, cx, reply) = call.open()?;
        reply.with(Ok::<_, Failure>(Told::Text(cx.prefer.unwrap_or_default())))
    })
}

static SECURED: Operation = Operation::new("secured", "GET", "/secured/").security(&[
    &[Requirement::new(&KEY)],
    &[Requirement::scoped(&TOKEN, &["read"])],
    &[Requirement::new(&USER)],
]);

fn secured(_: Arc<App>, call: CallTo<App>) -> Answering {
    Box::pin(async move {
        let (Nothing, cx, reply) = call.secured()?;
        reply.with(Ok::<_, Failure>(Told::Text(cx.principal)))
    })
}

static FILE: Operation = Operation::new("file", "PUT", "/files/{name}.{kind}")
    .params(&[Param::path("name"), Param::path("kind"), Param::query("as")])
    .optional_body(&[Accepts::stream("application/octet-stream")]);

struct FileRequest {
    name: String,
    kind: String,
    media: Option<String>,
    body: Option<Body>,
}

impl Request for FileRequest {
    fn blank() -> Self {
        Self { name: Decode::blank(), kind: Decode::blank(), media: None, body: None }
    }

    fn params(&mut self, read: &mut dyn FnMut(&mut dyn Place)) {
        read(&mut self.name);
        read(&mut self.kind);
        read(&mut self.media);
    }

    fn body(&mut self, _: usize) -> Slot<'_> {
        Slot::Stream(self.body.insert(Body::empty()))
    }
}

fn file(_: Arc<App>, call: CallTo<App>) -> Answering {
    Box::pin(async move {
        let (request, _, reply) = call.open::<FileRequest>()?;
        let stream = match request.body {
            Some(body) => body,
            None => Body::from(format!("{} {}", request.name, request.kind)),
        };
        let stream = match request.media {
            Some(media) => Body::from(stream.bytes(1000).await?).media_type(media),
            None => Body::from_stream(stream),
        };
        reply.with(Ok::<_, Failure>(Told::Stream(stream)))
    })
}

static TAG: Operation =
    Operation::new("tag", "POST", "/things/{id}:tag").params(&[Param::query("depth")]).optional_body(&[
        Accepts::json("application/json").limits(&FEW_TAGS),
        Accepts::value("application/x-www-form-urlencoded", decode_form),
        Accepts::value("application/xml", codec::decode_xml).limits(&FEW_TAGS),
        Accepts::parts("multipart/form-data", multipart::collect),
    ]);
static FAIL: Operation = Operation::new("fail", "POST", "/fail").body(&[Accepts::json("application/json")]);

static FEW_TAGS: codec::Limits =
    codec::Limits::NONE.max_size(3).parts(&codec::Limits::NONE.min_size(1)).also(&codec::Limits::NONE.max_size(2));

struct TagRequest {
    depth: Option<i64>,
    body: Option<std::collections::BTreeMap<String, Vec<String>>>,
}

impl Request for TagRequest {
    fn blank() -> Self {
        Self { depth: None, body: None }
    }

    fn params(&mut self, read: &mut dyn FnMut(&mut dyn Place)) {
        read(&mut self.depth);
    }

    fn body(&mut self, _: usize) -> Slot<'_> {
        Slot::Value(&mut self.body)
    }
}

fn tag(_: Arc<App>, call: CallTo<App>) -> Answering {
    Box::pin(async move {
        let (request, _, reply) = call.open::<TagRequest>()?;
        let lines =
            request.body.map(|body| body.into_iter().map(|(name, values)| format!("{name}={}", values.join("+"))));
        reply.with(Ok::<_, Failure>(Told::List(lines.map(Iterator::collect).unwrap_or_default())))
    })
}

/// A body that begins, and then comes to something else.
fn beginning(then: impl FnOnce() -> std::io::Result<Bytes> + Send + Unpin + 'static) -> Body {
    let mut then = Some(then);
    let mut begun = false;
    Body::from_stream(Stepped(move || match std::mem::replace(&mut begun, true) {
        false => Some(Ok(Bytes::from_static(b"It begins."))),
        true => then.take().map(|then| then()),
    }))
    .media_type("text/csv")
}

/// A stream of what a function gives.
struct Stepped<F>(F);

impl<F: FnMut() -> Option<std::io::Result<Bytes>> + Unpin> Stream for Stepped<F> {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready((self.0)())
    }
}

/// Fails in the way that the body asks for.
fn fail(_: Arc<App>, call: CallTo<App>) -> Answering {
    Box::pin(async move {
        let (request, _, reply) = call.open::<TagRequest>()?;
        let how = request.body.and_then(|body| body.into_keys().next()).unwrap_or_default();
        let answer: Result<Told, Failure> = match how.as_str() {
            "panic" => panic!("secret words"),
            "problem" => Err(Problem::new(StatusCode::CONFLICT).detail("taken").into()),
            "wrapped" => Err(std::io::Error::other(Problem::new(StatusCode::GONE)).into()),
            "broken" => Ok(Told::Stream(beginning(|| Err(std::io::Error::other("secret words"))))),
            "broken by a panic" => Ok(Told::Stream(beginning(|| panic!("secret words")))),
            "broken by the caller" => {
                Ok(Told::Stream(beginning(|| Err(std::io::Error::other(Problem::new(StatusCode::GONE))))))
            }
            "status" => Ok(Told::Default(StatusCode::OK)),
            _ => Err(std::io::Error::other("secret words").into()),
        };
        reply.with(answer)
    })
}

static FRAMED: Operation = Operation::new("framed", "GET", "/framed").params(FRAMED_PARAMS);
static FRAMED_HEAD: Operation = Operation::new("framed_head", "HEAD", "/framed").params(FRAMED_PARAMS);
const FRAMED_PARAMS: &[Param] = &[Param::query("status"), Param::query("length"), Param::query("body")];

struct FramedRequest {
    status: Option<i32>,
    length: Option<String>,
    body: Option<String>,
}

impl Request for FramedRequest {
    fn blank() -> Self {
        Self { status: None, length: None, body: None }
    }

    fn params(&mut self, read: &mut dyn FnMut(&mut dyn Place)) {
        read(&mut self.status);
        read(&mut self.length);
        read(&mut self.body);
    }
}

/// Answers with the status and the length that it is told, and with `abc` in the way that it is told.
fn framed(_: Arc<App>, call: CallTo<App>) -> Answering {
    Box::pin(async move {
        let (FramedRequest { status, length, body }, _, reply) = call.open()?;
        let status = StatusCode::from_u16(status.unwrap_or(200) as u16).unwrap();
        let abc = "abc".to_owned();
        let body = match body.as_deref() {
            Some("json") => Framed::Json(abc),
            Some("text") => Framed::Text(abc),
            Some("stream") => Framed::Stream(Body::from_stream(Body::from(abc))),
            Some("stated") => Framed::Stream(Body::from(abc)),
            _ => Framed::None,
        };
        reply.with(Ok::<_, Failure>(Told::Framed { status, length, body }))
    })
}

static UPLOAD: Operation = Operation::new("upload", "POST", "/things")
    .body(&[Accepts::form("multipart/form-data", &[FilePart::required("file"), FilePart::optional("more")])]);

struct UploadRequest {
    body: Form<UploadForm>,
}

impl Request for UploadRequest {
    fn blank() -> Self {
        Self { body: Form::blank() }
    }

    fn body(&mut self, _: usize) -> Slot<'_> {
        Slot::Form(&mut self.body)
    }
}

pub(crate) struct UploadForm {
    id: i64,
    note: Option<String>,
}

impl Object for UploadForm {
    fn shape(&self) -> &'static Shape {
        static SHAPE: Shape = Shape::object(&[codec::required("thing[id]"), codec::optional("note")]);
        &SHAPE
    }

    fn place(&mut self, field: usize) -> &mut dyn Place {
        match field {
            0 => &mut self.id,
            _ => &mut self.note,
        }
    }

    fn view(&self, field: usize) -> &dyn View {
        match field {
            0 => &self.id,
            _ => &self.note,
        }
    }
}

impl FormFields for UploadForm {
    fn blank() -> Self {
        Self { id: Decode::blank(), note: Decode::blank() }
    }
}

/// Tells what came, in order.
fn upload(_: Arc<App>, call: CallTo<App>) -> Answering {
    Box::pin(async move {
        let (request, _, reply) = call.open::<UploadRequest>()?;
        let mut form = request.body;
        let mut told = vec![format!("{} {:?}", form.fields.id, form.fields.note)];
        while let Some(file) = form.next_file().await? {
            let about = format!("{} {:?} {:?}", file.name(), file.file_name(), file.media_type());
            let bytes = file.bytes(1000).await?;
            told.push(format!("{about} {}", bytes.len()));
        }
        told.push(format!("{:?}", form.fields.note));
        reply.with(Ok::<_, Failure>(Told::List(told)))
    })
}
