// SPDX-License-Identifier: MIT-0
//! Long lists of names: a table that is made when it is first needed, so that finding a name costs the same however
//! many there are.

use std::sync::OnceLock;

/// Where the names of a list stand.
///
/// Each slot holds the place of a name, counted from 1, or 0 for none; a name stands in the slot that follows from its
/// text, or in the next one that was free. Half of the slots are free, and the names are the document's: what is looked
/// for cannot make a search long.
pub struct Index(OnceLock<Box<[u32]>>);

impl Index {
    /// An index that nobody has needed yet.
    pub const fn new() -> Self {
        Index(OnceLock::new())
    }

    /// The place of the first of so many names that is the wanted one. The names are the same each time.
    pub fn find(&self, count: usize, name: &dyn Fn(usize) -> &'static str, wanted: &str) -> Option<usize> {
        let slots = self.0.get_or_init(|| fill(count, name));
        let mut slot = hash(wanted);
        loop {
            slot &= slots.len() - 1;
            match slots[slot] as usize {
                0 => return None,
                place if name(place - 1) == wanted => return Some(place - 1),
                _ => slot += 1,
            }
        }
    }
}

impl Default for Index {
    fn default() -> Self {
        Index::new()
    }
}

fn fill(count: usize, name: &dyn Fn(usize) -> &'static str) -> Box<[u32]> {
    let mut slots = vec![0; (2 * count).next_power_of_two()].into_boxed_slice();
    let last = slots.len() - 1;
    for place in 0..count {
        let mut slot = hash(name(place)) & last;
        while slots[slot] != 0 {
            slot = (slot + 1) & last;
        }
        slots[slot] = place as u32 + 1;
    }
    slots
}

/// FNV-1a. The upper bits know more of the text than the lower ones.
pub(super) fn hash(text: &str) -> usize {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, mix);
    (hash ^ (hash >> 32)) as usize
}
