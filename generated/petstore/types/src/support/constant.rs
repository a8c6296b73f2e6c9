// SPDX-License-Identifier: MIT-0
//! Values without parts, as tables state them.

use super::codec::{Look, View};
use super::node::Node;

/// A value without parts, as a table states it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Const {
    /// null
    Null,
    /// true or false
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// A string.
    Str(&'static str),
}

impl Const {
    /// What it looks like.
    pub fn look(&self) -> Look<'static> {
        match *self {
            Const::Null => Look::Null,
            Const::Bool(value) => Look::Bool(value),
            Const::Int(n) => Look::I64(n),
            Const::Float(n) => Look::F64(n),
            Const::Str(text) => Look::Str(text),
        }
    }

    /// Whether this is its value, or its text where values have no types.
    pub fn is(&self, node: &Node) -> bool {
        match (self, node) {
            (Const::Str(own), Node::Text(text)) => own == text,
            (_, Node::Text(text)) => self.to_string() == text.trim(),
            _ => self.looks_like(&node.look()),
        }
    }

    /// Whether it looks like this value.
    pub(super) fn looks_like(&self, look: &Look<'_>) -> bool {
        match (*self, look) {
            (Const::Null, Look::Null) => true,
            (Const::Bool(own), Look::Bool(value)) => own == *value,
            (Const::Int(own), Look::I64(n)) => own == *n,
            (Const::Int(own), Look::U64(n)) => u64::try_from(own) == Ok(*n),
            (Const::Int(own), Look::F64(n)) => own as f64 == *n,
            (Const::Int(own), Look::F32(n)) => own as f32 == *n,
            (Const::Float(own), Look::F64(n)) => own == *n,
            (Const::Float(own), Look::F32(n)) => own as f32 == *n,
            (Const::Float(own), Look::I64(n)) => own == *n as f64,
            (Const::Int(_) | Const::Float(_), Look::Digits(text)) => {
                text.parse().is_ok_and(|n| self.looks_like(&Look::F64(n)))
            }
            (Const::Str(own), Look::Str(text)) => own == *text,
            (Const::Str(own), Look::Text(text)) => own == text,
            _ => false,
        }
    }
}

impl std::fmt::Display for Const {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Const::Null => f.write_str("null"),
            Const::Bool(value) => value.fmt(f),
            Const::Int(n) => n.fmt(f),
            Const::Float(n) => n.fmt(f),
            Const::Str(text) => write!(f, "{text:?}"),
        }
    }
}
