#![allow(missing_docs, clippy::print_stderr)]
use cratewright::*;
fn main() {
    let out = std::env::args().nth(1).unwrap();
    for entry in std::fs::read_dir("specs").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "md") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let sources = load::load(&path, &load::Options::default()).unwrap_or_else(|_| panic!("load"));
        let (lifted, d) = lift::lift(&sources);
        for d in d {
            eprintln!("{name} {d:?}");
        }
        let Some(lifted) = lifted else { continue };
        let (api, d) = lower::lower(&lifted.document, &|p| lifted.origins.resolve(p));
        for d in d {
            eprintln!("{name} {d:?}");
        }
        let names = names::assign(&api);
        let settings = settings::Settings::new(name.clone());
        let mut pages = view::docs::pages(&api, &names, &settings);
        pages.extend(view::types::pages(&api, &names, &settings));
        pages.extend(view::server::pages(&api, &names, &settings));
        pages.extend(view::client::pages(&api, &names, &settings));
        for page in pages {
            let mut text = match render::render(&page) {
                Ok(t) => t,
                Err(e) => {
                    eprintln!("{name} {e:?}");
                    continue;
                }
            };
            if page.kind == view::PageKind::Rust {
                text = match syn::parse_file(&text) {
                    Ok(f) => prettyplease::unparse(&f),
                    Err(e) => {
                        eprintln!("{name} {} {e}", page.path);
                        text
                    }
                };
            }
            if page.kind == view::PageKind::Markdown {
                while text.contains("\n\n\n") {
                    text = text.replace("\n\n\n", "\n\n");
                }
            }
            let p = std::path::Path::new(&out).join(&name).join(&page.path);
            std::fs::create_dir_all(p.parent().unwrap()).unwrap();
            if std::fs::read_to_string(&p).ok().as_deref() != Some(&text) {
                std::fs::write(p, text).unwrap();
            }
        }
    }
}
