//! `operations/styles`: what every style looks like on the wire, and what a server makes of it.
//!
//! A generated client talks to a socket that keeps the bytes; the same bytes, and others that foreign clients send, go to a
//! generated server. The strings are those of the table in OpenAPI 3.0.4 and 3.1.1.

mod open;

use std::sync::{Arc, Mutex, PoisonError};

use operations_styles_client::Client;
use operations_styles_client::types as sent;
use operations_styles_server::default_api as answers;
use operations_styles_server::types::Rgb;
use operations_styles_server::{Api, Context, DefaultApi, Failure, router};
use serde_json::{Value, json};
use wire_tests::raw::{self, Recorder};
use wire_tests::{Served, of, serve};

/// Keeps the values that its methods were called with, as JSON.
struct Handler(Arc<Mutex<Option<Value>>>);

impl Handler {
    fn saw(&self, value: impl serde::Serialize) {
        let value = serde_json::to_value(value).expect("JSON");
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
    }
}

impl Api for Handler {
    type Error = Failure;
}

/// The argument of a client's method, out of JSON.
macro_rules! argument {
    (text $value:ident) => {
        $value.as_str().expect("a text")
    };
    (list $value:ident) => {
        of::<Vec<String>>($value.clone())
    };
    (object $value:ident) => {
        &of::<sent::Rgb>($value.clone())
    };
}

/// The fields of a request as JSON, without those that are absent.
macro_rules! given {
    ($request:ident; $($field:ident)*) => {{
        let mut given = json!({ $(stringify!($field): $request.$field),* });
        given.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
        given
    }};
}

/// Operations with one parameter: a handler that keeps it, and calls by name.
macro_rules! operations {
    ($($operation:ident($request:ident, $response:ident) $field:ident: $kind:ident;)*) => {
        impl DefaultApi for Handler {
            $(async fn $operation(&self, request: answers::$request, _: Context<()>) -> Result<answers::$response, Failure> {
                self.saw(request.$field);
                Ok(answers::$response::NoContent)
            })*

            async fn query_others(
                &self,
                request: answers::QueryOthersRequest,
                _: Context<()>,
            ) -> Result<answers::QueryOthersResponse, Failure> {
                self.saw(given!(request;
                    page range color rest nested json url flag count words kind day nothing either));
                Ok(answers::QueryOthersResponse::NoContent)
            }

            async fn headers(
                &self,
                request: answers::HeadersRequest,
                _: Context<()>,
            ) -> Result<answers::HeadersResponse, Failure> {
                self.saw(given!(request; json text x_json crumb));
                let rgb: Rgb = of(rgb());
                let headers = answers::HeadersOkHeaders {
                    x_list: vec![1, -2, 3],
                    x_object: Some(rgb.clone()),
                    x_exploded: Some(rgb.clone()),
                    x_json: Some(rgb),
                };
                Ok(answers::HeadersResponse::Ok { headers })
            }

            async fn segments(
                &self,
                request: answers::SegmentsRequest,
                _: Context<()>,
            ) -> Result<answers::SegmentsResponse, Failure> {
                self.saw(given!(request; a b x verb));
                Ok(answers::SegmentsResponse::NoContent)
            }
        }

        const OPERATIONS: &[&str] = &[$(stringify!($operation)),*];

        async fn call(client: &Client, operation: &str, value: &Value) -> Result<(), String> {
            match operation {
                $(stringify!($operation) => {
                    client.$operation(argument!($kind value)).await.map_err(|error| error.to_string())
                })*
                _ => panic!("no operation {operation}"),
            }
        }
    };
}

