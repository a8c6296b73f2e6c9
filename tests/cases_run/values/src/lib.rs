//! Values through the generated types: made from a schema, written in foreign ways, and made wrong by one small change;
//! and the document's own examples.
//!
//! The judge is the `jsonschema` crate with the schema of the user's document; nothing here knows what cratewright makes
//! of it, but for what `schema` and `exceptions` say.

#![forbid(unsafe_code)]

mod changes;
mod check;
mod compare;
mod exceptions;
mod foreign;
mod schema;
mod values;

pub use check::{Codec, Outcome, check};
pub use schema::Direction;

/// The codec of a type: `codec!(direction, kind, "Schema", crate_of_types, Type)`.
///
/// Each crate of types has support code of its own, so this is no generic function.
#[macro_export]
macro_rules! codec {
    ($direction:ident, $kind:ident, $schema:literal, $types:ident, $($name:ident)::+) => {
        $crate::Codec {
            schema: $schema,
            name: stringify!($($name)::+),
            direction: $crate::Direction::$direction,
            alias: $crate::codec!(@$kind),
            read: |text, strict| {
                use $types::support::{Mode, from_json, to_json};
                let mode = if strict { Mode::Strict } else { Mode::Lenient };
                let read = |text: &str| from_json::<$types::$($name)::+>(text.as_bytes(), mode);
                let value = read(text).map_err(|error| error.to_string())?;
                let written = String::from_utf8(to_json(&value)).map_err(|error| error.to_string())?;
                let again = read(&written).map_err(|error| format!("what was written, {written}: {error}"))?;
                let second = String::from_utf8(to_json(&again)).map_err(|error| error.to_string())?;
                let serde = $crate::codec!(@serde $kind, $types::$($name)::+, text);
                let same_by_serde = strict || serde.is_none_or(|serde| serde.is_ok_and(|serde| serde == value));
                Ok($crate::Outcome { written, second, same_again: again == value, same_by_serde })
            },
        }
    };
    (@Type) => { false };
    (@Alias) => { true };
    (@serde Type, $name:ty, $text:ident) => { Some(::serde_json::from_str::<$name>($text)) };
    // Another name for a type whose serde is not ours.
    (@serde Alias, $name:ty, $text:ident) => { None::<Result<$name, ()>> };
}
