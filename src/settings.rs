//! What the user chose for one API, after the command line and `cratewright.toml` were read.

/// The choices for one API.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The stem of the package names, kebab-case: `tracking` gives `tracking-types`, `tracking-client`, `tracking-server`.
    pub name: String,
    /// Which parts are written.
    pub emit: Emit,
    /// The version of the generated packages.
    pub version: String,
    /// The SPDX expression of the generated packages' licence.
    pub license: Option<String>,
    /// The Rust type of `date-time` and `date`.
    pub date_time: DateTimeType,
    /// The Rust type of `uuid`.
    pub uuid: UuidType,
}

impl Settings {
    /// The settings that hold where nothing else is said.
    pub fn new(name: impl Into<String>) -> Self {
        Settings {
            name: name.into(),
            emit: Emit::default(),
            version: "0.1.0".to_owned(),
            license: None,
            date_time: DateTimeType::String,
            uuid: UuidType::String,
        }
    }

    /// The package name of a part: `tracking-types`.
    pub fn package(&self, part: &str) -> String {
        format!("{}-{part}", self.name)
    }

    /// The library name of a part: `tracking_types`.
    pub fn library(&self, part: &str) -> String {
        self.package(part).replace('-', "_")
    }
}

/// Which parts are written. Client and server need the types crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emit {
    /// The types crate.
    pub types: bool,
    /// The client crate.
    pub client: bool,
    /// The server crate.
    pub server: bool,
    /// The Markdown reference in the client crate.
    pub docs: bool,
}

impl Default for Emit {
    fn default() -> Self {
        Emit { types: true, client: true, server: true, docs: true }
    }
}

/// The Rust type of `date-time` and `date`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateTimeType {
    /// Text, as it came.
    #[default]
    String,
    /// `chrono::DateTime<Utc>`-like types.
    Chrono,
}

/// The Rust type of `uuid`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UuidType {
    /// Text, as it came.
    #[default]
    String,
    /// `uuid::Uuid`.
    Uuid,
}
