// SPDX-License-Identifier: MIT-0
//! Everything that can go wrong with a call, in one type.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::{fmt, io};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

type Cause = Box<dyn StdError + Send + Sync>;

/// Why a call did not give its result. `E` holds the errors that the operation documents.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E = Infallible> {
    /// An answer that the API describes as an error of this operation.
    Api(E),
    /// The request cannot be sent as it is: a value does not fit where it has to go. Nothing was sent.
    Invalid(InvalidRequest),
    /// There is no token to send. Nothing was sent, or it was answered with 401.
    Token(TokenFailure),
    /// No complete answer arrived: connection, TLS, timeout, or the request's own stream failed.
    Transport(TransportError),
    /// An answer whose status or media type the API does not describe for this operation.
    Unexpected(Box<UnexpectedAnswer>),
    /// A described answer whose body or header does not have the form that the API describes.
    Decode(Box<DecodeFailure>),
}

/// What can go wrong with a call of any operation.
#[derive(Debug)]
pub enum Failure {
    /// See [`Error::Invalid`].
    Invalid(InvalidRequest),
    /// See [`Error::Token`].
    Token(TokenFailure),
    /// See [`Error::Transport`].
    Transport(TransportError),
    /// See [`Error::Unexpected`].
    Unexpected(Box<UnexpectedAnswer>),
    /// See [`Error::Decode`].
    Decode(Box<DecodeFailure>),
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Invalid(problem) => Error::Invalid(problem),
            Failure::Token(problem) => Error::Token(problem),
            Failure::Transport(problem) => Error::Transport(problem),
            Failure::Unexpected(answer) => Error::Unexpected(answer),
            Failure::Decode(failure) => Error::Decode(failure),
        }
    }
}

/// The documented errors of an operation: each knows the status that it came with.
pub trait ApiError: StdError {
    /// The status of the answer.
    fn status(&self) -> StatusCode;
}

/// A status that is known to be one.
pub fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl ApiError for Infallible {
    fn status(&self) -> StatusCode {
        match *self {}
    }
}

impl<E: ApiError> Error<E> {
    /// The status of the answer, where there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Error::Api(error) => Some(error.status()),
            Error::Unexpected(answer) => Some(answer.status),
            Error::Decode(failure) => Some(failure.status),
            Error::Invalid(_) | Error::Token(_) | Error::Transport(_) => None,
        }
    }
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Api(error) => error.fmt(f),
            Error::Invalid(problem) => problem.fmt(f),
            Error::Token(problem) => problem.fmt(f),
            Error::Transport(problem) => problem.fmt(f),
            Error::Unexpected(answer) => answer.fmt(f),
            Error::Decode(failure) => failure.fmt(f),
        }
    }
}

// The variants' own texts are what `Display` shows, so `source` continues behind them.
impl<E: StdError> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Api(error) => error.source(),
            Error::Invalid(problem) => problem.source(),
            Error::Token(problem) => problem.source(),
            Error::Transport(problem) => problem.source(),
            Error::Unexpected(answer) => answer.source(),
            Error::Decode(failure) => failure.source(),
        }
    }
}

impl From<InvalidRequest> for Failure {
    fn from(problem: InvalidRequest) -> Self {
        Failure::Invalid(problem)
    }
}

impl From<TokenFailure> for Failure {
    fn from(problem: TokenFailure) -> Self {
        Failure::Token(problem)
    }
}

impl From<TransportError> for Failure {
    fn from(problem: TransportError) -> Self {
        Failure::Transport(problem)
    }
}

/// A value that cannot be sent. The text names the place, never the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidRequest {
    message: String,
}

impl InvalidRequest {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        InvalidRequest { message: message.into() }
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid request: {}", self.message)
    }
}

impl StdError for InvalidRequest {}

/// A source of tokens that gave none. Why is in `source`.
#[derive(Debug)]
pub struct TokenFailure {
    cause: Cause,
}

impl From<Cause> for TokenFailure {
    fn from(cause: Cause) -> Self {
        TokenFailure { cause }
    }
}

impl fmt::Display for TokenFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no token to send")
    }
}

impl StdError for TokenFailure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}

/// No complete answer arrived.
#[derive(Debug)]
pub struct TransportError {
    cause: Cause,
    timeout: bool,
    connect: bool,
}

impl TransportError {
    /// Whether a time limit passed.
    pub fn is_timeout(&self) -> bool {
        self.timeout
    }

    /// Whether no connection came about: the server has not seen the request.
    pub fn is_connect(&self) -> bool {
        self.connect
    }
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        // A URL may hold an API key.
        let error = error.without_url();
        TransportError { timeout: error.is_timeout(), connect: error.is_connect(), cause: error.into() }
    }
}

impl From<io::Error> for TransportError {
    fn from(error: io::Error) -> Self {
        TransportError { timeout: error.kind() == io::ErrorKind::TimedOut, connect: false, cause: error.into() }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TransportError { timeout: true, .. } => "no answer in time",
            TransportError { connect: true, .. } => "no connection to the server",
            _ => "the transfer broke off",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}

/// An answer that the API does not describe.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UnexpectedAnswer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// The first 64 KiB of its body.
    pub body: Bytes,
}

impl fmt::Display for UnexpectedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unexpected answer: {}", self.status)
    }
}

impl StdError for UnexpectedAnswer {}

/// A described answer that could not be read.
#[derive(Debug)]
pub struct DecodeFailure {
    status: StatusCode,
    what: String,
    item: Option<u64>,
    cause: Cause,
    body: Bytes,
}

impl DecodeFailure {
    pub(crate) fn failure(
        status: StatusCode,
        what: impl Into<String>,
        cause: impl Into<Cause>,
        body: &[u8],
    ) -> Failure {
        let body = Bytes::copy_from_slice(&body[..body.len().min(64 << 10)]);
        Failure::Decode(Box::new(DecodeFailure { status, what: what.into(), item: None, cause: cause.into(), body }))
    }

    /// For an item of a body that is a stream of them.
    pub fn of_item(status: StatusCode, item: u64, cause: impl Into<Cause>) -> Failure {
        let what = format!("item {item} of the body");
        let body = Bytes::new();
        Failure::Decode(Box::new(DecodeFailure { status, what, item: Some(item), cause: cause.into(), body }))
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Which item of a stream it is, counted from 0; `None` where it is not about one.
    pub fn item(&self) -> Option<u64> {
        self.item
    }

    /// The first 64 KiB of the answer's body, as it came; nothing where it is not about a value in it.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let the = if self.item.is_some() { "" } else { "the " };
        write!(f, "cannot read {the}{} of the answer {}", self.what, self.status)
    }
}

impl StdError for DecodeFailure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}
