//! The reference docs in `generated/` say what the documents in `specs/` say: operation by operation, and every link
//! leads somewhere. The documents are read here by other means than the generator's.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use heck::{ToPascalCase, ToSnakeCase};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_yaml::Value;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

// ---------------------------------------------------------------------------------------------- documents

struct Spec {
    name: String,
    root: Value,
}

impl Spec {
    fn all() -> Vec<Spec> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
        let mut specs = Vec::new();
        for entry in std::fs::read_dir(folder).expect("specs/") {
            let path = entry.expect("an entry").path();
            if matches!(path.extension().and_then(|e| e.to_str()), Some("yaml" | "json")) {
                let text = std::fs::read_to_string(&path).expect("a spec");
                let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
                specs.push(Spec { name, root: serde_yaml::from_str(&text).expect("YAML") });
            }
        }
        specs.sort_by(|a, b| a.name.cmp(&b.name));
        assert_eq!(specs.len(), 6, "six APIs");
        specs
    }

    fn client(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("generated").join(&self.name).join("client")
    }

    fn page(&self, path: &str) -> Page {
        Page::read(&self.client().join(path))
    }

    /// What a `$ref` stands for.
    fn at<'a>(&'a self, mut node: &'a Value) -> &'a Value {
        while let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            node = &self.root;
            for part in reference.trim_start_matches("#/").split('/') {
                node = &node[part.replace("~1", "/").replace("~0", "~").as_str()];
            }
        }
        node
    }

    fn operations(&self) -> Vec<Operation<'_>> {
        let mut operations = Vec::new();
        for (path, item) in self.root["paths"].as_mapping().expect("paths") {
            let (path, item) = (path.as_str().expect("a path"), self.at(item));
            for method in METHODS {
                if let Some(node) = item.get(method) {
                    operations.push(Operation { spec: self, path, method, item, node });
                }
            }
        }
        operations
    }
}

struct Operation<'a> {
    spec: &'a Spec,
    path: &'a str,
    method: &'a str,
    item: &'a Value,
    node: &'a Value,
}

impl<'a> Operation<'a> {
    fn name(&self) -> String {
        match self.node.get("operationId").and_then(Value::as_str) {
            Some(id) => id.to_snake_case(),
            None => format!("{} {}", self.path.replace(['{', '}', '/', ':'], " "), self.method).to_snake_case(),
        }
    }

    fn page(&self) -> String {
        let tag = self.node["tags"].get(0).and_then(Value::as_str).unwrap_or("default");
        format!("{}Api", tag.to_pascal_case())
    }

    fn params(&self) -> Vec<&'a Value> {
        let list = |node: &'a Value| {
            node.get("parameters").and_then(Value::as_sequence).into_iter().flatten().map(|param| self.spec.at(param))
        };
        let own: Vec<_> = list(self.node).collect();
        let same = |a: &Value, b: &Value| a["name"] == b["name"] && a["in"] == b["in"];
        let shared = list(self.item).filter(|param| !own.iter().any(|other| same(param, other)));
        shared.chain(own.iter().copied()).collect()
    }

    fn body(&self) -> Option<&'a Value> {
        self.node.get("requestBody").map(|body| self.spec.at(body))
    }

    fn responses(&self) -> Vec<(String, &'a Value)> {
        let responses = self.node["responses"].as_mapping().expect("responses");
        let text = |code: &Value| {
            code.as_str().map(str::to_owned).unwrap_or_else(|| code.as_u64().expect("a status").to_string())
        };
        responses.iter().map(|(code, response)| (text(code), self.spec.at(response))).collect()
    }

    fn security(&self) -> BTreeSet<String> {
        let list = self.node.get("security").or_else(|| self.spec.root.get("security")).and_then(Value::as_sequence);
        let keys = list.into_iter().flatten().filter_map(Value::as_mapping).flat_map(|all| all.keys());
        keys.filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

fn text(node: &Value, key: &str) -> String {
    node.get(key).and_then(Value::as_str).map(plain).unwrap_or_default()
}

fn media(content: Option<&Value>) -> Vec<String> {
    let keys = content.and_then(Value::as_mapping).into_iter().flat_map(|map| map.keys());
    keys.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The Rust type of a schema, where it is plain to see; `None` where the test does not know better.
fn rust(schema: &Value) -> Option<String> {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return reference.rsplit('/').next().map(|name| name.to_pascal_case());
    }
    if schema.get("enum").is_some() || schema.get("allOf").is_some() || schema.get("nullable").is_some() {
        return None;
    }
    Some(match (schema.get("type")?.as_str()?, schema.get("format").and_then(Value::as_str)) {
        ("string", None) => "String".to_owned(),
        ("integer", Some("int32")) => "i32".to_owned(),
        ("integer", None | Some("int64")) => "i64".to_owned(),
        ("number", None | Some("double")) => "f64".to_owned(),
        ("boolean", _) => "bool".to_owned(),
        ("array", _) => format!("Vec<{}>", rust(spec_items(schema))?),
        _ => return None,
    })
}

fn spec_items(schema: &Value) -> &Value {
    &schema["items"]
}

fn default(schema: &Value) -> Option<String> {
    Some(match schema.get("default")? {
        // Null is what absence means anyway.
        Value::Null => return None,
        Value::String(text) => format!("[default to '{text}']"),
        other => format!("[default to {}]", serde_json::to_string(other).expect("JSON")),
    })
}

// --------------------------------------------------------------------------------------------------- pages

/// Text without markup, with single spaces.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        push(&mut text, &event);
    }
    squeeze(&text)
}

