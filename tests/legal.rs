//! Documents that nobody wrote and that are legal all the same: crates come, without an error, in bounded time.
//!
//! `CRATEWRIGHT_LEGAL=DIR cargo test --test legal -- --ignored` writes such documents as a corpus, so that
//! `CRATEWRIGHT_CORPUS=DIR cargo test --test corpus -- core` compiles and lints what comes of them; it ends with an
//! error all the same, since the tables of the real corpus list documents that such a one has not. `CRATEWRIGHT_SEED` gives
//! others.

#[path = "common/cpu.rs"]
mod cpu;

use std::time::Duration;

use cpu::timed;
use cratewright::diagnostics::{Format, Severity, render};
use cratewright::format as layout;
use cratewright::settings::Settings;
use cratewright::{Generator, Mode, lift, load, lower, names, pages};
use serde_json::{Map, Value, json};

/// Names that mean something in Rust, in generated code or in the libraries that it uses, and such as are no names there.
const NAMES: &[&str] = &[
    "Option",
    "Result",
    "String",
    "Vec",
    "Box",
    "Self",
    "Some",
    "None",
    "Ok",
    "Err",
    "Send",
    "Debug",
    "Default",
    "Request",
    "Response",
    "Error",
    "Client",
    "Builder",
    "Value",
    "Context",
    "Server",
    "Api",
    "Body",
    "Unknown",
    "type",
    "self",
    "new",
    "build",
    "clone",
    "fmt",
    "eq",
    "hash",
    "len",
    "send",
    "await",
    "std",
    "core",
    "alloc",
    "support",
    "codec",
    "types",
    "crate",
    "super",
    "serde",
    "serde_json",
    "bytes",
    "http",
    "url",
    "as_ref",
    "to_owned",
    "try_into",
    "add",
    "cmp",
    "routes",
    "router",
    "Mock",
    "u8",
    "str",
    "BTreeMap",
    "Encode",
    "Item",
    "Items",
    "List",
    "1st",
    "3D",
    "foo-bar",
    "foo_bar",
    "fooBar",
    "FooBar",
    "FOO_BAR",
    "_",
    "_private",
    "id",
    "name",
    "kind",
    "code",
    "value",
    "other",
    "additional",
    "path",
    "query",
    "header",
    "status",
    "fields",
    "place",
    "view",
    "blank",
    "next",
    "inner",
];

/// Names that are keys of no component.
const ODD: &[&str] =
    &["", " ", "a b", "$", "a.b", "日本語", "é", "q\"uote", "back\\slash", "new\nline", "*/", "{x}", "-1", "+1"];

/// Texts that are hard to show.
const TEXTS: &[&str] = &[
    "plain",
    "",
    " ",
    "```\nfn main() { broken(\n```",
    "[Foo] and [`Bar`] [x](y)",
    "*/ /* */ \\ \"q\" \t tab",
    "[]()",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "    indented",
    "# Heading\n\ntext",
    "line\r\nline\rline",
    "<b>unclosed",
    "{{ x }}",
];

const MEDIA: &[&str] = &[
    "application/json",
    "application/json",
    "application/json",
    "application/vnd.api+json",
    "application/xml",
    "text/plain",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/csv",
    "*/*",
    "image/png",
    "text/event-stream",
    "application/x-ndjson",
];

struct Maker {
    numbers: u64,
    newer: bool,
    components: Vec<&'static str>,
}

impl Maker {
    fn new(seed: u64) -> Self {
        let mut maker = Maker { numbers: seed, newer: seed % 2 == 1, components: Vec::new() };
        let keys: Vec<&str> = NAMES.to_vec();
        for _ in 0..20 {
            let name = maker.one(&keys);
            if !maker.components.contains(&name) {
                maker.components.push(name);
            }
        }
        maker
    }

