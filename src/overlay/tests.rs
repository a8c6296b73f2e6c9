//! The semantics of the specification, row by row, and what a hostile overlay cannot do.

#[path = "../../tests/common/cpu.rs"]
mod cpu;

use std::time::Duration;

use cpu::timed;
use serde_json::{Value, json};

use super::{Overlay, Trail, apply};
use crate::diagnostics::Diagnostic;
use crate::model::Pointer;

/// Applies one overlay of the given actions.
fn run(version: &str, mut document: Value, actions: &Value) -> (Value, Trail, Vec<Diagnostic>) {
    let overlay = json!({ "overlay": version, "info": { "title": "t", "version": "1" }, "actions": actions });
    let (trail, diagnostics) = apply(&mut document, &[Overlay { file: 1, value: &overlay }]);
    (document, trail, diagnostics)
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn actions_do_what_the_specification_says() {
    let rows = [
        // A property that only the target has stays, one that only the update has is inserted.
        (json!({"a": {"x": 1}}), json!([{"target": "$.a", "update": {"y": 2}}]), json!({"a": {"x": 1, "y": 2}})),
        // A single value replaces a single value, null included.
        (json!({"a": {"x": 1}}), json!([{"target": "$.a", "update": {"x": "z"}}]), json!({"a": {"x": "z"}})),
        (json!({"a": {"x": null}}), json!([{"target": "$.a", "update": {"x": 1}}]), json!({"a": {"x": 1}})),
        (json!({"a": {"x": 1}}), json!([{"target": "$.a", "update": {"x": null}}]), json!({"a": {"x": null}})),
        // Lists are appended, maps are merged, all the way down.
        (
            json!({"a": {"l": [1], "m": {"n": {"o": 1}}}}),
            json!([{"target": "$", "update": {"a": {"l": [1, [2]], "m": {"n": {"p": 2}, "q": 3}}}}]),
            json!({"a": {"l": [1, 1, [2]], "m": {"n": {"o": 1, "p": 2}, "q": 3}}}),
        ),
        // A list as the target takes a list, a map and a single value.
        (json!({"l": [1]}), json!([{"target": "$.l", "update": [2, 3]}]), json!({"l": [1, 2, 3]})),
        (json!({"l": [1]}), json!([{"target": "$.l", "update": {"a": 2}}]), json!({"l": [1, {"a": 2}]})),
        (json!({"l": []}), json!([{"target": "$.l", "update": null}]), json!({"l": [null]})),
        // A single value as the target is replaced.
        (json!({"a": {"b": "old"}}), json!([{"target": "$.a.b", "update": "new"}]), json!({"a": {"b": "new"}})),
        (json!({"l": [1, 2, 1]}), json!([{"target": "$.l[?@ == 1]", "update": 9}]), json!({"l": [9, 2, 9]})),
        // Several targets.
        (
            json!({"p": {"/a": {"get": {}}, "/b": {"get": {"x": 1}}, "/c": {}}}),
            json!([{"target": "$.p.*.get", "update": {"safe": true}}]),
            json!({"p": {"/a": {"get": {"safe": true}}, "/b": {"get": {"x": 1, "safe": true}}, "/c": {}}}),
        ),
        // A node that is selected twice is changed once.
        (json!({"l": [1]}), json!([{"target": "$['l', 'l']", "update": 2}]), json!({"l": [1, 2]})),
        (json!({"a": {"l": [1]}}), json!([{"target": "$..['l', 'l']", "update": 2}]), json!({"a": {"l": [1, 2]}})),
        // Members and items are removed, inner ones before outer ones, single values too.
        (json!({"a": 1, "b": 2}), json!([{"target": "$.a", "remove": true}]), json!({"b": 2})),
        (json!({"l": [1, 2, 3, 4]}), json!([{"target": "$.l[0, 2]", "remove": true}]), json!({"l": [2, 4]})),
        (
            json!({"l": [{"x": 1, "l": [{"x": 2}, 5]}, {"y": 3}]}),
            json!([{"target": "$..[?@.x]", "remove": true}]),
            json!({"l": [{"y": 3}]}),
        ),
        (
            json!({"tags": ["a", "dummy"]}),
            json!([{"target": "$.tags[?@ == 'dummy']", "remove": true}]),
            json!({"tags": ["a"]}),
        ),
        // `remove` counts, whatever stands beside it; `remove: false` says nothing.
        (json!({"a": 1}), json!([{"target": "$.a", "remove": true, "update": 2, "copy": "$.a"}]), json!({})),
        (json!({"a": 1}), json!([{"target": "$.a", "remove": false, "update": 2}]), json!({"a": 2})),
        // Each action sees what the one before it left.
        (
            json!({"servers": [{"url": "a"}]}),
            json!([{"target": "$.servers", "remove": true}, {"target": "$", "update": {"servers": [{"url": "b"}]}}]),
            json!({"servers": [{"url": "b"}]}),
        ),
        // A copy is merged as an update would be; moving is copying and removing.
        (
            json!({"foo": {"a": 1, "l": [1]}, "bar": {"b": 2, "l": [2]}}),
            json!([{"target": "$.bar", "copy": "$.foo"}]),
            json!({"foo": {"a": 1, "l": [1]}, "bar": {"b": 2, "l": [2, 1], "a": 1}}),
        ),
        (
            json!({"paths": {"/old": {"get": 1}}}),
            json!([
                {"target": "$.paths", "update": {"/new": {}}},
                {"target": "$.paths['/new']", "copy": "$.paths['/old']"},
                {"target": "$.paths['/old']", "remove": true},
            ]),
            json!({"paths": {"/new": {"get": 1}}}),
        ),
        (json!({"l": [1], "m": [2]}), json!([{"target": "$.l", "copy": "$.m"}]), json!({"l": [1, 2], "m": [2]})),
        (json!({"a": 1, "b": 2}), json!([{"target": "$.a", "copy": "$.b"}]), json!({"a": 2, "b": 2})),
        // A copy of a part into what is inside of it: the part as it was.
        (json!({"a": {"b": {}}}), json!([{"target": "$.a.b", "copy": "$"}]), json!({"a": {"b": {"a": {"b": {}}}}})),
        // Keys of any characters.
        (
            json!({"/a~b": {"'": [0]}}),
            json!([{"target": "$['/a~b'][\"'\"]", "update": 1}]),
            json!({"/a~b": {"'": [0, 1]}}),
        ),
    ];
    for (document, actions, expected) in rows {
        let (given, _, diagnostics) = run("1.1.0", document.clone(), &actions);
        assert_eq!(codes(&diagnostics), Vec::<&str>::new(), "{document} {actions}");
        assert_eq!(given, expected, "{document} {actions}");
    }
}

#[test]
fn what_does_not_go_together_is_said() {
    let rows = [
        (
            json!({"a": {"x": {}}}),
            json!([{"target": "$.a", "update": {"x": 1}}]),
            "overlay-mismatch",
            "/actions/0/update/x",
        ),
        (
            json!({"a": {"x": []}}),
            json!([{"target": "$.a", "update": {"x": {}}}]),
            "overlay-mismatch",
            "/actions/0/update/x",
        ),
        (
            json!({"a": {"x": [1]}}),
            json!([{"target": "$.a", "update": {"x": 1}}]),
            "overlay-mismatch",
            "/actions/0/update/x",
        ),
        (
            json!({"a": {"x": 1}}),
            json!([{"target": "$.a", "update": {"x": {}}}]),
            "overlay-mismatch",
            "/actions/0/update/x",
        ),
        (json!({"a": {}}), json!([{"target": "$.a", "update": 1}]), "overlay-mismatch", "/actions/0/update"),
        (json!({"a": 1}), json!([{"target": "$.a", "update": []}]), "overlay-mismatch", "/actions/0/update"),
        (json!({"a": {}, "b": 1}), json!([{"target": "$.a", "copy": "$.b"}]), "overlay-mismatch", "/actions/0/copy"),
        (json!({"a": {}, "b": []}), json!([{"target": "$.*", "update": {}}]), "overlay-mismatch", "/actions/0/target"),
        (json!({"a": 1}), json!([{"target": "$", "remove": true}]), "overlay-mismatch", "/actions/0/target"),
        (json!({"a": {}}), json!([{"target": "$.a", "copy": "$.b"}]), "overlay-copy", "/actions/0/copy"),
        (json!({"a": {}, "b": {}}), json!([{"target": "$.a", "copy": "$.*"}]), "overlay-copy", "/actions/0/copy"),
        (json!({"a": 1}), json!([{"target": "$.b", "remove": true}]), "overlay-no-match", "/actions/0/target"),
        (json!({"a": 1}), json!([{"target": "$.b", "copy": "$.c"}]), "overlay-no-match", "/actions/0/target"),
        (json!({"a": 1}), json!([{"target": "$.a"}]), "overlay-no-effect", "/actions/0"),
        (json!({"a": 1}), json!([{"target": "$.a", "update": 1, "copy": "$.a"}]), "broken-overlay", "/actions/0"),
        (json!({"a": 1}), json!([{"target": "$.x-a", "update": 1}]), "overlay-target", "/actions/0/target"),
    ];
    for (document, actions, code, at) in rows {
        let (_, _, diagnostics) = run("1.1.0", document, &actions);
        assert_eq!(codes(&diagnostics), [code], "{actions}");
        assert_eq!(diagnostics[0].pointer, Pointer { file: 1, path: at.to_owned() }, "{actions}");
    }
}

#[test]
fn what_came_with_1_1_works_in_1_0_with_a_warning() {
    let actions =
        json!([{"target": "$.a", "update": 2}, {"target": "$.m", "copy": "$.n"}, {"target": "$.b", "remove": true}]);
    let document = json!({"a": 1, "b": 1, "m": {}, "n": {"x": 1}});
    let (given, _, diagnostics) = run("1.0.0", document, &actions);
    assert_eq!(given, json!({"a": 2, "m": {"x": 1}, "n": {"x": 1}}));
    // The actions are read before they are applied.
    assert_eq!(codes(&diagnostics), ["overlay-feature"; 3]);
    assert!(codes(&run("1.2.0", json!({}), &json!([])).2) == ["overlay-version"]);
}

#[test]
fn every_part_knows_which_text_it_comes_from() {
    let document = json!({"l": [{"n": 0}, {"n": 1}, {"n": 2}, {"n": 3}], "m": {"a": {"b": 1}}, "k": {"deep": [1]}});
    let actions = json!([
        {"target": "$.l[?@.n == 0 || @.n == 2]", "remove": true},
        {"target": "$.l", "update": [{"n": 4}]},
        {"target": "$.m", "update": {"a": {"b": 2, "c": {"d": 3}}}},
        {"target": "$.l[0]", "remove": true},
        {"target": "$", "update": {"copied": {}}},
        {"target": "$.copied", "copy": "$.k"},
        {"target": "$.m.a", "remove": true},
        {"target": "$.m", "update": {"a": {"c": {"d": 4}}}},
    ]);
    let (given, trail, diagnostics) = run("1.1.0", document, &actions);
    assert_eq!(codes(&diagnostics), Vec::<&str>::new());
    let expected = json!({
        "l": [{"n": 3}, {"n": 4}], "m": {"a": {"c": {"d": 4}}}, "k": {"deep": [1]}, "copied": {"deep": [1]},
    });
    assert_eq!(given, expected);
    let rows = [
        ("/l/0/n", 0, "/l/3/n"),
        ("/l/1/n", 1, "/actions/1/update/0/n"),
        ("/m", 0, "/m"),
        ("/m/a/c/d", 1, "/actions/7/update/a/c/d"),
        ("/copied", 1, "/actions/4/update/copied"),
        ("/copied/deep/0", 1, "/actions/5/copy"),
        ("/k/deep/0", 0, "/k/deep/0"),
        ("", 0, ""),
    ];
    for (pointer, file, path) in rows {
        let place = trail.resolve(&Pointer { file: 0, path: pointer.to_owned() });
        assert_eq!(place, Pointer { file, path: path.to_owned() }, "{pointer}");
    }
    let copied = Pointer { file: 0, path: "/copied/deep/0".to_owned() };
    assert_eq!(trail.text_of(&copied), None, "the text of a copy stands elsewhere");
}

/// Runs, and says that it took no time to speak of.
fn quickly(document: Value, actions: &Value) -> Vec<&'static str> {
    let ((_, _, diagnostics), taken) = timed(|| run("1.1.0", document, actions));
    assert!(taken < Duration::from_secs(20), "{taken:?}");
    let mut codes = codes(&diagnostics);
    codes.dedup();
    codes
}

