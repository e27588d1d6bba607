//! Tolerant reading of JSON: a field that is absent or of another type is nothing, never an error.

use serde_json::Value;

/// The text at a JSON pointer; numbers and booleans read as text.
pub(super) fn text(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// The number at a JSON pointer; text that is a number counts.
pub(super) fn number(value: &Value, pointer: &str) -> Option<f64> {
    match value.pointer(pointer)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

/// The value at the first of two JSON pointers that has one: AWS spells members both ways.
pub(super) fn either<'a>(value: &'a Value, one: &str, other: &str) -> Option<&'a Value> {
    value.pointer(one).or_else(|| value.pointer(other))
}

/// [`text`] at the first of two JSON pointers that has it.
pub(super) fn text_either(value: &Value, one: &str, other: &str) -> Option<String> {
    text(value, one).or_else(|| text(value, other))
}

/// The list at a JSON pointer, or an empty one.
pub(super) fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// JSON that a service put into a string, as CloudWatch does with `reasonData`.
pub(super) fn embedded(value: &Value, pointer: &str) -> Option<Value> {
    match value.pointer(pointer)? {
        Value::String(text) => serde_json::from_str(text).ok(),
        object @ Value::Object(_) => Some(object.clone()),
        _ => None,
    }
}
