//! XML bodies.

use crate::support::{Decode, ErrorKind, Mode, Xml, decode_xml, to_xml};
use crate::types::{Closed, Pet};

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
    for bad in ["", "<c>", "<c></d>", "text", "<!DOCTYPE c [<!ENTITY a \"b\">]><c>&a;</c>", "<c>&a;</c>"] {
        let error = decode_xml(&mut Closed::blank(), bad.as_bytes(), Mode::Strict).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Malformed, "{bad}");
    }
    assert!(read::<Closed>(&"<c>".repeat(100_000)).is_err());
}
