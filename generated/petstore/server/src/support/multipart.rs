// SPDX-License-Identifier: MIT-0
//! Multipart forms. Values are gathered and read by the tables of their types; files are handed on as they come.

use axum::body;
use axum::http::{StatusCode, header};
use multer::{Field, Multipart};

use super::failure::Failure;
use super::limits::Limits;
use super::problem::Problem;
use super::request::Boxed;
use crate::codec::{PartForm, PartTexts, Unreadable, charset_text};

/// Reads a form that has no files.
pub fn collect(
    body: body::Body,
    boundary: String,
    limits: Limits,
    written: &'static [PartForm],
) -> Boxed<'static, Result<PartTexts, Failure>> {
    Box::pin(async move {
        let mut form = Multipart::new(body.into_data_stream(), boundary);
        let mut values = Values::new(limits.body, written);
        while let Some(part) = form.next_field().await.map_err(unreadable)? {
            values.read(part).await?;
        }
        Ok(values.texts)
    })
}

/// The values of a form.
pub struct Values {
    /// What has come.
    pub texts: PartTexts,
    written: &'static [PartForm],
    left: usize,
}

impl Values {
    /// Nothing yet; so many bytes may come.
    pub fn new(limit: usize, written: &'static [PartForm]) -> Self {
        Values { texts: PartTexts::default(), written, left: limit }
    }

    /// Reads a part as a value.
    pub async fn read(&mut self, mut part: Field<'static>) -> Result<(), Failure> {
        let name = plain(part.name().unwrap_or_default());
        let media = media_type(&part);
        // The names count too, so that a million empty parts do not fit.
        self.take(name.len())?;
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(unreadable)? {
            self.take(chunk.len())?;
            bytes.extend_from_slice(&chunk);
        }
        let text = charset_text(media.as_deref(), bytes).map_err(|why| match why {
            Unreadable::Garbled => Problem::malformed("a part of the form is no text in its charset"),
            Unreadable::Charset => Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE)
                .detail("a part of the form has a charset that this server does not read"),
        })?;
        self.texts.push(self.written, name, media.as_deref(), text);
        Ok(())
    }

    fn take(&mut self, bytes: usize) -> Result<(), Problem> {
        self.left = self.left.checked_sub(bytes).ok_or_else(Problem::too_large)?;
        Ok(())
    }
}

/// The media type that a part states, as it came.
pub fn media_type(part: &Field<'_>) -> Option<String> {
    part.headers().get(header::CONTENT_TYPE)?.to_str().ok().map(str::to_owned)
}

/// The name of a part or file without the signs that browsers write for a quote and line ends.
pub fn plain(name: &str) -> String {
    name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
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
