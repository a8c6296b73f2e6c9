//! Writes a Rust module that calls every operation of a generated client with values that come as JSON at run time.
//!
//! It knows a client's signatures as a reader of its docs does, and spells a type only where the compiler cannot tell it:
//! so a value that the client does not take where the docs say so does not compile.

use cratewright::model::{
    Api, Content, Framing, Location, Media, Operation, OperationId, Param, Part, PartKind, Payload, Scalar,
    SecurityKind, Status, TypeKind, TypeRef, Value, essence,
};
use cratewright::names::{Names, OperationNames};
use cratewright::settings::Settings;
use cratewright::view::rust_type::RustTypes;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// Past this many required values, a client takes one struct; past this many required parts, a form takes none.
const MOST_ARGUMENTS: usize = 6;

/// An API whose client is called.
pub(crate) struct Target<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) settings: &'a Settings,
}

/// What a value is called among the values of a call: that of a parameter, of the body, of a part, of a part's header.
pub(crate) fn param_key(names: &OperationNames, index: usize) -> String {
    names.params[index].plain().to_owned()
}

/// See [`param_key`].
pub(crate) const BODY: &str = "the body";

/// See [`param_key`].
pub(crate) fn part_key(part: &Part) -> String {
    format!("{BODY}: {}", part.wire)
}

/// See [`param_key`].
pub(crate) fn header_key(part: &Part, header: &str) -> String {
    format!("{BODY}: {}, {header}", part.wire)
}

/// Whether a client wants it as an argument.
pub(crate) fn is_required(param: &Param) -> bool {
    param.required || param.location == Location::Path
}

/// The media types of a body that a caller can choose from.
pub(crate) fn choices<'a>(operation: &Operation, payload: &'a Payload) -> &'a [Media] {
    match payload.content {
        Content::Value(_) | Content::Text => &payload.media,
        // One of several bodies is what it says that it is.
        Content::Bytes | Content::Items(_) if operation.bodies.len() == 1 => &payload.media,
        _ => &payload.media[..1],
    }
}

/// The variants that a status may come as: its own, or one for each of its bodies.
pub(crate) fn variants(operation: &Operation, names: &OperationNames, index: usize) -> Vec<String> {
    let (response, names) = (&operation.responses[index], &names.responses[index]);
    let bodiless = operation.method == "HEAD" || matches!(response.status, Status::Code(204 | 304));
    match response.payloads.len() {
        0 | 1 => vec![names.variant.plain().to_owned()],
        _ if bodiless => vec![names.variant.plain().to_owned()],
        _ => names.payloads.iter().map(|payload| format!("{}{}", names.variant.plain(), payload.plain())).collect(),
    }
}

