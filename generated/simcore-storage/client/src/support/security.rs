// SPDX-License-Identifier: MIT-0
//! Credentials: what is sent to prove who is calling. None of them shows in `Debug`.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

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

/// A bearer token: text, or something that gives the current one.
#[derive(Clone)]
pub struct Token(Bearer);

#[derive(Clone)]
enum Bearer {
    Text(String),
    Source(Arc<dyn TokenSource>),
}

impl Token {
    /// A source that is asked for the current token before each request: anything that implements [`TokenSource`],
    /// or a closure that takes the token that was rejected, if one was, and gives a future.
    pub fn source(source: impl TokenSource + 'static) -> Self {
        Token(Bearer::Source(Arc::new(source)))
    }
}

impl<T: Into<String>> From<T> for Token {
    fn from(token: T) -> Self {
        Token(Bearer::Text(token.into()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

/// Knows the token that is to be sent: reads it from somewhere, or gets it by one of the flows of OAuth 2.0 and keeps it.
pub trait TokenSource: Send + Sync {
    /// The token to send now. `rejected` is the one that the server has just answered with 401: a source that gives
    /// another one has the request sent once more, unless its body is a stream.
    fn token<'a>(&'a self, rejected: Option<&'a str>) -> TokenFuture<'a>;
}

/// What a [`TokenSource`] gives, in the end.
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<String, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

impl<F, T> TokenSource for F
where
    F: Fn(Option<String>) -> T + Send + Sync,
    T: Future<Output = Result<String, Box<dyn StdError + Send + Sync>>> + Send + 'static,
{
    fn token<'a>(&'a self, rejected: Option<&'a str>) -> TokenFuture<'a> {
        Box::pin(self(rejected.map(str::to_owned)))
    }
}

/// The header for a bearer token.
pub(crate) fn bearer(token: &str) -> Result<HeaderValue, InvalidRequest> {
    let mut value = HeaderValue::try_from(format!("Bearer {token}"))
        .map_err(|_| InvalidRequest::new("the token of the header `authorization`"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// A credential in the form in which it is sent.
#[derive(Clone)]
pub enum Credential {
    /// A bearer token that is asked for when it is needed.
    Source(Arc<dyn TokenSource>),
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

    /// `Authorization: Bearer ...`.
    pub fn bearer(token: Token) -> Result<Self, InvalidRequest> {
        match token.0 {
            Bearer::Text(token) => Credential::authorization("Bearer", token),
            Bearer::Source(source) => Ok(Credential::Source(source)),
        }
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

    /// The credentials of the first alternative that is there in whole: a client sends what it has.
    fn chosen<'a>(&'a self, alternatives: &'a [&'a [&'a str]]) -> impl Iterator<Item = &'a Credential> {
        let complete = |schemes: &&&[&str]| !schemes.is_empty() && schemes.iter().all(|name| self.get(name).is_some());
        let schemes = alternatives.iter().find(complete).into_iter().copied().flatten();
        schemes.filter_map(|name| self.get(name))
    }

    /// Where the token is to be asked for that goes along.
    pub(crate) fn source(&self, alternatives: &[&[&str]]) -> Option<Arc<dyn TokenSource>> {
        let sources = self.chosen(alternatives).filter_map(|credential| match credential {
            Credential::Source(source) => Some(Arc::clone(source)),
            _ => None,
        });
        sources.last()
    }

    /// Adds the others.
    pub(crate) fn apply<'a>(
        &'a self,
        alternatives: &'a [&'a [&'a str]],
        headers: &mut HeaderMap,
        query: &mut Vec<&'a str>,
        cookies: &mut Vec<&'a str>,
    ) {
        for credential in self.chosen(alternatives) {
            match credential {
                Credential::Source(_) => {}
                Credential::Header(name, value) => {
                    headers.insert(name, value.clone());
                }
                Credential::Query(pair) => query.push(pair),
                Credential::Cookie(pair) => cookies.push(pair),
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