#[test]
fn copies_do_not_multiply_a_document_without_end() {
    let actions: Vec<Value> = (0..200)
        .flat_map(|round| {
            let name = format!("c{round}");
            [json!({"target": "$", "update": {&name: {}}}), json!({"target": format!("$.{name}"), "copy": "$"})]
        })
        .collect();
    let found = quickly(json!({"a": "x".repeat(1000)}), &json!(actions));
    assert!(
        found.iter().all(|code| ["overlay-too-large", "too-deep"].contains(code)) && !found.is_empty(),
        "{found:?}"
    );
    // A list that is appended to itself doubles.
    let actions = vec![json!({"target": "$.l", "copy": "$.l"}); 60];
    assert_eq!(quickly(json!({"l": [1]}), &json!(actions)), ["overlay-too-large"]);
    // One large value into many targets.
    let many: Vec<Value> = vec![json!({}); 10_000];
    let actions = json!([{"target": "$.l[*]", "update": {"x": "y".repeat(100_000)}}]);
    assert_eq!(quickly(json!({"l": many}), &actions), ["overlay-too-large"]);
}

#[test]
fn what_comes_out_is_no_deeper_than_a_file() {
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!({"a": deep});
    }
    let target = format!("${}", ".a".repeat(60));
    let actions = json!([{"target": target, "update": {"b": deep.clone()}}]);
    assert_eq!(quickly(deep, &actions), ["too-deep"]);
}

