//! The command line as its user meets it: exit codes, what goes to which stream, what is written and what is kept.

mod common;

use std::fs;
use std::path::Path;
use std::process::Output;

const SPEC: &str = "openapi: 3.0.3\ninfo: { title: Tiny, version: '1' }\npaths:\n  /ping:\n    get:\n      operationId: ping\n      responses: { '204': { description: Pong } }\n";

const BAD: &str = "openapi: 3.0.3\ninfo: { title: Bad, version: '1' }\npaths:\n  /a:\n    get:\n      operationId: one\n      responses: { '200': { $ref: 'none.yaml#/one' } }\n  /b:\n    get:\n      operationId: two\n      parameters: [ { $ref: 'none.yaml#/two' } ]\n      responses: { '204': { description: Pong } }\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("tiny.yaml"), SPEC).expect("a spec");
    fs::write(folder.path().join("bad.yaml"), BAD).expect("a spec");
    folder
}

fn run(folder: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let Output { status, stdout, stderr } = common::cratewright(folder, arguments);
    let (out, err) = (String::from_utf8_lossy(&stdout).into_owned(), String::from_utf8_lossy(&stderr).into_owned());
    assert_eq!(status.code(), Some(code), "{arguments:?}\n--- stdout\n{out}\n--- stderr\n{err}");
    (out, err)
}

const GENERATE: &[&str] = &["generate", "tiny.yaml", "-o", "out"];

#[test]
fn generates_checks_and_writes_only_what_changed() {
    let folder = folder();
    let (out, err) = run(folder.path(), GENERATE, 0);
    assert_eq!(out, "");
    assert!(err.contains("tiny: 1 operation,"), "{err}");
    let manifest = fs::read_to_string(folder.path().join("out/client/Cargo.toml")).expect("a client");
    assert!(manifest.contains("name = \"tiny-client\""), "{manifest}");
    assert!(folder.path().join("out/Cargo.toml").exists());

    let lib = folder.path().join("out/server/src/lib.rs");
    let time = fs::metadata(&lib).and_then(|data| data.modified()).expect("a time");
    let (_, err) = run(folder.path(), GENERATE, 0);
    assert!(err.contains("0 files written, 0 deleted"), "{err}");
    assert_eq!(fs::metadata(&lib).and_then(|data| data.modified()).expect("a time"), time);
    let (out, _) = run(folder.path(), &[GENERATE, &["--check"]].concat(), 0);
    assert_eq!(out, "");

    fs::write(folder.path().join("tiny.yaml"), SPEC.replace("Pong", "Ping pong")).expect("a spec");
    let (out, err) = run(folder.path(), &[GENERATE, &["--check"]].concat(), 1);
    assert!(
        out.contains("--- out/client/docs/DefaultApi.md") && out.contains("\n+") && out.contains("Ping pong"),
        "{out}"
    );
    assert!(err.contains("stale"), "{err}");
    assert_eq!(fs::metadata(&lib).and_then(|data| data.modified()).expect("a time"), time);
}

