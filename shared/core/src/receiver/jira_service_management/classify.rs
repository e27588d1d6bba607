//! What the alerts API's answer means.

use crate::receiver::answer::{Answer, accepted};
use crate::receiver::{Outcome, Response};

pub(super) fn outcome(response: &Response) -> Outcome {
    let answer = match Answer::of(response) {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    match answer.status {
        202 => answer
            .id(&["requestId"])
            .map_or_else(|| answer.by_status(), accepted),
        _ => answer.by_status(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receiver::answer::arrived;

    fn answer(status: u16, body: &str) -> Outcome {
        outcome(&Response::Answer {
            status,
            body: body.to_owned(),
            retry_after: None,
        })
    }

    #[test]
    fn a_request_that_will_be_done_has_an_id() {
        let taken = r#"{"result": "Request will be processed", "requestId": "43a29c5c", "took": 0.3}"#;
        assert_eq!(answer(202, taken), accepted("43a29c5c".to_owned()));
        assert_ne!(answer(202, taken), arrived("43a29c5c".to_owned()));
        assert!(matches!(answer(202, "{}"), Outcome::Rejected { .. }));
        assert!(matches!(answer(422, "{}"), Outcome::Rejected { .. }));
        assert!(matches!(answer(429, "{}"), Outcome::Retry { .. }));
    }
}