fn push(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(part) | Event::Code(part) => text.push_str(part),
        Event::InlineHtml(html) | Event::Html(html) if html.starts_with("<br") => text.push(' '),
        Event::SoftBreak | Event::HardBreak => text.push(' '),
        Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::CodeBlock) => text.push(' '),
        _ => {}
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A page in pieces: headings, and below each its text, table rows and links.
struct Page {
    path: PathBuf,
    sections: Vec<Section>,
}

#[derive(Default)]
struct Section {
    level: u8,
    title: String,
    text: String,
    rows: Vec<Vec<Cell>>,
    links: Vec<(String, String)>,
    code: Vec<String>,
}

#[derive(Clone, Default)]
struct Cell {
    text: String,
    links: Vec<String>,
}

impl Page {
    fn read(path: &Path) -> Page {
        let markdown = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut sections = vec![Section::default()];
        let (mut row, mut in_code) = (Vec::new(), false);
        let mut cell: Option<Cell> = None;
        let mut link: Option<(String, String)> = None;
        let mut heading: Option<String> = None;
        for event in Parser::new_ext(&markdown, Options::ENABLE_TABLES) {
            let section = sections.last_mut().expect("one at least");
            match &event {
                Event::Start(Tag::Heading { level, .. }) => {
                    sections.push(Section { level: *level as u8, ..Section::default() });
                    heading = Some(String::new());
                    continue;
                }
                Event::End(TagEnd::Heading(_)) => section.title = heading.take().unwrap_or_default(),
                Event::Start(Tag::CodeBlock(_)) => {
                    in_code = true;
                    section.code.push(String::new());
                }
                Event::End(TagEnd::CodeBlock) => in_code = false,
                Event::Text(text) if in_code => {
                    if let Some(code) = section.code.last_mut() {
                        code.push_str(text);
                    }
                    continue;
                }
                Event::Start(Tag::Link { dest_url, .. }) => link = Some((String::new(), dest_url.to_string())),
                Event::End(TagEnd::Link) => {
                    if let Some((text, target)) = link.take() {
                        if let Some(cell) = &mut cell {
                            cell.links.push(target.clone());
                        }
                        section.links.push((squeeze(&text), target));
                    }
                }
                Event::Start(Tag::TableCell) => cell = Some(Cell::default()),
                Event::End(TagEnd::TableCell) => {
                    let mut cell = cell.take().expect("a cell");
                    cell.text = squeeze(&cell.text);
                    row.push(cell);
                }
                Event::End(TagEnd::TableRow) => section.rows.push(std::mem::take(&mut row)),
                Event::End(TagEnd::TableHead) => row.clear(),
                _ => {}
            }
            let places =
                [heading.as_mut(), link.as_mut().map(|(text, _)| text), cell.as_mut().map(|cell| &mut cell.text)];
            for place in places.into_iter().flatten() {
                push(place, &event);
            }
            if heading.is_none() && cell.is_none() {
                push(&mut section.text, &event);
            }
        }
        for section in &mut sections {
            section.text = squeeze(&section.text);
        }
        Page { path: path.to_owned(), sections }
    }

