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
    Api, Content, Example, Format, Items, Part, PartKind, Payload, Pointer, Scalar, TypeId, TypeKind, TypeRef, Value,
    Why,
};
use crate::pointer::child;

/// Where lift puts the examples of a schema behind the first.
const OTHERS: &str = "x-cratewright-examples";

type Named = IndexMap<String, ReferenceOr<openapiv3::Example>>;

/// Whether a member that `openapiv3` reads as absent is null.
pub(super) fn is_null(extensions: &IndexMap<String, Json>, key: &str) -> bool {
    let nulls = extensions.get("x-cratewright-null").and_then(Json::as_array);
    nulls.is_some_and(|nulls| nulls.iter().any(|null| null == key))
}

/// Those of a schema's examples that a question is answered with yes for.
pub(super) fn only(example: Example, is: impl Fn(&Example) -> bool) -> Option<Example> {
    first(all_of(example).filter(is))
}

/// An example and those behind it.
fn all_of(mut example: Example) -> impl Iterator<Item = Example> {
    let others = std::mem::take(&mut example.others);
    std::iter::once(example).chain(others)
}

/// The first one, with the others behind it.
fn first(mut examples: impl Iterator<Item = Example>) -> Option<Example> {
    let mut first = examples.next()?;
    first.others = examples.collect();
    Some(first)
}

impl<'a> Lower<'a> {
    /// The example of a schema itself, and those behind it.
    pub(super) fn example(&self, data: &SchemaData, pointer: &str) -> Option<Example> {
        let null = || is_null(&data.extensions, "example").then_some(Json::Null);
        let own =
            data.example.clone().or_else(null).map(|value| self.unnamed_example(value, child(pointer, "example")));
        let others = data.extensions.get(OTHERS).and_then(Json::as_array).into_iter().flatten().enumerate();
        let others = others.map(|(index, value)| {
            self.unnamed_example(value.clone(), child(&child(pointer, OTHERS), &index.to_string()))
        });
        first(own.into_iter().chain(others))
    }

    fn unnamed_example(&self, value: Json, pointer: String) -> Example {
        Example { name: None, value, media: Vec::new(), origin: self.at(&pointer), others: Vec::new() }
    }

    /// The examples of a parameter or header: its own, then its schema's, or those of its content.
    pub(super) fn examples_beside(
        &self,
        own: Option<&Json>,
        named: &'a Named,
        extensions: &IndexMap<String, Json>,
        format: &'a ParameterSchemaOrContent,
        pointer: &str,
    ) -> Vec<Example> {
        let mut examples = self.examples(own, named, extensions, pointer);
        match format {
            ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema)) => {
                let example = self.example(&schema.schema_data, &child(pointer, "schema"));
                examples.extend(example.into_iter().flat_map(all_of));
            }
            ParameterSchemaOrContent::Schema(ReferenceOr::Reference { .. }) => {}
            ParameterSchemaOrContent::Content(content) => {
                if let Some((media, entry)) = content.first() {
                    let at = child(&child(pointer, "content"), media);
                    examples.extend(self.examples(entry.example.as_ref(), &entry.examples, &entry.extensions, &at));
                }
            }
        }
        examples
    }

    /// The examples that stand beside a schema, the one without a name first.
    pub(super) fn examples(
        &self,
        own: Option<&Json>,
        named: &'a Named,
        extensions: &IndexMap<String, Json>,
        pointer: &str,
    ) -> Vec<Example> {
        let known = self.document.components.as_ref().map(|components| &components.examples);
        let mut examples = Vec::new();
        let own = own.cloned().or_else(|| is_null(extensions, "example").then_some(Json::Null));
        examples.extend(own.map(|value| self.unnamed_example(value, child(pointer, "example"))));
        for (name, example) in named {
            let at = child(&child(pointer, "examples"), name);
            let found = follow(example, at, "examples", |key| known.and_then(|known| known.get(key)));
            let Some((example, at)) = found else { continue };
            let value = example.value.clone().or_else(|| is_null(&example.extensions, "value").then_some(Json::Null));
            examples.extend(
                value.map(|value| Example {
                    name: Some(name.clone()),
                    ..self.unnamed_example(value, child(&at, "value"))
                }),
            );
        }
        examples
    }
}

