//! The command line: words in, a call of the library, text out. It decides nothing about documents or files.
//!
//! Results go to standard output, diagnostics and progress to standard error.

mod dump;
mod effective;
mod explain;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{self, CONFIG, Config, Job};
use crate::diagnostics::{self, Diagnostic, Severity};
use crate::formats::choices;
use crate::generator::{Error, Generator, Mode, Report, understand};
use crate::load::Sources;
use crate::settings::{Reading, Settings};

/// Everything is fine.
const FINE: u8 = 0;
/// The documents or the generated code are at fault.
const FAULT: u8 = 1;
/// The command line or the config is at fault.
const USAGE: u8 = 2;

/// How many lines of each file's difference `--check` shows.
const DIFF_LINES: usize = 40;

#[derive(Parser)]
#[command(name = "cratewright", version, about = "OpenAPI documents in, Rust crates out", long_about = None)]
#[command(
    after_help = "Examples:\n  cratewright generate                          every API of ./cratewright.toml\n  cratewright generate petstore.yaml -o crates  one document, without a config\n  cratewright generate --check                  in CI: is the generated code up to date?\n  cratewright check petstore.yaml               what is wrong with this document?\n  cratewright explain unresolved-ref            what does this message mean?"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// How diagnostics are written
    #[arg(long, global = true, value_enum, default_value = "human", value_name = "FORMAT")]
    message_format: MessageFormat,

    /// How many messages of one code are shown to people at most; 0 shows all
    #[arg(long, global = true, default_value_t = 10, value_name = "NUMBER")]
    most: usize,
}

#[derive(Clone, Copy, ValueEnum)]
enum MessageFormat {
    /// For people, with excerpts
    Human,
    /// One JSON object a line
    Json,
    /// Annotations for GitHub Actions
    Github,
}

#[derive(Subcommand)]
enum Command {
    /// Write the crates
    #[command(
        after_help = "Examples:\n  cratewright generate\n  cratewright generate --check\n  cratewright generate api/petstore.yaml -o crates/petstore --name petstore --emit types,client"
    )]
    Generate(Generate),
    /// Say what is wrong with a document, and write nothing
    #[command(after_help = "Example:\n  cratewright check api/petstore.yaml --message-format github")]
    Check {
        /// The document
        spec: PathBuf,
        /// Treat warnings as errors
        #[arg(long)]
        strict: bool,
        #[command(flatten)]
        reading: ReadingOptions,
    },
    /// Say what a diagnostic means and what to do about it
    #[command(after_help = "Examples:\n  cratewright explain unresolved-ref\n  cratewright explain")]
    Explain {
        /// The code, as it stands in the message; without it, all codes are listed
        code: Option<String>,
    },
    /// Print what a stage makes of a document
    #[command(
        after_help = "Examples:\n  cratewright dump petstore.yaml --stage names\n  cratewright dump petstore.yaml --effective > effective.json"
    )]
    Dump {
        /// The document
        spec: PathBuf,
        /// The stage after which to print
        #[arg(long, value_enum, default_value = "lower", value_name = "STAGE")]
        stage: dump::Stage,
        /// Print the document with the answers that a generated server adds by itself
        #[arg(long, conflicts_with = "stage")]
        effective: bool,
        #[command(flatten)]
        reading: ReadingOptions,
    },
}

/// How a document that the command line names is read; a config says it by itself.
#[derive(Args)]
struct ReadingOptions {
    /// A document with changes to make before anything else (OpenAPI Overlay); may be repeated
    #[arg(long = "overlay", value_name = "FILE", requires = "spec")]
    overlays: Vec<PathBuf>,
    /// References may reach files below this folder too, and not only below the document's; may be repeated
    #[arg(long = "root", value_name = "DIR", requires = "spec")]
    roots: Vec<PathBuf>,
    /// Follow references over the network (HTTPS); what is read is pinned in cratewright.lock, with a copy beside it
    #[arg(long)]
    allow_remote_refs: bool,
}

