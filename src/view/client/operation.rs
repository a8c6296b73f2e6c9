//! An operation: its table, the client's method, the struct with setters, and the types around it.

use quote::{format_ident, quote};

use super::answers::{self, Answers};
use super::body::{self, Body};
use super::params::{code, remarks, row, sentence};
use super::ty::{self, Passed};
use super::{Cx, Setter};
use crate::model::{Location, Operation, OperationId, Param, PathPart, SecurityKind};
use crate::names::{FieldName, FnName, OperationNames};
use crate::view::lint;
use crate::view::side::request_line;
use crate::view::text::{Doc, StrLit, Tokens};

/// Past this many nobody can tell which argument is which.
const MOST_ARGUMENTS: usize = 6;

/// Everything that the template says about an operation.
pub(super) struct View {
    pub(super) table: Table,
    /// The expression of an empty request.
    pub(super) new: Tokens,
    pub(super) docs: Doc,
    pub(super) deprecated: bool,
    pub(super) method: FnName,
    pub(super) args: Tokens,
    /// Fills `request`.
    pub(super) effects: Vec<Tokens>,
    /// The struct of the required values, where they are too many.
    pub(super) required: Option<Required>,
    pub(super) name: Tokens,
    pub(super) struct_docs: Doc,
    /// The body that the struct keeps: its type and its first value.
    pub(super) kept: Option<(Tokens, Tokens)>,
    pub(super) setters: Vec<Setter>,
    pub(super) answers: Answers,
    /// `Response<..>` and `Sending<..>` with this operation's types.
    pub(super) response: Tokens,
    pub(super) sending: Tokens,
    /// Whether clippy finds the type of `send` too complex.
    pub(super) complex: bool,
    /// The same of `decode`.
    pub(super) complex_decode: bool,
    /// Whether clippy takes the method for a comparison.
    pub(super) comparison_name: bool,
    /// Whether an argument has a name that clippy takes for a placeholder.
    pub(super) placeholder_names: bool,
    /// What `.await` gives: the body, of HEAD the response.
    pub(super) awaited: Tokens,
    pub(super) is_head: bool,
    pub(super) choice: Option<body::Choice>,
    pub(super) forms: Vec<body::FormView>,
}

impl View {
    /// The headers of the parts of all forms.
    pub(super) fn part_headers(&self) -> impl Iterator<Item = &body::PartHeaders> {
        self.forms.iter().flat_map(|form| &form.headers)
    }
}

/// The static table of an operation.
pub(super) struct Table {
    pub(super) name: Tokens,
    pub(super) method: StrLit,
    pub(super) path: StrLit,
    pub(super) params: Vec<Tokens>,
    pub(super) security: Tokens,
}

/// The struct that holds the required values.
pub(super) struct Required {
    pub(super) docs: Doc,
    pub(super) name: Tokens,
    pub(super) fields: Vec<RequiredField>,
}

pub(super) struct RequiredField {
    pub(super) docs: Doc,
    pub(super) name: FieldName,
    pub(super) ty: Tokens,
}

/// A required value: an argument, or a field of [`Required`].
struct Value<'a> {
    name: &'a FieldName,
    /// The argument's type.
    ty: Tokens,
    /// The field's type.
    owned_ty: Tokens,
    /// Puts the argument into `request`.
    effect: Tokens,
    /// Puts the field into `request`.
    owned_effect: Tokens,
    /// The document's words.
    description: Option<&'a str>,
    /// Ours.
    note: String,
}

