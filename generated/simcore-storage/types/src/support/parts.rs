// SPDX-License-Identifier: MIT-0
//! The values of a multipart form, part by part: text as it is, objects as JSON, the items of a list one after the
//! other under the list's name.

use super::codec::{Event, Look, Place, View};
use super::error::{Cx, DecodeError, Mode};
use super::media::is_json;
use super::pairs::{EntryMap, Pair, Text};
use super::text::{flat_text, look_text};

/// How a property is written in a multipart form, where what it holds does not say it.
#[derive(Clone, Copy, Debug)]
pub struct PartForm {
    /// The property.
    pub name: &'static str,
    /// The media type of its parts; nothing for the one that follows from what it holds.
    pub media_type: &'static str,
    /// Whether the items of a list are one text, with commas between them.
    pub joined: bool,
}

impl PartForm {
    /// In this media type.
    pub const fn typed(name: &'static str, media_type: &'static str) -> Self {
        PartForm { name, media_type, joined: false }
    }

    /// A list as one text, with commas between its items.
    pub const fn joined(name: &'static str) -> Self {
        PartForm { name, media_type: "", joined: true }
    }

    fn of(forms: &[PartForm], name: &str) -> Self {
        let found = forms.iter().find(|form| form.name == name);
        found.copied().unwrap_or(PartForm { name: "", media_type: "", joined: false })
    }
}

/// A part that is written: its name, its media type where it has one, and its text.
pub type WritePart<'a> = dyn FnMut(&str, Option<&str>, String) + 'a;

/// Writes a property as parts. null and what is absent is none, unless the part is JSON, which can say null.
pub fn write_parts(forms: &[PartForm], name: &str, value: &dyn View, part: &mut WritePart<'_>) {
    let form = PartForm::of(forms, name);
    match value.look() {
        Look::List(list) if form.joined => {
            let items = (0..list.len()).filter_map(|index| list.item(index));
            let texts: Vec<String> = items.map(flat_text).collect();
            part(name, None, texts.join(","));
        }
        Look::List(list) => {
            (0..list.len()).filter_map(|index| list.item(index)).for_each(|item| write_part(form, name, item, part));
        }
        _ => write_part(form, name, value, part),
    }
}

fn write_part(form: PartForm, name: &str, value: &dyn View, part: &mut WritePart<'_>) {
    let stated = (!form.media_type.is_empty()).then_some(form.media_type);
    let look = value.look();
    let json = |value| String::from_utf8_lossy(&super::json::to_json(value)).into_owned();
    match look_text(&look) {
        _ if matches!(look, Look::Absent) => {}
        _ if is_json(form.media_type) => part(name, stated, json(value)),
        Some(text) => part(name, stated, text),
        None if matches!(look, Look::Null) => {}
        None => part(name, Some(stated.unwrap_or("application/json")), json(value)),
    }
}

/// The values of a multipart form, as they come.
#[derive(Debug, Default)]
pub struct PartTexts {
    pairs: Vec<Pair>,
}

impl PartTexts {
    /// A part with its stated media type. One that states none has the one that the document describes.
    pub fn push(&mut self, forms: &[PartForm], name: String, media_type: Option<&str>, text: String) {
        let form = PartForm::of(forms, &name);
        if is_json(media_type.unwrap_or(form.media_type)) {
            self.pairs.push((name, Text::Json(text)));
        } else if form.joined {
            let items = text.split(',').filter(|_| !text.is_empty());
            self.pairs.extend(items.map(|item| (name.clone(), Text::Plain(item.to_owned()))));
        } else {
            self.pairs.push((name, Text::Plain(text)));
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Whether a value of this name, or a part of one (`name[key]`), is among those that came behind the first `known`.
    pub fn has(&self, name: &str, known: usize) -> bool {
        let is_of = |found: &str| found.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('['));
        self.pairs.iter().skip(known).any(|(found, _)| is_of(found))
    }

    /// Reads them into a place.
    pub fn decode(&self, place: &mut dyn Place, mode: Mode) -> Result<(), DecodeError> {
        let mut cx = Cx::new(mode);
        // A stop leaves its reason in the context.
        let _ = place.put(Event::Map(&mut EntryMap::new(self.pairs.clone())), &mut cx);
        cx.finish(None)
    }
}