    fn below(&mut self, limit: usize) -> usize {
        self.numbers = self.numbers.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.numbers >> 33) as usize % limit.max(1)
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn name(&mut self) -> &'static str {
        if self.chance(8) { self.one(ODD) } else { self.one(NAMES) }
    }

    fn reference(&mut self) -> Value {
        let components = self.components.clone();
        json!({ "$ref": format!("#/components/schemas/{}", self.one(&components)) })
    }

    fn scalar(&mut self) -> Value {
        match self.below(9) {
            0 => json!({ "type": "integer", "format": self.one(&["int32", "int64", "uint64", "weird"]) }),
            1 => json!({ "type": "number", "minimum": -1.5 }),
            2 => json!({ "type": "boolean" }),
            3 => {
                json!({ "type": "string", "format": self.one(&["date-time", "date", "uuid", "byte", "password", "uri"]) })
            }
            4 => {
                let mut values: Vec<&str> = (0..=self.below(6)).map(|_| self.name()).collect();
                values.sort_unstable();
                values.dedup();
                json!({ "type": "string", "enum": values })
            }
            5 => json!({ "type": "integer", "enum": [1, -1, 100] }),
            6 => json!({ "type": "string", "minLength": 1, "maxLength": 5, "pattern": "^[a-z]+$" }),
            7 => json!({ "type": "string", "default": "x" }),
            _ => json!({ "type": "string" }),
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        let mut properties = Map::new();
        for _ in 0..self.below(6) {
            let name = self.name();
            properties.insert(name.to_owned(), self.schema(depth.saturating_sub(1)));
        }
        let required: Vec<String> = properties.keys().filter(|_| self.chance(40)).cloned().collect();
        let mut object = json!({ "type": "object", "properties": properties });
        if !required.is_empty() {
            object["required"] = required.into();
        }
        match self.below(8) {
            0 => object["additionalProperties"] = self.schema(depth.saturating_sub(1)),
            1 => object["additionalProperties"] = self.chance(50).into(),
            _ => {}
        }
        object
    }

    fn schema(&mut self, depth: usize) -> Value {
        if self.chance(25) {
            return self.reference();
        }
        let mut schema = match self.below(if depth == 0 { 4 } else { 12 }) {
            0 => return self.reference(),
            1..4 => self.scalar(),
            4..7 => self.object(depth),
            7 => json!({ "type": "array", "items": self.schema(depth - 1) }),
            8 => json!({ "type": "object", "additionalProperties": self.schema(depth - 1) }),
            9 => {
                json!({ "allOf": (0..=self.below(2)).map(|_| if self.chance(60) { self.reference() } else { self.object(depth - 1) }).collect::<Vec<_>>() })
            }
            10 => {
                json!({ self.one(&["oneOf", "anyOf"]): (0..=self.below(3)).map(|_| if self.chance(40) { self.reference() } else { self.schema(depth - 1) }).collect::<Vec<_>>() })
            }
            _ => json!({}),
        };
        if self.chance(25) {
            schema["description"] = self.one(TEXTS).into();
        }
        if self.chance(10) {
            match (self.newer, schema["type"].as_str().map(str::to_owned)) {
                (true, Some(ty)) if schema.get("enum").is_none() => schema["type"] = json!([ty, "null"]),
                (false, _) => schema["nullable"] = true.into(),
                _ => {}
            }
        }
        if schema["type"].is_null() {
            schema.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
        }
        schema
    }

    fn content(&mut self) -> Value {
        let media = self.one(MEDIA);
        let schema = match media {
            "text/plain" | "text/csv" | "image/png" | "application/octet-stream" => json!({ "type": "string" }),
            "application/x-www-form-urlencoded" | "multipart/form-data" => self.object(1),
            _ => self.schema(2),
        };
        json!({ media: { "schema": schema } })
    }

    fn operation(&mut self, id: &str, path: &mut String) -> Value {
        let mut parameters: Vec<Value> = Vec::new();
        let most = if self.chance(10) { 12 } else { 4 };
        for _ in 0..self.below(most) {
            let place = self.one(&["path", "query", "query", "header", "cookie"]);
            let name = if place == "query" { self.name() } else { self.one(NAMES) };
            let is_known = |known: &Value| {
                known["in"] == place && known["name"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(name))
            };
            if parameters.iter().any(is_known) {
                continue;
            }
            if place == "path" {
                path.push_str(&format!("/{{{name}}}"));
            }
            let required = place == "path" || self.chance(50);
            let schema = if place == "query" { self.schema(1) } else { self.scalar() };
            parameters.push(json!({ "name": name, "in": place, "required": required, "schema": schema }));
        }
        let mut operation = json!({ "operationId": id, "parameters": parameters, "tags": [self.one(NAMES)] });
        if self.chance(50) {
            operation["requestBody"] = json!({ "required": self.chance(60), "content": self.content() });
        }
        for code in ["200", "404", "4XX", "default"] {
            if code == "200" || self.chance(30) {
                operation["responses"][code] = json!({ "description": self.one(TEXTS), "content": self.content() });
            }
        }
        operation
    }

    fn document(&mut self) -> Value {
        let mut schemas = Map::new();
        for name in self.components.clone() {
            schemas.insert(name.to_owned(), self.schema(3));
        }
        let mut paths = Map::new();
        let mut ids: Vec<&str> = Vec::new();
        for index in 0..12 {
            let id = self.one(NAMES);
            if !ids.contains(&id) {
                ids.push(id);
                let mut path = format!("/{index}");
                let operation = self.operation(id, &mut path);
                paths.insert(path, json!({ self.one(&["post", "put", "patch"]): operation }));
            }
        }
        let version = if self.newer { "3.1.0" } else { "3.0.3" };
        json!({
            "openapi": version,
            "info": { "title": self.one(NAMES), "version": "1", "description": self.one(TEXTS) },
            "paths": paths,
            "components": { "schemas": schemas },
        })
    }
}

