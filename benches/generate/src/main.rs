//! Where the time goes: the CPU time of every stage on one document, on one thread, and what the stage made.
//!
//! ```text
//! cargo run --release -- DOCUMENT [RUNS]
//! ```
//! The best of three runs unless RUNS says otherwise. Nothing is written to disk.

use std::path::Path;
use std::process::ExitCode;

use cratewright::format::{self, Stamp};
use cratewright::settings::Settings;
use cratewright::view::PageKind;
use cratewright::{lift, load, lower, names, pages, render};

/// The stages, in their order.
const STAGES: [&str; 8] = ["load", "lift", "lower", "names", "view", "render", "format", "drop"];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some(document) = words.first() else {
        println("which document?");
        return ExitCode::FAILURE;
    };
    // Stages that would share their work out do it on this thread, whose time is taken.
    if let Err(error) = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global() {
        println(&error.to_string());
        return ExitCode::FAILURE;
    }
    let runs = words.get(1).and_then(|runs| runs.parse().ok()).unwrap_or(3usize);
    let mut best = [f64::INFINITY; STAGES.len()];
    let mut made = String::new();
    for _ in 0..runs.max(1) {
        match run(Path::new(document)) {
            Ok((times, text)) => {
                best.iter_mut().zip(times).for_each(|(best, time)| *best = best.min(time));
                made = text;
            }
            Err(error) => {
                println(&error);
                return ExitCode::FAILURE;
            }
        }
    }
    for (stage, time) in STAGES.iter().zip(best) {
        println(&format!("{stage:<8} {time:>8.3} s"));
    }
    println(&format!("{:<8} {:>8.3} s   {made}", "sum", best.iter().sum::<f64>()));
    ExitCode::SUCCESS
}

/// One run: the CPU time of each stage, and what came out.
fn run(document: &Path) -> Result<([f64; STAGES.len()], String), String> {
    let mut times = [0.0; STAGES.len()];
    let mut watch = Watch::start()?;
    let sources = load::load(document, &load::Options::default()).map_err(|_| "the document cannot be read")?;
    times[0] = watch.lap()?;
    let (lifted, _) = lift::lift(&sources);
    let lifted = lifted.ok_or("the document cannot be lifted")?;
    times[1] = watch.lap()?;
    let (api, _) = lower::lower(&lifted, &|pointer| lifted.origins.resolve(pointer));
    times[2] = watch.lap()?;
    let named = names::assign(&api);
    times[3] = watch.lap()?;
    let views = pages(&api, &named, &Settings::new("bench"));
    times[4] = watch.lap()?;
    let texts: Result<Vec<String>, _> = views.iter().map(render::render).collect();
    let texts = texts.map_err(|bug| bug.to_string())?;
    times[5] = watch.lap()?;
    let stamp = Stamp::new("bench");
    let (mut files, mut rust, mut rest) = (0usize, 0usize, 0usize);
    let mut bytes = Vec::with_capacity(views.len());
    for (page, text) in views.iter().zip(texts) {
        let text = format::format(&page.path, page.kind, text, &stamp).map_err(|bug| bug.to_string())?;
        files += 1;
        *(if page.kind == PageKind::Rust { &mut rust } else { &mut rest }) += text.len();
        bytes.push(text);
    }
    times[6] = watch.lap()?;
    drop((sources, lifted, api, named, views, bytes));
    times[7] = watch.lap()?;
    Ok((times, format!("{files} files, {rust} bytes of Rust that were formatted, {rest} of the rest")))
}

/// The CPU time of this thread, which a busy machine does not change much.
struct Watch(f64);

impl Watch {
    fn start() -> Result<Watch, String> {
        Watch::now().map(Watch)
    }

    /// Seconds since the last lap.
    fn lap(&mut self) -> Result<f64, String> {
        let now = Watch::now()?;
        let last = std::mem::replace(&mut self.0, now);
        Ok(now - last)
    }

    fn now() -> Result<f64, String> {
        let text =
            std::fs::read_to_string("/proc/thread-self/schedstat").map_err(|_| "this needs Linux's schedstat")?;
        let nanoseconds = text.split(' ').next().and_then(|first| first.parse::<f64>().ok());
        nanoseconds.map(|nanoseconds| nanoseconds / 1e9).ok_or_else(|| "schedstat cannot be read".to_owned())
    }
}

fn println(line: &str) {
    println!("{line}");
}