    /// The section of this title and everything below it.
    fn below(&self, level: u8, title: &str) -> &[Section] {
        let start = self.sections.iter().position(|section| section.level == level && section.title == title);
        let start = start.unwrap_or_else(|| panic!("{}: no heading `{title}`", self.path.display()));
        let end = self.sections[start + 1..].iter().position(|section| section.level <= level && section.level > 0);
        &self.sections[start..end.map_or(self.sections.len(), |end| start + 1 + end)]
    }

    /// Anchors as GitHub makes them.
    fn anchors(&self) -> HashSet<String> {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut anchors = HashSet::new();
        for section in &self.sections[1..] {
            let slug: String = section.title.to_lowercase().replace(' ', "-");
            let slug: String = slug.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
            let count = seen.entry(slug.clone()).or_default();
            anchors.insert(if *count == 0 { slug.clone() } else { format!("{slug}-{count}") });
            *count += 1;
        }
        anchors
    }
}

fn part<'a>(sections: &'a [Section], title: &str) -> &'a Section {
    sections
        .iter()
        .find(|section| section.title == title)
        .unwrap_or_else(|| panic!("no `{title}` below `{}`", sections[0].title))
}

/// What does not hold, gathered: one run shows everything.
#[derive(Default)]
struct Report(Vec<String>);

impl Report {
    fn check(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push(what());
        }
    }

    fn same<T: PartialEq + std::fmt::Debug>(&mut self, place: &str, what: &str, found: T, wanted: T) {
        self.check(found == wanted, || format!("{place}: {what} is {found:?}, the document says {wanted:?}"));
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.0.is_empty(), "{} facts are not stated:\n{}", self.0.len(), self.0.join("\n"));
        }
    }
}

// --------------------------------------------------------------------------------------------------- tests

#[test]
fn every_operation_is_described() {
    let mut report = Report::default();
    let mut count = 0;
    for spec in &Spec::all() {
        let mut pages = BTreeMap::new();
        for operation in spec.operations() {
            let file = operation.page();
            let page = pages.entry(file.clone()).or_insert_with(|| spec.page(&format!("docs/{file}.md")));
            check_operation(&operation, page, &mut report);
            count += 1;
        }
    }
    assert!(count == 39 + 13, "only {count} operations");
}

fn check_operation(operation: &Operation<'_>, page: &Page, report: &mut Report) {
    let name = operation.name();
    let place = format!("{} {name}", operation.spec.name);
    let request = format!("{} {}", operation.method.to_uppercase(), operation.path);

    let table: Vec<_> = page.sections.iter().take_while(|section| section.level < 2).flat_map(|s| &s.rows).collect();
    let row = table.iter().find(|row| row[1].text == request);
    report.check(row.is_some(), || format!("{place}: not in the table of methods"));
    let summary = text(operation.node, "summary");
    let description = text(operation.node, "description");
    if let Some(row) = row {
        report.same(&place, "the table's name", row[0].text.clone(), name.clone());
        let about = if summary.is_empty() { &description } else { &summary };
        let said = &row[2].text;
        report.check(!said.is_empty() && about.starts_with(said.as_str()) || about.is_empty(), || {
            format!("{place}: the table says {said:?}, not {about:?}")
        });
    }

    let sections = page.below(2, &name);
    let lead: Vec<_> = sections.iter().take_while(|section| section.title != "Example").collect();
    let lead = lead.iter().flat_map(|section| [section.title.as_str(), section.text.as_str()]).collect::<Vec<_>>();
    let lead = squeeze(&lead.join(" "));
    report.check(lead.contains(&format!("{name}(")), || format!("{place}: no signature"));
    report.check(lead.contains(&summary) && lead.contains(&description), || format!("{place}: no description: {lead}"));
    let example = part(sections, "Example").code.join("\n");
    for wanted in ["Client::builder(", &format!(".{name}("), "#[tokio::main]"] {
        report.check(example.contains(wanted), || format!("{place}: no `{wanted}` in the example"));
    }
    for title in ["Parameters", "Return type", "Authorization", "HTTP request headers", "HTTP response details"] {
        part(sections, title);
    }
    check_parameters(operation, part(sections, "Parameters"), &place, report);
    check_result(operation, part(sections, "Return type"), &place, report);

    let authorization = part(sections, "Authorization");
    let wanted = operation.security();
    let found = authorization.links.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>();
    report.same(&place, "authorization", found, wanted.clone());
    report.same(&place, "no authorization", authorization.text == "No authorization required", wanted.is_empty());
    for scheme in &wanted {
        let schemes = &operation.spec.root["components"]["securitySchemes"];
        let scheme_name = schemes[scheme.as_str()].get("name").and_then(Value::as_str).unwrap_or_default();
        let said = &part(sections, "Example").text;
        let stated = said.contains(scheme.as_str()) && said.contains(scheme_name) && said.contains("std::env::var(");
        report.check(stated, || format!("{place}: the example does not say how to set {scheme}"));
    }

    let headers = &part(sections, "HTTP request headers").text;
    let defined = |list: Vec<String>| if list.is_empty() { "Not defined".to_owned() } else { list.join(", ") };
    let mut accept: Vec<String> = Vec::new();
    for media in operation.responses().iter().flat_map(|(_, response)| media(response.get("content"))) {
        if !accept.contains(&media) {
            accept.push(media);
        }
    }
    let content = defined(media(operation.body().and_then(|body| body.get("content"))));
    report.same(
        &place,
        "request headers",
        headers.clone(),
        format!("Content-Type: {content} Accept: {}", defined(accept)),
    );
    check_answers(operation, part(sections, "HTTP response details"), &place, report);
    report.check(
        sections.iter().any(|section| section.links.iter().any(|(text, _)| text.contains("Back to README"))),
        || format!("{place}: no links back"),
    );
}

