//! The support code of generated types crates, tested as it lies in `templates/types/support`, with types as the
//! generator writes them.

#[path = "../../templates/types/support"]
#[expect(unreachable_pub, unused_imports, dead_code, reason = "the files belong to crates that others use")]
mod support {
    /// Of these types some do.
    const KEEPS_DIGITS: bool = true;

    pub mod base64;
    pub mod bridge;
    pub mod chrono;
    pub mod codec;
    pub mod constant;
    pub mod container;
    pub mod digits;
    pub mod error;
    pub mod events;
    pub mod form;
    pub mod format;
    pub mod frames;
    pub mod index;
    pub mod int_enum;
    pub mod json;
    pub mod kind;
    pub mod limits;
    pub mod media;
    pub mod node;
    pub mod object;
    pub mod pairs;
    pub mod param;
    pub mod param_read;
    pub mod param_write;
    pub mod parts;
    pub mod pattern;
    pub mod percent;
    pub mod places;
    pub mod scalar;
    pub mod secret;
    pub mod shape;
    pub mod string_enum;
    pub mod text;
    pub mod typed;
    pub mod union;
    pub mod uuid;
    pub mod xml;
    pub mod xml_name;
    pub mod xml_write;

    pub(crate) use bridge::bridge;
    pub(crate) use int_enum::int_enum;
    pub(crate) use object::object;
    pub(crate) use string_enum::string_enum;

    pub use base64::*;
    pub use codec::*;
    pub use constant::*;
    pub use error::*;
    pub use events::*;
    pub use form::*;
    pub use format::*;
    pub use frames::*;
    pub use index::*;
    pub use int_enum::*;
    pub use json::*;
    pub use kind::*;
    pub use limits::*;
    pub use media::*;
    pub use node::*;
    pub use object::*;
    pub use param::*;
    pub use param_read::*;
    pub use param_write::*;
    pub use parts::*;
    pub use pattern::*;
    pub use percent::*;
    pub use secret::*;
    pub use shape::*;
    pub use string_enum::*;
    pub use text::*;
    pub use typed::*;
    pub use union::*;
    pub use xml::*;
    pub use xml_write::*;
}

#[path = "../common/cpu.rs"]
mod cpu;
mod events;
mod forms;
mod frames;
mod json;
mod limits;
mod long;
mod params;
mod scalars;
mod styles;
#[expect(unreachable_pub, reason = "the methods that macros write belong to crates that others use")]
mod types;
mod unions;
mod xml;
mod xml_names;

use support::{Decode, Mode};

/// What strict reading says, one violation a line.
fn strict<T: Decode>(json: &str) -> Result<T, String> {
    support::from_json(json.as_bytes(), Mode::Strict).map_err(lines)
}

/// What lenient reading says.
fn lenient<T: Decode>(json: &str) -> Result<T, String> {
    support::from_json(json.as_bytes(), Mode::Lenient).map_err(lines)
}

fn lines(error: support::DecodeError) -> String {
    error.violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn written(value: &dyn support::View) -> String {
    String::from_utf8(support::to_json(value)).unwrap()
}
