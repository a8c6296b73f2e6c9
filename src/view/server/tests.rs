//! Pages of an API that was put together by hand: everything parses, and the points of decision come out right.

use std::sync::Arc;

use crate::model::*;
use crate::names::Names;
use crate::render::render;
use crate::settings::Settings;
use crate::view::{Page, PageKind};

fn pointer() -> Pointer {
    Pointer::default()
}

fn param(wire: &str, location: Location, scalar: Scalar) -> Param {
    let style = if matches!(location, Location::Query | Location::Cookie) { Style::Form } else { Style::Simple };
    Param {
        wire: wire.to_owned(),
        location,
        style,
        explode: style == Style::Form,
        value: Value::plain(TypeRef::Scalar(scalar)),
        required: location == Location::Path,
        default: None,
        allow_reserved: false,
        allow_empty_value: false,
        description: None,
        deprecated: false,
        examples: Vec::new(),
        origin: pointer(),
    }
}

fn operation(id: &str, method: &str, path: &str) -> Operation {
    Operation {
        name_hint: id.to_owned(),
        long_name_hint: None,
        method: method.to_owned(),
        path: PathTemplate {
            text: path.to_owned(),
            route: path.to_owned(),
            query: String::new(),
            segments: Vec::new(),
        },
        params: Vec::new(),
        bodies: Vec::new(),
        body_required: true,
        body_description: None,
        body_name: None,
        responses: Vec::new(),
        security: Vec::new(),
        summary: Some("Does something.".to_owned()),
        description: None,
        deprecated: false,
        place: None,
        external_docs: None,
        hook: None,
        origin: pointer(),
    }
}

fn payload(content: Content, media: &[(&str, Format)]) -> Payload {
    let media = media.iter().map(|(text, format)| Media {
        text: (*text).to_owned(),
        format: format.clone(),
        origin: pointer(),
    });
    Payload { content, media: media.collect(), examples: Vec::new(), origin: pointer() }
}

fn response(status: Status, payloads: Vec<Payload>) -> Response {
    let description = "What happened.".to_owned();
    Response {
        status,
        success: status.is_success(),
        description,
        headers: Vec::new(),
        payloads,
        links: Vec::new(),
        origin: pointer(),
    }
}

fn part(wire: &str, kind: PartKind, required: bool) -> Part {
    Part {
        wire: wire.to_owned(),
        kind,
        limits: crate::model::Limits::default(),
        headers: Vec::new(),
        media: Vec::new(),
        required,
        default: None,
        description: None,
        origin: pointer(),
    }
}

fn text() -> Value {
    Value::plain(TypeRef::Scalar(Scalar::String))
}

fn list() -> Content {
    Content::Value(Value::plain(TypeRef::List(Box::new(text()))))
}

/// An API with one of everything.
fn api() -> Api {
    let json = |content| payload(content, &[("application/json", Format::Json)]);
    let mut find = operation("find", "GET", "/things/{id}:find");
    find.params = vec![
        param("id", Location::Path, Scalar::I64),
        Param { default: Some(serde_json::json!(20)), ..param("limit", Location::Query, Scalar::I32) },
        param("X-Trace", Location::Header, Scalar::String),
        param("mood", Location::Cookie, Scalar::String),
    ];
    find.security = vec![
        vec![Requirement { scheme: 0, scopes: Vec::new() }],
        vec![Requirement { scheme: 1, scopes: vec!["read".to_owned()] }, Requirement { scheme: 2, scopes: Vec::new() }],
        vec![],
    ];
    let mut ok = response(
        Status::Code(200),
        vec![json(list()), payload(Content::Text, &[("text/tab-separated-values", Format::Text(Box::new(text())))])],
    );
    ok.headers = vec![Header {
        wire: "X-Total".to_owned(),
        value: Value::plain(TypeRef::Scalar(Scalar::I64)),
        style: Style::Simple,
        explode: false,
        required: true,
        description: Some("How many there are.".to_owned()),
        deprecated: false,
        examples: Vec::new(),
        origin: pointer(),
    }];
    find.responses = vec![
        ok,
        response(Status::Code(404), vec![json(Content::Value(text()))]),
        response(Status::Class(4), vec![]),
        response(Status::Default, vec![json(Content::Value(text()))]),
    ];

    let mut upload = operation("upload", "POST", "/things");
    upload.bodies = vec![
        payload(
            Content::Multipart(vec![
                part("file", PartKind::File, true),
                part("thing[name]", PartKind::Value(Box::new(text())), true),
                part("note", PartKind::Value(Box::new(text())), false),
            ]),
            &[("multipart/form-data", Format::Multipart { written: Vec::new(), closed: false })],
        ),
        payload(
            list(),
            &[
                ("application/json", Format::Json),
                ("application/x-www-form-urlencoded", Format::Form { encoding: Vec::new() }),
            ],
        ),
    ];
    upload.responses = vec![response(Status::Code(201), vec![]), response(Status::Code(204), vec![])];
    upload.security = vec![vec![Requirement { scheme: 0, scopes: Vec::new() }]];

    let mut put = operation("put", "PUT", "/things/{name}.{kind}");
    put.params = vec![param("name", Location::Path, Scalar::String), param("kind", Location::Path, Scalar::String)];
    put.bodies = vec![payload(Content::Bytes, &[("application/octet-stream", Format::Bytes)])];
    put.body_required = false;
    put.responses = vec![response(Status::Code(200), vec![payload(Content::Bytes, &[("image/*", Format::Bytes)])])];

    let mut head = operation("head", "HEAD", "/things/{name}.{kind}");
    head.params = put.params.clone();
    head.responses = vec![response(Status::Code(200), vec![payload(Content::Bytes, &[("image/*", Format::Bytes)])])];

    let mut tag = operation("tag", "POST", "/things/{id}:tag");
    tag.params = vec![param("id", Location::Path, Scalar::I64)];
    tag.bodies = vec![payload(list(), &[("application/json", Format::Json)])];
    tag.body_required = false;
    tag.responses = vec![response(Status::Code(200), vec![json(list())])];

    let scheme = |key: &str, kind| SecurityScheme { key: key.to_owned(), kind, description: None, origin: pointer() };
    Api {
        info: Info { title: "Things".to_owned(), version: "1".to_owned(), ..Info::default() },
        places: Vec::new(),
        servers: vec![Server {
            name: None,
            url: "https://example.com/api/v1".to_owned(),
            description: None,
            variables: Vec::new(),
        }],
        types: Arc::default(),
        groups: vec![
            Group {
                tag: Some("Things".to_owned()),
                description: None,
                operations: vec![OperationId(0), OperationId(1)],
                hooks: false,
                ..Group::default()
            },
            Group {
                tag: None,
                description: None,
                operations: vec![OperationId(2), OperationId(3), OperationId(4)],
                hooks: false,
                ..Group::default()
            },
        ],
        operations: vec![find, upload, put, head, tag],
        security_schemes: vec![
            scheme("key", SecurityKind::ApiKey { location: Location::Query, name: "key".to_owned() }),
            scheme("token", SecurityKind::Bearer { format: Some("JWT".to_owned()) }),
            scheme("user", SecurityKind::Basic),
        ],
    }
}

