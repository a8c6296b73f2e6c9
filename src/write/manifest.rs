//! The manifest: which files are ours, and what they looked like when we wrote them.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The manifest's name in the output folder.
pub const MANIFEST: &str = ".cratewright.json";

/// Which files are ours.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// By path below the output folder, with `/`.
    pub files: BTreeMap<String, Entry>,
}

/// A file of ours.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The hash of the bytes that we wrote.
    pub hash: String,
    /// The hash of the text before it was formatted, and of what formatted it.
    pub raw: String,
    /// While a run is writing: the hash of what it replaces. It stays only if the run was broken off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
}

impl Entry {
    /// Whether we wrote these bytes.
    pub(super) fn wrote(&self, bytes: &[u8]) -> bool {
        let hash = hash(bytes);
        self.hash == hash || self.before.as_ref() == Some(&hash)
    }
}

impl Manifest {
    /// The manifest of a folder. Without one, no file there is ours.
    ///
    /// # Errors
    /// When there is one that cannot be read: going on would forget which files are ours.
    pub fn read(root: &Path) -> io::Result<Manifest> {
        let path = root.join(MANIFEST);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Manifest::default()),
            Err(error) => return Err(super::with_path(&path, &error)),
        };
        serde_json::from_str(&text).map_err(|error| {
            let path = path.display();
            io::Error::other(format!(
                "{path} is damaged ({error}), perhaps by a merge: take either side of it as a whole, or delete it and \
                 use --force"
            ))
        })
    }

    /// As it is written: one file a line, so that a change of one file is a change of one line.
    pub fn to_text(&self) -> String {
        let mut text = String::from("{\n  \"files\": {\n");
        for (index, (path, entry)) in self.files.iter().enumerate() {
            let line = (serde_json::to_string(path), serde_json::to_string(entry));
            if let (Ok(path), Ok(entry)) = line {
                let comma = if index + 1 < self.files.len() { "," } else { "" };
                text.push_str(&format!("    {path}: {entry}{comma}\n"));
            }
        }
        text.push_str("  }\n}\n");
        text
    }

    /// Whether the file on disk is the one that was made of this unformatted text.
    pub fn is_current(&self, root: &Path, path: &str, raw: &str) -> bool {
        self.files.get(path).is_some_and(|entry| {
            entry.raw == raw && fs::read(root.join(path)).is_ok_and(|bytes| hash(&bytes) == entry.hash)
        })
    }
}

/// The hash by which bytes are recognised.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
