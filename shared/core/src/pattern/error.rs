//! Why something is no pattern.

use std::fmt;

use thiserror::Error;

/// A fault and where in the pattern it is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct PatternError {
    /// The keys and positions that lead to it, outermost first.
    pub at: Vec<String>,
    /// What is wrong there.
    pub fault: PatternFault,
}

/// What is wrong in a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PatternFault {
    /// A text or a list where the pattern itself should be.
    #[error("a pattern is an object of fields")]
    NotAPattern,
    /// A field with a single value.
    #[error("a field takes a list of alternatives, or an object of fields inside it")]
    NotAList,
    /// No field, or no alternative: nothing could match, or everything would.
    #[error("there is nothing in it")]
    Empty,
    /// Nested deeper than any event is.
    #[error("it is nested too deeply")]
    TooDeep,
    /// An alternative that is a list.
    #[error("an alternative is a value or an operator such as {{\"prefix\": \"x\"}}, not a list")]
    ListInList,
    /// An operator that there is not.
    #[error("there is no operator `{0}`")]
    UnknownOperator(String),
    /// An operator object with no or several keys.
    #[error("an operator is an object with one key")]
    NotOneOperator,
    /// An operator with a value it can't use.
    #[error("`{operator}` takes {takes}")]
    WrongOperand {
        /// The operator.
        operator: &'static str,
        /// What it takes.
        takes: &'static str,
    },
}

/// Every operator's name.
pub(super) const OPERATORS: &[&str] = &[
    "prefix",
    "suffix",
    "equals-ignore-case",
    "wildcard",
    "anything-but",
    "numeric",
    "exists",
    "cidr",
];

impl PatternFault {
    /// The operators that there are, for a fault that is about one.
    pub fn candidates(&self) -> &'static [&'static str] {
        match self {
            Self::UnknownOperator(_) => OPERATORS,
            _ => &[],
        }
    }
}

impl PatternError {
    pub(crate) fn new(fault: PatternFault) -> Self {
        Self { at: vec![], fault }
    }

    /// The same, seen from one step further out.
    pub(crate) fn within(mut self, step: &str) -> Self {
        self.at.insert(0, step.to_owned());
        self
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() {
            write!(f, "{}", self.fault)
        } else {
            write!(f, "{}: {}", self.at.join("."), self.fault)
        }
    }
}
