//! Types: what a value looks like, on the wire and in principle.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::{Example, Limits, NameHint, Pointer};

/// Index into [`super::Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// A type that gets a name and a place of its own.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct TypeDef {
    /// What its name is made from.
    pub name_hint: NameHint,
    /// A short title, where the schema has one that is not its name.
    pub title: Option<String>,
    /// CommonMark.
    pub description: Option<String>,
    /// Whether the schema is marked as deprecated.
    pub deprecated: bool,
    /// What it is.
    pub kind: TypeKind,
    /// What an enum's values keep to besides, where that leaves some of them out. For examples: a Rust enum has no place for it.
    pub limits: Limits,
    /// The schema's own example, or the first of its examples.
    pub example: Option<super::Example>,
    /// Where the schema stands.
    pub origin: Pointer,
    /// Whether a value can be made from nothing (`Decode::blank`): `lower` proved that it needs no value of
    /// its own type.
    pub blank: bool,
    /// Its place in an order in which every type has a value that is made of values of earlier types alone. `None`: no
    /// value of it has an end.
    pub end: Option<usize>,
    /// The type of which this is the form that clients send, where there are two.
    pub input_of: Option<TypeId>,
}

/// The kinds of named types.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum TypeKind {
    /// An object with known properties.
    Struct(Struct),
    /// A string out of a list; unknown ones survive in clients.
    StringEnum(Vec<EnumValue<String>>),
    /// An integer out of a list.
    IntEnum(Vec<EnumValue<i64>>),
    /// A value out of a list that holds more than strings or more than integers.
    ValueEnum(Vec<EnumValue<serde_json::Value>>),
    /// One of several types.
    Union(Union),
    /// An object of which several descriptions may be true at once; each that is gets a part of its own.
    AnyOf(Vec<UnionVariant>),
    /// A list whose items differ by position.
    Tuple(Tuple),
    /// A type around a list or map of itself, which cannot be an alias.
    Newtype(Value),
    /// Another name for a type. Its limits hold wherever the name is used.
    Alias(Value),
}

impl TypeKind {
    /// The values that a value of this kind is made of.
    pub fn values(&self) -> Vec<&Value> {
        match self {
            TypeKind::Struct(object) => {
                let fields = object.fields.iter().map(|field| &field.value);
                fields.chain(object.additional.kept()).collect()
            }
            TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.value).collect(),
            TypeKind::AnyOf(parts) => parts.iter().map(|part| &part.value).collect(),
            TypeKind::Tuple(tuple) => tuple.items.iter().chain(tuple.rest.kept()).collect(),
            TypeKind::Alias(value) | TypeKind::Newtype(value) => vec![value],
            TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => Vec::new(),
        }
    }

    /// What an enum lists, as JSON; `None` for what is no enum.
    pub fn enum_values(&self) -> Option<Box<dyn Iterator<Item = serde_json::Value> + '_>> {
        match self {
            TypeKind::StringEnum(values) => Some(Box::new(values.iter().map(|value| value.value.clone().into()))),
            TypeKind::IntEnum(values) => Some(Box::new(values.iter().map(|value| value.value.into()))),
            TypeKind::ValueEnum(values) => Some(Box::new(values.iter().map(|value| value.value.clone()))),
            _ => None,
        }
    }

    /// The same values, to be changed.
    pub fn values_mut(&mut self) -> Vec<&mut Value> {
        match self {
            TypeKind::Struct(object) => {
                let fields = object.fields.iter_mut().map(|field| &mut field.value);
                fields.chain(object.additional.kept_mut()).collect()
            }
            TypeKind::Union(union) => union.variants.iter_mut().map(|variant| &mut variant.value).collect(),
            TypeKind::AnyOf(parts) => parts.iter_mut().map(|part| &mut part.value).collect(),
            TypeKind::Tuple(tuple) => tuple.items.iter_mut().chain(tuple.rest.kept_mut()).collect(),
            TypeKind::Alias(value) | TypeKind::Newtype(value) => vec![value],
            TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => Vec::new(),
        }
    }
}

