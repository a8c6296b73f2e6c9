//! Parameters: every location, style and kind of value, written and read.

use std::collections::BTreeMap;

use crate::support::{
    Decode, In, InvalidParam, Limits, Mode, Param, Query, RawParams, Style, View, decode_header, header_value,
    read_param, write_cookie, write_path, write_query,
};
use crate::types::{Closed, Mood};

/// Reads what was written.
pub(crate) fn read<T: Decode>(param: &Param, text: &str) -> Result<T, String> {
    // However many parameters are read out of a query, each is read alike.
    let alone = read_beside(param, text, 1);
    if param.location == In::Query {
        let shown = |read: &Result<T, String>| read.as_ref().map(|value| crate::written(value)).map_err(Clone::clone);
        assert_eq!(shown(&read_beside::<T>(param, text, usize::MAX)), shown(&alone), "{param:?} {text}");
    }
    alone
}

/// Reads a parameter as one of so many.
fn read_beside<T: Decode>(param: &Param, text: &str, params: usize) -> Result<T, String> {
    let mut place = T::blank();
    let mut violations = Vec::new();
    let path = [(param.name, text)];
    let header = |_: &str| Some(text.to_owned());
    let none = |_: &str| None;
    let raw = match param.location {
        In::Path => RawParams { path: &path, query: Query::new("", 0), header: &none },
        In::Query => RawParams { path: &[], query: Query::new(text, params), header: &none },
        In::Header | In::Cookie => RawParams { path: &[], query: Query::new("", 0), header: &header },
    };
    read_param(param, &raw, &mut place, Mode::Strict, &mut violations);
    if violations.is_empty() {
        return Ok(place);
    }
    Err(violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

pub(crate) fn write(param: &Param, value: &dyn View) -> String {
    try_write(param, value).unwrap()
}

pub(crate) fn try_write(param: &Param, value: &dyn View) -> Result<String, InvalidParam> {
    let mut out = String::new();
    match param.location {
        In::Path => write_path(param, value, &mut out)?,
        In::Query => write_query(param, value, &mut out)?,
        In::Header => out = header_value(param, value)?,
        In::Cookie => write_cookie(param, value, &mut out)?,
    }
    Ok(out)
}

pub(crate) fn both<T: Decode + View + PartialEq + std::fmt::Debug>(param: Param, value: T, text: &str) {
    assert_eq!(write(&param, &value), text, "{param:?}");
    assert_eq!(read::<T>(&param, text).as_ref(), Ok(&value), "{param:?}");
}

fn object() -> BTreeMap<String, String> {
    [("r".to_owned(), "100".to_owned()), ("g".to_owned(), "a b".to_owned())].into()
}

#[test]
fn path_styles() {
    let list = || vec!["a,b".to_owned(), "c/d".to_owned()];
    let p = Param::path("id");
    both(p, "a/b c%.".to_owned(), "a%2Fb%20c%25.");
    both(p, 5_i64, "5");
    both(p, Mood::Good, "good");
    both(p, list(), "a%2Cb,c%2Fd");
    both(p.explode(true), list(), "a%2Cb,c%2Fd");
    both(p, object(), "g,a%20b,r,100");
    both(p.explode(true), object(), "g=a%20b,r=100");
    let p = p.style(Style::Label);
    both(p, "x".to_owned(), ".x");
    both(p, list(), ".a%2Cb,c%2Fd");
    both(p.explode(true), vec!["a".to_owned(), "b".to_owned()], ".a.b");
    both(p, object(), ".g,a%20b,r,100");
    both(p.explode(true), object(), ".g=a%20b.r=100");
    let p = p.style(Style::Matrix);
    both(p, "x".to_owned(), ";id=x");
    both(p, list(), ";id=a%2Cb,c%2Fd");
    both(p.explode(true), list(), ";id=a%2Cb;id=c%2Fd");
    both(p, object(), ";id=g,a%20b,r,100");
    both(p.explode(true), object(), ";g=a%20b;r=100");
    both(p.style(Style::Json), object(), "%7B%22g%22%3A%22a%20b%22%2C%22r%22%3A%22100%22%7D");
}

#[test]
fn nothing_is_no_path() {
    let p = Param::path("id");
    for style in [Style::Simple, Style::Label, Style::Matrix] {
        let error = "the path parameter `id` must not be empty";
        assert_eq!(try_write(&p.style(style), &Vec::<String>::new()).unwrap_err().to_string(), error);
        assert_eq!(try_write(&p.style(style), &None::<String>).unwrap_err().to_string(), error);
    }
    assert!(try_write(&p, &"").is_err());
    assert_eq!(write(&p, &"..."), "...");
}

#[test]
fn query_styles() {
    let list = || vec!["a b".to_owned(), "c,d|e&f".to_owned()];
    let q = Param::query("q");
    both(q, "a b&c=d+e#ä".to_owned(), "q=a%20b%26c%3Dd%2Be%23%C3%A4");
    both(q, String::new(), "q=");
    both(q, list(), "q=a%20b&q=c%2Cd%7Ce%26f");
    both(q.explode(false), list(), "q=a%20b,c%2Cd%7Ce%26f");
    both(q.explode(false), object(), "q=g,a%20b,r,100");
    both(q.properties(&["r", "g"]), object(), "g=a%20b&r=100");
    both(q.style(Style::SpaceDelimited).explode(false), vec![1_i64, 2], "q=1%202");
    both(q.style(Style::PipeDelimited).explode(false), vec!["a,b".to_owned(), "c".to_owned()], "q=a%2Cb%7Cc");
    both(q.style(Style::DeepObject), object(), "q%5Bg%5D=a%20b&q%5Br%5D=100");
    both(q.style(Style::Json), object(), "q=%7B%22g%22%3A%22a%20b%22%2C%22r%22%3A%22100%22%7D");
    both(Param::query("a[b]"), 1_i64, "a%5Bb%5D=1");
    assert_eq!(write(&q.allow_reserved(), &"a/b?c:d&e#f"), "q=a/b?c:d%26e%23f");
    assert_eq!(write(&q, &None::<String>), "");
    assert_eq!(write(&q, &Vec::<String>::new()), "");
}

#[test]
fn query_as_others_write_it() {
    let q = Param::query("q");
    assert_eq!(read::<String>(&q, "x=1&q=a+b").unwrap(), "a b");
    assert_eq!(read::<Vec<i64>>(&q.style(Style::PipeDelimited).explode(false), "q=1|2"), Ok(vec![1, 2]));
    assert_eq!(read::<Vec<i64>>(&q.style(Style::SpaceDelimited).explode(false), "q=1+2"), Ok(vec![1, 2]));
    assert_eq!(read::<Closed>(&q.style(Style::DeepObject), "q[size]=3").unwrap().size, 3);
    assert_eq!(
        read::<Closed>(&q.style(Style::DeepObject), "q[size]=3&q[new]=1").unwrap_err(),
        "/new: is not a property of this object"
    );
    assert_eq!(read::<i64>(&q, "q=1&q=2").unwrap_err(), "must not be there twice");
    assert_eq!(read::<i64>(&q, "q=1x").unwrap_err(), "expected an integer of 64 bits, found text");
    assert_eq!(read::<Vec<i64>>(&q, "q=1&q=x").unwrap_err(), "/1: expected an integer of 64 bits, found text");
    assert_eq!(read::<String>(&q, "q=%ff").unwrap_err(), "is not UTF-8");
    assert_eq!(read::<Mood>(&q, "q=so").unwrap_err(), "must be one of \"good\", \"bad\"");
}

#[test]
fn absence_and_defaults() {
    let q = Param::query("q");
    assert_eq!(read::<Option<i64>>(&q, ""), Ok(None));
    assert_eq!(read::<i64>(&q.default("7"), ""), Ok(7));
    assert_eq!(read::<Option<String>>(&q.default("\"\""), ""), Ok(Some(String::new())));
    assert_eq!(read::<i64>(&q.required(), "").unwrap_err(), "is required");
    assert_eq!(read::<i64>(&q.required().default("1"), "").unwrap_err(), "is required");
    assert_eq!(read::<Option<i64>>(&q.allow_empty(), "q="), Ok(None));
    assert_eq!(read::<Option<i64>>(&q, "q=").unwrap_err(), "expected an integer of 64 bits, found text");
    static FEW: Limits = Limits::NONE.maximum(5);
    let few = q.limits(&FEW);
    assert_eq!(read::<Option<i64>>(&few, "q=6").unwrap_err(), "must be at most 5");
    assert_eq!(read::<Option<i64>>(&few, "q=5"), Ok(Some(5)));
}

#[test]
fn headers_and_cookies() {
    let h = Param::header("X-Tags");
    both(h, "a, b".to_owned(), "a, b");
    both(h, vec![1_i64, 2], "1,2");
    both(h, object(), "g,a b,r,100");
    both(h.explode(true), object(), "g=a b,r=100");
    assert_eq!(read::<Vec<String>>(&h, " a , b "), Ok(vec!["a".to_owned(), "b".to_owned()]));
    let mut number = 0_i64;
    decode_header(&h, " 12 ", &mut number).unwrap();
    assert_eq!(number, 12);
    let c = Param::cookie("c");
    both(c, "a;b".to_owned(), "c=a%3Bb");
    both(c, vec![1_i64, 2], "c=1; c=2");
    both(c.explode(false), vec![1_i64, 2], "c=1,2");
    assert_eq!(read::<String>(&c, "x=1; c=2;d=3"), Ok("2".to_owned()));
}

#[test]
fn a_name_of_a_query_is_the_whole_name_however_it_is_written() {
    let p = Param::query("na me");
    for (query, expected) in [
        ("na%20me=1", Some("1")),
        ("na+me=1", Some("1")),
        ("n%61+m%65=1&other=2", Some("1")),
        ("na me=1", Some("1")),
        ("na me", Some("")),
        ("other=2&na+me=%20", Some(" ")),
        ("na=1", None),
        ("na+m=1", None),
        ("na+me2=1&na+me%32=2&xna+me=3", None),
        ("na+meme=1&me=na+me", None),
        ("na+me%3D=1", None),
        ("%ff=1&na+me=2", Some("2")),
        ("&&=1&=", None),
    ] {
        for params in [1, 100_000] {
            let found = read_beside::<Option<String>>(&p, query, params);
            assert_eq!(found, Ok(expected.map(str::to_owned)), "{query} of {params}");
        }
    }
    for (name, query, expected) in
        [("a+b", "a+b=1", None), ("a+b", "a%2Bb=1", Some("1")), ("a=b", "a=b=1", None), ("a=b", "a%3Db=1", Some("1"))]
    {
        let found = read_beside::<Option<String>>(&Param::query(name), query, 1);
        assert_eq!(found, Ok(expected.map(str::to_owned)), "{name} in {query}");
    }
    let plain = Param::query("ab");
    for (query, expected) in [("ab=1", Some("1")), ("ab", Some("")), ("abc=1&a=2", None), ("%61b=1", Some("1"))] {
        assert_eq!(read_beside::<Option<String>>(&plain, query, 1), Ok(expected.map(str::to_owned)), "{query}");
    }
}
