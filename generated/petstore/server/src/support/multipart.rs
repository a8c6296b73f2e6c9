// SPDX-License-Identifier: MIT-0
//! Multipart forms. Values are read as a URL-encoded form is, by the same tables; files are handed on as they come.

use axum::body;
use multer::{Field, Multipart};

use super::failure::Failure;
use super::limits::Limits;
use super::problem::Problem;
use super::request::Boxed;

/// Reads a form that has no files, and gives it back as a URL-encoded one.
pub fn collect(body: body::Body, boundary: String, limits: Limits) -> Boxed<'static, Result<String, Failure>> {
    Box::pin(async move {
        let mut form = Multipart::new(body.into_data_stream(), boundary);
        let mut values = Values::new(limits.body);
        while let Some(part) = form.next_field().await.map_err(unreadable)? {
            values.read(part).await?;
        }
        Ok(values.encoded)
    })
}

/// The values of a form, collected as a URL-encoded one.
pub struct Values {
    /// As a URL-encoded form.
    pub encoded: String,
    names: Vec<String>,
    left: usize,
}

impl Values {
    /// Nothing yet; so many bytes may come.
    pub fn new(limit: usize) -> Self {
        Values { encoded: String::new(), names: Vec::new(), left: limit }
    }

    /// Whether a value of this name has come, or a part of one (`name[key]`).
    pub fn has(&self, name: &str) -> bool {
        self.names
            .iter()
            .any(|found| found == name || found.strip_prefix(name).is_some_and(|rest| rest.starts_with('[')))
    }

    /// Reads a part as a value.
    pub async fn read(&mut self, mut part: Field<'static>) -> Result<(), Failure> {
        let name = part.name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(unreadable)? {
            self.left = self.left.checked_sub(chunk.len()).ok_or_else(Problem::too_large)?;
            bytes.extend_from_slice(&chunk);
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| Problem::malformed("a part of the form is not UTF-8"))?;
        if !self.encoded.is_empty() {
            self.encoded.push('&');
        }
        encode(&name, &mut self.encoded);
        self.encoded.push('=');
        encode(text, &mut self.encoded);
        self.names.push(name);
        Ok(())
    }
}

fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
}

/// A form that cannot be read is the caller's fault.
pub fn unreadable(error: multer::Error) -> Failure {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => {
            Problem::too_large().into()
        }
        _ => Problem::malformed("the form cannot be read").into(),
    }
}