impl Additional {
    /// What is kept of them.
    pub fn kept(&self) -> Option<&Value> {
        match self {
            Additional::Kept(value) => Some(value),
            Additional::Ignored | Additional::Forbidden => None,
        }
    }

    fn kept_mut(&mut self) -> Option<&mut Value> {
        match self {
            Additional::Kept(value) => Some(value),
            Additional::Ignored | Additional::Forbidden => None,
        }
    }
}

/// An object with known properties.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Struct {
    /// In document order (`allOf` parents first).
    pub fields: Vec<Field>,
    /// What other properties there may be.
    pub additional: Additional,
    /// `minProperties`, `maxProperties` and `propertyNames`.
    pub limits: Limits,
    /// Which properties go together.
    pub groups: Vec<PropertySets>,
    /// Properties of the schema that do not travel in the direction of this type. They are read over when they come
    /// nevertheless; servers reject them.
    pub withheld: Vec<String>,
}

impl Struct {
    /// Up to this many required fields, a struct has `new`; above, it is made from a struct of the required ones.
    pub const NEW_ARGUMENTS: usize = 4;
}

/// Sets of properties, of which so many have to be there whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PropertySets {
    /// How many of the sets.
    pub rule: Together,
    /// The names of the properties.
    pub sets: Vec<Vec<String>>,
}

/// How many sets of properties have to be there whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Together {
    /// `anyOf`
    AtLeastOne,
    /// `oneOf`
    ExactlyOne,
    /// `not`
    None,
    /// `dependentRequired`: the second, where the first is.
    Needs,
}

/// A list whose items differ by position.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Tuple {
    /// The items with a position of their own.
    pub items: Vec<Value>,
    /// How many of them must be there.
    pub required: usize,
    /// What other items there may be.
    pub rest: Additional,
    /// The limits of the whole list.
    pub limits: Limits,
}

/// Properties that the schema does not name.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Additional {
    /// `additionalProperties` is absent: ignored.
    Ignored,
    /// `false`: servers reject them.
    Forbidden,
    /// `true` or a schema: kept in a map.
    Kept(Box<Value>),
}

/// A property.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// What it holds.
    pub value: Value,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// CommonMark.
    pub description: Option<String>,
    /// The title where there is one.
    pub title: Option<String>,
    /// Whether it is marked as deprecated.
    pub deprecated: bool,
    /// Whether it is sent by servers only.
    pub read_only: Marked,
    /// Whether it is sent by clients only.
    pub write_only: Marked,
    /// The schema's own example.
    pub example: Option<super::Example>,
    /// How it stands in XML; `None` where it is a plain element of its name, or the API speaks no XML.
    pub xml: Option<super::XmlNode>,
    /// Whether its schema allows no value. For examples: no Rust type says so.
    pub never: bool,
    /// Where the property's schema stands.
    pub origin: Pointer,
}

/// Whether a property is marked as one that travels one way only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Marked {
    /// No schema that describes it says so.
    #[default]
    No,
    /// Some do and some do not: it travels both ways, and the one way nobody asks for it.
    Partly,
    /// All say so.
    Yes,
}

/// Absent, null and a value are three different things.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Presence {
    /// Always there, never null.
    Required,
    /// May be absent, never null.
    Optional,
    /// Always there, may be null.
    Nullable,
    /// May be absent, may be null.
    OptionalNullable,
    /// May be absent, which means this value; never null.
    Defaulted(serde_json::Value),
    /// May be absent, which means this value; may be null.
    DefaultedNullable(serde_json::Value),
}

impl Presence {
    /// Whether the property may be absent.
    pub fn is_optional(&self) -> bool {
        !matches!(self, Presence::Required | Presence::Nullable)
    }

    /// Whether the property may be null.
    pub fn is_nullable(&self) -> bool {
        matches!(self, Presence::Nullable | Presence::OptionalNullable | Presence::DefaultedNullable(_))
    }

    /// The same of a property that may be absent.
    pub fn optional(self) -> Self {
        match self {
            Presence::Required => Presence::Optional,
            Presence::Nullable => Presence::OptionalNullable,
            presence => presence,
        }
    }

