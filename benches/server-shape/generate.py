#!/usr/bin/env python3
"""Writes the crates of the server-shape measurement into the folder given: 200 handlers, three shapes.

usage: generate.py OUT OPERATIONS CODEC

CODEC is a single-file table codec such as the prototype that the measurement was made with.
"""
import os
import sys

OUT = sys.argv[1]
N = int(sys.argv[2])
TYPES = N // 2
CODEC = open(sys.argv[3]).read()


def write(path, text):
    path = os.path.join(OUT, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, "w").write(text)


def manifest(name, deps):
    return f'[package]\nname = "{name}"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n' + "".join(
        f"{d}\n" for d in deps)


FIELDS = [("id", "i64", True), ("name", "String", True), ("note", "String", False), ("size", "i64", False),
          ("tags", "Vec<String>", True), ("kind", "String", True), ("owner", "String", False)]


def derive_types():
    out = ["use serde::{Deserialize, Serialize};\n"]
    for t in range(TYPES):
        fields = "".join(
            f"    pub {n}: {ty if r else f'Option<{ty}>'},\n" if r else
            f'    #[serde(skip_serializing_if = "Option::is_none")]\n    pub {n}: Option<{ty}>,\n' for n, ty, r in FIELDS)
        out.append(f"#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]\npub struct T{t} {{\n{fields}}}\n")
    out.append("#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]\npub struct Problem {\n"
               "    pub title: String,\n    pub status: i64,\n}\n")
    write("types-derive/src/lib.rs", "".join(out))
    write("types-derive/Cargo.toml", manifest("types-derive", ['serde = { version = "1", features = ["derive"] }']))


def table_types():
    out = ["pub mod core;\nuse crate::core::*;\n"]
    for name, fields in [(f"T{t}", FIELDS) for t in range(TYPES)] + [
            ("Problem", [("title", "String", True), ("status", "i64", True)])]:
        body = "".join(f"    pub {n}: {ty if r else f'Option<{ty}>'},\n" for n, ty, r in fields)
        shape = ", ".join(f'{"required" if r else "optional"}("{n}")' for n, _, r in fields)
        last = len(fields) - 1
        arms = lambda m: ", ".join(f'{i if i < last else "_"} => &{m}self.{n}' for i, (n, _, _) in enumerate(fields))
        out.append(f"""#[derive(Clone, Debug, Default, PartialEq)]
pub struct {name} {{
{body}}}
static {name.upper()}_: Shape = Shape {{ name: "{name}", fields: &[{shape}] }};
impl Object for {name} {{
    fn shape(&self) -> &'static Shape {{ &{name.upper()}_ }}
    fn place(&mut self, field: usize) -> &mut dyn Place {{ match field {{ {arms("mut ")} }} }}
    fn view(&self, field: usize) -> &dyn View {{ match field {{ {arms("")} }} }}
}}
impl Decode for {name} {{
    fn blank() -> Self {{ {name} {{ {", ".join(f"{n}: Decode::blank()" for n, _, _ in fields)} }} }}
    fn put(&mut self, event: Event<'_>) -> Result {{ object(self, event) }}
}}
impl View for {name} {{ fn look(&self) -> Look<'_> {{ Look::Map(self) }} }}
""")
    write("types-table/src/lib.rs", "".join(out))
    write("types-table/src/core.rs", CODEC)
    write("types-table/Cargo.toml", manifest("types-table", ['serde = "1"', 'serde_json = "1"']))


def op(i):
    """Kind of the operation: (method, path, has body)."""
    return [("get", f"/r{i}/{{id}}", False), ("post", f"/r{i}/{{id}}", True), ("get", f"/r{i}/{{id}}/list", False),
            ("put", f"/r{i}/{{id}}/item", True)][i % 4]


def api_trait(context):
    out = [f"pub trait Api: Send + Sync + 'static {{\n    type Principal: Send + Sync + 'static;\n"
           "    type Error: Into<Failure>;\n    fn authenticate(&self, key: Option<&str>) -> "
           "impl Future<Output = std::result::Result<Self::Principal, Denied>> + Send;\n"]
    for i in range(N):
        out.append(f"    fn op{i}(&self, request: Op{i}Request, cx: Context<Self::Principal>) -> "
                   f"impl Future<Output = std::result::Result<Op{i}Response, Self::Error>> + Send;\n")
    return "".join(out) + "}\n"


COMMON = """pub struct Context<P> { pub principal: P }
pub struct Denied;
pub struct Failure(pub String);
"""


