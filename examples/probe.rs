//! Probe.
#![allow(clippy::print_stdout, missing_docs)]
use cratewright::*;
fn main() {
    for path in std::env::args().skip(1) {
        let sources = match load::load(std::path::Path::new(&path), &Default::default()) { Ok(s) => s, Err(e) => { println!("{path}: LOAD {:?}", e.diagnostics.first().map(|d| &d.message)); continue } };
        let (lifted, d) = lift::lift(&sources);
        let Some(l) = lifted else { println!("{path}: LIFT {:?}", d.first().map(|d| &d.message)); continue };
        let (api, d2) = lower::lower(&l.document, &|p| l.origins.resolve(p));
        let names = names::assign(&api);
        println!("{path}: types {} ops {} lift {} lower {} names {}", api.types.len(), api.operations.len(), d.len(), d2.len(), names.diagnostics.len());
        if std::env::var_os("V").is_some() { for d in d.iter().chain(&d2).chain(&names.diagnostics) { println!("   {} {} {}", d.code, d.pointer.path, d.message); }
          for (i, t) in names.types.iter().enumerate() { println!("  {}::{:?}::{} blank {} f {:?} v {:?}", t.module, t.inner.iter().map(|m| m.plain()).collect::<Vec<_>>(), t.name, api.types[i].blank, t.fields.iter().map(|f| f.as_str()).collect::<Vec<_>>(), t.variants.iter().map(|f| f.as_str()).collect::<Vec<_>>()); } 
          for (o,n) in api.operations.iter().zip(&names.operations) { println!("  {} {} -> {} {:?} body {} {:?} resp {:?}", o.method, o.path.text, n.method, n.params.iter().map(|f| f.as_str()).collect::<Vec<_>>(), n.body, o.bodies.iter().map(|b| (&b.media)).collect::<Vec<_>>(), n.responses.iter().map(|r| (r.variant.as_str(), r.payloads.len(), r.headers.len())).collect::<Vec<_>>()); } }
    }
}