fn check_parameters(operation: &Operation<'_>, section: &Section, place: &str, report: &mut Report) {
    let spec = operation.spec;
    let mut rows: Vec<&Vec<Cell>> = section.rows.iter().collect();
    let mut take = |wire: &str, place_words: &str| {
        let notes = format!("{wire} {place_words}");
        let index = rows.iter().position(|row| row[3].text.split(", ").any(|note| note.ends_with(&notes)))?;
        Some(rows.remove(index))
    };
    for param in operation.params() {
        let wire = param["name"].as_str().expect("a name");
        let words = match param["in"].as_str() {
            Some("path") => "in the path",
            Some("query") => "in the query",
            Some("header") => "as header",
            _ => "as cookie",
        };
        let place = format!("{place}, {wire}");
        let Some(row) = take(wire, words) else {
            report.check(false, || format!("{place}: not in the table of parameters"));
            continue;
        };
        let schema = &param["schema"];
        let required = param.get("required").and_then(Value::as_bool) == Some(true);
        check_row(spec, row, wire, &text(param, "description"), schema, required, &place, report);
    }
    let Some(body) = operation.body() else {
        assert!(rows.is_empty(), "{place}: more parameters than the document has: {:?}", rows[0][0].text);
        return;
    };
    let required = body.get("required").and_then(Value::as_bool) == Some(true);
    let index = rows.iter().position(|row| row[3].text.ends_with("the body"));
    let Some(index) = index else {
        report.check(false, || format!("{place}: no body in the table of parameters"));
        return;
    };
    let row = rows.remove(index);
    report.same(place, "the body's description", row[2].text.clone(), text(body, "description"));
    report.same(place, "an optional body", row[3].text.contains("[optional]"), !required);
    for (media, content) in body["content"].as_mapping().expect("content") {
        let (media, schema) = (media.as_str().expect("a media type"), &content["schema"]);
        let target = spec.at(schema);
        let files = target["properties"].as_mapping().into_iter().flatten().any(|(_, part)| part["format"] == "binary");
        if media != "multipart/form-data" || !files {
            if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
                let name = reference.rsplit('/').next().unwrap_or_default().to_pascal_case();
                let linked = row[1].links.iter().any(|link| *link == format!("{name}.md"));
                report.check(linked, || format!("{place}: the body does not link to {name}"));
            }
            continue;
        }
        for (wire, schema) in target["properties"].as_mapping().expect("properties") {
            let wire = wire.as_str().expect("a name");
            let place = format!("{place}, part {wire}");
            let index = rows.iter().position(|row| row[3].text.contains(&format!("{wire} in the form")));
            let Some(index) = index else {
                report.check(false, || format!("{place}: not in the table of parameters"));
                continue;
            };
            let row = rows.remove(index);
            let list = target.get("required").and_then(Value::as_sequence);
            let required = list.is_some_and(|list| list.iter().any(|name| name == wire));
            check_row(spec, row, wire, &text(schema, "description"), schema, required, &place, report);
        }
    }
    report.check(rows.is_empty(), || format!("{place}: more parameters than the document has: {:?}", rows[0][0].text));
}

