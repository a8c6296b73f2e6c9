//! From references to the names of files: `..`, percent escapes, addresses on the network.
//!
//! It looks at texts only; whether a file is there, and may be read, is up to `files`.

use crate::pointer::percent_decode;
use std::path::Path;

/// The path as it is shown: as the user gave it, with `/` between the parts.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Whether a reference names a place by its address.
pub(super) fn is_remote(path: &str) -> bool {
    scheme(path).is_some() || path.starts_with("//")
}

/// What stands before the colon of an address: `https`, `urn`. A single letter is a Windows drive.
pub(super) fn scheme(path: &str) -> Option<&str> {
    let (scheme, _) = path.split_once(':')?;
    let starts = scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.len() > 1;
    let rest = |other: char| other.is_ascii_alphanumeric() || "+-.".contains(other);
    (starts && scheme.chars().all(rest)).then_some(scheme)
}

/// Cuts a reference at its `#`: the file, and the pointer with its percent escapes undone.
pub fn split_reference(reference: &str) -> (&str, String) {
    match reference.split_once('#') {
        Some((file, fragment)) => (file, percent_decode(fragment)),
        None => (reference, String::new()),
    }
}

/// The name of what `reference` means in the file `from`: every spelling of a path gives the same one.
pub fn join(from: &str, reference: &str) -> String {
    if is_remote(reference) {
        // `//host/path` has the scheme of the file that it stands in.
        return match (reference.strip_prefix("//"), scheme(from)) {
            (Some(rest), Some(scheme)) => clean_address(&format!("{scheme}://{rest}")),
            _ => clean_address(reference),
        };
    }
    // The path of an address, behind its host, is joined as any other; escapes stay, since servers read them.
    if is_remote(from) {
        let (origin, path) = split_origin(from);
        return format!("{origin}{}", join_paths(&format!("/{path}"), reference));
    }
    join_paths(from, &percent_decode(reference))
}

/// An address without `.` and `..`, so that a file has one name.
fn clean_address(address: &str) -> String {
    match scheme(address) {
        Some("http" | "https") => {
            let (origin, path) = split_origin(address);
            format!("{origin}{}", join_paths("/", &format!("/{path}")))
        }
        _ => address.to_owned(),
    }
}

/// `https://host` and the path behind it, without the slash between them.
pub(super) fn split_origin(address: &str) -> (&str, &str) {
    let host = address.find("://").map_or(0, |colon| colon + 3);
    match address[host..].find(['/', '?']) {
        Some(end) => (&address[..host + end], address[host + end..].trim_start_matches('/')),
        None => (address, ""),
    }
}

fn join_paths(from: &str, reference: &str) -> String {
    let base = if reference.starts_with('/') { "" } else { from.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut parts: Vec<&str> = Vec::new();
    let absolute = reference.starts_with('/') || from.starts_with('/');
    for part in base.split('/').chain(reference.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    if absolute { format!("/{path}") } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_place_gives_one_name() {
        let rows = [
            ("api/root.yaml", "pets.yaml", "api/pets.yaml"),
            ("api/root.yaml", "./x/../pets.yaml", "api/pets.yaml"),
            ("api/root.yaml", ".//pets%2Eyaml", "api/pets.yaml"),
            ("api/root.yaml", "../../up.yaml", "../up.yaml"),
            ("/api/root.yaml", "../../../up.yaml", "/up.yaml"),
            ("root.yaml", "/etc/passwd", "/etc/passwd"),
            ("root.yaml", "100%.yaml", "100%.yaml"),
            ("root.yaml", "a%20b%ff.yaml", "a%20b%ff.yaml"),
            ("root.yaml", "https://a.example/x/../y.yaml", "https://a.example/y.yaml"),
            ("root.yaml", "https://a.example", "https://a.example/"),
            ("https://a.example/v1/root.yaml", "pets%20.yaml", "https://a.example/v1/pets%20.yaml"),
            ("https://a.example/v1/root.yaml", "../../../../pets.yaml", "https://a.example/pets.yaml"),
            ("https://a.example/v1/root.yaml", "/pets.yaml", "https://a.example/pets.yaml"),
            ("https://a.example/v1/root.yaml", "//b.example/pets.yaml", "https://b.example/pets.yaml"),
            ("https://a.example", "pets.yaml", "https://a.example/pets.yaml"),
            ("https://a.example/v1", "file:///etc/passwd", "file:///etc/passwd"),
            ("root.yaml", "urn:example:pet", "urn:example:pet"),
        ];
        for (from, reference, expected) in rows {
            assert_eq!(join(from, reference), expected, "{reference} in {from}");
        }
        assert!(!is_remote("C:/api/pets.yaml") && !is_remote("a/b:c.yaml") && is_remote("HTTP://x"));
        assert_eq!(split_reference("a.yaml#/a%7Eb/%C3%A9"), ("a.yaml", "/a~b/é".to_owned()));
    }
}