#[test]
fn a_run_that_is_remembered_says_and_does_the_same() {
    let folder = folder();
    let spec = SPEC.replace("operationId: ping\n", "operationId: ping\n      deprecated: perhaps\n");
    let write = |text: &str| fs::write(folder.path().join("tiny.yaml"), text).expect("a spec");
    write(&spec);
    let (_, first) = run(folder.path(), GENERATE, 0);
    let note = folder.path().join("out/.cratewright-cache/last-run.json");
    assert!(first.contains("warning") && note.exists(), "{first}");
    let (_, second) = run(folder.path(), GENERATE, 0);
    let said = |text: &str| text.trim_end().rsplit_once('\n').map(|(said, _)| said.to_owned());
    assert_eq!(said(&second), said(&first));
    assert!(second.contains("\n0 files written, 0 deleted, "), "{second}");
    // What was found in the document is taken from the note.
    let text = fs::read_to_string(&note).expect("a note");
    fs::write(&note, text.replacen("\"message\":\"", "\"message\":\"REMEMBERED ", 1)).expect("a note");
    assert!(run(folder.path(), GENERATE, 0).1.contains("REMEMBERED"));
    assert!(run(folder.path(), &[GENERATE, &["--check"]].concat(), 0).1.contains("REMEMBERED"));
    // So is where it stands, and nothing is parsed: without that, the places are looked for.
    let located = text.find("\"located\"").expect("places");
    let (before, after) = (&text[..located], &text[located..]);
    fs::write(&note, format!("{before}{}", after.replacen("\"offset\":", "\"offset\":1", 1))).expect("a note");
    assert_ne!(said(&run(folder.path(), GENERATE, 0).1), said(&first));
    fs::write(&note, &text).expect("a note");
    assert_eq!(said(&run(folder.path(), GENERATE, 0).1), said(&first));
    fs::write(&note, text.replacen("\"message\":\"", "\"message\":\"REMEMBERED ", 1)).expect("a note");
    // Nothing is remembered where anything is otherwise: other settings, a new document, a file that was edited.
    assert!(!run(folder.path(), &[GENERATE, &["--force"]].concat(), 0).1.contains("REMEMBERED"));
    let (_, strict) = run(folder.path(), &[GENERATE, &["--strict"]].concat(), 1);
    assert!(!strict.contains("REMEMBERED") && strict.contains("error"), "{strict}");
    fs::write(folder.path().join("out/types/src/lib.rs"), "// mine\n").expect("an edit");
    let (_, edited) = run(folder.path(), GENERATE, 1);
    assert!(edited.contains("types/src/lib.rs was changed by hand"), "{edited}");
    run(folder.path(), &[GENERATE, &["--force"]].concat(), 0);
    write(&spec.replace("Pong", "Ping"));
    let (_, changed) = run(folder.path(), GENERATE, 0);
    assert!(!changed.contains("REMEMBERED") && !changed.contains("0 files written"), "{changed}");
    // The folder is for this machine alone.
    let ignore = fs::read_to_string(folder.path().join("out/.cratewright-cache/.gitignore")).expect("a .gitignore");
    assert_eq!(ignore, "*\n");
}

#[test]
fn keeps_what_a_person_wrote() {
    let folder = folder();
    run(folder.path(), GENERATE, 0);
    let edited = folder.path().join("out/client/src/lib.rs");
    fs::write(&edited, "// mine\n").expect("a file");
    fs::write(folder.path().join("out/client/notes.md"), "mine").expect("a file");
    fs::write(folder.path().join("tiny.yaml"), SPEC.replace("Tiny", "Tinier")).expect("a spec");
    let before = common::files(&folder.path().join("out"));
    let (_, err) = run(folder.path(), GENERATE, 1);
    assert!(err.contains("out/client/src/lib.rs was changed by hand"), "{err}");
    assert!(err.contains("--force"), "{err}");
    assert_eq!(common::files(&folder.path().join("out")), before);
    run(folder.path(), &[GENERATE, &["--force"]].concat(), 0);
    assert!(fs::read_to_string(&edited).expect("a file").contains("Tinier"));
    assert_eq!(fs::read_to_string(folder.path().join("out/client/notes.md")).expect("a file"), "mine");

    // A stale file of ours goes; one that was edited stays and is named.
    let fewer = ["generate", "tiny.yaml", "-o", "out", "--emit", "types,client,docs"];
    fs::write(folder.path().join("out/server/src/stub.rs"), "// mine\n").expect("a file");
    let (_, err) = run(folder.path(), &fewer, 1);
    assert!(err.contains("out/server/src/stub.rs is no longer part of the output"), "{err}");
    run(folder.path(), GENERATE, 1);
    fs::remove_file(folder.path().join("out/server/src/stub.rs")).expect("removed");
    run(folder.path(), &fewer, 0);
    assert!(!folder.path().join("out/server").exists());
}

#[test]
fn a_folder_with_foreign_files_is_left_alone() {
    let folder = folder();
    fs::create_dir_all(folder.path().join("out/types")).expect("a folder");
    fs::write(folder.path().join("out/types/Cargo.toml"), "mine").expect("a file");
    let (_, err) = run(folder.path(), GENERATE, 1);
    assert!(err.contains("out/types/Cargo.toml exists and was not written by cratewright"), "{err}");
    assert_eq!(common::files(&folder.path().join("out")).len(), 1);
}

