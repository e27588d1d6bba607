//! AWS Budgets: the text that it publishes to SNS (AWS Cost Management User Guide, "Creating an Amazon SNS topic for budget
//! notifications"). It sends no events, and AWS may change the text: what can't be read is paged as it came.
//!
//! The alert is one threshold of one budget. It is told once in a budget's period and never taken back.

mod letter;

use super::evidence::facts;
use super::frame::Frame;
use super::{Source, SourceError, labels};
use crate::envelope::Envelope;
use crate::observation::{Observation, State};
use crate::run::Run;
use crate::severity::Severity;
use crate::time::{SignedDuration, Timestamp};
use letter::Letter;

/// The source of what budgets say.
pub struct Budgets;

const NAME: &str = "budgets";
/// Said once; who has read it knows it.
const RESOLVE_AFTER: SignedDuration = SignedDuration::from_hours(24);

impl Source for Budgets {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let text = envelope.event.as_str().filter(|text| Letter::is_one(text))?;
        let letter = Letter::read(text).ok_or_else(|| SourceError {
            source_name: NAME.into(),
            what: "the notification names no budget".to_owned(),
        });
        Some(letter.map(|letter| vec![observe(&letter, &Frame::bare(envelope, now))]))
    }
}

fn observe(letter: &Letter, frame: &Frame<'_>) -> Observation {
    let identity = labels::identity([
        ("account", &letter.account),
        ("budget_name", &letter.budget),
        (
            "budget_alert",
            &format!("{} {}", letter.alert_type, letter.threshold),
        ),
    ]);
    Observation {
        source: NAME.into(),
        event_id: frame.id.clone(),
        labels: labels::labels(
            &identity,
            [
                ("alertname", "budget"),
                ("source", NAME),
                ("service", "cost"),
                ("budget_type", &letter.budget_type),
            ],
        ),
        identity,
        state: State::Firing,
        state_at: frame.at,
        // Of yesterday's costs or of what may come: a ticket.
        severity: Severity::Warning,
        symptom: letter.symptom(),
        evidence: facts([
            ("budget", Some(letter.budget.clone())),
            ("amount", Some(letter.amount.clone())),
            ("threshold", Some(letter.threshold.clone())),
            ("budgeted", Some(letter.budgeted.clone())),
            (
                "kind",
                Some(format!("{} {}", letter.alert_type, letter.budget_type)),
            ),
            ("account", Some(letter.account.clone())),
        ]),
        links: vec![crate::observation::Link::new(
            "Budgets",
            "https://console.aws.amazon.com/billing/home#/budgets",
        )],
        suppression: None,
        resolve_after: Some(RESOLVE_AFTER),
        run: Run::default(),
    }
}
