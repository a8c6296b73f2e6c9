//! What the calls of every API share: what is asked for, how a value is read, what was heard.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;

use serde_json::{Value, json};

/// A call that is going on.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Heard, String>> + 'a>>;

/// A call to be made.
pub struct Call {
    /// Where the judge is.
    pub url: String,
    /// What the judge logs with what it finds.
    pub id: String,
    /// The values, the status to ask for and the like.
    pub call: Value,
}

impl Call {
    /// The client's method.
    pub fn operation(&self) -> &str {
        self.call["operation"].as_str().unwrap_or_default()
    }

    /// The header `Prefer`.
    pub fn prefer(&self) -> String {
        format!("code={}", self.call["code"])
    }

    /// Whether to have these credentials.
    pub fn has_scheme(&self, setter: &str) -> bool {
        self.call["schemes"].as_array().is_some_and(|schemes| schemes.iter().any(|scheme| scheme == setter))
    }

    /// An index: of a body, or of one of its media types.
    pub fn index(&self, name: &str) -> u64 {
        self.call[name].as_u64().unwrap_or_default()
    }

    /// A text beside the values.
    pub fn word(&self, name: &str) -> Option<&str> {
        self.call[name].as_str()
    }

    /// Whether there is a value.
    pub fn has(&self, name: &str) -> bool {
        self.call["values"].get(name).is_some()
    }

    /// A value as JSON.
    pub fn json(&self, name: &str) -> Result<String, String> {
        self.call["values"].get(name).map(Value::to_string).ok_or_else(|| format!("no value for {name}"))
    }

    /// A text among the values.
    pub fn text(&self, name: &str) -> Result<String, String> {
        let value = self.call["values"].get(name).and_then(Value::as_str);
        value.map(str::to_owned).ok_or_else(|| format!("no text for {name}"))
    }
}

/// What came back.
pub struct Heard {
    pub status: u16,
    /// Whether the client calls it an error.
    pub error: bool,
    /// The variant, where there are several.
    pub variant: String,
}

impl Heard {
    /// `shown` is what `Debug` makes of a variant.
    pub fn new(status: u16, error: bool, shown: &str) -> Self {
        let variant = shown.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        Heard { status, error, variant: variant.to_owned() }
    }

    fn json(&self) -> Value {
        json!({ "status": self.status, "error": self.error, "variant": self.variant })
    }
}

/// An error with all that stands behind it.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

/// A line about a call.
pub fn report(id: &str, heard: Result<Heard, String>) {
    let line = match heard {
        Ok(heard) => json!({ "id": id, "heard": heard.json() }),
        Err(failed) => json!({ "id": id, "failed": failed }),
    };
    println!("{line}");
}

/// What every module needs for its own client: each client crate has types of its own.
macro_rules! client_support {
    () => {
        /// A value of the call.
        #[allow(dead_code, reason = "there may be no values")]
        fn take<T: codec::Decode>(call: &Call, name: &str) -> Result<T, String> {
            let mut value = T::blank();
            let read = codec::decode_json(&mut value, call.json(name)?.as_bytes(), codec::Mode::Lenient);
            read.map_err(|error| format!("{name} cannot be made: {}", crate::support::chain(&error)))?;
            Ok(value)
        }

        /// What went wrong, with the answer where it is that.
        fn failed<E: client::ApiError + 'static>(error: client::Error<E>) -> Result<Heard, String> {
            match error {
                client::Error::Api(error) => {
                    Ok(Heard::new(client::ApiError::status(&error).as_u16(), true, &format!("{error:?}")))
                }
                error => {
                    let body = match &error {
                        client::Error::Decode(failure) => String::from_utf8_lossy(failure.body()).into_owned(),
                        _ => String::new(),
                    };
                    Err(format!("{} <- {}", crate::support::chain(&error), body.chars().take(400).collect::<String>()))
                }
            }
        }
    };
}
pub(crate) use client_support;

/// The file of a form.
macro_rules! file {
    ($media:expr) => {
        client::FilePart::new("data.bin", "content").with_content_type($media)
    };
}
pub(crate) use file;
