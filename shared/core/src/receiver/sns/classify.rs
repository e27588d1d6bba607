//! What SNS's answer means.

use crate::receiver::{Outcome, Proof, Receipt, Response, status};

/// A message id proves that SNS keeps the message, not that a subscriber has it.
pub(super) fn outcome(response: &Response) -> Outcome {
    match response {
        Response::Published { message_id } => Outcome::Delivered(Receipt {
            proof: Proof::Accepted,
            id: message_id.clone(),
        }),
        // The SDK reads answers; one that it hands on as it is was not a `Publish`'s.
        Response::Answer {
            status, retry_after, ..
        } => status::outcome(*status, *retry_after),
        Response::Failed(failure) => status::failure(failure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receiver::Failure;

    #[test]
    fn a_message_id_is_the_receipt() {
        let taken = outcome(&Response::Published {
            message_id: "m-1".to_owned(),
        });
        assert_eq!(
            taken,
            Outcome::Delivered(Receipt {
                proof: Proof::Accepted,
                id: "m-1".to_owned()
            })
        );
    }

    #[test]
    fn throttling_waits_and_a_missing_topic_does_not() {
        let why = || "why".to_owned();
        let of = |failure| outcome(&Response::Failed(failure));
        assert!(matches!(
            of(Failure::Busy { why: why() }),
            Outcome::Retry { in_doubt: false, .. }
        ));
        assert!(matches!(
            of(Failure::InDoubt { why: why() }),
            Outcome::Retry { in_doubt: true, .. }
        ));
        assert!(matches!(
            of(Failure::NotSent { why: why() }),
            Outcome::Retry { in_doubt: false, .. }
        ));
        assert!(matches!(
            of(Failure::Impossible { why: why() }),
            Outcome::Rejected { .. }
        ));
    }
}
