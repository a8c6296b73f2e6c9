// SPDX-License-Identifier: MIT-0
//! One request, the same type for every operation: a table says what it looks like, values fill it in.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use reqwest::Url;

use super::answer::{Answer, Case, Sending, accept};
use super::body::Body;
use super::client::{Client, Place, Shared};
use super::error::{Error, Failure, InvalidRequest};
use super::exchange::exchange;
use super::security::bearer;
use crate::codec::{
    In, InvalidParam, Look, Param, Style, View, charset_bytes, essence, header_value, parameter, to_form_as,
    write_cookie, write_path, write_query,
};

/// What the API's document says about an operation.
#[derive(Debug)]
pub struct Operation {
    /// The method: `GET`.
    pub method: &'static str,
    /// `/files/{file_id}:soft-copy`: parameters by name, other text as it is sent.
    pub path: &'static str,
    /// The parameters, those in the path first.
    pub params: &'static [Param],
    /// Alternatives, each a list of security schemes.
    pub security: &'static [&'static [&'static str]],
    /// The described answers. Never empty.
    pub answers: &'static [Case],
}

/// A request that is being filled. The first value that cannot be sent is reported when it is sent.
#[derive(Debug)]
pub struct Request {
    client: Client,
    operation: &'static Operation,
    /// Where it goes, if not to the client's URL.
    place: Option<&'static Place>,
    /// By parameter, in the form in which it is sent: they leave in the document's order.
    values: Vec<Option<String>>,
    accept: Option<String>,
    body: Option<Body>,
    content_type: Option<String>,
    /// Whether the body is text, which leaves in the charset that its media type states; and whether that is stated where
    /// it was not.
    text: Option<Charset>,
    problem: Option<InvalidRequest>,
}

impl Request {
    /// A request without values.
    pub fn new(client: &Client, operation: &'static Operation) -> Self {
        Request {
            client: client.clone(),
            operation,
            place: None,
            values: vec![None; operation.params.len()],
            accept: None,
            body: None,
            content_type: None,
            text: None,
            problem: None,
        }
    }

    /// A request without values for an operation that has servers of its own.
    pub fn at(client: &Client, operation: &'static Operation, place: &'static Place) -> Self {
        Request { place: Some(place), ..Request::new(client, operation) }
    }

    /// Sets the parameter with this index.
    pub fn set(&mut self, index: usize, value: &dyn View) {
        let (Some(param), Some(slot)) = (self.operation.params.get(index), self.values.get_mut(index)) else {
            return;
        };
        // Only JSON can say null, and nobody sets what is absent.
        let is_null = matches!(value.look(), Look::Absent) && param.style.is_json();
        let value = if is_null { &Some(None::<bool>) } else { value };
        let mut text = String::with_capacity(param.name.len() + 24);
        let written = match param.location {
            In::Path => write_path(param, value, &mut text),
            In::Query => write_query(param, value, &mut text),
            In::Header => header_value(param, value).map(|value| text = value),
            In::Cookie => write_cookie(param, value, &mut text),
        };
        match written {
            // What is absent is not sent, and an empty header is not what is absent.
            Ok(()) if matches!(value.look(), Look::Absent) => *slot = None,
            Ok(()) => *slot = Some(text),
            Err(problem) => {
                self.problem.get_or_insert(InvalidRequest::new(problem.to_string()));
            }
        }
    }

    /// Sets the body. A media type that the body itself states comes first.
    pub fn body(&mut self, content_type: &str, body: impl Into<Body>) {
        let body = body.into();
        self.content_type = Some(body.content_type().unwrap_or(content_type).to_owned());
        self.text = None;
        self.body = Some(body);
    }

    /// Sets a text as the body. It leaves in the charset that its media type states, else in UTF-8, which is said.
    pub fn text(&mut self, content_type: &str, text: &str) {
        self.body(content_type, text);
        self.text = Some(Charset::Said);
    }

    /// The same where the charset tells media types apart: one that is not stated says which it is.
    pub fn text_as_stated(&mut self, content_type: &str, text: &str) {
        self.body(content_type, text);
        self.text = Some(Charset::AsStated);
    }

