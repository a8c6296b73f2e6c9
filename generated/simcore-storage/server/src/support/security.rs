// SPDX-License-Identifier: MIT-0
//! Security: what a caller brings along, matched against the alternatives that an operation allows.

use axum::body::Bytes;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};

use super::base64;
use super::problem::Problem;
use crate::codec::Secret;

/// A way to prove who is calling.
#[derive(Debug, PartialEq)]
pub struct Scheme {
    key: &'static str,
    kind: Kind,
}

#[derive(Debug, PartialEq)]
enum Kind {
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
    Authorization(&'static str),
    Certificate,
}

impl Scheme {
    /// A key in a header.
    pub const fn header(key: &'static str, name: &'static str) -> Self {
        Scheme { key, kind: Kind::Header(name) }
    }

    /// A key in a query parameter.
    pub const fn query(key: &'static str, name: &'static str) -> Self {
        Scheme { key, kind: Kind::Query(name) }
    }

    /// A key in a cookie.
    pub const fn cookie(key: &'static str, name: &'static str) -> Self {
        Scheme { key, kind: Kind::Cookie(name) }
    }

    /// User and password.
    pub const fn basic(key: &'static str) -> Self {
        Scheme { key, kind: Kind::Authorization("Basic") }
    }

    /// A token.
    pub const fn bearer(key: &'static str) -> Self {
        Scheme { key, kind: Kind::Authorization("Bearer") }
    }

    /// Another scheme of the `Authorization` header.
    pub const fn http(key: &'static str, scheme: &'static str) -> Self {
        Scheme { key, kind: Kind::Authorization(scheme) }
    }

    /// The certificate of the connection.
    pub const fn certificate(key: &'static str) -> Self {
        Scheme { key, kind: Kind::Certificate }
    }

    /// The text that a request brings for this scheme.
    fn find(&self, parts: &Parts) -> Option<String> {
        match self.kind {
            Kind::Header(name) => Some(parts.headers.get(name)?.to_str().ok()?.to_owned()),
            Kind::Query(name) => super::params::query_text(parts.uri.query().unwrap_or_default(), name),
            Kind::Cookie(name) => super::params::cookie_text(&parts.headers, name),
            Kind::Certificate => None,
            Kind::Authorization(scheme) => {
                let (found, rest) = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
                found.eq_ignore_ascii_case(scheme).then(|| rest.trim().to_owned())
            }
        }
    }

    /// What asks for it; nothing can ask for a certificate once there is a connection.
    fn challenge(&self) -> Option<String> {
        Some(match self.kind {
            Kind::Certificate => return None,
            Kind::Header(name) => format!(r#"ApiKey in="header", name="{name}""#),
            Kind::Query(name) => format!(r#"ApiKey in="query", name="{name}""#),
            Kind::Cookie(name) => format!(r#"ApiKey in="cookie", name="{name}""#),
            Kind::Authorization("Basic") => r#"Basic realm="api", charset="UTF-8""#.to_owned(),
            Kind::Authorization(scheme) => scheme.to_owned(),
        })
    }
}

/// A scheme that an operation needs, with the scopes that it needs.
#[derive(Debug)]
pub struct Requirement {
    scheme: &'static Scheme,
    scopes: &'static [&'static str],
}

impl Requirement {
    /// The scheme, whatever the scopes.
    pub const fn new(scheme: &'static Scheme) -> Self {
        Requirement { scheme, scopes: &[] }
    }

    /// The scheme with all of these scopes.
    pub const fn scoped(scheme: &'static Scheme, scopes: &'static [&'static str]) -> Self {
        Requirement { scheme, scopes }
    }
}

/// User and password.
#[derive(Clone, Debug, PartialEq)]
pub struct Basic {
    /// The user.
    pub user: String,
    /// The password.
    pub password: Secret,
}

/// The certificate that a client showed when it connected (mutual TLS). Whoever ends the connection puts it into the
/// request's extensions, with a layer or a custom `Connected`; nothing in a request itself can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificate {
    /// X.509 in DER.
    pub der: Bytes,
}

/// Why somebody is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The credentials are not valid: 401.
    Unauthenticated,
    /// The credentials are valid, but not enough for this operation: 403.
    Forbidden,
}

/// What a request brings for one of the alternatives: everything that this alternative asks for.
#[derive(Debug)]
pub struct Attempt {
    found: Vec<(&'static Scheme, Secret)>,
    certificate: Option<ClientCertificate>,
    scopes: Vec<&'static str>,
}

impl Attempt {
    /// The key or token of a scheme, if this alternative asks for it.
    pub fn secret(&self, scheme: &Scheme) -> Option<Secret> {
        self.found(scheme).cloned()
    }

