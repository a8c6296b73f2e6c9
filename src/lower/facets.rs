//! One flat view of a schema, whichever of openapiv3's shapes it came in.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, IntegerFormat, NumberFormat, ReferenceOr, Schema, SchemaData, SchemaKind, StringFormat, Type,
    VariantOrUnknownOrEmpty as Format,
};
use serde_json::{Number, Value};

use crate::example::integer;
use crate::model::Limits;

pub(super) type Properties = IndexMap<String, ReferenceOr<Box<Schema>>>;

/// The keywords of a schema, each where it can be found.
#[derive(Default)]
pub(super) struct Facets<'a> {
    pub(super) data: Option<&'a SchemaData>,
    /// `type`; absent when the schema does not say.
    pub(super) ty: Option<&'a str>,
    /// Whether the type is meant by limits alone, which say nothing about values of other types.
    pub(super) is_by_limits: bool,
    pub(super) format: Option<String>,
    pub(super) limits: Limits,
    pub(super) properties: Option<&'a Properties>,
    pub(super) required: &'a [String],
    pub(super) additional: Option<&'a AdditionalProperties>,
    pub(super) items: Option<&'a ReferenceOr<Box<Schema>>>,
    pub(super) values: Vec<Value>,
    pub(super) one_of: &'a [ReferenceOr<Schema>],
    pub(super) any_of: &'a [ReferenceOr<Schema>],
    pub(super) all_of: &'a [ReferenceOr<Schema>],
    pub(super) not: Option<&'a ReferenceOr<Schema>>,
    /// How many items have a position of their own, and whether others may follow; `items` lists all their schemas.
    pub(super) tuple: Option<(usize, bool)>,
    /// The schema of the names of properties.
    pub(super) names: Option<&'a Value>,
    /// The schema of the names of properties that are not described.
    pub(super) other_names: Option<&'a Value>,
    /// The properties that others ask for.
    pub(super) dependent: Option<&'a serde_json::Map<String, Value>>,
}

impl<'a> Facets<'a> {
    pub(super) fn of(schema: &'a Schema) -> Facets<'a> {
        let tuple = schema.schema_data.extensions.get("x-cratewright-tuple").and_then(|tuple| {
            let length = usize::try_from(tuple.get("length")?.as_u64()?).ok()?;
            Some((length, tuple.get("open")?.as_bool()?))
        });
        let mut facets = Facets {
            data: Some(&schema.schema_data),
            tuple,
            names: schema.schema_data.extensions.get("x-cratewright-names"),
            other_names: schema.schema_data.extensions.get("x-cratewright-other-names"),
            dependent: schema.schema_data.extensions.get("x-cratewright-dependent").and_then(Value::as_object),
            ..Facets::default()
        };
        match &schema.schema_kind {
            SchemaKind::Type(ty) => facets.typed(ty),
            SchemaKind::OneOf { one_of } => facets.one_of = one_of,
            SchemaKind::AnyOf { any_of } => facets.any_of = any_of,
            SchemaKind::AllOf { all_of } => facets.all_of = all_of,
            SchemaKind::Not { not } => facets.not = Some(not),
            SchemaKind::Any(any) => {
                facets.ty = any.typ.as_deref();
                facets.format = any.format.clone();
                facets.limits = Limits {
                    minimum: any.minimum.and_then(number).map(|n| (n, any.exclusive_minimum == Some(true))),
                    maximum: any.maximum.and_then(number).map(|n| (n, any.exclusive_maximum == Some(true))),
                    multiple_of: any.multiple_of.and_then(number),
                    min_length: any.min_length.map(count),
                    max_length: any.max_length.map(count),
                    patterns: any.pattern.iter().cloned().collect(),
                    min_items: any.min_items.map(count),
                    max_items: any.max_items.map(count),
                    unique_items: any.unique_items == Some(true),
                    min_properties: any.min_properties.map(count),
                    max_properties: any.max_properties.map(count),
                    ..Limits::default()
                };
                facets.properties = Some(&any.properties).filter(|properties| !properties.is_empty());
                facets.required = &any.required;
                facets.additional = any.additional_properties.as_ref();
                facets.items = any.items.as_ref();
                facets.values = any.enumeration.clone();
                facets.one_of = &any.one_of;
                facets.any_of = &any.any_of;
                facets.all_of = &any.all_of;
                facets.not = any.not.as_deref();
            }
        }
        if facets.ty.is_none() {
            facets.ty = facets.inferred();
            facets.is_by_limits = facets.properties.is_none()
                && facets.additional.is_none()
                && facets.items.is_none()
                && facets.values.is_empty();
        }
        facets
    }

    fn typed(&mut self, ty: &'a Type) {
        match ty {
            Type::String(string) => {
                self.ty = Some("string");
                self.format = format_text(&string.format, |format| match format {
                    StringFormat::Date => "date",
                    StringFormat::DateTime => "date-time",
                    StringFormat::Password => "password",
                    StringFormat::Byte => "byte",
                    StringFormat::Binary => "binary",
                });
                self.limits.patterns = string.pattern.iter().cloned().collect();
                self.limits.min_length = string.min_length.map(count);
                self.limits.max_length = string.max_length.map(count);
                self.values = string.enumeration.iter().map(|v| v.clone().map_or(Value::Null, Value::String)).collect();
            }
            Type::Number(float) => {
                self.ty = Some("number");
                self.format = format_text(&float.format, |format| match format {
                    NumberFormat::Float => "float",
                    NumberFormat::Double => "double",
                });
                self.limits.minimum = float.minimum.and_then(number).map(|n| (n, float.exclusive_minimum));
                self.limits.maximum = float.maximum.and_then(number).map(|n| (n, float.exclusive_maximum));
                self.limits.multiple_of = float.multiple_of.and_then(number);
                self.values = float.enumeration.iter().map(|v| v.map_or(Value::Null, Value::from)).collect();
            }
            Type::Integer(integer) => {
                self.ty = Some("integer");
                self.format = format_text(&integer.format, |format| match format {
                    IntegerFormat::Int32 => "int32",
                    IntegerFormat::Int64 => "int64",
                });
                self.limits.minimum = integer.minimum.map(|n| (n.into(), integer.exclusive_minimum));
                self.limits.maximum = integer.maximum.map(|n| (n.into(), integer.exclusive_maximum));
                self.limits.multiple_of = integer.multiple_of.map(Number::from);
                self.values = integer.enumeration.iter().map(|v| v.map_or(Value::Null, Value::from)).collect();
            }
            Type::Object(object) => {
                self.ty = Some("object");
                self.properties = Some(&object.properties).filter(|properties| !properties.is_empty());
                self.required = &object.required;
                self.additional = object.additional_properties.as_ref();
                self.limits.min_properties = object.min_properties.map(count);
                self.limits.max_properties = object.max_properties.map(count);
            }
            Type::Array(array) => {
                self.ty = Some("array");
                self.items = array.items.as_ref();
                self.limits.min_items = array.min_items.map(count);
                self.limits.max_items = array.max_items.map(count);
                self.limits.unique_items = array.unique_items;
            }
            Type::Boolean(boolean) => {
                self.ty = Some("boolean");
                self.values = boolean.enumeration.iter().map(|v| v.map_or(Value::Null, Value::from)).collect();
            }
        }
    }

    /// What a schema without `type` means by the keywords that it has.
    fn inferred(&self) -> Option<&'static str> {
        let limits = &self.limits;
        if self.properties.is_some() || self.additional.is_some() {
            Some("object")
        } else if self.items.is_some() {
            Some("array")
        } else if !self.values.is_empty() {
            let all = |is: fn(&Value) -> bool| self.values.iter().all(|value| value.is_null() || is(value));
            if all(Value::is_string) {
                Some("string")
            } else if all(Value::is_i64) {
                Some("integer")
            } else if all(Value::is_number) {
                Some("number")
            } else if all(Value::is_boolean) {
                Some("boolean")
            } else {
                None
            }
        } else if !limits.patterns.is_empty() || limits.min_length.is_some() || limits.max_length.is_some() {
            Some("string")
        } else if self.is_composed() {
            None
        } else if !self.required.is_empty()
            || self.is_about_names()
            || limits.min_properties.is_some()
            || limits.max_properties.is_some()
        {
            Some("object")
        } else if limits.min_items.is_some() || limits.max_items.is_some() || limits.unique_items {
            Some("array")
        } else if limits.minimum.is_some() || limits.maximum.is_some() || limits.multiple_of.is_some() {
            Some("number")
        } else {
            None
        }
    }

