// SPDX-License-Identifier: MIT-0
//! The client: where the service is, who is calling and how to talk to it. Operations are added by the API's modules.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use reqwest::Url;
use reqwest::redirect::Policy;

use super::error::{Error, Failure, InvalidRequest, TransportError};
use super::security::{Credential, Credentials};

/// What the API's document says about the service as a whole.
#[derive(Debug)]
pub struct Service {
    /// The path below which the operations are: `/api/v2`.
    pub base_path: &'static str,
    /// What the client calls itself.
    pub user_agent: &'static str,
    /// Whether requests go to the URL as it is, which may have a query: that of a receiver of webhooks.
    pub exact: bool,
}

/// A URL of a service, for [`Client::builder`]: text, or a server that the API's document names.
#[derive(Clone)]
pub struct BaseUrl {
    url: String,
    /// Whether nothing is to be added.
    whole: bool,
}

impl BaseUrl {
    /// A URL to which no path is added, even if it has none.
    pub fn whole(url: impl Into<String>) -> Self {
        BaseUrl { url: url.into(), whole: true }
    }
}

impl<T: Into<String>> From<T> for BaseUrl {
    fn from(url: T) -> Self {
        BaseUrl { url: url.into(), whole: false }
    }
}

/// Where operations are that have servers of their own.
#[derive(Debug)]
pub struct Place {
    /// The builder's setter for it.
    pub setter: &'static str,
    /// The URL, which may be relative to the client's.
    pub url: &'static str,
    /// The path of the URL.
    pub base_path: &'static str,
}

/// A client of the service. Cloning it is cheap: the copies share their connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
}

#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) service: &'static Service,
    pub(crate) http: reqwest::Client,
    /// Whether redirects are left to `http`.
    pub(crate) own_redirects: bool,
    /// Without a slash at the end.
    pub(crate) base: String,
    /// The URLs that were set for operations with servers of their own, by the name of the setter.
    places: Vec<(&'static str, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) credentials: Credentials,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_body: usize,
}

impl Client {
    /// The URL that the operations' paths are added to.
    pub fn base_url(&self) -> &str {
        &self.shared.base
    }

    /// The same client for another URL, as the builder takes it: connections, credentials and settings are shared.
    pub fn with_url(&self, url: &str) -> Result<Self, Error> {
        let service = self.shared.service;
        let base = base_url(&url.into(), None, service.base_path, service.exact).map_err(Failure::from)?;
        Ok(Client { shared: Arc::new(Shared { base, ..Shared::clone(&self.shared) }) })
    }
}

impl Shared {
    /// What an operation's path is added to.
    pub(crate) fn base(&self, place: Option<&Place>) -> Result<Cow<'_, str>, InvalidRequest> {
        let Some(place) = place else { return Ok(Cow::Borrowed(&self.base)) };
        match self.places.iter().find(|(setter, _)| *setter == place.setter) {
            Some((_, url)) => Ok(Cow::Borrowed(url)),
            None => place.resolve(&BaseUrl::whole(place.url), &self.base).map(Cow::Owned),
        }
    }
}

impl Place {
    /// A URL of the place, which may be relative to that of the API.
    fn resolve(&self, url: &BaseUrl, base: &str) -> Result<String, InvalidRequest> {
        let found = Url::parse(base).and_then(|base| base.join(&url.url));
        let found = found.map_err(|error| InvalidRequest::new(format!("the URL of `{}`: {error}", self.setter)))?;
        base_url(&BaseUrl { url: found.into(), whole: url.whole }, None, self.base_path, false)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &shown(&self.shared.base, self.shared.service))
            .field("credentials", &self.shared.credentials)
            .finish_non_exhaustive()
    }
}