    /// User and password, if this alternative asks for them.
    pub fn basic(&self, scheme: &Scheme) -> Option<Basic> {
        basic(self.found(scheme)?.expose())
    }

    /// The client's certificate, if this alternative asks for it.
    pub fn certificate(&self, _: &Scheme) -> Option<ClientCertificate> {
        self.certificate.clone()
    }

    /// The scopes that the operation needs.
    pub fn scopes(&self) -> Vec<&'static str> {
        self.scopes.clone()
    }

    fn found(&self, scheme: &Scheme) -> Option<&Secret> {
        self.found.iter().find(|(found, _)| *found == scheme).map(|(_, secret)| secret)
    }
}

/// The alternatives of an operation, as far as a request fits them.
#[derive(Debug)]
pub struct Access {
    alternatives: &'static [&'static [Requirement]],
    attempts: Vec<Attempt>,
    denied: Option<Denied>,
}

impl Access {
    /// Looks for everything that one of the alternatives asks for.
    pub fn new(alternatives: &'static [&'static [Requirement]], parts: &Parts) -> Self {
        let attempts = alternatives.iter().filter(|all| !all.is_empty()).filter_map(|all| {
            let mut attempt = Attempt { found: Vec::new(), certificate: None, scopes: Vec::new() };
            for requirement in *all {
                attempt.scopes.extend(requirement.scopes);
                if requirement.scheme.kind == Kind::Certificate {
                    attempt.certificate = Some(parts.extensions.get::<ClientCertificate>()?.clone());
                    continue;
                }
                let text = requirement.scheme.find(parts)?;
                if requirement.scheme.kind == Kind::Authorization("Basic") {
                    basic(&text)?;
                }
                attempt.found.push((requirement.scheme, Secret::from(text)));
            }
            Some(attempt)
        });
        Access { alternatives, attempts: attempts.collect(), denied: None }
    }

    /// The alternatives that the request fits, in the document's order.
    pub fn attempts(&mut self) -> Vec<Attempt> {
        std::mem::take(&mut self.attempts)
    }

    /// Notes that an alternative was turned down.
    pub fn deny(&mut self, denied: Denied) {
        // That somebody is known says more than that somebody is not.
        if self.denied != Some(Denied::Forbidden) {
            self.denied = Some(denied);
        }
    }

    /// What becomes of a request for which no alternative worked: it goes on without a principal where the operation
    /// allows that, unless it brought credentials that were turned down.
    pub fn anonymous(self) -> Result<(), Problem> {
        let open = self.alternatives.is_empty() || self.alternatives.iter().any(|all| all.is_empty());
        match self.denied {
            Some(Denied::Forbidden) => return Err(Problem::new(StatusCode::FORBIDDEN)),
            None if open => return Ok(()),
            _ => {}
        }
        let mut problem = Problem::new(StatusCode::UNAUTHORIZED);
        let mut challenges: Vec<String> = Vec::new();
        for requirement in self.alternatives.iter().copied().flatten() {
            let Some(challenge) = requirement.scheme.challenge() else { continue };
            if !challenges.contains(&challenge) {
                challenges.push(challenge);
            }
        }
        for challenge in challenges {
            if let Ok(value) = HeaderValue::try_from(challenge) {
                problem = problem.header(header::WWW_AUTHENTICATE, value);
            }
        }
        Err(problem)
    }
}

fn basic(text: &str) -> Option<Basic> {
    let text = String::from_utf8(base64::decode(text)?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some(Basic { user: user.to_owned(), password: Secret::from(password) })
}
