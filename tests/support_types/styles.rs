//! The specification's table of styles, in full: what `color` looks like as an empty string, a string, an array and an
//! object, for every place, style and explode; and what the table leaves open.
//!
//! The strings are those of OpenAPI 3.0.4 and 3.1.1, where delimiters in queries are percent-encoded.

use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::params::{both, read, try_write, write};
use crate::support::{self, Decode, Limits, Param, Style, View};

/// The object of the table, with its members in the table's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rgb {
    red: i64,
    green: i64,
    blue: i64,
}

support::object! {
    Rgb {
        0 => red: required("R"),
        1 => green: required("G"),
        _ => blue: required("B"),
    }
}

const RGB: Rgb = Rgb { red: 100, green: 200, blue: 150 };

fn colors() -> Vec<String> {
    ["blue", "black", "brown"].map(str::to_owned).into()
}

/// One row of the table: the empty string, the string, the array, the object. What is left open is `-`.
fn row(param: Param, cells: [&str; 4]) {
    let [empty, string, array, object] = cells;
    cell(param, String::new(), empty);
    cell(param, "blue".to_owned(), string);
    cell(param, colors(), array);
    cell(param.properties(&["R", "G", "B"]), RGB, object);
}

fn cell<T: Decode + View + PartialEq + Debug>(param: Param, value: T, text: &str) {
    if text != "-" {
        // The members of an object have names of their own only where they stand beside other parameters.
        let beside = text.starts_with("R=") && !text.contains(',') && text.contains(['&', ' ']);
        both(if beside { param } else { Param { members: support::Members::None, ..param } }, value, text);
    }
}

