// SPDX-License-Identifier: MIT-0
//! Texts that were met: one tree for every use, because the compiler makes each kind of tree anew.
//!
//! Senders choose the texts. A tree is as quick for all of them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BinaryHeap};

use super::index::hash;

/// Texts, each with its place in the order in which they came first.
#[derive(Default)]
pub struct Places(BTreeMap<Vec<u8>, usize>);

impl Places {
    /// The place of a text. It is the next one where the text has not been met before.
    pub fn place(&mut self, text: &[u8]) -> usize {
        match self.find(text) {
            Some(place) => place,
            None => {
                self.insert(text.to_vec());
                self.0.len() - 1
            }
        }
    }

    /// Meets a text. Returns whether it is the first time.
    pub fn insert(&mut self, text: Vec<u8>) -> bool {
        let next = self.0.len();
        match self.0.entry(text) {
            Entry::Vacant(vacant) => {
                vacant.insert(next);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// The place of a text, where it was met.
    pub fn find(&self, text: &[u8]) -> Option<usize> {
        self.0.get(text).copied()
    }
}

/// Whether no text comes twice. It is quick to say so, and takes texts for equal that hash alike: a look at the texts
/// themselves has to follow.
pub fn are_distinct<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let hashes = sorted(texts.map(|text| (hash(text) as u64, 0)).collect());
    hashes.windows(2).all(|pair| pair[0] != pair[1])
}

/// Numbers in order, with what belongs to them. A heap does it in far less machine code than the sort of slices.
pub(super) fn sorted(numbers: Vec<(u64, usize)>) -> Vec<(u64, usize)> {
    BinaryHeap::from(numbers).into_sorted_vec()
}

/// Lists by the text that they belong to.
pub struct Lists<T> {
    texts: Places,
    lists: Vec<Vec<T>>,
}

impl<T> Lists<T> {
    /// No list yet.
    pub fn new() -> Self {
        Lists { texts: Places::default(), lists: Vec::new() }
    }

    /// Adds an item to the list of a text.
    pub fn push(&mut self, text: &[u8], item: T) {
        let place = self.texts.place(text);
        match self.lists.get_mut(place) {
            Some(list) => list.push(item),
            None => self.lists.push(vec![item]),
        }
    }

    /// The list of a text.
    pub fn get(&self, text: &[u8]) -> &[T] {
        self.texts.find(text).map_or(&[], |place| &self.lists[place])
    }
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Lists::new()
    }
}
