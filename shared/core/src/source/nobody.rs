//! What does not say which alert it is. It would share its fingerprint with everything else that does not, and one of them
//! would resolve or hide another.

use super::{SourceError, raw};
use crate::envelope::Envelope;
use crate::observation::{Observation, State};
use crate::time::Timestamp;

/// Pages the event as it came instead of those of its observations that have no identity. Who needs not be told needs not be
/// known either.
pub(super) fn page_raw(observations: &mut Vec<Observation>, envelope: &Envelope, now: Timestamp) {
    let is_nobody = |observation: &Observation| {
        observation.identity.is_empty() && !matches!(observation.state, State::Noise(_))
    };
    let Some(nobody) = observations.iter().find(|observation| is_nobody(observation)) else {
        return;
    };
    let error = SourceError {
        source_name: nobody.source.clone(),
        what: "nothing in the event tells which alert it is".to_owned(),
    };
    let raw = raw::observe(envelope, Some(&error), now);
    observations.retain(|observation| !is_nobody(observation));
    observations.push(raw);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope;
    use crate::source::decode;

    fn observed(detail: &str) -> Vec<Observation> {
        let event = format!(
            r#"{{"source": "aws.securityhub", "detail-type": "Security Hub Insight Results", "detail": {detail}}}"#
        );
        let envelopes = envelope::open(event.as_bytes());
        let [envelope] = &envelopes[..] else {
            panic!("it is one event");
        };
        decode(envelope, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn what_does_not_say_which_alert_it_is_is_paged_as_it_came() {
        let [nobody] = &observed(r#"{"insightName": 7}"#)[..] else {
            panic!("it is one page");
        };
        assert_eq!((&*nobody.source, &nobody.state), ("raw", &State::Firing));
        assert!(!nobody.identity.is_empty());
        let why = nobody
            .evidence
            .iter()
            .any(|fact| fact.value.contains("tells which alert it is"));
        assert!(why, "{:?}", nobody.evidence);
        let known = observed(r#"{"insightName": 7, "insightArn": "arn:aws:securityhub:::insight/x"}"#);
        assert_eq!(known[0].source, "security_hub");
    }
}
