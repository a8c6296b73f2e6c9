//! Writes a workspace with the same 200 structs twice: with serde's derive, and as cratewright generates them. Each
//! comes with a program that decodes and encodes every struct; a third program compares their speed.
//!
//! `cargo run --release -- DIR`, see `../README.md` for what to measure then.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

use cratewright::settings::{Emit, Settings};
use cratewright::view::PageKind;
use cratewright::{lift, load, lower, names, render, view};
use serde_json::{Map, Value, json};

/// How many structs there are.
const STRUCTS: usize = 200;

/// The kinds of fields: Rust type, schema, value.
const KINDS: usize = 9;

struct Field {
    name: String,
    rust: String,
    schema: Value,
    value: Value,
    required: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = env::args().nth(1).ok_or("usage: codec-bench DIR")?;
    let dir = Path::new(&dir);
    let structs: Vec<Vec<Field>> = (0..STRUCTS).map(fields).collect();
    let samples: Vec<String> = (0..STRUCTS).map(|index| sample(&structs, index, 0).to_string()).collect();

    write(
        dir,
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"derived\", \"derived-program\", \"tables/types\", \"tables-program\", \"speed\"]\n",
    )?;
    write(dir, "derived/Cargo.toml", &manifest("derived", "serde = { version = \"1\", features = [\"derive\"] }"))?;
    write(dir, "derived/src/lib.rs", &derived(&structs))?;
    tables(dir, &structs)?;
    for (name, dependency) in [
        ("derived", "derived = { path = \"../derived\" }"),
        ("tables", "tables-types = { path = \"../tables/types\" }"),
    ] {
        let dependencies = format!("{dependency}\nserde_json = \"1\"");
        write(dir, &format!("{name}-program/Cargo.toml"), &manifest(&format!("{name}-program"), &dependencies))?;
        write(dir, &format!("{name}-program/src/main.rs"), &program(name, &samples))?;
    }
    let both = "derived = { path = \"../derived\" }\ntables-types = { path = \"../tables/types\" }\nserde_json = \"1\"";
    write(dir, "speed/Cargo.toml", &manifest("speed", both))?;
    write(dir, "speed/src/main.rs", &speed(&samples))?;
    Ok(())
}

/// 6 to 14 fields; the kinds and their order differ from struct to struct.
fn fields(index: usize) -> Vec<Field> {
    (0..6 + index * 7 % 9).map(|position| field(index, position)).collect()
}

fn field(index: usize, position: usize) -> Field {
    let seed = index * 31 + position * 17;
    let (rust, schema, value) = match seed % KINDS {
        0 => ("i64".to_owned(), json!({"type": "integer", "format": "int64"}), json!(seed * 1001)),
        1 => ("bool".to_owned(), json!({"type": "boolean"}), json!(seed.is_multiple_of(2))),
        2 => ("f64".to_owned(), json!({"type": "number"}), json!(seed as f64 / 8.0)),
        3 => (
            "Vec<String>".to_owned(),
            json!({"type": "array", "items": {"type": "string"}}),
            json!(["alpha", "beta", "gamma"]),
        ),
        4 if index > 0 => {
            let other = seed % index;
            (format!("Box<S{other}>"), json!({"$ref": format!("#/components/schemas/S{other}")}), json!({"ref": other}))
        }
        5 => ("String".to_owned(), json!({"type": "string"}), json!(format!("a longer text without escapes {seed}"))),
        6 => ("i32".to_owned(), json!({"type": "integer", "format": "int32"}), json!(seed % 1000)),
        7 => (
            "std::collections::BTreeMap<String, i64>".to_owned(),
            json!({"type": "object", "additionalProperties": {"type": "integer"}}),
            json!({"one": 1, "two": 2}),
        ),
        _ => ("String".to_owned(), json!({"type": "string"}), json!(format!("text {seed}"))),
    };
    let required = !seed.is_multiple_of(3) && !rust.starts_with("Box");
    let rust = if required { rust } else { format!("Option<{rust}>") };
    Field { name: format!("field_{position}_of_{index}"), rust, schema, value, required }
}

/// A value of a struct; references end after two levels.
fn sample(structs: &[Vec<Field>], index: usize, depth: usize) -> Value {
    let mut object = Map::new();
    for field in &structs[index] {
        match field.value.get("ref").and_then(Value::as_u64) {
            Some(_) if depth >= 2 => {}
            Some(other) => {
                object.insert(field.name.clone(), sample(structs, other as usize, depth + 1));
            }
            None => {
                object.insert(field.name.clone(), field.value.clone());
            }
        }
    }
    Value::Object(object)
}

fn manifest(name: &str, dependencies: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n")
}

fn derived(structs: &[Vec<Field>]) -> String {
    let mut out = String::new();
    for (index, fields) in structs.iter().enumerate() {
        let _ = writeln!(
            out,
            "#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]\npub struct S{index} {{"
        );
        for Field { name, rust, required, .. } in fields {
            if !required {
                let _ = writeln!(out, "    #[serde(default, skip_serializing_if = \"Option::is_none\")]");
            }
            let _ = writeln!(out, "    pub {name}: {rust},");
        }
        let _ = writeln!(out, "}}");
    }
    out
}

