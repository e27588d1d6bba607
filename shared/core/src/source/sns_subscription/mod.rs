//! What SNS asks of, or says to, an endpoint that was subscribed or unsubscribed: `SubscriptionConfirmation` and
//! `UnsubscribeConfirmation` (SNS Developer Guide, "HTTP/HTTPS subscription confirmation JSON format"). A queue gets them too
//! when a topic of another account is subscribed to it.
//!
//! Somebody has to know: until it is confirmed, nothing from the topic arrives, and after an unsubscription nothing does
//! any more. Nothing is ever fetched or confirmed here, and neither the address nor the token is shown: whoever can send a
//! message can write both, and with them could have anybody confirm anything.

use super::evidence::{facts, place};
use super::frame::Frame;
use super::{Source, SourceError, labels, lens};
use crate::envelope::Envelope;
use crate::observation::{Observation, State};
use crate::run::Run;
use crate::severity::Severity;
use crate::text;
use crate::time::{self, SignedDuration, Timestamp};

/// The source of SNS's own messages.
pub struct SnsSubscription;

const NAME: &str = "sns_subscription";
/// A token is good for two days; what is not confirmed by then has to be subscribed anew.
const RESOLVE_AFTER: SignedDuration = SignedDuration::from_hours(48);

impl Source for SnsSubscription {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, envelope: &Envelope, now: Timestamp) -> Option<Result<Vec<Observation>, SourceError>> {
        let kind = envelope.event.get("Type")?.as_str()?;
        let is_new = match kind {
            "SubscriptionConfirmation" => true,
            "UnsubscribeConfirmation" => false,
            _ => return None,
        };
        let topic = lens::text(&envelope.event, "/TopicArn").ok_or_else(|| SourceError {
            source_name: NAME.into(),
            what: "the message names no topic".to_owned(),
        });
        Some(topic.map(|topic| vec![observe(&topic, is_new, &Frame::bare(envelope, now))]))
    }
}

fn observe(topic: &str, is_new: bool, frame: &Frame<'_>) -> Observation {
    // arn:aws:sns:REGION:ACCOUNT:NAME
    let part = |n| topic.split(':').nth(n).unwrap_or_default();
    let (region, account, name) = (part(3), part(4), text::line(part(5), 80));
    let name = if name.is_empty() {
        text::line(topic, 80)
    } else {
        name
    };
    let kind = if is_new { "unconfirmed" } else { "unsubscribed" };
    let identity = labels::identity([("topic_arn", topic), ("topic_state", kind)]);
    let (symptom, remedy) = if is_new {
        (
            format!("topic {name} waits for its subscription to be confirmed: nothing from it arrives"),
            "Did you subscribe it? Then subscribe again as the account that owns the queue, which needs no confirmation; or ask \
             in the SNS console for the confirmation to be sent again, and confirm it there. If nobody knows of it, leave it.",
        )
    } else {
        (
            format!("topic {name} was unsubscribed: nothing from it arrives any more"),
            "If nobody meant to, subscribe the queue to the topic again.",
        )
    };
    Observation {
        source: NAME.into(),
        event_id: lens::text(frame.detail, "/MessageId").unwrap_or_else(|| frame.id.clone()),
        labels: labels::labels(
            &identity,
            [
                ("alertname", "sns-subscription"),
                ("source", NAME),
                ("service", "sns"),
                ("account", account),
                ("region", region),
            ],
        ),
        identity,
        state: State::Firing,
        state_at: frame
            .detail
            .get("Timestamp")
            .and_then(time::read)
            .unwrap_or(frame.at),
        severity: Severity::Warning,
        symptom,
        evidence: facts([
            ("topic", Some(topic.to_owned())),
            ("what to do", Some(remedy.to_owned())),
            ("where", place(account, region)),
        ]),
        links: vec![],
        suppression: None,
        resolve_after: Some(RESOLVE_AFTER),
        run: Run::default(),
    }
}
