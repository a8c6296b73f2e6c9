//! Pages of a small API whose texts are hostile, made by hand: no other stage has a part in it.

use std::sync::Arc;

use serde_json::json;

use crate::model::*;
use crate::names::assign;
use crate::render::render;
use crate::settings::Settings;

const HOSTILE: &str =
    "# Heading\n\na | b <script>alert(1)</script> [x](javascript:y) `code`\n\n```\nfn main() {}\n```\n";

fn string() -> Value {
    Value::plain(TypeRef::Scalar(Scalar::String))
}

fn field(wire: &str, value: Value, presence: Presence) -> Field {
    Field {
        wire: wire.to_owned(),
        value,
        presence,
        description: Some(HOSTILE.to_owned()),
        title: None,
        deprecated: false,
        read_only: Marked::No,
        write_only: Marked::No,
        xml: None,
        example: None,
        never: false,
        origin: Pointer::default(),
    }
}

fn component(name: &str, kind: TypeKind) -> TypeDef {
    TypeDef {
        name_hint: NameHint::Component(name.to_owned()),
        title: None,
        description: Some(HOSTILE.to_owned()),
        deprecated: true,
        kind,
        limits: Limits::default(),
        example: None,
        origin: Pointer::default(),
        end: Some(0),
        input_of: None,
        blank: true,
    }
}

fn param(wire: &str, location: Location, value: Value, default: Option<serde_json::Value>) -> Param {
    Param {
        wire: wire.to_owned(),
        location,
        style: Style::Simple,
        explode: false,
        value,
        required: location == Location::Path,
        default,
        allow_reserved: false,
        allow_empty_value: false,
        description: Some(HOSTILE.to_owned()),
        deprecated: false,
        examples: Vec::new(),
        origin: Pointer::default(),
    }
}

fn json_payload(ty: TypeRef) -> Payload {
    Payload {
        content: Content::Value(Value::plain(ty)),
        media: vec![Media { text: "application/json".to_owned(), format: Format::Json, origin: Pointer::default() }],
        examples: Vec::new(),
        origin: Pointer::default(),
    }
}

fn response(status: Status, success: bool, payloads: Vec<Payload>) -> Response {
    Response {
        status,
        success,
        description: HOSTILE.to_owned(),
        headers: vec![Header {
            wire: "Location".to_owned(),
            value: string(),
            style: Style::Simple,
            explode: false,
            required: false,
            description: Some(HOSTILE.to_owned()),
            deprecated: false,
            examples: Vec::new(),
            origin: Pointer::default(),
        }],
        links: Vec::new(),
        payloads,
        origin: Pointer::default(),
    }
}

fn api() -> Api {
    let node = TypeRef::Named(TypeId(0));
    let list = TypeRef::List(Box::new(Value::plain(node.clone())));
    let tree = Struct {
        groups: Vec::new(),
        withheld: Vec::new(),
        fields: vec![
            field("id|x", Value::plain(TypeRef::Scalar(Scalar::I64)), Presence::Required),
            field("type", string(), Presence::Defaulted(json!("a`b|c"))),
            field("children", Value::plain(list), Presence::OptionalNullable),
        ],
        additional: Additional::Kept(Box::new(Value::any(Why::Open))),
        limits: Limits::default(),
    };
    let values = vec![EnumValue {
        value: "a|b".to_owned(),
        name: None,
        description: Some(HOSTILE.to_owned()),
        deprecated: false,
    }];
    let mut body = json_payload(node.clone());
    body.media.push(Media { text: "application/yaml".to_owned(), ..body.media[0].clone() });
    let operation = Operation {
        name_hint: "put tree".to_owned(),
        long_name_hint: None,
        method: "PUT".to_owned(),
        path: PathTemplate {
            text: "/trees/{id}".to_owned(),
            route: "/trees/{id}".to_owned(),
            query: String::new(),
            segments: vec![vec![PathPart::Literal("trees".to_owned())], vec![PathPart::Param(0)]],
        },
        params: vec![
            param("id", Location::Path, string(), None),
            param("deep", Location::Query, string(), Some(json!(""))),
        ],
        bodies: vec![body],
        body_required: true,
        body_description: Some(HOSTILE.to_owned()),
        body_name: None,
        responses: vec![
            response(Status::Code(200), true, vec![json_payload(node)]),
            response(Status::Code(204), true, vec![]),
            response(Status::Default, false, vec![]),
        ],
        security: vec![vec![Requirement { scheme: 0, scopes: vec!["read|all".to_owned()] }], vec![]],
        summary: Some(HOSTILE.to_owned()),
        description: Some(HOSTILE.to_owned()),
        deprecated: true,
        place: None,
        external_docs: Some(ExternalDocs { url: "javascript:alert(1)".to_owned(), description: None }),
        hook: None,
        origin: Pointer::default(),
    };
    Api {
        info: Info { title: "A | <b>B</b>".to_owned(), description: Some(HOSTILE.to_owned()), ..Info::default() },
        places: Vec::new(),
        servers: vec![Server { name: None, url: "/v1`x".to_owned(), description: None, variables: Vec::new() }],
        types: Arc::new(vec![
            component("Tree", TypeKind::Struct(tree)),
            component("Con", TypeKind::StringEnum(values)),
            component("CON_", TypeKind::Alias(string())),
        ]),
        groups: vec![Group {
            tag: None,
            description: Some(HOSTILE.to_owned()),
            operations: vec![OperationId(0)],
            hooks: false,
            ..Group::default()
        }],
        operations: vec![operation],
        security_schemes: vec![SecurityScheme {
            key: "Access-token".to_owned(),
            kind: SecurityKind::ApiKey { location: Location::Header, name: "X|Key".to_owned() },
            description: Some(HOSTILE.to_owned()),
            origin: Pointer::default(),
        }],
    }
}

