//! What is wrong with a template.

use crate::catalog::Part;

/// A template that can't be used, or not for this page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("template `{}`, line {line}: {why}", part.name())]
pub struct TemplateFault {
    /// Which part.
    pub part: Part,
    /// The line of its source, from 1.
    pub line: usize,
    /// What kind of fault.
    pub fault: Fault,
    /// What is wrong, in a few words.
    pub why: String,
}

/// The kinds of fault. The first is the source's alone; the others show only when it is run on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is not the language, or a part of it that is not allowed here.
    Source,
    /// It names something that the page has not.
    Undefined,
    /// It does something that can't be done.
    Failed,
    /// It takes too many steps.
    OutOfFuel,
    /// It writes more than the part may hold.
    TooLong,
    /// The body is not one JSON document.
    NotJson,
}
