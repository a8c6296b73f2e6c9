//! Which calls are made of each operation, and with which values.

use cratewright::example::Examples;
use cratewright::model::{
    Api, Content, Location, Operation, PartKind, Payload, Response, Status, Struct, TypeKind, TypeRef, Value,
};
use cratewright::names::OperationNames;
use serde_json::{Map, Value as Json, json};

use crate::calls::{BODY, Target, accepts, choices, concrete, header_key, is_required, param_key, part_key, variants};

/// A call, and what has to come of it.
pub(crate) struct Planned {
    /// Name and method of the operation's function: what exclusions name it by.
    pub(crate) operation: String,
    /// Which values, and what else is special.
    pub(crate) about: String,
    /// What the program reads.
    pub(crate) call: Json,
    pub(crate) status: u16,
    pub(crate) success: bool,
    /// The variants that will do; empty where the client has no enum.
    pub(crate) variants: Vec<String>,
}

/// How much of a value is there.
#[derive(Clone, Copy, PartialEq)]
enum Extent {
    /// What must be there.
    Minimal,
    /// Everything.
    Full,
    /// The document's examples.
    Own,
}

/// All calls of an API's client.
pub(crate) fn plan(target: &Target<'_>) -> Vec<Planned> {
    let mut plan = Vec::new();
    for id in target.operations() {
        Plan { target, operation: target.api.operation(id), names: &target.names.operations[id.0] }.add(&mut plan);
    }
    plan
}

struct Plan<'a> {
    target: &'a Target<'a>,
    operation: &'a Operation,
    names: &'a OperationNames,
}

impl Plan<'_> {
    fn add(&self, plan: &mut Vec<Planned>) {
        let extents = [(Extent::Minimal, "minimal"), (Extent::Full, "full"), (Extent::Own, "own")];
        let mut seen: Vec<Map<String, Json>> = Vec::new();
        for (extent, word) in extents {
            let values = self.values(extent, (0, 0));
            if seen.contains(&values) {
                continue;
            }
            let answers = self.operation.responses.iter().enumerate();
            let first = self.operation.responses.iter().position(|response| response.success);
            for (index, response) in answers {
                plan.push(self.call(extent, word.to_owned(), Some((index, response)), (0, 0), None));
                if extent == Extent::Minimal && response.success && accepts(self.operation).len() > 1 {
                    let media = response.payloads.iter().flat_map(|payload| &payload.media);
                    for media in media.filter(|media| !media.text.contains('*')) {
                        let about = format!("{word}, {}", media.text);
                        plan.push(self.call(extent, about, Some((index, response)), (0, 0), Some(&media.text)));
                    }
                }
            }
            if self.operation.responses.is_empty() {
                plan.push(self.call(extent, word.to_owned(), None, (0, 0), None));
            }
            if extent != Extent::Own {
                let first = first.map(|index| (index, &self.operation.responses[index]));
                for (body, payload) in self.operation.bodies.iter().enumerate() {
                    let others = (0..choices(self.operation, payload).len()).filter(|media| (body, *media) != (0, 0));
                    plan.extend(others.map(|media| self.call(extent, word.to_owned(), first, (body, media), None)));
                }
            }
            seen.push(values);
        }
    }

    fn call(
        &self,
        extent: Extent,
        about: String,
        answer: Option<(usize, &Response)>,
        (body, media): (usize, usize),
        accept: Option<&str>,
    ) -> Planned {
        let status = answer.map_or(200, |(_, response)| code(self.operation, response));
        let content = self.sent(extent, (body, media)).map(|payload| concrete(&payload.media[media].text));
        let about = content.iter().fold(about, |about, content| format!("{about}, as {content}"));
        let alternatives = &self.operation.security;
        // Both ends of the list: who calls with little has the first alternative, who calls with all the last one.
        let alternative = if extent == Extent::Minimal { alternatives.first() } else { alternatives.last() };
        let schemes = alternative.into_iter().flatten();
        let schemes = schemes.map(|requirement| self.target.names.security_schemes[requirement.scheme].plain());
        let success = answer.is_none_or(|(_, response)| response.success);
        let expected = answer.map(|(index, _)| variants(self.operation, self.names, index)).unwrap_or_default();
        Planned {
            operation: self.names.method.plain().to_owned(),
            about,
            call: json!({
                "operation": self.names.method.plain(),
                "values": self.values(extent, (body, media)),
                "code": status,
                "schemes": schemes.collect::<Vec<_>>(),
                "body": body,
                "media": media,
                "content": content,
                "accept": accept,
            }),
            status,
            success,
            variants: expected,
        }
    }

    /// The body that is sent; one that may be absent is where another than the first is asked for.
    fn sent(&self, extent: Extent, (body, media): (usize, usize)) -> Option<&Payload> {
        let is_sent = self.operation.body_required || extent != Extent::Minimal || (body, media) != (0, 0);
        self.operation.bodies.get(body).filter(|_| is_sent)
    }

    /// The values of the parameters and of a body.
    fn values(&self, extent: Extent, body: (usize, usize)) -> Map<String, Json> {
        let mut values = Map::new();
        for (index, param) in self.operation.params.iter().enumerate() {
            if is_required(param) || extent != Extent::Minimal {
                let example = param.example().or(param.default.as_ref());
                let key = param_key(self.names, index);
                self.put(&mut values, extent, key.clone(), &param.value, &param.wire, example);
                // Nothing at all cannot stand in a path.
                let is_nothing = matches!(values.get(&key), Some(Json::Object(members)) if members.is_empty());
                if is_nothing && param.location == Location::Path {
                    self.put(&mut values, Extent::Full, key, &param.value, &param.wire, example);
                }
            }
        }
        if let Some(payload) = self.sent(extent, body) {
            self.put_body(&mut values, extent, payload, body.1);
        }
        values
    }

    fn put_body(&self, values: &mut Map<String, Json>, extent: Extent, payload: &Payload, media: usize) {
        match &payload.content {
            Content::Value(value) => {
                self.put(values, extent, BODY.to_owned(), value, self.names.body.plain(), payload.example());
            }
            Content::Text => {
                let media = &payload.media[media];
                if let Some(value) = media.value() {
                    self.put(values, extent, BODY.to_owned(), value, "content", payload.text_example(media));
                }
            }
            Content::Bytes => {
                let text = payload.example().and_then(Json::as_str).unwrap_or("content");
                values.insert(BODY.to_owned(), text.into());
            }
            Content::Items(items) => {
                if let Some(item) = self.made(extent, &items.item, "value", None) {
                    values.insert(BODY.to_owned(), json!([item]));
                }
            }
            Content::Multipart(parts) => {
                for part in parts.iter().filter(|part| part.required || extent != Extent::Minimal) {
                    match &part.kind {
                        PartKind::File | PartKind::Files => drop(values.insert(part_key(part), "a file".into())),
                        PartKind::Value(value) => {
                            self.put(values, extent, part_key(part), value, &part.wire, part.default.as_ref());
                        }
                    }
                    for header in part.headers.iter().filter(|header| header.required) {
                        self.put(values, extent, header_key(part, &header.wire), &header.value, &header.wire, None);
                    }
                }
            }
        }
    }

    fn put(
        &self,
        values: &mut Map<String, Json>,
        extent: Extent,
        key: String,
        value: &Value,
        name: &str,
        own: Option<&Json>,
    ) {
        if let Some(made) = self.made(extent, value, name, own) {
            values.insert(key, made);
        }
    }

    fn made(&self, extent: Extent, value: &Value, name: &str, own: Option<&Json>) -> Option<Json> {
        let examples = Examples::new(self.target.api);
        if extent == Extent::Own {
            return examples.value(value, name, own);
        }
        let none = |_: &Value, _: &Json| false;
        let made = Examples::new(self.target.api).only(&none).value(value, name, None);
        // What nothing can be made for may have an example.
        let made = made.or_else(|| examples.value(value, name, own))?;
        if extent == Extent::Full {
            return Some(made);
        }
        let minimal = least(self.target.api, value, &made);
        Some(if examples.check(value, &minimal).is_ok() { minimal } else { made })
    }
}

