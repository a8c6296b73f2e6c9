//! Request bodies: an argument or a setter, a form builder, an enum where there are several Rust types.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::params::{self, code, default, sentence};
use super::ty::{self, Passed};
use super::{Cx, Setter};
use crate::model::{Content, Format, Media, Operation, Part, PartForm, PartKind, Payload, TypeRef, essence};
use crate::names::{FieldName, OperationNames, PartHeadersNames, TypeName};
use crate::view::params::{form, header_note};
use crate::view::rust_type::{framing, streamed};
use crate::view::text::{Doc, StrLit, Tokens};
use crate::view::types::tables;

/// Everything about the body of an operation.
pub(super) struct Body {
    /// How it is handed over, and the statement that puts it into `request`.
    pub(super) argument: Passed,
    /// The statement that puts it into `request`.
    pub(super) effect: Tokens,
    /// The type that the operation keeps for [`Body::setters`] that write it again; its value.
    pub(super) kept: Option<Tokens>,
    /// Setters that choose another media type.
    pub(super) setters: Vec<Setter>,
    /// The enum over several Rust types.
    pub(super) choice: Option<Choice>,
    /// The form builders.
    pub(super) forms: Vec<FormView>,
}

/// The enum over several Rust types of a body.
pub(super) struct Choice {
    pub(super) docs: Doc,
    pub(super) name: Tokens,
    pub(super) variants: Vec<ChoiceVariant>,
}

pub(super) struct ChoiceVariant {
    pub(super) docs: Doc,
    pub(super) name: Tokens,
    pub(super) ty: Tokens,
    /// Puts `body` into `request`.
    pub(super) effect: Tokens,
}

/// The builder of a multipart form.
pub(super) struct FormView {
    pub(super) docs: Doc,
    pub(super) name: Tokens,
    pub(super) new_docs: Doc,
    pub(super) args: Tokens,
    /// `new` takes nothing, so there is a `Default` too.
    pub(super) args_are_empty: bool,
    /// Fills `form`.
    pub(super) effects: Vec<Tokens>,
    pub(super) setters: Vec<Setter>,
    /// The headers of parts that have some.
    pub(super) headers: Vec<PartHeaders>,
}

/// The headers of a part.
pub(super) struct PartHeaders {
    pub(super) docs: Doc,
    pub(super) name: Tokens,
    pub(super) derives: Tokens,
    pub(super) new_docs: Doc,
    /// The headers that must be there, as arguments.
    pub(super) args: Tokens,
    pub(super) fields: Vec<PartHeader>,
}

pub(super) struct PartHeader {
    pub(super) docs: Doc,
    pub(super) name: FieldName,
    pub(super) ty: Tokens,
    /// Its line in `new`.
    pub(super) init: Tokens,
    /// Its row.
    pub(super) param: Tokens,
}

