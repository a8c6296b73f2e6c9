//! References over the network: what may be asked for, how often, and what is accepted as the answer.
//!
//! Who asks is a [`Fetcher`]; what came stays in the lock file's copies, so that nobody is asked twice.

use std::time::{Duration, Instant};

use super::files::Problem;
use super::lock::{Lock, sha256};
use super::paths::{join, scheme, split_origin};

/// The largest document that is fetched.
pub const MAX_REMOTE_BYTES: u64 = 32 << 20;
/// How long one request may take.
pub const REQUEST_TIME: Duration = Duration::from_secs(30);
/// How long all requests for a document may take.
const TOTAL_TIME: Duration = Duration::from_secs(180);
/// How many documents are fetched.
const MAX_REMOTE_FILES: usize = 200;
/// How many redirects are followed, each within its host.
const MAX_REDIRECTS: usize = 5;

/// Asks for one document. It follows no redirect, and takes no more than [`MAX_REMOTE_BYTES`] and [`REQUEST_TIME`].
pub trait Fetcher: Sync {
    /// The answer to a GET.
    ///
    /// # Errors
    /// Completes the sentence "`https://...` cannot be fetched: ...".
    fn get(&self, url: &str) -> Result<Answer, String>;
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<String>,
    /// The content.
    pub body: Vec<u8>,
}

/// The network, as one document sees it.
pub(super) struct Remote<'a> {
    fetcher: &'a dyn Fetcher,
    lock: Lock,
    allowed: bool,
    frozen: bool,
    fetched: usize,
    started: Option<Instant>,
}

impl<'a> Remote<'a> {
    pub(super) fn new(fetcher: &'a dyn Fetcher, lock: Lock, allowed: bool, frozen: bool) -> Remote<'a> {
        Remote { fetcher, lock, allowed, frozen, fetched: 0, started: None }
    }

    /// The content of an address: the copy of what was accepted, else what the network says.
    pub(super) fn read(&mut self, url: &str) -> Result<Vec<u8>, Problem> {
        match scheme(url) {
            Some("https") => {}
            Some("file") => {
                return Err(Problem::new(
                    "unresolved-ref",
                    "is an address of a file, which is not followed",
                    "write the path from this document's folder: `schemas/pet.yaml`",
                ));
            }
            _ => {
                return Err(Problem::new(
                    "remote-ref",
                    "is not on this machine, and only `https` addresses can be followed",
                    "save the document beside this one and refer to the copy",
                ));
            }
        }
        if let Some(copy) = self.lock.copy(url) {
            return Ok(copy);
        }
        let pinned = self.lock.pin(url).is_some();
        if !self.allowed {
            let (reason, help) = match pinned {
                true => (
                    "is not on this machine: the copy that belongs to its entry in the lock file is gone",
                    "commit the folder `cratewright.lock.d` along with the lock file, or fetch the document again with \
                     `--allow-remote-refs`",
                ),
                false => (
                    "is not on this machine, and references over the network are not followed",
                    "allow it with `--allow-remote-refs` (`allow-remote-refs = true` in the config), or save the document \
                     beside this one and refer to the copy",
                ),
            };
            return Err(Problem::new("remote-ref", reason, help));
        }
        if self.frozen && !pinned {
            let reason = format!("has no entry in {} yet, and a check adds none", self.lock.shown());
            return Err(Problem::new("remote-ref", reason, "run `cratewright generate --allow-remote-refs`"));
        }
        let body = self.fetch(url)?;
        if let Some(pin) = self.lock.pin(url) {
            let hash = sha256(&body);
            if pin != hash {
                let lock = self.lock.shown();
                return Err(Problem::new(
                    "remote-changed",
                    format!("has changed: {lock} says that its sha256 is {pin}, and it is {hash}"),
                    format!("look at what changed; to accept it, delete its entry in {lock} and run this again"),
                ));
            }
        }
        if !self.frozen {
            let help = "check the permissions of the folder";
            self.lock.keep(url, &body).map_err(|why| Problem::new("remote-failed", why, help))?;
        }
        Ok(body)
    }

    /// Asks the network, within the limits.
    fn fetch(&mut self, url: &str) -> Result<Vec<u8>, Problem> {
        let failed = |why: String| {
            Problem::new("remote-failed", format!("cannot be fetched: {why}"), "check the address and the network")
        };
        if split_origin(url).0.contains('@') {
            // They would end up in the lock file.
            return Err(failed("an address with a user or a password in it is not followed".to_owned()));
        }
        if self.fetched >= MAX_REMOTE_FILES {
            let help = "save these documents beside this one";
            let reason = format!("is one document too many to be fetched: {MAX_REMOTE_FILES} are the most");
            return Err(Problem::new("too-many-files", reason, help));
        }
        self.fetched += 1;
        let mut at = url.to_owned();
        for _ in 0..=MAX_REDIRECTS {
            if self.started.get_or_insert_with(Instant::now).elapsed() > TOTAL_TIME {
                return Err(failed(format!("all requests together took more than {} s", TOTAL_TIME.as_secs())));
            }
            let answer = self.fetcher.get(&at).map_err(failed)?;
            match answer.status {
                200 if answer.body.len() as u64 > MAX_REMOTE_BYTES => {
                    return Err(failed(format!("it is larger than {} MiB", MAX_REMOTE_BYTES >> 20)));
                }
                200 => return Ok(answer.body),
                301 | 302 | 303 | 307 | 308 => {
                    let Some(location) = answer.location else {
                        return Err(failed("it redirects to nowhere".to_owned()));
                    };
                    let next = join(&at, location.split('#').next().unwrap_or_default());
                    if split_origin(&next).0 != split_origin(&at).0 {
                        return Err(failed(format!("it redirects to another host, `{next}`")));
                    }
                    at = next;
                }
                status => return Err(failed(format!("the server answers with {status}"))),
            }
        }
        Err(failed(format!("it redirects more than {MAX_REDIRECTS} times")))
    }
}
