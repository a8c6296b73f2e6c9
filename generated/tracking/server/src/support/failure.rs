// SPDX-License-Identifier: MIT-0
//! What a handler may fail with: anything at all. The caller learns nothing of it, unless it is a [`Problem`].

use std::error::Error;
use std::fmt;
use std::io;

use axum::http::StatusCode;

use super::problem::Problem;

/// A call that failed.
///
/// Every error becomes one with `?` or `into()`. It is answered with status 500 and nothing else, unless there is
/// a [`Problem`] in it or among its sources: that one is the answer.
pub struct Failure(Box<dyn Error + Send + Sync>);

impl Failure {
    /// A failure out of anything that can be boxed as an error: texts, and errors of crates such as `anyhow`.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Failure(error.into())
    }

    /// What happened. Not for callers.
    pub fn error(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0
    }

    /// What the caller gets.
    pub fn problem(&self) -> Problem {
        self.find().cloned().unwrap_or_else(|| Problem::new(StatusCode::INTERNAL_SERVER_ERROR))
    }

    /// Whether the caller gets a bare 500, so that somebody else should be told.
    pub fn is_internal(&self) -> bool {
        self.find().is_none_or(|problem| problem.status().is_server_error())
    }

    fn find(&self) -> Option<&Problem> {
        let mut next: Option<&(dyn Error + 'static)> = Some(&*self.0);
        while let Some(error) = next {
            if let Some(problem) = error.downcast_ref::<Problem>() {
                return Some(problem);
            }
            // An `io::Error` does not count the error that it wraps among its sources.
            next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
                Some(inner) => Some(inner),
                None => error.source(),
            };
        }
        None
    }
}

// As `Failure` is no `Error` itself, every error converts.
impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure(Box::new(error))
    }
}

impl From<Failure> for Box<dyn Error + Send + Sync> {
    fn from(failure: Failure) -> Self {
        failure.0
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Failure {
    /// The error and its sources, on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut next = self.0.source();
        while let Some(error) = next {
            write!(f, ": {error}")?;
            next = error.source();
        }
        Ok(())
    }
}