/// The types crate, as the generator writes it.
fn tables(dir: &Path, structs: &[Vec<Field>]) -> Result<(), Box<dyn std::error::Error>> {
    let schemas = structs.iter().enumerate().map(|(index, fields)| {
        let properties = fields.iter().map(|field| (field.name.clone(), field.schema.clone())).collect();
        let required: Vec<&str> =
            fields.iter().filter(|field| field.required).map(|field| field.name.as_str()).collect();
        let schema = json!({"type": "object", "required": required, "properties": Value::Object(properties)});
        (format!("S{index}"), schema)
    });
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "tables", "version": "1"},
        "paths": {},
        "components": {"schemas": Value::Object(schemas.collect())},
    });
    let sources =
        load::Sources::from_text("tables.json", document.to_string()).map_err(|_| "the document cannot be read")?;
    let lifted = lift::lift(&sources).0.ok_or("the document cannot be lifted")?;
    let (api, _) = lower::lower(&lifted, &|pointer| lifted.origins.resolve(pointer));
    let names = names::assign(&api);
    let mut settings = Settings::new("tables");
    settings.emit = Emit { types: true, client: false, server: false, webhooks: false, docs: false };
    for page in view::types::pages(&api, &names, &settings) {
        let mut text = render::render(&page).map_err(|bug| bug.what)?;
        if page.kind == PageKind::Rust {
            text = prettyplease::unparse(&syn::parse_file(&text)?);
        }
        write(dir, &format!("tables/{}", page.path), &text)?;
    }
    Ok(())
}

fn path(name: &str, index: usize) -> String {
    if name == "derived" { format!("derived::S{index}") } else { format!("tables_types::S{index}") }
}

fn decode(name: &str, index: usize, text: &str) -> String {
    let path = path(name, index);
    match name {
        "derived" => format!("serde_json::from_slice::<{path}>({text}).unwrap()"),
        _ => {
            format!("tables_types::support::from_json::<{path}>({text}, tables_types::support::Mode::Lenient).unwrap()")
        }
    }
}

fn encode(name: &str, value: &str) -> String {
    match name {
        "derived" => format!("serde_json::to_vec({value}).unwrap()"),
        _ => format!("tables_types::support::to_json({value})"),
    }
}

/// A program that uses every type in both directions.
fn program(name: &str, samples: &[String]) -> String {
    let mut out = "fn main() {\n    let mut size = 0;\n".to_owned();
    for (index, sample) in samples.iter().enumerate() {
        let (decode, encode) = (decode(name, index, &format!("br#\"{sample}\"#")), encode(name, "&value"));
        let _ = writeln!(out, "    let value = {decode};\n    size += {encode}.len();");
    }
    out.push_str("    println!(\"{size}\");\n}\n");
    out
}

/// A program that runs both in turn and prints the ratios.
fn speed(samples: &[String]) -> String {
    let mut out = "use std::hint::black_box;\nuse std::time::{Duration, Instant};\n\n".to_owned();
    out.push_str("type Run = fn(&[u8]) -> (Duration, Duration);\n\nstatic CASES: &[(&[u8], Run, Run)] = &[\n");
    for (index, sample) in samples.iter().enumerate() {
        let _ = writeln!(out, "    (br#\"{sample}\"#, derived_{index}, tables_{index}),");
    }
    out.push_str("];\n\n");
    for name in ["derived", "tables"] {
        for index in 0..samples.len() {
            let (decode, encode) = (decode(name, index, "black_box(text)"), encode(name, "black_box(&value)"));
            let _ = writeln!(
                out,
                "fn {name}_{index}(text: &[u8]) -> (Duration, Duration) {{\n    let start = Instant::now();\n    for _ in 0..19 {{\n        \
                 black_box({decode});\n    }}\n    let value = {decode};\n    let middle = Instant::now();\n    for _ in 0..20 {{\n        \
                 black_box({encode});\n    }}\n    (middle - start, middle.elapsed())\n}}\n"
            );
        }
    }
    out.push_str(SPEED_MAIN);
    out
}

const SPEED_MAIN: &str = r#"fn main() {
    // The fastest round of each case counts: what a busy machine adds is no property of the code.
    let mut best = vec![[Duration::MAX; 4]; CASES.len()];
    for round in 0..60 {
        for ((text, derived, tables), best) in CASES.iter().zip(&mut best) {
            // The order changes, so that neither always finds the caches warm.
            let (d, t) = if round % 2 == 0 {
                let d = derived(text);
                (d, tables(text))
            } else {
                let t = tables(text);
                (derived(text), t)
            };
            for (best, now) in best.iter_mut().zip([d.0, d.1, t.0, t.1]) {
                *best = now.min(*best);
            }
        }
    }
    let sum = |part: usize| best.iter().map(|case| case[part].as_secs_f64()).sum::<f64>();
    println!("decode: speed relative to derive {:.3}", sum(0) / sum(2));
    println!("encode: speed relative to derive {:.3}", sum(1) / sum(3));
}
"#;

fn write(dir: &Path, path: &str, text: &str) -> io::Result<()> {
    let path = dir.join(path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, text)
}
