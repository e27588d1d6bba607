//! Why an observation becomes what it becomes, as far as that can be said without knowing the past.

mod route;

use alert_core::catalog::{Catalog, Mode};
use alert_core::labels::Labels;
use alert_core::matcher::Matchers;
use alert_core::observation::{Observation, State};
use alert_core::time::Timestamp;
use serde::Serialize;

use route::Route;

use super::{Canvas, Paint};
use crate::event::Event;
use crate::quiet;
use crate::verdict::{Outcome, Verdict};

/// The explanation, as `--format json` prints it.
#[derive(Debug, Serialize)]
pub(crate) struct Explanation {
    event: String,
    event_id: String,
    /// The wrappings that were taken off, outermost first.
    hops: Vec<&'static str>,
    source: String,
    state: &'static str,
    state_at: String,
    /// The labels that the fingerprint is made of.
    identity: Labels,
    fingerprint: String,
    labels: Labels,
    /// The label rules that match, counted from 1.
    label_rules: Vec<Rule>,
    runbook: Option<Found>,
    /// Runbooks that match too and are less specific.
    other_runbooks: Vec<String>,
    owner: Option<Found>,
    severity: String,
    routes: Vec<Route>,
    /// The parts it plays in inhibition rules, as a source and as a target.
    holds_back: Vec<String>,
    held_back_by: Vec<String>,
    outcome: &'static str,
    reason: String,
    title: String,
    catalog_version: String,
    shadow: bool,
}

#[derive(Debug, Serialize)]
struct Rule {
    position: usize,
    set: Labels,
    /// What it would set had no earlier rule set it.
    too_late_for: Labels,
}

impl Rule {
    fn sentence(&self) -> String {
        let listed = |labels: &Labels| {
            let pairs: Vec<String> = labels
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            pairs.join(", ")
        };
        let set = (!self.set.is_empty()).then(|| format!("sets {}", listed(&self.set)));
        let late = (!self.too_late_for.is_empty()).then(|| {
            format!(
                "would set {}, but an earlier rule did",
                listed(&self.too_late_for)
            )
        });
        let parts: Vec<String> = set.into_iter().chain(late).collect();
        format!("number {} {}", self.position, parts.join(" and "))
    }
}

/// Something of the catalog and what led to it.
#[derive(Debug, Serialize)]
struct Found {
    name: String,
    by: String,
}

impl Explanation {
    /// Asks the catalog again, one question at a time.
    pub(crate) fn of(
        event: &Event,
        observation: &Observation,
        verdict: &Verdict,
        catalog: &Catalog,
        now: Timestamp,
    ) -> Self {
        let alert = &verdict.alert;
        let runbook = alert.runbook.as_ref().map(|card| card.name.clone());
        Self {
            event: event.path.clone(),
            event_id: observation.event_id.clone(),
            hops: event.envelope.hops.iter().map(|hop| hop.as_str()).collect(),
            source: alert.source.clone(),
            state: match observation.state {
                State::Firing => "firing",
                State::Resolved => "resolved",
                State::NoData => "no_data",
                State::Configured { .. } => "configured",
                State::Noise(_) => "noise",
            },
            state_at: observation.state_at.to_string(),
            identity: observation.identity.clone(),
            fingerprint: alert.fingerprint.to_string(),
            labels: alert.labels.clone(),
            label_rules: label_rules(observation, catalog),
            other_runbooks: others(&alert.labels, runbook.as_deref(), catalog),
            owner: owner(verdict, runbook.as_deref(), catalog),
            runbook: runbook.map(|name| Found {
                by: runbook_list(&name, &alert.labels, catalog),
                name,
            }),
            severity: alert.severity.to_string(),
            routes: route::all(
                verdict,
                &quiet::held(alert, observation, catalog, now),
                catalog,
                now,
            ),
            holds_back: catalog
                .inhibition()
                .as_source(&alert.labels)
                .iter()
                .map(|role| quiet::role("targets", role))
                .collect(),
            held_back_by: catalog
                .inhibition()
                .as_target(&alert.labels)
                .iter()
                .map(|role| quiet::role("sources", role))
                .collect(),
            outcome: verdict.outcome.as_str(),
            reason: verdict.reason.clone(),
            title: verdict.page.title.clone(),
            catalog_version: catalog.version().to_owned(),
            shadow: catalog.mode() == Mode::Shadow,
        }
    }