impl ReadingOptions {
    fn reading(&self, strict: bool) -> Reading {
        Reading {
            overlays: self.overlays.clone(),
            roots: self.roots.clone(),
            remote: self.allow_remote_refs,
            strict,
            ..Reading::default()
        }
    }
}

#[derive(Args)]
struct Generate {
    /// A document; without it, everything that the config lists
    spec: Option<PathBuf>,
    /// The folder that receives types/, client/ and server/
    #[arg(short, long, value_name = "DIR", requires = "spec")]
    output: Option<PathBuf>,
    /// What the packages' names start with [default: the document's file name]
    #[arg(long, requires = "spec")]
    name: Option<String>,
    /// The parts to write: types, client, server, docs, webhooks [default: all]
    #[arg(long, value_delimiter = ',', value_name = "PARTS", requires = "spec")]
    emit: Option<Vec<String>>,
    /// Rust types for formats, as in `date-time=chrono` [default: text]
    #[arg(long, value_delimiter = ',', value_name = "FORMAT=TYPE", requires = "spec", long_help = types_help())]
    types: Vec<String>,
    /// A Cargo feature for each tag [default: for APIs of a hundred operations and more]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", requires = "spec")]
    tag_features: Option<bool>,
    #[command(flatten)]
    reading: ReadingOptions,
    /// The config
    #[arg(long, value_name = "FILE", default_value = CONFIG, conflicts_with = "spec")]
    config: PathBuf,
    /// Write nothing; exit with 1 and show the difference when generated code is stale
    #[arg(long)]
    check: bool,
    /// Overwrite and delete files that were changed by hand
    #[arg(long)]
    force: bool,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
}

/// What can be chosen, out of the table of choices.
fn types_help() -> String {
    let mut help = "Rust types for formats; without a choice a text is a `String` that servers check\n".to_owned();
    for (key, names) in choices::keys() {
        help.push_str(&format!("\n  {:<12}{}", format!("{key}="), names.join(", ")));
    }
    help.push_str("\n\nExample: --types date-time=jiff,duration=jiff,uuid=uuid");
    help
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are results, everything else is wrong usage; clap knows which goes where.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { USAGE } else { FINE });
        }
    };
    let format = match cli.message_format {
        MessageFormat::Json => diagnostics::Format::Json,
        MessageFormat::Github => diagnostics::Format::Github,
        MessageFormat::Human => diagnostics::Format::Human { colours: colours(), most: cli.most },
    };
    ExitCode::from(match cli.command {
        Command::Generate(arguments) => generate(arguments, format),
        Command::Check { spec, strict, reading } => {
            let understood = understand(&spec, &reading.reading(strict));
            show(&understood.diagnostics, &understood.sources, format);
            if understood.failed() { FAULT } else { FINE }
        }
        Command::Explain { code } => match explain::explain(code.as_deref()) {
            Ok(text) => out(&text),
            Err(message) => usage(&message),
        },
        Command::Dump { spec, stage, effective, reading } => {
            let understood = understand(&spec, &reading.reading(false));
            show(&understood.diagnostics, &understood.sources, format);
            match dump::dump(&understood, stage, effective) {
                Some(text) => out(&text),
                None => FAULT,
            }
        }
    })
}

fn usage(message: &str) -> u8 {
    err(&format!("error: {message}\n"));
    USAGE
}

