//! What is wrong in a few words, e.g. `churn-prod Invocation5XXErrors 7.2 > 2`.

use super::change::Change;
use super::measured::measured;
use super::watched::Kind;
use crate::source::lens;
use crate::text;

/// How many values say whose metric it is: more would push the number off a lock screen.
const MAX_VALUES: usize = 2;

/// Whose metric, which metric, how much. Never empty.
pub(super) fn symptom(change: &Change) -> String {
    let name = text::line(&change.name, 80);
    if let Some(operation) = &change.operation {
        // create, update, delete
        return format!("{name}: the alarm was {}d", text::line(operation, 20));
    }
    if change.watched.kind == Kind::Composite {
        return match &triggers(change)[..] {
            [] => format!("{name} {}", state(change)),
            [cause] => format!("{name}: {cause}"),
            causes => format!("{name}: {} alarms", causes.len()),
        };
    }
    let metric = change
        .watched
        .label
        .as_deref()
        .or(change.watched.metric.as_deref());
    let subject = [
        whose(change),
        metric.map_or(name, |metric| text::line(metric, 60)),
    ]
    .join(" ");
    format!(
        "{} {}",
        subject.trim(),
        measured(change).unwrap_or_else(|| state(change))
    )
}

/// Names of the alarms that set a composite alarm off: in `reasonData`, in the SNS message in `TriggeringChildren`.
pub(super) fn triggers(change: &Change) -> Vec<String> {
    let is_alarm = |child: &&serde_json::Value| {
        lens::text_either(child, "/state/value", "/State/Value").is_some_and(|value| value == "ALARM")
    };
    let children = change.triggers.iter().filter(is_alarm);
    children
        .filter_map(|child| lens::text_either(child, "/arn", "/Arn"))
        .map(|arn| text::line(arn.rsplit(":alarm:").next().unwrap_or_default(), 80))
        .collect()
}

/// The values of the contributor's attributes, else of the metric's dimensions.
fn whose(change: &Change) -> String {
    let contributor = change
        .contributor
        .as_ref()
        .map(|contributor| &contributor.attributes);
    let pairs = contributor
        .filter(|pairs| !pairs.is_empty())
        .unwrap_or(&change.watched.dimensions);
    let values: Vec<_> = pairs
        .iter()
        // SageMaker's name for the only variant of an endpoint says nothing.
        .filter(|(_, value)| value != "AllTraffic")
        .take(MAX_VALUES)
        .map(|(_, value)| text::line(resource(value), 40))
        .filter(|value| !value.is_empty())
        .collect();
    values.join(", ")
}

/// Of an ARN, such as a state machine's, the name at its end.
fn resource(value: &str) -> &str {
    if value.starts_with("arn:") {
        value.rsplit([':', '/']).next().unwrap_or(value)
    } else {
        value
    }
}

fn state(change: &Change) -> String {
    match change.value.as_str() {
        "ALARM" => "is in alarm".to_owned(),
        "OK" => "is OK".to_owned(),
        "INSUFFICIENT_DATA" => "has no data".to_owned(),
        other => format!("is {}", text::line(other, 30)),
    }
}
