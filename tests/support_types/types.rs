//! Types as the generator writes them: a struct with everything, enums, unions.

use std::collections::BTreeMap;

use crate::support::{self, Decode, Described};

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Pet {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) nick: Option<String>,
    pub(crate) born: Option<Option<String>>,
    pub(crate) friends: Option<Vec<Pet>>,
    pub(crate) mother: Option<Box<Pet>>,
    pub(crate) labels: Option<BTreeMap<String, String>>,
    pub(crate) mood: Option<Mood>,
    pub(crate) extra: Option<serde_json::Value>,
}

support::object! {
    Pet {
        0 => id: required("id").limits(&support::Limits::NONE.minimum(1)),
        1 => name: optional("name").limits(&support::Limits::NONE.min_size(1).max_size(3)),
        2 => nick: required("nick").nullable(),
        3 => born: optional("born").nullable(),
        4 => friends: optional("friends").limits(&support::Limits::NONE.max_size(2)),
        5 => mother: optional("mother"),
        6 => labels: optional("labels").limits(&support::Limits::NONE.parts(&support::Limits::NONE.max_size(2))),
        7 => mood: optional("mo\"od"),
        _ => extra: optional("extra").nullable(),
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Mood {
    Good,
    Bad,
    Unknown(String),
}

support::string_enum! {
    Mood {
        Good = "good",
        Bad = "bad",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Level {
    Low,
    High,
    Unknown(i64),
}

support::int_enum! {
    Level {
        Low = -1,
        High = 7,
    }
}

/// A small object; `closed` ones forbid other properties, `open` ones keep them.
macro_rules! circle {
    ($name:ident, $($others:tt)*) => {
        #[derive(Clone, Debug, Default, PartialEq)]
        pub(crate) struct $name {
            pub(crate) kind: Option<String>,
            pub(crate) size: i64,
            pub(crate) more: BTreeMap<String, i64>,
        }

        support::object! {
            $name, others in more {
                0 => kind: optional("kind"),
                _ => size: required("size"),
            }
            $($others)*
        }
    };
}

circle!(Closed, .forbid_others());
circle!(Open, .keep_others(&support::Limits::NONE.parts(&support::Limits::NONE.maximum(9))).limits(&support::Limits::NONE.max_size(3)));

/// Told apart by a property.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tagged {
    Closed(Closed),
    Open(Box<Open>),
    Unknown { tag: String, value: serde_json::Value },
}

impl support::Union for Tagged {
    fn variants(&self) -> &'static support::Variants {
        static VARIANTS: support::Variants = support::Variants::tagged(
            "kind",
            &[
                support::Variant::new("Closed", support::Types::OBJECT).tags(&["closed", "shut"]),
                support::Variant::new("Open", support::Types::OBJECT).tags(&["open"]),
            ],
        );
        &VARIANTS
    }

    fn start(&mut self, variant: usize) -> &mut dyn support::Place {
        *self = match variant {
            0 => Tagged::Closed(Decode::blank()),
            _ => Tagged::Open(Decode::blank()),
        };
        match self {
            Tagged::Closed(value) => value,
            Tagged::Open(value) => value,
            Tagged::Unknown { value, .. } => value,
        }
    }

    fn view(&self) -> (usize, &dyn support::View) {
        match self {
            Tagged::Closed(value) => (0, value),
            Tagged::Open(value) => (1, value),
            Tagged::Unknown { value, .. } => (usize::MAX, value),
        }
    }

    fn unknown(&mut self, tag: &str, value: &support::Node) -> bool {
        *self = Tagged::Unknown { tag: tag.to_owned(), value: support::to_value(value) };
        true
    }
}

impl Described for Tagged {
    type Kind = support::Unions;

    fn blank() -> Self {
        Tagged::Closed(Decode::blank())
    }
}

support::bridge!(Tagged);

/// Told apart by what the values look like.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mixed {
    Number(i64),
    Short(String),
    Text(String),
    Closed(Closed),
    Pet(Box<Pet>),
    List(Vec<Mixed>),
}

impl support::Union for Mixed {
    fn variants(&self) -> &'static support::Variants {
        static VARIANTS: support::Variants = support::Variants::new(&[
            support::Variant::new("Number", support::Types::INTEGER),
            support::Variant::new("Short", support::Types::STRING).limits(&support::Limits::NONE.max_size(2)),
            support::Variant::new("Text", support::Types::STRING).limits(&support::Limits::NONE.max_size(5)),
            support::Variant::new("Closed", support::Types::OBJECT).required(&["size"]),
            support::Variant::new("Pet", support::Types::OBJECT).required(&["id"]),
            support::Variant::new("List", support::Types::ARRAY),
        ]);
        &VARIANTS
    }

    fn start(&mut self, variant: usize) -> &mut dyn support::Place {
        *self = match variant {
            0 => Mixed::Number(Decode::blank()),
            1 => Mixed::Short(Decode::blank()),
            2 => Mixed::Text(Decode::blank()),
            3 => Mixed::Closed(Decode::blank()),
            4 => Mixed::Pet(Decode::blank()),
            _ => Mixed::List(Decode::blank()),
        };
        match self {
            Mixed::Number(value) => value,
            Mixed::Short(value) => value,
            Mixed::Text(value) => value,
            Mixed::Closed(value) => value,
            Mixed::Pet(value) => value,
            Mixed::List(value) => value,
        }
    }

    fn view(&self) -> (usize, &dyn support::View) {
        match self {
            Mixed::Number(value) => (0, value),
            Mixed::Short(value) => (1, value),
            Mixed::Text(value) => (2, value),
            Mixed::Closed(value) => (3, value),
            Mixed::Pet(value) => (4, value),
            Mixed::List(value) => (5, value),
        }
    }
}

impl Described for Mixed {
    type Kind = support::Unions;

    fn blank() -> Self {
        Mixed::Number(Decode::blank())
    }
}

support::bridge!(Mixed);
