//! Properties that have to be there together, or must not.

use serde_json::{Map, Value as Json};

use super::Examples;
use crate::model::{Struct, Together};

impl Examples<'_> {
    /// Sets of properties of which some have to be there whole, or must not.
    pub(super) fn together(
        &self,
        object: &Struct,
        entries: &mut Map<String, Json>,
        nth: usize,
        depth: usize,
    ) -> Option<()> {
        for group in &object.groups {
            let whole = |entries: &Map<String, Json>, set: &[String]| set.iter().all(|name| entries.contains_key(name));
            if group.rule == Together::None {
                group.sets.iter().for_each(|set| part(object, entries, set, &[]));
                continue;
            }
            if group.rule == Together::Needs {
                continue;
            }
            let chosen = match group.sets.iter().find(|set| whole(entries, set)) {
                Some(set) => set,
                None => group.sets.first()?,
            };
            for name in chosen.iter() {
                if !entries.contains_key(name) {
                    let field = object.fields.iter().find(|field| field.wire == *name && !field.never)?;
                    entries.insert(name.clone(), self.make(&field.value, name, nth, depth + 1)?);
                }
            }
            if group.rule == Together::ExactlyOne {
                let others = group.sets.iter().filter(|set| !std::ptr::eq(*set, chosen));
                others.for_each(|set| part(object, entries, set, chosen));
            }
        }
        self.needed(object, entries, nth, depth);
        Some(())
    }

    /// What the properties that are there ask for, and what that asks for; where it cannot be had, they go.
    fn needed(&self, object: &Struct, entries: &mut Map<String, Json>, nth: usize, depth: usize) {
        let missing = |entries: &Map<String, Json>| {
            let has = |set: &Vec<String>| set.iter().all(|name| entries.contains_key(name));
            let groups = object.groups.iter().filter(|group| group.rule == Together::Needs);
            groups.map(|group| group.sets.as_slice()).find_map(|sets| match sets {
                [first, second] if has(first) && !has(second) => Some((first, second)),
                _ => None,
            })
        };
        // Each step adds a property, or takes one away that is not added again.
        let mut gone: Vec<&String> = Vec::new();
        let most = object.limits.max_properties.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        for _ in 0..2 * object.fields.len() {
            let Some((first, second)) = missing(entries) else { return };
            let new = second.iter().filter(|name| !entries.contains_key(*name)).count();
            if entries.len() + new > most {
                gone.extend(first);
                part(object, entries, first, &[]);
                continue;
            }
            for name in second {
                let field = object.fields.iter().find(|field| field.wire == *name && !gone.contains(&name));
                match field
                    .filter(|field| self.may_have(object, field))
                    .and_then(|field| self.make(&field.value, name, nth, depth + 1))
                {
                    Some(made) => drop(entries.entry(name.clone()).or_insert(made)),
                    None => {
                        gone.extend(first);
                        part(object, entries, first, &[]);
                        break;
                    }
                }
            }
        }
    }
}

/// Leaves a set of properties broken.
fn part(object: &Struct, entries: &mut Map<String, Json>, set: &[String], kept: &[String]) {
    let optional =
        |name: &&String| object.fields.iter().any(|field| field.wire == **name && field.presence.is_optional());
    if set.iter().all(|name| entries.contains_key(name))
        && let Some(name) = set.iter().rev().filter(|name| !kept.contains(name)).find(optional)
    {
        entries.shift_remove(name);
    }
}
