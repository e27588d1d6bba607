//! What becomes of one observation when nothing is known of the past: the first time this alert is seen.

use alert_core::alert::Alert;
use alert_core::catalog::{Catalog, ReceiverConfig};
use alert_core::fingerprint::digest;
use alert_core::language::Preference;
use alert_core::observation::{Observation, State, Suppression, SuppressionCause};
use alert_core::page::{self, Draft, Page, Told};
use alert_core::reason::{Cause, Reason};
use alert_core::route::RouteMatch;
use alert_core::time::{Timestamp, utc};

/// What becomes of an observation. The words are part of the public contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Somebody is told.
    Page,
    /// Somebody who was told is told that it is over.
    Resolve,
    /// AWS says that nobody is to be told now.
    Suppress,
    /// There is nothing to tell.
    Ignore,
}

impl Outcome {
    /// The word in JSON.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Resolve => "resolve",
            Self::Suppress => "suppress",
            Self::Ignore => "ignore",
        }
    }
}

/// An observation's outcome, why, and what follows from it.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) outcome: Outcome,
    /// A [`Reason`] for what is told, else a [`Cause`] and who or what it was.
    pub(crate) reason: String,
    pub(crate) alert: Alert,
    /// Every route that takes the alert.
    pub(crate) routes: Vec<RouteMatch>,
    /// Who is told, each once; nobody when nothing is.
    pub(crate) receivers: Vec<String>,
    /// The page, as it reads when the observation is told.
    pub(crate) page: Page,
    /// The language that was asked for, whoever is told.
    language: Option<Preference>,
    moment: Moment,
}

/// What a page is drafted of besides its alert.
#[derive(Debug, Clone, Copy)]
struct Moment {
    outcome: Outcome,
    state_at: Timestamp,
    /// When the alert began to fire, for one that resolves.
    began: Option<Timestamp>,
    now: Timestamp,
}

/// Enriches, routes and drafts. `began` is when the alert began to fire, for one that resolves. The page is in
/// the language that its first receiver gets it in.
pub(crate) fn judge(
    catalog: &Catalog,
    observation: &Observation,
    began: Option<Timestamp>,
    now: Timestamp,
) -> Verdict {
    let alert = catalog.enrich(observation);
    let routes = catalog.routes(&alert.labels);
    let (outcome, reason) = outcome(observation);
    let mut receivers: Vec<String> = Vec::new();
    if matches!(outcome, Outcome::Page | Outcome::Resolve) {
        for name in routes.iter().flat_map(|route| &route.receivers) {
            if !receivers.contains(name) {
                receivers.push(name.clone());
            }
        }
    }
    let first = receivers.first().and_then(|name| catalog.receiver(name));
    let usual = ReceiverConfig::default();
    let moment = Moment {
        outcome,
        state_at: observation.state_at,
        began,
        now,
    };
    let language = catalog.preference(first.unwrap_or(&usual));
    Verdict {
        page: draft(&alert, routes.first(), moment, language),
        outcome,
        reason,
        alert,
        routes,
        receivers,
        language: None,
        moment,
    }
}

impl Verdict {
    /// Writes the page in this language, for every receiver.
    pub(crate) fn speak(&mut self, language: Preference) {
        self.language = Some(language);
        self.page = draft(&self.alert, self.routes.first(), self.moment, language);
    }

    /// The page as a receiver gets it: in its language.
    pub(crate) fn page_for(&self, receiver: &ReceiverConfig, catalog: &Catalog) -> Page {
        let language = self.language.unwrap_or_else(|| catalog.preference(receiver));
        draft(&self.alert, self.routes.first(), self.moment, language)
    }
}

fn outcome(observation: &Observation) -> (Outcome, String) {
    match (&observation.state, &observation.suppression) {
        (State::Firing, None) => (Outcome::Page, Reason::First.as_str().to_owned()),
        (State::Firing, Some(suppression)) => (Outcome::Suppress, held_back(suppression)),
        (State::Resolved, _) => (Outcome::Resolve, Reason::AllResolved.as_str().to_owned()),
        (State::NoData, _) => (Outcome::Ignore, Cause::NoData.as_str().to_owned()),
        (State::Configured { actions_enabled }, _) => {
            let what = if *actions_enabled { "enabled" } else { "disabled" };
            (
                Outcome::Ignore,
                format!("{}: the alarm's actions are {what}", Cause::Noise.as_str()),
            )
        }
        (State::Noise(why), _) => (Outcome::Ignore, format!("{}: {why}", Cause::Noise.as_str())),
    }
}

/// `mute_rule: nightly-maintenance, until 2026-11-22 06:00:00 UTC`.
fn held_back(suppression: &Suppression) -> String {
    let cause = match suppression.cause {
        SuppressionCause::ActionsSuppressor => Cause::ActionsSuppressor,
        SuppressionCause::MuteRule => Cause::MuteRule,
    };
    let by = if suppression.by.is_empty() {
        String::new()
    } else {
        format!(": {}", suppression.by)
    };
    let until = suppression
        .until
        .map(|until| format!(", until {}", utc(until)))
        .unwrap_or_default();
    format!("{}{by}{until}", cause.as_str())
}

fn draft(alert: &Alert, route: Option<&RouteMatch>, moment: Moment, language: Preference) -> Page {
    let group_key = route
        .map(|route| route.group_key(&alert.labels))
        .unwrap_or_default();
    let group_labels = route
        .map(|route| route.group_labels(&alert.labels))
        .unwrap_or_default();
    let Moment {
        outcome,
        state_at,
        began,
        now,
    } = moment;
    let resolved = outcome == Outcome::Resolve;
    // A resolved page has no duration where nobody knows when it began: no end means no claim.
    let began = began.filter(|began| resolved && *began <= state_at);
    let told = Told {
        alert,
        starts_at: began.unwrap_or(state_at),
        ends_at: began.map(|_| state_at),
        no_data_since: None,
    };
    let (reason, firing, resolved) = if resolved {
        (Reason::AllResolved, vec![], vec![told])
    } else {
        (Reason::First, vec![told], vec![])
    };
    // On AWS the id is made when it is decided to tell; here the same input gives the same id.
    let id = digest(&[
        "page",
        &group_key,
        alert.fingerprint.as_str(),
        &state_at.to_string(),
        outcome.as_str(),
    ]);
    page::build(Draft {
        id,
        group_key: &group_key,
        group_labels: &group_labels,
        reason,
        at: now,
        firing,
        resolved,
        waiting_since: None,
        notes: vec![],
        language,
    })
}
