//! Security: the schemes as statics, the struct of credentials, and what an operation's alternatives mean for it.

use askama::Template;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Cx;
use crate::model::{Location, Operation, Requirement, SecurityKind, SecurityScheme};
use crate::names::FieldName;
use crate::view::text::{Doc, StrLit, Tokens, markdown_inline};

/// What an operation knows of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Nothing.
    Open,
    /// Who it is, if the caller wants to say so.
    Optional,
    /// Who it is.
    Secured,
}

impl Access {
    pub(super) fn of(operation: &Operation) -> Self {
        let named = operation.security.iter().any(|all| !all.is_empty());
        match operation.security.iter().any(|all| all.is_empty()) {
            _ if !named => Access::Open,
            true => Access::Optional,
            false => Access::Secured,
        }
    }

    /// The principal in the context, given the name of its type.
    pub(super) fn context(self, principal: &TokenStream) -> TokenStream {
        match self {
            Access::Open => quote!(()),
            Access::Optional => quote!(Option<#principal>),
            Access::Secured => principal.clone(),
        }
    }

    /// The support function that takes a call apart.
    pub(super) fn kind(self) -> TokenStream {
        match self {
            Access::Open => quote!(open),
            Access::Optional => quote!(optional),
            Access::Secured => quote!(secured),
        }
    }
}

/// The alternatives of an operation, for its table; `None` where there are none.
pub(super) fn alternatives(cx: Cx<'_>, operation: &Operation) -> Option<TokenStream> {
    if Access::of(operation) == Access::Open {
        return None;
    }
    let requirement = |requirement: &Requirement| {
        let name = static_name(&cx.names.security_schemes[requirement.scheme]);
        if requirement.scopes.is_empty() {
            return quote!(Requirement::new(&security::#name));
        }
        let scopes = requirement.scopes.iter().map(|scope| StrLit(scope.clone()));
        quote!(Requirement::scoped(&security::#name, &[#(#scopes),*]))
    };
    let alternatives = operation.security.iter().map(|all| {
        let all = all.iter().map(requirement);
        quote!(&[#(#all),*])
    });
    Some(quote!(&[#(#alternatives),*]))
}

/// The secrets that `credentials` may hold, as expressions of `Option<&Secret>`.
pub(super) fn secrets(cx: Cx<'_>) -> Vec<Tokens> {
    let schemes = cx.api.security_schemes.iter().zip(&cx.names.security_schemes);
    let secrets = schemes.filter_map(|(scheme, name)| match scheme.kind {
        SecurityKind::MutualTls => None,
        SecurityKind::Basic => Some(quote!(credentials.#name.as_ref().map(|basic| &basic.password))),
        _ => Some(quote!(credentials.#name.as_ref())),
    });
    secrets.map(Tokens::from).collect()
}

fn static_name(name: &FieldName) -> proc_macro2::Ident {
    format_ident!("{}", name.plain().to_ascii_uppercase())
}

/// `src/security.rs`.
#[derive(Template)]
#[template(path = "server/security.rs.jinja", escape = "rs")]
pub(super) struct SecurityPage {
    schemes: Vec<Scheme>,
    secured: bool,
    /// Whether a scheme is about user and password, and whether one is not.
    basic: bool,
    secret: bool,
    certificate: bool,
}

struct Scheme {
    docs: Doc,
    static_name: Tokens,
    value: Tokens,
    field: FieldName,
    ty: Tokens,
    /// The function that finds it in an attempt.
    find: Tokens,
}

pub(super) fn page(cx: Cx<'_>) -> SecurityPage {
    let schemes = cx.api.security_schemes.iter().zip(&cx.names.security_schemes);
    SecurityPage {
        schemes: schemes.map(|(scheme, name)| view(scheme, name)).collect(),
        secured: cx.is_secured(),
        basic: cx.api.security_schemes.iter().any(|scheme| scheme.kind == SecurityKind::Basic),
        secret: cx
            .api
            .security_schemes
            .iter()
            .any(|scheme| !matches!(scheme.kind, SecurityKind::Basic | SecurityKind::MutualTls)),
        certificate: cx.takes_certificates(),
    }
}

fn view(scheme: &SecurityScheme, name: &FieldName) -> Scheme {
    let key = StrLit(scheme.key.clone());
    let (value, what) = match &scheme.kind {
        SecurityKind::ApiKey { location, name } => {
            let wire = StrLit(name.clone());
            let name = markdown_inline(name);
            match location {
                Location::Query => {
                    (quote!(Scheme::query(#key, #wire)), format!("The key in the query parameter {name}."))
                }
                Location::Cookie => (quote!(Scheme::cookie(#key, #wire)), format!("The key in the cookie {name}.")),
                Location::Header | Location::Path => {
                    (quote!(Scheme::header(#key, #wire)), format!("The text of the header {name}."))
                }
            }
        }
        SecurityKind::Basic => (quote!(Scheme::basic(#key)), "User and password.".to_owned()),
        SecurityKind::Bearer { format: Some(format) } => {
            (quote!(Scheme::bearer(#key)), format!("The token ({}).", markdown_inline(format)))
        }
        SecurityKind::Bearer { format: None } => (quote!(Scheme::bearer(#key)), "The token.".to_owned()),
        SecurityKind::Http { scheme } => {
            let scheme = StrLit(scheme.clone());
            (quote!(Scheme::http(#key, #scheme)), "What stands behind the scheme in `Authorization`.".to_owned())
        }
        SecurityKind::OAuth2 { .. } => (quote!(Scheme::bearer(#key)), "The OAuth 2.0 access token.".to_owned()),
        SecurityKind::MutualTls => (
            quote!(Scheme::certificate(#key)),
            "The certificate of the connection (mutual TLS), which whoever ends it puts into the request's extensions."
                .to_owned(),
        ),
        SecurityKind::OpenIdConnect { .. } => {
            (quote!(Scheme::bearer(#key)), "The OpenID Connect access token.".to_owned())
        }
    };
    let static_name = static_name(name);
    let (ty, find) = match scheme.kind {
        SecurityKind::Basic => (quote!(Basic), quote!(basic)),
        SecurityKind::MutualTls => (quote!(ClientCertificate), quote!(certificate)),
        _ => (quote!(Secret), quote!(secret)),
    };
    Scheme {
        docs: Doc::outer(scheme.description.as_deref().unwrap_or_default()).and(&what),
        static_name: quote!(#static_name).into(),
        value: value.into(),
        field: name.clone(),
        ty: ty.into(),
        find: find.into(),
    }
}
