// SPDX-License-Identifier: MIT-0
//! Objects with known fields: one loop for all of them.

use super::codec::{Entries, Event, Key, Look, MapSource, MapView, Place, View};
use super::error::{Cx, Result};
use super::kind::{Described, Kind};
use super::shape::{Others, Shape};

/// A type with named fields: states its shape and hands out its parts.
pub trait Object {
    /// The shape.
    fn shape(&self) -> &'static Shape;

    /// Where the value of a field goes.
    fn place(&mut self, field: usize) -> &mut dyn Place;

    /// The value of a field.
    fn view(&self, field: usize) -> &dyn View;

    /// Where other properties go, if they are kept.
    fn others(&mut self) -> Option<&mut dyn Entries> {
        None
    }

    /// The other properties, if they are kept.
    fn others_view(&self) -> Option<&dyn MapView> {
        None
    }
}

/// Which fields were there. The first 64 cost no memory of their own.
#[derive(Default)]
pub(super) struct Seen(u64, Vec<bool>);

impl Seen {
    pub(super) fn has(&self, field: usize) -> bool {
        match field {
            0..64 => self.0 & (1 << field) != 0,
            _ => self.1.get(field - 64).is_some_and(|seen| *seen),
        }
    }

    /// Returns whether the field was there before.
    pub(super) fn insert(&mut self, field: usize) -> bool {
        if field < 64 {
            let had = self.0 & (1 << field) != 0;
            self.0 |= 1 << field;
            return had;
        }
        let more = field - 64;
        if self.1.len() <= more {
            self.1.resize(more + 1, false);
        }
        std::mem::replace(&mut self.1[more], true)
    }
}

/// The kind of types with named fields.
pub struct Objects;

impl<T: Object + Described> Kind<T> for Objects {
    fn put(value: &mut T, event: Event<'_>, cx: &mut Cx) -> Result {
        put_object(value, event, cx)
    }

    fn reset(value: &mut T) {
        reset_object(value);
    }

    fn look(value: &T) -> Look<'_> {
        Look::Object(value)
    }
}

/// Fills an object in place.
fn put_object(object: &mut dyn Object, event: Event<'_>, cx: &mut Cx) -> Result {
    match event {
        Event::Map(map) => {
            cx.enter()?;
            let result = fill(object, map, cx);
            cx.leave();
            result
        }
        Event::Untyped(untyped) => untyped.map(&mut Whole(object), cx),
        // A form or query may hold an object as JSON.
        Event::Text(text) if text.starts_with('{') => match super::json::feed(text, &mut Whole(object), cx) {
            Err(_) if cx.violations().is_empty() => cx.violation("expected an object, found text"),
            _ => Ok(()),
        },
        other => other.reject("an object", cx),
    }
}

/// Back to the value that decoding starts from.
fn reset_object(object: &mut dyn Object) {
    for field in 0..object.shape().fields.len() {
        object.place(field).reset();
    }
    if let Some(entries) = object.others() {
        entries.clear();
    }
}

/// An object as a place.
pub struct Whole<'a>(pub &'a mut dyn Object);

impl Place for Whole<'_> {
    fn put(&mut self, event: Event<'_>, cx: &mut Cx) -> Result {
        put_object(self.0, event, cx)
    }
}

impl View for Whole<'_> {
    fn look(&self) -> Look<'_> {
        Look::Object(self.0)
    }
}

fn fill(object: &mut dyn Object, map: &mut dyn MapSource, cx: &mut Cx) -> Result {
    let shape = object.shape();
    let strict = cx.is_strict();
    let mut seen = Seen::default();
    let mut count = 0;
    loop {
        match map.key(shape)? {
            Key::Field(index) => {
                let Some(field) = shape.fields.get(index) else { continue };
                count += 1;
                if seen.insert(index) {
                    if strict {
                        cx.violation_at(field.name, "must not be there twice")?;
                        map.skip()?;
                        continue;
                    }
                    object.place(index).reset();
                }
                let mark = cx.mark();
                cx.deny_null = strict && !field.required && !field.nullable;
                let mut result = map.value(object.place(index), cx);
                if strict && result.is_ok() && field.limits.is_some() && cx.clean_since(mark) {
                    result = field.limits.check(object.view(index).look(), cx);
                }
                cx.inside(mark, field.name);
                result?;
            }
            Key::Other => {
                count += 1;
                other(object, shape, map, cx)?;
            }
            Key::End => break,
        }
    }
    for (index, field) in shape.fields.iter().enumerate() {
        // Where anything goes, a value that a sloppy server forgets is null. Documents ask for names that they never describe.
        if field.required && !seen.has(index) && (strict || !field.anything) {
            cx.violation_at(field.name, "is required")?;
        }
    }
    if strict {
        let has = |name: &str| shape.position(name).is_some_and(|field| seen.has(field));
        for refusal in shape.groups.iter().filter_map(|group| group.refuses(has)) {
            cx.violation(refusal)?;
        }
        check_whole(object, shape, count, cx)?;
    }
    Ok(())
}

