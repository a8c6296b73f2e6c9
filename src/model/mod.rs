//! The intermediate model: what an API says, with every decision taken that does not need a Rust name.
//!
//! Plain data with public fields. It knows neither `openapiv3` nor askama, holds no Rust identifier, and is
//! changed by nobody after `lower` built it.

mod body;
mod free_form;
mod limits;
mod members;
mod name_hint;
mod operation;
mod types;
mod xml;

use std::sync::Arc;

pub use body::*;
pub use free_form::*;
pub use limits::*;
pub use name_hint::*;
pub use operation::*;
pub(crate) use operation::{address, shape};
pub use types::*;
pub use xml::*;

/// One API, ready to be named and written.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// Title, version, licence and the like.
    pub info: Info,
    /// The document's servers, in document order. Never empty: a document without servers has the server `/`.
    pub servers: Vec<Server>,
    /// The lists of servers that paths and operations have in place of those, each once. None is empty.
    pub places: Vec<Vec<Server>>,
    /// Every type of the API; a [`TypeId`] is an index into it. Components come first, in document order.
    pub types: Arc<Vec<TypeDef>>,
    /// The tags that have operations, in the document's order; operations without a tag are in a group without one.
    pub groups: Vec<Group>,
    /// Every operation, in document order, webhooks and callbacks last; an [`OperationId`] is an index into it.
    pub operations: Vec<Operation>,
    /// The security schemes, in document order.
    pub security_schemes: Vec<SecurityScheme>,
}

impl Api {
    /// The definition behind an id that this model gave out.
    pub fn ty(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// The operation behind an id that this model gave out.
    pub fn operation(&self, id: OperationId) -> &Operation {
        &self.operations[id.0]
    }

    /// The path below which a server has the operations that are at the API's servers.
    pub fn base(&self) -> String {
        self.servers.first().map(Server::mount_path).unwrap_or_default()
    }

    /// The path below which a server has an operation, where that is not [`Api::base`].
    pub fn own_base(&self, operation: &Operation) -> Option<String> {
        let own = self.places.get(operation.place?)?.first().map(Server::mount_path)?;
        (own != self.base()).then_some(own)
    }

    /// Whether it may be any JSON.
    pub fn is_anything(&self, ty: &TypeRef) -> bool {
        matches!(self.resolve(ty), TypeRef::AnyJson(_))
    }

    /// Follows aliases until something else comes: what a value of this type really is.
    pub fn resolve<'a>(&'a self, ty: &'a TypeRef) -> &'a TypeRef {
        let mut ty = ty;
        // An alias that leads back to itself was broken up by `lower`; the bound keeps a mistake there finite.
        for _ in 0..self.types.len() + 1 {
            match ty {
                TypeRef::Named(id) => match &self.ty(*id).kind {
                    TypeKind::Alias(value) => ty = &value.ty,
                    _ => return ty,
                },
                _ => return ty,
            }
        }
        ty
    }

    /// The type with no alias left anywhere in it. Two values whose types are equal so are of one Rust type.
    pub fn without_aliases(&self, ty: &TypeRef) -> TypeRef {
        let value = |value: &Value| Value { ty: self.without_aliases(&value.ty), ..value.clone() };
        match self.resolve(ty) {
            TypeRef::List(item) => TypeRef::List(Box::new(value(item))),
            TypeRef::Map(item) => TypeRef::Map(Box::new(value(item))),
            TypeRef::Boxed(inner) => TypeRef::Boxed(Box::new(self.without_aliases(inner))),
            other => other.clone(),
        }
    }
}

/// What the document says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Info {
    /// The API's title.
    pub title: String,
    /// The version of the API (not of OpenAPI).
    pub version: String,
    /// CommonMark.
    pub description: Option<String>,
    /// Where the terms of service are.
    pub terms_of_service: Option<String>,
    /// Name, URL and e-mail address of a contact, each where given.
    pub contact: Option<Contact>,
    /// Name of the API's licence, and its URL where given.
    pub license: Option<(String, Option<String>)>,
    /// Where further documentation is: URL and description.
    pub external_docs: Option<ExternalDocs>,
}

/// A contact, as the document gives it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contact {
    /// The name of a person or organisation.
    pub name: Option<String>,
    /// A URL.
    pub url: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
}

/// A pointer to documentation elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct ExternalDocs {
    /// The URL.
    pub url: String,
    /// CommonMark.
    pub description: Option<String>,
}

/// A server of the document; `url` may hold `{variables}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    /// What it is called (OpenAPI 3.2).
    pub name: Option<String>,
    /// The URL template, as written.
    pub url: String,
    /// CommonMark.
    pub description: Option<String>,
    /// The variables of the URL, in document order.
    pub variables: Vec<ServerVariable>,
}