fn pages() -> Vec<(String, String)> {
    let api = api();
    let names = assign(&api);
    let pages = super::pages(&api, &names, &Settings::new("tree"), None);
    pages.iter().map(|page| (page.path.clone(), render(page).expect("a page"))).collect()
}

fn page(name: &str) -> String {
    let pages = pages();
    let found = pages.iter().find(|(path, _)| path == name);
    found
        .unwrap_or_else(|| panic!("{name} is not among {:?}", pages.iter().map(|(path, _)| path).collect::<Vec<_>>()))
        .1
        .clone()
}

#[test]
fn every_row_has_the_cells_of_its_table() {
    for (path, text) in pages() {
        let mut wanted = None;
        for line in text.lines() {
            if !line.starts_with('|') {
                wanted = None;
                continue;
            }
            let bars = line.replace("\\|", "").matches('|').count();
            assert_eq!(bars, *wanted.get_or_insert(bars), "{path}: {line}");
        }
    }
}

#[test]
fn nothing_of_a_stranger_is_run_or_followed() {
    for (path, text) in pages() {
        assert!(!text.replace("\\<", "").contains("<script"), "{path}: {text}");
        assert!(!text.contains("](javascript:"), "{path}: {text}");
        let mut fences = text.lines().filter(|line| line.starts_with("```")).step_by(2);
        assert!(fences.all(|fence| fence.len() > 3), "{path}: a fence without a language:\n{text}");
    }
}

#[test]
fn an_operation_says_everything() {
    let page = page("client/docs/DefaultApi.md");
    for wanted in [
        "| [**put_tree**](#put_tree) | `PUT /trees/{id}` |",
        "> `put_tree(id: &str, tree: &Tree) -> Result<PutTreeOk, Error<PutTreeError>>`",
        "> Optional: `.deep(&str)`",
        "use tree_client::{Client, types};",
        "let client = Client::builder(\"https://api.example.com/v1`x\")",
        ".access_token(std::env::var(\"ACCESS_TOKEN\")?)",
        "let mut tree = types::Tree::new(1);",
        "tree.r#type = Some(\"a`b|c\".to_owned());",
        "client.put_tree(\"id\", &tree).deep(\"\").await?;",
        "[optional] [default to `''`] `deep` in the query |",
        "[`Access-token`](../README.md#access-token) (`read|all`), none",
        "`PutTreeOk`: **[`Tree`](Tree.md)**, `()` (empty response body)",
        "> Body as: `.as_json()` (`application/json`), `.as_yaml()` (`application/yaml`)",
        "- **Content-Type**: `application/json`, `application/yaml`",
        "| **default** |",
        "`Location` (`String`): ",
        "[[Back to README]](../README.md)",
    ] {
        assert!(page.contains(wanted), "no {wanted} in\n{page}");
    }
}

#[test]
fn a_model_says_everything() {
    let tree = page("client/docs/Tree.md");
    for wanted in [
        "`tree_types::Tree`",
        "| **`id_x`** | `id\\|x` | `i64` |",
        "[optional] [default to ``'a`b\\|c'``] |",
        "[`Option<Option<Vec<Tree>>>`](Tree.md)",
        "Other properties are kept in",
    ] {
        assert!(tree.contains(wanted), "no {wanted} in\n{tree}");
    }
    assert!(page("client/docs/ConType.md").contains("| **`AB`** | `\"a\\|b\"` |"));
}
