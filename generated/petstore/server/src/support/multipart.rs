// SPDX-License-Identifier: MIT-0
//! The values of multipart forms: gathered, then read by the tables of their types.

use axum::body;
use axum::http::StatusCode;

use super::failure::Failure;
use super::form_parts::{FormParts, Head};
use super::limits::Limits;
use super::problem::Problem;
use super::request::Boxed;
use crate::codec::{PartForm, PartTexts, Unreadable, charset_text};

/// What a part counts for beside its bytes, so that a million empty parts do not fit.
const PART: usize = 64;

/// Reads a form that has no files.
pub fn collect(
    body: body::Body,
    boundary: String,
    limits: Limits,
    written: &'static [PartForm],
) -> Boxed<'static, Result<PartTexts, Failure>> {
    Box::pin(async move {
        let mut form = FormParts::new(body, &boundary)?;
        let mut values = Values::new(limits.body, written);
        while let Some(head) = form.next().await? {
            values.read(&head, head.name(), &mut form).await?;
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

    /// Reads a part as a value of this name.
    pub async fn read(&mut self, head: &Head, name: String, form: &mut FormParts) -> Result<(), Failure> {
        self.take(PART + name.len())?;
        let mut bytes = Vec::new();
        while let Some(chunk) = form.chunk().await? {
            self.take(chunk.len())?;
            bytes.extend_from_slice(&chunk);
        }
        let text = charset_text(head.media_type(), bytes).map_err(|why| match why {
            Unreadable::Garbled => Problem::malformed("a part of the form is no text in its charset"),
            Unreadable::Charset => Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE)
                .detail("a part of the form has a charset that this server does not read"),
        })?;
        self.texts.push(self.written, name, head.media_type(), text);
        Ok(())
    }

    /// Counts the head of a part that is kept for later.
    pub fn keep(&mut self, head: &Head) -> Result<(), Problem> {
        self.take(PART + head.length)
    }

    fn take(&mut self, bytes: usize) -> Result<(), Problem> {
        self.left = self.left.checked_sub(bytes).ok_or_else(Problem::too_large)?;
        Ok(())
    }
}
