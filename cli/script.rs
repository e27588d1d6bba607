//! A simulation's script: what happens when, one JSON object a line.

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
        return Err(
            "beside `at` there must be exactly one member: event, receiver_down or receiver_up".to_owned(),
        );
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
        "event" => Action::Event(value),
        _ => {
            return Err(format!(
                "there is no `{name}`: there is event, receiver_down and receiver_up"
            ));
        }
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
             {\"at\":\"2026-11-22T10:00:00Z\",\"receiver_up\":7}\n",
        );
        assert_eq!(steps.len(), 2);
        assert_eq!(steps[0].action, Action::Event(serde_json::json!({"a": 1})));
        assert_eq!(steps[1].action, Action::ReceiverDown("chat".to_owned()));
        assert_eq!(faults.len(), 4);
        assert!(
            faults[0].starts_with("line 4: `at` is no RFC 3339 time"),
            "{faults:?}"
        );
        assert!(faults[3].starts_with("line 7: `receiver_up` takes"), "{faults:?}");
    }
}