operations! {
    path_simple_string(PathSimpleStringRequest, PathSimpleStringResponse) color: text;
    path_simple_array(PathSimpleArrayRequest, PathSimpleArrayResponse) color: list;
    path_simple_object(PathSimpleObjectRequest, PathSimpleObjectResponse) color: object;
    path_simple_exploded_string(PathSimpleExplodedStringRequest, PathSimpleExplodedStringResponse) color: text;
    path_simple_exploded_array(PathSimpleExplodedArrayRequest, PathSimpleExplodedArrayResponse) color: list;
    path_simple_exploded_object(PathSimpleExplodedObjectRequest, PathSimpleExplodedObjectResponse) color: object;
    path_label_string(PathLabelStringRequest, PathLabelStringResponse) color: text;
    path_label_array(PathLabelArrayRequest, PathLabelArrayResponse) color: list;
    path_label_object(PathLabelObjectRequest, PathLabelObjectResponse) color: object;
    path_label_exploded_string(PathLabelExplodedStringRequest, PathLabelExplodedStringResponse) color: text;
    path_label_exploded_array(PathLabelExplodedArrayRequest, PathLabelExplodedArrayResponse) color: list;
    path_label_exploded_object(PathLabelExplodedObjectRequest, PathLabelExplodedObjectResponse) color: object;
    path_matrix_string(PathMatrixStringRequest, PathMatrixStringResponse) color: text;
    path_matrix_array(PathMatrixArrayRequest, PathMatrixArrayResponse) color: list;
    path_matrix_object(PathMatrixObjectRequest, PathMatrixObjectResponse) color: object;
    path_matrix_exploded_string(PathMatrixExplodedStringRequest, PathMatrixExplodedStringResponse) color: text;
    path_matrix_exploded_array(PathMatrixExplodedArrayRequest, PathMatrixExplodedArrayResponse) color: list;
    path_matrix_exploded_object(PathMatrixExplodedObjectRequest, PathMatrixExplodedObjectResponse) color: object;
    header_simple_string(HeaderSimpleStringRequest, HeaderSimpleStringResponse) x_color: text;
    header_simple_array(HeaderSimpleArrayRequest, HeaderSimpleArrayResponse) x_color: list;
    header_simple_object(HeaderSimpleObjectRequest, HeaderSimpleObjectResponse) x_color: object;
    header_simple_exploded_string(HeaderSimpleExplodedStringRequest, HeaderSimpleExplodedStringResponse) x_color: text;
    header_simple_exploded_array(HeaderSimpleExplodedArrayRequest, HeaderSimpleExplodedArrayResponse) x_color: list;
    header_simple_exploded_object(HeaderSimpleExplodedObjectRequest, HeaderSimpleExplodedObjectResponse) x_color: object;
    cookie_form_string(CookieFormStringRequest, CookieFormStringResponse) color: text;
    cookie_form_array(CookieFormArrayRequest, CookieFormArrayResponse) color: list;
    cookie_form_object(CookieFormObjectRequest, CookieFormObjectResponse) color: object;
    cookie_form_exploded_string(CookieFormExplodedStringRequest, CookieFormExplodedStringResponse) color: text;
    cookie_form_exploded_array(CookieFormExplodedArrayRequest, CookieFormExplodedArrayResponse) color: list;
    cookie_form_exploded_object(CookieFormExplodedObjectRequest, CookieFormExplodedObjectResponse) color: object;
    query_form_string(QueryFormStringRequest, QueryFormStringResponse) color: text;
    query_form_array(QueryFormArrayRequest, QueryFormArrayResponse) color: list;
    query_form_object(QueryFormObjectRequest, QueryFormObjectResponse) color: object;
    query_form_exploded_string(QueryFormExplodedStringRequest, QueryFormExplodedStringResponse) color: text;
    query_form_exploded_array(QueryFormExplodedArrayRequest, QueryFormExplodedArrayResponse) color: list;
    query_form_exploded_object(QueryFormExplodedObjectRequest, QueryFormExplodedObjectResponse) color: object;
    query_space_array(QuerySpaceArrayRequest, QuerySpaceArrayResponse) color: list;
    query_space_object(QuerySpaceObjectRequest, QuerySpaceObjectResponse) color: object;
    query_pipe_array(QueryPipeArrayRequest, QueryPipeArrayResponse) color: list;
    query_pipe_object(QueryPipeObjectRequest, QueryPipeObjectResponse) color: object;
    query_deep_object(QueryDeepObjectRequest, QueryDeepObjectResponse) color: object;
}

