// SPDX-License-Identifier: MIT-0
//! What an operation takes and gives, as a static table. Everything that is read from a request is read by it.

use axum::body;

use super::failure::Failure;
use super::limits::Limits;
use super::problem::Place as Where;
use super::request::Boxed;
use super::security::Requirement;
use crate::codec::{self, DecodeError, Mode, Param, PartForm, PartTexts, Place, Violation, decode_json};

/// An operation.
pub struct Operation {
    pub(crate) id: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// Below what the path is, if not below the base path of the API.
    pub(crate) base: Option<&'static str>,
    pub(crate) params: &'static [Param],
    pub(crate) bodies: &'static [Accepts],
    pub(crate) body_required: bool,
    pub(crate) security: &'static [&'static [Requirement]],
    pub(crate) produces: &'static [&'static str],
    pub(crate) mode: Mode,
}

impl Operation {
    /// An operation without parameters, body and security.
    pub const fn new(id: &'static str, method: &'static str, path: &'static str) -> Self {
        Operation {
            id,
            method,
            path,
            base: None,
            params: &[],
            bodies: &[],
            body_required: false,
            security: &[],
            produces: &[],
            mode: Mode::Strict,
        }
    }

    /// The path is below this one, whatever the base path of the API.
    pub const fn below(mut self, base: &'static str) -> Self {
        self.base = Some(base);
        self
    }

    /// The parameters.
    pub const fn params(mut self, params: &'static [Param]) -> Self {
        self.params = params;
        self
    }

    /// The media types of the body, which must be there.
    pub const fn body(mut self, bodies: &'static [Accepts]) -> Self {
        self.bodies = bodies;
        self.body_required = true;
        self
    }

    /// The media types of the body, which may be absent.
    pub const fn optional_body(mut self, bodies: &'static [Accepts]) -> Self {
        self.bodies = bodies;
        self
    }

    /// Takes what comes as a client does: values that the document does not know survive, limits are not enforced.
    pub const fn lenient(mut self) -> Self {
        self.mode = Mode::Lenient;
        self
    }

    /// Alternatives, each a list of what is needed together.
    pub const fn security(mut self, security: &'static [&'static [Requirement]]) -> Self {
        self.security = security;
        self
    }

    /// The media types of the answers to calls that work. Empty: such an answer may come without a body.
    pub const fn produces(mut self, produces: &'static [&'static str]) -> Self {
        self.produces = produces;
        self
    }
}

/// Reads the parts of a form, given its boundary and how they are written.
pub type Collect = fn(body::Body, String, Limits, &'static [PartForm]) -> Boxed<'static, Result<PartTexts, Failure>>;

/// Reads a whole body into its place.
pub type Reader = fn(&mut dyn Place, &[u8], Mode) -> Result<(), DecodeError>;

/// A media type of a request body.
pub struct Accepts {
    pub(crate) media: &'static str,
    pub(crate) alternative: usize,
    pub(crate) read: Read,
    pub(crate) value: &'static codec::Limits,
    pub(crate) written: &'static [PartForm],
    pub(crate) closed: bool,
    pub(crate) headed: &'static [&'static str],
}

/// How a body is read.
#[derive(Clone, Copy)]
pub enum Read {
    /// A value out of the whole body.
    Value(Reader),
    /// Text out of the whole body.
    Text,
    /// Bytes as they come.
    Stream,
    /// A value out of parts, which are collected first.
    Parts(Collect),
    /// Parts, files among them.
    Form(&'static [FilePart]),
}

impl Accepts {
    /// A value as JSON.
    pub const fn json(media: &'static str) -> Self {
        Accepts::value(media, decode_json)
    }

    /// A value in another form.
    pub const fn value(media: &'static str, reader: Reader) -> Self {
        Accepts::new(media, Read::Value(reader))
    }

    /// Text as it is.
    pub const fn text(media: &'static str) -> Self {
        Accepts::new(media, Read::Text)
    }

    /// Bytes as they are.
    pub const fn stream(media: &'static str) -> Self {
        Accepts::new(media, Read::Stream)
    }

    /// A value out of the parts of a form, which are collected first.
    pub const fn parts(media: &'static str, collect: Collect) -> Self {
        Accepts::new(media, Read::Parts(collect))
    }

    /// The parts of a form, these files among them.
    pub const fn form(media: &'static str, files: &'static [FilePart]) -> Self {
        Accepts::new(media, Read::Form(files))
    }

    const fn new(media: &'static str, read: Read) -> Self {
        Accepts { media, alternative: 0, read, value: &codec::Limits::NONE, written: &[], closed: false, headed: &[] }
    }

    /// How the values of a form are written, where what they hold does not say it.
    pub const fn written(mut self, written: &'static [PartForm]) -> Self {
        self.written = written;
        self
    }

    /// A form with files has no parts but those that are described.
    pub const fn closed(mut self) -> Self {
        self.closed = true;
        self
    }

    /// The values of a form with files whose parts have headers.
    pub const fn headed(mut self, names: &'static [&'static str]) -> Self {
        self.headed = names;
        self
    }

    /// The limits of the body as a whole: those of a list, a map or text.
    pub const fn limits(mut self, value: &'static codec::Limits) -> Self {
        self.value = value;
        self
    }

    /// Which of several Rust types the body has.
    pub const fn alternative(mut self, alternative: usize) -> Self {
        self.alternative = alternative;
        self
    }
}

/// What is wrong with the headers of a part of this name.
pub type CheckHeaders = fn(&HeaderOf<'_>, &str) -> Vec<(Where, Violation)>;

/// Gives a header by its name.
pub type HeaderOf<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// A part of a form that is a file, or any number of files.
#[derive(Debug)]
pub struct FilePart {
    /// The name on the wire.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Whether there may be several.
    pub several: bool,
    /// How many there are if there is one.
    pub least: u64,
    /// How many there may be.
    pub most: u64,
    /// The media types that it may have, ranges among them. Empty: any.
    pub media: &'static [&'static str],
    /// What its headers have to be.
    pub headers: Option<CheckHeaders>,
}

impl FilePart {
    /// A file that must be there.
    pub const fn required(name: &'static str) -> Self {
        FilePart { required: true, ..FilePart::optional(name) }
    }

    /// A file that may be absent.
    pub const fn optional(name: &'static str) -> Self {
        FilePart { name, required: false, several: false, least: 1, most: 1, media: &[], headers: None }
    }

    /// Any number of files under one name.
    pub const fn several(mut self) -> Self {
        self.several = true;
        self.most = u64::MAX;
        self
    }

    /// As many files as this, if there is one.
    pub const fn least(mut self, files: u64) -> Self {
        self.least = files;
        self
    }

    /// No more files than this.
    pub const fn most(mut self, files: u64) -> Self {
        self.most = files;
        self
    }

    /// The media types that it may have, ranges among them.
    pub const fn media(mut self, media: &'static [&'static str]) -> Self {
        self.media = media;
        self
    }

    /// Its headers are described.
    pub const fn headers(mut self, check: CheckHeaders) -> Self {
        self.headers = Some(check);
        self
    }
}
