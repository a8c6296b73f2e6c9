//! Headers that several answers have, rate limits for example: they are one type, which each operation has under a name of
//! its own, too, so that another operation with the same headers renames nothing.
//!
//! What becomes of the headers of an answer in client and server is the views' business.

use std::collections::{HashMap, HashSet};

use super::assign::{Wanted, unique};
use super::ident::TAKEN_BESIDE_OPERATIONS;
use super::{FieldName, OperationNames, TypeName};
use crate::diagnostics::Diagnostic;
use crate::model::{Api, Header, Operation, OperationId};

/// How many different headers with the same names are compared.
const MOST_ALIKE: usize = 32;

/// The most words of header names in a type's name.
const MOST_WORDS: usize = 4;

/// Headers of one answer, with their names.
pub type NamedHeaders<'a> = Vec<(&'a Header, &'a FieldName)>;

/// Where headers come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HeadersOf {
    /// In a client, with whatever of an operation's answers says that it worked.
    Successes(OperationId),
    /// In a client, with an error.
    Error(OperationId, usize),
    /// In a server, with any answer.
    Answer(OperationId, usize),
}

impl HeadersOf {
    /// The operation and, unless it is about all successes, the index of the response.
    fn operation(self) -> (OperationId, Option<usize>) {
        match self {
            HeadersOf::Successes(id) => (id, None),
            HeadersOf::Error(id, index) | HeadersOf::Answer(id, index) => (id, Some(index)),
        }
    }

    /// The headers that come there. Those of all successes are one list: whoever needs one does not ask which status it
    /// came with.
    pub fn headers<'a>(self, api: &'a Api, names: &'a [OperationNames]) -> NamedHeaders<'a> {
        let (id, only) = self.operation();
        let (operation, names) = (api.operation(id), &names[id.0]);
        let mut all: NamedHeaders = Vec::new();
        let mut seen: HashSet<&FieldName> = HashSet::new();
        for (index, (response, names)) in operation.responses.iter().zip(&names.responses).enumerate() {
            if only.is_none_or(|only| only == index) && (only.is_some() || response.success) {
                for (header, name) in response.headers.iter().zip(&names.headers) {
                    if seen.insert(name) {
                        all.push((header, name));
                    }
                }
            }
        }
        all
    }

    /// Whether they are in the server's crate.
    fn is_served(self) -> bool {
        matches!(self, HeadersOf::Answer(..))
    }
}

/// Headers that come more than once.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderSet {
    /// The type of all of them.
    pub name: TypeName,
    /// The first place where they come.
    pub first: HeadersOf,
}

/// All headers that come more than once, and where.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeaderSets {
    /// In the order of the document.
    pub sets: Vec<HeaderSet>,
    of: HashMap<HeadersOf, usize>,
}

impl HeaderSets {
    /// Finds headers that come more than once in the client or in the server of an API, and names them by what is common
    /// to them.
    pub fn find(api: &Api, names: &[OperationNames], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let alike = alike(api, names);
        let mut sets = HeaderSets::default();
        for (index, places) in alike.iter().enumerate() {
            sets.of.extend(places.iter().map(|place| (*place, index)));
        }
        for served in [false, true] {
            let here = || alike.iter().map(|places| places[0]).filter(|first| first.is_served() == served);
            let wanted = here().map(|first| {
                let headers = first.headers(api, names);
                let longer = format!("{} headers", names[first.operation().0.0].pascal.plain());
                Wanted::new(&format!("{} headers", common(&headers)), &headers[0].0.origin).or(longer)
            });
            let found = unique(wanted, TAKEN_BESIDE_OPERATIONS, TypeName::new, diagnostics);
            sets.sets.extend(here().zip(found).map(|(first, name)| HeaderSet { name, first }));
        }
        sets.sets.sort_by_key(|set| sets.of[&set.first]);
        sets
    }

    /// The type of headers that others have, too.
    pub fn of(&self, place: HeadersOf) -> Option<&TypeName> {
        self.of.get(&place).map(|index| &self.sets[*index].name)
    }
}

/// The places of headers that come more than once.
fn alike(api: &Api, names: &[OperationNames]) -> Vec<Vec<HeadersOf>> {
    let mut alike: Vec<Vec<HeadersOf>> = Vec::new();
    let mut known: HashMap<(bool, Vec<&FieldName>), Vec<usize>> = HashMap::new();
    for place in (0..api.operations.len()).flat_map(|index| places(OperationId(index), &api.operations[index])) {
        let headers = place.headers(api, names);
        if headers.is_empty() {
            continue;
        }
        let key = (place.is_served(), headers.iter().map(|(_, name)| *name).collect());
        let candidates = known.entry(key).or_default();
        let same = candidates.iter().find(|index| are_same(&headers, &alike[**index][0].headers(api, names)));
        match same {
            Some(index) => alike[*index].push(place),
            None if candidates.len() < MOST_ALIKE => {
                candidates.push(alike.len());
                alike.push(vec![place]);
            }
            None => {}
        }
    }
    alike.retain(|places| places.len() > 1);
    alike
}

