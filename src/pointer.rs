//! JSON pointers as texts (RFC 6901): how keys become segments, and segments keys. What a pointer points into is no matter
//! here; [`crate::model::Pointer`] says which file it is about.

use percent_encoding::percent_decode_str;

/// Appends a key to a pointer.
pub(crate) fn push(path: &mut String, key: &str) {
    path.push('/');
    match memchr::memchr2(b'~', b'/', key.as_bytes()).is_some() {
        true => path.push_str(&key.replace('~', "~0").replace('/', "~1")),
        false => path.push_str(key),
    }
}

/// The pointer to a member or an item of what a pointer leads to.
pub(crate) fn child(path: &str, key: &str) -> String {
    let mut child = String::with_capacity(path.len() + key.len() + 1);
    child.push_str(path);
    push(&mut child, key);
    child
}

/// The key that a segment stands for.
pub(crate) fn unescape(segment: &str) -> String {
    match segment.contains('~') {
        true => segment.replace("~1", "/").replace("~0", "~"),
        false => segment.to_owned(),
    }
}

/// The key that a segment of a reference's fragment stands for, where it is escaped as URIs are, too.
pub(crate) fn unescape_fragment(segment: &str) -> String {
    unescape(&percent_decode(segment))
}

/// The keys that a pointer leads through.
pub(crate) fn keys(path: &str) -> impl Iterator<Item = String> {
    path.split('/').skip(1).map(unescape)
}

/// Undoes `%41`; what is no escape, or gives no UTF-8, stays as it is.
pub(crate) fn percent_decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::{child, keys, percent_decode, unescape_fragment};

    #[test]
    fn keys_come_back() {
        for key in ["", "a", "/", "~", "~1", "a/b~c~01", "%2F"] {
            let path = child(&child("", key), "next");
            assert_eq!(keys(&path).collect::<Vec<_>>(), [key, "next"], "{path}");
        }
    }

    #[test]
    fn fragments_are_decoded_first() {
        assert_eq!(unescape_fragment("a%7E1b~0%20c"), "a/b~ c");
        assert_eq!(percent_decode("100%, %zz, %41"), "100%, %zz, A");
        assert_eq!(percent_decode("%ff"), "%ff");
    }
}