/// A property that the shape does not name.
fn other(object: &mut dyn Object, shape: &'static Shape, map: &mut dyn MapSource, cx: &mut Cx) -> Result {
    let has_names = cx.is_strict() && shape.limits.has_names();
    if matches!(shape.others, Others::Ignored) && shape.withheld.is_empty() && !has_names {
        return map.skip();
    }
    let name = map.name();
    if shape.withheld.contains(&name.as_str()) {
        if cx.is_strict() {
            cx.violation_at(&name, "is read-only: it does not go to a server")?;
        }
        return map.skip();
    }
    if has_names && !matches!(shape.others, Others::Forbidden) {
        shape.limits.check_name(&name, cx)?;
    }
    match shape.others {
        Others::Kept(_) => match object.others() {
            Some(entries) => entry(entries, name, map, cx),
            None => map.skip(),
        },
        Others::Forbidden if cx.is_strict() => {
            cx.violation_at(&name, "is not a property of this object")?;
            map.skip()
        }
        Others::Forbidden | Others::Ignored => map.skip(),
    }
}

/// An entry of a map.
pub(super) fn entry(entries: &mut dyn Entries, name: String, map: &mut dyn MapSource, cx: &mut Cx) -> Result {
    let twice = entries.has(&name);
    if twice && cx.is_strict() {
        cx.violation_at(&name, "must not be there twice")?;
        return map.skip();
    }
    let mark = cx.mark();
    let place = entries.entry(name.clone());
    if twice {
        place.reset();
    }
    let result = map.value(place, cx);
    cx.inside(mark, &name);
    result
}

fn check_whole(object: &mut dyn Object, shape: &Shape, count: u64, cx: &mut Cx) -> Result {
    if let (Others::Kept(limits), Some(others)) = (shape.others, object.others_view()) {
        limits.check(Look::Map(others), cx)?;
    }
    let (min, max) = shape.limits.size();
    if count < min {
        cx.violation(format!("must have at least {min} properties"))
    } else if count > max {
        cx.violation(format!("must have at most {max} properties"))
    } else {
        Ok(())
    }
}

/// An object on the wire: where other properties are kept, for each property its number, its field and what the table
/// says of it, and behind the table what is said of the whole. The last number is `_`: a table that takes every number
/// is a load, and one that does not is a jump.
macro_rules! object {
    ($(#[$attribute:meta])* $name:ty $(, others in $others:ident)? {
        $($number:tt => $field:ident: $presence:ident($wire:literal $(,)?)$(.$say:ident($($about:expr),* $(,)?))*,)*
    }
    $(.$say_whole:ident($($about_whole:expr),* $(,)?))*) => {
        $(#[$attribute])*
        impl $crate::support::Object for $name {
            #[inline]
            fn shape(&self) -> &'static $crate::support::Shape {
                static SHAPE: $crate::support::Shape =
                    $crate::support::Shape::object(&[$($crate::support::$presence($wire)$(.$say($($about),*))*),*])
                        $(.$say_whole($($about_whole),*))*;
                &SHAPE
            }

            #[inline]
            #[allow(unreachable_patterns, reason = "only an object without properties has no last one")]
            fn place(&mut self, number: usize) -> &mut dyn $crate::support::Place {
                match number {
                    $($number => &mut self.$field,)*
                    _ => self,
                }
            }

            #[inline]
            #[allow(unreachable_patterns, reason = "only an object without properties has no last one")]
            fn view(&self, number: usize) -> &dyn $crate::support::View {
                match number {
                    $($number => &self.$field,)*
                    _ => self,
                }
            }

            $(
                #[inline]
                fn others(&mut self) -> Option<&mut dyn $crate::support::Entries> {
                    Some(&mut self.$others)
                }

                #[inline]
                fn others_view(&self) -> Option<&dyn $crate::support::MapView> {
                    Some(&self.$others)
                }
            )?
        }

        $(#[$attribute])*
        impl $crate::support::Described for $name {
            type Kind = $crate::support::Objects;

            #[inline]
            fn blank() -> Self {
                Self {
                    $($field: $crate::support::Decode::blank(),)*
                    $($others: $crate::support::Decode::blank(),)?
                }
            }
        }

        $crate::support::bridge!($name);
    };
}

pub(crate) use object;
