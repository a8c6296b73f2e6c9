// SPDX-License-Identifier: MIT-0
//! The limits of values, and the check of a value against them.

use super::codec::{ListView, Look, MapView};
use super::constant::Const;
use super::error::{Cx, Result};

/// A regular expression, in whatever way it is run.
pub trait Matches: Sync {
    /// Whether the text matches somewhere.
    fn matches(&self, text: &str) -> bool;
    /// The expression itself.
    fn source(&self) -> &str;
}

/// What a text can be, where the Rust type does not say it.
pub struct Format {
    /// What it is called, with its article.
    pub name: &'static str,
    /// Whether a text is one.
    pub test: fn(&str) -> bool,
}

/// A number in a limit.
#[derive(Clone, Copy)]
enum Bound {
    None,
    Int(i64),
    Float(f64),
}

/// What a value has to keep to. Sizes are characters of a string, items of a list or entries of a map.
#[derive(Clone, Copy)]
pub struct Limits {
    minimum: Bound,
    maximum: Bound,
    multiple_of: Bound,
    above: bool,
    below: bool,
    unique: bool,
    any: bool,
    min_size: u64,
    max_size: u64,
    patterns: &'static [&'static dyn Matches],
    parts: Option<&'static Limits>,
    names: Option<&'static Limits>,
    also: Option<&'static Limits>,
    values: &'static [Const],
    format: Option<&'static Format>,
    or_empty: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Limits::NONE
    }
}

impl Limits {
    /// No limits; the others start from here.
    pub const NONE: Limits = Limits {
        minimum: Bound::None,
        maximum: Bound::None,
        multiple_of: Bound::None,
        above: false,
        below: false,
        unique: false,
        any: false,
        min_size: 0,
        max_size: u64::MAX,
        patterns: &[],
        parts: None,
        names: None,
        also: None,
        values: &[],
        format: None,
        or_empty: false,
    };

    /// The smallest number that is allowed.
    pub const fn minimum(mut self, bound: i64) -> Self {
        self.minimum = Bound::Int(bound);
        self.any = true;
        self
    }

    /// The smallest number that is allowed.
    pub const fn minimum_f64(mut self, bound: f64) -> Self {
        self.minimum = Bound::Float(bound);
        self.any = true;
        self
    }

    /// The largest number that is allowed.
    pub const fn maximum(mut self, bound: i64) -> Self {
        self.maximum = Bound::Int(bound);
        self.any = true;
        self
    }

    /// The largest number that is allowed.
    pub const fn maximum_f64(mut self, bound: f64) -> Self {
        self.maximum = Bound::Float(bound);
        self.any = true;
        self
    }

    /// The minimum itself is too small.
    pub const fn above(mut self) -> Self {
        self.above = true;
        self
    }

    /// The maximum itself is too large.
    pub const fn below(mut self) -> Self {
        self.below = true;
        self
    }

    /// The number is a multiple of this.
    pub const fn multiple_of(mut self, step: i64) -> Self {
        self.multiple_of = Bound::Int(step);
        self.any = true;
        self
    }

    /// The number is a multiple of this.
    pub const fn multiple_of_f64(mut self, step: f64) -> Self {
        self.multiple_of = Bound::Float(step);
        self.any = true;
        self
    }

    /// Fewest characters, items or entries.
    pub const fn min_size(mut self, size: u64) -> Self {
        self.min_size = size;
        self.any = true;
        self
    }

    /// Most characters, items or entries.
    pub const fn max_size(mut self, size: u64) -> Self {
        self.max_size = size;
        self.any = true;
        self
    }