#[test]
fn the_table_of_the_specification() {
    let path = |style| Param::path("color").style(style);
    row(path(Style::Matrix), [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]);
    row(
        path(Style::Matrix).explode(true),
        [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"],
    );
    row(path(Style::Label), [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]);
    row(path(Style::Label).explode(true), [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]);
    // An empty string leaves nothing of a path segment: an error, tested elsewhere.
    row(path(Style::Simple), ["-", "blue", "blue,black,brown", "R,100,G,200,B,150"]);
    row(path(Style::Simple).explode(true), ["-", "blue", "blue,black,brown", "R=100,G=200,B=150"]);

    let header = Param::header("color");
    row(header, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]);
    row(header.explode(true), ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]);

    let query = Param::query("color");
    row(query.explode(false), ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]);
    row(query, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]);
    let space = query.style(Style::SpaceDelimited).explode(false);
    row(space, ["-", "-", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"]);
    let pipe = query.style(Style::PipeDelimited).explode(false);
    row(pipe, ["-", "-", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"]);
    let deep = query.style(Style::DeepObject);
    row(deep, ["-", "-", "-", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"]);

    // The table has no cookies with `explode`: pairs are parted as in any `Cookie` header.
    let cookie = Param::cookie("color");
    row(cookie.explode(false), ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]);
    row(cookie, ["color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"]);

    // Swagger 2.0's collection formats that are not in the table.
    let tabs = query.style(Style::TabDelimited).explode(false);
    row(tabs, ["-", "-", "color=blue%09black%09brown", "-"]);
}

/// Signs that part values in one style or another, or mean something in a URL.
const SIGNS: &str = "a,b;c.d|e f=g&h+i/j?k#l%2Cm[n]{o}\"p:q@r!$'()*ä☃";

#[test]
fn delimiters_inside_of_values_part_nothing() {
    let list = || vec![SIGNS.to_owned(), "..".to_owned(), "x".to_owned()];
    let object = || BTreeMap::from([(SIGNS.to_owned(), SIGNS.to_owned()), ("x".to_owned(), "..".to_owned())]);
    for explode in [false, true] {
        for style in [Style::Simple, Style::Label, Style::Matrix] {
            let param = Param::path("color").style(style).explode(explode);
            there_and_back(param, SIGNS.to_owned());
            there_and_back(param, list());
            there_and_back(param, object());
        }
        for param in [Param::query("color"), Param::cookie("color"), Param::query("color").allow_reserved()] {
            there_and_back(param.explode(explode), SIGNS.to_owned());
            there_and_back(param.explode(explode), list());
            let members = if explode { param.all_but(&["color"]) } else { param.explode(false) };
            // Brackets in a name are nesting there.
            let object = object().into_iter().map(|(name, text)| (name.replace(['[', ']'], ""), text));
            there_and_back(members, object.collect::<BTreeMap<_, _>>());
        }
    }
    // What no encoding tells from the delimiter is an error.
    let query = Param::query("color").explode(false);
    for (param, sign) in [
        (query.style(Style::SpaceDelimited), " "),
        (query.style(Style::PipeDelimited), "|"),
        (query.style(Style::TabDelimited), "\t"),
        (Param::header("color"), ","),
    ] {
        let whole = SIGNS.replace(sign, "");
        there_and_back(param, vec![whole.clone(), "x".to_owned()]);
        assert!(try_write(&param, &vec![format!("a{sign}b")]).is_err(), "{param:?}");
        assert!(try_write(&param, &BTreeMap::from([("a".to_owned(), format!("a{sign}b"))])).is_err(), "{param:?}");
    }
    assert!(try_write(&Param::header("color").explode(true), &BTreeMap::from([("a=b".to_owned(), 1_i64)])).is_err());
    there_and_back(Param::header("color"), SIGNS.to_owned());
}

fn there_and_back<T: Decode + View + PartialEq + Debug>(param: Param, value: T) {
    let text = write(&param, &value);
    assert_eq!(read::<T>(&param, &text).as_ref(), Ok(&value), "{param:?} {text}");
    if param.location == support::In::Path {
        assert!(!text.contains(['/', '?', '#', ' ', '"', '{']), "{param:?} {text}");
    }
}

#[test]
fn reserved_signs_stay_where_that_is_allowed() {
    let query = Param::query("q").allow_reserved();
    assert_eq!(write(&query, &":/?#[]@!$&'()*+,;="), "q=:/?%23%5B%5D@!$%26'()*%2B,;=");
    assert_eq!(write(&query.explode(false), &vec!["a/b".to_owned(), "c,d".to_owned()]), "q=a/b,c%2Cd");
}

#[test]
fn a_text_of_the_wrong_style_is_named() {
    let path = Param::path("color");
    assert_eq!(read::<String>(&path.style(Style::Label), "blue").unwrap_err(), "must start with `.`");
    for text in ["blue", ";colour=blue", "color=blue"] {
        let error = "must be written as `;color=...`";
        assert_eq!(read::<String>(&path.style(Style::Matrix), text).unwrap_err(), error);
        assert_eq!(read::<Vec<String>>(&path.style(Style::Matrix).explode(true), text).unwrap_err(), error);
    }
    assert_eq!(read::<Rgb>(&path, "R,100,G").unwrap_err(), "has a name without a value");
    assert_eq!(
        read::<Rgb>(&path, "R,100,G,x").unwrap_err(),
        "/G: expected an integer of 64 bits, found text\n/B: is required"
    );
    assert_eq!(read::<Vec<i64>>(&Param::query("q").explode(false), "q=1&q=2").unwrap_err(), "must not be there twice");
}

#[test]
fn nothing_null_and_the_empty_list() {
    let query = Param::query("q");
    for param in [query, query.explode(false), query.style(Style::DeepObject), Param::cookie("q")] {
        assert_eq!(write(&param, &Vec::<String>::new()), "", "{param:?}");
        assert_eq!(write(&param, &BTreeMap::<String, String>::new()), "", "{param:?}");
        assert_eq!(write(&param, &None::<String>), "", "{param:?}");
    }
    assert_eq!(read::<Vec<String>>(&query, ""), Ok(Vec::new()));
    // null inside of a list or object is left out.
    assert_eq!(write(&query, &vec![Some(1_i64), None, Some(2)]), "q=1&q=2");
    // A list that must be there can be empty where it is one text.
    both(query.explode(false).required(), Vec::<i64>::new(), "q=");
    both(Param::header("q").required(), Vec::<i64>::new(), "");
    // Elsewhere what must be there would leave nothing.
    for param in [query.required(), query.style(Style::DeepObject).required(), Param::cookie("q").required()] {
        assert!(try_write(&param, &Vec::<String>::new()).is_err(), "{param:?}");
        assert!(try_write(&param, &BTreeMap::<String, String>::new()).is_err(), "{param:?}");
        assert!(try_write(&param, &vec![String::new()]).is_ok(), "{param:?}");
    }
    // What a header does not keep, and what would be taken for another parameter.
    let header = Param::header("q");
    for text in [" a", "a\t"] {
        assert!(try_write(&header, &text).is_err(), "{text:?}");
        assert!(try_write(&header, &vec![text.to_owned(), "b".to_owned()]).is_err(), "{text:?}");
    }
    both(header, "a b".to_owned(), "a b");
    let free = query.all_but(&["deep", "x"]);
    for name in ["deep", "x", "deep[a]"] {
        assert!(try_write(&free, &BTreeMap::from([(name.to_owned(), 1_i64)])).is_err(), "{name}");
    }
    both(free, BTreeMap::from([("deeper".to_owned(), 1_i64)]), "deeper=1");
    // A list of one empty text.
    both(query, vec![String::new()], "q=");
    both(Param::path("q").style(Style::Label), vec![String::new()], ".");
}

#[test]
fn empty_values_where_they_are_allowed() {
    let query = Param::query("q").allow_empty();
    for text in ["q=", "q"] {
        assert_eq!(read::<Option<String>>(&query, text), Ok(Some(String::new())));
        assert_eq!(read::<Option<i64>>(&query, text), Ok(None));
        assert_eq!(read::<i64>(&query.default("3"), text), Ok(3));
        assert_eq!(read::<Option<Vec<String>>>(&query.required(), text), Ok(Some(Vec::new())));
        assert_eq!(read::<String>(&query.limits(const { &Limits::NONE.min_size(1) }), text), Ok(String::new()));
        assert_eq!(read::<i64>(&query.required(), text).unwrap_err(), "is required");
    }
    assert_eq!(write(&query, &Vec::<i64>::new()), "q=");
}

#[test]
fn nested_values_as_the_common_servers_read_them() {
    type Nested = BTreeMap<String, Vec<BTreeMap<String, i64>>>;
    let deep = Param::query("f").style(Style::DeepObject);
    let nested: Nested =
        [("l".to_owned(), vec![[("a".to_owned(), 1), ("b".to_owned(), 2)].into(), [("a".to_owned(), 3)].into()])]
            .into();
    both(deep, nested.clone(), "f%5Bl%5D%5B0%5D%5Ba%5D=1&f%5Bl%5D%5B0%5D%5Bb%5D=2&f%5Bl%5D%5B1%5D%5Ba%5D=3");
    for text in ["f[l][][a]=1&f[l][][b]=2&f[l][][a]=3", "f[l][10][a]=3&f[l][9][a]=1&f[l][9][b]=2"] {
        assert_eq!(read::<Nested>(&deep, text).as_ref(), Ok(&nested), "{text}");
    }
    type Lists = BTreeMap<String, Vec<i64>>;
    let lists: Lists = [("l".to_owned(), vec![1, 2])].into();
    both(deep, lists.clone(), "f%5Bl%5D%5B%5D=1&f%5Bl%5D%5B%5D=2");
    for text in ["f[l]=1&f[l]=2", "f[l][0]=1&f[l][1]=2", "f[l][1]=2&f[l][0]=1", "x=1&f[l][]=1&g[l][]=3&f[l][]=2"] {
        assert_eq!(read::<Lists>(&deep, text).as_ref(), Ok(&lists), "{text}");
    }
    // A list on its own: OpenAPI does not describe it, servers read it.
    both(deep, vec![1_i64, 2], "f%5B%5D=1&f%5B%5D=2");
    assert_eq!(read::<Vec<i64>>(&deep, "f[x]=1").unwrap_err(), "expected an array, found an object");
    assert_eq!(read::<i64>(&deep, "f[x]=1").unwrap_err(), "expected text, found an object");
    // Any JSON keeps its shape, as texts.
    let value = read::<serde_json::Value>(&deep, "f[a][]=1&f[b][c]=x&f[d]=y&f[e][0]=z").unwrap();
    assert_eq!(value, serde_json::json!({"a": ["1"], "b": {"c": "x"}, "d": "y", "e": ["z"]}));
    // An exploded object beside others: lists repeat their name, brackets are read too.
    let form = Param::query("f").properties(&["l"]);
    both(form, lists.clone(), "l=1&l=2");
    assert_eq!(read::<Lists>(&form, "l[]=1&other=3&l[]=2"), Ok(lists));
}

#[test]
fn brackets_without_end_cost_little() {
    let deep = Param::query("f").style(Style::DeepObject);
    let text = format!("f{}=1", "[a]".repeat(100_000));
    assert_eq!(read::<Option<serde_json::Value>>(&deep, &text), Ok(None));
    let text: Vec<String> = (0..100_000).map(|index| format!("f[{index}x]=1")).collect();
    let value = read::<BTreeMap<String, i64>>(&deep, &text.join("&")).unwrap();
    assert_eq!(value.len(), 100_000);
}

#[test]
fn objects_of_any_name_leave_the_others_alone() {
    let rest = Param::query("rest").all_but(&["page", "key"]);
    let map = BTreeMap::from([("a".to_owned(), 1_i64), ("b".to_owned(), 2)]);
    assert_eq!(read::<BTreeMap<String, i64>>(&rest, "page=x&a=1&key=y&b=2&page[z]=1"), Ok(map));
    let named = Param::query("color").properties(&["R", "G", "B"]);
    assert_eq!(read::<Rgb>(&named, "R=100&other=1&G=200&B=150&page=2"), Ok(RGB));
    assert_eq!(read::<Rgb>(&named.required(), "other=1").unwrap_err(), "is required");
    let cookie = Param::cookie("color").properties(&["R", "G", "B"]);
    assert_eq!(read::<Rgb>(&cookie, "session=a+b&c; R=100;G=200; B=150"), Ok(RGB));
}

#[test]
fn a_plus_is_a_space_in_queries_only() {
    assert_eq!(read::<String>(&Param::query("q"), "q=a+b%2B").unwrap(), "a b+");
    assert_eq!(read::<String>(&Param::cookie("q"), "q=a+b%2B").unwrap(), "a+b+");
    assert_eq!(read::<String>(&Param::path("q"), "a+b%2B").unwrap(), "a+b+");
    assert_eq!(read::<String>(&Param::header("q"), "a+b%2B").unwrap(), "a+b%2B");
}
