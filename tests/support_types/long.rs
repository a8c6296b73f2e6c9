//! Long lists of names: how many names are looked at to find one.

use std::cell::Cell;

use crate::support::{self, Described, Index, Mode, decode_form, decode_xml, from_json};

/// Names as documents have them: much alike.
fn names(count: usize) -> Vec<&'static str> {
    (0..count).map(|at| &*format!("property_{at}").leak()).collect()
}

#[test]
fn finds_every_name_and_no_other() {
    for count in [0, 1, 2, 17, 64, 300, 2_000] {
        let names = names(count);
        let index = Index::new();
        let find = |wanted: &str| index.find(names.len(), &|place| names[place], wanted);
        for (place, name) in names.iter().enumerate() {
            assert_eq!(find(name), Some(place));
        }
        for other in ["", "property_", "property_-1", "Property_0", "property_999999"] {
            assert_eq!(find(other), None, "{other} of {count}");
        }
    }
}

#[test]
fn the_first_of_two_names_counts() {
    let names = ["a", "b", "a"];
    assert_eq!(Index::new().find(3, &|place| names[place], "a"), Some(0));
}

#[test]
fn looks_at_few_names_however_many_there_are() {
    for count in [10, 100, 1_000, 10_000] {
        let names = names(count);
        let index = Index::new();
        let steps = Cell::new(0);
        let find = |wanted: &str| {
            let name = |place: usize| {
                steps.set(steps.get() + 1);
                names[place]
            };
            index.find(count, &name, wanted)
        };
        find("");
        steps.set(0);
        names.iter().for_each(|name| assert!(find(name).is_some()));
        let own = steps.take();
        assert!(own < 2 * count, "{own} of {count} names");
        let others: Vec<String> = (0..count).map(|at| format!("other_{at}")).collect();
        others.iter().for_each(|name| assert!(find(name).is_none()));
        let other = steps.take();
        assert!(other < 2 * count, "{other} of {count} names");
    }
}

/// An object of 300 numbers.
struct Wide(Vec<i64>);

const WIDTH: usize = 300;

static NAMES: std::sync::LazyLock<Vec<&'static str>> = std::sync::LazyLock::new(|| names(WIDTH));

impl support::Object for Wide {
    fn shape(&self) -> &'static support::Shape {
        static SHAPE: std::sync::LazyLock<support::Shape> = std::sync::LazyLock::new(|| {
            let fields: Vec<support::Field> = NAMES.iter().map(|name| support::required(name)).collect();
            support::Shape::object(fields.leak())
        });
        &SHAPE
    }

    fn place(&mut self, field: usize) -> &mut dyn support::Place {
        &mut self.0[field]
    }

    fn view(&self, field: usize) -> &dyn support::View {
        &self.0[field]
    }
}

impl Described for Wide {
    type Kind = support::Objects;

    fn blank() -> Self {
        Wide(vec![-1; WIDTH])
    }
}

support::bridge!(Wide);

#[test]
fn wide_objects_come_in_any_order() {
    let forward: Vec<usize> = (0..WIDTH).collect();
    let backward: Vec<usize> = (0..WIDTH).rev().collect();
    // 7 and 300 share no divisor, so that this is every number once.
    let mixed: Vec<usize> = (0..WIDTH).map(|at| at * 7 % WIDTH).collect();
    for order in [forward, backward, mixed] {
        let members: Vec<String> = order.iter().map(|at| format!("\"{}\":{at}", NAMES[*at])).collect();
        let json = format!("{{\"other\":0,{},\"last\":1}}", members.join(","));
        let value: Wide = from_json(json.as_bytes(), Mode::Strict).expect("an object");
        assert!((0..).zip(&value.0).all(|(at, number)| at == *number));

        let pairs: Vec<String> = order.iter().map(|at| format!("{}={at}", NAMES[*at])).collect();
        let mut value = Wide::blank();
        decode_form(&mut value, pairs.join("&").as_bytes(), Mode::Strict).expect("a form");
        assert!((0..).zip(&value.0).all(|(at, number)| at == *number));

        let elements: Vec<String> = order.iter().map(|at| format!("<{0}>{at}</{0}>", NAMES[*at])).collect();
        let mut value = Wide::blank();
        decode_xml(&mut value, format!("<w>{}<other/></w>", elements.concat()).as_bytes(), Mode::Strict).expect("XML");
        assert!((0..).zip(&value.0).all(|(at, number)| at == *number));
    }
}

#[test]
fn what_a_wide_object_lacks_or_has_twice_is_told() {
    let members: Vec<String> = (1..WIDTH).chain([70]).map(|at| format!("\"{}\":{at}", NAMES[at])).collect();
    let json = format!("{{{}}}", members.join(","));
    let error = from_json::<Wide>(json.as_bytes(), Mode::Strict).err().expect("violations");
    let told: Vec<String> = error.violations.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["/property_70: must not be there twice", "/property_0: is required"]);
}
