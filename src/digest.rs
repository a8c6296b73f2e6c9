//! The hash by which texts are recognised, in this run and in later ones.

use sha2::{Digest, Sha256};

/// 32 hexadecimal digits; `parts` are kept apart.
pub(crate) fn digest<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_keep_parts_apart() {
        assert_ne!(digest(["ab", "c"]), digest(["a", "bc"]));
    }
}
