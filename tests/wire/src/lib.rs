//! What the round trips share: a server on a loopback socket that keeps everything that was on the wire, handlers
//! that answer what a test tells them, and a count of which documented answers were seen.
//!
//! It knows no API; the tests beside it name the generated crates.

mod coverage;
mod record;
mod script;

pub use coverage::uncovered;
pub use record::{Exchange, Served, serve};
pub use script::Script;
