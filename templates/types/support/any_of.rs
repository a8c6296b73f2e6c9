// SPDX-License-Identifier: MIT-0
//! Several types of which any number may fit at once: whatever fits is kept, part by part, so that nothing is lost.

use super::codec::{Event, Look, MapView, Place, View, VisitMember};
use super::error::{Cx, Result};
use super::kind::{Described, Kind};
use super::places::Places;
use super::node::Node;
use super::object::Object;
use super::shape::Xml;
use super::union::{Found, Types, Variant};

/// A type with a part for each type that may fit.
pub trait AnyOf: Place {
    /// The parts.
    fn variants(&self) -> &'static [Variant];

    /// Gives the place of a part, which is there from now on.
    fn start(&mut self, part: usize) -> &mut dyn Place;

    /// Takes a part away.
    fn clear(&mut self, part: usize);

    /// The value of a part that is there.
    fn part(&self, part: usize) -> Option<&dyn View>;
}

/// The kind of types with a part for each type that may fit.
pub struct AnyOfs;

impl<T: AnyOf + Described> Kind<T> for AnyOfs {
    fn put(value: &mut T, event: Event<'_>, cx: &mut Cx) -> Result {
        put_any_of(value, event, cx)
    }

    fn reset(value: &mut T) {
        *value = T::blank();
    }

    fn look(value: &T) -> Look<'_> {
        look_any_of(value)
    }
}

impl<T: AnyOf> MapView for T {
    fn len(&self) -> usize {
        count_members(self)
    }

    fn each(&self, visit: &mut dyn FnMut(&str, &dyn View)) {
        each_member(self, &mut |name, _, value| visit(name, value));
    }

    fn each_member(&self, visit: &mut VisitMember<'_>) {
        each_member(self, visit);
    }
}

/// Fills every part that fits.
fn put_any_of(any: &mut dyn AnyOf, event: Event<'_>, cx: &mut Cx) -> Result {
    let found = Found::of(event, any.variants(), cx)?;
    cx.enter()?;
    let result = fill(any, &found, cx);
    cx.leave();
    result
}

fn fill(any: &mut dyn AnyOf, found: &Found<'_>, cx: &mut Cx) -> Result {
    let variants = any.variants();
    let rest = variants.iter().position(|variant| variant.types == Types::ANY);
    let mut reasons = Vec::new();
    let mut tried = Vec::new();
    for (index, variant) in variants.iter().enumerate().filter(|(index, _)| Some(*index) != rest) {
        let refusal = variant.refuses(variants, &found.like(any.start(index)));
        any.clear(index);
        if let Some(reason) = refusal {
            reasons.push(format!("{}: {reason}", variant.name));
            continue;
        }
        tried.push(index);
        let violations = cx.attempt(|cx| fill_part(any, index, found, cx))?;
        if let Some(violation) = violations.first() {
            any.clear(index);
            reasons.push(format!("{}: {violation}", variant.name));
        }
    }
    if let Some(rest) = rest {
        return fill_rest(any, rest, found, cx);
    }
    match tried.as_slice() {
        _ if reasons.len() < variants.len() => Ok(()),
        // What is wrong is then wrong with this one.
        [only] => fill_part(any, *only, found, cx),
        _ => cx.violation(format!("fits no variant ({})", reasons.join("; "))),
    }
}

/// Keeps what no other part has in the part that may be anything.
fn fill_rest(any: &mut dyn AnyOf, rest: usize, found: &Found<'_>, cx: &mut Cx) -> Result {
    let mut node = found.like(any.start(rest)).into_owned();
    any.clear(rest);
    if let Node::Map(members) = &mut node {
        let mut known = Places::default();
        each_member(any, &mut |name, _, _| {
            known.insert(name.into());
        });
        members.retain(|(name, _)| known.find(name.as_bytes()).is_none());
        if members.is_empty() && (0..any.variants().len()).any(|part| any.part(part).is_some()) {
            return Ok(());
        }
    }
    node.feed(any.start(rest), cx)
}

fn fill_part(any: &mut dyn AnyOf, index: usize, found: &Found<'_>, cx: &mut Cx) -> Result {
    let limits = any.variants()[index].limits;
    let mark = cx.mark();
    let place = any.start(index);
    found.feed(place, cx)?;
    if cx.is_strict() && cx.clean_since(mark) { limits.check(place.look(), cx) } else { Ok(()) }
}

/// Shows the properties of all parts, each once: where two parts have one, the first counts.
fn each_member(any: &dyn AnyOf, visit: &mut VisitMember<'_>) {
    let mut seen = Places::default();
    for part in 0..any.variants().len() {
        let Some(view) = any.part(part) else { continue };
        let mut once = |name: &str, xml: Option<&'static Xml>, value: &dyn View| {
            if seen.insert(name.into()) {
                visit(name, xml, value);
            }
        };
        match view.look() {
            Look::Map(map) => map.each_member(&mut once),
            Look::Object(object) => object_members(object, &mut once),
            Look::Tagged(tag, value, object) => {
                let shape = object.shape();
                once(tag, shape.position(tag).and_then(|field| shape.fields[field].xml), &value);
                object_members(object, &mut once);
            }
            _ => {}
        }
    }
}

fn object_members(object: &dyn Object, visit: &mut VisitMember<'_>) {
    for (index, field) in object.shape().fields.iter().enumerate() {
        let view = object.view(index);
        if field.required || !matches!(view.look(), Look::Absent) {
            visit(field.name, field.xml, view);
        }
    }
    if let Some(others) = object.others_view() {
        others.each_member(visit);
    }
}

/// What it looks like: an object, unless it is something else that no other part describes.
fn look_any_of<T: AnyOf>(any: &T) -> Look<'_> {
    let mut parts = (0..any.variants().len()).filter_map(|part| any.part(part));
    match (parts.next().map(View::look), parts.next()) {
        (Some(Look::Map(_) | Look::Object(_) | Look::Tagged(..)) | None, _) | (_, Some(_)) => Look::Map(any),
        (Some(look), None) => look,
    }
}

/// How many properties all parts have together.
fn count_members(any: &dyn AnyOf) -> usize {
    let mut count = 0;
    each_member(any, &mut |_, _, _| count += 1);
    count
}
