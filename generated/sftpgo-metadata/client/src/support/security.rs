// SPDX-License-Identifier: MIT-0
//! Credentials: what is sent to prove who is calling. None of them shows in `Debug`.

use std::fmt;

use http::header::{HeaderMap, HeaderName, HeaderValue};

use super::error::InvalidRequest;
use crate::codec::{Param, write_query};

/// An API key, with the prefix that some services want in front of it.
#[derive(Clone)]
pub struct ApiKey {
    key: String,
    prefix: Option<String>,
}

impl ApiKey {
    /// A key without a prefix.
    pub fn new(key: impl Into<String>) -> Self {
        ApiKey { key: key.into(), prefix: None }
    }

    /// Puts a word and a space in front of the key: `Bearer` for `Authorization: Bearer KEY`.
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    fn into_text(self) -> String {
        match self.prefix {
            Some(prefix) => format!("{prefix} {}", self.key),
            None => self.key,
        }
    }
}

impl<T: Into<String>> From<T> for ApiKey {
    fn from(key: T) -> Self {
        ApiKey::new(key)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(***)")
    }
}

/// A credential in the form in which it is sent.
#[derive(Clone)]
pub enum Credential {
    /// A header.
    Header(HeaderName, HeaderValue),
    /// `name=value`, escaped.
    Query(String),
    /// `name=value`.
    Cookie(String),
}

impl Credential {
    /// A key in a header.
    pub fn header_key(name: &'static str, key: ApiKey) -> Result<Self, InvalidRequest> {
        Credential::header(name, key.into_text())
    }

    /// A key in the query.
    pub fn query_key(name: &'static str, key: ApiKey) -> Result<Self, InvalidRequest> {
        let mut pair = String::new();
        write_query(&Param::query(name), &key.into_text(), &mut pair)
            .map_err(|problem| InvalidRequest::new(problem.to_string()))?;
        Ok(Credential::Query(pair))
    }

    /// A key in a cookie.
    pub fn cookie_key(name: &'static str, key: ApiKey) -> Result<Self, InvalidRequest> {
        let pair = format!("{name}={}", key.into_text());
        if pair.contains([';', ',']) || HeaderValue::from_str(&pair).is_err() {
            return Err(InvalidRequest::new(format!("the key in the cookie `{name}`")));
        }
        Ok(Credential::Cookie(pair))
    }

    /// `Authorization: SCHEME VALUE`.
    pub fn authorization(scheme: &str, value: String) -> Result<Self, InvalidRequest> {
        Credential::header("authorization", format!("{scheme} {value}"))
    }

    /// `Authorization: Basic ...`.
    pub fn basic(user: &str, password: &str) -> Result<Self, InvalidRequest> {
        if user.contains(':') {
            return Err(InvalidRequest::new("a user name with a colon"));
        }
        Credential::authorization("Basic", base64(format!("{user}:{password}").as_bytes()))
    }

    fn header(name: &'static str, text: String) -> Result<Self, InvalidRequest> {
        let invalid = |what: &str| InvalidRequest::new(format!("the {what} of the credential header `{name}`"));
        let header = HeaderName::try_from(name).map_err(|_| invalid("name"))?;
        let mut value = HeaderValue::try_from(text).map_err(|_| invalid("value"))?;
        value.set_sensitive(true);
        Ok(Credential::Header(header, value))
    }
}

/// The credentials that a client has, by the name of the security scheme.
#[derive(Clone, Default)]
pub(crate) struct Credentials(Vec<(&'static str, Credential)>);

impl Credentials {
    pub(crate) fn set(&mut self, scheme: &'static str, credential: Credential) {
        self.0.retain(|(name, _)| *name != scheme);
        self.0.push((scheme, credential));
    }

    fn get(&self, scheme: &str) -> Option<&Credential> {
        self.0.iter().find(|(name, _)| *name == scheme).map(|(_, credential)| credential)
    }

    /// Adds what the first alternative asks for that is there in whole: a client sends what it has.
    pub(crate) fn apply(
        &self,
        alternatives: &[&[&str]],
        headers: &mut HeaderMap,
        query: &mut Vec<String>,
        cookies: &mut Vec<String>,
    ) {
        let complete = |schemes: &&&[&str]| !schemes.is_empty() && schemes.iter().all(|name| self.get(name).is_some());
        let Some(schemes) = alternatives.iter().find(complete) else {
            return;
        };
        for credential in schemes.iter().filter_map(|name| self.get(name)) {
            match credential {
                Credential::Header(name, value) => {
                    headers.insert(name, value.clone());
                }
                Credential::Query(pair) => query.push(pair.clone()),
                Credential::Cookie(pair) => cookies.push(pair.clone()),
            }
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(name, _)| (name, "***"))).finish()
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for letter in 0..4 {
            text.push(if letter > group.len() {
                '='
            } else {
                LETTERS[(bits >> (18 - 6 * letter) & 63) as usize] as char
            });
        }
    }
    text
}
