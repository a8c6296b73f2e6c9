//! Security schemes and requirements.

use openapiv3::{APIKeyLocation, ReferenceOr, SecurityRequirement, SecurityScheme as Scheme};

use super::Lower;
use crate::model::{Flow, Location, Requirement, SecurityKind, SecurityScheme};
use crate::pointer::{child, unescape_fragment};

/// A scheme's key and where its credential travels.
pub(super) type Credential = (String, Option<(Location, String, Option<String>)>);

impl<'a> Lower<'a> {
    /// The schemes, and the requirements that hold for operations without their own.
    pub(super) fn security(&mut self) -> (Vec<SecurityScheme>, Vec<Vec<Requirement>>) {
        let mut schemes = Vec::new();
        for (key, scheme) in self.document.components.iter().flat_map(|components| &components.security_schemes) {
            let pointer = child("/components/securitySchemes", key);
            let Some(scheme) = self.scheme(scheme) else { continue };
            let (kind, description) = match scheme {
                Scheme::APIKey { location, name, description, .. } => {
                    let location = match location {
                        APIKeyLocation::Query => Location::Query,
                        APIKeyLocation::Header => Location::Header,
                        APIKeyLocation::Cookie => Location::Cookie,
                    };
                    (SecurityKind::ApiKey { location, name: name.clone() }, description)
                }
                // `lift` writes what openapiv3 does not know like this.
                Scheme::HTTP { scheme, description, .. } if scheme == "x-mutual-tls" => {
                    (SecurityKind::MutualTls, description)
                }
                Scheme::HTTP { scheme, bearer_format, description, .. } => {
                    let kind = match scheme.to_ascii_lowercase().as_str() {
                        "basic" => SecurityKind::Basic,
                        "bearer" => SecurityKind::Bearer { format: bearer_format.clone() },
                        _ => SecurityKind::Http { scheme: scheme.clone() },
                    };
                    (kind, description)
                }
                Scheme::OAuth2 { flows: all, description, .. } => {
                    (SecurityKind::OAuth2 { flows: flows(all) }, description)
                }
                Scheme::OpenIDConnect { open_id_connect_url, description, .. } => {
                    (SecurityKind::OpenIdConnect { url: open_id_connect_url.clone() }, description)
                }
            };
            self.schemes.insert(key, schemes.len());
            schemes.push(SecurityScheme {
                key: key.clone(),
                kind,
                description: description.clone(),
                origin: self.at(&pointer),
            });
        }
        self.credentials =
            schemes.iter().map(|scheme: &SecurityScheme| (scheme.key.clone(), place(&scheme.kind))).collect();
        let global = self.requirements(self.document.security.as_deref().unwrap_or_default(), "/security");
        (schemes, global)
    }

    /// Says where two schemes that are needed together travel in one place.
    fn one_place(&mut self, needed: &[Requirement], pointer: &str) {
        for (index, second) in needed.iter().enumerate() {
            for first in &needed[..index] {
                let (Some((first, one)), Some((second, other))) =
                    (self.credentials.get(first.scheme), self.credentials.get(second.scheme))
                else {
                    continue;
                };
                let (Some((location, name, word)), Some((other_location, other_name, other_word))) = (one, other)
                else {
                    continue;
                };
                if (location, name) != (other_location, other_name) {
                    continue;
                }
                let place = match location {
                    Location::Header => "header",
                    Location::Query => "query parameter",
                    _ => "cookie",
                };
                let consequence = match (word, other_word) {
                    (Some(word), Some(other)) if word != other => {
                        "no request can have both, so this alternative is never met"
                    }
                    _ => "a request has one of it, which counts for both: clients send that of the second",
                };
                let message = format!("`{first}` and `{second}` travel in the same {place} `{name}`: {consequence}");
                let help = "put them into alternatives of their own, or one of them into another place";
                self.warn("shared-credential", pointer, message, help);
            }
        }
    }