    /// Whether it is made of other schemas.
    pub(super) fn is_composed(&self) -> bool {
        !self.one_of.is_empty() || !self.any_of.is_empty() || !self.all_of.is_empty()
    }

    /// Whether it says something about the names of properties.
    pub(super) fn is_about_names(&self) -> bool {
        self.names.is_some() || self.dependent.is_some()
    }

    /// Whether null is one of its values.
    pub(super) fn nullable(&self) -> bool {
        self.data.is_some_and(|data| data.nullable) || self.values.iter().any(Value::is_null)
    }
}

/// Whether a variant is there only to allow null: `{nullable: true}` alone, or `enum: [null]`.
pub(super) fn is_null_only(schema: &ReferenceOr<Schema>) -> bool {
    let ReferenceOr::Item(schema) = schema else { return false };
    let facets = Facets::of(schema);
    let only_null_values = !facets.values.is_empty() && facets.values.iter().all(Value::is_null);
    only_null_values || (schema.schema_data.nullable && facets.ty.is_none() && !facets.is_composed())
}

/// The properties that a schema asks for, where it says nothing else: no variant, a limit of the object around.
pub(super) fn only_required(schema: &ReferenceOr<Schema>) -> Option<&[String]> {
    let ReferenceOr::Item(schema) = schema else { return None };
    let facets = Facets::of(schema);
    let says_else = facets.properties.is_some()
        || facets.is_composed()
        || facets.not.is_some()
        || facets.additional.is_some()
        || !facets.limits.is_empty()
        || facets.is_about_names()
        || !matches!(facets.ty, None | Some("object"));
    Some(facets.required).filter(|required| !required.is_empty() && !says_else)
}

/// Whether a schema has annotations only.
pub(super) fn says_nothing(schema: &Schema) -> bool {
    let facets = Facets::of(schema);
    facets.ty.is_none()
        && !facets.is_composed()
        && facets.not.is_none()
        && facets.required.is_empty()
        && facets.values.is_empty()
        && facets.limits.is_empty()
        && !facets.is_about_names()
        && facets.format.is_none()
}

/// Whether a value is of a JSON type. 1.0 is an integer.
pub(super) fn is_type(value: &Value, ty: &str) -> bool {
    match ty {
        "string" => value.is_string(),
        "integer" => integer(value).is_some(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

fn number(n: f64) -> Option<Number> {
    // Whole numbers are written without `.0`, so that they fit integers and floats alike.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if n.fract() == 0.0 && n.abs() <= EXACT { Some(Number::from(n as i64)) } else { Number::from_f64(n) }
}

fn count(n: usize) -> u64 {
    n as u64
}

fn format_text<T>(format: &Format<T>, name: impl Fn(&T) -> &'static str) -> Option<String> {
    match format {
        Format::Item(item) => Some(name(item).to_owned()),
        Format::Unknown(text) => Some(text.clone()),
        Format::Empty => None,
    }
}