#[expect(clippy::too_many_arguments, reason = "a row of facts")]
fn check_row(
    spec: &Spec,
    row: &[Cell],
    wire: &str,
    description: &str,
    schema: &Value,
    required: bool,
    place: &str,
    report: &mut Report,
) {
    report.same(place, "the name", row[0].text.clone(), wire.to_snake_case());
    report.same(place, "the description", row[2].text.clone(), description.to_owned());
    report.same(place, "whether it is optional", row[3].text.contains("[optional]"), !required);
    match default(spec.at(schema)) {
        Some(default) => report.check(row[3].text.contains(&default), || format!("{place}: no {default}")),
        None => report.check(!row[3].text.contains("[default"), || format!("{place}: a default from nowhere")),
    }
    let Some(wanted) = rust(schema) else { return };
    let ty = &row[1].text;
    if schema.get("$ref").is_some() {
        report.check(!row[1].links.is_empty(), || format!("{place}: the type {ty} has no link"));
        return;
    }
    // Arguments are lent: text as `&str`, a list as anything that can be one.
    let wanted = match wanted.strip_prefix("Vec<").and_then(|item| item.strip_suffix('>')) {
        Some(item) => format!("impl IntoIterator<Item = impl Into<{item}>>"),
        None if wanted == "String" => "&str".to_owned(),
        None => wanted,
    };
    report.same(place, "the type", ty.clone(), wanted);
}

fn check_result(operation: &Operation<'_>, section: &Section, place: &str, report: &mut Report) {
    let mut types = Vec::new();
    for (code, response) in operation.responses() {
        if !code.starts_with('2') {
            continue;
        }
        let content = response.get("content").and_then(Value::as_mapping);
        match content {
            Some(content) if operation.method != "head" => {
                types.extend(content.values().map(|media| rust(&media["schema"])));
            }
            _ => types.push(Some("()".to_owned())),
        }
    }
    report.check(!section.text.is_empty(), || format!("{place}: no return type"));
    for wanted in types.into_iter().flatten() {
        report.check(section.text.contains(&wanted), || {
            format!("{place}: the return type {:?} does not name {wanted}", section.text)
        });
    }
}

fn check_answers(operation: &Operation<'_>, section: &Section, place: &str, report: &mut Report) {
    let responses = operation.responses();
    let found: BTreeSet<_> = section.rows.iter().map(|row| row[0].text.clone()).collect();
    let wanted: BTreeSet<_> = responses.iter().map(|(code, _)| code.clone()).collect();
    report.same(place, "the statuses", found, wanted);
    for (code, response) in responses {
        let Some(row) = section.rows.iter().find(|row| row[0].text == code) else { continue };
        let place = format!("{place}, {code}");
        report.same(&place, "the description", row[1].text.clone(), text(response, "description"));
        let headers = response.get("headers").and_then(Value::as_mapping);
        report.same(&place, "no headers", row[3].text == "-", headers.is_none());
        for (name, header) in headers.into_iter().flatten() {
            let header = operation.spec.at(header);
            let name = name.as_str().expect("a name");
            let stated = row[3].text.contains(name) && row[3].text.contains(&text(header, "description"));
            report.check(stated, || format!("{place}: the header {name} is not described: {:?}", row[3].text));
        }
    }
}

