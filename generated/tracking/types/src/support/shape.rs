// SPDX-License-Identifier: MIT-0
//! The tables in which types state their shapes.

use super::limits::Limits;

/// A property of an object.
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// Whether the name stands in JSON as it is.
    pub plain: bool,
    /// The limits of its value.
    pub limits: Limits,
}

/// A property that must be there.
pub const fn required(name: &'static str) -> Field {
    Field { name, required: true, nullable: false, plain: is_plain(name.as_bytes()), limits: Limits::NONE }
}

/// A property that may be absent.
pub const fn optional(name: &'static str) -> Field {
    Field { name, required: false, nullable: false, plain: is_plain(name.as_bytes()), limits: Limits::NONE }
}

const fn is_plain(name: &[u8]) -> bool {
    let mut index = 0;
    while index < name.len() {
        if name[index] < 0x20 || name[index] == b'"' || name[index] == b'\\' {
            return false;
        }
        index += 1;
    }
    true
}

impl Field {
    /// The property may be null.
    pub const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// The limits of the property's value.
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

/// What becomes of properties that a shape does not name.
#[derive(Clone, Copy)]
pub enum Others {
    /// They are read over.
    Ignored,
    /// They are violations in strict mode, and read over in lenient mode.
    Forbidden,
    /// They are kept in a map; the values keep to the limits.
    Kept(&'static Limits),
}

/// The shape of an object.
pub struct Shape {
    /// The type's name, for messages.
    pub name: &'static str,
    /// The properties.
    pub fields: &'static [Field],
    /// Other properties.
    pub others: Others,
    /// How many properties there may be.
    pub limits: Limits,
}

impl Shape {
    /// An object with these properties; others are read over.
    pub const fn object(name: &'static str, fields: &'static [Field]) -> Self {
        Shape { name, fields, others: Others::Ignored, limits: Limits::NONE }
    }

    /// Other properties are violations.
    pub const fn forbid_others(mut self) -> Self {
        self.others = Others::Forbidden;
        self
    }

    /// Other properties are kept.
    pub const fn keep_others(mut self, limits: &'static Limits) -> Self {
        self.others = Others::Kept(limits);
        self
    }

    /// How many properties there may be.
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}