#[test]
fn all_problems_are_reported_and_nothing_is_written() {
    let folder = folder();
    let config = "[[api]]\nspec = \"tiny.yaml\"\noutput = \"a\"\n\n[[api]]\nspec = \"bad.yaml\"\noutput = \"b\"\n";
    fs::write(folder.path().join("cratewright.toml"), config).expect("a config");
    let (out, err) = run(folder.path(), &["generate"], 1);
    assert_eq!(out, "");
    assert!(err.contains("bad.yaml:7:") && err.contains("bad.yaml:11:"), "{err}");
    assert!(!folder.path().join("a").exists() && !folder.path().join("b").exists());

    let (_, err) = run(folder.path(), &["check", "bad.yaml", "--message-format", "json"], 1);
    for line in err.lines() {
        let message: serde_json::Value = serde_json::from_str(line).expect("one object a line");
        assert!(message["code"].is_string() && message["line"].is_u64(), "{message}");
    }
    assert_eq!(err.lines().count(), 2);
    let (_, err) = run(folder.path(), &["check", "bad.yaml", "--message-format", "github"], 1);
    assert!(err.lines().all(|line| line.starts_with("::error file=bad.yaml,line=")), "{err}");
    assert!(!err.contains('\u{1b}'));
}

#[test]
fn wrong_usage_is_said() {
    let folder = folder();
    let (_, err) = run(folder.path(), &["generate"], 2);
    assert!(err.contains("there is no cratewright.toml"), "{err}");
    let (_, err) = run(folder.path(), &["generate", "tiny.yaml"], 2);
    assert!(err.contains("-o DIR"), "{err}");
    run(folder.path(), &["generate", "tiny.yaml", "-o", "out", "--name", "../x"], 2);
    run(folder.path(), &["generate", "tiny.yaml", "-o", "out", "--emit", "typos"], 2);
    run(folder.path(), &["frobnicate"], 2);
    fs::write(folder.path().join("cratewright.toml"), "[[api]]\nspec = \"tiny.yaml\"\noutput = \"a\"\nsped = 1\n")
        .expect("a config");
    let (_, err) = run(folder.path(), &["generate"], 2);
    assert!(err.contains("line 4") && err.contains("sped"), "{err}");
    let (out, _) = run(folder.path(), &["generate", "--help"], 0);
    assert!(out.contains("Examples:"), "{out}");
    let (_, err) = run(folder.path(), &["check", "absent.yaml"], 1);
    assert!(err.contains("absent.yaml"), "{err}");
}

#[test]
fn warnings_become_errors_when_asked() {
    let folder = folder();
    let text = SPEC.replace("/ping:", "/ping/{id}:");
    fs::write(folder.path().join("warns.yaml"), text).expect("a spec");
    let (_, err) = run(folder.path(), &["check", "warns.yaml"], 0);
    assert!(err.contains("undescribed-parameter"), "{err}");
    run(folder.path(), &["check", "warns.yaml", "--strict"], 1);
    run(folder.path(), &["generate", "warns.yaml", "-o", "out", "--strict"], 1);
    assert!(!folder.path().join("out").exists());
}

#[test]
fn stages_can_be_looked_at() {
    let folder = folder();
    for stage in ["load", "lift", "lower", "names"] {
        let (out, _) = run(folder.path(), &["dump", "tiny.yaml", "--stage", stage], 0);
        assert!(out.contains("ping"), "{stage}: {out}");
    }
    let (out, _) = run(folder.path(), &["dump", "tiny.yaml", "--effective"], 0);
    let document: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert!(document["paths"]["/ping"]["get"]["responses"]["500"].is_object(), "{out}");
    run(folder.path(), &["dump", "bad.yaml", "--stage", "load"], 0);
}

/// What patterns say of names is about the properties that are not described.
#[test]
fn described_properties_need_not_match_a_pattern() {
    let folder = folder();
    let spec = r#"
openapi: 3.1.0
info: { title: T, version: '1' }
components:
  schemas:
    Labels:
      type: object
      properties: { id: { type: integer } }
      patternProperties: { '^x-': { type: string } }
      additionalProperties: false
      propertyNames: { maxLength: 9 }
"#;
    fs::write(folder.path().join("spec.yaml"), spec).expect("a spec");
    let (out, _) = run(folder.path(), &["dump", "spec.yaml", "--effective"], 0);
    let document: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let names = &document["components"]["schemas"]["Labels"]["propertyNames"];
    let others = serde_json::json!({ "anyOf": [{ "enum": ["id"] }, { "pattern": "^x-", "type": "string" }] });
    assert_eq!(*names, serde_json::json!({ "allOf": [{ "maxLength": 9 }, others] }));
}