/// Drops the examples that do not fit, and says what has no value at all. `nullable` are the components that have null.
pub(super) fn check(api: &mut Api, nullable: &HashSet<TypeId>, diagnostics: &mut Vec<Diagnostic>) {
    let mut all = Vec::new();
    let mut note = |value: &Value, example: &mut Example| {
        all.push((value.clone(), example.clone()));
        true
    };
    let mut lacking = Vec::new();
    let mut lacks = |example: &Example, part: &str| lacking.push((example.clone(), part.to_owned()));
    Look { keep: &mut note, lacks: &mut lacks, nullable, settles: false }.at(api);
    let examples = Examples::new(api);
    let mut said = HashSet::new();
    let mut say = |diagnostic: Diagnostic| {
        if said.insert((diagnostic.code, diagnostic.pointer.clone())) {
            diagnostics.push(diagnostic);
        }
    };
    let kept: Vec<Option<Json>> = all
        .into_iter()
        .map(|(value, example)| match examples.check(&value, &example.value) {
            Ok(()) => Some(example.value),
            Err(misfit) => {
                let meant = in_text(&example.value).filter(|meant| examples.check(&value, meant).is_ok());
                let wrong = match meant {
                    Some(_) => Some(example_in_text(&example)),
                    None => misfit_example(&example, misfit),
                };
                wrong.into_iter().for_each(&mut say);
                meant
            }
        })
        .collect();
    for (example, part) in lacking {
        let why = Some(format!("it lacks the property `{part}`"));
        misfit_example(&example, Misfit { at: String::new(), why }).into_iter().for_each(&mut say);
    }
    impossible(api, nullable, &examples, &mut say);
    let mut kept = kept.into_iter();
    let mut take = |_: &Value, example: &mut Example| {
        let kept = kept.next().flatten();
        let stays = kept.is_some();
        example.value = kept.unwrap_or_default();
        stays
    };
    Look { keep: &mut take, lacks: &mut |_, _| {}, nullable, settles: true }.at(api);
}

/// The list or object that a text is the JSON of.
fn in_text(value: &Json) -> Option<Json> {
    let text = value.as_str()?;
    serde_json::from_str(text).ok().filter(|meant: &Json| meant.is_object() || meant.is_array())
}

fn example_in_text(example: &Example) -> Diagnostic {
    let message =
        "the example is text, and its schema is not; the text is JSON, and read as the value that it stands for";
    Diagnostic::warning("misfit-example", example.origin.clone(), message)
        .help("write it as a value, without the quotes")
}

fn misfit_example(example: &Example, misfit: Misfit) -> Option<Diagnostic> {
    let why = misfit.why?;
    let at = Pointer { path: format!("{}{}", example.origin.path, misfit.at), ..example.origin.clone() };
    let message = format!("the example does not fit its schema: {why}; another one takes its place");
    Some(Diagnostic::warning("misfit-example", at, message).help("correct the example or the schema"))
}

/// One look at every example with what it is to be, always in the same order.
struct Look<'a> {
    /// Whether it stays.
    keep: &'a mut dyn FnMut(&Value, &mut Example) -> bool,
    /// Hears of the parts that a form's example is without.
    lacks: &'a mut dyn FnMut(&Example, &str),
    /// The components that have null.
    nullable: &'a HashSet<TypeId>,
    /// Whether a schema is left with one example.
    settles: bool,
}

