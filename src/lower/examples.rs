//! Examples: those of the document, and which of them are none. What fits nothing is dropped with a warning, so that nothing
//! behind has to doubt an example; and where the schema itself leaves no value, that is said.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use openapiv3::{ParameterSchemaOrContent, ReferenceOr, SchemaData};
use serde_json::Value as Json;

use super::Lower;
use super::operation::follow;
use crate::diagnostics::Diagnostic;
use crate::example::{Examples, Misfit};
use crate::model::{
    Api, Content, Example, Format, Items, PartKind, Payload, Pointer, Scalar, TypeId, TypeKind, TypeRef, Value,
};
use crate::pointer::child;

type Named = IndexMap<String, ReferenceOr<openapiv3::Example>>;

impl<'a> Lower<'a> {
    /// The example of a schema itself.
    pub(super) fn example(&self, data: &SchemaData, pointer: &str) -> Option<Example> {
        let value = data.example.clone()?;
        Some(Example { name: None, value, media: Vec::new(), origin: self.at(&child(pointer, "example")) })
    }

    /// The examples of a parameter or header: its own, then its schema's, or those of its content.
    pub(super) fn examples_beside(
        &self,
        own: Option<&Json>,
        named: &'a Named,
        format: &'a ParameterSchemaOrContent,
        pointer: &str,
    ) -> Vec<Example> {
        let mut examples = self.examples(own, named, pointer);
        match format {
            ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema)) => {
                examples.extend(self.example(&schema.schema_data, &child(pointer, "schema")));
            }
            ParameterSchemaOrContent::Schema(ReferenceOr::Reference { .. }) => {}
            ParameterSchemaOrContent::Content(content) => {
                if let Some((media, entry)) = content.first() {
                    let at = child(&child(pointer, "content"), media);
                    examples.extend(self.examples(entry.example.as_ref(), &entry.examples, &at));
                }
            }
        }
        examples
    }

    /// The examples that stand beside a schema, the one without a name first.
    pub(super) fn examples(&self, own: Option<&Json>, named: &'a Named, pointer: &str) -> Vec<Example> {
        let known = self.document.components.as_ref().map(|components| &components.examples);
        let mut examples = Vec::new();
        examples.extend(own.map(|value| Example {
            name: None,
            value: value.clone(),
            media: Vec::new(),
            origin: self.at(&child(pointer, "example")),
        }));
        for (name, example) in named {
            let at = child(&child(pointer, "examples"), name);
            let found = follow(example, at, "examples", |key| known.and_then(|known| known.get(key)));
            let Some((example, at)) = found else { continue };
            examples.extend(example.value.as_ref().map(|value| Example {
                name: Some(name.clone()),
                value: value.clone(),
                media: Vec::new(),
                origin: self.at(&child(&at, "value")),
            }));
        }
        examples
    }
}

/// Drops the examples that do not fit, and says what has no value at all. `nullable` are the components that have null.
pub(super) fn check(api: &mut Api, nullable: &HashSet<TypeId>, diagnostics: &mut Vec<Diagnostic>) {
    let mut all = Vec::new();
    retain(api, &mut |value, example| {
        all.push((value.clone(), example.clone()));
        true
    });
    let examples = Examples::new(api);
    let mut said = HashSet::new();
    let mut say = |diagnostic: Diagnostic| {
        if said.insert((diagnostic.code, diagnostic.pointer.clone())) {
            diagnostics.push(diagnostic);
        }
    };
    let kept: Vec<bool> = all
        .iter()
        .map(|(value, example)| match examples.check(value, &example.value) {
            Ok(()) => true,
            Err(misfit) => {
                misfit_example(example, misfit).into_iter().for_each(&mut say);
                false
            }
        })
        .collect();
    impossible(api, nullable, &examples, &mut say);
    let mut kept = kept.into_iter();
    retain(api, &mut |_, _| kept.next().unwrap_or(false));
}

fn misfit_example(example: &Example, misfit: Misfit) -> Option<Diagnostic> {
    let why = misfit.why?;
    let at = Pointer { path: format!("{}{}", example.origin.path, misfit.at), ..example.origin.clone() };
    let message = format!("the example does not fit its schema: {why}; another one is made in its place");
    Some(Diagnostic::warning("misfit-example", at, message).help("correct the example or the schema"))
}

