//! `cratewright.toml`: which documents become which crates, and with which choices.
//!
//! It reads text and gives settings; it does not look at the documents. Paths are relative to the config's folder.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use crate::formats::choices::Choices;
use crate::settings::{Emit, Settings};

/// The name of the config that `generate` looks for.
pub const CONFIG: &str = "cratewright.toml";

/// One document and what to make of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The document.
    pub spec: PathBuf,
    /// Receives `types/`, `client/` and `server/`.
    pub output: PathBuf,
    /// The choices.
    pub settings: Settings,
}

/// A whole config.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// In the order of the file.
    pub jobs: Vec<Job>,
    /// The folder whose `Cargo.toml` makes all crates one workspace; without it, each output folder is one.
    pub workspace: Option<Workspace>,
}

/// One workspace for all crates.
#[derive(Clone, Debug, PartialEq)]
pub struct Workspace {
    /// The folder of its `Cargo.toml`.
    pub output: PathBuf,
    /// Further members, relative to that folder.
    pub members: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    #[serde(default)]
    api: Vec<RawApi>,
    workspace: Option<RawWorkspace>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawWorkspace {
    output: PathBuf,
    #[serde(default)]
    members: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawApi {
    spec: PathBuf,
    name: Option<String>,
    output: PathBuf,
    emit: Option<Vec<String>>,
    version: Option<String>,
    license: Option<String>,
    #[serde(default)]
    roots: Vec<PathBuf>,
    #[serde(default)]
    overlays: Vec<PathBuf>,
    #[serde(default)]
    allow_remote_refs: bool,
    #[serde(default)]
    types: BTreeMap<String, String>,
    tag_features: Option<bool>,
}

impl Config {
    /// Reads a config file.
    ///
    /// # Errors
    /// One sentence for a person, with line and column where the text is at fault.
    pub fn read(path: &Path) -> Result<Config, String> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Config::parse(&text, path.parent().unwrap_or(Path::new("")))
            .map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Understands a config's text; `folder` is where its paths start.
    ///
    /// # Errors
    /// One sentence for a person.
    pub fn parse(text: &str, folder: &Path) -> Result<Config, String> {
        let raw: Raw = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut jobs: Vec<Job> = Vec::new();
        for api in raw.api {
            let name = match api.name {
                Some(name) => name,
                None => default_name(&api.spec),
            };
            check_name(&name)?;
            let mut settings = Settings::new(name);
            if let Some(parts) = api.emit {
                settings.emit = parse_emit(parts.iter().map(String::as_str))?;
            }
            settings.version = api.version.unwrap_or(settings.version);
            settings.license = api.license;
            settings.tag_features = api.tag_features;
            let below = |paths: Vec<PathBuf>| paths.into_iter().map(|path| folder.join(path)).collect();
            settings.reading.roots = below(api.roots);
            settings.reading.overlays = below(api.overlays);
            settings.reading.remote = api.allow_remote_refs;
            settings.reading.lock = Some(folder.to_owned());
            for (key, name) in &api.types {
                settings
                    .types
                    .choose(key, name)
                    .map_err(|error| format!("[api.types] of `{}`: {error}", settings.name))?;
            }
            let output = folder.join(api.output);
            let same = |job: &&Job| plain(&job.output) == plain(&output) || job.settings.name == settings.name;
            if let Some(other) = jobs.iter().find(same) {
                return Err(format!(
                    "`{}` and `{}` share a name or an output folder",
                    other.settings.name, settings.name
                ));
            }
            jobs.push(Job { spec: folder.join(api.spec), output, settings });
        }
        let workspace = raw
            .workspace
            .map(|workspace| Workspace { output: folder.join(workspace.output), members: workspace.members });
        Ok(Config { jobs, workspace })
    }
}

/// A path without the parts that change nothing.
pub(crate) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

/// The name that a document's file name suggests.
pub fn default_name(spec: &Path) -> String {
    let stem = spec.file_stem().unwrap_or_default().to_string_lossy();
    let name = heck::AsKebabCase(stem).to_string();
    if name.starts_with(|c: char| c.is_ascii_lowercase()) { name } else { format!("api-{name}") }
}

/// Whether a text can start the name of a package.
///
/// # Errors
/// One sentence that says what a name looks like.
pub fn check_name(name: &str) -> Result<(), String> {
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    if starts && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_') {
        Ok(())
    } else {
        Err(format!("`{name}` cannot name a package: use lower-case letters, digits and `-`, a letter first"))
    }
}

/// Makes the choices that a list of `key=name` names.
///
/// # Errors
/// One sentence when a word is no choice.
pub fn choose<'a>(types: &mut Choices, words: impl Iterator<Item = &'a str>) -> Result<(), String> {
    for word in words {
        let Some((key, name)) = word.split_once('=') else {
            return Err(format!("`{word}` chooses no type: write it as in `date-time=chrono`"));
        };
        types.choose(key.trim(), name.trim())?;
    }
    Ok(())
}

/// The parts that a list names. Client and server bring the types along.
///
/// # Errors
/// One sentence when a word is no part.
pub fn parse_emit<'a>(parts: impl Iterator<Item = &'a str>) -> Result<Emit, String> {
    let mut emit = Emit { types: false, client: false, server: false, docs: false, webhooks: false };
    for part in parts {
        match part.trim() {
            "types" => emit.types = true,
            "client" => emit.client = true,
            "server" => emit.server = true,
            "docs" => emit.docs = true,
            "webhooks" => emit.webhooks = true,
            other => return Err(format!("`{other}` is no part: use types, client, server, docs, webhooks")),
        }
    }
    emit.types |= emit.client || emit.server || emit.webhooks;
    Ok(emit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_start_at_the_config_and_unknown_keys_are_errors() {
        let text = "[[api]]\nspec = \"a.yaml\"\noutput = \"out\"\nemit = [\"client\"]\n[api.types]\nuuid = \"uuid\"\n";
        let config = Config::parse(text, Path::new("x")).unwrap();
        assert_eq!(config.jobs[0].spec, Path::new("x/a.yaml"));
        assert_eq!(config.jobs[0].settings.name, "a");
        assert!(config.jobs[0].settings.emit.types && !config.jobs[0].settings.emit.server);
        let text = "[[api]]\nspec = \"a/b.yaml\"\noutput = \"out\"\nroots = [\".\"]\n";
        let reading = Config::parse(text, Path::new("x")).unwrap().jobs[0].settings.reading.clone();
        assert_eq!(reading.roots, [Path::new("x/.")]);
        let error = Config::parse("[[api]]\nspec = \"a\"\noutput = \"b\"\nsped = 1\n", Path::new("")).unwrap_err();
        assert!(error.contains("line 4") && error.contains("sped"), "{error}");
        let error = "[[api]]\nspec = \"a\"\noutput = \"b\"\n[api.types]\nuuid = \"guid\"\n";
        let error = Config::parse(error, Path::new("")).unwrap_err();
        assert_eq!(error, "[api.types] of `a`: `guid` is no type for `uuid`: use string, uuid");
        for other in ["out", "./out", "x/../out"] {
            let text = format!("{text}[[api]]\nspec = \"b.yaml\"\noutput = {other:?}\n");
            assert!(Config::parse(&text, Path::new("")).is_err(), "{other}");
        }
        assert!(Config::parse("[[api]]\nspec = \"a\"\noutput = \"b\"\nname = \"../x\"\n", Path::new("")).is_err());
    }
}