impl Look<'_> {
    fn at(&mut self, api: &mut Api) {
        for (index, def) in Arc::make_mut(&mut api.types).iter_mut().enumerate() {
            let nullable = self.nullable.contains(&def.input_of.unwrap_or(TypeId(index)));
            let value = Value { nullable, ..Value::plain(TypeRef::Named(TypeId(index))) };
            def.example = def.example.take().and_then(|example| self.one(example, &value));
            def.kind.values_mut().into_iter().for_each(|value| self.inside(value));
            let TypeKind::Struct(object) = &mut def.kind else { continue };
            for field in &mut object.fields {
                let value = Value { nullable: field.presence.is_nullable(), ..field.value.clone() };
                field.example = field.example.take().and_then(|example| self.one(example, &value));
            }
        }
        for operation in &mut api.operations {
            for param in &mut operation.params {
                param.examples.retain_mut(|example| (self.keep)(&param.value, example));
                self.inside(&mut param.value);
            }
            operation.bodies.iter_mut().for_each(|body| self.body(body));
            for response in &mut operation.responses {
                for header in &mut response.headers {
                    header.examples.retain_mut(|example| (self.keep)(&header.value, example));
                    self.inside(&mut header.value);
                }
                response.payloads.iter_mut().for_each(|payload| self.body(payload));
            }
        }
    }

    /// The example of a schema and those behind it. What is left in the end shows what the values look like, which null
    /// does not where it is one.
    fn one(&mut self, example: Example, value: &Value) -> Option<Example> {
        let mut kept: Vec<Example> = all_of(example).collect();
        kept.retain_mut(|example| (self.keep)(value, example));
        let mut kept = kept.into_iter();
        if self.settles { kept.find(|example| !example.value.is_null()) } else { first(kept) }
    }

    /// The example beside a value, and those of its parts that have no name.
    fn inside(&mut self, value: &mut Value) {
        if let Some(example) = value.example.0.take() {
            value.example.0 = self.one(Arc::unwrap_or_clone(example), value).map(Arc::new);
        }
        let mut ty = &mut value.ty;
        loop {
            match ty {
                TypeRef::List(item) | TypeRef::Map(item) => return self.inside(item),
                TypeRef::Boxed(inner) => ty = inner,
                TypeRef::Named(_) | TypeRef::Scalar(_) | TypeRef::AnyJson(_) => return,
            }
        }
    }

    /// The examples of a body.
    fn body(&mut self, payload: &mut Payload) {
        let mut examples = std::mem::take(&mut payload.examples);
        examples.retain_mut(|example| match whole(payload, example) {
            Ok(value) => value.is_none_or(|value| (self.keep)(&value, example)),
            Err(parts) => self.form(parts, example),
        });
        payload.examples = examples;
        match &mut payload.content {
            Content::Value(value) | Content::Items(Items { item: value, .. }) => self.inside(value),
            Content::Multipart(parts) => {
                for part in parts {
                    if let PartKind::Value(value) = &mut part.kind {
                        self.inside(value);
                    }
                }
            }
            Content::Text => {
                for media in &mut payload.media {
                    if let Format::Text(value) = &mut media.format {
                        self.inside(value);
                    }
                }
            }
            Content::Bytes => {}
        }
    }

    /// A form with files: what the example says of the other parts has to fit them, and those that are needed have to be
    /// there. Of a file nobody expects an example.
    fn form(&mut self, parts: &[Part], example: &mut Example) -> bool {
        let (name, place) = (example.name.clone(), example.origin.clone());
        let Some(members) = example.value.as_object_mut() else {
            let any = Value::plain(TypeRef::Map(Box::new(Value::any(Why::FreeObject))));
            return (self.keep)(&any, example);
        };
        let needed = |part: &&Part| part.required && part.value().is_some();
        let missing: Vec<&Part> =
            parts.iter().filter(needed).filter(|part| !members.contains_key(&part.wire)).collect();
        let mut fits = missing.is_empty();
        for part in parts {
            if let (PartKind::Value(value), Some(member)) = (&part.kind, members.get_mut(&part.wire)) {
                let origin = Pointer { path: child(&place.path, &part.wire), ..place.clone() };
                let (media, others) = (Vec::new(), Vec::new());
                let mut of_part = Example { name: name.clone(), value: member.take(), media, origin, others };
                // Each is looked at, whatever the others are.
                fits &= (self.keep)(value, &mut of_part);
                *member = of_part.value;
            }
        }
        missing.iter().for_each(|part| (self.lacks)(example, &part.wire));
        fits
    }
}

/// What the example of a body is to be, or its parts. That of a sequence is the list of its items.
fn whole<'a>(payload: &'a Payload, example: &Example) -> Result<Option<Value>, &'a [Part]> {
    match &payload.content {
        Content::Value(value) => Ok(Some(value.clone())),
        Content::Items(Items { item, .. }) => Ok(Some(Value::plain(TypeRef::List(Box::new(item.clone()))))),
        Content::Text => Ok(payload.text_of(example).cloned()),
        Content::Bytes => Ok(Some(Value::plain(TypeRef::Scalar(Scalar::String)))),
        Content::Multipart(parts) => Err(parts),
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