    /// The same for a person.
    pub(crate) fn text(&self, mut canvas: Canvas) -> String {
        let none = "none";
        canvas.line(&self.event, Paint::Dim);
        canvas.field(
            "Arrived",
            &if self.hops.is_empty() {
                "as it is".to_owned()
            } else {
                format!("inside {}", self.hops.join(", then "))
            },
        );
        canvas.field("Source", &self.source);
        canvas.field(
            "State",
            &format!("{} since {}", self.state.replace('_', " "), self.state_at),
        );
        pairs(&mut canvas, "Identity", &self.identity);
        canvas.field("Fingerprint", &self.fingerprint);
        pairs(&mut canvas, "Labels", &self.labels);
        for rule in &self.label_rules {
            canvas.field("Label rule", &rule.sentence());
        }
        let found = |found: &Option<Found>| {
            found.as_ref().map_or(none.to_owned(), |found| {
                format!("{}, by {}", found.name, found.by)
            })
        };
        canvas.field("Runbook", &found(&self.runbook));
        if !self.other_runbooks.is_empty() {
            canvas.field("", &format!("less specific: {}", self.other_runbooks.join(", ")));
        }
        canvas.field("Owner", &found(&self.owner));
        canvas.field("Severity", &self.severity);
        for route in &self.routes {
            canvas.field(
                "Route",
                &format!("{} to {}", route.path, route.receivers.join(", ")),
            );
            canvas.field("  group", &route.group_key);
            canvas.field("  due", &route.why_then);
            for rate in &route.rates {
                canvas.field("  rate", &rate.sentence);
            }
            for held in &route.held {
                canvas.painted_field("  held back", &held.sentence, Paint::Warning);
            }
        }
        for (label, roles) in [
            ("Holds back", &self.holds_back),
            ("Held back by", &self.held_back_by),
        ] {
            for role in roles {
                canvas.field(label, role);
            }
        }
        let later = if self.outcome == Outcome::Page.as_str()
            && self.routes.iter().all(|route| !route.held.is_empty())
        {
            ", when nothing holds it back any more"
        } else {
            ""
        };
        canvas.painted_field(
            "Outcome",
            &format!("{}: {}{later}", self.outcome, self.reason),
            Paint::Bold,
        );
        let mode = if self.shadow {
            "; its mode is shadow: nothing is sent"
        } else {
            ""
        };
        canvas.painted_field(
            "Catalog",
            &format!("version {}{mode}", self.catalog_version),
            Paint::Dim,
        );
        canvas.finish()
    }
}

fn pairs(canvas: &mut Canvas, label: &str, labels: &Labels) {
    for (position, (name, value)) in labels.iter().enumerate() {
        canvas.field(if position == 0 { label } else { "" }, &format!("{name}={value}"));
    }
}

/// The rules see the labels as the source set them, and its severity. The first that sets a label wins.
fn label_rules(observation: &Observation, catalog: &Catalog) -> Vec<Rule> {
    let mut given = observation.labels.clone();
    given.set("severity", observation.severity.as_str());
    let mut done = Labels::new();
    let mut rules = Vec::new();
    for (at, rule) in catalog.file().labels.iter().enumerate() {
        if rule.matchers.matches(&given) {
            let (late, set): (Vec<_>, Vec<_>) = rule.set.iter().partition(|(name, _)| done.has(name));
            for (name, value) in &set {
                done.set(*name, *value);
            }
            let (set, too_late_for) = (set.into_iter().collect(), late.into_iter().collect());
            rules.push(Rule {
                position: at + 1,
                set,
                too_late_for,
            });
        }
    }
    rules
}

/// The list of matchers that made the runbook the most specific one.
fn runbook_list(name: &str, labels: &Labels, catalog: &Catalog) -> String {
    let runbook = catalog
        .file()
        .runbooks
        .iter()
        .find(|runbook| runbook.name == name);
    runbook.map_or_else(
        || "its matchers".to_owned(),
        |runbook| list(&runbook.matchers, labels),
    )
}

/// The most specific list of a condition that matches; the first of equals.
fn list(matchers: &Matchers, labels: &Labels) -> String {
    let best = matchers.lists().iter().rev().filter_map(|list| {
        let alone = Matchers::any_of(vec![list.clone()]);
        alone.specificity(labels).map(|specificity| (specificity, list))
    });
    let best = best.max_by_key(|(specificity, _)| *specificity);
    best.map_or_else(
        || "its matchers".to_owned(),
        |(_, list)| {
            list.iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        },
    )
}

fn others(labels: &Labels, chosen: Option<&str>, catalog: &Catalog) -> Vec<String> {
    let matching = catalog
        .file()
        .runbooks
        .iter()
        .filter(|runbook| runbook.matchers.matches(labels));
    matching
        .filter(|runbook| Some(runbook.name.as_str()) != chosen)
        .map(|runbook| runbook.name.clone())
        .collect()
}

fn owner(verdict: &Verdict, runbook: Option<&str>, catalog: &Catalog) -> Option<Found> {
    let name = verdict.alert.owner.as_ref()?.name.clone();
    let runbook =
        runbook.and_then(|runbook| catalog.file().runbooks.iter().find(|other| other.name == runbook));
    let by = if runbook.is_some_and(|runbook| runbook.owner.as_ref() == Some(&name)) {
        "the runbook".to_owned()
    } else {
        let owner = catalog.file().owners.iter().find(|owner| owner.name == name)?;
        if owner.matchers.matches(&verdict.alert.labels) {
            list(&owner.matchers, &verdict.alert.labels)
        } else {
            "the label owner".to_owned()
        }
    };
    Some(Found { name, by })
}
