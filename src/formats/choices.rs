//! The Rust types that formats can have: one table, which the config, the command line, the manifests and every view
//! read. Each library's part of the codec is a file of `templates/types/support` that is named like its module.

use crate::model::TextFormat;

/// A library whose types can stand for texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Library {
    /// The file of the support code.
    pub module: &'static str,
    /// Its line in a manifest; without one it is Rust's own.
    pub dependency: Option<&'static str>,
}

/// A Rust type for a format.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The format.
    pub format: TextFormat,
    /// The key of the config.
    pub key: &'static str,
    /// What the user writes behind the key.
    pub name: &'static str,
    /// Where the type comes from.
    pub library: Library,
    /// What the library's support file calls the type.
    pub alias: &'static str,
    /// The type as its users write it.
    pub path: &'static str,
    /// Whether the type is `Copy`.
    pub copy: bool,
    /// The expression that makes a value of `{text}`, where that is not `{text}.parse()?`.
    pub make: Option<&'static str>,
}

const CHRONO: Library = Library {
    module: "chrono",
    dependency: Some(r#"chrono = { version = "0.4", default-features = false, features = ["std"] }"#),
};
const TIME: Library = Library {
    module: "time",
    dependency: Some(
        r#"time = { version = "0.3", default-features = false, features = ["formatting", "parsing", "std"] }"#,
    ),
};
const JIFF: Library = Library {
    module: "jiff",
    dependency: Some(r#"jiff = { version = "0.2", default-features = false, features = ["std"] }"#),
};
const UUID: Library = Library {
    module: "uuid",
    dependency: Some(r#"uuid = { version = "1", default-features = false, features = ["std"] }"#),
};
const URL: Library = Library {
    module: "url",
    dependency: Some(r#"url = { version = "2", default-features = false, features = ["std"] }"#),
};
const DECIMAL: Library = Library {
    module: "decimal",
    dependency: Some(r#"rust_decimal = { version = "1", default-features = false, features = ["std"] }"#),
};
const STD: Library = Library { module: "net", dependency: None };

/// The name of the choice that every key has, and that holds where none is made: the text as it came.
const TEXT: &str = "string";

macro_rules! choices {
    ($($key:literal $format:ident = $name:literal $library:ident $alias:literal $path:literal $copy:literal $make:expr;)*) => {
        &[$(Choice {
            format: TextFormat::$format,
            key: $key,
            name: $name,
            library: $library,
            alias: $alias,
            path: $path,
            copy: $copy,
            make: $make,
        }),*]
    };
}

// key, format = name, library, type in its support file, type as users write it, whether it is `Copy`, constructor
const CHOICES: &[Choice] = choices! {
    "date-time" DateTime = "chrono" CHRONO "DateTime" "chrono::DateTime<chrono::FixedOffset>" true None;
    "date-time" DateTime = "time" TIME "OffsetDateTime" "time::OffsetDateTime" true Some(
        "time::OffsetDateTime::parse({text}, &time::format_description::well_known::Rfc3339)?"
    );
    "date-time" DateTime = "jiff" JIFF "Zoned" "jiff::Zoned" false Some(
        "{text}.parse::<jiff::Timestamp>()?.to_zoned(jiff::tz::TimeZone::UTC)"
    );
    "date" Date = "chrono" CHRONO "NaiveDate" "chrono::NaiveDate" true None;
    "date" Date = "time" TIME "Date" "time::Date" true Some(
        "time::Date::parse({text}, &time::format_description::well_known::Iso8601::DATE)?"
    );
    "date" Date = "jiff" JIFF "Date" "jiff::civil::Date" true None;
    "duration" Duration = "jiff" JIFF "SpanFieldwise" "jiff::SpanFieldwise" true Some(
        "{text}.parse::<jiff::Span>()?.fieldwise()"
    );
    "uuid" Uuid = "uuid" UUID "Uuid" "uuid::Uuid" true None;
    "uri" Uri = "url" URL "Url" "url::Url" false None;
    "decimal" Decimal = "rust_decimal" DECIMAL "Decimal" "rust_decimal::Decimal" true None;
    "ip" Ipv4 = "std" STD "Ipv4Addr" "std::net::Ipv4Addr" true None;
    "ip" Ipv6 = "std" STD "Ipv6Addr" "std::net::Ipv6Addr" true None;
};

/// The keys, in the order of the table, each with what can stand behind it.
pub fn keys() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut keys: Vec<(&str, Vec<&str>)> = Vec::new();
    for choice in CHOICES {
        let index = keys.iter().position(|(key, _)| *key == choice.key).unwrap_or_else(|| {
            keys.push((choice.key, vec![TEXT]));
            keys.len() - 1
        });
        if !keys[index].1.contains(&choice.name) {
            keys[index].1.push(choice.name);
        }
    }
    keys
}

/// The choices of a user. Where none is made, a text is a `String`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices(Vec<(&'static str, &'static str)>);

impl Choices {
    /// Makes the choice `name` for `key`. `date` goes along with `date-time` unless it is chosen itself.
    ///
    /// # Errors
    /// One sentence that lists what there is.
    pub fn choose(&mut self, key: &str, name: &str) -> Result<(), String> {
        let keys = keys();
        let Some((key, names)) = keys.iter().find(|(known, _)| *known == key) else {
            let keys: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
            return Err(format!("no type can be chosen for `{key}`: only for {}", keys.join(", ")));
        };
        let Some(name) = names.iter().find(|known| **known == name) else {
            return Err(format!("`{name}` is no type for `{key}`: use {}", names.join(", ")));
        };
        self.0.retain(|(known, _)| known != key);
        self.0.push((key, name));
        Ok(())
    }

    /// The type that a format has; `None` for text.
    pub fn of(&self, format: TextFormat) -> Option<&'static Choice> {
        CHOICES.iter().find(|choice| choice.format == format && self.name(choice.key) == choice.name)
    }

    fn name(&self, key: &str) -> &'static str {
        match self.0.iter().find(|(known, _)| *known == key) {
            Some((_, name)) => name,
            None if key == "date" => self.name("date-time"),
            None => TEXT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_go_along_with_points_in_time() {
        let mut choices = Choices::default();
        assert!(choices.of(TextFormat::Date).is_none());
        choices.choose("date-time", "jiff").unwrap();
        assert_eq!(choices.of(TextFormat::Date).unwrap().path, "jiff::civil::Date");
        choices.choose("date", "string").unwrap();
        assert!(choices.of(TextFormat::Date).is_none());
        assert_eq!(choices.of(TextFormat::DateTime).unwrap().path, "jiff::Zoned");
    }

    #[test]
    fn errors_list_what_there_is() {
        let mut choices = Choices::default();
        assert_eq!(
            choices.choose("duration", "chrono").unwrap_err(),
            "`chrono` is no type for `duration`: use string, jiff"
        );
        let error = choices.choose("email", "string").unwrap_err();
        assert!(error.ends_with("date-time, date, duration, uuid, uri, decimal, ip"), "{error}");
    }
}
