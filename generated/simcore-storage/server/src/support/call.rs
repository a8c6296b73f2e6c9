// SPDX-License-Identifier: MIT-0
//! A call on its way to a handler: the request that was read, and who makes it.

use std::any::Any;

use super::failure::Failure;
use super::media::Accept;
use super::reply::{Answers, Reply};
use super::request::{Boxed, Request};

/// What a handler is told beside the request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Context<P> {
    /// Who calls: what `authenticate` gave, an `Option` of it where the operation may be called without
    /// credentials, `()` where it asks for none.
    pub principal: P,
    /// The media types that the caller would like to get.
    pub accept: Accept,
    /// The media type of the body, as the caller states it.
    pub content_type: Option<String>,
    /// How the caller would like to be answered: its `Prefer` header (RFC 7240), such as `return=minimal`.
    pub prefer: Option<String>,
}

/// A call whose request was read and whose caller was checked.
pub struct Call<P> {
    pub(crate) request: Box<dyn Request>,
    pub(crate) cx: Context<Option<P>>,
}

/// An answer that is being made.
pub type Answering = Boxed<'static, Result<Reply, Failure>>;

impl<P> Context<P> {
    /// The same call with another principal.
    fn of<Q>(self, principal: Q) -> Context<Q> {
        Context { principal, accept: self.accept, content_type: self.content_type, prefer: self.prefer }
    }
}

impl<P> Call<P> {
    /// For an operation that asks for credentials.
    pub fn secured<R: Request>(self) -> Result<(R, Context<P>, Answers), Failure> {
        let (request, mut cx, reply) = self.optional()?;
        let principal = cx.principal.take().ok_or_else(|| Failure::new("a call came without a principal"))?;
        Ok((request, cx.of(principal), reply))
    }

    /// For an operation that takes credentials and does without.
    pub fn optional<R: Request>(self) -> Result<(R, Context<Option<P>>, Answers), Failure> {
        let request: Box<dyn Any> = self.request;
        let request = request.downcast().map_err(|_| Failure::new("a call came to another operation's handler"))?;
        let reply = Answers { accept: self.cx.accept.clone() };
        Ok((*request, self.cx, reply))
    }

    /// For an operation that asks for no credentials.
    pub fn open<R: Request>(self) -> Result<(R, Context<()>, Answers), Failure> {
        let (request, cx, reply) = self.optional()?;
        Ok((request, cx.of(()), reply))
    }
}