impl Server {
    /// The URL with every variable at its default.
    pub fn default_url(&self) -> String {
        let mut url = self.url.clone();
        for variable in &self.variables {
            url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
        }
        url
    }

    /// The path of the default URL, without a slash at the end.
    pub fn base_path(&self) -> String {
        let url = self.default_url();
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map(|(_, path)| format!("/{path}")).unwrap_or_default(),
            None => url,
        };
        path.trim_end_matches('/').to_owned()
    }

    /// [`Server::base_path`] as a router knows it. Signs that mean something there are left out by ending the path before
    /// them.
    pub fn mount_path(&self) -> String {
        let path = self.base_path();
        let path = path.split(['?', '#', '{', '*']).next().unwrap_or_default();
        let segments = path.split('/').filter(|segment| !segment.is_empty() && !segment.starts_with(':'));
        segments.map(|segment| format!("/{segment}")).collect()
    }

    /// Whether the default URL lacks a scheme and host, so that a client has to be told the origin.
    pub fn is_relative(&self) -> bool {
        !self.default_url().contains("://")
    }
}

/// A variable of a server's URL.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerVariable {
    /// The name between the braces.
    pub name: String,
    /// The value that is used when nothing else is said.
    pub default: String,
    /// The allowed values; empty means any.
    pub values: Vec<String>,
    /// CommonMark.
    pub description: Option<String>,
}

/// A tag with its operations. Operations of several tags are in the group of the first, of those that are there to find
/// one's way by where the document says which these are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// The tag; `None` for the operations without one (`DefaultApi`).
    pub tag: Option<String>,
    /// CommonMark.
    pub description: Option<String>,
    /// The tags that it is part of, the outermost first.
    pub parents: Vec<String>,
    /// What kind of tag it is, where the document says so.
    pub kind: Option<String>,
    /// Documentation elsewhere.
    pub external_docs: Option<ExternalDocs>,
    /// In document order.
    pub operations: Vec<OperationId>,
    /// Whether it is the API's server that sends them. No group has both kinds.
    pub hooks: bool,
}

/// A way to prove who is calling.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityScheme {
    /// The key under `components/securitySchemes`.
    pub key: String,
    /// What is sent, and where.
    pub kind: SecurityKind,
    /// CommonMark.
    pub description: Option<String>,
    /// Where it stands in the document.
    pub origin: Pointer,
}

/// What a security scheme sends, and where.
#[derive(Clone, Debug, PartialEq)]
pub enum SecurityKind {
    /// A key in the header, query parameter or cookie of this name.
    ApiKey {
        /// Header, query or cookie (never path).
        location: Location,
        /// The name on the wire.
        name: String,
    },
    /// `Authorization: Basic`.
    Basic,
    /// `Authorization: Bearer`, with the hint at the token's format where given (`JWT`).
    Bearer {
        /// For people only.
        format: Option<String>,
    },
    /// Another scheme of the `Authorization` header.
    Http {
        /// The scheme as it is registered with IANA.
        scheme: String,
    },
    /// OAuth 2.0: on the wire a bearer token.
    OAuth2 {
        /// The ways to get one.
        flows: Vec<Flow>,
    },
    /// OpenID Connect: on the wire a bearer token. Holds the discovery URL.
    OpenIdConnect {
        /// The discovery URL.
        url: String,
    },
    /// The client's certificate, which is part of the connection and of no request.
    MutualTls,
}

impl SecurityKind {
    /// Whether it is a bearer token that is sent.
    pub fn is_bearer(&self) -> bool {
        matches!(self, SecurityKind::Bearer { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. })
    }
}

/// A flow of OAuth 2.0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// As people know it: `authorization code`.
    pub name: &'static str,
    /// Where people say yes, or where a device asks them to.
    pub authorization_url: Option<String>,
    /// Where tokens come from.
    pub token_url: Option<String>,
    /// Where tokens are renewed.
    pub refresh_url: Option<String>,
    /// The scopes and what they are for, in document order.
    pub scopes: Vec<(String, String)>,
}

/// A JSON pointer into the document, as it stands in the file that the user wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer {
    /// Index of the file in `load::Sources`; 0 is the root document.
    pub file: usize,
    /// RFC 6901, `""` for the whole file.
    pub path: String,
}

impl Pointer {
    /// The pointer to a member or an element of what this one points to.
    pub fn child(&self, segment: &str) -> Pointer {
        Pointer { file: self.file, path: crate::pointer::child(&self.path, segment) }
    }
}
