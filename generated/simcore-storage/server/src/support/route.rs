// SPDX-License-Identifier: MIT-0
//! From a request to the operation that it is for. axum gets one pattern per shape of path, for any method; which
//! operation is meant is decided here, because axum's patterns know neither `{id}:verb` nor `{a}.{b}`.

use std::borrow::Cow;
use std::error::Error;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context as Task, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request as HttpRequest;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use http_body::{Body as _, Frame, SizeHint};

use super::call::{Answering, Call, Context};
use super::failure::Failure;
use super::limits::Limits;
use super::media::Accept;
use super::operation::Operation;
use super::path::Template;
use super::problem::Problem;
use super::request::{self, Request};
use super::security::Access;
use super::table::Table;

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
        let shared = Arc::clone(&shared);
        router.route(&pattern, any(move |request: HttpRequest| serve(Arc::clone(&shared), request)))
    })
}

struct Shared<T: Service> {
    api: Arc<T>,
    routes: Vec<Route<T>>,
    table: Table,
    limits: Limits,
}

async fn serve<T: Service>(shared: Arc<Shared<T>>, request: HttpRequest) -> Response {
    let (index, template) = match shared.table.find(request.method(), request.uri().path()) {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    let Some(route) = shared.routes.get(index) else {
        return Problem::new(StatusCode::NOT_FOUND).into_response();
    };
    let answer = answer(Arc::clone(&shared.api), route, shared.limits, template, request);
    match (Caught { future: pin!(answer) }).await {
        Ok(response) if response.body().size_hint().exact().is_some() => response,
        // What goes wrong while the body is on its way is told, too.
        Ok(response) => {
            let api = Arc::clone(&shared.api);
            let id = route.operation.id;
            response.map(|body| Body::new(Watched { body, failed: move |failure: &Failure| api.failed(id, failure) }))
        }
        Err(failure) => {
            if failure.is_internal() {
                shared.api.failed(route.operation.id, &failure);
            }
            failure.problem().into_response()
        }
    }
}

async fn answer<T: Service>(
    api: Arc<T>,
    route: &Route<T>,
    limits: Limits,
    template: &Template,
    request: HttpRequest,
) -> Result<Response, Failure> {
    let operation = route.operation;
    let (parts, body) = request.into_parts();
    let path = template.matches(parts.uri.path()).unwrap_or_default();
    let principal = api.principal(Access::new(operation.security, &parts)).await?;
    let accept = Accept::of(&parts.headers);
    if !operation.produces.is_empty() && accept.best(operation.produces.iter().copied()).is_none() {
        let detail = format!("this operation answers with {}", operation.produces.join(" or "));
        return Err(Problem::new(StatusCode::NOT_ACCEPTABLE).detail(detail).into());
    }
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    // Preferences may be in any script. What is not UTF-8 keeps a sign that tells of it.
    let prefer = parts.headers.get_all("prefer").iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let prefer = prefer.map(Cow::into_owned).reduce(|all, line| format!("{all}, {line}"));
    let mut request = (route.blank)();
    request::read(operation, &parts, &path, body, &limits, &mut *request).await?;
    let cx = Context { principal, accept, content_type, prefer };
    (route.handler)(api, Call { request, cx }).await?.finish(parts.method == Method::HEAD)
}

/// A future whose panic is a failure like others.
struct Caught<'a> {
    future: Pin<&'a mut (dyn Future<Output = Result<Response, Failure>> + Send + 'a)>,
}

impl Future for Caught<'_> {
    type Output = Result<Response, Failure>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Self::Output> {
        // The future is not polled again after a panic, so that nobody sees a state that was left half done.
        let future = self.future.as_mut();
        match std::panic::catch_unwind(AssertUnwindSafe(|| future.poll(task))) {
            Ok(poll) => poll,
            Err(_) => Poll::Ready(Err(Failure::new("the handler panicked"))),
        }
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
