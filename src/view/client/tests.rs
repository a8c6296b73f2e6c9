//! Client pages of a small document with everything unpleasant in it.

use crate::settings::Settings;
use crate::view::PageKind;

const SPEC: &str = r##"
openapi: 3.0.3
info: { title: 'Ev"il */ API', version: '1' }
servers: [{ url: /v1 }]
paths:
  /a b/{id}:stop:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    head:
      operationId: peek
      responses:
        '200': { description: fine, headers: { "X-`Count'": { schema: { type: integer } } } }
    get:
      operationId: read
      deprecated: true
      description: "Ends */ here\n```\npanic!()\n```"
      parameters:
        - { name: tags, in: query, schema: { type: array, items: { type: string } } }
        - { name: send, in: query, schema: { type: string } }
      security: [{ 'k"ey': [] }, {}]
      responses:
        '200': { description: value, content: { application/json: { schema: { type: array, items: { type: integer } } } } }
        '204': { description: nothing }
        '429': { description: wait, headers: { Retry-After: { schema: { type: integer } } } }
        '4XX': { description: other, content: { text/plain: { schema: { type: string } } } }
  /wide:
    post:
      operationId: wide
      parameters:
        - { name: a, in: query, required: true, schema: { type: string } }
        - { name: b, in: query, required: true, schema: { type: string } }
        - { name: c, in: query, required: true, schema: { type: string } }
        - { name: d, in: query, required: true, schema: { type: string } }
        - { name: e, in: query, required: true, schema: { type: string } }
        - { name: f, in: query, required: true, schema: { type: string } }
      requestBody: { required: true, content: { application/octet-stream: { schema: { type: string, format: binary } } } }
      responses: { default: { description: all } }
  /errors:
    get:
      operationId: first
      responses: { '204': { description: d }, '400': { description: no, content: { application/json: { schema: { type: string } } } } }
    put:
      operationId: same
      responses: { '400': { description: no, content: { application/json: { schema: { type: string } } } }, '204': { description: d } }
    post:
      operationId: other
      responses: { '204': { description: d }, '400': { description: no, content: { text/plain: { schema: { type: string } } } } }
components:
  securitySchemes:
    'k"ey': { type: apiKey, in: header, name: 'X-Key' }
"##;

fn pages() -> Vec<(String, String)> {
    let api = crate::testing::api(SPEC);
    let names = crate::names::assign(&api);
    let mut settings = Settings::new("demo");
    settings.emit.docs = false;
    let pages = super::pages(&api, &names, &settings, crate::view::side::Side::Calls).into_iter().map(|page| {
        let text = crate::render::render(&page).unwrap_or_else(|bug| panic!("{}: {}", page.path, bug.what));
        match page.kind {
            PageKind::Rust => {
                let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}\n{text}", page.path));
                (page.path, prettyplease::unparse(&file))
            }
            _ => (page.path, text),
        }
    });
    pages.collect()
}

fn page(path: &str) -> String {
    let found = pages().into_iter().find(|(name, _)| name == path);
    found.unwrap_or_else(|| panic!("no page {path}")).1
}

#[test]
fn operations_are_tables_and_setters() {
    let text = page("client/src/default_api.rs");
    for wanted in [
        r#"path: "/a%20b/{id}:stop","#,
        r#"security: &[&["k\"ey"], &[]],"#,
        r#"Case::error("4XX", &[Media::text("text/plain")]),"#,
        "pub fn read(&self, id: &str) -> Read {",
        "#[deprecated]",
        "pub fn tags(mut self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {",
        "pub fn send_query(mut self, send_query: &str) -> Self {",
        "type Output = Result<Response<(), PeekHeaders>, Error>;",
        "pub fn wide(&self, required: WideRequest) -> Wide {",
        "headers: Box::new(ReadTooManyRequestsHeaders::read(&answer)?),",
        "0 => Ok(ReadOk::Ok(answer.value()?)),",
        "1 => Ok(ReadOk::NoContent),",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
}

#[test]
fn errors_that_are_read_alike_are_one_enum() {
    let text = page("client/src/default_api.rs");
    assert!(text.contains("pub type SameError = FirstError;"), "wherever the error stands\n{text}");
    assert!(text.contains("pub enum OtherError {"), "a text is not read as JSON\n{text}");
}

#[test]
fn a_relative_server_has_no_new() {
    let text = page("client/src/lib.rs");
    assert!(!text.contains("pub fn new()") && text.contains(r#"base_path: "/v1","#), "{text}");
}

#[test]
fn only_the_support_code_that_is_needed() {
    let names: Vec<String> = pages().into_iter().map(|(path, _)| path).collect();
    assert!(names.contains(&"client/src/support/file.rs".to_owned()));
    assert!(!names.contains(&"client/src/support/multipart.rs".to_owned()));
}
