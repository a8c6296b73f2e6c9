//! Diagnostics as they are kept from one run to the next.

use serde::{Deserialize, Serialize};

use super::{Diagnostic, Located, Severity, codes};
use crate::model::Pointer;

/// A diagnostic on its way to a file or back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    code: String,
    error: bool,
    message: String,
    place: (usize, String),
    #[serde(default, skip_serializing_if = "Option::is_none")]
    related: Option<(usize, String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    located: Option<Located>,
}

impl From<&Diagnostic> for Stored {
    fn from(diagnostic: &Diagnostic) -> Self {
        let place = |pointer: &Pointer| (pointer.file, pointer.path.clone());
        Stored {
            code: diagnostic.code.to_owned(),
            error: diagnostic.severity == Severity::Error,
            message: diagnostic.message.clone(),
            place: place(&diagnostic.pointer),
            related: diagnostic.related.as_ref().map(|(at, label)| (at.file, at.path.clone(), label.clone())),
            help: diagnostic.help.clone(),
            offset: diagnostic.offset,
            located: diagnostic.located,
        }
    }
}

impl Stored {
    /// The diagnostic; `None` if its code is none.
    pub fn restore(self) -> Option<Diagnostic> {
        let pointer = |file, path| Pointer { file, path };
        Some(Diagnostic {
            code: codes::find(&self.code)?.code,
            severity: if self.error { Severity::Error } else { Severity::Warning },
            message: self.message,
            pointer: pointer(self.place.0, self.place.1),
            related: self.related.map(|(file, path, label)| (pointer(file, path), label)),
            help: self.help,
            offset: self.offset,
            located: self.located,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_comes_back_whole() {
        let at = |path: &str| Pointer { file: 2, path: path.to_owned() };
        let plain = Diagnostic::warning("unresolved-ref", at("/a"), "m");
        let place = super::super::locate::Place { offset: 3, len: 4 };
        let located = Some(Located { main: place, related: Some(place) });
        let full = Diagnostic { offset: Some(7), located, ..plain.clone().help("h").related(at("/b"), "l") };
        for diagnostic in [plain, full, Diagnostic::error("too-deep", at(""), "m")] {
            let text = serde_json::to_string(&Stored::from(&diagnostic)).unwrap();
            let stored: Stored = serde_json::from_str(&text).unwrap();
            assert_eq!(stored.restore(), Some(diagnostic));
        }
        let text = r#"{"code":"no-such-code","error":false,"message":"","place":[0,""]}"#;
        assert_eq!(serde_json::from_str::<Stored>(text).unwrap().restore(), None);
    }
}
