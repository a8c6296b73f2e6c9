//! The reference docs: a README for the client, a page per tag, a page per model.
//!
//! Every section that a reader expects is there for every operation, even if it says that there is nothing to say.
//! The examples are complete programs; the client's doctests compile them. How an operation reads in Rust is decided
//! by the client's view, how things are called by `names`: this view only tells.

mod call;
mod links;
pub(super) mod markup;
mod model;
mod operation;
mod program;
mod readme;
mod ty;

#[cfg(test)]
mod tests;

use quote::quote;

use crate::model::Api;
use crate::names::Names;
use crate::settings::Settings;
use crate::view::Page;
use crate::view::text::{StrLit, Tokens};

/// `client/README.md` and everything in `client/docs/`. The hooks are another side of the same API.
pub fn pages(api: &Api, names: &Names, settings: &Settings, hooks: Option<&(Api, Names)>) -> Vec<Page> {
    let links = links::Links::new(api, names);
    let docs = ty::Docs { api, names, settings, links: &links };
    let hooks = hooks.map(|(api, names)| ty::Docs { api, names, ..docs });
    let mut pages = vec![readme::page(docs, hooks)];
    pages.extend(operation::pages(docs));
    pages.extend(model::pages(docs));
    pages
}

/// The pages whose examples the client's doctests compile: a name for each, and the path as seen from `client/src/`.
pub fn doctest_pages(names: &Names) -> Vec<(Tokens, StrLit)> {
    let files = links::group_files(names, &mut links::Files::default());
    let readme = (Tokens::from(quote!(readme)), StrLit("../README.md".to_owned()));
    let groups = names.groups.iter().zip(files).map(|(names, file)| {
        let module = &names.module;
        (Tokens::from(quote!(#module)), StrLit(format!("../docs/{file}.md")))
    });
    std::iter::once(readme).chain(groups).collect()
}
