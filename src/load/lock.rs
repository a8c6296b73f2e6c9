//! `cratewright.lock`: which content of documents on the network was accepted; and the copies beside it.
//!
//! The lock file is the user's. Entries are only ever added at its end; nothing in it is changed or taken away.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::files::{io_problem, read_bytes};

/// The lock file's name.
const LOCK: &str = "cratewright.lock";
/// The folder with the copies, each under its hash.
const COPIES: &str = "cratewright.lock.d";

const HEADER: &str = "\
# What references over the network led to when it was first read: nothing else is accepted in its place.
# To accept what a document has become, delete its entry here and run cratewright with --allow-remote-refs.
# Commit this file, and the folder cratewright.lock.d beside it for runs without a network.
version = 1
";

/// Several documents of one config share a lock file, and are read at the same time.
static WRITING: Mutex<()> = Mutex::new(());

/// The accepted contents.
#[derive(Debug)]
pub(super) struct Lock {
    folder: PathBuf,
    pins: BTreeMap<String, String>,
}

/// A lock file that cannot be used.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) path: PathBuf,
    pub(super) text: String,
    /// Where in the text.
    pub(super) offset: usize,
    pub(super) why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    version: toml::Spanned<i64>,
    #[serde(default)]
    document: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    url: toml::Spanned<String>,
    sha256: toml::Spanned<String>,
}

impl Lock {
    /// Reads the lock file of a folder; one that is not there is empty.
    pub(super) fn read(folder: &Path) -> Result<Lock, Box<Broken>> {
        let path = folder.join(LOCK);
        let broken = |text: &str, offset: usize, why: String| {
            Box::new(Broken { path: folder.join(LOCK), text: text.to_owned(), offset, why })
        };
        let mut lock = Lock { folder: folder.to_owned(), pins: BTreeMap::new() };
        if !path.exists() {
            return Ok(lock);
        }
        let text = super::files::read(&path).map_err(|problem| broken("", 0, problem.reason))?;
        let raw: Raw = toml::from_str(&text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            broken(&text, offset, error.message().to_owned())
        })?;
        if *raw.version.get_ref() != 1 {
            let why = "its version is not 1: a later cratewright wrote it".to_owned();
            return Err(broken(&text, raw.version.span().start, why));
        }
        for Entry { url, sha256 } in raw.document {
            let hash = sha256.get_ref();
            // It names a file.
            if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)) {
                let why = "a `sha256` is 64 hexadecimal digits in lower case".to_owned();
                return Err(broken(&text, sha256.span().start, why));
            }
            let old = lock.pins.insert(url.get_ref().clone(), hash.clone());
            if old.is_some_and(|old| old != *hash) {
                let why = "this document has two entries that differ".to_owned();
                return Err(broken(&text, url.span().start, why));
            }
        }
        Ok(lock)
    }

    /// The hash of what was accepted for an address.
    pub(super) fn pin(&self, url: &str) -> Option<&str> {
        self.pins.get(url).map(String::as_str)
    }

    /// The copy of what was accepted, if it is there and whole.
    pub(super) fn copy(&self, url: &str) -> Option<Vec<u8>> {
        let hash = self.pin(url)?;
        let bytes = read_bytes(&self.folder.join(COPIES).join(hash)).ok()?;
        (sha256(&bytes) == hash).then_some(bytes)
    }

    /// The lock file, for messages.
    pub(super) fn shown(&self) -> String {
        super::paths::shown(&self.folder.join(LOCK))
    }

    /// Keeps a content: its copy, and an entry if it has none. The error completes "`https://...` ...".
    pub(super) fn keep(&mut self, url: &str, bytes: &[u8]) -> Result<(), String> {
        let failed = |error: std::io::Error| {
            format!("was read, but its copy cannot be kept beside {}: {}", self.shown(), io_problem(&error).reason)
        };
        let _guard = WRITING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Another document of this run may have added to it.
        let now = Lock::read(&self.folder).map_err(|broken| format!("cannot be pinned: {}", broken.why))?;
        let hash = sha256(bytes);
        if let Some(other) = now.pin(url).filter(|pin| *pin != hash) {
            return Err(format!("has different contents at once: {} has the sha256 {other}", self.shown()));
        }
        let copies = self.folder.join(COPIES);
        let copy = copies.join(&hash);
        let unfinished = copies.join(format!("{hash}.{}", std::process::id()));
        fs::create_dir_all(&copies)
            .and_then(|()| fs::write(&unfinished, bytes))
            .and_then(|()| fs::rename(&unfinished, &copy))
            .map_err(failed)?;
        if now.pin(url).is_none() {
            let path = self.folder.join(LOCK);
            let old = fs::read(&path).unwrap_or_default();
            let start = match old.last() {
                None => HEADER,
                Some(b'\n') => "",
                Some(_) => "\n",
            };
            let url = toml::Value::String(url.to_owned());
            let entry = format!("{start}\n[[document]]\nurl = {url}\nsha256 = \"{hash}\"\n");
            let file = fs::OpenOptions::new().create(true).append(true).open(&path);
            file.and_then(|mut file| file.write_all(entry.as_bytes())).map_err(failed)?;
        }
        self.pins = now.pins;
        self.pins.insert(url.to_owned(), hash);
        Ok(())
    }
}

/// The hash of a content, in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
