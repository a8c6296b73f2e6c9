//! What the types are called that shared parameters, headers, bodies and answers hold: after what holds them.

use std::collections::HashMap;

use super::words::media_name;
use crate::model::{NameHint, Shared, SharedKind, TypeDef};

/// What each type is called that has a place in a shared component; `None` for every other one.
pub(super) fn shared_texts(types: &[TypeDef]) -> Vec<Option<String>> {
    let places = || {
        types.iter().map(|def| match &def.name_hint {
            NameHint::Shared(shared) => Some(shared),
            _ => None,
        })
    };
    let mut alike: HashMap<_, usize> = HashMap::new();
    places().flatten().for_each(|shared| *alike.entry(place(shared)).or_default() += 1);
    places().map(|shared| shared.map(|shared| text(shared, alike[&place(shared)] > 1))).collect()
}

/// What has one name but for the media type.
fn place(shared: &Shared) -> (SharedKind, &str, &str) {
    (shared.kind, &shared.key, &shared.role)
}

/// A key that says what it is needs no other word for that. The media type stands there where there is more than one.
fn text(shared: &Shared, has_media: bool) -> String {
    let (word, others): (_, &[&str]) = match shared.kind {
        SharedKind::Parameter => ("param", &["parameter"]),
        SharedKind::Header => ("header", &[]),
        SharedKind::Body => ("body", &["request"]),
        SharedKind::Response => ("response", &["responses", "error"]),
    };
    let key = shared.key.to_lowercase();
    let says_so = key.ends_with(word) || others.iter().any(|other| key.ends_with(other));
    let media = shared.media_type.as_deref().filter(|_| has_media).map(media_name).unwrap_or_default();
    let words = [shared.key.as_str(), if says_so { "" } else { word }, &media, &shared.role];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    /// What the types are called that a shared answer describes.
    fn named(key: &str, content: &str) -> Vec<String> {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{ title: t, version: '1' }}\npaths: {{ /a: {{ get: {{ responses: {{ '200': {{ $ref: \
             '#/components/responses/{key}' }} }} }} }} }}\ncomponents: {{ responses: {{ {key}: {{ description: d, \
             content: {{ {content} }} }} }} }}\n"
        );
        let names = crate::names::assign(&crate::testing::api(text));
        names.types.iter().map(|named| named.name.plain().to_owned()).collect()
    }

    #[test]
    fn an_answer_names_what_it_holds() {
        let one = "schema: { type: object, properties: { a: { type: string } } }";
        let other = "schema: { type: object, properties: { b: { type: string } } }";
        assert_eq!(named("Found", &format!("application/json: {{ {one} }}")), ["FoundResponse"]);
        assert_eq!(named("FoundError", &format!("application/json: {{ {one} }}")), ["FoundError"]);
        assert_eq!(
            named("Found", &format!("application/json: {{ {one} }}, application/xml: {{ {one} }}")),
            ["FoundResponse"],
            "the same in two media types"
        );
        assert_eq!(
            named("Found", &format!("application/json: {{ {one} }}, application/xml: {{ {other} }}")),
            ["FoundResponseJson", "FoundResponseXml"]
        );
        let list = "schema: { type: array, items: { type: string, enum: [a, b] } }";
        assert_eq!(named("Found", &format!("application/json: {{ {list} }}")), ["FoundResponseItem"]);
        assert_eq!(
            named("Found", &format!("application/json: {{ {list} }}, application/problem+json: {{ {one} }}")),
            ["FoundResponseItem", "FoundResponse"],
            "what is in a list has another name"
        );
    }
}
