#!/usr/bin/env python3
"""Writes the same client of OPS operations in three shapes, and programs that call some or all of them.

usage: generate.py OUT      then: measure.sh OUT
The support code is the real one (templates/client/support); the codec is a stand-in, because it costs both the same.
"""
import pathlib, shutil, sys, textwrap

OPS = 200
HERE = pathlib.Path(__file__).resolve().parent
SUPPORT = HERE.parent.parent / "templates/client/support"

CODEC = '''
pub trait View { fn text(&self) -> String; }
impl View for String { fn text(&self) -> String { self.clone() } }
impl View for i64 { fn text(&self) -> String { self.to_string() } }
impl View for &str { fn text(&self) -> String { (*self).to_owned() } }
pub trait Place { fn put(&mut self, text: &str); }
pub trait Decode: Place + Sized { fn blank() -> Self; }
impl Place for String { fn put(&mut self, text: &str) { *self = text.to_owned() } }
impl Decode for String { fn blank() -> Self { String::new() } }
#[derive(Debug)] pub struct DecodeError;
impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str("bad") }
}
impl std::error::Error for DecodeError {}
pub enum Mode { Lenient }
pub fn decode_json(place: &mut dyn Place, bytes: &[u8], _: Mode) -> Result<(), DecodeError> {
    place.put(std::str::from_utf8(bytes).map_err(|_| DecodeError)?);
    Ok(())
}
#[derive(Debug)] pub enum In { Path, Query, Header, Cookie }
#[derive(Debug)] pub struct Param { pub name: &'static str, pub location: In }
impl Param {
    pub const fn path(name: &'static str) -> Self { Param { name, location: In::Path } }
    pub const fn query(name: &'static str) -> Self { Param { name, location: In::Query } }
}
pub fn write_path(_: &Param, value: &dyn View, out: &mut String) -> Result<(), DecodeError> {
    out.push_str(&value.text());
    Ok(())
}
pub fn write_query(param: &Param, value: &dyn View, out: &mut String) {
    out.push_str(&format!("{}={}", param.name, value.text()));
}
pub fn header_value(_: &Param, value: &dyn View) -> String { value.text() }
pub fn write_cookie(param: &Param, value: &dyn View, out: &mut String) { write_query(param, value, out) }
pub fn decode_header(_: &Param, text: &str, place: &mut dyn Place) -> Result<(), DecodeError> {
    place.put(text);
    Ok(())
}
'''

TYPES = '''
#[derive(Clone, Debug, PartialEq)]
pub struct T{n} {{ pub id: i64, pub name: String, pub tags: Vec<String> }}
impl Place for T{n} {{ fn put(&mut self, text: &str) {{ self.name = text.to_owned() }} }}
impl Decode for T{n} {{ fn blank() -> Self {{ T{n} {{ id: 0, name: String::new(), tags: Vec::new() }} }} }}
'''

TABLE = '''
static OP{n}: Operation = Operation {{
    method: "GET",
    path: "/things{n}/{{id}}",
    params: &[Param::path("id"), Param::query("limit"), Param::query("filter")],
    security: &[],
    answers: &[
        Case::success("200", &[Media::json("application/json")]),
        Case::error("404", &[Media::json("application/json")]),
        Case::error("default", &[Media::json("application/json")]),
    ],
}};

#[derive(Clone, Debug, PartialEq)]
pub enum Op{n}Error {{ NotFound(Box<T0>), Default {{ status: StatusCode, body: Box<T0> }} }}
impl ApiError for Op{n}Error {{
    fn status(&self) -> StatusCode {{
        match self {{ Op{n}Error::NotFound(_) => status(404), Op{n}Error::Default {{ status, .. }} => *status }}
    }}
}}
impl std::fmt::Display for Op{n}Error {{
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{ write!(f, "{{}}", self.status()) }}
}}
impl std::error::Error for Op{n}Error {{}}

fn decode{n}(answer: Answer) -> Result<T{n}, Error<Op{n}Error>> {{
    let error = match answer.case() {{
        0 => return Ok(answer.value()?),
        1 => Op{n}Error::NotFound(Box::new(answer.value()?)),
        _ => Op{n}Error::Default {{ status: answer.status(), body: Box::new(answer.value()?) }},
    }};
    Err(Error::Api(error))
}}
'''

STRUCT = TABLE + '''
impl Client {{
    pub fn op{n}(&self, id: &str) -> Op{n} {{
        let mut request = Request::new(self, &OP{n});
        request.set(0, &id);
        Op{n} {{ request }}
    }}
}}
#[derive(Debug)]
pub struct Op{n} {{ request: Request }}
impl Op{n} {{
    pub fn limit(mut self, limit: i64) -> Self {{ self.request.set(1, &limit); self }}
    pub fn filter(mut self, filter: &str) -> Self {{ self.request.set(2, &filter); self }}
    pub fn send(self) -> Sending<Response<T{n}>, Op{n}Error> {{
        self.request.send(|answer| answer.response(decode{n}))
    }}
}}
impl IntoFuture for Op{n} {{
    type Output = Result<T{n}, Error<Op{n}Error>>;
    type IntoFuture = Sending<T{n}, Op{n}Error>;
    fn into_future(self) -> Self::IntoFuture {{ self.request.send(decode{n}) }}
}}
'''

