//! OpenAPI documents in, Rust crates out. See `ARCHITECTURE.md` for the stages.

pub mod diagnostics;
pub mod lift;
pub mod load;
pub mod lower;
pub mod model;
pub mod names;
pub mod render;
pub mod settings;
pub mod view;
