//! The request struct of an operation: its parameters with their defaults filled in, and its body.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Cx, code, table};
use crate::model::{Content, Location, Operation, Param, Part, PartKind, Payload};
use crate::names::{FieldName, OperationNames, VariantName};
use crate::view::params::header_note;
use crate::view::rust_type::{framing, streamed};
use crate::view::text::{Doc, StrLit, Tokens};
use crate::view::types::tables::{Patterns, escaped, limits};

/// The request struct and the types of its body.
pub(super) struct RequestView {
    pub(super) docs: Doc,
    pub(super) name: Tokens,
    pub(super) derives: Tokens,
    pub(super) fields: Vec<Field>,
    /// The fields of the parameters, in the order of the table.
    pub(super) places: Vec<FieldName>,
    pub(super) slot: Option<SlotView>,
    pub(super) choice: Option<Choice>,
    pub(super) forms: Vec<FormView>,
    pub(super) part_headers: Vec<PartHeadersView>,
}

pub(super) struct Field {
    pub(super) docs: Doc,
    pub(super) name: FieldName,
    pub(super) ty: Tokens,
    /// Its value before anything is read.
    pub(super) blank: Tokens,
}

/// Where the body goes: the argument's name, and the expression.
pub(super) struct SlotView {
    pub(super) argument: Tokens,
    pub(super) value: Tokens,
}

/// The enum of a body that has one of several Rust types.
pub(super) struct Choice {
    pub(super) docs: Doc,
    pub(super) name: Tokens,
    pub(super) blank: Tokens,
    pub(super) variants: Vec<ChoiceVariant>,
}

pub(super) struct ChoiceVariant {
    pub(super) docs: Doc,
    pub(super) name: VariantName,
    pub(super) ty: Tokens,
    /// The pattern of its number.
    pub(super) index: Tokens,
    pub(super) blank: Tokens,
    /// Out of `body`, a `&mut` of the variant's value.
    pub(super) slot: Tokens,
}

/// The values of a multipart form that has files too.
pub(super) struct FormView {
    pub(super) docs: Doc,
    pub(super) name: Tokens,
    pub(super) fields: Vec<Field>,
    pub(super) shape: Tokens,
    pub(super) argument: Tokens,
    pub(super) place: Tokens,
    pub(super) view: Tokens,
    /// The fields that are headers of parts: their names, their blank values and the statements that read them.
    pub(super) heads: Vec<Field>,
    pub(super) read_heads: Vec<Tokens>,
}

/// The headers of a part of a form.
pub(super) struct PartHeadersView {
    pub(super) docs: Doc,
    pub(super) name: Tokens,
    pub(super) fields: Vec<Field>,
    pub(super) table: Tokens,
}

/// A body's Rust type, how one begins, and the slot of a `&mut` to it.
struct Held {
    ty: TokenStream,
    blank: TokenStream,
    /// Given the expression of a `&mut`.
    slot: fn(TokenStream) -> TokenStream,
}