THIN = TABLE + '''
#[derive(Clone, Copy, Debug, Default)]
pub struct Op{n}Options<'a> {{ pub limit: Option<i64>, pub filter: Option<&'a str> }}
impl Client {{
    pub async fn op{n}(&self, id: &str, options: Op{n}Options<'_>) -> Result<Response<T{n}>, Error<Op{n}Error>> {{
        let mut request = Request::new(self, &OP{n});
        request.set(0, &id);
        if let Some(limit) = options.limit {{ request.set(1, &limit); }}
        if let Some(filter) = options.filter {{ request.set(2, &filter); }}
        request.answer().await?.response(decode{n})
    }}
}}
'''

PRELUDE = '''#![allow(missing_docs)]
pub mod codec;
pub mod support;
pub mod types;
pub use support::answer::*; pub use support::body::Body; pub use support::client::*; pub use support::error::*;
use support::request::{Operation, Request};
use codec::*; use types::*; use http::StatusCode;
static SERVICE: Service = Service { base_path: "", user_agent: "x" };
impl Client {
    pub fn builder(url: &str) -> ClientBuilder { ClientBuilder::new(&SERVICE, url.to_owned()) }
}
'''

def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)

out = pathlib.Path(sys.argv[1])
members = []
# What leads to the code that is made per result type is left to whoever calls it.
LAZY = STRUCT.replace("    pub fn send", "    #[inline]\n    pub fn send") \
    .replace("    fn into_future", "    #[inline]\n    fn into_future").replace("fn decode", "#[inline]\nfn decode")
for shape, op in [("struct", STRUCT), ("lazy", LAZY), ("thin", THIN)]:
    crate = out / f"client-{shape}"
    members.append(crate.name)
    write(crate / "Cargo.toml", textwrap.dedent(f'''\
        [package]
        name = "client-{shape}"
        version = "0.1.0"
        edition = "2024"
        [dependencies]
        bytes = "1"
        futures-core = {{ version = "0.3", default-features = false }}
        http = "1"
        http-body = "1"
        reqwest = {{ version = "0.13", default-features = false }}
        '''))
    write(crate / "src/codec.rs", CODEC)
    write(crate / "src/types.rs", "use crate::codec::*;" + "".join(TYPES.format(n=n) for n in range(OPS)))
    write(crate / "src/lib.rs", PRELUDE + "".join(op.format(n=n) for n in range(OPS)))
    names = ["answer", "body", "client", "error", "request", "security"]
    write(crate / "src/support/mod.rs", "".join(f"pub mod {name};\n" for name in names))
    for name in names:
        text = (SUPPORT / f"{name}.rs").read_text().replace("    async fn answer(self)", "    pub async fn answer(self)")
        # A thin function has to await a boxed future too: else the HTTP code is compiled into each caller.
        text = text.replace("Box::pin(self.answer())", "self.answer()")
        text = text.replace("pub async fn answer(self) -> Result<Answer, Failure> {",
            "pub fn answer(self) -> std::pin::Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>> {\n"
            "        Box::pin(self.run())\n    }\n\n    async fn run(self) -> Result<Answer, Failure> {")
        write(crate / f"src/support/{name}.rs", text)
    for calls in [20, OPS]:
        program = out / f"calls{calls}-{shape}"
        members.append(program.name)
        write(program / "Cargo.toml", textwrap.dedent(f'''\
            [package]
            name = "calls{calls}-{shape}"
            version = "0.1.0"
            edition = "2024"
            [dependencies]
            client = {{ package = "client-{shape}", path = "../client-{shape}" }}
            tokio = {{ version = "1", features = ["rt", "macros"] }}
            '''))
        # Four functions, as a program would spread its calls.
        text = "use client::*;\n"
        for part in range(4):
            text += f"async fn part{part}(client: &Client) -> Result<usize, Box<dyn std::error::Error>> {{\n    let mut sum = 0;\n"
            for n in range(part, calls, 4):
                call = f'client.op{n}("a").limit(1).await?' if shape != "thin" else \
                    f'client.op{n}("a", Op{n}Options {{ limit: Some(1), ..Default::default() }}).await?.body'
                text += f"    sum += {call}.name.len();\n"
            text += "    Ok(sum)\n}\n"
        text += '#[tokio::main(flavor = "current_thread")]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {\n'
        text += '    let client = Client::builder("http://127.0.0.1:1").build()?;\n'
        text += "".join(f"    let _ = part{part}(&client).await;\n" for part in range(4)) + "    Ok(())\n}\n"
        write(program / "src/main.rs", text)
write(out / "Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [" + ", ".join(f'"{m}"' for m in members) + "]\n")