    /// Regular expressions that a string matches, all of them.
    pub const fn patterns(mut self, patterns: &'static [&'static dyn Matches]) -> Self {
        self.patterns = patterns;
        self.any = true;
        self
    }

    /// No item comes twice.
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self.any = true;
        self
    }

    /// The limits of items and map values.
    pub const fn parts(mut self, parts: &'static Limits) -> Self {
        self.parts = Some(parts);
        self.any = true;
        self
    }

    /// The limits of the names of properties and entries.
    pub const fn names(mut self, names: &'static Limits) -> Self {
        self.names = Some(names);
        self.any = true;
        self
    }

    /// The limits of the name that the value goes by: they hold beside its own.
    pub const fn also(mut self, also: &'static Limits) -> Self {
        self.also = Some(also);
        self.any = true;
        self
    }

    /// The values that are allowed.
    pub const fn one_of(mut self, values: &'static [Const]) -> Self {
        self.values = values;
        self.any = true;
        self
    }

    /// What a text is to be.
    pub const fn format(mut self, format: &'static Format) -> Self {
        self.format = Some(format);
        self.any = true;
        self
    }

    /// A text may be empty instead of what it is to be.
    pub const fn or_empty(mut self) -> Self {
        self.or_empty = true;
        self
    }

    /// Whether there is something to check.
    pub const fn is_some(&self) -> bool {
        self.any
    }

    /// The limits of items and map values.
    pub fn each(&self) -> &'static Limits {
        self.parts.unwrap_or(&Limits::NONE)
    }

    /// Fewest and most items or entries.
    pub fn size(&self) -> (u64, u64) {
        (self.min_size, self.max_size)
    }

    /// Whether names have limits.
    pub fn has_names(&self) -> bool {
        self.names.is_some()
    }

    /// Notes where a name does not keep to the limits of names.
    pub fn check_name(&self, name: &str, cx: &mut Cx) -> Result {
        let Some(names) = self.names else { return Ok(()) };
        let mark = cx.mark();
        let result = names.check(Look::Str(name), cx);
        cx.inside_name(mark, name);
        result
    }

    /// Notes where a value does not keep to the limits.
    pub fn check(&self, look: Look<'_>, cx: &mut Cx) -> Result {
        if self.any { self.check_look(&look, cx) } else { Ok(()) }
    }

    fn check_look(&self, look: &Look<'_>, cx: &mut Cx) -> Result {
        if let Some(also) = self.also {
            also.check_look(look, cx)?;
        }
        if !self.values.is_empty()
            && !matches!(look, Look::Absent | Look::Null)
            && !self.values.iter().any(|value| value.looks_like(look))
        {
            // A long list is cut.
            let mut values: Vec<String> = self.values.iter().take(20).map(Const::to_string).collect();
            if self.values.len() > 20 {
                values.push("...".to_owned());
            }
            cx.violation(format!("must be one of {}", values.join(", ")))?;
        }
        match look {
            Look::I64(n) => self.check_number(Number::Int((*n).into()), cx),
            Look::U64(n) => self.check_number(Number::Int((*n).into()), cx),
            Look::F32(n) => self.check_number(Number::written(*n), cx),
            Look::F64(n) => self.check_number(Number::Float(*n), cx),
            Look::Digits(text) => self.check_number(Number::Float(text.parse().unwrap_or(f64::NAN)), cx),
            Look::Str(text) => self.check_text(text, cx),
            // What was made out of a typed value has its form already.
            Look::Text(text) => Limits { format: None, ..*self }.check_text(text, cx),
            Look::List(list) => self.check_list(*list, cx),
            Look::Map(map) => self.check_map(*map, cx),
            Look::Absent | Look::Null | Look::Bool(_) | Look::Object(_) | Look::Tagged(..) => Ok(()),
        }
    }

    fn check_number(&self, number: Number, cx: &mut Cx) -> Result {
        match number.order(self.minimum) {
            Some(Order::Less) => cx.violation(format!("must be at least {}", Shown(self.minimum)))?,
            Some(Order::Equal) if self.above => cx.violation(format!("must be more than {}", Shown(self.minimum)))?,
            _ => {}
        }
        match number.order(self.maximum) {
            Some(Order::Greater) => cx.violation(format!("must be at most {}", Shown(self.maximum)))?,
            Some(Order::Equal) if self.below => cx.violation(format!("must be less than {}", Shown(self.maximum)))?,
            _ => {}
        }
        if !number.is_multiple_of(self.multiple_of) {
            cx.violation(format!("must be a multiple of {}", Shown(self.multiple_of)))?;
        }
        Ok(())
    }

    fn check_text(&self, text: &str, cx: &mut Cx) -> Result {
        // Bytes bound the characters from above, so that most texts need not be counted.
        let bytes = text.len() as u64;
        if bytes > self.max_size || self.min_size > 0 {
            self.check_size(text.chars().count() as u64, ["character", "characters"], cx)?;
        }
        if let Some(format) = self.format
            && !(self.or_empty && text.is_empty())
            && !(format.test)(text)
        {
            cx.violation(format!("must be {}", format.name))?;
        }
        for pattern in self.patterns {
            if !pattern.matches(text) {
                cx.violation(format!("must match the regular expression {}", pattern.source()))?;
            }
        }
        Ok(())
    }

    fn check_size(&self, size: u64, what: [&str; 2], cx: &mut Cx) -> Result {
        let counted = |n: u64| what[usize::from(n != 1)];
        if size < self.min_size {
            let n = self.min_size;
            return cx.violation(format!("must have at least {n} {}", counted(n)));
        }
        if size > self.max_size {
            let n = self.max_size;
            return cx.violation(format!("must have at most {n} {}", counted(n)));
        }
        Ok(())
    }

    fn check_list(&self, list: &dyn ListView, cx: &mut Cx) -> Result {
        self.check_size(list.len() as u64, ["item", "items"], cx)?;
        if let Some(parts) = self.parts {
            for index in 0..list.len() {
                let mark = cx.mark();
                let result = list.item(index).map_or(Ok(()), |item| parts.check(item.look(), cx));
                cx.inside_item(mark, index);
                result?;
            }
        }
        if self.unique && has_twins(list) {
            cx.violation("must not have an item twice")?;
        }
        Ok(())
    }

    fn check_map(&self, map: &dyn MapView, cx: &mut Cx) -> Result {
        self.check_size(map.len() as u64, ["entry", "entries"], cx)?;
        if self.parts.is_none() && self.names.is_none() {
            return Ok(());
        }
        let parts = self.each();
        let mut result = Ok(());
        map.each(&mut |key, value| {
            if result.is_ok() {
                result = self.check_name(key, cx);
            }
            if result.is_ok() {
                let mark = cx.mark();
                result = parts.check(value.look(), cx);
                cx.inside(mark, key);
            }
        });
        result
    }
}

