//! The types around an operation that are called after it. Every crate, the docs and whoever calls a client ask here.

use super::{OperationNames, PartHeadersNames, TypeName};
use crate::model::{Content, Operation, Payload};

impl OperationNames {
    /// `FilesPostRequest`, for `Request`.
    pub fn around(&self, end: &str) -> TypeName {
        self.pascal.with(end)
    }

    /// The form of a multipart body: `FilesPostForm`, with the variant's name in it where there are several forms.
    pub fn form(&self, operation: &Operation, body: usize) -> TypeName {
        let is_form = |payload: &&Payload| matches!(payload.content, Content::Multipart(_));
        match self.bodies.get(body) {
            Some(variant) if operation.bodies.iter().filter(is_form).count() > 1 => {
                self.pascal.with_word(variant, "Form")
            }
            _ => self.around("Form"),
        }
    }

    /// The headers of a part of a form.
    pub fn part_headers(&self, part: &PartHeadersNames) -> TypeName {
        self.pascal.with_word(&part.word, "Headers")
    }

    /// The headers of an answer: of an error in a client, of any in a server.
    pub fn headers_of(&self, response: usize) -> TypeName {
        self.pascal.with_word(&self.responses[response].variant, "Headers")
    }
}
