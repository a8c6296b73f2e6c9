//! The stages as functions, on documents of this repository and, where `CRATEWRIGHT_CORPUS` names the corpus, on a
//! large one (Stripe's): `cargo bench` in this package's folder.

use std::path::{Path, PathBuf};

use cratewright::format::{self, Stamp};
use cratewright::load::{self, Options, Sources};
use cratewright::settings::Settings;
use cratewright::view::PageKind;
use cratewright::{lift, lower, names, pages, render};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// What the functions are measured on.
fn documents() -> Vec<String> {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    let corpus = std::env::var_os("CRATEWRIGHT_CORPUS").map(PathBuf::from);
    let stripe = corpus.map(|corpus| corpus.join("big/stripe/spec3.json"));
    [specs.join("petstore.yaml"), specs.join("simcore-storage.yaml")]
        .into_iter()
        .chain(stripe)
        .filter(|path| path.is_file())
        .map(|path| path.display().to_string())
        .collect()
}

fn loaded(document: &str) -> Sources {
    load::load(Path::new(document), &Options::default()).expect("a document that can be read")
}

fn lifted(sources: &Sources) -> lift::Lifted {
    lift::lift(sources).0.expect("a document that can be lifted")
}

#[divan::bench(args = documents())]
fn load(document: &str) -> Sources {
    loaded(black_box(document))
}

#[divan::bench(args = documents())]
fn lift(bencher: Bencher<'_, '_>, document: &str) {
    let sources = loaded(document);
    bencher.bench(|| lift::lift(black_box(&sources)));
}

#[divan::bench(args = documents())]
fn lower(bencher: Bencher<'_, '_>, document: &str) {
    let lifted = lifted(&loaded(document));
    bencher.bench(|| lower::lower(black_box(&lifted), &|pointer| lifted.origins.resolve(pointer)));
}

#[divan::bench(args = documents())]
fn names(bencher: Bencher<'_, '_>, document: &str) {
    let lifted = lifted(&loaded(document));
    let (api, _) = lower::lower(&lifted, &|pointer| lifted.origins.resolve(pointer));
    bencher.bench(|| names::assign(black_box(&api)));
}

#[divan::bench(args = documents())]
fn view_and_render(bencher: Bencher<'_, '_>, document: &str) {
    let lifted = lifted(&loaded(document));
    let (api, _) = lower::lower(&lifted, &|pointer| lifted.origins.resolve(pointer));
    let names = names::assign(&api);
    let settings = Settings::new("bench");
    bencher.bench(|| {
        let pages = pages(black_box(&api), &names, &settings);
        pages.iter().map(|page| render::render(page).expect("a text").len()).sum::<usize>()
    });
}

#[divan::bench(args = documents())]
fn format(bencher: Bencher<'_, '_>, document: &str) {
    let lifted = lifted(&loaded(document));
    let (api, _) = lower::lower(&lifted, &|pointer| lifted.origins.resolve(pointer));
    let pages = pages(&api, &names::assign(&api), &Settings::new("bench"));
    let rust = pages.iter().filter(|page| page.kind == PageKind::Rust);
    let texts: Vec<String> = rust.map(|page| render::render(page).expect("a text")).collect();
    let stamp = Stamp::new("bench");
    let one = |text: &String| format::format("bench.rs", PageKind::Rust, text.clone(), &stamp).expect("Rust").len();
    bencher
        .counter(divan::counter::BytesCount::new(texts.iter().map(String::len).sum::<usize>()))
        .bench(|| texts.iter().map(one).sum::<usize>());
}
