//! Parameters and headers: what they hold, and in which form they travel. What their styles mean for what they hold is
//! settled in `param_style`, once all types are known.

use std::sync::Arc;

use openapiv3::{
    Header as HeaderObject, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr,
};

use super::Lower;
use super::examples::only;
use super::operation::follow;
use crate::model::{
    Example, Header, Location, NameHint, OperationId, Param, Role, Scalar, Style, TypeRef, Value, Why, essence,
};
use crate::pointer::child;

/// Header parameters that OpenAPI takes from elsewhere.
const GOVERNED_HEADERS: &[&str] = &["accept", "content-type", "authorization"];
/// A style that 3.0 does not have.
const STYLE: &str = "x-cratewright-style";
/// The `explode` of a header, which openapiv3 does not read.
const EXPLODE: &str = "x-cratewright-explode";

/// How a value becomes text.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// By the parameter's style.
    Styled,
    /// As JSON.
    Json,
    /// As the text that it is.
    Text,
}

impl<'a> Lower<'a> {
    pub(super) fn parameter(
        &self,
        param: &'a ReferenceOr<Parameter>,
        pointer: String,
    ) -> Option<(&'a Parameter, String)> {
        let known = &self.document.components.as_ref().map(|components| &components.parameters);
        follow(param, pointer, "parameters", |key| known.and_then(|known| known.get(key)))
    }