#[test]
fn every_model_is_described() {
    let mut report = Report::default();
    for spec in &Spec::all() {
        let schemas = spec.root["components"]["schemas"].as_mapping().expect("schemas");
        for (name, schema) in schemas {
            let name = name.as_str().expect("a name").to_pascal_case();
            let place = format!("{} {name}", spec.name);
            let page = spec.page(&format!("docs/{name}.md"));
            let lead = &page.below(1, &name)[0].text;
            report.check(lead.contains(&text(schema, "description")), || format!("{place}: no description"));
            let rows: Vec<_> = page.below(1, &name)[1].rows.iter().collect();
            let list = schema.get("required").and_then(Value::as_sequence);
            for (wire, property) in schema.get("properties").and_then(Value::as_mapping).into_iter().flatten() {
                let wire = wire.as_str().expect("a name");
                let place = format!("{place}.{wire}");
                let Some(row) = rows.iter().find(|row| row[1].text == wire) else {
                    report.check(false, || format!("{place}: not in the table"));
                    continue;
                };
                let required = list.is_some_and(|list| list.iter().any(|name| name == wire));
                report.same(&place, "whether it is optional", row[4].text.contains("[optional]"), !required);
                let description = text(property, "description");
                if !description.is_empty() {
                    report.same(&place, "the description", row[3].text.clone(), description);
                }
                if let Some(default) = default(spec.at(property)) {
                    report.check(row[4].text.contains(&default), || format!("{place}: no {default}"));
                }
                if let Some(ty) = rust(property) {
                    report.check(row[2].text.contains(&ty), || format!("{place}: {} is no {ty}", row[2].text));
                }
            }
            for value in schema.get("enum").and_then(Value::as_sequence).into_iter().flatten() {
                let value = value.as_str().map(|text| format!("{text:?}")).unwrap_or_default();
                report.check(rows.iter().any(|row| row[1].text == value), || format!("{place}: no value {value}"));
            }
        }
    }
}

#[test]
fn every_readme_leads_to_everything() {
    let mut report = Report::default();
    for spec in &Spec::all() {
        let readme = spec.page("README.md");
        let links: HashSet<&str> =
            readme.sections.iter().flat_map(|section| &section.links).map(|(_, target)| target.as_str()).collect();
        let title = spec.root["info"]["title"].as_str().expect("a title");
        report.same(&spec.name, "the title", readme.sections[1].title.as_str(), title);
        for operation in spec.operations() {
            let target = format!("docs/{}.md#{}", operation.page(), operation.name());
            report.check(links.contains(target.as_str()), || format!("{}: no link to {target}", spec.name));
        }
        for (name, _) in spec.root["components"]["schemas"].as_mapping().expect("schemas") {
            let target = format!("docs/{}.md", name.as_str().expect("a name").to_pascal_case());
            report.check(links.contains(target.as_str()), || format!("{}: no link to {target}", spec.name));
        }
        let schemes = spec.root["components"].get("securitySchemes").and_then(Value::as_mapping);
        let authorization = readme.below(2, "Documentation for authorization");
        for (key, scheme) in schemes.into_iter().flatten() {
            let key = key.as_str().expect("a key");
            let section = part(authorization, key);
            report.check(section.text.contains("std::env::var("), || format!("{}: {key} from nowhere", spec.name));
            report.check(section.text.contains(&text(scheme, "description")), || format!("{}: {key}", spec.name));
        }
        for server in spec.root["servers"].as_sequence().into_iter().flatten() {
            let url = server["url"].as_str().expect("a URL");
            let said = &readme.below(2, "Configuration")[0].text;
            report.check(said.contains(url), || format!("{}: the server {url} is not named", spec.name));
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    let mut report = Report::default();
    for spec in &Spec::all() {
        let docs = spec.client().join("docs");
        let mut files = vec![spec.client().join("README.md")];
        files.extend(std::fs::read_dir(&docs).expect("docs/").map(|entry| entry.expect("an entry").path()));
        let mut names = HashSet::new();
        for file in &files {
            let name = file.file_name().expect("a name").to_string_lossy().to_lowercase();
            report.check(names.insert(name), || format!("{}: differs from another in case only", file.display()));
            let page = Page::read(file);
            for (text, target) in page.sections.iter().flat_map(|section| &section.links) {
                if ["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme)) || target == "#" {
                    continue;
                }
                let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
                let to = if path.is_empty() { file.clone() } else { file.parent().expect("a folder").join(path) };
                if !to.is_file() {
                    report.check(false, || format!("{}: [{text}]({target}) leads nowhere", file.display()));
                    continue;
                }
                let found = anchor.is_empty() || Page::read(&to).anchors().contains(anchor);
                report.check(found, || format!("{}: [{text}]({target}): no such anchor", file.display()));
            }
        }
    }
}