pub(super) fn view(cx: Cx<'_>, operation: &Operation, names: &OperationNames, of: &str) -> RequestView {
    let mut fields: Vec<Field> =
        operation.params.iter().zip(&names.params).map(|(param, name)| param_field(cx, param, name)).collect();
    let forms: Vec<FormView> = operation
        .bodies
        .iter()
        .enumerate()
        .filter_map(|(index, payload)| match &payload.content {
            Content::Multipart(parts) => form(cx, operation, names, index, parts),
            _ => None,
        })
        .collect();
    let choice = (operation.bodies.len() > 1).then(|| choice(cx, operation, names, of));
    let mut slot = None;
    if let Some(first) = operation.bodies.first() {
        let (field, view) = match &choice {
            Some(choice) => chosen_body(operation, names, choice),
            None => single_body(cx, operation, names, first),
        };
        fields.push(field);
        slot = Some(view);
    }
    let has_stream = operation.bodies.iter().any(is_streamed);
    let name = names.around("Request");
    RequestView {
        docs: Doc::default().and(&format!("What {of} is called with.")),
        name: quote!(#name).into(),
        derives: if has_stream { quote!(Debug) } else { quote!(Clone, Debug, PartialEq) }.into(),
        fields,
        places: names.params.clone(),
        slot,
        choice,
        forms,
        part_headers: part_headers(cx, operation, names),
    }
}

/// Whether a body is read as it comes.
fn is_streamed(payload: &Payload) -> bool {
    matches!(payload.content, Content::Bytes | Content::Items(_) | Content::Multipart(_))
}

/// How the body of `request` is read to its end, if it is one that is read as it comes.
pub(super) fn drained(operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
    let streamed = operation.bodies.iter().filter(|payload| is_streamed(payload)).count();
    if streamed == 0 {
        return None;
    }
    let (name, all) = (&names.body, operation.bodies.len());
    if all == 1 && operation.body_required {
        return Some(quote!(request.#name.drain().await));
    }
    let choice = names.around("Body");
    let patterns = operation.bodies.iter().zip(&names.bodies).filter(|(payload, _)| is_streamed(payload));
    let patterns: Vec<TokenStream> = match all {
        1 => vec![quote!(body)],
        _ => patterns.map(|(_, variant)| quote!(#choice::#variant(body))).collect(),
    };
    let patterns = patterns.into_iter().map(|body| if operation.body_required { body } else { quote!(Some(#body)) });
    let arms = patterns.map(|pattern| quote!(#pattern => body.drain().await,));
    let others = (streamed < all || !operation.body_required).then(|| quote!(_ => Ok(()),));
    Some(quote!(match &mut request.#name { #(#arms)* #others }))
}

/// The structs of the headers of parts.
fn part_headers(cx: Cx<'_>, operation: &Operation, names: &OperationNames) -> Vec<PartHeadersView> {
    let mut views = Vec::new();
    for (payload, own) in operation.bodies.iter().zip(&names.part_headers) {
        let Content::Multipart(parts) = &payload.content else { continue };
        for (part, own) in parts.iter().zip(own).filter(|(part, _)| !part.headers.is_empty()) {
            let mut patterns = Patterns::seen_as("codec");
            let rows: Vec<TokenStream> =
                part.headers.iter().map(|header| table::header_row(cx, header, &mut patterns)).collect();
            let fields = part.headers.iter().zip(&own.headers).map(|(header, name)| {
                let ty = cx.types().value(&header.value);
                let ty = if header.required { ty } else { quote!(Option<#ty>) };
                Field {
                    docs: Doc::outer(header.description.as_deref().unwrap_or_default()).and(&header_note(header)),
                    name: name.clone(),
                    ty: ty.into(),
                    blank: quote!(Decode::blank()).into(),
                }
            });
            let name = names.part_headers(own);
            views.push(PartHeadersView {
                docs: Doc::default().and(&format!("The headers of the part {}.", code(&part.wire))),
                name: quote!(#name).into(),
                fields: fields.collect(),
                table: table::with_patterns(&patterns, quote!(&[#(#rows),*])).into(),
            });
        }
    }
    views
}

fn param_field(cx: Cx<'_>, param: &Param, name: &FieldName) -> Field {
    let ty = cx.types().value(&param.value);
    let ty = if param.required || param.default.is_some() { ty } else { quote!(Option<#ty>) };
    let place = match param.location {
        Location::Path => "path parameter",
        Location::Query => "query parameter",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let mut note = format!("The {place} {}.", code(&param.wire));
    match &param.default {
        Some(default) if !param.required => {
            note.push_str(&format!(" Filled in when absent: {}.", code(&default.to_string())))
        }
        _ => {}
    }
    if param.deprecated {
        note.push_str(" Deprecated.");
    }
    Field {
        docs: Doc::outer(param.description.as_deref().unwrap_or_default()).and(&note),
        name: name.clone(),
        ty: ty.into(),
        blank: quote!(Decode::blank()).into(),
    }
}

fn body_docs(operation: &Operation, what: &str) -> Doc {
    Doc::outer(operation.body_description.as_deref().unwrap_or_default()).and(what)
}

fn single_body(cx: Cx<'_>, operation: &Operation, names: &OperationNames, payload: &Payload) -> (Field, SlotView) {
    let Held { ty, blank, slot } = held(cx, names, operation, 0, payload);
    let name = &names.body;
    let media: Vec<String> = payload.media.iter().map(|media| code(&media.text)).collect();
    let docs = body_docs(operation, &format!("The body: {}.", media.join(" or ")));
    let is_value = matches!(payload.content, Content::Value(_) | Content::Text);
    let (ty, start, place) = match (operation.body_required, is_value) {
        (true, _) => (ty, blank, quote!(&mut self.#name)),
        // The codec fills in an `Option` by itself.
        (false, true) => (quote!(Option<#ty>), quote!(None), quote!(&mut self.#name)),
        (false, false) => (quote!(Option<#ty>), quote!(None), quote!(self.#name.insert(#blank))),
    };
    let field = Field { docs, name: name.clone(), ty: ty.into(), blank: start.into() };
    (field, SlotView { argument: quote!(_).into(), value: slot(place).into() })
}

fn chosen_body(operation: &Operation, names: &OperationNames, choice: &Choice) -> (Field, SlotView) {
    let (name, ty) = (&names.body, &choice.name);
    let docs = body_docs(operation, "The body, in the form that the caller chose.");
    let (ty, blank, value) = if operation.body_required {
        (quote!(#ty), quote!(#ty::blank()), quote!(self.#name.slot(alternative)))
    } else {
        (quote!(Option<#ty>), quote!(None), quote!(self.#name.insert(#ty::blank()).slot(alternative)))
    };
    let field = Field { docs, name: name.clone(), ty: ty.into(), blank: blank.into() };
    (field, SlotView { argument: quote!(alternative).into(), value: value.into() })
}

fn choice(cx: Cx<'_>, operation: &Operation, names: &OperationNames, of: &str) -> Choice {
    let name = names.around("Body");
    let last = operation.bodies.len() - 1;
    let variants: Vec<ChoiceVariant> = operation
        .bodies
        .iter()
        .zip(&names.bodies)
        .enumerate()
        .map(|(index, (payload, variant))| {
            let Held { ty, blank, slot } = held(cx, names, operation, index, payload);
            let number = Literal::usize_unsuffixed(index);
            let media: Vec<String> = payload.media.iter().map(|media| code(&media.text)).collect();
            ChoiceVariant {
                docs: Doc::default().and(&format!("{}.", media.join(" or "))),
                name: variant.clone(),
                ty: ty.into(),
                index: if index == last { quote!(_) } else { quote!(#number) }.into(),
                blank: blank.into(),
                slot: slot(quote!(body)).into(),
            }
        })
        .collect();
    let first = variants.first().map(|variant| {
        let (name, blank) = (&variant.name, &variant.blank);
        quote!(Self::#name(#blank))
    });
    Choice {
        docs: Doc::default().and(&format!("The body of {of}.")),
        name: quote!(#name).into(),
        blank: quote!(#first).into(),
        variants,
    }
}

fn held(cx: Cx<'_>, names: &OperationNames, operation: &Operation, index: usize, payload: &Payload) -> Held {
    match &payload.content {
        Content::Value(value) => Held {
            ty: cx.types().value(value),
            blank: quote!(Decode::blank()),
            slot: |place| quote!(Slot::Value(#place)),
        },
        Content::Text => {
            Held { ty: quote!(String), blank: quote!(Decode::blank()), slot: |place| quote!(Slot::Value(#place)) }
        }
        Content::Bytes => {
            Held { ty: quote!(Body), blank: quote!(Body::empty()), slot: |place| quote!(Slot::Stream(#place)) }
        }
        Content::Items(items) => {
            let item = streamed(items.framing, cx.types().value(&items.item));
            let framing = framing(items.framing);
            Held {
                ty: quote!(ItemStream<#item>),
                blank: quote!(ItemStream::blank(#framing)),
                slot: |place| quote!(Slot::Stream(#place)),
            }
        }
        Content::Multipart(_) => {
            let form = form_name(names, operation, index);
            Held { ty: quote!(Form<#form>), blank: quote!(Form::blank()), slot: |place| quote!(Slot::Form(#place)) }
        }
    }
}

/// The type of a form's values.
fn form_name(names: &OperationNames, operation: &Operation, index: usize) -> TokenStream {
    match operation.bodies.get(index).map(|payload| &payload.content) {
        Some(Content::Multipart(parts)) if parts.iter().any(|part| matches!(part.kind, PartKind::Value(_))) => {
            let name = names.form(operation, index);
            quote!(#name)
        }
        _ => quote!(NoFields),
    }
}

/// The struct of a form's values; `None` where there are only files.
fn form(cx: Cx<'_>, operation: &Operation, names: &OperationNames, index: usize, parts: &[Part]) -> Option<FormView> {
    let name = form_name(names, operation, index);
    let mut fields: Vec<Field> = Vec::new();
    let mut rows = Vec::new();
    let mut patterns = Patterns::seen_as("codec");
    let mut files = Vec::new();
    let (mut heads, mut read_heads) = (Vec::new(), Vec::new());
    for ((part, field), own) in parts.iter().zip(&names.parts[index]).zip(&names.part_headers[index]) {
        let PartKind::Value(value) = &part.kind else {
            files.push(code(&part.wire));
            continue;
        };
        if !part.headers.is_empty() {
            let (name, ty, wire) = (&own.field, names.part_headers(own), StrLit(part.wire.clone()));
            let (ty, blank, value) = if part.required {
                (
                    quote!(#ty),
                    quote!(PartHeaders::blank()),
                    quote!(heads.read(#wire).unwrap_or_else(PartHeaders::blank)),
                )
            } else {
                (quote!(Option<#ty>), quote!(None), quote!(heads.read(#wire)))
            };
            read_heads.push(quote!(self.#name = #value;).into());
            heads.push(Field {
                docs: Doc::default().and(&format!("The headers of the part {}.", code(&part.wire))),
                name: name.clone(),
                ty: ty.into(),
                blank: blank.into(),
            });
        }
        let wire = StrLit(part.wire.clone());
        let ty = cx.types().value(value);
        let (make, ty) = if part.required { (quote!(required), ty) } else { (quote!(optional), quote!(Option<#ty>)) };
        let nullable = value.nullable.then(|| quote!(.nullable()));
        let escaped = escaped(&part.wire);
        let limits = limits(cx.api, value, &mut patterns).map(|limits| quote!(.limits(&#limits)));
        rows.push(quote!(codec::#make(#wire) #nullable #escaped #limits));
        let note = format!("The part {}.{}", code(&part.wire), default(part.default.as_ref()));
        fields.push(Field {
            docs: Doc::outer(part.description.as_deref().unwrap_or_default()).and(&note),
            name: field.clone(),
            ty: ty.into(),
            blank: quote!(Decode::blank()).into(),
        });
    }
    let last = fields.len().checked_sub(1)?;
    let pick = |borrow: TokenStream| {
        let arms = fields.iter().enumerate().map(|(index, field)| {
            let name = &field.name;
            let number = Literal::usize_unsuffixed(index);
            let pattern = if index == last { quote!(_) } else { quote!(#number) };
            quote!(#pattern => #borrow self.#name)
        });
        match fields.as_slice() {
            [Field { name, .. }] => quote!(#borrow self.#name),
            _ => quote!(match field { #(#arms),* }),
        }
    };
    let (place, view) = (pick(quote!(&mut)), pick(quote!(&)));
    let docs = match files.as_slice() {
        [] => "The values of the form.".to_owned(),
        files => format!("The values of the form; its files are {}.", files.join(", ")),
    };
    Some(FormView {
        docs: Doc::default().and(&docs),
        name: quote!(#name).into(),
        shape: table::with_patterns(&patterns, quote!(Shape::object(&[#(#rows),*]))).into(),
        argument: if fields.len() > 1 { quote!(field) } else { quote!(_) }.into(),
        place: place.into(),
        view: view.into(),
        fields,
        heads,
        read_heads,
    })
}

fn default(value: Option<&serde_json::Value>) -> String {
    value.map(|value| format!(" Default: {}.", code(&value.to_string()))).unwrap_or_default()
}