fn rgb() -> Value {
    json!({ "R": 100, "G": 200, "B": 150 })
}

fn colors() -> Value {
    json!(["blue", "black", "brown"])
}

/// A client of a socket that keeps the bytes, and a server.
struct Ends {
    recorder: Recorder,
    client: Client,
    server: Served,
    seen: Arc<Mutex<Option<Value>>>,
}

impl Ends {
    async fn start() -> Self {
        let recorder = Recorder::start().await;
        let client = Client::builder(&recorder.origin).build().expect("a client");
        let seen = Arc::default();
        let server = serve(router(Arc::new(Handler(Arc::clone(&seen)))), "").await;
        Ends { recorder, client, server, seen }
    }

    /// What a client makes of a value: the text of the parameter where it stands on the wire.
    async fn written(&self, operation: &str, value: &Value) -> Result<String, String> {
        let called = call(&self.client, operation, value).await;
        let head = self.recorder.head();
        let written = head.as_ref().and_then(|head| match operation.split('_').next() {
            Some("header") => head.header("x-color"),
            Some("cookie") => head.header("cookie"),
            Some("path") => head.target().strip_prefix(&format!("/{operation}/")),
            _ => head.target().strip_prefix(&format!("/{operation}?")),
        });
        called.map(|()| written.unwrap_or_else(|| panic!("no parameter in {head:?}")).to_owned())
    }

    /// What the handler is called with for a text on the wire, or what the server says is wrong with it.
    async fn read(&self, operation: &str, text: &str) -> Result<Value, String> {
        let (target, headers) = match operation.split('_').next() {
            Some("header") => (format!("/{operation}"), format!("x-color: {text}\r\n")),
            Some("cookie") => (format!("/{operation}"), format!("cookie: {text}\r\n")),
            Some("path") => (format!("/{operation}/{text}"), String::new()),
            _ => (format!("/{operation}?{text}"), String::new()),
        };
        self.ask(&target, &headers).await
    }

    async fn ask(&self, target: &str, headers: &str) -> Result<Value, String> {
        let (status, body) = raw::send(&self.server.origin, "GET", target, headers, b"").await;
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (status, seen) {
            (200 | 204, Some(value)) => Ok(value),
            (422, None) => Err(said(&body)),
            (status, _) => Err(status.to_string()),
        }
    }

    /// The text stands for the value, in both directions.
    async fn both(&self, operation: &str, value: &Value, text: &str) {
        assert_eq!(self.written(operation, value).await.as_deref(), Ok(text), "{operation}");
        assert_eq!(self.read(operation, text).await.as_ref(), Ok(value), "{operation} {text}");
    }
}

/// What is wrong, each with its pointer.
fn said(body: &str) -> String {
    let body: Value = serde_json::from_str(body).expect("JSON");
    let text = |error: &Value| format!("{} {}", error["pointer"].as_str().unwrap(), error["detail"].as_str().unwrap());
    let errors = body["errors"].as_array().expect("errors").iter();
    errors.map(|error| text(error).trim().to_owned()).collect::<Vec<_>>().join("; ")
}

