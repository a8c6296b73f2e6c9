//! The page of a component: what its values consist of, and the same for the inline types inside it.

use askama::Template;

use super::links::heading;
use super::markup::{cell, code, inline, prose, prose_cell};
use super::ty::{Docs, Notes};
use crate::example::Examples;
use crate::model::{
    Additional, EnumValue, Field, Marked, NameHint, Struct, Together, Tuple, TypeDef, TypeId, TypeKind, Union,
    UnionVariant,
};
use crate::view::text::{Markdown, is_deceptive};
use crate::view::{Page, PageKind};

#[derive(Template)]
#[template(path = "docs/model.md.jinja")]
struct ModelPage {
    types: Vec<Section>,
    models: Markdown,
}

/// What is said about one type.
struct Section {
    title: Markdown,
    top: bool,
    heading: Markdown,
    rust: Markdown,
    deprecated: bool,
    description: Markdown,
    table: Option<Table>,
    /// What else holds, a paragraph.
    remark: Markdown,
    /// An example in JSON.
    json: Markdown,
}

/// A table of ready-made cells.
struct Table {
    head: Vec<Markdown>,
    rows: Vec<Vec<Markdown>>,
}

impl Table {
    fn new(head: &[&str], rows: Vec<Vec<Markdown>>) -> Self {
        Table { head: head.iter().map(|title| Markdown((*title).to_owned())).collect(), rows }
    }
}

/// One page per component.
pub(super) fn pages(docs: Docs<'_>) -> Vec<Page> {
    let types = docs.links.types_by_page().into_iter().enumerate();
    let examples = Examples::new(docs.api);
    types
        .map(|(page, types)| {
            let types = types.into_iter().enumerate();
            let types = types.map(|(index, id)| section(docs, &examples, id, index == 0)).collect();
            let models = Markdown(super::readme::MODELS.anchor(docs.links));
            let path = format!("client/docs/{}", docs.links.file(page));
            Page::template(path, PageKind::Markdown, ModelPage { types, models })
        })
        .collect()
}

fn section(docs: Docs<'_>, examples: &Examples<'_>, id: TypeId, top: bool) -> Section {
    let def = docs.api.ty(id);
    let names = &docs.names.types[id.0];
    let (table, remark) = match &def.kind {
        TypeKind::Struct(content) => properties(docs, id, content),
        TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => (
            listed(docs, id),
            Markdown("A value that is not listed is kept in `Unknown`; servers reject it.".to_owned()),
        ),
        TypeKind::Union(union) => variants(docs, id, union),
        TypeKind::AnyOf(parts) => any_of(docs, id, parts),
        TypeKind::Tuple(tuple) => items(docs, tuple),
        TypeKind::Newtype(value) => (None, Markdown(format!("A type around {}.", docs.link(&value.ty, |rust| rust)))),
        TypeKind::Alias(value) => {
            let notes = Notes::default().when(value.nullable, "nullable").limits(&value.limits).cell();
            let mut text = format!("Another name for {}", docs.link(&value.ty, |rust| rust));
            if !notes.0.is_empty() {
                text.push_str(&format!(" ({notes})"));
            }
            text.push('.');
            // An enum that other schemas have, too, is looked up here all the same.
            let repeated = value.ty.named().filter(|id| matches!(docs.api.ty(*id).name_hint, NameHint::Within { .. }));
            (repeated.and_then(|id| listed(docs, id)), Markdown(text))
        }
    };
    Section {
        title: code_free(names.name.plain()),
        top,
        heading: Markdown(heading(&def.kind).to_owned()),
        rust: code(&format!("{}::{}", docs.settings.library("types"), docs.path(id))),
        deprecated: def.deprecated,
        description: prose(def.description.as_deref(), if top { 1 } else { 2 }),
        table,
        remark,
        json: Markdown(if top { json(examples, def, id) } else { String::new() }),
    }
}

/// An identifier as a heading: nothing in it is markup but the underscore, which cannot stand alone here.
fn code_free(identifier: &str) -> Markdown {
    Markdown(identifier.to_owned())
}