fn seed() -> u64 {
    std::env::var("CRATEWRIGHT_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1)
}

/// Everything that is made of a document, checked as Rust; the errors.
fn generate(text: String) -> Vec<String> {
    let sources = match load::Sources::from_text("legal.json", text) {
        Ok(sources) => sources,
        Err(error) => return vec![render(&error.diagnostics, &error.sources, Format::Json)],
    };
    let (lifted, mut diagnostics) = lift::lift(&sources);
    if let Some(lifted) = &lifted {
        let (api, found) = lower::lower(lifted, &|pointer| lifted.origins.resolve(pointer));
        diagnostics.extend(found);
        let names = names::assign(&api);
        for page in pages(&api, &names, &Settings::new("legal")) {
            let text = cratewright::render::render(&page).unwrap_or_else(|bug| panic!("{bug}"));
            let stamp = layout::Stamp::new("legal.json");
            layout::format(&page.path, page.kind, text, &stamp).unwrap_or_else(|bug| panic!("{bug}"));
        }
    }
    diagnostics.retain(|one| one.severity == Severity::Error);
    if diagnostics.is_empty() { Vec::new() } else { vec![render(&diagnostics, &sources, Format::Json)] }
}

#[test]
fn legal_documents_give_crates() {
    for number in seed()..seed() + 60 {
        let text = Maker::new(number).document().to_string();
        let (errors, taken) = timed(|| generate(text));
        assert!(errors.is_empty(), "CRATEWRIGHT_SEED={number}: {}", errors.concat());
        assert!(taken < Duration::from_secs(60), "CRATEWRIGHT_SEED={number} takes {taken:?}");
    }
}

#[test]
fn names_of_any_length_are_written() {
    let long = |start: &str| format!("{start} {}", "and a word more ".repeat(40));
    let object = json!({ "type": "object", "properties": { long("p"): { "type": "string", "enum": [long("v")] } } });
    let media = json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{}", long("C").replace(' ', "_")) } } });
    let answer = json!({ "200": { "description": "Fine", "content": media } });
    let operation = |id: String| {
        json!({
            "operationId": id,
            "tags": [long("t")],
            "parameters": [{ "name": long("q"), "in": "query", "schema": { "type": "string", "enum": ["a", "b"] } }],
            "responses": answer,
        })
    };
    let schemas =
        [(long("C").replace(' ', "_"), object.clone()), (format!("{}2", long("C").replace(' ', "_")), object)];
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": long("Title"), "version": "1" },
        "paths": { "/a": { "get": operation(long("o")) }, "/b": { "get": operation(format!("{}x", long("o"))) } },
        "components": { "schemas": Map::from_iter(schemas) },
    });
    let folder = tempfile::tempdir().expect("a folder");
    let spec = folder.path().join("spec.json");
    std::fs::write(&spec, document.to_string()).expect("a document");
    let generator = Generator::new().api(spec, folder.path().join("out"), Settings::new("long"));
    let report = generator.run(Mode::Write).expect("crates");
    assert!(report.written() > 50);
}

#[test]
#[ignore = "writes a corpus to CRATEWRIGHT_LEGAL"]
fn legal_documents_are_a_corpus() {
    let folder =
        std::path::PathBuf::from(std::env::var_os("CRATEWRIGHT_LEGAL").expect("CRATEWRIGHT_LEGAL names a folder"));
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut index = "path\tset\tdialect\tbytes\n".to_owned();
    for number in seed()..seed() + 20 {
        let text = format!("{:#}", Maker::new(number).document());
        index.push_str(&format!("legal-{number}.json\tcore\t3\t{}\n", text.len()));
        std::fs::write(folder.join(format!("legal-{number}.json")), text).expect("a document");
    }
    std::fs::write(folder.join("index.tsv"), index).expect("an index");
}
