// SPDX-License-Identifier: MIT-0
//! From a request to the operation that it is for. axum gets one pattern per shape of path, for any method; which
//! operation is meant is decided here, because axum's patterns know neither `{id}:verb` nor `{a}.{b}`.

use std::borrow::Cow;
use std::error::Error;
use std::future::ready;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as Task, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request as HttpRequest;
use axum::handler::{Handler, HandlerWithoutStateExt};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body::{Body as _, Frame, SizeHint};

use super::call::{Answering, Call, Context};
use super::failure::Failure;
use super::limits::Limits;
use super::media::Accept;
use super::operation::Operation;
use super::path::Template;
use super::problem::Problem;
use super::reply::has_content;
use super::request::{self, Boxed, Request};
use super::security::Access;
use super::table::Table;

static PREFER: HeaderName = HeaderName::from_static("prefer");

/// What the generated `Api` trait gives to the code here.
pub trait Service: Send + Sync + 'static {
    /// Who calls.
    type Principal: Send + Sync + 'static;

    /// Who calls, `None` for somebody whom the operation takes without credentials.
    fn principal(&self, access: Access) -> impl Future<Output = Result<Option<Self::Principal>, Problem>> + Send;

    /// A call failed in a way that its caller is told nothing of, or its answer broke off.
    fn failed(&self, operation: &'static str, failure: &Failure);

    /// How much is taken.
    fn limits(&self) -> Limits;
}

/// A call on its way to the implementation `T`.
pub type CallTo<T> = Call<<T as Service>::Principal>;

/// An operation and what serves it.
pub struct Route<T: Service> {
    operation: &'static Operation,
    blank: fn() -> Box<dyn Request>,
    handler: fn(Arc<T>, CallTo<T>) -> Answering,
}

impl<T: Service> Route<T> {
    /// The handler takes a request of the type `R`.
    pub fn new<R: Request>(operation: &'static Operation, handler: fn(Arc<T>, CallTo<T>) -> Answering) -> Self {
        Route { operation, blank: || Box::new(R::blank()), handler }
    }
}

/// A router for the operations below the API's base path, which its paths lack. It has no fallback, so that it can be
/// merged with others.
pub fn router<T: Service>(api: Arc<T>, mut routes: Vec<Route<T>>) -> Router {
    routes.retain(|route| route.operation.base.is_none());
    let table = table(&routes, |route| Template::new(route.operation.path));
    build(api, routes, table)
}

/// A router for all of the operations, with whole paths.
pub fn whole<T: Service>(api: Arc<T>, routes: Vec<Route<T>>, base_path: &'static str) -> Router {
    let template =
        |route: &Route<T>| Template::new(route.operation.path).below(route.operation.base.unwrap_or(base_path));
    let table = table(&routes, template);
    build(api, routes, table)
}

fn table<T: Service>(routes: &[Route<T>], template: impl Fn(&Route<T>) -> Template) -> Table {
    Table::new(routes.iter().map(|route| (template(route), route.operation.method)).collect())
}

fn build<T: Service>(api: Arc<T>, routes: Vec<Route<T>>, table: Table) -> Router {
    let patterns = table.patterns();
    let shared = Arc::new(Shared { limits: api.limits(), api, routes, table });
    patterns.into_iter().fold(Router::new(), |router, pattern| {
        router.route_service(&pattern, Dispatch { shared: Arc::clone(&shared) }.into_service())
    })
}

struct Shared<T: Service> {
    api: Arc<T>,
    routes: Vec<Route<T>>,
    table: Table,
    limits: Limits,
}

/// What stands behind every pattern. It is a handler of its own, so that nothing is kept twice for a call: futures above
/// 1 KiB are slow to allocate.
struct Dispatch<T: Service> {
    shared: Arc<Shared<T>>,
}

impl<T: Service> Clone for Dispatch<T> {
    fn clone(&self) -> Self {
        Dispatch { shared: Arc::clone(&self.shared) }
    }
}

impl<T: Service> Handler<(), ()> for Dispatch<T> {
    type Future = Served<T>;

    fn call(self, request: HttpRequest, (): ()) -> Served<T> {
        let Dispatch { shared } = self;
        let to_head = request.method() == Method::HEAD;
        let found = shared.table.find(request.method(), request.uri().path());
        match found.map(|(entry, index)| (entry, index, shared.routes[index].operation)) {
            Ok((entry, index, operation)) => {
                let answer = Box::pin(answer(Arc::clone(&shared), entry, index, request));
                Served { shared, operation: Some(operation), to_head, answer }
            }
            Err(problem) => Served { shared, operation: None, to_head, answer: Box::pin(ready(Err(problem.into()))) },
        }
    }
}