/// Where an operation has headers.
fn places(id: OperationId, operation: &Operation) -> Vec<HeadersOf> {
    let mut places = vec![HeadersOf::Successes(id)];
    for (index, response) in operation.responses.iter().enumerate() {
        if !response.success {
            places.push(HeadersOf::Error(id, index));
        }
        places.push(HeadersOf::Answer(id, index));
    }
    places
}

/// Whether headers are described alike; where that stands, and with which examples, does not matter.
fn are_same(these: &NamedHeaders<'_>, those: &NamedHeaders<'_>) -> bool {
    these.len() == those.len()
        && these.iter().zip(those).all(|((this, this_name), (that, that_name))| {
            let what = |header: &Header| (header.style, header.explode, header.required, header.deprecated);
            this_name == that_name
                && this.wire == that.wire
                && what(this) == what(that)
                && this.description == that.description
                && this.value == that.value
        })
}

/// What the names of headers start with: `rate limit` of `X-RateLimit-Limit` and `X-RateLimit-Reset`; of others the names
/// themselves, the first ones of many.
fn common(headers: &NamedHeaders<'_>) -> String {
    let words = |(header, _): &(&Header, &FieldName)| -> Vec<String> {
        let words = header.wire.split(['-', '_', '.']).filter(|word| !word.is_empty());
        words.skip_while(|word| word.eq_ignore_ascii_case("x")).map(str::to_owned).collect()
    };
    let all: Vec<Vec<String>> = headers.iter().map(words).collect();
    let is_shared = |index: &usize| {
        let word = |words: &Vec<String>| words.get(*index).map(|word| word.to_lowercase());
        let first = word(&all[0]);
        first.is_some() && all.iter().all(|words| word(words) == first)
    };
    let shared: Vec<String> = (0..all[0].len()).take_while(is_shared).map(|index| all[0][index].clone()).collect();
    match shared.is_empty() {
        false => shared.join(" "),
        true => all.into_iter().flatten().take(MOST_WORDS).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    /// The types of a client and a server, each with the number of places that have it.
    fn sets(paths: &str) -> Vec<(String, usize)> {
        let text = format!("openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths:\n{paths}");
        let found = crate::names::assign(&crate::testing::api(text)).headers;
        let places = |index: usize| found.of.values().filter(|set| **set == index).count();
        found.sets.iter().enumerate().map(|(index, set)| (set.name.plain().to_owned(), places(index))).collect()
    }

    /// An operation whose answers, one with each status, have these headers.
    fn operation(path: &str, headers: &[(&str, &str)]) -> String {
        let answer = |(status, headers): &(&str, &str)| {
            format!("        '{status}': {{ description: d, headers: {{ {headers} }} }}\n")
        };
        let answers: String = headers.iter().map(answer).collect();
        format!("  /{path}:\n    get:\n      responses:\n{answers}")
    }

    const LIMITS: &str = "X-Rate-Limit: { schema: { type: integer } }, x-rate-reset: { schema: { type: integer } }";

    #[test]
    fn what_several_answers_have_is_called_after_what_is_common_to_it() {
        let paths = operation("a", &[("200", LIMITS), ("429", LIMITS)]) + &operation("b", &[("200", LIMITS)]);
        // The client's successes and its error; each answer of the server.
        assert_eq!(sets(&paths), [("RateHeaders".to_owned(), 3), ("RateHeaders".to_owned(), 3)]);
        let other = "ETag: { schema: { type: string } }, Last-Modified: { schema: { type: string } }";
        let paths = operation("a", &[("200", other)]) + &operation("b", &[("200", other)]);
        assert_eq!(sets(&paths)[0], ("EtagLastModifiedHeaders".to_owned(), 2));
    }

    #[test]
    fn what_generated_code_uses_keeps_its_name() {
        let answer = "Answer: { schema: { type: string } }";
        let paths = operation("a", &[("200", answer), ("404", answer)]);
        assert_eq!(sets(&paths)[0].0, "AGetHeaders");
    }

    #[test]
    fn what_differs_in_anything_but_its_place_is_not_shared() {
        let link = |more: &str| format!("Link: {{ schema: {{ type: string }} {more} }}");
        let (plain, told, asked) = (link(""), link(", description: Where."), link(", required: true"));
        let each = [("a", &plain), ("b", &told), ("c", &asked)];
        let paths: String = each.iter().map(|(path, headers)| operation(path, &[("200", headers)])).collect();
        assert_eq!(sets(&paths), []);
        // Two kinds that come twice: the second is called after the operation that has it first.
        let twice = paths.clone() + &operation("d", &[("200", &plain)]) + &operation("e", &[("200", &told)]);
        let names: Vec<String> = sets(&twice).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["LinkHeaders", "LinkHeaders", "BGetHeaders", "BGetHeaders"]);
    }
}
