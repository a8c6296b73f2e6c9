//! OpenAPI documents in, Rust crates out. See `ARCHITECTURE.md` for the stages; [`Generator`] runs them all.

pub mod cli;
pub mod config;
mod decimal;
pub mod diagnostics;
mod digest;
mod ecma;
pub mod example;
pub mod format;
pub mod formats;
mod generator;
pub mod lift;
pub mod load;
pub mod lower;
pub mod model;
mod multiples;
pub mod names;
pub mod overlay;
mod pointer;
mod regexes;
pub mod render;
pub mod settings;
#[cfg(test)]
mod testing;
pub mod view;
pub mod write;

pub use generator::{ApiReport, Error, Generator, Mode, Report, Understood, pages, understand};