    /// A parameter; `None` for the headers that OpenAPI takes from elsewhere.
    pub(super) fn param(&mut self, id: OperationId, param: &'a Parameter, pointer: &str) -> Option<Param> {
        let data: &'a ParameterData = param.parameter_data_ref();
        let (location, style, allow_reserved, allow_empty_value) = match param {
            Parameter::Path { style, .. } => {
                let style = match style {
                    PathStyle::Simple => Style::Simple,
                    PathStyle::Label => Style::Label,
                    PathStyle::Matrix => Style::Matrix,
                };
                (Location::Path, style, false, false)
            }
            Parameter::Query { style, allow_reserved, allow_empty_value, .. } => {
                let style = match style {
                    _ if data.extensions.get(STYLE).is_some_and(|style| style == "tabDelimited") => Style::TabDelimited,
                    QueryStyle::Form => Style::Form,
                    QueryStyle::SpaceDelimited => Style::SpaceDelimited,
                    QueryStyle::PipeDelimited => Style::PipeDelimited,
                    QueryStyle::DeepObject => Style::DeepObject,
                };
                (Location::Query, style, *allow_reserved, *allow_empty_value == Some(true))
            }
            Parameter::Header { .. } => (Location::Header, Style::Simple, false, false),
            Parameter::Cookie { .. } if data.extensions.get(STYLE).is_some_and(|style| style == "cookie") => {
                (Location::Cookie, Style::Cookie, false, false)
            }
            Parameter::Cookie { .. } => (Location::Cookie, Style::Form, false, false),
        };
        if location == Location::Header && GOVERNED_HEADERS.contains(&data.name.to_ascii_lowercase().as_str()) {
            self.warn(
                "governed-header",
                pointer,
                format!("the header `{}` is not a parameter in OpenAPI, so it is left out", data.name),
                "describe it by the media types or a security scheme",
            );
            return None;
        }
        let hint = NameHint::Operation { operation: id, role: Role::Parameter(data.name.clone()) };
        let (mut value, form) = self.parameter_value(&data.format, pointer, hint)?;
        let mut required = data.required || location == Location::Path;
        let mut examples =
            self.examples_beside(data.example.as_ref(), &data.examples, &data.extensions, &data.format, pointer);
        let origin = self.at(pointer);
        let stated = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => self.default_of(schema),
            ParameterSchemaOrContent::Content(_) => None,
        };
        let mut default = stated.map(|stated| self.defaults.take(stated, &origin));
        if value.nullable && form != Form::Json {
            // Text cannot say null: it is what is absent, and a caller may leave the parameter out.
            value.nullable = false;
            required = location == Location::Path;
            value.example.0 =
                value.example.0.and_then(|example| only(Arc::unwrap_or_clone(example), shows).map(Arc::new));
            examples.retain(shows);
            default = default.filter(|default| !default.is_null());
        }
        if default.is_some() {
            let place = self.at(&child(&child(pointer, "schema"), "default"));
            self.defaults.places.insert(origin.clone(), place);
        }
        let schema = match &data.format {
            ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema)) => Some(&schema.schema_data),
            _ => None,
        };
        let is_whole = data.extensions.get(STYLE).is_some_and(|style| style == "whole");
        let style = match form {
            Form::Styled => style,
            Form::Json if is_whole => Style::Whole,
            Form::Text if is_whole => Style::WholeText,
            Form::Json => Style::Json,
            Form::Text => default_style(location),
        };
        let explode = match style {
            // The only form that is described, so few documents say it.
            Style::DeepObject => true,
            Style::Whole | Style::WholeText => true,
            Style::Json => matches!(location, Location::Query | Location::Cookie),
            Style::Form | Style::Cookie => data.explode.unwrap_or(true),
            _ => data.explode.unwrap_or(false),
        };
        if style == Style::DeepObject && data.explode == Some(false) {
            self.warn(
                "undefined-style",
                &child(pointer, "explode"),
                format!("OpenAPI does not say how `{}` looks in the style `deepObject` with `explode: false`; it is written as with `explode: true`", data.name),
                "remove `explode: false`",
            );
        }
        Some(Param {
            wire: data.name.clone(),
            location,
            style,
            explode,
            value,
            required,
            default,
            allow_reserved,
            allow_empty_value,
            description: data.description.clone().or_else(|| schema.and_then(super::about)),
            deprecated: data.deprecated == Some(true),
            examples,
            origin,
        })
    }

    /// What a parameter or header holds, and in which form; `None` where it is left out.
    fn parameter_value(
        &mut self,
        format: &'a ParameterSchemaOrContent,
        pointer: &str,
        hint: NameHint,
    ) -> Option<(Value, Form)> {
        let content = match format {
            ParameterSchemaOrContent::Schema(schema) => {
                return Some((self.value(schema, &child(pointer, "schema"), hint), Form::Styled));
            }
            ParameterSchemaOrContent::Content(content) => content,
        };
        let Some((media, entry)) = content.first() else {
            return Some((Value::any(Why::Undescribed), Form::Json));
        };
        let at = child(&child(pointer, "content"), media);
        let form = if is_json(media) { Form::Json } else { Form::Text };
        if form == Form::Text && !media.to_ascii_lowercase().starts_with("text/plain") {
            self.warn(
                "parameter-media-type",
                &at,
                format!("`{media}` is not read or written in a parameter or header, which is taken as text"),
                "use `application/json` or `text/plain`",
            );
            return Some((Value::plain(TypeRef::Scalar(Scalar::String)), form));
        }
        let value = match (&entry.schema, form) {
            (Some(schema), _) => self.value(schema, &child(&at, "schema"), hint),
            (None, Form::Json) => Value::any(Why::Undescribed),
            (None, _) => Value::plain(TypeRef::Scalar(Scalar::String)),
        };
        Some((value, form))
    }

    pub(super) fn undeclared_param(&mut self, name: &str, pointer: &str) -> Param {
        Param {
            wire: name.to_owned(),
            location: Location::Path,
            style: Style::Simple,
            explode: false,
            value: Value::plain(TypeRef::Scalar(Scalar::String)),
            required: true,
            default: None,
            allow_reserved: false,
            allow_empty_value: false,
            description: None,
            deprecated: false,
            examples: Vec::new(),
            origin: self.at(pointer),
        }
    }

    pub(super) fn header(
        &mut self,
        id: OperationId,
        role: Role,
        wire: &str,
        header: &'a HeaderObject,
        pointer: &str,
    ) -> Option<Header> {
        let hint = NameHint::Operation { operation: id, role };
        let (value, form) = self.parameter_value(&header.format, pointer, hint)?;
        let explode = header.extensions.get(EXPLODE).is_some_and(|explode| explode == true);
        Some(Header {
            wire: wire.to_owned(),
            value,
            style: if form == Form::Json { Style::Json } else { Style::Simple },
            explode,
            required: header.required,
            description: header.description.clone(),
            deprecated: header.deprecated == Some(true),
            examples: self.examples_beside(
                header.example.as_ref(),
                &header.examples,
                &header.extensions,
                &header.format,
                pointer,
            ),
            origin: self.at(pointer),
        })
    }
}

/// Whether an example says what a value looks like.
fn shows(example: &Example) -> bool {
    !example.value.is_null()
}

/// What a parameter without a style has.
fn default_style(location: Location) -> Style {
    match location {
        Location::Path | Location::Header => Style::Simple,
        Location::Query | Location::Cookie => Style::Form,
    }
}

fn is_json(media: &str) -> bool {
    let essence = essence(media);
    matches!(essence.as_str(), "application/json" | "text/json" | "*/*" | "application/*") || essence.ends_with("+json")
}
