// SPDX-License-Identifier: MIT-0
//! A call on its way to a handler: the request that was read, and who makes it.

use std::any::Any;

use super::failure::Failure;
use super::media::Accept;
use super::reply::Reply;
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
}

/// A call whose request was read and whose caller was checked.
pub struct Call<P> {
    pub(crate) request: Box<dyn Request>,
    pub(crate) principal: Option<P>,
    pub(crate) accept: Accept,
    pub(crate) content_type: Option<String>,
}

/// An answer that is being made.
pub type Answering = Boxed<'static, Result<Reply, Failure>>;

impl<P> Call<P> {
    /// For an operation that asks for credentials.
    pub fn secured<R: Request>(self) -> Result<(R, Context<P>, Reply), Failure> {
        let (request, cx, reply) = self.optional()?;
        let principal = cx.principal.ok_or_else(|| Failure::new("a call came without a principal"))?;
        Ok((request, Context { principal, accept: cx.accept, content_type: cx.content_type }, reply))
    }

    /// For an operation that takes credentials and does without.
    pub fn optional<R: Request>(self) -> Result<(R, Context<Option<P>>, Reply), Failure> {
        let request: Box<dyn Any> = self.request;
        let request = request.downcast().map_err(|_| Failure::new("a call came to another operation's handler"))?;
        let cx = Context { principal: self.principal, accept: self.accept.clone(), content_type: self.content_type };
        Ok((*request, cx, Reply::new(self.accept)))
    }

    /// For an operation that asks for no credentials.
    pub fn open<R: Request>(self) -> Result<(R, Context<()>, Reply), Failure> {
        let (request, cx, reply) = self.optional()?;
        Ok((request, Context { principal: (), accept: cx.accept, content_type: cx.content_type }, reply))
    }
}
