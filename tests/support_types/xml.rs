//! XML bodies.

use crate::cpu::timed;
use crate::support::{Decode, ErrorKind, Mode, Xml, decode_xml, to_xml};
use crate::types::{Closed, Mixed, Open, Pet, Tagged};

const PET: Xml = Xml::element("pet");

fn read<T: Decode>(text: &str) -> Result<T, String> {
    let mut value = T::blank();
    decode_xml(&mut value, text.as_bytes(), Mode::Strict).map_err(crate::lines)?;
    Ok(value)
}

#[test]
fn there_and_back() {
    let friend = |id| Pet { id, nick: Some("n".to_owned()), ..Pet::default() };
    let pet = Pet {
        id: 7,
        name: Some("<&".to_owned()),
        nick: Some("\"a' \n".to_owned()),
        friends: Some(vec![friend(1), friend(2)]),
        labels: Some([("k".to_owned(), "v".to_owned())].into()),
        ..Pet::default()
    };
    let text = String::from_utf8(to_xml(&pet, &PET)).unwrap();
    assert_eq!(
        text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<pet><id>7</id><name>&lt;&amp;</name><nick>\"a' \n</nick>\
         <friends><id>1</id><nick>n</nick></friends><friends><id>2</id><nick>n</nick></friends>\
         <labels><k>v</k></labels></pet>"
    );
    assert_eq!(read::<Pet>(&text).unwrap(), pet);
    let one = Pet { friends: Some(vec![friend(1)]), ..friend(3) };
    assert_eq!(read::<Pet>(&String::from_utf8(to_xml(&one, &PET)).unwrap()).unwrap(), one);
    let nil = Pet { born: Some(None), ..friend(3) };
    assert_eq!(read::<Pet>(&String::from_utf8(to_xml(&nil, &PET)).unwrap()).unwrap(), nil);
}

#[test]
fn lists_at_the_top_and_wrapped_ones() {
    let text = String::from_utf8(to_xml(&vec![1_i64, 2], &Xml::element("all"))).unwrap();
    assert!(text.ends_with("<all><item>1</item><item>2</item></all>"));
    assert_eq!(read::<Vec<i64>>(&text), Ok(vec![1, 2]));
    assert_eq!(read::<Vec<i64>>("<all><x>1</x></all>"), Ok(vec![1]));
    assert_eq!(read::<Vec<i64>>("<all/>"), Ok(Vec::new()));
    let wrapped = "<pet><id>1</id><nick/><friends><f><id>2</id><nick/></f><f><id>3</id><nick/></f></friends></pet>";
    assert_eq!(read::<Pet>(wrapped).unwrap().friends.unwrap().len(), 2);
}

#[test]
fn attributes_entities_and_cdata() {
    let value: Closed = read("<c xmlns=\"u\" kind=\"a&amp;b\"><size><![CDATA[4]]></size></c>").unwrap();
    assert_eq!((value.kind.as_deref(), value.size), (Some("a&b"), 4));
    assert_eq!(read::<Closed>("<c><kind>&#x41;&quot;x</kind><size>&#52;2</size></c>").unwrap().size, 42);
}

#[test]
fn what_is_wrong() {
    assert_eq!(
        read::<Closed>("<c><size>x</size><new/></c>").unwrap_err(),
        "/size: expected an integer of 64 bits, found text\n/new: is not a property of this object"
    );
    assert_eq!(read::<Closed>("<c><size>1</size><size>2</size></c>").unwrap_err(), "/size: must not be there twice");
    assert_eq!(read::<Closed>("<c>x<size>1</size></c>").unwrap_err(), "must have no text of its own");
    let labels = "<pet><id>1</id><nick>n</nick><labels>x</labels></pet>";
    assert_eq!(read::<Pet>(labels).unwrap_err(), "/labels: must have no text of its own");
    for bad in ["", "<c>", "<c></d>", "text", "<!DOCTYPE c [<!ENTITY a \"b\">]><c>&a;</c>", "<c>&a;</c>"] {
        let error = decode_xml(&mut Closed::blank(), bad.as_bytes(), Mode::Strict).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Malformed, "{bad}");
    }
    assert!(read::<Closed>(&"<c>".repeat(100_000)).is_err());
}

#[test]
fn what_is_no_xml_document() {
    let good = "<c><size>1</size></c>";
    assert!(
        read::<Closed>(&format!("\u{feff}<?xml version='1.0' encoding='Utf-8'?> <!-- x --> {good} \n<?p?>")).is_ok()
    );
    for bad in [
        "<c><size>1</size></c><c><size>2</size></c>",
        "junk<c><size>1</size></c>",
        "<c><size>1</size></c>junk",
        "<c><size>1</size></c>&#65;",
        "<c><size>1</size></c>&lt;",
        "<c><size>1</size></c><![CDATA[x]]>",
        "<c><size>1</size></c",
        "<?xml version='1.0' encoding='ISO-8859-1'?><c><size>1</size></c>",
        "<c><kind>&#0;</kind><size>1</size></c>",
        "<c><kind>&#1;</kind><size>1</size></c>",
        "<c><kind>\u{1}</kind><size>1</size></c>",
        "<c kind='&#1;'><size>1</size></c>",
        "<c kind='a' kind='b'><size>1</size></c>",
        "<c kind=a><size>1</size></c>",
        "<c kind='&foo;'><size>1</size></c>",
        "<c kind='<'><size>1</size></c>",
        "<c><1/><size>1</size></c>",
        "<c :a='1'><size>1</size></c>",
        "<c><size>1</size></c><!DOCTYPE c>",
        "<!DOCTYPE c [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><c><kind>&b;</kind><size>1</size></c>",
        "<!DOCTYPE c SYSTEM 'file:///etc/passwd'><c><size>1</size></c>",
    ] {
        let error = decode_xml(&mut Closed::blank(), bad.as_bytes(), Mode::Strict).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Malformed, "{bad}");
    }
    let latin = b"<c><kind>\xe4</kind><size>1</size></c>";
    assert_eq!(decode_xml(&mut Closed::blank(), latin, Mode::Strict).unwrap_err().kind, ErrorKind::Malformed);
}

