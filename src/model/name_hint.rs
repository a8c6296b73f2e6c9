//! What the names of types are made from: who describes a type, and what it is there. Words of the document, not names:
//! `names` spells them.

use super::{OperationId, Status, TypeId};

/// What a type's name is made from, strongest first.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum NameHint {
    /// The config says so.
    Pinned(String),
    /// The key under `components/schemas`.
    Component(String),
    /// What another component describes that operations share.
    Shared(Shared),
    /// An inline type: its owner, and the role it plays there (a property's wire name, `item`, `value` ...).
    Within {
        /// The type in whose module it lives.
        owner: TypeId,
        /// A property's wire name; for items, map values and union variants a word such as `item`.
        role: String,
    },
    /// An inline type of an operation.
    Operation {
        /// The operation.
        operation: OperationId,
        /// Which part of it.
        role: Role,
    },
}

/// A place in a shared parameter, header, body or answer.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Shared {
    /// What is shared.
    pub kind: SharedKind,
    /// Its key under `components`.
    pub key: String,
    /// Which of its media types the place is in, if it has any.
    pub media_type: Option<String>,
    /// Words for the place within: none for the whole, `item` for what is in its list.
    pub role: String,
}

impl Shared {
    /// A place within this one.
    pub fn part(&self, word: &str) -> Shared {
        let role = if self.role.is_empty() { word.to_owned() } else { format!("{} {word}", self.role) };
        Shared { role, ..self.clone() }
    }
}

/// The components beside schemas that describe values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SharedKind {
    /// `components/parameters`
    Parameter,
    /// `components/headers`
    Header,
    /// `components/requestBodies`
    Body,
    /// `components/responses`
    Response,
}

/// The part of an operation that an inline type belongs to.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Role {
    /// The request body; the media type where there are several different bodies.
    Body(Option<String>),
    /// A parameter, by wire name.
    Parameter(String),
    /// The body of a response.
    Response(Status, Option<String>),
    /// A header of a response, by wire name.
    ResponseHeader(Status, String),
}
