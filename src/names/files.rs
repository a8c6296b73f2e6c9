//! What file systems ask of the names of files: that they are not those of devices, and not too long. It makes no
//! identifiers.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

/// File names that Windows keeps for devices, whatever follows the dot.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt0",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Most file systems take 255 bytes; an extension and the end of a temporary file's name have to fit in as well.
const MOST: usize = 200;

/// How many characters tell shortened names apart.
const TOLD_BY: usize = 8;

/// Whether a file of this name, without its extension, cannot be made on Windows.
pub(crate) fn is_device(stem: &str) -> bool {
    DEVICES.contains(&stem.to_ascii_lowercase().as_str())
}

/// The name, or its beginning and a hash of the whole, so that no other name changes it.
pub(crate) fn short(stem: &str) -> Cow<'_, str> {
    if stem.len() <= MOST {
        return Cow::Borrowed(stem);
    }
    let room = MOST - TOLD_BY - 1;
    let beginning = stem.char_indices().take_while(|(at, c)| at + c.len_utf8() <= room).map(|(_, c)| c);
    let beginning: String = beginning.collect();
    let hash: String = Sha256::digest(stem).iter().take(TOLD_BY / 2).map(|byte| format!("{byte:02x}")).collect();
    Cow::Owned(format!("{beginning}_{hash}"))
}

#[cfg(test)]
mod tests {
    use super::{MOST, is_device, short};

    #[test]
    fn devices_are_known_in_any_case() {
        assert!(is_device("Con") && is_device("LPT1"));
        assert!(!is_device("console") && !is_device("com10"));
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        assert_eq!(short("a_name"), "a_name");
        let long = |end: &str| format!("{}{end}", "a_long_name_".repeat(30));
        assert!(short(&long("a")).starts_with("a_long_name_a_long"));
        assert_eq!(short(&long("a")).len(), MOST);
        assert_ne!(short(&long("a")), short(&long("b")));
        assert!(short(&"\u{e4}".repeat(300)).len() <= MOST);
    }
}