fn json(examples: &Examples<'_>, def: &TypeDef, id: TypeId) -> String {
    if matches!(def.kind, TypeKind::Alias(_) | TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_))
    {
        return String::new();
    }
    let value = examples.of(id).unwrap_or_default();
    let text = serde_json::to_string_pretty(&value).unwrap_or_default();
    if !text.contains(is_deceptive) {
        return text;
    }
    // Such signs stand in texts alone, where JSON has an escape for them.
    text.chars().map(|c| if is_deceptive(c) { escape(c) } else { c.to_string() }).collect()
}

/// A sign as JSON escapes it.
fn escape(c: char) -> String {
    c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

fn properties(docs: Docs<'_>, id: TypeId, content: &Struct) -> (Option<Table>, Markdown) {
    let names = &docs.names.types[id.0];
    let rows: Vec<_> =
        content.fields.iter().zip(&names.fields).map(|(field, name)| property(docs, field, name.plain())).collect();
    let mut remark = Vec::new();
    match (&content.additional, &names.additional) {
        (Additional::Kept(value), Some(field)) => remark.push(format!(
            "Other properties are kept in {}, a map of {}.",
            code(field.plain()),
            docs.link(&value.ty, |rust| rust)
        )),
        (Additional::Forbidden, _) => remark.push("Servers reject other properties.".to_owned()),
        _ => {}
    }
    if rows.is_empty() && remark.is_empty() {
        remark.push("An object without described properties.".to_owned());
    }
    let limits = Notes::default().limits(&content.limits).cell();
    if !limits.0.is_empty() {
        remark.push(format!("It has {limits}."));
    }
    for group in &content.groups {
        let sets: Vec<String> = group
            .sets
            .iter()
            .map(|set| set.iter().map(|name| code(name).to_string()).collect::<Vec<_>>().join(" with "))
            .collect();
        if let (Together::Needs, [first, second]) = (group.rule, sets.as_slice()) {
            remark.push(format!("Has {second} where it has {first}."));
            continue;
        }
        let start = match group.rule {
            Together::AtLeastOne => "Has at least one of",
            Together::ExactlyOne => "Has exactly one of",
            Together::None | Together::Needs => "Does not have",
        };
        remark.push(format!("{start} {}.", sets.join(", ")));
    }
    if !content.withheld.is_empty() {
        let names: Vec<String> = content.withheld.iter().map(|name| code(name).to_string()).collect();
        let travels = if docs.api.ty(id).input_of.is_some() { "Not sent" } else { "Not in this direction" };
        remark.push(format!("{travels}: {}.", names.join(", ")));
    }
    let table = Table::new(&["Name", "On the wire", "Type", "Description", "Notes"], rows);
    ((!table.rows.is_empty()).then_some(table), Markdown(remark.join(" ")))
}

fn property(docs: Docs<'_>, field: &Field, name: &str) -> Vec<Markdown> {
    let notes = Notes::default()
        .required(!field.presence.is_optional())
        .when(field.presence.is_nullable(), "nullable")
        .or(field.presence.default())
        .when(field.read_only == Marked::Yes, "read-only")
        .when(field.write_only == Marked::Yes, "write-only")
        .when(field.deprecated, "deprecated")
        .limits(&field.value.limits);
    vec![
        Markdown(format!("**{}**", code(name))),
        cell(code(&field.wire)),
        cell(docs.field(&field.value.ty, &field.presence)),
        prose_cell(field.description.as_deref().or(field.title.as_deref())),
        notes.cell(),
    ]
}

/// The values of an enum.
fn listed(docs: Docs<'_>, id: TypeId) -> Option<Table> {
    match &docs.api.ty(id).kind {
        TypeKind::StringEnum(values) => Some(enum_values(docs, id, values, |value| format!("{value:?}"))),
        TypeKind::IntEnum(values) => Some(enum_values(docs, id, values, |value| value.to_string())),
        TypeKind::ValueEnum(values) => Some(enum_values(docs, id, values, |value| value.to_string())),
        _ => None,
    }
}

fn enum_values<T>(docs: Docs<'_>, id: TypeId, values: &[EnumValue<T>], show: impl Fn(&T) -> String) -> Table {
    let names = &docs.names.types[id.0].variants;
    let rows = values.iter().zip(names).map(|(value, name)| {
        vec![
            Markdown(format!("**{}**", code(name.plain()))),
            cell(code(&show(&value.value))),
            match (value.deprecated, prose_cell(value.description.as_deref())) {
                (false, said) => said,
                (true, Markdown(said)) => Markdown(format!("**Deprecated.** {said}").trim_end().to_owned()),
            },
        ]
    });
    Table::new(&["Variant", "On the wire", "Description"], rows.collect())
}

fn variants(docs: Docs<'_>, id: TypeId, union: &Union) -> (Option<Table>, Markdown) {
    let names = &docs.names.types[id.0].variants;
    let rows = union.variants.iter().zip(names).map(|(variant, name)| {
        let mut row = vec![
            Markdown(format!("**{}**", code(name.plain()))),
            cell(docs.link(&variant.value.ty, |rust| rust)),
            prose_cell(variant.description.as_deref()),
        ];
        if union.discriminator.is_some() {
            row.push(cell(Markdown(variant.tags.iter().map(|tag| code(tag).0).collect::<Vec<_>>().join(", "))));
        }
        row
    });
    let rows = rows.collect();
    match &union.discriminator {
        Some(property) => {
            let told = format!("One of several types, told apart by {}.", code(property));
            let rest = match union.fallback.and_then(|index| names.get(index)) {
                Some(name) => format!("Without it, or with another tag, a value is {}.", code(name.plain())),
                None => "An unknown tag is kept in `Unknown`; servers reject it.".to_owned(),
            };
            let table = Table::new(&["Variant", "Holds", "Description", "Tag"], rows);
            (Some(table), Markdown(format!("{told} {rest}")))
        }
        None => (
            Some(Table::new(&["Variant", "Holds", "Description"], rows)),
            Markdown("One of several types: the first one that fits.".to_owned()),
        ),
    }
}

fn any_of(docs: Docs<'_>, id: TypeId, parts: &[UnionVariant]) -> (Option<Table>, Markdown) {
    let names = &docs.names.types[id.0].fields;
    let rest = |part: &UnionVariant| docs.api.is_anything(&part.value.ty).then_some("What no other part has.");
    let rows = parts.iter().zip(names).map(|(part, name)| {
        vec![
            Markdown(format!("**{}**", code(name.plain()))),
            cell(docs.link(&part.value.ty, |rust| rust)),
            prose_cell(part.description.as_deref().or(rest(part))),
        ]
    });
    (
        Some(Table::new(&["Part", "Type", "Description"], rows.collect())),
        Markdown("One object of which each part may be a description: every part that fits is there.".to_owned()),
    )
}

fn items(docs: Docs<'_>, tuple: &Tuple) -> (Option<Table>, Markdown) {
    let rows = tuple.items.iter().enumerate().map(|(index, item)| {
        let notes = Notes::default().required(index < tuple.required).when(item.nullable, "nullable");
        vec![
            Markdown(format!("**{}**", code(&index.to_string()))),
            cell(docs.link(&item.ty, |rust| rust)),
            notes.limits(&item.limits).cell(),
        ]
    });
    let remark = match &tuple.rest {
        Additional::Kept(value) => {
            format!(
                "A list whose items differ by position; then come any number of {}.",
                docs.link(&value.ty, |rust| rust)
            )
        }
        Additional::Forbidden => "A list whose items differ by position. Servers reject further items.".to_owned(),
        Additional::Ignored => "A list whose items differ by position.".to_owned(),
    };
    (Some(Table::new(&["Position", "Type", "Notes"], rows.collect())), Markdown(remark))
}

/// The first words about a type, for lists.
pub(super) fn summary(def: &TypeDef) -> Markdown {
    let text = def.title.as_deref().or(def.description.as_deref().and_then(|text| text.lines().next()));
    cell(inline(text))
}