/// What a foreign tester reads: the server's own answers, and plain 3.0 for what only we would understand.
#[test]
fn the_effective_document_says_what_a_server_does() {
    let folder = folder();
    let spec = r#"
openapi: 3.0.3
info: { title: T, version: '1' }
paths:
  /things/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer, format: uint8 } }]
    head: { responses: { '200': { description: d, content: { application/json: { schema: { type: string } } } } } }
    get:
      responses:
        '200': { description: d, content: { text/event-stream: { schema: { $ref: '#/components/schemas/Animal' } } } }
        '404': { $ref: '#/components/responses/Gone' }
  /undescribed/{name}: { get: { responses: { '204': { description: d } } } }
  /files:
    get: { responses: { '204': { description: d } } }
    put: { servers: [{ url: 'https://up.example/up/v2' }], responses: { '204': { description: d } } }
components:
  responses: { Gone: { description: Gone, content: { text/plain: { schema: { type: string } } } } }
  schemas:
    Animal:
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]
      discriminator: { propertyName: kind }
    Part:
      oneOf: [{ $ref: '#/components/schemas/Wheel' }, { $ref: '#/components/schemas/Door' }]
      discriminator: { propertyName: kind }
    Loose: { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }] }
    Number: { oneOf: [{ type: integer }, { type: number }], nullable: true, enum: [1, 2.5] }
    Wheel: { type: object, required: [kind], properties: { kind: { type: string, enum: [wheel] } } }
    Door: { type: object, required: [kind], properties: { kind: { type: string, enum: [door, hatch] } } }
    Cat: { type: object, properties: { kind: { type: string, pattern: '(?=x)y' }, weight: { type: number, format: float } } }
    Dog: { type: object, properties: { kind: { type: string, pattern: '^d', readOnly: true } } }
"#;
    fs::write(folder.path().join("spec.yaml"), spec).expect("a spec");
    let (out, _) = run(folder.path(), &["dump", "spec.yaml", "--effective"], 0);
    let document: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let at = |pointer: &str| document.pointer(pointer).unwrap_or(&serde_json::Value::Null);
    let animal = at("/components/schemas/Animal");
    assert!(animal["oneOf"].is_null() && animal["anyOf"][1].is_object(), "{animal}");
    assert_eq!(animal["required"], serde_json::json!(["kind"]));
    // Nothing says that a value may not be both: the first is taken.
    assert!(at("/components/schemas/Loose/oneOf").is_null() && at("/components/schemas/Loose/anyOf/1").is_object());
    assert!(at("/components/schemas/Number/oneOf").is_null() && at("/components/schemas/Number/anyOf/1").is_object());
    assert_eq!(at("/components/schemas/Number/enum"), &serde_json::json!([1, 2.5, null]));
    let [wheel, door] = ["Wheel", "Door"].map(|name| format!("#/components/schemas/{name}"));
    assert_eq!(
        at("/components/schemas/Part/discriminator/mapping"),
        &serde_json::json!({ "wheel": wheel, "door": door, "hatch": door })
    );
    assert!(at("/components/schemas/Cat/properties/kind/pattern").is_null());
    assert_eq!(
        at("/components/schemas/Dog/properties/kind"),
        &serde_json::json!({ "pattern": "^d", "type": "string" })
    );
    assert_eq!(at("/components/schemas/Cat/properties/weight/maximum"), f64::from(f32::MAX));
    let things = "/paths/~1things~1{id}";
    assert_eq!(at(&format!("{things}/parameters/0/schema/maximum")), 255);
    assert!(at(&format!("{things}/head/responses/200/content")).is_null());
    let event = at(&format!("{things}/get/responses/200/content/text~1event-stream/schema"));
    assert_eq!(event["properties"]["data"]["contentSchema"]["$ref"], "#/components/schemas/Animal");
    let gone = at(&format!("{things}/get/responses/404/content"));
    assert!(gone["text/plain"].is_object() && gone["application/problem+json"].is_object(), "{gone}");
    let undescribed = at("/paths/~1undescribed~1{name}/get");
    assert_eq!(undescribed["parameters"][0]["name"], "name");
    assert!(undescribed["responses"]["404"].is_object() && undescribed["responses"]["404"]["content"].is_null());
    // A server has what is elsewhere, too.
    let methods = |path: &str| at(path).as_object().map_or(0, serde_json::Map::len);
    assert_eq!(at("/servers"), &serde_json::json!([{ "url": "/" }]));
    assert!(at("/paths/~1files/get").is_object() && at("/paths/~1up~1v2~1files/put").is_object(), "{out}");
    assert_eq!((methods("/paths/~1files"), methods("/paths/~1up~1v2~1files")), (1, 1), "{out}");
}