def response_type(i):
    ok = f"Vec<T{i // 2}>" if i % 4 == 2 else f"T{i // 2}"
    return ok, (f"pub enum Op{i}Response {{\n    Ok({ok}),\n    NotFound(Problem),\n"
                "    Default { status: u16, body: Problem },\n}\n")


def shape_a():
    out = ["""use std::sync::Arc;
use axum::{Json, Router, extract::{Path, Query, State}, http::{HeaderMap, StatusCode}, response::{IntoResponse, Response}, routing};
use serde::Deserialize;
use types_derive::*;
""", COMMON, """impl IntoResponse for Failure { fn into_response(self) -> Response { StatusCode::INTERNAL_SERVER_ERROR.into_response() } }
impl IntoResponse for Denied { fn into_response(self) -> Response { StatusCode::UNAUTHORIZED.into_response() } }
fn one() -> i64 { 1 }
"""]
    for i in range(N):
        method, path, body = op(i)
        _, enum = response_type(i)
        out.append(f"#[derive(Deserialize)]\npub struct Op{i}Query {{\n    #[serde(default = \"one\")]\n    pub page: i64,\n"
                   f"    pub filter: Option<String>,\n}}\n")
        out.append(f"pub struct Op{i}Request {{ pub id: i64, pub query: Op{i}Query" +
                   (f", pub body: T{i // 2}" if body else "") + " }\n" + enum)
        out.append(f"""impl IntoResponse for Op{i}Response {{
    fn into_response(self) -> Response {{
        match self {{
            Op{i}Response::Ok(body) => Json(body).into_response(),
            Op{i}Response::NotFound(body) => (StatusCode::NOT_FOUND, Json(body)).into_response(),
            Op{i}Response::Default {{ status, body }} => (StatusCode::from_u16(status).unwrap(), Json(body)).into_response(),
        }}
    }}
}}
""")
    out.append(api_trait("") + "pub fn router<T: Api>(api: Arc<T>) -> Router {\n    Router::new()\n")
    for i in range(N):
        method, path, body = op(i)
        json, arg, name = (f", Json(body): Json<T{i // 2}>", ", body", "") if body else ("", "", "")
        out.append(f"""        .route("{path}", routing::{method}(async |State(api): State<Arc<T>>, Path(id): Path<i64>, Query(query): Query<Op{i}Query>, headers: HeaderMap{json}| {{
            let principal = api.authenticate(headers.get("x-key").and_then(|v| v.to_str().ok())).await.map_err(|e| e.into_response())?;
            api.op{i}(Op{i}Request {{ id, query{arg} }}, Context {{ principal }}).await.map_err(|e| e.into().into_response())
        }}))
""")
    out.append("        .with_state(api)\n}\n")
    write("server-a/src/lib.rs", "".join(out))
    write("server-a/Cargo.toml", manifest("server-a", [
        'axum = "0.8"', 'serde = { version = "1", features = ["derive"] }', 'types-derive = { path = "../types-derive" }']))


SUPPORT = r"""
use axum::{Router, body::{Body, Bytes}, extract::Request, http::{StatusCode, header, HeaderValue, request::Parts}, response::Response, routing};
use types_table::core::{Decode, Place, View, Event, to_json};
use std::{pin::Pin, sync::Arc, future::Future};
pub struct Operation { pub method: &'static str, pub path: &'static str, pub params: &'static [Param], pub body: bool }
pub struct Param { pub name: &'static str, pub query: bool, pub default: Option<&'static str>, pub required: bool }
pub trait Input: Send { fn place(&mut self, index: usize) -> &mut dyn Place; fn body(&mut self) -> Option<&mut dyn Place> { None } }
pub type Boxed<R> = Pin<Box<dyn Future<Output = R> + Send>>;
pub struct Reply { status: u16, body: Vec<u8> }
impl Reply {
    pub fn json(status: u16, body: &dyn View) -> Self { Reply { status, body: to_json(body) } }
    pub fn finish(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}
pub struct Call { pub operation: &'static Operation, pub parts: Parts, pub body: Body }
impl Call {

    pub async fn read(self, input: &mut dyn Input) -> Result<(), Failure> {
        let bytes = axum::body::to_bytes(self.body, 1 << 20).await.map_err(|e| Failure(e.to_string()))?;
        decode(self.operation, &self.parts, bytes, input)
    }
}
fn decode(operation: &Operation, parts: &Parts, body: Bytes, input: &mut dyn Input) -> Result<(), Failure> {
    for (index, param) in operation.params.iter().enumerate() {
        let text = if param.query {
            parts.uri.query().unwrap_or("").split('&').find_map(|p| p.strip_prefix(param.name).and_then(|p| p.strip_prefix('='))).or(param.default)
        } else {
            operation.path.split('/').zip(parts.uri.path().split('/')).find(|(p, _)| p.starts_with('{')).map(|(_, v)| v)
        };
        match text {
            Some(text) => input.place(index).put(Event::Text(text)).map_err(|e| Failure(e.to_string()))?,
            None if param.required => return Err(Failure(format!("{} is missing", param.name))),
            None => {}
        }
    }
    if operation.body {
        if let Some(place) = input.body() {
            types_table::core::read_json(place, &body).map_err(|e| Failure(e.to_string()))?;
        }
    }
    Ok(())
}
fn key(parts: &Parts) -> Option<&str> { parts.headers.get("x-key").and_then(|v| v.to_str().ok()) }
pub fn blank<T: Decode>() -> T { T::blank() }
"""


