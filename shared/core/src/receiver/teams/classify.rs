//! What a workflow's answer means.

use crate::receiver::answer::{Answer, accepted};
use crate::receiver::{Outcome, Response};

pub(super) fn outcome(response: &Response) -> Outcome {
    let answer = match Answer::of(response) {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    // 200 is the answer of a workflow that has an answer of its own; a log-in page is none.
    let is_page = answer.body.trim_start().starts_with('<');
    if answer.status == 202 || (answer.status == 200 && !is_page) {
        accepted(String::new())
    } else {
        answer.by_status()
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
        let accepted = accepted(String::new());
        assert_eq!(answer(202, ""), accepted);
        assert_eq!(answer(200, "{}"), accepted);
        let page = answer(200, " <!DOCTYPE html><title>Sign in");
        assert!(matches!(page, Outcome::Rejected { .. }));
        // A workflow that is off, or whose owner has left.
        assert!(matches!(answer(404, ""), Outcome::Rejected { .. }));
        assert!(matches!(answer(429, ""), Outcome::Retry { .. }));
    }
}