/// The value without what may be absent, where it is plain which type it is of.
fn least(api: &Api, value: &Value, json: &Json) -> Json {
    match (api.resolve(&value.ty), json) {
        (TypeRef::Boxed(inner), _) => least(api, &Value::plain((**inner).clone()), json),
        (TypeRef::List(item), Json::Array(items)) => items.iter().map(|json| least(api, item, json)).collect(),
        (TypeRef::Map(item), Json::Object(entries)) => {
            entries.iter().map(|(key, json)| (key.clone(), least(api, item, json))).collect()
        }
        (TypeRef::Named(id), Json::Object(entries)) => match &api.ty(*id).kind {
            TypeKind::Struct(object) => {
                let minimal = Json::Object(required(api, object, entries));
                let plain = Value::plain(TypeRef::Named(*id));
                if Examples::new(api).check(&plain, &minimal).is_ok() { minimal } else { json.clone() }
            }
            _ => json.clone(),
        },
        _ => json.clone(),
    }
}

fn required(api: &Api, object: &Struct, entries: &Map<String, Json>) -> Map<String, Json> {
    let fields = object.fields.iter().filter(|field| !field.presence.is_optional());
    let fields = fields.filter_map(|field| {
        let json = entries.get(&field.wire)?;
        let json = if json.is_null() { Json::Null } else { least(api, &field.value, json) };
        Some((field.wire.clone(), json))
    });
    fields.collect()
}

/// The status to ask for: of several that are described together the first that is not described otherwise.
fn code(operation: &Operation, response: &Response) -> u16 {
    let free = |code: &u16| operation.responses.iter().all(|other| other.status != Status::Code(*code));
    let first = match response.status {
        Status::Code(code) => return code,
        Status::Class(class) => u16::from(class) * 100,
        Status::Default if response.success => 200,
        Status::Default => 500,
    };
    (first..first + 100).find(free).unwrap_or(first)
}
