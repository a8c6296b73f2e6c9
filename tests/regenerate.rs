//! A specification changes and is generated again: only what has to change does, and it compiles.

mod common;

use std::fs;
use std::path::Path;

const BEFORE: &str = r##"
openapi: 3.0.3
info: { title: Shelf, version: "1" }
servers: [{ url: "https://shelf.example/v1" }]
paths:
  /books:
    get:
      operationId: listBooks
      tags: [books]
      responses:
        "200":
          description: All of them
          content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Book" } } } }
  /authors:
    get:
      operationId: listAuthors
      tags: [authors]
      responses:
        "200":
          description: All of them
          content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Author" } } } }
components:
  schemas:
    Author: { type: object, required: [name], properties: { name: { type: string } } }
    Book: { type: object, required: [title], properties: { title: { type: string } } }
"##;

/// A spec in a folder, generated; gives the files that are then there.
fn generate(folder: &Path, spec: &str) -> std::collections::BTreeMap<String, String> {
    fs::write(folder.join("shelf.yaml"), spec).expect("a spec");
    let output = common::cratewright(folder, &["generate", "shelf.yaml", "-o", "out"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut files = common::files(&folder.join("out"));
    // Not ours: the manifest's hashes are looked at by other tests, and cargo writes its lock file.
    files.remove(".cratewright.json");
    files.remove("Cargo.lock");
    files
}

/// The files of `after` that are new or different, and those of `before` that are gone (marked with `-`).
fn changed(
    before: &std::collections::BTreeMap<String, String>,
    after: &std::collections::BTreeMap<String, String>,
) -> Vec<String> {
    let new = after.iter().filter(|(path, text)| before.get(*path) != Some(text)).map(|(path, _)| path.clone());
    let gone = before.keys().filter(|path| !after.contains_key(*path)).map(|path| format!("-{path}"));
    new.chain(gone).collect()
}

#[test]
fn only_what_has_to_change_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let before = generate(folder.path(), BEFORE);

    // An optional property: the type, its table and its page; nobody who uses the type.
    let property =
        BEFORE.replace("title: { type: string } } }", "title: { type: string }, pages: { type: integer } } }");
    let after = generate(folder.path(), &property);
    let expected = ["client/docs/Book.md", "server/mock.json", "types/src/book.rs", "types/src/codec/book.rs"];
    assert_eq!(changed(&before, &after), expected);

    // An operation: its tag's module in client and server, the stub, and the docs that list it.
    let operation = property.replace(
        "  /authors:\n",
        "  /books/{title}:\n    delete:\n      operationId: removeBook\n      tags: [books]\n      parameters: [{ name: title, in: path, required: true, schema: { type: string } }]\n      responses: { \"204\": { description: Gone } }\n  /authors:\n",
    );
    let before = after;
    let after = generate(folder.path(), &operation);
    let mut expected = vec![
        "client/README.md",
        "client/docs/BooksApi.md",
        "client/src/books_api.rs",
        "server/mock.json",
        "server/src/books_api.rs",
        "server/src/lib.rs",
        "server/src/mock.rs",
        "server/src/stub.rs",
    ];
    assert_eq!(changed(&before, &after), expected);
    common::cargo(&folder.path().join("out"), &["check", "--workspace", "--quiet"]);

    // Back again: the very same files.
    let again = generate(folder.path(), &property);
    assert_eq!(changed(&before, &again), [] as [&str; 0]);

    // A schema and its only user go: their files go too.
    let before = again;
    let start = property.find("  /authors:").expect("the path");
    let end = property.find("components:").expect("the components");
    let less = format!("{}{}", &property[..start], &property[end..]);
    let less: String = less.lines().filter(|line| !line.contains("Author:")).map(|line| format!("{line}\n")).collect();
    let after = generate(folder.path(), &less);
    let changes = changed(&before, &after);
    expected = vec![
        "-client/docs/Author.md",
        "-client/docs/AuthorsApi.md",
        "-client/src/authors_api.rs",
        "-server/src/authors_api.rs",
        "-types/src/author.rs",
        "-types/src/codec/author.rs",
    ];
    for path in expected {
        assert!(changes.iter().any(|change| change == path), "{path} is not in {changes:?}");
    }
    assert!(!changes.iter().any(|change| change.contains("ook")), "{changes:?}");
    common::cargo(&folder.path().join("out"), &["check", "--workspace", "--quiet"]);
}

/// Whatever became of what a run left for the next one, the files are those of a run that knows nothing.
#[test]
fn a_damaged_note_makes_no_wrong_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let note = folder.path().join("out/.cratewright-cache/last-run.json");
    let first = generate(folder.path(), BEFORE);
    let whole = fs::read_to_string(&note).expect("a note");
    let changed_spec = BEFORE.replace("All of them", "Every one of them");
    let second = generate(tempfile::tempdir().expect("a folder").path(), &changed_spec);
    let no_route = whole.replace("\"route\":{", "\"way\":{");
    let other_route = whole.replace("\"names\":{", "\"names\":{\"x.yaml\":7,");
    for damaged in ["", "null", "{\"inputs\":", &whole[..whole.len() / 2], &no_route, &other_route] {
        fs::write(&note, damaged).expect("a note");
        assert_eq!(changed(&first, &generate(folder.path(), BEFORE)), [] as [&str; 0]);
        fs::write(&note, damaged).expect("a note");
        assert_eq!(changed(&second, &generate(folder.path(), &changed_spec)), [] as [&str; 0]);
        assert_eq!(changed(&first, &generate(folder.path(), BEFORE)), [] as [&str; 0]);
    }
    assert!(whole.contains("\"route\":{") && no_route != whole && other_route != whole);
    assert_eq!(fs::read_to_string(&note).expect("a note"), whole);
}
