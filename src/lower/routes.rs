//! Which of several operations has the requests, where only what stands behind a `?` or `#` of their paths tells them apart.
//! Paths that differ in the names of their parameters are not settled here: tables keep the document's order.

use std::collections::HashMap;

use crate::model::{Operation, shape};

/// Of operations that only a query or a fragment behind the path tells apart, the one whose path ends there has the requests,
/// else the first.
pub(super) fn settle(operations: &mut [Operation]) {
    let key = |operation: &Operation| (operation.method.clone(), shape(&operation.path.text));
    let is_plain = |operation: &Operation| operation.path.text == operation.path.route;
    let mut owners = HashMap::new();
    for plain in [true, false] {
        for (index, operation) in operations.iter().enumerate().filter(|(_, operation)| is_plain(operation) == plain) {
            owners.entry(key(operation)).or_insert(index);
        }
    }
    for (index, operation) in operations.iter_mut().enumerate() {
        if !is_plain(operation) && owners.get(&key(operation)) != Some(&index) {
            operation.path.route.clone_from(&operation.path.text);
        }
    }
}

#[cfg(test)]
mod tests {
    /// The routes of a document with these operations, in its order.
    fn routes(operations: &[(&str, &str)]) -> Vec<String> {
        let mut text = "openapi: 3.0.3\ninfo: { title: t, version: '1' }\npaths:\n".to_owned();
        for (path, methods) in operations {
            text += &format!("  '{path}':\n");
            for method in methods.split(' ') {
                text += &format!("    {method}: {{ responses: {{ '204': {{ description: d }} }} }}\n");
            }
        }
        crate::testing::api(text).operations.into_iter().map(|operation| operation.path.route).collect()
    }

    #[test]
    fn the_operation_of_the_plain_path_has_the_requests_wherever_it_stands() {
        assert_eq!(routes(&[("/a#one", "get"), ("/a", "get"), ("/a?b=1", "get")]), ["/a#one", "/a", "/a?b=1"]);
        assert_eq!(routes(&[("/a/{x}#one", "get"), ("/a/{y}", "get")]), ["/a/{x}#one", "/a/{y}"]);
    }

    #[test]
    fn without_one_the_first_has_them() {
        assert_eq!(routes(&[("/a#one", "get"), ("/a#two", "get put")]), ["/a", "/a#two", "/a"]);
        assert_eq!(routes(&[("/?Action=A", "get"), ("/?Action=B", "get")]), ["/", "/?Action=B"]);
    }
}