    /// What absence means, where the schema says it.
    pub fn default(&self) -> Option<&serde_json::Value> {
        match self {
            Presence::Defaulted(value) | Presence::DefaultedNullable(value) => Some(value),
            _ => None,
        }
    }
}

/// A type in use, with the limits of this use.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Value {
    /// The type.
    pub ty: TypeRef,
    /// The limits that servers enforce.
    pub limits: Limits,
    /// Whether null is allowed. Only for what has no [`Presence`]: items, map values, bodies, alias targets.
    pub nullable: bool,
    /// The example of an inline schema. That of a field or parameter is its own.
    pub example: Beside,
}

/// An example that stands beside a type in use. It says nothing of the type: values are the same whatever their examples
/// are.
#[derive(Clone, Default)]
pub struct Beside(pub Option<Arc<Example>>);

impl PartialEq for Beside {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// What is equal has the same hash.
impl Hash for Beside {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl fmt::Debug for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

impl Value {
    /// A value without limits that is never null.
    pub fn plain(ty: TypeRef) -> Self {
        Value { ty, limits: Limits::default(), nullable: false, example: Beside::default() }
    }

    /// A value that may be any JSON.
    pub fn any(why: Why) -> Self {
        Value::plain(TypeRef::AnyJson(why))
    }
}

/// A reference to a type.
#[derive(Clone, Debug)]
pub enum TypeRef {
    /// A type with a name.
    Named(TypeId),
    /// Something without parts.
    Scalar(Scalar),
    /// An array.
    List(Box<Value>),
    /// An object that maps any key to values of one type.
    Map(Box<Value>),
    /// A value behind a pointer, because the type would contain itself otherwise.
    Boxed(Box<TypeRef>),
    /// Anything, and why it is no more than that.
    AnyJson(Why),
}

/// Two values of any JSON are of one type, whatever made them so.
impl PartialEq for TypeRef {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (TypeRef::Named(a), TypeRef::Named(b)) => a == b,
            (TypeRef::Scalar(a), TypeRef::Scalar(b)) => a == b,
            (TypeRef::List(a), TypeRef::List(b)) | (TypeRef::Map(a), TypeRef::Map(b)) => a == b,
            (TypeRef::Boxed(a), TypeRef::Boxed(b)) => a == b,
            (TypeRef::AnyJson(_), TypeRef::AnyJson(_)) => true,
            _ => false,
        }
    }
}

/// What is equal has the same hash.
impl Hash for TypeRef {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            TypeRef::Named(id) => id.hash(state),
            TypeRef::Scalar(scalar) => scalar.hash(state),
            TypeRef::List(value) | TypeRef::Map(value) => value.hash(state),
            TypeRef::Boxed(inner) => inner.hash(state),
            TypeRef::AnyJson(_) => {}
        }
    }
}

/// Why a value may be any JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// The document describes it nowhere: a media type without a schema, a property that is only asked for.
    Undescribed,
    /// A schema without a keyword that says what a value looks like.
    SaysNothing,
    /// `additionalProperties: true`.
    Open,
    /// `type: object` that says nothing of its properties.
    FreeObject,
    /// `type: array` that says nothing of its items.
    FreeList,
    /// A schema whose keywords go with several types, or with values that Rust has no type for.
    Untyped,
    /// Schemas of which no value can be, or too many of them; a warning says more.
    GivenUp,
    /// Not known yet. Nothing keeps this.
    Pending,
}

impl TypeRef {
    /// The type with a name that it is, or that its items are, however deep.
    pub fn named(&self) -> Option<TypeId> {
        let mut ty = self;
        loop {
            match ty {
                TypeRef::Named(id) => return Some(*id),
                TypeRef::List(value) | TypeRef::Map(value) => ty = &value.ty,
                TypeRef::Boxed(inner) => ty = inner,
                TypeRef::Scalar(_) | TypeRef::AnyJson(_) => return None,
            }
        }
    }
}