    /// Sets an urlencoded form of which some properties are written like query parameters.
    pub fn form(&mut self, content_type: &str, value: &dyn View, styled: &[Param]) {
        match to_form_as(styled, value) {
            Ok(form) => self.body(content_type, form),
            Err(problem) => {
                let InvalidParam { name, why, .. } = problem;
                self.problem.get_or_insert(InvalidRequest::new(format!("the property `{name}` of the form {why}")));
            }
        }
    }

    /// Sets a body that can turn out to be none.
    pub fn try_body(&mut self, body: Result<Body, InvalidRequest>) {
        match body {
            Ok(body) => self.body("application/octet-stream", body),
            Err(problem) => {
                self.problem.get_or_insert(problem);
            }
        }
    }

    /// Sends the body that is already there under another media type.
    pub fn content_type(&mut self, content_type: &str) {
        self.content_type = Some(content_type.to_owned());
    }

    /// Asks for these media types, in place of every one that the operation describes.
    pub fn accept(&mut self, accept: &str) {
        self.accept = Some(accept.to_owned());
    }

    /// Sends the request; `decode` makes the result of the answer.
    pub fn send<T, E>(self, decode: fn(Answer) -> Result<T, Error<E>>) -> Sending<T, E> {
        Sending::new(exchange(self), decode)
    }

    /// Whether [`Request::outgoing`] can be called again once it was: a body that is read as it is sent is gone then.
    pub(crate) fn is_whole(&self) -> bool {
        self.body.as_ref().is_none_or(|body| body.copy().is_some())
    }

    /// The first value that cannot be sent.
    pub(crate) fn problem(&mut self) -> Option<InvalidRequest> {
        self.problem.take()
    }

    /// The client that sends it.
    pub(crate) fn client(&self) -> Arc<Shared> {
        Arc::clone(&self.client.shared)
    }

    /// What it asks for.
    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The request as it is sent, with the token of a source. Redirects are rare, so that it is made anew for them, and
    /// nothing is copied for those that nobody redirects.
    pub(crate) fn outgoing(&mut self, token: Option<&str>) -> Result<reqwest::Request, Failure> {
        let Operation { method, path, params, security, answers } = self.operation;
        let mut body = match self.body.as_ref().and_then(Body::copy) {
            Some(copy) => Some(copy),
            None => self.body.take(),
        };
        let shared = &self.client.shared;
        let mut headers = HeaderMap::with_capacity(shared.headers.len() + 4);
        for (name, value) in &shared.headers {
            headers.append(name, value.clone());
        }
        let (mut query, mut cookies) = (Vec::new(), Vec::new());

        let accept = self.accept.clone().map_or_else(|| accept(answers), Cow::Owned);
        if !accept.is_empty() {
            headers.insert(ACCEPT, header(ACCEPT.as_str(), accept)?);
        }
        let (start, values) = (shared.base(self.place)?, self.values.iter().flatten());
        let length = start.len() + path.len() + values.map(|value| value.len() + 1).sum::<usize>();
        let mut url = String::with_capacity(length);
        url.push_str(&start);
        let base = url.len();
        let mut rest = *path;
        while let Some((text, (name, after))) =
            rest.split_once('{').and_then(|(text, after)| Some((text, after.split_once('}')?)))
        {
            let named =
                |(param, _): &(&Param, &Option<String>)| matches!(param.location, In::Path) && param.name == name;
            url.push_str(text);
            if let Some((param, Some(value))) = params.iter().zip(&self.values).find(named) {
                let start = path.len() - rest.len() + text.len();
                let first = !path[..start].rsplit('/').next().is_some_and(|segment| segment.contains('{'));
                match param.style {
                    Style::Simple if !first => push_apart(value, literals(path, start), &mut url),
                    _ => url.push_str(value),
                }
            }
            rest = after;
        }
        url.push_str(rest);
        // URLs collapse such segments, encoded or not. Whole segments are looked at, because `..` is fine in `{id}.txt`.
        for (template, segment) in path.split('/').zip(url[base..].split('/')) {
            if matches!(segment, "." | ".." | "%2E" | "%2E%2E" | ".%2E" | "%2E.") {
                let why = format!("the path segment `{template}` must not be `.` or `..`");
                return Err(InvalidRequest::new(why).into());
            }
        }
        for (param, value) in params.iter().zip(&self.values) {
            let Some(value) = value else { continue };
            match param.location {
                In::Path => {}
                In::Query | In::Cookie if value.is_empty() => {}
                In::Query => query.push(value.as_str()),
                In::Cookie => cookies.push(value.as_str()),
                In::Header => {
                    let name = HeaderName::try_from(param.name)
                        .map_err(|_| InvalidRequest::new(format!("the header name {:?}", param.name)))?;
                    headers.insert(name, header(param.name, value.clone().into())?);
                }
            }
        }
        shared.credentials.apply(security, &mut headers, &mut query, &mut cookies);
        if !cookies.is_empty() {
            let mut value = header(COOKIE.as_str(), cookies.join("; ").into())?;
            value.set_sensitive(true);
            headers.insert(COOKIE, value);
        }
        if let Some(mut content_type) = self.content_type.clone() {
            if essence(&content_type).contains('*') {
                let why = format!("the body needs a content type that is {content_type}");
                return Err(InvalidRequest::new(why).into());
            }
            if let Some(charset) = self.text {
                body = body.map(|body| written(&mut content_type, body, charset)).transpose()?;
            }
            headers.insert(CONTENT_TYPE, header(CONTENT_TYPE.as_str(), content_type.into())?);
        }
        for pair in query {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(pair);
        }

        let url = Url::parse(&url).map_err(|error| InvalidRequest::new(format!("the URL: {error}")))?;
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| InvalidRequest::new("the method"))?;
        let mut request = reqwest::Request::new(method, url);
        if let Some(token) = token {
            headers.insert(AUTHORIZATION, bearer(token)?);
        }
        *request.headers_mut() = headers;
        *request.timeout_mut() = shared.timeout;
        *request.body_mut() = body.map(Body::into_reqwest);
        Ok(request)
    }
}

