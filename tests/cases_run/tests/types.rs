//! Values of the types in `tests/cases/types`, read and written.

use cases_run::{FORMATS, lenient, rejected, same, strict};
use types_all_of_types as all_of;
use types_formats_types as formats;
use types_lists_enums_types as lists;
use types_repeated_types as repeated;
use types_unions_types as unions;

#[test]
fn properties_that_several_parts_describe_keep_to_all_of_them() {
    same!(all_of, all_of::Narrow, r#"{"id":9,"name":"n","color":"blue"}"#);
    rejected!(all_of, all_of::Narrow,
        r#"{"id":0,"name":"n"}"# => "/id",
        r#"{"id":10,"name":"n"}"# => "/id",
        r#"{"id":1.5,"name":"n"}"# => "/id",
        r#"{"id":1,"name":""}"# => "/name",
        r#"{"id":1,"name":"n","color":"green"}"# => "/color",
        r#"{"id":1}"# => "/name");
    assert_eq!(strict!(all_of, all_of::Counts, r#"{"a":7}"#), Ok(r#"{"a":7}"#.to_owned()));
    assert_eq!(lenient!(all_of, all_of::Leafy, r#"{"next":{"leaves":2}}"#), Ok(r#"{"next":{"leaves":2}}"#.to_owned()));
}

#[test]
fn what_is_described_twice_is_one_type() {
    use repeated::review::{AuthorRequired, Reviewer, ReviewerRequired, author, reviewer, team};
    let required: ReviewerRequired =
        AuthorRequired { id: 1, login: "l".into(), name: "n".into(), mail: "a@b.c".into(), kind: author::Kind::User };
    let reviewer: Reviewer = required.into();
    let lead: team::Lead = reviewer.clone();
    let mut review = repeated::Review::new(lead, reviewer);
    review.author.kind = reviewer::Kind::Bot;
    review.author.plan = Some(reviewer::Plan::new(0));
    let text = serde_json::to_string(&review).expect("JSON");
    rejected!(repeated, repeated::Review, text.as_str() => "/author/plan/seats");
    // Another limit is another type.
    rejected!(repeated, repeated::review::Owner, r#"{"plan":{"seats":1}}"# => "/plan/seats");
    same!(repeated, repeated::review::Merger, r#"{"id":1,"plan":{"seats":1}}"#);
}

#[test]
fn limits_of_several_parts_hold_together() {
    same!(
        all_of,
        all_of::Limited,
        r#"{"text":"ab","inner":"ab","steps":-3.0}"#,
        r#"{"halves":-5,"unsigned":18446744073709551615}"#
    );
    rejected!(all_of, all_of::Limited,
        r#"{"text":"ax"}"# => "/text: must match the regular expression ^.[^x]*$",
        r#"{"text":"a1"}"# => "/text: must match the regular expression ^[a-z]+$",
        r#"{"inner":"a-"}"# => "/inner: must match the regular expression ^[a-c]\\B[a-c-]$",
        r#"{"steps":1.5}"# => "/steps: must be a multiple of 1",
        r#"{"steps":-4}"# => "/steps: must be at least -3",
        r#"{"halves":2}"# => "/halves: must be a multiple of 5",
        r#"{"unsigned":-1}"# => "/unsigned");
}

#[test]
fn properties_that_go_together() {
    same!(all_of, all_of::Either, r#"{"a":"x"}"#, r#"{"b":"x"}"#);
    rejected!(all_of, all_of::Either,
        "{}" => "must have exactly one of a, b",
        r#"{"a":"x","b":"x"}"# => "must have exactly one of a, b");
    same!(all_of, all_of::Together, r#"{"a":"x"}"#, r#"{"b":"x","c":null,"d":"x"}"#);
    rejected!(all_of, all_of::Together,
        r#"{"b":"x"}"# => "must have at least one of a, b with c",
        r#"{"a":"x","d":"x"}"# => "must not have a with d");
    same!(all_of, all_of::Asked, r#"{"x":1,"y":2,"other":3}"#);
    rejected!(all_of, all_of::Asked,
        r#"{"x":"1","y":2}"# => "/x",
        r#"{"x":1}"# => "must have at least one of y, z");
    // Clients take what comes.
    assert_eq!(lenient!(all_of, all_of::Either, "{}"), Ok("{}".to_owned()));
}

#[test]
fn null_is_allowed_only_if_every_part_allows_it() {
    same!(all_of, all_of::Nulls, r#"{"wrapped":null,"both":null}"#, "{}");
    rejected!(all_of, all_of::Nulls, r#"{"one":null}"# => "/one");
}

#[test]
fn alternatives_beside_properties_have_them_all() {
    same!(all_of, all_of::Contact, r#"{"id":100,"mail":"m"}"#, r#"{"id":99,"phone":"p"}"#);
    rejected!(all_of, all_of::Contact,
        r#"{"mail":"m"}"# => "/id is required",
        r#"{"id":100,"phone":"p"}"# => "/id",
        r#"{"id":1}"# => "ByMail: /mail is required; ByPhone: /phone is required");
}

#[test]
fn heirs_stand_where_their_base_is_used() {
    same!(
        all_of,
        all_of::Owner,
        r#"{"pet":{"petType":"dog","name":"n","bark":"b"}}"#,
        r#"{"pet":{"petType":"Puppy","name":"n","bark":"b","weeks":3}}"#,
        r#"{"pet":{"petType":"Pet","name":"n"}}"#
    );
    same!(all_of, all_of::Shape, r#"{"kind":"round","radius":1.5}"#, r#"{"kind":"Square","side":2.0}"#);
    rejected!(all_of, all_of::Owner, r#"{"pet":{"petType":"cat","name":"n"}}"# => "/pet/petType");
    let unknown = r#"{"pet":{"petType":"cat","name":"n","lives":9}}"#;
    let value =
        lenient!(all_of, all_of::Owner, unknown).map(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
    assert_eq!(value, Ok(serde_json::from_str(unknown).ok()));
}

#[test]
fn variants_are_told_apart() {
    same!(unions, unions::Animal, r#"{"kind":"cat","lives":9}"#, r#"{"kind":"dog","tricks":["sit"]}"#);
    let episode = r#"{"type":"show","number":3}"#;
    same!(unions, unions::Playable, r#"{"type":"track","artist":"a"}"#, r#"{"type":"episode"}"#, episode);
    assert!(matches!(serde_json::from_str(episode), Ok(unions::Playable::EpisodeObject(_))));
    same!(unions, unions::Constants, r#"{"v":1,"a":"x"}"#, r#"{"v":3,"b":"x"}"#);
    same!(unions, unions::Flags, r#"{"on":true,"since":"x"}"#, r#"{"on":false,"why":"x"}"#);
    same!(unions, unions::Properties, r#"{"id":1}"#, r#"{"id":1,"name":"n"}"#);
    same!(unions, unions::Shared, r#"{"state":"on","a":"x"}"#, r#"{"state":"off","b":"x"}"#);
    let moved = r#"{"action":"move","to":"x"}"#;
    same!(unions, unions::Stated, r#"{"action":"skip"}"#, moved);
    assert_eq!(lenient!(unions, unions::Stated, moved), Ok(moved.to_owned()));
    assert_eq!(lenient!(unions, unions::Stated, r#"{"action":"?"}"#), Ok(r#"{"action":"?"}"#.to_owned()));
    assert_eq!(lenient!(unions, unions::Shared, r#"{"state":"?","b":"x"}"#), Ok(r#"{"state":"?","b":"x"}"#.to_owned()));
    same!(unions, unions::Nested, "7", r#""seven""#, "true", r#"{"kind":"cat"}"#);
    same!(unions, unions::Lists, "[1,2]", r#"["a"]"#, r#""none""#);
    same!(unions, unions::Twice, r#""abc""#, r#""xyz!""#, "1.5");
    same!(unions, unions::Inline, r#"{"t":"aa"}"#, r#"{"t":"b"}"#);
    same!(unions, unions::Holder, r#"{"maybe":null}"#, r#"{"maybe":"text"}"#);
    rejected!(unions, unions::Constants, r#"{"v":4}"# => "/v must be 2 or 3");
    rejected!(unions, unions::Twice, r#""abcd""# => "Text");
}

#[test]
fn what_one_variant_lists_is_no_unknown_value_of_an_earlier_one() {
    use unions::{Cats, Dogs, Ruled, Sound, Word};
    let sound = |text: &str| serde_json::from_str::<Sound>(text).expect("a sound");
    assert_eq!(sound(r#""woof""#), Sound::Dogs(Dogs::Woof));
    assert_eq!(sound(r#""meow""#), Sound::Cats(Cats::Meow));
    assert_eq!(sound(r#""moo""#), Sound::Cats(Cats::Unknown("moo".to_owned())));
    assert_eq!(unions::Holder::default().sound_or_default(), sound(r#""woof""#));
    let ruled: Ruled = serde_json::from_str(r#""meow""#).expect("a sound");
    assert_eq!(ruled, Ruled::Loud(Cats::Meow));
    assert_eq!(unions::Holder::default().ruled_or_default(), ruled);
    let word: Word = serde_json::from_str(r#""q""#).expect("a word");
    assert_eq!(word, Word::String("q".to_owned()));
}

#[test]
fn text_of_a_format_is_no_other_text() {
    let uuid = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
    same!(unions, unions::Formats, format!("\"{uuid}\""), r#""no uuid""#, "7");
    let read = unions::support::from_json(format!("\"{uuid}\"").as_bytes(), unions::support::Mode::Strict);
    assert_eq!(read, Ok(unions::Formats::Uuid(uuid.to_owned())));
}

#[test]
fn what_keeps_to_the_limits_of_several_is_none_of_them() {
    same!(unions, unions::Sizes, r#"{"size":4}"#, r#"{"size":11}"#);
    rejected!(unions, unions::Sizes, r#"{"size":7}"# => "fits several variants (Small, Large)");
    rejected!(unions, unions::Twice, r#""xy""# => "fits several variants");
    // Nor is what has the properties that tell each from the other.
    same!(unions, unions::Exclusive, r#"{"card":"1"}"#, r#"{"iban":"2","name":"n"}"#);
    rejected!(unions, unions::Exclusive, r#"{"card":"1","iban":"2"}"# => "fits several variants (Card, Account)");
    // Clients take what comes.
    assert_eq!(lenient!(unions, unions::Sizes, r#"{"size":7}"#), Ok(r#"{"size":7}"#.to_owned()));
}

#[test]
fn several_that_fit_at_once_are_all_kept() {
    same!(
        unions,
        unions::Party,
        r#"{"name":"n","born":"b"}"#,
        r#"{"vat":"v"}"#,
        r#"{"name":"n","born":"b","vat":"v"}"#
    );
    rejected!(unions, unions::Party,
        r#"{"born":"b"}"# => "person: /name is required; firm: /vat is required",
        r#"[]"# => "type",
        // The other part would read over it.
        r#"{"vat":"v","name":"n","vat":"v"}"# => "/vat: must not be there twice");
    // A part that does not keep to its limits is no part.
    assert_eq!(strict!(unions, unions::Party, r#"{"name":"n","vat":"too long"}"#), Ok(r#"{"name":"n"}"#.to_owned()));
    let firm = unions::Party::from(unions::Firm::new("v"));
    assert!(firm.person.is_none() && firm.firm.is_some());
}

#[test]
fn what_may_be_anything_keeps_what_no_other_part_has() {
    same!(
        unions,
        unions::Pages,
        r#"{"next":"n","prev":"p"}"#,
        r#"{"prev":"p","first":[1]}"#,
        r#"[{"next":1}]"#,
        "null",
        "{}"
    );
    let pages: unions::Pages = serde_json::from_str(r#"{"next":"n","first":1}"#).expect("pages");
    assert_eq!(pages.forward.and_then(|forward| forward.next).as_deref(), Some("n"));
    assert_eq!(pages.other, Some(serde_json::json!({ "first": 1 })));
    // What is described and does not fit is kept as well.
    same!(unions, unions::Pages, r#"{"count":"many"}"#);
    same!(unions, unions::Holder, r#"{"pages":null}"#, r#"{"any":null}"#, r#"{"pages":{"prev":"p"},"any":[1]}"#);
}

#[test]
fn a_property_of_a_property_tells_variants_apart() {
    same!(
        unions,
        unions::Resource,
        r#"{"data":{"type":"articles","text":"t"}}"#,
        r#"{"data":{"type":"authors","name":"n"}}"#
    );
    let author = serde_json::from_str(r#"{"data":{"type":"authors"}}"#);
    assert!(matches!(author, Ok(unions::Resource::Author(_))));
    // A new value says nothing.
    assert_eq!(
        lenient!(unions, unions::Resource, r#"{"data":{"type":"editors"}}"#),
        Ok(r#"{"data":{"type":"editors"}}"#.to_owned())
    );
}

#[test]
fn tuples_keep_their_positions() {
    same!(lists, lists::Point, "[1.0,-2.5]");
    rejected!(lists, lists::Point, "[1]" => "at least 2 items", "[1,2,3]" => "at most 2 items", "[-1,2]" => "/0", "{}" => "an array");
    same!(lists, lists::Row, r#"["a"]"#, r#"["a",null]"#, r#"["a",1,[0.0,1.0]]"#, r#"["a",1,[0.0,1.0],true,false]"#);
    rejected!(lists, lists::Row, r#"[""]"# => "/0", r#"["a",1,[0,1],1]"# => "/3", r#"["a",1,[0,1],true,true,true,true]"# => "6 items");
    assert_eq!(strict!(lists, lists::Open, r#"[{"x":1},2,"three"]"#), Ok(r#"[{"x":1}]"#.to_owned()));
    same!(lists, lists::Nested, "[[[1,2],[]],[]]");
    // The limits of an alias hold where it is used.
    rejected!(lists, lists::Uses,
        r#"{"version":"v1","nested":[[[1,1]]]}"# => "/nested/0/0",
        r#"{"version":"v1","nested":[[[10]]]}"# => "/nested/0/0/0",
        r#"{"version":"v1","nested":[[[],[],[]]]}"# => "/nested/0");
}

#[test]
fn null_stands_for_no_item_that_may_be_missing() {
    rejected!(lists, lists::Row,
        r#"["a",1,null]"# => "/2: must not be null",
        r#"["a",null,null,true]"# => "/2: must not be null");
    assert_eq!(lenient!(lists, lists::Row, r#"["a",1,null]"#), Ok(r#"["a",1]"#.to_owned()));
}

#[test]
fn a_mixed_enum_that_is_missing_is_no_unknown_value() {
    same!(lists, lists::Needed, r#"{"mixed":"auto"}"#, r#"{"mixed":1}"#);
    assert!(lenient!(lists, lists::Needed, "{}").is_err());
    assert_eq!(lenient!(lists, lists::Needed, r#"{"mixed":[]}"#), Ok(r#"{"mixed":[]}"#.to_owned()));
}

#[test]
fn null_alone_is_no_text() {
    same!(lists, lists::Nothing, r#"{"none":null}"#, r#"{"none":null,"list":[null,null]}"#);
    rejected!(lists, lists::Nothing,
        r#"{"none":"a"}"# => "/none: must be one of null",
        r#"{"none":null,"list":["a"]}"# => "/list/0: must be one of null");
}

#[test]
fn types_may_contain_themselves() {
    same!(lists, lists::Forest, "[]", "[[],[[],[]]]");
    rejected!(lists, lists::Forest, "[[[],[],[],[]]]" => "/0");
    same!(lists, lists::Nest, "{}", r#"{"a":{"abc":{}}}"#);
    rejected!(lists, lists::Nest, r#"{"a":{"A":{}}}"# => "/a/A: its name must match the regular expression ^[a-z]+$");
    same!(lists, lists::Folder, r#"{"a":[{},{"b":[]}]}"#);
    same!(lists, lists::Left, r#"{"right":{"left":{},"tag":"t"}}"#);
    same!(lists, lists::MapOfMaps, r#"{"a":{"b":["c"]}}"#);
    same!(lists, lists::Empty, "{}");
    rejected!(lists, lists::Empty, r#"{"a":1}"# => "/a");
}

#[test]
fn foreign_spellings_are_read() {
    let table = [
        (r#" {"int32" : 1e2 ,"int8":-0,"int64":1.0E+1} "#, r#"{"int8":0,"int32":100,"int64":10}"#),
        ("{\"uint64\":18446744073709551615,\n\t\"double\":1E3}", r#"{"uint64":18446744073709551615,"double":1000.0}"#),
        (r#"{"unkn\u006fwn":"\u0041\/\ud83e\udd80"}"#, r#"{"unknown":"A/🦀"}"#),
    ];
    for (given, written) in table {
        assert_eq!(strict!(formats, formats::Formats, given), Ok(written.to_owned()));
        assert_eq!(lenient!(formats, formats::Formats, given), Ok(written.to_owned()));
    }
    // Half a character, a number without an end, something behind the value.
    for given in [r#"{"unknown":"\ud800"}"#, r#"{"double":1.}"#, r#"{"int8":01}"#, "{} {}", "{\"unknown\":\"\n\"}"] {
        assert!(strict!(formats, formats::Formats, given).is_err(), "{given}");
        assert!(lenient!(formats, formats::Formats, given).is_err(), "{given}");
    }
}

#[test]
fn any_name_is_a_property() {
    same!(
        lists,
        lists::Names,
        r#"{"":"1","with space":"2","with.dot":"3","$ref2":"4","$":"5","🦀":"6","a\"b\\c":"7","é":"8"}"#
    );
}

#[test]
fn enums_of_any_type_keep_what_they_do_not_know() {
    same!(lists, lists::Mixed, r#""auto""#, "1", "-2.5", "true", r#""1""#, r#""""#);
    same!(lists, lists::MixedTyped, r#""auto""#, "2");
    same!(lists, lists::Level, "0.5");
    same!(lists, lists::Version, r#""v1""#);
    same!(lists, lists::Words, r#""a-b""#, r#""a_b""#, r#""+""#, r#""Unknown""#, r#""""#);
    assert_eq!(lenient!(lists, lists::Mixed, r#"{"new":[1]}"#), Ok(r#"{"new":[1]}"#.to_owned()));
    assert_eq!(lenient!(lists, lists::Level, "0.7"), Ok("0.7".to_owned()));
    // Strings and integers, too.
    for unknown in [r#"{"enumeration":"z"}"#, r#"{"enums":[3]}"#] {
        assert_eq!(lenient!(lists, lists::Defaults, unknown), Ok(unknown.to_owned()));
    }
    rejected!(lists, lists::Defaults, r#"{"enumeration":"z"}"# => "/enumeration", r#"{"enums":[1,3]}"# => "/enums/1");
    assert_eq!(lists::Mixed::from(serde_json::json!(1.0)), lists::Mixed::from(serde_json::json!(1)));
    rejected!(lists, lists::Mixed, "2" => r#"must be one of "auto", 1, -2.5, true"#, "false" => "must be one of");
    rejected!(lists, lists::Uses,
        r#"{"version":"v2"}"# => "/version",
        r#"{"version":"v1","level":0.7}"# => "/level",
        r#"{"version":"v1","yes":false}"# => "/yes: must be one of true");
    same!(
        lists,
        lists::Uses,
        r#"{"version":"v1","level":0.5,"yes":true,"mixed":1,"point":[0.0,0.0],"point_list":[["a"]]}"#
    );
}

#[test]
fn a_long_enum_knows_all_of_its_values() {
    same!(lists, lists::Country, r#""al""#, r#""ch""#, r#""no""#, r#""ua""#);
    assert_eq!(lists::Country::from("ua"), lists::Country::Ua);
    assert_eq!(lists::Country::from("AL").as_str(), "AL");
    assert_eq!(lenient!(lists, lists::Country, r#""zz""#), Ok(r#""zz""#.to_owned()));
    rejected!(lists, lists::Country, r#""zz""# => "must be one of \"al\", \"at\"", r#""""# => "must be one of");
}

#[test]
fn defaults_are_typed_values() {
    let defaults = lists::Defaults::default();
    assert_eq!(defaults.list_or_default(), ["a", "b"]);
    assert_eq!(defaults.numbers_or_default(), [1.0, 2.5]);
    let object = defaults.object_or_default();
    assert_eq!((object.a.as_str(), object.b), ("x", Some(2)));
    assert_eq!(defaults.map_or_default().get("one"), Some(&1));
    assert_eq!(defaults.enumeration_or_default(), lists::defaults::Enumeration::Y);
    assert_eq!(defaults.enums_or_default(), [lists::defaults::EnumsItem::Value1]);
    assert_eq!(defaults.mixed_or_default(), lists::defaults::Mixed::Auto);
    assert_eq!(defaults.any_or_default(), serde_json::json!({"free": [1, null]}));
    assert!(defaults.flag_or_default());
    assert_eq!(defaults.float_or_default(), 1.0);
    assert_eq!(defaults.ratio_or_default().to_string(), "3.14159");
    assert_eq!(defaults.coarse_or_default().to_string(), "0.30103");
    assert_eq!(defaults.date_or_default(), "2024-02-29");
    assert_eq!(defaults.union_or_default(), 7.into());
    assert_eq!(defaults.point_or_default(), lists::Point(0.0, 1.0));
    assert_eq!(defaults.secret_or_default().expose(), "hunter2");
    assert_eq!(defaults.bytes_or_default().as_ref(), b"hi");
    // What is there counts; a default is never sent.
    let read = lenient!(lists, lists::Defaults, r#"{"flag":false}"#);
    assert_eq!(read, Ok(r#"{"flag":false}"#.to_owned()));
}

#[test]
fn servers_check_formats() {
    for (name, good, bad) in FORMATS {
        for value in *good {
            same!(formats, formats::Formats, format!("{{\"{name}\":{value}}}"));
        }
        for value in *bad {
            rejected!(formats, formats::Formats, format!("{{\"{name}\":{value}}}") => name);
        }
    }
    // Clients take what they get.
    let sloppy = r#"{"date_time":"yesterday","email":"nobody"}"#;
    assert_eq!(lenient!(formats, formats::Formats, sloppy), Ok(sloppy.to_owned()));
    let secret = lenient!(formats, formats::Formats, r#"{"password":"hunter2"}"#);
    assert_eq!(secret, Ok(r#"{"password":"hunter2"}"#.to_owned()));
}