fn pages(api: &Api) -> Vec<(Page, String)> {
    let names: Names = crate::names::assign(api);
    let pages = super::pages(api, &names, &Settings::new("things"), crate::view::side::Side::Calls);
    pages.into_iter().map(|page| render(&page).map(|text| (page, text)).unwrap()).collect()
}

fn page(api: &Api, path: &str) -> String {
    pages(api).into_iter().find(|(page, _)| page.path == path).map(|(_, text)| text).unwrap()
}

/// Without spaces and line breaks.
fn squeeze(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn every_page_parses() {
    for (page, text) in pages(&api()) {
        match page.kind {
            PageKind::Rust | PageKind::Verbatim => {
                let parsed = syn::parse_file(&text);
                assert!(parsed.is_ok(), "{}: {:?}\n{text}", page.path, parsed.err());
            }
            PageKind::Toml => assert!(text.parse::<toml::Table>().is_ok(), "{}\n{text}", page.path),
            _ => {}
        }
        if let Ok(dir) = std::env::var("CRATEWRIGHT_SERVER_TRY") {
            let path = std::path::Path::new(&dir).join(&page.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let text = match page.kind {
                PageKind::Rust => prettyplease::unparse(&syn::parse_file(&text).unwrap()),
                _ => text,
            };
            std::fs::write(path, text).unwrap();
        }
    }
}

#[test]
fn a_default_is_filled_in_and_named() {
    let page = page(&api(), "server/src/things_api.rs");
    assert!(squeeze(&page).contains("publimit:i32,"), "{page}");
    assert!(squeeze(&page).contains(r#"Param::query("limit").default("20")"#), "{page}");
    assert!(page.contains("Filled in when absent: `20`."), "{page}");
}

#[test]
fn the_context_says_what_is_known_of_the_caller() {
    let things = page(&api(), "server/src/things_api.rs");
    assert!(squeeze(&things).contains("request:FindRequest,cx:Context<Option<Self::Principal>>"), "{things}");
    assert!(squeeze(&things).contains("request:UploadRequest,cx:Context<Self::Principal>"), "{things}");
    let default = page(&api(), "server/src/default_api.rs");
    assert!(squeeze(&default).contains("request:PutRequest,cx:Context<()>"), "{default}");
}

#[test]
fn an_answer_without_body_is_a_unit_and_headers_are_fields() {
    let page = squeeze(&page(&api(), "server/src/things_api.rs"));
    assert!(page.contains("Self::Created=>{reply.status(201);}"), "{page}");
    assert!(page.contains("Self::OkJson{x_total,body,}=>reply.status(200).header"), "{page}");
    assert!(
        page.contains("Self::Default{status,body,}=>reply.status_of(status,200..600,&[200,404]).json(&body)"),
        "{page}"
    );
}

#[test]
fn only_what_the_api_needs_is_copied() {
    let mut api = api();
    assert!(pages(&api).iter().any(|(page, _)| page.path == "server/src/support/upload.rs"));
    api.operations[1].bodies.remove(0);
    let paths: Vec<_> = pages(&api).into_iter().map(|(page, _)| page.path).collect();
    assert!(!paths.iter().any(|path| path.ends_with("upload.rs") || path.ends_with("multipart.rs")), "{paths:?}");
}

/// What `mock.json` has for a header of the only answer.
fn mocked_header(
    wire: &str,
    ty: TypeRef,
    example: Option<serde_json::Value>,
    required: bool,
) -> Option<serde_json::Value> {
    mocked_header_of(wire, Value::plain(ty), Style::Simple, example, required, Vec::new())
}

fn mocked_header_of(
    wire: &str,
    value: Value,
    style: Style,
    example: Option<serde_json::Value>,
    required: bool,
    payloads: Vec<Payload>,
) -> Option<serde_json::Value> {
    let mut api = api();
    let examples =
        example.map(|value| Example { name: None, value, media: Vec::new(), origin: pointer(), others: Vec::new() });
    let examples = examples.into_iter().collect();
    let header = Header {
        wire: wire.to_owned(),
        value,
        style,
        explode: false,
        required,
        description: None,
        deprecated: false,
        examples,
        origin: pointer(),
    };
    api.operations[0].responses = vec![Response { headers: vec![header], ..response(Status::Code(200), payloads) }];
    let data: serde_json::Value = serde_json::from_str(&page(&api, "server/mock.json")).unwrap();
    data["find"][0]["headers"].get(wire).cloned()
}

#[test]
fn a_mock_has_headers_that_can_be_sent() {
    let string = || TypeRef::Scalar(Scalar::String);
    let list = || TypeRef::List(Box::new(text()));
    let map = || TypeRef::Map(Box::new(text()));
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    for (ty, example) in [
        (string(), r#""a\nb""#),
        (string(), r#"" a ""#),
        (string(), r#""a\u007f""#),
        (list(), r#"["a,b"]"#),
        (list(), r#"["a", "b\t"]"#),
        (map(), r#"{"a": "b,c"}"#),
        (map(), r#"{"a,b": "c"}"#),
    ] {
        let example = json(example);
        assert_eq!(mocked_header("X-A", ty.clone(), Some(example.clone()), false), None, "{example}");
        let other = mocked_header("X-A", ty, Some(example.clone()), true).unwrap();
        assert_ne!(other, example);
    }
    for (ty, example) in [
        (string(), r#""a, b\tgrüße""#),
        (string(), r#""""#),
        (list(), r#"["a", "b"]"#),
        (map(), r#"{"a": "b", "c": "d=e"}"#),
    ] {
        let example = json(example);
        assert_eq!(mocked_header("X-A", ty, Some(example.clone()), false), Some(example));
    }
    // Cookies have lines of their own, and JSON has escapes.
    let cookies = json(r#"["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "b=2"]"#);
    assert_eq!(mocked_header("Set-Cookie", list(), Some(cookies.clone()), false), Some(cookies));
    let lines = json(r#"["a\nb, c "]"#);
    let made = mocked_header_of("X-A", Value::plain(list()), Style::Json, Some(lines.clone()), false, Vec::new());
    assert_eq!(made, Some(lines));
    // No text of such a pattern can be sent.
    let space = Limits { patterns: vec!["^\\s+$".to_owned()], ..Limits::default() };
    for required in [false, true] {
        let space = Value { limits: space.clone(), ..text() };
        assert_eq!(mocked_header_of("X-A", space, Style::Simple, None, required, Vec::new()), None);
    }
}

#[test]
fn a_mock_says_nothing_of_the_connection() {
    let string = || TypeRef::Scalar(Scalar::String);
    let number = || TypeRef::Scalar(Scalar::I64);
    let told = |wire, ty, example: &str, required| mocked_header(wire, ty, Some(example.into()), required);
    for name in ["Content-Length", "Transfer-Encoding", "Connection", "content-encoding", "Upgrade"] {
        assert_eq!(told(name, string(), "7", false), None, "{name}");
    }
    assert_eq!(told("Content-Length", string(), "7", true), Some("0".into()));
    assert_eq!(mocked_header("content-length", number(), Some(7.into()), true), Some(0.into()));
    assert_eq!(told("Connection", string(), "upgrade", true), Some("close".into()));
    assert_eq!(told("Content-Encoding", string(), "gzip", true), Some("identity".into()));
    assert_eq!(told("Upgrade", string(), "h2c", true), Some("h2c".into()));
}

#[test]
fn a_mock_chooses_a_status_that_may_have_a_body() {
    let mut api = api();
    let described = (200..=203).map(|code| response(Status::Code(code), Vec::new()));
    api.operations[0].responses = described.chain([response(Status::Class(2), Vec::new())]).collect();
    let data: serde_json::Value = serde_json::from_str(&page(&api, "server/mock.json")).unwrap();
    assert_eq!(data["find"][4]["code"], 206);
}