def table_ops(boxed):
    out = []
    for i in range(N):
        method, path, body = op(i)
        _, enum = response_type(i)
        extra = f", pub body: T{i // 2}" if body else ""
        out.append(f"""pub struct Op{i}Request {{ pub id: i64, pub page: i64, pub filter: Option<String>{extra} }}
static OP{i}: Operation = Operation {{ method: "{method.upper()}", path: "{path}", body: {str(body).lower()}, params: &[
    Param {{ name: "id", query: false, default: None, required: true }},
    Param {{ name: "page", query: true, default: Some("1"), required: false }},
    Param {{ name: "filter", query: true, default: None, required: false }},
] }};
impl Op{i}Request {{
    fn blank() -> Self {{ Op{i}Request {{ id: blank(), page: blank(), filter: blank(){", body: blank()" if body else ""} }} }}
}}
impl Input for Op{i}Request {{
    fn place(&mut self, index: usize) -> &mut dyn Place {{ match index {{ 0 => &mut self.id, 1 => &mut self.page, _ => &mut self.filter }} }}
    {"fn body(&mut self) -> Option<&mut dyn Place> { Some(&mut self.body) }" if body else ""}
}}
{enum}impl From<Op{i}Response> for Reply {{
    fn from(response: Op{i}Response) -> Reply {{
        match response {{
            Op{i}Response::Ok(body) => Reply::json(200, &body),
            Op{i}Response::NotFound(body) => Reply::json(404, &body),
            Op{i}Response::Default {{ status, body }} => Reply::json(status, &body),
        }}
    }}
}}
""")
    return "".join(out)


def shape_b():
    out = [SUPPORT, "use types_table::*;\n", COMMON, table_ops(False), api_trait("")]
    out.append("""pub type Handler<T> = fn(Arc<T>, Call) -> Boxed<Result<Reply, Failure>>;
async fn context<T: Api>(api: &T, parts: &Parts) -> Result<Context<T::Principal>, Failure> {
    api.authenticate(key(parts)).await.map(|principal| Context { principal }).map_err(|_| Failure(String::new()))
}
""")
    for i in range(N):
        out.append(f"""async fn op{i}<T: Api>(api: Arc<T>, call: Call) -> Result<Reply, Failure> {{
    let cx = context(&*api, &call.parts).await?;
    let mut request = Op{i}Request::blank();
    call.read(&mut request).await?;
    Ok(api.op{i}(request, cx).await.map_err(Into::into)?.into())
}}
""")
    out.append("fn routes<T: Api>() -> Vec<(&'static Operation, Handler<T>)> {\n    vec![\n")
    out += [f"        (&OP{i}, |api, call| Box::pin(op{i}(api, call))),\n" for i in range(N)]
    out.append("    ]\n}\n" + ROUTER.replace("CALL", "handler(api, call).await"))
    write("server-b/src/lib.rs", "".join(out))
    write("server-b/Cargo.toml", manifest("server-b", ['axum = "0.8"', 'types-table = { path = "../types-table" }']))


ROUTER = """pub fn router<T: Api>(api: Arc<T>) -> Router {
    let mut router = Router::new();
    for (operation, handler) in routes::<T>() {
        let api = api.clone();
        router = router.route(operation.path, routing::any(move |request: Request| {
            let api = api.clone();
            async move {
                let (parts, body) = request.into_parts();
                let call = Call { operation, parts, body };
                let result: Result<Reply, Failure> = CALL;
                match result {
                    Ok(reply) => reply.finish(),
                    Err(failure) => Reply::json(500, &failure.0).finish(),
                }
            }
        }));
    }
    router
}
"""


