//! What Slack's answer means.

use crate::receiver::answer::{Answer, arrived};
use crate::receiver::{Outcome, Response};

/// The words with which Slack says why (docs.slack.dev, "Handling errors" of incoming webhooks). Only these are repeated:
/// the body is somebody else's text.
const FAULTS: [&str; 15] = [
    "action_prohibited",
    "channel_is_archived",
    "channel_not_found",
    "invalid_blocks",
    "invalid_payload",
    "invalid_token",
    "msg_blocks_too_long",
    "no_active_hooks",
    "no_service",
    "no_team",
    "no_text",
    "posting_to_general_channel_denied",
    "rollup_error",
    "too_many_attachments",
    "user_not_found",
];

pub(super) fn outcome(response: &Response) -> Outcome {
    let answer = match Answer::of(response) {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    let (status, body) = (answer.status, answer.body.trim());
    // A proxy or a log-in page answers 200 as well: only Slack's own word counts.
    if status == 200 && body == "ok" {
        return arrived(String::new());
    }
    match (answer.by_status(), FAULTS.iter().find(|fault| **fault == body)) {
        (Outcome::Rejected { .. }, Some(fault)) => Outcome::Rejected {
            why: format!("HTTP {status}: Slack says {fault}"),
        },
        (outcome, _) => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receiver::{Failure, Proof, Receipt};
    use crate::time::SignedDuration;

    fn answer(status: u16, body: &str) -> Outcome {
        outcome(&Response::Answer {
            status,
            body: body.to_owned(),
            retry_after: Some(SignedDuration::from_secs(7)),
        })
    }

    #[test]
    fn only_ok_is_delivery() {
        assert!(matches!(
            answer(200, "ok"),
            Outcome::Delivered(Receipt {
                proof: Proof::Arrived,
                ..
            })
        ));
        assert!(matches!(
            answer(200, "<html>log in</html>"),
            Outcome::Rejected { .. }
        ));
        assert!(matches!(answer(204, ""), Outcome::Rejected { .. }));
    }

    #[test]
    fn a_fault_is_named_and_other_text_is_not_repeated() {
        assert_eq!(
            answer(410, "channel_is_archived\n"),
            Outcome::Rejected {
                why: "HTTP 410: Slack says channel_is_archived".to_owned()
            }
        );
        assert_eq!(
            answer(403, "https://hooks.example/secret"),
            Outcome::Rejected {
                why: "HTTP 403: the receiver does not let us in".to_owned()
            }
        );
    }

    #[test]
    fn what_may_pass_is_tried_again_when_slack_says() {
        let after = Some(SignedDuration::from_secs(7));
        assert_eq!(
            answer(429, "rate_limited"),
            Outcome::Retry {
                after,
                in_doubt: false,
                why: "HTTP 429".to_owned()
            }
        );
        assert_eq!(
            answer(500, "rollup_error"),
            Outcome::Retry {
                after,
                in_doubt: false,
                why: "HTTP 500".to_owned()
            }
        );
        let lost = Response::Failed(Failure::InDoubt {
            why: "no answer in 10 s".to_owned(),
        });
        assert!(matches!(outcome(&lost), Outcome::Retry { in_doubt: true, .. }));
    }
}
