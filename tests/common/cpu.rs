//! CPU time: what a bound is held against that no other load of the machine can break.

use std::time::Duration;

/// Does something on one thread, and says what it took.
pub(crate) fn timed<T: Send>(work: impl FnOnce() -> T + Send) -> (T, Duration) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(|| {
        let start = cpu();
        let done = work();
        (done, cpu() - start)
    })
}

/// What this thread has used so far.
#[cfg(unix)]
fn cpu() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("a clock").into()
}

/// Nobody to ask but the clock on the wall.
#[cfg(not(unix))]
fn cpu() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}
