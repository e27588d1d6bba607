//! Changes of one place in a document.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::samples::SAMPLES;

/// How many values there are, the document itself included.
pub(super) fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(values) => values.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// One of them, counted from the outside in.
pub(super) fn nth(value: &mut Value, mut place: usize) -> Option<&mut Value> {
    if place == 0 {
        return Some(value);
    }
    place -= 1;
    let children: Box<dyn Iterator<Item = &mut Value>> = match value {
        Value::Array(values) => Box::new(values.iter_mut()),
        Value::Object(members) => Box::new(members.values_mut()),
        _ => return None,
    };
    for child in children {
        let size = count(child);
        if place < size {
            return nth(child, place);
        }
        place -= size;
    }
    None
}

pub(super) fn drop_one(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Array(values) if !values.is_empty() => {
            values.remove(dice.below(values.len()));
        }
        Value::Object(members) => {
            if let Some(key) = key(members, dice) {
                members.remove(&key);
            }
        }
        other => *other = Value::Null,
    }
}

pub(super) fn double_one(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Array(values) if !values.is_empty() => {
            let copy = values[dice.below(values.len())].clone();
            values.insert(dice.below(values.len()), copy);
        }
        Value::Object(members) => {
            let copied = key(members, dice).and_then(|key| members.get(&key).cloned());
            if let (Some(copied), Some(word)) = (copied, dice.pick(&SAMPLES.words)) {
                members.insert(word.clone(), copied);
            }
        }
        other => *other = json!([other.clone(), other.clone()]),
    }
}

pub(super) fn rename_one(value: &mut Value, dice: &mut Dice) {
    let Value::Object(members) = value else { return };
    let moved = key(members, dice).and_then(|key| members.remove(&key));
    if let (Some(moved), Some(word)) = (moved, dice.pick(&SAMPLES.words)) {
        members.insert(word.clone(), moved);
    }
}

/// Deeper than a parser goes, now and then.
pub(super) fn nest(value: &mut Value, dice: &mut Dice) {
    let depth = if dice.one_in(8) { 140 } else { 1 + dice.below(3) };
    for _ in 0..depth {
        let inner = std::mem::take(value);
        *value = if dice.one_in(2) {
            json!([inner])
        } else {
            json!({ "detail": inner })
        };
    }
}

/// Longer than a page shows, now and then longer than a message.
pub(super) fn swell(value: &mut Value, dice: &mut Dice) {
    let times = if dice.one_in(8) { 4000 } else { 2 + dice.below(60) };
    match value {
        Value::String(text) => {
            let unit = if text.is_empty() {
                "é\u{202e}<!channel>"
            } else {
                text
            };
            *value = Value::String(unit.repeat(times.min(1 + 100_000 / unit.len())));
        }
        Value::Array(values) => {
            if let Some(one) = dice.pick(values).cloned() {
                values.extend(std::iter::repeat_n(one, times.min(200)));
            }
        }
        other => *other = json!([other.clone(), other.clone(), other.clone()]),
    }
}

/// What a reader may not expect.
pub(super) fn odd(dice: &mut Dice) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!(""),
        json!(" \u{200b}\u{202e}"),
        json!("\u{0}\u{1b}[31m\r\n"),
        json!("@here <!channel> *_`~ [x](javascript:alert(1)) &amp;"),
        json!("password=hunter2 AKIAIOSFODNN7EXAMPLE"),
        json!("%25%2525$25"),
        json!("🏳️‍🌈\u{fe0f}é́"),
        json!("arn:aws-cn:sagemaker:cn-north-1:111122223333:pipeline/p/execution/e"),
        json!("arn:aws-us-gov:states:us-gov-west-1::execution:m:"),
        json!("arn:::::"),
        json!("2026-11-20T09:14:31.204+0000"),
        json!("9999-12-31T23:59:60Z"),
        json!("-0001-01-01T00:00:00Z"),
        json!("Sat, 31 Nov 2026 25:61:61 GMT"),
        json!("1583831889050"),
        json!("99999999999999999999999999"),
        json!(0),
        json!(-1),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e308),
        json!(-1e-308),
        json!(253_402_300_800_000_i64),
        json!([]),
        json!({}),
        json!([[]]),
        json!([null, null]),
    ];
    dice.pick(&all).cloned().unwrap_or_default()
}

fn key(members: &Map<String, Value>, dice: &mut Dice) -> Option<String> {
    members.keys().nth(dice.below(members.len())).cloned()
}
