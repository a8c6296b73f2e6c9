//! XML under the names that tables give, held against a library that knows nothing of tables.

use xmltree::{Element, Namespace, XMLNode};

use crate::support::{self, Decode, Described, Mode, Xml, decode_xml, to_xml};

const NS: &str = "https://shop.example/ns";

#[derive(Clone, Debug, Default, PartialEq)]
struct Order {
    id: i64,
    lang: Option<String>,
    note: Option<Option<String>>,
    lines: Vec<Line>,
    tags: Option<Vec<String>>,
    codes: Option<Vec<i64>>,
    odd: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Line {
    sku: Option<String>,
    name: String,
}

support::object! {
    Order {
        0 => id: required("id").xml(&Xml::attribute("id")),
        1 => lang: optional("lang").xml(&Xml::attribute("lang").prefix("x").namespace("https://shop.example/x")),
        2 => note: optional("note").nullable().xml(&Xml::element("remark")),
        3 => lines: required("lines").xml(&LINES),
        4 => tags: optional("tags").xml(&Xml::element("labels").wraps(&Xml::element("label"))),
        5 => codes: optional("codes").xml(&Xml::element("codes").items(&Xml::element("codes"))),
        _ => odd: optional("odd name"),
    }
}

support::object! {
    Line {
        0 => sku: optional("sku").xml(&Xml::attribute("sku")),
        _ => name: required("name").xml(&Xml::text()),
    }
}

const LINES: Xml = Xml::element("lines").items(&Xml::element("line").prefix("s").namespace(NS));
const ORDER: Xml = Xml::element("order").prefix("s").namespace(NS);
const ORDERS: Xml = Xml::element("orders").wraps(&ORDER);

fn order() -> Order {
    let line = |sku: &str, name: &str| Line { sku: Some(sku.to_owned()), name: name.to_owned() };
    Order {
        id: 7,
        lang: Some("a\"<&\n\tb".to_owned()),
        note: Some(Some("x < y & z\r\n]]>".to_owned())),
        lines: vec![line("1", "first"), line("2", " two ")],
        tags: Some(vec!["red".to_owned(), "größer".to_owned()]),
        codes: Some(vec![1, 2, 3]),
        odd: Some("o".to_owned()),
    }
}

fn read(text: &str) -> Result<Order, String> {
    let mut value = <Order as Decode>::blank();
    decode_xml(&mut value, text.as_bytes(), Mode::Strict).map_err(crate::lines)?;
    Ok(value)
}

fn elements<'a>(parent: &'a Element, name: &str) -> Vec<&'a Element> {
    parent.children.iter().filter_map(XMLNode::as_element).filter(|child| child.name == name).collect()
}

fn texts(parent: &Element, name: &str) -> Vec<String> {
    elements(parent, name).into_iter().map(|child| child.get_text().unwrap_or_default().into_owned()).collect()
}

#[test]
fn another_library_reads_what_is_written() {
    let written = to_xml(&vec![order()], &ORDERS);
    let root = Element::parse(written.as_slice()).expect("well-formed XML with namespaces that are declared");
    assert_eq!(root.name, "orders");
    let [order] = elements(&root, "order")[..] else { panic!("one order: {root:?}") };
    assert_eq!((order.prefix.as_deref(), order.namespace.as_deref()), (Some("s"), Some(NS)));
    let attribute = |name: &str| order.attributes.get(name).cloned();
    assert_eq!(attribute("id").as_deref(), Some("7"));
    assert_eq!(attribute("lang").as_deref(), Some("a\"<&\n\tb"));
    assert_eq!(texts(order, "remark"), ["x < y & z\r\n]]>"]);
    let lines = elements(order, "line");
    assert_eq!(lines.iter().map(|line| line.get_text().unwrap().into_owned()).collect::<Vec<_>>(), ["first", " two "]);
    assert!(lines.iter().all(|line| line.namespace.as_deref() == Some(NS)));
    assert!(elements(order, "lines").is_empty() && elements(order, "tags").is_empty());
    let [labels] = elements(order, "labels")[..] else { panic!("one element around the labels") };
    assert_eq!(texts(labels, "label"), ["red", "größer"]);
    assert_eq!(texts(order, "codes"), ["1", "2", "3"]);
    assert_eq!(texts(order, "odd_x0020_name"), ["o"]);
}

#[test]
fn what_another_library_writes_is_read() {
    let text = |name: &str, text: &str| {
        let mut element = Element::new(name);
        element.children.push(XMLNode::Text(text.to_owned()));
        XMLNode::Element(element)
    };
    let mut root = Element::new("anything");
    let mut spaces = Namespace::empty();
    spaces.put("q", NS);
    root.namespaces = Some(spaces);
    root.attributes.insert("id".into(), "7".to_owned());
    root.attributes.insert("lang".into(), "a\"<&".to_owned());
    root.children.push(text("codes", "1"));
    let mut line = Element::new("line");
    (line.prefix, line.namespace) = (Some("q".to_owned()), Some(NS.to_owned()));
    line.attributes.insert("sku".into(), "1".to_owned());
    line.children.push(XMLNode::CData("first".to_owned()));
    root.children.push(XMLNode::Element(line));
    let mut labels = Element::new("labels");
    labels.children.extend([XMLNode::Comment("none".to_owned()), text("label", "red"), text("label", "x > y")]);
    root.children.push(XMLNode::Element(labels));
    root.children.extend([text("codes", "2"), text("odd_x0020_name", "o"), text("remark", "r")]);
    let mut written = Vec::new();
    root.write(&mut written).unwrap();
    let order = read(std::str::from_utf8(&written).unwrap()).unwrap();
    let line = Line { sku: Some("1".to_owned()), name: "first".to_owned() };
    assert_eq!((order.id, order.lang.as_deref(), order.lines), (7, Some("a\"<&"), vec![line]));
    assert_eq!(order.tags.unwrap(), ["red", "x > y"]);
    assert_eq!((order.codes.unwrap(), order.odd.as_deref()), (vec![1, 2], Some("o")));
    assert_eq!(order.note, Some(Some("r".to_owned())));
}

