//! Where an inline type belongs that several may come to: to the component in which it is described, and not to who came
//! first. What the type is stands in `schema`.

use openapiv3::{Components, ReferenceOr};

use super::Lower;
use super::merge::{Link, Part, Parts};
use super::variant_hint::part_hint;
use crate::model::{NameHint, essence};
use crate::pointer::unescape;

impl<'a> Lower<'a> {
    /// The name that a type has from the component that describes it alone, if it is one that others come to as well; `hint`
    /// is the name from where it is used.
    pub(super) fn home(&self, parts: &Parts<'a>, hint: &NameHint) -> Option<NameHint> {
        let ([Part { link: Link::Schema(_), pointer }], true) = (parts.list.as_slice(), parts.chosen.is_empty()) else {
            return None;
        };
        let mut segments = pointer.strip_prefix("/components/")?.split('/');
        let (kind, name) = (segments.next()?, unescape(segments.next()?));
        match (kind, hint) {
            ("schemas", NameHint::Within { role, .. }) => self.of_property(&name, segments, role),
            (kind, NameHint::Operation { .. }) => self.of_shared(kind, &name, segments),
            _ => None,
        }
    }

    /// A property of a component, or what is in its lists and maps: who has the component in its `allOf` has that property, of
    /// the component's type.
    fn of_property<'p>(&self, component: &str, mut at: impl Iterator<Item = &'p str>, role: &str) -> Option<NameHint> {
        let mut segment = at.next()?;
        while segment == "allOf" {
            segment = at.nth(1)?;
        }
        let property = at.next().filter(|_| segment == "properties")?;
        let home = NameHint::Within { owner: *self.components.get(component)?, role: unescape(property) };
        let home = within(home, at)?;
        // What is in a type with a name belongs to that one.
        matches!(&home, NameHint::Within { role: own, .. } if own == role).then_some(home)
    }

    /// What a shared parameter, header, body or answer holds.
    fn of_shared<'p>(&self, kind: &str, name: &str, mut at: impl Iterator<Item = &'p str>) -> Option<NameHint> {
        let (word, others): (_, &[&str]) = match kind {
            "parameters" => ("param", &["parameter"]),
            "headers" => ("header", &[]),
            "requestBodies" => ("body", &["request"]),
            "responses" => ("response", &["responses", "error"]),
            _ => return None,
        };
        let lower = name.to_lowercase();
        let says_so = lower.ends_with(word) || others.iter().any(|other| lower.ends_with(other));
        let mut hint = if says_so { name.to_owned() } else { format!("{name} {word}") };
        match at.next()? {
            "schema" => {}
            "content" => {
                let media = unescape(at.next()?);
                if self.media_types(kind, name) > 1 {
                    let essence = essence(&media);
                    hint = format!("{hint} {}", essence.rsplit('/').next().unwrap_or(&essence));
                }
                if at.next()? != "schema" {
                    return None;
                }
            }
            _ => return None,
        }
        within(NameHint::Shared(hint), at)
    }

    /// In how many media types a shared body or answer is described.
    fn media_types(&self, kind: &str, name: &str) -> usize {
        let Some(Components { request_bodies, responses, .. }) = &self.document.components else { return 0 };
        let content = match kind {
            "requestBodies" => request_bodies.get(name).and_then(ReferenceOr::as_item).map(|body| &body.content),
            "responses" => responses.get(name).and_then(ReferenceOr::as_item).map(|response| &response.content),
            _ => None,
        };
        content.map_or(0, indexmap::IndexMap::len)
    }
}

/// The name of what is in the lists and maps of a place; `None` for what is elsewhere in it.
fn within<'p>(place: NameHint, mut at: impl Iterator<Item = &'p str>) -> Option<NameHint> {
    at.try_fold(place, |place, segment| match segment {
        "items" => Some(part_hint(&place, "item")),
        "additionalProperties" => Some(part_hint(&place, "value")),
        _ => None,
    })
}
