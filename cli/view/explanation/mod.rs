//! Why an observation becomes what it becomes, as far as that can be said without knowing the past.

mod decision;
mod found;
mod route;
mod rule;
mod run;

use alert_core::catalog::{Catalog, Mode};
use alert_core::labels::Labels;
use alert_core::observation::{Observation, State};
use alert_core::silence::SilenceIndex;
use alert_core::time::Timestamp;
use serde::Serialize;

use found::{Found, others, owner, runbook_list};
use route::Route;
use rule::Rule;
use run::InRun;

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
    /// The run of recurring work that it is about.
    run: Option<InRun>,
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

impl Explanation {
    /// Asks the catalog again, one question at a time.
    pub(crate) fn of(
        event: &Event,
        observation: &Observation,
        verdict: &Verdict,
        catalog: &Catalog,
        silences: &SilenceIndex,
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
            label_rules: rule::all(observation, catalog),
            other_runbooks: others(&alert.labels, runbook.as_deref(), catalog),
            owner: owner(verdict, runbook.as_deref(), catalog),
            runbook: runbook.map(|name| Found {
                by: runbook_list(&name, &alert.labels, catalog),
                name,
            }),
            severity: alert.severity.to_string(),
            run: InRun::of(observation),
            routes: route::all(
                verdict,
                &quiet::held(alert, observation, catalog, silences, now),
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
        if let Some(run) = &self.run {
            canvas.field("Run", &run.sentence());
            for tie in &run.ties {
                canvas.field("  tied by", tie);
            }
        }
        for route in &self.routes {
            canvas.field(
                "Route",
                &format!("{} to {}", route.path, route.receivers.join(", ")),
            );
            canvas.field("  group", &route.group_key);
            canvas.field("  due", &route.why_then);
            if let Some(decision) = &route.decision {
                canvas.field("  decision", &decision.sentence);
            }
            if let Some(again) = &route.again {
                canvas.field("  again", &again.sentence);
            }
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