#[test]
fn what_many_writers_add_is_no_property() {
    let text = "<c xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='a b' xml:space='preserve'>\
                <size xml:lang='en'>1</size></c>";
    assert_eq!(read::<Closed>(text).unwrap().size, 1);
    let nil = "<pet xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><id>1</id><nick i:nil='1'/></pet>";
    assert_eq!(read::<Pet>(nil).unwrap().nick, None);
    let lines = read::<Closed>("<c kind='a\r\nb'><size>\r\n 1\r\n</size></c>").unwrap();
    assert_eq!((lines.kind.as_deref(), lines.size), (Some("a b"), 1), "line ends are those of XML");
}

#[test]
fn unions() {
    let written = |value: &dyn crate::support::View| String::from_utf8(to_xml(value, &Xml::element("v"))).unwrap();
    for value in [
        Mixed::Number(4),
        Mixed::Text("abc".to_owned()),
        Mixed::Closed(Closed { kind: None, size: 2, more: Default::default() }),
        Mixed::Pet(Box::new(Pet { id: 3, friends: Some(vec![Pet { id: 4, ..Pet::default() }]), ..Pet::default() })),
        Mixed::List(vec![Mixed::List(vec![Mixed::Number(1)]), Mixed::Number(2)]),
    ] {
        assert_eq!(read::<Mixed>(&written(&value)), Ok(value));
    }
    let open = Open { kind: None, size: 2, more: [("x".to_owned(), 1)].into() };
    let text = written(&Tagged::Open(Box::new(open)));
    assert!(text.ends_with("<v><kind>open</kind><size>2</size><x>1</x></v>"), "{text}");
    assert!(matches!(read(&text), Ok(Tagged::Open(open)) if open.size == 2));
    assert_eq!(read::<Tagged>("<v><size>2</size></v>").unwrap_err(), "/kind: is required");
    assert_eq!(
        read::<Tagged>("<v><kind>new</kind></v>").unwrap_err(),
        "/kind: must be one of \"closed\", \"shut\", \"open\""
    );
    assert_eq!(
        read::<Tagged>("<v kind='open'><size>x</size></v>").unwrap_err(),
        "/size: expected an integer of 64 bits, found text"
    );
    let mut client = Tagged::blank();
    decode_xml(&mut client, b"<v kind='new'><a>1</a></v>", Mode::Lenient).unwrap();
    assert!(matches!(client, Tagged::Unknown { tag, .. } if tag == "new"));
}

#[test]
fn maps_of_lists_hold_their_items_bare() {
    type Lists = std::collections::BTreeMap<String, Vec<Vec<i64>>>;
    let lists = Lists::from([("a".to_owned(), vec![vec![1]]), ("b".to_owned(), vec![vec![1, 2], vec![]])]);
    let text = String::from_utf8(to_xml(&lists, &Xml::element("m"))).unwrap();
    assert_eq!(read::<Lists>(&text), Ok(lists), "{text}");
}

/// Work and memory grow with the length of the text, not faster.
#[test]
fn much_of_everything() {
    let attributes: String = (0..50_000).map(|n| format!(" a{n}=\"\"")).collect();
    let elements: String = (0..50_000).map(|n| format!("<a{n}/>")).collect();
    for text in [format!("<c{attributes}/>"), format!("<c>{elements}</c>"), "<c>".repeat(50_000)] {
        let (read, taken) = timed(|| read::<Pet>(&text).map(drop));
        assert!(read.is_err() && taken < std::time::Duration::from_secs(20), "{taken:?}");
    }
}

#[test]
fn keys_come_back_whatever_they_are() {
    let keys = ["", "a b", "a_b", "a.b", "1", "-", "<&>", "🦀", "ä", "a:b", "_x0020_", "_x_", "_x", "_", "x\u{0}y"];
    let map: std::collections::BTreeMap<String, i64> = (1..).zip(keys).map(|(n, key)| (key.to_owned(), n)).collect();
    let text = String::from_utf8(to_xml(&map, &Xml::element("m"))).unwrap();
    assert!(text.contains("<a_x0020_b>2</a_x0020_b>") && text.contains("<_x005F_x0020_>"), "{text}");
    assert_eq!(read(&text), Ok(map));
    // What is no such number stands for itself.
    let odd: std::collections::BTreeMap<String, i64> = read("<m><a_xyz_>1</a_xyz_><_xD800_>2</_xD800_></m>").unwrap();
    assert_eq!(odd.into_keys().collect::<Vec<_>>(), ["_xD800_", "a_xyz_"]);
}