/// The answer to a request, whatever becomes of it.
struct Served<T: Service> {
    shared: Arc<Shared<T>>,
    /// `None` where no operation is meant.
    operation: Option<&'static Operation>,
    to_head: bool,
    answer: Boxed<'static, Result<Response, Failure>>,
}

impl<T: Service> Future for Served<T> {
    type Output = Response;

    fn poll(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Response> {
        // A panic is a failure like others. The future is not polled again after one, so that nobody sees a state that
        // was left half done.
        let answer = self.answer.as_mut();
        let answer = match std::panic::catch_unwind(AssertUnwindSafe(|| answer.poll(task))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(answer)) => answer,
            Err(_) => Err(Failure::new("the handler panicked")),
        };
        let id = self.operation.map_or("", |operation| operation.id);
        let response = match answer {
            Ok(response) if response.body().size_hint().exact().is_some() => response,
            // What goes wrong while the body is on its way is told, too.
            Ok(response) => {
                let api = Arc::clone(&self.shared.api);
                let failed = move |failure: &Failure| api.failed(id, failure);
                response.map(|body| Body::new(Watched { body, failed }))
            }
            Err(failure) => {
                if failure.is_internal() {
                    self.shared.api.failed(id, &failure);
                }
                failure.problem().into_response()
            }
        };
        Poll::Ready(if self.to_head { bare(response) } else { response })
    }
}

/// The answer to HEAD: the headers of the answer that it stands for, its length among them, and no body. axum does so for
/// handlers of its own alone.
fn bare(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact().filter(|_| has_content(parts.status)) {
        parts.headers.entry(header::CONTENT_LENGTH).or_insert_with(|| HeaderValue::from(length));
    }
    Response::from_parts(parts, Body::empty())
}

/// Not an `async fn`, which would keep what it is given twice.
fn answer<T: Service>(
    shared: Arc<Shared<T>>,
    entry: usize,
    index: usize,
    request: HttpRequest,
) -> impl Future<Output = Result<Response, Failure>> + Send {
    let (parts, body) = request.into_parts();
    async move {
        let Shared { api, routes, table, limits } = &*shared;
        let Route { operation, blank, handler } = &routes[index];
        let principal = api.principal(Access::new(operation.security, &parts)).await?;
        let accept = Accept::of(&parts.headers);
        if !operation.produces.is_empty() && accept.best(operation.produces.iter().copied()).is_none() {
            let detail = format!("this operation answers with {}", operation.produces.join(" or "));
            return Err(Problem::new(StatusCode::NOT_ACCEPTABLE).detail(detail).into());
        }
        let mut request = blank();
        let path = table.values(entry, parts.uri.path());
        request::read(operation, &parts, &path, body, limits, &mut *request).await?;
        let content_type =
            parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        // Preferences may be in any script. What is not UTF-8 keeps a sign that tells of it.
        let prefer = parts.headers.get_all(&PREFER).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
        let prefer = prefer.map(Cow::into_owned).reduce(|all, line| format!("{all}, {line}"));
        let cx = Context { principal, accept, content_type, prefer };
        handler(Arc::clone(api), Call { request, cx }).await?.finish(parts.method == Method::HEAD)
    }
}

/// A body whose failures are told, before they break the answer off.
struct Watched<F> {
    body: Body,
    failed: F,
}

impl<F: Fn(&Failure) + Unpin> http_body::Body for Watched<F> {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let body = Pin::new(&mut self.body);
        let poll = std::panic::catch_unwind(AssertUnwindSafe(|| body.poll_frame(task)));
        let failure = match poll {
            Ok(Poll::Ready(Some(Err(error)))) => Failure::new(error.into_inner()),
            Ok(Poll::Ready(Some(Ok(frame)))) => return Poll::Ready(Some(Ok(frame))),
            Ok(Poll::Ready(None)) => return Poll::Ready(None),
            Ok(Poll::Pending) => return Poll::Pending,
            Err(_) => Failure::new("the body of the answer panicked"),
        };
        if failure.is_internal() {
            (self.failed)(&failure);
        }
        Poll::Ready(Some(Err(failure.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