/// The text without parameters of the path's segment that has this position.
fn literals(path: &str, position: usize) -> String {
    let start = path[..position].rfind('/').map_or(0, |slash| slash + 1);
    let segment = path[start..].split('/').next().unwrap_or_default();
    segment.split('{').map(|part| part.split_once('}').map_or(part, |(_, text)| text)).collect()
}

/// Adds a value that stands behind another one in its segment: what parts the two is escaped in it, so that
/// `{name}.{extension}` is read as it was meant.
fn push_apart(value: &str, between: String, url: &mut String) {
    let mut escape = 0;
    for c in value.chars() {
        match c {
            '%' => escape = 3,
            _ if escape == 0 && matches!(c, '.' | '-' | '_' | '~') && between.contains(c) => {
                url.push_str(&format!("%{:02X}", u32::from(c)));
                continue;
            }
            _ => {}
        }
        url.push(c);
        escape = usize::saturating_sub(escape, 1);
    }
}

/// Whether the charset of a text is stated where its media type does not.
#[derive(Clone, Copy, Debug)]
enum Charset {
    Said,
    AsStated,
}

/// A text in the charset of its media type.
fn written(content_type: &mut String, body: Body, charset: Charset) -> Result<Body, InvalidRequest> {
    let text = body.in_memory().and_then(|bytes| String::from_utf8(bytes.into()).ok()).unwrap_or_default();
    if matches!(charset, Charset::Said) && parameter(content_type, "charset").is_none() {
        content_type.push_str("; charset=utf-8");
    }
    let problem = || InvalidRequest::new(format!("the body cannot be written as {content_type}"));
    charset_bytes(content_type, text).map(Body::from).ok_or_else(problem)
}

fn header(name: &str, value: Cow<'static, str>) -> Result<HeaderValue, InvalidRequest> {
    let value = match value {
        Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
        Cow::Owned(text) => text.into(),
    };
    HeaderValue::from_maybe_shared(value).map_err(|_| InvalidRequest::new(format!("the value of the header `{name}`")))
}