#[test]
fn there_and_back() {
    let empty = Order { id: 1, ..Order::default() };
    let nil = Order { note: Some(None), tags: Some(Vec::new()), ..empty.clone() };
    for value in [order(), empty, nil] {
        let text = String::from_utf8(to_xml(&value, &ORDER)).unwrap();
        assert_eq!(read(&text).unwrap(), value, "{text}");
    }
}

#[test]
fn what_is_wrong_is_named_as_the_property_is() {
    let wrong = "<o id='x'><line/><line sku='1'>a</line><labels><label>a</label></labels><labels/></o>";
    assert_eq!(
        read(wrong).unwrap_err(),
        "/id: expected an integer of 64 bits, found text\n/tags: must not be there twice"
    );
    assert_eq!(read("<o/>").unwrap_err(), "/id: is required", "a bare list without items is an empty one");
}

/// What stands at the edges: two attributes of one prefix, text that may be missing, lists that may be null.
#[derive(Clone, Debug, Default, PartialEq)]
struct Edge {
    one: Option<String>,
    two: Option<String>,
    three: Option<String>,
    text: Option<i64>,
    bare: Option<Option<Vec<String>>>,
    grid: Vec<Vec<i64>>,
    must: Option<i64>,
}

const X: &str = "https://shop.example/x";

support::object! {
    Edge {
        0 => one: optional("one").xml(&Xml::attribute("one").prefix("x").namespace(X)),
        1 => two: optional("two").xml(&Xml::attribute("two").prefix("x").namespace(X)),
        2 => three: optional("three").xml(&Xml::attribute("three").prefix("s").namespace(X)),
        3 => text: optional("text").xml(&Xml::text()),
        4 => bare: optional("bare").nullable().xml(&Xml::element("bare").items(&Xml::element("b"))),
        5 => grid: required("grid").xml(&Xml::element("grid").items(&Xml::element("row").wraps(&Xml::element("cell")))),
        _ => must: required("must").nullable().xml(&Xml::attribute("must")),
    }
    .forbid_others()
}

#[test]
fn edges() {
    let some = |text: &str| Some(text.to_owned());
    let full = Edge {
        one: some("1"),
        two: some("2"),
        three: some("3"),
        text: Some(4),
        bare: Some(Some(vec!["5".to_owned()])),
        grid: vec![vec![1], vec![], vec![2, 3]],
        must: Some(6),
    };
    for value in [
        full.clone(),
        Edge::default(),
        Edge { bare: Some(None), ..Edge::default() },
        Edge { text: None, ..full.clone() },
        Edge { grid: Vec::new(), ..full },
    ] {
        let text = String::from_utf8(to_xml(&value, &ORDER)).unwrap();
        Element::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
        let mut read = <Edge as Decode>::blank();
        decode_xml(&mut read, text.as_bytes(), Mode::Strict).map_err(crate::lines).unwrap();
        assert_eq!(read, value, "{text}");
    }
}

/// A circle or a line, told apart by what they call `kind`: an attribute of another name.
#[derive(Clone, Debug, PartialEq)]
enum Drawn {
    Line(Line),
    Order(Order),
}

impl support::Union for Drawn {
    fn variants(&self) -> &'static support::Variants {
        static VARIANTS: support::Variants = support::Variants::new(&[
            support::Variant::new("Line", support::Types::OBJECT).required(&["name"]),
            support::Variant::new("Order", support::Types::OBJECT).required(&["id", "lines"]),
        ]);
        &VARIANTS
    }

    fn start(&mut self, variant: usize) -> &mut dyn support::Place {
        *self = if variant == 0 { Drawn::Line(Decode::blank()) } else { Drawn::Order(Decode::blank()) };
        match self {
            Drawn::Line(line) => line,
            Drawn::Order(order) => order,
        }
    }

    fn view(&self) -> (usize, &dyn support::View) {
        match self {
            Drawn::Line(line) => (0, line),
            Drawn::Order(order) => (1, order),
        }
    }
}

impl Described for Drawn {
    type Kind = support::Unions;

    fn blank() -> Self {
        Drawn::Line(Decode::blank())
    }
}

support::bridge!(Drawn);

#[test]
fn unions_know_the_names_of_their_variants() {
    let one_line = Order { lines: vec![Line { sku: None, name: "first".to_owned() }], ..order() };
    for value in [Drawn::Order(order()), Drawn::Order(one_line)] {
        let text = String::from_utf8(to_xml(&value, &ORDER)).unwrap();
        let mut read = <Drawn as Decode>::blank();
        decode_xml(&mut read, text.as_bytes(), Mode::Strict).map_err(crate::lines).unwrap();
        assert_eq!(read, value, "{text}");
    }
}