pub(super) fn view(cx: Cx<'_>, id: OperationId) -> View {
    let (operation, names) = cx.operation(id);
    let answers = answers::view(cx, id);
    let body = body::view(cx, operation, names, &quote!(request), false);
    let values = required_values(cx, operation, names);
    let mut setters = param_setters(cx, operation, names);
    let as_struct = values.len() > MOST_ARGUMENTS;

    let kept = body.as_ref().and_then(|body| {
        let ty = body.kept.as_ref()?;
        let name = &names.body;
        Some(match (operation.body_required, as_struct) {
            (true, false) => (ty.clone(), body.argument.owned.clone()),
            (true, true) => (ty.clone(), quote!(#name).into()),
            (false, _) => (quote!(Option<#ty>).into(), quote!(None).into()),
        })
    });
    if let Some(body) = &body
        && !operation.body_required
    {
        setters.push(body_setter(cx, operation, names, body));
    }
    if let Some(body) = &body {
        setters.extend(body.setters.iter().cloned());
    }
    let is_head = operation.method == "HEAD";
    if answers.accept.len() > 1 {
        let list: Vec<String> = answers.accept.iter().map(|media| code(media)).collect();
        let docs =
            format!("Asks for this media type only, one of {}. Without it, any of them will do.", list.join(", "));
        let effect = quote!(self.request.accept(media_type););
        let args = quote!(media_type: &str).into();
        setters.push(Setter::new(Doc::default().and(&docs), format_ident!("accept"), args, effect.into()));
    }

    let name = &names.pascal;
    let mut effects = Vec::new();
    let mut required = None;
    let args: Tokens = if as_struct {
        let struct_name = names.around("Request");
        let fields = values.iter().map(|value| value.name);
        effects.push(quote!(let #struct_name { #(#fields),* } = required;).into());
        effects.extend(values.iter().map(|value| value.owned_effect.clone()));
        required = Some(Required {
            docs: Doc::default().and(&format!("What [`Client::{}`] needs.", names.method.plain())),
            name: quote!(#struct_name).into(),
            fields: values
                .iter()
                .map(|value| RequiredField {
                    docs: Doc::outer(value.description.unwrap_or_default()).and(&value.note),
                    name: value.name.clone(),
                    ty: value.owned_ty.clone(),
                })
                .collect(),
        });
        quote!(required: #struct_name).into()
    } else {
        effects.extend(values.iter().map(|value| value.effect.clone()));
        let args = values.iter().map(|value| {
            let (name, ty) = (value.name, &value.ty);
            quote!(#name: #ty)
        });
        quote!(#(#args),*).into()
    };

    let ok = &answers.ok;
    let response = match &answers.headers {
        Some(headers) => {
            let headers = &headers.name;
            quote!(Response<#ok, #headers>)
        }
        None => quote!(Response<#ok>),
    };
    let awaited = if is_head { response.clone() } else { quote!(#ok) };
    let error = answers.error.as_ref().map(|error| quote!(, #error));
    let decoded = match &answers.error {
        Some(error) => quote!(Result<#ok, Error<#error>>),
        None => quote!(Result<#ok, Error>),
    };
    let awaited_result = match &answers.error {
        Some(error) => quote!(Result<#awaited, Error<#error>>),
        None => quote!(Result<#awaited, Error>),
    };
    let (choice, forms) = body.map(|body| (body.choice, body.forms)).unwrap_or_default();
    let table = table(cx, operation, names);
    let static_name = &table.name;
    let new = match operation.place.and_then(|place| cx.names.places.get(place)) {
        Some(place) => {
            let place = super::servers::static_name(place);
            quote!(Request::at(self, &#static_name, &crate::servers::#place))
        }
        None => quote!(Request::new(self, &#static_name)),
    };
    View {
        new: new.into(),
        table,
        docs: cx.links(operation).iter().fold(method_docs(operation, &values, as_struct), |docs, link| docs.and(link)),
        deprecated: operation.deprecated,
        method: names.method.clone(),
        args,
        effects,
        required,
        name: quote!(#name).into(),
        struct_docs: Doc::default()
            .and(&format!("A call of [`Client::{}`]. Awaiting it sends it.", names.method.plain())),
        kept,
        setters,
        complex: lint::is_complex(&quote!(Sending<#response #error>)),
        complex_decode: lint::is_complex(&decoded),
        comparison_name: names.method.is_comparison(if as_struct { 1 } else { values.len() }),
        placeholder_names: values.iter().any(|value| value.name.is_placeholder()),
        response: quote!(#response #error).into(),
        sending: quote!(Sending<#awaited #error>).into(),
        awaited: awaited_result.into(),
        is_head,
        answers,
        choice,
        forms,
    }
}

fn table(cx: Cx<'_>, operation: &Operation, names: &OperationNames) -> Table {
    let name = format_ident!("{}", names.method.plain().to_uppercase());
    let security = operation.security.iter().map(|alternative| {
        // A client certificate is part of the connection.
        let schemes = alternative.iter().map(|requirement| &cx.api.security_schemes[requirement.scheme]);
        let schemes = schemes.filter(|scheme| scheme.kind != SecurityKind::MutualTls);
        let schemes = schemes.map(|scheme| StrLit(scheme.key.clone()));
        quote!(&[#(#schemes),*])
    });
    Table {
        name: quote!(#name).into(),
        method: StrLit(operation.method.clone()),
        path: StrLit(path(operation)),
        params: operation.params.iter().map(|param| row(cx.api, operation, param).into()).collect(),
        security: quote!(&[#(#security),*]).into(),
    }
}

/// The path as it is sent, parameters in braces.
fn path(operation: &Operation) -> String {
    if operation.hook.is_some() {
        // The client's URL is the receiver's.
        return String::new();
    }
    let mut path = String::new();
    for segment in &operation.path.segments {
        path.push('/');
        for part in segment {
            match part {
                PathPart::Literal(text) => escape(text, &mut path),
                PathPart::Param(index) => {
                    path.push('{');
                    path.push_str(&operation.params[*index].wire);
                    path.push('}');
                }
            }
        }
    }
    if path.is_empty() {
        path.push('/');
    }
    if !operation.path.query.is_empty() {
        path.push('?');
        // As it is written, but for what ends a URL.
        operation.path.query.chars().filter(|c| !c.is_control() && *c != ' ').for_each(|c| match c {
            c if c.is_ascii() && c != '"' && c != '<' && c != '>' => path.push(c),
            c => escape(c.encode_utf8(&mut [0; 4]), &mut path),
        });
    }
    path
}

/// Percent-encodes what cannot stand in a segment; what is encoded already stays.
fn escape(text: &str, path: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => path.push(byte as char),
            _ if b"-._~!$&'()*+,;=:@%".contains(&byte) => path.push(byte as char),
            _ => path.push_str(&format!("%{byte:02X}")),
        }
    }
}

fn required_values<'a>(cx: Cx<'_>, operation: &'a Operation, names: &'a OperationNames) -> Vec<Value<'a>> {
    let mut values = Vec::new();
    for (index, (param, name)) in operation.params.iter().zip(&names.params).enumerate() {
        if !is_required(param) {
            continue;
        }
        let Passed { ty, view, .. } = ty::passed(cx, &quote!(#name), &param.value);
        let owned = ty::owned(cx, &param.value);
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        values.push(Value {
            name,
            ty,
            owned_ty: owned.into(),
            effect: quote!(request.set(#index, #view);).into(),
            owned_effect: quote!(request.set(#index, &#name);).into(),
            description: param.description.as_deref(),
            note: remarks(param),
        });
    }
    let request = quote!(request);
    if operation.body_required
        && let Some(by_argument) = body::view(cx, operation, names, &request, false)
        && let Some(by_field) = body::view(cx, operation, names, &request, true)
    {
        let owned_ty = match operation.bodies.as_slice() {
            [payload] => body::owned(cx, payload, &names.form(operation, 0)).into(),
            _ => by_argument.argument.ty.clone(),
        };
        values.push(Value {
            name: &names.body,
            ty: by_argument.argument.ty,
            owned_ty,
            effect: by_argument.effect,
            owned_effect: by_field.effect,
            description: operation.body_description.as_deref(),
            note: "Sent as the body.".to_owned(),
        });
    }
    values
}

fn is_required(param: &Param) -> bool {
    param.required || param.location == Location::Path
}

fn param_setters(cx: Cx<'_>, operation: &Operation, names: &OperationNames) -> Vec<Setter> {
    let optional = operation.params.iter().zip(&names.params).enumerate().filter(|(_, (param, _))| !is_required(param));
    optional
        .map(|(index, (param, name))| {
            let Passed { ty, view, .. } = ty::passed(cx, &quote!(#name), &param.value);
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            let docs = Doc::outer(param.description.as_deref().unwrap_or_default()).and(&remarks(param));
            let effect = quote!(self.request.set(#index, #view););
            Setter::new(docs, name, quote!(#name: #ty).into(), effect.into()).deprecated(param.deprecated)
        })
        .collect()
}

fn body_setter(cx: Cx<'_>, operation: &Operation, names: &OperationNames, body: &Body) -> Setter {
    let name = &names.body;
    let ty = &body.argument.ty;
    let effect =
        body::view(cx, operation, names, &quote!(self.request), false).map(|body| body.effect).unwrap_or_default();
    let keep = body.kept.as_ref().map(|_| {
        let owned = &body.argument.owned;
        quote!(self.body = Some(#owned);)
    });
    let docs = Doc::outer(operation.body_description.as_deref().unwrap_or_default()).and("Sent as the body.");
    Setter::new(docs, name, quote!(#name: #ty).into(), quote!(#effect #keep).into())
}

fn method_docs(operation: &Operation, values: &[Value<'_>], as_struct: bool) -> Doc {
    let mut docs = Doc::outer(operation.summary.as_deref().unwrap_or_default());
    if let Some(description) = &operation.description
        && operation.summary.as_deref() != Some(description)
    {
        docs = match docs.is_empty() {
            true => Doc::outer(description),
            false => docs.and(&crate::view::text::markdown(description, 0)),
        };
    }
    docs = docs.and(&request_line(operation));
    if !as_struct && !values.is_empty() {
        let list: Vec<String> = values
            .iter()
            .map(|value| {
                let words = value.description.map(sentence).unwrap_or_default();
                format!("- `{}`: {words}{}", value.name.plain(), value.note)
            })
            .collect();
        docs = docs.and(&list.join("\n"));
    }
    docs
}
