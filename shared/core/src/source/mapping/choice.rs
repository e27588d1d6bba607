//! One of a few words, chosen by what an event says: whether it fires, and how urgent it is.
//!
//! * `firing`: always this one;
//! * `{"path": "/detail/state", "firing": ["FAILED"], "resolved": ["OK"]}`: by the value at a place. A text there counts
//!   however it is spelt (`IN_SERVICE`, `InService`); the operators of patterns can be used;
//! * `{"firing": {"detail": {"stopCode": ["TaskFailedToStart"]}}}`: by a pattern of the whole event;
//! * `"otherwise"`: when none of them is so.

use serde_json::{Map, Value};
use thiserror::Error;

use super::pointer::{Pointer, PointerError};
use crate::pattern::{Filter, Pattern, PatternError, PatternFault};

/// A choice, read once and made often.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice<T> {
    path: Option<Pointer>,
    /// In the order in which they are asked.
    cases: Vec<(T, Case)>,
    otherwise: T,
}

#[derive(Debug, Clone, PartialEq)]
enum Case {
    /// One of these has to match the value at the path.
    Values(Vec<Filter>),
    /// The event has to match.
    Pattern(Pattern),
}

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen<T> {
    /// The word.
    pub word: T,
    /// Whether a case said so; else it is what is chosen otherwise.
    pub is_known: bool,
}

/// A fault in a choice, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{fault}")]
pub struct ChoiceError {
    /// The keys and positions that lead to it, outermost first.
    pub at: Vec<String>,
    /// What is wrong there.
    pub fault: ChoiceFault,
}

/// What is wrong in a choice.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChoiceFault {
    /// A list or a number.
    #[error("this takes a word, or a map of words to the values that mean them")]
    NotAChoice,
    /// A word that is none of the possible ones, or a key that is none.
    #[error("`{0}` is none of the possible words")]
    UnknownWord(String),
    /// Values without a place to look for them.
    #[error("values need a `path` that says where they stand")]
    NoPath,
    /// A map without any case.
    #[error("there is no case in it")]
    NoCase,
    /// A case that is neither a list nor a map.
    #[error("a case is a list of values, or a pattern")]
    NotACase,
    /// A path that is no pointer.
    #[error(transparent)]
    Pointer(#[from] PointerError),
    /// A pattern, or a value's operator, that can't be read.
    #[error(transparent)]
    Pattern(#[from] PatternFault),
}

const PATH: &str = "path";
const OTHERWISE: &str = "otherwise";

impl<T: Copy + PartialEq> Choice<T> {
    /// Always this word.
    pub fn always(word: T) -> Self {
        Self {
            path: None,
            cases: vec![],
            otherwise: word,
        }
    }

    /// Reads a choice between `words`, which are asked in their order; `otherwise` is chosen where nothing else is said.
    pub fn parse(value: &Value, words: &[(&str, T)], otherwise: T) -> Result<Self, ChoiceError> {
        match value {
            Value::String(text) => word(text, words).map(Self::always),
            Value::Object(object) => Self::cases(object, words, otherwise),
            _ => Err(ChoiceError::new(ChoiceFault::NotAChoice)),
        }
    }

    fn cases(object: &Map<String, Value>, words: &[(&str, T)], otherwise: T) -> Result<Self, ChoiceError> {
        let is_known =
            |key: &str| key == PATH || key == OTHERWISE || words.iter().any(|(name, _)| *name == key);
        if let Some(key) = object.keys().find(|key| !is_known(key)) {
            return Err(ChoiceError::new(ChoiceFault::UnknownWord(key.clone())).within(key));
        }
        let text = |key: &str| match object.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(ChoiceError::new(ChoiceFault::NotAChoice).within(key)),
        };
        let path = text(PATH)?
            .map(|text| Pointer::parse(text).map_err(|error| ChoiceError::new(error.into()).within(PATH)))
            .transpose()?;
        let otherwise = match text(OTHERWISE)? {
            Some(text) => word(text, words).map_err(|error| error.within(OTHERWISE))?,
            None => otherwise,
        };
        let mut cases = Vec::new();
        for (name, word) in words {
            if let Some(asked) = object.get(*name) {
                let case = case(asked, path.is_some()).map_err(|error| error.within(name))?;
                cases.push((*word, case));
            }
        }
        if cases.is_empty() {
            return Err(ChoiceError::new(ChoiceFault::NoCase));
        }
        Ok(Self {
            path,
            cases,
            otherwise,
        })
    }

    /// Chooses for an event.
    pub fn choose(&self, event: &Value) -> Chosen<T> {
        let holds = |case: &Case| match (case, &self.path) {
            (Case::Pattern(pattern), _) => pattern.matches(event),
            (Case::Values(filters), Some(path)) => path.any(event, &mut |value| {
                filters.iter().any(|filter| filter.matches(Some(value)))
            }),
            (Case::Values(_), None) => false,
        };
        match self.cases.iter().find(|(_, case)| holds(case)) {
            Some((word, _)) => Chosen {
                word: *word,
                is_known: true,
            },
            None => Chosen {
                word: self.otherwise,
                is_known: self.cases.is_empty(),
            },
        }
    }

    /// Whether the word can ever be chosen.
    pub fn can_be(&self, word: T) -> bool {
        self.otherwise == word || self.cases.iter().any(|(other, _)| *other == word)
    }

    /// What stands at the path, for a person.
    pub fn shown(&self, event: &Value) -> Option<String> {
        self.path.as_ref()?.text(event)
    }
}

