//! `types/recursion-maps`: values that hold themselves, and what becomes of properties that are not declared.

use cases_run::{lenient, rejected, same, strict};
use types_recursion_maps_types as maps;

#[test]
fn values_hold_values_of_their_own_type() {
    same!(
        maps,
        maps::Tree,
        r#"{"name":"a"}"#,
        r#"{"name":"a","left":{"name":"b","left":{"name":"c"}},"children":[{"name":"d"},{"name":"e","children":[]}]}"#
    );
    rejected!(maps, maps::Tree, r#"{"name":"a","left":{"children":[{"left":{}}]}}"# => "/left/children/0/left/name");
    same!(maps, maps::Expr, r#""x""#, r#"{"not":{"not":"x"}}"#);
    // Values of a recursive type end somewhere: who nests deeper than anybody needs is told so.
    let deep = |levels: usize| format!("{}\"x\"{}", r#"{"not":"#.repeat(levels), "}".repeat(levels));
    same!(maps, maps::Expr, deep(50));
    rejected!(maps, maps::Expr, deep(100_000) => "");
}

#[test]
fn properties_that_are_not_declared() {
    // Declared by their type only,
    same!(maps, maps::Counts, "{}", r#"{"":0,"a b":1,"🦀":-2}"#);
    rejected!(maps, maps::Counts, r#"{"a":1,"b/c":"2"}"# => "/b~1c");
    // of any type beside others, of one type, none,
    same!(maps, maps::Open, r#"{"id":"i","more":[1,{"a":null}]}"#, r#"{"more":null}"#);
    rejected!(maps, maps::Open, r#"{"id":1,"more":1}"# => "/id");
    same!(maps, maps::Typed, r#"{"id":"i","leaf":{"name":"n"}}"#);
    rejected!(maps, maps::Typed, r#"{"leaf":{}}"# => "/leaf/name: is required");
    same!(maps, maps::Closed, r#"{"id":"i"}"#);
    rejected!(maps, maps::Closed, r#"{"id":"i","more":1}"# => "/more");
    assert_eq!(lenient!(maps, maps::Closed, r#"{"id":"i","more":1}"#), Ok(r#"{"id":"i"}"#.to_owned()));
    // and whatever there is.
    same!(maps, maps::Free, "{}", r#"{"a":[true,null,1.5]}"#);
    rejected!(maps, maps::Free, "[]" => "an object");
    same!(maps, maps::Anything, "null", "1", r#""a""#, r#"[{}]"#);
    // A property that is there twice is told by a server; a client takes the last one.
    rejected!(maps, maps::Counts, r#"{"a":1,"a":2}"# => "/a");
    assert_eq!(lenient!(maps, maps::Counts, r#"{"a":1,"a":2}"#), Ok(r#"{"a":2}"#.to_owned()));
    assert_eq!(strict!(maps, maps::Open, r#"{"id":"i"}"#), Ok(r#"{"id":"i"}"#.to_owned()));
}