/// The body of an operation that takes one. `request` is the expression of the request that gets it; `owned` says that
/// the value is an owned one already, not an argument.
pub(super) fn view(
    cx: Cx<'_>,
    operation: &Operation,
    names: &OperationNames,
    request: &TokenStream,
    owned: bool,
) -> Option<Body> {
    let forms = operation
        .bodies
        .iter()
        .enumerate()
        .filter_map(|(index, payload)| match &payload.content {
            Content::Multipart(form) => Some(form_view(cx, operation, form, index, names)),
            _ => None,
        })
        .collect();
    let name = &names.body;
    let (payload, rest) = operation.bodies.split_first()?;
    if !rest.is_empty() {
        let choice = choice(cx, operation, names);
        let ty = &choice.name;
        return Some(Body {
            argument: Passed { ty: ty.clone(), view: quote!(&#name).into(), owned: quote!(#name).into() },
            effect: quote!(#name.put_into(&mut #request);).into(),
            kept: None,
            setters: Vec::new(),
            choice: Some(choice),
            forms,
        });
    }
    let argument = argument(cx, payload, &quote!(#name), &names.form(operation, 0));
    let effect = match &payload.content {
        Content::Value(_) | Content::Text if owned => put(cx, payload, 0, request, &quote!(&#name)),
        _ => put(cx, payload, 0, request, &argument.view),
    };
    let mut setters = Vec::new();
    let mut kept = None;
    match &payload.content {
        Content::Value(value) if payload.media.len() > 1 => {
            kept = Some(ty::owned(cx, value).into());
            for (index, (media, setter)) in payload.media.iter().zip(&names.media_setters).enumerate() {
                let docs = Doc::default().and(&format!("Sends the body as {}.", code(&media.text)));
                let again = put(cx, payload, index, &quote!(self.request), &quote!(&self.body));
                let effect = if operation.body_required {
                    again
                } else {
                    let again = put(cx, payload, index, &quote!(self.request), &quote!(body));
                    quote!(if let Some(body) = &self.body { #again }).into()
                };
                setters.push(Setter::new(docs, setter, Tokens::default(), effect));
            }
        }
        Content::Bytes | Content::Text | Content::Items(_)
            if payload.media.len() > 1 || is_range(&payload.media[0].text) =>
        {
            let list: Vec<String> = payload.media.iter().map(|media| code(&media.text)).collect();
            let docs = format!("States the media type of the body. The API takes {}.", list.join(", "));
            let effect = quote!(self.request.content_type(media_type););
            setters.push(Setter::new(
                Doc::default().and(&docs),
                format_ident!("content_type"),
                quote!(media_type: &str).into(),
                effect.into(),
            ));
        }
        _ => {}
    }
    Some(Body { argument, effect, kept, setters, choice: None, forms })
}

/// How a body of one Rust type is handed over.
fn argument(cx: Cx<'_>, payload: &Payload, name: &TokenStream, form: &TypeName) -> Passed {
    match &payload.content {
        // Large lists are not copied.
        Content::Value(value) if !value.nullable => match cx.api.resolve(&value.ty) {
            TypeRef::List(item) => {
                let item = ty::owned(cx, item);
                Passed {
                    ty: quote!(&[#item]).into(),
                    view: quote!(&#name).into(),
                    owned: quote!(#name.to_vec()).into(),
                }
            }
            _ => ty::passed(cx, name, value),
        },
        Content::Value(value) => ty::passed(cx, name, value),
        Content::Bytes => Passed {
            ty: quote!(impl Into<Body>).into(),
            view: quote!(#name).into(),
            owned: quote!(#name.into()).into(),
        },
        Content::Text => {
            Passed { ty: quote!(&str).into(), view: quote!(#name).into(), owned: quote!(#name.to_owned()).into() }
        }
        Content::Items(items) => {
            let ty = ty::items(cx, items);
            Passed { ty: quote!(impl Into<#ty>).into(), view: quote!(#name).into(), owned: quote!(#name.into()).into() }
        }
        Content::Multipart(_) => {
            Passed { ty: quote!(#form).into(), view: quote!(#name).into(), owned: quote!(#name).into() }
        }
    }
}

/// The owned type of a body.
pub(super) fn owned(cx: Cx<'_>, payload: &Payload, form: &TypeName) -> TokenStream {
    match &payload.content {
        Content::Value(value) => ty::owned(cx, value),
        Content::Bytes => quote!(Body),
        Content::Items(items) => ty::items(cx, items),
        Content::Text => quote!(String),
        Content::Multipart(_) => quote!(#form),
    }
}

/// Whether the charset tells a media type from another one of the body.
fn tells_by_charset(payload: &Payload, media: &Media) -> bool {
    let says_charset =
        |text: &str| text.split(';').skip(1).any(|one| one.trim().to_ascii_lowercase().starts_with("charset="));
    let mut others = payload.media.iter().filter(|other| other.text != media.text);
    others.any(|other| essence(&other.text) == essence(&media.text) && says_charset(&other.text))
}

/// The statement that puts a body into a request, in one of its media types.
fn put(cx: Cx<'_>, payload: &Payload, media: usize, request: &TokenStream, view: &impl quote::ToTokens) -> Tokens {
    let media = &payload.media[media];
    let text = StrLit(concrete(media, &payload.content));
    Tokens::from(match (&payload.content, &media.format) {
        (Content::Bytes, _) => quote!(#request.body(#text, #view);),
        (Content::Text, _) if tells_by_charset(payload, media) => quote!(#request.text_as_stated(#text, #view);),
        (Content::Text, _) => quote!(#request.text(#text, #view);),
        (Content::Items(items), _) => {
            let item = streamed(items.framing, ty::owned(cx, &items.item));
            let framing = framing(items.framing);
            quote!(#request.items::<#item>(#text, #view, #framing);)
        }
        (Content::Multipart(_), _) => quote!(#request.try_body(#view.form.into_body(#text));),
        (Content::Value(_), Format::Form { encoding }) if encoding.is_empty() => {
            quote!(#request.body(#text, to_form(#view));)
        }
        (Content::Value(value), Format::Form { encoding }) => {
            let rows = encoding.iter().map(|param| form::row(cx.api, value, param));
            quote! {
                const STYLED: &[Param] = &[#(#rows),*];
                #request.form(#text, #view, STYLED);
            }
        }
        (Content::Value(_), Format::Multipart { written, .. }) => {
            let written = form::parts(written);
            quote!(#request.try_body(Form::of(#view, #written).into_body(#text));)
        }
        (Content::Value(_), Format::Xml { root }) => {
            let root = tables::xml(root, "codec");
            quote! {
                const ROOT: codec::Xml = #root;
                #request.body(#text, to_xml(#view, &ROOT));
            }
        }
        (Content::Value(_), _) => quote!(#request.body(#text, to_json(#view));),
    })
}

fn is_range(media: &str) -> bool {
    media.contains('*')
}

/// A media type that can be sent: a range says only what would be taken, and a boundary is made for each form.
fn concrete(media: &Media, content: &Content) -> String {
    match (&media.format, content) {
        (Format::Multipart { .. }, _) => match essence(&media.text).as_str() {
            range if is_range(range) => "multipart/form-data".to_owned(),
            essence => essence.to_owned(),
        },
        _ if !is_range(&media.text) => media.text.clone(),
        (_, Content::Text) => "text/plain".to_owned(),
        (_, Content::Value(_)) => "application/json".to_owned(),
        _ if matches!(media.text.trim(), "*/*" | "application/*") => "application/octet-stream".to_owned(),
        // Only the caller knows: the request is not sent without a media type.
        _ => media.text.clone(),
    }
}

fn choice(cx: Cx<'_>, operation: &Operation, names: &OperationNames) -> Choice {
    let name = names.around("Body");
    let mut variants = Vec::new();
    for (index, (payload, first)) in operation.bodies.iter().zip(&names.bodies).enumerate() {
        let ty = owned(cx, payload, &names.form(operation, index));
        let view = match &payload.content {
            Content::Value(_) | Content::Text => quote!(&body),
            _ => quote!(body),
        };
        // Bytes and forms say by themselves what they are, or are sent in one way only.
        let several = matches!(payload.content, Content::Value(_) | Content::Text);
        let others = names.media[index].iter().filter(|_| several);
        for (media, variant) in [first].into_iter().chain(others).enumerate() {
            variants.push(ChoiceVariant {
                docs: Doc::default().and(&format!("Sent as {}.", code(&payload.media[media].text))),
                name: quote!(#variant).into(),
                ty: ty.clone().into(),
                effect: put(cx, payload, media, &quote!(request), &view),
            });
        }
    }
    let docs = format!("The body of [`Client::{}`]: one of several kinds.", names.method.plain());
    Choice { docs: Doc::default().and(&docs), name: quote!(#name).into(), variants }
}

fn form_view(cx: Cx<'_>, operation: &Operation, parts: &[Part], index: usize, op_names: &OperationNames) -> FormView {
    let (media, name) = (&operation.bodies[index].media[0], op_names.form(operation, index));
    let (names, header_names) = (&op_names.parts[index], &op_names.part_headers[index]);
    let written = if let Format::Multipart { written, .. } = &media.format { written.as_slice() } else { &[] };
    let mut args = Vec::new();
    let mut effects = Vec::new();
    let mut setters = Vec::new();
    let required: Vec<&Part> = parts.iter().filter(|part| part.required).collect();
    // Past six arguments nobody can tell which is which: then all of them are setters.
    let as_arguments = required.len() <= 6;
    let mut new_docs = Doc::default().and("A form with its required parts.");
    let mut remarks = Vec::new();
    let mut headers = Vec::new();
    for ((part, name), header_names) in parts.iter().zip(names).zip(header_names) {
        let docs = Doc::outer(part.description.as_deref().unwrap_or_default());
        let headed = (!part.headers.is_empty()).then(|| {
            let view = part_headers(cx, op_names, part, header_names);
            let headed = Headed { argument: &header_names.field, ty: view.name.clone() };
            headers.push(view);
            headed
        });
        let mut note = format!("Sent as the part {}.", code(&part.wire));
        if !part.media.is_empty() {
            let media: Vec<String> = part.media.iter().map(|media| code(media)).collect();
            note.push_str(&format!(" Its media type: {}.", media.join(" or ")));
        }
        note.push_str(&default(part.default.as_ref()));
        if part.required && as_arguments {
            let (arg, effect) = part_argument(cx, part, written, name, &quote!(form), headed.as_ref());
            args.push(arg);
            effects.push(effect);
            let words = part.description.as_deref().map(sentence).unwrap_or_default();
            remarks.push(format!("- `{}`: {words}{note}", name.plain()));
        } else {
            let (arg, effect) = part_argument(cx, part, written, name, &quote!(self.form), headed.as_ref());
            if part.required {
                note.push_str(" Required.");
            }
            setters.push(Setter::new(docs.and(&note), name, arg, effect));
        }
    }
    new_docs = new_docs.and(&remarks.join("\n"));
    FormView {
        docs: Doc::default().and(&format!("A {} body. Files are read while they are sent.", code(&media.text))),
        name: quote!(#name).into(),
        new_docs,
        args_are_empty: args.is_empty(),
        args: quote!(#(#args),*).into(),
        effects,
        setters,
        headers,
    }
}

/// The struct of a part's headers.
fn part_headers(cx: Cx<'_>, names: &OperationNames, part: &Part, own: &PartHeadersNames) -> PartHeaders {
    let name = names.part_headers(own);
    let mut args = Vec::new();
    let mut fields = Vec::new();
    for (header, name) in part.headers.iter().zip(&own.headers) {
        let ty = ty::owned(cx, &header.value);
        let (ty, init) = if header.required {
            let Passed { ty: passed, owned, .. } = ty::passed(cx, &quote!(#name), &header.value);
            args.push(quote!(#name: #passed));
            let is_same = owned.to_string() == name.to_string();
            (ty, if is_same { quote!(#name) } else { quote!(#name: #owned) })
        } else {
            (quote!(Option<#ty>), quote!(#name: None))
        };
        fields.push(PartHeader {
            docs: Doc::outer(header.description.as_deref().unwrap_or_default()).and(&header_note(header)),
            name: name.clone(),
            ty: ty.into(),
            init: init.into(),
            param: params::header(header).into(),
        });
    }
    let derives =
        if args.is_empty() { quote!(Clone, Debug, Default, PartialEq) } else { quote!(Clone, Debug, PartialEq) };
    let with = if args.is_empty() { "Headers of which none is set." } else { "The headers that must be there." };
    PartHeaders {
        docs: Doc::default().and(&format!("The headers of the part {}.", code(&part.wire))),
        name: quote!(#name).into(),
        derives: derives.into(),
        new_docs: Doc::default().and(with),
        args: quote!(#(#args),*).into(),
        fields,
    }
}

/// The argument with the headers of a part.
struct Headed<'a> {
    argument: &'a FieldName,
    ty: Tokens,
}

fn part_argument(
    cx: Cx<'_>,
    part: &Part,
    written: &[PartForm],
    name: &FieldName,
    form: &TokenStream,
    headed: Option<&Headed<'_>>,
) -> (Tokens, Tokens) {
    // What adds the part, inside of what adds the headers.
    let inner = if headed.is_some() { quote!(form) } else { form.clone() };
    let (arg, effect) = plain_argument(cx, part, written, name, &inner, headed);
    let Some(Headed { argument, ty }) = headed else { return (arg.into(), effect.into()) };
    let add = quote!(|form| { #effect });
    match part.kind {
        PartKind::Files => {
            let effect = quote!(for (file, headers) in #name { #form.headed(headers.written(), #add); });
            (arg.into(), effect.into())
        }
        _ => (quote!(#arg, #argument: &#ty).into(), quote!(#form.headed(#argument.written(), #add);).into()),
    }
}

/// The argument of a part and the statement that adds it, without its headers.
fn plain_argument(
    cx: Cx<'_>,
    part: &Part,
    written: &[PartForm],
    name: &FieldName,
    form: &TokenStream,
    headed: Option<&Headed<'_>>,
) -> (TokenStream, TokenStream) {
    let wire = StrLit(part.wire.clone());
    let file = |file: TokenStream| match part.media.as_slice() {
        [] => quote!(#form.file(#wire, #file);),
        media => {
            let media = media.iter().map(|media| StrLit(media.clone()));
            quote!(#form.file_of(#wire, #file, &[#(#media),*]);)
        }
    };
    match &part.kind {
        PartKind::File => (quote!(#name: FilePart), file(quote!(#name))),
        PartKind::Files => {
            let add = file(quote!(file));
            match headed {
                // Each file has its own headers.
                Some(Headed { ty, .. }) => (quote!(#name: impl IntoIterator<Item = (FilePart, #ty)>), add),
                None => (quote!(#name: impl IntoIterator<Item = FilePart>), quote!(for file in #name { #add })),
            }
        }
        PartKind::Value(value) => {
            let Passed { ty, view, .. } = ty::passed(cx, &quote!(#name), value);
            let own: Vec<PartForm> = written.iter().filter(|form| form.wire == part.wire).cloned().collect();
            let effect = if own.is_empty() {
                quote!(#form.value(#wire, #view);)
            } else {
                let rows = form::parts(&own);
                quote!(#form.value_as(#rows, #wire, #view);)
            };
            (quote!(#name: #ty), effect)
        }
    }
}
