//! A simulation's script: what happens when, one JSON object a line.

use alert_core::silence::Silence;
use alert_core::time::Timestamp;
use serde_json::{Map, Value};

/// A line of the script.
#[derive(Debug, PartialEq)]
pub(crate) struct Step {
    /// When.
    pub(crate) at: Timestamp,
    /// What.
    pub(crate) action: Action,
}

/// What happens.
#[derive(Debug, PartialEq)]
pub(crate) enum Action {
    /// AWS sends an event.
    Event(Value),
    /// A receiver stops answering.
    ReceiverDown(String),
    /// It answers again.
    ReceiverUp(String),
    /// Somebody silences something.
    Silence(Box<Silence>),
    /// Somebody ends a silence.
    ExpireSilence(String),
}

/// Reads a script. Every line that can't be read is named with its number, the others are kept, in the order of time.
pub(crate) fn read(text: &str) -> (Vec<Step>, Vec<String>) {
    let (mut steps, mut faults) = (Vec::new(), Vec::new());
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match step(line) {
            Ok(step) => steps.push(step),
            Err(why) => faults.push(format!("line {}: {why}", number + 1)),
        }
    }
    // Stable: what happens at one time happens in the order of the lines.
    steps.sort_by_key(|step| step.at);
    (steps, faults)
}

const MEMBERS: &str = "event, silence, expire_silence, receiver_down and receiver_up";

/// A silence as a script writes it: it begins when its line says, unless it says so itself, and is valid or refused.
/// Matchers are one list of texts, or a list of such lists.
fn silence(mut value: Value, at: Timestamp) -> Result<Silence, String> {
    let object = value.as_object_mut().ok_or("`silence` takes an object")?;
    let one_list = |matchers: &Value| {
        matchers
            .as_array()
            .is_some_and(|list| list.iter().all(Value::is_string))
    };
    if let Some(matchers) = object.get_mut("matchers").filter(|matchers| one_list(matchers)) {
        *matchers = Value::Array(vec![matchers.take()]);
    }
    object
        .entry("id")
        .or_insert_with(|| format!("silence-{at}").into());
    object.entry("starts_at").or_insert_with(|| at.to_string().into());
    object.insert("updated_at".to_owned(), at.to_string().into());
    let silence: Silence = serde_json::from_value(value).map_err(|why| format!("`silence`: {why}"))?;
    silence
        .validate(None)
        .map_err(|why| format!("`silence`: {why}"))?;
    Ok(silence)
}

fn step(line: &str) -> Result<Step, String> {
    let mut object: Map<String, Value> =
        serde_json::from_str(line).map_err(|why| format!("no JSON object: {why}"))?;
    let at = object
        .remove("at")
        .ok_or("`at` is missing: when does it happen, as 2026-11-22T10:00:00Z?")?;
    let at = at
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| format!("`at` is no RFC 3339 time: {at}"))?;
    let mut members = object.into_iter();
    let (Some((name, value)), None) = (members.next(), members.next()) else {
        return Err(format!("beside `at` there must be exactly one member: {MEMBERS}"));
    };
    let receiver = || {
        let name = value
            .as_str()
            .ok_or_else(|| format!("`{name}` takes a receiver's name"))?;
        Ok::<_, String>(name.to_owned())
    };
    let action = match name.as_str() {
        "receiver_down" => Action::ReceiverDown(receiver()?),
        "receiver_up" => Action::ReceiverUp(receiver()?),
        "expire_silence" => Action::ExpireSilence(receiver()?),
        "silence" => Action::Silence(Box::new(silence(value, at)?)),
        "event" => Action::Event(value),
        _ => return Err(format!("there is no `{name}`: there is {MEMBERS}")),
    };
    Ok(Step { at, action })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_in_the_order_of_time_and_faults_are_named() {
        let (steps, faults) = read(
            "{\"at\":\"2026-11-22T10:00:05Z\",\"receiver_down\":\"chat\"}\n\n\
             {\"at\":\"2026-11-22T10:00:00Z\",\"event\":{\"a\":1}}\n\
             {\"at\":\"soon\",\"event\":{}}\n[]\n{\"at\":\"2026-11-22T10:00:00Z\"}\n\
             {\"at\":\"2026-11-22T10:00:00Z\",\"receiver_up\":7}\n\
             {\"at\":\"2026-11-22T11:00:00Z\",\"silence\":{\"matchers\":[\"a=b\"],\"ends_at\":\"2026-11-22T12:00:00Z\"}}\n\
             {\"at\":\"2026-11-22T11:00:00Z\",\"silence\":{\"matchers\":[\"a=~.*\"],\"ends_at\":\"2026-11-22T12:00:00Z\"}}\n",
        );
        assert_eq!(steps.len(), 3);
        assert!(matches!(&steps[2].action, Action::Silence(silence) if silence.starts_at == steps[2].at));
        assert_eq!(steps[0].action, Action::Event(serde_json::json!({"a": 1})));
        assert_eq!(steps[1].action, Action::ReceiverDown("chat".to_owned()));
        assert_eq!(faults.len(), 5, "{faults:?}");
        assert!(
            faults[0].starts_with("line 4: `at` is no RFC 3339 time"),
            "{faults:?}"
        );
        assert!(faults[3].starts_with("line 7: `receiver_up` takes"), "{faults:?}");
    }
}
