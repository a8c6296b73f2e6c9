//! Every Rust identifier of the output, decided in one phase over the whole API.
//!
//! `ident` is the only maker of an identifier; everything behind this stage prints what stands here. Names are
//! decided in the order pinned > component > role in the owner > status or content type > number, so that adding
//! something to a document renames nothing that was there.

mod around;
mod assign;
pub(crate) mod files;
mod headers;
mod ident;
mod media;
mod odd;
mod servers;
mod shared;
mod spelling;
mod types;
mod words;

use std::sync::Arc;

pub use assign::assign;
pub use headers::{HeaderSet, HeaderSets, HeadersOf, NamedHeaders};
pub use ident::{FieldName, FnName, Ident, ModuleName, StaticName, TypeName, VariantName};
pub use odd::{OddName, Oddity, odd};

/// The names of an API, side by side with the model: each vector has the length and order of the model's.
#[derive(Clone, Debug, PartialEq)]
pub struct Names {
    /// By [`crate::model::TypeId`].
    pub types: Arc<Vec<TypeNames>>,
    /// By [`crate::model::OperationId`].
    pub operations: Vec<OperationNames>,
    /// By group.
    pub groups: Vec<GroupNames>,
    /// The headers that several answers have.
    pub headers: HeaderSets,
    /// By security scheme: the client's setter (`bearer_auth`) and the field of the server's `Credentials`.
    pub security_schemes: Vec<FieldName>,
    /// The API's servers.
    pub servers: PlaceNames,
    /// By place.
    pub places: Vec<PlaceNames>,
    /// Names that needed a number.
    pub diagnostics: Vec<crate::diagnostics::Diagnostic>,
}

/// The names of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeNames {
    /// The module file at the crate root that holds the type: `pet` for `Pet` and for every type inside it,
    /// the tag's module for the inline types of operations.
    pub module: ModuleName,
    /// The modules below that one, outermost first. A component has none and is re-exported at the crate root;
    /// its inline types stand in `pet` itself (`pet::Status`); deeper ones in modules of their owner's name.
    pub inner: Vec<ModuleName>,
    /// The type's own name.
    pub name: TypeName,
    /// Whether the crate root re-exports it (components).
    pub at_root: bool,
    /// The fields of a struct, in order; else empty.
    pub fields: Vec<FieldName>,
    /// The field that keeps other properties, where the struct keeps them.
    pub additional: Option<FieldName>,
    /// The variants of an enum or union, in order; else empty.
    pub variants: Vec<VariantName>,
}

/// The names of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct OperationNames {
    /// The method: `files_md5sum_get`.
    pub method: FnName,
    /// What its types start with: `FilesMd5sumGet`.
    pub pascal: TypeName,
    /// By parameter: argument, setter and field.
    pub params: Vec<FieldName>,
    /// The argument, setter and field of the body.
    pub body: FieldName,
    /// By body, by part of a multipart form (empty for other bodies).
    pub parts: Vec<Vec<FieldName>>,
    /// By body, by part of a multipart form: its headers.
    pub part_headers: Vec<Vec<PartHeadersNames>>,
    /// By body: the variant of the body's enum, where the operation takes several Rust types.
    pub bodies: Vec<VariantName>,
    /// By body, by media type behind the first: the variants of the client's enum, which says how a body is sent.
    pub media: Vec<Vec<VariantName>>,
    /// By media type of the only body: the client's setter that sends it so. Empty where there is nothing to choose.
    pub media_setters: Vec<FnName>,
    /// By response.
    pub responses: Vec<ResponseNames>,
}

/// The names of the headers of a part of a multipart form.
#[derive(Clone, Debug, PartialEq)]
pub struct PartHeadersNames {
    /// What their struct is called between the operation and `Headers`.
    pub word: VariantName,
    /// The argument, and the field beside the value.
    pub field: FieldName,
    /// By header.
    pub headers: Vec<FieldName>,
}

/// The names of a response.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseNames {
    /// The variant: `NotFound`, `Status4xx`, `Default`.
    pub variant: VariantName,
    /// By payload: what is added to the variant where a response has several (`Json`, `TabSeparatedValues`).
    pub payloads: Vec<VariantName>,
    /// By header.
    pub headers: Vec<FieldName>,
}

/// The names of a list of servers.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceNames {
    /// The type of the URL, where there is a choice: `Server`, `FilesServer`.
    pub name: TypeName,
    /// The setter of the client's builder, and the static of the same name: `files_server`.
    pub setter: FieldName,
    /// By server.
    pub servers: Vec<ServerNames>,
}

/// The names of a server.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerNames {
    /// What it is called among several.
    pub variant: VariantName,
    /// The struct of its variables, where it is one of several.
    pub name: TypeName,
    /// By variable.
    pub variables: Vec<VariableNames>,
}

/// The names of a server's variable.
#[derive(Clone, Debug, PartialEq)]
pub struct VariableNames {
    /// The setter and field.
    pub setter: FieldName,
    /// The enum of its values, where they are listed.
    pub name: TypeName,
    /// By value.
    pub values: Vec<VariantName>,
}

/// The names of a tag.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupNames {
    /// The module and file: `file_api`, `default_api`.
    pub module: ModuleName,
    /// The server's trait and the docs page: `FileApi`, `DefaultApi`.
    pub api: TypeName,
    /// The function of the server's module that lists what is in it, beside one for each operation.
    pub routes: FnName,
}
