//! Operators of a pattern: `{"prefix": "x"}`.

use std::net::IpAddr;

use serde_json::{Map, Value};

use super::error::{PatternError, PatternFault};
use super::filter::{Comparison, Filter};
use super::wildcard::Wildcard;

/// Reads one.
pub(super) fn operator(object: &Map<String, Value>) -> Result<Filter, PatternError> {
    let mut entries = object.iter();
    let (Some((name, operand)), None) = (entries.next(), entries.next()) else {
        return Err(PatternError::new(PatternFault::NotOneOperator));
    };
    let filter = match name.as_str() {
        "prefix" => affix(operand, "prefix", Filter::Prefix, Filter::PrefixIgnoringCase),
        "suffix" => affix(operand, "suffix", Filter::Suffix, Filter::SuffixIgnoringCase),
        "equals-ignore-case" => {
            text(operand, "equals-ignore-case").map(|text| Filter::IgnoringCase(text.to_lowercase()))
        }
        "wildcard" => text(operand, "wildcard").and_then(|text| Wildcard::parse(text).map(Filter::Wildcard)),
        "anything-but" => anything_but(operand),
        "numeric" => numeric(operand),
        "exists" => operand
            .as_bool()
            .map(Filter::Exists)
            .ok_or_else(|| wrong("exists", "true or false")),
        "cidr" => cidr(operand),
        other => return Err(PatternError::new(PatternFault::UnknownOperator(other.to_owned()))),
    };
    filter.map_err(|error| error.within(name))
}

fn wrong(operator: &'static str, takes: &'static str) -> PatternError {
    PatternError::new(PatternFault::WrongOperand { operator, takes })
}

fn text<'a>(operand: &'a Value, operator: &'static str) -> Result<&'a str, PatternError> {
    operand
        .as_str()
        .filter(|text| !text.is_empty())
        .ok_or_else(|| wrong(operator, "a text"))
}

/// `"x"`, or `{"equals-ignore-case": "x"}`.
fn affix(
    operand: &Value,
    operator: &'static str,
    exact: fn(String) -> Filter,
    in_any_case: fn(String) -> Filter,
) -> Result<Filter, PatternError> {
    match operand.get("equals-ignore-case") {
        Some(inner) => text(inner, operator).map(|text| in_any_case(text.to_lowercase())),
        None => text(operand, operator).map(|text| exact(text.to_owned())),
    }
}

/// A value, a list of values, or an operator on texts with one text or a list of them.
fn anything_but(operand: &Value) -> Result<Filter, PatternError> {
    let takes = || {
        wrong(
            "anything-but",
            "values, or `prefix`, `suffix`, `wildcard` or `equals-ignore-case`",
        )
    };
    let others = match operand {
        Value::Array(list) => Filter::list(list)?,
        Value::Object(object) => {
            let mut entries = object.iter();
            let (Some((name, inner)), None) = (entries.next(), entries.next()) else {
                return Err(takes());
            };
            if !matches!(
                name.as_str(),
                "prefix" | "suffix" | "wildcard" | "equals-ignore-case"
            ) {
                return Err(takes());
            }
            let texts: Vec<&Value> = match inner {
                Value::Array(texts) if !texts.is_empty() => texts.iter().collect(),
                one => vec![one],
            };
            let each = |text: &Value| operator(&Map::from_iter([(name.clone(), text.clone())]));
            return texts
                .into_iter()
                .map(each)
                .collect::<Result<_, _>>()
                .map(Filter::AnythingBut);
        }
        scalar => vec![Filter::parse(scalar)?],
    };
    let only_values = others.iter().all(|other| matches!(other, Filter::Exact(_)));
    if only_values {
        Ok(Filter::AnythingBut(others))
    } else {
        Err(takes())
    }
}

/// `[">", 0, "<=", 5]`.
fn numeric(operand: &Value) -> Result<Filter, PatternError> {
    let takes = || {
        wrong(
            "numeric",
            "a comparison and a number, or two: `[\">=\", 1, \"<\", 10]`",
        )
    };
    let list = operand.as_array().map(Vec::as_slice).unwrap_or_default();
    if !matches!(list.len(), 2 | 4) {
        return Err(takes());
    }
    let bound = |pair: &[Value]| match pair {
        [how, number] => Some((Comparison::parse(how.as_str()?)?, number.as_f64()?)),
        _ => None,
    };
    let bounds: Option<Vec<_>> = list.chunks(2).map(bound).collect();
    bounds.map(Filter::Numeric).ok_or_else(takes)
}

/// `10.0.0.0/24`.
fn cidr(operand: &Value) -> Result<Filter, PatternError> {
    let parsed = operand.as_str().and_then(|text| {
        let (network, bits) = text.split_once('/')?;
        let (network, bits) = (network.parse::<IpAddr>().ok()?, bits.parse::<u8>().ok()?);
        let longest = if network.is_ipv4() { 32 } else { 128 };
        (bits <= longest).then_some(Filter::Cidr(network, bits))
    });
    parsed.ok_or_else(|| wrong("cidr", "a network such as 10.0.0.0/24"))
}
