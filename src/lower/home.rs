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
                if self.has_kinds(kind, name) {
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

    /// Whether a shared body or answer is described in another way for each media type.
    fn has_kinds(&self, kind: &str, name: &str) -> bool {
        let Some(Components { request_bodies, responses, .. }) = &self.document.components else { return false };
        let content = match kind {
            "requestBodies" => request_bodies.get(name).and_then(ReferenceOr::as_item).map(|body| &body.content),
            "responses" => responses.get(name).and_then(ReferenceOr::as_item).map(|response| &response.content),
            _ => None,
        };
        let mut schemas = content.into_iter().flat_map(|content| content.values().map(|entry| &entry.schema));
        let first = schemas.next();
        schemas.any(|schema| Some(schema) != first)
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

#[cfg(test)]
mod tests {
    use crate::model::NameHint;
    use crate::{lift, load, lower};

    /// The names of what shared components hold, of an operation that answers with this one.
    fn shared(responses: &str) -> Vec<String> {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{ title: t, version: '1' }}\npaths: {{ /a: {{ get: {{ responses: {{ '200': {{ $ref: \
             '#/components/responses/Found' }} }} }} }} }}\ncomponents: {{ responses: {{ {responses} }} }}\n"
        );
        let sources = load::Sources::from_text("home.yaml", text).expect("YAML");
        let (lifted, _) = lift::lift(&sources);
        let lifted = lifted.expect("a document");
        let (api, _) = lower::lower(&lifted, &|pointer| lifted.origins.resolve(pointer));
        let names = api.types.iter().map(|def| match &def.name_hint {
            NameHint::Shared(name) => name.clone(),
            hint => format!("{hint:?}"),
        });
        names.collect()
    }

    #[test]
    fn an_answer_names_what_it_holds() {
        let one = "schema: { type: object, properties: { a: { type: string } } }";
        let other = "schema: { type: object, properties: { b: { type: string } } }";
        let found = |content: &str| shared(&format!("Found: {{ description: d, content: {{ {content} }} }}"));
        assert_eq!(found(&format!("application/json: {{ {one} }}")), ["Found response"]);
        assert_eq!(
            found(&format!("application/json: {{ {one} }}, application/xml: {{ {one} }}")),
            ["Found response"],
            "the same in two media types"
        );
        assert_eq!(
            found(&format!("application/json: {{ {one} }}, application/xml: {{ {other} }}")),
            ["Found response json", "Found response xml"]
        );
        let list = "schema: { type: array, items: { type: string, enum: [a, b] } }";
        assert_eq!(found(&format!("application/json: {{ {list} }}")), ["Found response item"]);
    }
}
