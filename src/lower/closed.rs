//! Parts of an `allOf` that say what properties are that they do not describe. JSON Schema takes each by its letter, which
//! nobody means: what another part describes is as that part has it.
//!
//! It finds and tells them; the parts are put together in `merge`.

use openapiv3::AdditionalProperties;

use super::Lower;
use super::facets::Facets;
use super::merge::{Part, Parts, Whole};
use crate::pointer::child;

/// A part that says what properties are that it does not describe.
#[derive(Clone, Debug)]
pub(super) struct Closed<'a> {
    pointer: String,
    /// The properties that it describes.
    own: Vec<&'a str>,
    /// What the others are; `None` where there may be no others.
    others: Option<Part<'a>>,
}

impl<'a> Closed<'a> {
    /// `None` for a part that leaves other properties open, or means those that no part describes.
    pub(super) fn of(facets: &Facets<'a>, pointer: &str) -> Option<Self> {
        let others = match facets.additional? {
            AdditionalProperties::Any(true) => return None,
            AdditionalProperties::Any(false) => None,
            AdditionalProperties::Schema(schema) => Some(Part::new(schema, child(pointer, "additionalProperties"))),
        };
        if facets.data.is_some_and(|data| data.extensions.contains_key("x-cratewright-unevaluated")) {
            return None;
        }
        let own = facets.properties.into_iter().flat_map(|properties| properties.keys().map(String::as_str));
        Some(Closed { pointer: pointer.to_owned(), own: own.collect(), others })
    }
}

impl<'a> Lower<'a> {
    /// Who closes a part of an `allOf` means the whole, which is not what JSON Schema says, and so does who says what other
    /// properties are.
    pub(super) fn tell_closed(&mut self, whole: &Whole<'a>) {
        for Closed { pointer, own, others } in &whole.closed {
            let mut unknown = whole.properties.iter().filter(|(name, _)| !own.contains(name));
            let message = match others {
                None => unknown.next().map(|(first, _)| {
                    format!(
                        "by the letter, `additionalProperties: false` forbids `{first}`, which another part describes; it \
                         is taken to be about all parts together"
                    )
                }),
                Some(others) => {
                    let asked = self.put_together(&Parts::one(others.clone()), None).ty;
                    let differs = |ty: &str| asked.is_some_and(|asked| asked != ty && (asked, ty) != ("number", "integer"));
                    unknown.find_map(|(first, parts)| {
                        let ty = self.put_together(parts, None).ty.filter(|ty| differs(ty))?;
                        Some(format!(
                            "by the letter, `additionalProperties` are of type {}, and so is `{first}`, which another part \
                             describes as {ty}; it is taken to be about what no part describes",
                            asked.unwrap_or_default()
                        ))
                    })
                }
            };
            if let Some(message) = message {
                self.warn(
                    "closed-part",
                    &child(pointer, "additionalProperties"),
                    message,
                    "leave it out of the parts, or describe all properties in one schema",
                );
            }
        }
    }
}