/// Values without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// true or false.
    Bool,
    /// `integer` without a format, or `int64`.
    I64,
    /// `int32` (and `int8`, `int16`: the limits say the rest).
    I32,
    /// `uint32`.
    U32,
    /// `uint64`.
    U64,
    /// `float`.
    F32,
    /// `number` without a format, or `double`.
    F64,
    /// `decimal` of numbers: an `f64` unless a type is chosen for [`TextFormat::Decimal`].
    Decimal,
    /// Text.
    String,
    /// Text of a known form, which may have a Rust type of its own.
    Formatted(TextFormat),
    /// `password`: text that `Debug` does not show.
    Secret,
    /// `byte`: base64 text, bytes in Rust.
    Base64,
    /// `binary`: bytes as they are. Only in bodies and parts.
    Binary,
}

impl Scalar {
    /// Whether it is a number, or true or false: no text, and no bytes.
    pub fn is_plain(self) -> bool {
        match self {
            Scalar::Bool
            | Scalar::I64
            | Scalar::I32
            | Scalar::U32
            | Scalar::U64
            | Scalar::F32
            | Scalar::F64
            | Scalar::Decimal => true,
            Scalar::String | Scalar::Formatted(_) | Scalar::Secret | Scalar::Base64 | Scalar::Binary => false,
        }
    }
}

/// What a text can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextFormat {
    /// 2024-02-29
    Date,
    /// RFC 3339
    DateTime,
    /// RFC 3339: the time of day, with an offset
    Time,
    /// ISO 8601: P1DT2H
    Duration,
    /// RFC 4122
    Uuid,
    /// With a scheme
    Uri,
    /// With or without a scheme
    UriReference,
    /// name@domain
    Email,
    /// RFC 1123
    Hostname,
    /// 192.0.2.1
    Ipv4,
    /// 2001:db8::1
    Ipv6,
    /// A number in decimal notation
    Decimal,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EnumValue<T> {
    /// On the wire.
    pub value: T,
    /// The name that the document suggests (`x-enum-varnames`), where it does.
    pub name: Option<String>,
    /// CommonMark.
    pub description: Option<String>,
    /// Whether it is marked as deprecated.
    pub deprecated: bool,
}

/// One of several types.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Union {
    /// In document order. Variants that can only be told apart by trying come in the order to try.
    pub variants: Vec<UnionVariant>,
    /// The property that tells the variants apart, where the document names one.
    pub discriminator: Option<String>,
    /// The variant of values whose discriminator is absent or means no other variant.
    pub fallback: Option<usize>,
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct UnionVariant {
    /// What the name is made from: a component's name, a title, a role.
    pub name_hint: String,
    /// What it holds.
    pub value: Value,
    /// The discriminator's values that mean this variant; empty without a discriminator.
    pub tags: Vec<String>,
    /// The JSON types that its values have.
    pub json_types: JsonTypes,
    /// Properties that each of its values has: all must be there for the variant to be tried.
    pub required: Vec<String>,
    /// Properties with few possible values each (`const`, an enum), none of which another variant allows.
    pub constants: Vec<(String, Vec<serde_json::Value>)>,
    /// Such properties that may be absent, and properties of properties, by the names that lead there. A value that is
    /// another variant's means that one, a new one says nothing.
    pub stated: Vec<(Vec<String>, Vec<serde_json::Value>)>,
    /// The later variants of which a value cannot be one too: of a `oneOf` it is none then.
    pub alike: Vec<usize>,
    /// CommonMark.
    pub description: Option<String>,
}

/// A set of JSON types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct JsonTypes {
    /// null
    pub null: bool,
    /// true and false
    pub boolean: bool,
    /// numbers without a fraction
    pub integer: bool,
    /// numbers with a fraction
    pub number: bool,
    /// strings
    pub string: bool,
    /// arrays
    pub array: bool,
    /// objects
    pub object: bool,
}

impl JsonTypes {
    /// Both sets.
    pub fn or(self, other: JsonTypes) -> JsonTypes {
        JsonTypes {
            null: self.null | other.null,
            boolean: self.boolean | other.boolean,
            integer: self.integer | other.integer,
            number: self.number | other.number,
            string: self.string | other.string,
            array: self.array | other.array,
            object: self.object | other.object,
        }
    }
}
