//! The least that generating can cost: the document becomes an `openapiv3::OpenAPI`, and what was written is parsed
//! and printed. `benches/figures` runs this program beside the generator and compares their CPU time.
//!
//! ```text
//! limit parse DOCUMENT     # the text to openapiv3's types (or to a plain value, where openapiv3 rejects it)
//! limit format FOLDER      # syn::parse_file and prettyplease::unparse of every Rust file below it
//! ```
//! One thread, and nothing else; each prints one line of what it saw.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["parse", document] => parse(Path::new(document)),
        ["format", folder] => format(Path::new(folder)),
        _ => Err("limit parse DOCUMENT, or limit format FOLDER".into()),
    };
    match done {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

type Outcome = Result<String, Box<dyn std::error::Error>>;

fn parse(document: &Path) -> Outcome {
    let text = std::fs::read_to_string(document)?;
    let json = text.trim_start().starts_with('{');
    let read = match json {
        true => serde_json::from_str::<openapiv3::OpenAPI>(&text).map_err(|error| error.to_string()),
        false => serde_yaml::from_str::<openapiv3::OpenAPI>(&text).map_err(|error| error.to_string()),
    };
    match read {
        Ok(document) => Ok(format!("{} paths", document.paths.paths.len())),
        Err(error) => {
            let value: serde_json::Value =
                if json { serde_json::from_str(&text)? } else { serde_yaml::from_str(&text)? };
            Ok(format!("a plain value of {} members, since {error}", value.as_object().map_or(0, serde_json::Map::len)))
        }
    }
}

fn format(folder: &Path) -> Outcome {
    let (mut files, mut read, mut printed) = (0usize, 0usize, 0usize);
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path)?;
                files += 1;
                read += text.len();
                printed += prettyplease::unparse(&syn::parse_file(&text)?).len();
            }
        }
    }
    Ok(format!("{files} files, {read} bytes read, {printed} bytes printed"))
}
