//! Where an inline type belongs that several may come to: to the component in which it is described, and not to who came
//! first. What the type is stands in `schema`.

use super::Lower;
use super::merge::{Link, Part, Parts};
use super::variant_hint::part_hint;
use crate::model::{NameHint, Shared, SharedKind};
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
            (kind, NameHint::Operation { .. }) => of_shared(kind, &name, segments),
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
}

/// What a shared parameter, header, body or answer holds.
fn of_shared<'p>(kind: &str, key: &str, mut at: impl Iterator<Item = &'p str>) -> Option<NameHint> {
    let kind = match kind {
        "parameters" => SharedKind::Parameter,
        "headers" => SharedKind::Header,
        "requestBodies" => SharedKind::Body,
        "responses" => SharedKind::Response,
        _ => return None,
    };
    let media_type = match at.next()? {
        "schema" => None,
        "content" => {
            let media_type = unescape(at.next()?);
            if at.next()? != "schema" {
                return None;
            }
            Some(media_type)
        }
        _ => return None,
    };
    within(NameHint::Shared(Shared { kind, key: key.to_owned(), media_type, role: String::new() }), at)
}

/// The name of what is in the lists and maps of a place; `None` for what is elsewhere in it.
fn within<'p>(place: NameHint, mut at: impl Iterator<Item = &'p str>) -> Option<NameHint> {
    at.try_fold(place, |place, segment| match segment {
        "items" => Some(part_hint(&place, "item")),
        "additionalProperties" => Some(part_hint(&place, "value")),
        _ => None,
    })
}
