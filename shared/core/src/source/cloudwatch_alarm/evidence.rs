//! The facts behind an alarm's change, and where to look.

use std::borrow::Cow;

use super::change::Change;
use super::symptom::triggers;
use super::watched::Kind;
use crate::observation::{Evidence, Link, SuppressionCause};
use crate::source::links;
use crate::{text, time};

/// The facts, most telling first, as they came: what is empty is left out where all sources' facts are cleaned and cut.
pub(super) fn facts(change: &Change) -> Vec<Evidence> {
    let query = change
        .watched
        .expression
        .as_deref()
        .filter(|_| change.watched.kind != Kind::Metric);
    let mute = change
        .is_after_mute
        .then_some("a mute window has ended and it still fires");
    let facts = [
        ("alarm", Some(Cow::from(&change.name))),
        ("reason", change.reason.as_deref().map(Cow::from)),
        ("triggered by", Some(Cow::from(triggers(change).join(", ")))),
        ("metric", metric(change).map(Cow::from)),
        ("dimensions", dimensions(change).map(Cow::from)),
        ("where", place(change).map(Cow::from)),
        ("held back by", held_back(change).map(Cow::from)),
        ("mute", mute.map(Cow::from)),
        ("description", change.description.as_deref().map(Cow::from)),
        ("query", query.map(Cow::from)),
        ("evaluation", change.evaluation.as_deref().map(Cow::from)),
        ("state before", before(change).map(Cow::from)),
    ];
    let known = |(name, value): (&str, Option<Cow<'_, str>>)| Some(Evidence::new(name, value?));
    facts.into_iter().filter_map(known).collect()
}

/// The alarm in the console.
pub(super) fn links(change: &Change) -> Vec<Link> {
    links::alarm(&change.region, &change.name)
        .map(|url| Link::new("Alarm", url))
        .into_iter()
        .collect()
}

fn metric(change: &Change) -> Option<String> {
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
    let unit = watched
        .unit
        .as_ref()
        .map(|unit| format!(", in {unit}"))
        .unwrap_or_default();
    Some(format!("{namespace}{metric}{stat}{period}{unit}"))
}

fn dimensions(change: &Change) -> Option<String> {
    let contributor = change
        .contributor
        .iter()
        .flat_map(|contributor| &contributor.attributes);
    let pairs = change
        .watched
        .dimensions
        .iter()
        .chain(contributor)
        .map(|(name, value)| format!("{name}={value}"));
    let pairs: Vec<_> = pairs.collect();
    (!pairs.is_empty()).then(|| pairs.join(", "))
}

fn place(change: &Change) -> Option<String> {
    let place = format!("{} {}", change.account, change.region);
    (place.len() > 1).then_some(place)
}

fn held_back(change: &Change) -> Option<String> {
    let suppression = change.suppression.as_ref()?;
    let by = match suppression.cause {
        SuppressionCause::ActionsSuppressor => format!("the suppressor alarm ({})", suppression.by),
        SuppressionCause::MuteRule => format!("the mute rule {}", suppression.by),
    };
    Some(
        suppression
            .until
            .map_or_else(|| by.clone(), |until| format!("{by} until {}", time::utc(until))),
    )
}

fn before(change: &Change) -> Option<String> {
    let value = change.previous_value.as_ref()?;
    Some(
        change
            .previous_at
            .map_or_else(|| value.clone(), |at| format!("{value} since {}", time::utc(at))),
    )
}