#[test]
fn the_lifted_document_gives_the_same_crates() {
    let folder = folder();
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/operations/webhooks/spec.yaml");
    let (lifted, _) = run(folder.path(), &["dump", spec, "--stage", "lift"], 0);
    assert!(lifted.contains("x-webhooks") && lifted.contains("callbacks"), "{lifted}");
    fs::create_dir(folder.path().join("lifted")).expect("a folder");
    fs::write(folder.path().join("lifted/spec.yaml"), lifted).expect("a spec");
    run(folder.path(), &["generate", spec, "-o", "one", "--name", "hooks"], 0);
    run(folder.path(), &["generate", "lifted/spec.yaml", "-o", "two", "--name", "hooks"], 0);
    let (one, two) = (common::files(&folder.path().join("one")), common::files(&folder.path().join("two")));
    let differ: Vec<&String> = one.keys().filter(|path| one.get(*path) != two.get(*path)).collect();
    assert!(differ.is_empty() && one.len() == two.len() && one.len() > 50, "{differ:?}");
}

#[test]
fn of_many_alike_messages_some_are_shown_and_the_rest_is_counted() {
    let folder = folder();
    let paths: String = (0..15).map(|n| format!("  /a{n}: {{ get: {{ operationId: a{n} }} }}\n")).collect();
    let text = format!("openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths:\n{paths}");
    fs::write(folder.path().join("many.yaml"), text).expect("a spec");
    let (_, err) = run(folder.path(), &["check", "many.yaml"], 0);
    assert_eq!(err.matches("\nwarning[missing-responses]").count() + 1, 10, "{err}");
    assert!(err.contains("\n5 more warning[missing-responses]\n  help: `--most 0` shows"), "{err}");
    assert!(err.ends_with("0 errors, 15 warnings\n"), "{err}");
    let (_, err) = run(folder.path(), &["check", "many.yaml", "--most", "0"], 0);
    assert!(err.matches("warning[missing-responses]").count() == 15 && !err.contains(" more "), "{err}");
    let (_, err) = run(folder.path(), &["check", "many.yaml", "--message-format", "json"], 0);
    assert_eq!(err.lines().count(), 15, "{err}");
}

#[test]
fn explains_its_codes() {
    let folder = folder();
    let (_, err) = run(folder.path(), &["check", "bad.yaml"], 1);
    assert!(err.contains("error[unresolved-ref]"), "{err}");
    let (out, err) = run(folder.path(), &["explain", "unresolved-ref"], 0);
    assert!(out.starts_with("unresolved-ref: A reference points to nothing\n\n"), "{out}");
    assert!(out.lines().count() > 3 && out.lines().all(|line| line.len() <= 80) && err.is_empty(), "{out}{err}");
    let (same, _) = run(folder.path(), &["explain", "error[unresolved-ref]"], 0);
    assert_eq!(same, out);
    let (out, err) = run(folder.path(), &["explain", "unresolved-reff"], 2);
    assert!(out.is_empty() && err.contains("did you mean `unresolved-ref`?"), "{err}");
    let (out, _) = run(folder.path(), &["explain"], 0);
    assert!(out.lines().any(|line| line.starts_with("duplicate-operation-id ")), "{out}");
}

#[test]
fn paths_that_mean_the_same_are_generated_with_a_warning() {
    let folder = folder();
    let item = |name: &str| {
        let parameter = format!("{{ name: {name}, in: path, required: true, schema: {{ type: string }} }}");
        format!(
            "  /a/{{{name}}}:\n    get:\n      parameters: [ {parameter} ]\n      responses: {{ '204': {{ description: ok }} }}\n"
        )
    };
    let text = format!("openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths:\n{}{}", item("id"), item("name"));
    fs::write(folder.path().join("same.yaml"), text).expect("a spec");
    let (_, err) = run(folder.path(), &["check", "same.yaml"], 0);
    assert!(err.contains("warning[same-path]"), "{err}");
    let (_, err) = run(folder.path(), &["check", "same.yaml", "--strict"], 1);
    assert!(err.contains("error[same-path]"), "{err}");
    // Both are there; what the client and the server make of it is compiled.
    run(folder.path(), &["generate", "same.yaml", "-o", "out"], 0);
    let server = fs::read_to_string(folder.path().join("out/server/src/default_api.rs")).expect("a server");
    assert!(server.contains("fn a_id_get(") && server.contains("fn a_name_get("), "{server}");
}