/// Settings of a [`Client`] that is not built yet. A setting that cannot work is reported by [`ClientBuilder::build`].
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    service: &'static Service,
    url: BaseUrl,
    base_path: Option<String>,
    places: Vec<(&'static Place, BaseUrl)>,
    http: Option<reqwest::Client>,
    headers: HeaderMap,
    credentials: Credentials,
    timeout: Option<Duration>,
    connect_timeout: Duration,
    max_body: usize,
    problem: Option<InvalidRequest>,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("url", &shown(&self.url.url, self.service))
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    #[doc(hidden)]
    pub fn new(service: &'static Service, url: BaseUrl) -> Self {
        ClientBuilder {
            service,
            url,
            base_path: None,
            places: Vec::new(),
            http: None,
            headers: HeaderMap::from_iter([(USER_AGENT, HeaderValue::from_static(service.user_agent))]),
            credentials: Credentials::default(),
            timeout: None,
            connect_timeout: Duration::from_secs(10),
            max_body: 64 << 20,
            problem: None,
        }
    }

    /// Sets what a security scheme sends. The API's own setters call it.
    #[doc(hidden)]
    pub fn credential(mut self, scheme: &'static str, credential: Result<Credential, InvalidRequest>) -> Self {
        match credential {
            Ok(credential) => self.credentials.set(scheme, credential),
            Err(problem) => self.problem = Some(problem),
        }
        self
    }

    /// Sets the URL of operations with servers of their own. The API's own setters call it.
    #[doc(hidden)]
    pub fn place(mut self, place: &'static Place, url: BaseUrl) -> Self {
        self.places.retain(|(known, _)| known.setter != place.setter);
        self.places.push((place, url));
        self
    }

    /// The path below which the operations are, in place of the one that the API's document or the URL says.
    pub fn base_path(mut self, path: impl Into<String>) -> Self {
        self.base_path = Some(path.into());
        self
    }

    /// Sends this `User-Agent`.
    pub fn user_agent(self, name: &str) -> Self {
        self.default_header(USER_AGENT.as_str(), name)
    }

    /// Sends a header with every request, unless an operation sets it.
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            _ => self.problem = Some(InvalidRequest::new(format!("the default header {name:?}"))),
        }
        self
    }

    /// Limits the time from sending a request to the end of the answer's body. There is no limit unless it is set.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Limits the time for getting a connection: 10 seconds unless it is set.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Limits the size of a body, or of an item of a stream, that is kept in memory: 64 MiB unless it is set. Streams
    /// as a whole have no limit.
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Uses a client that is set up already, for proxies, certificates and the like. What it says about redirects
    /// and connecting holds; the other settings of this builder still do.
    pub fn with_http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Builds the client.
    pub fn build(self) -> Result<Client, Error> {
        Ok(self.try_build()?)
    }

    fn try_build(self) -> Result<Client, Failure> {
        if let Some(problem) = self.problem {
            return Err(problem.into());
        }
        let base = base_url(&self.url, self.base_path.as_deref(), self.service.base_path, self.service.exact)?;
        let places = self.places.iter().map(|(place, url)| Ok((place.setter, place.resolve(url, &base)?)));
        let places = places.collect::<Result<_, InvalidRequest>>()?;
        let own_redirects = self.http.is_some();
        let http = match self.http {
            Some(http) => http,
            None => reqwest::Client::builder()
                .connect_timeout(self.connect_timeout)
                // See the module `redirect`.
                .redirect(Policy::none())
                .build()
                .map_err(TransportError::from)?,
        };
        Ok(Client {
            shared: Arc::new(Shared {
                service: self.service,
                http,
                own_redirects,
                base,
                places,
                headers: self.headers,
                credentials: self.credentials,
                timeout: self.timeout,
                max_body: self.max_body,
            }),
        })
    }
}

/// A URL in debug output: what a receiver of webhooks lets in may be a secret in its URL.
fn shown<'a>(url: &'a str, service: &Service) -> &'a str {
    if service.exact { "[redacted]" } else { url }
}

/// An origin alone is completed by the path that the document says.
fn base_url(url: &BaseUrl, base_path: Option<&str>, default_path: &str, exact: bool) -> Result<String, InvalidRequest> {
    let invalid = |why: &str| InvalidRequest::new(format!("the base URL {why}"));
    let whole = url.whole;
    let mut url = Url::parse(&url.url).map_err(|error| invalid(&format!("is not one: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid("has to start with http:// or https://"));
    }
    if url.fragment().is_some() || (url.query().is_some() && !exact) {
        return Err(invalid("may not have a query or fragment"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("may not hold a user name or password: use the setters for credentials"));
    }
    if exact {
        return Ok(url.into());
    }
    match base_path {
        Some(path) => url.set_path(path),
        None if url.path() == "/" && !whole => url.set_path(default_path),
        None => {}
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}