/// Shows every example with what it is to be, always in the same order, and drops it unless the answer is yes.
fn retain(api: &mut Api, keep: &mut Keep<'_>) {
    for (index, def) in Arc::make_mut(&mut api.types).iter_mut().enumerate() {
        // Whether null is allowed is said where the type is used.
        let value = Value { nullable: true, ..Value::plain(TypeRef::Named(TypeId(index))) };
        retain_one(&mut def.example, &value, keep);
        def.kind.values_mut().into_iter().for_each(|value| retain_in(value, keep));
        let TypeKind::Struct(object) = &mut def.kind else { continue };
        for field in &mut object.fields {
            let value = Value { nullable: field.presence.is_nullable(), ..field.value.clone() };
            retain_one(&mut field.example, &value, keep);
        }
    }
    for operation in &mut api.operations {
        for param in &mut operation.params {
            param.examples.retain(|example| keep(&param.value, example));
            retain_in(&mut param.value, keep);
        }
        operation.bodies.iter_mut().for_each(|body| retain_of(body, keep));
        for response in &mut operation.responses {
            for header in &mut response.headers {
                header.examples.retain(|example| keep(&header.value, example));
                retain_in(&mut header.value, keep);
            }
            response.payloads.iter_mut().for_each(|payload| retain_of(payload, keep));
        }
    }
}

type Keep<'a> = dyn FnMut(&Value, &Example) -> bool + 'a;

fn retain_one(example: &mut Option<Example>, value: &Value, keep: &mut Keep<'_>) {
    *example = example.take().filter(|example| keep(value, example));
}

/// The example beside a value, and those of its parts that have no name.
fn retain_in(value: &mut Value, keep: &mut Keep<'_>) {
    if let Some(example) = value.example.0.take()
        && keep(value, &example)
    {
        value.example.0 = Some(example);
    }
    let mut ty = &mut value.ty;
    loop {
        match ty {
            TypeRef::List(item) | TypeRef::Map(item) => return retain_in(item, keep),
            TypeRef::Boxed(inner) => ty = inner,
            TypeRef::Named(_) | TypeRef::Scalar(_) | TypeRef::AnyJson(_) => return,
        }
    }
}

/// The examples of a body.
fn retain_of(payload: &mut Payload, keep: &mut Keep<'_>) {
    let wholes: Vec<Option<Value>> = payload.examples.iter().map(|example| whole(payload, example)).collect();
    let mut wholes = wholes.into_iter();
    payload.examples.retain(|example| wholes.next().flatten().is_none_or(|value| keep(&value, example)));
    match &mut payload.content {
        Content::Value(value) | Content::Items(Items { item: value, .. }) => retain_in(value, keep),
        Content::Multipart(parts) => {
            for part in parts {
                if let PartKind::Value(value) = &mut part.kind {
                    retain_in(value, keep);
                }
            }
        }
        Content::Text => {
            for media in &mut payload.media {
                if let Format::Text(value) = &mut media.format {
                    retain_in(value, keep);
                }
            }
        }
        Content::Bytes => {}
    }
}

/// What the example of a body is to be. That of a sequence is the list of its items.
fn whole(payload: &Payload, example: &Example) -> Option<Value> {
    match &payload.content {
        Content::Value(value) => Some(value.clone()),
        Content::Items(Items { item, .. }) => Some(Value::plain(TypeRef::List(Box::new(item.clone())))),
        Content::Text => payload.text_of(example).cloned(),
        Content::Bytes => Some(Value::plain(TypeRef::Scalar(Scalar::String))),
        Content::Multipart(_) => None,
    }
}

/// Says of everything that no value satisfies why that is so.
fn impossible(api: &Api, nullable: &HashSet<TypeId>, examples: &Examples<'_>, say: &mut dyn FnMut(Diagnostic)) {
    let mut say = |why: Option<String>, origin: &Pointer| {
        if let Some(why) = why {
            let message = format!("no value satisfies this schema: {why}");
            say(Diagnostic::warning("no-value", origin.clone(), message).help("correct one of the keywords"));
        }
    };
    for (index, def) in api.types.iter().enumerate() {
        if !nullable.contains(&def.input_of.unwrap_or(TypeId(index))) {
            say(examples.impossible_type(TypeId(index)), &def.origin);
        }
        if let TypeKind::Struct(object) = &def.kind {
            object.fields.iter().filter(|field| !field.presence.is_nullable()).for_each(|field| {
                say(examples.impossible(&field.value), &field.origin);
            });
        }
    }
    for operation in &api.operations {
        operation.params.iter().for_each(|param| say(examples.impossible(&param.value), &param.origin));
        let answers = operation.responses.iter().flat_map(|response| &response.payloads);
        for payload in operation.bodies.iter().chain(answers) {
            match &payload.content {
                Content::Value(value) | Content::Items(Items { item: value, .. }) => {
                    say(examples.impossible(value), &payload.origin);
                }
                Content::Text => {
                    for media in &payload.media {
                        say(media.value().and_then(|value| examples.impossible(value)), &media.origin);
                    }
                }
                Content::Bytes | Content::Multipart(_) => {}
            }
        }
        for header in operation.responses.iter().flat_map(|response| &response.headers) {
            say(examples.impossible(&header.value), &header.origin);
        }
    }
}
