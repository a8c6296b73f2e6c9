//! The mocks of all cases.

#![forbid(unsafe_code)]

use std::sync::Arc;

use axum::Router;

// `all`, with every case: written by `tests/cases.rs`.
include!("mocks.rs");

/// The mock of a case.
pub struct Mock {
    /// The case.
    pub name: &'static str,
    /// The method and the path of every operation that the router serves.
    pub routes: Vec<(&'static str, &'static str)>,
    /// What serves them.
    pub router: Router,
}

impl Mock {
    /// `routes` have whole paths, the router those below `base`.
    fn new(name: &'static str, base: &str, routes: &[(&'static str, &'static str, &str)], router: Router) -> Self {
        let below = |(method, path, _): &(&'static str, &'static str, &str)| Some((*method, path.strip_prefix(base)?));
        Mock { name, routes: routes.iter().filter_map(below).collect(), router }
    }
}