fn word<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, ChoiceError> {
    let found = words.iter().find(|(name, _)| *name == text);
    let unknown = || ChoiceError::new(ChoiceFault::UnknownWord(text.to_owned()));
    found.map(|(_, word)| *word).ok_or_else(unknown)
}

fn case(asked: &Value, has_path: bool) -> Result<Case, ChoiceError> {
    match asked {
        Value::Array(_) if !has_path => Err(ChoiceError::new(ChoiceFault::NoPath)),
        Value::Array(values) => Ok(Case::Values(Filter::words(values)?)),
        Value::Object(_) => Ok(Case::Pattern(Pattern::parse(asked)?)),
        _ => Err(ChoiceError::new(ChoiceFault::NotACase)),
    }
}

impl From<PatternError> for ChoiceError {
    fn from(error: PatternError) -> Self {
        Self {
            at: error.at,
            fault: error.fault.into(),
        }
    }
}

impl ChoiceError {
    fn new(fault: ChoiceFault) -> Self {
        Self { at: vec![], fault }
    }

    fn within(mut self, step: &str) -> Self {
        self.at.insert(0, step.to_owned());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const WORDS: &[(&str, char)] = &[("firing", 'f'), ("resolved", 'r'), ("noise", 'n')];

    fn read(value: &Value) -> Result<Choice<char>, ChoiceError> {
        Choice::parse(value, WORDS, 'f')
    }

    #[test]
    fn a_choice_is_made_by_value_by_pattern_or_always() {
        let by_value = json!({"path": "/detail/state", "firing": ["FAILED", {"prefix": "TIMED"}], "resolved": ["InService"], "noise": ["RUNNING"]});
        let by_pattern = json!({"resolved": {"detail": {"state": ["up"]}}, "otherwise": "noise"});
        for (choice, state, expected) in [
            (&by_value, json!("FAILED"), ('f', true)),
            (&by_value, json!("TIMED_OUT"), ('f', true)),
            (&by_value, json!("IN_SERVICE"), ('r', true)),
            (&by_value, json!(["x", "running"]), ('n', true)),
            (&by_value, json!(["running", "failed"]), ('f', true)), // the worst of several
            (&by_value, json!("invented tomorrow"), ('f', false)),
            (&by_value, json!(null), ('f', false)),
            (&by_pattern, json!("up"), ('r', true)),
            (&by_pattern, json!("down"), ('n', false)),
            (&json!("resolved"), json!("x"), ('r', true)),
        ] {
            let chosen = read(choice).unwrap().choose(&json!({"detail": {"state": state}}));
            assert_eq!((chosen.word, chosen.is_known), expected, "{choice} {state}");
        }
        let choice = read(&by_pattern).unwrap();
        assert!(choice.can_be('r') && choice.can_be('n') && !choice.can_be('f'));
    }

    #[test]
    fn a_fault_says_where_it_is() {
        for (value, at, fault) in [
            (json!(["firing"]), "", ChoiceFault::NotAChoice),
            (json!("fires"), "", ChoiceFault::UnknownWord("fires".into())),
            (
                json!({"fires": ["x"]}),
                "fires",
                ChoiceFault::UnknownWord("fires".into()),
            ),
            (json!({"firing": ["x"]}), "firing", ChoiceFault::NoPath),
            (
                json!({"path": "x", "firing": ["x"]}),
                "path",
                ChoiceFault::Pointer(PointerError::NoSlash),
            ),
            (json!({"path": 7}), "path", ChoiceFault::NotAChoice),
            (json!({"path": "/x"}), "", ChoiceFault::NoCase),
            (
                json!({"path": "/x", "firing": "y"}),
                "firing",
                ChoiceFault::NotACase,
            ),
            (
                json!({"path": "/x", "firing": []}),
                "firing",
                ChoiceFault::Pattern(PatternFault::Empty),
            ),
            (
                json!({"path": "/x", "firing": ["y"], "otherwise": "z"}),
                "otherwise",
                ChoiceFault::UnknownWord("z".into()),
            ),
            (
                json!({"noise": {"a": {"b": "c"}}}),
                "noise.a.b",
                ChoiceFault::Pattern(PatternFault::NotAList),
            ),
        ] {
            let error = read(&value).unwrap_err();
            assert_eq!(
                (error.at.join("."), error.fault),
                (at.to_owned(), fault),
                "{value}"
            );
        }
    }
}