/// The start of an operation's name, then the columns of the specification's table: the empty string, the string, the
/// array, the object. `-` is what the table leaves open.
const TABLE: &[(&str, [&str; 4])] = &[
    ("path_matrix", [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]),
    ("path_matrix_exploded", [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]),
    // `.` for the empty string cannot be sent as a whole segment: URLs drop it.
    ("path_label", ["-", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
    ("path_label_exploded", ["-", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
    ("path_simple", ["-", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
    ("path_simple_exploded", ["-", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
    ("header_simple", ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
    ("header_simple_exploded", ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
    ("query_form", ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
    ("query_form_exploded", ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
    ("query_space", ["-", "-", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"]),
    ("query_pipe", ["-", "-", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"]),
    ("query_deep", ["-", "-", "-", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"]),
    ("cookie_form", ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
    // The table joins these by `&`, which no server reads: they are pairs of the header.
    ("cookie_form_exploded", ["color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"]),
];

#[tokio::test]
async fn the_table_of_the_specification() {
    let ends = Ends::start().await;
    let mut met = std::collections::BTreeSet::new();
    for (row, [empty, string, array, object]) in TABLE {
        let cells = [
            ("string", json!(""), empty),
            ("string", json!("blue"), string),
            ("array", colors(), array),
            ("object", rgb(), object),
        ];
        for (kind, value, text) in cells.into_iter().filter(|(_, _, text)| **text != "-") {
            let operation = format!("{row}_{kind}");
            ends.both(&operation, &value, text).await;
            met.insert(operation);
        }
    }
    let all: Vec<&str> = OPERATIONS.iter().copied().filter(|operation| !met.contains(*operation)).collect();
    assert!(all.is_empty(), "operations that the table has no row for: {all:?}");
}

/// Signs that part values in one style or another, or mean something in a URL.
const SIGNS: &str = "a/b,c;d.e|f g=h&i+j?k#l%2Cm[n]{o}\"p:q@r!$'()*~-_ä☃";

/// [`SIGNS`] after RFC 3986: unreserved signs stand for themselves, all others are encoded.
const ENCODED: &str =
    "a%2Fb%2Cc%3Bd.e%7Cf%20g%3Dh%26i%2Bj%3Fk%23l%252Cm%5Bn%5D%7Bo%7D%22p%3Aq%40r%21%24%27%28%29%2A~-_%C3%A4%E2%98%83";

#[tokio::test]
async fn every_sign_is_encoded_and_parts_nothing() {
    let ends = Ends::start().await;
    let (text, list) = (json!(SIGNS), json!([SIGNS, "", "x"]));
    let parted = ENCODED.replace('.', "%2E");
    for (operation, value, wire) in [
        ("path_simple_string", &text, ENCODED.to_owned()),
        ("path_simple_array", &list, format!("{ENCODED},,x")),
        ("path_label_string", &text, format!(".{ENCODED}")),
        ("path_label_array", &list, format!(".{ENCODED},,x")),
        ("path_label_exploded_array", &list, format!(".{parted}..x")),
        ("path_matrix_string", &text, format!(";color={ENCODED}")),
        ("path_matrix_array", &list, format!(";color={ENCODED},,x")),
        ("path_matrix_exploded_array", &list, format!(";color={ENCODED};color;color=x")),
        ("query_form_string", &text, format!("color={ENCODED}")),
        ("query_form_array", &list, format!("color={ENCODED},,x")),
        ("query_form_exploded_array", &list, format!("color={ENCODED}&color=&color=x")),
        ("cookie_form_string", &text, format!("color={ENCODED}")),
        ("cookie_form_array", &list, format!("color={ENCODED},,x")),
        ("cookie_form_exploded_array", &list, format!("color={ENCODED}; color=; color=x")),
        // Headers have no encoding: the signs are there as they are.
        ("header_simple_string", &text, SIGNS.to_owned()),
        ("header_simple_array", &json!(["a b", "c=d;e", "ä☃"]), "a b,c=d;e,ä☃".to_owned()),
    ] {
        ends.both(operation, value, &wire).await;
    }
}

#[tokio::test]
async fn what_no_style_can_say_is_an_error_and_not_sent() {
    let ends = Ends::start().await;
    let segment = "invalid request: the path segment `{color}` must not be `.` or `..`";
    let empty = "invalid request: the path parameter `color` must not be empty";
    for (operation, value, error) in [
        ("path_simple_string", json!("."), segment),
        ("path_simple_string", json!(".."), segment),
        ("path_simple_array", json!([".."]), segment),
        ("path_label_string", json!(""), segment),
        ("path_label_string", json!("."), segment),
        ("path_label_exploded_array", json!(["", ""]), segment),
        ("path_simple_string", json!(""), empty),
        ("path_simple_array", json!([]), empty),
        ("path_label_array", json!([]), empty),
        ("path_matrix_exploded_array", json!([]), empty),
        ("query_space_array", json!(["a b"]), "the query parameter `color` holds a part with a delimiter in it"),
        ("query_pipe_array", json!(["a|b"]), "the query parameter `color` holds a part with a delimiter in it"),
        ("header_simple_array", json!(["a,b"]), "the header `X-Color` holds a part with a delimiter in it"),
        ("header_simple_string", json!("a\r\nx: y"), "the value of the header `X-Color`"),
        ("header_simple_string", json!("a\0"), "the value of the header `X-Color`"),
    ] {
        let told = call(&ends.client, operation, &value).await.expect_err("nothing was to be sent");
        assert!(told.contains(error), "{operation} {value}: {told}");
        assert!(ends.recorder.head().is_none(), "{operation} {value}");
    }
    // Dots are fine beside anything else.
    ends.both("path_simple_array", &json!(["..", "."]), "..,.").await;
    ends.both("path_matrix_string", &json!(".."), ";color=..").await;
    ends.both("query_form_string", &json!(".."), "color=..").await;
}

#[tokio::test]
async fn the_empty_list() {
    let ends = Ends::start().await;
    // Where a list is one text, an empty text is the empty list.
    for (operation, wire) in [
        ("query_form_array", "color="),
        ("query_space_array", "color="),
        ("query_pipe_array", "color="),
        ("cookie_form_array", "color="),
        ("header_simple_array", ""),
        ("header_simple_exploded_array", ""),
    ] {
        ends.both(operation, &json!([]), wire).await;
    }
    // Where each item stands for itself, nothing is left of it: what must be there would not be there.
    for operation in ["query_form_exploded_array", "cookie_form_exploded_array"] {
        let told = call(&ends.client, operation, &json!([])).await.expect_err("nothing was to be sent");
        assert!(told.contains("`color` is required and must not be empty"), "{told}");
        assert!(ends.recorder.head().is_none());
        assert_eq!(ends.read(operation, "").await, Err("is required".to_owned()));
    }
    assert_eq!(ends.read("query_form_exploded_array", "color=").await, Ok(json!([""])));
}

/// What foreign clients write, and what it says.
#[tokio::test]
async fn other_spellings_of_the_same() {
    let ends = Ends::start().await;
    for (operation, wire, value) in [
        // Any sign may be encoded, in digits of either case; the order of members is nobody's business.
        ("path_simple_string", "%62l%75e", json!("blue")),
        ("path_simple_string", "%c3%a4%2f%2F", json!("ä//")),
        ("path_simple_string", "a+b", json!("a+b")),
        ("path_simple_string", "100%", json!("100%")),
        ("path_simple_string", "%2e%2E", json!("..")),
        ("path_simple_string", "a:b@c!$&'()*;=", json!("a:b@c!$&'()*;=")),
        ("path_simple_array", "blue%2Cblack,brown", json!(["blue,black", "brown"])),
        ("path_simple_object", "B,150,R,100,G,200", rgb()),
        ("path_simple_exploded_object", "B=150,G=200,R=100", rgb()),
        ("path_label_string", ".", json!("")),
        ("path_label_string", ".b%6Cue", json!("blue")),
        ("path_label_exploded_array", ".blue.black%2Ebrown", json!(["blue", "black.brown"])),
        ("path_matrix_string", ";color=", json!("")),
        ("path_matrix_string", ";%63olor=blue", json!("blue")),
        ("path_matrix_exploded_object", ";G=200;B=150;R=100", rgb()),
        ("query_form_string", "other=1&color=light+blue%2b", json!("light blue+")),
        ("query_form_string", "%63%6f%6Cor=blue", json!("blue")),
        ("query_form_string", "color", json!("")),
        ("query_form_string", "color=a=b", json!("a=b")),
        ("query_form_string", "color=a/b?c:d@e", json!("a/b?c:d@e")),
        ("query_form_string", "&&color=blue&", json!("blue")),
        ("query_form_array", "color=a+b,c%20d", json!(["a b", "c d"])),
        ("query_form_array", "color=a%2Cb", json!(["a,b"])),
        ("query_form_object", "color=B,150,R,100,G,200", rgb()),
        ("query_form_exploded_array", "color=1&x=2&color=3", json!(["1", "3"])),
        ("query_form_exploded_object", "B=150&x=1&G=200&R=100", rgb()),
        ("query_space_array", "color=blue+black+brown", colors()),
        ("query_space_array", "color=blue%20black+brown", colors()),
        ("query_pipe_array", "color=blue|black|brown", colors()),
        ("query_pipe_array", "color=blue%7cblack|brown", colors()),
        ("query_pipe_object", "color=G|200|B|150|R|100", rgb()),
        ("query_deep_object", "color[R]=100&color[G]=200&color[B]=150", rgb()),
        ("query_deep_object", "color%5bB%5d=150&other[R]=7&color%5BR]=100&color[%47]=200", rgb()),
        ("header_simple_array", "  blue ,\tblack,brown ", colors()),
        ("header_simple_array", "blue\r\nx-color: black,brown", colors()),
        ("header_simple_string", "a%20b", json!("a%20b")),
        ("header_simple_object", "G, 200, B, 150, R, 100", rgb()),
        ("header_simple_exploded_object", "G=200, B=150, R=100", rgb()),
        ("cookie_form_string", "other=1; color=a%20b+c", json!("a b+c")),
        ("cookie_form_string", "other=1;color=blue", json!("blue")),
        ("cookie_form_string", "other=1\r\ncookie: color=blue", json!("blue")),
        ("cookie_form_exploded_object", "B=150; session=x; G=200; R=100", rgb()),
    ] {
        assert_eq!(ends.read(operation, wire).await, Ok(value), "{operation} {wire}");
    }
}

#[tokio::test]
async fn what_no_server_can_read_is_told() {
    let ends = Ends::start().await;
    let number = "expected an integer of 64 bits, found text";
    for (operation, wire, error) in [
        ("path_simple_string", "%FF", "is not UTF-8".to_owned()),
        ("path_simple_string", "a/b", "404".to_owned()),
        ("path_simple_string", "", "404".to_owned()),
        ("path_simple_object", "R,100,G", "has a name without a value".to_owned()),
        ("path_simple_object", "R,x,G,200", format!("/R {number}; /B is required")),
        ("path_label_string", "blue", "must start with `.`".to_owned()),
        ("path_matrix_string", "blue", "must be written as `;color=...`".to_owned()),
        ("path_matrix_exploded_array", ";color=a;colour=b", "must be written as `;color=...`".to_owned()),
        ("query_form_string", "colour=blue", "is required".to_owned()),
        ("query_form_string", "color=%80", "is not UTF-8".to_owned()),
        ("query_form_string", "color=a&color=b", "must not be there twice".to_owned()),
        ("query_form_array", "color=a&color=b", "must not be there twice".to_owned()),
        (
            "query_form_exploded_object",
            "R=100&B=x&R=2",
            format!("/R must not be there twice; /B {number}; /G is required"),
        ),
        (
            "query_deep_object",
            "color[R]=100&color[G][x]=1",
            "/G expected text, found an object; /B is required".to_owned(),
        ),
        ("query_deep_object", "color=R,100,G,200,B,150", "expected an object, found text".to_owned()),
        ("header_simple_object", "R,100", "/G is required; /B is required".to_owned()),
        ("cookie_form_string", "other=1", "is required".to_owned()),
    ] {
        assert_eq!(ends.read(operation, wire).await, Err(error), "{operation} {wire}");
    }
}