    fn scheme(&self, scheme: &'a ReferenceOr<Scheme>) -> Option<&'a Scheme> {
        let components = self.document.components.as_ref()?;
        let mut scheme = scheme;
        for _ in 0..=components.security_schemes.len() {
            match scheme {
                ReferenceOr::Item(scheme) => return Some(scheme),
                ReferenceOr::Reference { reference } => {
                    let key = unescape_fragment(reference.rsplit('/').next()?);
                    scheme = components.security_schemes.get(&key)?;
                }
            }
        }
        None
    }

    /// Alternatives of schemes that are needed together. A scheme that nobody described makes its alternative useless.
    pub(super) fn requirements(&mut self, list: &[SecurityRequirement], pointer: &str) -> Vec<Vec<Requirement>> {
        let mut alternatives = Vec::new();
        for (index, requirement) in list.iter().enumerate() {
            let mut needed = Vec::new();
            let mut known = true;
            for (key, scopes) in requirement {
                match self.schemes.get(key.as_str()) {
                    Some(&scheme) => needed.push(Requirement { scheme, scopes: scopes.clone() }),
                    None => {
                        known = false;
                        self.warn(
                            "unknown-security-scheme",
                            &child(&child(pointer, &index.to_string()), key),
                            format!("no security scheme is called `{key}`, so this alternative is left out"),
                            "describe it under components/securitySchemes",
                        );
                    }
                }
            }
            if known && !alternatives.contains(&needed) {
                self.one_place(&needed, &child(pointer, &index.to_string()));
                alternatives.push(needed);
            }
        }
        alternatives
    }
}

/// Where a credential travels, and its first word where that is settled; `None` for one that is in no header, query or
/// cookie.
fn place(kind: &SecurityKind) -> Option<(Location, String, Option<String>)> {
    let authorization = |scheme: &str| Some((Location::Header, "authorization".to_owned(), Some(scheme.to_owned())));
    match kind {
        SecurityKind::ApiKey { location: Location::Header, name } => {
            Some((Location::Header, name.to_ascii_lowercase(), None))
        }
        SecurityKind::ApiKey { location, name } => Some((*location, name.clone(), None)),
        SecurityKind::Basic => authorization("basic"),
        SecurityKind::Bearer { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => {
            authorization("bearer")
        }
        SecurityKind::Http { scheme } => authorization(&scheme.to_ascii_lowercase()),
        SecurityKind::MutualTls => None,
    }
}

/// The flows that a scheme has.
fn flows(all: &openapiv3::OAuth2Flows) -> Vec<Flow> {
    let mut flows = Vec::new();
    let scopes = |scopes: &indexmap::IndexMap<String, String>| {
        scopes.iter().map(|(name, about)| (name.clone(), about.clone())).collect()
    };
    if let Some(flow) = &all.authorization_code {
        flows.push(Flow {
            name: "authorization code",
            authorization_url: Some(flow.authorization_url.clone()),
            token_url: Some(flow.token_url.clone()),
            refresh_url: flow.refresh_url.clone(),
            scopes: scopes(&flow.scopes),
        });
    }
    if let Some(flow) = &all.client_credentials {
        flows.push(Flow {
            name: "client credentials",
            authorization_url: None,
            token_url: Some(flow.token_url.clone()),
            refresh_url: flow.refresh_url.clone(),
            scopes: scopes(&flow.scopes),
        });
    }
    if let Some(flow) = &all.password {
        flows.push(Flow {
            name: "password",
            authorization_url: None,
            token_url: Some(flow.token_url.clone()),
            refresh_url: flow.refresh_url.clone(),
            scopes: scopes(&flow.scopes),
        });
    }
    if let Some(flow) = &all.implicit {
        flows.push(Flow {
            name: "implicit",
            authorization_url: Some(flow.authorization_url.clone()),
            token_url: None,
            refresh_url: flow.refresh_url.clone(),
            scopes: scopes(&flow.scopes),
        });
    }
    // Set by lift: openapiv3 does not know this one.
    if let Some(flow) = all.extensions.get("x-cratewright-device-authorization") {
        let text = |key: &str| flow.get(key).and_then(|url| url.as_str().map(str::to_owned));
        let scopes = flow.get("scopes").and_then(|scopes| scopes.as_object()).into_iter().flatten();
        flows.push(Flow {
            name: "device authorization",
            authorization_url: text("deviceAuthorizationUrl"),
            token_url: text("tokenUrl"),
            refresh_url: text("refreshUrl"),
            scopes: scopes.map(|(name, about)| (name.clone(), about.as_str().unwrap_or_default().to_owned())).collect(),
        });
    }
    flows
}
