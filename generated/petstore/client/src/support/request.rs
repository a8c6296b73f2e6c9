// SPDX-License-Identifier: MIT-0
//! One request, the same type for every operation: a table says what it looks like, values fill it in.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use reqwest::Url;

use super::answer::{Answer, Case, Media, Sending, accept, select};
use super::body::Body;
use super::client::{Client, Place};
use super::error::{DecodeFailure, Error, Failure, InvalidRequest, TokenFailure, TransportError, UnexpectedAnswer};
use super::security::{TokenSource, bearer};
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
        let mut text = String::new();
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
        Sending::new(Box::pin(self.answer()), decode)
    }

    async fn answer(self) -> Result<Answer, Failure> {
        let (operation, client) = (self.operation, self.client.clone());
        let max_body = client.shared.max_body;
        let (request, source) = self.into_reqwest()?;
        let answer = match source {
            Some(source) => send_with(&client, operation, &*source, request).await?,
            None => client.shared.send(request, operation.answers).await.map_err(TransportError::from)?,
        };
        let (parts, body) = http::Response::from(answer).into_parts();
        let content_type = text_header(&parts.headers, &http::header::CONTENT_TYPE);
        let length = text_header(&parts.headers, &http::header::CONTENT_LENGTH).and_then(|text| text.parse().ok());
        let case = select(operation.answers, parts.status, content_type);
        let mut body = Body::received(body, length);

        let Some((case, media)) = case else {
            let (body, _) = body.start(64 << 10).await.unwrap_or_default();
            let answer = UnexpectedAnswer { status: parts.status, headers: parts.headers, body };
            return Err(Failure::Unexpected(Box::new(answer)));
        };
        let no_body =
            operation.method == "HEAD" || matches!(parts.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        let is_stream = |media: &Media| media.is_stream() && operation.answers[case].is_success();
        if no_body {
            body = Body::default();
        } else if media.is_none() {
            // Nobody asks for it; reading the end of a short one lets the connection be used again.
            let _ = body.start(64 << 10).await;
            body = Body::default();
        } else if media.is_some_and(is_stream) {
            if let Some(content_type) = content_type {
                body = body.with_content_type(content_type);
            }
        } else {
            // Nobody asked for it, and bytes that are no text of the media type are not worth a guess.
            let coding = text_header(&parts.headers, &http::header::CONTENT_ENCODING);
            if let Some(coding) = coding.filter(|coding| !coding.eq_ignore_ascii_case("identity")) {
                let why = format!("it is compressed ({coding})");
                return Err(DecodeFailure::failure(parts.status, "body", why, &[]));
            }
            let (bytes, rest) = body.start(max_body).await.map_err(TransportError::from)?;
            if rest {
                let why = format!("it is longer than {max_body} bytes");
                return Err(DecodeFailure::failure(parts.status, "body", why, &bytes));
            }
            body = bytes.into();
        }
        let error = operation.answers[..case].iter().filter(|case| !case.is_success()).count();
        Ok(Answer::new((case, error), media, parts.status, parts.headers, body, max_body))
    }

    /// The request, and where its token is to come from.
    fn into_reqwest(self) -> Result<(reqwest::Request, Option<Arc<dyn TokenSource>>), Failure> {
        if let Some(problem) = self.problem {
            return Err(problem.into());
        }
        let Operation { method, path, params, security, answers } = self.operation;
        let shared = &self.client.shared;
        let mut headers = shared.headers.clone();
        let (mut query, mut cookies) = (Vec::new(), Vec::new());

        let accept = self.accept.map_or_else(|| accept(answers), Cow::Owned);
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
        for (param, value) in params.iter().zip(self.values) {
            let Some(value) = value else { continue };
            match param.location {
                In::Path => {}
                In::Query | In::Cookie if value.is_empty() => {}
                In::Query => query.push(value),
                In::Cookie => cookies.push(value),
                In::Header => {
                    let name = HeaderName::try_from(param.name)
                        .map_err(|_| InvalidRequest::new(format!("the header name {:?}", param.name)))?;
                    headers.insert(name, header(param.name, value.into())?);
                }
            }
        }
        let source = shared.credentials.apply(security, &mut headers, &mut query, &mut cookies);
        if !cookies.is_empty() {
            let mut value = header(COOKIE.as_str(), cookies.join("; ").into())?;
            value.set_sensitive(true);
            headers.insert(COOKIE, value);
        }
        let mut body = self.body;
        if let Some(mut content_type) = self.content_type {
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
            url.push_str(&pair);
        }

        let url = Url::parse(&url).map_err(|error| InvalidRequest::new(format!("the URL: {error}")))?;
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| InvalidRequest::new("the method"))?;
        let mut request = reqwest::Request::new(method, url);
        *request.headers_mut() = headers;
        *request.timeout_mut() = shared.timeout;
        *request.body_mut() = body.map(Body::into_reqwest);
        Ok((request, source))
    }
}

/// Sends a request with the current token; once more if that was turned down and there is another one by now.
async fn send_with(
    client: &Client,
    operation: &Operation,
    source: &dyn TokenSource,
    mut request: reqwest::Request,
) -> Result<reqwest::Response, Failure> {
    let token = source.token(None).await.map_err(TokenFailure::from)?;
    let again = request.try_clone();
    request.headers_mut().extend(bearer(&token)?);
    let answer = client.shared.send(request, operation.answers).await.map_err(TransportError::from)?;
    let (StatusCode::UNAUTHORIZED, Some(mut again)) = (answer.status(), again) else { return Ok(answer) };
    let newer = source.token(Some(&token)).await.map_err(TokenFailure::from)?;
    if newer == token {
        return Ok(answer);
    }
    again.headers_mut().extend(bearer(&newer)?);
    Ok(client.shared.send(again, operation.answers).await.map_err(TransportError::from)?)
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

fn text_header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
