//! XML: under which names the parts of a value stand.

/// How a value stands in XML.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct XmlNode {
    /// The name of the element or attribute, without a prefix.
    pub name: String,
    /// The prefix of its name.
    pub prefix: Option<String>,
    /// The namespace, an absolute URI.
    pub namespace: Option<String>,
    /// What it is.
    pub kind: XmlKind,
    /// How the items of a list stand; `None` for what is no list.
    pub items: Option<Box<XmlItems>>,
}

/// The kinds of XML nodes that values become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum XmlKind {
    /// An element.
    Element,
    /// An attribute of the element around it.
    Attribute,
    /// The text of the element around it.
    Text,
}

/// The items of a list in XML.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct XmlItems {
    /// How each stands.
    pub node: XmlNode,
    /// Whether they stand in an element of their own, which has the list's name.
    pub wrapped: bool,
}

impl XmlNode {
    /// An element without a namespace, for a value that is no list.
    pub fn element(name: impl Into<String>) -> Self {
        XmlNode { name: name.into(), prefix: None, namespace: None, kind: XmlKind::Element, items: None }
    }
}