/// Whether two items are written alike. Maps are written in the order of their keys, so that this is equality.
fn has_twins(list: &dyn ListView) -> bool {
    let mut seen = super::places::Places::default();
    (0..list.len()).filter_map(|index| list.item(index)).any(|item| !seen.insert(super::json::to_json(item)))
}

enum Number {
    Int(i128),
    Float(f64),
}

enum Order {
    Less,
    Equal,
    Greater,
}

impl Number {
    /// The number as it is written: 0.1 is no more than a maximum of 0.1, although as an `f32` it lies above the `f64`.
    fn written(n: f32) -> Self {
        Number::Float(n.to_string().parse().unwrap_or_else(|_| n.into()))
    }

    fn order(&self, bound: Bound) -> Option<Order> {
        let order = match (self, bound) {
            (_, Bound::None) => None,
            (Number::Int(n), Bound::Int(bound)) => Some(n.cmp(&i128::from(bound))),
            (Number::Int(n), Bound::Float(bound)) => (*n as f64).partial_cmp(&bound),
            (Number::Float(n), Bound::Int(bound)) => n.partial_cmp(&(bound as f64)),
            (Number::Float(n), Bound::Float(bound)) => n.partial_cmp(&bound),
        };
        order.map(|order| match order {
            std::cmp::Ordering::Less => Order::Less,
            std::cmp::Ordering::Equal => Order::Equal,
            std::cmp::Ordering::Greater => Order::Greater,
        })
    }

    fn is_multiple_of(&self, step: Bound) -> bool {
        let (n, step) = match (self, step) {
            (_, Bound::None | Bound::Int(0)) => return true,
            (Number::Int(n), Bound::Int(step)) => return n % i128::from(step) == 0,
            (Number::Int(n), Bound::Float(step)) => (*n as f64, step),
            (Number::Float(n), Bound::Int(step)) => (*n, step as f64),
            (Number::Float(n), Bound::Float(step)) => (*n, step),
        };
        // 0.3 is a multiple of 0.1, although its quotient is not whole in binary: both numbers and their quotient are off
        // by half a unit in the last place at most.
        let quotient = n / step;
        (quotient - quotient.round()).abs() <= quotient.abs() * 2.0 * f64::EPSILON
    }
}

struct Shown(Bound);

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Bound::None => Ok(()),
            Bound::Int(n) => n.fmt(f),
            Bound::Float(n) => n.fmt(f),
        }
    }
}
