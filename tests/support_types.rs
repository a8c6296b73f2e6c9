//! The support code of generated types crates, tested as it lies in `templates/types/support`.

#[path = "../templates/types/support"]
#[expect(unreachable_pub, unused_imports, dead_code, reason = "the files belong to crates that others use")]
mod support {
    pub mod bridge;
    pub mod codec;
    pub mod container;
    pub mod error;
    pub mod form;
    pub mod json;
    pub mod limits;
    pub mod node;
    pub mod object;
    pub mod param;
    pub mod percent;
    pub mod scalar;
    pub mod shape;
    pub mod text;

    pub(crate) use bridge::bridge;
    pub use codec::*;
    pub use error::*;
    pub use form::*;
    pub use json::*;
    pub use limits::*;
    pub use object::Object;
    pub use param::*;
    pub use shape::*;
    pub use text::*;
}

#[derive(Clone, Debug, PartialEq)]
struct Pet {
    id: i64,
    name: Option<String>,
}

static PET: support::Shape = support::Shape::object(
    "Pet",
    &[support::required("id"), support::optional("name").limits(support::Limits::NONE.max_size(3))],
);

impl support::Object for Pet {
    fn shape(&self) -> &'static support::Shape {
        &PET
    }
    fn place(&mut self, field: usize) -> &mut dyn support::Place {
        match field {
            0 => &mut self.id,
            _ => &mut self.name,
        }
    }
    fn view(&self, field: usize) -> &dyn support::View {
        match field {
            0 => &self.id,
            _ => &self.name,
        }
    }
}
impl support::Decode for Pet {
    fn blank() -> Self {
        Pet { id: support::Decode::blank(), name: support::Decode::blank() }
    }
}
support::object::object!(Pet);

#[test]
fn smoke() {
    let text = br#"{"id":1,"name":"abc"}"#;
    let pet: Pet = support::from_json(text, support::Mode::Strict).unwrap();
    assert_eq!(support::to_json(&pet), text);
    let error =
        support::from_json::<Vec<Pet>>(br#"[{"id":1},{"id":"x","name":"abcd"}]"#, support::Mode::Strict).unwrap_err();
    assert_eq!(
        error.to_string(),
        "/1/id: expected an integer of 64 bits, found a string; /1/name: must have at most 3 characters"
    );
}