fn generate(arguments: Generate, format: diagnostics::Format) -> u8 {
    let generator = match generator(&arguments) {
        Ok(generator) => {
            let generator = generator.force(arguments.force).strict(arguments.strict);
            generator.remote(arguments.reading.allow_remote_refs).remember(true)
        }
        Err(message) => return usage(&message),
    };
    let mode = if arguments.check { Mode::Check } else { Mode::Write };
    match generator.run(mode) {
        Ok(report) if mode == Mode::Check => {
            messages(&report, format);
            if report.is_clean() {
                err("the generated code is up to date\n");
                return FINE;
            }
            for plan in &report.plans {
                out(&plan.diff(DIFF_LINES));
            }
            conflicts(&report);
            let what = format!("{} to write, {} to delete", counted(report.written(), "file"), report.removed());
            err(&match report.plans.iter().map(|plan| plan.conflicts.len()).sum() {
                0 => format!("the generated code is stale: {what}; run `cratewright generate`\n"),
                count => format!(
                    "the generated code is stale: {what}, {} in the way; move what a person wrote away, or use \
                     `cratewright generate --force` to lose it\n",
                    counted(count, "file")
                ),
            });
            FAULT
        }
        Ok(report) => {
            messages(&report, format);
            for api in &report.apis {
                let (operations, types) = (counted(api.operations, "operation"), counted(api.types, "type"));
                err(&format!("{}: {operations}, {types}\n", api.name));
            }
            let (written, removed, unchanged) = (report.written(), report.removed(), report.unchanged());
            let written = counted(written, "file");
            err(&format!("{written} written, {removed} deleted, {unchanged} unchanged\n"));
            FINE
        }
        Err(Error::Documents(report)) => {
            messages(&report, format);
            err("nothing was written\n");
            FAULT
        }
        Err(Error::Conflicts(report)) => {
            messages(&report, format);
            conflicts(&report);
            err("nothing was written; move these files away, or use --force to lose what was changed in them\n");
            FAULT
        }
        Err(Error::Bug(bug)) => {
            err(&format!("{bug}\n"));
            if !bug.text.is_empty() {
                err(&format!("--- the text before formatting\n{}\n---\n", bug.text));
            }
            err("please report this with the document that causes it\n");
            FAULT
        }
        Err(Error::Io(error)) => {
            err(&format!("error: {error}\n"));
            FAULT
        }
    }
}

fn generator(arguments: &Generate) -> Result<Generator, String> {
    let Some(spec) = &arguments.spec else {
        if !arguments.config.exists() {
            return Err(format!(
                "there is no {}; write one, or name a document: cratewright generate SPEC -o DIR",
                arguments.config.display()
            ));
        }
        let config = Config::read(&arguments.config)?;
        if config.jobs.is_empty() {
            return Err(format!("{} lists no [[api]]", arguments.config.display()));
        }
        return Ok(Generator::from_config(config));
    };
    let Some(output) = &arguments.output else {
        return Err("say where the crates go: cratewright generate SPEC -o DIR".to_owned());
    };
    let name = arguments.name.clone().unwrap_or_else(|| config::default_name(spec));
    config::check_name(&name)?;
    let mut settings = Settings::new(name);
    if let Some(parts) = &arguments.emit {
        settings.emit = config::parse_emit(parts.iter().map(String::as_str))?;
    }
    settings.tag_features = arguments.tag_features;
    config::choose(&mut settings.types, arguments.types.iter().map(String::as_str))?;
    settings.reading = arguments.reading.reading(false);
    let job = Job { spec: spec.clone(), output: output.clone(), settings };
    Ok(Generator::from_config(Config { jobs: vec![job], workspace: None }))
}

fn messages(report: &Report, format: diagnostics::Format) {
    for api in &report.apis {
        show(&api.diagnostics, &api.sources, format);
    }
}

fn show(found: &[Diagnostic], sources: &Sources, format: diagnostics::Format) {
    err(&diagnostics::render(found, sources, format));
    if let diagnostics::Format::Human { .. } = format
        && !found.is_empty()
    {
        let errors = found.iter().filter(|one| one.severity == Severity::Error).count();
        let warnings = found.len() - errors;
        err(&format!("{}, {}\n", counted(errors, "error"), counted(warnings, "warning")));
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn conflicts(report: &Report) {
    for plan in &report.plans {
        for conflict in &plan.conflicts {
            err(&format!("error: {} {}\n", plan.shown(&conflict.path), conflict.message()));
        }
    }
}

fn colours() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Writes a result, and gives the exit code. A reader that went away has seen what it wanted.
fn out(text: &str) -> u8 {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            err(&format!("error: the result could not be written: {error}\n"));
            FAULT
        }
        _ => FINE,
    }
}

/// Writes a message.
fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
