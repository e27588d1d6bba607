//! What the page says of an alarm: a symptom with a number in it, the facts behind it, where to look.

use serde_json::Value;

use super::change::Change;
use super::watched::Kind;
use crate::observation::{Evidence, Link};
use crate::source::{lens, links};
use crate::text;
use crate::time;

/// The longest reason that a page shows: about three lines on a phone.
const MAX_REASON: usize = 280;

/// What is wrong in a few words, e.g. `Invocation5XXErrors 7.2 > 2`.
pub(super) fn symptom(change: &Change) -> String {
    let name = text::line(&change.name, 80);
    if change.watched.kind == Kind::Composite {
        let causes = triggers(change);
        return match causes.len() {
            0 => format!("{name} is {}", change.value),
            1 => format!("{name}: {} is in alarm", causes.join("")),
            count => format!("{name}: {count} alarms"),
        };
    }
    let metric = change
        .watched
        .metric
        .as_deref()
        .map_or_else(|| name.clone(), |metric| text::line(metric, 60));
    let series = change.contributor.as_ref().map(|contributor| {
        contributor
            .attributes
            .iter()
            .map(|(_, value)| text::line(value, 40))
            .collect::<Vec<_>>()
            .join(", ")
    });
    let subject = match series.filter(|series| !series.is_empty()) {
        Some(series) => format!("{metric} of {series}"),
        None => metric,
    };
    match (latest(change), threshold(change)) {
        (Some(value), Some(threshold)) => {
            format!(
                "{subject} {} {} {}",
                text::number(value),
                comparison(change),
                text::number(threshold)
            )
        }
        (Some(value), None) => format!("{subject} {}{}", text::number(value), band(change)),
        (None, _) if subject == name => format!("{name} is {}", change.value),
        (None, _) => format!("{subject}: {name} is {}", change.value),
    }
}

/// The facts, most telling first.
pub(super) fn facts(change: &Change) -> Vec<Evidence> {
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: Option<String>| {
        if let Some(value) = value
            .map(|value| text::line(&value, MAX_REASON))
            .filter(|value| !value.is_empty())
        {
            facts.push(Evidence::new(name, value));
        }
    };
    fact("alarm", Some(change.name.clone()));
    fact("metric", metric_line(change));
    fact("dimensions", dimensions(change));
    fact("reason", change.reason.clone());
    fact("triggered by", Some(triggers(change).join(", ")));
    fact(
        "query",
        change
            .watched
            .expression
            .clone()
            .filter(|_| change.watched.metric.is_none() || change.watched.kind != Kind::Metric),
    );
    fact("description", change.description.clone());
    fact(
        "state before",
        change
            .previous_value
            .as_ref()
            .map(|value| match change.previous_at {
                Some(at) => format!("{value} since {}", time::utc(at)),
                None => value.clone(),
            }),
    );
    facts
}

/// The alarm in the console.
pub(super) fn links(change: &Change) -> Vec<Link> {
    let is_region = |region: &str| {
        !region.is_empty()
            && region
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if is_region(&change.region) {
        vec![Link::new("Alarm", links::alarm(&change.region, &change.name))]
    } else {
        vec![]
    }
}

fn metric_line(change: &Change) -> Option<String> {
    let watched = &change.watched;
    let metric = watched.metric.as_ref()?;
    let namespace = watched
        .namespace
        .as_ref()
        .map(|namespace| format!("{namespace} "))
        .unwrap_or_default();
    let stat = watched
        .stat
        .as_ref()
        .map(|stat| format!(" {stat}"))
        .unwrap_or_default();
    let period = watched
        .period
        .map(|period| format!(" over {} s", text::number(period)))
        .unwrap_or_default();
    Some(format!("{namespace}{metric}{stat}{period}"))
}

fn dimensions(change: &Change) -> Option<String> {
    let contributor = change
        .contributor
        .iter()
        .flat_map(|contributor| &contributor.attributes);
    let pairs: Vec<_> = change
        .watched
        .dimensions
        .iter()
        .chain(contributor)
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    (!pairs.is_empty()).then(|| pairs.join(", "))
}

/// Names of the alarms that set a composite alarm off.
fn triggers(change: &Change) -> Vec<String> {
    let Some(data) = &change.reason_data else {
        return vec![];
    };
    lens::list(data, "/triggeringAlarms")
        .iter()
        .filter(|child| {
            child
                .pointer("/state/value")
                .is_some_and(|value| value == "ALARM")
        })
        .filter_map(|child| lens::text(child, "/arn"))
        .map(|arn| text::line(arn.rsplit(":alarm:").next().unwrap_or_default(), 80))
        .collect()
}

/// The newest value that is one: `recentDatapoints` has nulls where data is missing. Without evaluated data the reason
/// still names it: `... datapoint [7.2 (22/11/26 10:00:00)] was ...`.
fn latest(change: &Change) -> Option<f64> {
    if let Some(data) = &change.reason_data {
        let evaluated = lens::list(data, "/evaluatedDatapoints")
            .iter()
            .find_map(|point| lens::number(point, "/value"));
        return evaluated.or_else(|| {
            lens::list(data, "/recentDatapoints")
                .iter()
                .rev()
                .find_map(Value::as_f64)
        });
    }
    let (_, after) = change.reason.as_deref()?.split_once('[')?;
    after
        .split([' ', ']', ','])
        .next()?
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
}

fn threshold(change: &Change) -> Option<f64> {
    let data = change
        .reason_data
        .as_ref()
        .and_then(|data| lens::number(data, "/threshold"));
    let named = || {
        let (_, after) = change.reason.as_deref()?.split_once("threshold (")?;
        after
            .split(')')
            .next()?
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite())
    };
    data.or(change.watched.threshold).or_else(named)
}

/// The comparison's sign. EventBridge does not carry it; the reason says it in words, in the negative when it recovers.
fn comparison(change: &Change) -> &'static str {
    match change.watched.comparison.as_deref() {
        Some("GreaterThanThreshold") => return ">",
        Some("GreaterThanOrEqualToThreshold") => return "≥",
        Some("LessThanThreshold") => return "<",
        Some("LessThanOrEqualToThreshold") => return "≤",
        _ => {}
    }
    let reason = change.reason.as_deref().unwrap_or_default();
    let not = reason.contains(" not ");
    match () {
        () if reason.contains("greater than or equal to") => {
            if not {
                "<"
            } else {
                "≥"
            }
        }
        () if reason.contains("less than or equal to") => {
            if not {
                ">"
            } else {
                "≤"
            }
        }
        () if reason.contains("greater than") => {
            if not {
                "≤"
            } else {
                ">"
            }
        }
        () if reason.contains("less than") => {
            if not {
                "≥"
            } else {
                "<"
            }
        }
        () => "vs",
    }
}

/// An anomaly alarm's band, where a threshold would stand.
fn band(change: &Change) -> String {
    let bound = |name| {
        change
            .reason_data
            .as_ref()
            .and_then(|data| lens::list(data, name).iter().rev().find_map(Value::as_f64))
    };
    match (bound("/recentLowerThresholds"), bound("/recentUpperThresholds")) {
        (Some(lower), Some(upper)) => format!(" outside {}–{}", text::number(lower), text::number(upper)),
        (None, Some(upper)) => format!(" > {}", text::number(upper)),
        (Some(lower), None) => format!(" < {}", text::number(lower)),
        (None, None) => String::new(),
    }
}