#[test]
fn references_reach_the_folder_that_the_user_names() {
    let folder = folder();
    fs::create_dir(folder.path().join("api")).expect("a folder");
    let text = SPEC.replace("{ '204': { description: Pong } }", "{ '204': { $ref: '../shared.yaml#/pong' } }");
    fs::write(folder.path().join("api/root.yaml"), text).expect("a spec");
    fs::write(folder.path().join("shared.yaml"), "pong: { description: Pong }\n").expect("a file");
    let (_, err) = run(folder.path(), &["check", "api/root.yaml"], 1);
    assert!(err.contains("error[ref-outside-folder]") && err.contains("--root .`"), "{err}");
    run(folder.path(), &["check", "api/root.yaml", "--root", "."], 0);
    let (_, err) = run(folder.path(), &["check", "api/root.yaml", "--root", "api"], 1);
    assert!(err.contains("error[ref-outside-folder]"), "{err}");
    let config = "[[api]]\nspec = \"api/root.yaml\"\noutput = \"out\"\nroots = [\".\"]\n";
    fs::write(folder.path().join("cratewright.toml"), config).expect("a config");
    run(folder.path(), &["generate"], 0);
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_outside_and_give_no_second_file_inside() {
    use std::os::unix::fs::symlink;
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    for name in ["api", "common", "api/schemas"] {
        fs::create_dir(at(name)).expect("a folder");
    }
    let reference = |file: &str| format!("{{ '204': {{ $ref: '{file}#/pong' }} }}");
    let spec = |file: &str| {
        let text = SPEC.replace("{ '204': { description: Pong } }", &reference(file));
        fs::write(at("api/root.yaml"), text).expect("a spec");
    };
    fs::write(at("common/pong.yaml"), "pong: { description: Pong }\n").expect("a file");
    symlink("../common/pong.yaml", at("api/link.yaml")).expect("a link");
    symlink("../common", at("api/linked")).expect("a link");
    for file in ["link.yaml", "linked/pong.yaml", "schemas/../../common/pong.yaml", "../common/pong.yaml"] {
        spec(file);
        let (_, err) = run(folder.path(), &["check", "api/root.yaml"], 1);
        assert!(err.contains("error[ref-outside-folder]"), "{file}: {err}");
        let roots = ["check", "api/root.yaml", "--root", "specs-of-others", "--root", "common"];
        run(folder.path(), &roots, 0);
    }
    spec("link.yaml");
    let (_, err) = run(folder.path(), &["check", "api/root.yaml"], 1);
    assert!(err.contains("is a link that leads out of"), "{err}");
    // A link inside is another name for what is there already.
    fs::write(at("api/schemas/pong.yaml"), "pong: { description: Pong }\n").expect("a file");
    symlink("schemas/pong.yaml", at("api/inside.yaml")).expect("a link");
    let both = format!("{}\n  /two:\n    get: {{ responses: {} }}\n", SPEC.trim_end(), reference("inside.yaml"));
    let both = both.replace("{ '204': { description: Pong } }", &reference("schemas/pong.yaml"));
    fs::write(at("api/root.yaml"), both).expect("a spec");
    let (out, _) = run(folder.path(), &["dump", "api/root.yaml", "--stage", "load"], 0);
    assert_eq!(out.matches("\"description\": \"Pong\"").count(), 1, "{out}");
    // What is no file is not read, nor waited for.
    let made = std::process::Command::new("mkfifo").arg(at("api/pipe.yaml")).status();
    if made.is_ok_and(|status| status.success()) {
        spec("pipe.yaml");
        let (_, err) = run(folder.path(), &["check", "api/root.yaml"], 1);
        assert!(err.contains("error[not-a-file]"), "{err}");
    }
}

#[test]
fn overlays_come_from_the_config_or_the_command_line_and_generated_code_follows_them() {
    let folder = folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    let overlay = |id: &str| {
        let update = format!("{{ target: '$.paths..operationId', update: {id} }}");
        format!("overlay: 1.1.0\ninfo: {{ title: t, version: '1' }}\nactions: [{update}]\n")
    };
    write("api.yaml", SPEC);
    write("one.yaml", &overlay("first"));
    write("two.yaml", &overlay("second"));
    let (out, _) = run(folder.path(), &["dump", "api.yaml", "--stage", "lift", "--overlay", "one.yaml"], 0);
    assert!(out.contains("\"first\""), "{out}");
    // In the order in which they are named.
    let both = ["check", "api.yaml", "--overlay", "one.yaml", "--overlay", "two.yaml"];
    run(folder.path(), &both, 0);
    let (out, _) = run(folder.path(), &[&["dump", "--stage", "lift"], &both[1..]].concat(), 0);
    assert!(out.contains("\"second\"") && !out.contains("\"first\""), "{out}");
    write("cratewright.toml", "[[api]]\nspec = \"api.yaml\"\noutput = \"out\"\noverlays = [\"one.yaml\"]\n");
    run(folder.path(), &["generate"], 0);
    run(folder.path(), &["generate", "--check"], 0);
    write("one.yaml", &overlay("renamed"));
    let (_, err) = run(folder.path(), &["generate", "--check"], 1);
    assert!(err.contains("stale"), "{err}");
    // A warning, and nothing is written when that is an error.
    write("one.yaml", &overlay("renamed").replace("operationId'", "none'"));
    let (_, err) = run(folder.path(), &["generate", "--strict"], 1);
    assert!(err.contains("error[overlay-no-match]") && err.contains("one.yaml:3:"), "{err}");
    run(folder.path(), &["check", "--overlay", "one.yaml"], 2);
}

#[test]
fn a_problem_is_reported_once_and_a_config_lists_something() {
    let folder = folder();
    let spec = SPEC.replace("operationId: ping", "operationId: ping\n      security: [ { nobody: [] } ]");
    fs::write(folder.path().join("nobody.yaml"), spec).expect("a spec");
    let (_, err) = run(folder.path(), &["check", "nobody.yaml"], 0);
    assert_eq!(err.matches("unknown-security-scheme").count(), 1, "{err}");
    fs::write(folder.path().join("cratewright.toml"), "").expect("a config");
    let (_, err) = run(folder.path(), &["generate"], 2);
    assert!(err.contains("lists no [[api]]"), "{err}");
}

#[test]
fn outputs_that_write_the_same_files_are_refused() {
    let api =
        |output: &str, name: &str| format!("[[api]]\nspec = \"tiny.yaml\"\noutput = {output:?}\nname = {name:?}\n");
    let workspace = |output: &str| format!("[workspace]\noutput = {output:?}\n");
    for config in [api("out", "a") + &api("out/types", "b"), workspace("out") + &api("out", "a")] {
        let folder = folder();
        fs::write(folder.path().join("cratewright.toml"), config).expect("a config");
        let (_, err) = run(folder.path(), &["generate"], 1);
        assert!(err.contains("would be written for two outputs"), "{err}");
        assert!(!folder.path().join("out").exists());
    }
    // The same folder, spelled differently, is the same folder.
    let folder = folder();
    fs::write(folder.path().join("cratewright.toml"), workspace("./out") + &api("out/a", "a")).expect("a config");
    run(folder.path(), &["generate"], 0);
    let members = fs::read_to_string(folder.path().join("out/Cargo.toml")).expect("a workspace");
    assert!(members.contains("\"a/types\""), "{members}");
}

#[test]
fn a_damaged_manifest_is_said_and_nothing_is_forgotten() {
    let folder = folder();
    run(folder.path(), GENERATE, 0);
    fs::write(folder.path().join("out/.cratewright.json"), "<<<<<<< ours\n").expect("a manifest");
    let (_, err) = run(folder.path(), GENERATE, 1);
    assert!(err.contains("out/.cratewright.json is damaged"), "{err}");
}

#[test]
fn a_check_says_when_files_are_in_the_way() {
    let folder = folder();
    run(folder.path(), GENERATE, 0);
    fs::write(folder.path().join("out/types/src/lib.rs"), "// mine\n").expect("an edit");
    let (_, err) = run(folder.path(), &[GENERATE, &["--check"]].concat(), 1);
    assert!(err.contains("0 files to write, 0 to delete, 1 file in the way") && err.contains("--force"), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_an_error() {
    let folder = folder();
    let full = fs::File::options().write(true).open("/dev/full").expect("the device");
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_cratewright"))
        .args(["dump", "tiny.yaml", "--stage", "lift"])
        .current_dir(folder.path())
        .stdout(full)
        .stderr(std::process::Stdio::null())
        .status()
        .expect("cratewright");
    assert_eq!(status.code(), Some(1));
}
