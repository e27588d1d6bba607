//! Why a row is no mapping.

use std::fmt;
use std::ops::Range;

use thiserror::Error;

use super::choice::ChoiceFault;
use super::pointer::PointerError;
use super::template::TemplateFault;
use crate::pattern::PatternFault;

/// A fault of a mapping and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct MappingError {
    /// The keys and positions that lead to it from the mapping, outermost first.
    pub at: Vec<String>,
    /// The bytes of the text there that are wrong; all of it where it is not known better.
    pub within: Option<Range<usize>>,
    /// What is wrong.
    pub fault: MappingFault,
}

/// What is wrong in a mapping.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MappingFault {
    /// The pattern can't be read.
    #[error(transparent)]
    Pattern(#[from] PatternFault),
    /// A template can't be read.
    #[error(transparent)]
    Template(#[from] TemplateFault),
    /// A pointer can't be read.
    #[error(transparent)]
    Pointer(#[from] PointerError),
    /// The status or the severity can't be read.
    #[error(transparent)]
    Choice(#[from] ChoiceFault),
    /// Nothing of the event is in the identity: all its events would be one alert.
    #[error("the identity has nothing of the event in it: all its events would be one alert")]
    ConstantIdentity,
    /// Nothing of the event is in the title.
    #[error("the title has nothing of the event in it: every page would read the same")]
    ConstantTitle,
    /// It fires and is never over.
    #[error("nothing says that it is over: neither a `resolved` status nor `resolve_after`")]
    NeverOver,
    /// A label that the router sets itself.
    #[error("the label `{0}` is set by the router")]
    OwnLabel(String),
    /// A link that does not lead to a web page.
    #[error("a link is an https address, begins with {{console}}, or is one pointer to an address")]
    NoUrl,
    /// More than a page can show or a matcher should have to look at.
    #[error("there are more than {0} of them")]
    TooMany(usize),
}

impl MappingError {
    pub(super) fn new(at: &[&str], fault: impl Into<MappingFault>) -> Self {
        Self {
            at: at.iter().map(|step| (*step).to_owned()).collect(),
            within: None,
            fault: fault.into(),
        }
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at.join("."), self.fault)
    }
}