impl Target<'_> {
    /// The module.
    pub(crate) fn module(&self) -> String {
        let library = format_ident!("{}", self.settings.library("client"));
        let operations: Vec<OperationId> = self.operations().collect();
        let functions = operations.iter().map(|id| self.function(*id));
        let arms = operations.iter().map(|id| {
            let (method, name) = (&self.names.operations[id.0].method, self.names.operations[id.0].method.plain());
            quote!(#name => Box::pin(#method(call)),)
        });
        let client = self.client();
        let tokens = quote! {
            use std::collections::BTreeMap;
            use #library as client;
            use client::types;
            use types::support as codec;
            use crate::support::{Call, Heard, Running, client_support, file};
            client_support!();
            pub fn run(call: &Call) -> Running<'_> {
                match call.operation() {
                    #(#arms)*
                    other => Box::pin(async move { Err(format!("there is no {other}")) }),
                }
            }
            #client
            #(#functions)*
        };
        prettyplease::unparse(&syn::parse2(tokens).expect("calls are Rust"))
    }

    /// What the client calls: hooks have a client of their own.
    pub(crate) fn operations(&self) -> impl Iterator<Item = OperationId> {
        let calls = self.api.operations.iter().enumerate().filter(|(_, operation)| operation.hook.is_none());
        calls.map(|(index, _)| OperationId(index))
    }

    fn client(&self) -> TokenStream {
        let schemes = self.api.security_schemes.iter().zip(&self.names.security_schemes);
        let schemes = schemes.filter(|(scheme, _)| scheme.kind != SecurityKind::MutualTls).map(|(scheme, setter)| {
            let key = setter.plain();
            let arguments = match scheme.kind {
                SecurityKind::Basic => quote!("user", "password"),
                _ => quote!("secret"),
            };
            quote!(if call.has_scheme(#key) { builder = builder.#setter(#arguments); })
        });
        let places = self.names.places.iter().map(|place| {
            let setter = &place.setter;
            quote!(builder = builder.#setter(client::BaseUrl::whole(&call.url));)
        });
        quote! {
            fn client(call: &Call) -> Result<client::Client, String> {
                let mut builder = client::Client::builder(client::BaseUrl::whole(&call.url));
                builder = builder.default_header("X-Call", &call.id).default_header("Prefer", &call.prefer());
                #(#places)*
                #(#schemes)*
                builder.build().map_err(|error| error.to_string())
            }
        }
    }

    fn function(&self, id: OperationId) -> TokenStream {
        let (operation, names) = (self.api.operation(id), &self.names.operations[id.0]);
        let module = self.module_of(id);
        let mut required = Vec::new();
        let mut setters = Vec::new();
        for (index, (param, name)) in operation.params.iter().zip(&names.params).enumerate() {
            let key = param_key(names, index);
            if is_required(param) {
                required.push((name, self.passed(&param.value, &key), quote!(take(call, #key)?)));
            } else {
                let value = self.passed(&param.value, &key);
                setters.push(quote!(if call.has(#key) { request = request.#name(#value); }));
            }
        }
        if !operation.bodies.is_empty() {
            let name = &names.body;
            let passed = self.body(operation, names, &module, false);
            if operation.body_required {
                required.push((name, passed, self.body(operation, names, &module, true)));
            } else {
                setters.push(quote!(if call.word("content").is_some() { request = request.#name(#passed); }));
            }
        }
        setters.extend(self.media_setters(operation, names));
        if accepts(operation).len() > 1 {
            setters.push(quote!(if let Some(media) = call.word("accept") {
                request = request.accept(media);
            }));
        }
        let arguments = if required.len() > MOST_ARGUMENTS {
            let name = names.around("Request");
            let fields = required.iter().map(|(field, _, owned)| quote!(#field: #owned));
            quote!(#module::#name { #(#fields),* })
        } else {
            let values = required.iter().map(|(_, value, _)| value);
            quote!(#(#values),*)
        };
        let method = &names.method;
        let mutable = (!setters.is_empty()).then(|| quote!(mut));
        let heard = self.heard(operation, names, &module);
        quote! {
            async fn #method(call: &Call) -> Result<Heard, String> {
                let #mutable request = client(call)?.#method(#arguments);
                #(#setters)*
                match request.send().await {
                    Ok(response) => {
                        let status = response.status.as_u16();
                        #heard
                    }
                    Err(error) => failed(error),
                }
            }
        }
    }

    /// The module of the operation's own types.
    fn module_of(&self, id: OperationId) -> TokenStream {
        let group = self.api.groups.iter().position(|group| group.operations.contains(&id)).expect("a group");
        let module = &self.names.groups[group].module;
        quote!(client::#module)
    }

    /// The argument for a value.
    fn passed(&self, value: &Value, key: &str) -> TokenStream {
        let reference = quote!(&take(call, #key)?);
        if value.nullable {
            return reference;
        }
        match self.api.resolve(&value.ty) {
            TypeRef::Scalar(
                Scalar::Bool
                | Scalar::I64
                | Scalar::I32
                | Scalar::U32
                | Scalar::U64
                | Scalar::F32
                | Scalar::F64
                | Scalar::Decimal,
            ) => quote!(take(call, #key)?),
            ty if self.types().is_string(ty) => quote!(&call.text(#key)?),
            TypeRef::Named(id) => match self.api.ty(*id).kind {
                TypeKind::StringEnum(_) | TypeKind::IntEnum(_) => quote!(take(call, #key)?),
                _ => reference,
            },
            TypeRef::List(item) => {
                let item = self.types().value(item);
                quote!(take::<Vec<#item>>(call, #key)?)
            }
            _ => reference,
        }
    }

    fn types(&self) -> RustTypes<'_> {
        RustTypes::outside(self.api, self.names, self.settings)
    }

    /// The argument for the body, or an owned one.
    fn body(&self, operation: &Operation, names: &OperationNames, module: &TokenStream, owned: bool) -> TokenStream {
        let [payload] = operation.bodies.as_slice() else {
            let name = names.around("Body");
            let arms = operation.bodies.iter().enumerate().flat_map(|(index, payload)| {
                let value = self.owned_body(operation, names, module, index);
                let several = matches!(payload.content, Content::Value(_) | Content::Text);
                let others = names.media[index].iter().filter(move |_| several);
                let index = index as u64;
                let name = &name;
                [&names.bodies[index as usize]].into_iter().chain(others).enumerate().map(move |(media, variant)| {
                    let media = media as u64;
                    quote!((#index, #media) => #module::#name::#variant(#value),)
                })
            });
            return quote! {
                match (call.index("body"), call.index("media")) {
                    #(#arms)*
                    _ => return Err("there is no such body".to_owned()),
                }
            };
        };
        match &payload.content {
            Content::Value(value) if !owned && !value.nullable => match self.api.resolve(&value.ty) {
                TypeRef::List(_) => quote!(&take::<Vec<_>>(call, #BODY)?),
                _ => self.passed(value, BODY),
            },
            Content::Value(_) if !owned => quote!(&take(call, #BODY)?),
            Content::Text if !owned => quote!(&call.text(#BODY)?),
            Content::Bytes | Content::Items(_) if !owned => {
                let value = self.owned_body(operation, names, module, 0);
                quote!(#value)
            }
            _ => self.owned_body(operation, names, module, 0),
        }
    }

    fn owned_body(
        &self,
        operation: &Operation,
        names: &OperationNames,
        module: &TokenStream,
        index: usize,
    ) -> TokenStream {
        match &operation.bodies[index].content {
            Content::Value(_) => quote!(take(call, #BODY)?),
            Content::Text => quote!(call.text(#BODY)?),
            Content::Bytes => quote!(client::Body::from(call.text(#BODY)?)),
            Content::Items(items) => {
                let item = self.types().value(&items.item);
                let items_of = quote!(take::<Vec<#item>>(call, #BODY)?);
                match items.framing {
                    Framing::Lines | Framing::Records => quote!(client::ItemStream::from(#items_of)),
                    Framing::Events(_) => {
                        let events = quote!(#items_of.into_iter().map(client::ServerEvent::new).collect::<Vec<_>>());
                        quote!(client::ItemStream::from(#events))
                    }
                }
            }
            Content::Multipart(parts) => self.form(operation, names, module, index, parts),
        }
    }

    fn form(
        &self,
        operation: &Operation,
        names: &OperationNames,
        module: &TokenStream,
        index: usize,
        parts: &[Part],
    ) -> TokenStream {
        let form = names.form(operation, index);
        let as_arguments = parts.iter().filter(|part| part.required).count() <= MOST_ARGUMENTS;
        let mut arguments = Vec::new();
        let mut setters = Vec::new();
        for ((part, name), own) in parts.iter().zip(&names.parts[index]).zip(&names.part_headers[index]) {
            let headers = (!part.headers.is_empty()).then(|| {
                let ty = names.part_headers(own);
                let required = part.headers.iter().filter(|header| header.required);
                let required = required.map(|header| self.passed(&header.value, &header_key(part, &header.wire)));
                quote!(#module::#ty::new(#(#required),*))
            });
            let media = part.media.first().map_or("application/octet-stream".to_owned(), |media| concrete(media));
            let file = quote!(file!(#media));
            let value = match (&part.kind, headers) {
                (PartKind::File, None) => file,
                (PartKind::File, Some(headers)) => quote!(#file, &#headers),
                (PartKind::Files, None) => quote!([#file, #file]),
                (PartKind::Files, Some(headers)) => quote!([(#file, #headers), (#file, #headers)]),
                (PartKind::Value(value), None) => self.passed(value, &part_key(part)),
                (PartKind::Value(value), Some(headers)) => {
                    let value = self.passed(value, &part_key(part));
                    quote!(#value, &#headers)
                }
            };
            if part.required && as_arguments {
                arguments.push(value);
            } else {
                let key = part_key(part);
                setters.push(quote!(if call.has(#key) { form = form.#name(#value); }));
            }
        }
        if setters.is_empty() {
            return quote!(#module::#form::new(#(#arguments),*));
        }
        quote!({ let mut form = #module::#form::new(#(#arguments),*); #(#setters)* form })
    }

    /// The choice of a media type where a setter makes it.
    fn media_setters(&self, operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
        let [payload] = operation.bodies.as_slice() else { return None };
        let several = payload.media.len() > 1;
        match &payload.content {
            Content::Value(_) if several => {
                let arms = names.media_setters.iter().enumerate().map(|(index, setter)| {
                    let index = index as u64;
                    quote!(#index => request.#setter(),)
                });
                let arms: TokenStream = arms.collect();
                Some(quote! {
                    if call.word("content").is_some() {
                        request = match call.index("media") { #arms _ => request };
                    }
                })
            }
            Content::Bytes | Content::Text | Content::Items(_)
                if several || payload.media.iter().any(|media| media.text.contains('*')) =>
            {
                Some(quote!(if let Some(media) = call.word("content") {
                    request = request.content_type(media);
                }))
            }
            _ => None,
        }
    }

    /// Reads what came to its end.
    fn heard(&self, operation: &Operation, names: &OperationNames, module: &TokenStream) -> TokenStream {
        let mut bodies: Vec<(String, Option<TokenStream>)> = Vec::new();
        let mut streams = Vec::new();
        for (index, response) in operation.responses.iter().enumerate().filter(|(_, response)| response.success) {
            let empty = operation.method == "HEAD" || matches!(response.status, Status::Code(204 | 304));
            let payloads: Vec<Option<&Payload>> = match response.payloads.is_empty() || empty {
                true => vec![None],
                false => response.payloads.iter().map(Some).collect(),
            };
            for (payload, variant) in payloads.iter().zip(variants(operation, names, index)) {
                let (ty, read) = self.received(*payload);
                if let Some(read) = &read {
                    let variant = format_ident!("{variant}");
                    streams.push(quote!(Variants::#variant(body) => { #read }));
                }
                if bodies.iter().all(|(known, _)| *known != ty) {
                    bodies.push((ty, read));
                }
            }
        }
        match bodies.as_slice() {
            [] | [(_, None)] => quote!(Ok(Heard::new(status, false, ""))),
            [(_, Some(read))] => quote! {
                let body = response.body;
                #read
                Ok(Heard::new(status, false, ""))
            },
            _ => {
                let ok = names.around("Ok");
                let read = (!streams.is_empty()).then(|| {
                    quote! {
                        #[allow(unreachable_patterns, reason = "all of them may be streams")]
                        match response.body { #(#streams)* _ => {} }
                    }
                });
                let import = read.is_some().then(|| quote!(use #module::#ok as Variants;));
                quote! {
                    #import
                    let heard = Heard::new(status, false, &format!("{:?}", response.body));
                    #read
                    Ok(heard)
                }
            }
        }
    }

    /// The type of a body, and how it is read to its end where it is a stream.
    fn received(&self, payload: Option<&Payload>) -> (String, Option<TokenStream>) {
        match payload.map(|payload| &payload.content) {
            None | Some(Content::Multipart(_)) => ("()".to_owned(), None),
            Some(Content::Value(value)) => (self.types().value(value).to_string(), None),
            Some(Content::Text) => ("String".to_owned(), None),
            Some(Content::Bytes) => {
                ("Body".to_owned(), Some(quote!(body.bytes().await.map_err(|error| crate::support::chain(&error))?;)))
            }
            Some(Content::Items(items)) => {
                let read = quote! {
                    let mut body = body;
                    while let Some(item) = body.next().await {
                        if let Err(error) = item { return failed(error); }
                    }
                };
                let events = if matches!(items.framing, Framing::Events(_)) { "events" } else { "items" };
                (format!("{events} of {}", self.types().value(&items.item)), Some(read))
            }
        }
    }
}

/// The media types that a caller may ask for.
pub(crate) fn accepts(operation: &Operation) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for response in operation.responses.iter().filter(|response| response.success) {
        if operation.method == "HEAD" || matches!(response.status, Status::Code(204 | 304)) {
            continue;
        }
        for media in response.payloads.iter().flat_map(|payload| &payload.media) {
            if !found.contains(&media.text.as_str()) {
                found.push(&media.text);
            }
        }
    }
    found
}

/// A media type that a caller can state.
pub(crate) fn concrete(media: &str) -> String {
    match essence(media).as_str() {
        "text/*" => "text/plain".to_owned(),
        "image/*" => "image/png".to_owned(),
        "audio/*" => "audio/mpeg".to_owned(),
        "video/*" => "video/mp4".to_owned(),
        range if range.contains('*') => "application/octet-stream".to_owned(),
        _ => media.to_owned(),
    }
}
