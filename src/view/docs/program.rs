//! The example of an operation: a complete program that the compiler checks with the client's doctests.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value as Json;

use super::call::{Call, Input, OutputKind, Source, part_headers};
use super::ty::Docs;
use crate::example::Examples;
use crate::model::{
    Content, Framing, OperationId, Part, PartKind, Payload, Scalar, SecurityKind, TextFormat, TypeRef, Value,
};
use crate::names::{FieldName, PartHeadersNames};
use crate::view::expressions::Expressions;
use crate::view::pass::{Pass, pass};
use crate::view::rust_type::parsed;
use crate::view::text::StrLit;

/// The program's text.
pub(super) fn text(docs: Docs<'_>, id: OperationId, call: &Call<'_>) -> String {
    let program = Program { docs, examples: Expressions::new(docs.api, docs.names, docs.settings), id, call };
    layout(program.tokens())
}

/// Tokens as a reader likes them: formatted, with space between imports, setup and what follows. Empty only if the
/// tokens are no Rust, which the tests rule out.
pub(super) fn layout(tokens: TokenStream) -> String {
    let Ok(file) = syn::parse2(tokens) else {
        return String::new();
    };
    let mut text = String::new();
    let mut in_setup = true;
    for line in prettyplease::unparse(&file).lines() {
        let starts_item = line.starts_with("#[tokio::main]") || line.starts_with("fn ");
        if starts_item {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        if in_setup && line.trim_end().ends_with(".build()?;") {
            text.push('\n');
            in_setup = false;
        }
    }
    text.trim_end().to_owned()
}

/// The expression that builds a client with these credentials, each read from the environment.
pub(super) fn client(docs: Docs<'_>, schemes: impl Iterator<Item = usize>) -> TokenStream {
    let url = StrLit(base_url(docs));
    // A certificate is given to another client, of which the example knows nothing.
    let schemes = schemes.filter(|index| docs.api.security_schemes[*index].kind != SecurityKind::MutualTls);
    let setters = schemes.map(|index| {
        let setter = &docs.names.security_schemes[index];
        let variable = environment_variable(setter);
        match docs.api.security_schemes[index].kind {
            SecurityKind::Basic => {
                let user = StrLit(format!("{variable}_USER"));
                let password = StrLit(format!("{variable}_PASSWORD"));
                quote!(.#setter(&std::env::var(#user)?, &std::env::var(#password)?))
            }
            _ => {
                let variable = StrLit(variable);
                quote!(.#setter(std::env::var(#variable)?))
            }
        }
    });
    quote!(Client::builder(#url) #(#setters)* .build()?)
}

/// The environment variable that the examples read a credential from.
pub(super) fn environment_variable(setter: &FieldName) -> String {
    setter.plain().to_ascii_uppercase()
}

/// The document's first server; a relative one at an example origin.
pub(super) fn base_url(docs: Docs<'_>) -> String {
    let url = docs.api.servers.first().map(|server| server.default_url()).unwrap_or_default();
    if url.contains("://") { url } else { format!("https://api.example.com{}", url.trim_end_matches('/')) }
}

/// Credentials for the first alternative that asks for some.
pub(super) fn first_alternative(docs: Docs<'_>, id: OperationId) -> Vec<usize> {
    let security = &docs.api.operation(id).security;
    let alternative = security.iter().find(|schemes| !schemes.is_empty());
    alternative.into_iter().flatten().map(|requirement| requirement.scheme).collect()
}

/// Stands for a value of which there is no example: it is too large to be made up.
fn unknown() -> TokenStream {
    quote!(todo!())
}

struct Program<'a> {
    docs: Docs<'a>,
    examples: Expressions<'a>,
    id: OperationId,
    call: &'a Call<'a>,
}

/// Statements that come before the call, and the argument itself.
struct Argument {
    before: TokenStream,
    value: TokenStream,
}

impl Argument {
    fn plain(value: TokenStream) -> Self {
        Argument { before: TokenStream::new(), value }
    }
}

impl Program<'_> {
    fn tokens(&self) -> TokenStream {
        let client = client(self.docs, first_alternative(self.docs, self.id).into_iter());
        let method = &self.call.names.method;
        let required: Vec<Argument> = self.call.required.iter().map(|input| self.argument(input)).collect();
        // Nobody should learn from an example what is not to be used any more.
        let current = |input: &&Input<'_>| !matches!(input.source, Source::Param(param) if param.deprecated);
        let shown: Vec<&Input<'_>> = self.call.optional.iter().filter(current).collect();
        let optional: Vec<Argument> = shown.iter().map(|input| self.argument(input)).collect();
        let before = required.iter().chain(&optional).map(|argument| &argument.before);
        let before = quote!(#(#before)*);
        let setters = shown.iter().zip(&optional).map(|(input, argument)| {
            let (name, value) = (input.name, &argument.value);
            quote!(.#name(#value))
        });
        let (arguments, request) = self.arguments(&required);
        let call = quote!(client.#method(#arguments) #(#setters)* .await?);
        let call = match self.call.result.kind {
            OutputKind::Empty => quote!(#call;),
            OutputKind::Value => quote!(let answer = #call; println!("{answer:?}");),
            OutputKind::Head => quote!(let response = #call; println!("{}", response.status);),
            OutputKind::Items => quote! {
                let mut items = #call;
                while let Some(item) = items.next().await {
                    let item = item?;
                    println!("{item:?}");
                }
            },
            OutputKind::Stream => quote! {
                let mut body = #call;
                while let Some(chunk) = body.chunk().await? {
                    println!("{} bytes", chunk.len());
                }
            },
        };
        let body = quote!(#before #request #call);
        let imports = self.imports(&body);
        let deprecated = self.call.operation.deprecated.then(|| quote!(#[allow(deprecated)]));
        quote! {
            #imports
            #[tokio::main]
            #deprecated
            async fn main() -> Result<(), Box<dyn std::error::Error>> {
                let client = #client;
                #body
                Ok(())
            }
        }
    }

    /// What stands between the parentheses, and the statement that makes it where the client takes a struct.
    fn arguments(&self, required: &[Argument]) -> (TokenStream, TokenStream) {
        let values = required.iter().map(|argument| &argument.value);
        if !self.call.takes_struct() {
            return (quote!(#(#values),*), TokenStream::new());
        }
        let name = self.call.names.around("Request");
        let fields = self.call.required.iter().map(|input| {
            let (field, value) = (input.name, self.owned(input));
            quote!(#field: #value)
        });
        (quote!(request), quote!(let request = #name { #(#fields),* };))
    }

    /// `use` lines for what the program names.
    fn imports(&self, body: &TokenStream) -> TokenStream {
        let library = format_ident!("{}", self.docs.settings.library("client"));
        let (group, _) = self.docs.links.operations[self.id.0];
        let module = &self.docs.names.groups[group].module;
        let mut idents = Vec::new();
        collect_idents(body.clone(), &mut idents);
        let has = |name: &str| idents.iter().any(|ident| ident == name);
        let mut names = vec![quote!(Client)];
        for ours in ["Body", "FilePart", "ServerEvent", "types"] {
            if has(ours) {
                let ours = format_ident!("{ours}");
                names.push(quote!(#ours));
            }
        }
        let mut own = Vec::new();
        if self.call.takes_struct() {
            own.push(self.call.names.around("Request"));
        }
        for (index, payload) in self.call.operation.bodies.iter().enumerate() {
            if matches!(payload.content, Content::Multipart(_)) {
                own.push(self.call.names.form(self.call.operation, index));
            }
        }
        if self.call.operation.bodies.len() > 1 {
            own.push(self.call.names.around("Body"));
        }
        own.retain(|name| has(name.plain()));
        let own = match own.as_slice() {
            [] => TokenStream::new(),
            [one] => quote!(use #library::#module::#one;),
            several => quote!(use #library::#module::{#(#several),*};),
        };
        match names.as_slice() {
            [one] => quote!(use #library::#one; #own),
            several => quote!(use #library::{#(#several),*}; #own),
        }
    }

    fn argument(&self, input: &Input<'_>) -> Argument {
        match input.source {
            Source::Param(param) => {
                let example = param.example().or(param.default.as_ref());
                let json = self.examples.json(&param.value, &param.wire, example);
                Argument::plain(self.passed(&param.value, &json))
            }
            Source::Body => self.body(input.name),
        }
    }

    /// A value for a field of the request struct.
    fn owned(&self, input: &Input<'_>) -> TokenStream {
        match input.source {
            Source::Param(param) => {
                let example = param.example().or(param.default.as_ref());
                let json = self.examples.json(&param.value, &param.wire, example);
                self.examples.expr(&param.value, &json).unwrap_or_else(unknown)
            }
            Source::Body => match self.call.operation.bodies.as_slice() {
                [payload] => self.owned_body(0, payload),
                _ => self.body(input.name).value,
            },
        }
    }

    /// An expression for an argument of this type.
    fn passed(&self, value: &Value, json: &Json) -> TokenStream {
        let expr = || self.examples.expr(value, json).unwrap_or_else(unknown);
        match pass(self.docs.types(), value) {
            Pass::Text => {
                let text = StrLit(json.as_str().unwrap_or_default().to_owned());
                quote!(#text)
            }
            Pass::Copy => expr(),
            Pass::List(item) => {
                let items = json.as_array().into_iter().flatten().map(|json| self.item(item, json));
                quote!([#(#items),*])
            }
            Pass::Reference => {
                let expr = expr();
                quote!(&#expr)
            }
        }
    }

    /// An item of a list whose type is told by its literal alone.
    fn item(&self, item: &Value, json: &Json) -> TokenStream {
        let TypeRef::Scalar(scalar) = self.docs.api.resolve(&item.ty) else {
            return self.examples.expr(item, json).unwrap_or_else(unknown);
        };
        let literal = match (scalar, json) {
            (Scalar::I64, _) => json.as_i64().map(Literal::i64_suffixed),
            (Scalar::I32, _) => json.as_i64().and_then(|n| i32::try_from(n).ok()).map(Literal::i32_suffixed),
            (Scalar::U32, _) => json.as_u64().and_then(|n| u32::try_from(n).ok()).map(Literal::u32_suffixed),
            (Scalar::U64, _) => json.as_u64().map(Literal::u64_suffixed),
            _ => None,
        };
        if let (Scalar::Formatted(format), Json::String(text), false) = (scalar, json, item.nullable)
            && let Some(choice) = self.docs.settings.types.of(*format)
        {
            return parsed(choice, &StrLit(text.clone()), true);
        }
        if let (Scalar::Decimal, Json::Number(number), false) = (scalar, json, item.nullable)
            && let Some(choice) = self.docs.settings.types.of(TextFormat::Decimal)
        {
            return parsed(choice, &StrLit(number.to_string()), true);
        }
        match (literal, json) {
            (Some(literal), _) if !item.nullable => quote!(#literal),
            (None, Json::String(text)) if !item.nullable && self.docs.rust(&item.ty) == "String" => {
                let text = StrLit(text.clone());
                quote!(#text)
            }
            _ => self.examples.expr(item, json).unwrap_or_else(unknown),
        }
    }

    fn body(&self, name: &FieldName) -> Argument {
        match self.call.operation.bodies.as_slice() {
            [payload] => match &payload.content {
                Content::Value(value) => self.value_body(name, payload, value),
                _ => Argument::plain(self.owned_body(0, payload)),
            },
            [first, ..] => {
                let choice = self.call.names.around("Body");
                let variant = &self.call.names.bodies[0];
                let value = self.owned_body(0, first);
                let value = match first.content {
                    Content::Text if self.text(first).is_some() => quote!(#value.to_owned()),
                    Content::Bytes | Content::Items(_) => quote!(#value.into()),
                    _ => value,
                };
                Argument::plain(quote!(#choice::#variant(#value)))
            }
            [] => Argument::plain(TokenStream::new()),
        }
    }

    /// A body that is a value: made first, with its optional fields, then lent.
    fn value_body(&self, name: &FieldName, payload: &Payload, value: &Value) -> Argument {
        let json = self.examples.json(value, name.plain(), payload.example());
        if let (Pass::List(item), Some(items)) = (pass(self.docs.types(), value), json.as_array()) {
            let items = items.iter().map(|json| self.examples.expr(item, json));
            return Argument::plain(quote!(&[#(#items),*]));
        }
        let fields = self.examples.optional_fields(value, &json);
        if !matches!(pass(self.docs.types(), value), Pass::Reference) || value.nullable {
            return Argument::plain(self.passed(value, &json));
        }
        let expr = self.examples.expr(value, &json).unwrap_or_else(unknown);
        let mutable = (!fields.is_empty()).then(|| quote!(mut));
        let fields = fields.iter().map(|(field, value)| quote!(#name.#field = #value;));
        Argument { before: quote!(let #mutable #name = #expr; #(#fields)*), value: quote!(&#name) }
    }

    /// A body as an owned value.
    fn owned_body(&self, index: usize, payload: &Payload) -> TokenStream {
        match &payload.content {
            Content::Value(value) => {
                let json = self.examples.json(value, "value", payload.example());
                self.examples.expr(value, &json).unwrap_or_else(unknown)
            }
            Content::Bytes => quote!(Body::open("data.bin").await?),
            Content::Items(items) => {
                let json = self.examples.json(&items.item, "value", None);
                let item = self.examples.expr(&items.item, &json).unwrap_or_else(unknown);
                match items.framing {
                    Framing::Lines | Framing::Records => quote!(vec![#item]),
                    Framing::Events(_) => quote!(vec![ServerEvent::new(#item)]),
                }
            }
            Content::Text => match self.text(payload) {
                Some(text) => quote!(#text),
                None => unknown(),
            },
            Content::Multipart(parts) => self.form(index, parts, payload.example()),
        }
    }

    /// A text as it is sent if nobody says as what.
    fn text(&self, payload: &Payload) -> Option<StrLit> {
        let media = payload.media.first()?;
        let own = payload.text_example(media);
        match Examples::new(self.docs.api).value(media.value()?, "text", own)? {
            Json::String(text) => Some(StrLit(text)),
            _ => None,
        }
    }

    fn form(&self, index: usize, parts: &[Part], example: Option<&Json>) -> TokenStream {
        let form = self.call.names.form(self.call.operation, index);
        let names = &self.call.names.parts[index];
        let as_arguments = parts.iter().filter(|part| part.required).count() <= MOST_PARTS;
        let mut arguments = Vec::new();
        let mut setters = Vec::new();
        for ((part, name), own) in parts.iter().zip(names).zip(&self.call.names.part_headers[index]) {
            let value = self.headed(part, own, example.and_then(|example| example.get(&part.wire)));
            if part.required && as_arguments {
                arguments.push(value);
            } else {
                setters.push(quote!(.#name(#value)));
            }
        }
        quote!(#form::new(#(#arguments),*) #(#setters)*)
    }

    /// A part with its headers.
    fn headed(&self, part: &Part, own: &PartHeadersNames, example: Option<&Json>) -> TokenStream {
        let value = self.part(part, example);
        let Some(name) = part_headers(self.call.names, part, own) else { return value };
        let name = format_ident!("{name}");
        let required = part.headers.iter().filter(|header| header.required).map(|header| {
            let json = self.examples.json(&header.value, &header.wire, None);
            self.passed(&header.value, &json)
        });
        let headers = quote!(#name::new(#(#required),*));
        match part.kind {
            PartKind::Files => {
                let file = self.file();
                quote!([(#file, #headers)])
            }
            _ => quote!(#value, &#headers),
        }
    }

    fn file(&self) -> TokenStream {
        quote!(FilePart::new("data.bin", Body::open("data.bin").await?))
    }

    fn part(&self, part: &Part, example: Option<&Json>) -> TokenStream {
        let file = self.file();
        match &part.kind {
            PartKind::File => file,
            PartKind::Files => quote!([#file]),
            PartKind::Value(value) => {
                let json = self.examples.json(value, &part.wire, example.or(part.default.as_ref()));
                self.passed(value, &json)
            }
        }
    }
}

/// Past this many required parts, all of them are setters.
const MOST_PARTS: usize = 6;

fn collect_idents(tokens: TokenStream, into: &mut Vec<String>) {
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Ident(ident) => into.push(ident.to_string()),
            proc_macro2::TokenTree::Group(group) => collect_idents(group.stream(), into),
            _ => {}
        }
    }
}
