use std::path::Path;
fn main() {
    for spec in std::env::args().skip(2) {
        let out = std::env::args().nth(1).unwrap();
        let name = Path::new(&spec).file_stem().unwrap().to_str().unwrap().to_owned();
        let sources = cratewright::load::load(Path::new(&spec), &Default::default()).map_err(|e| format!("{:?}", e.diagnostics)).unwrap();
        let (lifted, d) = cratewright::lift::lift(&sources);
        for d in d { eprintln!("{}: {} {:?}", name, d.message, d.pointer); }
        let Some(lifted) = lifted else { continue };
        let (api, d) = cratewright::lower::lower(&lifted.document, &|p| lifted.origins.resolve(p));
        for d in d { eprintln!("{}: {} {:?}", name, d.message, d.pointer); }
        let names = cratewright::names::assign(&api);
        let mut settings = cratewright::settings::Settings::new(name.clone());
        if std::env::var("RICH").is_ok() { settings.uuid = cratewright::settings::UuidType::Uuid; settings.date_time = cratewright::settings::DateTimeType::Chrono; }
        let mut pages = cratewright::view::types::pages(&api, &names, &settings); pages.extend(cratewright::view::server::pages(&api, &names, &settings)); for page in pages {
            let text = cratewright::render::render(&page).map_err(|e| format!("{} {}", e.page, e.what)).unwrap();
            let path = Path::new(&out).join(&name).join(&page.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let text = match page.kind {
                cratewright::view::PageKind::Rust => match syn::parse_file(&text) { Ok(f) => prettyplease::unparse(&f), Err(e) => { eprintln!("{} {}", page.path, e); text } },
                _ => text };
            std::fs::write(path, text).unwrap();
        }
    }
}
