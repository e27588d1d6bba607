//! Tolerant reading of JSON: a field that is absent or of another type is nothing, never an error.

use serde_json::Value;

use crate::text::is_blank;

/// The value at a path such as `/resources/0`. A JSON pointer without its escapes, which no name of AWS's needs: reading
/// one walks the path and allocates nothing.
pub(super) fn at<'a>(mut value: &'a Value, path: &str) -> Option<&'a Value> {
    let mut rest = path.get(1..).filter(|_| path.starts_with('/'));
    while let Some(steps) = rest {
        // Steps are short: looking for the slash byte by byte is quicker than `split`, which starts a search for each.
        let step = if let Some(slash) = steps.bytes().position(|byte| byte == b'/') {
            rest = steps.get(slash + 1..);
            steps.get(..slash)?
        } else {
            rest = None;
            steps
        };
        value = match value {
            Value::Object(object) => object.get(step)?,
            Value::Array(list) => list.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(value)
}

/// The text at a path, if a reader can see any of it; numbers and booleans read as text.
pub(super) fn text(value: &Value, path: &str) -> Option<String> {
    match at(value, path)? {
        Value::String(text) if !is_blank(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// The number at a path; text that is a number counts.
pub(super) fn number(value: &Value, path: &str) -> Option<f64> {
    match at(value, path)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

/// The value at the first of two paths that has one: AWS spells members both ways.
pub(super) fn either<'a>(value: &'a Value, one: &str, other: &str) -> Option<&'a Value> {
    at(value, one).or_else(|| at(value, other))
}

/// [`text`] at the first of two paths that has it.
pub(super) fn text_either(value: &Value, one: &str, other: &str) -> Option<String> {
    text(value, one).or_else(|| text(value, other))
}

/// The list at a path, or an empty one.
pub(super) fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    at(value, path)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// JSON that a service put into a string, as CloudWatch does with `reasonData`.
pub(super) fn embedded(value: &Value, path: &str) -> Option<Value> {
    match at(value, path)? {
        Value::String(text) => serde_json::from_str(text).ok(),
        object @ Value::Object(_) => Some(object.clone()),
        _ => None,
    }
}
