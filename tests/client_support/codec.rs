//! The codec, made of the files that are copied into every types crate.
#![allow(dead_code, unreachable_pub, unused_imports, unused_macros, reason = "a client needs less than all of it")]

#[path = "../../templates/types/support"]
mod files {
    /// Of these types some do.
    const KEEPS_DIGITS: bool = true;

    pub(super) mod bridge;
    pub(super) mod codec;
    pub(super) mod constant;
    pub(super) mod container;
    pub(super) mod digits;
    pub(super) mod error;
    pub(super) mod events;
    pub(super) mod form;
    pub(super) mod frames;
    pub(super) mod index;
    pub(super) mod json;
    pub(super) mod kind;
    pub(super) mod limits;
    pub(super) mod media;
    pub(super) mod node;
    pub(super) mod object;
    pub(super) mod pairs;
    pub(super) mod param;
    pub(super) mod param_read;
    pub(super) mod param_write;
    pub(super) mod parts;
    pub(super) mod percent;
    pub(super) mod places;
    pub(super) mod scalar;
    pub(super) mod shape;
    pub(super) mod text;
}

pub(crate) use files::codec::*;
pub(crate) use files::error::*;
pub(crate) use files::events::*;
pub(crate) use files::form::*;
pub(crate) use files::frames::*;
pub(crate) use files::json::*;
pub(crate) use files::media::*;
pub(crate) use files::param::*;
pub(crate) use files::param_read::*;
pub(crate) use files::param_write::*;
pub(crate) use files::parts::*;
pub(crate) use files::text::*;
