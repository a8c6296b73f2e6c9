//! How much a document may ask for. No real document comes near; a hostile one ends here and not in the memory.

/// The deepest nesting: what serde_json and serde_yaml allow by themselves, and what the stack of every stage bears.
pub(super) const MAX_DEPTH: usize = 128;
/// The most brackets of a YAML text that may be open at once, those in quotes and comments counted too: the parser
/// reads nested flow collections in quadratic time, before anything else can judge their depth.
pub(super) const MAX_OPEN_BRACKETS: usize = 20_000;
/// The largest file.
pub(super) const MAX_FILE_BYTES: u64 = 256 << 20;
/// The most bytes of all files of a document together.
pub(super) const MAX_TOTAL_BYTES: u64 = 512 << 20;
/// The most files of a document.
pub(super) const MAX_FILES: usize = 20_000;
/// What aliases and merge keys may add to a document, beyond twice its own size: a value counts one and its text.
pub(super) const ALIAS_ALLOWANCE: usize = 10_000_000;
