//! One alternative of a pattern: a value, or a comparison.

use std::net::IpAddr;

use serde_json::Value;

use super::error::{PatternError, PatternFault};
use super::operator::operator;
use super::wildcard::Wildcard;

/// What one value is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// This text, number, truth value or null.
    Exact(Value),
    /// This word, whatever its case and whether it is spelt with `_`, `-`, a space or nothing. Not EventBridge's: AWS
    /// writes one state as `IN_SERVICE` and `InService`.
    Word(String),
    /// A text that begins so.
    Prefix(String),
    /// A text that begins so, in any case.
    PrefixIgnoringCase(String),
    /// A text that ends so.
    Suffix(String),
    /// A text that ends so, in any case.
    SuffixIgnoringCase(String),
    /// This text, in any case.
    IgnoringCase(String),
    /// A text of this form.
    Wildcard(Wildcard),
    /// A value that none of these matches.
    AnythingBut(Vec<Filter>),
    /// A number for which all of these hold.
    Numeric(Vec<(Comparison, f64)>),
    /// There is a value, or there is none.
    Exists(bool),
    /// An IP address of this network.
    Cidr(IpAddr, u8),
}

/// How two numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Filter {
    /// Reads a list of alternatives.
    pub fn list(alternatives: &[Value]) -> Result<Vec<Self>, PatternError> {
        if alternatives.is_empty() {
            return Err(PatternError::new(PatternFault::Empty));
        }
        let read = alternatives
            .iter()
            .enumerate()
            .map(|(position, one)| Self::parse(one).map_err(|error| error.within(&position.to_string())));
        read.collect()
    }

    /// As [`Filter::list`], in which a text stands for a [`Filter::Word`].
    pub fn words(alternatives: &[Value]) -> Result<Vec<Self>, PatternError> {
        let mut filters = Self::list(alternatives)?;
        for filter in &mut filters {
            if let Self::Exact(Value::String(text)) = filter {
                *filter = Self::Word(plain(text));
            }
        }
        Ok(filters)
    }

    pub(super) fn parse(value: &Value) -> Result<Self, PatternError> {
        match value {
            Value::Object(object) => operator(object),
            Value::Array(_) => Err(PatternError::new(PatternFault::ListInList)),
            scalar => Ok(Self::Exact(scalar.clone())),
        }
    }

    /// Whether a field's value, or one of a list's, is what is asked for; nothing stands for a field that is absent.
    pub fn matches(&self, value: Option<&Value>) -> bool {
        match (self, value) {
            // An empty list is as good as no field; an object is no value, only what is in it can be.
            (Self::Exists(wanted), value) => value.is_some_and(has_value) == *wanted,
            (_, None | Some(Value::Object(_))) => false,
            (_, Some(Value::Array(list))) => list.iter().any(|element| self.matches(Some(element))),
            (_, Some(scalar)) => self.holds(scalar),
        }
    }

    fn holds(&self, value: &Value) -> bool {
        let text = value.as_str();
        match self {
            Self::Exact(Value::Number(number)) => match (number.as_f64(), value.as_f64()) {
                (Some(asked), Some(found)) => asked.total_cmp(&found).is_eq(),
                _ => false,
            },
            Self::Exact(exact) => value == exact,
            Self::Word(word) => text.is_some_and(|text| plain(text) == *word),
            Self::Prefix(start) => text.is_some_and(|text| text.starts_with(start)),
            Self::PrefixIgnoringCase(start) => text.is_some_and(|text| begins(text, start)),
            Self::Suffix(end) => text.is_some_and(|text| text.ends_with(end)),
            Self::SuffixIgnoringCase(end) => text.is_some_and(|text| ends(text, end)),
            Self::IgnoringCase(other) => text.is_some_and(|text| text.to_lowercase() == *other),
            Self::Wildcard(wildcard) => text.is_some_and(|text| wildcard.matches(text)),
            Self::AnythingBut(others) => !others.iter().any(|other| other.holds(value)),
            Self::Numeric(bounds) => value
                .as_f64()
                .is_some_and(|number| bounds.iter().all(|(how, bound)| how.holds(number, *bound))),
            Self::Exists(wanted) => *wanted,
            Self::Cidr(network, bits) => text
                .and_then(|text| text.parse().ok())
                .is_some_and(|address| is_in(address, *network, *bits)),
        }
    }

    /// The text, for a filter that asks for exactly one.
    pub(super) fn exact_text(&self) -> Option<&str> {
        match self {
            Self::Exact(Value::String(text)) => Some(text),
            _ => None,
        }
    }
}

fn has_value(value: &Value) -> bool {
    match value {
        Value::Object(_) => false,
        Value::Array(list) => list.iter().any(has_value),
        _ => true,
    }
}

/// A word without what spellings differ in.
fn plain(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

fn begins(text: &str, start: &str) -> bool {
    text.to_lowercase().starts_with(start)
}

fn ends(text: &str, end: &str) -> bool {
    text.to_lowercase().ends_with(end)
}

fn is_in(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let (address, network, width) = match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            (u128::from(address.to_bits()), u128::from(network.to_bits()), 32)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => (address.to_bits(), network.to_bits(), 128),
        _ => return false,
    };
    let host_bits = width - u32::from(bits);
    // A shift by all 128 bits would overflow: everything is in a network of no bits.
    address.checked_shr(host_bits) == network.checked_shr(host_bits)
}

impl Comparison {
    pub(super) fn parse(sign: &str) -> Option<Self> {
        Some(match sign {
            "=" => Self::Equal,
            "<" => Self::Less,
            "<=" => Self::AtMost,
            ">" => Self::Greater,
            ">=" => Self::AtLeast,
            _ => return None,
        })
    }

    fn holds(self, number: f64, bound: f64) -> bool {
        match self {
            Self::Equal => number.total_cmp(&bound).is_eq(),
            Self::Less => number < bound,
            Self::AtMost => number <= bound,
            Self::Greater => number > bound,
            Self::AtLeast => number >= bound,
        }
    }
}
