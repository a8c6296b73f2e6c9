//! Form-urlencoded bodies.

use crate::support::{Decode, Mode, decode_form, to_form};
use crate::types::{Closed, Open, Pet};

fn read<T: Decode>(text: &str, mode: Mode) -> Result<T, String> {
    let mut value = T::blank();
    decode_form(&mut value, text.as_bytes(), mode).map_err(crate::lines)?;
    Ok(value)
}

#[test]
fn there_and_back() {
    let pet = Pet {
        id: 7,
        name: Some("a&b".to_owned()),
        nick: Some("x y+ä".to_owned()),
        labels: Some([("k".to_owned(), "v".to_owned())].into()),
        mother: Some(Box::new(Pet { id: 1, nick: Some("m".to_owned()), ..Pet::default() })),
        ..Pet::default()
    };
    let text = to_form(&pet);
    assert_eq!(text, "id=7&name=a%26b&nick=x+y%2B%C3%A4&mother%5Bid%5D=1&mother%5Bnick%5D=m&labels%5Bk%5D=v");
    assert_eq!(read::<Pet>(&text, Mode::Strict).unwrap(), pet);
}

#[test]
fn lists_repeat_their_name() {
    type Lists = std::collections::BTreeMap<String, Vec<i64>>;
    let value: Lists = [("a".to_owned(), vec![1, 2]), ("b".to_owned(), vec![3])].into();
    let text = to_form(&value);
    assert_eq!(text, "a=1&a=2&b=3");
    assert_eq!(read::<Lists>(&text, Mode::Strict).unwrap(), value);
    assert_eq!(read::<Lists>("a[]=1&a[]=2&b[0]=3", Mode::Strict).unwrap(), value);
}

#[test]
fn what_is_wrong() {
    assert_eq!(
        read::<Closed>("size=x&size=2&other=1", Mode::Strict).unwrap_err(),
        "/size: must not be there twice\n/other: is not a property of this object"
    );
    assert_eq!(read::<Closed>("size=1&size=2", Mode::Lenient).unwrap().size, 2);
    assert_eq!(
        read::<Closed>("size=x", Mode::Strict).unwrap_err(),
        "/size: expected an integer of 64 bits, found text"
    );
    assert_eq!(read::<Closed>("kind=", Mode::Strict).unwrap_err(), "/size: is required");
    assert!(read::<Closed>("size=%ff", Mode::Strict).is_err());
    assert_eq!(
        read::<Open>("size=1&x=%zz", Mode::Strict).unwrap_err(),
        "/x: expected an integer of 64 bits, found text"
    );
}
