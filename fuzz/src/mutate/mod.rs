//! Mutation of a payload as JSON, also of the JSON in its strings.

mod dice;
mod samples;
mod tree;
mod wrap;

use serde_json::Value;

use dice::Dice;
use samples::SAMPLES;

/// Changes at most this many things at once.
const MAX_CHANGES: usize = 4;

/// A changed payload; nothing when it is better changed as bytes.
pub(crate) fn mutate(payload: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut dice = Dice::new(seed);
    if dice.one_in(8) {
        return None;
    }
    let mut event = match serde_json::from_slice(payload) {
        Ok(event) => event,
        Err(_) if dice.one_in(2) => return None,
        Err(_) => dice.pick(&SAMPLES.events)?.clone(),
    };
    for _ in 0..=dice.below(MAX_CHANGES) {
        change(&mut event, &mut dice, 0);
    }
    serde_json::to_vec(&event).ok()
}

fn change(event: &mut Value, dice: &mut Dice, depth: usize) {
    let place = dice.below(tree::count(event));
    let Some(value) = tree::nth(event, place) else {
        return;
    };
    // JSON in a string is opened, changed and put back: SNS messages, SQS bodies, reason data.
    if let Value::String(text) = value
        && depth < 4
        && let Ok(mut inner @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(text)
    {
        change(&mut inner, dice, depth + 1);
        *value = Value::String(inner.to_string());
        return;
    }
    match dice.below(14) {
        0 => *event = wrap::wrap(std::mem::take(event), dice),
        1 => wrap::repack(event, dice, |inner, dice| change(inner, dice, depth + 1)),
        2 => tree::drop_one(value, dice),
        3 => tree::double_one(value, dice),
        4 => tree::rename_one(value, dice),
        5 => *value = Value::String(value.to_string()),
        6 => tree::nest(value, dice),
        7 => tree::swell(value, dice),
        8 => {
            // A part of another sample in place of this one.
            if let Some(mut other) = dice.pick(&SAMPLES.events).cloned() {
                let place = dice.below(tree::count(&other));
                *value = tree::nth(&mut other, place)
                    .map(std::mem::take)
                    .unwrap_or_default();
            }
        }
        9 | 10 => *value = Value::String(dice.pick(&SAMPLES.words).cloned().unwrap_or_default()),
        _ => *value = tree::odd(dice),
    }
}
