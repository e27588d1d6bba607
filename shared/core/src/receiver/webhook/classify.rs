//! What an endpoint's answer means.

use crate::receiver::{Outcome, Proof, Receipt, Response, status};

/// 2xx says that the endpoint took the message, not that anybody sees it. A lost answer is tried again as it is: the id
/// lets the endpoint drop what it has.
pub(super) fn outcome(response: &Response) -> Outcome {
    match response {
        Response::Answer {
            status: 200..=299, ..
        } => Outcome::Delivered(Receipt {
            proof: Proof::Accepted,
            id: String::new(),
        }),
        Response::Answer {
            status, retry_after, ..
        } => status::outcome(*status, *retry_after),
        Response::Failed(failure) => status::failure(failure),
        Response::Published { .. } => status::misplaced("an SNS message id"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receiver::Failure;
    use crate::time::SignedDuration;

    fn answer(status: u16) -> Outcome {
        outcome(&Response::Answer {
            status,
            body: String::new(),
            retry_after: None,
        })
    }

    #[test]
    fn any_success_is_taken_and_nothing_proves_that_it_is_seen() {
        for status in [200, 201, 202, 204, 299] {
            assert!(
                matches!(
                    answer(status),
                    Outcome::Delivered(Receipt {
                        proof: Proof::Accepted,
                        ..
                    })
                ),
                "{status}"
            );
        }
    }

    #[test]
    fn what_nobody_can_repair_by_waiting_is_rejected() {
        for status in [301, 302, 307, 308, 400, 401, 403, 404, 405, 409, 410, 413, 422] {
            assert!(matches!(answer(status), Outcome::Rejected { .. }), "{status}");
        }
    }

    #[test]
    fn waiting_and_lost_answers_are_retries() {
        let after = Some(SignedDuration::from_secs(30));
        let slow = Response::Answer {
            status: 503,
            body: String::new(),
            retry_after: after,
        };
        assert_eq!(
            outcome(&slow),
            Outcome::Retry {
                after,
                in_doubt: false,
                why: "HTTP 503".to_owned()
            }
        );
        let at_once = Response::Answer {
            status: 503,
            body: String::new(),
            retry_after: Some(SignedDuration::ZERO),
        };
        assert!(matches!(outcome(&at_once), Outcome::Retry { after: None, .. }));
        assert!(matches!(answer(504), Outcome::Retry { in_doubt: true, .. }));
        let lost = Response::Failed(Failure::InDoubt {
            why: "connection reset".to_owned(),
        });
        assert!(matches!(outcome(&lost), Outcome::Retry { in_doubt: true, .. }));
        let refused = Response::Failed(Failure::NotSent {
            why: "connection refused".to_owned(),
        });
        assert!(matches!(
            outcome(&refused),
            Outcome::Retry { in_doubt: false, .. }
        ));
    }
}