#[test]
fn queries_that_explode_are_not_asked() {
    let mut deep = json!([1]);
    for _ in 0..100 {
        deep = json!([deep, 1]);
    }
    let wide = |count: usize| (0..count).map(|n| json!({"n": n})).collect::<Vec<Value>>();
    let document = json!({"deep": deep, "wide": wide(20_000)});
    for target in [
        "$..*..*..*..*..*..*..*..*",
        "$..[*,*,*,*,*,*,*,*]..[*,*,*,*,*,*,*,*]..[*,*,*,*,*,*,*,*]",
        "$[*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*]",
        "$..[?count($..*) > 1]",
        "$.wide[?$..[?$..[?@.n == 1]]]",
        "$..[?match(@.n, '((a{100}){100}){100}')]",
    ] {
        assert_eq!(
            quickly(document.clone(), &json!([{"target": target, "remove": true}])),
            ["overlay-too-large"],
            "{target}"
        );
    }
    let nested = format!("${}{}", "[?@".repeat(2000), "]".repeat(2000));
    let brackets = format!("$[?{}@.a{}]", "(".repeat(2000), ")".repeat(2000));
    let long = format!("${}", ".a".repeat(10_000));
    for target in [nested, brackets, long] {
        assert_eq!(quickly(json!({}), &json!([{"target": target, "remove": true}])), ["overlay-target"]);
    }
    // The ordinary ones are.
    let document = json!({"deep": deep, "wide": wide(1_000)});
    for target in [
        "$..n",
        "$.wide[?@.n > 5].n",
        "$..[?@.n == 7 && $.deep]",
        "$.wide[?search(@.n, '[a-z]+')]",
        "$..[?search(@.n, '^a')]",
    ] {
        let found = quickly(document.clone(), &json!([{"target": target, "remove": true}]));
        assert!(found.iter().all(|code| *code == "overlay-no-match"), "{target}: {found:?}");
    }
}
