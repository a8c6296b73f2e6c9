//! Every diagnostic code with a title and a long text: what `cratewright explain CODE` prints.

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable, for scripts and searches.
    pub code: &'static str,
    /// One line.
    pub title: &'static str,
    /// What it means for the generated code, and what to do.
    pub text: &'static str,
}

/// The entry of a code.
pub fn find(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|entry| entry.code == code)
}

/// The codes of `load` and `lift`, in alphabetical order.
pub static CODES: &[Code] = &[];
