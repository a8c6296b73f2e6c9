//! Which pages there are, what their files are called, and where each type, operation and scheme is found.

use std::collections::{HashMap, HashSet};

use super::markup::Anchors;
use crate::model::{Api, NameHint, TypeId, TypeKind};
use crate::names::{Names, files};

/// The addresses of everything that the pages link to.
#[derive(Debug)]
pub(super) struct Links {
    /// By group: the page's file name without `.md`.
    pub(super) groups: Vec<String>,
    /// By operation: its group and the anchor on the group's page.
    pub(super) operations: Vec<(usize, String)>,
    /// The types that have a page of their own, in the order of the list: components, and those inline types
    /// whose owner has none.
    pub(super) pages: Vec<TypeId>,
    /// By type: the page (as an index into `pages`) and, for a type that stands on its owner's page, the anchor.
    types: Vec<(usize, Option<String>)>,
    /// By page: the file name without `.md`.
    files: Vec<String>,
    /// The anchors of the README's own headings, as in [`super::readme::HEADINGS`].
    pub(super) readme: Vec<String>,
    /// By security scheme: the anchor in the README.
    pub(super) schemes: Vec<String>,
}

impl Links {
    /// Finds an address for everything.
    pub(super) fn new(api: &Api, names: &Names) -> Self {
        let mut files = Files::default();
        let groups = group_files(names, &mut files);

        let mut operations = vec![(0, String::new()); api.operations.len()];
        for (index, group) in api.groups.iter().enumerate() {
            let mut anchors = Anchors::default();
            anchors.heading(names.groups[index].api.plain());
            anchors.prose(group.description.as_deref(), 1);
            for id in &group.operations {
                let anchor = anchors.heading(names.operations[id.0].method.plain());
                operations[id.0] = (index, anchor);
                anchors.prose(api.operation(*id).description.as_deref(), 3);
                for ours in super::operation::HEADINGS {
                    anchors.heading(ours);
                }
            }
        }

        let (pages, types, files) = type_pages(api, names, &mut files);
        let mut anchors = Anchors::default();
        anchors.heading(&api.info.title);
        anchors.prose(api.info.description.as_deref(), 1);
        let readme = super::readme::HEADINGS.iter().map(|ours| anchors.heading(ours)).collect();
        let mut schemes = Vec::with_capacity(api.security_schemes.len());
        for scheme in &api.security_schemes {
            schemes.push(anchors.heading(&scheme.key));
            anchors.prose(scheme.description.as_deref(), 3);
        }
        Links { groups, operations, pages, types, files, readme, schemes }
    }

    /// The file of a type page, as seen from `docs/`.
    pub(super) fn file(&self, page: usize) -> String {
        format!("{}.md", self.files[page])
    }

    /// Where a type is described, as seen from another page in `docs/`.
    pub(super) fn ty(&self, id: TypeId) -> String {
        let (page, anchor) = &self.types[id.0];
        match anchor {
            Some(anchor) => format!("{}#{anchor}", self.file(*page)),
            None => self.file(*page),
        }
    }

    /// By page its types: its own first, then those inside it.
    pub(super) fn types_by_page(&self) -> Vec<Vec<TypeId>> {
        let mut pages: Vec<Vec<TypeId>> = self.pages.iter().map(|own| vec![*own]).collect();
        for (index, (page, _)) in
            self.types.iter().enumerate().filter(|(index, (page, _))| self.pages[*page].0 != *index)
        {
            pages[*page].push(TypeId(index));
        }
        pages
    }

    /// The address of an operation, as seen from `docs/`.
    pub(super) fn operation(&self, index: usize) -> String {
        let (group, anchor) = &self.operations[index];
        format!("{}.md#{anchor}", self.groups[*group])
    }
}

/// The file names of the groups' pages, without `.md`. They come first of all pages.
pub(super) fn group_files(names: &Names, files: &mut Files) -> Vec<String> {
    names.groups.iter().map(|group| files.name(group.api.plain())).collect()
}

type TypePages = (Vec<TypeId>, Vec<(usize, Option<String>)>, Vec<String>);

/// A page per component, and per inline type of an operation with everything inside it.
fn type_pages(api: &Api, names: &Names, files: &mut Files) -> TypePages {
    let owner = |id: TypeId| match &api.ty(id).name_hint {
        NameHint::Within { owner, .. } => Some(*owner),
        _ => None,
    };
    let root = |id: TypeId| {
        let mut id = id;
        // Owners cannot form a circle; the bound keeps a mistake finite.
        for _ in 0..api.types.len() {
            match owner(id) {
                Some(next) => id = next,
                None => break,
            }
        }
        id
    };
    let mut pages = Vec::new();
    let mut page_files = Vec::new();
    let mut by_root = HashMap::new();
    let mut anchors = Vec::new();
    for index in 0..api.types.len() {
        if owner(TypeId(index)).is_none() {
            by_root.insert(index, pages.len());
            page_files.push(files.name(names.types[index].name.plain()));
            pages.push(TypeId(index));
            let mut page = Anchors::default();
            visit(api, names, index, None, &mut page);
            anchors.push(page);
        }
    }
    let types = (0..api.types.len())
        .map(|index| {
            let page = by_root.get(&root(TypeId(index)).0).copied().unwrap_or_default();
            let anchor = owner(TypeId(index))
                .map(|_| visit(api, names, index, Some(names.types[index].name.plain()), &mut anchors[page]));
            (page, anchor)
        })
        .collect();
    (pages, types, page_files)
}

/// Takes note of the headings of a type's section, and gives the section's anchor.
fn visit(api: &Api, names: &Names, index: usize, title: Option<&str>, anchors: &mut Anchors) -> String {
    let anchor = anchors.heading(title.unwrap_or(names.types[index].name.plain()));
    let def = &api.types[index];
    anchors.prose(def.description.as_deref(), if title.is_some() { 2 } else { 1 });
    if title.is_none() {
        anchors.heading(heading(&def.kind));
    }
    anchor
}

/// The heading of the table that says what a type consists of.
pub(super) fn heading(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "Properties",
        TypeKind::StringEnum(_) | TypeKind::IntEnum(_) | TypeKind::ValueEnum(_) => "Values",
        TypeKind::AnyOf(_) => "Parts",
        TypeKind::Tuple(_) => "Items",
        TypeKind::Union(_) => "Variants",
        TypeKind::Alias(_) | TypeKind::Newtype(_) => "Type",
    }
}

/// File names that differ in more than case on every machine.
#[derive(Debug, Default)]
pub(super) struct Files {
    used: HashSet<String>,
}

impl Files {
    /// `wanted` is an identifier, so only its meaning to a file system can be wrong with it.
    fn name(&mut self, wanted: &str) -> String {
        let base = if files::is_device(wanted) { format!("{wanted}Type") } else { files::short(wanted).into_owned() };
        let mut name = base.clone();
        let mut number = 2;
        while !self.used.insert(name.to_ascii_lowercase()) {
            name = format!("{base}_{number}");
            number += 1;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_safe_everywhere() {
        let mut files = Files::default();
        assert_eq!(files.name("Pet"), "Pet");
        assert_eq!(files.name("PET"), "PET_2");
        assert_eq!(files.name("Con"), "ConType");
        assert_eq!(files.name("Lpt1"), "Lpt1Type");
    }
}
