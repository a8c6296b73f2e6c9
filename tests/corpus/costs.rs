//! What commands cost: this program starts them in its own name and asks the system about its only child afterwards.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// Where costs are noted; with it, this program is a wrapper.
const FOLDER: &str = "CRATEWRIGHT_CORPUS_COSTS";
/// What the note is called, where cargo does not say it.
const NAME: &str = "CRATEWRIGHT_CORPUS_NAME";
/// What a command of that name may take, by the clock, before it counts as one that never ends.
const LIMIT: Duration = Duration::from_secs(300);

/// What a command cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// CPU time, user and system.
    pub(crate) seconds: f64,
    /// The most memory that it had at once.
    pub(crate) megabytes: u64,
}

/// Runs the command that the arguments are, if this process was started to do that.
pub(crate) fn as_wrapper() -> Option<ExitCode> {
    let folder = std::env::var_os(FOLDER)?;
    let mut arguments = std::env::args_os().skip(1);
    let mut command = Command::new(arguments.next()?);
    let arguments: Vec<OsString> = arguments.collect();
    // Cargo starts rustc for questions and for dependencies as well.
    let given = std::env::var(NAME).ok();
    let limit = given.as_ref().map(|_| LIMIT);
    let name = given.or_else(|| {
        std::env::var_os("CARGO_PRIMARY_PACKAGE")?;
        arguments.iter().find(|argument| *argument == "--crate-name")?;
        std::env::var("CARGO_PKG_NAME").ok()
    });
    command.args(arguments).env_remove(FOLDER).env_remove(NAME);
    let status = wait(command.spawn().ok()?, limit)?;
    if let Some(name) = name {
        let cost = of_children();
        // A note that cannot be written is missed by who looks for it.
        let _ = std::fs::write(Path::new(&folder).join(name), format!("{:.2} {}", cost.seconds, cost.megabytes));
    }
    // A signal is no code.
    Some(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::from(101), ExitCode::from))
}

/// Waits, but not for ever where there is a limit.
fn wait(mut child: Child, limit: Option<Duration>) -> Option<ExitStatus> {
    let Some(limit) = limit else { return child.wait().ok() };
    let started = Instant::now();
    while started.elapsed() < limit {
        if let Some(status) = child.try_wait().ok()? {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().ok()?;
    child.wait().ok()
}

/// Makes a command one whose cost is noted in a folder.
pub(crate) fn wrapped(program: &Path, folder: &Path, name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap_or_default());
    command.arg(program).env(FOLDER, folder).env(NAME, name);
    command
}

/// Makes cargo note the cost of each member of a workspace, by the package's name.
pub(crate) fn of_rustc(cargo: &mut Command, folder: &Path) {
    cargo.env("RUSTC_WRAPPER", std::env::current_exe().unwrap_or_default()).env(FOLDER, folder);
}

/// Takes a note away, so that what is read afterwards is of the next run.
pub(crate) fn forget(folder: &Path, name: &str) {
    let _ = std::fs::remove_file(folder.join(name));
}

/// A note.
pub(crate) fn read(folder: &Path, name: &str) -> Option<Cost> {
    let text = std::fs::read_to_string(folder.join(name)).ok()?;
    let (seconds, megabytes) = text.split_once(' ')?;
    Some(Cost { seconds: seconds.parse().ok()?, megabytes: megabytes.parse().ok()? })
}

#[cfg(unix)]
fn of_children() -> Cost {
    use nix::sys::resource::{UsageWho, getrusage};
    let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) else { return Cost::default() };
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    // Linux counts kilobytes, macOS bytes.
    let unit = if cfg!(target_vendor = "apple") { 1024 * 1024 } else { 1024 };
    Cost {
        seconds: seconds(usage.user_time()) + seconds(usage.system_time()),
        megabytes: u64::try_from(usage.max_rss()).unwrap_or_default() / unit,
    }
}

/// Nobody to ask: all costs are 0, and no limit is held.
#[cfg(not(unix))]
fn of_children() -> Cost {
    Cost::default()
}
