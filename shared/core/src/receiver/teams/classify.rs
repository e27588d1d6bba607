//! What a workflow's answer means.

use crate::receiver::{Outcome, Proof, Receipt, Response, status};

pub(super) fn outcome(response: &Response) -> Outcome {
    match response {
        Response::Answer {
            status,
            body,
            retry_after,
        } => {
            // 200 is the answer of a workflow that has an answer of its own; a log-in page is none.
            let started = *status == 202 || (*status == 200 && !body.trim_start().starts_with('<'));
            if started {
                Outcome::Delivered(Receipt {
                    proof: Proof::Accepted,
                    id: String::new(),
                })
            } else {
                status::outcome(*status, *retry_after)
            }
        }
        Response::Failed(failure) => status::failure(failure),
        Response::Published { .. } => status::misplaced("an SNS message id"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_started_workflow_proves_no_message() {
        let answer = |status: u16, body: &str| {
            outcome(&Response::Answer {
                status,
                body: body.to_owned(),
                retry_after: None,
            })
        };
        let accepted = Outcome::Delivered(Receipt {
            proof: Proof::Accepted,
            id: String::new(),
        });
        assert_eq!(answer(202, ""), accepted);
        assert_eq!(answer(200, "{}"), accepted);
        let page = answer(200, " <!DOCTYPE html><title>Sign in");
        assert!(matches!(page, Outcome::Rejected { .. }));
        // A workflow that is off, or whose owner has left.
        assert!(matches!(answer(404, ""), Outcome::Rejected { .. }));
        assert!(matches!(answer(429, ""), Outcome::Retry { .. }));
    }
}