def shape_c():
    """As b, but nothing of a handler is async: one shared future authenticates and decodes into a boxed request."""
    out = [SUPPORT, "use types_table::*;\nuse std::any::Any;\n", COMMON, table_ops(True), api_trait("")]
    out.append("""pub struct Handler<T: Api> { operation: &'static Operation, blank: fn() -> Box<dyn AnyInput>, call: fn(Arc<T>, Box<dyn Any + Send>, Context<T::Principal>) -> Boxed<Result<Reply, Failure>> }
pub trait AnyInput: Input { fn any(self: Box<Self>) -> Box<dyn Any + Send>; fn input(&mut self) -> &mut dyn Input; }
impl<I: Input + 'static> AnyInput for I { fn any(self: Box<Self>) -> Box<dyn Any + Send> { self } fn input(&mut self) -> &mut dyn Input { self } }
async fn serve<T: Api>(api: Arc<T>, blank: fn() -> Box<dyn AnyInput>, run: fn(Arc<T>, Box<dyn Any + Send>, Context<T::Principal>) -> Boxed<Result<Reply, Failure>>, call: Call) -> Result<Reply, Failure> {
    let cx = api.authenticate(key(&call.parts)).await.map(|principal| Context { principal }).map_err(|_| Failure(String::new()))?;
    let mut request = blank();
    call.read(request.input()).await?;
    run(api, request.any(), cx).await
}
""")
    for i in range(N):
        out.append(f"""fn op{i}<T: Api>(api: Arc<T>, request: Box<dyn Any + Send>, cx: Context<T::Principal>) -> Boxed<Result<Reply, Failure>> {{
    let request = *request.downcast::<Op{i}Request>().unwrap();
    Box::pin(async move {{ api.op{i}(request, cx).await.map(Reply::from).map_err(Into::into) }})
}}
""")
    out.append("fn routes<T: Api>() -> Vec<Handler<T>> {\n    vec![\n")
    out += [f"        Handler {{ operation: &OP{i}, blank: || Box::new(Op{i}Request::blank()), call: op{i} }},\n" for i in range(N)]
    out.append("    ]\n}\n" + ROUTER.replace("(operation, handler) in", "Handler { operation, blank, call: run } in")
               .replace("CALL", "serve(api, blank, run, call).await"))
    write("server-c/src/lib.rs", "".join(out))
    write("server-c/Cargo.toml", manifest("server-c", ['axum = "0.8"', 'types-table = { path = "../types-table" }']))


def program(shape):
    types = "types_derive" if shape == "a" else "types_table"
    out = [f"use std::sync::Arc;\nuse server_{shape}::*;\nuse {types}::*;\nstruct App;\n"
           "impl Api for App {\n    type Principal = u32;\n    type Error = Failure;\n"
           "    async fn authenticate(&self, _: Option<&str>) -> Result<u32, Denied> { Ok(1) }\n"]
    for i in range(N):
        page = "request.query.page" if shape == "a" else "request.page"
        if i % 4 == 2:
            value = f"Op{i}Response::Ok(vec![T{i // 2} {{ id: request.id, ..Default::default() }}; {page} as usize])"
        elif op(i)[2]:
            value = f"if request.id == 7 {{ Op{i}Response::NotFound(Problem::default()) }} else {{ Op{i}Response::Ok(request.body) }}"
        else:
            value = f"Op{i}Response::Ok(T{i // 2} {{ id: request.id + {page}, ..Default::default() }})"
        out.append(f"    async fn op{i}(&self, request: Op{i}Request, _cx: Context<u32>) -> Result<Op{i}Response, Failure> {{\n        Ok({value})\n    }}\n")
    out.append("""}
#[tokio::main]
async fn main() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    axum::serve(listener, router(Arc::new(App))).await.unwrap();
}
""")
    write(f"app-{shape}/src/main.rs", "".join(out))
    write(f"app-{shape}/Cargo.toml", manifest(f"app-{shape}", [
        'axum = "0.8"', 'tokio = { version = "1", features = ["rt-multi-thread", "net", "macros"] }',
        f'server-{shape} = {{ path = "../server-{shape}" }}', f'{types.replace("_", "-")} = {{ path = "../{types.replace("_", "-")}" }}']))


CODEC = CODEC.replace("pub fn from_json<T", """pub fn read_json(place: &mut dyn Place, text: &[u8]) -> std::result::Result<(), serde_json::Error> {
    let text = std::str::from_utf8(text).map_err(serde_json::Error::custom)?;
    let mut source = serde_json::Deserializer::from_str(text);
    Driver(place).deserialize(&mut source)?;
    source.end()
}

pub fn from_json<T""")
derive_types()
table_types()
shape_a()
shape_b()
shape_c()
for shape in "abc":
    program(shape)
write("Cargo.toml", '[workspace]\nresolver = "3"\nmembers = ["types-*", "server-*", "app-*"]\n')
